//! The variables that a template reads, and the names that it gives to values itself.

use std::ops::Range;

use super::tokens::{Tag, Token, TokenKind};

/// Words that no variable is called by.
const KEYWORDS: &[&str] = &[
    "and",
    "or",
    "not",
    "in",
    "is",
    "if",
    "elif",
    "else",
    "for",
    "true",
    "false",
    "True",
    "False",
    "none",
    "None",
    "loop",
    "__tera_context",
];

/// What stands outside of definitions, or in one: the places of names.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Scope {
    /// The component that it defines; none outside.
    pub component: Option<String>,
    /// Arguments, and what `set` and `for` name.
    pub bound: Vec<Range<usize>>,
    /// The roots of what is read.
    pub read: Vec<Range<usize>>,
    /// Those of them that may be missing: `x | default(…)`, `x is defined`, `x?.part`.
    pub optional: Vec<Range<usize>>,
}

impl Scope {
    /// Adds the names of a tag, unless it opens a definition, extends, includes or ends something.
    pub(super) fn tag(&mut self, text: &str, tag: &Tag) {
        let of = |at: usize| tag.tokens.get(at).filter(|token| token.kind == TokenKind::Word).map(|token| &text[token.at.clone()]);
        let tokens = &tag.tokens[..];
        let first = if tag.is_block { of(0) } else { None };
        match first {
            Some("set" | "set_global") => {
                self.bound.extend(tokens.get(1).map(|name| name.at.clone()));
                self.expression(text, tokens.get(2..).unwrap_or_default());
            }
            Some("for") => {
                let end = (1..tokens.len()).find(|at| of(*at) == Some("in")).unwrap_or(tokens.len());
                let names = tokens[1..end].iter().filter(|token| token.kind == TokenKind::Word);
                self.bound.extend(names.map(|name| name.at.clone()));
                self.expression(text, &tokens[end..]);
            }
            Some("if" | "elif") => self.expression(text, &tokens[1..]),
            Some("filter") => self.expression(text, tokens.get(2..).unwrap_or_default()),
            // The end of something, or a name that is no variable.
            Some(_) => {}
            None => self.expression(text, tokens),
        }
    }

    /// The arguments of a definition, which its tag names before its metadata.
    pub(super) fn arguments(&mut self, tag: &Tag) {
        let head = tag.tokens.iter().skip(1).take_while(|token| token.kind != TokenKind::Sign('{'));
        self.bound.extend(head.filter(|token| token.kind == TokenKind::Word).map(|name| name.at.clone()));
    }

    fn expression(&mut self, text: &str, tokens: &[Token]) {
        let sign =
            |at: Option<usize>, sign: char| at.and_then(|at| tokens.get(at)).is_some_and(|token| token.kind == TokenKind::Sign(sign));
        let word = |at: Option<usize>, words: &[&str]| {
            at.and_then(|at| tokens.get(at)).is_some_and(|token| token.kind == TokenKind::Word && words.contains(&&text[token.at.clone()]))
        };
        // Between `for` and `in` a list made of another names its items.
        let mut is_naming = false;
        for (at, token) in tokens.iter().enumerate().filter(|(_, token)| token.kind == TokenKind::Word) {
            match &text[token.at.clone()] {
                "for" => is_naming = true,
                "in" => is_naming = false,
                _ if is_naming => {
                    self.bound.push(token.at.clone());
                    continue;
                }
                _ => {}
            }
            let (before, next) = (at.checked_sub(1), at + 1);
            let is_of_another = ['.', '|', '<'].iter().any(|mark| sign(before, *mark))
                || (sign(before, '/') && sign(at.checked_sub(2), '<'))
                || word(before, &["is"])
                || (word(before, &["not"]) && word(at.checked_sub(2), &["is"]));
            let names_no_variable = sign(Some(next), '(') || sign(Some(next), ':') || (sign(Some(next), '=') && !sign(Some(next + 1), '='));
            if is_of_another || names_no_variable || KEYWORDS.contains(&&text[token.at.clone()]) {
                continue;
            }
            let end = path_end(tokens, next);
            let may_be_missing = sign(Some(next), '?')
                || (sign(Some(end), '|') && word(Some(end + 1), &["default"]))
                || (word(Some(end), &["is"])
                    && (word(Some(end + 1), &["defined", "undefined"])
                        || (word(Some(end + 1), &["not"]) && word(Some(end + 2), &["defined"]))));
            let places = if may_be_missing { &mut self.optional } else { &mut self.read };
            places.push(token.at.clone());
        }
    }
}

/// Where what is named of a variable ends.
fn path_end(tokens: &[Token], from: usize) -> usize {
    let sign = |at: usize, sign: char| tokens.get(at).is_some_and(|token| token.kind == TokenKind::Sign(sign));
    let mut at = from;
    loop {
        if sign(at, '?') {
            at += 1;
        } else if sign(at, '.') {
            at += 2;
        } else if sign(at, '[') {
            at = super::closing(tokens, at) + 1;
        } else {
            return at;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::read;

    /// The names of each scope: bound, read, and those that may be missing.
    fn check(text: &str, expected: &str) {
        let names = |places: &[std::ops::Range<usize>]| places.iter().map(|at| &text[at.clone()]).collect::<Vec<_>>().join(" ");
        let scopes = read(text).scopes;
        let told: Vec<String> = (scopes.iter())
            .map(|scope| {
                let name = scope.component.as_deref().unwrap_or_default();
                format!("{name}[{}] {} ({})", names(&scope.bound), names(&scope.read), names(&scope.optional))
            })
            .collect();
        assert_eq!(told.join("; "), expected, "{text}");
    }

    #[test]
    fn what_is_read() {
        check("{{ page.title | upper }}{{ a[b.c] }}{{ f(x=y, z=d) | g(h=i) }}", "[] page a b y d i ()");
        check("{% if not a and b == \"c\" or d is odd %}{% elif e is not defined %}{% else %}{% endif %}", "[] a b d (e)");
        check("{{ a if b else c }}{{ d ~ e }}{{ f > g }}{{ -h }}{{ [i, j] }}{{ {\"k\": l} }}", "[] a b c d e f g h i j l ()");
        check("{{ a | default(value=b) }}{{ c.d?.e | default(value=1) }}{{ f?.g }}", "[] b (a c f)");
        check("{% filter upper %}{{ a }}{% endfilter %}{% block b %}{% endblock b %}{# {{ c }} #}{{ true }}{{ none }}", "[] a ()");
    }

    #[test]
    fn what_is_bound() {
        check("{% set a = b %}{% set c %}text{% endset %}{% for d, e in f.g %}{{ loop.index }}{% endfor %}", "[a c d e] b f ()");
        check("{{ [a.x for a, b in c if b == d] }}", "[a b] a c b d ()");
        check("{% for a in b | sort %}{{ a }}{% else %}{{ c }}{% endfor %}", "[a] b a c ()");
    }

    #[test]
    fn definitions_stand_alone() {
        check(
            "{{ x }}{% component ui.card(a: string = \"\", @lang) {\"doc\": \"one\"} -%}{{ a }}{{ body }}{% endcomponent ui.card %}{{ y }}",
            "[] x y (); ui.card[ui card a string lang] a body ()",
        );
        check("{{<ui.card title={page.title} label=\"x\" />}}{% <ui.box a={b}> %}{{ c }}{% </ui.box> %}", "[] page b c ()");
    }
}
