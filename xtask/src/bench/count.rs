//! `cargo xtask bench count`: how many instructions Ribbon needs for small sites, against what is recorded in `counts.tsv`. Times differ
//! from run to run and from machine to machine; counted instructions do not, so they can fail a test.
//!
//! Measured: three runs of one program differ by 0.03 %, as the seeds of hash maps do. Valgrind shows a program the same processor
//! everywhere, at most with AVX2 and never with AVX-512, so that code which looks for the best instructions chooses the same ones;
//! without AVX2 the counts are 0.25 % lower. Caches are not simulated, as their sizes are the machine's own. All this is far inside the margin,
//! but another architecture is not: a record holds for the one that it names.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::corpus::Corpus;
use super::ribbon::{self, Look};
use super::{SEED, fast_disk, program, table};
use crate::shell;

const N_PAGES: usize = 100;

/// What may be added to a site's record before it is a failure, in percent. As much less says that it should be recorded again.
const MARGIN: f64 = 15.0;

const RECORD: &str = "xtask/src/bench/counts.tsv";
const HEAD: &str = "# Instructions of one `ribbon build` on one thread, written by `cargo xtask bench count --record`.\n";

const SITES: [(&str, Look); 3] = [("plain", Look::Equal), ("base theme", Look::BaseTheme), ("citations", Look::Evidence)];

/// Instructions by site.
type Counts = Vec<(String, u64)>;

pub(crate) fn run(words: &[&str]) -> Result<(), String> {
    let (mut record, mut named) = (false, None);
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match *word {
            "--record" => record = true,
            "--ribbon" => named = Some(PathBuf::from(words.next().ok_or("--ribbon needs the path of a program")?)),
            word => return Err(format!("`{word}` is no option of `bench count`")),
        }
    }
    let program = program(named.as_deref())?;
    if !record {
        return compare(&program);
    }
    let counts = count(&program, &install()?)?;
    println!("{}", compared(&counts, &[]).0);
    shell::write(&shell::repository().join(RECORD), &written(&counts))
}

/// Fails when a site needs more than is recorded. Where nothing can be counted, says so and holds.
pub(crate) fn compare(program: &Path) -> Result<(), String> {
    let path = shell::repository().join(RECORD);
    let text = shell::at(&path, std::fs::read_to_string(&path))?;
    let Some(recorded) = recorded(&text) else {
        println!("Not counted: {RECORD} is of another architecture than {}.", std::env::consts::ARCH);
        return Ok(());
    };
    let valgrind = match install() {
        Ok(valgrind) => valgrind,
        Err(because) => {
            println!("Not counted: {because}");
            return Ok(());
        }
    };
    let (report, failures) = compared(&count(program, &valgrind)?, &recorded);
    println!("{report}");
    if failures.is_empty() { Ok(()) } else { Err(format!("{}; `cargo xtask bench count --record` accepts it", failures.join(", "))) }
}

fn install() -> Result<PathBuf, String> {
    if let Some(valgrind) = shell::which("valgrind") {
        return Ok(valgrind);
    }
    shell::apt_install(&["valgrind"]).map_err(|because| {
        format!("no Valgrind found: install it from your system's packages (Debian: `apt-get install valgrind`); {because}")
    })?;
    shell::which("valgrind").ok_or_else(|| "Valgrind was installed but is not in PATH".into())
}

fn count(program: &Path, valgrind: &Path) -> Result<Counts, String> {
    let folder = fast_disk().0.join(format!("ribbon-bench-count-{}", std::process::id()));
    let corpus = Corpus::new(N_PAGES, SEED);
    // At the same time, as counting is slow and nothing that others do is counted.
    let counted = std::thread::scope(|scope| {
        let (folder, corpus) = (&folder, &corpus);
        let started: Vec<_> = SITES
            .iter()
            .map(|(name, look)| (*name, scope.spawn(move || count_one(program, valgrind, &folder.join(name), corpus, *look))))
            .collect();
        let ended = started.into_iter().map(|(name, thread)| {
            let instructions = thread.join().map_err(|_| format!("counting the site `{name}` broke off"))??;
            Ok((name.to_owned(), instructions))
        });
        ended.collect()
    });
    let _ = std::fs::remove_dir_all(folder);
    counted
}

fn count_one(program: &Path, valgrind: &Path, folder: &Path, corpus: &Corpus, look: Look) -> Result<u64, String> {
    let site = folder.join("site");
    ribbon::write_site(&site, corpus, look)?;
    let mut command = Command::new(valgrind);
    command.args(["--tool=callgrind", "--cache-sim=no", "--callgrind-out-file=/dev/null"]).arg(program);
    command.args(["build", "--quiet", "--date", ribbon::DAY, "--root"]).arg(&site).arg("--out").arg(folder.join("out"));
    // One thread, so that which thread waits for which is nowhere in the count.
    command.env("RAYON_NUM_THREADS", "1");
    let output = command.stdin(Stdio::null()).output().map_err(|error| shell::not_started(&command, &error))?;
    let told = String::from_utf8_lossy(&output.stderr);
    shell::expect_success(&command, output.status).map_err(|message| format!("{message}\n{told}"))?;
    instructions(&told).ok_or_else(|| format!("callgrind told no number of instructions:\n{told}"))
}

/// `==28204== Collected : 148375465`
fn instructions(told: &str) -> Option<u64> {
    told.lines().find_map(|line| line.split_once("Collected :"))?.1.trim().parse().ok()
}

/// The record, if it is one of this architecture.
fn recorded(text: &str) -> Option<Counts> {
    let mut lines = text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'));
    lines.next().filter(|first| *first == ("architecture", std::env::consts::ARCH))?;
    Some(lines.filter_map(|(name, count)| Some((name.to_owned(), count.parse().ok()?))).collect())
}

fn written(counts: &[(String, u64)]) -> String {
    let mut text = format!("{HEAD}architecture\t{}\n", std::env::consts::ARCH);
    for (name, count) in counts {
        let _ = writeln!(text, "{name}\t{count}");
    }
    text
}

/// A table, and what is wrong.
fn compared(counts: &[(String, u64)], recorded: &[(String, u64)]) -> (String, Vec<String>) {
    let mut report = format!("| {N_PAGES} pages | instructions | recorded | change |\n|---|--:|--:|--:|\n");
    let mut failures = Vec::new();
    let mut is_less = false;
    for (name, count) in counts {
        let before = recorded.iter().find(|(recorded, _)| recorded == name).map(|(_, count)| *count);
        let change = before.map(|before| (*count as f64 / before as f64 - 1.0) * 100.0);
        let cell = |count: u64| table::thousands(usize::try_from(count).unwrap_or(usize::MAX));
        let (was, by) = (before.map_or("–".into(), cell), change.map_or("–".into(), |change| format!("{change:+.1} %")));
        let _ = writeln!(report, "| {name} | {} | {was} | {by} |", cell(*count));
        is_less |= change.is_some_and(|change| change < -MARGIN);
        if let Some(change) = change.filter(|change| *change > MARGIN) {
            failures.push(format!("the site `{name}` needs {change:.1} % more instructions than recorded"));
        }
        if before.is_none() && !recorded.is_empty() {
            failures.push(format!("the site `{name}` is not recorded"));
        }
    }
    if is_less {
        let _ = writeln!(report, "\nMuch less than recorded: `cargo xtask bench count --record` keeps it so.");
    }
    (report, failures)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(plain: u64, citations: u64) -> Counts {
        vec![("plain".into(), plain), ("citations".into(), citations)]
    }

    #[test]
    fn instructions_are_read_from_what_callgrind_tells() {
        assert_eq!(instructions("==7== Events    : Ir\n==7== Collected : 148375465\n==7== \n"), Some(148_375_465));
        assert_eq!(instructions("==7== Command: ribbon\n"), None);
    }

    #[test]
    fn a_record_is_read_as_it_was_written() {
        assert_eq!(recorded(&written(&counts(5, 6))), Some(counts(5, 6)));
        assert_eq!(recorded("architecture\tanother\nplain\t5\n"), None);
    }

    #[test]
    fn more_than_the_margin_fails_and_much_less_is_said() {
        let (report, failures) = compared(&counts(1_140, 1_160), &counts(1_000, 1_000));
        assert_eq!(failures, ["the site `citations` needs 16.0 % more instructions than recorded"]);
        assert!(report.ends_with("| plain | 1,140 | 1,000 | +14.0 % |\n| citations | 1,160 | 1,000 | +16.0 % |\n"), "{report}");
        let (report, failures) = compared(&counts(800, 1_000), &counts(1_000, 1_000));
        assert!(failures.is_empty() && report.contains("Much less than recorded"), "{report}");
    }

    #[test]
    fn a_site_without_a_record_fails() {
        assert_eq!(compared(&counts(1, 1), &counts(1, 1)[..1]).1, ["the site `citations` is not recorded"]);
    }
}
