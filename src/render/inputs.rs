//! The values that each kind of output gives to its template.

use tera::Value;

use super::calendar;
use super::engine::Engine;
use super::head;
use super::job::{Job, Names, Wanted};
use super::renderer::Renderer;
use super::structured;
use super::text_report::reading_minutes;
use super::tracked::Tracked;
use super::value::{HashedValue, LazyValue, list, map};
use super::view;
use crate::base::artifact::ArtifactKind;
use crate::base::per_language::LanguageId;
use crate::base::source::Span;
use crate::content::Heading;
use crate::plan::{self, Planned};
use crate::site::{EntryId, Kind, UrlPath};
use std::sync::Arc;

/// Makes the values of one output. Values that its template does not name are left out.
pub(super) struct Inputs<'a> {
    pub renderer: &'a Arc<Renderer>,
    /// The bodies of texts come from here alone, so that it is known which were read.
    pub door: &'a Tracked<'a>,
    pub wanted: Wanted,
}

/// Values by name.
type Values = Vec<(&'static str, LazyValue)>;

impl Inputs<'_> {
    pub(super) fn entry(&self, id: EntryId, pager: usize, planned: &Planned) -> Option<Job> {
        let renderer = self.renderer;
        let entry = renderer.index.entry(id);
        let engine = renderer.engine_of(id)?.clone();
        let (name, default, kind) = match entry.kind {
            Kind::Page => ("page", entry.page_template.as_deref().unwrap_or("page.html"), "page"),
            Kind::Section if entry.parent.is_none() => ("section", "index.html", "index"),
            Kind::Section => ("section", "section.html", "section"),
        };
        let named = entry.front.template.as_ref();
        let template = named.map_or(default, |template| template.value.as_str()).to_owned();
        let names = Job::names(&engine, &template, self.wanted);
        let text = self.door.text(id);
        let mut own: Values = vec![
            ("content", text.rendered.html.clone().into()),
            ("summary", text.rendered.summary.clone().into()),
            ("references", text.rendered.references.clone().into()),
        ];
        own.extend(self.measures(id));
        own.extend(view::relations(&renderer.values, |id| renderer.card(id), id, |part| names.wants_part(name, part)));
        if names.wants_part(name, "review") {
            own.push(("review", super::review::view(renderer, self.door.texts(id), id).into()));
        }
        let mut values = self.common(names, entry.language, &engine, Some(id));
        if entry.kind == Kind::Section {
            let size = entry.front.section.paginate_by;
            let shown = page_of(&entry.pages, size, pager);
            let is_paginated = size.is_some() && names.wants("paginator");
            if names.wants_part("section", "pages") || is_paginated {
                let items = self.items(shown);
                own.push(("pages", items.clone()));
                if let (true, Some(size)) = (is_paginated, size) {
                    let path = plan::paginate_path(entry);
                    values.push(("paginator", self.paginator(&entry.url, path, entry.pages.len(), size, pager, items)));
                }
            }
            if !is_paginated {
                values.push(("paginator", HashedValue::none().into()));
            }
        } else {
            let section = entry.parent.map_or_else(HashedValue::none, |parent| renderer.card(parent));
            values.push(("section", section.into()));
        }
        values.push((name, LazyValue::with(&renderer.card(id), own)));
        if names.wants("current") {
            values.push(("current", head::current(renderer, &planned.url, Some(id), kind, entry.language).into()));
        }
        if names.wants("head") {
            values.push(("head", head::of_entry(renderer, id, pager, &planned.url, &text.rendered).into()));
        }
        let graph =
            names.wants("structured").then(|| structured::of_entry(renderer, &engine, self.door.texts(id), id, &planned.url, pager));
        if let Some(graph) = &graph {
            values.push(("structured", structured::value(graph).into()));
        }
        let source = entry.source.as_ref();
        Some(Job {
            template,
            kind: ArtifactKind::Page,
            asked_at: named.zip(source).map(|(template, source)| source.at(template.span.clone())).or_else(|| self.page_template_at(id)),
            language: entry.language,
            values,
            engine,
            structured: graph,
            page: Some(planned.url.clone()),
            during: format!("rendering {}", source.map_or_else(|| format!("the page {}", planned.url), ToString::to_string)),
        })
    }

    /// The drawing of a page's card.
    pub(super) fn card(&self, id: EntryId) -> Option<Job> {
        let renderer = self.renderer;
        let entry = renderer.index.entry(id);
        let engine = renderer.engine_of(id)?.clone();
        let template = renderer.config.cards.file()?;
        let names = Job::names(&engine, &template, self.wanted);
        let mut values = self.common(names, entry.language, &engine, Some(id));
        let section = entry.parent.map_or_else(HashedValue::none, |parent| renderer.card(parent));
        values.extend([("page", renderer.card(id).into()), ("section", section.into())]);
        Some(Job {
            template,
            kind: ArtifactKind::Asset,
            asked_at: None,
            language: entry.language,
            values,
            engine,
            structured: None,
            page: None,
            during: format!("drawing the card of {}", entry.url),
        })
    }

    /// Where the nearest section that names a template for its pages does so.
    fn page_template_at(&self, id: EntryId) -> Option<Span> {
        let above = self.renderer.index.ancestors(id);
        let mut sections = above.iter().rev().map(|id| self.renderer.index.entry(*id));
        sections.find_map(|section| {
            let template = section.front.section.page_template.as_ref()?;
            Some(section.source.as_ref()?.at(template.span.clone()))
        })
    }

    /// Words, reading time and outline, which come from the text.
    fn measures(&self, id: EntryId) -> Values {
        let (words, outline) = match self.door.body(id) {
            Some(body) => (body.words, outline(&self.shown_headings(id, &body.headings))),
            None => (0, list([])),
        };
        vec![
            ("words", HashedValue::new(words.into()).into()),
            ("reading_minutes", HashedValue::new(reading_minutes(words).into()).into()),
            ("outline", HashedValue::new(outline).into()),
        ]
    }

    /// The headings that this phase of the campaign shows.
    fn shown_headings(&self, id: EntryId, headings: &[Heading]) -> Vec<Heading> {
        let text = self.door.text(id);
        let hidden = &text.links.hidden;
        headings.iter().filter(|heading| !hidden.iter().any(|part| part.contains(&heading.span.start))).cloned().collect()
    }

    /// Cards with summaries, as lists show them.
    fn items(&self, ids: &[EntryId]) -> LazyValue {
        LazyValue::list(ids.iter().map(|id| self.door.item(*id)).collect())
    }

    fn paginator(&self, url: &UrlPath, path: &str, n_items: usize, size: usize, pager: usize, items: LazyValue) -> LazyValue {
        let base = &self.renderer.config.base_url;
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
        LazyValue::with(&paginator, vec![("pages", items)])
    }

    pub(super) fn terms(&self, at: usize, planned: &Planned) -> Option<Job> {
        let renderer = self.renderer;
        let taxonomy = &renderer.index.taxonomies[at];
        let engine = renderer.engine()?.clone();
        let names = Job::names(&engine, "terms.html", self.wanted);
        let mut values = self.common(names, taxonomy.language, &engine, None);
        values.push(("taxonomy", HashedValue::new(self.taxonomy(at)).into()));
        values.push(("terms", renderer.values.terms(at).clone().into()));
        values.push(("current", head::current(renderer, &planned.url, None, "terms", taxonomy.language).into()));
        let title = capitalised(&taxonomy.config.name);
        values.push(("head", head::of_list(renderer, &title, taxonomy.language, 0, &planned.url, None).into()));
        Some(list_job("terms.html", taxonomy.language, values, engine, planned))
    }

    pub(super) fn term(&self, at: usize, position: usize, pager: usize, planned: &Planned) -> Option<Job> {
        let renderer = self.renderer;
        let taxonomy = &renderer.index.taxonomies[at];
        let term = &taxonomy.terms[position];
        let engine = renderer.engine()?.clone();
        let names = Job::names(&engine, "term.html", self.wanted);
        let size = taxonomy.config.paginate_by;
        let shown = page_of(&term.pages, size, pager);
        let feed = UrlPath::join(&term.url, "atom.xml");
        let has_feed = taxonomy.config.feed && term.pages.iter().any(|page| renderer.index.entry(*page).date.is_some());
        let view = HashedValue::new(map([
            ("name", term.name.as_str().into()),
            ("slug", term.slug.as_str().into()),
            ("path", renderer.config.base_url.href(&term.url).into()),
            ("permalink", renderer.config.base_url.permalink(&term.url).into()),
            ("count", term.pages.len().into()),
            ("feed", has_feed.then(|| renderer.config.base_url.href(&feed)).into()),
        ]));
        let mut values = self.common(names, taxonomy.language, &engine, None);
        values.push(("taxonomy", HashedValue::new(self.taxonomy(at)).into()));
        let items = self.items(shown);
        values.push(("term", LazyValue::with(&view, vec![("pages", items.clone())])));
        let paginator = size.map(|size| self.paginator(&term.url, "page", term.pages.len(), size, pager, items));
        values.push(("paginator", paginator.unwrap_or_else(|| HashedValue::none().into())));
        values.push(("current", head::current(renderer, &planned.url, None, "term", taxonomy.language).into()));
        let title = format!("{}: {}", capitalised(&taxonomy.config.name), term.name);
        let head = head::of_list(renderer, &title, taxonomy.language, pager, &planned.url, has_feed.then_some(&feed));
        values.push(("head", head.into()));
        Some(list_job("term.html", taxonomy.language, values, engine, planned))
    }

    fn taxonomy(&self, at: usize) -> Value {
        let taxonomy = &self.renderer.index.taxonomies[at];
        map([
            ("name", taxonomy.config.name.as_str().into()),
            ("title", capitalised(&taxonomy.config.name).into()),
            ("path", self.renderer.config.base_url.href(&taxonomy.url).into()),
            ("permalink", self.renderer.config.base_url.permalink(&taxonomy.url).into()),
            ("feed", Value::none()),
        ])
    }

    /// The job of a `404.html`, in the theme of the section or of the language's home.
    pub(super) fn not_found(&self, language: LanguageId, section: Option<EntryId>, planned: &Planned) -> Option<Job> {
        let renderer = self.renderer;
        let engine = renderer.engine_of(section.or(renderer.index.homes[language])?)?.clone();
        let names = Job::names(&engine, "404.html", self.wanted);
        let mut values = self.common(names, language, &engine, None);
        values.push(("current", head::current(renderer, &planned.url, section, "404", language).into()));
        values.push(("head", head::of_not_found(renderer, &engine, language, &planned.url).into()));
        Some(list_job("404.html", language, values, engine, planned))
    }

    /// What every page's template has.
    pub(super) fn common(&self, names: Names<'_>, language: LanguageId, engine: &Engine, id: Option<EntryId>) -> Values {
        let values = &self.renderer.values;
        let mut common: Values = vec![
            ("site", id.map_or_else(|| values.site(language), |id| values.site_of(id)).clone().into()),
            ("theme", engine.views[language].clone().into()),
            ("lang", values.language(language).clone().into()),
        ];
        common.extend(self.calendar(names));
        common
    }

    /// `campaign` and `build`, whose parts are asked for one by one.
    pub(super) fn calendar(&self, names: Names<'_>) -> Values {
        for question in calendar::questions(|variable, part| names.wants_part(variable, part)) {
            self.door.ask(question);
        }
        let values = self.renderer.calendar().iter().filter(|(name, _)| names.wants(name));
        values.map(|(name, value)| (*name, LazyValue::asked(value.clone()))).collect()
    }
}

fn list_job(template: &str, language: LanguageId, values: Values, engine: Arc<Engine>, planned: &Planned) -> Job {
    Job {
        template: template.to_owned(),
        kind: ArtifactKind::Page,
        asked_at: None,
        language,
        values,
        engine,
        structured: None,
        page: Some(planned.url.clone()),
        during: format!("rendering the page {}", planned.url),
    }
}

/// The items of one page of a list.
fn page_of(ids: &[EntryId], size: Option<usize>, pager: usize) -> &[EntryId] {
    match size {
        Some(size) => ids.chunks(size).nth(pager).unwrap_or(&[]),
        None => ids,
    }
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
