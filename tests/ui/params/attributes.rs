use kis_runtime::Params;

#[derive(Params)]
#[param(rename_al = "camelCase", rename = "Limits")]
struct Limits {
    #[param(defalt = 3)]
    a: u32,
    #[param(default = 3, default = 4)]
    b: u32,
    #[param(min = 3)]
    c: u32,
    #[param]
    d: u32,
    #[param(rename)]
    e: u32,
    #[param(rename = 5)]
    f: u32,
    #[serde(flatten)]
    g: u32,
}

#[derive(Params)]
#[param(default = 3)]
struct Whole {
    a: u32,
}

#[derive(Params)]
#[param(rename_all = "camel")]
enum Speed {
    #[param(default)]
    Fast,
}

fn main() {}
