//! Archives of finished files.

/// An archive in ZIP, whose files have no time: the same files give the same bytes.
///
/// # Errors
///
/// Says why it cannot be made.
#[cfg(feature = "kit")]
pub(super) fn zip<'f>(files: impl IntoIterator<Item = (&'f str, Vec<u8>)>) -> Result<Vec<u8>, String> {
    use std::io::{Cursor, Write};

    use zip::write::SimpleFileOptions;
    use zip::{CompressionMethod, DateTime, ZipWriter};

    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    for (name, bytes) in files {
        zip.start_file(name, options).map_err(|error| error.to_string())?;
        zip.write_all(&bytes).map_err(|error| error.to_string())?;
    }
    Ok(zip.finish().map_err(|error| error.to_string())?.into_inner())
}

#[cfg(not(feature = "kit"))]
pub(super) fn zip<'f>(_files: impl IntoIterator<Item = (&'f str, Vec<u8>)>) -> Result<Vec<u8>, String> {
    Err("this program was built without `kit`, and writes no archives".to_owned())
}
