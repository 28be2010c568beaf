use kis_runtime::Params;

#[derive(Params)]
#[param(rename_all = "camelCase")]
struct Limits {
    max_id: u32,
    #[param(rename = "maxId")]
    other: u32,
}

#[derive(Params)]
#[serde(rename_all = "lowercase")]
enum Speed {
    Fast,
    FAST,
}

fn main() {}
