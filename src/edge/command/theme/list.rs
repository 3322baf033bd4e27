//! `ribbon theme list`: the themes of a site.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{current, read_site};
use crate::base::diagnostic::Diagnostic;
use crate::base::plain::{json, plain};
use crate::base::source::Snapshot;
use crate::build::survey;
use crate::edge::cli::{ListFormat, ThemeListArgs};
use crate::edge::command::FINE;
use crate::edge::command::terminal::{print, print_style};
use crate::theme;

/// A theme as a list shows it.
#[derive(Serialize)]
struct Listed {
    name: String,
    title: Option<String>,
    years: Option<[u16; 2]>,
    /// The themes it inherits, nearest first.
    parents: Vec<String>,
    engine: Option<String>,
    /// Whether the site uses it.
    active: bool,
    /// Content files of sections that name it.
    sections: Vec<String>,
    /// What is wrong with it, in short.
    problems: Vec<String>,
}

/// Lists all themes.
pub(super) fn list(args: &ThemeListArgs) -> u8 {
    let snapshot = match read_site(&args.root) {
        Ok(snapshot) => snapshot,
        Err(code) => return code,
    };
    let listed = themes(&snapshot);
    match args.format {
        ListFormat::Json => print(&json(&format!("{:#}\n", serde_json::json!(listed)))),
        ListFormat::Human => print(&shown(&listed)),
    }
    FINE
}

fn themes(snapshot: &Snapshot) -> Vec<Listed> {
    let active = current(snapshot);
    let sections = sections(snapshot);
    theme::names(snapshot)
        .into_iter()
        .map(|name| {
            let (theme, problems) = theme::resolve(snapshot, &name, None);
            let own = theme.layers().get(1).map(|layer| &layer.manifest).filter(|_| theme.name() == name);
            Listed {
                title: own.and_then(|own| own.title.clone()),
                years: own.and_then(|own| own.years).map(|years| [years.first, years.last]),
                parents: theme.layers().iter().skip(2).map(|layer| layer.name.clone()).collect(),
                engine: own.and_then(|own| own.engine.clone()),
                active: active.as_ref() == Some(&name),
                sections: sections.get(&name).cloned().unwrap_or_default().into_iter().collect(),
                problems: problems.errors().map(short_line).collect(),
                name,
            }
        })
        .collect()
}

/// The sections that name a theme of their own, by its name.
fn sections(snapshot: &Snapshot) -> BTreeMap<String, BTreeSet<String>> {
    let mut sections: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let Some((world, _)) = survey(snapshot) else { return sections };
    for entry in &world.index.entries {
        if let (Some(theme), Some(source)) = (&entry.front.section.theme, &entry.source) {
            sections.entry(theme.value.clone()).or_default().insert(source.to_string());
        }
    }
    sections
}

fn short_line(problem: &Diagnostic) -> String {
    format!("{}: {}", problem.code.name(), problem.message)
}

fn shown(listed: &[Listed]) -> String {
    if listed.is_empty() {
        return "there are no themes\n".to_owned();
    }
    let (bold, off) = if print_style().color { ("\u{1b}[1m", "\u{1b}[0m") } else { ("", "") };
    let width = listed.iter().map(|theme| theme.name.chars().count()).max().unwrap_or(0);
    let mut text = String::new();
    for theme in listed {
        let mark = if theme.active { "*" } else { " " };
        let years = theme.years.map(|[first, last]| if first == last { first.to_string() } else { format!("{first} to {last}") });
        let parents = (!theme.parents.is_empty()).then(|| format!("on {}", theme.parents.join(", ")));
        let engine = theme.engine.as_ref().map(|engine| format!("for Ribbon {engine}"));
        let parts: Vec<String> = [theme.title.clone(), years, parents, engine].into_iter().flatten().collect();
        let gap = " ".repeat(width - theme.name.chars().count());
        text.push_str(&format!("{mark} {bold}{}{off}{gap}  {}\n", plain(&theme.name), plain(&parts.join(" · "))));
        let indent = " ".repeat(width + 4);
        text.extend(theme.sections.iter().map(|section| format!("{indent}used by {}\n", plain(section))));
        text.extend(theme.problems.iter().map(|problem| format!("{indent}error: {}\n", plain(problem))));
    }
    text.push_str("\n* is the site's theme. `ribbon theme check NAME` says what another one would break.\n");
    text
}
