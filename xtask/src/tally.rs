//! A list of steps with headers, times and a closing count.

use std::time::{Duration, Instant};

/// How many checks held. A step without tests of its own counts as one check.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Count {
    pub passed: usize,
    pub failed: usize,
}

impl Count {
    pub(crate) const ONE: Count = Count { passed: 1, failed: 0 };
}

/// What a step found: its own counts, and why it failed if it did.
pub(crate) struct Outcome {
    pub count: Count,
    pub failure: Option<String>,
}

impl From<Result<(), String>> for Outcome {
    fn from(result: Result<(), String>) -> Outcome {
        match result {
            Ok(()) => Outcome { count: Count::ONE, failure: None },
            Err(message) => Outcome { count: Count::default(), failure: Some(message) },
        }
    }
}

struct Step {
    name: &'static str,
    time: Duration,
    outcome: Outcome,
}

#[derive(Default)]
pub(crate) struct Tally {
    steps: Vec<Step>,
}

impl Tally {
    /// Runs one step under its header. The steps after a failure still run, so that one run shows every problem.
    pub(crate) fn step(&mut self, name: &'static str, body: impl FnOnce() -> Outcome) -> bool {
        println!("\n=== {name}");
        let start = Instant::now();
        let mut outcome = body();
        if outcome.failure.is_some() && outcome.count.failed == 0 {
            outcome.count.failed = 1;
        }
        let time = start.elapsed();
        match &outcome.failure {
            None => println!("--- {name}: ok in {:.1} s", time.as_secs_f64()),
            Some(message) => println!("--- {name}: FAILED in {:.1} s: {message}", time.as_secs_f64()),
        }
        let passed = outcome.failure.is_none();
        self.steps.push(Step { name, time, outcome });
        passed
    }

    /// Records a step that cannot run because an earlier one failed.
    pub(crate) fn skip(&mut self, name: &'static str, because: &str) {
        let failure = format!("not run: {because}");
        println!("\n=== {name}\n--- {name}: {failure}");
        let count = Count { passed: 0, failed: 1 };
        self.steps.push(Step { name, time: Duration::ZERO, outcome: Outcome { count, failure: Some(failure) } });
    }

    pub(crate) fn has_failed(&self) -> bool {
        self.steps.iter().any(|step| step.outcome.failure.is_some())
    }

    /// Prints every step and, as the very last line, `N passed, N failed`.
    pub(crate) fn close(self) -> Count {
        println!("\n=== Summary");
        for step in &self.steps {
            let Count { passed, failed } = step.outcome.count;
            println!("{:<24} {:>7.1} s  {passed:>5} passed {failed:>4} failed", step.name, step.time.as_secs_f64());
            if let Some(failure) = &step.outcome.failure {
                println!("    {failure}");
            }
        }
        let total = self
            .steps
            .iter()
            .map(|step| step.outcome.count)
            .fold(Count::default(), |sum, count| Count { passed: sum.passed + count.passed, failed: sum.failed + count.failed });
        println!("\n{} passed, {} failed", total.passed, total.failed);
        total
    }
}
