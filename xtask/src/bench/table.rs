//! The results as Markdown, ready for the README.

use std::fmt::Write;

use super::Sized;
use super::hugo::Hugo;

pub fn markdown(results: &[Sized], n_runs: usize, disk: &str, hugo: Option<&Hugo>) -> String {
    let mut text = String::new();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let _ = writeln!(
        text,
        "Median of {n_runs} runs of each kind, taking turns, on {cores} cores and {disk}. `cargo xtask bench` makes this table.\n"
    );
    let hugo_head = hugo.map(|hugo| format!(" Hugo {} | Hugo ÷ Ribbon |", hugo.version)).unwrap_or_default();
    let hugo_line = hugo.map_or("", |_| "--:|--:|");
    let _ = writeln!(
        text,
        "| pages | `cp -r` of the sources | `ribbon build` | ÷ `cp -r` |{hugo_head} nothing changed | ÷ cold | one page changed | with sidebar | ÷ without | base theme | peak memory |"
    );
    let _ = writeln!(text, "|--:|--:|--:|--:|{hugo_line}--:|--:|--:|--:|--:|--:|--:|");
    for sized in results {
        let (copy, cold, unchanged) = (sized.copy.milliseconds(), sized.cold.milliseconds(), sized.unchanged.milliseconds());
        let hugo = sized
            .hugo
            .as_ref()
            .map(|hugo| format!(" {} | {:.1} × |", time(hugo.milliseconds()), hugo.milliseconds() / cold))
            .unwrap_or_default();
        let sidebar = sized
            .sidebar
            .as_ref()
            .map_or_else(|_| "– | –".to_owned(), |it| format!("{} | {:.2} ×", time(it.milliseconds()), it.milliseconds() / cold));
        let _ = writeln!(
            text,
            "| {} | {} | {} | {:.2} × |{hugo} {} | {:.2} × | {} | {sidebar} | {} | {} |",
            thousands(sized.n_pages),
            time(copy),
            time(cold),
            cold / copy,
            time(unchanged),
            unchanged / cold,
            time(sized.edited.milliseconds()),
            time(sized.plain_theme.milliseconds()),
            memory(sized.peak_bytes),
        );
    }

    let stages: Vec<Vec<(String, f64)>> = results.iter().map(|sized| sized.cold.stages()).collect();
    if let Some(names) = stages.first().filter(|names| !names.is_empty()) {
        let _ = writeln!(text, "\nWhere a cold build spends its time, in milliseconds:\n");
        let _ = writeln!(text, "| pages |{} sum |", names.iter().map(|(name, _)| format!(" {name} |")).collect::<String>());
        let _ = writeln!(text, "|--:|{}--:|", "--:|".repeat(names.len()));
        for (sized, stages) in results.iter().zip(&stages) {
            let cells: String = stages.iter().map(|(_, milliseconds)| format!(" {milliseconds:.1} |")).collect();
            let _ = writeln!(text, "| {} |{cells} {:.1} |", thousands(sized.n_pages), stages.iter().map(|stage| stage.1).sum::<f64>());
        }
    }

    text.push('\n');
    for sized in results {
        let hugo = sized
            .hugo
            .as_ref()
            .map(|_| format!("; Hugo: {} files, {} at its peak", thousands(sized.n_hugo_outputs), memory(sized.hugo_peak_bytes)));
        let _ = writeln!(
            text,
            "- {} pages: {:.1} MB of sources, {} files written; the second build wrote {}{}.",
            thousands(sized.n_pages),
            sized.n_bytes as f64 / 1e6,
            thousands(sized.n_outputs),
            thousands(sized.n_rewritten),
            hugo.unwrap_or_default()
        );
        if sized.sidebar.is_err() {
            let _ = writeln!(text, "- {} pages with a sidebar: not measured, as the site did not build.", thousands(sized.n_pages));
        }
    }
    text
}

fn time(milliseconds: f64) -> String {
    if milliseconds < 1_000.0 { format!("{milliseconds:.0} ms") } else { format!("{:.2} s", milliseconds / 1_000.0) }
}

fn memory(bytes: Option<u64>) -> String {
    bytes.map_or("–".into(), |bytes| format!("{:.0} MB", bytes as f64 / 1e6))
}

fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> = digits.as_bytes().rchunks(3).rev().map(|group| std::str::from_utf8(group).unwrap_or_default()).collect();
    groups.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(thousands(7), "7");
        assert_eq!(thousands(1_234_567), "1,234,567");
    }
}
