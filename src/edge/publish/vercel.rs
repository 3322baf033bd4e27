//! What tells Vercel how to show a finished site: the headers of `vercel.json`, as a site that is built elsewhere gives them.
//! Source: vercel.com/docs, "Build Output Configuration".

use serde_json::{Value, json};

use super::PublishError;

/// The file by which sites give orders to Vercel.
pub(super) const FILE: &str = "vercel.json";

/// `config.json` of what is published without a build at Vercel, with the headers of the site's own `vercel.json`.
///
/// # Errors
///
/// Fails for orders that only a build there would carry out.
pub(super) fn output(orders: &[u8], has_404: bool) -> Result<Value, PublishError> {
    let refused = |what: String| {
        let help = "keep only `headers` in it, each with a `source` like `/fonts/(.*)` or `/logo.svg`; for addresses that moved, use \
                    `aliases` in front matter";
        PublishError::new(format!("`{FILE}` {what}, which does not hold for a finished site"), help)
    };
    let orders: Value = if orders.is_empty() {
        json!({})
    } else {
        serde_json::from_slice(orders).map_err(|error| PublishError::new(format!("`{FILE}` is no JSON: {error}"), "correct it"))?
    };
    let known = |key: &&String| matches!(key.as_str(), "headers" | "$schema");
    if let Some(key) = orders.as_object().into_iter().flat_map(|orders| orders.keys()).find(|key| !known(key)) {
        return Err(refused(format!("has `{key}`")));
    }
    let mut routes = Vec::new();
    for rule in orders.get("headers").and_then(Value::as_array).into_iter().flatten() {
        let source = rule.get("source").and_then(Value::as_str).unwrap_or_default();
        let pattern = pattern(source).filter(|_| rule.as_object().is_some_and(|rule| rule.len() == 2));
        let Some(pattern) = pattern else { return Err(refused(format!("has a rule for `{source}`"))) };
        let pairs = rule.get("headers").and_then(Value::as_array).into_iter().flatten();
        let pair = |pair: &Value| Some((pair.get("key")?.as_str()?.to_owned(), pair.get("value")?.clone()));
        let headers: serde_json::Map<String, Value> = pairs.filter_map(pair).collect();
        routes.push(json!({ "src": pattern, "headers": headers, "continue": true }));
    }
    routes.push(json!({ "handle": "filesystem" }));
    if has_404 {
        routes.push(json!({ "handle": "error" }));
        routes.push(json!({ "src": "^/.*$", "dest": "/404.html", "status": 404 }));
    }
    Ok(json!({ "version": 3, "routes": routes }))
}

/// A source of `vercel.json` as a regular expression: a path, perhaps with anything behind it.
fn pattern(source: &str) -> Option<String> {
    let (path, rest) = match source.strip_suffix("(.*)") {
        Some(path) => (path, "(.*)"),
        None => (source, ""),
    };
    let is_plain = |letter: char| !matches!(letter, '(' | ')' | ':' | '*' | '?' | '+' | '{' | '}' | '[' | ']' | '|' | '\\' | '^' | '$');
    let escaped: String = path.replace('.', "\\.");
    (path.starts_with('/') && path.chars().all(is_plain)).then(|| format!("^{escaped}{rest}$"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_hold_for_a_finished_site_and_other_orders_are_refused() {
        let orders =
            br#"{"headers": [{"source": "/(.*)", "headers": [{"key": "A", "value": "b"}]}, {"source": "/a.12.css", "headers": []}]}"#;
        assert_eq!(
            output(orders, true).ok(),
            Some(json!({ "version": 3, "routes": [
                { "src": "^/(.*)$", "headers": { "A": "b" }, "continue": true },
                { "src": "^/a\\.12\\.css$", "headers": {}, "continue": true },
                { "handle": "filesystem" },
                { "handle": "error" },
                { "src": "^/.*$", "dest": "/404.html", "status": 404 },
            ] }))
        );
        assert_eq!(output(b"", false).ok(), Some(json!({ "version": 3, "routes": [{ "handle": "filesystem" }] })));
        for (orders, part) in [
            ("{\"redirects\": []}", "has `redirects`"),
            ("{\"headers\": [{\"source\": \"/:path*\", \"headers\": []}]}", "has a rule for `/:path*`"),
            ("{\"headers\": [{\"source\": \"/\", \"has\": [], \"headers\": []}]}", "has a rule for `/`"),
            ("{", "is no JSON"),
        ] {
            let refused = output(orders.as_bytes(), false).err().map(|error| error.message).unwrap_or_default();
            assert!(refused.contains(part), "{orders}: {refused}");
        }
    }
}
