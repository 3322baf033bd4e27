//! The arguments that say which part of a picture a page shows: `ratio`, the shape, and `focus`, what has to stay in it.

use pulldown_cmark::LinkType;

use crate::base::crop::{Crop, FOCUS_HELP, Focus, RATIO_HELP, Ratio};
use crate::base::diagnostic::{Code, Diagnostic, Problems, Suggestion};
use crate::content::link::{Destination, destination};
use crate::content::{Argument, ArgumentValue};

const NAMES: &[&str] = &["ratio", "focus"];

/// What is wrong with the arguments of a picture at this address. `usual` is the shape where only a focus is given, if there is one.
pub(crate) fn check(arguments: &[Argument], address: &str, usual: Option<&str>) -> Problems {
    let given = |name: &str| arguments.iter().find(|argument| argument.name == name);
    let mut problems = Problems::new();
    if let Some(ratio) = given("ratio") {
        problems.extend(wrong(ratio, |text| Ratio::read(text).is_some(), "a shape", RATIO_HELP));
    }
    if let Some(focus) = given("focus") {
        problems.extend(wrong(focus, |text| Focus::read(text).is_some(), "a point of a picture", FOCUS_HELP));
        if given("ratio").is_none() && usual.is_none() {
            let problem = Diagnostic::new(Code::MissingArgument, "`focus` says nothing without `ratio`").at(focus.name_span.clone());
            problems.push(problem.help("add the shape that the picture is cut to: `ratio=\"16:9\"`"));
        }
    }
    let first = NAMES.iter().find_map(|name| given(name));
    if let (Some(first), Some(why)) = (first.filter(|_| problems.is_empty()), uncut(address)) {
        let problem = Diagnostic::new(Code::PictureCrop, format!("no part can be cut from `{address}`: {why}"));
        let help = "cut it in the program that made it, and leave out `ratio` and `focus`; until then all of it is shown";
        problems.push(problem.at(first.value_span.clone()).help(help));
    }
    problems
}

fn wrong(argument: &Argument, is_right: impl Fn(&str) -> bool, what: &str, help: &str) -> Option<Diagnostic> {
    let problem = match &argument.value {
        ArgumentValue::String(text) if is_right(text) => return None,
        ArgumentValue::String(text) => {
            Diagnostic::new(Code::WrongArgument, format!("`{}` cannot be `{text}`, which is not {what}", argument.name))
        }
        _ => Diagnostic::new(Code::WrongArgument, format!("`{}` must be text in quotes", argument.name)),
    };
    Some(problem.at(argument.value_span.clone()).help(help))
}

/// Why no part can be cut from a picture, as far as its address says it.
fn uncut(address: &str) -> Option<&'static str> {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    if !matches!(destination(address, LinkType::Inline), Destination::Site) {
        return Some("it is not a picture of this site");
    }
    path.rsplit_once('.').filter(|(_, ending)| ending.eq_ignore_ascii_case("svg")).map(|_| "it is a drawing")
}

/// What the arguments of a Markdown picture ask for, with everything that is wrong with them.
pub(crate) fn read(arguments: &[Argument], address: &str) -> (Option<Crop>, Problems) {
    let unknown = arguments.iter().filter(|argument| !NAMES.contains(&&*argument.name)).map(|argument| {
        let help = Suggestion::nearest(&argument.name, NAMES.iter().copied());
        let help = help.or("it takes `ratio`, such as `\"16:9\"`, and `focus`, such as `\"top left\"`");
        Diagnostic::new(Code::UnknownArgument, format!("a picture has no argument `{}`", argument.name))
            .at(argument.name_span.clone())
            .help(help)
    });
    let mut problems: Problems = unknown.collect();
    problems.extend(check(arguments, address, None));
    if !problems.is_empty() {
        return (None, problems);
    }
    let text = |name: &str| match arguments.iter().find(|argument| argument.name == name).map(|argument| &argument.value) {
        Some(ArgumentValue::String(text)) => Some(text.as_str()),
        _ => None,
    };
    let crop = text("ratio")
        .and_then(Ratio::read)
        .map(|ratio| Crop { ratio, focus: text("focus").and_then(Focus::read).unwrap_or(Focus::CENTER) });
    (crop, problems)
}
