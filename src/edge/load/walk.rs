//! Finds the files of a site. Links lead only into the site's own source folders and never multiply; what is no file, such as a pipe
//! or a device, is never opened.

#![expect(clippy::disallowed_methods, reason = "reads the site's folder")]

use std::cell::RefCell;
use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::file::why;
use super::{FOLDERS, HOST_FILES, Role, is_scratch, other_markdown, role};
use crate::base::diagnostic::{Code, Diagnostic, Problems};
use crate::base::source::SourceId;
use crate::site::config;

/// Folders within folders; a path of more parts would be longer than systems take.
const MAX_DEPTH: usize = 64;

/// The files of one site that may be reached through links. Each link shows a whole folder once more, so few links could show millions.
const MAX_LINKED: usize = 20_000;

/// What there is in a site's folder.
#[derive(Default)]
pub struct Found {
    pub(super) files: Vec<(SourceId, PathBuf, Role)>,
    /// The real places that links in the site lead to.
    pub(super) linked: Vec<PathBuf>,
    pub(super) problems: Problems,
    /// How many files and folders were reached through links.
    n_linked: usize,
}

/// Finds `site.toml` and everything below the source folders.
pub fn find(root: &Path) -> Found {
    let mut found = Found::default();
    let real_root = fs::canonicalize(root).unwrap_or_else(|_| root.to_owned());
    let mut walk = Walk { root, real_root: &real_root, found: &mut found, inside: None };
    walk.site_file();
    for folder in FOLDERS {
        walk.folder(folder);
    }
    one_name(&mut found);
    found
}

/// Leaves out files whose names are those of others on some systems. Names of what is published are compared where
/// addresses are, those of themes where themes are.
fn one_name(found: &mut Found) {
    let mut forms: HashSet<SourceId> = HashSet::with_capacity(found.files.len());
    let mut folded: BTreeMap<String, SourceId> = BTreeMap::new();
    let problems = &mut found.problems;
    found.files.retain(|(id, _, _)| {
        if !forms.insert(id.clone()) {
            let message = format!("two files are named `{id}`: the names differ in the Unicode form of their letters alone");
            let problem = Diagnostic::new(Code::FileNameClash, message).at(id.at(0..0));
            problems.push(problem.help("remove one of them, or rename it; on macOS both are one file"));
            return false;
        }
        if ["content/", "static/", "themes/"].iter().any(|folder| id.as_str().starts_with(folder)) {
            return true;
        }
        if let Some(other) = folded.insert(id.as_str().to_lowercase(), id.clone()) {
            let message = format!("`{id}` and `{other}` are one file on Windows and macOS");
            let problem = Diagnostic::new(Code::FileNameClash, message).at(id.at(0..0)).also(other.at(0..0), "the other one");
            problems.push(problem.help("rename one of them in more than the case of its letters"));
        }
        true
    });
}

struct Walk<'a> {
    root: &'a Path,
    real_root: &'a Path,
    found: &'a mut Found,
    /// The linked folder that the walk is in.
    inside: Option<PathBuf>,
}

impl Walk<'_> {
    fn site_file(&mut self) {
        let path = self.root.join(config::FILE);
        let Ok(metadata) = fs::symlink_metadata(&path) else { return };
        let id = SourceId::new(config::FILE);
        if metadata.is_symlink() {
            match self.target(&id, &path) {
                Ok(real) => self.found.linked.push(real),
                Err(problem) => return self.found.problems.push(*problem),
            }
        }
        if fs::metadata(&path).is_ok_and(|metadata| metadata.is_file()) {
            self.found.files.push((id, path, Role::Text));
        } else {
            self.found.problems.push(no_file(&id));
        }
    }

    fn folder(&mut self, folder: &str) {
        let start = self.root.join(folder);
        if fs::symlink_metadata(&start).is_err() {
            return;
        }
        let (root, hidden) = (self.root, RefCell::new(Vec::new()));
        let wanted = |entry: &DirEntry| {
            let is_wanted = is_wanted(entry, folder);
            if !is_wanted && is_missed(&entry.file_name().to_string_lossy()) {
                hidden.borrow_mut().extend(source_id(root, entry.path()));
            }
            is_wanted
        };
        let mut entries = WalkDir::new(&start).follow_links(true).sort_by_file_name().into_iter().filter_entry(wanted);
        while let Some(entry) = entries.next() {
            match entry {
                Ok(entry) => {
                    if !self.entry(&entry) && entry.file_type().is_dir() {
                        entries.skip_current_dir();
                    }
                }
                Err(error) => self.found.problems.push(walk_problem(self.root, &error)),
            }
        }
        self.found.problems.extend(hidden.into_inner().iter().filter_map(hidden_file));
    }

    /// Keeps a file, and gives whether what lies below a folder is wanted.
    fn entry(&mut self, entry: &DirEntry) -> bool {
        let path = entry.path();
        let Some(id) = source_id(self.root, path) else {
            let shown = path.strip_prefix(self.root).unwrap_or(path).display().to_string();
            let problem = Diagnostic::new(Code::UnreadableFile, format!("the name of `{shown}` is not Unicode")).help("rename the file");
            self.found.problems.push(problem);
            return false;
        };
        if entry.depth() > MAX_DEPTH {
            let problem = Diagnostic::new(Code::UnreadableFile, format!("`{id}` lies in more than {MAX_DEPTH} folders within one another"));
            self.found.problems.push(problem.at(id.at(0..0)).help("move it up"));
            return false;
        }
        self.inside = self.inside.take().filter(|inside| path.starts_with(inside));
        if entry.path_is_symlink() {
            match self.link(&id, entry) {
                Ok(real) => self.found.linked.push(real),
                Err(problem) => {
                    self.found.problems.push(*problem);
                    return false;
                }
            }
        }
        if self.is_too_much(&id, entry.path_is_symlink()) {
            return false;
        }
        let Some(role) = role(id.as_str()).filter(|_| !entry.file_type().is_dir()) else { return true };
        let is_linked = entry.path_is_symlink() || self.inside.is_some();
        if !entry.file_type().is_file() {
            self.found.problems.push(no_file(&id));
        } else if let Some(problem) = other_markdown(&id) {
            self.found.problems.push(problem);
        } else if let Some(problem) = is_linked.then(|| self.changed_role(&id, path, role)).flatten() {
            self.found.problems.push(problem);
        } else {
            self.found.files.push((id, path.to_owned(), role));
        }
        true
    }

    /// The real place of a link, which must be one that the link may show.
    fn link(&mut self, id: &SourceId, entry: &DirEntry) -> Result<PathBuf, Box<Diagnostic>> {
        if self.inside.is_some() {
            let problem = Diagnostic::new(Code::LinkLeavesSite, format!("`{id}` is a link in a folder that is itself shown by a link"));
            return Err(Box::new(problem.at(id.at(0..0)).help("let the first link lead to where the second one leads, or copy the files")));
        }
        let real = self.target(id, entry.path())?;
        if entry.file_type().is_dir() {
            self.inside = Some(entry.path().to_owned());
        }
        Ok(real)
    }

    fn target(&self, id: &SourceId, path: &Path) -> Result<PathBuf, Box<Diagnostic>> {
        let leaves = |message: String| Box::new(Diagnostic::new(Code::LinkLeavesSite, message).at(id.at(0..0)).help(COPY));
        let real = fs::canonicalize(path).ok().filter(|real| real.starts_with(self.real_root));
        let Some(real) = real else { return Err(leaves(format!("`{id}` is a link to a place outside the site"))) };
        let below = source_id(self.real_root, &real).unwrap_or_else(|| SourceId::new(""));
        let is_source = below.as_str().split('/').next().is_some_and(|folder| FOLDERS.contains(&folder));
        let is_hidden = below.as_str().split('/').any(|part| part.starts_with('.') && part != ".well-known");
        if !is_source || is_hidden {
            let shown = if below.as_str().is_empty() { "the site's whole folder".to_owned() } else { format!("`{below}`") };
            return Err(leaves(format!("`{id}` is a link to {shown}, which is not among the site's sources")));
        }
        Ok(real)
    }

    /// Counts what is reached through links, and gives whether that is too much.
    fn is_too_much(&mut self, id: &SourceId, is_link: bool) -> bool {
        if !is_link && self.inside.is_none() {
            return false;
        }
        self.found.n_linked += 1;
        if self.found.n_linked == MAX_LINKED + 1 {
            let message = format!("links show more than {MAX_LINKED} files and folders of this site once more");
            self.found.problems.push(Diagnostic::new(Code::LinkLeavesSite, message).at(id.at(0..0)).help(COPY));
        }
        self.found.n_linked > MAX_LINKED
    }

    /// What is wrong with a file that is reached through a link: it is what it is where it lies, so that no text or table of data is
    /// published as a plain file under another name.
    fn changed_role(&self, id: &SourceId, path: &Path, wanted: Role) -> Option<Diagnostic> {
        let real = fs::canonicalize(path).ok().and_then(|real| source_id(self.real_root, &real))?;
        let message = format!("`{id}` is a link to `{real}`, which would become another kind of file by it");
        (role(real.as_str()) != Some(wanted)).then(|| Diagnostic::new(Code::LinkLeavesSite, message).at(id.at(0..0)).help(COPY))
    }
}

const COPY: &str = "copy what it points to into the site";

fn no_file(id: &SourceId) -> Diagnostic {
    Diagnostic::new(Code::UnreadableFile, format!("`{id}` is a pipe, a device or a folder, and not a file"))
        .at(id.at(0..0))
        .help("remove it, or put a file in its place")
}

fn walk_problem(root: &Path, error: &walkdir::Error) -> Diagnostic {
    let path = error.path().and_then(|path| source_id(root, path)).unwrap_or_else(|| SourceId::new(""));
    if error.loop_ancestor().is_some() {
        return Diagnostic::new(Code::LinkLeavesSite, format!("`{path}` is a link to a folder above itself"))
            .at(path.at(0..0))
            .help("remove the link");
    }
    let is_link = error.path().is_some_and(|path| fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink()));
    let why = if is_link { "it is a link to something that does not exist".to_owned() } else { why(error.io_error()) };
    Diagnostic::new(Code::UnreadableFile, format!("`{path}` cannot be read: {why}"))
        .at(path.at(0..0))
        .help("check that it exists and that you may read it")
}

/// A path below the root with `/` on every system; none if it is not Unicode.
fn source_id(root: &Path, path: &Path) -> Option<SourceId> {
    // Nearly every path is the root's with more behind it, letter by letter.
    let plain = path.to_str().zip(root.to_str()).and_then(|(path, root)| path.strip_prefix(root)?.strip_prefix('/'));
    if let Some(plain) = plain.filter(|plain| !cfg!(windows) && !plain.is_empty() && !plain.starts_with(['.', '/'])) {
        return Some(SourceId::new(plain));
    }
    let below = path.strip_prefix(root).ok()?;
    let parts: Option<Vec<&str>> = below.components().map(|part| part.as_os_str().to_str()).collect();
    Some(SourceId::new(parts?.join("/")))
}

/// Whether somebody may wonder where a file has gone whose name begins with a dot. Those of systems, editors and version control
/// are everywhere.
fn is_missed(name: &str) -> bool {
    const USUAL: &[&str] = &[
        ".DS_Store",
        ".directory",
        ".gitkeep",
        ".keep",
        ".gitignore",
        ".gitattributes",
        ".editorconfig",
        ".prettierrc",
        ".prettierignore",
        ".markdownlint.json",
        ".markdownlint.yaml",
        ".stylelintrc",
        ".obsidian",
        ".vscode",
        ".idea",
        ".vs",
        ".fleet",
        ".zed",
    ];
    let is_of_a_system = [".#", "._", ".~", ".nfs", ".fuse", ".Trash", ".goutputstream", ".sync", ".dropbox", ".smbdelete"];
    let is_copy = [".swp", ".swo", ".swx", ".tmp", ".bak", ".part", "~", ".kate-swp"];
    name.starts_with('.')
        && !USUAL.contains(&name)
        && !is_of_a_system.iter().any(|start| name.starts_with(start))
        && !is_copy.iter().any(|end| name.ends_with(end))
}

/// A file or folder that begins with a dot, where others are published as they are.
fn hidden_file(id: &SourceId) -> Option<Diagnostic> {
    let path = id.as_str();
    let inside = path.strip_prefix("themes/").and_then(|rest| rest.split_once('/')).map_or(path, |(_, inside)| inside);
    if !inside.starts_with("content/") && !inside.starts_with("static/") {
        return None;
    }
    let name = id.file_name();
    let help = if HOST_FILES.contains(&name) {
        format!("hosts read it from `static/{name}`; move it there")
    } else {
        format!(
            "if visitors should get it, give it a name without the dot; if it is private, keep it outside of `{}/`",
            inside.split('/').next()?
        )
    };
    let message = format!("`{id}` is not published, since names that begin with a dot are private");
    Some(Diagnostic::new(Code::HiddenFile, message).at(id.at(0..0)).help(help))
}

/// Leaves out files that editors and systems put next to those that people write.
fn is_wanted(entry: &DirEntry, folder: &str) -> bool {
    let name = entry.file_name().to_string_lossy();
    let is_published_dot_file = folder == "static" && HOST_FILES.contains(&&*name);
    if entry.depth() == 0 || is_published_dot_file {
        return true;
    }
    !is_scratch(&name)
}
