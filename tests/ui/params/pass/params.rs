use kis_runtime::Params;

mod names {
    // Nothing that the derive writes may be taken from here.
    pub struct Some;
    pub struct Ok;
    pub struct Err;
    pub struct Result;
    pub struct Default;
}
#[allow(unused_imports)]
use names::*;

#[derive(Params)]
pub struct Plain<const N: usize = 3> {
    /// A comment.
    #[param(default = N)]
    pub many: usize,
    pub r#type: std::option::Option<Speed>,
    #[param(default = { let reader = 1; let texts = 2; reader + texts })]
    pub reader: u8,
    #[serde(default)]
    pub texts: u8,
}

#[derive(Params)]
pub enum Speed {
    Fast = 3,
    r#Slow,
    Schnell测试,
}

fn main() {
    let plain = <Plain>::read(&kis_runtime::ParamTexts::new());
    let plain = plain.unwrap_or_else(|_| unreachable!());
    assert_eq!((plain.many, plain.reader, plain.texts), (3, 3, 0));
}
