//! The rows of the table of speed: what is set against what, and what is aimed at.

use super::kind::Kind;
use super::measure::Measured;

/// One kind of run over another.
#[derive(Debug)]
pub(super) struct Row {
    /// What `--rows` calls it.
    pub name: &'static str,
    pub label: &'static str,
    pub over: Kind,
    pub under: Kind,
    pub by: By,
    /// Larger sites are left out, as they would take minutes and say nothing new.
    pub most_pages: usize,
    pub aim: &'static str,
}

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    /// Time by the clock, and processor time beside it.
    Clock,
    /// Processor time of the program and of the kernel for it.
    Cpu,
    /// Processor time of the program alone.
    UserCpu,
}

const ANY: usize = usize::MAX;

#[rustfmt::skip]
pub(super) const ROWS: [Row; 9] = [
    Row { name: "floor", label: "cold build ÷ floor program", over: Kind::Cold, under: Kind::Floor, by: By::Clock, most_pages: ANY, aim: "≤ 2.5" },
    Row { name: "copy", label: "cold build ÷ `cp -r` of the sources", over: Kind::Cold, under: Kind::Copy, by: By::Clock, most_pages: ANY, aim: "≤ 3.0" },
    Row { name: "hugo", label: "Hugo ÷ Ribbon", over: Kind::Hugo, under: Kind::Cold, by: By::Clock, most_pages: ANY, aim: "≥ 7" },
    Row { name: "base", label: "`base` theme ÷ plain templates", over: Kind::BaseTheme, under: Kind::Cold, by: By::Clock, most_pages: ANY, aim: "≤ 1.15" },
    Row { name: "sidebar", label: "sidebar and tag cloud ÷ without", over: Kind::Sidebar, under: Kind::Cold, by: By::Cpu, most_pages: ANY, aim: "≤ 1.1" },
    Row { name: "evidence", label: "3 citations and 2 statistics a page ÷ without", over: Kind::Evidence, under: Kind::Cold, by: By::Cpu, most_pages: ANY, aim: "≤ 1.2" },
    Row { name: "style", label: "a style of names and years ÷ a numbered one", over: Kind::NamesAndYears, under: Kind::Evidence, by: By::UserCpu, most_pages: 1_000, aim: "≤ 2" },
    Row { name: "edited", label: "one body changed ÷ cold build", over: Kind::Edited, under: Kind::Cold, by: By::Clock, most_pages: ANY, aim: "≤ 0.2" },
    Row { name: "unchanged", label: "nothing changed ÷ cold build", over: Kind::Unchanged, under: Kind::Cold, by: By::Clock, most_pages: ANY, aim: "≤ 0.05" },
];

/// Rows that are no ratio of two kinds: peak memory, the growth from one size to ten times as many pages, and the small sites.
pub(super) const MEMORY: &str = "memory";
pub(super) const GROWTH: &str = "growth";
pub(super) const PROGRAMS: &str = "programs";
const OTHERS: [&str; 3] = [MEMORY, GROWTH, PROGRAMS];

/// The rows that were asked for by name, or all.
#[derive(Debug)]
pub(super) struct Chosen(Vec<&'static str>);

impl Chosen {
    pub(super) fn all() -> Chosen {
        Chosen(ROWS.iter().map(|row| row.name).chain(OTHERS).collect())
    }

    /// `floor,memory`
    pub(super) fn named(words: &str) -> Result<Chosen, String> {
        let all = Chosen::all().0;
        let find = |word: &str| {
            let known = || format!("`{word}` is no row of the table; expected some of {}, with commas between", all.join(", "));
            all.iter().copied().find(|name| *name == word).ok_or_else(known)
        };
        words.split(',').map(|word| find(word.trim())).collect::<Result<Vec<_>, _>>().map(Chosen)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains(&name)
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = &'static Row> {
        ROWS.iter().filter(|row| self.has(row.name))
    }

    /// The kinds of run that the rows need for a site of this size, in the order of a round.
    pub(super) fn kinds(&self, n_pages: usize, hugo: bool) -> Vec<Kind> {
        let rows = self.rows().filter(|row| n_pages <= row.most_pages && (hugo || row.name != "hugo"));
        let mut kinds: Vec<Kind> = rows.flat_map(|row| [row.over, row.under]).chain([Kind::Cold]).collect();
        kinds.sort();
        kinds.dedup();
        kinds
    }
}

/// By the clock, where that is asked for, and by the processor, where that is known.
pub(super) fn ratios(row: &Row, over: &Measured, under: &Measured) -> (Option<f64>, Option<f64>) {
    let cpu = |measured: &Measured| match row.by {
        By::UserCpu => measured.cpu_seconds(|cpu| cpu.user),
        By::Clock | By::Cpu => measured.cpu_seconds(|cpu| cpu.user + cpu.system),
    };
    let clock = (row.by == By::Clock).then(|| over.milliseconds() / under.milliseconds());
    (clock, cpu(over).zip(cpu(under)).map(|(over, under)| over / under))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::measure::{Cpu, Run};
    use super::*;

    #[test]
    fn rows_are_chosen_by_name() {
        let chosen = Chosen::named("copy, memory").expect("both are rows");
        assert_eq!(chosen.kinds(100, true), [Kind::Copy, Kind::Cold]);
        assert!(chosen.has(MEMORY) && !chosen.has(PROGRAMS));
        assert!(
            Chosen::named("speed").expect_err("no such row").starts_with("`speed` is no row of the table; expected some of floor, copy,")
        );
    }

    #[test]
    fn kinds_come_once_and_slow_ones_on_small_sites_alone() {
        let all = Chosen::all();
        assert_eq!(all.kinds(1_000, true).len(), 10);
        assert!(!all.kinds(10_000, true).contains(&Kind::NamesAndYears));
        assert!(!all.kinds(1_000, false).contains(&Kind::Hugo));
    }

    #[test]
    fn a_ratio_is_by_what_its_row_says() {
        let measured = |milliseconds: u64, user: f64, system: f64| {
            let mut measured = Measured::default();
            measured.add(Run { time: Duration::from_millis(milliseconds), cpu: Some(Cpu { user, system }), stages: Vec::new() });
            measured
        };
        let (over, under) = (measured(30, 0.5, 0.25), measured(10, 0.25, 0.0));
        let of = |name: &str| ratios(ROWS.iter().find(|row| row.name == name).expect("a row of the table"), &over, &under);
        assert_eq!(of("floor"), (Some(3.0), Some(3.0)));
        assert_eq!(of("sidebar"), (None, Some(3.0)));
        assert_eq!(of("style"), (None, Some(2.0)));
    }
}
