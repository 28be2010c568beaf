use crate::Pool;

/// What loading this text says.
async fn told(text: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("conn.yml"), text).unwrap();
    let error = Pool::new().load(folder.path()).await.unwrap_err();
    error.to_string().replace(&folder.path().display().to_string(), "conf")
}

#[tokio::test]
#[cfg(not(feature = "sqlite"))]
async fn a_type_whose_feature_is_off_names_the_feature() {
    assert_eq!(
        told("{kistype: conn, cname: Averages, type: sqlite, addrs: averages.db}\n").await,
        "\
error[KIS050]: connector `Averages` has the type `sqlite`, which is not compiled in
 --> conf/conn.yml:1:40
  |
1 | {kistype: conn, cname: Averages, type: sqlite, addrs: averages.db}
  |                                        ^^^^^^
  |
  = help: add the feature `sqlite` to `kis-runtime` in Cargo.toml
  = note: the types that are there: `file` and `memory`

1 error in 1 file; no flow was loaded from `conf`"
    );
}

#[tokio::test]
async fn a_type_that_is_yet_to_come_can_be_ones_own() {
    let text = "{kistype: conn, cname: Cache, type: es, addrs: 'localhost:9200'}\n";
    let shown = told(text).await;
    assert!(shown.contains(", which KisFlow for Rust does not have yet\n"), "{shown}");
    assert!(shown.contains("= help: implement `Connector` for it, "), "{shown}");
}
