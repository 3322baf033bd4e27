//! Directives hidden from the Markdown parser, so that it alone decides the structure.
//!
//! A block directive becomes a line of `_`, which Markdown reads as a rule; an inline one becomes a private-use character and
//! letters, which it reads as a word. Both are as long as what they hide, so every byte offset of the parser is one of the
//! source. The offset of a rule or a word tells which directive it stands for.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use memchr::{memchr3, memmem};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::base::diagnostic::{Code, Diagnostic, Problems};
use crate::base::unicode::nfc;
use crate::content::directive::{self, Directive, DirectiveKind};
use crate::content::nesting::Nesting;
use crate::content::origin::Origin;
use crate::content::raw_html;

/// A text without directives, and what was found in it.
#[derive(Debug)]
pub(super) struct Masked<'t> {
    pub text: Cow<'t, str>,
    /// The directives in the text, in order; those in code are left out.
    pub directives: Vec<Directive>,
    /// Ids written out in headings and raw HTML, with their first place.
    pub ids: BTreeMap<String, Range<usize>>,
    /// Ids written a second time.
    pub repeated_ids: Vec<(String, Range<usize>)>,
    /// `name`s of raw anchors.
    pub names: Vec<String>,
    /// HTML that reaches beyond its own block.
    pub open_html: Problems,
}

/// After this many rounds a text that is built to confuse is refused.
const ROUNDS: usize = 16;

/// Hides the directives of a text.
///
/// Code and HTML swallow the directives in them, which are then shown again. A directive
/// may hold the end of such code: an inline one keeps those characters, unless they would
/// start code themselves; of the blocks that do, one round shows no more than the first.
pub(super) fn mask<'t>(text: &'t str, origin: Origin<'_>, raw_html: bool, options: Options, problems: &mut Problems) -> Masked<'t> {
    let mut directives = directive::find(text, origin);
    if directives.is_empty() && !text.contains("{#") && !text.contains('<') {
        return Masked {
            text: Cow::Borrowed(text),
            directives,
            ids: BTreeMap::new(),
            repeated_ids: Vec::new(),
            names: Vec::new(),
            open_html: Problems::new(),
        };
    }
    for _ in 0..ROUNDS {
        let hidden = hide(text, &directives);
        if directives.iter().all(|directive| !directive.is_block()) && !may_swallow(&hidden) {
            return Masked {
                text: hidden,
                directives,
                ids: BTreeMap::new(),
                repeated_ids: Vec::new(),
                names: Vec::new(),
                open_html: Problems::new(),
            };
        }
        let survey = survey(&hidden, &directives, raw_html, options);
        if let Some(first) = survey.first_crossed {
            directives[first].is_opaque = true;
        } else if survey.is_seen.iter().all(|&is_seen| is_seen) {
            let Survey { ids, repeated_ids, names, nesting, .. } = survey;
            let open_html = nesting.mistakes(&hidden, &directives, origin);
            return Masked { text: hidden, directives, ids, repeated_ids, names, open_html };
        }
        directives = without_swallowed(text, directives, &survey);
    }
    problems.push(
        Diagnostic::new(Code::ComponentSyntax, "the components of this page cannot be told apart from its code")
            .at(directives.first().map_or(origin.span(0..0), |first| origin.span(first.range.clone())))
            .help("close every code span and HTML comment before a component starts"),
    );
    let Survey { ids, repeated_ids, names, .. } = survey(text, &[], raw_html, options);
    Masked { text: Cow::Borrowed(text), directives: Vec::new(), ids, repeated_ids, names, open_html: Problems::new() }
}

/// Drops the directives that did not come out as text, up to the first one that may change the structure when shown or hidden.
fn without_swallowed(text: &str, directives: Vec<Directive>, survey: &Survey) -> Vec<Directive> {
    let mut is_settled = true;
    let mut kept = Vec::with_capacity(directives.len());
    for (index, directive) in directives.into_iter().enumerate() {
        is_settled &= survey.first_crossed != Some(index);
        if survey.is_seen[index] || !is_settled {
            kept.push(directive);
        } else {
            is_settled = !directive.is_opaque || !text[directive.range].contains(['>', '`']);
        }
    }
    kept
}

fn hide<'t>(text: &'t str, directives: &[Directive]) -> Cow<'t, str> {
    if directives.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut hidden = String::with_capacity(text.len());
    for directive in directives {
        hidden.push_str(&text[hidden.len()..directive.range.start]);
        if directive.is_block() {
            hidden.extend(std::iter::repeat_n('_', directive.range.len()));
            continue;
        }
        hidden.push('\u{e000}');
        let written = &text.as_bytes()[hidden.len()..directive.range.end];
        hidden.extend(
            written.iter().map(|&byte| if !directive.is_opaque && matches!(byte, b'`' | b'>' | b'-' | b'?') { byte as char } else { 'x' }),
        );
    }
    hidden.push_str(&text[hidden.len()..]);
    Cow::Owned(hidden)
}

/// Whether anything in a text may keep an inline directive from being text, or give an id: code, HTML, attributes of headings, links
/// and their definitions, and rows of tables, which lose the cells that are too many. Most texts have nothing of it, and one
/// parse is spared.
fn may_swallow(text: &str) -> bool {
    let bytes = text.as_bytes();
    let has = |sign: &str| memmem::find(bytes, sign.as_bytes()).is_some();
    memchr3(b'<', b'`', b'~', bytes).is_some()
        || memchr3(b'{', b'|', b'\t', bytes).is_some()
        || ["](", "][", "]:", "    "].into_iter().any(has)
}

#[derive(Default)]
struct Survey {
    /// For each directive, whether it came out as text.
    is_seen: Vec<bool>,
    /// The first directive in which code or HTML starts that ends behind it.
    first_crossed: Option<usize>,
    ids: BTreeMap<String, Range<usize>>,
    repeated_ids: Vec<(String, Range<usize>)>,
    names: Vec<String>,
    nesting: Nesting,
}

fn survey(text: &str, directives: &[Directive], raw_html: bool, options: Options) -> Survey {
    let mut survey = Survey { is_seen: vec![false; directives.len()], ..Survey::default() };
    let mut is_code = false;
    let mut image_depth = 0_usize;
    let mut html = String::new();
    let mut html_start = 0;
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        if matches!(event, Event::Code(_) | Event::InlineHtml(_)) {
            survey.cross(directives, &range);
        }
        match &event {
            Event::Html(_) | Event::InlineHtml(_) => survey.nesting.html(&range),
            Event::Start(tag) => survey.nesting.start(tag, &range),
            _ => {}
        }
        match event {
            Event::Start(Tag::CodeBlock(_)) => is_code = true,
            Event::End(TagEnd::CodeBlock) => is_code = false,
            Event::Start(Tag::Image { .. }) => image_depth += 1,
            Event::End(TagEnd::Image) => image_depth -= 1,
            Event::Rule => survey.see(directives, &range, true),
            Event::Text(_) if !is_code && image_depth == 0 => survey.see(directives, &range, false),
            Event::Start(Tag::Heading { id: Some(id), .. }) => survey.id(&nfc(&id), range.clone()),
            Event::Start(Tag::HtmlBlock) if raw_html => {
                html.clear();
                html_start = range.start;
            }
            Event::Html(line) if raw_html => html.push_str(&line),
            Event::End(TagEnd::HtmlBlock) if raw_html => survey.html(&html, html_start),
            Event::InlineHtml(tag) if raw_html => survey.html(&tag, range.start),
            _ => {}
        }
    }
    survey
}

impl Survey {
    fn see(&mut self, directives: &[Directive], range: &Range<usize>, is_rule: bool) {
        for (index, directive) in within(directives, range) {
            self.is_seen[index] |= directive.is_block() == is_rule;
        }
    }

    /// Notes a directive around the start of code that goes beyond the directive's end.
    fn cross(&mut self, directives: &[Directive], code: &Range<usize>) {
        let n_before = directives.partition_point(|directive| directive.range.start < code.start);
        let Some(around) = n_before.checked_sub(1) else { return };
        let end = directives[around].range.end;
        if code.start < end && end < code.end && self.is_seen[around] {
            self.first_crossed.get_or_insert(around);
        }
    }

    fn id(&mut self, id: &str, range: Range<usize>) {
        if self.ids.contains_key(id) {
            self.repeated_ids.push((id.to_owned(), range));
        } else {
            self.ids.insert(id.to_owned(), range);
        }
    }

    fn html(&mut self, html: &str, start: usize) {
        for anchor in raw_html::anchors(html) {
            match anchor.is_name {
                true => self.names.push(anchor.value),
                false => self.id(&anchor.value, start + anchor.at.start..start + anchor.at.end),
            }
        }
    }
}

/// The directives that start inside a range, with their place in the list.
pub(super) fn within<'d>(directives: &'d [Directive], range: &Range<usize>) -> impl Iterator<Item = (usize, &'d Directive)> + use<'d> {
    let end = range.end;
    let first = directives.partition_point(|directive| directive.range.start < range.start);
    directives.iter().enumerate().skip(first).take_while(move |(_, directive)| directive.range.start < end)
}

impl Masked<'_> {
    /// The mistakes in directives that are part of the text.
    pub(super) fn mistakes(&self) -> impl Iterator<Item = &Diagnostic> {
        self.directives.iter().filter_map(|directive| match &directive.kind {
            DirectiveKind::BrokenBlock(problem) | DirectiveKind::BrokenInline(problem) => Some(&**problem),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::source::SourceId;

    fn check(text: &str, expected: &str) {
        let source = SourceId::new("a.md");
        let masked = mask(text, Origin { source: &source, base: 0 }, true, Options::all(), &mut Problems::new());
        assert_eq!(masked.text.replace('\u{e000}', "@"), expected);
    }

    #[test]
    fn directives_in_text_are_hidden() {
        check("::: note\n\na :b[c] d\n\n:::", "________\n\na @xx d\n\n___");
        check("- x\n  ::toc{}\n", "- x\n  _______\n");
        check("| :ab[c\\|d] |\n|-|\n::: a", "| @xxxxxx |\n|-|\n_____");
    }

    #[test]
    fn code_and_markup_are_untouched() {
        for text in [
            "```\n::: note\n:::\n```\n",
            "    ::: note\n",
            "`:abbr[x]` and <b title=\":abbr[x]\">",
            "<pre>\n::: note\n\n:::\n</pre>\n",
            "[a](:abbr[x]) [b](c \":abbr[x]\")",
            "![:abbr[x]](y.png)",
            "<!--\n::: note {a=\"-->\"}\n",
            "`a :abbr[` b]",
            "`x :a[`y`] z",
            "<!-- :a[-->] b",
            "x <!-- :a[-->] b",
        ] {
            check(text, text);
        }
    }

    /// Texts of pieces that mean something to Markdown: where nothing may swallow, the survey sees every directive and finds nothing else.
    #[test]
    fn a_text_without_such_signs_needs_no_survey() {
        const PIECES: &[&str] = &[
            "a ",
            ":ab[c]",
            ":x[y `z`]",
            "\n",
            "\n\n",
            "# ",
            "- ",
            "1. ",
            "> ",
            "  ",
            "*",
            "_",
            "`",
            "[",
            "]",
            "(",
            ")",
            "!",
            "<b>",
            "\\",
            "| ",
            "---\n",
            "===\n",
            ": ",
            "[^1]",
            "&amp;",
            "{#i}",
            "~~",
            "https://x.example",
            "[ ] ",
            "**",
            "\u{e9}",
            "[!NOTE]\n",
        ];
        let (mut state, mut n_spared) = (1_u64, 0);
        for _ in 0..20_000 {
            let mut text = String::from(":ab[c] ");
            for _ in 0..8 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                text.push_str(PIECES[(state >> 33) as usize % PIECES.len()]);
            }
            let source = SourceId::new("a.md");
            let directives = directive::find(&text, Origin { source: &source, base: 0 });
            let hidden = hide(&text, &directives);
            if directives.iter().any(Directive::is_block) || may_swallow(&hidden) {
                continue;
            }
            n_spared += 1;
            for options in [Options::all(), Options::empty()] {
                let survey = survey(&hidden, &directives, true, options);
                assert!(survey.first_crossed.is_none() && survey.is_seen.iter().all(|&is_seen| is_seen), "{text:?}");
                assert!(survey.ids.is_empty() && survey.repeated_ids.is_empty() && survey.names.is_empty(), "{text:?}");
                let origin = Origin { source: &source, base: 0 };
                assert_eq!(survey.nesting.mistakes(&hidden, &directives, origin), Problems::new(), "{text:?}");
            }
        }
        assert!(n_spared > 1_000, "{n_spared}");
    }

    #[test]
    fn the_leftmost_of_directive_and_code_wins() {
        check(":a[x ` y] b` c", "@xxxxxx b` c");
        check(":a[`y`] `b`", "@`x`x `b`");
        check(":a[x ` y] `:b[c]` `:d[ ` e]", "@xxxxxx `:b[c]` `:d[ ` e]");
    }

    #[test]
    fn what_a_shown_directive_ends_is_seen_again() {
        check("<!--\n::: note {a=\"-->\"}\n::: b\n", "<!--\n::: note {a=\"-->\"}\n_____\n");
    }
}
