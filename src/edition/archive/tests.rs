use super::edit::{edited, replace};

#[test]
fn edits_change_only_their_bytes() {
    let edits = [((0, 0), "+".to_owned()), ((2, 3), "CC".to_owned()), ((4, 4), "!".to_owned())].into();
    assert_eq!(edited("abcd", &edits), "+abCCd!");
}

#[test]
fn a_value_is_found_where_it_is_written() {
    let check = |text: &str, value: &str, expected: Option<&str>| {
        let edit = replace(text, 0..text.len(), value, "NEW");
        assert_eq!(edit.map(|(range, new)| format!("{}{new}{}", &text[..range.start], &text[range.end..])).as_deref(), expected, "{text}");
    };
    check("a.md", "a.md", Some("NEW"));
    check("\"a.md\"", "a.md", Some("\"NEW\""));
    check("a\\_b.md", "a_b.md", Some("NEW"));
    check("[a.md](a.md)", "a.md", Some("[a.md](NEW)"));
    check("a%5Fb", "a_b", None);
}
