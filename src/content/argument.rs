//! The arguments of a directive: `key="value" n=3 flag`.

use std::ops::Range;

use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::source::Span;
use crate::content::cite;
use crate::content::origin::Origin;
use crate::content::{Argument, ArgumentValue, Cite};

/// What ends the arguments.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Ending {
    Brace,
    Line,
}

/// Reads arguments from byte `at` on; gives them with the byte after their ending.
/// `text` ends where the line ends.
pub(super) fn read(text: &str, at: usize, ending: Ending, origin: Origin<'_>) -> Result<(Vec<Argument>, usize), Box<Diagnostic>> {
    let mut arguments: Vec<Argument> = Vec::new();
    let mut here = at;
    loop {
        here = skip_blank(text, here);
        match (text[here..].chars().next(), ending) {
            (Some('}'), Ending::Brace) => return Ok((arguments, here + 1)),
            (None, Ending::Line) => return Ok((arguments, here)),
            (None, Ending::Brace) => {
                let brace = at - 1;
                return Err(origin.mistake(
                    brace..brace + 1,
                    "this `{` is not closed on its line",
                    "write `{key=\"value\"}` on one line; for a plain brace write `\\:` before the name",
                ));
            }
            (Some(_), _) => {}
        }
        let argument = read_one(text, here, origin)?;
        if let Some(earlier) = arguments.iter().find(|earlier| earlier.name == argument.name) {
            let mut problem = Diagnostic::new(Code::ComponentSyntax, format!("the argument `{}` is given twice", argument.name));
            problem = problem.at(argument.name_span).also(earlier.name_span.clone(), "first given here").help("remove one of the two");
            return Err(Box::new(problem));
        }
        here = argument.value_span.end - origin.base;
        arguments.push(argument);
        let is_apart = text[here..].chars().next().is_none_or(|next| matches!(next, ' ' | '\t' | '}'));
        if !is_apart {
            let next = next_char(text, here);
            return Err(origin.mistake(next, "arguments are not set apart", "put a space, and nothing else, between two arguments"));
        }
    }
}

fn read_one(text: &str, at: usize, origin: Origin<'_>) -> Result<Argument, Box<Diagnostic>> {
    let name_end = at + name_length(&text[at..]);
    if name_end == at {
        let sign = &text[next_char(text, at)];
        let help = match sign {
            "\"" | "'" => "name the value: `title=\"…\"`".to_owned(),
            "." | "#" => "write `class=\"…\"` or `id=\"…\"` if the component takes them".to_owned(),
            _ => "arguments look like `key=\"value\"`, `count=3` or `open`".to_owned(),
        };
        return Err(origin.mistake(next_char(text, at), format!("`{sign}` cannot start an argument"), help));
    }
    let name = text[at..name_end].to_owned();
    let name_span = origin.span(at..name_end);
    let equals = skip_blank(text, name_end);
    if !text[equals..].starts_with('=') {
        return Ok(Argument { name, value: ArgumentValue::Bool(true), value_span: name_span.clone(), name_span, cites: Vec::new() });
    }
    let value_start = skip_blank(text, equals + 1);
    let (value, value_end) = match text[value_start..].chars().next() {
        Some(quote @ ('"' | '\'')) => quoted(text, value_start, quote, origin)?,
        _ => bare(text, value_start, &name, origin)?,
    };
    let value_span = origin.span(value_start..value_end);
    let cites = match &value {
        ArgumentValue::String(value) if value.contains("[@") => cites(value, &text[value_start + 1..value_end - 1], &value_span, origin),
        _ => Vec::new(),
    };
    Ok(Argument { name, name_span, value, value_span, cites })
}

/// The citations in a value. If an escape has shifted its bytes, the place of each is the whole value.
fn cites(value: &str, written: &str, value_span: &Span, origin: Origin<'_>) -> Vec<(Range<usize>, Cite)> {
    let mut found = cite::all(value, Origin { source: origin.source, base: value_span.start + 1 });
    if value != written {
        for (_, cite) in &mut found {
            cite.span = value_span.clone();
            cite.items.iter_mut().for_each(|item| item.key_span = value_span.clone());
        }
    }
    found
}

/// A quoted value; a backslash escapes a quote or a backslash.
fn quoted(text: &str, at: usize, quote: char, origin: Origin<'_>) -> Result<(ArgumentValue, usize), Box<Diagnostic>> {
    let mut value = String::new();
    let mut chars = text[at + 1..].char_indices().peekable();
    while let Some((offset, char)) = chars.next() {
        match char {
            '\\' => match chars.next_if(|(_, next)| matches!(next, '"' | '\'' | '\\')) {
                Some((_, escaped)) => value.push(escaped),
                None => value.push('\\'),
            },
            _ if char == quote => return Ok((ArgumentValue::String(value), at + 1 + offset + 1)),
            _ => value.push(char),
        }
    }
    Err(origin.mistake(
        at..at + 1,
        format!("this `{quote}` is not closed on its line"),
        format!("end the value with `{quote}` on the same line"),
    ))
}

/// A number or a truth value; any other text needs quotes.
fn bare(text: &str, at: usize, name: &str, origin: Origin<'_>) -> Result<(ArgumentValue, usize), Box<Diagnostic>> {
    let length = text[at..].find([' ', '\t', '}', '"', '\'']).unwrap_or(text.len() - at);
    let written = &text[at..at + length];
    let value = match written {
        "true" => Some(ArgumentValue::Bool(true)),
        "false" => Some(ArgumentValue::Bool(false)),
        _ => number(written),
    };
    if let Some(value) = value {
        return Ok((value, at + length));
    }
    if written.is_empty() {
        return Err(origin.mistake(at.saturating_sub(1)..at, format!("`{name}=` has no value"), format!("write `{name}=\"…\"`")));
    }
    let plain = written.trim_matches(['“', '”', '„', '‘', '’', '«', '»']);
    let (message, help) = if plain.len() < written.len() {
        ("a value needs straight quotes".to_owned(), format!("replace the typographic quotes: `{name}=\"{plain}…\"`"))
    } else {
        (format!("the value `{written}` needs quotes"), format!("write `{name}=\"{written}\"`"))
    };
    Err(origin.mistake(at..at + length, message, help))
}

/// `3`, `-3`, `1.5`. Leading zeros and `+` would be lost in a number, so such texts need quotes.
fn number(written: &str) -> Option<ArgumentValue> {
    let digits = written.strip_prefix('-').unwrap_or(written);
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(whole, fraction)| (whole, Some(fraction)));
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !is_digits(whole) || (whole.len() > 1 && whole.starts_with('0')) {
        return None;
    }
    match fraction {
        None => written.parse().ok().map(ArgumentValue::Integer),
        Some(fraction) if is_digits(fraction) => written.parse().ok().map(ArgumentValue::Float),
        Some(_) => None,
    }
}

/// Bytes of a name at the start of a text: a letter, then letters, digits, `-` and `_`.
pub(super) fn name_length(text: &str) -> usize {
    if !text.starts_with(char::is_alphabetic) {
        return 0;
    }
    text.find(|char: char| !(char.is_alphanumeric() || matches!(char, '-' | '_'))).unwrap_or(text.len())
}

pub(super) fn skip_blank(text: &str, at: usize) -> usize {
    at + text[at..].bytes().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
}

/// The bytes of the character at a place; none at the end.
pub(super) fn next_char(text: &str, at: usize) -> Range<usize> {
    at..at + text[at..].chars().next().map_or(0, char::len_utf8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::source::SourceId;

    fn check(written: &str, expected: &str) {
        let source = SourceId::new("a.md");
        let outcome = match read(written, 0, Ending::Line, Origin { source: &source, base: 0 }) {
            Ok((arguments, _)) => arguments
                .iter()
                .map(|argument| format!("{}={:?}@{}", argument.name, argument.value, argument.value_span.start))
                .collect::<Vec<_>>()
                .join(" "),
            Err(problem) => format!("{} [{}]", problem.message, problem.at.map_or(0, |at| at.start)),
        };
        assert_eq!(outcome, expected, "{written}");
    }

    #[test]
    fn values() {
        check("", "");
        check(r#"a="x y" b='z'"#, r#"a=String("x y")@2 b=String("z")@10"#);
        check(r#"a="say \"hi\" \n""#, r#"a=String("say \"hi\" \\n")@2"#);
        check(
            "n=3 m=-4 f=1.5 t=true u=false open",
            "n=Integer(3)@2 m=Integer(-4)@6 f=Float(1.5)@11 t=Bool(true)@17 u=Bool(false)@24 open=Bool(true)@30",
        );
        check(r#"titre="été" für = "ä""#, r#"titre=String("été")@6 für=String("ä")@21"#);
    }

    #[test]
    fn mistakes() {
        check("level=urgent", "the value `urgent` needs quotes [6]");
        check("phone=0800", "the value `0800` needs quotes [6]");
        check("n=99999999999999999999", "the value `99999999999999999999` needs quotes [2]");
        check("title=“Hello there”", "a value needs straight quotes [6]");
        check("title=\"Hello", "this `\"` is not closed on its line [6]");
        check("title=", "`title=` has no value [5]");
        check(".big", "`.` cannot start an argument [0]");
        check("a=\"1\",b=\"2\"", "arguments are not set apart [5]");
        check("a=1 a=2", "the argument `a` is given twice [4]");
    }
}
