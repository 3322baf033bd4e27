//! Names the program by what it is made of.
//!
//! What one program has left for the next run may mean something else to another, even of the same version.

#![expect(clippy::disallowed_methods, reason = "a build script reads the sources")]

use std::collections::BTreeMap;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};

fn main() -> io::Result<()> {
    let mut files = BTreeMap::new();
    for path in ["src", "themes/base", "Cargo.toml", "Cargo.lock"] {
        println!("cargo::rerun-if-changed={path}");
        gather(Path::new(path), &mut files)?;
    }
    let mut hasher = DefaultHasher::new();
    files.hash(&mut hasher);
    println!("cargo::rustc-env=RIBBON_PROGRAM={:016x}", hasher.finish());
    Ok(())
}

/// Adds every file below a path; one that is not there, as in a published package, is left out.
fn gather(path: &Path, files: &mut BTreeMap<PathBuf, Vec<u8>>) -> io::Result<()> {
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            gather(&entry?.path(), files)?;
        }
    } else if path.exists() {
        files.insert(path.to_owned(), fs::read(path)?);
    }
    Ok(())
}
