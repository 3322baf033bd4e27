//! A site's worth of text, the same for the same seed on every machine: about 2 KB of Markdown a page, two tags each.

use std::fmt::Write;

pub(super) const N_SECTIONS: usize = 10;
pub(super) const PER_PAGER: usize = 25;
pub(super) const FEED_LIMIT: usize = 20;
const N_TAGS: usize = 40;
const BODY_BYTES: usize = 1_900;

const WORDS: [&str; 64] = [
    "care",
    "people",
    "screening",
    "early",
    "signs",
    "team",
    "plan",
    "support",
    "family",
    "doctor",
    "nurse",
    "test",
    "result",
    "risk",
    "choice",
    "question",
    "day",
    "week",
    "year",
    "community",
    "health",
    "service",
    "clinic",
    "visit",
    "letter",
    "phone",
    "help",
    "hope",
    "research",
    "evidence",
    "treatment",
    "therapy",
    "surgery",
    "medicine",
    "trial",
    "symptom",
    "change",
    "body",
    "blood",
    "skin",
    "lung",
    "breast",
    "liver",
    "cervix",
    "vaccine",
    "smoke",
    "food",
    "sun",
    "walk",
    "sleep",
    "pain",
    "rest",
    "work",
    "school",
    "home",
    "money",
    "travel",
    "language",
    "note",
    "record",
    "goal",
    "step",
    "time",
    "place",
];

pub(super) struct Page {
    pub number: usize,
    pub title: String,
    pub description: String,
    pub date: String,
    pub tags: [String; 2],
    pub body: String,
}

pub(super) struct Corpus {
    pub pages: Vec<Page>,
}

impl Corpus {
    pub(super) fn new(n_pages: usize, seed: u64) -> Corpus {
        let mut random = Random(seed);
        Corpus { pages: (0..n_pages).map(|number| page(number, n_pages, &mut random)).collect() }
    }
}

pub(super) fn section_name(section: usize) -> String {
    format!("topic-{section}")
}

/// The path of a page below the site's root.
pub(super) fn page_file(number: usize) -> String {
    format!("content/{}", below_content(number))
}

fn below_content(number: usize) -> String {
    format!("{}/page-{number:06}.md", section_name(number % N_SECTIONS))
}

fn page(number: usize, n_pages: usize, random: &mut Random) -> Page {
    let first = random.below(N_TAGS);
    let second = (first + 1 + random.below(N_TAGS - 1)) % N_TAGS;
    let tag = |index: usize| WORDS[index].to_owned();
    let other = random.below(n_pages);
    Page {
        number,
        title: format!("{} {number}", capital(&words(random, 4))),
        description: format!("{}.", capital(&words(random, 12))),
        date: format!("{}-{:02}-{:02}", 2015 + random.below(11), 1 + random.below(12), 1 + random.below(28)),
        tags: [tag(first), tag(second)],
        body: body(random, &format!("../{}", below_content(other))),
    }
}

fn body(random: &mut Random, link: &str) -> String {
    let mut body = sentences(random, 3);
    let _ = write!(body, " See [{}]({link}).\n\n", words(random, 3));
    while body.len() < BODY_BYTES {
        let _ = write!(body, "## {}\n\n", capital(&words(random, 3)));
        let _ = write!(body, "{} **{}** and *{}*. {}\n\n", sentences(random, 2), words(random, 2), words(random, 2), sentences(random, 2));
        for _ in 0..3 + random.below(3) {
            let _ = writeln!(body, "- {}", words(random, 6));
        }
        let _ = write!(body, "\n> {}\n\n", sentences(random, 1));
    }
    body
}

fn sentences(random: &mut Random, n: usize) -> String {
    (0..n).map(|_| format!("{}.", capital(&words(random, 9)))).collect::<Vec<_>>().join(" ")
}

fn words(random: &mut Random, n: usize) -> String {
    (0..n).map(|_| WORDS[random.below(WORDS.len())]).collect::<Vec<_>>().join(" ")
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// `SplitMix64` (Steele, Lea, Flood 2014): a few lines, and the same numbers everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % limit as u64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_pages_of_about_2_kb() {
        let (one, other) = (Corpus::new(50, 7), Corpus::new(50, 7));
        assert!(one.pages.iter().zip(&other.pages).all(|(a, b)| a.body == b.body && a.tags == b.tags && a.date == b.date));
        let mean = one.pages.iter().map(|page| page.body.len()).sum::<usize>() / 50;
        assert!((1_800..2_600).contains(&mean), "{mean}");
        assert!(one.pages.iter().all(|page| page.tags[0] != page.tags[1]));
    }
}
