//! Charts in the finished pages, whoever put them together.

use std::collections::BTreeMap;

use super::output::placed;
use crate::base::artifact::{Artifact, ArtifactKind, Content, OutputPath};
use crate::base::diagnostic::{Code, Diagnostic};

/// What a chart must have around it, by what stands in its HTML for it.
const PARTS: &[(&str, &str)] = &[
    ("aria-label=\"", "a sentence that states its numbers"),
    ("<table", "a table of its numbers"),
    ("<caption", "a caption of its table"),
    ("scope=\"col\"", "names of its table's columns"),
    ("scope=\"row\"", "names of its table's rows"),
    ("chart-source", "its source"),
];

/// Every picture of a chart stands in a figure that has all parts.
pub fn parts(artifacts: &BTreeMap<OutputPath, Artifact>, problems: &mut Vec<Diagnostic>) {
    for (path, artifact) in artifacts.iter().filter(|(_, artifact)| artifact.kind == ArtifactKind::Page) {
        let Content::Text(text) = &artifact.content else { continue };
        for figure in figures(text) {
            let missing: Vec<&str> = PARTS.iter().filter(|(mark, _)| !figure.contains(mark)).map(|(_, part)| *part).collect();
            if !missing.is_empty() {
                let problem = Diagnostic::new(Code::A11yChartTable, format!("a chart on this page lacks {}", missing.join(", ")))
                    .help("compare the site's or the theme's `chart.html` with that of `base`");
                problems.push(placed(problem, artifact, path));
            }
        }
    }
}

/// The figures that hold a chart's picture, and pictures that stand in none.
fn figures(text: &str) -> Vec<&str> {
    let mut found: Vec<&str> = Vec::new();
    let mut seen_to = 0;
    for (at, _) in text.match_indices("<svg role=\"img\"") {
        let end = text[at..].find("</svg>").map_or(text.len(), |end| at + end);
        if at < seen_to || !text[at..end].contains("class=\"chart-") {
            continue;
        }
        let start = text[..at].rfind("<figure").filter(|start| !text[*start..at].contains("</figure>"));
        let (start, end) = match start {
            Some(start) => (start, text[at..].find("</figure>").map_or(text.len(), |end| at + end)),
            None => (at, end),
        };
        seen_to = end;
        found.push(&text[start..end]);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_chart_is_seen_once_with_its_figure() {
        let picture = "<svg role=\"img\" aria-label=\"x\"><path class=\"chart-grid\"/></svg>";
        let text = format!(
            "<figure><img></figure><figure class=\"chart\">{picture}<div>{picture}</div><table></figure>{picture}<svg role=\"img\"></svg>"
        );
        let found = figures(&text);
        assert_eq!(found.len(), 2);
        assert!(found[0].starts_with("<figure class=\"chart\">") && found[0].ends_with("<table>"));
        assert!(found[1].starts_with("<svg") && !found[1].contains("<table"));
    }
}
