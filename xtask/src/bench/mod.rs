//! `cargo xtask bench`: how long Ribbon takes for seeded sites of several sizes, next to what copying the same files takes, next to the least
//! that any generator must do, and next to Hugo. All kinds of run take turns, so that a busy moment of the machine falls on each of them,
//! and medians are compared.

mod corpus;
pub(crate) mod count;
mod evidence;
mod floor;
mod hugo;
mod kind;
mod machine;
mod measure;
#[cfg(feature = "pictures")]
pub(crate) mod pictures;
mod programs;
mod readme;
mod ribbon;
mod rows;
pub(crate) mod serve;
mod table;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::shell;
use corpus::Corpus;
use kind::{Kind, Places};
use machine::{Machine, Watch};
use measure::Measured;
use programs::Programs;
use rows::Chosen;

const SEED: u64 = 0x0402_2000;
const PAGES: [usize; 3] = [100, 1_000, 10_000];

struct Options {
    pages: Vec<usize>,
    runs: usize,
    hugo: bool,
    rows: Chosen,
    readme: bool,
    /// Another build of `ribbon` than this source's.
    ribbon: Option<PathBuf>,
    write_to: Option<PathBuf>,
}

/// Everything that one run of the benchmark found.
struct Results {
    sizes: Vec<Sized>,
    programs: Option<Programs>,
    rows: Chosen,
    n_runs: usize,
    machine: Machine,
    disk: &'static str,
    hugo_version: Option<String>,
}

/// All measurements for one number of pages.
#[derive(Default)]
struct Sized {
    n_pages: usize,
    n_bytes: u64,
    n_outputs: usize,
    runs: BTreeMap<Kind, Measured>,
    n_rewritten: usize,
    n_hugo_outputs: usize,
    peak_bytes: Option<u64>,
    hugo_peak_bytes: Option<u64>,
}

/// The programs that are measured.
struct Tools {
    ribbon: PathBuf,
    floor: Option<PathBuf>,
    hugo: Option<hugo::Hugo>,
}

pub(crate) fn run(words: &[&str]) -> Result<(), String> {
    let options = read_options(words)?;
    let hugo = if options.hugo && options.rows.has("hugo") { hugo::find() } else { None };
    let hugo_version = hugo.as_ref().map_or(hugo::NEWEST, |hugo| &hugo.version);
    if let Some(folder) = &options.write_to {
        return options.pages.iter().try_for_each(|&n_pages| {
            let kinds = options.rows.kinds(n_pages, options.hugo);
            Places(folder.join(n_pages.to_string())).write_sources(&kinds, &Corpus::new(n_pages, SEED), hugo_version)
        });
    }
    let tools =
        Tools { ribbon: program(options.ribbon.as_deref())?, floor: options.rows.has("floor").then(floor::build).transpose()?, hugo };
    let (disk, disk_name) = fast_disk();
    let folder = disk.join(format!("ribbon-bench-{}", std::process::id()));

    let watch = Watch::start();
    let mut sizes = Vec::new();
    for &n_pages in &options.pages {
        let outcome = measure_size(&tools, &folder, n_pages, &options);
        let _ = std::fs::remove_dir_all(&folder);
        sizes.push(outcome?);
    }
    let programs = options.rows.has(rows::PROGRAMS).then(|| programs::measure(&tools.ribbon, &folder));
    let _ = std::fs::remove_dir_all(&folder);

    let results = Results {
        sizes,
        programs: programs.transpose()?,
        rows: options.rows,
        n_runs: options.runs,
        machine: watch.stop(),
        disk: disk_name,
        hugo_version: tools.hugo.map(|hugo| hugo.version),
    };
    println!("\n{}", table::markdown(&results));
    if options.readme { readme::write(&table::published(&results)) } else { Ok(()) }
}

fn read_options(words: &[&str]) -> Result<Options, String> {
    let mut options = Options { pages: Vec::new(), runs: 7, hugo: true, rows: Chosen::all(), readme: false, ribbon: None, write_to: None };
    let number =
        |word: &str| word.replace([',', '_'], "").parse::<usize>().map_err(|_| format!("`{word}` is not a number of pages or an option"));
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match *word {
            "--runs" => options.runs = number(words.next().ok_or("--runs needs a number")?)?.max(1),
            "--no-hugo" => options.hugo = false,
            "--rows" => options.rows = Chosen::named(words.next().ok_or("--rows needs names of rows, with commas between")?)?,
            "--readme" => options.readme = true,
            "--ribbon" => options.ribbon = Some(PathBuf::from(words.next().ok_or("--ribbon needs the path of a program")?)),
            "--write" => options.write_to = Some(PathBuf::from(words.next().ok_or("--write needs a folder")?)),
            word => options.pages.push(number(word)?),
        }
    }
    if options.pages.is_empty() {
        options.pages = PAGES.to_vec();
    }
    Ok(options)
}

/// The program that is named, or a release build of this source.
fn program(named: Option<&Path>) -> Result<PathBuf, String> {
    let Some(named) = named else {
        shell::run(&mut shell::cargo(&["build", "--release", "--locked", "--package", "ribbon-ssg"]))?;
        return Ok(shell::ribbon());
    };
    shell::at(named, named.canonicalize())
}

/// A RAM disk where there is one: the benchmark is about Ribbon, not about the disk under it.
fn fast_disk() -> (PathBuf, &'static str) {
    let ram = Path::new("/dev/shm");
    if ram.is_dir() {
        (ram.to_path_buf(), "a RAM disk")
    } else {
        (std::env::temp_dir(), "the disk of the temporary folder, as there is no RAM disk")
    }
}

fn measure_size(tools: &Tools, folder: &Path, n_pages: usize, options: &Options) -> Result<Sized, String> {
    eprintln!("{n_pages} pages: writing the sources");
    let places = Places(folder.to_path_buf());
    let kinds = options.rows.kinds(n_pages, tools.hugo.is_some());
    places.write_sources(&kinds, &Corpus::new(n_pages, SEED), tools.hugo.as_ref().map_or(hugo::NEWEST, |hugo| &hugo.version))?;

    // One build of each beforehand: caches are warm for all, and a site that does not build is told before the long run.
    let mut builds = BTreeMap::new();
    for &kind in kinds.iter().filter(|kind| kind.look().is_some()) {
        builds.insert(kind, ribbon::Build::new(&tools.ribbon, &places.site(kind), &places.out(kind))?);
    }
    floor::write_sizes(&places.sizes(), &places.out(Kind::Cold))?;

    let mut sized = Sized {
        n_pages,
        n_bytes: measure::bytes_below(&places.site(Kind::Cold))?,
        n_outputs: measure::files_below(&places.out(Kind::Cold))?.len(),
        ..Sized::default()
    };
    for round in 1..=options.runs {
        eprint!("\r{n_pages} pages: round {round} of {}", options.runs);
        for kind in kind::turned(&kinds, round) {
            let run = run_once(tools, &places, builds.get(&kind), kind, &mut sized)?;
            sized.runs.entry(kind).or_default().add(run);
        }
    }
    eprintln!();
    if let Some(hugo) = &tools.hugo {
        sized.n_hugo_outputs = measure::files_below(&places.out(Kind::Hugo))?.len();
        sized.hugo_peak_bytes = measure::peak_memory(&mut hugo.build(&places.site(Kind::Hugo), &places.emptied(Kind::Hugo)?))?;
    }
    if let (true, Some(cold)) = (options.rows.has(rows::MEMORY), builds.get(&Kind::Cold)) {
        places.emptied(Kind::Cold)?;
        sized.peak_bytes = measure::peak_memory(&mut cold.command())?;
    }
    Ok(sized)
}

/// One run of a kind, from nothing but for those that are about what an earlier build left.
fn run_once(tools: &Tools, places: &Places, build: Option<&ribbon::Build>, kind: Kind, sized: &mut Sized) -> Result<measure::Run, String> {
    let site = places.site(kind);
    match (kind, build, &tools.floor, &tools.hugo) {
        (Kind::Copy, ..) => measure::time(&mut kind::copy(&site, &places.emptied(kind)?)),
        (Kind::Floor, _, Some(floor), _) => measure::time(&mut floor::command(floor, &site, &places.sizes(), &places.emptied(kind)?)),
        (Kind::Hugo, _, _, Some(hugo)) => measure::time(&mut hugo.build(&site, &places.emptied(kind)?)),
        (Kind::Unchanged, Some(build), ..) => {
            let out = places.out(kind);
            let before = measure::files_below(&out)?;
            let run = build.run()?;
            sized.n_rewritten = sized.n_rewritten.max(measure::n_changed(&before, &measure::files_below(&out)?));
            Ok(run)
        }
        (Kind::Edited, Some(build), ..) => {
            let (page, text) = ribbon::edit_one_page(&site, sized.n_pages)?;
            let run = build.run()?;
            shell::write(&page, &text)?;
            Ok(run)
        }
        (_, Some(build), ..) => places.emptied(kind).and_then(|_| build.run()),
        _ => Err(format!("there is no program for a run of the kind {kind:?}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read_in_any_order() {
        let options = read_options(&["10,000", "--rows", "floor", "--runs", "3", "--readme"]).expect("all of it is known");
        assert_eq!((options.pages, options.runs, options.readme, options.hugo), (vec![10_000], 3, true, true));
        assert!(options.rows.has("floor") && !options.rows.has("copy"));
        assert_eq!(read_options(&["--fast"]).err().as_deref(), Some("`--fast` is not a number of pages or an option"));
    }
}
