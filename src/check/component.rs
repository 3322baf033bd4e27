//! Components that lack what they are made of, and those that a page has twice.

use std::collections::BTreeMap;

use crate::base::diagnostic::{Code, Diagnostic, Problems};
use crate::base::source::Span;
use crate::content::{Call, ParsedBody, Piece, Pieces};
use crate::render::{Engine, Renderer};
use crate::site::EntryId;
use crate::theme::Needs;

/// What is wrong with the components of a text.
pub(super) fn text(renderer: &Renderer, id: EntryId, body: &ParsedBody) -> Problems {
    let Some(engine) = renderer.engine_of(id) else { return Problems::new() };
    let mut page = Page { engine, has_day: renderer.config.campaign.day.is_some(), first: BTreeMap::new(), problems: Problems::new() };
    page.pieces(&body.pieces);
    page.problems
}

struct Page<'a> {
    engine: &'a Engine,
    has_day: bool,
    /// Where each component first stands that a page has at most one of.
    first: BTreeMap<&'a str, Span>,
    problems: Problems,
}

impl<'a> Page<'a> {
    fn pieces(&mut self, pieces: &'a Pieces) {
        for piece in pieces {
            if let Piece::Component(call) = piece {
                self.call(call);
                for inner in [&call.label, &call.body].into_iter().flatten() {
                    self.pieces(inner);
                }
            }
        }
    }

    fn call(&mut self, call: &'a Call) {
        let roles = self.engine.roles();
        let missing = match roles.needs(&call.name) {
            Some(Needs::Text) if !call.body.as_ref().is_some_and(has_content) => {
                Some(("has no text", "write what it says between its first line and the line of colons that ends it"))
            }
            Some(Needs::List) if !call.body.as_ref().is_some_and(has_list) => Some((
                "has no list",
                "write its entries as a list between its first line and the line of colons that ends it: `- one entry`",
            )),
            Some(Needs::Day) if !self.has_day => {
                Some(("has no day to count to", "set `day = 2027-02-04` in `[campaign]` of `site.toml`, or leave the component out"))
            }
            _ => None,
        };
        if let Some((what, help)) = missing {
            let message = format!("the component `{}` {what}", call.name);
            self.problems.push(Diagnostic::new(Code::MissingBody, message).at(call.name_span.clone()).help(help));
        }
        if !roles.is_once(&call.name) {
            return;
        }
        match self.first.get(call.name.as_str()) {
            None => drop(self.first.insert(&call.name, call.name_span.clone())),
            Some(first) => {
                let message = format!("a page has at most one `{}`, and this is another", call.name);
                let problem = Diagnostic::new(Code::RepeatedComponent, message).at(call.name_span.clone());
                self.problems
                    .push(problem.also(first.clone(), "the first one").help("keep the more important one, or make two pages of it"));
            }
        }
    }
}

/// Whether something stands in a component besides space.
fn has_content(pieces: &Pieces) -> bool {
    pieces.iter().any(|piece| if let Piece::Html(html) = piece { !html.trim().is_empty() } else { true })
}

fn has_list(pieces: &Pieces) -> bool {
    pieces.iter().any(|piece| matches!(piece, Piece::Html(html) if html.contains("<li") || html.contains("<ul") || html.contains("<ol")))
}
