//! html5gum's tokens, made into a document as they come.
//!
//! Nothing that the tokenizer emits is copied unless entities change it: names, texts and values are slices of the source,
//! found by the tokenizer's position.

use std::borrow::Cow;
use std::convert::Infallible;
use std::ops::Range;

use html5gum::{Emitter, Error, State, Tokenizer};

use super::{Attribute, Document, Node, NodeKind};

/// Elements that have no end tag.
const VOID: &[&str] = &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];

/// Elements that end a paragraph.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "details",
    "div",
    "dl",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "pre",
    "search",
    "section",
    "table",
    "ul",
    "li",
    "dt",
    "dd",
];

/// How far up an end tag looks for its element. Browsers nest at most twice as deep; without a limit, many stray tags in a deep
/// text would take quadratic time.
const MAX_DEPTH: usize = 256;

pub(super) fn read(text: &str) -> Document<'_> {
    // Pages have about a node for each 20 bytes and an attribute for each 40.
    let document = Document {
        text,
        nodes: Vec::with_capacity(text.len() / 20),
        attributes: Vec::with_capacity(text.len() / 40),
        strays: Vec::new(),
        unfinished_tag: None,
    };
    let mut builder = Builder {
        document,
        position: 0,
        tag: 0,
        done: 0,
        is_end: false,
        is_self_closing: false,
        name_len: 0,
        first_attribute: 0,
        attribute: None,
        decoded: Vec::new(),
        open: Vec::new(),
        n_foreign: 0,
        is_raw: false,
    };
    let Ok(()) = Tokenizer::new_with_emitter(text, Sink(&mut builder)).finish();
    builder.document
}

struct Builder<'t> {
    document: Document<'t>,
    /// The tokenizer's position.
    position: usize,
    /// Where the current tag, comment or doctype starts.
    tag: usize,
    /// Where the last of them ended, so that what follows is text.
    done: usize,
    is_end: bool,
    is_self_closing: bool,
    name_len: usize,
    first_attribute: usize,
    attribute: Option<Pending>,
    /// The current value, if it differs from what is written.
    decoded: Vec<u8>,
    open: Vec<usize>,
    /// How many `<svg>` and `<math>` are open.
    n_foreign: usize,
    is_raw: bool,
}

/// An attribute that is still being read.
struct Pending {
    start: usize,
    value: Option<Range<usize>>,
    is_plain: bool,
}

impl<'t> Builder<'t> {
    /// The name of the current tag, as it is written.
    fn name(&self) -> &'t str {
        let start = self.tag + 1 + usize::from(self.is_end);
        self.document.text.get(start..start + self.name_len).unwrap_or_default()
    }

    fn push(&mut self, kind: NodeKind<'t>, at: Range<usize>) -> usize {
        let id = self.document.nodes.len();
        self.document.nodes.push(Node { kind, parent: self.open.last().copied(), after: id + 1, at });
        id
    }

    fn text_until(&mut self, end: usize) {
        if end > self.done {
            let kind = if self.is_raw { NodeKind::Raw } else { NodeKind::Text };
            self.push(kind, self.done..end);
        }
        self.done = self.position;
    }

    fn attribute_ends(&mut self) {
        let Some(Pending { start, value, is_plain }) = self.attribute.take() else { return };
        let text = self.document.text;
        // The first character belongs to the name, whatever it is.
        let rest = text.as_bytes().get(start + 1..).unwrap_or_default();
        let name_end = start + 1 + rest.iter().position(|byte| is_space(*byte) || matches!(byte, b'=' | b'>' | b'/')).unwrap_or(rest.len());
        let (value, value_at, end) = match value {
            None => (Cow::Borrowed(""), name_end..name_end, name_end),
            Some(at) => {
                let value = match is_plain {
                    true => Cow::Borrowed(&text[at.clone()]),
                    false => Cow::Owned(String::from_utf8_lossy(&self.decoded).into_owned()),
                };
                let is_quoted = matches!(text.as_bytes()[at.start - 1], b'"' | b'\'');
                let end = (at.end + usize::from(is_quoted)).min(text.len());
                (value, at, end)
            }
        };
        self.document.attributes.push(Attribute {
            name: lower(text.get(start..name_end).unwrap_or_default()),
            value,
            at: start..end,
            value_at,
        });
    }

    /// Adds an opening tag, and returns the state that the tokenizer continues in.
    fn open(&mut self, name: &'t str, at: Range<usize>) -> Option<State> {
        let name = lower(name);
        if self.n_foreign == 0 {
            while let Some(id) = self.open.last().copied().filter(|id| ends_by(self.name_of(*id), &name)) {
                self.close_last(id, at.start..at.start);
            }
        }
        let is_foreign = matches!(&*name, "svg" | "math");
        self.n_foreign += usize::from(is_foreign);
        let is_empty = VOID.contains(&&*name) || (self.n_foreign > 0 && self.is_self_closing);
        let next = if self.n_foreign == 0 { state_inside(&name) } else { None };
        let attributes = self.first_attribute..self.document.attributes.len();
        let inside = at.end..at.end;
        let id = self.push(NodeKind::Element { name, attributes, inside }, at);
        if is_empty {
            self.n_foreign -= usize::from(is_foreign);
            return None;
        }
        self.open.push(id);
        self.is_raw = matches!(next, Some(State::ScriptData | State::RawText | State::PlainText));
        next
    }

    /// Ends the nearest element of a closing tag's name, and everything that is open in it.
    fn close(&mut self, name: &str, at: Range<usize>) {
        let nearest = self.open.iter().rev().take(MAX_DEPTH).position(|id| self.name_of(*id).eq_ignore_ascii_case(name));
        let Some(n_inside) = nearest else { return self.document.strays.push(at) };
        for n in 0..=n_inside {
            let Some(id) = self.open.last().copied() else { return };
            self.close_last(id, if n == n_inside { at.clone() } else { at.start..at.start });
        }
    }

    /// Ends the innermost open element at its end tag, whose range is empty if it is left out.
    fn close_last(&mut self, id: usize, tag: Range<usize>) {
        self.open.pop();
        let after = self.document.nodes.len();
        let node = &mut self.document.nodes[id];
        node.after = after;
        node.at.end = tag.end;
        if let NodeKind::Element { name, inside, .. } = &mut node.kind {
            inside.end = tag.start;
            self.n_foreign -= usize::from(matches!(&**name, "svg" | "math"));
        }
    }

    fn name_of(&self, id: usize) -> &str {
        match &self.document.nodes[id].kind {
            NodeKind::Element { name, .. } => name,
            _ => "",
        }
    }
}

fn lower(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) { Cow::Owned(name.to_ascii_lowercase()) } else { Cow::Borrowed(name) }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\t' | b'\r' | b'\x0c')
}

/// Whether the end tag of an open element is left out before another one.
fn ends_by(open: &str, next: &str) -> bool {
    match open {
        "p" => BLOCKS.contains(&next),
        "li" => next == "li",
        "dt" | "dd" => matches!(next, "dt" | "dd"),
        "option" => matches!(next, "option" | "optgroup"),
        "tr" => matches!(next, "tr" | "thead" | "tbody" | "tfoot"),
        "td" | "th" => matches!(next, "td" | "th" | "tr" | "thead" | "tbody" | "tfoot"),
        "thead" | "tbody" | "tfoot" => matches!(next, "thead" | "tbody" | "tfoot"),
        "rt" | "rp" => matches!(next, "rt" | "rp"),
        "head" => next == "body",
        _ => false,
    }
}

/// Elements whose inside is not read as HTML. `<noscript>` is: those without scripts read it.
fn state_inside(name: &str) -> Option<State> {
    match name {
        "textarea" | "title" => Some(State::RcData),
        "script" => Some(State::ScriptData),
        "style" | "iframe" | "xmp" | "noembed" | "noframes" => Some(State::RawText),
        "plaintext" => Some(State::PlainText),
        _ => None,
    }
}

struct Sink<'b, 't>(&'b mut Builder<'t>);

impl Emitter for Sink<'_, '_> {
    type Token = Infallible;

    fn emit_eof(&mut self) {
        let end = self.0.document.text.len();
        let (tag, done) = (self.0.tag, self.0.done);
        let rest = self.0.document.text.get(tag..).unwrap_or_default().as_bytes();
        let is_tag = rest.first() == Some(&b'<') && rest.get(1).is_some_and(u8::is_ascii_alphabetic);
        self.0.document.unfinished_tag = (is_tag && tag >= done && !self.0.is_raw).then_some(tag);
        self.0.text_until(end);
        while let Some(id) = self.0.open.last().copied() {
            self.0.close_last(id, end..end);
        }
    }

    fn init_start_tag(&mut self) {
        self.0.is_end = false;
        self.0.is_self_closing = false;
        self.0.name_len = 0;
        self.0.first_attribute = self.0.document.attributes.len();
    }

    fn init_end_tag(&mut self) {
        self.init_start_tag();
        self.0.is_end = true;
    }

    fn emit_current_tag(&mut self) -> Option<State> {
        let builder = &mut *self.0;
        builder.attribute_ends();
        builder.text_until(builder.tag);
        builder.is_raw = false;
        let (name, at) = (builder.name(), builder.tag..builder.position);
        if !builder.is_end {
            return builder.open(name, at);
        }
        // The attributes of an end tag are ignored.
        builder.document.attributes.truncate(builder.first_attribute);
        builder.close(name, at);
        None
    }

    fn emit_current_comment(&mut self) {
        self.0.text_until(self.0.tag);
        self.0.push(NodeKind::Comment, self.0.tag..self.0.position);
    }

    fn emit_current_doctype(&mut self) {
        self.0.text_until(self.0.tag);
    }

    fn set_self_closing(&mut self) {
        self.0.is_self_closing = true;
    }

    #[inline]
    fn push_tag_name(&mut self, part: &[u8]) {
        self.0.name_len += part.len();
    }

    #[inline]
    fn init_attribute(&mut self) {
        self.0.attribute_ends();
        self.0.attribute = Some(Pending { start: self.0.position.saturating_sub(1), value: None, is_plain: true });
    }

    #[inline]
    fn init_attribute_value(&mut self) {
        let bytes = self.0.document.text.as_bytes();
        let start = self.0.position.min(bytes.len());
        let rest = &bytes[start..];
        let len = match bytes[..start].last() {
            Some(quote @ (b'"' | b'\'')) => rest.iter().position(|byte| byte == quote),
            _ => rest.iter().position(|byte| is_space(*byte) || *byte == b'>'),
        };
        let len = len.unwrap_or(rest.len());
        if let Some(attribute) = &mut self.0.attribute {
            attribute.value = Some(start..start + len);
            attribute.is_plain = !rest[..len].iter().any(|byte| matches!(byte, b'&' | b'\r' | 0));
            self.0.decoded.clear();
        }
    }

    #[inline]
    fn push_attribute_value(&mut self, part: &[u8]) {
        if self.0.attribute.as_ref().is_some_and(|attribute| !attribute.is_plain) {
            self.0.decoded.extend_from_slice(part);
        }
    }

    #[inline]
    fn start_open_tag(&mut self) {
        self.0.tag = self.0.position.saturating_sub(1);
    }

    fn current_is_appropriate_end_tag_token(&mut self) -> bool {
        let builder = &*self.0;
        builder.is_end && builder.open.last().is_some_and(|id| builder.name_of(*id).eq_ignore_ascii_case(builder.name()))
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&mut self) -> bool {
        self.0.n_foreign > 0
    }

    #[inline]
    fn move_position(&mut self, offset: isize) {
        self.0.position = self.0.position.saturating_add_signed(offset);
    }

    #[inline]
    fn should_emit_errors(&mut self) -> bool {
        false
    }

    #[inline]
    fn pop_token(&mut self) -> Option<Infallible> {
        None
    }

    // These events carry what can be read from the source, or is not needed.
    fn set_last_start_tag(&mut self, _: Option<&[u8]>) {}
    fn emit_error(&mut self, _: Error) {}
    fn emit_string(&mut self, _: &[u8]) {}
    fn init_comment(&mut self) {}
    fn set_force_quirks(&mut self) {}
    fn push_comment(&mut self, _: &[u8]) {}
    fn push_doctype_name(&mut self, _: &[u8]) {}
    fn init_doctype(&mut self) {}
    fn push_attribute_name(&mut self, _: &[u8]) {}
    fn set_doctype_public_identifier(&mut self, _: &[u8]) {}
    fn set_doctype_system_identifier(&mut self, _: &[u8]) {}
    fn push_doctype_public_identifier(&mut self, _: &[u8]) {}
    fn push_doctype_system_identifier(&mut self, _: &[u8]) {}
}
