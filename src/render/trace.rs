//! What an output was made from: the values it was given, the questions it asked, the texts it showed.

use super::renderer::Renderer;
use super::texts::Texts;
use crate::base::fingerprint::Fingerprint;
use crate::site::EntryId;

/// A question that is answered while something is rendered.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Question {
    Page {
        path: String,
        language: usize,
    },
    Section {
        path: String,
        language: usize,
    },
    Data {
        path: String,
    },
    /// A data file with the places of its fields, as charts read it.
    Table {
        path: String,
    },
    Asset {
        theme: String,
        path: String,
    },
    Terms {
        taxonomy: String,
        language: usize,
    },
    /// An entry of a reference file, styled for a language.
    Reference {
        key: String,
        language: usize,
    },
    /// All entries of the reference files.
    Bibliography {
        language: usize,
    },
    /// A statistic in the words of a language.
    Stat {
        id: String,
        language: usize,
    },
    /// A part of what the calendar says.
    Calendar(CalendarPart),
    /// The names that there are, which messages suggest from.
    Names(Names),
    BaseUrl,
    /// The templates and strings of a theme.
    Theme(String),
    /// The code and the data of a language.
    Language(usize),
}

/// The parts of `campaign` and `build` that change by themselves or by `[campaign]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CalendarPart {
    Day,
    Launch,
    TimeZone,
    Phase,
    Phases,
    DaysLeft,
    BuildDate,
}

/// Lists of names.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Names {
    /// Content files, below `content/`.
    Pages,
    Data,
    /// Static files of a theme.
    Assets {
        theme: String,
    },
    Taxonomies,
    Languages,
    References,
    Stats,
}

/// What an output was made from.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    /// The values it was given, by name.
    pub(super) inputs: Vec<(&'static str, Fingerprint)>,
    /// What it asked for, each with the fingerprint of the answer; none where there was none.
    pub(super) answers: Vec<(Question, Option<Fingerprint>)>,
    /// The texts it showed, each with the fingerprint of its file.
    pub(super) bodies: Vec<(EntryId, Fingerprint)>,
}

impl Trace {
    /// The trace of something that is given these values and is known to ask these questions.
    pub fn new(inputs: Vec<(&'static str, Fingerprint)>, renderer: &Renderer, questions: Vec<Question>) -> Self {
        let answers = questions.into_iter().map(|question| (renderer.fingerprint(&question), question));
        Self { inputs, answers: answers.map(|(answer, question)| (question, answer)).collect(), bodies: Vec::new() }
    }

    /// Whether the same values and the same answers would be given today.
    pub fn holds(&self, renderer: &Renderer, inputs: &[(&'static str, Fingerprint)]) -> bool {
        self.inputs == inputs && self.answers.iter().all(|(question, answer)| renderer.fingerprint(question) == *answer)
    }

    /// Whether all texts that were shown stand in the files that they stood in.
    pub fn shows_the_same_files(&self, texts: &Texts<'_>) -> bool {
        self.bodies.iter().all(|(id, file)| texts.file(*id) == *file)
    }

    /// The same trace with the texts that another look at the same output asked for.
    pub fn with_bodies_of(&self, other: Self) -> Self {
        Self { bodies: other.bodies, ..self.clone() }
    }

    pub fn questions(&self) -> impl Iterator<Item = &Question> {
        self.answers.iter().map(|(question, _)| question)
    }

    /// The references that were asked for.
    pub fn references(&self) -> impl Iterator<Item = &String> {
        self.questions().filter_map(|question| if let Question::Reference { key, .. } = question { Some(key) } else { None })
    }

    /// Whether an answer changes with every day: the date, or the days that are left while there are some.
    pub fn is_daily(&self, renderer: &Renderer) -> bool {
        self.questions().any(|question| match question {
            Question::Calendar(CalendarPart::BuildDate) => true,
            Question::Calendar(CalendarPart::DaysLeft) => renderer.config.campaign.days_left(renderer.present.date).is_some(),
            _ => false,
        })
    }
}
