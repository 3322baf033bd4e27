//! What a server gives, next to what a build from nothing gives; and what its browsers were told.

use std::collections::{BTreeMap, BTreeSet};

use ribbon::build::{Build, Memos, build};
use ribbon::load::load;
use ribbon::report::{self, Format, Style};
use ribbon::source::{Settings, Snapshot};

use super::server::{DAY, Listener, Server, wait_for};
use crate::site::{Site, files};

/// A file that no page uses. When the server shows its newest text, it has seen every save before it.
pub(super) const FENCE: &str = "static/fence.txt";

/// A site as a build from nothing gives it.
pub(super) struct Clean {
    /// Files by address. Of a build with errors those that are good.
    files: BTreeMap<String, Vec<u8>>,
    /// Whether these are all files.
    is_whole: bool,
    /// Whether the server shows anything of it.
    pub is_sound: bool,
    problems: String,
}

impl Clean {
    /// By the real binary; what it refuses to write is looked at by the library.
    pub(super) fn of(site: &Site) -> Self {
        let _ = std::fs::remove_dir_all(site.path("public"));
        let outcome = site.build(&["--quiet", "--format", "json"]);
        let written = || files(&site.path("public")).into_iter();
        if outcome.code == Some(0) && outcome.stdout.trim() == "[]" {
            let files = written().map(|(path, bytes)| (address(&path), bytes)).collect();
            return Self { files, is_whole: true, is_sound: true, problems: String::new() };
        }
        let (snapshot, build) = build_here(site);
        let style = Style { color: false, width: 80 };
        let problems = report::render(Format::Html, &build.diagnostics, &snapshot.texts, style);
        if outcome.code == Some(0) {
            let files = written().map(|(path, bytes)| (address(&path), bytes)).collect();
            return Self { files, is_whole: true, is_sound: true, problems };
        }
        let good = build.artifacts.iter().filter(|(path, _)| build.is_sound && !build.broken.contains(*path));
        let files = good.filter_map(|(path, artifact)| Some((address(path.as_str()), artifact.content.bytes()?.to_vec()))).collect();
        Self { files, is_whole: false, is_sound: build.is_sound, problems }
    }

    pub(super) fn n_files(&self) -> usize {
        self.files.len()
    }

    pub(super) fn has_errors(&self) -> bool {
        !self.is_whole
    }
}

fn build_here(site: &Site) -> (Snapshot, Build) {
    let snapshot = load(site.root(), Settings::on(DAY.parse().expect("a day")));
    let build = build(&snapshot, &mut Memos::default());
    (snapshot, build)
}

/// Where a browser finds a file.
pub(super) fn address(path: &str) -> String {
    let path = path.strip_suffix("index.html").filter(|folder| folder.is_empty() || folder.ends_with('/')).unwrap_or(path);
    format!("/{path}")
}

/// A browser with pages open, and everything that was ever there.
pub(super) struct Browser<'s> {
    server: &'s Server,
    listener: Listener,
    /// The tag of what each open page shows.
    tags: BTreeMap<String, String>,
    /// All addresses that a file had once.
    known: BTreeSet<String>,
    fence: usize,
}

/// Tags by page, in the order in which they were told.
type Told = BTreeMap<String, Vec<String>>;

impl<'s> Browser<'s> {
    pub(super) fn open(server: &'s Server, pages: &[&str]) -> Self {
        let tags = tags(server, pages.iter().copied());
        let listener = server.listen(&tags);
        Self { server, listener, tags, known: BTreeSet::new(), fence: 0 }
    }

    /// Waits until the server gives what a clean build gives, and asks that it stays so when
    /// everything that was saved has surely been seen.
    pub(super) fn converge(&mut self, site: &Site, clean: &Clean, what: &str) {
        self.converge_however(site, clean, what);
        assert!(!self.server.told().contains("looks for changes"), "{what}: a save was seen without an event");
    }

    /// The same, whether or not events tell of saves.
    pub(super) fn converge_however(&mut self, site: &Site, clean: &Clean, what: &str) {
        let mut last = String::new();
        let start = std::time::Instant::now();
        while let Err(difference) = self.compare(clean) {
            assert!(start.elapsed() < super::server::PATIENCE, "{what}: {difference}");
            last = difference;
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        if clean.is_sound {
            self.fence(site);
        }
        if let Err(difference) = self.compare(clean) {
            panic!("{what}: what had been right became wrong: {difference}; before it was right: {last}");
        }
    }

    /// Puts a save after all others, and waits for it.
    fn fence(&mut self, site: &Site) {
        self.fence += 1;
        let text = self.fence.to_string();
        site.write("static/.fence", &text);
        std::fs::rename(site.path("static/.fence"), site.path(FENCE)).expect("the fence in place");
        wait_for("the last save", || (self.server.get("/fence.txt").text() == text).then_some(()));
    }

    fn compare(&mut self, clean: &Clean) -> Result<(), String> {
        let problems = self.server.problems();
        if problems != clean.problems {
            return Err(format!("the problems are\n{problems}\ninstead of\n{}", clean.problems));
        }
        let is_gone = |path: &&String| clean.is_whole && !clean.files.contains_key(*path);
        let gone: Vec<String> = self.known.iter().filter(is_gone).cloned().collect();
        let paths: Vec<&String> = clean.files.keys().chain(&gone).collect();
        let answers = self.server.get_all(paths.iter().map(|path| path.as_str()));
        for (path, answer) in paths.into_iter().zip(&answers) {
            let expected = clean.files.get(path).filter(|_| path != "/fence.txt");
            match expected {
                Some(bytes) if answer.status != 200 || answer.body != *bytes => {
                    return Err(format!(
                        "{path} is {} with\n{}\ninstead of\n{}",
                        answer.status,
                        answer.text(),
                        String::from_utf8_lossy(bytes)
                    ));
                }
                None if path != "/fence.txt" && answer.status != 404 => {
                    return Err(format!("{path} is {} though it is gone", answer.status));
                }
                _ => {}
            }
        }
        self.known.extend(clean.files.keys().cloned());
        Ok(())
    }

    /// What was told until the last fence, which must be true: each message of a page told something new, the last one what is shown now, and
    /// pages that show what they showed before were told twice at least, or never. Gives back how many pages were told.
    pub(super) fn judge(&mut self, is_at_once: bool, what: &str) -> usize {
        let told = self.hear();
        let now = tags(self.server, self.tags.keys().map(String::as_str));
        for (page, before) in &self.tags {
            let (now, told) = (&now[page], told.get(page).map_or(&[][..], Vec::as_slice));
            let mut shown = before;
            for tag in told {
                assert_ne!(tag, shown, "{what}: {page} was told of nothing new: {told:?} after {before}");
                shown = tag;
            }
            assert_eq!(shown, now, "{what}: {page} shows something else than it was told of: {told:?} after {before}");
            assert!(!is_at_once || told.len() <= 1, "{what}: {page} was told {told:?} of one change");
        }
        assert!(told.keys().all(|page| self.tags.contains_key(page)), "{what}: pages that are not open were told of: {told:?}");
        self.tags = now;
        told.len()
    }

    fn hear(&mut self) -> Told {
        let mut told = Told::new();
        self.listener.until(self.fence, |page, tag| told.entry(page).or_default().push(tag));
        told
    }
}

impl Listener {
    /// Hears of pages until this number of fences was told of.
    fn until(&mut self, fence: usize, mut hear: impl FnMut(String, String)) {
        while self.n_fences < fence {
            let (name, data) = self.next();
            match name.as_str() {
                "pages" => {
                    for (page, tag) in data.as_object().expect("pages") {
                        hear(page.clone(), tag.as_str().expect("a tag").to_owned());
                    }
                }
                "assets" if data.as_array().expect("paths").iter().any(|path| path == "/fence.txt" || path == "*") => self.n_fences += 1,
                _ => {}
            }
        }
    }
}

fn tags<'p>(server: &Server, pages: impl Iterator<Item = &'p str> + Clone) -> BTreeMap<String, String> {
    let answers = server.get_all(pages.clone());
    pages.zip(answers).map(|(page, answer)| (page.to_owned(), answer.header("x-ribbon-tag").to_owned())).collect()
}
