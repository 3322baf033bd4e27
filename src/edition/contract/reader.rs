//! A small reader of Tera's source: what a template names, each with its place.
//!
//! Tera keeps its syntax tree to itself. Names are found among tokens, without the grammar: what
//! this does not understand it passes over, and mistakes of syntax are Tera's to report.

mod tokens;

use std::ops::Range;

use tokens::{Kind, Tag, Token};

/// What a template says, and what it defines.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Template {
    pub uses: Vec<Use>,
    pub components: Vec<Definition>,
}

/// A name that a template counts on.
#[derive(Clone, Debug, PartialEq)]
pub struct Use {
    pub what: What,
    pub name: String,
    pub at: Range<usize>,
    /// The component in whose definition it stands.
    pub component: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum What {
    Extends,
    Include,
    Block,
    Component(Given),
    /// `t(key="…")`
    String,
    /// `t(key="care-card-" ~ level)`: one of the strings that begin so
    Strings,
    /// `asset(path="…")`
    Asset,
    /// `theme.params.NAME`
    Param,
    /// `theme.slogan` and its like
    Identity,
    /// A text in quotes: it may be the name of a file that a loop asks for
    Text,
}

/// What a component is called with in a template.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Given {
    pub arguments: Vec<GivenArgument>,
    /// Whether a map adds arguments that cannot be known.
    pub is_open: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct GivenArgument {
    pub name: String,
    pub at: Range<usize>,
    /// The type, where the value is written out: `string`, `integer`, `float`, `bool`.
    pub kind: Option<&'static str>,
}

/// A component's definition: its name, the tag that opens it, and all of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Definition {
    pub name: String,
    pub head: Range<usize>,
    pub whole: Range<usize>,
}

/// The parts of `theme` that say who a theme is.
const IDENTITY: &[&str] = &["name", "title", "years", "slogan", "hashtags"];

/// Words after which `<` begins a call rather than compares.
const OPERATORS: &[&str] = &["if", "elif", "else", "and", "or", "not", "in", "set"];

/// Reads a template. Every text can be read.
pub fn read(text: &str) -> Template {
    let mut reader = Reader { text, template: Template::default(), component: None };
    for tag in tokens::tags(text) {
        reader.tag(&tag);
    }
    reader.template
}

struct Reader<'t> {
    text: &'t str,
    template: Template,
    component: Option<String>,
}

impl Reader<'_> {
    fn tag(&mut self, tag: &Tag) {
        let tokens = &tag.tokens;
        if tag.is_block {
            match tokens.first().filter(|token| token.kind == Kind::Word).map(|token| self.of(token)) {
                Some("extends") => return self.named(What::Extends, tokens.get(1)),
                Some("include") => return self.named(What::Include, tokens.get(1)),
                Some("block") => {
                    if let Some(name) = tokens.get(1).filter(|name| name.kind == Kind::Word) {
                        self.add(What::Block, self.of(name).to_owned(), name.at.clone());
                    }
                    return;
                }
                Some("component") => {
                    let (name, _) = self.dotted(tokens, 1);
                    self.component = Some(name.clone());
                    self.template.components.push(Definition { name, head: tag.at.clone(), whole: tag.at.start..self.text.len() });
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
        for (at, token) in tokens.iter().enumerate() {
            let before = at.checked_sub(1).map(|before| &tokens[before]);
            match token.kind {
                Kind::Text => self.add(What::Text, self.content(token), token.at.clone()),
                Kind::Sign('<') if self.begins_a_call(before) && tokens.get(at + 1).is_some_and(|next| next.kind == Kind::Word) => {
                    self.call(tokens, at + 1);
                }
                Kind::Word if before.is_none_or(|before| !matches!(before.kind, Kind::Sign('.' | '|'))) => self.word(tokens, at),
                _ => {}
            }
        }
    }

    fn begins_a_call(&self, before: Option<&Token>) -> bool {
        before.is_none_or(|before| match before.kind {
            Kind::Sign(sign) => !matches!(sign, ')' | ']' | '}'),
            Kind::Word => OPERATORS.contains(&self.of(before)),
            Kind::Text | Kind::Number => false,
        })
    }

    /// A function that is called, or a path that begins with `theme`.
    fn word(&mut self, tokens: &[Token], at: usize) {
        let sign = |at: usize, sign: char| tokens.get(at).is_some_and(|token| token.kind == Kind::Sign(sign));
        match self.of(&tokens[at]) {
            "t" if sign(at + 1, '(') => self.key(tokens, at + 2),
            "asset" if sign(at + 1, '(') => {
                for path in self.texts_of("path", tokens, at + 2).0 {
                    self.add(What::Asset, self.content(path), path.at.clone());
                }
            }
            "theme" if sign(at + 1, '.') => {
                let Some(part) = tokens.get(at + 2).filter(|part| part.kind == Kind::Word) else { return };
                let name = self.of(part);
                if IDENTITY.contains(&name) {
                    self.add(What::Identity, name.to_owned(), part.at.clone());
                } else if name == "params" {
                    let is_index = sign(at + 3, '[');
                    let Some(param) = tokens.get(at + 4).filter(|_| is_index || sign(at + 3, '.')) else { return };
                    match param.kind {
                        Kind::Word if !is_index => self.add(What::Param, self.of(param).to_owned(), param.at.clone()),
                        Kind::Text if is_index => self.add(What::Param, self.content(param), param.at.clone()),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }

    /// The key of a string, or how it begins.
    fn key(&mut self, tokens: &[Token], from: usize) {
        let (texts, is_joined) = self.texts_of("key", tokens, from);
        for text in texts {
            let what = if is_joined { What::Strings } else { What::String };
            self.add(what, self.content(text), text.at.clone());
        }
    }

    /// The texts that an argument of a call can be: one, or two with `if` and `else` between them;
    /// and whether more is joined to the first.
    fn texts_of<'k>(&self, argument: &str, tokens: &'k [Token], from: usize) -> (Vec<&'k Token>, bool) {
        let mut depth = 0usize;
        let mut at = from;
        let mut value: Vec<&Token> = Vec::new();
        let mut is_wanted = false;
        while let Some(token) = tokens.get(at) {
            match token.kind {
                Kind::Sign('(' | '[' | '{') => depth += 1,
                Kind::Sign(')' | ']' | '}') if depth == 0 => break,
                Kind::Sign(')' | ']' | '}') => depth -= 1,
                Kind::Sign(',') if depth == 0 => is_wanted = false,
                Kind::Word if depth == 0 && tokens.get(at + 1).is_some_and(|next| next.kind == Kind::Sign('=')) => {
                    is_wanted = self.of(token) == argument;
                    at += 2;
                    continue;
                }
                _ => {}
            }
            if is_wanted {
                value.push(token);
            }
            at += 1;
        }
        let is_text = |token: &&&Token| token.kind == Kind::Text;
        let first = value.first().filter(is_text);
        let is_joined = first.is_some() && value.get(1).is_some_and(|token| token.kind == Kind::Sign('~'));
        if is_joined {
            return (first.copied().into_iter().collect(), true);
        }
        let otherwise = value.iter().position(|token| token.kind == Kind::Word && self.of(token) == "else");
        let second = otherwise.and_then(|at| value.get(at + 1)).filter(is_text);
        let is_choice = value.len() == 1 || otherwise.is_some();
        (first.into_iter().chain(second).copied().filter(|_| is_choice).collect(), false)
    }

    /// `<name a="…" b={…} {...more} />`
    fn call(&mut self, tokens: &[Token], from: usize) {
        let (name, mut at) = self.dotted(tokens, from);
        let end = tokens[at - 1].at.end;
        let mut given = Given::default();
        while let Some(token) = tokens.get(at).filter(|token| token.kind != Kind::Sign('>')) {
            match token.kind {
                Kind::Sign('{') => {
                    given.is_open = true;
                    at = closing(tokens, at) + 1;
                }
                Kind::Word => {
                    let is_valued = tokens.get(at + 1).is_some_and(|next| next.kind == Kind::Sign('='));
                    let value = tokens.get(at + 2).filter(|_| is_valued);
                    let (kind, next) = match value {
                        None => (None, at + 1),
                        Some(value) if value.kind == Kind::Sign('{') => {
                            let close = closing(tokens, at + 2);
                            (tokens.get(at + 3).filter(|_| close == at + 4).and_then(|only| self.kind(only)), close + 1)
                        }
                        Some(value) => (self.kind(value), at + 3),
                    };
                    given.arguments.push(GivenArgument { name: self.of(token).to_owned(), at: token.at.clone(), kind });
                    at = next;
                }
                _ => at += 1,
            }
        }
        self.add(What::Component(given), name, tokens[from].at.start..end);
    }

    fn kind(&self, token: &Token) -> Option<&'static str> {
        match token.kind {
            Kind::Text => Some("string"),
            Kind::Number => Some(if self.of(token).contains('.') { "float" } else { "integer" }),
            Kind::Word => matches!(self.of(token), "true" | "false" | "True" | "False").then_some("bool"),
            Kind::Sign(_) => None,
        }
    }

    /// `ui.card`, and the place after it.
    fn dotted(&self, tokens: &[Token], from: usize) -> (String, usize) {
        let mut name = tokens.get(from).map_or_else(String::new, |token| self.of(token).to_owned());
        let mut at = (from + 1).min(tokens.len().max(1));
        while let (Some(Token { kind: Kind::Sign('.'), .. }), Some(part)) =
            (tokens.get(at), tokens.get(at + 1).filter(|part| part.kind == Kind::Word))
        {
            name.push('.');
            name.push_str(self.of(part));
            at += 2;
        }
        (name, at)
    }

    fn named(&mut self, what: What, token: Option<&Token>) {
        if let Some(token) = token.filter(|token| token.kind == Kind::Text) {
            self.add(what, self.content(token), token.at.clone());
        }
    }

    fn add(&mut self, what: What, name: String, at: Range<usize>) {
        self.template.uses.push(Use { what, name, at, component: self.component.clone() });
    }

    fn of(&self, token: &Token) -> &str {
        &self.text[token.at.clone()]
    }

    /// What a text in quotes says.
    fn content(&self, token: &Token) -> String {
        let written = self.of(token);
        written[1..written.len() - 1].replace("\\\"", "\"").replace("\\'", "'").replace("\\\\", "\\")
    }
}

/// Where the bracket that opens at `from` closes, or the last place.
fn closing(tokens: &[Token], from: usize) -> usize {
    let mut depth = 0usize;
    for (at, token) in tokens.iter().enumerate().skip(from) {
        match token.kind {
            Kind::Sign('(' | '[' | '{') => depth += 1,
            Kind::Sign(')' | ']' | '}') => depth = depth.saturating_sub(1),
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
