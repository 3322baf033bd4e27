//! How a style writes its marks: numbers in brackets, or whatever the processor makes of them.

/// How a style marks citations in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::site::evidence) enum CitationFormat {
    /// By numbers alone, so that an entry looks the same on every page.
    Numbers { prefix: String, delimiter: String, suffix: String, is_raised: bool, has_ranges: bool, has_places: bool },
    /// By names and years, or in a way that depends on the other entries.
    Other,
}

impl CitationFormat {
    /// A mark as plain text; none where the processor has to write it.
    pub(in crate::site::evidence) fn plain(&self, numbers: &[usize]) -> Option<String> {
        let Self::Numbers { prefix, delimiter, suffix, .. } = self else { return None };
        let runs = self.runs(numbers).into_iter().map(|(first, last)| match first == last {
            true => first.to_string(),
            false => format!("{first}–{last}"),
        });
        Some(format!("{prefix}{}{suffix}", runs.collect::<Vec<_>>().join(delimiter)))
    }

    /// Numbers in their order, three or more in a row taken together.
    pub(in crate::site::evidence) fn runs(&self, numbers: &[usize]) -> Vec<(usize, usize)> {
        let mut numbers = numbers.to_vec();
        numbers.sort_unstable();
        numbers.dedup();
        let has_ranges = matches!(self, Self::Numbers { has_ranges: true, .. });
        let mut runs: Vec<(usize, usize)> = Vec::new();
        for number in numbers {
            match runs.last_mut() {
                Some((_, last)) if has_ranges && *last + 1 == number => *last = number,
                _ => runs.push((number, number)),
            }
        }
        let apart =
            |(first, last): (usize, usize)| if first + 1 == last { vec![(first, first), (last, last)] } else { vec![(first, last)] };
        runs.into_iter().flat_map(apart).collect()
    }
}
