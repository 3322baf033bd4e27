//! The data files that a page's charts offer for download, each as a data set.

use serde_json::{Value, json};

use super::absolute;
use super::node::{object, person, reference, some_list, source};
use crate::base::per_language::LanguageId;
use crate::content::{ArgumentValue, Call, Piece, Pieces};
use crate::render::renderer::Renderer;
use crate::site::{EntryId, UrlPath};

/// The data sets of an entry's text, in the order of its charts, for a page at an address.
pub(super) fn of_page(renderer: &Renderer, id: EntryId, address: &str) -> Vec<Value> {
    let Some(parsed) = renderer.parsed(id).filter(|parsed| !parsed.drawn.is_empty()) else { return Vec::new() };
    let Some(engine) = renderer.engine_of(id) else { return Vec::new() };
    let mut calls = Vec::new();
    let body = parsed.body();
    collect(&body.pieces, &|call| engine.charts.draws(&call.name), &mut calls);
    let language = renderer.index.entry(id).language;
    calls.into_iter().enumerate().filter_map(|(n, call)| of_chart(renderer, call, language, &format!("{address}#data-{}", n + 1))).collect()
}

fn collect<'p>(pieces: &'p Pieces, draws: &dyn Fn(&Call) -> bool, calls: &mut Vec<&'p Call>) {
    for piece in pieces {
        let Piece::Component(call) = piece else { continue };
        if draws(call) {
            calls.push(call);
        }
        for inner in [&call.label, &call.body].into_iter().flatten() {
            collect(inner, draws, calls);
        }
    }
}

/// A chart's data as it is named beside the chart. What the page does not show of it is taken out later, as everywhere.
fn of_chart(renderer: &Renderer, call: &Call, language: LanguageId, id: &str) -> Option<Value> {
    let text = |name: &str| {
        let found = call.arguments.iter().find(|argument| argument.name.replace('-', "_") == name)?;
        if let ArgumentValue::String(text) = &found.value { Some(text.trim().to_owned()).filter(|text| !text.is_empty()) } else { None }
    };
    let path = text("data")?.trim_start_matches('/').trim_start_matches("data/").to_owned();
    let url = UrlPath::written(&format!("/data/{path}")).filter(|url| renderer.plan.has(url))?;
    let format = match path.rsplit_once('.')?.1 {
        "csv" => "text/csv",
        "toml" => "application/toml",
        _ => return None,
    };
    let keys = text("source").unwrap_or_default();
    let sources = keys.split(';').filter_map(|key| source(renderer.evidence.references.get(key.trim())?));
    Some(object([
        ("@type", Some(json!("Dataset"))),
        ("@id", Some(json!(id))),
        ("name", Some(json!(text("title")?))),
        ("variableMeasured", text("names").or_else(|| text("unit")).map(Value::from)),
        ("isBasedOn", some_list(sources)),
        ("license", absolute(renderer, renderer.config.data.license.as_ref(), language).map(Value::from)),
        ("creator", creator(renderer)),
        ("publisher", reference(super::site_id(renderer, "publisher"))),
        (
            "distribution",
            Some(json!({ "@type": "DataDownload", "contentUrl": renderer.config.base_url.permalink(&url), "encodingFormat": format })),
        ),
    ]))
}

/// Who made the files, by the settings of the site.
fn creator(renderer: &Renderer) -> Option<Value> {
    let creator = renderer.config.data.creator.as_ref()?;
    Some(renderer.people.get(creator).map_or_else(|| json!({ "@type": "Organization", "name": creator }), person))
}
