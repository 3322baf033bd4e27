//! CSV: rows of fields with their places, as RFC 4180 has them, by the crate `csv`. Rows may have too many or too few fields.

use std::ops::Range;

/// A text that is read row by row.
pub(crate) struct Csv<'t> {
    text: &'t str,
    /// Where the text starts after its byte order mark.
    mark: usize,
    /// The fields of the first row.
    pub columns: Vec<String>,
    rows: csv::StringRecordsIntoIter<&'t [u8]>,
}

/// A row below the first.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    record: csv::StringRecord,
    /// Its first byte in the text.
    pub start: usize,
}

impl<'t> Csv<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        let mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(&text.as_bytes()[mark..]);
        let columns = reader.headers().map(|header| header.iter().map(|name| name.trim().to_owned()).collect()).unwrap_or_default();
        Self { text, mark, columns, rows: reader.into_records() }
    }
}

impl Iterator for Csv<'_> {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        let record = self.rows.find_map(Result::ok)?;
        let byte = record.position().map_or(0, |position| usize::try_from(position.byte()).unwrap_or(0));
        let at = (self.mark + byte).min(self.text.len());
        // The reader counts from the end of the row before, so the line's end may come first.
        let start = self.text.len() - self.text[at..].trim_start_matches(['\r', '\n']).len();
        Some(Row { record, start })
    }
}

impl Row {
    pub(crate) fn fields(&self) -> impl Iterator<Item = &str> {
        self.record.iter()
    }

    pub(crate) fn len(&self) -> usize {
        self.record.len()
    }
}

/// The text with only some of its columns, in their order; none if the text cannot be written again, which its reader prevents.
pub(crate) fn only(text: &str, is_kept: impl Fn(&str) -> bool) -> Option<String> {
    let csv = Csv::new(text);
    let kept: Vec<usize> = csv.columns.iter().enumerate().filter(|(_, name)| is_kept(name)).map(|(at, _)| at).collect();
    if kept.len() == csv.columns.len() {
        return Some(text.to_owned());
    }
    let mut writer = csv::WriterBuilder::new().from_writer(text.as_bytes()[..csv.mark].to_vec());
    writer.write_record(kept.iter().map(|at| csv.columns[*at].as_bytes())).ok()?;
    for row in csv {
        writer.write_record(kept.iter().map(|at| row.record.get(*at).unwrap_or_default())).ok()?;
    }
    String::from_utf8(writer.into_inner().ok()?).ok()
}

/// The bytes of the `n`th field of a row that starts here, without the comma; quotes may hold commas and line ends.
pub(crate) fn field(text: &str, start: usize, n: usize) -> Range<usize> {
    let mut from = start;
    let mut column = 0;
    let mut is_quoted = false;
    for (at, byte) in text.bytes().enumerate().skip(start) {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b',' if !is_quoted && column == n => return from..at,
            b',' if !is_quoted => {
                column += 1;
                from = at + 1;
            }
            b'\r' | b'\n' if !is_quoted => return if column == n { from..at } else { at..at },
            _ => {}
        }
    }
    if column == n { from..text.len() } else { text.len()..text.len() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let shown = |row: Row| {
            let fields = row.fields().enumerate().map(|(n, value)| format!("{}={value}", &text[field(text, row.start, n)]));
            fields.collect::<Vec<_>>().join("|")
        };
        let mut csv = Csv::new(text);
        let columns = csv.columns.join("|");
        assert_eq!(std::iter::once(columns).chain(csv.by_ref().map(shown)).collect::<Vec<_>>(), expected, "{text:?}");
    }

    #[test]
    fn columns_can_be_left_out() {
        let without = |text: &str| only(text, |name| name != "secret");
        assert_eq!(without("a,secret,b\n1,2,\"x, y\"\n3,4\n").as_deref(), Some("a,b\n1,\"x, y\"\n3,\n"));
        assert_eq!(without("\u{feff}secret,b\r\n1,2\r\n").as_deref(), Some("\u{feff}b\n2\n"));
        assert_eq!(without("a,b\r\n1,2\r\n").as_deref(), Some("a,b\r\n1,2\r\n"));
    }

    #[test]
    fn fields_are_found_where_they_stand() {
        check("a, b \n1,2\n\n3,4", &["a|b", "1=1|2=2", "3=3|4=4"]);
        check("\u{feff}a,b\r\n1,2\r\n", &["a|b", "1=1|2=2"]);
        check("a,b\n\"x, \"\"y\"\"\", 2 \n", &["a|b", "\"x, \"\"y\"\"\"=x, \"y\"| 2 = 2 "]);
        check("a,b\n1\n1,2,3", &["a|b", "1=1", "1=1|2=2|3=3"]);
        check("", &[""]);
    }
}
