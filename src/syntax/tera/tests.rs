//! What is found in a template, one line a name: `what name @ text`.

use proptest::prelude::*;

use super::*;

fn check(text: &str, expected: &str) {
    let line = |used: &Use| {
        let names = |parts: &[Part]| parts.iter().map(|part| part.name.as_str()).collect::<Vec<_>>().join("|");
        let what = match &used.what {
            What::Function(arguments) => {
                let one = |argument: &Argument| {
                    format!("{}={}{}", argument.name, names(&argument.texts), if argument.is_joined { "…" } else { "" })
                };
                format!("Function({})", arguments.iter().map(one).collect::<Vec<_>>().join(", "))
            }
            What::Path(parts) => format!("Path({})", names(parts)),
            What::Component(_) => "Component".to_owned(),
            what => format!("{what:?}"),
        };
        format!("{what} {} @ {}", used.name, &text[used.at.clone()])
    };
    let found: Vec<String> = read(text).uses.iter().filter(|used| used.what != What::Text).map(line).collect();
    assert_eq!(found.join("\n"), expected);
}

#[test]
fn functions_and_paths_with_what_they_name() {
    check(
        "{{ f(a=\"x\" if y else 'z', b=\"c-\" ~ n, d=g(e=1)) }}{{ a.b[\"c\"]?.d[e].f | upper }}{% set x = y == z %}",
        "Function(a=x|z, b=c-…, d=) f @ f
Path() if @ if
Path() y @ y
Path() else @ else
Path() n @ n
Function(e=) g @ g
Path(b|c|d) a @ a
Path() e @ e
Path() set @ set
Path() y @ y
Path() z @ z",
    );
    check("{% include \"theme/a.html\" %}{% block main %}", "Include theme/a.html @ \"theme/a.html\"\nBlock main @ main");
}

#[test]
fn what_is_broken_off_is_read_as_far_as_it_goes() {
    for text in [
        "{{",
        "{%",
        "{#",
        "{{ t(key=",
        "{% component",
        "{% <",
        "{% <a",
        "{% <a b=",
        "{{ \"open",
        "{% extends %}",
        "{% raw %}",
        "{{ {",
        "{{<a {...",
        "{% block",
        "{{ t(key=\"x\"",
    ] {
        let _ = read(text);
    }
}

proptest! {
    #[test]
    fn every_text_can_be_read(text in "([{}%#<>/\"'=.,~()\\[\\]\\\\ -]|t\\(key=|theme\\.params\\.|component|raw|é|\\PC){0,60}") {
        for found in read(&text).uses {
            prop_assert!(text.is_char_boundary(found.at.start) && text.is_char_boundary(found.at.end));
        }
    }
}
