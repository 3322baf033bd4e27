//! Components with the role `phase`: a part of a text that only some phases of the campaign show.
//!
//! Like any other component it gets its look from the theme; whether it is shown is decided here, before links are resolved, so
//! that a hidden part may link to pages that only exist in its phases.

use super::renderer::Renderer;
use crate::base::diagnostic::{Code, Diagnostic, Problems};
use crate::base::source::Span;
use crate::content::{Argument, ArgumentValue, Call};
use crate::site::unknown_phase;

/// Whether the text of such a call is left out today.
pub(super) fn hides(renderer: &Renderer, call: &Call) -> bool {
    let campaign = &renderer.config.campaign;
    let present = renderer.present.phase.map(|phase| campaign.phases[phase].name.as_str());
    let names_present = |argument: &Argument| names(argument).any(|(_, name)| Some(name) == present);
    argument(call, "only").is_some_and(|only| !names_present(only)) || argument(call, "except").is_some_and(names_present)
}

/// What is wrong with such a call, apart from what is checked in every component.
pub(super) fn problems(renderer: &Renderer, call: &Call) -> Problems {
    let given: Vec<&Argument> = ["only", "except"].into_iter().filter_map(|name| argument(call, name)).collect();
    if given.iter().all(|argument| names(argument).next().is_none()) {
        let problem = Diagnostic::new(Code::MissingArgument, format!("`{}` does not say which phases show its text", call.name))
            .at(call.name_span.clone());
        return Problems::from(problem.help("write `only=\"countdown day\"`, or `except=\"archive\"`"));
    }
    let campaign = &renderer.config.campaign;
    let unknown = given.into_iter().flat_map(names).filter(|(_, name)| !campaign.phase_names().any(|known| known == *name));
    unknown.map(|(at, name)| unknown_phase(campaign, name, at)).collect()
}

fn argument<'c>(call: &'c Call, name: &str) -> Option<&'c Argument> {
    call.arguments.iter().find(|argument| argument.name == name)
}

/// The phases in an argument, separated by spaces or commas, each with its place.
fn names(argument: &Argument) -> impl Iterator<Item = (Span, &str)> {
    let text = match &argument.value {
        ArgumentValue::String(text) => text.as_str(),
        // A wrong type is reported like that of any other argument.
        _ => "",
    };
    let whole = &argument.value_span;
    let is_as_written = whole.end - whole.start == text.len() + 2;
    text.split([' ', ',']).filter(|name| !name.is_empty()).map(move |name| {
        let start = whole.start + 1 + (name.as_ptr() as usize - text.as_ptr() as usize);
        let own = Span { source: whole.source.clone(), start, end: start + name.len() };
        (if is_as_written { own } else { whole.clone() }, name)
    })
}
