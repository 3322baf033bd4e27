//! What an output was made from: the values it was given, the questions it asked, the texts it showed.

use serde::{Deserialize, Serialize};

use super::question::{CalendarPart, Question, ShownPicture};
use super::renderer::Renderer;
use crate::base::fingerprint::Fingerprint;
use crate::site::EntryId;

/// What an output was made from.
#[derive(Clone, Debug, Default)]
pub(crate) struct Trace {
    /// The values it was given, by name.
    pub(super) inputs: Vec<(&'static str, Fingerprint)>,
    /// What it asked for, each with the fingerprint of the answer, if there was one.
    pub(super) answers: Vec<(Question, Option<Fingerprint>)>,
    pub(super) bodies: Bodies,
}

/// The texts that an output showed, in whole or in part.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Bodies {
    /// Those that it may have read all of, each with the fingerprint of its file.
    pub(super) whole: Vec<(EntryId, Fingerprint)>,
    /// Those that it listed, each with the fingerprint of its listing.
    pub(super) listed: Vec<(EntryId, Fingerprint)>,
}

impl Bodies {
    /// Whether today every file and every listing has the same fingerprint.
    pub(crate) fn are_unchanged(&self, file: impl Fn(EntryId) -> Fingerprint, listing: impl Fn(EntryId) -> Fingerprint) -> bool {
        self.whole.iter().all(|(id, known)| file(*id) == *known) && self.listed.iter().all(|(id, known)| listing(*id) == *known)
    }
}

impl Trace {
    /// The trace of something that is given these values and is known to ask these questions.
    pub(crate) fn new(inputs: Vec<(&'static str, Fingerprint)>, renderer: &Renderer, questions: Vec<Question>) -> Self {
        let answers = questions.into_iter().map(|question| (renderer.fingerprint(&question), question));
        Self { inputs, answers: answers.map(|(answer, question)| (question, answer)).collect(), bodies: Bodies::default() }
    }

    /// Whether the same values and the same answers would be given today.
    pub(crate) fn holds(&self, renderer: &Renderer, inputs: &[(&'static str, Fingerprint)]) -> bool {
        self.inputs == inputs && self.is_answered(renderer)
    }

    /// Whether the same answers would be given today.
    pub(crate) fn is_answered(&self, renderer: &Renderer) -> bool {
        self.answers.iter().all(|(question, answer)| renderer.fingerprint(question) == *answer)
    }

    /// The same trace of an output that was given other values.
    pub(crate) fn with_inputs(self, inputs: Vec<(&'static str, Fingerprint)>) -> Self {
        Self { inputs, ..self }
    }

    /// The same trace with the texts that a second render of the same output asked for.
    pub(crate) fn with_bodies_of(&self, other: Self) -> Self {
        Self { bodies: other.bodies, ..self.clone() }
    }

    pub(crate) fn bodies(&self) -> &Bodies {
        &self.bodies
    }

    pub(crate) fn questions(&self) -> impl Iterator<Item = &Question> {
        self.answers.iter().map(|(question, _)| question)
    }

    /// Adds what was asked after the render.
    pub(super) fn add(&mut self, asked: Vec<(Question, Option<Fingerprint>)>) {
        for (question, answer) in asked {
            if !self.answers.iter().any(|(known, _)| *known == question) {
                self.answers.push((question, answer));
            }
        }
    }

    /// The references that were asked for.
    pub(crate) fn references(&self) -> impl Iterator<Item = &String> {
        self.questions().filter_map(|question| if let Question::Reference { key, .. } = question { Some(key) } else { None })
    }

    /// The pictures that were shown, and those of which a part was wanted and that are none of the site's.
    pub(crate) fn pictures(&self) -> impl Iterator<Item = &ShownPicture> {
        let pictures = self.answers.iter().filter_map(|(question, answer)| match question {
            Question::Picture(shown) => Some((shown, answer)),
            _ => None,
        });
        pictures.filter(|(shown, answer)| answer.is_some() || shown.crop.is_some() || shown.wrong.is_some()).map(|(shown, _)| shown)
    }

    /// Whether it asked for the report on the finished site.
    pub(crate) fn shows_report(&self) -> bool {
        self.questions().any(|question| *question == Question::Report)
    }

    /// Whether an answer changes with every day: the date, or the days that are left while there are some.
    pub(crate) fn is_daily(&self, renderer: &Renderer) -> bool {
        self.questions().any(|question| match question {
            Question::Calendar(CalendarPart::BuildDate) => true,
            Question::Calendar(CalendarPart::DaysLeft) => renderer.config.campaign.days_left(renderer.present.date).is_some(),
            _ => false,
        })
    }
}
