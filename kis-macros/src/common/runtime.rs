use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::SystemTime;

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote_spanned;

use super::manifest;

/// The path of the runtime's crate in the code that calls the macro: `::kis_runtime`, or the name that its
/// `Cargo.toml` gives it (`flow = { package = "kis-runtime" }`).
pub(crate) fn runtime() -> TokenStream {
    runtime_at(Span::call_site())
}

/// The same path at a place of the source, for calls whose errors are to point there.
pub(crate) fn runtime_at(span: Span) -> TokenStream {
    let name = std::env::var_os("CARGO_MANIFEST_DIR").and_then(|package| cached(Path::new(&package)));
    // A crate may not be called by a keyword, but Cargo.toml is a file: it may say anything.
    match name.and_then(|name| syn::parse_str::<Ident>(&name).ok()) {
        Some(mut name) => {
            name.set_span(span);
            quote_spanned!(span=> ::#name)
        }
        None => quote_spanned!(span=> ::kis_runtime),
    }
}

/// What the last `Cargo.toml` said. One is enough for rustc; language servers come with many, and live on
/// while they are edited.
struct Cached {
    package: PathBuf,
    edited: Option<SystemTime>,
    name: Option<String>,
}

static CACHED: Mutex<Option<Cached>> = Mutex::new(None);

fn cached(package: &Path) -> Option<String> {
    let edited = package.join("Cargo.toml").metadata().and_then(|file| file.modified()).ok();
    let mut cached = CACHED.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    match &*cached {
        Some(known) if known.package == package && known.edited == edited => known.name.clone(),
        _ => {
            let name = manifest::name_of("kis-runtime", package).map(|name| name.replace('-', "_"));
            *cached = Some(Cached { package: package.to_owned(), edited, name: name.clone() });
            name
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_dependency_the_path_is_the_crates_own_name() {
        assert_eq!(runtime().to_string(), ":: kis_runtime");
    }
}
