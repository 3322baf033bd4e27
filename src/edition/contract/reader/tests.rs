//! What is found in a template, one line a name: `what name @ text`.

use super::*;

fn found(text: &str) -> String {
    let line = |found: &Use| {
        let what = match &found.what {
            What::Component(given) => {
                let arguments = given.arguments.iter().map(|argument| match argument.kind {
                    Some(kind) => format!("{}: {kind}", argument.name),
                    None => argument.name.clone(),
                });
                let open = given.is_open.then(|| "…".to_owned());
                format!("Component({})", arguments.chain(open).collect::<Vec<_>>().join(", "))
            }
            what => format!("{what:?}"),
        };
        let within = found.component.as_ref().map_or_else(String::new, |name| format!(" in {name}"));
        format!("{what} {} @ {}{within}", found.name, &text[found.at.clone()])
    };
    read(text).uses.iter().filter(|found| found.what != What::Text).map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn names_with_their_places() {
    assert_eq!(
        found(
            "{% extends \"theme/page.html\" %}{#- {{ t(key=\"no\") }} -#}
{% block main %}{% include 'partials/head.html' %}{{ super() }}{% endblock main %}
{{- t(key=\"read-more\", count=t(key='inner') | length) -}}
{% if theme.params.note and theme.params[\"other\"] == 1 %}{{ theme.slogan }}{{ page.theme.params.no }}{% endif %}
{% set art = asset(path=\"images/a.svg\", x=[1, (2)]) %}{{ asset(path=name) }}
{{ t(key=\"care-card-\" ~ known) }}{{ t(key=\"a\" if x else \"b\") }}{{ x | t(key=\"filter\") }}
{% raw %}{{ t(key=\"raw\") }}{% endraw %}"
        ),
        "Extends theme/page.html @ \"theme/page.html\"
Block main @ main
Include partials/head.html @ 'partials/head.html'
String read-more @ \"read-more\"
String inner @ 'inner'
Param note @ note
Param other @ \"other\"
Identity slogan @ slogan
Asset images/a.svg @ \"images/a.svg\"
Strings care-card- @ \"care-card-\"
String a @ \"a\"
String b @ \"b\""
    );
}

#[test]
fn calls_with_what_they_give() {
    assert_eq!(
        found(
            "{{<notice kind=\"untranslated\" n={3} f={1.5} flag={true} list={[1, 2]} title short {...more} />}}
{% <ui.card title={page.title} /> %}{% <ui.card> %}body{% </ui.card> %}
{% if a < b and c <d %}{{ x if a <notice else <hero title=\"a > b\" /> }}{% endif %}"
        ),
        "Component(kind: string, n: integer, f: float, flag: bool, list, title, short, …) notice @ notice
Component(title) ui.card @ ui.card
Component() ui.card @ ui.card
Component(title: string) hero @ hero"
    );
}

#[test]
fn definitions_hold_what_stands_in_them() {
    let text = "{% component a.b(x: string = \"d\", @lang) {\"doc\": \"t(key='no')\"} -%}{{ t(key=\"in\") }}{%- endcomponent a.b %}{{ t(key=\"out\") }}";
    assert_eq!(found(text), "String in @ \"in\" in a.b\nString out @ \"out\"");
    let template = read(text);
    assert_eq!(template.components.len(), 1);
    assert_eq!(template.components[0].name, "a.b");
    assert_eq!(&text[template.components[0].head.clone()], "{% component a.b(x: string = \"d\", @lang) {\"doc\": \"t(key='no')\"} -%}");
}
