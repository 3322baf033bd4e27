#![expect(clippy::disallowed_methods, reason = "reads the drawings of the repository")]

use std::path::Path;

use proptest::prelude::*;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

use super::minified;

#[track_caller]
fn check(svg: &str, expected: &str) {
    let made = minified(svg.as_bytes()).map(|made| String::from_utf8(made).unwrap());
    assert_eq!(made.as_deref(), Some(expected));
}

#[track_caller]
fn same(svg: &str) {
    assert_eq!(minified(svg.as_bytes()), None, "{svg}");
}

#[test]
fn what_only_editors_read_goes() {
    check(
        "\u{feff}<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- Drawn by hand -->\n<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"x.dtd\">\n\
         <svg\n   xmlns=\"http://www.w3.org/2000/svg\"\n   xmlns:inkscape=\"http://www.inkscape.org/namespaces/inkscape\"\n   inkscape:version='1.3'\n   \
         viewBox=\"0 0 9 9\">\n  <inkscape:grid><inkscape:a/></inkscape:grid>\n  <g inkscape:label=\"a > b\" id = \"g1\">\n    <path d=\"M0 0\n h9\" />\n  </g>\n</svg>\n",
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"><g id=\"g1\"><path d=\"M0 0\n h9\"/></g></svg>",
    );
}

#[test]
fn what_is_read_named_or_owed_stays() {
    let svg = "http://www.w3.org/2000/svg";
    check(
        &format!(
            "<svg xmlns=\"{svg}\" xmlns:cc=\"http://creativecommons.org/ns#\"> <!-- SPDX: CC0 --> <title> A  b </title> <metadata> <cc:Work/> </metadata>\
             <text> a <tspan> b </tspan> </text> <style> a &lt; b </style> <g xml:space=\"preserve\"> <g/> </g> &amp; </svg>"
        ),
        &format!(
            "<svg xmlns=\"{svg}\" xmlns:cc=\"http://creativecommons.org/ns#\"><!-- SPDX: CC0 --><title> A  b </title><metadata> <cc:Work/> </metadata>\
             <text> a <tspan> b </tspan> </text><style> a &lt; b </style><g xml:space=\"preserve\"> <g/> </g>&amp;</svg>"
        ),
    );
    // A style speaks of an editor's name.
    same("<svg xmlns:i=\"http://www.inkscape.org/namespaces/inkscape\"><style>[i|label]{fill:red}</style><g i:label=\"a\"/></svg>");
    // A prefix that means something else elsewhere in the drawing.
    same("<svg xmlns:i=\"http://www.inkscape.org/namespaces/inkscape\"><g xmlns:i=\"urn:x\" i:label=\"a\"/></svg>");
    same("<svg><style>g:empty{fill:red}</style><g> </g></svg>");
    same("<svg xmlns:i=\"http://www.serif.com/\"><switch><i:a/><g/></switch></svg>");
}

#[test]
fn what_cannot_be_read_with_certainty_stays_as_it_is() {
    for svg in [
        "",
        " ",
        "<svg> <g></svg>",
        "<svg> <g> ",
        "<svg> </svg></svg>",
        "<svg a=b> </svg>",
        "<svg a> </svg>",
        "<?xml version='1.0' encoding='latin1'?><svg/>",
        "<!DOCTYPE svg [<!ENTITY a \"b\">]> <svg>&a;</svg>",
        "<?xml-stylesheet href='a.css'?> <svg/>",
    ] {
        same(svg);
    }
    assert_eq!(minified(b"<svg> \xff</svg>"), None);
}

/// The pixels in two sizes; none for what cannot be drawn.
fn drawn(svg: &[u8]) -> Option<Vec<Vec<u8>>> {
    let mut options = Options { font_family: "Noto Sans".to_owned(), ..Options::default() };
    options.fontdb_mut().load_font_data(include_bytes!("../../../themes/base/cards/NotoSans-Bold.ttf").to_vec());
    let tree = Tree::from_data(svg, &options).ok()?;
    let pixels = [120.0_f32, 333.0].map(|side| {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the sides are small numbers")]
        let mut pixels = Pixmap::new(side as u32, side as u32).unwrap();
        let scale = side / tree.size().width().max(tree.size().height());
        resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
        pixels.take()
    });
    Some(pixels.into())
}

#[track_caller]
fn looks_the_same(svg: &[u8]) {
    if let Some(made) = minified(svg) {
        assert!(made.len() < svg.len());
        assert!(drawn(&made) == drawn(svg), "{}", String::from_utf8_lossy(svg));
        assert_eq!(minified(&made), None, "{}", String::from_utf8_lossy(&made));
    }
}

#[test]
fn the_drawings_of_the_repository_look_the_same() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders: Vec<_> = ["themes", "static", "content", "src/edge/command/new"].map(|folder| root.join(folder)).into();
    let (mut n_before, mut n_after, mut n_drawings) = (0, 0, 0);
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "svg") {
                let svg = std::fs::read(&path).unwrap();
                assert!(drawn(&svg).is_some(), "{}", path.display());
                looks_the_same(&svg);
                n_drawings += 1;
                n_before += svg.len();
                n_after += minified(&svg).map_or(svg.len(), |made| made.len());
            }
        }
    }
    assert!(n_drawings > 10 && n_after <= n_before);
    println!("{n_drawings} drawings: {n_before} bytes, {n_after} after");
}

/// A part of a drawing, with white space and an editor's marks where they may stand.
fn part() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        ("[0-9]{1,2}", "[0-9]{1,2}", "[1-9][0-9]")
            .prop_map(|(x, y, side)| format!("<rect\n x=\"{x}\"  y='{y}' width=\"{side}\" height=\"20\" class=\"a\" />")),
        "[a-z ]{0,9}".prop_map(|text| format!("<text x=\"5\" y=\"40\" font-size=\"30\"> {text} <tspan>b </tspan>\n</text>")),
        "[a-z ]{0,9}".prop_map(|text| format!("<text x=\"5\" y=\"80\" xml:space=\"preserve\" font-size=\"20\">  {text}  c</text>")),
        "[a-z ]{0,6}".prop_map(|text| format!("<!-- {text} -->")),
        Just("<inkscape:page id=\"p\"><rect width=\"50\" height=\"50\"/></inkscape:page>".to_owned()),
        Just("<use href=\"#shape\" x=\"30\" inkscape:label=\"used\"/>".to_owned()),
        Just("<path fill=\"url(#paint)\" d=\"M 10 10 L 90 20\n 50 90 z\"></path>".to_owned()),
        Just("\n \t".to_owned()),
        Just("<title>A &amp; b</title>".to_owned()),
        Just("<switch>\n<g systemLanguage=\"zz\"/><inkscape:x/> <circle r=\"30\"/></switch>".to_owned()),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        (
            prop::collection::vec(inner, 0..4),
            prop::sample::select(vec!["", " xml:space=\"preserve\"", " xml:space='default'", "\n  inkscape:label='x'", " opacity=\".5\""]),
        )
            .prop_map(|(parts, attributes)| format!("<g{attributes}>{}</g>", parts.join("\n  ")))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn a_drawing_looks_the_same(parts in prop::collection::vec(part(), 0..6), prolog in "(<\\?xml version=\"1\\.0\"\\?>\n)?(<!-- a -->)?") {
        let svg = format!(
            "{prolog}<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:inkscape=\"http://www.inkscape.org/namespaces/inkscape\"\n viewBox=\"0 0 100 100\">\n\
             <style> .a {{ fill : #a33 }} </style>\n<defs>\n<linearGradient id=\"paint\"> <stop stop-color=\"red\"/> <stop offset=\"1\" stop-color=\"blue\"/>\n\
             </linearGradient><circle id=\"shape\" r=\"20\"/></defs>{}\n</svg>",
            parts.join("\n")
        );
        prop_assert!(drawn(svg.as_bytes()).is_some());
        looks_the_same(svg.as_bytes());
    }

    #[test]
    fn any_bytes_can_be_given(bytes in prop::collection::vec(prop::sample::select(&b"<>/=\"' \nsvg!-?[]&;a:"[..]), 0..40)) {
        let _ = minified(&bytes);
    }
}
