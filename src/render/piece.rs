//! The pieces of a campaign's kit: what their templates are given, and the files that are yet to be made of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use tera::Value;

use super::drawing;
use super::inputs::Inputs;
use super::job::Job;
use super::kit;
use super::paper;
use super::question::Question;
use super::renderer::Renderer;
use super::review;
use super::value::{HashedValue, LazyValue, list, map};
use crate::base::artifact::{Archive, Archived, Artifact, ArtifactKind, Content, Derived, Drawing, Way};
use crate::base::fingerprint::Fingerprint;
use crate::base::per_language::LanguageId;
use crate::base::sheet::Sheet;
use crate::base::source::Asset;
use crate::site::kit::Piece;
use crate::site::{EntryId, Site};

/// By this name drawings show the partner's logo.
const LOGO: &str = "partner-logo";

impl Inputs<'_> {
    /// The drawing or the text of a piece.
    pub(super) fn piece(&self, at: usize, page: EntryId, sheet: Option<Sheet>) -> Option<Job> {
        let renderer = self.renderer;
        let piece = renderer.kit.get(at)?;
        let language = renderer.index.entry(page).language;
        let engine = renderer.engine_of(page)?.clone();
        let template = piece.file();
        let names = Job::names(&engine, &template, self.wanted);
        let mut own: Vec<(&'static str, LazyValue)> = Vec::new();
        let mut add = |name: &'static str, value: &dyn Fn() -> Value| {
            if names.wants_part("piece", name) {
                own.push((name, HashedValue::new(value()).into()));
            }
        };
        let html = || {
            let text = self.door.text(page);
            text.rendered.html.value.as_str().unwrap_or_default().to_owned()
        };
        add("blocks", &|| paper::blocks(&html()));
        add("messages", &|| paper::messages(&html()));
        add("sources", &|| self.sources(&[page], piece.stat.as_ref().map(|stat| stat.value.as_str())));
        add("all_sources", &|| {
            let pieces: Vec<_> = renderer.pieces(language).collect();
            let pages: Vec<EntryId> = pieces.iter().map(|made| made.page).collect();
            self.sources(&pages, pieces.iter().filter_map(|made| Some(made.piece.stat.as_ref()?.value.as_str())))
        });
        if names.wants_part("piece", "review") {
            own.push(("review", review::view(renderer, self.door.texts(page), page).into()));
        }
        let mut values = self.common(names, language, &engine, Some(page));
        let section = renderer.index.entry(page).parent.map_or_else(HashedValue::none, |parent| renderer.card(parent));
        values.push(("page", renderer.card(page).into()));
        values.push(("section", section.into()));
        values.push(("piece", LazyValue::with(&HashedValue::new(view(renderer, piece, page, sheet)), own)));
        values.push(("partner", HashedValue::new(partner(renderer, language)).into()));
        Some(Job {
            template,
            kind: ArtifactKind::Asset,
            asked_at: Some(piece.at.source.at(piece.template.span.clone())),
            language,
            values,
            engine,
            structured: None,
            page: None,
            during: format!("making the piece `{}` of the campaign's kit", piece.name),
        })
    }

    /// What some pages and numbers rest on, each source once, in the order of the language.
    fn sources<'s>(&self, pages: &[EntryId], stats: impl IntoIterator<Item = &'s str>) -> Value {
        let renderer = self.renderer;
        let mut found: BTreeMap<String, (String, Value)> = BTreeMap::new();
        let Some(language) = pages.first().map(|page| renderer.index.entry(*page).language) else { return list([]) };
        for page in pages {
            let text = self.door.text(*page);
            for reference in text.rendered.references.value.get_from_path("items").and_then(Value::as_array).into_iter().flatten() {
                let part = |name: &str| reference.get_from_path(name).and_then(Value::as_str).unwrap_or_default().to_owned();
                found.insert(part("key"), (part("text"), reference.clone()));
            }
        }
        for id in stats {
            self.door.ask(Question::Stat { id: id.to_owned(), language });
            let Some(key) = renderer.evidence.stats.get(id).and_then(|stat| stat.source.clone()) else { continue };
            let question = Question::Reference { key: key.clone(), language };
            let Some(reference) = renderer.answer(&question).filter(|_| !found.contains_key(&key)) else { continue };
            self.door.ask(question);
            let text = reference.value.get_from_path("text").and_then(Value::as_str).unwrap_or_default().to_owned();
            found.insert(key, (text, reference.value));
        }
        let mut sources: Vec<(String, Value)> = found.into_values().collect();
        sources.sort_by(|(a, _), (b, _)| renderer.locales[language].compare(a, b));
        list(sources.into_iter().map(|(_, source)| source))
    }
}

fn view(renderer: &Renderer, piece: &Piece, page: EntryId, sheet: Option<Sheet>) -> Value {
    let entry = renderer.index.entry(page);
    let link = renderer.config.base_url.permalink(&entry.url);
    map([
        ("name", piece.name.as_str().into()),
        ("title", kit::title(renderer, piece, page).into()),
        ("text", renderer.kit_words(&piece.text, entry.language).into()),
        ("stat", piece.stat.as_ref().map(|stat| stat.value.as_str()).into()),
        ("sheet", sheet.map(kit::sheet_view).into()),
        ("link", link.as_str().into()),
        ("address", link.trim_start_matches("https://").trim_start_matches("http://").trim_end_matches('/').into()),
    ])
}

fn partner(site: &Site, language: LanguageId) -> Value {
    let partner = &site.config.partner;
    map([
        ("name", partner.name.as_deref().into()),
        ("url", partner.url.as_ref().and_then(|url| crate::site::address(site, url, language)).into()),
        ("logo", partner.logo.as_ref().map(|_| LOGO).into()),
        ("helpline", partner.helpline(&site.config.languages[language].code).into()),
    ])
}

/// A finished piece. `made` has the lengths of what was drawn before, by its key.
pub(crate) fn artifact(
    renderer: &Renderer,
    (at, page, sheet, is_preview): (usize, EntryId, Option<Sheet>, bool),
    text: Arc<str>,
    made: &BTreeMap<String, u64>,
) -> Option<Artifact> {
    let piece = renderer.kit.get(at)?;
    let Some(sheet) = sheet else {
        return Some(Artifact::text(ArtifactKind::Asset, text).made_from(piece.at.source.clone()));
    };
    let language = renderer.index.entry(page).language;
    let drawing = Drawing {
        svg: text,
        fonts: drawing::fonts(renderer, page),
        pictures: logo(renderer).into_iter().collect(),
        sheet,
        is_preview,
        title: kit::title(renderer, piece, page).into(),
        language: renderer.config.languages[language].tag.as_str().into(),
        what: format!("the piece `{}` of the campaign's kit", piece.name).into(),
        at: Some(piece.at.clone()),
    };
    Some(drawing::artifact(drawing, made))
}

/// The archive of finished files, each with its address, whose last part is its name, and its fingerprint.
pub(crate) fn archive(files: Vec<(&str, Archived, Fingerprint)>, made: &BTreeMap<String, u64>) -> Artifact {
    /// Raised when the same files give another archive.
    const VERSION: u32 = 2;
    let name = |url: &str| url.rsplit('/').next().unwrap_or(url).to_owned();
    let parts: Vec<(String, Fingerprint)> = files.iter().map(|(url, _, fingerprint)| (name(url), *fingerprint)).collect();
    let key = format!("{}-kit.zip", &Fingerprint::of(&(parts, VERSION)).hex()[..32]);
    let files = files.into_iter().map(|(url, file, _)| (name(url), file)).collect();
    let derived = Derived { len: made.get(&key).copied(), key, way: Way::Archive(Archive { files }) };
    Artifact::new(ArtifactKind::Asset, Content::Derived(Arc::new(derived)))
}

fn logo(site: &Site) -> Option<(String, Asset)> {
    let path = &site.config.partner.logo.as_ref()?.value;
    let (_, asset) = site.theme()?.theme.statics().find(|(known, _)| *known == path.as_str())?;
    Some((LOGO.to_owned(), asset.clone()))
}
