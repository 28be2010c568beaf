//! Documentation, visibility, several flows, paths, and code that is generic over flows.
#![deny(warnings, missing_docs)]

use kis_runtime::prelude::*;

#[derive(Params)]
struct Limits {
    #[param(default = 1)]
    add: i64,
    #[param(default = "none")]
    text: String,
    #[param(default = false)]
    negate: bool,
    #[param(default = '-')]
    sign: char,
    #[param(default = 1.0)]
    factor: f64,
}

mod private {
    /// A row that others do not see.
    #[derive(kis_runtime::Row)]
    pub(super) struct Hidden {
        pub(super) value: i64,
    }
}

/// The first function of public flows is public itself.
#[kis_function(mode = "Calculate")]
pub fn first(row: i64) -> i64 {
    row
}

#[kis_function(mode = "Calculate")]
fn hide(row: i64, limits: &Limits) -> private::Hidden {
    assert_eq!((&*limits.text, limits.negate, limits.sign, limits.factor), ("none", false, '-', 1.0));
    private::Hidden { value: row + limits.add }
}

#[kis_function(mode = "Calculate")]
fn show(row: private::Hidden) -> i64 {
    row.value
}

/// The last one.
#[kis_function(mode = "Expand")]
pub async fn last(_rows: &[i64]) {}

flow! {
    /// The functions between the first and the last are nobody else's business.
    pub Public = first -> hide(add = -2, text = "none", negate = false, sign = '-', factor = 1) -> show -> last
}

pub(crate) mod flows {
    use kis_runtime::prelude::*;

    flow! {
        pub(crate) Crate = crate::first -> super::last;
        pub(super) Super = crate::first;
        Own = super::hide -> super::show;
    }

    pub(crate) async fn own() -> Result<Vec<i64>> {
        Ok(Own::builder().build().await?.run([1]).await?)
    }
}

flow! {
    /// A trailing `;`, and a condition.
    #[cfg(all())]
    Trailing = hide -> show -> hide(add = 10) -> show;
    #[cfg(any())]
    Trailing = no_such_function -> hide(no_such_parameter = 1);
    #[cfg(any())]
    Trailing = ->;
}

async fn run<F: Flow<In = i64, Out = i64>>(flow: &F) -> Result<Vec<i64>> {
    Ok(flow.clone().run([1, 2]).await?)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    assert_eq!(run(&Public::builder().build().await?).await?, [-1, 0]);
    assert_eq!(run(&flows::Crate::builder().build().await?).await?, [1, 2]);
    assert_eq!(run(&flows::Super::builder().build().await?).await?, [1, 2]);
    assert_eq!(flows::own().await?, [2]);
    assert_eq!(run(&Trailing::builder().build().await?).await?, [12, 13]);

    flow! { Local = first -> last }
    assert_eq!(run(&Local::builder().build().await?).await?, [1, 2]);
    Ok(())
}
