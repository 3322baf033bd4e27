//! `cargo xtask bench serve`: from a save to what it changes in a browser, and what a day of saves does to the server's memory.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::corpus::{Corpus, page_file};
use super::machine::{self, Watch};
use super::ribbon::{self, Look};
use super::{PAGES, SEED, fast_disk, measure, program};
use crate::{browser, shell};

const N_SAVES: usize = 30;

/// The memory part: so many saves in a row, one every 8 ms, which is faster than any editor.
const N_SAVES_IN_A_ROW: usize = 2_000;
const N_SAVES_BEFORE: usize = 100;
const BETWEEN_SAVES: Duration = Duration::from_millis(8);
const N_PAGES_IN_A_ROW: usize = 100;

/// How long the server may take to come to rest.
const REST: Duration = Duration::from_secs(2);

/// What is saved: how the script calls it, the look of the site, and the file; without one, the page itself.
const SAVED: [(&str, Look, Option<&str>); 4] = [
    ("body", Look::Equal, None),
    ("title", Look::Equal, None),
    ("token", Look::OwnTheme, Some(ribbon::THEME_FILE)),
    ("template", Look::Equal, Some("templates/page.html")),
];

pub(crate) fn run(words: &[&str]) -> Result<(), String> {
    let (mut pages, mut named) = (Vec::new(), None);
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match *word {
            "--ribbon" => named = Some(PathBuf::from(words.next().ok_or("--ribbon needs the path of a program")?)),
            word => {
                pages.push(word.replace([',', '_'], "").parse().map_err(|_| format!("`{word}` is not a number of pages or an option"))?)
            }
        }
    }
    if pages.is_empty() {
        pages = PAGES.to_vec();
    }
    let program = program(named.as_deref())?;
    browser::install()?;
    let (disk, disk_name) = fast_disk();
    let folder = disk.join(format!("ribbon-bench-serve-{}", std::process::id()));
    let outcome = measure_all(&program, &folder, &pages, disk_name);
    let _ = std::fs::remove_dir_all(&folder);
    outcome.map(|report| println!("\n{report}"))
}

fn measure_all(program: &Path, folder: &Path, pages: &[usize], disk: &str) -> Result<String, String> {
    let watch = Watch::start();
    let mut table = String::from("| pages | saved | median | 95 of 100 | slowest | load |\n|--:|---|--:|--:|--:|--:|\n");
    for &n_pages in pages {
        for (kind, look, file) in SAVED {
            eprintln!("{n_pages} pages: saving a {kind}");
            let site = write_site(folder, n_pages, look)?;
            let page = page_file(n_pages / 2);
            let mut command = browser::latency(program, N_SAVES, &site, file.unwrap_or(&page), &address(n_pages / 2), kind)?;
            let told = shell::output(&mut command)?;
            let time =
                |key: &str| number(&told, key).map(|ms| format!("{ms:.0} ms")).ok_or(format!("latency.mjs printed no {key}: {told}"));
            // The last minute is about as long as the saves took.
            let load = machine::load().map_or("–".into(), |load| format!("{load:.1}"));
            let _ = writeln!(table, "| {n_pages} | {kind} | {} | {} | {} | {load} |", time("median")?, time("p95")?, time("worst")?);
        }
    }
    let memory = many_saves(program, &write_site(folder, N_PAGES_IN_A_ROW, Look::Equal)?)?;
    Ok(format!(
        "From the end of a save to the moment when Chromium shows it, {N_SAVES} saves each, on {disk}. {}, the browser perhaps among them.\n\n{table}\n{memory}",
        watch.stop().described()
    ))
}

fn write_site(folder: &Path, n_pages: usize, look: Look) -> Result<PathBuf, String> {
    let site = folder.join(n_pages.to_string());
    measure::empty(&site)?;
    ribbon::write_site(&site, &Corpus::new(n_pages, SEED), look)?;
    Ok(site)
}

/// Where the page of a source file is served.
fn address(number: usize) -> String {
    let file = page_file(number);
    format!("{}/", file.trim_start_matches("content").trim_end_matches(".md"))
}

/// The number after a key in one line of JSON.
fn number(json: &str, key: &str) -> Option<f64> {
    let rest = json.split_once(&format!("\"{key}\":"))?.1;
    rest[..rest.find([',', '}'])?].trim().parse().ok()
}

/// Memory and open files of a server while one page is saved again and again.
fn many_saves(program: &Path, site: &Path) -> Result<String, String> {
    let mut server = Server::start(program, site)?;
    let page = site.join(page_file(N_PAGES_IN_A_ROW / 2));
    let text = shell::at(&page, std::fs::read_to_string(&page))?;
    let mut save_until = |from: usize, to: usize| -> Result<Used, String> {
        for number in from..to {
            shell::write(&page, &format!("{text}\nSaved {number} times.\n"))?;
            std::thread::sleep(BETWEEN_SAVES);
        }
        std::thread::sleep(REST);
        server.used()
    };
    let before = save_until(0, N_SAVES_BEFORE)?;
    let after = save_until(N_SAVES_BEFORE, N_SAVES_IN_A_ROW)?;
    let (Some(before), Some(after)) = (before, after) else {
        return Ok("Memory is read from Linux alone.\n".into());
    };
    Ok(format!(
        "Resident memory at {N_PAGES_IN_A_ROW} pages: {:.1} MB after {N_SAVES_BEFORE} saves, {:.1} MB after {N_SAVES_IN_A_ROW} ({:.2} ×); \
         open files: {} and {}.\n",
        before.0 as f64 / 1e6,
        after.0 as f64 / 1e6,
        after.0 as f64 / before.0 as f64,
        before.1,
        after.1
    ))
}

/// Resident bytes and open files, where the system tells.
type Used = Option<(u64, usize)>;

struct Server {
    process: Child,
}

impl Server {
    fn start(program: &Path, site: &Path) -> Result<Server, String> {
        let mut command = Command::new(program);
        command.args(["serve", "--port", "0", "--root"]).arg(site).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let process = command.spawn().map_err(|error| shell::not_started(&command, &error))?;
        let mut server = Server { process };
        let stdout = server.process.stdout.take().expect("standard output was asked for as a pipe");
        let (tell, told) = std::sync::mpsc::channel();
        // What it prints is read to the end, as a full pipe would stop it.
        std::thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                if line.contains("http://") {
                    let _ = tell.send(());
                }
            }
        });
        told.recv_timeout(Duration::from_secs(20)).map_err(|_| "`ribbon serve` told no address".to_owned())?;
        Ok(server)
    }

    fn used(&mut self) -> Result<Used, String> {
        if let Ok(Some(status)) = self.process.try_wait() {
            return Err(format!("`ribbon serve` ended with {status}"));
        }
        let folder = PathBuf::from(format!("/proc/{}", self.process.id()));
        let Ok(status) = std::fs::read_to_string(folder.join("status")) else { return Ok(None) };
        let n_files = shell::at(&folder, std::fs::read_dir(folder.join("fd")))?.count();
        Ok(measure::bytes_in(&status, "VmRSS:").map(|bytes| (bytes, n_files)))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_script_prints_is_read() {
        let line = r#"{"site":"/x/100","median":12.5,"p95":20,"worst":31.25}"#;
        assert_eq!(number(line, "median"), Some(12.5));
        assert_eq!(number(line, "worst"), Some(31.25));
        assert_eq!(number(line, "best"), None);
    }

    #[test]
    fn a_page_is_served_where_its_file_lies() {
        assert_eq!(address(57), "/topic-7/page-000057/");
    }
}
