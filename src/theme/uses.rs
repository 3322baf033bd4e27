//! Which variables the templates and components of a theme name, themselves or in what they include, extend or call.
//!
//! A value that no template names need not be made, and what changes with time is only an input of what names it. Rather
//! too much is taken for a name than too little: every word outside quotes that could be a variable counts.

use std::collections::{BTreeMap, BTreeSet};

use super::Theme;

/// The variables that something names: whole (`page`) or by one part (`campaign.phase`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Variables {
    whole: BTreeSet<String>,
    parts: BTreeSet<(String, String)>,
    /// Whether the whole context is looked at, by `__tera_context`.
    everything: bool,
}

impl Variables {
    /// Whether a variable is named at all.
    pub fn names(&self, variable: &str) -> bool {
        self.names_whole(variable) || self.parts.iter().any(|(name, _)| name == variable)
    }

    /// Whether a part of a variable is named, or the variable as a whole.
    pub fn names_part(&self, variable: &str, part: &str) -> bool {
        self.names_whole(variable) || self.parts.iter().any(|(name, named)| name == variable && named == part)
    }

    fn names_whole(&self, variable: &str) -> bool {
        self.everything || self.whole.contains(variable)
    }

    fn add(&mut self, other: &Self) {
        self.whole.extend(other.whole.iter().cloned());
        self.parts.extend(other.parts.iter().cloned());
        self.everything |= other.everything;
    }
}

/// The variables that each template and each component of a theme names.
#[derive(Clone, Debug, Default)]
pub struct Uses {
    templates: BTreeMap<String, Variables>,
    components: BTreeMap<String, Variables>,
    nothing: Variables,
}

impl Uses {
    /// Reads the text of every template that can be reached.
    pub fn of(theme: &Theme) -> Self {
        let mut seen: BTreeMap<&str, Seen> = BTreeMap::new();
        let built_upon = built_upon(theme);
        for (layer, name, source) in theme.templates() {
            // A template hides those of its name in the layers below, unless some template builds upon them or they define
            // components, which are found by their own names.
            let is_hidden = theme.template(name).is_some_and(|(_, top)| top < layer);
            if is_hidden && !built_upon.contains(name) && !source.text.contains("{% component") {
                continue;
            }
            scan(&source.text, seen.entry(name).or_default());
        }
        let mut homes: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (name, seen) in &seen {
            for component in &seen.defined {
                homes.entry(component).or_default().insert(name);
            }
        }
        let reached = |name: &str| {
            let mut variables = Variables::default();
            let mut known = BTreeSet::from([name]);
            let mut next = vec![name];
            while let Some(found) = next.pop().and_then(|name| seen.get(name)) {
                variables.add(&found.variables);
                let included = found.quoted.iter().copied();
                let called = found.called.iter().filter_map(|component| homes.get(component)).flatten().copied();
                next.extend(included.chain(called).filter(|name| seen.contains_key(name) && known.insert(name)));
            }
            variables
        };
        let templates = seen.keys().map(|name| ((*name).to_owned(), reached(name))).collect();
        let of_homes = |homes: &BTreeSet<&str>| {
            let mut variables = Variables::default();
            homes.iter().for_each(|home| variables.add(&reached(home)));
            variables
        };
        let components = homes.iter().map(|(component, homes)| ((*component).to_owned(), of_homes(homes))).collect();
        Self { templates, components, nothing: Variables::default() }
    }

    pub fn of_template(&self, name: &str) -> &Variables {
        self.templates.get(name).unwrap_or(&self.nothing)
    }

    /// Those of components by the names that texts call them by.
    pub fn of_components<'n>(&self, names: impl IntoIterator<Item = &'n String>) -> Variables {
        let mut variables = Variables::default();
        names.into_iter().filter_map(|name| self.components.get(&name.replace('-', "_"))).for_each(|own| variables.add(own));
        variables
    }
}

/// The names of the templates that some template addresses as `theme/NAME`, a layer below its own.
fn built_upon(theme: &Theme) -> BTreeSet<&str> {
    let names = |text: &'_ str| -> Vec<(usize, usize)> {
        let starts = text.match_indices("theme/").map(|(at, found)| at + found.len());
        starts.map(|start| (start, text[start..].find(['"', '\'', '`']).map_or(text.len(), |length| start + length))).collect()
    };
    let texts = theme.templates().map(|(.., source)| &*source.text);
    texts.flat_map(|text| names(text).into_iter().map(|(start, end)| &text[start..end])).collect()
}

/// What a template's tags name.
#[derive(Debug, Default)]
struct Seen<'t> {
    variables: Variables,
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
            "__tera_context" => seen.variables.everything = true,
            // A digit starts no variable, a dot names a part of one, and `@` only passes it on.
            _ if before == '.' || before == '@' || word.starts_with(|first: char| first.is_ascii_digit()) => {}
            _ => match part(rest) {
                Some(part) => drop(seen.variables.parts.insert((word.to_owned(), part.to_owned()))),
                None => drop(seen.variables.whole.insert(word.to_owned())),
            },
        }
        (before, word_before) = ('a', word);
    }
    rest
}

/// The part that is named right behind a variable.
fn part(rest: &str) -> Option<&str> {
    let name = rest.strip_prefix('.')?;
    let name = &name[..name.find(|sign: char| !sign.is_alphanumeric() && sign != '_').unwrap_or(name.len())];
    (!name.is_empty()).then_some(name)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str, names: &str) {
        let mut seen = Seen::default();
        scan(text, &mut seen);
        let found: Vec<&str> = seen.quoted.iter().chain(&seen.called).chain(&seen.defined).copied().collect();
        let mut variables: Vec<String> = seen.variables.whole.into_iter().collect();
        variables.extend(seen.variables.parts.into_iter().map(|(name, part)| format!("{name}.{part}")));
        variables.extend(seen.variables.everything.then(|| "*".to_owned()));
        let variables = variables.into_iter().filter(|name| ["campaign", "build", "*"].contains(&name.split('.').next().unwrap_or("")));
        assert_eq!((variables.collect::<Vec<_>>().join(" ").as_str(), found.join(" ").as_str()), (expected, names), "{text}");
    }

    #[test]
    fn variables_are_found_in_tags_alone() {
        check("campaign.phase {# {{ campaign.phase }} #} build", "", "");
        check("{{ campaign.phase }}", "campaign.phase", "");
        check("{% if campaign.days_left == 0 %}{{ campaign.day }}{% endif %}", "campaign.day campaign.days_left", "");
        check("{% set c = campaign %}", "campaign", "");
        check("{{ campaign . phase }}{{ campaign[\"phase\"] }}", "campaign", "phase");
        check("{{ build.date }}{{ page.build }}{{ site.campaign }}", "build.date", "");
        check("{{ __tera_context }}", "*", "");
        check("{{ t(key=\"campaign\") }}{{ \"}} campaign\" }}{{- campaign.launch -}}", "campaign.launch", "campaign }} campaign");
        check("{% component count_down(@campaign, x=\"y\") %}{{<clock.face x />}}{% endcomponent count_down %}", "", "y clock count_down");
        check("{% extends \"theme/page.html\" %}{% include 'a.html' %}", "", "a.html page.html");
        check("{{ \"open", "", "open");
    }
}
