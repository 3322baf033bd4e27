//! The function `chart()`: a data file drawn for the page at hand.

use std::cell::RefCell;
use std::collections::BTreeMap;

use tera::{Error, Kwargs, TeraResult, Value};

use super::engine::Engine;
use super::question::Names;
use super::tracked::{self, CallPlaces, Door, untranslated};
use super::value::{list, map};
use crate::base::diagnostic::{Code, Diagnostic, Problems, Severity, Suggestion};
use crate::base::locale::{Direction, Language, Locale};
use crate::base::source::SourceId;
use crate::chart::{self, Chart, Setting, Settings, Voice};
use crate::content::written_cite;
use crate::site::UrlPath;
use crate::theme::Argument;

/// The chart as a map for the component to put together; none if something is wrong with it, which is then noted at its place.
pub(super) fn chart(kwargs: &Kwargs) -> TeraResult<Value> {
    let places = tracked::with(Door::call).flatten();
    let settings = settings(kwargs, places.as_ref());
    match drawn(&settings) {
        Ok(value) => Ok(value),
        Err(problems) if places.is_some() => {
            tracked::with(|door| problems.into_iter().for_each(|problem| door.note(problem)));
            Ok(Value::none())
        }
        // In a page's own template there is no text to point at: the message goes to the call.
        Err(problems) => Err(Error::message(problems.first().map_or_else(String::new, |problem| problem.message.clone()))),
    }
}

/// Every argument that is not empty, with its place in the text that calls the component.
fn settings(kwargs: &Kwargs, places: Option<&CallPlaces>) -> Settings {
    let nowhere = || SourceId::new("").at(0..0);
    let at = places.map_or_else(nowhere, |places| places.at.clone());
    let place = |name: &str| {
        let argument = places.and_then(|places| places.arguments.iter().find(|(argument, _)| argument == name));
        argument.map_or_else(|| at.clone(), |(_, span)| span.clone())
    };
    let mut values = BTreeMap::new();
    for (name, value) in kwargs.iter().filter_map(|(name, value)| Some((name.as_str()?, value))) {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        // The component's default for a number is 0.
        let is_default = text == "0" && value.as_number().is_some() && !given(places, name);
        if !text.trim().is_empty() && !value.is_none() && !is_default {
            values.insert(name.replace('_', "-"), Setting { value: text.trim().to_owned(), at: place(name) });
        }
    }
    Settings { values, at }
}

/// Whether an argument was written, and has not its default value.
fn given(places: Option<&CallPlaces>, name: &str) -> bool {
    places.is_some_and(|places| places.arguments.iter().any(|(argument, _)| argument == name))
}

fn drawn(settings: &Settings) -> Result<Value, Problems> {
    let Some(data) = settings.get("data") else {
        return Err(Problems::from(
            Diagnostic::new(Code::MissingArgument, "this chart needs the argument `data`")
                .at(settings.at.clone())
                .help("name a file of the folder `data`: `data=\"cases.csv\"`"),
        ));
    };
    let path = data.value.trim_start_matches('/').trim_start_matches("data/").to_owned();
    let is_table = [".csv", ".toml"].iter().any(|ending| path.ends_with(ending));
    if !tracked::with(|door| door.has_table(&path)).unwrap_or_default() || !is_table {
        let names = tracked::with(|door| door.names(Names::Data)).unwrap_or_default();
        let mut problems = unsourced(settings);
        problems.push(no_file(&names, data, &path));
        return Err(problems);
    }
    let untranslated = RefCell::new(BTreeMap::new());
    let entries = sources(settings);
    let answer = tracked::with(|door| {
        let renderer = door.untracked("the file's fingerprint is part of the trace");
        let (engine, locale) = (door.engine(), door.locale());
        let mut problems = unsourced(settings);
        // Problems of the file itself are reported by the reader of data files.
        let Some(file) = renderer.site.data.get(&path) else { return if problems.is_empty() { Ok(Value::none()) } else { Err(problems) } };
        let strings = |key: &str, arguments: &[(&str, &str)]| text(engine, locale, key, arguments, &untranslated);
        match chart::draw(&file.source, settings, &Voice { locale, strings: &strings }) {
            Ok(chart) if problems.is_empty() => {
                // Marks of other styles are names and years themselves.
                let is_numeric = renderer.site.evidence.style.is_numeric();
                let names = entries.iter().filter(|_| is_numeric).map(|entry| source_name(entry, locale, strings));
                let names = names.reduce(|list, item| strings("chart-list", &[("list", &list), ("item", &item)])).unwrap_or_default();
                Ok(value(&chart, &names, settings, &door.base_url().href(&address(&path))))
            }
            Ok(_) => Err(problems),
            Err(found) => {
                problems.extend(found);
                Err(problems)
            }
        }
    });
    tracked::with(|door| untranslated.into_inner().into_values().for_each(|problem| door.note(problem)));
    answer.unwrap_or_else(|| Ok(Value::none()))
}

/// The entries of the chart's sources. Those that do not exist are told where the source is cited.
fn sources(settings: &Settings) -> Vec<Value> {
    let Some(cite) = settings.text("source").and_then(written_cite) else { return Vec::new() };
    let entry = |key: &str| Some(tracked::with(|door| door.reference(key)).flatten()?.value);
    cite.items.iter().filter_map(|item| entry(&item.key)).collect()
}

/// A source by the name of its first author and its year: `Bray et al., 2024`.
fn source_name(entry: &Value, locale: &Locale, strings: impl Fn(&str, &[(&str, &str)]) -> String) -> String {
    let name = entry.get_from_path("name").and_then(Value::as_str).unwrap_or_default();
    // The words around a name in Latin letters run from right to left, and its own letters do not.
    let name = match locale.direction() {
        Direction::RightToLeft => format!("\u{2068}{name}\u{2069}"),
        Direction::LeftToRight => name.to_owned(),
    };
    let has_others = entry.get_from_path("n_names").and_then(Value::as_i128).is_some_and(|n_names| n_names > 1);
    let name = if has_others { strings("chart-source-others", &[("name", &name)]) } else { name };
    match entry.get_from_path("year").and_then(Value::as_i128) {
        Some(year) => strings("chart-source-year", &[("name", &name), ("year", &year.to_string())]),
        None => name,
    }
}

fn address(path: &str) -> UrlPath {
    UrlPath::written(&format!("/data/{path}")).unwrap_or_else(UrlPath::root)
}

fn no_file(names: &[String], data: &Setting, path: &str) -> Diagnostic {
    let names: Vec<&str> = names.iter().map(String::as_str).filter(|name| name.ends_with(".csv") || name.ends_with(".toml")).collect();
    let help =
        Suggestion::nearest(path, names.iter().copied()).or_list("the folder `data` has", &names, "put a CSV file into the folder `data`");
    Diagnostic::new(Code::WrongArgument, format!("there is no CSV or TOML file `{path}` in `data`")).at(data.at.clone()).help(help)
}

fn unsourced(settings: &Settings) -> Problems {
    if settings.get("source").is_some() {
        return Problems::new();
    }
    // A chart always states numbers, while a number in a sentence may not need a source.
    let mut problem = Diagnostic::new(Code::CiteStat, "this chart does not say where its numbers come from")
        .at(settings.at.clone())
        .help("write `source=\"KEY\"` with the key of a reference");
    problem.severity = Severity::Error;
    Problems::from(problem)
}

fn text(
    engine: &Engine,
    locale: &Locale,
    key: &str,
    arguments: &[(&str, &str)],
    missing: &RefCell<BTreeMap<String, Diagnostic>>,
) -> String {
    let language = locale.language();
    let arguments: Vec<(&str, Argument<'_>)> = arguments.iter().map(|(name, text)| (*name, Argument::Text(text))).collect();
    match engine.strings.get(language, key, &arguments) {
        Ok(found) => {
            if !std::iter::successors(Some(language.clone()), Language::parent).any(|own| own == *found.language) {
                missing.borrow_mut().insert(key.to_owned(), untranslated(key, language, found.language));
            }
            found.text.into_owned()
        }
        Err(problem) => {
            let problem = Diagnostic::new(Code::MissingString, problem.to_string()).help(problem.help());
            missing.borrow_mut().insert(key.to_owned(), problem);
            key.to_owned()
        }
    }
}

/// What a component gets.
fn value(chart: &Chart, sources: &str, settings: &Settings, href: &str) -> Value {
    let texts = |texts: &[String]| list(texts.iter().map(|text| Value::from(text.as_str())));
    let legend = chart.legend.iter().map(|(mark, name)| map([("mark", Value::safe_string(mark)), ("name", name.as_str().into())]));
    map([
        ("kind", chart.kind.name().into()),
        ("title", chart.title.as_str().into()),
        ("unit", chart.unit.as_str().into()),
        // Templates of sites may still ask for it; numbers carry their magnitudes everywhere now.
        ("unit_exact", chart.unit.as_str().into()),
        ("narrow", Value::safe_string(&chart.narrow)),
        ("wide", Value::safe_string(&chart.wide)),
        ("summary", chart.summary.as_str().into()),
        ("gaps", chart.gaps.as_deref().into()),
        ("legend", list(legend)),
        ("head", texts(&chart.head)),
        ("rows", list(chart.rows.iter().map(|row| texts(row)))),
        ("source", settings.text("source").into()),
        ("sources", sources.into()),
        ("note", settings.text("note").into()),
        ("href", href.into()),
        ("format", href.rsplit('.').next().unwrap_or_default().to_uppercase().into()),
    ])
}
