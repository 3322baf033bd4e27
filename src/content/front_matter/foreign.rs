//! Keys of Hugo, Jekyll, Zola, Eleventy and Astro, with what is written here instead.
//!
//! Sources: gohugo.io/content-management/front-matter, jekyllrb.com/docs/front-matter, getzola.org/documentation/content/page,
//! 11ty.dev/docs/data-configuration, docs.astro.build/en/guides/markdown-content.

use crate::base::diagnostic::Diagnostic;
use crate::base::source::SourceId;
use crate::syntax::fields::Table;

/// Names in lower case without `_` and `-`, and the advice on all of them.
const FOREIGN: &[(&[&str], &str)] = &[
    (&["expirydate", "unpublishdate"], "write `expires = …`: the page goes on that day"),
    (&["publishdate", "pubdate", "publishedat"], "write `publish = …` if the page is to wait for that day, else `date = …`"),
    (&["lastmod", "modified", "lastmodified", "lastmodifiedat", "updateddate", "lastupdated"], "write `updated = …`"),
    (&["permalink", "url"], "write `path = \"…\"`, the address without the site's own"),
    (&["layout", "view"], "write `template = \"….html\"`"),
    (
        &["tags", "tag", "categories", "category", "keywords", "series"],
        "write a line `[taxonomies]` (in YAML `taxonomies:`), and below it a list such as `tags = [\"care\", \"news\"]`; `site.toml` names the taxonomies",
    ),
    (&["author", "by", "byline"], "write `authors = [\"…\"]`"),
    (
        &["cover", "thumbnail", "featuredimage", "images", "featured", "heroimage", "ogimage", "banner"],
        "write `image = \"…\"`, and describe the picture in `image_alt`",
    ),
    (&["imagealt", "alt", "coveralt", "heroimagealt"], "write `image_alt = \"…\"`"),
    (
        &["summary", "excerpt", "abstract", "metadescription"],
        "write `description = \"…\"`, or end the summary in the text by `<!-- more -->`",
    ),
    (&["redirectfrom", "redirects", "alias"], "write `aliases = [\"/old/address/\"]`"),
    (&["redirect", "redirectto"], "only a section can lead elsewhere: write `redirect_to` in an `_index.md`"),
    (&["published", "unlisted", "isdraft"], "write `draft = true` for a page that is not ready"),
    (&["lang", "language", "locale"], "a file's language stands in its name: `about.fr.md`"),
    (&["translationkey", "translationid", "ref"], "write `translation = \"…\"`, the same in every translation"),
    (&["order", "menuorder", "navorder", "sidebarposition", "position"], "write `weight = …`, and `sort_by = \"weight\"` in the section"),
    (
        &["robots", "insearchindex", "sitemap", "excludefromsitemap", "eleventyexcludefromcollections"],
        "write `noindex = true` for a page that search engines should leave out",
    ),
    (&["linktitle", "menutitle", "shorttitle", "navtitle"], "write the short name as `label` of the menu's item in `site.toml`"),
    (&["menu", "menus", "eleventynavigation"], "menus are made in `site.toml`, below `[menus]`"),
    (&["cascade"], "a section passes `theme`, `page_template`, `noindex` and `fallback` on to its pages by itself"),
    (&["paginate", "pagination"], "write `paginate_by = …` in the `_index.md` of the section"),
    (&["params", "data", "custom"], "write keys of your own below `[extra]`"),
];

/// Puts what is meant beside each unknown key that another generator knows.
pub(super) fn advise(table: &Table, source: &SourceId, problems: &mut [Diagnostic]) {
    for problem in problems {
        let key = table.entries.iter().find(|entry| problem.at == Some(source.at(entry.key_span.clone()))).map(|entry| &entry.key);
        if let Some(advice) = key.and_then(|key| advice(key)) {
            problem.help = Some(advice.to_owned());
        }
    }
}

fn advice(key: &str) -> Option<&'static str> {
    let plain = key.to_lowercase().replace(['_', '-'], "");
    FOREIGN.iter().find(|(names, _)| names.contains(&plain.as_str())).map(|(_, advice)| *advice)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::diagnostic::Problems;
    use crate::base::source::Source;

    #[test]
    fn keys_of_other_generators_are_answered_with_ours() {
        let text =
            "---\nexpiryDate: 2027-02-04\nPermalink: /a/\nredirect_from: /b/\nlast-modified: 2027-02-04\ntags: [a]\ncolour: red\n---\n";
        let source = Source::new("content/a.md", text);
        let mut problems = Problems::new();
        super::super::read(&source, &mut problems);
        let told: Vec<&str> = problems.iter().filter_map(|problem| problem.help.as_deref()).collect();
        let starts = ["write `expires", "write `path", "write `aliases", "write `updated", "write a line `[taxonomies]`", "known keys: "];
        assert_eq!(told.len(), starts.len(), "{told:?}");
        for (told, start) in told.iter().zip(starts) {
            assert!(told.starts_with(start), "{told}");
        }
    }

    #[test]
    fn a_key_of_ours_is_never_called_foreign() {
        let ours =
            ["title", "description", "date", "updated", "publish", "expires", "weight", "draft", "slug", "path", "aliases", "template"];
        let more = ["authors", "translation", "noindex", "canonical", "image", "image_alt", "taxonomies", "extra", "redirect_to"];
        for key in ours.iter().chain(&more[..8]).filter(|key| **key != "image_alt") {
            assert_eq!(advice(key), None, "{key}");
        }
    }
}
