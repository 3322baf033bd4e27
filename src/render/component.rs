//! Components called from Markdown: checked against the theme, then rendered.

use tera::{ComponentArgType, ComponentInfo, Context, Tera, Value};

use super::allowed::unknown_value;
use super::bounded::{self, Bounded};
use super::calendar;
use super::engine::Engine;
use super::question::Names;
use super::renderer::Renderer;
use super::tracked::{self, CallPlaces, calling, cited};
use super::value::HashedValue;
use crate::base::address;
use crate::base::diagnostic::{Code, Diagnostic, Problems, Suggestion};
use crate::base::source::SourceId;
use crate::content::{Argument, ArgumentValue, Call, Shape, check_crop};
use crate::site::EntryId;

/// Arguments that hold an address and are resolved like a link.
const ADDRESSES: &[&str] = &["href", "src", "image", "url"];

/// Other names that a theme may have for addresses; they are not resolved, but held to the same rule.
const OTHER_ADDRESSES: &[&str] =
    &["link", "address", "action", "poster", "icon", "logo", "photo", "picture", "audio", "video", "file", "download", "target"];

/// Whether an argument's value is an address.
pub(super) fn is_address(argument: &Argument) -> bool {
    ADDRESSES.contains(&argument.name.as_str())
}

/// What a component is called with.
pub(super) struct Filled<'a> {
    pub call: &'a Call,
    pub source: &'a SourceId,
    /// The resolved address of an argument, by its place in the file.
    pub address: &'a dyn Fn(usize) -> Option<String>,
    pub label: Option<String>,
    pub body: Option<String>,
    pub implicits: &'a Context,
    pub during: String,
}

/// The component's HTML, or every problem of the call.
pub(super) fn render(engine: &Engine, tera: &Tera, filled: Filled<'_>) -> Result<String, Problems> {
    let call = filled.call;
    let name = tera_name(&call.name);
    let Some(definition) = tera.get_component_definition(&name) else {
        return Err(Problems::from(unknown(tera, &filled)));
    };
    let (arguments, problems) = arguments(&definition, &filled);
    if !problems.is_empty() {
        return Err(problems);
    }
    let takes_label = definition.args().iter().any(|arg| arg.name() == "label");
    let body = match (filled.body, filled.label) {
        (Some(body), _) => Some(body),
        (None, Some(label)) if !takes_label => Some(label),
        // A component whose template prints `body` gets an empty one rather than an error.
        (None, _) => Some(String::new()),
    };
    let mut made = Bounded::default();
    bounded::begin();
    let render = || tera.render_component_with_implicits_to(&name, &arguments, filled.implicits, body.as_deref(), true, &mut made);
    let result = calling(places(call), render);
    let is_full = made.is_full;
    result.and_then(|()| made.into_text()).map_err(|error| {
        let problem = if is_full { engine.too_much("", filled.during) } else { engine.problem(&error, filled.during) };
        let problem = problem.also(filled.source.at(call.span.start..call.name_span.end), "called here");
        Problems::from(if problem.at.is_none() {
            Diagnostic { also: Vec::new(), ..problem }.at(filled.source.at(call.name_span.start..call.name_span.end))
        } else {
            problem
        })
    })
}

fn places(call: &Call) -> CallPlaces {
    let arguments = call.arguments.iter().map(|argument| (tera_name(&argument.name), argument.value_span.clone())).collect();
    CallPlaces { at: call.name_span.clone(), arguments }
}

/// The values that components take from their page.
pub(super) fn implicits(renderer: &Renderer, id: EntryId, engine: &Engine) -> Context {
    let mut context = Context::new();
    for (name, value) in implicit_values(renderer, id, engine) {
        context.insert_value(name, value.value);
    }
    context.insert_value("campaign", calendar::campaign(renderer));
    context
}

/// The values that components can take from their page, except the calendar.
pub(super) fn implicit_values(renderer: &Renderer, id: EntryId, engine: &Engine) -> [(&'static str, HashedValue); 5] {
    let entry = renderer.index.entry(id);
    let section = entry.parent.map_or_else(HashedValue::none, |parent| renderer.card(parent));
    [
        ("page", renderer.card(id)),
        ("section", section),
        ("site", renderer.values.site_of(id).clone()),
        ("lang", renderer.values.language(entry.written_in).clone()),
        ("theme", engine.views[entry.written_in].clone()),
    ]
}

/// What is wrong with a call, found without rendering it.
pub(super) fn check(tera: &Tera, call: &Call, source: &SourceId) -> Problems {
    let implicits = Context::new();
    let label = call.label.as_ref().map(|_| String::new());
    let filled = Filled { call, source, address: &|_| None, label, body: None, implicits: &implicits, during: String::new() };
    match tera.get_component_definition(&tera_name(&call.name)) {
        Some(definition) => arguments(&definition, &filled).1,
        None => Problems::from(unknown(tera, &filled)),
    }
}

/// `care-card` is the Tera component `care_card`.
fn tera_name(name: &str) -> String {
    name.replace('-', "_")
}

pub(super) fn editor_name(name: &str) -> String {
    name.replace('_', "-")
}

fn unknown(tera: &Tera, filled: &Filled<'_>) -> Diagnostic {
    let mut names: Vec<String> = tera.get_component_names().map(editor_name).collect();
    names.sort();
    let help =
        Suggestion::nearest(&filled.call.name, names.iter().map(String::as_str)).or_else(|| format!("the theme has {}", names.join(", ")));
    let span = &filled.call.name_span;
    Diagnostic::new(Code::UnknownComponent, format!("the theme has no component `{}`", filled.call.name)).at(span.clone()).help(help)
}

/// The arguments as Tera takes them, with every problem at its place.
fn arguments(definition: &ComponentInfo, filled: &Filled<'_>) -> (Context, Problems) {
    let call = filled.call;
    let mut context = Context::new();
    let mut problems = Problems::new();
    let known = || definition.args().iter().filter(|arg| !arg.is_implicit()).map(|arg| editor_name(arg.name()));
    for argument in &call.arguments {
        let name = tera_name(&argument.name);
        let Some(arg) = definition.args().iter().find(|arg| arg.name() == name && !arg.is_implicit()) else {
            if definition.rest_param().is_some() {
                context.insert_value(name, value(argument, filled));
                continue;
            }
            let names: Vec<String> = known().collect();
            let near = Suggestion::nearest(&argument.name, names.iter().map(String::as_str));
            let help = near.or_list("it takes", &names, "it takes no arguments");
            let message = format!("`{}` has no argument `{}`", call.name, argument.name);
            problems.push(Diagnostic::new(Code::UnknownArgument, message).at(argument.name_span.clone()).help(help));
            continue;
        };
        if let (ArgumentValue::String(text), true) = (&argument.value, OTHER_ADDRESSES.contains(&name.as_str()))
            && let Some(message) = address::refused(text)
        {
            problems.push(Diagnostic::new(Code::InvalidValue, message).at(argument.value_span.clone()).help(address::HELP));
            continue;
        }
        match arg.arg_type() {
            Some(wanted) if !fits(wanted, &argument.value) => {
                let message = format!("`{}` must be {}", argument.name, in_words(wanted));
                problems.push(
                    Diagnostic::new(Code::WrongArgument, message).at(argument.value_span.clone()).help(example(wanted, &argument.name)),
                );
            }
            _ => match unknown_value(definition, &name, argument) {
                Some(problem) => problems.push(problem),
                None => context.insert_value(name, value(argument, filled)),
            },
        }
    }
    looked_up(definition, call, &mut problems);
    problems.extend(cropped(definition, call));
    if definition.args().iter().any(|arg| arg.name() == "shape") && !context.contains_key("shape") {
        context.insert_value("shape", Value::from(shape_name(call.shape)));
    }
    if let (Some(label), true) = (&filled.label, definition.args().iter().any(|arg| arg.name() == "label")) {
        context.insert_value("label", Value::safe_string(label));
    }
    for arg in definition.args().iter().filter(|arg| arg.is_required() && arg.name() != "body") {
        let given = call.arguments.iter().any(|argument| tera_name(&argument.name) == arg.name());
        if !given && !context.contains_key(arg.name()) {
            let name = editor_name(arg.name());
            let help = example(arg.arg_type().unwrap_or(ComponentArgType::String), &name);
            problems.push(
                Diagnostic::new(Code::MissingArgument, format!("`{}` needs the argument `{name}`", call.name))
                    .at(call.name_span.clone())
                    .help(help),
            );
        }
    }
    let bodyless = definition.metadata().get("body").and_then(Value::as_bool) == Some(false);
    if bodyless && call.shape == Shape::Container && call.body.as_ref().is_some_and(|body| !body.is_empty()) {
        let message = format!("`{}` takes no text between fences", call.name);
        problems.push(
            Diagnostic::new(Code::UnexpectedBody, message)
                .at(call.name_span.clone())
                .help(format!("write it on one line: `::{}{{…}}`", call.name)),
        );
    }
    (context, problems)
}

fn value(argument: &Argument, filled: &Filled<'_>) -> Value {
    match &argument.value {
        ArgumentValue::String(text) => {
            let address = if is_address(argument) { (filled.address)(argument.value_span.start) } else { None };
            Value::from(address.unwrap_or_else(|| with_markers(text, argument)))
        }
        ArgumentValue::Integer(number) => Value::from(*number),
        ArgumentValue::Float(number) => Value::from(*number),
        ArgumentValue::Bool(flag) => Value::from(*flag),
    }
}

/// The form in which a component was called, for components that look different in a sentence.
fn shape_name(shape: Shape) -> &'static str {
    match shape {
        Shape::Container => "container",
        Shape::Leaf => "leaf",
        Shape::Inline => "inline",
    }
}

/// Arguments that the component declares as the id of a statistic or an event: `"looks_up": { "id": "stat" }`.
fn looked_up(definition: &ComponentInfo, call: &Call, problems: &mut Problems) {
    let Some(kinds) = definition.metadata().get("looks_up").and_then(Value::as_map) else { return };
    // Without a render there is no door to ask: a theme's contract does not depend on a site's statistics.
    if tracked::with(|_| ()).is_none() {
        return;
    }
    for argument in &call.arguments {
        let kind = kinds.iter().find(|(name, _)| name.as_str() == Some(&tera_name(&argument.name))).and_then(|(_, kind)| kind.as_str());
        let ArgumentValue::String(id) = &argument.value else { continue };
        if kind == Some("event") {
            problems.extend(no_event(id).map(|problem| problem.at(argument.value_span.clone())));
        }
        if kind != Some("stat") {
            continue;
        }
        if tracked::with(|door| door.has_stat(id)).unwrap_or_default() {
            continue;
        }
        let ids = tracked::with(|door| door.names(Names::Stats)).unwrap_or_default();
        let help = Suggestion::nearest(id, ids.iter().map(String::as_str)).or(match ids.is_empty() {
            true => "list the site's numbers in `data/stats.toml`",
            false => "add the number, with its source, to `data/stats.toml`",
        });
        problems.push(
            Diagnostic::new(Code::CiteUnresolved, format!("there is no statistic `{id}`")).at(argument.value_span.clone()).help(help),
        );
    }
}

/// What is wrong with the part of a picture that a call asks for. A component that cuts its picture says which argument names it, and
/// to which shape it is cut where only a focus is given: `"crop": { "picture": "image", "ratio": "1:1" }`.
fn cropped(definition: &ComponentInfo, call: &Call) -> Problems {
    let Some(crop) = definition.metadata().get("crop") else { return Problems::new() };
    let said = |name: &'static str| crop.get_from_path(name).and_then(Value::as_str);
    let address = said("picture").and_then(|name| call.text(&editor_name(name))).unwrap_or_default();
    // An argument of another type has been told of.
    let is_text = |argument: &&Argument| matches!(argument.value, ArgumentValue::String(_));
    let arguments: Vec<Argument> = call.arguments.iter().filter(is_text).cloned().collect();
    check_crop(&arguments, address, said("ratio"))
}

/// What is wrong with the id of an event.
fn no_event(id: &str) -> Option<Diagnostic> {
    let ids = tracked::with(|door| door.names(Names::Events)).unwrap_or_default();
    let help = Suggestion::nearest(id, ids.iter().map(String::as_str)).or("add the event to `data/events.toml`");
    (!ids.iter().any(|known| known == id)).then(|| Diagnostic::new(Code::WrongArgument, format!("there is no event `{id}`")).help(help))
}

/// A text with a marker for each citation in it.
fn with_markers(text: &str, argument: &Argument) -> String {
    let mut marked = String::with_capacity(text.len());
    let mut from = 0;
    for (range, cite) in &argument.cites {
        marked.push_str(&text[from..range.start]);
        marked.push_str(&cited(cite));
        from = range.end;
    }
    marked.push_str(&text[from..]);
    marked
}

fn fits(wanted: ComponentArgType, value: &ArgumentValue) -> bool {
    match wanted {
        ComponentArgType::String => matches!(value, ArgumentValue::String(_)),
        ComponentArgType::Bool => matches!(value, ArgumentValue::Bool(_)),
        ComponentArgType::Integer => matches!(value, ArgumentValue::Integer(_)),
        ComponentArgType::Float | ComponentArgType::Number => matches!(value, ArgumentValue::Integer(_) | ArgumentValue::Float(_)),
        _ => false,
    }
}

pub(super) fn in_words(wanted: ComponentArgType) -> &'static str {
    match wanted {
        ComponentArgType::String => "text in quotes",
        ComponentArgType::Bool => "true or false, without quotes",
        ComponentArgType::Integer => "a whole number, without quotes",
        ComponentArgType::Float | ComponentArgType::Number => "a number, without quotes",
        _ => "something only a template can give",
    }
}

fn example(wanted: ComponentArgType, name: &str) -> String {
    match wanted {
        ComponentArgType::Bool => format!("write `{name}=true`"),
        ComponentArgType::Integer => format!("write `{name}=3`"),
        ComponentArgType::Float | ComponentArgType::Number => format!("write `{name}=1.5`"),
        _ => format!("write `{name}=\"…\"`"),
    }
}
