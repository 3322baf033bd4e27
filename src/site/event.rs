//! `data/events.toml`: what takes place when and where.
//!
//! It is a file of data and no kind of page, as an event is one thing in all languages: its times and its place are written once, and
//! only its words are translated. A page about it may stand beside it, and is named by `url`.

use jiff::Timestamp;
use jiff::civil::Date;

use super::config::Campaign;
use super::evidence::stat::Words;
use crate::base::calendar::Zone;
use crate::base::diagnostic::{Code, Diagnostic, Problems, Suggestion};
use crate::base::moment::Moment;
use crate::base::per_language::LanguageId;
use crate::base::source::{Source, SourceId, Span};
use crate::base::url::UrlPath;
use crate::syntax::fields::{Entry, Fields, Spanned, Table, Value, parse_file, wrong_type};

pub(crate) const FILE: &str = "data/events.toml";

/// Something that takes place.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub id: String,
    pub at: Span,
    pub title: Words,
    /// A day, or a time by the clocks of `zone`; `end` is of the same kind. The last day belongs to the event.
    pub start: Moment,
    pub end: Option<Moment>,
    pub zone: Zone,
    pub place: Words,
    /// Street and town.
    pub address: Words,
    /// The address on the web at which one takes part.
    pub online: Option<Spanned<String>>,
    /// A page about it, here or elsewhere.
    pub url: Option<Spanned<String>>,
    pub organiser: Option<String>,
    pub description: Words,
    pub status: Status,
    /// When it was to start before it was moved.
    pub was: Option<Moment>,
    /// The day on which the entry last changed.
    pub updated: Option<Date>,
    /// Whether it is the day of the campaign itself.
    pub is_campaign_day: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Status {
    #[default]
    Planned,
    Moved,
    Cancelled,
}

impl Status {
    const NAMES: &'static [(&'static str, Self)] = &[("planned", Self::Planned), ("moved", Self::Moved), ("cancelled", Self::Cancelled)];

    pub(crate) fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, status)| *status == self).map_or("planned", |(name, _)| name)
    }
}

impl Event {
    pub(crate) fn is_all_day(&self) -> bool {
        self.start.time.is_none()
    }

    /// The last day of it.
    pub(crate) fn last_day(&self) -> Date {
        self.end.unwrap_or(self.start).date
    }

    /// The moment from which it is over: after its last day, at its end, or after the day of a start without an end.
    pub(crate) fn over(&self) -> Timestamp {
        match self.end.filter(|end| end.time.is_some()) {
            Some(end) => self.zone.instant(end),
            None => {
                let last = self.zone.on_its_clocks(Moment { date: self.last_day(), ..self.start }).date;
                last.tomorrow().map_or(Timestamp::MAX, |next| self.zone.midnight(next))
            }
        }
    }

    /// The file for calendars, below the home page of a language.
    pub(crate) fn file(&self, home: &UrlPath) -> UrlPath {
        home.join(&format!("events/{}.ics", self.id))
    }

    /// A text in a language, or else in the site's own, with the code of the language that it is in.
    pub(crate) fn words<'w>(words: &'w Words, codes: &[&'w str]) -> Option<(&'w str, &'w str)> {
        words.first(codes).map(|(code, text)| (if code.is_empty() { codes.last().copied().unwrap_or_default() } else { code }, text))
    }
}

/// The languages in which words of a site are looked for, the nearest first; texts without a language are in the last one.
pub(crate) fn codes(config: &super::config::Config, language: LanguageId) -> [&str; 4] {
    let own = config.languages[language].code.as_str();
    let default = config.default_language().code.as_str();
    let base = own.split('-').next().unwrap_or(own);
    if own == default { [own, base, "", default] } else { [own, base, default, default] }
}

/// Reads the file, if there is one, in the order of time. Syntax errors are reported by the reader of data files.
pub(crate) fn read(source: Option<&Source>, campaign: &Campaign, languages: &[String], problems: &mut Problems) -> Vec<Event> {
    let Some(source) = source else { return Vec::new() };
    let mut events = Vec::new();
    for entry in parse_file(source, &mut Problems::new()).entries {
        let Value::Table(table) = &entry.node.value else {
            let help = format!("write a line `[{}]`, and the event's keys on the lines below", entry.key);
            problems.push(wrong_type(&source.id, &entry.key, &entry.node, "a table of keys").help(help));
            continue;
        };
        let mut reader = Reader { source: &source.id, campaign, entry: &entry, languages, problems };
        events.extend(reader.event(table));
    }
    events.sort_by_key(|event| (event.zone.instant(event.start), event.at.start));
    events
}

/// Tells of words in languages that the site does not have, which are shown to nobody.
pub(crate) fn check_languages(source: &SourceId, table: &Table, key: &str, languages: &[String], problems: &mut Problems) {
    let Some(Value::Table(words)) = table.get(key).map(|entry| &entry.node.value) else { return };
    for word in words.entries.iter().filter(|word| !languages.contains(&word.key)) {
        let known = languages.iter().map(String::as_str);
        problems.push(crate::syntax::fields::unknown_key(source, word, &format!("`{key}`"), known));
    }
}

struct Reader<'a> {
    source: &'a SourceId,
    campaign: &'a Campaign,
    entry: &'a Entry,
    languages: &'a [String],
    problems: &'a mut Problems,
}

impl Reader<'_> {
    fn refuse(&mut self, at: std::ops::Range<usize>, message: impl Into<String>, help: impl Into<String>) {
        self.problems.push(Diagnostic::new(Code::InvalidValue, message).at(self.source.at(at)).help(help));
    }

    /// An entry, if it says when and what.
    fn event(&mut self, table: &Table) -> Option<Event> {
        let Entry { key: id, key_span, .. } = self.entry;
        let mut keys = Fields::new(table, self.source);
        self.check_id();
        let title: Option<Words> = keys.required("title", key_span.clone(), self.problems);
        let is_campaign_day = keys.optional("campaign_day", self.problems).unwrap_or(false);
        let zone = self.zone(&mut keys);
        let times = if is_campaign_day { self.campaign_day(&mut keys) } else { self.times(&mut keys, &zone) };
        let status: Status = keys.choice("status", Status::NAMES, self.problems).unwrap_or_default();
        let was: Option<Spanned<Moment>> = keys.optional("was", self.problems);
        if let Some(was) = was.as_ref().filter(|_| status != Status::Moved) {
            self.refuse(was.span.clone(), "`was` says when a moved event was to start", "add `status = \"moved\"`, or remove this line");
        }
        let event = Event {
            id: id.clone(),
            at: self.source.at(key_span.clone()),
            title: title.unwrap_or_default(),
            start: times.map_or(Moment { date: Date::ZERO, time: None, offset_minutes: None }, |(start, _)| start),
            end: times.and_then(|(_, end)| end),
            zone,
            place: keys.optional("place", self.problems).unwrap_or_default(),
            address: keys.optional("address", self.problems).unwrap_or_default(),
            online: keys.address("online", self.problems),
            url: keys.address("url", self.problems),
            organiser: keys.optional("organiser", self.problems),
            description: keys.optional("description", self.problems).unwrap_or_default(),
            status,
            was: was.map(|was| was.value),
            updated: keys.optional::<Moment>("updated", self.problems).map(|updated| updated.date),
            is_campaign_day,
        };
        keys.finish(&format!("the event `{id}`"), self.problems);
        for key in ["title", "place", "address", "description"] {
            check_languages(self.source, table, key, self.languages, self.problems);
        }
        if !is_campaign_day && ["place", "online"].iter().all(|key| table.get(key).is_none()) {
            let help = "add a line `place = \"…\"`, or `online = \"https://…\"` for an event that takes place on the web";
            let problem = Diagnostic::new(Code::MissingKey, format!("the event `{id}` takes place nowhere"));
            self.problems.push(problem.at(event.at.clone()).help(help));
        }
        (times.is_some() && event.title.first(&[]).is_some()).then_some(event)
    }

    /// An id becomes the name of a file.
    fn check_id(&mut self) {
        let id = &self.entry.key;
        if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-') {
            let help = "write it in small letters of English, digits and `-`, such as `walk-in-lyon`";
            self.refuse(self.entry.key_span.clone(), format!("`{id}` cannot be the name of a file"), help);
        }
    }

    fn zone(&mut self, keys: &mut Fields<'_>) -> Zone {
        let Some(name) = keys.optional::<Spanned<String>>("time_zone", self.problems) else { return self.campaign.zone.clone() };
        Zone::named(&name.value).unwrap_or_else(|near| {
            let help = Suggestion::of(near).or("write a name of the IANA list, such as `Europe/Paris`");
            self.refuse(name.span, format!("there is no time zone `{}`", name.value), help);
            self.campaign.zone.clone()
        })
    }

    /// The whole day of the campaign.
    fn campaign_day(&mut self, keys: &mut Fields<'_>) -> Option<(Moment, Option<Moment>)> {
        for key in ["start", "end"] {
            if let Some(entry) = keys.entry(key) {
                let message = format!("the day of the campaign has no `{key}` of its own");
                self.refuse(entry.key_span.clone(), message, "remove this line: it is `day` of `[campaign]` in `site.toml`");
            }
        }
        let Some(date) = self.campaign.day else {
            let help = "add `day = …` to `[campaign]` in `site.toml`, or write `start` instead of `campaign_day`";
            self.refuse(self.entry.key_span.clone(), "the site has no day of a campaign", help);
            return None;
        };
        Some((Moment { date, time: None, offset_minutes: None }, None))
    }

    fn times(&mut self, keys: &mut Fields<'_>, zone: &Zone) -> Option<(Moment, Option<Moment>)> {
        let start: Spanned<Moment> = keys.required("start", self.entry.key_span.clone(), self.problems)?;
        let end: Option<Spanned<Moment>> = keys.optional("end", self.problems);
        let Some(end) = end else { return Some((start.value, None)) };
        if start.value.time.is_some() != end.value.time.is_some() {
            let help = "write both as days, or both with a time";
            self.refuse(end.span, "one of `start` and `end` has a time, and the other has none", help);
            return Some((start.value, None));
        }
        let is_backwards = match start.value.time {
            Some(_) => zone.instant(end.value) <= zone.instant(start.value),
            None => end.value.date < start.value.date,
        };
        if is_backwards {
            let message = format!("the event `{}` ends before it starts", self.entry.key);
            let problem =
                Diagnostic::new(Code::InvalidValue, message).at(self.source.at(end.span)).also(self.source.at(start.span), "the start");
            self.problems.push(problem.help("correct one of the two"));
            return Some((start.value, None));
        }
        Some((start.value, Some(end.value)))
    }
}
