//! Where the files are.

use std::path::{Path, PathBuf};

use syn::LitStr;

/// A file or folder.
pub(super) struct Found {
    pub path: PathBuf,
}

/// `./…` and `../…` are relative to the calling file, anything else to the package.
pub(super) fn find(path: &LitStr) -> syn::Result<Found> {
    let said = path.value();
    let wrong = |message: String| syn::Error::new(path.span(), message);
    if said.trim().is_empty() {
        return Err(wrong("the path is empty: name a file or a folder, such as `conf`".to_owned()));
    }
    let base = if said.starts_with("./") || said.starts_with("../") {
        let file = path.span().unwrap().local_file();
        let folder = file.as_deref().and_then(Path::parent).map(Path::to_owned);
        folder.ok_or_else(|| {
            wrong(
                "where the calling file is, is not known here: give the path from the package's folder"
                    .to_owned(),
            )
        })?
    } else {
        std::env::var_os("CARGO_MANIFEST_DIR")
            .map(PathBuf::from)
            .ok_or_else(|| wrong("where the package is, is not known here: build with cargo".to_owned()))?
    };
    let path = base.join(said.strip_prefix("./").unwrap_or(&said));
    Ok(Found { path: linked(&path) })
}

/// The path as the compiler's own messages have it, relative to where it works, so that terminals and editors link it.
fn linked(path: &Path) -> PathBuf {
    let here = std::env::current_dir().ok();
    let relative = here.as_deref().and_then(|here| path.strip_prefix(here).ok());
    relative.unwrap_or(path).to_owned()
}
