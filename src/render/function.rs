//! The functions and filters of templates.

mod event;
mod evidence;
mod kit;
mod stat;

use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

use super::failure::failure;
use super::question::Names;
use super::tracked::{self, untranslated};
use crate::base::diagnostic::{FIX_FIRST, Suggestion};
use crate::base::locale::{DateStyle, Digits, Language};
use crate::base::moment::Moment;
use crate::base::per_language::LanguageId;
use crate::site::{UrlPath, slug};
use crate::syntax::html::without_tags;
use crate::theme::Argument;

/// Registers everything that Ribbon adds to Tera.
pub(super) fn register(tera: &mut Tera) {
    tera.register_function("asset", |kwargs: Kwargs, _: &State<'_>| asset(&kwargs));
    tera.register_function("color", |kwargs: Kwargs, _: &State<'_>| color(&kwargs));
    tera.register_function("page", |kwargs: Kwargs, _: &State<'_>| page(&kwargs));
    tera.register_function("section", |kwargs: Kwargs, _: &State<'_>| section(&kwargs));
    tera.register_function("data", |kwargs: Kwargs, _: &State<'_>| data(&kwargs));
    event::register(tera);
    evidence::register(tera);
    kit::register(tera);
    tera.register_function("site_report", |_: Kwargs, _: &State<'_>| {
        tracked::with(|door| door.report()).flatten().map_or_else(Value::none, |found| found.value)
    });
    tera.register_function("chart", |kwargs: Kwargs, _: &State<'_>| super::chart::chart(&kwargs));
    tera.register_function("terms", |kwargs: Kwargs, _: &State<'_>| terms(&kwargs));
    tera.register_function("url", |kwargs: Kwargs, _: &State<'_>| url(&kwargs));
    tera.register_function("t", |kwargs: Kwargs, _: &State<'_>| translate(&kwargs));
    tera.register_function("date", |kwargs: Kwargs, _: &State<'_>| date(&kwargs));
    tera.register_function("number", |kwargs: Kwargs, _: &State<'_>| number(&kwargs));
    tera.register_filter("markdown", |text: &str, kwargs: Kwargs, _: &State<'_>| markdown(text, &kwargs));
    tera.register_filter("strip_tags", |text: &str, _: Kwargs, _: &State<'_>| without_tags(text).into_owned());
    tera.register_filter("slugify", |text: &str, _: Kwargs, _: &State<'_>| slug(text));
    tera.register_filter("absolute", |path: &str, _: Kwargs, _: &State<'_>| absolute(path));
}

/// The names of the functions and filters above, for suggestions.
pub(super) const NAMES: &[&str] = &[
    "asset",
    "color",
    "page",
    "section",
    "data",
    "event",
    "events",
    "kit",
    "qr",
    "site_report",
    "cite",
    "references",
    "reference",
    "bibliography",
    "stat",
    "chart",
    "terms",
    "url",
    "t",
    "date",
    "number",
    "range",
    "throw",
    "markdown",
    "strip_tags",
    "slugify",
    "json",
    "absolute",
];

/// An error about a name that does not exist, with the nearest one that does. The output then depends on the list of names too.
fn missing(what: &str, path: &str, names: Names) -> Error {
    no_such(what, path, tracked::with(|door| door.names(names)).unwrap_or_default())
}

fn no_such(what: &str, path: &str, known: Vec<String>) -> Error {
    let help = Suggestion::nearest(path, known.iter().map(String::as_str)).help();
    failure(format!("there is no {what} `{path}`"), help)
}

fn asset(kwargs: &Kwargs) -> TeraResult<Value> {
    let path: &str = kwargs.must_get("path")?;
    let found = tracked::with(|door| door.asset(path)).flatten();
    found.map(|found| found.value).ok_or_else(|| {
        let known = tracked::with(tracked::Door::asset_names).unwrap_or_default();
        no_such("static file", path, known)
    })
}

fn color(kwargs: &Kwargs) -> TeraResult<Value> {
    let name: &str = kwargs.must_get("name")?;
    let scheme = match kwargs.get::<&str>("scheme")?.unwrap_or("light") {
        "light" => "light",
        "dark" => "dark",
        other => return Err(failure(format!("there is no scheme `{other}`"), Some("expected `light` or `dark`".to_owned()))),
    };
    let found = tracked::with(|door| door.color(name, scheme)).flatten();
    found.map(|found| found.value).ok_or_else(|| {
        let known = tracked::with(tracked::Door::color_names).unwrap_or_default();
        no_such("colour", name, known)
    })
}

fn page(kwargs: &Kwargs) -> TeraResult<Value> {
    let path = kwargs.must_get::<&str>("path")?.trim_start_matches("@/");
    let found = tracked::with(|door| door.page(path, None)).flatten();
    found.map(|found| found.value).ok_or_else(|| missing("page", path, Names::Pages))
}

fn section(kwargs: &Kwargs) -> TeraResult<Value> {
    let path = kwargs.must_get::<&str>("path")?.trim_start_matches("@/");
    let found = tracked::with(|door| door.section(path)).flatten();
    found.map(|found| found.value).ok_or_else(|| missing("section", path, Names::Pages))
}

fn data(kwargs: &Kwargs) -> TeraResult<Value> {
    let path: &str = kwargs.must_get("path")?;
    let found = tracked::with(|door| door.data(path)).flatten();
    found.map(|found| found.value).ok_or_else(|| {
        let is_there = tracked::with(|door| door.has_table(path)).unwrap_or_default();
        if is_there {
            return failure(format!("the data file `{path}` cannot be read"), Some(FIX_FIRST.to_owned()));
        }
        missing("data file", path, Names::Data)
    })
}

fn terms(kwargs: &Kwargs) -> TeraResult<Value> {
    let name: &str = kwargs.must_get("taxonomy")?;
    let known = tracked::with(|door| door.names(Names::Taxonomies)).unwrap_or_default();
    if !known.iter().any(|taxonomy| taxonomy == name) {
        return Err(no_such("taxonomy", name, known));
    }
    let found = tracked::with(|door| door.terms(name)).flatten();
    Ok(found.map_or_else(|| Value::from(Vec::<Value>::new()), |found| found.value))
}

fn url(kwargs: &Kwargs) -> TeraResult<Value> {
    let path: &str = kwargs.must_get("path")?;
    let language: Option<&str> = kwargs.get("lang")?;
    if let Some(content) = path.strip_prefix("@/") {
        let codes = tracked::with(|door| door.names(Names::Languages)).unwrap_or_default();
        let wanted = language.map(|code| codes.iter().position(|known| known == code).map(LanguageId));
        if wanted == Some(None) {
            return Err(no_such("language", language.unwrap_or_default(), codes));
        }
        let found = tracked::with(|door| door.page(content, wanted.flatten())).flatten();
        return found.and_then(|card| card.value.get_from_path("path").cloned()).ok_or_else(|| missing("page", path, Names::Pages));
    }
    let own = UrlPath::written(path).filter(|_| path.starts_with('/'));
    let Some(own) = own else { return Ok(Value::from(path)) };
    Ok(tracked::with(|door| Value::from(door.base_url().href(&own))).unwrap_or_else(Value::none))
}

fn translate(kwargs: &Kwargs) -> TeraResult<Value> {
    let key: &str = kwargs.must_get("key")?;
    let texts: Vec<(&str, String)> = kwargs
        .iter()
        .filter_map(|(name, value)| Some((name.as_str()?, value)))
        .filter(|(name, value)| *name != "key" && value.as_number().is_none())
        .map(|(name, value)| (name, value.to_string()))
        .collect();
    let numbers = kwargs.iter().filter_map(|(name, value)| Some((name.as_str()?, Argument::Number(value.as_number()?.as_float()))));
    let arguments: Vec<(&str, Argument<'_>)> = texts.iter().map(|(name, text)| (*name, Argument::Text(text))).chain(numbers).collect();
    let answer = tracked::with(|door| {
        let language = door.locale().language();
        match door.engine().strings.get(language, key, &arguments) {
            Ok(found) => {
                let is_own = std::iter::successors(Some(language.clone()), Language::parent).any(|own| own == *found.language);
                Ok((found.text.into_owned(), (!is_own).then(|| untranslated(key, language, found.language))))
            }
            Err(problem) => Err(failure(problem.to_string(), Some(problem.help()))),
        }
    });
    let Some(answer) = answer else { return Ok(Value::from(key)) };
    let (text, problem) = answer?;
    if let Some(problem) = problem {
        tracked::with(|door| door.note(problem));
    }
    Ok(Value::from(text))
}

fn date(kwargs: &Kwargs) -> TeraResult<Value> {
    let text: &str = kwargs.must_get("value")?;
    let style = kwargs.get::<&str>("style")?.unwrap_or("long");
    let moment = Moment::parse(text).ok_or_else(|| Error::message(format!("`{text}` is not a date like 2027-02-04")))?;
    let style = DateStyle::from_name(style).ok_or_else(|| {
        let names: Vec<&str> = DateStyle::NAMES.iter().map(|(name, _)| *name).collect();
        failure(format!("there is no date style `{style}`"), Some(format!("expected one of {}", names.join(", "))))
    })?;
    Ok(tracked::with(|door| Value::from(door.locale().date(moment, style))).unwrap_or_else(Value::none))
}

fn number(kwargs: &Kwargs) -> TeraResult<Value> {
    let number: f64 = kwargs.must_get("value")?;
    let digits = kwargs.get::<u8>("digits")?.map_or(Digits::NEEDED, Digits::exactly);
    Ok(tracked::with(|door| Value::from(door.locale().number(number, digits))).unwrap_or_else(Value::none))
}

fn markdown(text: &str, kwargs: &Kwargs) -> TeraResult<Value> {
    let inline = kwargs.get::<bool>("inline")?.unwrap_or(false);
    Ok(Value::safe_string(&crate::content::markdown_to_html(text, inline)))
}

pub(super) fn json(value: &Value) -> TeraResult<String> {
    serde_json::to_string(value).map_err(|problem| Error::message(format!("cannot be written as JSON: {problem}")))
}

fn absolute(path: &str) -> String {
    if !path.starts_with('/') {
        return path.to_owned();
    }
    tracked::with(|door| door.base_url().absolute(path)).unwrap_or_else(|| path.to_owned())
}
