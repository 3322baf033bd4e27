//! The page around the frames: who the theme is, its tokens, a page of each kind, every component.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Gallery, SCHEMES};
use crate::base::diagnostic::Diagnostic;
use crate::content::markdown_to_html;
use crate::render::described::{self, Described};
use crate::theme::roles::Need;
use crate::theme::{Proof, Scheme, shown as shown_ratio};

const TEMPLATE: &str = include_str!("overview.html");

#[derive(Serialize)]
struct Overview<'g> {
    name: &'g str,
    title: &'g str,
    years: Option<String>,
    slogan: Option<&'g str>,
    hashtags: &'g [String],
    layers: Vec<&'g str>,
    version: &'static str,
    colors: Vec<Swatch<'g>>,
    pairs: Vec<PairShown>,
    groups: Vec<Group<'g>>,
    heading_font: Option<&'g str>,
    kinds: Vec<Specimen<'g>>,
    components: Vec<Specimen<'g>>,
}

/// A colour in both schemes.
#[derive(Serialize)]
struct Swatch<'g> {
    name: &'g str,
    light: &'g str,
    dark: &'g str,
}

/// A colour on its background, with its contrast in each scheme.
#[derive(Serialize)]
struct PairShown {
    front: String,
    ground: String,
    /// What the colour is used for, and the contrast that this needs.
    need: String,
    is_text: bool,
    is_large: bool,
    light: Option<Ratio>,
    dark: Option<Ratio>,
}

#[derive(Serialize)]
struct Ratio {
    shown: String,
    passes: bool,
    front: String,
    ground: String,
}

/// The other tokens by their group: `size`, `space`, `font` …
#[derive(Serialize)]
struct Group<'g> {
    name: &'g str,
    tokens: Vec<Token<'g>>,
}

#[derive(Serialize)]
struct Token<'g> {
    name: &'g str,
    value: &'g str,
}

/// A kind of page or a component, in every scheme and direction.
#[derive(Serialize)]
struct Specimen<'g> {
    id: String,
    title: &'g str,
    /// As HTML, without a paragraph around it.
    doc: Option<String>,
    example: Option<&'g str>,
    arguments: Vec<Argument<'g>>,
    frames: Vec<Frame>,
    problem: Option<String>,
}

#[derive(Serialize)]
struct Argument<'g> {
    name: &'g str,
    takes: &'static str,
    /// The only values that it may have.
    allowed: &'g [String],
    otherwise: String,
}

#[derive(Serialize)]
struct Frame {
    /// The frame's accessible name, which is also shown above it.
    label: String,
    address: String,
    scheme: &'static str,
}

/// The kinds of pages and where the gallery's site has them.
const KINDS: [(&str, &str, &str); 8] = [
    ("Home page", "index.html", ""),
    ("Section", "index.html", "section/"),
    ("Page", "index.html", "section/page/"),
    ("List in several parts", "index.html", "list/"),
    ("Page of a list", "index.html", "list/1/"),
    ("All topics", "index.html", "tags/"),
    ("One topic", "index.html", "tags/TERM/"),
    ("Page not found", "404.html", ""),
];

/// The page, for a gallery whose site has these files. `failed` are the components without a picture.
pub(super) fn page(gallery: &Gallery, files: &[&str], failed: &BTreeMap<&str, (&Described, Diagnostic)>) -> String {
    let theme = &gallery.theme;
    let [first, _] = &gallery.languages;
    let overview = Overview {
        name: theme.name(),
        title: theme.title().unwrap_or(theme.name()),
        years: theme
            .years()
            .map(|years| if years.first == years.last { years.first.to_string() } else { format!("{}–{}", years.first, years.last) }),
        slogan: theme.slogan(first, first),
        hashtags: theme.hashtags(first, first),
        layers: theme.layers().iter().skip(2).map(|layer| layer.name.as_str()).collect(),
        version: env!("CARGO_PKG_VERSION"),
        colors: colors(gallery),
        pairs: pairs(gallery),
        groups: groups(gallery),
        heading_font: theme.tokens().light.iter().find(|token| token.property == "--font-heading").map(|token| token.value.as_str()),
        kinds: KINDS.iter().filter_map(|(title, file, folder)| kind(gallery, files, title, file, folder)).collect(),
        components: gallery.components.iter().map(|component| shown(gallery, files, component, failed)).collect(),
    };
    // The template is part of Ribbon and is rendered in the tests.
    described::page(TEMPLATE, &overview).unwrap_or_else(|problem| format!("<!doctype html><title>Gallery</title><p>{problem}"))
}

fn colors(gallery: &Gallery) -> Vec<Swatch<'_>> {
    let tokens = gallery.theme.tokens();
    let colors = tokens.light.iter().filter_map(|light| Some((light.property.strip_prefix("--color-")?, light)));
    colors
        .map(|(name, light)| {
            let dark = tokens.dark.iter().find(|dark| dark.property == light.property).unwrap_or(light);
            Swatch { name, light: &light.value, dark: &dark.value }
        })
        .collect()
}

/// Every pair that the roles imply or the theme declares.
fn pairs(gallery: &Gallery) -> Vec<PairShown> {
    let colors = colors(gallery);
    let mut pairs: Vec<PairShown> = Vec::new();
    for proof in gallery.theme.proofs() {
        let Proof { pair, scheme, ratio } = &proof;
        let value = |name: &str| {
            let color = colors.iter().find(|color| color.name == name);
            color.map_or("transparent", |color| if *scheme == Scheme::Light { color.light } else { color.dark }).to_owned()
        };
        let measured = Ratio {
            shown: shown_ratio(*ratio, pair.need.ratio()),
            passes: proof.passes(),
            front: value(&pair.front),
            ground: value(&pair.ground),
        };
        let need = format!("{}, {}:1", pair.need.words(), pair.need.ratio());
        let known = pairs.iter().position(|known| known.front == pair.front && known.ground == pair.ground && known.need == need);
        let at = known.unwrap_or_else(|| {
            pairs.push(PairShown {
                front: pair.front.clone(),
                ground: pair.ground.clone(),
                need,
                is_text: pair.need != Need::Interface,
                is_large: pair.need == Need::LargeText,
                light: None,
                dark: None,
            });
            pairs.len() - 1
        });
        match scheme {
            Scheme::Light => pairs[at].light = Some(measured),
            Scheme::Dark => pairs[at].dark = Some(measured),
        }
    }
    pairs
}

fn groups(gallery: &Gallery) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for token in &gallery.theme.tokens().light {
        let Some((group, name)) = token.property.trim_start_matches('-').split_once('-').filter(|(group, _)| *group != "color") else {
            continue;
        };
        let token = Token { name, value: &token.value };
        match groups.iter_mut().find(|known| known.name == group) {
            Some(known) => known.tokens.push(token),
            None => groups.push(Group { name: group, tokens: vec![token] }),
        }
    }
    groups
}

/// A kind of page, if the site has one in any language.
fn kind<'g>(gallery: &Gallery, files: &[&str], title: &'g str, file: &str, folder: &str) -> Option<Specimen<'g>> {
    let frames = frames(gallery, |prefix| {
        let path = format!("{prefix}{folder}{file}");
        match path.split_once("TERM/") {
            // The name of a topic depends on the language.
            Some((before, after)) => files
                .iter()
                .find(|path| path.strip_prefix(before).is_some_and(|rest| rest.len() > after.len() && rest.ends_with(after)))
                .map(|path| (*path).to_owned()),
            None => files.contains(&path.as_str()).then_some(path),
        }
    });
    let id = format!("kind-{}", title.to_lowercase().replace(' ', "-"));
    (!frames.is_empty()).then_some(Specimen { id, title, doc: None, example: None, arguments: Vec::new(), frames, problem: None })
}

fn shown<'g>(
    gallery: &Gallery,
    files: &[&str],
    component: &'g Described,
    failed: &BTreeMap<&str, (&Described, Diagnostic)>,
) -> Specimen<'g> {
    let failed = failed.get(component.name.as_str());
    let problem = failed.map(|(_, problem)| problem.message.clone());
    let is_shown = component.example.is_some() && problem.is_none();
    let file = format!("c/{}/index.html", component.name);
    let path = |prefix: &str| Some(format!("{prefix}{file}")).filter(|path| is_shown && files.contains(&path.as_str()));
    Specimen {
        id: format!("component-{}", component.name),
        title: &component.name,
        doc: component.doc.as_deref().map(|doc| markdown_to_html(doc, true)),
        example: component.example.as_deref(),
        arguments: component
            .arguments
            .iter()
            .map(|argument| Argument {
                name: &argument.name,
                takes: argument.takes,
                allowed: &argument.allowed,
                otherwise: match &argument.default {
                    Some(default) => default.clone(),
                    None if argument.is_required => "must be given".to_owned(),
                    None => String::new(),
                },
            })
            .collect(),
        frames: frames(gallery, path),
        problem,
    }
}

/// A frame for each direction and scheme in which there is such a file.
fn frames(gallery: &Gallery, path: impl Fn(&str) -> Option<String>) -> Vec<Frame> {
    let mut frames = Vec::new();
    for (at, language) in gallery.languages.iter().enumerate() {
        let prefix = if at == 0 { String::new() } else { format!("{language}/") };
        let Some(path) = path(&prefix) else { continue };
        let direction = if at == 0 { "left to right" } else { "right to left" };
        for scheme in SCHEMES {
            frames.push(Frame { label: format!("{scheme}, {direction}"), address: format!("{scheme}/{path}"), scheme });
        }
    }
    frames
}
