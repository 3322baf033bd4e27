//! A theme's parameters: what it declares, and what the site sets.

use crate::base::diagnostic::{Code, Diagnostic, Problems, Suggestion};
use crate::base::source::{SourceId, Span};
use crate::syntax::fields::{Entry, Fields, FromNode, Moment, Node, Table, Value, wrong_type};

use super::tokens::color_problem;

/// The type of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum ParamKind {
    String,
    Bool,
    Integer,
    Number,
    Date,
    /// A CSS colour
    Color,
    /// A list of texts
    List,
}

impl ParamKind {
    const NAMES: &'static [(&'static str, Self)] = &[
        ("string", Self::String),
        ("bool", Self::Bool),
        ("integer", Self::Integer),
        ("number", Self::Number),
        ("date", Self::Date),
        ("color", Self::Color),
        ("list", Self::List),
    ];

    /// What a value of the type is, in an editor's words.
    fn words(self) -> &'static str {
        match self {
            Self::String => "text",
            Self::Bool => "true or false",
            Self::Integer => "a whole number",
            Self::Number => "a number",
            Self::Date => "a date",
            Self::Color => "a colour",
            Self::List => "a list of texts",
        }
    }

    /// The value if it has this type. A date in quotes becomes a date.
    fn read(self, node: &Node) -> Result<Value, &'static str> {
        match self {
            Self::String | Self::Color => String::from_node(node).map(Value::String),
            Self::Bool => bool::from_node(node).map(Value::Bool),
            Self::Integer => i64::from_node(node).map(Value::Integer),
            Self::Number => f64::from_node(node).map(|_| node.value.clone()),
            Self::Date => Moment::from_node(node).map(Value::Moment),
            Self::List => Vec::<String>::from_node(node).map(|_| node.value.clone()).map_err(|_| "a list of texts in quotes"),
        }
    }
}

/// One parameter as `[params.NAME]` of a theme declares it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Param {
    pub name: String,
    pub kind: ParamKind,
    pub default: Option<Value>,
    pub description: Option<String>,
    /// Whether a site must set it.
    pub required: bool,
    pub at: Span,
}

impl Param {
    /// What a value of it is, in an editor's words.
    pub(crate) fn kind_words(&self) -> &'static str {
        self.kind.words()
    }
}

/// The parameters' values in the order the themes declare them. A parameter that is
/// neither set nor has a default is `Value::Nothing`.
#[derive(Clone, Debug, Default, PartialEq, Hash)]
pub(crate) struct Params(pub Vec<(String, Value)>);

/// Reads `[params]` of a `theme.toml`.
pub(super) fn read(table: &Table, source: &SourceId, problems: &mut Problems) -> Vec<Param> {
    table.entries.iter().filter_map(|entry| declaration(entry, source, problems)).collect()
}

fn declaration(entry: &Entry, source: &SourceId, problems: &mut Problems) -> Option<Param> {
    let table = match &entry.node.value {
        Value::Table(table) => table,
        _ => {
            problems.push(
                wrong_type(source, &entry.key, &entry.node, "a table that declares the parameter")
                    .help(format!("write `[params.{}]` with `type` and `default`", entry.key)),
            );
            return None;
        }
    };
    if !is_name(&entry.key) {
        problems.push(
            Diagnostic::new(Code::InvalidValue, format!("`{}` cannot name a parameter", entry.key))
                .at(source.at(entry.key_span.clone()))
                .help("templates need a name of letters, digits and `_` that starts with a letter"),
        );
        return None;
    }
    let mut fields = Fields::new(table, source);
    if table.get("type").is_none() {
        problems.push(
            Diagnostic::new(Code::MissingKey, format!("the parameter `{}` has no `type`", entry.key))
                .at(source.at(entry.key_span.clone()))
                .help("add a line like `type = \"string\"`"),
        );
    }
    let kind = fields.choice("type", ParamKind::NAMES, problems);
    let description = fields.optional("description", problems);
    let required = fields.optional("required", problems).unwrap_or(false);
    let default = fields.entry("default");
    fields.finish(&format!("`[params.{}]`", entry.key), problems);
    let kind = kind?;
    if let (true, Some(default)) = (required, default) {
        problems.push(
            Diagnostic::new(Code::InvalidValue, format!("`{}` is required, so its default is never used", entry.key))
                .at(source.at(default.key_span.clone()))
                .help("remove `default` or `required`"),
        );
    }
    let default = default.and_then(|default| value(kind, default, source, problems));
    Some(Param { name: entry.key.clone(), kind, default, description, required, at: source.at(entry.key_span.clone()) })
}

fn is_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.bytes().all(|letter| letter.is_ascii_alphanumeric() || letter == b'_')
}

fn value(kind: ParamKind, entry: &Entry, source: &SourceId, problems: &mut Problems) -> Option<Value> {
    let value = match kind.read(&entry.node) {
        Ok(value) => value,
        Err(expected) => {
            problems.push(wrong_type(source, &entry.key, &entry.node, expected));
            return None;
        }
    };
    if let (ParamKind::Color, Value::String(text)) = (kind, &value)
        && let Some(help) = color_problem(text)
    {
        problems.push(
            Diagnostic::new(Code::InvalidValue, format!("`{}` cannot be `{text}`", entry.key))
                .at(source.at(entry.node.span.clone()))
                .help(help),
        );
        return None;
    }
    Some(value)
}

/// Checks what a site sets against what its themes declare, and fills in the defaults.
pub(super) fn check(declared: &[&Param], site: &Table, source: &SourceId) -> (Params, Problems) {
    let mut problems = Problems::new();
    for entry in site.entries.iter().filter(|entry| !declared.iter().any(|param| param.name == entry.key)) {
        problems.push(unknown(declared, entry, source));
    }
    let mut read = |param: &Param| {
        let Some(entry) = site.get(&param.name) else {
            if param.required {
                problems.push(missing(param, source));
            }
            return None;
        };
        let n_problems = problems.len();
        let value = value(param.kind, entry, source, &mut problems);
        for problem in &mut problems[n_problems..] {
            problem.also.push((param.at.clone(), format!("the theme declares {} here", param.kind.words())));
        }
        value
    };
    let values = declared
        .iter()
        .map(|param| (param.name.clone(), read(param).or_else(|| param.default.clone()).unwrap_or(Value::Nothing)))
        .collect();
    (Params(values), problems)
}

fn unknown(declared: &[&Param], entry: &Entry, source: &SourceId) -> Diagnostic {
    let names: Vec<&str> = declared.iter().map(|param| param.name.as_str()).collect();
    let help = Suggestion::nearest(&entry.key, names.iter().copied()).or_else(|| match names.is_empty() {
        true => "the theme has no parameters; what only your own templates read belongs under `[extra]`".to_owned(),
        false => format!("the theme's parameters are {}; what only your own templates read belongs under `[extra]`", names.join(", ")),
    });
    Diagnostic::new(Code::UnknownParam, format!("the theme has no parameter `{}`", entry.key))
        .at(source.at(entry.key_span.clone()))
        .help(help)
}

fn missing(param: &Param, source: &SourceId) -> Diagnostic {
    Diagnostic::new(Code::MissingKey, format!("the theme needs the parameter `{}`", param.name))
        .at(source.at(0..0))
        .also(param.at.clone(), "declared here")
        .help(format!("add `{} = …`, {}, under `[params]`", param.name, param.kind.words()))
}
