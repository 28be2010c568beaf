//! What the files of these tests are about.

use kis_runtime::prelude::*;
use kis_runtime::{ParamValue, Pool};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Row, Serialize, Deserialize)]
pub(crate) struct StuScore {
    pub(crate) stu_id: u64,
    pub(crate) score_1: u32,
    pub(crate) score_2: u32,
}

#[derive(Clone, Debug, PartialEq, Row, Serialize, Deserialize)]
pub(crate) struct StuAvg {
    #[row(key)]
    pub(crate) stu_id: u64,
    pub(crate) avg: f64,
}

/// Another type with the name of one that is there.
pub(crate) mod other {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Row, Serialize, Deserialize)]
    pub(crate) struct StuAvg {
        #[row(key)]
        pub(crate) id: u64,
    }

    #[kis_function(mode = "Expand", name = "ShowOther")]
    pub(crate) fn show_other(_row: &StuAvg) {}
}

#[derive(Params)]
pub(crate) struct Limits {
    #[param(default = "TsingHua")]
    school: String,
    max_id: u64,
    #[param(default = "Exact")]
    rounding: Rounding,
    #[param(default = "")]
    classes: Vec<u8>,
    even: Option<Even>,
}

#[derive(Params)]
enum Rounding {
    Exact,
    Whole,
}

/// A type that only itself can read.
struct Even(u64);

impl ParamValue for Even {
    const KIND: kis_runtime::ParamKind = kis_runtime::ParamKind::Other("an even number");
    fn parse(text: &str) -> std::result::Result<Self, String> {
        match text.parse::<u64>() {
            Ok(number) if number % 2 == 0 => Ok(Even(number)),
            _ => Err("it is odd".to_owned()),
        }
    }
}

#[kis_function(mode = "Verify", name = "CheckStu")]
pub(crate) fn check_stu(row: &StuScore, limits: &Limits) -> bool {
    let class = (row.stu_id % 10) as u8;
    limits.school == "TsingHua"
        && row.stu_id <= limits.max_id
        && (limits.classes.is_empty() || limits.classes.contains(&class))
        && limits.even.as_ref().is_none_or(|even| row.stu_id >= even.0)
        && matches!(limits.rounding, Rounding::Exact | Rounding::Whole)
}

#[kis_function(mode = "Calculate", name = "AvgStu")]
pub(crate) fn avg_stu(row: StuScore) -> StuAvg {
    StuAvg { stu_id: row.stu_id, avg: f64::from(row.score_1 + row.score_2) / 2.0 }
}

#[kis_function(mode = "Save", name = "SaveAvg", connector = "Averages")]
pub(crate) async fn save_avg(rows: &[StuAvg], averages: &Store<StuAvg>) -> Result<()> {
    averages.upsert(rows).await
}

/// Those of the students whose averages are kept.
#[kis_function(mode = "Load", name = "FetchAvg", connector = "Averages")]
pub(crate) async fn fetch_avg(rows: &[StuScore], averages: &Store<StuAvg>) -> Result<Vec<StuAvg>> {
    let ids: Vec<u64> = rows.iter().map(|row| row.stu_id).collect();
    Ok(averages.get(&ids).await?.into_iter().flatten().collect())
}

#[derive(Clone, Debug, PartialEq, Row, Serialize, Deserialize)]
pub(crate) struct Student {
    #[row(key)]
    stu_id: u64,
}

#[kis_function(mode = "Load", name = "LoadStudent", connector = "Averages")]
pub(crate) async fn load_student(rows: &[StuAvg], students: &Store<Student>) -> Result<Vec<Student>> {
    let ids: Vec<u64> = rows.iter().map(|row| row.stu_id).collect();
    Ok(students.get(&ids).await?.into_iter().flatten().collect())
}

#[kis_function(mode = "Expand", name = "测试KisFunction_S1", connector = "Log")]
pub(crate) async fn send_avg(rows: &[StuAvg], log: &Topic<StuAvg>) -> Result<()> {
    log.send(rows).await
}

#[derive(Params)]
pub(crate) struct Addend {
    pub(crate) k: u64,
}

#[kis_function(mode = "Calculate", name = "Add")]
pub(crate) fn add(row: u64, add: &Addend) -> u64 {
    row + add.k
}

/// Fails until the tries are used up.
#[kis_function(mode = "Verify", name = "FailTwice")]
pub(crate) fn fail_twice(_rows: &[u64], cx: &Context) -> Result<bool> {
    let tries = cx.meta().get::<u64>("tries").map_or(0, |tries| *tries);
    cx.meta().set("tries", tries + 1);
    if tries < 2 { Err(format!("try {tries}").into()) } else { Ok(true) }
}

#[kis_function(mode = "Verify", name = "AgainToCheck", jumps(check_stu))]
pub(crate) fn again(rows: Vec<StuScore>) -> Next<StuScore> {
    if rows.iter().any(|row| row.stu_id > 1_000_000) {
        return Next::jump::<check_stu>(rows);
    }
    Next::rows(rows)
}

#[kis_function(mode = "Verify", name = "BuryStu", on_error = "dead_letter")]
pub(crate) fn bury_stu(row: &StuScore) -> Result<bool> {
    if row.score_1 > 100 { Err("more than 100".into()) } else { Ok(true) }
}

/// A pool that knows all of them.
pub(crate) fn pool() -> Pool {
    let pool = Pool::new();
    pool.register::<check_stu>()
        .register::<avg_stu>()
        .register::<save_avg>()
        .register::<fetch_avg>()
        .register::<add>()
        .register::<fail_twice>()
        .register::<load_student>()
        .register::<send_avg>()
        .register::<again>()
        .register::<bury_stu>()
        .register::<other::show_other>()
        .register_as::<avg_stu>("avg-stu");
    pool
}
