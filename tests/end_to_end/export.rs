//! `ribbon theme export`: a theme that stands alone, and a site that looks in it as before, byte for byte.

use std::fs;
use std::path::Path;

use crate::site::{SITE_TOML, Site, files};

/// The sources of the site of this repository.
fn copy_of_the_site() -> Site {
    let place = Site::empty();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for folder in ["content", "data", "static", "strings", "templates", "themes"] {
        for (path, bytes) in files(&root.join(folder)) {
            place.write(&format!("{folder}/{path}"), bytes);
        }
    }
    place.with("site.toml", fs::read(root.join("site.toml")).expect("a file"))
}

fn build(place: &Site, theme: &str, out: &str) {
    let built = place.run(&["build", "--theme", theme, "--date", "2027-02-04", "--quiet", "--out", out]);
    assert_eq!((built.code, built.stderr.as_str(), built.stdout.as_str()), (Some(0), "", ""), "{theme}");
}

/// Exports the site's theme and compares every file that the site has in the two.
fn check_export(place: &Site, theme: &str) {
    build(place, theme, "before");
    let outcome = place.run(&["theme", "export", theme, "--to", "own"]);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""), "{outcome:?}");
    assert!(outcome.stdout.starts_with("made `themes/own` with "), "{}", outcome.stdout);
    build(place, "own", "after");
    let (before, after) = (files(&place.path("before")), files(&place.path("after")));
    let changed: Vec<&String> = before.keys().chain(after.keys()).filter(|name| before.get(*name) != after.get(*name)).collect();
    assert!(changed.is_empty(), "{theme}: {} files, as {:?}", changed.len(), &changed[..changed.len().min(5)]);
}

#[test]
fn a_theme_that_stands_alone_gives_the_same_bytes() {
    let place = copy_of_the_site();
    check_export(&place, "united-by-unique");
    let exported = files(&place.path("themes/own"));
    for path in ["cards/OFL.txt", "cards/NotoSans-Bold.ttf", "static/css/site.css", "templates/index.html", "strings/ar.ftl"] {
        assert!(exported.contains_key(path), "{path}");
    }
}

/// A site in a theme with two below it that hide each other's templates, components, strings, tokens and files.
fn three_layers() -> Site {
    Site::new()
        .with("site.toml", format!("{SITE_TOML}theme = \"top\"\n\n[languages.fr]\n"))
        .with("content/a.md", "+++\ntitle = \"A\"\ndescription = \"An example.\"\nkind = \"general\"\n+++\n\n::call{number=\"1\"}\n\n::quiet\n\n::old\n")
        .with("templates/partials/footer.html", "{% include \"theme/partials/footer.html\" %}<p>{{ t(key=\"own\") }}</p>\n")
        .with(
            "themes/top/theme.toml",
            "# Above all.\nname = \"top\"\ninherits = \"middle\"\nstyles = [\"css/top.css\"]\n\n[tokens.size]\nnew = \"1px\"\n\n[tokens.color.light]\nhigh = \"#111111\"\n",
        )
        .with("themes/top/static/css/top.css", ".a { color: var(--color-high); }\n")
        .with("themes/top/static/css/site.css", "body { margin: 0; }\n")
        .with("themes/top/strings/en.ftl", "own = Own\n    .title = T\nread-more = On\n")
        .with("themes/top/templates/page.html", "{% extends \"theme/page.html\" %}{% block above %}{{ super() }}<i>top</i>{% endblock above %}\n")
        .with(
            "themes/top/templates/components/call.html",
            "{%- component call(number: string, end: string = \")\") { \"doc\": \"Ours.\" } -%}<b>{{ number }}{{ end }}</b>{%- endcomponent call -%}\n",
        )
        .with(
            "themes/middle/theme.toml",
            "name = \"middle\"\nstyles = [\"css/middle.css\"]\n\n[slogan]\nen = \"Middle\"\n\n[tokens.color.light]\nlow = \"#eeeeee\"\n\n[tokens.space]\nnew = \"2px\"\n\n[params.loud]\ntype = \"bool\"\ndefault = true\n",
        )
        .with("themes/middle/static/css/middle.css", ".b { color: var(--color-low); }\n")
        .with("themes/middle/strings/en.ftl", "own = Middle\n    .label = L\n")
        .with("themes/middle/strings/fr.ftl", "own = Milieu\n")
        .with(
            "themes/middle/templates/page.html",
            "{% extends \"theme/page.html\" %}{% block above %}{{ super() }}<i>{{ theme.slogan }} {{ t(key=\"own.label\") }} {{ theme.params.loud }}</i>{% endblock above %}\n",
        )
        // A component that `top` replaces, with a meaning that stays, and one in the same file that nothing replaces.
        .with(
            "themes/middle/templates/components/call.html",
            "{% component call(number: string) { \"role\": \"health\" } %}no{% endcomponent call %}\n{% component quiet() %}<u>quiet</u>{% endcomponent quiet %}\n",
        )
        // The same component in a file of another name.
        .with("themes/middle/templates/components/more.html", "{% component old() %}<s>old</s>{% endcomponent old %}\n")
        .with("themes/base2/theme.toml", "name = \"base2\"\n")
}

#[test]
fn what_layers_hide_from_each_other_stays_hidden() {
    let site = three_layers();
    check_export(&site, "top");
    let page = site.read("after/a/index.html");
    for part in ["<i>Middle L true</i><i>top</i>", "<b>1)</b>", "<u>quiet</u>", "<s>old</s>", "<p>Own</p>"] {
        assert!(page.contains(part), "{part} in {page}");
    }
    // Nothing of it comes from the layers that it stood on.
    fs::remove_dir_all(site.path("themes/middle")).expect("a theme");
    fs::remove_dir_all(site.path("themes/top")).expect("a theme");
    build(&site, "own", "alone");
    assert!(files(&site.path("alone")) == files(&site.path("after")));
    assert!(site.read("themes/own/theme.toml").starts_with("# Above all.\nname = \"own\"\n"));
    assert!(!site.read("themes/own/theme.toml").contains("inherits ="));
    let call = site.read("themes/own/templates/components/call.html");
    assert!(call.contains("{ \"role\": \"health\", \"doc\": \"Ours.\" }"), "{call}");
}

#[test]
fn an_export_writes_over_nothing_and_says_why_it_does_not_begin() {
    let site = three_layers();
    let said = |arguments: &[&str]| {
        let outcome = site.run(&[&["theme", "export"], arguments].concat());
        (outcome.code, outcome.stdout + &outcome.stderr)
    };
    let before = files(&site.path("themes"));
    for (arguments, code, part) in [
        (&["tpo"][..], 2, "error: there is no theme `tpo`\n help: did you mean `top`?\n"),
        (&["top", "--to", "Middle"], 2, "`Middle` cannot name a theme: capitals"),
        (&["top", "--to", "middle"], 2, "there is a theme `middle` already, and it is left as it is"),
        (&["top", "--to", "../x"], 2, "`../x` cannot name a theme: it is one folder"),
    ] {
        let (ended, text) = said(arguments);
        assert!(ended == Some(code) && text.contains(part), "{arguments:?}: {ended:?} {text}");
    }
    site.write("themes/broken/theme.toml", "name = \"broken\"\ninherits = \"gone\"\n");
    let (ended, text) = said(&["broken"]);
    assert!(ended == Some(1) && text.contains("themes/broken/theme.toml:2:12") && text.contains("nothing written"), "{text}");
    site.remove("themes/broken/theme.toml");
    assert!(files(&site.path("themes")) == before);
    // What a killed export left is no theme, and in nobody's way.
    site.write("themes/.top-alone.ribbon-tmp/theme.toml", "na");
    let (ended, text) = said(&["top"]);
    assert!(ended == Some(0) && text.contains("made `themes/top-alone` with "), "{text}");
    assert!(!site.has("themes/.top-alone.ribbon-tmp"));
    assert_eq!(said(&["top"]).0, Some(2), "it is there now");
}
