#![allow(unused)]

use std::sync::Arc;

use kis_runtime::prelude::*;
use kis_runtime::{Argument, Resolver};
use serde::{Deserialize, Serialize};

#[derive(Row, Serialize, Deserialize)]
struct Score {
    #[row(key)]
    id: u64,
}

#[derive(Params)]
struct Limits {
    max: u64,
}

struct Mailer;

impl Argument for Mailer {
    type Held = Arc<Mailer>;
    async fn resolve(from: &mut Resolver) -> Option<Arc<Mailer>> {
        from.client().await
    }
}

#[kis_function(mode = "Save")]
async fn save_nowhere(rows: &[Score]) {}

#[kis_function(mode = "L")]
async fn load_from_nowhere(rows: &[Score], limits: &Limits) {}

#[kis_function(mode = "Save")]
async fn which_store(rows: &[Score], scores: &Store<Score>) -> Result<()> {
    scores.upsert(rows).await
}

#[kis_function(mode = "Expand")]
async fn which_topic(rows: &[Score], scores: &kis_runtime::Topic<Score>) -> Result<()> {
    scores.send(rows).await
}

#[kis_function(mode = "Save", connector = "Scores")]
async fn used_by_nobody(rows: &[Score], cx: &Context) {}

#[kis_function(mode = "Calculate", connector = "Scores")]
async fn used_by_nobody_too(rows: &[Score]) {}

#[kis_function(mode = "Save", connector = "Scores")]
async fn two_stores(rows: &[Score], a: &Store<Score>, b: &Store<Score>, c: &Topic<Score>) {}

#[kis_function(mode = "Expand")]
async fn two_contexts(rows: &[Score], a: &Context, b: &Context) {}

#[kis_function(mode = "Save", connector = "Scores")]
async fn only_params(rows: &[Score], limits: &Limits) {}

#[kis_function(mode = "Expand")]
async fn client_of_what(rows: &[Score], mailer: &Mailer) {}

fn main() {}
