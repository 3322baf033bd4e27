//! What Exif data say of the turn and the place of a picture. Source: Exif 3.0, which keeps the directories of TIFF 6.0.

/// The tag of the turn.
const ORIENTATION: u32 = 0x0112;

/// The tag that leads to the place.
const GPS: u32 = 0x8825;

/// What counts of Exif data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Exif {
    /// From 1 to 8; 0 where nothing is said.
    pub orientation: u8,
    pub has_place: bool,
}

/// Reads Exif data from their byte order mark on.
pub(super) fn read(data: &[u8]) -> Exif {
    let mut exif = Exif::default();
    let is_little = match data.get(..4) {
        Some(b"II*\0") => true,
        Some(b"MM\0*") => false,
        _ => return exif,
    };
    let number = |at: usize, n: usize| {
        let bytes = data.get(at..at.checked_add(n)?)?;
        let fold = |number: u32, byte: &u8| number << 8 | u32::from(*byte);
        Some(if is_little { bytes.iter().rev().fold(0, fold) } else { bytes.iter().fold(0, fold) })
    };
    let Some(directory) = number(4, 4).and_then(|at| usize::try_from(at).ok()) else { return exif };
    for entry in 0..number(directory, 2).unwrap_or(0) as usize {
        let Some(at) = directory.checked_add(2 + entry * 12) else { break };
        match number(at, 2) {
            Some(ORIENTATION) => exif.orientation = number(at + 8, 2).and_then(|turn| u8::try_from(turn).ok()).unwrap_or(0),
            Some(GPS) => exif.has_place = true,
            Some(_) => {}
            None => break,
        }
    }
    exif
}

/// Exif data that hold the turn and nothing else.
pub(super) fn turn_alone(orientation: u8) -> Vec<u8> {
    let mut data = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    data.extend([orientation, 0, 0, 0, 0, 0, 0]);
    data
}

/// Whether XMP data say where the picture was taken.
pub(super) fn xmp_has_place(data: &[u8]) -> bool {
    memchr::memmem::find(data, b"GPSLatitude").is_some()
}
