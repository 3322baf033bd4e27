//! The machine that a table was made on, and what else it had to do: a ratio of times is honest only beside both.

use std::fs::read_to_string;
use std::time::Instant;

/// Linux counts processor time in hundredths of a second, whatever the kernel's own beat is.
const TICKS_A_SECOND: f64 = 100.0;

/// Above this share of the cores, what others do is seen in a time by the clock.
const QUIET: f64 = 0.1;

/// From when a measurement began.
pub(super) struct Watch {
    start: Instant,
    load: Option<f64>,
    ticks: Option<Ticks>,
}

/// What was found when it ended.
pub(super) struct Machine {
    pub model: Option<String>,
    pub n_cores: usize,
    /// The load average of the last minute before the start, when the measurement was no part of it yet.
    pub load: Option<f64>,
    /// How many cores other programs kept busy meanwhile, on average.
    pub others: Option<f64>,
}

/// Ticks of all programs, and of this one with those that it started and that have ended.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Ticks {
    all: u64,
    own: u64,
}

impl Watch {
    pub(super) fn start() -> Watch {
        Watch { start: Instant::now(), load: load(), ticks: Ticks::now() }
    }

    pub(super) fn stop(&self) -> Machine {
        let seconds = self.start.elapsed().as_secs_f64();
        let others = self.ticks.zip(Ticks::now()).map(|(before, after)| {
            let ticks = (after.all - before.all).saturating_sub(after.own - before.own);
            ticks as f64 / TICKS_A_SECOND / seconds
        });
        Machine {
            model: read_to_string("/proc/cpuinfo").ok().as_deref().and_then(model),
            n_cores: std::thread::available_parallelism().map_or(1, usize::from),
            load: self.load,
            others,
        }
    }
}

impl Machine {
    /// Whether times by the clock say more about other programs than about the measured one. What is not known is not quiet.
    pub(super) fn is_busy(&self) -> bool {
        self.others.is_none_or(|others| others > QUIET * self.n_cores as f64)
    }

    /// `Intel(R) Xeon(R) Processor, 2 cores, load 0.3 before the run; other programs used 0.1 cores meanwhile`
    pub(super) fn described(&self) -> String {
        let mut text = self.model.clone().unwrap_or_else(|| std::env::consts::ARCH.to_owned());
        text.push_str(&format!(", {} cores", self.n_cores));
        if let Some(load) = self.load {
            text.push_str(&format!(", load {load:.1} before the run"));
        }
        if let Some(others) = self.others {
            text.push_str(&format!("; other programs used {others:.1} cores meanwhile"));
        }
        text
    }
}

impl Ticks {
    fn now() -> Option<Ticks> {
        Some(Ticks { all: all(&read_to_string("/proc/stat").ok()?)?, own: own(&read_to_string("/proc/self/stat").ok()?)? })
    }
}

/// The load average of the last minute.
pub(super) fn load() -> Option<f64> {
    read_to_string("/proc/loadavg").ok()?.split(' ').next()?.parse().ok()
}

fn model(cpuinfo: &str) -> Option<String> {
    cpuinfo.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':')).map(|(_, model)| model.trim().to_owned())
}

/// `cpu  user nice system idle iowait irq softirq steal …`: all but the two that wait.
fn all(stat: &str) -> Option<u64> {
    let numbers: Option<Vec<u64>> = stat.lines().next()?.strip_prefix("cpu ")?.split_whitespace().map(|word| word.parse().ok()).collect();
    let numbers = numbers.filter(|numbers| numbers.len() >= 8)?;
    Some(numbers[..3].iter().chain(&numbers[5..8]).sum())
}

/// The fields `utime`, `stime`, `cutime` and `cstime`, counted from behind the name, which may hold anything.
fn own(stat: &str) -> Option<u64> {
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    fields.get(11..15)?.iter().map(|field| field.parse::<u64>().ok()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_read_from_proc() {
        assert_eq!(all("cpu  100 2 30 4000 50 6 7 8 0 0\ncpu0 1 1 1 1\n"), Some(153));
        let stat = "42 (a (b) c) S 1 42 42 0 -1 4194560 1 2 3 4 10 20 300 4000 20 0 1 0 5";
        assert_eq!(own(stat), Some(4_330));
        assert_eq!(model("processor\t: 0\nmodel name\t: A CPU\n"), Some("A CPU".into()));
    }

    #[test]
    fn a_machine_is_described_with_what_else_it_did() {
        let mut machine = Machine { model: Some("A CPU".into()), n_cores: 2, load: Some(0.26), others: Some(0.04) };
        assert_eq!(machine.described(), "A CPU, 2 cores, load 0.3 before the run; other programs used 0.0 cores meanwhile");
        assert!(!machine.is_busy());
        machine.others = Some(0.9);
        assert!(machine.is_busy());
        machine.others = None;
        assert!(machine.is_busy());
    }
}
