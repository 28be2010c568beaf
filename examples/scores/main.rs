//! Two flows joined by a connector, lesson 8 of Go KisFlow: `cargo run --example scores`.
//!
//! The first flow keeps the average of two scores, the second loads it and averages a third one in. What keeps it says
//! `conf/conn-Score12Cache.yml`: SQLite, and Redis when that file says so.

use kis_runtime::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Row, Deserialize)]
struct StuScores {
    stu_id: u32,
    #[serde(default)]
    score_1: u32,
    #[serde(default)]
    score_2: u32,
    #[serde(default)]
    score_3: u32,
}

#[derive(Clone, Row, Serialize, Deserialize)]
struct StuAvg {
    #[row(key)]
    stu_id: u32,
    avg_score: f64,
}

/// A third score beside the average of the first two.
#[derive(Row)]
struct StuScoreAvg {
    stu_id: u32,
    avg_score_12: f64,
    score_3: u32,
}

/// Keeps the students whose number is in range.
#[kis_function(mode = "Verify", name = "VerifyStu")]
fn verify_stu(row: &StuScores) -> bool {
    row.stu_id < 1000
}

#[kis_function(mode = "Calculate", name = "AvgStuScore12")]
fn avg_stu_score_12(row: StuScores) -> StuAvg {
    StuAvg { stu_id: row.stu_id, avg_score: f64::from(row.score_1 + row.score_2) / 2.0 }
}

#[kis_function(mode = "Save", name = "SaveScoreAvg12", connector = "Score12Cache")]
async fn save_score_avg_12(rows: &[StuAvg], cache: &Store<StuAvg>) -> Result<()> {
    cache.upsert(rows).await
}

/// A student whose average nobody has saved is an error: a third score alone says nothing.
#[kis_function(mode = "Load", name = "LoadScoreAvg12", connector = "Score12Cache")]
async fn load_score_avg_12(rows: Vec<StuScores>, cache: &Store<StuAvg>) -> Result<Vec<StuScoreAvg>> {
    let ids: Vec<u32> = rows.iter().map(|row| row.stu_id).collect();
    let averages = cache.get(&ids).await?;
    let join = |(row, average): (StuScores, Option<StuAvg>)| {
        let average =
            average.ok_or_else(|| format!("student {} has no average of two scores yet", row.stu_id))?;
        Ok(StuScoreAvg { stu_id: row.stu_id, avg_score_12: average.avg_score, score_3: row.score_3 })
    };
    rows.into_iter().zip(averages).map(join).collect()
}

#[kis_function(mode = "Calculate", name = "AvgStuScore3")]
fn avg_stu_score_3(row: StuScoreAvg) -> StuAvg {
    StuAvg { stu_id: row.stu_id, avg_score: (row.avg_score_12 * 2.0 + f64::from(row.score_3)) / 3.0 }
}

#[kis_function(mode = "Expand", name = "PrintStuAvgScore")]
fn print_stu_avg_score(row: &StuAvg) {
    println!("stu_id: {}, avg score: {:.2}", row.stu_id, row.avg_score);
}

include_flow!("./conf");

#[tokio::main]
async fn main() -> Result<()> {
    let stores = connectors();
    let averages = CalStuAvgScore12::builder().connectors(&stores).build().await?;
    let with_third = CalStuAvgScore3::builder().connectors(&stores).build().await?;

    let kept_by = stores.config("Score12Cache").map_or("nobody", |connector| connector.conn_type());
    println!("the averages of two scores, kept by {kept_by}:");
    averages
        .run_json([
            r#"{"stu_id": 101, "score_1": 100, "score_2": 90}"#,
            r#"{"stu_id": 102, "score_1": 100, "score_2": 80}"#,
        ])
        .await?;
    println!("and with a third one:");
    with_third.run_json([r#"{"stu_id": 101, "score_3": 80}"#, r#"{"stu_id": 102, "score_3": 60}"#]).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_tests_of_the_files_pass() -> Result<()> {
        let pool = pool_on(&connectors().in_memory()).await?;
        let report = kis_runtime::testing::run(&pool, "scores/conf").await?;
        assert_eq!(report.passed.len(), 3);
        Ok(())
    }
}
