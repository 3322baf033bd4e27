//! `ribbon explain`: what a message's code means, or the list of all codes.

use super::FINE;
use super::terminal::{print, print_style, refuse};
use crate::base::diagnostic::{Code, Suggestion};
use crate::edge::report::Style;

/// Lines are not longer than this, however wide the terminal is: longer ones are hard to read.
const MAX_WIDTH: usize = 80;

/// Explains one code, or lists all.
pub(super) fn explain(name: Option<&str>) -> u8 {
    let style = print_style();
    let Some(name) = name else {
        print(&list(style));
        return FINE;
    };
    // People copy what they see: `error[broken-link]`.
    let bare = name.trim_end_matches([']', ':']);
    let bare = bare.rsplit('[').next().unwrap_or(bare);
    let Some(code) = Code::ALL.iter().copied().find(|code| code.name().eq_ignore_ascii_case(bare)) else {
        let help = Suggestion::nearest(bare, Code::ALL.iter().map(|code| code.name()))
            .spelled(|near| format!("ribbon explain {near}"))
            .or("`ribbon explain` lists all codes");
        return refuse(&format!("there is no code `{name}`"), &help);
    };
    print(&page(code, style));
    FINE
}

fn list(style: Style) -> String {
    let width = Code::ALL.iter().map(|code| code.name().len()).max().unwrap_or(0);
    let line = |code: &Code| format!("{}{}  {}\n", bold(code.name(), style), " ".repeat(width - code.name().len()), title(*code));
    Code::ALL.iter().map(line).collect::<String>() + "\n`ribbon explain CODE` tells more about one of them.\n"
}

fn title(code: Code) -> &'static str {
    code.explanation().lines().next().unwrap_or_default().trim_start_matches("# ")
}

/// The explanation's Markdown for a terminal: a title, wrapped paragraphs, indented examples.
fn page(code: Code, style: Style) -> String {
    let width = style.width.clamp(20, MAX_WIDTH);
    let mut page = format!("{}\n{} · {}\n", bold(title(code), style), code.severity().name(), code.name());
    let mut paragraph: Vec<&str> = Vec::new();
    let mut in_example = false;
    let end_paragraph = |page: &mut String, paragraph: &mut Vec<&str>| {
        if !paragraph.is_empty() {
            page.push('\n');
            page.push_str(&filled(paragraph, width));
            paragraph.clear();
        }
    };
    for line in code.explanation().lines().skip(1) {
        if line.starts_with("```") {
            end_paragraph(&mut page, &mut paragraph);
            in_example = !in_example;
            if in_example {
                page.push('\n');
            }
        } else if in_example {
            let line = format!("    {line}");
            page.push_str(&colored(line.trim_end(), "36", style));
            page.push('\n');
        } else if line.trim().is_empty() {
            end_paragraph(&mut page, &mut paragraph);
        } else {
            paragraph.extend(line.split_whitespace());
        }
    }
    end_paragraph(&mut page, &mut paragraph);
    page
}

/// Words in lines of at most `width` letters.
fn filled(words: &[&str], width: usize) -> String {
    let mut text = String::new();
    let mut column = 0;
    for word in words {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > width {
            text.push('\n');
            column = 0;
        } else if column > 0 {
            text.push(' ');
            column += 1;
        }
        text.push_str(word);
        column += length;
    }
    text.push('\n');
    text
}

fn bold(text: &str, style: Style) -> String {
    colored(text, "1", style)
}

fn colored(text: &str, sign: &str, style: Style) -> String {
    if style.color && !text.is_empty() { format!("\u{1b}[{sign}m{text}\u{1b}[0m") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_text_without_marks() {
        let page = page(Code::BrokenLink, Style { color: false, width: 40 });
        assert!(page.starts_with("A link leads to a page that does not exist\nerror · broken-link\n\n"), "{page}");
        assert!(page.contains("\n    Read [about us](@/abuot.md).\n"), "{page}");
        assert!(!page.contains("```") && page.lines().all(|line| line.starts_with("    ") || line.chars().count() <= 42), "{page}");
    }
}
