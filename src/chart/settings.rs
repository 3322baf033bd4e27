//! The arguments by which an editor asks for a chart, and everything that is wrong with them.

use std::collections::BTreeMap;

use super::number;
use super::table::Table;
use crate::base::diagnostic::{Code, Diagnostic, Problems, Suggestion};
use crate::base::source::Span;

/// One argument as text, and the place of its value.
#[derive(Clone, Debug)]
pub(crate) struct Setting {
    pub value: String,
    pub at: Span,
}

/// All arguments of a chart that are not empty.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub values: BTreeMap<String, Setting>,
    /// The call of the chart, where missing arguments are reported.
    pub at: Span,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ChartKind {
    Bar,
    GroupedBar,
    StackedBar,
    Line,
    Dot,
    Proportion,
    Pictogram,
    Forest,
    Survival,
    Slope,
    Pyramid,
    Multiples,
}

impl ChartKind {
    pub(crate) const NAMES: &'static [(&'static str, Self)] = &[
        ("bar", Self::Bar),
        ("grouped-bar", Self::GroupedBar),
        ("stacked-bar", Self::StackedBar),
        ("line", Self::Line),
        ("dot", Self::Dot),
        ("proportion", Self::Proportion),
        ("pictogram", Self::Pictogram),
        ("forest", Self::Forest),
        ("survival", Self::Survival),
        ("slope", Self::Slope),
        ("pyramid", Self::Pyramid),
        ("multiples", Self::Multiples),
    ];

    /// Whether the items lie along an axis, as time does.
    pub(crate) fn is_along_axis(self) -> bool {
        matches!(self, Self::Line | Self::Survival | Self::Slope | Self::Multiples)
    }

    /// Whether it has room for a line that values are compared with.
    pub(crate) fn has_reference(self) -> bool {
        matches!(self, Self::Bar | Self::GroupedBar | Self::StackedBar | Self::Line | Self::Dot | Self::Forest | Self::Multiples)
    }

    /// Whether its numbers are parts of a whole, drawn as shapes that can be counted.
    pub(crate) fn is_of_shares(self) -> bool {
        matches!(self, Self::Proportion | Self::Pictogram)
    }

    /// Whether its marks say where a value is, and not how long it is from zero.
    pub(crate) fn may_be_log(self) -> bool {
        matches!(self, Self::Line | Self::Dot | Self::Forest | Self::Slope | Self::Multiples)
    }

    pub(crate) fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, kind)| *kind == self).map_or("", |(name, _)| name)
    }
}

/// The order of the items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Largest,
    Smallest,
    Name,
}

impl Order {
    const NAMES: &'static [(&'static str, Self)] = &[("largest", Self::Largest), ("smallest", Self::Smallest), ("name", Self::Name)];
}

/// A mistake in an argument, at its value.
pub(super) fn mistake(setting: &Setting, message: impl Into<String>, help: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Code::WrongArgument, message).at(setting.at.clone()).help(help)
}

pub(super) fn list_of(names: &[&str]) -> String {
    names.join(", ")
}

impl Settings {
    pub(crate) fn get(&self, name: &str) -> Option<&Setting> {
        self.values.get(name)
    }

    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.get(name).map(|setting| setting.value.as_str())
    }

    /// The words between the commas of an argument.
    pub(super) fn words(&self, name: &str) -> Vec<&str> {
        self.text(name).map(|text| text.split(',').map(str::trim).filter(|word| !word.is_empty()).collect()).unwrap_or_default()
    }

    pub(super) fn kind(&self, problems: &mut Problems) -> Option<ChartKind> {
        let Some(setting) = self.get("kind") else {
            problems.push(self.missing("kind", "bar"));
            return None;
        };
        one_of(ChartKind::NAMES, "kind", setting, problems)
    }

    pub(super) fn order(&self, problems: &mut Problems) -> Option<Order> {
        one_of(Order::NAMES, "sort", self.get("sort")?, problems)
    }

    /// The most items that are drawn.
    pub(super) fn limit(&self, problems: &mut Problems) -> Option<usize> {
        let setting = self.get("limit")?;
        let limit = setting.value.parse::<usize>().ok().filter(|limit| *limit > 0);
        if limit.is_none() {
            problems.push(mistake(setting, format!("`limit` cannot be {}", setting.value), "write how many to show: `limit=7`"));
        }
        limit
    }

    /// The whole that proportions are to be counted in.
    pub(super) fn per(&self, kind: Option<ChartKind>, problems: &mut Problems) -> Option<u32> {
        let setting = self.get("per")?;
        let per = setting.value.parse::<u32>().ok().filter(|per| number::WHOLES.contains(per));
        if per.is_none() {
            problems.push(mistake(setting, format!("`per` cannot be {}", setting.value), "write `per=100` or `per=1000`"));
        } else if kind.is_some_and(|kind| !kind.is_of_shares()) {
            problems.push(mistake(
                setting,
                "`per` counts proportions, and this chart draws none",
                "leave it out, or use `kind=\"proportion\"`",
            ));
        }
        per
    }

    pub(super) fn missing(&self, name: &str, example: &str) -> Diagnostic {
        Diagnostic::new(Code::MissingArgument, format!("this chart needs the argument `{name}`"))
            .at(self.at.clone())
            .help(format!("write `{name}=\"{example}\"`"))
    }

    /// The columns that an argument names.
    pub(super) fn columns(&self, name: &str, table: &Table, problems: &mut Problems) -> Vec<usize> {
        let Some(setting) = self.get(name) else { return Vec::new() };
        // A name that has a comma can be the only one.
        let words = if table.column(&setting.value).is_some() { vec![setting.value.as_str()] } else { self.words(name) };
        words.into_iter().filter_map(|word| column(table, word, setting, problems)).collect()
    }
}

/// The meaning of an argument's word, or a mistake that names the nearest one.
pub(super) fn one_of<T: Copy>(names: &[(&str, T)], argument: &str, setting: &Setting, problems: &mut Problems) -> Option<T> {
    let found = names.iter().find(|(name, _)| *name == setting.value).map(|(_, value)| *value);
    if found.is_none() {
        let names: Vec<&str> = names.iter().map(|(name, _)| *name).collect();
        let help = Suggestion::nearest(&setting.value, names.iter().copied()).or_else(|| format!("expected one of {}", list_of(&names)));
        problems.push(mistake(setting, format!("there is no {argument} `{}`", setting.value), help));
    }
    found
}

/// A column by its name, or a mistake that names the nearest one.
pub(super) fn column(table: &Table, name: &str, setting: &Setting, problems: &mut Problems) -> Option<usize> {
    let found = table.column(name);
    if table.columns.iter().filter(|column| *column == name).count() > 1 {
        let message = format!("`{}` has several columns `{name}`, so nobody can tell which is shown", table.source());
        problems.push(mistake(setting, message, "give each column a name of its own in the first row of the file"));
    }
    // A file without a first row is told of as such.
    if found.is_none() && table.columns.iter().any(|column| !column.is_empty()) {
        let names: Vec<&str> = table.columns.iter().map(String::as_str).collect();
        let is_part = |column: &&str| column.split(',').any(|part| part.trim() == name) && setting.value.contains(*column);
        if let Some(at) = names.iter().position(|column| column.contains(',') && is_part(column)) {
            let message = format!("the column `{}` has a comma in its name, and commas part names", names[at]);
            let problem = Diagnostic::new(Code::ChartData, message).at(table.head_span(at)).also(setting.at.clone(), "named here");
            // Each part of the name is no column.
            if problems.iter().all(|known| known.message != problem.message) {
                problems.push(problem.help("give the column a name without commas, such as `new_cases_2022`"));
            }
            return None;
        }
        let help = Suggestion::nearest(name, names.iter().copied()).or_else(|| format!("it has {}", list_of(&names)));
        problems.push(mistake(setting, format!("`{}` has no column `{name}`", table.source()), help));
    }
    found
}
