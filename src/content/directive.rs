//! Directives: components called from Markdown.
//!
//! ```text container = ":::" {":"} name [label] (braces | arguments) … ":::" {":"} leaf      = "::" name [label] [braces]      
//! alone on its line inline    = ":" name (label [braces] | braces) label     = "[" text "]"        braces = "{" arguments "}"
//! ``` A directive is on one line. What is not a directive is text; what starts like one and goes wrong is a mistake, which is
//! reported unless it is in code.

use std::ops::Range;

use crate::base::diagnostic::Diagnostic;
use crate::content::Argument;
use crate::content::argument::{self, Ending, name_length, next_char, skip_blank};
use crate::content::origin::Origin;

/// A directive found in a text, with its bytes there.
#[derive(Debug)]
pub(super) struct Directive {
    pub range: Range<usize>,
    pub kind: DirectiveKind,
    /// Whether it hides code that seems to start inside it.
    pub is_opaque: bool,
}

#[derive(Debug)]
pub(super) enum DirectiveKind {
    Open { colons: usize, head: Head },
    Close { colons: usize },
    Leaf(Head),
    Inline(Head),
    BrokenBlock(Box<Diagnostic>),
    BrokenInline(Box<Diagnostic>),
}

/// The call itself; ranges are bytes of the scanned text.
#[derive(Debug)]
pub(super) struct Head {
    pub name: Range<usize>,
    /// Without its brackets.
    pub label: Option<Range<usize>>,
    pub arguments: Vec<Argument>,
}

impl Directive {
    /// Whether it takes a line of its own.
    pub(super) fn is_block(&self) -> bool {
        !matches!(self.kind, DirectiveKind::Inline(_) | DirectiveKind::BrokenInline(_))
    }
}

/// At most this many broken inline directives are kept of a line; the rest of the line is text.
const BROKEN_ON_A_LINE: usize = 16;

/// Everything in a text that has a directive's form, in order, code included.
pub(super) fn find(text: &str, origin: Origin<'_>) -> Vec<Directive> {
    let mut found = Vec::new();
    let mut line_start = 0;
    let mut line_end = 0;
    let mut is_first_of_line = true;
    let mut n_broken = 0;
    let mut from = 0;
    while let Some(offset) = text[from..].find(':') {
        let at = from + offset;
        if let Some(newline) = text[from..at].rfind('\n') {
            line_start = from + newline + 1;
            is_first_of_line = true;
            n_broken = 0;
        }
        let n_colons = text[at..].bytes().take_while(|&byte| byte == b':').count();
        if at >= line_end {
            line_end = at + line_length(&text[at..]);
        }
        let directive = if n_colons == 1 {
            inline(&text[..line_end], at, origin)
        } else if is_first_of_line && is_line_prefix(&text[line_start..at]) {
            block(&text[..line_end], at, n_colons, origin)
        } else {
            None
        };
        // A block may still start after a definition's `: `.
        is_first_of_line &= n_colons == 1;
        from = directive.as_ref().map_or(at + n_colons, |directive| directive.range.end);
        if let Some(directive) = directive {
            n_broken += usize::from(matches!(directive.kind, DirectiveKind::BrokenInline(_)));
            found.push(directive);
        }
        if n_broken >= BROKEN_ON_A_LINE {
            from = from.max(line_end);
        }
    }
    found
}

/// Whether there are only indentation, quote marks and list markers before a block.
fn is_line_prefix(prefix: &str) -> bool {
    let mut rest = prefix;
    loop {
        rest = rest.trim_start_matches([' ', '\t', '>']);
        if rest.is_empty() {
            return true;
        }
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let marker = match rest.as_bytes()[digits.min(rest.len() - 1)] {
            b'.' | b')' if (1..=9).contains(&digits) => digits + 1,
            b'-' | b'*' | b'+' | b':' if digits == 0 => 1,
            b'[' if rest.starts_with("[^") => match rest.find("]:") {
                Some(end) => end + 2,
                None => return false,
            },
            _ => return false,
        };
        rest = &rest[marker..];
        if !rest.starts_with([' ', '\t']) {
            return false;
        }
    }
}

/// Bytes up to the line's end, the line break left out.
fn line_length(text: &str) -> usize {
    let length = text.find('\n').unwrap_or(text.len());
    length - usize::from(text[..length].ends_with('\r'))
}

/// A container's fence or a leaf; nothing if the line is text. `text` ends with the line.
fn block(text: &str, at: usize, n_colons: usize, origin: Origin<'_>) -> Option<Directive> {
    let line_end = at + text[at..].trim_end().len();
    let line = &text[..line_end];
    let start = at + n_colons;
    let range = at..line_end;
    let kind = if n_colons == 2 {
        if name_length(&line[start..]) == 0 {
            return None;
        }
        match leaf(line, at, origin) {
            Ok(Some(head)) => DirectiveKind::Leaf(head),
            Ok(None) => return None,
            Err(problem) => DirectiveKind::BrokenBlock(problem),
        }
    } else if start == line_end {
        DirectiveKind::Close { colons: n_colons }
    } else {
        match container(line, start, origin) {
            Ok(head) => DirectiveKind::Open { colons: n_colons, head },
            Err(problem) => DirectiveKind::BrokenBlock(problem),
        }
    };
    Some(Directive { range, kind, is_opaque: true })
}

fn container(line: &str, after_colons: usize, origin: Origin<'_>) -> Result<Head, Box<Diagnostic>> {
    let name_start = skip_blank(line, after_colons);
    let name = name_start..name_start + name_length(&line[name_start..]);
    if name.is_empty() {
        let help = "write `::: name` to open a component, `:::` alone to close it, or `\\:::` for plain colons";
        return Err(origin.mistake(next_char(line, name_start), "a component's name must follow the colons", help));
    }
    let (label, after_label) = optional_label(line, skip_blank(line, name.end), origin)?;
    let here = skip_blank(line, after_label);
    if here == name.end && here < line.len() {
        let help = "a name has letters, digits, `-` and `_`; put a space behind it";
        return Err(origin.mistake(next_char(line, here), "unexpected character in a component's name", help));
    }
    if !line[here..].starts_with('{') {
        let (arguments, _) = argument::read(line, here, Ending::Line, origin)?;
        return Ok(Head { name, label, arguments });
    }
    let (arguments, end) = argument::read(line, here + 1, Ending::Brace, origin)?;
    let rest = skip_blank(line, end);
    if rest < line.len() {
        return Err(origin.mistake(rest..line.len(), "unexpected text behind the component", "put the text on the next line"));
    }
    Ok(Head { name, label, arguments })
}

/// The call of a leaf, or nothing if the line is text.
fn leaf(line: &str, at: usize, origin: Origin<'_>) -> Result<Option<Head>, Box<Diagnostic>> {
    let name = at + 2..at + 2 + name_length(&line[at + 2..]);
    match line[name.end..].chars().next() {
        None | Some('[' | '{') => {}
        Some(' ' | '\t') if looks_like_an_argument(line, name.end) => {
            let written = &line[name.clone()];
            let help = format!("write `::{written}{{key=\"value\"}}`");
            return Err(origin.mistake(name, "the arguments of a component on its own line need braces", help));
        }
        Some(_) => return Ok(None),
    }
    let (head, end) = call(line, name, origin)?;
    if end < line.len() {
        let help = "leave the line to the component, or write one colon to have it inside a sentence";
        return Err(origin.mistake(skip_blank(line, end)..line.len(), "unexpected text behind the component", help));
    }
    Ok(Some(head))
}

fn looks_like_an_argument(line: &str, at: usize) -> bool {
    let name = skip_blank(line, at);
    let end = name + name_length(&line[name..]);
    end > name && line[end..].starts_with('=')
}

/// `:name[label]{arguments}` at a colon that stands alone; nothing if it is text. `line` ends with the line.
fn inline(line: &str, at: usize, origin: Origin<'_>) -> Option<Directive> {
    let name = at + 1..at + 1 + name_length(&line[at + 1..]);
    if name.is_empty() || !line[name.end..].starts_with(['[', '{']) || !may_stand_before(&line[..at]) {
        return None;
    }
    let bracket = name.end + 1;
    Some(match call(line, name, origin) {
        Ok((head, end)) => Directive { range: at..end, kind: DirectiveKind::Inline(head), is_opaque: false },
        Err(problem) => Directive { range: at..bracket, kind: DirectiveKind::BrokenInline(problem), is_opaque: false },
    })
}

/// Whether a directive can start behind this text: not inside a word, an address or an escape.
fn may_stand_before(before: &str) -> bool {
    let n_backslashes = before.bytes().rev().take_while(|&byte| byte == b'\\').count();
    let Some(last) = before.chars().next_back() else { return true };
    // Scripts written without spaces, from Thai on, have no word to be inside of.
    let is_in_word = last == '_' || last == '/' || (last.is_alphanumeric() && last < '\u{e00}');
    n_backslashes % 2 == 0 && !is_in_word
}

/// Label and braces right behind a name, and the byte where they end.
fn call(line: &str, name: Range<usize>, origin: Origin<'_>) -> Result<(Head, usize), Box<Diagnostic>> {
    let (label, end) = optional_label(line, name.end, origin)?;
    let (arguments, end) =
        if line[end..].starts_with('{') { argument::read(line, end + 1, Ending::Brace, origin)? } else { (Vec::new(), end) };
    Ok((Head { name, label, arguments }, end))
}

/// A label if a bracket stands here, and the byte behind it.
fn optional_label(line: &str, at: usize, origin: Origin<'_>) -> Result<(Option<Range<usize>>, usize), Box<Diagnostic>> {
    if !line[at..].starts_with('[') {
        return Ok((None, at));
    }
    let mut depth = 0_usize;
    let mut is_escaped = false;
    for (offset, byte) in line.bytes().enumerate().skip(at) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'[' => depth += 1,
            b']' if depth == 1 => return Ok((Some(at + 1..offset), offset + 1)),
            b']' => depth -= 1,
            _ => {}
        }
    }
    let help = "close it with `]` on the same line; for a plain bracket write `\\:` before the name";
    Err(origin.mistake(at..at + 1, "this `[` is not closed on its line", help))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::source::SourceId;

    fn check(text: &str, expected: &str) {
        let source = SourceId::new("a.md");
        let directives = find(text, Origin { source: &source, base: 0 });
        let show = |directive: &Directive| match &directive.kind {
            DirectiveKind::Open { colons, head } => format!("open{colons} {}", show_head(text, head)),
            DirectiveKind::Close { colons } => format!("close{colons}"),
            DirectiveKind::Leaf(head) => format!("leaf {}", show_head(text, head)),
            DirectiveKind::Inline(head) => format!("inline {}", show_head(text, head)),
            DirectiveKind::BrokenBlock(problem) | DirectiveKind::BrokenInline(problem) => {
                format!("{} `{}`", problem.message, problem.at.as_ref().map_or("", |at| &text[at.start..at.end]))
            }
        };
        assert_eq!(directives.iter().map(show).collect::<Vec<_>>().join("; "), expected, "{text}");
    }

    fn show_head(text: &str, head: &Head) -> String {
        let label = head.label.clone().map_or(String::new(), |label| format!("[{}]", &text[label]));
        format!("{}{label}{}", &text[head.name.clone()], "+".repeat(head.arguments.len()))
    }

    #[test]
    fn containers_and_leaves() {
        check("::: note\ntext\n:::", "open3 note; close3");
        check(":::note\r\n:::\r\n", "open3 note; close3");
        check("::::  care-card level=\"urgent\" title='x'  \n", "open4 care-card++");
        check("::: note [A *b*] {open}", "open3 note[A *b*]+");
        check("> - ::: note\n1) :::\n: :::\n[^a]: :::", "open3 note; close3; close3; close3");
        check("::toc\n ::stat[x]{id=\"y\"}", "leaf toc; leaf stat[x]+");
    }

    #[test]
    fn inlines() {
        check("about :stat{id=\"x\"} and (:abbr[HPV]{title=\"a\"})", "inline stat+; inline abbr[HPV]+");
        check(":a[b [c] \\] d]:e[f]", "inline a[b [c] \\] d]; inline e[f]");
        check("关于:stat{id=\"x\"}", "inline stat+");
        check("\\\\:abbr[x]", "inline abbr[x]");
    }

    #[test]
    fn text_with_colons() {
        for text in
            ["Note: see", "12:30", "std::vec[0]", ":smile:", "Term\n: definition", "a ::: b", "word:abbr[x]", "http://x:y[z]", "\\:abbr[x]"]
        {
            check(text, "");
        }
        for text in ["\\::: note", "::", "::std is not", ":: x", "a://b:c{d}", ":name (x)", "::vec<T>"] {
            check(text, "");
        }
    }

    #[test]
    fn mistakes() {
        check("::: 12", "a component's name must follow the colons `1`");
        check("::: c++", "unexpected character in a component's name `+`");
        check("::: note {a=1} text", "unexpected text behind the component `text`");
        check("::: note title=Hello", "the value `Hello` needs quotes `Hello`");
        check("::stat{a=1} more", "unexpected text behind the component `more`");
        check("::stat id=\"x\"", "the arguments of a component on its own line need braces `stat`");
        check("x :abbr[y", "this `[` is not closed on its line `[`");
        check("x :abbr{y", "this `{` is not closed on its line `{`");
    }
}
