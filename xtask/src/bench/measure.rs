//! Wall-clock time, processor time, peak memory, and what a build touched.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

use crate::shell;

/// The runs of one kind.
#[derive(Clone, Debug, Default)]
pub(super) struct Measured {
    runs: Vec<Run>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Run {
    pub time: Duration,
    pub cpu: Option<Cpu>,
    /// Milliseconds of each stage, in the order in which the program told them.
    pub stages: Vec<(String, f64)>,
}

/// Seconds of processor time, over all threads.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Cpu {
    pub user: f64,
    pub system: f64,
}

/// Starts the program and tells, in the last three lines of standard error, when it was started and ended in microseconds, what the shell
/// itself used, and what the program used in milliseconds. The standard library has no such question, and /proc answers in hundredths of
/// a second, which is a whole small build.
const BASH: &str = r#"start=$EPOCHREALTIME; "$@"; code=$?; end=$EPOCHREALTIME; { echo; echo "$start $end"; times; } >&2; exit $code"#;

impl Measured {
    pub(super) fn add(&mut self, run: Run) {
        self.runs.push(run);
    }

    /// Median wall-clock time in milliseconds.
    pub(super) fn milliseconds(&self) -> f64 {
        median(self.runs.iter().map(|run| run.time.as_secs_f64() * 1_000.0).collect())
    }

    /// Median processor time in seconds, of the part of it that is asked for.
    pub(super) fn cpu_seconds(&self, part: impl Fn(Cpu) -> f64) -> Option<f64> {
        let each: Option<Vec<f64>> = self.runs.iter().map(|run| run.cpu.map(&part)).collect();
        each.filter(|each| !each.is_empty()).map(median)
    }

    /// Median milliseconds of each stage.
    pub(super) fn stages(&self) -> Vec<(String, f64)> {
        let Some(first) = self.runs.first() else { return Vec::new() };
        let of = |name: &str| self.runs.iter().flat_map(|run| &run.stages).filter(|stage| stage.0 == name).map(|stage| stage.1).collect();
        first.stages.iter().map(|(name, _)| (name.clone(), median(of(name)))).collect()
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => f64::NAN,
        length if length % 2 == 1 => values[middle],
        _ => f64::midpoint(values[middle - 1], values[middle]),
    }
}

/// Runs a command that must succeed. What it prints is kept back, and shown only if it fails. Where there is no bash, processor time is
/// not known.
pub(super) fn time(command: &mut Command) -> Result<Run, String> {
    let mut wrapped = shell::which("bash").map(|bash| {
        let mut wrapped = Command::new(bash);
        wrapped.args(["-c", BASH, "bash"]).arg(command.get_program()).args(command.get_args());
        wrapped
    });
    let start = Instant::now();
    let output = wrapped.as_mut().unwrap_or(command).stdin(Stdio::null()).output().map_err(|error| shell::not_started(command, &error))?;
    let time = start.elapsed();
    let stderr = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        eprintln!("{}{stderr}", String::from_utf8_lossy(&output.stdout));
    }
    shell::expect_success(command, output.status)?;
    let told = wrapped.and_then(|_| told_by_bash(&stderr));
    let (time, cpu) = told.map_or((time, None), |(time, cpu)| (time, Some(cpu)));
    Ok(Run { time, cpu, stages: stderr.lines().find_map(stages).unwrap_or_default() })
}

/// ```text
/// 1795705303.405550 1795705303.570197
/// 0m0.002s 0m0.000s
/// 0m0.170s 0m0.111s
/// ```
/// Some languages write a comma for the point.
fn told_by_bash(stderr: &str) -> Option<(Duration, Cpu)> {
    let plain = stderr.replace(',', ".");
    let mut lines = plain.lines().rev();
    let (program, _shell, moments) = (lines.next()?, lines.next()?, lines.next()?);
    let seconds = |word: &str| {
        let (minutes, seconds) = word.strip_suffix('s')?.split_once('m')?;
        Some(minutes.parse::<f64>().ok()? * 60.0 + seconds.parse::<f64>().ok()?)
    };
    let (user, system) = program.split_once(' ')?;
    let cpu = Cpu { user: seconds(user)?, system: seconds(system)? };
    let (start, end) = moments.split_once(' ')?;
    let microseconds = |moment: &str| moment.replace('.', "").parse::<u64>().ok();
    Some((Duration::from_micros(microseconds(end)?.checked_sub(microseconds(start)?)?), cpu))
}

/// `{"timings_ms":{"load":1.2,"parse":3.4}}`
fn stages(line: &str) -> Option<Vec<(String, f64)>> {
    let inner = line.trim().strip_prefix("{\"timings_ms\":{")?.strip_suffix("}}")?;
    inner
        .split(',')
        .map(|pair| {
            pair.split_once(':').and_then(|(name, number)| Some((name.trim().trim_matches('"').to_owned(), number.trim().parse().ok()?)))
        })
        .collect()
}

/// The highest resident memory of a run, in bytes, read from Linux while it runs. The kernel keeps the mark, so that only growth in the very
/// last millisecond could be missed. `None` on other systems.
pub(super) fn peak_memory(command: &mut Command) -> Result<Option<u64>, String> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| shell::not_started(command, &error))?;
    let status = format!("/proc/{}/status", child.id());
    let mut peak = None;
    loop {
        if let Some(mark) = std::fs::read_to_string(&status).ok().as_deref().and_then(|status| bytes_in(status, "VmHWM:")) {
            peak = peak.max(Some(mark));
        }
        match child.try_wait() {
            Ok(Some(status)) => return shell::expect_success(command, status).map(|()| peak),
            Ok(None) => std::thread::sleep(Duration::from_millis(1)),
            Err(error) => return Err(shell::not_started(command, &error)),
        }
    }
}

/// The bytes that a line of Linux' `/proc/…/status` gives in kilobytes.
pub(super) fn bytes_in(status: &str, key: &str) -> Option<u64> {
    let kilobytes: u64 = status.lines().find_map(|line| line.strip_prefix(key))?.trim().strip_suffix(" kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}

/// Every file below a folder with the moment it was written.
pub(super) fn files_below(folder: &Path) -> Result<BTreeMap<PathBuf, SystemTime>, String> {
    let mut files = BTreeMap::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in shell::at(&folder, std::fs::read_dir(&folder))? {
            let entry = shell::at(&folder, entry)?;
            let metadata = shell::at(&entry.path(), entry.metadata())?;
            if metadata.is_dir() {
                open.push(entry.path());
            } else {
                files.insert(entry.path(), shell::at(&entry.path(), metadata.modified())?);
            }
        }
    }
    Ok(files)
}

pub(super) fn bytes_below(folder: &Path) -> Result<u64, String> {
    files_below(folder)?.keys().map(|file| shell::at(file, std::fs::metadata(file)).map(|metadata| metadata.len())).sum()
}

/// How many files are new, gone or written again.
pub(super) fn n_changed(before: &BTreeMap<PathBuf, SystemTime>, after: &BTreeMap<PathBuf, SystemTime>) -> usize {
    let gone = before.keys().filter(|file| !after.contains_key(*file)).count();
    gone + after.iter().filter(|(file, written)| before.get(*file) != Some(written)).count()
}

pub(super) fn empty(folder: &Path) -> Result<(), String> {
    if folder.exists() { shell::at(folder, std::fs::remove_dir_all(folder)) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stages_are_read_from_the_line_of_timings() {
        let found = stages(r#"{"timings_ms":{"load":1.25,"parse":10}}"#).expect("this is such a line");
        assert_eq!(found, [("load".to_owned(), 1.25), ("parse".to_owned(), 10.0)]);
        assert_eq!(stages("112 pages"), None);
    }

    #[test]
    fn the_median_is_the_middle_of_the_sorted_runs() {
        assert!((median(vec![3.0, 1.0, 2.0]) - 2.0).abs() < f64::EPSILON);
        assert!((median(vec![4.0, 1.0, 2.0, 3.0]) - 2.5).abs() < f64::EPSILON);
    }

    #[test]
    fn times_are_read_from_the_end_of_standard_error() {
        let told = "warning: a\n\n1795705303.405550 1795705303.570197\n0m0.002s 0m0.000s\n1m0.170s 0m0.111s\n";
        let expected = (Duration::from_micros(164_647), Cpu { user: 60.17, system: 0.111 });
        assert_eq!(told_by_bash(told), Some(expected));
        assert_eq!(told_by_bash(&told.replace('.', ",")), Some(expected));
        // An old bash knows no moments.
        assert_eq!(told_by_bash("\n \n0m0.002s 0m0.000s\n1m0.170s 0m0.111s\n"), None);
    }

    #[test]
    fn memory_is_in_bytes() {
        assert_eq!(bytes_in("VmPeak:\t  9 kB\nVmHWM:\t    2048 kB\n", "VmHWM:"), Some(2 * 1024 * 1024));
    }
}
