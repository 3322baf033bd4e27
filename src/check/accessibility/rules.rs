//! Which rule of the W3C tells under which code, and how to fix what it finds.

use crate::base::diagnostic::Code;
use crate::page::act::{self, Subject, Verdict};

/// A rule under its code.
pub(super) struct Rule {
    pub id: &'static str,
    pub code: Code,
    pub help: &'static str,
}

impl Rule {
    pub(super) fn verdicts(&self, subject: &Subject<'_>) -> Vec<Verdict> {
        act::RULES.iter().find(|rule| rule.id == self.id).map(|rule| rule.check(subject)).unwrap_or_default()
    }
}

const NAME: &str = "write a text in it, or give it an `aria-label`";

pub(super) const RULES: &[Rule] = &[
    Rule { id: "23a2a8", code: Code::A11yImgAlt, help: "say in `alt` what the picture shows, or write `alt=\"\"` if it only decorates" },
    Rule { id: "59796f", code: Code::A11yImgAlt, help: "say in `alt` what the button does" },
    Rule { id: "8fc3b6", code: Code::A11yImgAlt, help: "say in `aria-label` what it shows" },
    Rule {
        id: "7d6734",
        code: Code::A11ySvgName,
        help: "say in `aria-label` or a `<title>` what the drawing shows, or hide it with `aria-hidden=\"true\"`",
    },
    Rule { id: "c487ae", code: Code::A11yLinkName, help: "write a text between its tags, or an alternative text for the picture in it" },
    Rule { id: "5effbb", code: Code::A11yLinkGeneric, help: "let the text of the link name the page that it leads to" },
    Rule {
        id: "2ee8b8",
        code: Code::A11yLabelName,
        help: "begin the name with the text that is shown: people who speak to their computer say what they see",
    },
    Rule { id: "97a4e1", code: Code::A11yForm, help: NAME },
    Rule { id: "e086e5", code: Code::A11yForm, help: "put a `<label>` around it, or give it an `aria-label`" },
    Rule { id: "m6b1q3", code: Code::A11yForm, help: NAME },
    Rule { id: "2t702h", code: Code::A11yForm, help: "write what the part is about between the tags of `<summary>`" },
    Rule { id: "cae760", code: Code::A11yForm, help: "say in `title` what the frame shows" },
    Rule {
        id: "73f2c2",
        code: Code::A11yAutocomplete,
        help: "write one of the names of the HTML standard, such as `email` or `postal-code`",
    },
    Rule { id: "ffd0e9", code: Code::A11yHeading, help: "write a text in the heading, or remove it" },
    Rule { id: "d0f69e", code: Code::A11yTable, help: "give the header cells to name, or make it a `<td>`" },
    Rule { id: "a25f45", code: Code::A11yTable, help: "name the `id` of a `<th>` of the same table, or remove `headers`" },
    Rule { id: "b33eff", code: Code::A11yOrient, help: "remove the rotation: some people cannot turn their device" },
    Rule { id: "b4f0c3", code: Code::A11yZoom, help: "remove `user-scalable` and `maximum-scale`" },
    Rule { id: "59br37", code: Code::A11yZoom, help: "let the box grow with its text: use `min-height` instead of `height`" },
    Rule { id: "24afc2", code: Code::A11ySpacing, help: "remove `!important`" },
    Rule { id: "9e45ec", code: Code::A11ySpacing, help: "remove `!important`" },
    Rule { id: "78fd32", code: Code::A11ySpacing, help: "remove `!important`" },
    Rule { id: "0ssw9k", code: Code::A11yKeyboard, help: "give it `tabindex=\"0\"`" },
    Rule { id: "akn7bn", code: Code::A11yKeyboard, help: "remove `tabindex`" },
    Rule { id: "6cfa84", code: Code::A11yKeyboard, help: "remove `aria-hidden`, or leave out what the tab key leads to" },
    Rule { id: "307n5z", code: Code::A11yKeyboard, help: "move it out: screen readers read only the outer one" },
    Rule { id: "a1b64e", code: Code::A11yKeyboard, help: "remove the `onblur`" },
    Rule { id: "bc659a", code: Code::A11yRefresh, help: "write `0` seconds, or remove the `<meta>` and link to the other page" },
    Rule { id: "efbfc7", code: Code::A11yMotion, help: "let the text stand still" },
    Rule { id: "2779a5", code: Code::A11yTitle, help: "write a `<title>` in the `<head>` of the template" },
    Rule { id: "b40fd1", code: Code::A11yBypass, help: "put what only this page has into `<main>`" },
    Rule { id: "oj04fd", code: Code::A11yFocus, help: "remove `outline: none`, or draw another sign for `:focus-visible`" },
    Rule { id: "afw4f7", code: Code::A11yContrast, help: "choose a darker or a lighter colour" },
    Rule { id: "b5c3f8", code: Code::A11yLang, help: "write `<html lang=\"…\">` in the template" },
    Rule { id: "bf051a", code: Code::A11yLang, help: "write the code of a language, such as `en` or `pt-BR`" },
    Rule { id: "5b7ae0", code: Code::A11yLang, help: "remove `xml:lang`" },
    Rule { id: "ucwvc8", code: Code::A11yLang, help: "name the language of the text, or translate it" },
    Rule { id: "de46e4", code: Code::A11yLangParts, help: "write the code of a language, such as `en` or `pt-BR`" },
    Rule { id: "off6ek", code: Code::A11yLangParts, help: "name the language of the text" },
    Rule { id: "674b10", code: Code::A11yAria, help: "write a role of WAI-ARIA, or remove `role`" },
    Rule { id: "6a7281", code: Code::A11yAria, help: "write a value that the attribute can have, or remove it" },
    Rule { id: "5f99a7", code: Code::A11yAria, help: "correct its name, or remove it" },
    Rule { id: "4e8ab6", code: Code::A11yAria, help: "add the attribute, or use the HTML element that has it by itself" },
    Rule { id: "in6db8", code: Code::A11yAria, help: "give the element that is meant this id" },
    Rule { id: "5c01ea", code: Code::A11yAria, help: "remove the attribute" },
    Rule {
        id: "kb1m8s",
        code: Code::A11yAria,
        help: "remove the attribute, or give the element a role that can have a name, such as `group`",
    },
    Rule { id: "ff89c9", code: Code::A11yAria, help: "put it into such an element, or remove the role" },
    Rule { id: "bc4a75", code: Code::A11yAria, help: "put such elements into it, or remove the role" },
    Rule { id: "46ca7f", code: Code::A11yAria, help: "remove what shows it, or the mark of decoration" },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_exists() {
        for rule in RULES {
            assert!(act::RULES.iter().any(|known| known.id == rule.id), "{}", rule.id);
        }
    }
}
