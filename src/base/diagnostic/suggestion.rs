//! What was probably meant, and what to say if no known name is near.

/// The known name that was probably meant. It becomes a help text once the caller says what to write if there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct Suggestion {
    name: Option<String>,
    /// Text that follows `did you mean …?`.
    more: String,
}

impl Suggestion {
    /// The nearest of these names, if one is near enough.
    pub fn nearest<'a>(written: &str, names: impl IntoIterator<Item = &'a str>) -> Self {
        Self::of(nearest(written, names))
    }

    /// A name that was found in another way.
    pub fn of(name: Option<impl Into<String>>) -> Self {
        Self { name: name.map(Into::into), more: String::new() }
    }

    /// The name as it has to be written there: `@/about.md` for `about.md`.
    pub fn spelled(self, spell: impl FnOnce(String) -> String) -> Self {
        Self { name: self.name.map(spell), ..self }
    }

    /// Adds text that follows the suggestion, if there is one.
    pub fn followed_by(self, more: impl Into<String>) -> Self {
        Self { more: format!(" {}", more.into()), ..self }
    }

    /// The help, if there is a name to suggest.
    pub fn help(self) -> Option<String> {
        self.name.map(|name| format!("did you mean `{name}`?{}", self.more))
    }

    /// The help, or a fixed text.
    pub fn or(self, otherwise: &str) -> String {
        self.help().unwrap_or_else(|| otherwise.to_owned())
    }

    /// The help, or a list of all names after a few words: `the phases are …`. If there are no names, a fixed text.
    pub fn or_list(self, lead: &str, names: &[impl AsRef<str>], otherwise: &str) -> String {
        if names.is_empty() {
            return self.or(otherwise);
        }
        self.or_else(|| format!("{lead} {}", names.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(", ")))
    }

    /// The help, or a text that is only made if it is needed.
    pub fn or_else(self, otherwise: impl FnOnce() -> String) -> String {
        self.help().unwrap_or_else(otherwise)
    }
}

/// The name nearest to what was written, if one is near enough to be meant.
pub fn nearest<'a>(written: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = match written.chars().count() {
        0..=4 => 1,
        5..=7 => 2,
        n => n / 3,
    };
    names
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(&written.to_lowercase(), &name.to_lowercase()), name))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearest_is_a_near_miss_or_nothing() {
        assert_eq!(nearest("titel", ["title", "date"]), Some("title"));
        assert_eq!(nearest("tags", ["tags", "date"]), Some("tags"));
        assert_eq!(nearest("colour", ["title", "date"]), None);
        assert_eq!(nearest("", ["title"]), None);
        // Half of the letters of a short name make another one.
        assert_eq!((nearest("note", ["site"]), nearest("dtae", ["date"])), (None, Some("date")));
    }

    #[test]
    fn help_suggests_or_says_something_else() {
        assert_eq!(Suggestion::nearest("titel", ["title"]).or("write a key"), "did you mean `title`?");
        assert_eq!(Suggestion::nearest("colour", ["title"]).or("write a key"), "write a key");
        let spelled = Suggestion::nearest("abuot.md", ["about.md"]).spelled(|page| format!("@/{page}"));
        assert_eq!(spelled.help().as_deref(), Some("did you mean `@/about.md`?"));
        let more = || Suggestion::nearest("titel", ["title"]).followed_by("or leave it out");
        assert_eq!(more().or_list("the keys are", &["title"], "there are none"), "did you mean `title`? or leave it out");
        let list = |names: &[&str]| Suggestion::nearest("colour", names.iter().copied()).or_list("the keys are", names, "there are none");
        assert_eq!(list(&["title", "date"]), "the keys are title, date");
        assert_eq!(list(&[]), "there are none");
    }
}
