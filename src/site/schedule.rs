//! What changes by itself, and when: pages that come and go, phases, reviews that are due.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;

use crate::base::source::SourceId;
use crate::site::config::{Campaign, Present};
use crate::site::{Content, event, expires, publishes};

/// Something that happens at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    pub at: Timestamp,
    pub what: What,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// A phase starts; the pages that come and go with it.
    Phase {
        name: String,
        appear: Vec<SourceId>,
        disappear: Vec<SourceId>,
    },
    Publish(SourceId),
    Expire(SourceId),
    /// An event of `data/events.toml` is over, by its id.
    Over(String),
    /// The text is due for another review.
    Review(SourceId),
}

/// What pages and phases do by their dates, past and to come, in the order of time. Drafts have none.
pub(crate) fn events(campaign: &Campaign, contents: &[Content], public: &[event::Event]) -> Vec<Event> {
    let mut events = phases(campaign, contents);
    events.extend(public.iter().map(|event| Event { at: event.over(), what: What::Over(event.id.clone()) }));
    for Content { source, front, .. } in contents.iter().filter(|content| !content.front.draft) {
        let moments =
            [(publishes(campaign, front), What::Publish(source.clone())), (expires(campaign, front), What::Expire(source.clone()))];
        events.extend(moments.into_iter().filter_map(|(at, what)| Some(Event { at: at?, what })));
    }
    sort(&mut events);
    events
}

fn sort(events: &mut [Event]) {
    events.sort_by(|a, b| (a.at, &a.what).cmp(&(b.at, &b.what)));
}

fn phases(campaign: &Campaign, contents: &[Content]) -> Vec<Event> {
    let mut pages: BTreeMap<&str, BTreeSet<&SourceId>> = BTreeMap::new();
    for Content { source, front, .. } in contents.iter().filter(|content| !content.front.draft) {
        for phase in front.phases.iter().flatten() {
            pages.entry(phase.value.as_str()).or_default().insert(source);
        }
    }
    let none = BTreeSet::new();
    let mut before = &none;
    let mut events = Vec::new();
    for phase in &campaign.phases {
        let now = pages.get(phase.name.as_str()).unwrap_or(&none);
        let only_in = |these: &BTreeSet<&SourceId>, those| these.difference(those).map(|source| (*source).clone()).collect();
        let what = What::Phase { name: phase.name.clone(), appear: only_in(now, before), disappear: only_in(before, now) };
        events.push(Event { at: campaign.zone.instant(phase.starts), what });
        before = now;
    }
    events
}

/// What is to come, seen from one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Schedule {
    pub campaign: Campaign,
    pub present: Present,
    /// Past and to come, in the order of time.
    pub events: Vec<Event>,
    /// Whether some page changes at every midnight.
    pub is_daily: bool,
}

impl Schedule {
    /// Adds to the events the days on which reviews are due.
    pub fn new(
        campaign: &Campaign,
        present: &Present,
        mut events: Vec<Event>,
        reviews: impl Iterator<Item = (SourceId, Date)>,
        is_daily: bool,
    ) -> Self {
        events.extend(reviews.map(|(source, day)| Event { at: campaign.zone.midnight(day), what: What::Review(source) }));
        sort(&mut events);
        Self { campaign: campaign.clone(), present: present.clone(), events, is_daily }
    }

    pub fn coming(&self) -> impl Iterator<Item = &Event> {
        self.events.iter().filter(|event| event.at > self.present.instant)
    }

    /// When the site has to be built again, if ever.
    pub fn next(&self) -> Option<Timestamp> {
        let event = self.coming().map(|event| event.at).next();
        event.into_iter().chain(self.tomorrow().filter(|_| self.is_daily)).min()
    }

    pub fn tomorrow(&self) -> Option<Timestamp> {
        Some(self.campaign.zone.midnight(self.present.date.tomorrow().ok()?))
    }

    /// From the moment of the last change to that of the next one: how long a build stays right. Checks may depend on the day,
    /// so a build is never valid beyond its own.
    pub fn validity(&self) -> (Timestamp, Timestamp) {
        let passed = self.events.iter().map(|event| event.at).rfind(|at| *at <= self.present.instant);
        let today = self.campaign.zone.midnight(self.present.date);
        let end = [self.coming().map(|event| event.at).next(), self.tomorrow()].into_iter().flatten().min();
        (passed.unwrap_or(today).max(today), end.unwrap_or(Timestamp::MAX))
    }
}

#[cfg(test)]
mod tests;
