//! Sources and numbers for the corpus: a library that every page takes three citations and two statistics from.

use std::fmt::Write;

use super::corpus::Page;

const N_REFERENCES: usize = 60;
const N_STATISTICS: usize = 40;
const N_CITED: usize = 3;
const N_QUOTED: usize = 2;

const NAMES: [&str; 12] = ["Adler", "Baron", "Costa", "Diaz", "Evans", "Fontaine", "Garcia", "Hassan", "Ito", "Jensen", "Kaya", "Lopez"];

/// `data/references.yml`: articles by one to five people, of whom some share a name and a year, as real libraries have them.
pub(super) fn references() -> String {
    let mut text = String::new();
    for number in 0..N_REFERENCES {
        let authors: Vec<String> = (0..=number % 5).map(|at| format!("\"{}, A. {}.\"", NAMES[(number + at) % 12], letter(at))).collect();
        let _ = writeln!(
            text,
            "source-{number}:\n  type: article\n  title: \"What study {number} found\"\n  author: [{}]\n  date: {}-03-0{}\n  \
             page-range: {}-{}\n  serial-number: {{ doi: \"10.5555/bench.{number}\" }}\n  \
             parent: {{ type: periodical, title: \"Journal of Topic {}\", volume: {}, issue: 2 }}",
            authors.join(", "),
            2022 + number / 12,
            1 + number % 9,
            100 + number,
            110 + number,
            number % 7,
            10 + number % 30,
        );
    }
    text
}

/// `data/stats.toml`.
pub(super) fn statistics() -> String {
    let mut text = String::new();
    for number in 0..N_STATISTICS {
        let _ = writeln!(
            text,
            "[number-{number}]\nmetric = \"metric-{number}\"\nvalue = {}\ncounts = {{ en = \"people\" }}\nplace = {{ en = \"worldwide\" }}\nyear = 2024\n\
             source = \"source-{}\"\nchecked = 2026-11-20\n",
            1_000 + 37 * number,
            number % N_REFERENCES,
        );
    }
    text
}

/// A paragraph for the end of a page. Neighbouring pages take other entries, so that every entry is used on the smallest site.
pub(super) fn paragraph(page: &Page) -> String {
    let first = page.number * N_CITED;
    let cited: Vec<String> =
        (first..first + N_CITED).map(|number| format!("Studies found it [@source-{}].", number % N_REFERENCES)).collect();
    let first = page.number * N_QUOTED;
    let quoted: Vec<String> =
        (first..first + N_QUOTED).map(|number| format!("They counted :stat{{id=\"number-{}\"}} people.", number % N_STATISTICS)).collect();
    format!("\n{}\n\n{}\n", cited.join(" "), quoted.join(" "))
}

fn letter(at: usize) -> char {
    char::from(b'B' + at as u8)
}

#[cfg(test)]
mod tests {
    use super::super::corpus::Corpus;
    use super::*;

    #[test]
    fn a_page_has_three_citations_and_two_statistics_and_the_library_has_them() {
        let corpus = Corpus::new(100, 7);
        assert_eq!(
            paragraph(&corpus.pages[39]),
            "\nStudies found it [@source-57]. Studies found it [@source-58]. Studies found it [@source-59].\n\n\
             They counted :stat{id=\"number-38\"} people. They counted :stat{id=\"number-39\"} people.\n"
        );
        let text: String = corpus.pages.iter().map(paragraph).collect();
        let (references, statistics) = (references(), statistics());
        assert!(
            (0..N_REFERENCES)
                .all(|number| references.contains(&format!("source-{number}:")) && text.contains(&format!("[@source-{number}]")))
        );
        assert!(
            (0..N_STATISTICS)
                .all(|number| statistics.contains(&format!("[number-{number}]")) && text.contains(&format!("\"number-{number}\"")))
        );
    }
}
