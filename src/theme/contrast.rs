//! Proves that colours are visible on their grounds: every pair that the roles imply, in both schemes.

use std::collections::BTreeMap;

use super::color::Color;
use super::roles::{Need, ROLES, role};
use super::tokens::{Token, Tokens};
use crate::base::diagnostic::{Code, Diagnostic, Problems, Suggestion};
use crate::base::source::{Source, SourceId, Span};
use crate::syntax::css;
use crate::syntax::fields::{Fields, FromNode, Spanned, Table, wrong_type};

/// How many colours may name each other by `var()` in a row.
const MAX_ALIASES: usize = 8;

/// The schemes a reader's system asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Scheme {
    Light,
    Dark,
}

impl Scheme {
    pub(crate) const ALL: [Self; 2] = [Self::Light, Self::Dark];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// A pair that a theme declares for its own colours under `[contrast]`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Declared {
    pub need: Need,
    pub front: Spanned<String>,
    pub grounds: Vec<Spanned<String>>,
    pub source: SourceId,
}

/// A colour on another, with the contrast that WCAG demands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Pair {
    pub front: String,
    pub ground: String,
    pub need: Need,
}

/// A pair as it was measured in a scheme.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Proof {
    pub pair: Pair,
    pub scheme: Scheme,
    pub ratio: f64,
}

impl Proof {
    pub(crate) fn passes(&self) -> bool {
        self.ratio >= self.pair.need.ratio()
    }
}

/// Reads `[contrast]`: tables `text`, `large-text` and `interface`, each with a colour and its grounds.
pub(super) fn read(table: &Table, source: &SourceId, problems: &mut Problems) -> Vec<Declared> {
    let mut declared = Vec::new();
    let mut fields = Fields::new(table, source);
    for (name, need) in [("text", Need::Text), ("large-text", Need::LargeText), ("interface", Need::Interface)] {
        let pairs: Table = fields.optional(name, problems).unwrap_or_default();
        for entry in pairs.entries {
            match Vec::<Spanned<String>>::from_node(&entry.node) {
                Ok(grounds) => {
                    let front = Spanned { value: entry.key, span: entry.key_span };
                    declared.push(Declared { need, front, grounds, source: source.clone() });
                }
                Err(_) => problems.push(wrong_type(source, &entry.key, &entry.node, "a list of texts in quotes, the colours it stands on")),
            }
        }
    }
    fields.finish("`[contrast]`", problems);
    declared
}

/// The colours of a theme in one scheme: those of the dark scheme replace those of the light one.
pub(crate) struct Colors<'t> {
    tokens: BTreeMap<&'t str, &'t Token>,
}

impl<'t> Colors<'t> {
    pub(crate) fn new(tokens: &'t Tokens, scheme: Scheme) -> Self {
        let lists = [Some(&tokens.light), Some(&tokens.dark).filter(|_| scheme == Scheme::Dark)];
        let all = lists.into_iter().flatten().flatten();
        Self { tokens: all.filter_map(|token| Some((token.property.strip_prefix("--color-")?, token))).collect() }
    }

    pub(crate) fn token(&self, name: &str) -> Option<&'t Token> {
        self.tokens.get(name).copied()
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &'t str> + '_ {
        self.tokens.keys().copied()
    }

    /// The colour a token means, through `var(--color-…)`; none where it cannot be computed.
    pub(crate) fn color(&self, name: &str) -> Option<Color> {
        Color::parse(self.chain(name).last()?)
    }

    /// The colour that a token takes by `var(--color-…)`, where there is none of that name.
    fn missing(&self, token: &Token) -> Option<String> {
        let other = css::sole_variable(token.value.trim())?;
        let name = other.strip_prefix("--color-")?;
        self.token(name).is_none().then(|| name.to_owned())
    }

    /// A colour to paint a swatch with: computed where it can be, else as it is written.
    pub(crate) fn paint(&self, name: &str) -> Option<String> {
        let written = self.chain(name).last().copied()?;
        Some(self.color(name).filter(|color| color.is_opaque()).map_or_else(|| written.to_owned(), |color| color.to_string()))
    }

    /// A token's value, and those it leads to by `var(--color-…)`.
    fn chain(&self, name: &str) -> Vec<&'t str> {
        let mut values = Vec::new();
        let mut next = self.token(name);
        while let Some(token) = next.filter(|_| values.len() < MAX_ALIASES) {
            let value = token.value.trim();
            values.push(value);
            let other = css::sole_variable(value);
            next = other.as_deref().and_then(|other| self.token(other.strip_prefix("--color-")?));
        }
        values
    }

    /// A ground as it is seen: a translucent one is on top of `surface`.
    fn ground(&self, name: &str) -> Option<Color> {
        let color = self.color(name)?;
        if color.is_opaque() {
            return Some(color);
        }
        let below = self.color("surface").filter(|below| name != "surface" && below.is_opaque())?;
        Some(color.over(below))
    }

    /// The contrast of a pair; `None` if one of the two colours cannot be computed.
    pub(crate) fn ratio(&self, pair: &Pair) -> Option<f64> {
        let ground = self.ground(&pair.ground)?;
        Some(self.color(&pair.front)?.over(ground).contrast(ground))
    }
}

/// Every pair of a theme: those of the roles, `on-NAME` on `NAME`, and those it declares.
pub(super) fn pairs(tokens: &Tokens, declared: &[Declared]) -> Vec<Pair> {
    let colors = Colors::new(tokens, Scheme::Light);
    let pair = |front: &str, ground: &str, need| Pair { front: front.to_owned(), ground: ground.to_owned(), need };
    let mut pairs: Vec<Pair> = ROLES
        .iter()
        .flat_map(|role| role.on.iter().flat_map(move |(need, grounds)| grounds.iter().map(move |ground| pair(role.name, ground, *need))))
        .collect();
    let own = colors.names().filter(|name| role(name).is_none());
    pairs.extend(own.filter_map(|name| Some(pair(name, name.strip_prefix("on-")?, Need::Text))));
    for Declared { need, front, grounds, .. } in declared {
        pairs.extend(grounds.iter().map(|ground| pair(&front.value, &ground.value, *need)));
    }
    pairs.retain(|pair| colors.token(&pair.front).is_some() && colors.token(&pair.ground).is_some());
    let mut seen = std::collections::BTreeSet::new();
    pairs.retain(|pair| seen.insert(pair.clone()));
    pairs
}

/// Measures every pair in both schemes. What cannot be computed is left out.
pub(super) fn proofs(tokens: &Tokens, declared: &[Declared]) -> Vec<Proof> {
    let pairs = pairs(tokens, declared);
    let schemes = Scheme::ALL.map(|scheme| (scheme, Colors::new(tokens, scheme)));
    let measure = |(scheme, colors): &(Scheme, Colors<'_>), pair: &Pair| {
        Some(Proof { pair: pair.clone(), scheme: *scheme, ratio: colors.ratio(pair)? })
    };
    schemes.iter().flat_map(|scheme| pairs.iter().filter_map(move |pair| measure(scheme, pair))).collect()
}

/// Reports what is not clear enough or cannot be proved. `sources` are the theme files, strongest first: a problem points at
/// the stronger of its two tokens, which is the one to change.
pub(super) fn check(tokens: &Tokens, declared: &[Declared], sources: &[&Source], problems: &mut Problems) {
    check_names(tokens, declared, problems);
    let pairs = pairs(tokens, declared);
    let strength = |at: &Span| sources.iter().position(|source| source.id == at.source).unwrap_or(usize::MAX);
    let light = Colors::new(tokens, Scheme::Light);
    let mut unproved = BTreeMap::new();
    let mut failing: BTreeMap<(Span, Scheme), Vec<Failing>> = BTreeMap::new();
    for scheme in Scheme::ALL {
        let colors = Colors::new(tokens, scheme);
        let is_new = |name: &str| scheme == Scheme::Light || colors.chain(name) != light.chain(name);
        // A pair that the dark scheme does not change has been proved in the light one.
        for pair in pairs.iter().filter(|pair| [pair.front.as_str(), &pair.ground, "surface"].into_iter().any(is_new)) {
            let (Some(front), Some(ground)) = (colors.token(&pair.front), colors.token(&pair.ground)) else { continue };
            let Some(ratio) = colors.ratio(pair) else {
                let both = [(&pair.front, front), (&pair.ground, ground)];
                let found = both.into_iter().filter_map(|(name, token)| unprovable(&colors, name, token));
                unproved.extend(found.map(|problem| (problem.at.clone(), problem)));
                continue;
            };
            if ratio >= pair.need.ratio() {
                continue;
            }
            let (at, other) = if strength(&ground.at) < strength(&front.at) { (ground, front) } else { (front, ground) };
            let code = if pair.need == Need::Interface { Code::A11yContrastUi } else { Code::A11yContrast };
            let names = format!("`{}` on `{}`", pair.front, pair.ground);
            let ratio = shown(ratio, pair.need.ratio());
            let message = format!(
                "{names} has a contrast of {ratio}:1 in the {} scheme, and {} needs {}:1",
                scheme.name(),
                pair.need.words(),
                pair.need.ratio()
            );
            let problem = Diagnostic::new(code, message)
                .at(at.at.clone())
                .also(other.at.clone(), format!("the other colour, `{}`", other.value))
                .help(offer(&colors, pair, &pairs, scheme));
            failing.entry((at.at.clone(), scheme)).or_default().push(Failing { problem, in_short: format!("{names} has {ratio}:1") });
        }
    }
    problems.extend(failing.into_values().filter_map(of_one_color));
    problems.extend(unproved.into_values());
}

/// A pair of colours that cannot be told apart.
struct Failing {
    problem: Diagnostic,
    /// What is said of it behind the problem of another pair.
    in_short: String,
}

/// One problem of all pairs that fail for one colour: that of a text before that of a part of the interface, the others behind it.
fn of_one_color(mut pairs: Vec<Failing>) -> Option<Diagnostic> {
    pairs.sort_by_key(|pair| pair.problem.code != Code::A11yContrast);
    let mut pairs = pairs.into_iter();
    let mut first = pairs.next()?.problem;
    let others: Vec<String> = pairs.map(|other| other.in_short).collect();
    if !others.is_empty() {
        first.message = format!("{}; {} more: {}", first.message, others.len(), others.join(", "));
    }
    Some(first)
}

/// Names under `[contrast]` that no token has.
fn check_names(tokens: &Tokens, declared: &[Declared], problems: &mut Problems) {
    let colors = Colors::new(tokens, Scheme::Light);
    for Declared { front, grounds, source, .. } in declared {
        for name in [front].into_iter().chain(grounds).filter(|name| colors.token(&name.value).is_none()) {
            let help = Suggestion::nearest(&name.value, colors.names())
                .or_else(|| format!("add `{} = …` under `[tokens.color.light]`", name.value));
            problems.push(
                Diagnostic::new(Code::InvalidValue, format!("there is no colour `{}`", name.value))
                    .at(source.at(name.span.clone()))
                    .help(help),
            );
        }
    }
}

/// Why a colour of a pair cannot be measured; `None` if it can.
fn unprovable(colors: &Colors<'_>, name: &str, token: &Token) -> Option<Diagnostic> {
    let problem = |message: String, help: &str| Some(Diagnostic::new(Code::InvalidValue, message).at(token.at.clone()).help(help));
    let Some(color) = colors.color(name) else {
        if let Some(missing) = colors.missing(token) {
            let help = Suggestion::nearest(&missing, colors.names()).spelled(|near| format!("var(--color-{near})"));
            return problem(
                format!("`{name}` takes the colour `{missing}`, which there is not"),
                &help.or("write a colour like `#0b5394`"),
            );
        }
        return problem(
            format!("the contrast of `{name}` cannot be proved, because `{}` is not a colour that can be computed", token.value),
            "write it like `#0b5394`, `rgb(11 83 148)`, `hsl(207 86% 31%)`, `oklch(45% 0.12 250)`, `navy` or `var(--color-link)`",
        );
    };
    if name == "surface" && !color.is_opaque() {
        return problem("`surface` lets through what lies behind the page".to_owned(), "write a colour without transparency");
    }
    None
}

/// A ratio with enough digits to show on which side of the limit it is, truncated and not rounded.
pub(crate) fn shown(ratio: f64, limit: f64) -> String {
    let cut = |digits: i32| (ratio * 10f64.powi(digits)).floor() / 10f64.powi(digits);
    let digits = (3..=9).find(|digits| (cut(*digits) >= limit) == (ratio >= limit) && cut(*digits) != limit).unwrap_or(9);
    format!("{:.*}", digits as usize, cut(digits))
}

/// The nearest colour that passes on every ground of the role, or else on this one.
fn offer(colors: &Colors<'_>, pair: &Pair, pairs: &[Pair], scheme: Scheme) -> String {
    let grounds: Vec<(Color, f64)> = pairs
        .iter()
        .filter(|other| other.front == pair.front)
        .filter_map(|other| Some((colors.ground(&other.ground)?, other.need.ratio())))
        .collect();
    let Some(ground) = colors.ground(&pair.ground) else { return String::new() };
    let Some(own) = colors.color(&pair.front).map(|color| color.over(ground)) else { return String::new() };
    let everywhere = own.nearest(|color| grounds.iter().all(|(ground, ratio)| color.contrast(*ground) >= *ratio));
    let here = || own.nearest(|color| color.contrast(ground) >= pair.need.ratio());
    let write = |color: Color| {
        let ratio = shown(color.contrast(ground), pair.need.ratio());
        format!("write `{} = \"{color}\"` under `[tokens.color.{}]`: {ratio}:1, the nearest colour that passes", pair.front, scheme.name())
    };
    match (everywhere, here()) {
        (Some(color), _) if grounds.len() > 1 => format!("{} on all its grounds", write(color)),
        (Some(color), _) => write(color),
        (None, Some(color)) => format!("{} here, but none passes on all its grounds; change one of the grounds too", write(color)),
        (None, None) => "no colour passes here; change the ground".to_owned(),
    }
}
