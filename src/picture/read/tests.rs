use std::io::Cursor;

use super::read;
use crate::base::picture::{Animation, Flaw, Picture, PictureFormat, spliced, spliced_len};

fn of(name: &str, bytes: &[u8]) -> Option<Picture> {
    read(name, Cursor::new(bytes), bytes.len() as u64)
}

fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    let size = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
    [&[0xff, marker], &size[..], content].concat()
}

/// A JPEG of 4 by 3 pixels with further segments before its frame, and with what follows it.
fn jpeg(segments: &[Vec<u8>], after: &[u8]) -> Vec<u8> {
    let frame = segment(0xc0, &[8, 0, 3, 0, 4, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0]);
    let scan = [segment(0xda, &[1, 1, 0, 0, 63, 0]), b"ab\xff\x00cd\xff\xd0ef\xff\xd9".to_vec()].concat();
    [b"\xff\xd8".to_vec(), segments.concat(), frame, scan, after.to_vec()].concat()
}

/// Exif data in the order of Intel: the turn, and where it was taken.
fn exif(orientation: u8, has_place: bool) -> Vec<u8> {
    let mut data = b"Exif\0\0II*\0\x08\0\0\0".to_vec();
    data.extend([if has_place { 2 } else { 1 }, 0]);
    data.extend([0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0]);
    if has_place {
        data.extend([0x25, 0x88, 4, 0, 1, 0, 0, 0, 50, 0, 0, 0]);
    }
    data.extend([0; 4]);
    data
}

fn chunk(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    [&u32::try_from(content.len()).unwrap().to_be_bytes()[..], kind, content, &[0; 4]].concat()
}

fn png(width: u32, height: u32, colours: u8, chunks: &[Vec<u8>]) -> Vec<u8> {
    let head = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, colours, 0, 0, 0]].concat();
    [b"\x89PNG\r\n\x1a\n".to_vec(), chunk(b"IHDR", &head), chunks.concat(), chunk(b"IDAT", b"x"), chunk(b"IEND", b"")].concat()
}

fn riff(chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let mut inside = b"WEBP".to_vec();
    for (kind, content) in chunks {
        inside.extend([&kind[..], &u32::try_from(content.len()).unwrap().to_le_bytes(), content].concat());
        inside.extend(vec![0; content.len() % 2]);
    }
    [b"RIFF".to_vec(), u32::try_from(inside.len()).unwrap().to_le_bytes().to_vec(), inside].concat()
}

#[test]
fn the_size_of_a_picture_is_the_one_it_is_shown_with() {
    let size = |picture: Picture| (picture.format, picture.width, picture.height, picture.orientation);
    for (bytes, expected) in [
        (jpeg(&[], b""), (PictureFormat::Jpeg, 4, 3, 1)),
        (jpeg(&[segment(0xe1, &exif(3, false))], b""), (PictureFormat::Jpeg, 4, 3, 3)),
        (jpeg(&[segment(0xe1, &exif(6, false))], b""), (PictureFormat::Jpeg, 3, 4, 6)),
        (jpeg(&[segment(0xe1, &exif(9, false))], b""), (PictureFormat::Jpeg, 4, 3, 1)),
        (png(60_000, 60_000, 2, &[]), (PictureFormat::Png, 60_000, 60_000, 1)),
        (riff(&[(b"VP8 ", b"\0\0\0\x9d\x01\x2a\x05\x40\x07\0")]), (PictureFormat::Webp, 5, 7, 1)),
        (riff(&[(b"VP8L", b"\x2f\x04\x80\x01\x10")]), (PictureFormat::Webp, 5, 7, 1)),
        (b"GIF89a\x05\0\x07\0\0\0\0;".to_vec(), (PictureFormat::Gif, 5, 7, 1)),
    ] {
        assert_eq!(of("x", &bytes).map(size), Some(expected), "{:?}", bytes.get(..16));
    }
}

#[test]
fn boxes_say_the_size_and_the_turn() {
    let boxed = |kind: &[u8; 4], content: &[u8]| [&u32::try_from(content.len() + 8).unwrap().to_be_bytes()[..], kind, content].concat();
    let ispe = |width: u8, height: u8| boxed(b"ispe", &[0, 0, 0, 0, 0, 0, 0, width, 0, 0, 0, height]);
    let properties = boxed(b"iprp", &boxed(b"ipco", &[ispe(8, 6), ispe(2, 2), boxed(b"irot", &[1])].concat()));
    let meta = boxed(b"meta", &[&[0; 4], &properties[..]].concat());
    for (brand, format) in [
        (&b"avif\0\0\0\0mif1"[..], PictureFormat::Avif),
        (b"heic\0\0\0\0mif1", PictureFormat::Heic),
        (b"mif1\0\0\0\0miafavif", PictureFormat::Avif),
        (b"mif1\0\0\0\0heic", PictureFormat::Heic),
    ] {
        let bytes = [boxed(b"ftyp", brand), meta.clone()].concat();
        let found = of("x", &bytes).unwrap();
        assert_eq!((found.format, found.width, found.height, found.orientation, found.flaw), (format, 6, 8, 8, None));
        assert_eq!(of("x", &bytes[..bytes.len() - 1]).unwrap().flaw, Some(Flaw::CutShort));
    }
}

#[test]
fn what_tells_where_a_picture_was_taken_is_cut_and_the_turn_stays() {
    let icc = segment(0xe2, b"ICC_PROFILE\0\x01\x01abc");
    let notes = [
        segment(0xe1, &exif(6, true)),
        icc.clone(),
        segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0<x/>"),
        segment(0xed, b"Photoshop 3.0\0"),
    ];
    let bytes = jpeg(&notes, b"a second picture, with its own place");
    let found = of("walk.jpg", &bytes).unwrap();
    assert!(found.has_place);
    let turn = segment(0xe1, b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0");
    let clean = jpeg(&[turn, icc], b"");
    assert_eq!(spliced(&bytes, &found.cleaning), clean);
    assert_eq!(spliced_len(bytes.len() as u64, &found.cleaning), clean.len() as u64);
    let again = of("walk.jpg", &clean).unwrap();
    assert_eq!((again.width, again.height, again.orientation, again.has_place), (3, 4, 6, false));

    let upright = jpeg(&[segment(0xe1, &exif(1, true))], b"");
    assert_eq!(spliced(&upright, &of("x", &upright).unwrap().cleaning), jpeg(&[], b""));
}

#[test]
fn pictures_without_notes_stay_as_they_are() {
    for bytes in [
        jpeg(&[segment(0xe0, b"JFIF\0"), segment(0xee, b"Adobe")], b""),
        png(4, 3, 6, &[chunk(b"tEXt", b"Software\0x")]),
        riff(&[(b"VP8L", b"\x2f\x04\x80\x01\x10")]),
    ] {
        assert!(of("x", &bytes).unwrap().cleaning.is_empty());
    }
}

#[test]
fn chunks_with_notes_are_cut_and_the_heads_say_so() {
    let place = &exif(6, true)[6..];
    let bytes = png(4, 3, 2, &[chunk(b"eXIf", place), chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0<x/>"), chunk(b"tEXt", b"Author\0x")]);
    let found = of("x", &bytes).unwrap();
    assert!(found.has_place);
    assert_eq!(spliced(&bytes, &found.cleaning), png(4, 3, 2, &[chunk(b"tEXt", b"Author\0x")]));

    let head = |flags| [flags, 0, 0, 0, 3, 0, 0, 2, 0, 0];
    let pixels: (&[u8; 4], &[u8]) = (b"VP8L", b"\x2f\x04\x80\x01\x10");
    let bytes = riff(&[(b"VP8X", &head(0x1c)), pixels, (b"EXIF", place), (b"XMP ", b"<x exif:GPSLatitude='1'/>")]);
    let found = of("x", &bytes).unwrap();
    assert_eq!((found.width, found.height, found.has_place, found.has_alpha), (4, 3, true, true));
    assert_eq!(spliced(&bytes, &found.cleaning), riff(&[(b"VP8X", &head(0x10)), pixels]));
}

#[test]
fn frames_are_counted_and_timed() {
    let control = |time: u16, parts: u16| chunk(b"fcTL", &[&[0; 20][..], &time.to_be_bytes(), &parts.to_be_bytes(), &[0; 2]].concat());
    let apng = png(4, 3, 2, &[chunk(b"acTL", &[0, 0, 0, 3, 0, 0, 0, 0]), control(1, 4), control(2, 10), control(50, 0)]);
    assert_eq!(of("x", &apng).unwrap().animation, Some(Animation { n_frames: 3, shortest: 200 }));

    let frame = b"\x21\xf9\x04\0\x05\0\0\0\x2c\0\0\0\0\x01\0\x01\0\0\x02\x01x\0";
    let gif = [b"GIF89a\x01\0\x01\0\0\0\0".to_vec(), frame.to_vec(), frame.to_vec(), b";".to_vec()].concat();
    assert_eq!(of("x", &gif).unwrap().animation, Some(Animation { n_frames: 2, shortest: 50 }));
    let still = [b"GIF89a\x01\0\x01\0\0\0\0".to_vec(), frame.to_vec(), b";".to_vec()].concat();
    assert_eq!(of("x", &still).unwrap().animation, None);

    let moving = [&[0; 12][..], &[250, 0, 0, 0]].concat();
    let webp = riff(&[(b"VP8X", &[2, 0, 0, 0, 3, 0, 0, 2, 0, 0]), (b"ANMF", &moving), (b"ANMF", &moving)]);
    assert_eq!(of("x", &webp).unwrap().animation, Some(Animation { n_frames: 2, shortest: 250 }));
}

#[test]
fn what_is_broken_is_told_apart() {
    let whole = jpeg(&[segment(0xe1, &exif(1, true))], b"");
    for (name, bytes, flaw) in [
        ("a.jpg", &b""[..], Flaw::Empty),
        ("a.JPEG", b"version https://git-lfs.github.com/spec/v1", Flaw::NoPicture),
        ("a.jpg", &whole[..whole.len() - 2], Flaw::CutShort),
        ("a.jpg", &whole[..20], Flaw::CutShort),
        ("a.jpg", b"\xff\xd8\xff\xd9", Flaw::NoSize),
        ("a.png", &png(4, 3, 2, &[])[..40], Flaw::CutShort),
        ("a.png", &png(0, 3, 2, &[]), Flaw::NoSize),
        ("a.gif", b"GIF89a\x05\0\x07\0\0\0\0", Flaw::CutShort),
        ("a.webp", &riff(&[(b"VP8L", b"\x2f\x04\x80\x01\x10")])[..20], Flaw::CutShort),
    ] {
        let found = of(name, bytes).unwrap();
        assert_eq!(found.flaw, Some(flaw), "{name} {:?}", bytes.get(..8));
        assert!(found.cleaning.is_empty());
    }
    assert_eq!(of("a.bin", b""), None);
    assert_eq!(of("a.txt", b"BM is how this text begins"), None);
    assert!(of("a.tif", b"II*\0\x08\0\0\0").is_some_and(|found| found.format == PictureFormat::Tiff && found.flaw.is_none()));
}

proptest::proptest! {
    #[test]
    fn no_bytes_are_too_strange(head in 0_usize..8, bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..300)) {
        const HEADS: [&[u8]; 8] = [
            b"", b"\xff\xd8\xff\xe1\0\x20Exif\0\0II*\0", b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR", b"GIF89a", b"RIFF\x40\0\0\0WEBPVP8X",
            b"\0\0\0\x10ftypavif\0\0\0\0", b"\0\0\0\x10ftypheic\0\0\0\0\0\0\0\x60meta\0\0\0\0", b"RIFF\x40\0\0\0WEBPEXIF",
        ];
        let bytes = [HEADS[head], &bytes].concat();
        if let Some(found) = of("a.jpg", &bytes) {
            spliced(&bytes, &found.cleaning);
            assert!(found.cleaning.iter().all(|splice| splice.at.start <= splice.at.end && splice.at.end <= bytes.len() as u64));
        }
    }
}
