//! Charts in the finished pages, whoever put them together.

use super::page::Finished;
use crate::base::diagnostic::{Code, Problems};
use crate::syntax::html::{Document, Element};

/// Says whether an element is a part of a chart.
type IsPart = fn(Element<'_, '_>) -> bool;

/// What a chart must have around it, by the element that stands for it.
const PARTS: &[(IsPart, &str)] = &[
    (|element| element.value("aria-label").is_some(), "a sentence that states its numbers"),
    (|element| element.name() == "table", "a table of its numbers"),
    (|element| element.name() == "caption", "a caption of its table"),
    (|element| element.value("scope") == Some("col"), "names of its table's columns"),
    (|element| element.value("scope") == Some("row"), "names of its table's rows"),
    (|element| element.has_class("chart-source"), "its source"),
];

/// Every picture of a chart stands in a figure that has all parts.
pub(super) fn parts(page: &Finished<'_>, problems: &mut Problems) {
    for figure in figures(&page.document) {
        let has = |is_part: &IsPart| is_part(figure) || figure.descendants().any(is_part);
        let missing: Vec<&str> = PARTS.iter().filter(|(is_part, _)| !has(is_part)).map(|(_, part)| *part).collect();
        if !missing.is_empty() {
            let problem = page.problem(Code::A11yChartTable, format!("a chart on this page lacks {}", missing.join(", ")));
            problems.push(problem.help("compare the site's or the theme's `chart.html` with that of `base`"));
        }
    }
}

/// The figures that hold a chart's picture, and pictures that stand in none.
fn figures<'d, 't>(page: &'d Document<'t>) -> Vec<Element<'d, 't>> {
    let is_mark = |element: Element<'_, '_>| element.value("class").is_some_and(|class| class.starts_with("chart-"));
    let is_chart = |element: &Element<'_, '_>| {
        element.name() == "svg" && element.value("role") == Some("img") && (is_mark(*element) || element.descendants().any(is_mark))
    };
    let mut found: Vec<Element<'d, 't>> = Vec::new();
    for picture in page.elements().filter(is_chart) {
        let figure = picture.ancestors().find(|element| element.name() == "figure").unwrap_or(picture);
        if found.last().is_none_or(|last| last.at() != figure.at()) {
            found.push(figure);
        }
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
            "<figure><img></figure><figure class=\"chart\">{picture}<div>{picture}</div><table></table></figure>{picture}<svg role=\"img\"></svg>"
        );
        let document = Document::parse(&text);
        let found: Vec<&str> = figures(&document).into_iter().map(|figure| &text[figure.at()]).collect();
        assert_eq!(found.len(), 2);
        assert!(found[0].starts_with("<figure class=\"chart\">") && found[0].ends_with("<table></table></figure>"));
        assert!(found[1].starts_with("<svg") && found[1].ends_with("</svg>"));
    }
}
