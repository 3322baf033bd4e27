//! `cargo xtask messages`: the guide's page of all codes, made from the explanations that `ribbon explain` shows.

use std::path::{Path, PathBuf};

use crate::shell;

const CODES: &str = "src/base/diagnostic/code.rs";
const EXPLANATIONS: &str = "src/base/diagnostic/explain";
const PAGE: &str = "docs/content/reference/codes.md";

const HEAD: &str = "+++
title = \"All codes\"
description = \"Every code that a message can have: what it means and how to fix it.\"
weight = 4
+++

`ribbon explain CODE` shows the same texts. How to read a message is told on [another page](messages.md).
";

pub(crate) fn write() -> Result<(), String> {
    let root = shell::repository();
    let path = root.join(PAGE);
    shell::write(&path, &page(&root)?)?;
    println!("{PAGE}");
    Ok(())
}

/// One entry of the list in `code.rs`.
#[derive(Debug, PartialEq)]
enum Line {
    Group(String),
    Code { name: String, severity: String },
}

fn page(root: &Path) -> Result<String, String> {
    let read = |path: PathBuf| shell::at(&path, std::fs::read_to_string(&path));
    let mut page = HEAD.to_owned();
    for line in lines(&read(root.join(CODES))?) {
        match line {
            Line::Group(title) => page.push_str(&format!("\n## {title}\n")),
            Line::Code { name, severity } => {
                let explanation = read(root.join(EXPLANATIONS).join(format!("{name}.md")))?;
                let (title, text) = explanation.split_once('\n').unwrap_or((&explanation, ""));
                let title = title.trim_start_matches("# ").trim();
                page.push_str(&format!("\n### {name} {{#{name}}}\n\n**{title}** ({severity})\n\n{}\n", text.trim()));
            }
        }
    }
    Ok(page)
}

/// The codes between `codes! {` and its end, with the comments that head their groups.
fn lines(source: &str) -> Vec<Line> {
    let list = source.split_once("\ncodes! {\n").map_or("", |(_, list)| list.split("\n}").next().unwrap_or_default());
    list.lines()
        .map(str::trim)
        .filter_map(|line| {
            if let Some(title) = line.strip_prefix("// ") {
                return Some(Line::Group(title.to_owned()));
            }
            let mut words = line.split_whitespace();
            let (_, name, severity) = (words.next()?, words.next()?, words.next()?);
            Some(Line::Code { name: name.trim_matches('"').to_owned(), severity: severity.to_lowercase() })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_with_their_groups() {
        let source = "macro\n\ncodes! {\n    // Links\n    BrokenLink \"broken-link\" Error\n}\n\nmod tests {}\n";
        let code = Line::Code { name: "broken-link".into(), severity: "error".into() };
        assert_eq!(lines(source), [Line::Group("Links".into()), code]);
    }

    #[test]
    fn the_guide_has_all_codes_as_they_are_explained() {
        let root = shell::repository();
        let written = std::fs::read_to_string(root.join(PAGE)).unwrap_or_default();
        let current = page(&root).expect("the explanations can be read");
        assert!(written == current, "{PAGE} is out of date: run `cargo xtask messages`");
    }
}
