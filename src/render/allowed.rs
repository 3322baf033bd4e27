//! The values that a component declares for an argument: `"enum": { "level": ["urgent", "emergency"] }`. All others are mistakes,
//! since a template could only guess what they mean.

use tera::{ComponentInfo, Value};

use crate::base::diagnostic::{Code, Diagnostic, Suggestion};
use crate::content::{Argument, ArgumentValue};

/// The values that an argument may have, in the order of their declaration; none if it may have any.
pub(super) fn allowed(definition: &ComponentInfo, argument: &str) -> Vec<String> {
    let declared = definition.metadata().get("enum").and_then(Value::as_map);
    let own = declared.and_then(|own| own.iter().find(|(name, _)| name.as_str() == Some(argument))).and_then(|(_, own)| own.as_array());
    let written = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    own.map(|values| values.iter().map(written).collect()).unwrap_or_default()
}

/// The names below `enum` that are no arguments.
pub(super) fn unknown_arguments(definition: &ComponentInfo) -> Vec<String> {
    let declared = definition.metadata().get("enum").and_then(Value::as_map);
    let names = declared.into_iter().flat_map(|own| own.iter().filter_map(|(name, _)| name.as_str()));
    names.filter(|name| !definition.args().iter().any(|arg| arg.name() == *name)).map(str::to_owned).collect()
}

/// What is wrong with a value that the component does not know.
pub(super) fn unknown_value(definition: &ComponentInfo, name: &str, argument: &Argument) -> Option<Diagnostic> {
    let allowed = allowed(definition, name);
    let written = match &argument.value {
        ArgumentValue::String(text) => text.clone(),
        ArgumentValue::Integer(number) => number.to_string(),
        ArgumentValue::Float(number) => number.to_string(),
        ArgumentValue::Bool(flag) => flag.to_string(),
    };
    let problem = not_allowed(&argument.name, &written, &allowed)?;
    Some(problem.at(argument.value_span.clone()))
}

/// The problem of a value that is not among those allowed.
pub(crate) fn not_allowed(argument: &str, written: &str, allowed: &[String]) -> Option<Diagnostic> {
    if allowed.is_empty() || allowed.iter().any(|known| known == written) {
        return None;
    }
    let expected = format!("expected one of {}", allowed.iter().map(|known| format!("`{known}`")).collect::<Vec<_>>().join(", "));
    // A number that is near by its digits is not nearer in meaning.
    let names = allowed.iter().map(String::as_str).filter(|_| written.parse::<f64>().is_err());
    let help = Suggestion::nearest(written, names).followed_by(expected.as_str()).or(&expected);
    Some(Diagnostic::new(Code::WrongArgument, format!("`{argument}` cannot be `{written}`")).help(help))
}
