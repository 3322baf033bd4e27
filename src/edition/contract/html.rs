//! The differences of two themes as a page that stands alone: no script, nothing fetched.

use std::collections::BTreeSet;

use serde::Serialize;

use super::diff::{Change, Diff};
use super::pack::Pack;
use super::text::{pages, summary};
use super::thing::ThingKind;
use crate::render::standalone;
use crate::theme::roles::{self, Need};
use crate::theme::{Colors, Proof, Scheme, Theme, shown};

/// The page's template, which is ours rather than a theme's.
const TEMPLATE: &str = include_str!("report.html");

#[derive(Serialize)]
struct Report<'a> {
    site: &'a str,
    old: Side,
    new: Side,
    summary: String,
    n_pages: usize,
    groups: Vec<Group<'a>>,
    roles: Vec<RoleRow>,
    proofs: Vec<ProofRow>,
    n_failing: usize,
    sizes: Vec<SizeRow>,
}

/// A theme with a small page in its colours, light and dark.
#[derive(Serialize)]
struct Side {
    name: String,
    title: String,
    years: Option<String>,
    slogan: Option<String>,
    previews: Vec<Preview>,
}

#[derive(Serialize)]
struct Preview {
    scheme: &'static str,
    /// Custom properties for a `style` attribute.
    style: String,
}

#[derive(Serialize)]
struct Group<'a> {
    id: String,
    title: &'static str,
    rows: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    how: &'static str,
    name: &'a str,
    before: Option<&'a str>,
    after: Option<&'a str>,
    details: &'a [String],
    touches: String,
    pages: &'a [String],
}

/// One colour in both themes and schemes.
#[derive(Serialize)]
struct RoleRow {
    name: String,
    meaning: &'static str,
    is_changed: bool,
    swatches: Vec<Swatch>,
}

#[derive(Serialize)]
struct Swatch {
    /// The colour as it is written, none where the theme has none.
    value: Option<String>,
    /// A colour that is safe to paint with.
    paint: Option<String>,
}

/// A pair of colours with its contrast in both themes and schemes.
#[derive(Serialize)]
struct ProofRow {
    front: String,
    ground: String,
    need: f64,
    /// What has the colour: `text`, `large` text or a part of the `interface`.
    kind: &'static str,
    ratios: Vec<Ratio>,
}

#[derive(Serialize)]
struct Ratio {
    text: Option<String>,
    passes: bool,
    front: Option<String>,
    ground: Option<String>,
}

/// A token that is no colour.
#[derive(Serialize)]
struct SizeRow {
    name: String,
    before: Option<String>,
    after: Option<String>,
}

/// The page. An error is a bug in Ribbon.
pub(crate) fn html(diff: &Diff, site: &str, old: &Pack, new: &Pack) -> Result<String, String> {
    let (before, after) = (&old.theme.theme, &new.theme.theme);
    let proofs = proofs(before, after);
    let report = Report {
        site,
        old: side(old),
        new: side(new),
        summary: summary(diff),
        n_pages: diff.n_pages,
        groups: groups(diff),
        roles: role_rows(before, after),
        n_failing: proofs.iter().flat_map(|row| &row.ratios[2..]).filter(|ratio| !ratio.passes).count(),
        proofs,
        sizes: sizes(diff),
    };
    standalone(TEMPLATE, &report)
}

fn side(pack: &Pack) -> Side {
    let theme = &pack.theme.theme;
    let english = crate::base::locale::Language::parse("en").ok();
    Side {
        name: pack.theme.name.clone(),
        title: theme.title().unwrap_or(&pack.theme.name).to_owned(),
        years: theme.years().map(|years| format!("{} to {}", years.first, years.last)),
        slogan: english.and_then(|english| theme.slogan(&english, &english).map(str::to_owned)),
        previews: Scheme::ALL.into_iter().map(|scheme| Preview { scheme: scheme.name(), style: style(theme, scheme) }).collect(),
    }
}

/// The colours of a scheme and the faces and corners, as declarations.
fn style(theme: &Theme, scheme: Scheme) -> String {
    let colors = Colors::new(theme.tokens(), scheme);
    let mut style = format!("color-scheme: {};", scheme.name());
    for name in colors.names() {
        if let Some(token) = colors.token(name) {
            style.push_str(&format!(" {}: {};", token.property, token.value));
        }
    }
    let is_shape = |property: &str| ["--font-", "--radius-"].iter().any(|group| property.starts_with(group));
    for token in theme.tokens().light.iter().filter(|token| is_shape(&token.property)) {
        style.push_str(&format!(" {}: {};", token.property, token.value));
    }
    style
}

/// Changes by kind; colours have a table of their own.
fn groups(diff: &Diff) -> Vec<Group<'_>> {
    let of = |kind: ThingKind| diff.changes.iter().filter(|change| change.kind == kind).map(|change| row(change, diff.n_pages)).collect();
    ThingKind::ALL
        .into_iter()
        .filter(|kind| *kind != ThingKind::Token)
        .map(|kind| Group { id: kind.words().to_lowercase().replace(' ', "-"), title: kind.words(), rows: of(kind) })
        .filter(|group: &Group<'_>| !group.rows.is_empty())
        .collect()
}

fn row(change: &Change, n_pages: usize) -> Row<'_> {
    Row {
        how: change.how.word(),
        name: &change.name,
        before: change.before.as_deref(),
        after: change.after.as_deref(),
        details: &change.details,
        touches: pages(change, n_pages),
        pages: &change.pages,
    }
}

/// The four columns of a table: before and after, light and dark.
fn columns<'t>(old: &'t Theme, new: &'t Theme) -> [Colors<'t>; 4] {
    [(old, Scheme::Light), (old, Scheme::Dark), (new, Scheme::Light), (new, Scheme::Dark)]
        .map(|(theme, scheme)| Colors::new(theme.tokens(), scheme))
}

/// The roles in their order, then what either theme adds.
fn role_rows(old: &Theme, new: &Theme) -> Vec<RoleRow> {
    let columns = columns(old, new);
    let all: BTreeSet<&str> = columns.iter().flat_map(Colors::names).collect();
    let known = roles::ROLES.iter().map(|role| role.name).filter(|name| all.contains(name));
    let names: Vec<&str> = known.chain(all.iter().copied().filter(|name| roles::role(name).is_none())).collect();
    names
        .into_iter()
        .map(|name| {
            let value = |colors: &Colors<'_>| colors.token(name).map(|token| token.value.clone());
            let paint = |colors: &Colors<'_>| colors.paint(name);
            RoleRow {
                name: name.to_owned(),
                meaning: roles::role(name).map_or("of the theme's own", |role| role.meaning),
                is_changed: value(&columns[0]) != value(&columns[2]) || value(&columns[1]) != value(&columns[3]),
                swatches: columns.iter().map(|colors| Swatch { value: value(colors), paint: paint(colors) }).collect(),
            }
        })
        .collect()
}

/// Every pair that either theme proves.
fn proofs(old: &Theme, new: &Theme) -> Vec<ProofRow> {
    let columns = columns(old, new);
    let (before, after) = (old.proofs(), new.proofs());
    let mut seen = BTreeSet::new();
    let pairs = before.iter().chain(&after).map(|proof| &proof.pair).filter(|pair| seen.insert((*pair).clone()));
    pairs
        .map(|pair| {
            let ratio = |(at, colors): (usize, &Colors<'_>)| {
                let proofs = if at < 2 { &before } else { &after };
                let scheme = Scheme::ALL[at % 2];
                let found: Option<&Proof> = proofs.iter().find(|proof| proof.pair == *pair && proof.scheme == scheme);
                Ratio {
                    text: found.map(|proof| shown(proof.ratio, pair.need.ratio())),
                    passes: found.is_none_or(Proof::passes),
                    front: colors.paint(&pair.front),
                    ground: colors.paint(&pair.ground),
                }
            };
            ProofRow {
                front: pair.front.clone(),
                ground: pair.ground.clone(),
                need: pair.need.ratio(),
                kind: match pair.need {
                    Need::Text => "text",
                    Need::LargeText => "large",
                    Need::Interface => "interface",
                },
                ratios: columns.iter().enumerate().map(ratio).collect(),
            }
        })
        .collect()
}

fn sizes(diff: &Diff) -> Vec<SizeRow> {
    diff.changes
        .iter()
        .filter(|change| change.kind == ThingKind::Token && !change.name.starts_with("--color-"))
        .map(|change| SizeRow { name: change.name.clone(), before: change.before.clone(), after: change.after.clone() })
        .collect()
}
