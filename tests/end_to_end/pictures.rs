//! Pictures as they are published.

use std::fs;

use crate::site::Site;

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
    let site = Site::new().with("content/a/index.md", text).with("content/a/one.gif", gif(120, 80)).with("static/two.gif", gif(7, 9));
    site.build(&[]);
    let page = site.read("public/a/index.html");
    for expected in [
        r#"<img src="/a/one.gif" alt="One" width="120" height="80" fetchpriority="high" />"#,
        r#"<img src="/two.gif" alt="Two" width="7" height="9" loading="lazy" decoding="async" />"#,
        r#"<img src="/a/one.gif" alt="Three" width="120" height="80" loading="lazy" decoding="async">"#,
        r#"<img src=../a/one.gif width=30 alt=Four height="20" loading="lazy" decoding="async">"#,
        r#"<img src="one.gif" alt="Five" loading="eager" height="3" width="5">"#,
        r#"<img alt='Six' src='https://host.example/x.gif' loading="lazy" decoding="async"/>"#,
    ] {
        assert!(page.contains(expected), "{expected}\n{page}");
    }
    // Another size is another page, though no text has changed.
    site.write("static/two.gif", gif(8, 9));
    site.build(&[]);
    assert!(site.read("public/a/index.html").contains(r#"alt="Two" width="8" height="9""#));
}
