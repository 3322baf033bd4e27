//! What a theme provides besides templates, by name, so that two can be compared.

use std::collections::BTreeMap;

use super::pack::Pack;
use super::thing::ThingValue;
use crate::base::locale::Language;
use crate::syntax::fields::Value;
use crate::theme::{Colors, Scheme};

/// The parts of a theme's identity, those in languages one by one: `slogan (fr)`.
pub(super) fn identity(pack: &Pack, languages: &[Language]) -> BTreeMap<String, ThingValue> {
    let theme = &pack.theme.theme;
    let mut parts = BTreeMap::new();
    let mut add = |name: String, text: Option<String>| {
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            parts.insert(name, ThingValue::text(text));
        }
    };
    add("title".to_owned(), theme.title().map(str::to_owned));
    add("years".to_owned(), theme.years().map(|years| format!("{} to {}", years.first, years.last)));
    for language in languages {
        add(format!("slogan ({language})"), theme.slogan(language, &languages[0]).map(str::to_owned));
        add(format!("hashtags ({language})"), Some(theme.hashtags(language, &languages[0]).join(" ")));
    }
    parts
}

/// Parameters with their type and default.
pub(super) fn params(pack: &Pack) -> BTreeMap<String, ThingValue> {
    let shown = |param: &crate::theme::Param| {
        let default = match &param.default {
            _ if param.required => ", must be set".to_owned(),
            Some(value) => format!(", {} if not set", value_text(value)),
            None => String::new(),
        };
        ThingValue::text(format!("{}{default}", param.kind_words()))
    };
    pack.theme.theme.declared_params().into_iter().map(|param| (param.name.clone(), shown(param))).collect()
}

fn value_text(value: &Value) -> String {
    match value {
        Value::Nothing => "nothing".to_owned(),
        Value::String(text) => format!("\"{text}\""),
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
        Value::Moment(moment) => moment.iso(),
        Value::Array(nodes) => format!("[{}]", nodes.iter().map(|node| value_text(&node.value)).collect::<Vec<_>>().join(", ")),
        Value::Table(_) => "a table".to_owned(),
    }
}

/// Strings by key, with their texts in the languages of the site as the files have them.
pub(super) fn strings(pack: &Pack, languages: &[Language]) -> BTreeMap<String, ThingValue> {
    let mut texts: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    // The weakest come first, so that stronger layers replace them.
    for (language, source) in pack.theme.theme.string_files() {
        if !languages.iter().any(|known| known.as_str() == language || known.as_str().starts_with(&format!("{language}-"))) {
            continue;
        }
        for (key, text) in entries(&source.text) {
            texts.entry(key).or_default().insert(language.clone(), text);
        }
    }
    let shown = |texts: BTreeMap<String, String>| {
        ThingValue::text(texts.into_iter().map(|(language, text)| format!("{language}: {text}")).collect::<Vec<_>>().join(" · "))
    };
    texts.into_iter().map(|(key, texts)| (key, shown(texts))).collect()
}

/// The keys and texts of a Fluent file: an entry continues as long as its lines are indented.
fn entries(text: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    let mut is_open = false;
    for line in text.lines() {
        let begins = line.starts_with(|first: char| first.is_ascii_alphabetic() || first == '-');
        if let (true, Some((key, text))) = (begins, line.split_once('=')) {
            found.push((key.trim().to_owned(), text.trim().to_owned()));
            is_open = true;
        } else if let (true, Some((_, text))) = (is_open && (line.starts_with([' ', '}']) || line.is_empty()), found.last_mut()) {
            let more = line.trim();
            if !more.is_empty() {
                text.push_str(if text.is_empty() { "" } else { " " });
                text.push_str(more);
            }
        } else {
            is_open = false;
        }
    }
    found.retain(|(key, _)| !key.starts_with('-'));
    found
}

/// Custom properties with their values; in the dark, those that differ from the light.
pub(super) fn tokens(pack: &Pack, scheme: Scheme) -> BTreeMap<String, ThingValue> {
    let tokens = pack.theme.theme.tokens();
    match scheme {
        Scheme::Light => tokens.light.iter().map(|token| (token.property.clone(), ThingValue::text(&token.value))).collect(),
        Scheme::Dark => {
            let colors = Colors::new(tokens, Scheme::Dark);
            let named =
                colors.names().filter_map(|name| Some((format!("--color-{name} (dark)"), ThingValue::text(&colors.token(name)?.value))));
            named.collect()
        }
    }
}

/// Static files by path, without the style sheet that Ribbon makes from the tokens.
pub(super) fn assets(pack: &Pack) -> BTreeMap<String, ThingValue> {
    let size = |len: u64| if len < 10_000 { format!("{len} bytes") } else { format!("{} kB", len / 1000) };
    pack.theme
        .theme
        .statics()
        .map(|(path, asset)| {
            let hash: String = asset.sha256.iter().map(|byte| format!("{byte:02x}")).collect();
            (path.to_owned(), ThingValue { identity: hash, text: Some(size(asset.len)) })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_go_on_where_lines_are_set_in() {
        let text = "# a comment\nread-more = Read more\nmany = { $n ->\n    [one] One\n   *[other] { $n }\n}\n    .title = x\n## group\n-brand = Ribbon\nlast =\n    two\n    lines\n";
        let found = entries(text);
        let shown: Vec<String> = found.iter().map(|(key, text)| format!("{key}|{text}")).collect();
        assert_eq!(shown, ["read-more|Read more", "many|{ $n -> [one] One *[other] { $n } } .title = x", "last|two lines"]);
    }
}
