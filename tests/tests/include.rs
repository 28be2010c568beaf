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
