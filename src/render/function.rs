//! The functions and filters of templates.

mod evidence;
mod stat;

use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

use super::reader::{common, look_up, note};
use super::world::{Read, World};
use crate::base::diagnostic::{Code, Diagnostic, nearest};
use crate::base::locale::{DateStyle, Digits, Language};
use crate::base::moment::Moment;
use crate::site::{UrlPath, slug};
use crate::theme::Argument;

/// Registers everything that Ribbon adds to Tera.
pub fn register(tera: &mut Tera) {
    tera.register_function("asset", |kwargs: Kwargs, _: &State<'_>| asset(&kwargs));
    tera.register_function("page", |kwargs: Kwargs, _: &State<'_>| page(&kwargs));
    tera.register_function("section", |kwargs: Kwargs, _: &State<'_>| section(&kwargs));
    tera.register_function("data", |kwargs: Kwargs, _: &State<'_>| data(&kwargs));
    evidence::register(tera);
    tera.register_function("chart", |kwargs: Kwargs, _: &State<'_>| super::chart::chart(&kwargs));
    tera.register_function("terms", |kwargs: Kwargs, _: &State<'_>| terms(&kwargs));
    tera.register_function("url", |kwargs: Kwargs, _: &State<'_>| url(&kwargs));
    tera.register_function("t", |kwargs: Kwargs, _: &State<'_>| translate(&kwargs));
    tera.register_function("date", |kwargs: Kwargs, _: &State<'_>| date(&kwargs));
    tera.register_function("number", |kwargs: Kwargs, _: &State<'_>| number(&kwargs));
    tera.register_filter("markdown", |text: &str, kwargs: Kwargs, _: &State<'_>| markdown(text, &kwargs));
    tera.register_filter("strip_tags", |text: &str, _: Kwargs, _: &State<'_>| strip_tags(text));
    tera.register_filter("slugify", |text: &str, _: Kwargs, _: &State<'_>| slug(text));
    tera.register_filter("json", |value: &Value, _: Kwargs, _: &State<'_>| json(value));
    tera.register_filter("absolute", |path: &str, _: Kwargs, _: &State<'_>| absolute(path));
}

pub(super) use evidence::names;

/// The names of the functions and filters above, for suggestions.
pub const NAMES: &[&str] = &[
    "asset",
    "page",
    "section",
    "data",
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

fn missing(what: &str, path: &str, known: Vec<String>) -> Error {
    let suggestion = nearest(path, known.iter().map(String::as_str)).map_or_else(String::new, |name| format!("; did you mean `{name}`?"));
    Error::message(format!("there is no {what} `{path}`{suggestion}"))
}

fn known(list: impl FnOnce(&World) -> Vec<String>) -> Vec<String> {
    common(|world, _, _, _| list(world)).unwrap_or_default()
}

fn asset(kwargs: &Kwargs) -> TeraResult<Value> {
    let path: &str = kwargs.must_get("path")?;
    let found = look_up(|_, theme| Read::Asset { theme: theme.to_owned(), path: path.to_owned() });
    found.map(|found| found.value).ok_or_else(|| {
        let known = common(|_, dress, _, _| dress.assets.keys().cloned().collect()).unwrap_or_default();
        missing("static file", path, known)
    })
}

fn page(kwargs: &Kwargs) -> TeraResult<Value> {
    let path = kwargs.must_get::<&str>("path")?.trim_start_matches("@/");
    let found = look_up(|language, _| Read::Page { path: path.to_owned(), language });
    found.map(|found| found.value).ok_or_else(|| missing("page", path, known(pages)))
}

fn section(kwargs: &Kwargs) -> TeraResult<Value> {
    let path = kwargs.must_get::<&str>("path")?.trim_start_matches("@/");
    let found = look_up(|language, _| Read::Section { path: path.to_owned(), language });
    found.map(|found| found.value).ok_or_else(|| missing("section", path, known(pages)))
}

fn pages(world: &World) -> Vec<String> {
    world.index.sources().filter_map(|source| source.as_str().strip_prefix("content/")).map(str::to_owned).collect()
}

fn data(kwargs: &Kwargs) -> TeraResult<Value> {
    let path: &str = kwargs.must_get("path")?;
    let found = look_up(|_, _| Read::Data { path: path.to_owned() });
    found.map(|found| found.value).ok_or_else(|| missing("data file", path, known(|world| world.data.keys().cloned().collect())))
}

fn terms(kwargs: &Kwargs) -> TeraResult<Value> {
    let name: &str = kwargs.must_get("taxonomy")?;
    let known = known(|world| world.config.taxonomies.iter().map(|taxonomy| taxonomy.name.clone()).collect());
    if !known.iter().any(|taxonomy| taxonomy == name) {
        return Err(missing("taxonomy", name, known));
    }
    let found = look_up(|language, _| Read::Terms { taxonomy: name.to_owned(), language });
    Ok(found.map_or_else(|| Value::from(Vec::<Value>::new()), |found| found.value))
}

fn url(kwargs: &Kwargs) -> TeraResult<Value> {
    let path: &str = kwargs.must_get("path")?;
    let language: Option<&str> = kwargs.get("lang")?;
    if let Some(content) = path.strip_prefix("@/") {
        let wanted = common(|world, _, own, _| language.map_or(Some(own), |code| world.config.language_index(code))).flatten();
        let Some(wanted) = wanted else { return Err(missing("language", language.unwrap_or_default(), known(codes))) };
        let found = look_up(|_, _| Read::Page { path: content.to_owned(), language: wanted });
        return found.and_then(|card| card.value.get_from_path("path").cloned()).ok_or_else(|| missing("page", path, known(pages)));
    }
    let own = UrlPath::written(path).filter(|_| path.starts_with('/'));
    let Some(own) = own else { return Ok(Value::from(path)) };
    Ok(common(|world, _, _, _| Value::from(world.config.base_url.href(&own))).unwrap_or_else(Value::none))
}

fn codes(world: &World) -> Vec<String> {
    world.config.languages.iter().map(|language| language.code.clone()).collect()
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
    let answer = common(|_, dress, _, locale| {
        let language = locale.language();
        match dress.strings.get(language, key, &arguments) {
            Ok(found) => {
                let is_own = std::iter::successors(Some(language.clone()), Language::parent).any(|own| own == *found.language);
                Ok((found.text.into_owned(), (!is_own).then(|| untranslated(key, language, found.language))))
            }
            Err(problem) => Err(Error::message(format!("{problem}; {}", problem.help()))),
        }
    });
    let Some(answer) = answer else { return Ok(Value::from(key)) };
    let (text, problem) = answer?;
    if let Some(problem) = problem {
        note(problem);
    }
    Ok(Value::from(text))
}

pub(super) fn untranslated(key: &str, wanted: &Language, shown: &Language) -> Diagnostic {
    Diagnostic::new(Code::MissingString, format!("the string `{key}` is not translated into `{wanted}`"))
        .help(format!("add it to `strings/{wanted}.ftl`; until then `{shown}` is shown"))
}

fn date(kwargs: &Kwargs) -> TeraResult<Value> {
    let text: &str = kwargs.must_get("value")?;
    let style = kwargs.get::<&str>("style")?.unwrap_or("long");
    let moment = Moment::parse(text).ok_or_else(|| Error::message(format!("`{text}` is not a date like 2027-02-04")))?;
    let style = DateStyle::from_name(style).ok_or_else(|| {
        let names: Vec<&str> = DateStyle::NAMES.iter().map(|(name, _)| *name).collect();
        Error::message(format!("there is no date style `{style}`; expected one of {}", names.join(", ")))
    })?;
    Ok(common(|_, _, _, locale| Value::from(locale.date(moment, style))).unwrap_or_else(Value::none))
}

fn number(kwargs: &Kwargs) -> TeraResult<Value> {
    let number: f64 = kwargs.must_get("value")?;
    let digits = kwargs.get::<u8>("digits")?.map_or(Digits::NEEDED, Digits::exactly);
    Ok(common(|_, _, _, locale| Value::from(locale.number(number, digits))).unwrap_or_else(Value::none))
}

fn markdown(text: &str, kwargs: &Kwargs) -> TeraResult<Value> {
    let inline = kwargs.get::<bool>("inline")?.unwrap_or(false);
    Ok(Value::safe_string(&crate::content::markdown_to_html(text, inline)))
}

/// A text without its tags; entities stay as they are.
pub fn strip_tags(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('<') {
        plain.push_str(&rest[..open]);
        rest = rest[open..].find('>').map_or("", |close| &rest[open + close + 1..]);
    }
    plain.push_str(rest);
    plain
}

fn json(value: &Value) -> TeraResult<String> {
    serde_json::to_string(value).map_err(|problem| Error::message(format!("cannot be written as JSON: {problem}")))
}

fn absolute(path: &str) -> String {
    if !path.starts_with('/') {
        return path.to_owned();
    }
    common(|world, _, _, _| world.config.base_url.absolute(path)).unwrap_or_else(|| path.to_owned())
}
