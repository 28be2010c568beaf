use proc_macro2::TokenStream;

/// The expansion of a macro, printed on the way when `KIS_MACROS_DEBUG` is set: all of them for `1`, else those
/// of the items it names.
pub(crate) fn shown(item: &str, expansion: TokenStream) -> TokenStream {
    if let Ok(wanted) = std::env::var("KIS_MACROS_DEBUG")
        && (wanted == "1" || wanted.split(',').any(|wanted| wanted.trim() == item))
    {
        eprintln!("// {item}\n{expansion}\n");
    }
    expansion
}
