//! What the server shows: the newest good version of every output.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use percent_encoding::percent_decode_str;

use crate::base::artifact::{Artifact, ArtifactKind, OutputPath};
use crate::base::diagnostic::{Diagnostic, Problems, Severity};
use crate::base::source::{Snapshot, SourceId};
use crate::build::Build;

/// The site as browsers see it, with the problems of the newest build.
pub(super) struct Published {
    artifacts: BTreeMap<OutputPath, Artifact>,
    /// The path of the site's address: empty, or like `/guide`.
    base: String,
    /// What is sent with every page, as names and values.
    headers: Arc<[(&'static str, String)]>,
    diagnostics: Problems,
    /// The sources that the problems point into.
    snapshot: Arc<Snapshot>,
    /// Counts the lists of problems.
    revision: u64,
}

/// What an address gives.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Answer {
    Found(OutputPath, Artifact),
    /// The same address with a closing slash, or the site's home.
    Elsewhere(String),
    /// The site's own page for it, if there is one.
    NotFound(Option<Artifact>),
}

impl Published {
    pub(super) fn nothing_yet(snapshot: Arc<Snapshot>) -> Self {
        Self {
            artifacts: BTreeMap::new(),
            base: String::new(),
            headers: Arc::default(),
            diagnostics: Problems::new(),
            snapshot,
            revision: 0,
        }
    }

    /// The answer to a path as it stands in a request, without its query.
    pub(super) fn answer(&self, path: &str) -> Answer {
        let not_found = |below: &str| Answer::NotFound(self.not_found_page(below).cloned());
        let Some(below) = path.strip_prefix(self.base.as_str()) else {
            let is_root = path == "/";
            return if is_root { Answer::Elsewhere(format!("{}/", self.base)) } else { not_found("") };
        };
        if below.is_empty() {
            return Answer::Elsewhere(format!("{path}/"));
        }
        let (Some(below), Ok(decoded)) = (below.strip_prefix('/'), percent_decode_str(below).decode_utf8()) else { return not_found("") };
        let decoded = decoded.strip_prefix('/').unwrap_or(&decoded);
        let is_folder = decoded.is_empty() || decoded.ends_with('/');
        let file = if is_folder { format!("{decoded}index.html") } else { decoded.to_owned() };
        // A name that no output can have, such as one with `..`, is not found.
        let Ok(file) = OutputPath::new(&file) else { return not_found("") };
        if let Some(artifact) = self.artifacts.get(&file) {
            return Answer::Found(file, artifact.clone());
        }
        if !is_folder && self.artifacts.contains_key(format!("{decoded}/index.html").as_str()) {
            return Answer::Elsewhere(format!("{}/{below}/", self.base));
        }
        not_found(decoded)
    }

    /// The `404.html` of the innermost folder that has one.
    fn not_found_page(&self, below: &str) -> Option<&Artifact> {
        let mut folder = below;
        while let Some((above, _)) = folder.rsplit_once('/') {
            if let Some(page) = self.artifacts.get(format!("{above}/404.html").as_str()) {
                return Some(page);
            }
            folder = above;
        }
        self.artifacts.get("404.html")
    }

    /// The output that an address shows, also if it is not made yet.
    pub(super) fn output(&self, path: &str) -> Option<OutputPath> {
        let below = path.strip_prefix(self.base.as_str())?;
        let decoded = percent_decode_str(below).decode_utf8().ok()?;
        let name = decoded.trim_start_matches('/');
        OutputPath::new(if name.is_empty() || name.ends_with('/') { format!("{name}index.html") } else { name.to_owned() }).ok()
    }

    /// Shows outputs of a build that is not finished yet. Returns the paths of changed files that pages use, since the finished
    /// build will see no change in them.
    pub(super) fn show_early(&mut self, outputs: Vec<(OutputPath, Artifact)>) -> Vec<String> {
        let mut changed = Vec::new();
        for (path, artifact) in outputs {
            let before = self.artifacts.get(&path);
            if artifact.kind == ArtifactKind::Asset && before.is_some_and(|before| before.fingerprint != artifact.fingerprint) {
                changed.push(format!("{}/{path}", self.base));
            }
            self.artifacts.insert(path, artifact);
        }
        changed
    }

    /// Shows a finished build. Outputs with errors keep their last good version. Returns the paths of changed files that pages
    /// use.
    pub(super) fn show(&mut self, build: Build, base: String, snapshot: Arc<Snapshot>) -> Vec<String> {
        let n_before = self.diagnostics.len();
        if n_before != build.diagnostics.len() || self.diagnostics != build.diagnostics {
            self.revision += 1;
        }
        let spoiled: BTreeSet<&SourceId> =
            build.diagnostics.errors().filter_map(|problem| problem.at.as_ref().map(|at| &at.source)).collect();
        let is_shown = build.is_sound || self.artifacts.is_empty();
        let mut changed = Vec::new();
        if is_shown {
            self.base = base;
            self.headers = build.headers.into();
            let mut old = std::mem::take(&mut self.artifacts);
            for (path, artifact) in build.artifacts {
                let before = old.remove(&path);
                if artifact.kind == ArtifactKind::Asset && before.as_ref().is_some_and(|before| before.fingerprint != artifact.fingerprint)
                {
                    changed.push(format!("{}/{path}", self.base));
                }
                let keeps_old = build.broken.contains(&path);
                self.artifacts.insert(path, before.filter(|_| keeps_old).unwrap_or(artifact));
            }
            let is_kept = |path: &OutputPath, artifact: &Artifact| {
                build.broken.contains(path) || artifact.made_from.as_ref().is_some_and(|source| spoiled.contains(source))
            };
            for (path, artifact) in old {
                if is_kept(&path, &artifact) {
                    self.artifacts.insert(path, artifact);
                } else if artifact.kind == ArtifactKind::Asset {
                    changed.push(format!("{}/{path}", self.base));
                }
            }
        }
        self.diagnostics = build.diagnostics;
        self.snapshot = snapshot;
        changed
    }

    /// The headers that are sent with every page.
    pub(super) fn headers(&self) -> Arc<[(&'static str, String)]> {
        self.headers.clone()
    }

    /// Identifies what an address shows now: another tag means other bytes.
    pub(super) fn tag(&self, path: &str) -> String {
        match self.answer(path) {
            Answer::Found(_, artifact) => tag(&artifact, true),
            Answer::NotFound(Some(artifact)) => tag(&artifact, false),
            Answer::NotFound(None) => "nothing".to_owned(),
            Answer::Elsewhere(to) => to,
        }
    }

    /// The address of the page made from a source.
    pub(super) fn page_of(&self, source: &SourceId) -> Option<String> {
        let made = self.artifacts.iter().filter(|(_, artifact)| artifact.kind == ArtifactKind::Page);
        let (path, _) =
            made.filter(|(_, artifact)| artifact.made_from.as_ref() == Some(source)).min_by_key(|(path, _)| path.as_str().len())?;
        let encoded = percent_encoding::utf8_percent_encode(path.as_str().trim_end_matches("index.html"), PATH).to_string();
        Some(format!("{}/{encoded}", self.base))
    }

    /// The problems of the newest build: those of the page at an address first.
    pub(super) fn problems(&self, path: &str) -> Problems {
        let output = self.output(path);
        let source = output.and_then(|output| self.artifacts.get(&output)).and_then(|artifact| artifact.made_from.as_ref());
        let Some(source) = source else { return self.diagnostics.clone() };
        let during = format!("rendering {source}");
        let is_own = |problem: &&Diagnostic| {
            problem.at.as_ref().is_some_and(|at| at.source == *source) || problem.during.as_deref() == Some(during.as_str())
        };
        let (own, others): (Vec<&Diagnostic>, Vec<&Diagnostic>) = self.diagnostics.iter().partition(is_own);
        own.into_iter().chain(others).cloned().collect()
    }

    pub(super) fn snapshot(&self) -> &Arc<Snapshot> {
        &self.snapshot
    }

    pub(super) fn revision(&self) -> u64 {
        self.revision
    }

    pub(super) fn base(&self) -> &str {
        &self.base
    }

    pub(super) fn count(&self, severity: Severity) -> usize {
        self.diagnostics.count(severity)
    }
}

/// Characters that are encoded in the path of an address. Source: the URL standard's path percent-encode set.
const PATH: &percent_encoding::AsciiSet =
    &percent_encoding::CONTROLS.add(b' ').add(b'"').add(b'#').add(b'<').add(b'>').add(b'?').add(b'`').add(b'{').add(b'}').add(b'%');

/// Identifies an artifact's bytes, and whether it is shown in place of a page that does not exist.
pub(super) fn tag(artifact: &Artifact, is_found: bool) -> String {
    format!("{}{}", artifact.fingerprint.hex(), if is_found { "" } else { "-404" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::diagnostic::Code;
    use crate::base::source::Settings;

    fn artifact(text: &str, source: &str) -> Artifact {
        Artifact::text(ArtifactKind::Page, text).made_from(SourceId::new(source))
    }

    fn build(outputs: &[(&str, &str)]) -> Build {
        let artifacts = outputs.iter().map(|(path, text)| (OutputPath::new(path).unwrap(), artifact(text, &format!("content/{path}.md"))));
        Build { artifacts: artifacts.collect(), is_sound: true, ..Build::default() }
    }

    fn snapshot() -> Arc<Snapshot> {
        Arc::new(Snapshot::empty(Settings::on("2027-02-04".parse().unwrap())))
    }

    fn published(outputs: &[(&str, &str)], base: &str) -> Published {
        let mut published = Published::nothing_yet(snapshot());
        published.show(build(outputs), base.to_owned(), snapshot());
        published
    }

    fn text(answer: Answer) -> String {
        match answer {
            Answer::Found(_, artifact) => String::from_utf8(artifact.content.bytes().unwrap().to_vec()).unwrap(),
            Answer::Elsewhere(to) => format!("-> {to}"),
            Answer::NotFound(Some(artifact)) => format!("404 {}", String::from_utf8_lossy(artifact.content.bytes().unwrap())),
            Answer::NotFound(None) => "404".to_owned(),
        }
    }

    const SITE: &[(&str, &str)] = &[
        ("index.html", "home"),
        ("404.html", "lost"),
        ("fr/404.html", "perdu"),
        ("about/index.html", "about"),
        ("été/index.html", "summer"),
        ("a.css", "css"),
    ];

    #[test]
    fn addresses_lead_to_files_folders_and_pages_for_what_is_lost() {
        let site = published(SITE, "");
        for (path, expected) in [
            ("/", "home"),
            ("/index.html", "home"),
            ("/about/", "about"),
            ("/about", "-> /about/"),
            ("/%C3%A9t%C3%A9/", "summer"),
            ("/%C3%A9t%C3%A9", "-> /%C3%A9t%C3%A9/"),
            ("/a.css", "css"),
            ("/a.css/", "404 lost"),
            ("/nothing/", "404 lost"),
            ("/fr/rien/", "404 perdu"),
            ("/fr/x/y", "404 perdu"),
            ("//evil.example/", "404 lost"),
            ("/../etc/passwd", "404 lost"),
            ("/..%2f..%2fetc/passwd", "404 lost"),
            ("/%ff", "404 lost"),
            ("/a%00b", "404 lost"),
            ("/a%5cb", "404 lost"),
        ] {
            assert_eq!(text(site.answer(path)), expected, "{path}");
        }
    }

    #[test]
    fn a_path_in_the_sites_address_is_part_of_every_address() {
        let site = published(SITE, "/guide");
        for (path, expected) in [
            ("/", "-> /guide/"),
            ("/guide", "-> /guide/"),
            ("/guide/about", "-> /guide/about/"),
            ("/about/", "404 lost"),
            ("/guided", "404 lost"),
        ] {
            assert_eq!(text(site.answer(path)), expected, "{path}");
        }
        assert_eq!(site.page_of(&SourceId::new("content/été/index.html.md")).as_deref(), Some("/guide/%C3%A9t%C3%A9/"));
    }

    #[test]
    fn what_an_error_spoils_keeps_its_last_good_version() {
        let mut site = published(&[("a/index.html", "good"), ("b/index.html", "b"), ("c/index.html", "c"), ("d/index.html", "d")], "");
        let mut next = build(&[("a/index.html", "bad"), ("b/index.html", "b2")]);
        // `a` shows an error, `c` could not be made, the file of `d` could not be read.
        next.broken = ["a/index.html", "c/index.html"].map(|path| OutputPath::new(path).unwrap()).into();
        let unreadable = Diagnostic::new(Code::NotUtf8, "").at(SourceId::new("content/d/index.html.md").at(0..0));
        next.diagnostics = Problems::from(unreadable);
        site.show(next, String::new(), snapshot());
        for (path, expected) in [("/a/", "good"), ("/b/", "b2"), ("/c/", "c"), ("/d/", "d")] {
            assert_eq!(text(site.answer(path)), expected, "{path}");
        }
        site.show(build(&[("a/index.html", "fixed")]), String::new(), snapshot());
        assert_eq!(text(site.answer("/a/")), "fixed");
        assert_eq!(text(site.answer("/c/")), "404");
    }

    #[test]
    fn a_changed_file_is_told_of_once_whether_it_is_shown_early_or_late() {
        let style = |text: &str| (OutputPath::new("a.css").unwrap(), Artifact::text(ArtifactKind::Asset, text));
        let whole = |text: &str| Build { artifacts: [style(text)].into(), is_sound: true, ..Build::default() };
        let mut site = Published::nothing_yet(snapshot());
        assert_eq!(site.show(whole("one"), "/guide".to_owned(), snapshot()), [""; 0]);
        assert_eq!(site.show_early(vec![style("two")]), ["/guide/a.css"]);
        assert_eq!(site.show(whole("two"), "/guide".to_owned(), snapshot()), [""; 0]);
        assert_eq!(site.show_early(vec![style("two")]), [""; 0]);
        assert_eq!(site.show(whole("three"), "/guide".to_owned(), snapshot()), ["/guide/a.css"]);
    }

    #[test]
    fn nothing_changes_while_the_configuration_is_broken() {
        let mut site = published(SITE, "/guide");
        let broken = Build { is_sound: false, ..build(&[("index.html", "nonsense")]) };
        site.show(broken, String::new(), snapshot());
        assert_eq!(text(site.answer("/guide/")), "home");
        assert_eq!(text(site.answer("/guide/about/")), "about");
    }
}
