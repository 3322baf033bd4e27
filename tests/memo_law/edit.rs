//! Edits of the sources, at random.

use std::sync::Arc;

use proptest::prelude::*;
use proptest::sample::{Index, select};
use ribbon::source::{Asset, AssetBytes, Now, Picture, PictureFormat, Settings, Snapshot, Source, SourceId};

use crate::texts::{BODIES, COMPONENTS, CONFIG, CONFIG_ABOVE, CONFIG_BELOW, CONFIG_CHANGES, FILES, HEADS, PAGES, TEMPLATES};

/// One change to what a build sees.
#[derive(Clone, Debug)]
pub(crate) enum Edit {
    Write {
        path: &'static str,
        text: String,
    },
    /// Removes one of the files that are there.
    Remove {
        at: Index,
    },
    /// Moves a page to another place.
    Rename {
        at: Index,
        to: &'static str,
    },
    /// Puts a blank line before a file, so that what is in it moves.
    Shift {
        at: Index,
    },
    Asset {
        path: &'static str,
        byte: u8,
    },
    Drafts(bool),
    Future(bool),
    Thorough(bool),
    BaseUrl(Option<&'static str>),
    Theme(Option<&'static str>),
    Moment(&'static str),
}

const TEMPLATE_PATHS: &[&str] = &[
    "templates/page.html",
    "templates/section.html",
    "templates/own.html",
    "templates/partials/own.html",
    "templates/404.html",
    "templates/atom.xml",
    "themes/other/templates/page.html",
];

const COMPONENT_PATHS: &[&str] =
    &["templates/components/own.html", "templates/components/owm.html", "themes/other/templates/components/own.html"];

const ASSETS: &[&str] =
    &["static/x.bin", "static/y.bim", "static/css/x.css", "content/x.png", "content/news/e/x.png", "themes/other/static/x.bin"];

/// Days before, on and after those of the campaigns, and two moments of a clock with one day in Tokyo and two by UTC.
const MOMENTS: &[&str] =
    &["2026-11-23", "2027-02-03", "2027-02-04", "2027-02-05", "2029-01-01", "2027-02-04T15:30:00Z", "2027-02-05T01:00:00Z"];

pub(crate) fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let write = |(path, text): (&'static str, &'static str)| Edit::Write { path, text: text.to_owned() };
    let page =
        (select(PAGES), select(HEADS), select(BODIES)).prop_map(|(path, head, body)| Edit::Write { path, text: format!("{head}{body}\n") });
    let file = select(FILES).prop_flat_map(|(path, texts)| (Just(path), select(texts)));
    let config = (select(CONFIG_ABOVE), select(CONFIG_CHANGES), select(CONFIG_BELOW)).prop_map(|(above, (from, to), below)| {
        let changed = if from.is_empty() { CONFIG.to_owned() } else { CONFIG.replace(from, to) };
        Edit::Write { path: "site.toml", text: format!("{above}{changed}{below}") }
    });
    let settings = prop_oneof![
        any::<bool>().prop_map(Edit::Drafts),
        any::<bool>().prop_map(Edit::Future),
        any::<bool>().prop_map(Edit::Thorough),
        select(vec![None, Some("https://other.example")]).prop_map(Edit::BaseUrl),
        select(vec![None, None, Some("other"), Some("othr")]).prop_map(Edit::Theme),
    ];
    let edit = prop_oneof![
        6 => page,
        6 => file.prop_map(write),
        4 => (select(TEMPLATE_PATHS), select(TEMPLATES)).prop_map(write),
        2 => (select(COMPONENT_PATHS), select(COMPONENTS)).prop_map(write),
        3 => config,
        2 => settings,
        2 => select(MOMENTS).prop_map(Edit::Moment),
        2 => (select(ASSETS), any::<u8>()).prop_map(|(path, byte)| Edit::Asset { path, byte }),
        3 => any::<Index>().prop_map(|at| Edit::Remove { at }),
        2 => (any::<Index>(), select(PAGES)).prop_map(|(at, to)| Edit::Rename { at, to }),
        2 => any::<Index>().prop_map(|at| Edit::Shift { at }),
    ];
    prop::collection::vec(edit, 1..14)
}

pub(crate) fn put(snapshot: &mut Snapshot, path: &str, text: impl Into<String>) {
    snapshot.texts.insert(SourceId::new(path), Source::new(path, text.into()));
}

/// Whether a file is one of a site's own folder: the base theme comes from the binary.
pub(crate) fn is_own(id: &SourceId) -> bool {
    !id.as_str().starts_with("themes/base/")
}

pub(crate) fn moment(text: &str) -> Now {
    match text.parse() {
        Ok(instant) => Now::Clock(instant),
        Err(_) => Settings::on(text.parse().expect("a date")).now,
    }
}

pub(crate) fn apply(snapshot: &mut Snapshot, edit: &Edit) {
    match edit {
        Edit::Write { path, text } => put(snapshot, path, text.as_str()),
        Edit::Remove { at } => {
            // A site without its first file is another matter, and has no rest to compare.
            let own = snapshot.texts.keys().chain(snapshot.assets.keys()).filter(|id| is_own(id) && id.as_str() != "site.toml");
            if let Some(id) = nth(own.cloned().collect(), at) {
                snapshot.texts.remove(&id);
                snapshot.assets.remove(&id);
            }
        }
        Edit::Rename { at, to } => {
            let pages = snapshot.texts_below("content/").map(|source| source.id.clone()).collect();
            if let Some(old) = nth(pages, at).and_then(|id| snapshot.texts.remove(&id)) {
                put(snapshot, to, old.text.to_string());
            }
        }
        Edit::Shift { at } => {
            // Front matter has to open the file, so its first line stays the first.
            if let Some(id) = nth(snapshot.texts.keys().filter(|id| is_own(id)).cloned().collect(), at) {
                let text = snapshot.texts[&id].text.to_string();
                let first = text.find('\n').filter(|_| text.starts_with("+++") || text.starts_with("---")).map_or(0, |end| end + 1);
                put(snapshot, id.as_str(), format!("{}\n{}", &text[..first], &text[first..]));
            }
        }
        Edit::Asset { path, byte } => {
            let id = SourceId::new(path);
            let picture = (path.ends_with(".png") && byte % 3 > 0).then(|| Arc::new(picture(*byte)));
            let bytes = AssetBytes::Memory([*byte].as_slice().into());
            let asset = Asset { id: id.clone(), len: 1, sha256: [*byte; 32], bytes, picture };
            snapshot.assets.insert(id, asset);
        }
        Edit::Drafts(drafts) => snapshot.settings.drafts = *drafts,
        Edit::Future(future) => snapshot.settings.future = *future,
        Edit::Thorough(thorough) => snapshot.settings.thorough = *thorough,
        Edit::BaseUrl(base_url) => snapshot.settings.base_url = base_url.map(str::to_owned),
        Edit::Theme(theme) => snapshot.settings.theme = theme.map(str::to_owned),
        Edit::Moment(text) => snapshot.settings.now = moment(text),
    }
}

/// A picture as wide as a byte says.
fn picture(byte: u8) -> Picture {
    Picture::new(PictureFormat::Png, 200 + u32::from(byte) * 8, 600)
}

fn nth(ids: Vec<SourceId>, at: &Index) -> Option<SourceId> {
    (!ids.is_empty()).then(|| at.get(&ids).clone())
}
