//! What the items of a chart are along an axis: names, numbers, or dates.

use super::number;
use super::time::{self, Grain, Reading, Written};

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Axis {
    /// Names have no distance between them.
    Names,
    Numbers(Vec<f64>),
    /// Years, or days since 1970.
    Dates(Grain, Vec<f64>),
}

/// An item that is no date among dates, or a date that cannot be read; with the place among the items.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct NoDate {
    pub item: usize,
    pub message: String,
    pub help: &'static str,
}

impl Axis {
    /// The axis of some items, by what their fields say.
    pub(super) fn read(keys: &[&str]) -> Result<Self, NoDate> {
        let readings: Vec<Reading> = keys.iter().map(|key| time::read(key)).collect();
        let dates: Vec<Written> =
            readings.iter().filter_map(|reading| if let Reading::Date(date) = reading { Some(*date) } else { None }).collect();
        if dates.len() == keys.len() && !dates.is_empty() {
            return of_dates(keys, &dates);
        }
        let numbers: Option<Vec<f64>> =
            keys.iter().map(|key| key.parse().ok().filter(|step: &f64| step.abs() <= number::LARGEST)).collect();
        if let Some(numbers) = numbers {
            return Ok(Self::Numbers(numbers));
        }
        // One year among names is a name.
        let are_days = dates.iter().any(|date| date.grain > Grain::Year);
        let problem = readings.iter().enumerate().find_map(|(item, reading)| {
            let key = keys[item];
            match reading {
                Reading::NoSuchDay => Some((item, format!("the calendar has no `{key}`"), "compare the date with the source")),
                Reading::OtherForm => Some((
                    item,
                    format!("`{key}` is a date that could be read in several ways"),
                    "write dates as `2024-03-05`, months as `2024-03`",
                )),
                Reading::None if are_days => Some((
                    item,
                    format!("`{key}` is no date, and others here are"),
                    "write it as `2024-03-05`, or leave the row out with `filter`",
                )),
                _ => None,
            }
        });
        match problem {
            Some((item, message, help)) => Err(NoDate { item, message, help }),
            None => Ok(Self::Names),
        }
    }

    /// The items' places, if they have any.
    pub(super) fn places(&self) -> Option<&[f64]> {
        match self {
            Self::Names => None,
            Self::Numbers(places) | Self::Dates(_, places) => Some(places),
        }
    }

    /// The axis of some of the items.
    pub(super) fn chosen(&self, items: &[usize]) -> Self {
        let chosen = |places: &[f64]| items.iter().map(|item| places[*item]).collect();
        match self {
            Self::Names => Self::Names,
            Self::Numbers(places) => Self::Numbers(chosen(places)),
            Self::Dates(grain, places) => Self::Dates(*grain, chosen(places)),
        }
    }
}

fn of_dates(keys: &[&str], dates: &[Written]) -> Result<Axis, NoDate> {
    let grain = dates.iter().map(|date| date.grain).max().unwrap_or(Grain::Year);
    if let Some(item) = dates.iter().position(|date| date.grain != grain) {
        let message = format!("`{}` is less exact than other dates of this chart", keys[item]);
        return Err(NoDate { item, message, help: "write all as days (`2024-03-05`), all as months (`2024-03`) or all as years" });
    }
    Ok(Axis::Dates(grain, dates.iter().map(|date| date.place(grain)).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_lie_as_far_apart_as_they_are() {
        assert_eq!(Axis::read(&["2019", "2020", "2023"]), Ok(Axis::Dates(Grain::Year, vec![2019.0, 2020.0, 2023.0])));
        assert_eq!(Axis::read(&["1970-01", "1970-02", "1970-04"]), Ok(Axis::Dates(Grain::Month, vec![0.0, 31.0, 90.0])));
        assert_eq!(Axis::read(&["0", "6", "12.5"]), Ok(Axis::Numbers(vec![0.0, 6.0, 12.5])));
        assert_eq!(Axis::read(&["16-18", "12-13"]), Ok(Axis::Names));
        assert_eq!(Axis::read(&["2019", "before"]), Ok(Axis::Names));
    }

    fn check(keys: &[&str], item: usize, message: &str) {
        let problem = Axis::read(keys).expect_err("no axis");
        assert_eq!((problem.item, problem.message.as_str()), (item, message));
    }

    #[test]
    fn dates_that_cannot_be_read_are_told() {
        check(&["2024-03-01", "2024-02-30"], 1, "the calendar has no `2024-02-30`");
        check(&["05/03/2024", "06/03/2024"], 0, "`05/03/2024` is a date that could be read in several ways");
        check(&["2024-03-01", "2024-04"], 1, "`2024-04` is less exact than other dates of this chart");
        check(&["2024-03-01", "later"], 1, "`later` is no date, and others here are");
    }
}
