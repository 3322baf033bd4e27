//! Pictures as they are published.

use std::fs;

use crate::site::{Site, files};

fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    let size = u16::try_from(content.len() + 2).expect("a short segment").to_be_bytes();
    [&[0xff, marker], &size[..], content].concat()
}

/// A JPEG with segments before its frame, and so many bytes of scan.
fn jpeg(segments: &[Vec<u8>], n_bytes: usize) -> Vec<u8> {
    let frame = segment(0xc0, &[8, 0, 3, 0, 4, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0]);
    let scan = [segment(0xda, &[1, 1, 0, 0, 63, 0]), vec![b'x'; n_bytes], b"\xff\xd9".to_vec()].concat();
    [b"\xff\xd8".to_vec(), segments.concat(), frame, scan].concat()
}

/// Exif data that lay a picture on its side and say where it was taken.
const PLACE: &[u8] = b"Exif\0\0II*\0\x08\0\0\0\x02\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\x25\x88\x04\0\x01\0\0\0\x32\0\0\0\0\0\0\0";

/// The same without the place.
const TURN: &[u8] = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";

#[test]
fn nobody_learns_where_a_picture_was_taken() {
    // The larger one is copied from the disk.
    for n_bytes in [10, 400_000] {
        let taken = jpeg(&[segment(0xe1, PLACE), segment(0xed, b"Photoshop 3.0\0"), segment(0xe0, b"JFIF\0")], n_bytes);
        let site = Site::new().with("content/walk.jpg", &taken);
        site.build_well(&[]);
        let published = jpeg(&[segment(0xe1, TURN), segment(0xe0, b"JFIF\0")], n_bytes);
        let read = |path| fs::read(site.path(path)).expect("a picture");
        assert!(read("public/walk.jpg") == published, "{n_bytes}");
        assert!(read("content/walk.jpg") == taken, "{n_bytes}");
        // A copy of what is published has its bytes, though not its time.
        site.write("public/walk.jpg", &published);
        assert!(site.build_well(&[]).stdout.contains(" 0 written"));
    }
}

/// A GIF that shows nothing, of this size.
fn gif(width: u8, height: u8) -> Vec<u8> {
    [b"GIF89a", &[width, 0, height, 0, 0, 0, 0][..], b";"].concat()
}

#[test]
fn every_picture_has_its_size_and_loads_when_it_is_wanted() {
    let text = "+++\ntitle = \"Walk\"\n+++\n\n![One](one.gif)\n\n![Two](/two.gif)\n\n::figure{src=\"one.gif\" alt=\"Three\"}\n\n\
        <p><img src=../a/one.gif width=30 alt=Four><img src=\"one.gif\" alt=\"Five\" loading=\"eager\" height=\"3\">\
        <img alt='Six' src='https://host.example/x.gif'/></p>\n";
    let site = Site::new().with("content/a/index.md", text).with("content/a/one.gif", gif(60, 40)).with("static/two.gif", gif(7, 9));
    site.build(&[]);
    let page = site.read("public/a/index.html");
    for expected in [
        r#"<img src="/a/one.gif" alt="One" width="60" height="40" fetchpriority="high" />"#,
        r#"<img src="/two.gif" alt="Two" width="7" height="9" loading="lazy" decoding="async" />"#,
        r#"<img src="/a/one.gif" alt="Three" width="60" height="40" loading="lazy" decoding="async">"#,
        r#"<img src=../a/one.gif width=30 alt=Four height="20" loading="lazy" decoding="async">"#,
        r#"<img src="one.gif" alt="Five" loading="eager" height="3" width="5">"#,
        r#"<img alt='Six' src='https://host.example/x.gif'/>"#,
    ] {
        assert!(page.contains(expected), "{expected}\n{page}");
    }
    // Another size is another page, though no text has changed.
    site.write("static/two.gif", gif(8, 9));
    site.build(&[]);
    assert!(site.read("public/a/index.html").contains(r#"alt="Two" width="8" height="9""#));
}

/// A PNG of one colour.
pub(crate) fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let image = image::RgbImage::from_pixel(width, height, image::Rgb([80, 120, 160]));
    image.write_to(&mut bytes, image::ImageFormat::Png).expect("a picture");
    bytes.into_inner()
}

#[test]
fn smaller_pictures_are_made_once_and_named_on_every_page() {
    let toml = "title = \"T\"\nbase_url = \"https://example.org/day\"\n[pictures]\nwidths = [80, 160]\n";
    let site = Site::new().with("site.toml", toml).with("static/Our Walk.png", png(400, 200)).with(
        "content/b.md",
        "+++\ntitle = \"B\"\n+++\n\n\
        ![One](</Our Walk.png>)\n\n<img src=\"/day/Our%20Walk.png\" sizes=\"50vw\" alt=Two>\n",
    );
    let first = site.build_well(&[]);
    assert!(first.stdout.contains(", 10 pictures made"), "{}", first.stdout);
    let page = site.read("public/b/index.html");
    let names = |ending: &str| -> Vec<String> {
        let all = files(&site.path("public/pictures")).into_keys();
        all.filter(|name| name.ends_with(ending)).map(|name| format!("/day/pictures/{name}")).collect()
    };
    let [avif_160, avif_80] = &names("0.avif")[..] else { panic!("{:?}", names("")) };
    let (avif_160, avif_80) = if avif_160.ends_with("-160.avif") { (avif_160, avif_80) } else { (avif_80, avif_160) };
    assert!(avif_80.starts_with("/day/pictures/our-walk-") && avif_80.ends_with("-80.avif"));
    let usual = &names(".png")[0];
    let source = |sizes: &str| format!("<picture><source type=\"image/avif\" srcset=\"{avif_80} 80w, {avif_160} 160w\" sizes=\"{sizes}\">");
    let usual = |sizes: &str| format!("srcset=\"{usual} 160w\" sizes=\"{sizes}\" width=\"400\" height=\"200\"");
    let one = format!(
        "<img src=\"/day/Our%20Walk.png\" alt=\"One\" {} fetchpriority=\"high\" /></picture>",
        usual("(min-width: 48rem) 44rem, 100vw")
    );
    let two = format!("<img src=\"/day/Our%20Walk.png\" alt=Two {} loading=\"lazy\" decoding=\"async\"></picture>", usual("50vw"));
    let expected = [source("(min-width: 48rem) 44rem, 100vw"), source("50vw"), one, two];
    for expected in expected {
        assert!(page.contains(&expected), "{expected}\n{page}");
    }
    // What was made is used by every later build, also where nothing else is left.
    fs::remove_dir_all(site.path("public")).expect("a folder to remove");
    let again = site.build_well(&[]);
    assert!(!again.stdout.contains("pictures made"), "{}", again.stdout);
    assert_eq!(site.read("public/b/index.html"), page);
    // An edited text, and a page that no longer shows the picture.
    site.write("content/b.md", "+++\ntitle = \"B\"\n+++\n\nAnother ![One](</Our Walk.png>)\n");
    assert!(!site.build_well(&[]).stdout.contains("pictures made"));
    assert_eq!(names("").len(), 5);
    assert!(!site.run(&["check", "--format", "short"]).stdout.contains("/pictures/"));
    site.write("content/b.md", "+++\ntitle = \"B\"\n+++\n\nNothing\n");
    site.build_well(&[]);
    assert!(!site.has("public/pictures"));
}

#[test]
fn smaller_pictures_weigh_what_they_have() {
    let toml =
        "title = \"T\"\nbase_url = \"https://example.org\"\n[pictures]\nwidths = [80]\nformats = [\"webp\"]\n[budget]\npictures = 1\n";
    let page = "+++\ntitle = \"B\"\n+++\n\n![One](/walk.png)\n";
    let site = Site::new().with("site.toml", toml).with("static/walk.png", png(400, 200)).with("content/b.md", page);
    // An icon is a picture too.
    site.write("templates/partials/icons.html", "");
    let first = site.build_badly(&[]);
    let made: u64 = fs::read_dir(site.path(".ribbon/pictures"))
        .expect("pictures")
        .flatten()
        .filter(|file| file.file_name().to_string_lossy().ends_with(".webp"))
        .map(|file| file.metadata().expect("a file").len())
        .sum();
    assert!(first.contains(&format!("`/b/` loads {made} bytes of pictures, and `pictures` allows 1; `/pictures/walk-")), "{first}");
    // The next build knows it before it begins, and says the same.
    assert_eq!(site.build_badly(&[]), first);
}

/// A PNG whose left third is red, its middle green and its right blue.
fn thirds() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let image = image::RgbImage::from_fn(900, 300, |x, _| {
        image::Rgb(match x / 300 {
            0 => [200, 0, 0],
            1 => [0, 200, 0],
            _ => [0, 0, 200],
        })
    });
    image.write_to(&mut bytes, image::ImageFormat::Png).expect("a picture");
    bytes.into_inner()
}

#[test]
fn a_part_of_a_picture_is_cut_around_its_focus() {
    let text = "+++\ntitle = \"Walk\"\n+++\n\n![One](/thirds.png){ratio=\"1:1\" focus=\"left\"} and words.\n\n\
        ::figure{src=\"/thirds.png\" alt=\"Two\" ratio=\"1:1\" focus=\"100% 50%\"}\n\n![Three](/thirds.png)\n\n![Four](/thirds.png){ratio=\"3:1\"}\n\n\
        <img src=\"/thirds.png\" data-ratio=1:1 alt=\"Five\" width=150>\n";
    let site = Site::new().with("content/walk.md", text).with("static/thirds.png", thirds());
    let outcome = site.build(&[]);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    let page = site.read("public/walk/index.html");
    assert!(page.contains("</picture> and words."), "{page}");
    assert!(!page.contains("data-ratio") && !page.contains("data-focus") && !page.contains("{ratio"), "{page}");
    // What browsers show that know no newer format.
    let colour = |alt: &str| {
        let at = page.find(&format!("alt=\"{alt}\"")).unwrap_or_else(|| panic!("{alt}: {page}"));
        let tag = &page[page[..at].rfind("<img").expect("a tag")..];
        let tag = &tag[..tag.find('>').expect("an end")];
        let src = tag.split("src=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("an address");
        let bytes = fs::read(site.path(&format!("public{src}"))).expect("a picture");
        let pixels = image::load_from_memory(&bytes).expect("a picture").to_rgb8();
        let middle = pixels.get_pixel(pixels.width() / 2, pixels.height() / 2).0;
        (pixels.dimensions(), middle, tag.contains("width=\"300\" height=\"300\""), tag.contains("width=\"900\" height=\"300\""))
    };
    assert_eq!(colour("One"), ((300, 300), [200, 0, 0], true, false));
    assert_eq!(colour("Two"), ((300, 300), [0, 0, 200], true, false));
    assert_eq!(colour("Three"), ((900, 300), [0, 200, 0], false, true));
    // A shape that the picture has already needs no other file.
    assert_eq!(colour("Four"), ((900, 300), [0, 200, 0], false, true));
    assert_eq!(colour("Five").1, [0, 200, 0]);
    assert!(page.contains("width=150 ") && page.contains("height=\"150\""), "{page}");
    // Every file that a page names is there, and what is made once is not made again.
    for address in page.split("/pictures/").skip(1).map(|rest| rest.split([' ', '"', ',']).next().expect("a name")) {
        assert!(site.path(&format!("public/pictures/{address}")).exists(), "{address}");
    }
    assert!(!site.build(&[]).stdout.contains("pictures made"));
}
