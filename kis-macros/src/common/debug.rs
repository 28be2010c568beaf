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

/// Runs it, and prints how long it took where `KIS_MACROS_TIME` is set: `include_flow!("conf") took 12.3 ms`.
#[cfg(feature = "yaml")]
pub(crate) fn timed(what: impl FnOnce() -> String, run: impl FnOnce() -> TokenStream) -> TokenStream {
    if std::env::var_os("KIS_MACROS_TIME").is_none() {
        return run();
    }
    let start = std::time::Instant::now();
    let expansion = run();
    eprintln!("{} took {:.1} ms", what(), start.elapsed().as_secs_f64() * 1e3);
    expansion
}
