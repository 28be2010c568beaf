use kis_runtime::Row;

#[derive(Row)]
#[serde(rename_all = "camelCase")]
struct Twice {
    stu_id: u32,
    #[serde(rename = "stuId")]
    other: u32,
    #[serde(skip, rename = "stuId")]
    skipped: u32,
}

#[derive(Row)]
#[serde(tag = "type")]
struct Tagged {
    r#type: u32,
}

#[derive(Row)]
struct TwoNames {
    #[serde(rename(serialize = "out", deserialize = "in"))]
    a: u32,
    #[serde(rename(deserialize = "in"))]
    b: u32,
}

#[derive(Row)]
#[serde(rename_all(serialize = "camelCase", deserialize = "snake_case"))]
struct TwoRules {
    stu_id: u32,
}

#[derive(Row)]
#[serde(rename_all = "camel_case")]
struct NoRule {
    stu_id: u32,
}

fn main() {}
