//! The crate that is checked: the same functions, and their flows written down in three ways.

use std::fmt::Write;

pub(super) const FLOWS: usize = 100;
pub(super) const STEPS: usize = NAMES.len();

/// How the flows are written down.
pub(super) struct Variant {
    pub(super) name: &'static str,
    pub(super) main: &'static str,
}

pub(super) const VARIANTS: &[Variant] = &[
    Variant {
        name: "`include_flow!`, from YAML",
        main: "mod functions;\nmod rows;\n\nkis_runtime::include_flow!(\"conf\", functions = crate::functions);\n\nfn main() {}\n",
    },
    Variant {
        name: "`flow!`",
        main: "#![allow(dead_code)]\nmod flows;\nmod functions;\nmod rows;\n\nfn main() {}\n",
    },
    Variant {
        name: "the functions alone",
        main: "#![allow(dead_code)]\nmod functions;\nmod rows;\n\nfn main() {}\n",
    },
    Variant {
        name: "by hand: plain `fn`s, called by one `async fn` per flow",
        main: "#![allow(dead_code)]\nmod by_hand;\nmod plain;\nmod rows;\n\nfn main() {}\n",
    },
];

/// The functions of a flow, as files call them; a flow's number follows.
const NAMES: [&str; 10] =
    ["Check", "Price", "Round", "Keep", "Split", "Known", "Look", "Sum", "Store", "Print"];

const ROWS: &str = r#"use kis_runtime::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Row, Serialize, Deserialize)]
pub(crate) struct Order {
    #[row(key)]
    pub(crate) id: u64,
    pub(crate) items: u32,
    pub(crate) total: f64,
}

#[derive(Row, Serialize, Deserialize)]
pub(crate) struct Invoice {
    #[row(key)]
    pub(crate) id: u64,
    pub(crate) items: u32,
    pub(crate) total: f64,
}

#[derive(Row, Serialize, Deserialize)]
pub(crate) struct Line {
    pub(crate) id: u64,
    pub(crate) total: f64,
}

#[derive(Row, Serialize, Deserialize)]
pub(crate) struct Total {
    #[row(key)]
    pub(crate) id: u64,
    pub(crate) total: f64,
}

#[derive(Params)]
pub(crate) struct Limits {
    pub(crate) max_total: f64,
    #[param(default = 100)]
    pub(crate) max_items: u32,
}
"#;

/// The functions of flow `N`.
const FUNCTIONS: &str = r#"
#[kis_function(mode = "Verify", name = "CheckN")]
pub(crate) fn check_N(row: &Order, limits: &Limits) -> bool {
    row.total < limits.max_total && row.items < limits.max_items
}

#[kis_function(mode = "Calculate", name = "PriceN")]
pub(crate) fn price_N(row: Order) -> Invoice {
    Invoice { id: row.id, items: row.items, total: row.total * 1.19 }
}

#[kis_function(mode = "Calculate", name = "RoundN")]
pub(crate) fn round_N(row: Invoice) -> Invoice {
    Invoice { total: row.total.round(), ..row }
}

#[kis_function(mode = "Save", name = "KeepN", connector = "Invoices")]
pub(crate) async fn keep_N(rows: &[Invoice], invoices: &Store<Invoice>) -> Result<()> {
    invoices.upsert(rows).await
}

#[kis_function(mode = "Calculate", name = "SplitN")]
pub(crate) fn split_N(row: Invoice) -> Vec<Line> {
    (0..row.items).map(|_| Line { id: row.id, total: row.total / f64::from(row.items) }).collect()
}

#[kis_function(mode = "Verify", name = "KnownN")]
pub(crate) fn known_N(row: &Line) -> Result<bool> {
    if row.total.is_nan() { Err("no total".into()) } else { Ok(row.id > 0) }
}

#[kis_function(mode = "Expand", name = "LookN")]
pub(crate) fn look_N(row: &Line) {
    println!("{}", row.id);
}

#[kis_function(mode = "Calculate", name = "SumN")]
pub(crate) fn sum_N(rows: impl Iterator<Item = Line>) -> Vec<Total> {
    vec![Total { id: N, total: rows.map(|row| row.total).sum() }]
}

#[kis_function(mode = "Save", name = "StoreN", connector = "Totals")]
pub(crate) async fn store_N(rows: &[Total], totals: &Store<Total>) -> Result<()> {
    totals.upsert(rows).await
}

#[kis_function(mode = "Expand", name = "PrintN")]
pub(crate) fn print_N(rows: &[Total]) {
    println!("{}", rows.len());
}
"#;

/// Flow `N` without KisFlow: what one would write who wants no more than the rows' way.
const BY_HAND: &str = r#"
pub(crate) async fn flow_N(
    rows: Vec<Order>,
    limits: &Limits,
    invoices: &Store<Invoice>,
    totals: &Store<Total>,
) -> Result<Vec<Total>> {
    let rows = rows.into_iter().filter(|row| check_N(row, limits));
    let rows: Vec<Invoice> = rows.map(price_N).map(round_N).collect();
    keep_N(&rows, invoices).await?;
    let mut lines = Vec::new();
    for line in rows.into_iter().flat_map(split_N) {
        if known_N(&line)? {
            look_N(&line);
            lines.push(line);
        }
    }
    let rows = sum_N(lines.into_iter());
    store_N(&rows, totals).await?;
    print_N(&rows);
    Ok(rows)
}
"#;

const CONNECTORS: &str =
    "kistype: conn\ncname: Invoices\ntype: memory\n---\nkistype: conn\ncname: Totals\ntype: memory\n";

/// All files of all variants; a variant's `main.rs` says which are seen.
pub(super) fn files() -> Vec<(String, String)> {
    const IMPORTS: &str = "#![allow(unused_imports)]\nuse kis_runtime::prelude::*;\n\nuse crate::rows::{Invoice, Limits, Line, Order, Total};\n";
    let each = |template: &str| (0..FLOWS).map(|n| template.replace('N', &n.to_string())).collect::<String>();
    let functions = each(FUNCTIONS);
    let is_plain = |line: &&str| !line.starts_with("#[kis_function");
    let plain: String = functions.lines().filter(is_plain).map(|line| format!("{line}\n")).collect();
    let mut files = vec![
        ("src/rows.rs".to_owned(), ROWS.to_owned()),
        ("src/functions.rs".to_owned(), format!("{IMPORTS}{functions}")),
        ("src/plain.rs".to_owned(), format!("{IMPORTS}{plain}")),
        ("src/by_hand.rs".to_owned(), format!("{IMPORTS}use crate::plain::*;\n{}", each(BY_HAND))),
        ("src/flows.rs".to_owned(), flows()),
        ("conf/connectors.yml".to_owned(), CONNECTORS.to_owned()),
    ];
    files.extend((0..FLOWS).map(|n| (format!("conf/flow-{n}.yml"), file(n))));
    files
}

/// `flow!` for each.
fn flows() -> String {
    let mut flows = "use kis_runtime::prelude::*;\n\nuse crate::functions::*;\n\nflow! {\n".to_owned();
    for n in 0..FLOWS {
        let steps = NAMES.map(|name| match name {
            "Check" => format!("Check{n}(max_total = {n}.5)"),
            _ => format!("{name}{n}"),
        });
        let _ = writeln!(flows, "    pub(crate) Flow{n} = {};", steps.join(" -> "));
    }
    flows + "}\n"
}

/// The same in YAML.
fn file(n: usize) -> String {
    let mut file = format!("kistype: flow\nflow_name: Flow{n}\nflows:\n");
    for name in NAMES {
        let _ = writeln!(file, "  - fname: {name}{n}");
        if name == "Check" {
            let _ = writeln!(file, "    params: {{max_total: {n}.5}}");
        }
    }
    for (name, connector) in [("Keep", "Invoices"), ("Store", "Totals")] {
        let _ = write!(
            file,
            "---\nkistype: func\nfname: {name}{n}\nfmode: Save\noption:\n  cname: {connector}\n  retry_times: 3\n"
        );
    }
    file
}
