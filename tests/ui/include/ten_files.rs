//! Ten mistakes over four files are ten messages. Code that uses what the call would make is quiet.
use kis_runtime::prelude::*;

include_flow!("../../conf/ten_mistakes");

async fn use_them() -> Result<()> {
    let _ = Orders::builder().connectors(&connectors()).build().await?;
    let _ = pool().await?;
    Ok(())
}

fn main() {
    let _ = use_them();
}
