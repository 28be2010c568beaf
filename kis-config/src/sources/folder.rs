use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::LARGEST_FILE;
use super::file::Content;

/// Why there is nothing to check.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// A path cannot be found or listed.
    #[error("cannot read `{}`: {source}", path.display())]
    Unreadable {
        /// The path.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A path is neither a file nor a folder.
    #[error("cannot read `{}`: it is neither a file nor a folder", path.display())]
    NotAFile {
        /// The path.
        path: PathBuf,
    },
}

/// The files at the paths, each once.
pub(super) fn list<P: AsRef<Path>>(paths: impl IntoIterator<Item = P>) -> Result<Vec<PathBuf>, ReadError> {
    let mut walk = Walk { seen: HashSet::new(), files: Vec::new() };
    for path in paths {
        let path = path.as_ref();
        let metadata = fs::metadata(path).map_err(failed(path))?;
        let before = walk.files.len();
        if metadata.is_dir() {
            walk.folder(path)?;
        } else if metadata.is_file() {
            walk.file(path.to_owned());
        } else {
            return Err(ReadError::NotAFile { path: path.to_owned() });
        }
        walk.files[before..].sort();
    }
    Ok(walk.files)
}

struct Walk {
    /// Real paths, so that loops end and no file is read twice.
    seen: HashSet<PathBuf>,
    files: Vec<PathBuf>,
}

impl Walk {
    fn folder(&mut self, folder: &Path) -> Result<(), ReadError> {
        if !self.is_new(folder) {
            return Ok(());
        }
        let entries = fs::read_dir(folder).map_err(failed(folder))?;
        let mut paths = entries
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<io::Result<Vec<_>>>()
            .map_err(failed(folder))?;
        paths.sort();
        for path in paths.into_iter().filter(|path| !is_hidden(path)) {
            // A link to nothing says so when the file is read.
            let is_folder = fs::metadata(&path).is_ok_and(|it| it.is_dir());
            if is_folder {
                self.folder(&path)?;
            } else if is_yaml(&path) {
                self.file(path);
            }
        }
        Ok(())
    }

    fn file(&mut self, path: PathBuf) {
        if self.is_new(&path) {
            self.files.push(path);
        }
    }

    fn is_new(&mut self, path: &Path) -> bool {
        self.seen.insert(fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()))
    }
}

fn failed(path: &Path) -> impl Fn(io::Error) -> ReadError {
    move |source| ReadError::Unreadable { path: path.to_owned(), source }
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
}

fn is_yaml(path: &Path) -> bool {
    path.extension().is_some_and(|it| it.eq_ignore_ascii_case("yml") || it.eq_ignore_ascii_case("yaml"))
}

pub(super) fn content(path: &Path) -> Content {
    read(path).unwrap_or_else(|error| Content::Unreadable(error.to_string()))
}

fn read(path: &Path) -> io::Result<Content> {
    // Opening a pipe would wait for its writer.
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::other("it is no ordinary file"));
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(LARGEST_FILE + 1).read_to_end(&mut bytes)?;
    Ok(Content::of(&bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(root: &Path) -> Vec<String> {
        let files = list([root]).unwrap();
        files.iter().map(|file| file.strip_prefix(root).unwrap().display().to_string()).collect()
    }

    #[test]
    fn a_folder_is_read_in_path_order_with_what_is_under_it() {
        let root = tempfile::tempdir().unwrap();
        for name in ["b.yml", "a/z.yaml", "a/.hidden/x.yml", "a.yml", "c.json", ".d.yml", "Z.YML"] {
            let path = root.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        assert_eq!(names(root.path()), ["Z.YML", "a/z.yaml", "a.yml", "b.yml"]);
    }

    #[test]
    #[cfg(unix)]
    fn loops_of_links_end_and_nothing_is_read_twice() {
        use std::os::unix::fs::symlink;
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("a")).unwrap();
        fs::write(root.path().join("a/x.yml"), "").unwrap();
        symlink(root.path(), root.path().join("a/up")).unwrap();
        symlink(root.path().join("a"), root.path().join("b")).unwrap();
        symlink("x.yml", root.path().join("a/y.yml")).unwrap();
        symlink("nothing", root.path().join("a/z.yml")).unwrap();
        assert_eq!(names(root.path()), ["a/x.yml", "a/z.yml"]);
        assert!(matches!(content(&root.path().join("a/z.yml")), Content::Unreadable(_)));
    }

    #[test]
    fn a_file_over_the_limit_is_not_held() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("x.yml");
        fs::write(&path, vec![b'#'; LARGEST_FILE as usize]).unwrap();
        assert!(matches!(content(&path), Content::Text(_)));
        fs::write(&path, vec![b'#'; LARGEST_FILE as usize + 1]).unwrap();
        assert!(matches!(content(&path), Content::TooLarge));
    }

    #[test]
    fn the_same_file_by_two_paths_is_read_once() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("x.yml");
        fs::write(&path, "").unwrap();
        assert_eq!(list([root.path(), &path]).unwrap(), [path]);
    }
}
