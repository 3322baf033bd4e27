//! A page that stands alone, made from a template that no theme has.

use serde::Serialize;
use tera::{Context, Tera};

/// Fills a template of ours with values. Everything in them is escaped.
pub(crate) fn standalone(template: &str, values: &impl Serialize) -> Result<String, String> {
    let context = Context::from_serialize(values).map_err(|error| error.to_string())?;
    Tera::one_off(template, &context, true).map_err(|error| error.to_string())
}
