//! What is counted in the finished files of a site, for a report on it.
//!
//! It is plain numbers and names: how they are worded is decided by whoever shows them, a template or the page for `check --report`.

use serde::Serialize;

/// A report on a finished site. The fields about accessibility are those that the Web Accessibility Directive's model statement asks
/// for and a build can know: Commission Implementing Decision (EU) 2018/1523, annex.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct SiteReport {
    /// The code of the site's default language, which its settings and their reasons are written in.
    pub language: String,
    pub accessibility: Accessibility,
    pub privacy: Privacy,
    pub evidence: Evidence,
    /// One for each kind of file, in a fixed order.
    pub weight: Vec<Weight>,
    pub links: Links,
}

/// What was looked at for accessibility, and what was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Accessibility {
    pub pages: usize,
    /// The codes of the site's languages.
    pub languages: Vec<String>,
    /// How many kinds of findings were looked for.
    pub rules: usize,
    pub findings: Vec<Counted>,
    /// Pages that could not be read as a whole.
    pub unread: usize,
    pub suppressed: Vec<Suppressed>,
    /// Findings that the baseline lists as known.
    pub known: Vec<Counted>,
    /// Where readers are asked to write to: an address.
    pub feedback: Option<String>,
}

/// What pages load, run and send.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Privacy {
    /// Other sites that pages load something from.
    pub origins: Vec<String>,
    /// Files of scripts.
    pub scripts: usize,
    /// Scripts that stand in pages.
    pub inline_scripts: usize,
    /// What scripts could use to recognize a visitor, by its name in browsers: `localStorage`.
    pub storage: Vec<String>,
    /// Where forms send what is written into them.
    pub forms: Vec<String>,
}

/// What the site's claims stand on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Evidence {
    pub statistics: usize,
    pub references: usize,
    /// Pages about health whose review stands, …
    pub reviewed: usize,
    /// … is missing, …
    pub not_reviewed: usize,
    /// … is older than the site allows, …
    pub overdue: usize,
    /// … or was given to another text.
    pub changed: usize,
    pub findings: Vec<Counted>,
    pub suppressed: Vec<Suppressed>,
}

/// Files of a kind, by the bytes that a host is given.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Weight {
    /// `pages`, `styles`, `scripts`, `pictures` or `fonts`.
    pub kind: &'static str,
    pub files: usize,
    /// Of those whose size is known: a picture that no build has made yet has none.
    pub bytes: u64,
    pub unmade: usize,
    pub largest: Option<Largest>,
}

/// The largest file of a kind.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Largest {
    /// Below the output folder.
    pub path: String,
    pub bytes: u64,
}

/// Where pages lead.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Links {
    pub all: usize,
    /// Those of them that lead nowhere within the site.
    pub broken: usize,
    /// Addresses of other sites.
    pub others: usize,
    /// How many of other sites' addresses, those of references included, were asked; none where nobody asked.
    pub asked: Option<usize>,
    pub findings: Vec<Counted>,
}

/// How often a kind of finding was met.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Counted {
    pub code: &'static str,
    pub times: usize,
}

/// Findings that the site's settings leave out.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Suppressed {
    pub code: &'static str,
    pub path: String,
    pub reason: String,
}
