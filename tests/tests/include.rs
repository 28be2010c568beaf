//! Flows that `include_flow!` makes of files.

use kis_runtime::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Row, Serialize, Deserialize)]
struct StuScore {
    stu_id: u64,
    score_1: u32,
    score_2: u32,
}

#[derive(Clone, Debug, PartialEq, Row, Serialize, Deserialize)]
struct StuAvg {
    #[row(key)]
    stu_id: u64,
    avg: f64,
}

#[derive(Params)]
struct Limits {
    school: String,
    max_id: u64,
}

mod faas {
    use super::*;

    #[kis_function(mode = "Verify", name = "CheckStu")]
    pub(crate) fn check_stu(row: &super::StuScore, limits: &Limits) -> bool {
        limits.school == "TsingHua" && row.stu_id <= limits.max_id
    }

    #[kis_function(mode = "Calculate", name = "AvgStu")]
    pub(crate) fn avg_stu(row: super::StuScore) -> StuAvg {
        StuAvg { stu_id: row.stu_id, avg: f64::from(row.score_1 + row.score_2) / 2.0 }
    }

    #[kis_function(mode = "Save", name = "SaveAvg", connector = "Averages")]
    pub(crate) async fn save_avg(rows: &[StuAvg], averages: &Store<StuAvg>) -> Result<()> {
        averages.upsert(rows).await
    }
}

mod flows {
    use super::*;
    include_flow!("conf/students", functions = super::faas);
}

#[tokio::test]
async fn a_flow_of_files_runs() -> Result<()> {
    let flow = flows::CalStuAvg::builder().build().await?;
    let rows = flow
        .run([
            StuScore { stu_id: 1, score_1: 80, score_2: 90 },
            StuScore { stu_id: 1000, score_1: 1, score_2: 1 },
        ])
        .await?;
    assert_eq!(rows, [StuAvg { stu_id: 1, avg: 85.0 }]);
    let pool = flows::pool().await?;
    assert_eq!(pool.names(), ["CalStuAvg"]);
    assert_eq!(
        pool.run_json("CalStuAvg", [r#"{"stu_id":7,"score_1":1,"score_2":2}"#]).await?,
        [r#"{"stu_id":7,"avg":1.5}"#]
    );
    Ok(())
}

mod ledger {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use kis_runtime::Connector;

    use super::*;

    include_flow!("conf/ledger", rename("book-orders" => BookOrders), types("paper" => Paper));

    /// A type of connector that only this program knows.
    pub(super) struct Paper;

    impl Connector for Paper {
        const TYPE: &'static str = "paper";
        async fn connect(_: &str, _: &ConnectorConfig) -> Result<Self> {
            Ok(Paper)
        }
        fn client(&self) -> Option<std::sync::Arc<dyn std::any::Any + Send + Sync>> {
            Some(std::sync::Arc::new("a sheet of paper"))
        }
    }

    #[derive(Clone, Debug, PartialEq, Row, Serialize, Deserialize)]
    pub(crate) struct Order {
        #[row(key)]
        pub(super) id: u64,
    }

    static CALLS: AtomicUsize = AtomicUsize::new(0);

    #[kis_function(mode = "Calculate", name = "FailTwice")]
    pub(crate) fn fail_twice(rows: Vec<Order>) -> Result<Vec<Order>> {
        match CALLS.fetch_add(1, Ordering::Relaxed) {
            0 | 1 => Err("not yet".into()),
            _ => Ok(rows),
        }
    }

    #[kis_function(mode = "Save", name = "Book", connector = "Ledger")]
    pub(crate) async fn book(rows: &[Order], ledger: &Store<Order>) -> Result<()> {
        ledger.upsert(rows).await
    }

    #[kis_function(mode = "Load", name = "Read", connector = "Ledger")]
    pub(crate) async fn read(rows: Vec<u64>, ledger: &Store<Order>) -> Result<Vec<Order>> {
        Ok(ledger.get(&rows).await?.into_iter().flatten().collect())
    }
}

#[tokio::test]
async fn flows_built_with_one_value_of_connectors_share_them() -> Result<()> {
    let stores = ledger::connectors();
    let book = ledger::BookOrders::builder().connectors(&stores).build().await?;
    let read = ledger::ReadOrders::builder().connectors(&stores).build().await?;
    // The file's retries reach a function that takes its rows, since they can be copied.
    let report = book.run_with([ledger::Order { id: 7 }], RunOptions::new()).await?;
    assert_eq!(report.functions[0].retries, 2);
    assert_eq!(read.run([7, 8]).await?, [ledger::Order { id: 7 }]);
    Ok(())
}

#[tokio::test]
async fn connectors_of_the_programs_own_types_are_registered() -> Result<()> {
    let client = ledger::connectors().client::<&str>("Audit").await?;
    assert_eq!(*client, "a sheet of paper");
    Ok(())
}
