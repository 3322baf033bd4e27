//! Style sheets as lists of rules. Only what depends on styles in a check is kept of them.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use cssparser::{ParseError, Parser, Token};
use selectors::parser::{Combinator, Component, Selector, SelectorList};

use super::selector::{self, Impl};

/// A style sheet.
#[derive(Debug, Default)]
pub(crate) struct Sheet {
    pub(super) rules: Vec<Rule>,
    /// Names of the layers in their order, weakest first.
    pub(super) layers: Vec<String>,
    /// The rules that can match an element by its id, class or name, as places in `rules`; those of any element are under `""`.
    pub(super) by_key: HashMap<String, Vec<usize>>,
    /// Addresses of the sheets that it imports, with the media queries that they stand under.
    pub(super) imports: Vec<(String, Media)>,
    /// Whether it asks how the device is held, how wide the window is, and whether colours are dark.
    pub(super) asks_orientation: bool,
    pub(super) asks_width: bool,
    pub(super) asks_scheme: bool,
}

/// Lists of media queries, all of which must let a rule apply; those around others first.
pub(super) type Media = Arc<[Box<str>]>;

/// One selector with its declarations.
#[derive(Debug)]
pub(super) struct Rule {
    pub selector: Selector<Impl>,
    /// The pseudo-element that it styles.
    pub pseudo: Option<Box<str>>,
    /// The place of its layer.
    pub layer: Option<usize>,
    pub media: Media,
    pub declarations: Arc<[Declaration]>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Declaration {
    pub property: Property,
    pub value: Box<str>,
    pub is_important: bool,
}

/// A property that some check asks for, or one of the authors' own.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Property {
    /// Its place in `KNOWN`.
    Known(u8),
    /// With its two dashes.
    Custom(Box<str>),
}

impl Property {
    /// A property by its name in lower case; nothing if no check asks for it.
    pub(super) fn named(name: &str) -> Option<Self> {
        static PLACES: LazyLock<HashMap<&str, u8, foldhash::fast::FixedState>> = LazyLock::new(|| KNOWN.iter().copied().zip(0..).collect());
        let name = if is_of_one_side(name) { "border-side" } else { name };
        PLACES.get(name).map(|place| Self::Known(*place))
    }

    /// A bit of its own; none for those of authors.
    pub(super) fn bit(&self) -> u64 {
        match self {
            Self::Known(place) => 1 << place,
            Self::Custom(_) => 0,
        }
    }

    /// Its bit, and that of the shorthand that sets it too.
    pub(super) fn bits(&self) -> u64 {
        self.bit() | shorthand(self.name()).and_then(Self::named).map_or(0, |shorthand| shorthand.bit())
    }

    pub(super) fn name(&self) -> &str {
        match self {
            Self::Known(place) => KNOWN[usize::from(*place)],
            Self::Custom(name) => name,
        }
    }
}

/// Whether a property draws the border of one side. All of them count as `border-side`, since checks ask only whether there is one.
fn is_of_one_side(property: &str) -> bool {
    let Some(side) = property.strip_prefix("border-") else { return false };
    ["block", "inline", "top", "right", "bottom", "left"].iter().any(|name| side.starts_with(name)) && !side.ends_with("radius")
}

/// The shorthand that sets a property too.
pub(super) fn shorthand(property: &str) -> Option<&'static str> {
    Some(match property {
        "background-color" | "background-image" => "background",
        "font-family" | "font-size" | "font-style" | "font-weight" | "line-height" => "font",
        "overflow-x" | "overflow-y" => "overflow",
        "outline-style" | "outline-width" | "outline-color" => "outline",
        "text-decoration-line" => "text-decoration",
        _ => return None,
    })
}

/// What a block of CSS holds.
enum Item<'t> {
    Declaration(&'t str),
    Block { prelude: &'t str, body: &'t str },
    Statement(&'t str),
}

/// How deep rules may be nested.
const MAX_DEPTH: usize = 32;

impl Sheet {
    pub(crate) fn read(text: &str) -> Self {
        let asks_width = text.contains("width:") || text.contains("width ") || text.contains("width<") || text.contains("width>");
        let (asks_orientation, asks_scheme) = (text.contains("orientation"), text.contains("prefers-color-scheme"));
        let mut sheet = Self { asks_orientation, asks_width, asks_scheme, ..Self::default() };
        let context = Context { media: &Media::default(), parent: None, layer: None, depth: 0 };
        sheet.block(text, &context);
        for (at, rule) in sheet.rules.iter().enumerate() {
            sheet.by_key.entry(key(&rule.selector)).or_default().push(at);
        }
        sheet
    }

    fn block(&mut self, text: &str, context: &Context<'_>) {
        if context.depth > MAX_DEPTH {
            return;
        }
        let mut own = Vec::new();
        for item in items(text) {
            match item {
                Item::Declaration(text) => own.extend(declaration(text)),
                Item::Statement(text) => self.statement(text, context),
                Item::Block { prelude, body } if prelude.starts_with('@') => self.at_rule(prelude, body, context),
                Item::Block { prelude, body } => {
                    let Some(selectors) = selector::parse(prelude, context.parent) else { continue };
                    self.block(body, &Context { parent: Some(&selectors), depth: context.depth + 1, ..*context });
                }
            }
        }
        let Some(selectors) = context.parent.filter(|_| !own.is_empty()) else { return };
        let declarations: Arc<[Declaration]> = own.into();
        for selector in selectors.slice() {
            let pseudo = selector.pseudo_element().map(|pseudo| pseudo.0.clone());
            // Of pseudo-elements only what they say is asked for.
            if pseudo.as_deref().is_some_and(|pseudo| !matches!(pseudo, "before" | "after")) {
                continue;
            }
            let (layer, media) = (context.layer, context.media.clone());
            self.rules.push(Rule { selector: selector.clone(), pseudo, layer, media, declarations: declarations.clone() });
        }
    }

    fn statement(&mut self, text: &str, context: &Context<'_>) {
        let (name, rest) = at_name(text);
        match &*name {
            "layer" => rest.split(',').for_each(|name| {
                self.layer(name.trim(), context.layer);
            }),
            "import" => {
                let (address, queries) = import(rest);
                self.imports.extend(address.map(|address| (address, with(context.media, queries))));
            }
            _ => {}
        }
    }

    fn at_rule(&mut self, prelude: &str, body: &str, context: &Context<'_>) {
        let (name, rest) = at_name(prelude);
        let applies = match &*name {
            "media" => true,
            // What browsers of today can do is taken to be there.
            "supports" => !rest.trim_start().starts_with("not"),
            "layer" | "scope" | "starting-style" | "container" => name == "layer",
            _ => false,
        };
        if !applies {
            return;
        }
        let layer = if name == "layer" { Some(self.layer(rest.trim(), context.layer)) } else { context.layer };
        let media = if name == "media" { &with(context.media, rest) } else { context.media };
        self.block(body, &Context { media, layer, depth: context.depth + 1, ..*context });
    }

    /// The place of a layer, which is added if it is new. A layer without a name is one of its own.
    fn layer(&mut self, name: &str, inside: Option<usize>) -> usize {
        let name = match inside {
            Some(outer) => format!("{}.{name}", self.layers[outer]),
            None => name.to_owned(),
        };
        let known = if name.is_empty() || name.ends_with('.') { None } else { self.layers.iter().position(|known| *known == name) };
        known.unwrap_or_else(|| {
            self.layers.push(name);
            self.layers.len() - 1
        })
    }
}

#[derive(Clone, Copy)]
struct Context<'c> {
    media: &'c Media,
    parent: Option<&'c SelectorList<Impl>>,
    layer: Option<usize>,
    depth: usize,
}

/// Media queries that stand under others.
pub(super) fn with(outer: &Media, queries: &str) -> Media {
    if queries.trim().is_empty() { outer.clone() } else { outer.iter().cloned().chain(Some(queries.trim().into())).collect() }
}

/// The declarations of a `style` attribute.
pub(super) fn declarations(text: &str) -> Vec<Declaration> {
    items(text).into_iter().filter_map(|item| if let Item::Declaration(text) = item { declaration(text) } else { None }).collect()
}

/// The properties that some check asks for; at most 64.
const KNOWN: &[&str] = &[
    "-webkit-text-fill-color",
    "backdrop-filter",
    "background",
    "background-color",
    "background-image",
    "border",
    "border-color",
    "border-side",
    "border-style",
    "border-width",
    "bottom",
    "box-shadow",
    "clip",
    "clip-path",
    "color",
    "content",
    "display",
    "filter",
    "font",
    "font-family",
    "font-size",
    "font-style",
    "font-weight",
    "height",
    "left",
    "letter-spacing",
    "line-height",
    "max-height",
    "max-width",
    "mix-blend-mode",
    "opacity",
    "outline",
    "outline-color",
    "outline-style",
    "outline-width",
    "overflow",
    "overflow-x",
    "overflow-y",
    "position",
    "right",
    "rotate",
    "text-decoration",
    "text-decoration-line",
    "text-indent",
    "text-overflow",
    "text-shadow",
    "text-transform",
    "top",
    "transform",
    "visibility",
    "white-space",
    "width",
    "word-spacing",
];

fn declaration(text: &str) -> Option<Declaration> {
    let (property, value) = text.split_once(':')?;
    let property = property.trim();
    let is_custom = property.starts_with("--");
    if property.is_empty() || property.contains(char::is_whitespace) {
        return None;
    }
    let value = value.trim();
    let unimportant = value.rsplit_once('!').filter(|(_, word)| word.trim().eq_ignore_ascii_case("important"));
    let is_important = unimportant.is_some();
    let value = unimportant.map_or(value, |(value, _)| value.trim_end());
    let value = without_comments(value);
    let property = if is_custom { Property::Custom(property.into()) } else { Property::named(&property.to_ascii_lowercase())? };
    Some(Declaration { property, value: value.into(), is_important })
}

/// A value without its comments.
fn without_comments(value: &str) -> String {
    let mut rest = value;
    let mut plain = String::with_capacity(value.len());
    while let Some((before, after)) = rest.split_once("/*") {
        plain.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    plain + rest
}

/// The name of a rule that starts with `@`, in lower case, and what follows it.
fn at_name(text: &str) -> (String, &str) {
    let text = text.trim_start_matches('@');
    let end = text.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-').unwrap_or(text.len());
    (text[..end].to_ascii_lowercase(), &text[end..])
}

/// The address of an import and its media queries.
fn import(text: &str) -> (Option<String>, &str) {
    let mut parser = Parser::new(text);
    let address = parser.expect_url_or_string().ok().map(|address| address.to_string());
    (address, &text[parser.position().byte_index()..])
}

/// Splits the content of a sheet or of a block, as browsers do where something is broken.
fn items(text: &str) -> Vec<Item<'_>> {
    let mut items = Vec::new();
    let mut parser = Parser::new(text);
    let mut start = 0;
    loop {
        let before = parser.position().byte_index();
        let Ok(token) = parser.next_including_whitespace_and_comments().cloned() else { break };
        let after = parser.position().byte_index();
        let so_far = text[start..before].trim();
        match token {
            Token::WhiteSpace(_) | Token::Comment(_) | Token::CDO | Token::CDC if so_far.is_empty() => start = after,
            Token::Semicolon => {
                if so_far.starts_with('@') {
                    items.push(Item::Statement(so_far));
                } else if !so_far.is_empty() {
                    items.push(Item::Declaration(so_far));
                }
                start = after;
            }
            Token::CurlyBracketBlock => {
                skip(&mut parser);
                let end = parser.position().byte_index();
                if so_far.starts_with("--") {
                    continue;
                }
                let body = text[after..end].strip_suffix('}').unwrap_or(&text[after..end]);
                items.push(Item::Block { prelude: so_far, body });
                start = end;
            }
            Token::ParenthesisBlock | Token::SquareBracketBlock | Token::Function(_) => skip(&mut parser),
            _ => {}
        }
    }
    let rest = text[start..].trim();
    if rest.starts_with('@') {
        items.push(Item::Statement(rest));
    } else if !rest.is_empty() {
        items.push(Item::Declaration(rest));
    }
    items
}

fn skip(parser: &mut Parser<'_>) {
    let _ = parser.parse_nested_block(|inside| {
        while inside.next().is_ok() {}
        Ok::<_, ParseError<()>>(())
    });
}

/// What an element must have for a selector to match it: its id, a class or its name.
fn key(selector: &Selector<Impl>) -> String {
    let mut name = None;
    let mut components = selector.iter();
    loop {
        for component in components.by_ref() {
            match component {
                Component::ID(id) => return format!("#{}", id.as_ref()),
                Component::Class(class) => name = Some(format!(".{}", class.as_ref())),
                Component::LocalName(local) if name.is_none() => name = Some(local.lower_name.as_ref().to_owned()),
                _ => {}
            }
        }
        if components.next_sequence() != Some(Combinator::PseudoElement) {
            return name.unwrap_or_default();
        }
    }
}
