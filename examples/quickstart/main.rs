//! The average score of two students: `cargo run --example quickstart`.

use kis_runtime::prelude::*;

#[derive(Row, serde::Deserialize)]
struct StuScores {
    stu_id: u32,
    score_1: u32,
    score_2: u32,
    score_3: u32,
}

#[derive(Row)]
struct StuAvg {
    stu_id: u32,
    avg_score: f64,
}

#[kis_function(mode = "Calculate", name = "AvgStuScore")]
fn avg_stu_score(row: StuScores) -> StuAvg {
    StuAvg { stu_id: row.stu_id, avg_score: f64::from(row.score_1 + row.score_2 + row.score_3) / 3.0 }
}

#[kis_function(mode = "Expand", name = "PrintStuAvgScore")]
fn print_stu_avg_score(row: &StuAvg) {
    println!("stu_id: {}, avg score: {:.2}", row.stu_id, row.avg_score);
}

flow! { CalStuAvgScore = avg_stu_score -> print_stu_avg_score }

#[tokio::main]
async fn main() -> Result<()> {
    let flow = CalStuAvgScore::builder().build().await?;
    let first = r#"{"stu_id": 101, "score_1": 100, "score_2": 90, "score_3": 80}"#;
    let second = r#"{"stu_id": 102, "score_1": 100, "score_2": 70, "score_3": 60}"#;
    let report = flow.run_json_with([first, second], RunOptions::new()).await?;
    println!("{} rows went in, {} came out", report.functions[0].rows_in, report.rows.len());
    Ok(())
}
