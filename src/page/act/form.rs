//! What browsers may fill in.

use super::{Subject, Verdict};
use crate::page::Node;

/// Source: HTML Living Standard, 4.10.18.7.1 "Autofilling form controls".
const FIELDS: &[&str] = &[
    "name",
    "honorific-prefix",
    "given-name",
    "additional-name",
    "family-name",
    "honorific-suffix",
    "nickname",
    "username",
    "new-password",
    "current-password",
    "one-time-code",
    "organization-title",
    "organization",
    "street-address",
    "address-line1",
    "address-line2",
    "address-line3",
    "address-level4",
    "address-level3",
    "address-level2",
    "address-level1",
    "country",
    "country-name",
    "postal-code",
    "cc-name",
    "cc-given-name",
    "cc-additional-name",
    "cc-family-name",
    "cc-number",
    "cc-exp",
    "cc-exp-month",
    "cc-exp-year",
    "cc-csc",
    "cc-type",
    "transaction-currency",
    "transaction-amount",
    "language",
    "bday",
    "bday-day",
    "bday-month",
    "bday-year",
    "sex",
    "url",
    "photo",
];

/// Fields that may be said to be of home, work or a phone.
const CONTACTS: &[&str] = &[
    "tel",
    "tel-country-code",
    "tel-national",
    "tel-area-code",
    "tel-local",
    "tel-local-prefix",
    "tel-local-suffix",
    "tel-extension",
    "email",
    "impp",
];

fn is_valid(value: &str) -> bool {
    let value = value.to_ascii_lowercase();
    let mut words = value.split_ascii_whitespace().peekable();
    words.next_if(|word| word.starts_with("section-"));
    words.next_if(|word| matches!(*word, "shipping" | "billing"));
    let is_contact = words.next_if(|word| matches!(*word, "home" | "work" | "mobile" | "fax" | "pager")).is_some();
    let is_field = words.next().is_some_and(|word| CONTACTS.contains(&word) || (!is_contact && FIELDS.contains(&word)));
    words.next_if(|word| *word == "webauthn");
    is_field && words.next().is_none()
}

pub(super) fn autocomplete(subject: &Subject<'_>) -> Vec<Verdict> {
    let applies = |node: &Node<'_>| {
        let is_field = match node.name() {
            "input" => !matches!(&*node.input_type(), "hidden" | "button" | "submit" | "reset" | "image" | "checkbox" | "radio" | "file"),
            "select" | "textarea" => true,
            _ => false,
        };
        let is_out = node.is_disabled() || node.value("aria-disabled").is_some_and(|value| value.eq_ignore_ascii_case("true"));
        let is_widget = !(node.value("tabindex").is_some_and(|index| index.trim().starts_with('-'))
            && node.written_role().is_some_and(|role| !is_widget(role)));
        is_field && !is_out && is_widget && (node.is_seen() || !node.is_hidden())
    };
    let mut verdicts = Vec::new();
    for node in subject.nodes().filter(applies) {
        let value = node.value("autocomplete").unwrap_or_default().trim();
        if value.is_empty() || value.eq_ignore_ascii_case("on") || value.eq_ignore_ascii_case("off") {
            continue;
        }
        verdicts.push(Verdict::of(node, is_valid(value), format_args!("has `autocomplete=\"{value}\"`, which browsers do not know")));
    }
    verdicts
}

fn is_widget(role: &str) -> bool {
    matches!(role, "textbox" | "searchbox" | "combobox" | "listbox" | "spinbutton" | "slider" | "checkbox" | "radio" | "switch" | "button")
}

#[cfg(test)]
mod tests {
    use super::is_valid;

    #[test]
    fn tokens() {
        for valid in
            ["email", "work email", "section-a shipping street-address", "BILLING country", "username webauthn", "home tel-national"]
        {
            assert!(is_valid(valid), "{valid}");
        }
        for invalid in ["e-mail", "work street-address", "email work", "shipping", "email name", "section-a"] {
            assert!(!is_valid(invalid), "{invalid}");
        }
    }
}
