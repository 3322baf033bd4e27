//! The results as Markdown: all of them for the one who measures, and a smaller table for the README.

use std::fmt::Write;

use super::kind::Kind;
use super::measure::Measured;
use super::rows::{self, MEMORY, Row, ratios};
use super::{Results, Sized};

/// Everything that was found. A cell gives what the clock says and, in brackets, what the processor says.
pub(super) fn markdown(results: &Results) -> String {
    let mut text =
        format!("Median of {} runs of each kind, taking turns, on {}. {}.\n", results.n_runs, results.disk, results.machine.described());
    text.push_str("By the clock, and in brackets by processor time; rows with brackets alone are about processor time.\n");
    if let Some(version) = &results.hugo_version {
        let _ = writeln!(text, "Hugo is {version}.");
    }
    text.push('\n');
    head(&mut text, &results.sizes, " aim |");
    for kind in [Kind::Cold, Kind::Copy, Kind::Floor, Kind::Hugo] {
        let cell = |sized: &Sized| sized.runs.get(&kind).map(absolute);
        line(&mut text, &format!("{}, absolute", absolute_label(kind)), &results.sizes, cell, " |");
    }
    for row in results.rows.rows() {
        line(&mut text, row.label, &results.sizes, |sized| both(row, sized), &format!(" {} |", row.aim));
    }
    if results.rows.has(MEMORY) {
        line(&mut text, "peak memory", &results.sizes, |sized| sized.peak_bytes.map(memory), " ≤ 130 MB, at 100,000 pages ≤ 1.0 GB |");
    }
    if results.rows.has(rows::GROWTH) {
        line(&mut text, "time ÷ time of a tenth of the pages", &results.sizes, |sized| growth(results, sized), " ≤ 10.5 at 100,000 |");
    }
    stages(&mut text, &results.sizes);
    programs(&mut text, results);
    notes(&mut text, &results.sizes);
    text
}

/// The README's table: one number a cell, by the clock or, on a machine that had other work, by the processor.
pub(super) fn published(results: &Results) -> String {
    let busy = results.machine.is_busy();
    let mut text = format!(
        "`cargo xtask bench --readme` makes this table: medians of {} runs that took turns, output on {}. Machine: {}.",
        results.n_runs,
        results.disk,
        results.machine.described()
    );
    text.push_str(if busy {
        " **As it had other work, all numbers are processor time, of all cores together; time by the clock would say nothing.**"
    } else {
        " Rows marked CPU are processor time, the others time by the clock."
    });
    if let Some(version) = &results.hugo_version {
        let _ = write!(text, " Hugo is {version}, on an equal site.");
    }
    text.push_str("\n\n");
    head(&mut text, &results.sizes, "");
    line(
        &mut text,
        if busy { "cold build, CPU" } else { "cold build" },
        &results.sizes,
        |sized| published_time(sized.runs.get(&Kind::Cold)?, busy),
        "",
    );
    for row in results.rows.rows() {
        let cell = |sized: &Sized| {
            let (clock, cpu) = ratios(row, sized.runs.get(&row.over)?, sized.runs.get(&row.under)?);
            let ratio = if busy { cpu } else { clock.or(cpu) };
            ratio.map(number)
        };
        let by_cpu = !busy && row.by != rows::By::Clock;
        line(&mut text, &format!("{}{}", row.label, if by_cpu { ", CPU" } else { "" }), &results.sizes, cell, "");
    }
    line(&mut text, "peak memory", &results.sizes, |sized| sized.peak_bytes.map(memory), "");
    if let Some(programs) = &results.programs {
        let of = |measured| published_time(measured, busy).unwrap_or_else(|| "–".into());
        let _ = writeln!(
            text,
            "\nThis repository's site takes {}, a site of one page {}, `--version` {}.",
            of(&programs.bundled),
            of(&programs.empty),
            of(&programs.version)
        );
    }
    text
}

fn published_time(measured: &Measured, busy: bool) -> Option<String> {
    if busy {
        measured.cpu_seconds(|cpu| cpu.user + cpu.system).map(|seconds| time(seconds * 1_000.0))
    } else {
        Some(time(measured.milliseconds()))
    }
}

fn head(text: &mut String, sizes: &[Sized], end: &str) {
    let columns: String = sizes.iter().map(|sized| format!(" {} pages |", thousands(sized.n_pages))).collect();
    let _ = writeln!(text, "| |{columns}{end}");
    let _ = writeln!(text, "|---|{}{}", "--:|".repeat(sizes.len()), if end.is_empty() { "" } else { "--:|" });
}

/// A row of the table; one that no size has a number for is left out.
fn line(text: &mut String, label: &str, sizes: &[Sized], cell: impl Fn(&Sized) -> Option<String>, end: &str) {
    let cells: Vec<Option<String>> = sizes.iter().map(cell).collect();
    if cells.iter().any(Option::is_some) {
        let cells: String = cells.into_iter().map(|cell| format!(" {} |", cell.unwrap_or_else(|| "–".into()))).collect();
        let _ = writeln!(text, "| {label} |{cells}{end}");
    }
}

fn absolute_label(kind: Kind) -> &'static str {
    match kind {
        Kind::Copy => "`cp -r`",
        Kind::Floor => "floor program",
        Kind::Hugo => "Hugo",
        _ => "cold build",
    }
}

fn absolute(measured: &Measured) -> String {
    let cpu = published_time(measured, true).map(|cpu| format!(" ({cpu})")).unwrap_or_default();
    format!("{}{cpu}", time(measured.milliseconds()))
}

fn both(row: &Row, sized: &Sized) -> Option<String> {
    match ratios(row, sized.runs.get(&row.over)?, sized.runs.get(&row.under)?) {
        (Some(clock), Some(cpu)) => Some(format!("{} ({})", number(clock), number(cpu))),
        (Some(clock), None) => Some(number(clock)),
        (None, Some(cpu)) => Some(format!("({})", number(cpu))),
        (None, None) => None,
    }
}

fn growth(results: &Results, sized: &Sized) -> Option<String> {
    let tenth = results.sizes.iter().find(|smaller| smaller.n_pages * 10 == sized.n_pages)?;
    let (more, less) = (sized.runs.get(&Kind::Cold)?, tenth.runs.get(&Kind::Cold)?);
    let cpu = |measured: &Measured| measured.cpu_seconds(|cpu| cpu.user + cpu.system);
    let by_cpu = cpu(more).zip(cpu(less)).map(|(more, less)| format!(" ({})", number(more / less))).unwrap_or_default();
    Some(format!("{}{by_cpu}", number(more.milliseconds() / less.milliseconds())))
}

fn stages(text: &mut String, sizes: &[Sized]) {
    let stages: Vec<Vec<(String, f64)>> = sizes.iter().filter_map(|sized| Some(sized.runs.get(&Kind::Cold)?.stages())).collect();
    let Some(names) = stages.first().filter(|names| !names.is_empty()) else { return };
    let _ = writeln!(text, "\nWhere a cold build spends its time, in milliseconds:\n");
    let _ = writeln!(text, "| pages |{} sum |", names.iter().map(|(name, _)| format!(" {name} |")).collect::<String>());
    let _ = writeln!(text, "|--:|{}--:|", "--:|".repeat(names.len()));
    for (sized, stages) in sizes.iter().zip(&stages) {
        let cells: String = stages.iter().map(|(_, milliseconds)| format!(" {milliseconds:.1} |")).collect();
        let _ = writeln!(text, "| {} |{cells} {:.1} |", thousands(sized.n_pages), stages.iter().map(|stage| stage.1).sum::<f64>());
    }
}

fn programs(text: &mut String, results: &Results) {
    let Some(programs) = &results.programs else { return };
    let of = |measured: &Measured| {
        let cpu = measured.cpu_seconds(|cpu| cpu.user + cpu.system).map(|seconds| format!(" ({:.1})", seconds * 1_000.0));
        format!("{:.1}{}", measured.milliseconds(), cpu.unwrap_or_default())
    };
    let (bundled, empty, version) = (of(&programs.bundled), of(&programs.empty), of(&programs.version));
    let _ =
        writeln!(text, "\nThe bundled site cold / a site of one page / `--version`: {bundled} / {empty} / {version} ms; aims 45 / 8 / 3.");
}

fn notes(text: &mut String, sizes: &[Sized]) {
    text.push('\n');
    for sized in sizes {
        let hugo = (sized.n_hugo_outputs > 0).then(|| {
            let peak = sized.hugo_peak_bytes.map_or("–".into(), memory);
            format!("; Hugo: {} files, {peak} at its peak", thousands(sized.n_hugo_outputs))
        });
        let unchanged = sized.runs.get(&Kind::Unchanged).map(|_| format!("; the second build wrote {}", thousands(sized.n_rewritten)));
        let _ = writeln!(
            text,
            "- {} pages: {:.1} MB of sources, {} files written{}{}.",
            thousands(sized.n_pages),
            sized.n_bytes as f64 / 1e6,
            thousands(sized.n_outputs),
            unchanged.unwrap_or_default(),
            hugo.unwrap_or_default()
        );
    }
}

fn number(ratio: f64) -> String {
    if ratio < 10.0 { format!("{ratio:.2}") } else { format!("{ratio:.1}") }
}

fn time(milliseconds: f64) -> String {
    if milliseconds < 1_000.0 { format!("{milliseconds:.0} ms") } else { format!("{:.2} s", milliseconds / 1_000.0) }
}

fn memory(bytes: u64) -> String {
    format!("{:.0} MB", bytes as f64 / 1e6)
}

pub(super) fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> = digits.as_bytes().rchunks(3).rev().map(|group| std::str::from_utf8(group).unwrap_or_default()).collect();
    groups.join(",")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::machine::Machine;
    use super::super::measure::{Cpu, Run};
    use super::super::rows::Chosen;
    use super::*;

    fn results(others: f64) -> Results {
        let measured = |milliseconds: u64, user: f64| {
            let mut measured = Measured::default();
            measured.add(Run { time: Duration::from_millis(milliseconds), cpu: Some(Cpu { user, system: 0.0 }), stages: Vec::new() });
            measured
        };
        let runs = [(Kind::Cold, measured(60, 0.09)), (Kind::Copy, measured(20, 0.02)), (Kind::Sidebar, measured(90, 0.135))];
        Results {
            sizes: vec![Sized { n_pages: 1_000, runs: runs.into(), peak_bytes: Some(60_000_000), ..Sized::default() }],
            programs: None,
            rows: Chosen::named("copy,sidebar,memory").expect("they are rows"),
            n_runs: 1,
            machine: Machine { model: Some("A CPU".into()), n_cores: 2, load: Some(0.0), others: Some(others) },
            disk: "a RAM disk",
            hugo_version: None,
        }
    }

    #[test]
    fn the_published_table_of_a_quiet_machine_is_by_the_clock() {
        assert!(published(&results(0.0)).ends_with(
            "| | 1,000 pages |\n|---|--:|\n| cold build | 60 ms |\n| cold build ÷ `cp -r` of the sources | 3.00 |\n\
             | sidebar and tag cloud ÷ without, CPU | 1.50 |\n| peak memory | 60 MB |\n"
        ));
    }

    #[test]
    fn the_published_table_of_a_busy_machine_is_by_the_processor_and_says_so() {
        let text = published(&results(1.5));
        assert!(text.contains("As it had other work, all numbers are processor time"));
        assert!(text.contains("| cold build, CPU | 90 ms |\n| cold build ÷ `cp -r` of the sources | 4.50 |\n"));
    }

    #[test]
    fn cells_give_the_clock_and_the_processor() {
        let text = markdown(&results(0.0));
        assert!(text.contains("| cold build ÷ `cp -r` of the sources | 3.00 (4.50) | ≤ 3.0 |\n"), "{text}");
        assert!(text.contains("| sidebar and tag cloud ÷ without | (1.50) | ≤ 1.1 |\n"), "{text}");
    }

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(thousands(7), "7");
        assert_eq!(thousands(1_234_567), "1,234,567");
    }
}
