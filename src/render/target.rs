//! One output: what its template receives, and its bytes.

use std::sync::Arc;

use tera::{Context, Value};

use super::head;
use super::moment;
use super::reader::reading;
use super::structured;
use super::templates::Dress;
use super::texts::Shown;
use super::value::{HashedValue, LazyValue, list, map};
use super::view;
use super::world::{Trace, World};
use crate::base::artifact::ArtifactKind;
use crate::base::diagnostic::Diagnostic;
use crate::base::memo::Fingerprint;
use crate::base::source::Span;
use crate::content::Heading;
use crate::plan::{self, Plan, Planned, Target};
use crate::site::{EntryId, Kind, UrlPath};

/// What a template is rendered with: everything, so that its fingerprint is the memo key.
pub struct Job {
    pub template: String,
    pub kind: ArtifactKind,
    /// Where the template was asked for, if a file names it.
    pub asked_at: Option<Span>,
    pub language: usize,
    pub values: Vec<(&'static str, HashedValue)>,
    /// More values, put together when it comes to rendering.
    pub drafts: Vec<(&'static str, LazyValue)>,
    pub dress: Arc<Dress>,
    /// What could be said of the page for machines; what it does not show is taken out.
    pub structured: Option<serde_json::Value>,
    /// Whether the template shows what changes every day.
    pub is_daily: bool,
    /// What is being rendered, for messages.
    pub during: String,
}

/// A rendered template.
#[derive(Clone, Debug)]
pub struct Output {
    pub text: Option<Arc<str>>,
    pub problems: Vec<Diagnostic>,
    pub trace: Trace,
}

impl Job {
    pub fn key(&self) -> Fingerprint {
        let values = self.values.iter().map(|(name, value)| (*name, value.fingerprint));
        let values: Vec<(&str, Fingerprint)> = values.chain(self.drafts.iter().map(|(name, draft)| (*name, draft.fingerprint))).collect();
        Fingerprint::of(&(&self.template, self.dress.fingerprint, self.language, values))
    }

    /// Renders the template with the values.
    pub fn run(self, world: &Arc<World>) -> Output {
        let Some(tera) = &self.dress.tera else { return Output { text: None, problems: Vec::new(), trace: Trace::new() } };
        if !self.dress.has_template(&self.template) {
            return Output { text: None, problems: vec![self.missing_template()], trace: Trace::new() };
        }
        let mut context = Context::new();
        for (name, value) in &self.values {
            context.insert_value(*name, value.value.clone());
        }
        for (name, draft) in &self.drafts {
            context.insert_value(*name, draft.value());
        }
        let (result, trace, mut problems) = reading(world, &self.dress, self.language, || tera.render(&self.template, &context));
        let text = match result {
            Ok(text) => Some(match &self.structured {
                Some(graph) => Arc::from(structured::prune_hidden(text.trim_start(), graph, &world.locales[self.language])),
                None => Arc::from(text.trim_start()),
            }),
            Err(error) => {
                problems.push(self.dress.problem(&error, self.during.clone()));
                None
            }
        };
        Output { text, problems, trace }
    }

    fn missing_template(&self) -> Diagnostic {
        let mut problem = self.dress.missing_template(&self.template);
        problem.at.clone_from(&self.asked_at);
        problem.during(self.during.clone())
    }
}

/// The job of a target that a template makes; none for the others.
pub fn job(world: &World, plan: &Plan, contents: &Shown<'_>, planned: &Planned) -> Option<Job> {
    let maker = Maker { world, contents };
    let mut job = match &planned.target {
        Target::Entry { id, pager } => maker.entry(*id, *pager, planned),
        Target::Terms { taxonomy } => maker.terms(*taxonomy, planned),
        Target::Term { taxonomy, term, pager } => maker.term(*taxonomy, *term, *pager, planned),
        Target::NotFound { language, section } => maker.not_found(*language, *section, planned),
        Target::Feed(feed) => maker.feed(feed, planned),
        Target::Sitemap { part } => maker.sitemap(*part, plan),
        Target::SitemapIndex { parts } => maker.sitemap_index(*parts),
        Target::Robots => maker.robots(),
        Target::Redirect { .. } | Target::Redirects | Target::Copy(_) | Target::Tokens { .. } => None,
    }?;
    let facts = job.dress.looks.of_template(&job.template);
    job.values.push(("campaign", moment::campaign(world, facts)));
    job.values.push(("build", moment::build(world, facts)));
    job.is_daily = facts.are_daily(world);
    Some(job)
}

pub(super) struct Maker<'a> {
    pub(super) world: &'a World,
    /// The bodies of texts come from here alone, so that it is known which were read.
    pub(super) contents: &'a Shown<'a>,
}

impl Maker<'_> {
    fn entry(&self, id: EntryId, pager: usize, planned: &Planned) -> Option<Job> {
        let world = self.world;
        let entry = world.index.entry(id);
        let dress = world.dress_of(id)?.clone();
        let text = self.contents.of(id);
        let mut own = vec![("content", text.html.clone()), ("summary", text.summary.clone()), ("references", text.references.clone())];
        own.extend(self.measures(id));
        own.extend(view::relations(world, id));
        own.push(("review", super::review::view(world, self.contents.beside(id), id)));
        let mut own: Vec<(&'static str, LazyValue)> = own.into_iter().map(|(key, value)| (key, value.into())).collect();
        let mut drafts = Vec::new();
        let (name, default, kind) = match entry.kind {
            Kind::Page => ("page", entry.page_template.as_deref().unwrap_or("page.html"), "page"),
            Kind::Section if entry.parent.is_none() => ("section", "index.html", "index"),
            Kind::Section => ("section", "section.html", "section"),
        };
        let mut values = self.common(entry.language, &dress, Some(id));
        if entry.kind == Kind::Section {
            let size = entry.front.section.paginate_by;
            let shown = page_of(&entry.pages, size, pager);
            own.push(("pages", self.items(shown)));
            let paginator = size.map(|size| self.paginator(&entry.url, plan::paginate_path(entry), entry.pages.len(), size, pager, shown));
            drafts.push(("paginator", paginator.unwrap_or_else(|| HashedValue::none().into())));
        } else {
            let section = entry.parent.map_or_else(HashedValue::none, |parent| world.card(parent).clone());
            values.push(("section", section));
        }
        drafts.push((name, LazyValue::with(world.card(id), own)));
        values.push(("current", head::current(world, &planned.url, Some(id), kind, entry.language)));
        values.push(("head", head::of_entry(world, id, pager, &planned.url, self.contents.of(id))));
        let graph = structured::of_entry(world, &dress, self.contents.beside(id), id, &planned.url, pager);
        values.push(("structured", HashedValue::new(Value::safe_string(&structured::element(&graph)))));
        let template = entry.front.template.as_ref();
        let source = entry.source.as_ref();
        Some(Job {
            template: template.map_or(default, |template| template.value.as_str()).to_owned(),
            kind: ArtifactKind::Page,
            asked_at: template.zip(source).map(|(template, source)| source.at(template.span.clone())).or_else(|| self.page_template_at(id)),
            language: entry.language,
            values,
            drafts,
            dress,
            structured: Some(graph),
            is_daily: false,
            during: format!("rendering {}", source.map_or_else(|| format!("the page {}", planned.url), ToString::to_string)),
        })
    }

    /// Where the nearest section that names a template for its pages does so.
    fn page_template_at(&self, id: EntryId) -> Option<Span> {
        let above = self.world.index.ancestors(id);
        let mut sections = above.iter().rev().map(|id| self.world.index.entry(*id));
        sections.find_map(|section| {
            let template = section.front.section.page_template.as_ref()?;
            Some(section.source.as_ref()?.at(template.span.clone()))
        })
    }

    /// Words, reading time and outline, which come from the text.
    fn measures(&self, id: EntryId) -> Vec<(&'static str, HashedValue)> {
        let Some(body) = self.contents.body(id) else {
            return vec![
                ("words", HashedValue::new(0.into())),
                ("reading_minutes", HashedValue::new(0.into())),
                ("outline", HashedValue::list([])),
            ];
        };
        vec![
            ("words", HashedValue::new(body.words.into())),
            ("reading_minutes", HashedValue::new(reading_minutes(body.words).into())),
            ("outline", HashedValue::new(outline(&self.shown_headings(id, &body.headings)))),
        ]
    }

    /// The headings that this phase of the campaign shows.
    fn shown_headings(&self, id: EntryId, headings: &[Heading]) -> Vec<Heading> {
        let hidden = &self.contents.links(id).hidden;
        headings.iter().filter(|heading| !hidden.iter().any(|part| part.contains(&heading.span.start))).cloned().collect()
    }

    /// Cards with summaries, as lists show them.
    fn items(&self, ids: &[EntryId]) -> LazyValue {
        LazyValue::list(ids.iter().map(|id| self.item(*id)).collect())
    }

    /// The number of words is left out: it would render the list anew with every word written.
    fn item(&self, id: EntryId) -> LazyValue {
        let words = self.contents.body(id).map_or(0, |body| body.words);
        let minutes = HashedValue::new(reading_minutes(words).into());
        LazyValue::with(
            self.world.card(id),
            vec![("summary", self.contents.of(id).summary.clone().into()), ("reading_minutes", minutes.into())],
        )
    }

    fn paginator(&self, url: &UrlPath, path: &str, n_items: usize, size: usize, pager: usize, shown: &[EntryId]) -> LazyValue {
        let base = &self.world.config.base_url;
        let total = plan::pagers(n_items, Some(size));
        let href = |pager: usize| base.href(&plan::pager_url(url, path, pager));
        let paginator = HashedValue::new(map([
            ("paginate_by", size.into()),
            ("base_url", href(0).into()),
            ("number_pagers", total.into()),
            ("first", href(0).into()),
            ("last", href(total - 1).into()),
            ("previous", pager.checked_sub(1).map(href).into()),
            ("next", (pager + 1 < total).then(|| href(pager + 1)).into()),
            ("current_index", (pager + 1).into()),
            ("total_pages", n_items.into()),
        ]));
        LazyValue::with(&paginator, vec![("pages", self.items(shown))])
    }

    fn terms(&self, at: usize, planned: &Planned) -> Option<Job> {
        let world = self.world;
        let taxonomy = &world.index.taxonomies[at];
        let dress = world.dress()?.clone();
        let mut values = self.common(taxonomy.language, &dress, None);
        values.push(("taxonomy", HashedValue::new(self.taxonomy(at))));
        values.push(("terms", view::terms(world, taxonomy)));
        values.push(("current", head::current(world, &planned.url, None, "terms", taxonomy.language)));
        values.push(("head", head::of_list(world, &capitalised(&taxonomy.config.name), taxonomy.language, 0, &planned.url, None)));
        Some(self.list_job("terms.html", taxonomy.language, values, dress, planned))
    }

    fn term(&self, at: usize, position: usize, pager: usize, planned: &Planned) -> Option<Job> {
        let world = self.world;
        let taxonomy = &world.index.taxonomies[at];
        let term = &taxonomy.terms[position];
        let dress = world.dress()?.clone();
        let size = taxonomy.config.paginate_by;
        let shown = page_of(&term.pages, size, pager);
        let feed = UrlPath::join(&term.url, "atom.xml");
        let has_feed = taxonomy.config.feed && term.pages.iter().any(|page| world.index.entry(*page).date.is_some());
        let view = HashedValue::new(map([
            ("name", term.name.as_str().into()),
            ("slug", term.slug.as_str().into()),
            ("path", world.config.base_url.href(&term.url).into()),
            ("permalink", world.config.base_url.permalink(&term.url).into()),
            ("count", term.pages.len().into()),
            ("feed", has_feed.then(|| world.config.base_url.href(&feed)).into()),
        ]));
        let view = LazyValue::with(&view, vec![("pages", self.items(shown))]);
        let mut values = self.common(taxonomy.language, &dress, None);
        values.push(("taxonomy", HashedValue::new(self.taxonomy(at))));
        let paginator = size.map(|size| self.paginator(&term.url, "page", term.pages.len(), size, pager, shown));
        let drafts = vec![("term", view), ("paginator", paginator.unwrap_or_else(|| HashedValue::none().into()))];
        values.push(("current", head::current(world, &planned.url, None, "term", taxonomy.language)));
        let title = format!("{}: {}", capitalised(&taxonomy.config.name), term.name);
        values.push(("head", head::of_list(world, &title, taxonomy.language, pager, &planned.url, has_feed.then_some(&feed))));
        Some(Job { drafts, ..self.list_job("term.html", taxonomy.language, values, dress, planned) })
    }

    fn taxonomy(&self, at: usize) -> Value {
        let taxonomy = &self.world.index.taxonomies[at];
        map([
            ("name", taxonomy.config.name.as_str().into()),
            ("title", capitalised(&taxonomy.config.name).into()),
            ("path", self.world.config.base_url.href(&taxonomy.url).into()),
            ("permalink", self.world.config.base_url.permalink(&taxonomy.url).into()),
            ("feed", Value::none()),
        ])
    }

    /// In the theme of the section, or of the language's home.
    fn not_found(&self, language: usize, section: Option<EntryId>, planned: &Planned) -> Option<Job> {
        let dress = self.world.dress_of(section.or(self.world.index.homes[language])?)?.clone();
        let mut values = self.common(language, &dress, None);
        values.push(("current", head::current(self.world, &planned.url, section, "404", language)));
        values.push(("head", head::of_not_found(self.world, &dress, language, &planned.url)));
        Some(self.list_job("404.html", language, values, dress, planned))
    }

    fn list_job(
        &self,
        template: &str,
        language: usize,
        values: Vec<(&'static str, HashedValue)>,
        dress: Arc<Dress>,
        planned: &Planned,
    ) -> Job {
        let during = format!("rendering the page {}", planned.url);
        Job {
            template: template.to_owned(),
            kind: ArtifactKind::Page,
            asked_at: None,
            language,
            values,
            drafts: Vec::new(),
            dress,
            structured: None,
            is_daily: false,
            during,
        }
    }

    /// What every page's template has.
    fn common(&self, language: usize, dress: &Dress, id: Option<EntryId>) -> Vec<(&'static str, HashedValue)> {
        let world = self.world;
        vec![
            ("site", id.map_or_else(|| world.site(language), |id| world.site_of(id)).clone()),
            ("theme", dress.views[language].clone()),
            ("lang", world.language(language).clone()),
        ]
    }
}

/// The items of one page of a list.
fn page_of(ids: &[EntryId], size: Option<usize>, pager: usize) -> &[EntryId] {
    match size {
        Some(size) => ids.chunks(size).nth(pager).unwrap_or(&[]),
        None => ids,
    }
}

/// Minutes at 200 words a minute, at least one for a text with words.
/// Source: Brysbaert 2019, doi:10.1016/j.jml.2019.104047, gives 238 for adults reading
/// English non-fiction; health texts are read by people under strain, so we assume less.
fn reading_minutes(words: u32) -> u32 {
    words.div_ceil(200)
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Headings as a tree: each has the deeper ones that follow it as children.
fn outline(headings: &[Heading]) -> Value {
    let mut items = Vec::new();
    let mut at = 0;
    while at < headings.len() {
        let heading = &headings[at];
        let below = headings[at + 1..].iter().take_while(|next| next.level > heading.level).count();
        items.push(map([
            ("level", i64::from(heading.level).into()),
            ("id", heading.id.as_str().into()),
            ("title", heading.text.as_str().into()),
            ("children", outline(&headings[at + 1..at + 1 + below])),
        ]));
        at += 1 + below;
    }
    list(items)
}
