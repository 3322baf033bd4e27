//! Drawings as sheets of paper: PDF/UA-1, whose texts can be read aloud, searched and copied.
//!
//! Whatever has `data-tag` is told to reading programs in the order of the drawing: `h1` to `h3`, `p`, `li`, or `figure` with
//! `data-alt`; it leads where `data-href` says. All else is decoration.
//! Source: ISO 14289-1; the library refuses what breaks the rules that a program can check.

mod paint;

use std::num::NonZeroU16;

use krilla::action::{Action, LinkAction};
use krilla::annotation::{Annotation, LinkAnnotation, Target};
use krilla::configure::{Accessibility, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::error::KrillaError;
use krilla::geom::{Point, Rect, Size, Transform};
use krilla::metadata::{Metadata, TextDirection};
use krilla::outline::{Outline, OutlineNode};
use krilla::page::{Page, PageSettings};
use krilla::tagging::{ContentTag, Identifier, ListNumbering, Node as TagNode, Tag, TagGroup, TagTree};
use krilla::{Document, SerializeSettings};
use paint::{Painter, check_printable, fonts, plain};
use resvg::usvg;
use resvg::usvg::roxmltree::{self, Node as Element};

use super::materials::{Materials, Undrawable, check_letters, check_sides};
use crate::base::diagnostic::Suggestion;
use crate::base::locale::{Direction, Language};

pub(super) const WRITTEN_BY: &str = "krilla 0.8.2";

/// Points in a millimetre.
const POINTS: f64 = 72.0 / 25.4;

/// A part of a drawing: a drawing of its own, and what reading programs are told of it.
struct Part {
    tree: usvg::Tree,
    tag: Option<Tagged>,
}

struct Tagged {
    name: String,
    alt: Option<String>,
    href: Option<String>,
    language: Option<String>,
    text: String,
}

impl Tagged {
    fn check(&self) -> Result<(), String> {
        const KNOWN: [&str; 6] = ["h1", "h2", "h3", "p", "li", "figure"];
        if !KNOWN.contains(&self.name.as_str()) {
            let help = Suggestion::nearest(&self.name, KNOWN).or_list("expected one of ", &KNOWN, "name what it is");
            return Err(format!("there is no `data-tag` of `{}`: {help}", self.name));
        }
        if self.name == "figure" && self.alt.as_ref().is_none_or(|alt| alt.trim().is_empty()) {
            return Err("a figure has no text in its place: give it `data-alt`".to_owned());
        }
        Ok(())
    }
}

/// A drawing as a sheet of paper of these sides, in millimetres.
pub(super) fn pdf(svg: &str, sides: (f64, f64), title: &str, language: &str, materials: &Materials) -> Result<Vec<u8>, Undrawable> {
    let whole = materials.tree(svg)?;
    check_letters(svg, &whole)?;
    check_sides(&whole, sides.0 / sides.1)?;
    check_printable(whole.root())?;
    let parts = parts(svg, materials)?;
    #[expect(clippy::cast_possible_truncation, reason = "the sides of paper are small numbers")]
    let (width, height) = ((sides.0 * POINTS) as f32, (sides.1 * POINTS) as f32);
    let scale = width / whole.size().width();
    let size = Size::from_wh(width, height).ok_or_else(|| "it is too large".to_owned())?;
    let configuration = ConfigurationBuilder::new().with_accessibility_validator(Accessibility::UA1).finish();
    let configuration = configuration.map_err(|_| "no version of PDF fits".to_owned())?;
    let mut document = Document::new_with(SerializeSettings { configuration, ..SerializeSettings::default() });
    let fonts = fonts(materials)?;
    let mut page = document.start_page_with(PageSettings::new(size));
    let mut surface = page.surface();
    surface.push_transform(&Transform::from_scale(scale, scale));
    let mut told = Vec::new();
    for Part { tree, tag } in parts {
        let mut painter = Painter { surface: &mut surface, fonts: &fonts, marked: Vec::new(), is_read: false };
        match &tag {
            Some(tag) if tag.name == "figure" => {
                let leaf = painter.surface.start_tagged(ContentTag::Other);
                painter.group(tree.root());
                painter.surface.end_tagged();
                painter.marked.push(leaf);
            }
            Some(_) => {
                painter.is_read = true;
                painter.group(tree.root());
            }
            None => painter.decoration(|painter| painter.group(tree.root())),
        }
        let marked = painter.marked;
        told.extend(tag.map(|tag| (tag, marked, tree.root().abs_bounding_box())));
    }
    surface.pop();
    surface.finish();
    let mut structure = Structure::default();
    for (tag, marked, place) in told {
        let sides = [place.left(), place.top(), place.right(), place.bottom()].map(|side| side * scale);
        let link = tag.href.as_ref().and_then(|href| link(&mut page, sides, href, tag.alt.as_ref().unwrap_or(&tag.text)));
        structure.add(tag, marked, link, sides[1]);
    }
    page.finish();
    let Structure { mut tree, list, outline } = structure;
    if let Some(list) = list {
        tree.push(list);
    }
    let direction = match Language::parse(language).map(|language| language.direction()) {
        Ok(Direction::RightToLeft) => TextDirection::RightToLeft,
        _ => TextDirection::LeftToRight,
    };
    document.set_tag_tree(tree.with_lang(Some(language.to_owned())));
    document.set_outline(outline.ok_or_else(|| "it has no heading: give its title `data-tag=\"h1\"`".to_owned())?);
    document.set_metadata(Metadata::new().title(title.to_owned()).language(language.to_owned()).text_direction(direction));
    document.finish().map_err(|error| refusal(&error).into())
}

/// What the library says of a sheet, in an editor's words.
fn refusal(error: &KrillaError) -> String {
    use krilla::configure::ValidationError;
    let KrillaError::Validation(faults) = error else { return error.to_string() };
    let told = faults.iter().map(|(fault, _)| match fault {
        ValidationError::MissingTagging => "nothing in it can be read aloud: give its texts `data-tag`".to_owned(),
        ValidationError::RestrictedLicense(_) => "the licence of a font forbids to put it into a file".to_owned(),
        other => format!("{other:?}"),
    });
    let mut told: Vec<String> = told.collect();
    told.sort();
    told.dedup();
    told.join("; ")
}

/// An area of the page that leads somewhere.
fn link(page: &mut Page<'_>, [left, top, right, bottom]: [f32; 4], href: &str, text: &str) -> Option<Identifier> {
    let place = Rect::from_ltrb(left, top, right, bottom)?;
    let action = Target::Action(Action::Link(LinkAction::new(href.to_owned())));
    Some(page.add_tagged_annotation(Annotation::new_link(LinkAnnotation::new(place, action), Some(text.to_owned()))))
}

/// What reading programs are told, in its order.
#[derive(Default)]
struct Structure {
    tree: TagTree,
    /// A list that is not at its end.
    list: Option<TagGroup>,
    /// None without a heading.
    outline: Option<Outline>,
}

impl Structure {
    fn add(&mut self, tag: Tagged, marked: Vec<Identifier>, link: Option<Identifier>, top: f32) {
        let mut leaves: Vec<TagNode> = marked.into_iter().map(Into::into).collect();
        let is_figure = tag.name == "figure";
        let alt = tag.alt.clone().filter(|_| is_figure);
        if is_figure {
            leaves = vec![TagGroup::with_children(Tag::Figure(tag.alt).with_lang(tag.language.clone()), leaves).into()];
        }
        if let Some(link) = link {
            // Around a figure, not in it: of a figure, reading programs tell its alternative text and nothing that is in it.
            leaves.push(link.into());
            leaves = vec![TagGroup::with_children(Tag::Link.with_alt_text(alt), leaves).into()];
        }
        // Lines have no spaces between them, and those of a script from right to left stand in the order of the eye. A link is told by
        // its own text.
        let words = tag.href.is_none().then(|| tag.text.clone());
        let level = tag.name.strip_prefix('h').and_then(|level| level.parse::<NonZeroU16>().ok());
        let group = match (tag.name.as_str(), level) {
            (_, Some(level)) => {
                self.outline
                    .get_or_insert_with(Outline::new)
                    .push_child(OutlineNode::new(tag.text.clone(), XyzDestination::new(0, Point::from_xy(0.0, top))));
                TagGroup::with_children(Tag::Hn(level, Some(tag.text)).with_lang(tag.language).with_actual_text(words), leaves)
            }
            _ if is_figure => TagGroup::with_children(Tag::P, leaves),
            ("li", _) => {
                let body = TagGroup::with_children(Tag::LBody.with_lang(tag.language).with_actual_text(words), leaves);
                let list = self.list.get_or_insert_with(|| TagGroup::new(Tag::L(ListNumbering::Disc)));
                list.push(TagGroup::with_children(Tag::LI, vec![body.into()]));
                return;
            }
            _ => TagGroup::with_children(Tag::P.with_lang(tag.language).with_actual_text(words), leaves),
        };
        if let Some(list) = self.list.take() {
            self.tree.push(list);
        }
        self.tree.push(group);
    }
}

/// A drawing in its parts, in their order.
fn parts(svg: &str, materials: &Materials) -> Result<Vec<Part>, String> {
    let document = roxmltree::Document::parse(svg).map_err(|error| format!("its drawing is broken: {error}"))?;
    let root = document.root_element();
    let mut shared = String::new();
    for node in document.descendants().filter(|node| node.has_tag_name("defs")) {
        shared.push_str(&svg[node.range()]);
    }
    let mut found = Vec::new();
    collect_parts(svg, root, &format!("{}{shared}", start_tag(svg, root)), "</svg>", &mut found);
    let part = |(svg, tag): (String, Option<Tagged>)| {
        if let Some(tag) = &tag {
            tag.check()?;
        }
        Ok(Part { tree: materials.tree(&svg)?, tag })
    };
    found.into_iter().map(part).collect()
}

fn collect_parts(svg: &str, parent: Element<'_, '_>, before: &str, after: &str, found: &mut Vec<(String, Option<Tagged>)>) {
    for node in parent.children().filter(|node| node.is_element() && !node.has_tag_name("defs")) {
        let attribute = |name: &str| node.attribute(name).map(str::to_owned);
        let has_tags = || node.descendants().skip(1).any(|node| node.has_attribute("data-tag"));
        if !node.has_attribute("data-tag") && node.has_tag_name("g") && has_tags() {
            collect_parts(svg, node, &format!("{before}{}", start_tag(svg, node)), &format!("</g>{after}"), found);
            continue;
        }
        let tag = attribute("data-tag").map(|name| Tagged {
            name,
            alt: attribute("data-alt"),
            href: attribute("data-href"),
            language: attribute("data-lang"),
            text: text_of(node),
        });
        found.push((format!("{before}{}{after}", &svg[node.range()]), tag));
    }
}

fn start_tag<'s>(svg: &'s str, node: Element<'_, '_>) -> &'s str {
    let start = node.range().start;
    &svg[start..node.first_child().map_or(node.range().end, |child| child.range().start)]
}

/// The words of an element, each line's after those of the line before.
fn text_of(node: Element<'_, '_>) -> String {
    let lines = node.descendants().filter(Element::is_text).filter_map(|text| text.text());
    let words = lines.flat_map(|line| line.split_whitespace().map(plain).collect::<Vec<_>>());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(inside: &str) -> Result<Vec<u8>, String> {
        let fonts = vec![include_bytes!("../../themes/base/cards/NotoSans-Bold.ttf").to_vec()];
        let materials = Materials::read(fonts, std::collections::BTreeMap::new());
        let svg = format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 210 297\">{inside}</svg>");
        pdf(&svg, (210.0, 297.0), "A title", "ar", &materials).map_err(|fault| fault.why)
    }

    const HEADING: &str = "<g data-tag=\"h1\"><text y=\"20\" font-size=\"9\">علامات السرطان</text></g>";

    #[test]
    fn what_is_read_aloud_is_in_the_order_of_the_drawing_and_all_else_is_decoration() {
        let inside = format!(
            "<g opacity=\"0.5\">{HEADING}<rect width=\"9\" height=\"9\"/><g data-tag=\"li\"><text y=\"40\">One</text></g></g>\
             <g data-tag=\"figure\" data-alt=\"A code\" data-href=\"https://day.example/\"><path d=\"M0 0h9v9z\"/></g>"
        );
        let bytes = sheet(&inside).expect("a sheet");
        assert_eq!(bytes, sheet(&inside).expect("the same sheet"));
        let told = String::from_utf8_lossy(&bytes).into_owned();
        let places: Vec<Option<usize>> = ["/S/H1", "/S/LI", "/S/Figure"].iter().map(|tag| told.find(tag)).collect();
        assert!(places.iter().all(Option::is_some), "{places:?}");
        // A link without text has the words of the figure in it.
        assert_eq!(told.matches("/Alt(A code)").count(), 2);
        let object = |tag: &str| told.split("endobj").find(|object| object.contains(tag)).expect(tag);
        assert!(object("/S/Link").contains("/OBJR") && !object("/S/Figure").contains("/OBJR"), "the figure is in the link");
        assert!(told.contains("/URI(https://day.example/)") && told.contains("/Lang(ar)"));
    }

    #[test]
    fn what_a_sheet_must_not_be_is_told() {
        let why = |inside: &str| sheet(inside).map(|bytes| bytes.len()).expect_err(inside);
        assert!(why("<g data-tag=\"p\"><text y=\"9\">One</text></g>").contains("no heading"));
        assert!(why(&format!("{HEADING}<g data-tag=\"figure\"><path d=\"M0 0h9v9z\"/></g>")).contains("`data-alt`"));
        assert!(why(&format!("{HEADING}<g data-tag=\"figur\"><path d=\"M0 0h9v9z\"/></g>")).contains("`figure`"));
        assert!(why("<filter id=\"f\"><feFlood/></filter><rect width=\"9\" height=\"9\" filter=\"url(#f)\"/>").contains("`filter`"));
        assert!(why(&format!("{HEADING}<text y=\"9\">乳</text>")).contains("`乳`"));
    }
}
