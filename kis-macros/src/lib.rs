//! The macros of KisFlow for Rust. Use them through `kis-runtime`, whose documentation shows them at work.

use proc_macro::TokenStream;

mod common;
mod flow;
mod function;
#[cfg(feature = "yaml")]
mod include;
mod params;
mod row;

// What it does is documented where it is re-exported: its examples need the runtime.
/// With the environment variable `KIS_MACROS_DEBUG` the expansion is printed while the crate is compiled: `1` prints
/// all of them, names of functions, flows and types separated by commas only theirs.
#[proc_macro_attribute]
pub fn kis_function(attribute: TokenStream, item: TokenStream) -> TokenStream {
    function::annotate(attribute.into(), item.into()).into()
}

/// With the environment variable `KIS_MACROS_DEBUG` the expansion is printed while the crate is compiled: `1` prints
/// all of them, names of functions, flows and types separated by commas only theirs.
#[proc_macro]
pub fn flow(input: TokenStream) -> TokenStream {
    flow::declare(input.into()).into()
}

/// Makes flows of configuration files; documented in `kis-runtime`.
#[cfg(feature = "yaml")]
#[proc_macro]
pub fn include_flow(input: TokenStream) -> TokenStream {
    include::include(input.into()).into()
}

/// A row: a struct whose fields are known by name.
///
/// Writes [`Row`](../kis_runtime/row/trait.Row.html), and
/// [`Keyed`](../kis_runtime/row/trait.Keyed.html) when fields are marked `#[row(key)]`. The names are serde's:
/// its `rename`, `rename_all`, `skip`, `flatten`, `tag`, `transparent`, `from` and `into` are honoured.
///
/// `#[row(kind = "date")]`, or `time`, `datetime`, `timestamp`, `decimal`, says what a field's text is:
/// [`LogicalType`](../kis_runtime/enum.LogicalType.html).
#[proc_macro_derive(Row, attributes(row, serde))]
pub fn derive_row(input: TokenStream) -> TokenStream {
    row::derive(&syn::parse_macro_input!(input)).into()
}

/// The parameters of a function: a struct whose fields are read from text, or an enum of their names.
///
/// Writes [`Params`](../kis_runtime/params/trait.Params.html) for structs and
/// [`ParamValue`](../kis_runtime/params/trait.ParamValue.html) for enums without data.
#[proc_macro_derive(Params, attributes(param, serde))]
pub fn derive_params(input: TokenStream) -> TokenStream {
    params::derive(&syn::parse_macro_input!(input)).into()
}
