//! Tera templates: the names that a template uses and defines, each with its place.
//!
//! Tera does not expose its syntax tree, so names are found among tokens, without the grammar: whatever this does not
//! understand is skipped, and Tera reports syntax errors.

mod growth;
mod guard;
mod reach;
mod scope;
mod tokens;

use std::ops::Range;

pub(crate) use growth::growing;
pub(crate) use guard::{Guarded, HELD, TURN};
pub(crate) use reach::{Reach, Variables};
use scope::Scope;
use tokens::{Tag, Token, TokenKind};

/// The names that a template uses and the components that it defines.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Template {
    pub uses: Vec<Use>,
    pub components: Vec<Definition>,
    /// First what stands outside of definitions, then each of them.
    pub scopes: Vec<Scope>,
}

/// Something that a template names.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Use {
    pub what: What,
    /// The content of a text, or the root of a path.
    pub name: String,
    pub at: Range<usize>,
    /// The component in whose definition it stands.
    pub component: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum What {
    Extends,
    Include,
    Block,
    Component(Given),
    /// `name(key="…")`
    Function(Vec<Argument>),
    /// `theme.params["note"]`, with what follows the root. A part that is computed ends it.
    Path(Vec<Part>),
    /// A text in quotes, wherever it stands
    Text,
}

/// An argument of a function, with the texts that it can be.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Argument {
    pub name: String,
    /// One text, or two with `if` and `else` between them; none where the value is computed.
    pub texts: Vec<Part>,
    /// Whether more is joined to the text, as in `"care-card-" ~ level`.
    pub is_joined: bool,
}

/// A name or a text with its place.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Part {
    pub name: String,
    pub at: Range<usize>,
}

/// The arguments that a template gives to a component.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Given {
    pub arguments: Vec<GivenArgument>,
    /// Whether a map adds arguments that cannot be known.
    pub is_open: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct GivenArgument {
    pub name: String,
    pub at: Range<usize>,
    /// The type, where the value is written out: `string`, `integer`, `float`, `bool`.
    pub kind: Option<&'static str>,
    /// The value, where it is a text that is written out.
    pub text: Option<String>,
}

/// A component's definition: its name, the tag that opens it, and all of it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Definition {
    pub name: String,
    /// Where the name stands.
    pub at: Range<usize>,
    pub head: Range<usize>,
    pub whole: Range<usize>,
}

impl Definition {
    /// A text in the metadata of the definition, with its place in the template.
    pub(crate) fn metadata<'t>(&self, template: &'t str, key: &str) -> Option<(&'t str, Range<usize>)> {
        let head = template.get(self.head.clone())?;
        let quoted = format!("\"{key}\"");
        head.match_indices(&quoted).find_map(|(at, found)| {
            let rest = &head[at + found.len()..];
            let value = rest.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
            let value = &value[..value.find('"')?];
            let start = self.head.start + (value.as_ptr() as usize - head.as_ptr() as usize);
            Some((value, start..start + value.len()))
        })
    }
}

/// Words after which `<` begins a call rather than compares.
const OPERATORS: &[&str] = &["if", "elif", "else", "and", "or", "not", "in", "set"];

/// Reads a template. Every text can be read.
pub(crate) fn read(text: &str) -> Template {
    let template = Template { scopes: vec![Scope::default()], ..Template::default() };
    let mut reader = TemplateReader { text, template, component: None };
    for tag in tokens::tags(text) {
        reader.tag(&tag);
        reader.names(&tag);
    }
    reader.template
}

/// A template without its tags and comments, each as a space.
pub(crate) fn outside_tags(text: &str) -> String {
    let mut outside = String::with_capacity(text.len());
    let mut done = 0;
    for tag in tokens::tags(text) {
        outside.push_str(&text[done..tag.at.start]);
        outside.push(' ');
        done = tag.at.end;
    }
    outside.push_str(&text[done..]);
    while let Some(start) = outside.find("{#") {
        let end = outside[start..].find("#}").map_or(outside.len(), |end| start + end + "#}".len());
        outside.replace_range(start..end, " ");
    }
    outside
}

struct TemplateReader<'t> {
    text: &'t str,
    template: Template,
    component: Option<String>,
}

impl TemplateReader<'_> {
    /// The names of variables in a tag, which belong to the definition that it stands in.
    fn names(&mut self, tag: &Tag) {
        let scopes = &mut self.template.scopes;
        let at = self.component.as_ref().map_or(0, |_| scopes.len() - 1);
        match scopes.get_mut(at) {
            Some(scope) if scope.component == self.component => scope.tag(self.text, tag),
            // The tag opens a definition.
            _ => {
                let mut scope = Scope { component: self.component.clone(), ..Scope::default() };
                scope.arguments(tag);
                scopes.push(scope);
            }
        }
    }

    fn tag(&mut self, tag: &Tag) {
        let tokens = &tag.tokens;
        if tag.is_block {
            match tokens.first().filter(|token| token.kind == TokenKind::Word).map(|token| self.of(token)) {
                Some("extends") => return self.named(&What::Extends, tokens),
                Some("include") => return self.named(&What::Include, tokens),
                Some("block") => {
                    if let Some(name) = tokens.get(1).filter(|name| name.kind == TokenKind::Word) {
                        self.add(What::Block, self.of(name).to_owned(), name.at.clone());
                    }
                    return;
                }
                Some("component") => {
                    let (name, end) = self.dotted(tokens, 1);
                    self.component = Some(name.clone());
                    let (first, last) = (tokens.get(1), tokens.get(end - 1));
                    let at = first.zip(last).map_or(tag.at.clone(), |(first, last)| first.at.start..last.at.end);
                    self.template.components.push(Definition { name, at, head: tag.at.clone(), whole: tag.at.start..self.text.len() });
                    return;
                }
                Some("endcomponent") => {
                    self.component = None;
                    if let Some(last) = self.template.components.last_mut() {
                        last.whole.end = tag.at.end;
                    }
                    return;
                }
                _ => {}
            }
        }
        self.expression(tokens);
    }

    /// Everything that is named between the delimiters.
    fn expression(&mut self, tokens: &[Token]) {
        let mut called = None;
        for (at, token) in tokens.iter().enumerate() {
            let before = at.checked_sub(1).map(|before| &tokens[before]);
            match token.kind {
                TokenKind::Text => self.add(What::Text, self.content(token), token.at.clone()),
                TokenKind::Sign('<')
                    if self.begins_a_call(before) && tokens.get(at + 1).is_some_and(|next| next.kind == TokenKind::Word) =>
                {
                    self.call(tokens, at + 1);
                    called = Some(at + 1);
                }
                TokenKind::Word if called != Some(at) && before.is_none_or(|before| !matches!(before.kind, TokenKind::Sign('.' | '|'))) => {
                    self.word(tokens, at)
                }
                _ => {}
            }
        }
    }

    fn begins_a_call(&self, before: Option<&Token>) -> bool {
        before.is_none_or(|before| match before.kind {
            TokenKind::Sign(sign) => !matches!(sign, ')' | ']' | '}'),
            TokenKind::Word => OPERATORS.contains(&self.of(before)),
            TokenKind::Text | TokenKind::Number => false,
        })
    }

    /// A function that is called, or a variable with what is named of it.
    fn word(&mut self, tokens: &[Token], at: usize) {
        let sign = |at: usize, sign: char| tokens.get(at).is_some_and(|token| token.kind == TokenKind::Sign(sign));
        let word = &tokens[at];
        let name = self.of(word).to_owned();
        if sign(at + 1, '(') {
            let arguments = self.arguments(tokens, at + 2);
            return self.add(What::Function(arguments), name, word.at.clone());
        }
        // The name of an argument, or of what is set.
        if sign(at + 1, '=') && !sign(at + 2, '=') {
            return;
        }
        let mut parts = Vec::new();
        let mut next = at + 1;
        loop {
            let is_optional = sign(next, '?') && (sign(next + 1, '.') || sign(next + 1, '['));
            let opening = next + usize::from(is_optional);
            let Some(part) = tokens.get(opening + 1) else { break };
            match part.kind {
                TokenKind::Word if sign(opening, '.') => {
                    parts.push(Part { name: self.of(part).to_owned(), at: part.at.clone() });
                    next = opening + 2;
                }
                TokenKind::Text if sign(opening, '[') && sign(opening + 2, ']') => {
                    parts.push(Part { name: self.content(part), at: part.at.clone() });
                    next = opening + 3;
                }
                _ => break,
            }
        }
        self.add(What::Path(parts), name, word.at.clone());
    }

    /// The arguments of a call whose bracket stands before `from`.
    fn arguments(&self, tokens: &[Token], from: usize) -> Vec<Argument> {
        let mut arguments: Vec<(String, Vec<&Token>)> = Vec::new();
        let mut depth = 0usize;
        let mut at = from;
        let mut is_in_value = false;
        while let Some(token) = tokens.get(at) {
            match token.kind {
                TokenKind::Sign('(' | '[' | '{') => depth += 1,
                TokenKind::Sign(')' | ']' | '}') if depth == 0 => break,
                TokenKind::Sign(')' | ']' | '}') => depth -= 1,
                TokenKind::Sign(',') if depth == 0 => is_in_value = false,
                TokenKind::Word if depth == 0 && tokens.get(at + 1).is_some_and(|next| next.kind == TokenKind::Sign('=')) => {
                    arguments.push((self.of(token).to_owned(), Vec::new()));
                    is_in_value = true;
                    at += 2;
                    continue;
                }
                _ => {}
            }
            if let Some((_, value)) = arguments.last_mut().filter(|_| is_in_value) {
                value.push(token);
            }
            at += 1;
        }
        arguments.into_iter().map(|(name, value)| self.argument(name, &value)).collect()
    }

    fn argument(&self, name: String, value: &[&Token]) -> Argument {
        let is_text = |token: &&&Token| token.kind == TokenKind::Text;
        let first = value.first().filter(is_text);
        let is_joined = first.is_some() && value.get(1).is_some_and(|token| token.kind == TokenKind::Sign('~'));
        let otherwise = value.iter().position(|token| token.kind == TokenKind::Word && self.of(token) == "else");
        let second = otherwise.and_then(|at| value.get(at + 1)).filter(is_text);
        let texts: Vec<&&Token> = match (is_joined, value.len() == 1 || otherwise.is_some()) {
            (true, _) => first.into_iter().collect(),
            (false, true) => first.into_iter().chain(second).collect(),
            (false, false) => Vec::new(),
        };
        let part = |token: &&Token| Part { name: self.content(token), at: token.at.clone() };
        Argument { name, texts: texts.into_iter().map(part).collect(), is_joined }
    }

    /// `<name a="…" b={…} {...more} />`
    fn call(&mut self, tokens: &[Token], from: usize) {
        let (name, mut at) = self.dotted(tokens, from);
        let end = tokens[at - 1].at.end;
        let mut given = Given::default();
        while let Some(token) = tokens.get(at).filter(|token| token.kind != TokenKind::Sign('>')) {
            match token.kind {
                TokenKind::Sign('{') => {
                    given.is_open = true;
                    at = closing(tokens, at) + 1;
                }
                TokenKind::Word => {
                    let is_valued = tokens.get(at + 1).is_some_and(|next| next.kind == TokenKind::Sign('='));
                    let value = tokens.get(at + 2).filter(|_| is_valued);
                    let (value, next) = match value {
                        None => (None, at + 1),
                        Some(value) if value.kind == TokenKind::Sign('{') => {
                            let close = closing(tokens, at + 2);
                            (tokens.get(at + 3).filter(|_| close == at + 4), close + 1)
                        }
                        Some(value) => (Some(value), at + 3),
                    };
                    let text = value.filter(|value| value.kind == TokenKind::Text).map(|value| self.content(value));
                    let kind = value.and_then(|value| self.kind(value));
                    given.arguments.push(GivenArgument { name: self.of(token).to_owned(), at: token.at.clone(), kind, text });
                    at = next;
                }
                _ => at += 1,
            }
        }
        self.add(What::Component(given), name, tokens[from].at.start..end);
    }

    fn kind(&self, token: &Token) -> Option<&'static str> {
        match token.kind {
            TokenKind::Text => Some("string"),
            TokenKind::Number => Some(if self.of(token).contains('.') { "float" } else { "integer" }),
            TokenKind::Word => matches!(self.of(token), "true" | "false" | "True" | "False").then_some("bool"),
            TokenKind::Sign(_) => None,
        }
    }

    /// `ui.card`, and the place after it.
    fn dotted(&self, tokens: &[Token], from: usize) -> (String, usize) {
        let mut name = tokens.get(from).map_or_else(String::new, |token| self.of(token).to_owned());
        let mut at = (from + 1).min(tokens.len().max(1));
        while let (Some(Token { kind: TokenKind::Sign('.'), .. }), Some(part)) =
            (tokens.get(at), tokens.get(at + 1).filter(|part| part.kind == TokenKind::Word))
        {
            name.push('.');
            name.push_str(self.of(part));
            at += 2;
        }
        (name, at)
    }

    fn named(&mut self, what: &What, tokens: &[Token]) {
        for token in tokens.iter().filter(|token| token.kind == TokenKind::Text) {
            self.add(what.clone(), self.content(token), token.at.clone());
        }
    }

    fn add(&mut self, what: What, name: String, at: Range<usize>) {
        self.template.uses.push(Use { what, name, at, component: self.component.clone() });
    }

    fn of(&self, token: &Token) -> &str {
        &self.text[token.at.clone()]
    }

    /// The content of a text in quotes.
    fn content(&self, token: &Token) -> String {
        let written = self.of(token);
        written[1..written.len() - 1].replace("\\\"", "\"").replace("\\'", "'").replace("\\\\", "\\")
    }
}

/// Where the bracket that opens at `from` closes, or the last token.
fn closing(tokens: &[Token], from: usize) -> usize {
    let mut depth = 0usize;
    for (at, token) in tokens.iter().enumerate().skip(from) {
        match token.kind {
            TokenKind::Sign('(' | '[' | '{') => depth += 1,
            TokenKind::Sign(')' | ']' | '}') => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    tokens.len()
}

#[cfg(test)]
mod tests;
