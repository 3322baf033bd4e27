//! Outputs for machines: feeds, the sitemap and `robots.txt`.

use std::sync::Arc;

use tera::Value;

use super::edition;
use super::head;
use super::target::{Job, Maker};
use super::templates::Dress;
use super::value::{HashedValue, list, map};
use crate::base::artifact::ArtifactKind;
use crate::plan::{self, FeedOf, Plan, Planned, Target};
use crate::site::UrlPath;

impl Maker<'_> {
    pub(super) fn feed(&self, feed: &FeedOf, planned: &Planned) -> Option<Job> {
        let world = self.world;
        let (title, page, language, wearer) = match feed {
            FeedOf::Language(language) => {
                let home = world.index.homes[*language].map(|home| world.index.entry(home).url.clone());
                (
                    world.config.languages[*language].title.clone(),
                    home.unwrap_or_else(UrlPath::root),
                    *language,
                    world.index.homes[*language],
                )
            }
            FeedOf::Section(id) => {
                let entry = world.index.entry(*id);
                (
                    format!("{} – {}", entry.title, world.config.languages[entry.language].title),
                    entry.url.clone(),
                    entry.language,
                    Some(*id),
                )
            }
            FeedOf::Term { taxonomy, term } => {
                let taxonomy = &world.index.taxonomies[*taxonomy];
                let term = &taxonomy.terms[*term];
                (format!("{} – {}", term.name, world.config.languages[taxonomy.language].title), term.url.clone(), taxonomy.language, None)
            }
        };
        let dress = wearer.map_or_else(|| world.dress(), |id| world.dress_of(id))?.clone();
        let base = &world.config.base_url;
        let pages = plan::feed_entries(world, feed);
        let latest = pages.iter().filter_map(|id| world.index.entry(*id).updated_or_date()).max_by_key(|date| date.unix_seconds());
        let entries = pages.iter().map(|id| {
            let entry = world.index.entry(*id);
            let text = self.contents.of(*id);
            let content = if world.config.feeds.full { text.plain.as_ref().unwrap_or(&text.html) } else { &text.summary };
            world.card(*id).with(vec![
                ("published", HashedValue::new(entry.date.map(|date| date.rfc3339()).into())),
                ("changed", HashedValue::new(entry.updated_or_date().map(|date| date.rfc3339()).into())),
                ("feed_content", content.clone()),
            ])
        });
        let entries: Vec<HashedValue> = entries.collect();
        let view = map([
            ("title", title.into()),
            ("permalink", base.permalink(&planned.url).into()),
            ("page", base.permalink(&page).into()),
            ("updated", latest.map(|date| date.rfc3339()).into()),
            ("author", world.config.author.as_deref().unwrap_or(&world.config.title).into()),
        ]);
        let values = vec![
            ("feed", HashedValue::new(view)),
            ("pages", HashedValue::list(&entries)),
            ("lang", world.language(language).clone()),
            ("theme", dress.views[language].clone()),
            ("site", world.site(language).clone()),
        ];
        Some(self.machine_job("atom.xml", language, values, dress))
    }

    fn machine_job(&self, template: &str, language: usize, values: Vec<(&'static str, HashedValue)>, dress: Arc<Dress>) -> Job {
        let during = format!("rendering {template}");
        Job {
            template: template.to_owned(),
            kind: ArtifactKind::Feed,
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

    pub(super) fn sitemap(&self, part: usize, plan: &Plan) -> Option<Job> {
        let world = self.world;
        let base = &world.config.base_url;
        let mut urls = Vec::new();
        for planned in plan.outputs.values() {
            match &planned.target {
                Target::Entry { id, pager: 0 } => {
                    let entry = world.index.entry(*id);
                    if entry.front.draft || entry.noindex || edition::canonical(world, *id).is_some() {
                        continue;
                    }
                    urls.push(map([
                        ("permalink", base.permalink(&entry.url).into()),
                        ("updated", entry.updated_or_date().map(|date| date.iso()).into()),
                        ("alternates", head::alternates(world, *id)),
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
        Some(self.machine_job("sitemap.xml", 0, values, world.dress()?.clone()))
    }

    pub(super) fn sitemap_index(&self, parts: usize) -> Option<Job> {
        let base = &self.world.config.base_url;
        let sitemaps = (1..=parts).map(|part| Value::from(base.permalink(&UrlPath::root().join(&format!("sitemap-{part}.xml")))));
        let values = vec![("urls", HashedValue::list([])), ("sitemaps", HashedValue::new(list(sitemaps)))];
        Some(self.machine_job("sitemap.xml", 0, values, self.world.dress()?.clone()))
    }

    pub(super) fn robots(&self) -> Option<Job> {
        let base = &self.world.config.base_url;
        let sitemap = base.permalink(&UrlPath::root().join("sitemap.xml"));
        let values = vec![("sitemap", HashedValue::new(sitemap.into())), ("site", self.world.site(0).clone())];
        Some(self.machine_job("robots.txt", 0, values, self.world.dress()?.clone()))
    }
}
