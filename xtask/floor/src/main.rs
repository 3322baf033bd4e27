//! The floor under a build: walks a site's texts, reads them, turns them into HTML and writes files of the sizes that the real build's have,
//! with two threads. It knows no links, lists or templates; whatever a generator takes longer is what those cost.
//!
//! A package of its own, which only the benchmark builds: it needs a Markdown parser, and the tasks are to compile without one.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use rayon::prelude::*;

const N_THREADS: usize = 2;

fn main() -> ExitCode {
    let words: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [site, sizes, out] = words.as_slice() else {
        eprintln!(
            "usage: ribbon-floor SITE SIZES OUT\n\nEach line of SIZES is the size of a file in bytes, a tab, and its path below OUT."
        );
        return ExitCode::from(2);
    };
    match run(site, sizes, out) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("ribbon-floor: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(site: &Path, sizes: &Path, out: &Path) -> io::Result<()> {
    let list = std::fs::read_to_string(sizes)?;
    let outputs: Vec<(usize, &Path)> = list.lines().filter_map(output).collect();
    let sources = sources(&site.join("content"))?;

    let folders: BTreeSet<&Path> = outputs.iter().filter_map(|(_, path)| path.parent()).collect();
    folders.into_iter().try_for_each(|folder| std::fs::create_dir_all(out.join(folder)))?;

    let pool = rayon::ThreadPoolBuilder::new().num_threads(N_THREADS).build().map_err(io::Error::other)?;
    pool.install(|| {
        outputs.par_iter().try_for_each(|(size, path)| {
            let mut html = String::with_capacity(*size);
            if let Some(source) = sources.get(*path) {
                pulldown_cmark::html::push_html(&mut html, pulldown_cmark::Parser::new(body(&std::fs::read_to_string(source)?)));
            }
            std::fs::write(out.join(path), filled(html, *size))
        })
    })
}

/// `1234<tab>topic-1/page-000001/index.html`
fn output(line: &str) -> Option<(usize, &Path)> {
    let (size, path) = line.split_once('\t')?;
    Some((size.parse().ok()?, Path::new(path)))
}

/// Every Markdown file by the path of the page that is made of it.
fn sources(content: &Path) -> io::Result<BTreeMap<PathBuf, PathBuf>> {
    let mut sources = BTreeMap::new();
    let mut open = vec![content.to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder)? {
            let entry = entry?;
            let path = entry.path();
            if entry.file_type()?.is_dir() {
                open.push(path);
            } else if let Some(page) = page(path.strip_prefix(content).unwrap_or(&path)) {
                sources.insert(page, path);
            }
        }
    }
    Ok(sources)
}

fn page(source: &Path) -> Option<PathBuf> {
    let address = source.with_extension("");
    let folder = if address.file_name()? == "_index" { address.parent()?.to_path_buf() } else { address };
    (source.extension()? == "md").then(|| folder.join("index.html"))
}

/// The text behind the front matter.
fn body(text: &str) -> &str {
    text.strip_prefix("+++\n").and_then(|rest| rest.split_once("\n+++\n")).map_or(text, |(_, body)| body)
}

/// The HTML, cut or filled up with spaces to what the real file has.
fn filled(html: String, size: usize) -> Vec<u8> {
    let mut bytes = html.into_bytes();
    bytes.resize(size, b' ');
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_lies_in_the_folder_of_its_address() {
        let of = |source: &str| page(Path::new(source));
        assert_eq!(of("topic-1/page-000011.md"), Some("topic-1/page-000011/index.html".into()));
        assert_eq!(of("topic-1/_index.md"), Some("topic-1/index.html".into()));
        assert_eq!(of("_index.md"), Some("index.html".into()));
        assert_eq!(of("topic-1/picture.png"), None);
    }

    #[test]
    fn an_output_has_a_size_and_a_path() {
        assert_eq!(output("12\ta/index.html"), Some((12, Path::new("a/index.html"))));
        assert_eq!(output("a/index.html"), None);
        assert_eq!(filled("<p>".into(), 5), b"<p>  ");
        assert_eq!(filled("<p>Text</p>".into(), 3), b"<p>");
    }

    #[test]
    fn front_matter_is_left_out() {
        assert_eq!(body("+++\ntitle = \"A\"\n+++\n\nText.\n"), "\nText.\n");
        assert_eq!(body("Text.\n"), "Text.\n");
    }
}
