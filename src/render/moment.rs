//! What templates see of the calendar, and which of them look.
//!
//! `campaign` and `build` are there for every template, but change with time. A memo key
//! holds only those parts of them that the template names, itself or in what it includes,
//! extends or calls: the days that are left change every day, and few pages show them.

use std::collections::{BTreeMap, BTreeSet};

use tera::Value;

use super::value::{HashedValue, list, map};
use super::world::World;
use crate::base::memo::Fingerprint;
use crate::theme::Theme;

/// Parts of `campaign` and `build` that something names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Facts(u8);

impl Facts {
    const NONE: Self = Self(0);
    /// A part for every name that changes by itself or by `[campaign]`.
    const PARTS: &'static [(&'static str, Self)] =
        &[("day", Self(1)), ("launch", Self(2)), ("time_zone", Self(4)), ("phase", Self(8)), ("phases", Self(16)), ("days_left", Self(32))];
    const CAMPAIGN: Self = Self(63);
    const BUILD: Self = Self(64);

    const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether they change with every day: the date, or the days that are left while there are some.
    pub fn are_daily(self, world: &World) -> bool {
        self.has(Self::BUILD) || (self.has(Self(32)) && world.config.campaign.days_left(world.present.date).is_some())
    }
}

/// `campaign`, with the fingerprint of those parts of it that are named.
pub fn campaign(world: &World, named: Facts) -> HashedValue {
    let campaign = &world.config.campaign;
    let present = world.present.phase;
    let phase = present.map(|phase| campaign.phases[phase].name.as_str());
    let phases = campaign.phases.iter().enumerate().map(|(at, phase)| {
        let ends = campaign.phases.get(at + 1).map(|next| next.starts.iso());
        map([
            ("name", phase.name.as_str().into()),
            ("starts", phase.starts.iso().into()),
            ("ends", ends.into()),
            ("is_past", (Some(at) < present).into()),
            ("is_current", (Some(at) == present).into()),
        ])
    });
    let parts = [
        ("day", Value::from(campaign.day.map(|day| day.to_string()))),
        ("launch", campaign.launch.map(|launch| launch.iso()).into()),
        ("time_zone", campaign.zone.name().into()),
        ("phase", phase.into()),
        ("phases", list(phases)),
        ("days_left", campaign.days_left(world.present.date).map(i64::from).into()),
    ];
    let named_parts: Vec<Fingerprint> = parts
        .iter()
        .zip(Facts::PARTS)
        .filter(|(_, (_, part))| named.has(*part))
        .map(|((_, value), _)| HashedValue::new(value.clone()).fingerprint)
        .collect();
    HashedValue { value: map(parts), fingerprint: Fingerprint::of(&(named.0 & Facts::CAMPAIGN.0, named_parts)) }
}

/// `build`: when the site was made.
pub fn build(world: &World, named: Facts) -> HashedValue {
    let date = world.present.date.to_string();
    let fingerprint = Fingerprint::of(&named.has(Facts::BUILD).then_some(&date));
    HashedValue { value: map([("date", date.into())]), fingerprint }
}

/// The facts that each template and each component of a theme names.
#[derive(Clone, Debug, Default)]
pub struct Looks {
    templates: BTreeMap<String, Facts>,
    components: BTreeMap<String, Facts>,
}

impl Looks {
    /// Reads every template's text: rather too much is taken for a look than too little.
    pub fn of(theme: &Theme) -> Self {
        let mut seen: BTreeMap<&str, Seen> = BTreeMap::new();
        for (_, name, source) in theme.templates() {
            scan(&source.text, seen.entry(name).or_default());
        }
        let mut homes: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (name, seen) in &seen {
            for component in &seen.defined {
                homes.entry(component).or_default().insert(name);
            }
        }
        let facts = |name: &str| {
            let mut facts = Facts::NONE;
            let mut known = BTreeSet::from([name]);
            let mut next = vec![name];
            while let Some(found) = next.pop().and_then(|name| seen.get(name)) {
                facts = facts.and(found.facts);
                let included = found.quoted.iter().copied();
                let called = found.called.iter().filter_map(|component| homes.get(component)).flatten().copied();
                next.extend(included.chain(called).filter(|name| seen.contains_key(name) && known.insert(name)));
            }
            facts
        };
        let templates = seen.keys().map(|name| ((*name).to_owned(), facts(name))).collect();
        let of_homes = |homes: &BTreeSet<&str>| homes.iter().fold(Facts::NONE, |all, home| all.and(facts(home)));
        let components = homes.iter().map(|(component, homes)| ((*component).to_owned(), of_homes(homes))).collect();
        Self { templates, components }
    }

    pub fn of_template(&self, name: &str) -> Facts {
        self.templates.get(name).copied().unwrap_or_default()
    }

    /// Those of components by the names that texts call them by.
    pub fn of_components<'n>(&self, names: impl IntoIterator<Item = &'n String>) -> Facts {
        let facts = names.into_iter().filter_map(|name| self.components.get(&name.replace('-', "_")));
        facts.fold(Facts::NONE, |all, own| all.and(*own))
    }
}

/// What a template's tags name.
#[derive(Debug, Default)]
struct Seen<'t> {
    facts: Facts,
    /// Names in quotes, `theme/` left out: templates may be among them.
    quoted: BTreeSet<&'t str>,
    called: BTreeSet<&'t str>,
    defined: BTreeSet<&'t str>,
}

/// Reads the tags `{{ … }}` and `{% … %}` of a template.
fn scan<'t>(text: &'t str, seen: &mut Seen<'t>) {
    let mut rest = text;
    while let Some(open) = rest.find("{{").into_iter().chain(rest.find("{%")).chain(rest.find("{#")).min() {
        let inside = &rest[open + 2..];
        if rest[open..].starts_with("{#") {
            rest = inside.find("#}").map_or("", |end| &inside[end + 2..]);
            continue;
        }
        let close = if rest[open..].starts_with("{{") { "}}" } else { "%}" };
        rest = tag(inside, close, seen);
    }
}

/// Reads one tag and gives back what follows it.
fn tag<'t>(inside: &'t str, close: &str, seen: &mut Seen<'t>) -> &'t str {
    let mut rest = inside;
    let mut before = ' ';
    let mut word_before = "";
    while let Some(letter) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix(close) {
            return after;
        }
        if matches!(letter, '"' | '\'' | '`') {
            let end = quote_end(&rest[1..], letter);
            let quoted = &rest[1..1 + end];
            seen.quoted.insert(quoted.strip_prefix("theme/").unwrap_or(quoted));
            rest = rest.get(end + 2..).unwrap_or("");
            before = letter;
            continue;
        }
        let length = rest.find(|sign: char| !sign.is_alphanumeric() && sign != '_').unwrap_or(rest.len());
        if length == 0 {
            before = if letter.is_whitespace() { before } else { letter };
            rest = &rest[letter.len_utf8()..];
            continue;
        }
        let word = &rest[..length];
        rest = &rest[length..];
        match word {
            _ if word_before == "component" => {
                seen.defined.insert(word);
            }
            _ if before == '<' => {
                seen.called.insert(word);
            }
            "campaign" if before != '.' && before != '@' => seen.facts = seen.facts.and(part_of_campaign(rest)),
            "build" if before != '.' && before != '@' => seen.facts = seen.facts.and(Facts::BUILD),
            "__tera_context" => seen.facts = seen.facts.and(Facts::CAMPAIGN).and(Facts::BUILD),
            _ => {}
        }
        (before, word_before) = ('a', word);
    }
    rest
}

/// The bytes up to a closing quote.
fn quote_end(text: &str, quote: char) -> usize {
    let mut is_escaped = false;
    for (at, letter) in text.char_indices() {
        if letter == quote && !is_escaped {
            return at;
        }
        is_escaped = letter == '\\' && !is_escaped;
    }
    text.len()
}

/// What is named of `campaign` by the text behind the word: one part, or else all.
fn part_of_campaign(rest: &str) -> Facts {
    let name = rest.strip_prefix('.').unwrap_or("");
    let name = &name[..name.find(|sign: char| !sign.is_alphanumeric() && sign != '_').unwrap_or(name.len())];
    Facts::PARTS.iter().find(|(part, _)| *part == name).map_or(Facts::CAMPAIGN, |(_, part)| *part)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: u8, names: &str) {
        let mut seen = Seen::default();
        scan(text, &mut seen);
        let found: Vec<&str> = seen.quoted.iter().chain(&seen.called).chain(&seen.defined).copied().collect();
        assert_eq!((seen.facts.0, found.join(" ").as_str()), (expected, names), "{text}");
    }

    #[test]
    fn looks_are_found_in_tags_alone() {
        check("campaign.phase {# {{ campaign.phase }} #} build", 0, "");
        check("{{ campaign.phase }}", 8, "");
        check("{% if campaign.days_left == 0 %}{{ campaign.day }}{% endif %}", 33, "");
        check("{% set c = campaign %}", 63, "");
        check("{{ campaign . phase }}{{ campaign[\"phase\"] }}", 63, "phase");
        check("{{ campaign.phaze }}", 63, "");
        check("{{ build.date }}{{ page.build }}{{ site.campaign }}", 64, "");
        check("{{ __tera_context }}", 127, "");
        check("{{ t(key=\"campaign\") }}{{ \"}} campaign\" }}{{- campaign.launch -}}", 2, "campaign }} campaign");
        check("{% component count_down(@campaign, x=\"y\") %}{{<clock.face x />}}{% endcomponent count_down %}", 0, "y clock count_down");
        check("{% extends \"theme/page.html\" %}{% include 'a.html' %}", 0, "a.html page.html");
        check("{{ \"open", 0, "open");
    }
}
