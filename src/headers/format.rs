//! Headers in the files of several servers and hosts.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::{FOREVER, Headers};

/// `_headers`, as Netlify and Cloudflare Pages read it.
pub(super) fn netlify(headers: &Headers) -> String {
    let mut text = format!("{}/*\n", headers.base);
    for (name, value) in &headers.common {
        let _ = writeln!(text, "  {name}: {value}");
    }
    let below = headers.forever_below.iter().map(|folder| format!("{folder}*"));
    for path in headers.forever.iter().cloned().chain(below) {
        // Both would be sent otherwise.
        let _ = write!(text, "\n{path}\n  ! Cache-Control\n  Cache-Control: {FOREVER}\n");
    }
    text
}

/// `vercel.json`
pub(super) fn vercel(headers: &Headers) -> String {
    let list = |pairs: &[(&str, &str)]| -> Vec<Value> { pairs.iter().map(|(key, value)| json!({ "key": key, "value": value })).collect() };
    let common: Vec<(&str, &str)> = headers.common.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let mut rules = vec![json!({ "source": format!("{}/(.*)", headers.base), "headers": list(&common) })];
    let below = headers.forever_below.iter().map(|folder| format!("{folder}(.*)"));
    rules.extend(
        headers.forever.iter().cloned().chain(below).map(|path| json!({ "source": path, "headers": list(&[("Cache-Control", FOREVER)]) })),
    );
    let mut file = Map::new();
    file.insert("headers".to_owned(), Value::Array(rules));
    format!("{:#}\n", Value::Object(file))
}

/// `.htaccess`
pub(super) fn apache(headers: &Headers) -> String {
    let mut text = "<IfModule mod_headers.c>\n".to_owned();
    for (name, value) in &headers.common {
        let _ = writeln!(text, "  Header always set {name} \"{value}\"");
    }
    for path in &headers.forever {
        let name = path.rsplit('/').next().unwrap_or_default();
        let _ = write!(text, "  <Files \"{name}\">\n    Header always set Cache-Control \"{FOREVER}\"\n  </Files>\n");
    }
    // Their names end with a hash and a width.
    if headers.forever_below.is_some() {
        let _ = write!(
            text,
            "  <FilesMatch \"-[0-9a-f]{{10}}-[0-9]+\\.(avif|webp|png|jpe?g)$\">\n    Header always set Cache-Control \"{FOREVER}\"\n  </FilesMatch>\n"
        );
    }
    text + "</IfModule>\n"
}

/// For an `include` in a `server` of nginx. A `location` that sets a header inherits none, so it repeats the others.
pub(super) fn nginx(headers: &Headers) -> String {
    let mut text = String::new();
    let common = |text: &mut String, indent: &str, cache: Option<&str>| {
        for (name, value) in &headers.common {
            let value = cache.filter(|_| *name == "Cache-Control").unwrap_or(value);
            let _ = writeln!(text, "{indent}add_header {name} \"{value}\" always;");
        }
    };
    common(&mut text, "", None);
    let exactly = headers.forever.iter().map(|path| format!("= {path}"));
    for place in exactly.chain(headers.forever_below.clone()) {
        let _ = writeln!(text, "location {place} {{");
        common(&mut text, "  ", Some(FOREVER));
        text.push_str("}\n");
    }
    text
}

/// For an `import` in a site of Caddy.
pub(super) fn caddy(headers: &Headers) -> String {
    let mut text = "header {\n".to_owned();
    for (name, value) in &headers.common {
        let _ = writeln!(text, "\t{name} \"{value}\"");
    }
    text.push_str("}\n");
    let below = headers.forever_below.iter().map(|folder| format!("{folder}*"));
    let forever: Vec<String> = headers.forever.iter().cloned().chain(below).collect();
    if !forever.is_empty() {
        let _ = write!(text, "@forever path {}\nheader @forever >Cache-Control \"{FOREVER}\"\n", forever.join(" "));
    }
    text
}

/// For `aws cloudfront create-response-headers-policy --response-headers-policy-config`. How long browsers keep a file is left to the
/// bucket, as a policy knows no paths. Source: the CloudFront API, `ResponseHeadersPolicyConfig`.
pub(super) fn cloudfront(headers: &Headers) -> String {
    let mut security = Map::new();
    let mut custom = Vec::new();
    for (name, value) in headers.common.iter().filter(|(name, _)| *name != "Cache-Control") {
        match *name {
            "Content-Security-Policy" => {
                security.insert("ContentSecurityPolicy".to_owned(), json!({ "Override": true, "ContentSecurityPolicy": value }))
            }
            "Referrer-Policy" => security.insert("ReferrerPolicy".to_owned(), json!({ "Override": true, "ReferrerPolicy": value })),
            "X-Content-Type-Options" => security.insert("ContentTypeOptions".to_owned(), json!({ "Override": true })),
            "Strict-Transport-Security" => {
                let age: u64 = value.trim_start_matches("max-age=").parse().unwrap_or_default();
                security.insert("StrictTransportSecurity".to_owned(), json!({ "Override": true, "AccessControlMaxAgeSec": age }))
            }
            _ => {
                custom.push(json!({ "Header": name, "Value": value, "Override": true }));
                None
            }
        };
    }
    let policy = json!({
        "Name": format!("ribbon-{}", headers.host.replace(|letter: char| !letter.is_ascii_alphanumeric(), "-")),
        "Comment": "Made by Ribbon from the finished files",
        "SecurityHeadersConfig": security,
        "CustomHeadersConfig": { "Quantity": custom.len(), "Items": custom },
    });
    format!("{policy:#}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers() -> Headers {
        let common = vec![("Content-Security-Policy", "default-src 'none'".to_owned()), ("Cache-Control", "no-cache".to_owned())];
        Headers {
            common,
            forever: vec!["/guide/a.12ab.css".to_owned()],
            forever_below: None,
            base: "/guide".to_owned(),
            host: "example.org".to_owned(),
        }
    }

    #[test]
    fn a_folder_of_pictures_is_one_rule() {
        let headers = Headers { forever: Vec::new(), forever_below: Some("/guide/pictures/".to_owned()), ..headers() };
        let forever = "Cache-Control: public, max-age=31536000, immutable\n";
        assert!(netlify(&headers).ends_with(&format!("\n/guide/pictures/*\n  ! Cache-Control\n  {forever}")));
        assert!(nginx(&headers).contains("\nlocation /guide/pictures/ {\n"));
        assert!(caddy(&headers).contains("\n@forever path /guide/pictures/*\n"));
        assert!(apache(&headers).contains("<FilesMatch \"-[0-9a-f]{10}-[0-9]+\\.(avif|webp|png|jpe?g)$\">"));
        let file: Value = serde_json::from_str(&vercel(&headers)).expect("JSON");
        assert_eq!(file["headers"][1]["source"], "/guide/pictures/(.*)");
    }

    #[test]
    fn each_server_gets_its_form() {
        assert_eq!(
            netlify(&headers()),
            "/guide/*\n  Content-Security-Policy: default-src 'none'\n  Cache-Control: no-cache\n\n\
             /guide/a.12ab.css\n  ! Cache-Control\n  Cache-Control: public, max-age=31536000, immutable\n"
        );
        assert_eq!(
            apache(&headers()),
            "<IfModule mod_headers.c>\n  Header always set Content-Security-Policy \"default-src 'none'\"\n  \
             Header always set Cache-Control \"no-cache\"\n  <Files \"a.12ab.css\">\n    \
             Header always set Cache-Control \"public, max-age=31536000, immutable\"\n  </Files>\n</IfModule>\n"
        );
        assert_eq!(
            nginx(&headers()),
            "add_header Content-Security-Policy \"default-src 'none'\" always;\nadd_header Cache-Control \"no-cache\" always;\n\
             location = /guide/a.12ab.css {\n  add_header Content-Security-Policy \"default-src 'none'\" always;\n  \
             add_header Cache-Control \"public, max-age=31536000, immutable\" always;\n}\n"
        );
        assert_eq!(
            caddy(&headers()),
            "header {\n\tContent-Security-Policy \"default-src 'none'\"\n\tCache-Control \"no-cache\"\n}\n\
             @forever path /guide/a.12ab.css\nheader @forever >Cache-Control \"public, max-age=31536000, immutable\"\n"
        );
        let file: Value = serde_json::from_str(&vercel(&headers())).expect("JSON");
        assert_eq!(file["headers"][0]["source"], "/guide/(.*)");
        assert_eq!(file["headers"][1]["headers"][0]["value"], "public, max-age=31536000, immutable");
    }

    #[test]
    fn cloudfront_takes_a_policy() {
        let more = vec![
            ("Content-Security-Policy", "default-src 'none'".to_owned()),
            ("X-Content-Type-Options", "nosniff".to_owned()),
            ("Cross-Origin-Opener-Policy", "same-origin".to_owned()),
            ("Cache-Control", "no-cache".to_owned()),
            ("Strict-Transport-Security", "max-age=31536000".to_owned()),
        ];
        let file: Value = serde_json::from_str(&cloudfront(&Headers { common: more, ..headers() })).expect("JSON");
        let expected = json!({
            "Name": "ribbon-example-org",
            "Comment": "Made by Ribbon from the finished files",
            "SecurityHeadersConfig": {
                "ContentSecurityPolicy": { "Override": true, "ContentSecurityPolicy": "default-src 'none'" },
                "ContentTypeOptions": { "Override": true },
                "StrictTransportSecurity": { "Override": true, "AccessControlMaxAgeSec": 31_536_000 },
            },
            "CustomHeadersConfig": {
                "Quantity": 1,
                "Items": [{ "Header": "Cross-Origin-Opener-Policy", "Value": "same-origin", "Override": true }],
            },
        });
        assert_eq!(file, expected);
    }
}
