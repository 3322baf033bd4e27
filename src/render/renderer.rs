//! The site with what it takes to render it: values for templates and a template engine for each theme.

use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use tera::Value;

use super::calendar;
use super::citing;
use super::engine::Engine;
use super::event;
use super::kit;
use super::pictures::Pictures;
use super::question::{Names, Question};
use super::value::{HashedValue, list};
use super::values::TemplateValues;
use crate::base::fingerprint::Fingerprint;
use crate::base::per_language::{LanguageId, PerLanguage};
use crate::base::report::SiteReport;
use crate::base::source::SourceId;
use crate::plan::Plan;
use crate::site::evidence::Evidence;
use crate::site::{EntryId, Site};

/// Everything that outputs are rendered from, made once per build and shared by all.
pub(crate) struct Renderer {
    pub site: Arc<Site>,
    /// Every output: a link to a path that is none of them stays as it was written.
    pub plan: Arc<Plan>,
    pub values: Arc<TemplateValues>,
    /// Each theme in use by its name.
    pub engines: BTreeMap<String, Arc<Engine>>,
    pub pictures: Pictures,
    /// What an earlier build counted in the finished files.
    report: Option<HashedValue>,
    /// References as templates see them, by key and then by language, made when first asked for.
    references: BTreeMap<String, PerLanguage<OnceLock<Value>>>,
    /// Data files as templates see them, made when first asked for.
    data: BTreeMap<String, OnceLock<HashedValue>>,
    /// `campaign` and `build`, made when first asked for.
    calendar: OnceLock<[(&'static str, Value); 2]>,
}

impl Deref for Renderer {
    type Target = Site;

    fn deref(&self) -> &Site {
        &self.site
    }
}

impl Renderer {
    pub(crate) fn new(
        site: Arc<Site>,
        plan: Arc<Plan>,
        values: Arc<TemplateValues>,
        engines: BTreeMap<String, Arc<Engine>>,
        pictures: Pictures,
        report: Option<&SiteReport>,
    ) -> Self {
        let per_language = || site.config.languages.map(|_| OnceLock::new());
        let references = site.evidence.references.keys().map(|key| (key.clone(), per_language())).collect();
        let data = site.data.keys().map(|name| (name.clone(), OnceLock::new())).collect();
        let report = report.map(|report| HashedValue::new(Value::from_serializable(report)));
        Self { plan, values, engines, pictures, report, references, data, calendar: OnceLock::new(), site }
    }

    pub(crate) fn engine_of(&self, id: EntryId) -> Option<&Arc<Engine>> {
        self.engines.get(self.theme_of(id))
    }

    /// The engine of the theme that the site itself uses.
    pub(crate) fn engine(&self) -> Option<&Arc<Engine>> {
        self.engines.get(&self.config.theme.value)
    }

    /// `campaign` and `build` with their names.
    pub(super) fn calendar(&self) -> &[(&'static str, Value); 2] {
        self.calendar.get_or_init(|| [("campaign", calendar::campaign(self)), ("build", calendar::build(self))])
    }

    pub(crate) fn card(&self, id: EntryId) -> HashedValue {
        self.values.card(id)
    }

    /// The answer to a question, if there is one.
    pub(crate) fn answer(&self, question: &Question) -> Option<HashedValue> {
        match question {
            Question::Page { path, language } => {
                self.index.in_language(&SourceId::new(format!("content/{path}")), *language).map(|id| self.card(id))
            }
            Question::Section { path, language } => {
                let folder = path.trim_matches('/').trim_end_matches("_index.md").trim_end_matches('/');
                let file = if folder.is_empty() { "content/_index.md".to_owned() } else { format!("content/{folder}/_index.md") };
                let home = || self.index.homes.get(*language).copied().flatten().filter(|_| folder.is_empty());
                self.index.in_language(&SourceId::new(file), *language).or_else(home).map(|id| self.values.listed(id).clone())
            }
            Question::Data { path } => {
                let name = path.trim_start_matches("data/");
                let file = self.site.data.get(name)?;
                Some(self.data.get(name)?.get_or_init(|| HashedValue::new(Value::from_serializable(file.value()))).clone())
            }
            Question::Asset { theme, path } => self.engines.get(theme)?.assets.get(path.trim_start_matches('/')).cloned(),
            Question::Color { theme, scheme, name } => self.engines.get(theme)?.colors.get(scheme)?.get(name).cloned(),
            Question::Terms { taxonomy, language } => {
                let position =
                    self.index.taxonomies.iter().position(|found| found.config.name == *taxonomy && found.language == *language)?;
                Some(self.values.terms(position).clone())
            }
            Question::Reference { key, language } => {
                let reference = self.evidence.references.get(key)?;
                let value = self.references.get(key)?.get(*language)?.get_or_init(|| {
                    let styled = reference.styled(&self.evidence.style, *language);
                    citing::view(reference, &styled.html, &styled.text, None)
                });
                Some(HashedValue { value: value.clone(), fingerprint: self.fingerprint(question)? })
            }
            Question::Bibliography { language } => Some(self.bibliography(*language)),
            Question::Event { id, language } => event::named(self, id, *language).map(HashedValue::new),
            Question::Events { language } => Some(HashedValue::new(event::events(self, *language))),
            Question::Kit { language } => Some(HashedValue::new(kit::listed(self, *language))),
            Question::Report => self.report.clone(),
            Question::Names(names) => {
                let names = self.names(names);
                let value = list(names.iter().map(|name| name.as_str().into()));
                Some(HashedValue { value, fingerprint: Fingerprint::of(&names) })
            }
            Question::Table { .. }
            | Question::Stat { .. }
            | Question::Calendar(_)
            | Question::BaseUrl
            | Question::HasPictures
            | Question::Picture(_)
            | Question::Theme(_)
            | Question::Language(_) => self.fingerprint(question).map(|fingerprint| HashedValue { value: Value::none(), fingerprint }),
        }
    }

    /// The fingerprint of an answer, for most questions without the cost of the answer itself.
    pub(crate) fn fingerprint(&self, question: &Question) -> Option<Fingerprint> {
        match question {
            Question::Table { path } => {
                let file = self.site.data.get(path).map(|file| file.source.fingerprint);
                (file.is_some() || self.unreadable_data.contains(path)).then(|| Fingerprint::of(&file))
            }
            Question::Reference { key, language } => {
                let reference = self.evidence.references.get(key)?;
                Some(Fingerprint::of(&(reference.fingerprint, self.evidence.style.fingerprint, language)))
            }
            Question::Stat { id, language } => Some(Fingerprint::of(&(self.evidence.stats.get(id)?.fingerprint, language))),
            Question::Calendar(part) => Some(calendar::fingerprint(self, *part)),
            Question::HasPictures => Some(Fingerprint::of(&!self.pictures.is_empty())),
            Question::Picture(shown) => self.pictures.get(&shown.file).map(|known| known.fingerprint),
            Question::BaseUrl => Some(Fingerprint::of(&self.config.base_url)),
            Question::Theme(name) => self.engines.get(name).map(|engine| engine.fingerprint),
            Question::Language(language) => {
                let default = &self.config.default_language().code;
                self.config
                    .languages
                    .get(*language)
                    .map(|language| Fingerprint::of(&(&language.code, &language.tag, &language.own, default)))
            }
            Question::Names(names) => Some(Fingerprint::of(&self.names(names))),
            question => self.answer(question).map(|answer| answer.fingerprint),
        }
    }

    /// Names in their order.
    pub(crate) fn names(&self, names: &Names) -> Vec<String> {
        match names {
            Names::Pages => self.index.sources().filter_map(|source| source.as_str().strip_prefix("content/")).map(str::to_owned).collect(),
            Names::Data => self.site.data.keys().cloned().collect(),
            Names::Assets { theme } => self.engines.get(theme).map_or_else(Vec::new, |engine| engine.assets.keys().cloned().collect()),
            Names::Colors { theme } => {
                let colors = self.engines.get(theme).and_then(|engine| engine.colors.get("light"));
                colors.map_or_else(Vec::new, |colors| colors.keys().cloned().collect())
            }
            Names::Taxonomies => self.config.taxonomies.iter().map(|taxonomy| taxonomy.name.clone()).collect(),
            Names::Languages => self.config.languages.iter().map(|language| language.code.clone()).collect(),
            Names::References => self.evidence.references.keys().cloned().collect(),
            Names::Stats => self.evidence.stats.keys().cloned().collect(),
            Names::Events => self.events.iter().map(|event| event.id.clone()).collect(),
        }
    }

    /// Every reference of the site, in the order of the language.
    fn bibliography(&self, language: LanguageId) -> HashedValue {
        let Evidence { references, style, .. } = &*self.evidence;
        let locale = &self.locales[language];
        let mut views: Vec<(&str, Value)> = references
            .values()
            .map(|reference| {
                let styled = reference.styled(style, language);
                (styled.text.as_str(), citing::view(reference, &styled.html, &styled.text, None))
            })
            .collect();
        views.sort_by(|(a, _), (b, _)| locale.compare(a, b));
        let fingerprints: Vec<Fingerprint> = references.values().map(|reference| reference.fingerprint).collect();
        let value = list(views.into_iter().map(|(_, view)| view));
        HashedValue { value, fingerprint: Fingerprint::of(&(fingerprints, style.fingerprint, language)) }
    }
}
