//! The site that shows a theme: its configuration, a page for every component, a page of every kind.

use std::fmt::Write as _;
use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::Date;
use sha2::{Digest, Sha256};

use crate::base::locale::Language;
use crate::base::source::{Asset, AssetBytes, Snapshot, Source, SourceId};
use crate::content::{self, ExternalLinks, Options};
use crate::render::described::{self, Described};
use crate::theme::Theme;

/// The path that all addresses of the site begin with, so that they can be told from others.
pub(super) const ROOT: &str = "/gallery";

/// The folder of the components' pages.
pub(super) const COMPONENTS: &str = "content/c/";

/// A component alone in a page's column, in the look of the theme.
const TEMPLATE: &str = "gallery-of-ribbon.html";
const TEMPLATE_TEXT: &str = include_str!("component.html");

const PAGE: &str = include_str!("sample/page.md");
const PAGE_AR: &str = include_str!("sample/page.ar.md");
/// Grey squares that stand for any picture.
const PICTURE: &[u8] = include_bytes!("sample/picture.png");

/// How many notes the list has, and how many of them are on each of its pages.
const N_NOTES: i64 = 5;
const NOTES_A_PAGE: i64 = 2;

/// Words of the pages that show kinds.
struct Words {
    section: &'static str,
    page: &'static str,
    next_page: &'static str,
    list: &'static str,
    note: &'static str,
    about: &'static str,
    tags: [&'static str; 2],
}

const ENGLISH: Words = Words {
    section: "A section",
    page: "A page with headings",
    next_page: "The page after it",
    list: "A list by date",
    note: "A note",
    about: "One sentence says what this is.",
    tags: ["Walks", "Rivers"],
};

const ARABIC: Words = Words {
    section: "قسم",
    page: "صفحة فيها عناوين",
    next_page: "الصفحة التي تليها",
    list: "قائمة مرتبة بالتاريخ",
    note: "ملاحظة",
    about: "جملة واحدة تقول ما هذا.",
    tags: ["نزهات", "أنهار"],
};

/// The site's themes, strings and data, without what people wrote. Of its own templates, only those that define components are
/// kept: the others may ask for pages that do not exist here.
pub(super) fn without_content(snapshot: &Snapshot) -> Snapshot {
    let is_kept = |source: &SourceId, text: &str| {
        let path = source.as_str();
        ["themes/", "strings/", "data/"].iter().any(|folder| path.starts_with(folder))
            || (path.starts_with("templates/") && text.contains("{% component "))
    };
    let mut settings = snapshot.settings.clone();
    settings.theme = None;
    settings.base_url = None;
    settings.thorough = false;
    let mut site = Snapshot::empty(settings);
    site.texts =
        snapshot.texts.iter().filter(|(id, source)| is_kept(id, &source.text)).map(|(id, source)| (id.clone(), source.clone())).collect();
    site.assets = snapshot
        .assets
        .iter()
        .filter(|(id, _)| !id.as_str().starts_with("content/"))
        .map(|(id, asset)| (id.clone(), asset.clone()))
        .collect();
    site
}

/// Days until the gallery's campaign, whose phase is the countdown.
const DAYS_LEFT: i32 = 12;

/// The configuration of the site.
pub(super) fn site_toml(theme: &Theme, languages: &[Language; 2], today: Date) -> Source {
    let title = quoted(theme.title().unwrap_or(theme.name()));
    let name = quoted(theme.name());
    let [first, second] = languages;
    let day = today.checked_add(DAYS_LEFT.days()).unwrap_or(today);
    let text = format!(
        "title = {title}\nbase_url = \"https://gallery.invalid{ROOT}\"\nlanguage = \"{first}\"\ntheme = {name}\n\
         [languages.{first}]\n[languages.{second}]\ntitle = {title}\n[taxonomies.tags]\n[campaign]\nday = {day}\n[markdown]\nheading_anchors = true\n\
         [menus]\nmain = [\"section/_index.md\", \"section/page.md\", \"list/_index.md\"]\nfooter = [\"section/page.md\", \"list/_index.md\"]\n"
    );
    Source::new(crate::site::config::FILE, text)
}

/// Adds all pages.
pub(super) fn add(site: &mut Snapshot, theme: &Theme, components: &[Described], languages: &[Language; 2]) {
    put(site, &format!("templates/{TEMPLATE}"), TEMPLATE_TEXT);
    for (at, language) in languages.iter().enumerate() {
        let ending = if at == 0 { ".md".to_owned() } else { format!(".{language}.md") };
        let is_arabic = language.as_str().split('-').next() == Some("ar");
        let words = if is_arabic { &ARABIC } else { &ENGLISH };
        for component in components {
            let front = format!("+++\ntitle = {}\ntemplate = \"{TEMPLATE}\"\n+++\n", quoted(&component.name));
            let example = component.example.as_deref().unwrap_or_default();
            // Each component gets a section with pages below it, since a component may list pages.
            let folder = format!("{COMPONENTS}{}", component.name);
            put(site, &format!("{folder}/_index{ending}"), &format!("{front}\n{example}\n"));
            for (name, title) in [("first", words.page), ("second", words.next_page)] {
                let front = format!("+++\ntitle = {}\ndescription = {}\n+++\n", quoted(title), quoted(words.about));
                put(site, &format!("{folder}/{name}{ending}"), &front);
            }
        }
        add_kinds(site, theme, components, words, &ending, if is_arabic { PAGE_AR } else { PAGE });
    }
    put_picture(site, "content/section/picture.png");
    // Data that the examples of components draw and cite.
    put(site, "data/example.csv", include_str!("sample/example.csv"));
    put(site, "data/example-years.csv", include_str!("sample/example-years.csv"));
    put(site, "data/example-hours.csv", include_str!("sample/example-hours.csv"));
    put(site, "data/references/example.yml", include_str!("sample/references.yml"));
    put(site, "data/stats.toml", include_str!("sample/stats.toml"));
    put(site, "data/events.toml", include_str!("sample/events.toml"));
    for component in components {
        let example = component.example.as_deref().unwrap_or_default();
        add_targets(site, &format!("{COMPONENTS}{}/", component.name), example);
        add_targets(site, "content/", example);
    }
}

/// A home page, a section, its pages, a list in several parts, and what their tags make.
fn add_kinds(site: &mut Snapshot, theme: &Theme, components: &[Described], words: &Words, ending: &str, page: &str) {
    let example =
        |name: &str| components.iter().find(|component| component.name == name).and_then(|component| component.example.as_deref());
    let opening = ["hero", "key-message"].iter().filter_map(|name| example(name)).collect::<Vec<_>>().join("\n\n");
    let rest = ["link-cards", "cta"].iter().filter_map(|name| example(name)).collect::<Vec<_>>().join("\n\n");
    let front = |title: &str, more: &str| format!("+++\ntitle = {}\ndescription = {}\n{more}\n+++\n\n", quoted(title), quoted(words.about));
    let home = front(theme.title().unwrap_or(theme.name()), "");
    put(site, &format!("content/_index{ending}"), &format!("{home}{opening}\n\n## {}\n\n{}\n\n{rest}\n", words.section, words.about));
    let section = front(words.section, "sort_by = \"weight\"");
    put(site, &format!("content/section/_index{ending}"), &format!("{section}{}\n", words.about));
    let front_of_page = front(words.page, "weight = 1");
    put(site, &format!("content/section/page{ending}"), &format!("{front_of_page}{page}"));
    let front_of_next = front(words.next_page, "weight = 2");
    put(site, &format!("content/section/next{ending}"), &format!("{front_of_next}{}\n", words.about));
    let list = front(words.list, &format!("sort_by = \"date\"\npaginate_by = {NOTES_A_PAGE}"));
    put(site, &format!("content/list/_index{ending}"), &list);
    for n in 1..=N_NOTES {
        let day = site.settings.now.date().checked_sub((n * 7).days()).unwrap_or(site.settings.now.date());
        let tags = &words.tags[..if n % 2 == 0 { 1 } else { 2 }];
        let tags: Vec<String> = tags.iter().map(|tag| quoted(tag)).collect();
        let more = format!("date = {day}\n[taxonomies]\ntags = [{}]", tags.join(", "));
        let note = front(&format!("{} {n}", words.note), &more);
        put(site, &format!("content/list/{n}{ending}"), &format!("{note}{}\n", words.about));
    }
}

/// Pages and pictures that an example leads to, so that it can be shown as it is.
fn add_targets(site: &mut Snapshot, folder: &str, example: &str) {
    let source = Source::new("example.md", example);
    let options = Options {
        raw_html: true,
        smart_punctuation: false,
        heading_anchors: false,
        external_links: ExternalLinks::Plain,
        language: "en".to_owned(),
    };
    let (document, _) = content::parse(&source, &options);
    for target in described::targets(&document.body.pieces) {
        let (path, part) = target.split_once('#').map_or((target, None), |(path, part)| (path, Some(part)));
        let Some(path) = below(folder, path) else { continue };
        if site.texts.contains_key(&SourceId::new(&path)) || site.assets.contains_key(&SourceId::new(&path)) {
            continue;
        }
        if path.ends_with(".md") {
            let heading = part.map_or_else(String::new, |part| format!("## {part} {{#{part}}}\n"));
            let title = path.rsplit('/').next().unwrap_or_default().trim_end_matches(".md");
            put(site, &path, &format!("+++\ntitle = {}\n+++\n\n{heading}", quoted(title)));
        } else {
            put_picture(site, &path);
        }
    }
}

/// The file that a relative address or one from the root of the content names, if it is one below it.
fn below(folder: &str, target: &str) -> Option<String> {
    let (folder, target) = match target.strip_prefix("@/") {
        Some(target) => ("content/", target),
        None if target.starts_with('/') => ("static/", &target[1..]),
        None => (folder, target),
    };
    if target.is_empty() || target.contains([':', '?', '\\']) || target.ends_with('/') {
        return None;
    }
    let mut parts: Vec<&str> = folder.trim_end_matches('/').split('/').collect();
    for part in target.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    (parts.len() > 1 && ["content", "static"].contains(&parts[0])).then(|| parts.join("/"))
}

fn put(site: &mut Snapshot, path: &str, text: &str) {
    site.texts.insert(SourceId::new(path), Source::new(path, text));
}

fn put_picture(site: &mut Snapshot, path: &str) {
    let id = SourceId::new(path);
    let bytes = AssetBytes::Memory(Arc::from(PICTURE));
    site.assets.insert(id.clone(), Asset { id, len: PICTURE.len() as u64, sha256: Sha256::digest(PICTURE).into(), bytes, picture: None });
}

/// A text as TOML and YAML both write it.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            letter if letter.is_control() => write!(quoted, "\\u{:04X}", u32::from(letter)).expect("a String takes all text"),
            letter => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}
