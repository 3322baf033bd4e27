//! Helplines on pages about hard subjects, and quality marks that somebody else awards.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use jiff::civil::Date;

use super::trust::days_between;
use crate::base::diagnostic::{Code, Diagnostic, Problems};
use crate::base::moment::Moment;
use crate::base::source::{SourceId, Span};
use crate::content::{Argument, ArgumentValue, Call, ParsedBody, Piece, Pieces};
use crate::render::Renderer;
use crate::site::{EntryId, slug};
use crate::syntax::html::Document;
use crate::theme::ComponentRole;

const TAGS: &str = include_str!("words/helpline.txt");
const MARKS: &str = include_str!("words/marks.txt");

/// A number that nobody has tried for this long may no longer work.
const HELPLINE_DAYS: i64 = 180;

/// The lines of a list, without its comments.
fn lines(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

static HARD_SUBJECTS: LazyLock<BTreeSet<String>> = LazyLock::new(|| lines(TAGS).map(slug).collect());

/// Helplines where a page needs one, and quality marks.
pub(super) fn text(renderer: &Renderer, id: EntryId, source: &SourceId, body: &ParsedBody) -> Problems {
    let mut problems = Problems::new();
    let engine = renderer.engine_of(id);
    let role = |component: &str| engine.and_then(|engine| engine.role(component));
    let mut page = Page { source, role: &role, today: renderer.present.date, n_helplines: 0, health: None, problems: &mut problems };
    page.pieces(&body.pieces);
    let front = &renderer.index.entry(id).front;
    let (n_helplines, health) = (page.n_helplines, page.health.take());
    if let (Some((component, at)), None) = (health, front.editorial.kind) {
        let message = format!("a page with the component `{component}` has to say whether it is about health");
        let help = "write `kind = \"health\"` into its front matter: it then names its authors and shows its review; or `kind = \"general\"` if \
                    it neither advises nor informs about health";
        problems.push(Diagnostic::new(Code::TrustKind, message).at(at).help(help));
    }
    if n_helplines > 0 {
        return problems;
    }
    let mut terms = front.taxonomies.iter().flat_map(|(_, terms)| terms);
    if let Some(term) = terms.find(|term| HARD_SUBJECTS.contains(&slug(&term.value))) {
        problems.push(
            Diagnostic::new(Code::TrustHelpline, format!("a page about `{}` has to say whom to call", term.value))
                .at(source.at(term.span.clone()))
                .help("add `::helpline{name=\"…\" number=\"…\" country=\"…\" hours=\"…\" checked=\"2027-02-04\"}`"),
        );
    }
    problems
}

struct Page<'a> {
    /// What a component of the page's theme means.
    role: &'a dyn Fn(&str) -> Option<ComponentRole>,
    source: &'a SourceId,
    today: Date,
    n_helplines: usize,
    /// The first component that advises or informs about health, by its name.
    health: Option<(String, Span)>,
    problems: &'a mut Problems,
}

impl Page<'_> {
    fn pieces(&mut self, pieces: &Pieces) {
        for piece in pieces {
            match piece {
                Piece::Link(link) if link.is_image => self.picture(&link.target, link.span.clone()),
                Piece::Html(html) if html.contains("<img") => {
                    for image in Document::parse(html).elements().filter(|element| element.name() == "img") {
                        if let Some(target) = image.value("src") {
                            self.picture(target, self.source.at(0..0));
                        }
                    }
                }
                Piece::Component(call) => self.call(call),
                _ => {}
            }
        }
    }

    fn call(&mut self, call: &Call) {
        match (self.role)(&call.name) {
            Some(ComponentRole::Helpline) => self.helpline(call),
            Some(ComponentRole::QualityMark) => self.quality_mark(call),
            Some(ComponentRole::Health) if self.health.is_none() => self.health = Some((call.name.clone(), call.name_span.clone())),
            Some(ComponentRole::Phase | ComponentRole::Faq | ComponentRole::Health | ComponentRole::KeyMessage) | None => {}
        }
        for argument in &call.arguments {
            if let (true, ArgumentValue::String(target)) = (["src", "image"].contains(&argument.name.as_str()), &argument.value) {
                self.picture(target, argument.value_span.clone());
            }
        }
        for inner in [&call.label, &call.body].into_iter().flatten() {
            self.pieces(inner);
        }
    }

    fn helpline(&mut self, call: &Call) {
        self.n_helplines += 1;
        let mut report = |message: String, at: &Span, help: &str| {
            self.problems.push(Diagnostic::new(Code::TrustHelpline, message).at(at.clone()).help(help));
        };
        if let Some((number, argument)) = argument(call, "number") {
            let n_digits = number.chars().filter(char::is_ascii_digit).count();
            if n_digits < 2 || !number.chars().all(|sign| sign.is_ascii_digit() || "+ -()".contains(sign)) {
                report(
                    format!("`{number}` is not a dialable number"),
                    &argument.value_span,
                    "write it like `+44 20 7946 0000` or `116 123`",
                );
            }
        }
        for name in ["country", "hours"] {
            if argument(call, name).is_some_and(|(value, _)| value.trim().is_empty()) {
                report(format!("the helpline does not give its {name}"), &call.name_span, "readers have to know whether they can call");
            }
        }
        let Some((checked, argument)) = argument(call, "checked") else { return };
        let at = &argument.value_span;
        match Moment::parse(checked).map(|checked| days_between(checked.date, self.today)) {
            None => {
                report(format!("`{checked}` is not a day on which anybody can have tried the number"), at, "write it like `2027-02-04`")
            }
            Some(days) if days < 0 => {
                report(format!("{checked} lies in the future"), at, "write the day on which somebody tried the number")
            }
            Some(days) if days > HELPLINE_DAYS => {
                report(format!("nobody has tried this number for {days} days"), at, "call it, and write today's date");
            }
            Some(_) => {}
        }
    }

    fn quality_mark(&mut self, call: &Call) {
        let at = call.name_span.clone();
        let mut report = |message: String, help: &str| {
            self.problems.push(Diagnostic::new(Code::TrustBadge, message).at(at.clone()).help(help));
        };
        let name = argument(call, "name").map_or("", |(name, _)| name);
        if name.to_lowercase().replace([' ', '-', '_'], "").contains("honcode") {
            report("HONcode ended in December 2022, so nobody can hold it".to_owned(), "remove the mark");
        }
        if argument(call, "id").is_none_or(|(id, _)| id.trim().is_empty()) {
            report(format!("nothing proves the mark {name}"), "give the number of the certificate as `id`");
        }
        match argument(call, "expires").and_then(|(day, _)| Moment::parse(day)) {
            None => report(format!("nothing says until when the mark {name} holds"), "give the day as `expires=\"2027-12-31\"`"),
            Some(day) if day.date <= self.today => {
                report(format!("the certificate of {name} ended on {}", day.date), "renew it, or remove the mark")
            }
            Some(_) => {}
        }
    }

    fn picture(&mut self, target: &str, at: Span) {
        let name = target.rsplit('/').next().unwrap_or(target).to_lowercase();
        let Some(mark) = lines(MARKS).find(|mark| name.contains(mark.trim_end_matches(" ended"))) else { return };
        let help = if mark.ends_with(" ended") {
            "HONcode ended in December 2022: remove the picture"
        } else {
            "use `::quality-mark{name=\"…\" id=\"…\" expires=\"…\"}`, which shows the certificate, or remove the picture"
        };
        let shown = target.rsplit('/').next().unwrap_or(target);
        self.problems
            .push(Diagnostic::new(Code::TrustBadge, format!("`{shown}` looks like a quality mark that nothing proves")).at(at).help(help));
    }
}

/// A text argument of a component.
fn argument<'c>(call: &'c Call, name: &str) -> Option<(&'c str, &'c Argument)> {
    let argument = call.arguments.iter().find(|argument| argument.name == name)?;
    match &argument.value {
        ArgumentValue::String(text) => Some((text, argument)),
        _ => None,
    }
}
