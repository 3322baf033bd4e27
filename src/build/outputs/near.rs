//! What the values of a page can be made of, as far as that is known before they are made.

use std::sync::Arc;

use super::Outputs;
use crate::base::fingerprint::Fingerprint;
use crate::plan::{Planned, Target};
use crate::render::rendered::Rendered;

/// What the values of a page can be made of: while it is the same, they are, and need not be made to be compared.
///
/// This is sound because the values are a function of the site, of which the key has all that they reach (`Texts::near`), of the
/// page's text, and of what else `Outputs::one` gives to a page, which the key names.
#[derive(Clone)]
pub(super) struct Near {
    key: Fingerprint,
    /// The text, which is the same one as long as nothing has changed that it was made from.
    text: Arc<Rendered>,
}

impl PartialEq for Near {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key && Arc::ptr_eq(&self.text, &other.text)
    }
}

impl Near {
    /// `None` for what is no page, and where no build follows that could compare it.
    pub(super) fn of(outputs: &Outputs<'_, '_>, planned: &Planned) -> Option<Self> {
        let Target::Entry { id, pager: 0 } = planned.target else { return None };
        if !outputs.is_remembered {
            return None;
        }
        let text = outputs.texts.text(id);
        let policy = outputs.policy.as_ref().map(|policy| policy.fingerprint);
        let key = Fingerprint::of(&(text.near?, &planned.url, policy, outputs.texts.approved(id)));
        Some(Self { key, text: text.rendered.clone() })
    }
}
