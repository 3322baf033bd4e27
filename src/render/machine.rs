//! Outputs for machines: feeds, the sitemap and `robots.txt`.

use std::sync::Arc;

use tera::Value;

use super::edition;
use super::engine::Engine;
use super::head;
use super::inputs::Inputs;
use super::job::Job;
use super::value::{HashedValue, list, map};
use crate::base::artifact::ArtifactKind;
use crate::base::per_language::LanguageId;
use crate::plan::{self, FeedOf, Plan, Planned, Target};
use crate::site::UrlPath;

impl Inputs<'_> {
    pub(super) fn feed(&self, feed: &FeedOf, planned: &Planned) -> Option<Job> {
        let renderer = self.renderer;
        let (title, page, language, themed_like) = match feed {
            FeedOf::Language(language) => {
                let home = renderer.index.homes[*language].map(|home| renderer.index.entry(home).url.clone());
                (
                    renderer.config.languages[*language].title.clone(),
                    home.unwrap_or_else(UrlPath::root),
                    *language,
                    renderer.index.homes[*language],
                )
            }
            FeedOf::Section(id) => {
                let entry = renderer.index.entry(*id);
                (
                    format!("{} – {}", entry.title, renderer.config.languages[entry.language].title),
                    entry.url.clone(),
                    entry.language,
                    Some(*id),
                )
            }
            FeedOf::Term { taxonomy, term } => {
                let taxonomy = &renderer.index.taxonomies[*taxonomy];
                let term = &taxonomy.terms[*term];
                (
                    format!("{} – {}", term.name, renderer.config.languages[taxonomy.language].title),
                    term.url.clone(),
                    taxonomy.language,
                    None,
                )
            }
        };
        let engine = themed_like.map_or_else(|| renderer.engine(), |id| renderer.engine_of(id))?.clone();
        let base = &renderer.config.base_url;
        let pages = plan::feed_entries(renderer, feed);
        let latest = pages.iter().filter_map(|id| renderer.index.entry(*id).updated_or_date()).max_by_key(|date| date.unix_seconds());
        let entries = pages.iter().map(|id| {
            let entry = renderer.index.entry(*id);
            let content = if renderer.config.feeds.full {
                let rendered = &self.door.text(*id).rendered;
                rendered.fed.as_ref().unwrap_or(&rendered.html).clone()
            } else {
                self.door.listing(*id).summary
            };
            renderer.card(*id).with(vec![
                ("published", HashedValue::new(entry.date.map(|date| date.rfc3339()).into())),
                ("changed", HashedValue::new(entry.updated_or_date().map(|date| date.rfc3339()).into())),
                ("feed_content", content),
            ])
        });
        let entries: Vec<HashedValue> = entries.collect();
        let view = map([
            ("title", title.into()),
            ("permalink", base.permalink(&planned.url).into()),
            ("page", base.permalink(&page).into()),
            ("updated", latest.map(|date| date.rfc3339()).into()),
            ("author", renderer.config.author.as_deref().unwrap_or(&renderer.config.title).into()),
        ]);
        let values = vec![
            ("feed", HashedValue::new(view)),
            ("pages", HashedValue::list(entries)),
            ("lang", renderer.values.language(language).clone()),
            ("theme", engine.views[language].clone()),
            ("site", renderer.values.site(language).clone()),
        ];
        Some(self.machine_job("atom.xml", language, values, engine))
    }

    fn machine_job(&self, template: &str, language: LanguageId, values: Vec<(&'static str, HashedValue)>, engine: Arc<Engine>) -> Job {
        let during = format!("rendering {template}");
        let names = Job::names(&engine, template, self.wanted);
        let mut values: Vec<_> = values.into_iter().map(|(name, value)| (name, value.into())).collect();
        values.extend(self.calendar(names));
        Job {
            template: template.to_owned(),
            kind: ArtifactKind::Feed,
            asked_at: None,
            language,
            values,
            engine,
            structured: None,
            page: None,
            during,
        }
    }

    pub(super) fn sitemap(&self, part: usize, plan: &Plan) -> Option<Job> {
        let renderer = self.renderer;
        let base = &renderer.config.base_url;
        let mut urls = Vec::new();
        for planned in plan.outputs.values() {
            match &planned.target {
                Target::Entry { id, pager: 0 } => {
                    let entry = renderer.index.entry(*id);
                    if entry.front.draft || entry.noindex || edition::canonical(renderer, *id).is_some() {
                        continue;
                    }
                    urls.push(map([
                        ("permalink", base.permalink(&entry.url).into()),
                        ("updated", entry.updated_or_date().map(|date| date.iso()).into()),
                        ("alternates", head::alternates(renderer, *id)),
                    ]));
                }
                Target::Terms { .. } | Target::Term { pager: 0, .. } => urls.push(map([
                    ("permalink", base.permalink(&planned.url).into()),
                    ("updated", Value::none()),
                    ("alternates", list([])),
                ])),
                _ => {}
            }
        }
        let urls = plan::sitemap_part(urls, part);
        let values = vec![("urls", HashedValue::new(list(urls))), ("sitemaps", HashedValue::list([]))];
        Some(self.machine_job("sitemap.xml", LanguageId::DEFAULT, values, renderer.engine()?.clone()))
    }

    pub(super) fn sitemap_index(&self, parts: usize) -> Option<Job> {
        let base = &self.renderer.config.base_url;
        let sitemaps = (1..=parts).map(|part| Value::from(base.permalink(&UrlPath::root().join(&format!("sitemap-{part}.xml")))));
        let values = vec![("urls", HashedValue::list([])), ("sitemaps", HashedValue::new(list(sitemaps)))];
        Some(self.machine_job("sitemap.xml", LanguageId::DEFAULT, values, self.renderer.engine()?.clone()))
    }

    pub(super) fn robots(&self) -> Option<Job> {
        let base = &self.renderer.config.base_url;
        let sitemap = base.permalink(&UrlPath::root().join("sitemap.xml"));
        let values = vec![("sitemap", HashedValue::new(sitemap.into())), ("site", self.renderer.values.site(LanguageId::DEFAULT).clone())];
        Some(self.machine_job("robots.txt", LanguageId::DEFAULT, values, self.renderer.engine()?.clone()))
    }
}
