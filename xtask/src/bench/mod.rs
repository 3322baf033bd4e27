//! `cargo xtask bench`: how long Ribbon takes for seeded sites of several sizes, next to what copying the same files takes and next to Hugo.
//! All kinds of run take turns, so that a busy moment of the machine falls on each of them, and medians are compared.

mod corpus;
mod hugo;
mod measure;
mod ribbon;
pub mod serve;
mod table;

use std::path::{Path, PathBuf};

use crate::shell;
use corpus::Corpus;
use measure::Measured;

const SEED: u64 = 0x0402_2000;
const PAGES: [usize; 3] = [100, 1_000, 10_000];

struct Options {
    pages: Vec<usize>,
    runs: usize,
    hugo: bool,
    /// Another build of `ribbon` than this source's.
    ribbon: Option<PathBuf>,
    write_to: Option<PathBuf>,
}

pub fn run(words: &[&str]) -> Result<(), String> {
    let options = read_options(words)?;
    if let Some(folder) = &options.write_to {
        return options.pages.iter().try_for_each(|&n_pages| write_sources(&Places::new(&folder.join(n_pages.to_string())), n_pages));
    }
    let program = match &options.ribbon {
        Some(program) => shell::at(program, program.canonicalize())?,
        None => {
            shell::run(&mut shell::cargo(&["build", "--release", "--locked", "--package", "ribbon-ssg"]))?;
            shell::ribbon()
        }
    };
    let hugo = if options.hugo { hugo::find() } else { None };
    let (disk, disk_name) = fast_disk();
    let folder = disk.join(format!("ribbon-bench-{}", std::process::id()));

    let mut results = Vec::new();
    for &n_pages in &options.pages {
        let outcome = measure_size(&program, &folder, n_pages, options.runs, hugo.as_ref());
        let _ = std::fs::remove_dir_all(&folder);
        results.push(outcome?);
    }
    println!("\n{}", table::markdown(&results, options.runs, disk_name, hugo.as_ref()));
    Ok(())
}

fn read_options(words: &[&str]) -> Result<Options, String> {
    let mut options = Options { pages: Vec::new(), runs: 7, hugo: true, ribbon: None, write_to: None };
    let number =
        |word: &str| word.replace([',', '_'], "").parse::<usize>().map_err(|_| format!("`{word}` is not a number of pages or an option"));
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match *word {
            "--runs" => options.runs = number(words.next().ok_or("--runs needs a number")?)?.max(1),
            "--no-hugo" => options.hugo = false,
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

/// A RAM disk where there is one: the benchmark is about Ribbon, not about the disk under it.
fn fast_disk() -> (PathBuf, &'static str) {
    let ram = Path::new("/dev/shm");
    if ram.is_dir() {
        (ram.to_path_buf(), "a RAM disk")
    } else {
        (std::env::temp_dir(), "the disk of the temporary folder, as there is no RAM disk")
    }
}

/// All measurements for one number of pages.
struct Sized {
    n_pages: usize,
    n_bytes: u64,
    n_outputs: usize,
    copy: Measured,
    cold: Measured,
    unchanged: Measured,
    n_rewritten: usize,
    edited: Measured,
    plain_theme: Measured,
    sidebar: Result<Measured, String>,
    hugo: Option<Measured>,
    n_hugo_outputs: usize,
    peak_bytes: Option<u64>,
    hugo_peak_bytes: Option<u64>,
}

fn measure_size(program: &Path, folder: &Path, n_pages: usize, n_runs: usize, hugo: Option<&hugo::Hugo>) -> Result<Sized, String> {
    eprintln!("{n_pages} pages: writing the sources");
    let places = Places::new(folder);
    write_sources(&places, n_pages)?;

    // One build of each beforehand: caches are warm for all, and a site that does not build is told before the long run.
    let cold = ribbon::Build::new(program, &places.site, &places.out)?;
    let themed = ribbon::Build::new(program, &places.themed, &places.themed_out)?;
    let with_sidebar = ribbon::Build::new(program, &places.sidebar_site, &places.sidebar_out);

    let mut sized = Sized {
        n_pages,
        n_bytes: measure::bytes_below(&places.site)?,
        n_outputs: measure::files_below(&places.out)?.len(),
        copy: Measured::default(),
        cold: Measured::default(),
        unchanged: Measured::default(),
        n_rewritten: 0,
        edited: Measured::default(),
        plain_theme: Measured::default(),
        sidebar: with_sidebar.as_ref().map(|_| Measured::default()).map_err(String::clone),
        hugo: hugo.map(|_| Measured::default()),
        n_hugo_outputs: 0,
        peak_bytes: None,
        hugo_peak_bytes: None,
    };
    for round in 1..=n_runs {
        eprint!("\r{n_pages} pages: round {round} of {n_runs}");
        measure::empty(&places.copy)?;
        sized.copy.add(measure::time(&mut copy(&places.site, &places.copy))?);

        measure::empty(&places.out)?;
        sized.cold.add(cold.run()?);
        let before = measure::files_below(&places.out)?;
        sized.unchanged.add(cold.run()?);
        sized.n_rewritten = sized.n_rewritten.max(measure::n_changed(&before, &measure::files_below(&places.out)?));

        let (page, text) = ribbon::edit_one_page(&places.site, n_pages)?;
        sized.edited.add(cold.run()?);
        shell::write(&page, &text)?;

        measure::empty(&places.themed_out)?;
        sized.plain_theme.add(themed.run()?);

        if let (Ok(build), Ok(measured)) = (&with_sidebar, &mut sized.sidebar) {
            measure::empty(&places.sidebar_out)?;
            measured.add(build.run()?);
        }
        if let (Some(hugo), Some(measured)) = (hugo, &mut sized.hugo) {
            measure::empty(&places.hugo_out)?;
            measured.add(measure::time(&mut hugo.build(&places.hugo_site, &places.hugo_out))?);
        }
    }
    eprintln!();
    if let Some(hugo) = hugo {
        sized.n_hugo_outputs = measure::files_below(&places.hugo_out)?.len();
        measure::empty(&places.hugo_out)?;
        sized.hugo_peak_bytes = measure::peak_memory(&mut hugo.build(&places.hugo_site, &places.hugo_out))?;
    }
    measure::empty(&places.out)?;
    sized.peak_bytes = measure::peak_memory(&mut cold.command())?;
    Ok(sized)
}

fn write_sources(places: &Places, n_pages: usize) -> Result<(), String> {
    let corpus = Corpus::new(n_pages, SEED);
    ribbon::write_site(&places.site, &corpus, ribbon::Look::Equal)?;
    ribbon::write_site(&places.themed, &corpus, ribbon::Look::BaseTheme)?;
    ribbon::write_site(&places.sidebar_site, &corpus, ribbon::Look::Sidebar)?;
    hugo::write_site(&places.hugo_site, &corpus)
}

struct Places {
    site: PathBuf,
    themed: PathBuf,
    sidebar_site: PathBuf,
    hugo_site: PathBuf,
    copy: PathBuf,
    out: PathBuf,
    themed_out: PathBuf,
    sidebar_out: PathBuf,
    hugo_out: PathBuf,
}

impl Places {
    fn new(folder: &Path) -> Places {
        let below = |name: &str| folder.join(name);
        Places {
            site: below("site"),
            themed: below("themed-site"),
            sidebar_site: below("sidebar-site"),
            hugo_site: below("hugo-site"),
            copy: below("copy"),
            out: below("out"),
            themed_out: below("themed-out"),
            sidebar_out: below("sidebar-out"),
            hugo_out: below("hugo-out"),
        }
    }
}

fn copy(from: &Path, to: &Path) -> std::process::Command {
    let mut command = std::process::Command::new("cp");
    command.arg("-r").arg(from).arg(to);
    command
}
