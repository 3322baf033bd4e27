//! Every output, named before any is rendered.

mod data;
mod handout;
mod key;
mod names;

use std::collections::{BTreeMap, BTreeSet, btree_map};

pub(crate) use key::named_from;
use names::{check_names, duplicate_output};

use crate::base::artifact::OutputPath;
use crate::base::diagnostic::{Code, Diagnostic, Problems};
use crate::base::fingerprint::Fingerprint;
use crate::base::per_language::LanguageId;
use crate::base::sheet::Sheet;
use crate::base::source::{Snapshot, SourceId, Span};
use crate::site::{Entry, EntryId, Kind, Resolved, Site, UrlPath, resolve, suffix};
use crate::syntax::fields::Spanned;

/// The most addresses a sitemap file holds; sitemaps.org allows 50,000 and 50 MB.
const SITEMAP_URLS: usize = 40_000;

/// One thing to render or to copy.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Target {
    /// A page, or a section's list from its `pager`th page on, counted from 0.
    Entry {
        id: EntryId,
        pager: usize,
    },
    /// The picture that shared links to a page show.
    Card(EntryId),
    /// The file for calendars of an event, by its place among the site's.
    Calendar {
        event: usize,
        language: LanguageId,
    },
    /// A piece of the campaign's kit, by its place among the site's, for a page, or the small picture of one. A text has no sheet.
    Piece {
        piece: usize,
        page: EntryId,
        sheet: Option<Sheet>,
        is_preview: bool,
    },
    /// All pieces of a language in one file.
    Kit {
        language: LanguageId,
    },
    Terms {
        taxonomy: usize,
    },
    Term {
        taxonomy: usize,
        term: usize,
        pager: usize,
    },
    /// The `404.html` of a language, or of a section with another theme.
    NotFound {
        language: LanguageId,
        section: Option<EntryId>,
    },
    Feed(FeedOf),
    /// The addresses of one part, or of the whole site if there is only one.
    Sitemap {
        part: usize,
    },
    /// The list of the parts.
    SitemapIndex {
        parts: usize,
    },
    Robots,
    Redirect {
        to: String,
    },
    Redirects,
    /// A file that is copied as it is.
    Copy(SourceId),
    /// A file of `data` with the columns that charts show.
    Columns {
        file: SourceId,
        columns: BTreeSet<String>,
    },
    /// A file that is made for a theme: the custom properties of its tokens, its bundle of styles, an icon, a web app manifest.
    Made {
        theme: String,
        path: String,
    },
}

/// What a feed follows.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum FeedOf {
    Language(LanguageId),
    Section(EntryId),
    Term { taxonomy: usize, term: usize },
}

/// A target with its address and the place that asked for it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Planned {
    pub url: UrlPath,
    pub target: Target,
    pub asked_at: Option<Span>,
}

/// All outputs by file.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub outputs: BTreeMap<OutputPath, Planned>,
    /// Old addresses and where they lead now, in the order of their paths.
    pub redirects: Vec<(UrlPath, String)>,
    /// Addresses that files of `data` would have, were they published.
    pub private: BTreeSet<UrlPath>,
    /// The fingerprint of the paths of all outputs, and of which file each copy is of.
    pub files: Fingerprint,
}

impl Plan {
    pub(crate) fn has(&self, url: &UrlPath) -> bool {
        let file = url.file();
        let folder = |path: &str| format!("{}/index.html", path.trim_matches('/'));
        self.outputs.contains_key(file.as_str()) || self.outputs.contains_key(folder(url.as_str()).as_str())
    }
}

/// How many pages a list takes.
pub(crate) fn pagers(n_items: usize, paginate_by: Option<usize>) -> usize {
    paginate_by.map_or(1, |size| n_items.div_ceil(size).max(1))
}

/// The address of a list's `pager`th page, counted from 0.
pub(crate) fn pager_url(base: &UrlPath, path: &str, pager: usize) -> UrlPath {
    if pager == 0 { base.clone() } else { base.join(&format!("{path}/{}/", pager + 1)) }
}

pub(crate) fn paginate_path(entry: &Entry) -> &str {
    entry.front.section.paginate_path.as_ref().map_or("page", |path| path.value.as_str())
}

/// Names every output; two with one file are a problem at both places.
pub(crate) fn plan(site: &Site, snapshot: &Snapshot, problems: &mut Problems) -> Plan {
    let plan = Plan { outputs: BTreeMap::new(), redirects: Vec::new(), private: BTreeSet::new(), files: Fingerprint::of(&()) };
    let mut planner = Planner { site, plan, problems };
    planner.entries();
    site.check_cards(planner.problems);
    planner.events();
    planner.kit();
    planner.taxonomies();
    planner.aliases();
    planner.not_found();
    planner.files(snapshot);
    planner.add_feeds_and_sitemap();
    let Planner { mut plan, problems, .. } = planner;
    plan.redirects.sort();
    plan.files = key::files(&plan.outputs);
    check_names(&plan, problems);
    plan
}

struct Planner<'a> {
    site: &'a Site,
    plan: Plan,
    problems: &'a mut Problems,
}

impl Planner<'_> {
    fn add(&mut self, url: UrlPath, target: Target, asked_at: Option<Span>) {
        let path = match OutputPath::new(url.file()) {
            Ok(path) => path,
            Err(why) => {
                let mut problem =
                    Diagnostic::new(Code::UnsafePath, format!("`{url}` cannot be published: {why}")).help("choose another name");
                problem.at = asked_at;
                self.problems.push(problem);
                return;
            }
        };
        let planned = Planned { url, target, asked_at };
        match self.plan.outputs.entry(path) {
            btree_map::Entry::Occupied(first) => self.problems.push(duplicate_output(first.get(), &planned)),
            btree_map::Entry::Vacant(place) => drop(place.insert(planned)),
        }
    }

    fn entries(&mut self) {
        let site = self.site;
        for id in site.index.ids() {
            let entry = site.index.entry(id);
            let at = entry.source.as_ref().map(|source| {
                let key = entry.front.path.as_ref().or(entry.front.slug.as_ref());
                source.at(key.map_or(0..0, |key| key.span.clone()))
            });
            if let Some(to) = &entry.front.section.redirect_to {
                if let Some(href) = self.destination(entry, to) {
                    self.plan.redirects.push((entry.url.clone(), href.clone()));
                    self.add(entry.url.clone(), Target::Redirect { to: href }, at);
                }
                continue;
            }
            self.check_references(entry);
            let n_pagers = if entry.kind == Kind::Section { pagers(entry.pages.len(), entry.front.section.paginate_by) } else { 1 };
            for pager in 0..n_pagers {
                self.add(pager_url(&entry.url, paginate_path(entry), pager), Target::Entry { id, pager }, at.clone());
            }
            if let Some(card) = site.card(id) {
                self.add(card, Target::Card(id), at.clone());
            }
            if entry.kind == Kind::Section && site.has_feed(entry) {
                let feed = if entry.parent.is_none() { FeedOf::Language(entry.language) } else { FeedOf::Section(id) };
                self.add(entry.url.join("atom.xml"), Target::Feed(feed), at);
            }
        }
    }

    /// Reports keys that name a page which is not there.
    fn check_references(&mut self, entry: &Entry) {
        if entry.is_fallback() {
            return;
        }
        let current = entry.front.section.archive.as_ref().and_then(|archive| archive.current.as_ref());
        for key in [current, entry.front.canonical.as_ref()].into_iter().flatten() {
            self.destination(entry, key);
        }
    }

    /// The address that `redirect_to` means: a content file, a path, or another site.
    fn destination(&mut self, entry: &Entry, to: &Spanned<String>) -> Option<String> {
        let source = entry.source.as_ref()?;
        let base = &self.site.config.base_url;
        let suffix = suffix(&to.value);
        match resolve(&self.site.index, &self.site.config, source, entry.language, &to.value) {
            Resolved::Entry(id, _) => Some(format!("{}{suffix}", base.href(&self.site.index.entry(id).url))),
            Resolved::Path(url, _) | Resolved::Asset(url) => Some(format!("{}{suffix}", base.href(&url))),
            Resolved::External => Some(to.value.clone()),
            Resolved::Here(_) => None,
            Resolved::Broken { message, help } => {
                let mut problem = Diagnostic::new(Code::BrokenLink, message).at(source.at(to.span.clone()));
                problem.help = help;
                self.problems.push(problem);
                None
            }
        }
    }

    fn taxonomies(&mut self) {
        let site = self.site;
        for (at, taxonomy) in site.index.taxonomies.iter().enumerate() {
            self.add(taxonomy.url.clone(), Target::Terms { taxonomy: at }, None);
            for (position, term) in taxonomy.terms.iter().enumerate() {
                for pager in 0..pagers(term.pages.len(), taxonomy.config.paginate_by) {
                    self.add(pager_url(&term.url, "page", pager), Target::Term { taxonomy: at, term: position, pager }, None);
                }
                let dated = term.pages.iter().any(|page| site.index.entry(*page).date.is_some());
                if taxonomy.config.feed && dated {
                    self.add(term.url.join("atom.xml"), Target::Feed(FeedOf::Term { taxonomy: at, term: position }), None);
                }
            }
        }
    }

    fn aliases(&mut self) {
        let site = self.site;
        for id in site.index.ids() {
            let entry = site.index.entry(id);
            let Some(source) = entry.source.as_ref().filter(|_| !entry.is_fallback()) else { continue };
            for alias in &entry.front.aliases {
                let at = source.at(alias.span.clone());
                match UrlPath::written(&alias.value) {
                    // A page of this year now has the address of a page of an earlier year.
                    Some(url) if entry.archive.is_some() && self.is_taken(&url) => {}
                    Some(url) => {
                        if let Some(file) = self.file_at(id, &url) {
                            self.add(url, file, Some(at));
                            continue;
                        }
                        let to = site.config.base_url.href(&entry.url);
                        self.plan.redirects.push((url.clone(), to.clone()));
                        self.add(url, Target::Redirect { to }, Some(at));
                    }
                    None => self.problems.push(
                        Diagnostic::new(Code::UnsafePath, format!("`{}` cannot be an address", alias.value))
                            .at(at)
                            .help("write the old path, such as `/about-us/`"),
                    ),
                }
            }
        }
    }

    /// What an old address serves if it names a file beside the page, or the section's feed: programs that read such files do
    /// not follow an HTML page that redirects.
    fn file_at(&self, id: EntryId, url: &UrlPath) -> Option<Target> {
        let entry = self.site.index.entry(id);
        if entry.kind == Kind::Section && url.as_str().ends_with("/atom.xml") && self.site.has_feed(entry) {
            return Some(Target::Feed(FeedOf::Section(id)));
        }
        let folder = entry.source.as_ref()?.folder();
        let below = |asset: &SourceId| asset.as_str().strip_prefix(folder).filter(|below| url.as_str().ends_with(below)).map(str::len);
        let asset = entry.assets.iter().filter(|asset| below(asset).is_some()).max_by_key(|asset| below(asset))?;
        Some(Target::Copy(asset.clone()))
    }

    fn is_taken(&self, url: &UrlPath) -> bool {
        let planned = self.plan.outputs.get(url.file().as_str());
        planned.is_some_and(|planned| !matches!(planned.target, Target::Redirect { .. }))
    }

    /// A `404.html` for each language and for each section that changes the theme.
    fn not_found(&mut self) {
        let site = self.site;
        for (language, home) in site.index.homes.with_ids() {
            if let Some(home) = home {
                let url = site.index.entry(*home).url.join("404.html");
                self.add(url, Target::NotFound { language, section: None }, None);
            }
        }
        for id in site.index.ids() {
            let entry = site.index.entry(id);
            let Some(parent) = entry.parent.filter(|_| entry.kind == Kind::Section) else { continue };
            if site.theme_of(id) != site.theme_of(parent) && entry.front.section.redirect_to.is_none() {
                let target = Target::NotFound { language: entry.language, section: Some(id) };
                self.add(entry.url.join("404.html"), target, None);
            }
        }
    }

    fn files(&mut self, snapshot: &Snapshot) {
        let site = self.site;
        for (asset, url) in &site.index.assets {
            self.add(url.clone(), Target::Copy(asset.clone()), Some(asset.at(0..0)));
        }
        let data = data::files(site, snapshot, self.problems);
        self.plan.private = data.private;
        for (url, target) in data.published {
            let at = match &target {
                Target::Copy(id) | Target::Columns { file: id, .. } => Some(id.at(0..0)),
                _ => None,
            };
            self.add(url, target, at);
        }
        for theme in site.themes.values() {
            for file in theme.published() {
                let target = match &file.asset {
                    Some(asset) => Target::Copy(asset.clone()),
                    None => Target::Made { theme: theme.name.clone(), path: file.path.clone() },
                };
                for url in [Some(&file.url), file.stamped.as_ref()].into_iter().flatten() {
                    self.add(url.clone(), target.clone(), file.asset.as_ref().map(|asset| asset.at(0..0)));
                }
            }
        }
    }

    /// Sitemap, robots and redirects, unless the site has its own.
    fn add_feeds_and_sitemap(&mut self) {
        let n_urls = self.site.index.entries.iter().filter(|entry| !entry.is_fallback()).count()
            + self.site.index.taxonomies.iter().map(|taxonomy| taxonomy.terms.len() + 1).sum::<usize>();
        let parts = n_urls.div_ceil(SITEMAP_URLS).max(1);
        let mut outputs =
            vec![("sitemap.xml".to_owned(), if parts == 1 { Target::Sitemap { part: 0 } } else { Target::SitemapIndex { parts } })];
        if parts > 1 {
            outputs.extend((0..parts).map(|part| (format!("sitemap-{}.xml", part + 1), Target::Sitemap { part })));
        }
        outputs.push(("robots.txt".to_owned(), Target::Robots));
        if !self.plan.redirects.is_empty() {
            outputs.push(("_redirects".to_owned(), Target::Redirects));
        }
        for (name, target) in outputs {
            let url = UrlPath::root().join(&name);
            // A file of the site's own in `static/` stands for ours.
            let is_own = |planned: &Planned| matches!(planned.target, Target::Copy(_));
            if !self.plan.outputs.get(name.as_str()).is_some_and(is_own) {
                self.add(url, target, None);
            }
        }
    }
}

/// The part of all sitemap addresses that one file holds.
pub(crate) fn sitemap_part<T>(urls: Vec<T>, part: usize) -> Vec<T> {
    urls.into_iter().skip(part * SITEMAP_URLS).take(SITEMAP_URLS).collect()
}

/// The pages of a feed, newest first, at most `limit`.
pub(crate) fn feed_entries(site: &Site, feed: &FeedOf) -> Vec<EntryId> {
    let mut pages: Vec<EntryId> = match feed {
        FeedOf::Language(language) => site.dated[*language].clone(),
        FeedOf::Section(id) => site.index.entry(*id).pages.clone(),
        FeedOf::Term { taxonomy, term } => site.index.taxonomies[*taxonomy].terms[*term].pages.clone(),
    };
    pages.retain(|id| site.index.entry(*id).date.is_some() && !site.index.entry(*id).is_fallback());
    site.index.newest_first(&mut pages);
    pages.truncate(site.config.feeds.limit);
    pages
}
