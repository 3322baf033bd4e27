//! Pages and a file that lead from old addresses to new ones, without a script.

use std::fmt::Write;

use crate::site::{BaseUrl, UrlPath};
use crate::syntax::html::escape;

/// A page that sends the browser on at once and says so to everyone else.
pub(crate) fn page(base: &BaseUrl, to: &str, language: &str, title: &str) -> String {
    let absolute = if to.starts_with('/') { base.absolute(to) } else { to.to_owned() };
    let (to, absolute, title) = (escape(to), escape(&absolute), escape(title));
    format!(
        "<!doctype html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n\
         <meta name=\"robots\" content=\"noindex\">\n<meta http-equiv=\"refresh\" content=\"0; url={to}\">\n\
         <link rel=\"canonical\" href=\"{absolute}\">\n</head>\n<body>\n<main><h1>{title}</h1><p><a href=\"{to}\">{absolute}</a></p></main>\n</body>\n</html>\n"
    )
}

/// `_redirects`, as Netlify, Cloudflare Pages and others read it.
pub(crate) fn file(base: &BaseUrl, redirects: &[(UrlPath, String)]) -> String {
    let mut text = String::new();
    for (from, to) in redirects {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{} {to} 301", base.href(from));
    }
    text
}
