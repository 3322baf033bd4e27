//! Directives: components called from Markdown.
