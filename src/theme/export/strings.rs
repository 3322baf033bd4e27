//! Files of strings as one: that of the strongest layer as it is written, then what only the others have.

/// A part of a file: a string with the comment above it, or a comment that stands alone.
#[derive(Clone, Debug)]
enum Part {
    String(Text),
    Heading(String),
    Remark(String),
}

/// A string as it is written.
#[derive(Clone, Debug)]
struct Text {
    /// With a term's dash.
    name: String,
    comment: String,
    /// The lines of its own text, with the key; only the key where it has none.
    value: String,
    has_value: bool,
    /// The lines of each attribute, with its name.
    attributes: Vec<(String, String)>,
}

/// One file of the layers' files, strongest first, each with the name of its theme.
pub(super) fn together(files: &[(&str, &str)]) -> String {
    let Some(((_, strongest), weaker)) = files.split_first() else { return String::new() };
    let mut known = parts(strongest);
    let mut text = String::new();
    let mut more = Vec::new();
    for (theme, file) in weaker {
        let mut added: Vec<Part> = Vec::new();
        for part in parts(file) {
            match part {
                Part::String(string) => match text_of(&mut known, &string.name) {
                    Some(stronger) => stronger.take(string),
                    None => match more.iter_mut().find_map(|(_, parts): &mut (&str, Vec<Part>)| text_of(parts, &string.name)) {
                        Some(stronger) => stronger.take(string),
                        None => added.push(Part::String(string)),
                    },
                },
                other => added.push(other),
            }
        }
        more.push((*theme, added));
    }
    write(&known, &mut text);
    for (theme, parts) in more {
        let parts = with_strings(parts);
        if !parts.is_empty() {
            text.push_str(&format!("\n### From the theme `{theme}`\n\n"));
            write(&parts, &mut text);
        }
    }
    text
}

impl Text {
    /// Adds what a weaker layer says under the same key and this one does not.
    fn take(&mut self, weaker: Self) {
        if !self.has_value && weaker.has_value {
            (self.value, self.has_value) = (weaker.value, true);
        }
        for (name, lines) in weaker.attributes {
            if !self.attributes.iter().any(|(known, _)| *known == name) {
                self.attributes.push((name, lines));
            }
        }
    }
}

fn text_of<'p>(parts: &'p mut [Part], name: &str) -> Option<&'p mut Text> {
    parts.iter_mut().find_map(|part| match part {
        Part::String(text) if text.name == name => Some(text),
        _ => None,
    })
}

/// The parts without headings that nothing is below.
fn with_strings(parts: Vec<Part>) -> Vec<Part> {
    let mut kept: Vec<Part> = Vec::new();
    for part in parts.into_iter().rev() {
        let is_used = match &part {
            Part::String(_) => true,
            Part::Heading(_) => matches!(kept.last(), Some(Part::String(_))),
            Part::Remark(_) => false,
        };
        if is_used {
            kept.push(part);
        }
    }
    kept.reverse();
    kept
}

fn write(parts: &[Part], text: &mut String) {
    let mut was_string = false;
    for part in parts {
        match part {
            Part::String(string) => {
                text.push_str(&string.comment);
                text.push_str(&string.value);
                string.attributes.iter().for_each(|(_, lines)| text.push_str(lines));
                was_string = true;
            }
            Part::Heading(lines) | Part::Remark(lines) => {
                if was_string {
                    text.push('\n');
                }
                text.push_str(lines);
                text.push('\n');
                was_string = false;
            }
        }
    }
}

/// The parts of a file. Within a string every line is indented, closes a brace or is blank.
fn parts(file: &str) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut comment = String::new();
    let mut is_inside = false;
    let mut blank = 0;
    for line in file.trim_start_matches('\u{feff}').lines() {
        let line = line.trim_end_matches('\r');
        if line.trim().is_empty() {
            if !comment.is_empty() {
                parts.push(Part::Remark(std::mem::take(&mut comment)));
            }
            blank += 1;
        } else if line.starts_with("##") {
            push_heading(&mut parts, line, blank > 0);
            is_inside = false;
            blank = 0;
        } else if line.starts_with('#') {
            comment.push_str(line);
            comment.push('\n');
            is_inside = false;
            blank = 0;
        } else if let Some((key, rest)) = line.split_once('=').filter(|(key, _)| !line.starts_with([' ', '\t', '}']) && !key.is_empty()) {
            parts.push(Part::String(Text {
                name: key.trim_end().to_owned(),
                comment: std::mem::take(&mut comment),
                value: format!("{line}\n"),
                has_value: !rest.trim().is_empty(),
                attributes: Vec::new(),
            }));
            is_inside = true;
            blank = 0;
        } else if let (true, Some(Part::String(text))) = (is_inside, parts.last_mut()) {
            text.continue_with(line, blank);
            blank = 0;
        }
    }
    if !comment.is_empty() {
        parts.push(Part::Remark(comment));
    }
    parts
}

/// Headings of several lines are one.
fn push_heading(parts: &mut Vec<Part>, line: &str, is_apart: bool) {
    match parts.last_mut() {
        Some(Part::Heading(lines)) if !is_apart => lines.push_str(&format!("{line}\n")),
        _ => parts.push(Part::Heading(format!("{line}\n"))),
    }
}

impl Text {
    /// Adds a line of the same string, behind as many blank ones.
    fn continue_with(&mut self, line: &str, blank: usize) {
        let lines = format!("{}{line}\n", "\n".repeat(blank));
        // A line of text cannot begin with a full stop, so it is an attribute.
        if let Some((name, _)) = line.trim_start().strip_prefix('.').and_then(|rest| rest.split_once('=')) {
            return self.attributes.push((name.trim_end().to_owned(), lines));
        }
        match self.attributes.last_mut() {
            Some((_, attribute)) => attribute.push_str(&lines),
            None => {
                self.value.push_str(&lines);
                self.has_value = true;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strongest_file_stays_and_what_it_lacks_follows() {
        let own = "# What we call it\nread = Read on\n    .label = Read on, { $title }\n\n## Counting\n\nfound = { $n ->\n    [one] One\n   *[other] { $n }\n}\nempty =\n    .title = T\n";
        let middle = "-brand = Ours\nread = x\n    .title = From the middle\n";
        let base = "### All strings\n\n## Gone\n\nread = Read\n    .title = Read\n\n## Kept\n\n# Says it.\nnew =\n    two\n\n    lines\nempty = E\n-brand = B\n";
        assert_eq!(
            together(&[("own", own), ("middle", middle), ("base", base)]),
            "# What we call it\nread = Read on\n    .label = Read on, { $title }\n    .title = From the middle\n\n## Counting\n\nfound = { $n ->\n    [one] One\n   *[other] { $n }\n}\nempty = E\n    .title = T\n\n### From the theme `middle`\n\n-brand = Ours\n\n### From the theme `base`\n\n## Kept\n\n# Says it.\nnew =\n    two\n\n    lines\n"
        );
    }
}
