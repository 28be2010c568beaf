//! The macros of KisFlow for Rust. Use them through `kis-runtime`, whose documentation shows them at work.

use proc_macro::TokenStream;

mod common;

mod row;

/// A row: a struct whose fields are known by name.
///
/// Writes [`Row`](../kis_runtime/row/trait.Row.html), and
/// [`Keyed`](../kis_runtime/row/trait.Keyed.html) when fields are marked `#[row(key)]`. The names are serde's:
/// its `rename`, `rename_all`, `skip`, `flatten`, `tag`, `transparent`, `from` and `into` are honoured.
#[proc_macro_derive(Row, attributes(row, serde))]
pub fn derive_row(input: TokenStream) -> TokenStream {
    row::derive(&syn::parse_macro_input!(input)).into()
}
