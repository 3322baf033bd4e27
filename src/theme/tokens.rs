//! Design tokens: the values in `theme.toml` that become CSS custom properties.

use std::fmt::Write as _;

use super::color::{self, Color};
use crate::base::diagnostic::{Code, Diagnostic, Problems, Suggestion};
use crate::base::source::{SourceId, Span};
use crate::syntax::fields::{Entry, Fields, FromNode, Node, Table, Value, wrong_type};

/// One custom property, such as `--space-m`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub property: String,
    pub value: String,
    pub at: Span,
}

impl Token {
    /// The first word of its name, such as `space`: the group that it is declared in, or what groups of several words have in common.
    fn group(&self) -> Option<&str> {
        self.property.trim_start_matches('-').split('-').next()
    }
}

/// The tokens in the order they are declared; `dark` replaces colours of `light`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tokens {
    pub light: Vec<Token>,
    pub dark: Vec<Token>,
}

/// Reads `[tokens]`. What is no safe CSS value is reported and left out.
pub(super) fn read(table: &Table, source: &SourceId, problems: &mut Problems) -> Tokens {
    let mut tokens = Tokens::default();
    for group in &table.entries {
        let Some(keys) = table_of(group, source, problems) else { continue };
        if group.key != "color" {
            read_group(&group.key, &keys, source, &mut tokens.light, problems);
            continue;
        }
        let mut fields = Fields::new(&keys, source);
        for (scheme, list) in [("light", &mut tokens.light), ("dark", &mut tokens.dark)] {
            if let Some(colors) = fields.optional::<Table>(scheme, problems) {
                read_group("color", &colors, source, list, problems);
            }
        }
        fields.finish("`[tokens.color]`, where colours belong under `light` or `dark`", problems);
    }
    tokens
}

fn table_of(entry: &Entry, source: &SourceId, problems: &mut Problems) -> Option<Table> {
    Table::from_node(&entry.node).map_err(|expected| problems.push(wrong_type(source, &entry.key, &entry.node, expected))).ok()
}

fn read_group(group: &str, table: &Table, source: &SourceId, tokens: &mut Vec<Token>, problems: &mut Problems) {
    for entry in &table.entries {
        let property = format!("--{group}-{}", entry.key);
        if !property.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_')) {
            problems.push(
                Diagnostic::new(Code::InvalidValue, format!("`{group}.{}` cannot name a token", entry.key))
                    .at(source.at(entry.key_span.clone()))
                    .help("use the letters a to z, digits, `-` and `_`"),
            );
            continue;
        }
        if let Some(first) = tokens.iter().find(|token| token.property == property) {
            problems.push(
                Diagnostic::new(Code::InvalidValue, format!("two tokens are called `{property}`"))
                    .at(source.at(entry.key_span.clone()))
                    .also(first.at.clone(), "the first one")
                    .help("give one of them another name"),
            );
            continue;
        }
        let check = if group == "color" { color_problem } else { css_problem };
        let Some(value) = css_text(&entry.key, &entry.node, source, check, problems) else { continue };
        tokens.push(Token { property, value, at: source.at(entry.node.span.clone()) });
    }
}

/// A value as it is written in CSS, if `check` finds nothing wrong with it.
fn css_text(key: &str, node: &Node, source: &SourceId, check: fn(&str) -> Option<String>, problems: &mut Problems) -> Option<String> {
    let text = match &node.value {
        Value::String(text) => text.trim().to_owned(),
        Value::Integer(number) => number.to_string(),
        Value::Float(number) if number.is_finite() => number.to_string(),
        _ => {
            problems.push(wrong_type(source, key, node, "text in quotes or a number"));
            return None;
        }
    };
    let Some(help) = check(&text) else { return Some(text) };
    problems.push(Diagnostic::new(Code::InvalidValue, format!("`{key}` cannot be `{text}`")).at(source.at(node.span.clone())).help(help));
    None
}

/// Why a text cannot stand as one CSS value, as the fix; none if it can.
///
/// A value must not end its declaration or leave anything open, or the rest of the
/// style sheet would be read as part of it. It is looked at by its letters and not by tokens, for two reasons: tokenizers
/// of CSS close without a word what is left open at the end, and the value must be harmless in a `style` attribute and
/// in a `<style>` as well, where a text in quotes can do harm too.
pub(super) fn css_problem(text: &str) -> Option<String> {
    if text.is_empty() {
        return Some("write a CSS value".to_owned());
    }
    let mut open = Vec::new();
    let mut quote = None;
    for letter in text.chars() {
        match (letter, quote) {
            (';' | '{' | '}' | '<' | '\\', _) => return Some(format!("a token is one CSS value, without `{letter}`")),
            (letter, _) if letter.is_control() => return Some("a token is one CSS value on one line".to_owned()),
            (letter, Some(opened)) if letter == opened => quote = None,
            (_, Some(_)) => {}
            ('"' | '\'', None) => quote = Some(letter),
            ('(', None) => open.push(')'),
            ('[', None) => open.push(']'),
            (')' | ']', None) if open.pop() != Some(letter) => return Some(format!("`{letter}` closes nothing")),
            _ => {}
        }
    }
    if text.contains("/*") {
        return Some("write the comment into theme.toml, after `#`".to_owned());
    }
    open.pop().or(quote).map(|missing| format!("a `{missing}` is missing"))
}

/// Functions that make a colour, and `var()`, which may hold one.
const COLOR_FUNCTIONS: &[&str] =
    &["rgb", "rgba", "hsl", "hsla", "hwb", "lab", "lch", "oklab", "oklch", "color", "color-mix", "light-dark", "var"];

/// Those of them whose parts are read, to see that they make a colour.
const COMPUTED: &[&str] = &["rgb", "rgba", "hsl", "hsla", "hwb", "lab", "lch", "oklab", "oklch"];

/// Words for colours that have no value of their own. Source: CSS Color Module Level 4, sections 6.2 and 6.3.
const COLOR_KEYWORDS: &[&str] = &["currentcolor", "transparent"];

/// Why a text is no CSS colour, as the fix; none if it is one.
pub(super) fn color_problem(text: &str) -> Option<String> {
    if let Some(problem) = css_problem(text) {
        return Some(problem);
    }
    if let Some(digits) = text.strip_prefix('#') {
        let is_color = matches!(digits.len(), 3 | 4 | 6 | 8) && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        return (!is_color).then(|| "after `#` come 3, 4, 6 or 8 of the digits 0 to 9 and a to f".to_owned());
    }
    let word = text.to_ascii_lowercase();
    let (name, known): (&str, Vec<&str>) = match word.split_once('(') {
        Some((function, arguments)) if !arguments.ends_with(')') => {
            return Some(format!("a colour ends where `{function}(…)` closes"));
        }
        Some((function, _)) => (function, COLOR_FUNCTIONS.to_vec()),
        None => (&word, color::names().chain(COLOR_KEYWORDS.iter().copied()).collect()),
    };
    if known.contains(&name) {
        let is_computed = COMPUTED.contains(&name) && !["var(", "calc(", "from ", "none"].iter().any(|part| word.contains(part));
        return (is_computed && Color::parse(&word).is_none())
            .then(|| format!("`{name}(…)` has parts that make no colour; write it like `rgb(11 83 148)` or `oklch(45% 0.12 250)`"));
    }
    Some(Suggestion::nearest(name, known).or("write a colour like `#0b5394`, `rgb(11 83 148)`, `oklch(45% 0.12 250)` or `navy`"))
}

impl Tokens {
    /// Puts a stronger layer's tokens over these: a known token keeps its place in the order, and a new one follows those of its
    /// group, as it would if all of them stood in one file.
    pub(super) fn overlay(&mut self, stronger: &Self) {
        for (below, above) in [(&mut self.light, &stronger.light), (&mut self.dark, &stronger.dark)] {
            for token in above {
                if let Some(known) = below.iter_mut().find(|known| known.property == token.property) {
                    *known = token.clone();
                    continue;
                }
                let at = below.iter().rposition(|known| known.group() == token.group()).map_or(below.len(), |last| last + 1);
                below.insert(at, token.clone());
            }
        }
    }

    /// A colour for the dark that has none for the light would be missing on most screens.
    pub(super) fn check_schemes(&self, problems: &mut Problems) {
        for token in &self.dark {
            if !self.light.iter().any(|light| light.property == token.property) {
                problems.push(
                    Diagnostic::new(Code::InvalidValue, format!("`{}` has a dark colour, but no light one", token.property))
                        .at(token.at.clone())
                        .help("add it under `[tokens.color.light]`"),
                );
            }
        }
    }

    /// The style sheet that sets every token, for both colour schemes.
    ///
    /// The reader's system decides between light and dark unless the page's root element
    /// has `data-scheme`.
    pub(crate) fn css(&self) -> String {
        if self.dark.is_empty() {
            return rule("", ":root", "light", &self.light);
        }
        let mut css = rule("", ":root", "light dark", &self.light);
        css.push_str("@media (prefers-color-scheme: dark) {\n");
        css.push_str(&rule("  ", ":root:not([data-scheme=\"light\"])", "dark", &self.dark));
        css.push_str("}\n");
        css.push_str(&rule("", ":root[data-scheme=\"light\"]", "light", &[]));
        css.push_str(&rule("", ":root[data-scheme=\"dark\"]", "dark", &self.dark));
        css
    }
}

fn rule(indent: &str, selector: &str, scheme: &str, tokens: &[Token]) -> String {
    let mut css = format!("{indent}{selector} {{\n{indent}  color-scheme: {scheme};\n");
    for Token { property, value, .. } in tokens {
        writeln!(css, "{indent}  {property}: {value};").expect("a String takes all text");
    }
    css.push_str(indent);
    css.push_str("}\n");
    css
}
