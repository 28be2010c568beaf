//! Files grow by whole lines.

use std::io::Read;
use std::path::{Path, PathBuf};

use crate::Row;
use crate::connector::tests::rows::{Everything, Inner, Outer, Student, student};
use crate::connector::{ConnectorConfig, Connectors, Topic};

struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        Place { folder: tempfile::tempdir().unwrap() }
    }

    fn path(&self, file: &str) -> PathBuf {
        self.folder.path().join(file)
    }

    async fn topic<T: Row + serde::Serialize>(&self, file: &str) -> Result<Topic<T>, String> {
        let config = ConnectorConfig::new("file", self.path(file).to_str().unwrap());
        let connectors = Connectors::new().with("Log", config);
        connectors.topic("Log").await.map_err(|error| error.to_string())
    }

    fn text(&self, file: &str) -> String {
        read(&self.path(file))
    }
}

fn read(path: &Path) -> String {
    let file = std::fs::File::open(path).unwrap();
    let mut text = String::new();
    if path.extension().is_some_and(|extension| extension == "gz") {
        flate2::read::MultiGzDecoder::new(file).read_to_string(&mut text).unwrap();
    } else {
        std::io::BufReader::new(file).read_to_string(&mut text).unwrap();
    }
    text
}

const ANN: &str = "{\"id\":1,\"name\":\"Ann\\n\",\"score\":null}\n";

#[tokio::test]
async fn lines_are_added_at_the_end() {
    let place = Place::new();
    for file in ["out.jsonl", "out.ndjson.gz"] {
        for _ in 0..2 {
            let topic = place.topic::<Student>(file).await.unwrap();
            topic.send(&[]).await.unwrap();
            topic.send(&[student(1, "Ann\n"), student(1, "Ann\n")]).await.unwrap();
        }
        assert_eq!(place.text(file), ANN.repeat(4));
    }
}

#[tokio::test]
async fn json_lines_are_what_serde_writes() {
    let place = Place::new();
    let inner = Inner { code: u64::MAX, raw: vec![0, 255], note: Some("\u{7}é".to_owned()) };
    let rows = [
        Outer { id: 1, inner: inner.clone(), tags: vec!["{".to_owned()] },
        Outer { id: 2, inner: Inner { note: None, ..inner }, tags: vec![] },
    ];
    place.topic::<Outer>("out.jsonl").await.unwrap().send(&rows).await.unwrap();
    let expected: Vec<_> = rows.iter().map(|row| serde_json::to_string(row).unwrap() + "\n").collect();
    assert_eq!(place.text("out.jsonl"), expected.concat());
}

#[tokio::test]
async fn opaque_rows_are_json_lines_too() {
    let place = Place::new();
    let texts = ["plain".to_owned(), "[\"".to_owned(), "null".to_owned()];
    place.topic::<String>("out.jsonl").await.unwrap().send(&texts).await.unwrap();
    assert_eq!(place.text("out.jsonl"), "\"plain\"\n\"[\\\"\"\n\"null\"\n");
    let pairs = [(1, Some(0.1)), (2, None)];
    place.topic::<(i64, Option<f64>)>("pairs.jsonl").await.unwrap().send(&pairs).await.unwrap();
    assert_eq!(place.text("pairs.jsonl"), "[1,0.1]\n[2,null]\n");
}

#[tokio::test]
async fn what_json_cannot_say_is_refused_and_nothing_is_written() {
    let place = Place::new();
    let topic = place.topic::<Student>("out.jsonl").await.unwrap();
    let rows = [student(1, "a"), Student { score: Some(f64::NAN), ..student(2, "b") }];
    assert_eq!(
        topic.send(&rows).await.unwrap_err().to_string(),
        "row 2 of `Student` cannot be written to connector `Log` (column `score`): JSON has no number for `NaN`"
    );
    assert_eq!(place.text("out.jsonl"), "");
}

#[tokio::test]
async fn csv_has_one_header() {
    let place = Place::new();
    for file in ["out.csv", "out.csv.gz"] {
        for _ in 0..2 {
            let rows = [student(1, "a,\"b\"\n"), Student { score: Some(0.5), ..student(2, "") }];
            place.topic::<Student>(file).await.unwrap().send(&rows).await.unwrap();
        }
        let rows = "1,\"a,\"\"b\"\"\n\",\n2,,0.5\n";
        assert_eq!(place.text(file), format!("id,name,score\n{rows}{rows}"));
    }
}

#[tokio::test]
async fn csv_of_other_rows_is_refused() {
    let place = Place::new();
    std::fs::write(place.path("out.csv"), "id,nom\n1,a\n").unwrap();
    let refused = place.topic::<Student>("out.csv").await.unwrap_err();
    assert_eq!(
        refused,
        format!(
            "file `{}` of connector `Log` does not fit rows of `Student`: expected the header `id,name,score`, found \
             the header `id,nom`",
            place.path("out.csv").display()
        )
    );
    let refused = place.topic::<Vec<i64>>("new.csv").await.unwrap_err();
    assert_eq!(
        refused,
        "connector `Log` of type `file` cannot hold rows of `Vec<i64>`: its fields are not known, and CSV needs their \
         names: derive `Row` for a struct with named fields, or write JSON lines"
    );
    place.topic::<Everything>("everything.csv").await.unwrap();
}

#[tokio::test]
async fn a_whole_line_without_a_newline_is_completed() {
    let place = Place::new();
    std::fs::write(place.path("out.jsonl"), ANN.trim_end()).unwrap();
    place.topic::<Student>("out.jsonl").await.unwrap().send(&[student(1, "Ann\n")]).await.unwrap();
    assert_eq!(place.text("out.jsonl"), ANN.repeat(2));
}

#[tokio::test]
async fn a_line_cut_short_is_refused_and_left_alone() {
    let place = Place::new();
    for (file, text, begin) in [
        ("cut.jsonl", format!("{ANN}{}", &ANN[..20]), ANN.len()),
        ("number.jsonl", "12".to_owned(), 0),
        ("cut.csv", "id,name,score\n1,Ann".to_owned(), 14),
    ] {
        std::fs::write(place.path(file), &text).unwrap();
        let refused = place.topic::<Student>(file).await.unwrap_err();
        let advice = format!(
            "the file ends in the middle of a line that begins at byte {begin}: nobody acknowledged it, so cut the file \
             to {begin} bytes, or end it with a newline when the line is whole"
        );
        assert!(refused.ends_with(&advice), "{refused}");
        assert_eq!(place.text(file), text);
    }
    std::fs::write(place.path("quoted.csv"), "id,name,score\n1,\"Ann\n").unwrap();
    let refused = place.topic::<Student>("quoted.csv").await.unwrap_err();
    assert!(refused.contains("in the middle of a quoted field"), "{refused}");
}

#[tokio::test]
async fn a_line_that_another_process_left_behind_is_seen_by_the_next_call() {
    let place = Place::new();
    let topic = place.topic::<Student>("out.jsonl").await.unwrap();
    std::fs::write(place.path("out.jsonl"), &ANN[..20]).unwrap();
    let refused = topic.send(&[student(1, "a")]).await.unwrap_err().to_string();
    assert!(refused.starts_with("send failed at connector `Log` (type `file`, `"), "{refused}");
    std::fs::write(place.path("out.jsonl"), "").unwrap();
    topic.send(&[student(1, "Ann\n")]).await.unwrap();
    assert_eq!(place.text("out.jsonl"), ANN);
}

#[tokio::test]
async fn a_gzip_member_cut_short_is_refused() {
    let place = Place::new();
    let path = place.path("out.jsonl.gz");
    let topic = place.topic::<Student>("out.jsonl.gz").await.unwrap();
    topic.send(&[student(1, "a")]).await.unwrap();
    let begin = std::fs::metadata(&path).unwrap().len();
    topic.send(&[student(2, "b")]).await.unwrap();
    let whole = std::fs::read(&path).unwrap();
    for cut in [begin as usize + 1, whole.len() - 1] {
        std::fs::write(&path, &whole[..cut]).unwrap();
        let refused = place.topic::<Student>("out.jsonl.gz").await.unwrap_err();
        assert!(
            refused.contains(&format!("the gzip member that begins at byte {begin} is broken")),
            "{refused}"
        );
    }
    std::fs::write(&path, &whole[..begin as usize]).unwrap();
    place.topic::<Student>("out.jsonl.gz").await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn writers_never_mix_their_lines() {
    let place = Place::new();
    let long = "x".repeat(20_000);
    for file in ["out.jsonl", "out.jsonl.gz", "out.csv"] {
        let mut writers = Vec::new();
        for writer in 0..4 {
            let topic = place.topic::<Student>(file).await.unwrap();
            for shared in [topic.clone(), topic] {
                let rows = [student(writer, &long), student(writer, "short")];
                writers.push(tokio::spawn(async move {
                    for _ in 0..10 {
                        shared.send(&rows).await.unwrap();
                    }
                }));
            }
        }
        for writer in writers {
            writer.await.unwrap();
        }
        let text = place.text(file);
        let header = usize::from(file.ends_with("csv"));
        assert_eq!(text.lines().count(), 160 + header);
        assert!(
            text.lines()
                .all(|line| line.contains(&long) || line.contains("short") || line == "id,name,score")
        );
    }
}

#[tokio::test]
async fn params_say_what_the_name_does_not() {
    let place = Place::new();
    let path = place.path("events.log");
    let config = ConnectorConfig::new("file", "")
        .key(path.to_str().unwrap())
        .param("format", "jsonl")
        .param("sync", "true");
    let connectors = Connectors::new().with("Log", config.clone());
    connectors.topic::<i64>("Log").await.unwrap().send(&[1]).await.unwrap();
    assert_eq!(place.text("events.log"), "1\n");
    let connectors = Connectors::new().with("Log", config.param("sync", "yes"));
    assert_eq!(
        connectors.topic::<i64>("Log").await.unwrap_err().to_string(),
        "param `sync` of connector `Log` is `yes`; allowed: `true` or `false`"
    );
}

#[tokio::test]
async fn a_missing_folder_is_named() {
    let place = Place::new();
    let refused = place.topic::<i64>("missing/out.jsonl").await.unwrap_err();
    assert!(refused.ends_with("missing` is not there: make it first"), "{refused}");
    let refused = place.topic::<i64>("out.txt").await.unwrap_err();
    assert!(refused.contains("its extension says no format"), "{refused}");
}

#[tokio::test]
async fn the_address_of_a_server_is_refused_without_its_password() {
    for (config, problem) in [
        (
            ConnectorConfig::new("file", "postgres://kis:hunter2@h/orders.jsonl"),
            "connector `Log` of type `file` has the path `postgres://kis:***@h/orders.jsonl`: it takes the path of a file \
             (`file://path` too)",
        ),
        (
            ConnectorConfig::new("file", "").key("redis://:hunter2@h/"),
            "connector `Log` of type `file` has the path `redis://:***@h/`: it takes the path of a file (`file://path` too)",
        ),
        (
            ConnectorConfig::new("file", "kis:hunter2@h/missing/orders.jsonl"),
            "connector `Log` cannot connect to `kis:***@h/missing/orders.jsonl` (type `file`): its folder `kis:***@h/missing` \
             is not there: make it first",
        ),
        (
            ConnectorConfig::new("file", "kis:hunter2@h:9092"),
            "has the path `kis:***@h:9092`: its extension says no format; name the file so, or set the param `format`, to \
             `jsonl` or `csv`, each also with `.gz`",
        ),
    ] {
        let error = Connectors::new().with("Log", config).topic::<i64>("Log").await.unwrap_err();
        assert!(error.to_string().ends_with(problem), "{error}");
        assert!(!format!("{error:?}").contains("hunter2"), "{error:?}");
    }
}

#[tokio::test]
async fn a_full_disk_is_told_as_such() {
    let connectors =
        Connectors::new().with("Log", ConnectorConfig::new("file", "/dev/full").param("format", "jsonl"));
    let topic = connectors.topic::<Student>("Log").await.unwrap();
    assert_eq!(
        topic.send(&[student(1, "Ann")]).await.unwrap_err().to_string(),
        "send failed at connector `Log` (type `file`, `/dev/full`): the disk is full, or the file may not grow any more \
         (No space left on device (os error 28)): make room and repeat the call"
    );
}

/// Set in the process whose files may have 8 KiB, or 16 where the shell counts in larger blocks.
const SMALL_FILES: &str = "KIS_TEST_SMALL_FILES";

#[tokio::test]
async fn a_disk_that_fills_up_in_a_batch_keeps_what_was_before_it_and_takes_less() {
    if std::env::var_os(SMALL_FILES).is_none() {
        // In a process of its own, for the limit is all tests'.
        let (module, name) =
            (module_path!(), "a_disk_that_fills_up_in_a_batch_keeps_what_was_before_it_and_takes_less");
        let (_, module) = module.split_once("::").unwrap();
        let mut small = std::process::Command::new("sh");
        small
            .args(["-c", r#"trap "" XFSZ; ulimit -f 16; exec "$0" "$@""#])
            .arg(std::env::current_exe().unwrap());
        small.args(["--exact", &format!("{module}::{name}")]).env(SMALL_FILES, "1");
        let output = String::from_utf8(small.output().unwrap().stdout).unwrap();
        assert!(output.contains("test result: ok. 1 passed"), "{output}");
        return;
    }
    let place = Place::new();
    for file in ["out.jsonl", "out.csv", "out.jsonl.gz"] {
        let topic = place.topic::<Student>(file).await.unwrap();
        topic.send(&[student(1, "Ann")]).await.unwrap();
        let before = place.text(file);
        // Names that gzip cannot make small.
        let many: Vec<_> = (0..4_000_i64)
            .map(|id| student(id, &format!("{:x}", id.wrapping_mul(0x1e37_79b9_7f4a_7c15))))
            .collect();
        let error = topic.send(&many).await.unwrap_err().to_string();
        assert!(
            error.contains("the disk is full, or the file may not grow any more (File too large"),
            "{error}"
        );
        assert_eq!(place.text(file), before);
        topic.send(&[student(2, "Bob")]).await.unwrap();
        let after = place.text(file);
        assert!(
            after.starts_with(&before)
                && after.contains("Bob")
                && after.lines().count() == before.lines().count() + 1,
            "{after}"
        );
    }
}
