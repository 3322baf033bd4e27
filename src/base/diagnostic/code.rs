//! The codes of all problems, each with its usual severity and an explanation.

use serde::{Deserialize, Serialize};

use super::Severity;

macro_rules! codes {
    ($($variant:ident $name:literal $severity:ident)*) => {
        /// The name of a kind of problem; `ribbon explain` says more about each.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Code { $($variant),* }

        impl Code {
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }

            /// The severity a problem has unless `[check]` says otherwise.
            pub fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity),* }
            }

            /// What the code means and how to fix it, as Markdown.
            pub fn explanation(self) -> &'static str {
                match self { $(Self::$variant => include_str!(concat!("explain/", $name, ".md"))),* }
            }

            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|code| code.name() == name)
            }
        }
    };
}

impl Code {
    /// Whether it is a rule of health publishing, which is named in capitals.
    pub fn is_rule(self) -> bool {
        self.name().starts_with(|first: char| first.is_ascii_uppercase())
    }

    /// Whether `[check]` may set the severity or silence the code in a file. Codes that mean the build cannot tell what the
    /// site is cannot be silenced.
    pub fn can_be_overridden(self) -> bool {
        self.severity() != Severity::Error
            || self.is_rule()
            || matches!(self, Self::BrokenLink | Self::BrokenAnchor | Self::BrokenOutputLink | Self::ExternalGone | Self::DuplicateId)
    }
}

impl Code {
    /// Whether it is found on finished pages, which not every build looks at.
    pub fn is_of_finished_pages(self) -> bool {
        const FAMILIES: &[&str] = &["A11Y-", "I18N-", "PRIV-", "SCHEMA-", "SEC-", "SEO-", "SOC-"];
        FAMILIES.iter().any(|family| self.name().starts_with(family))
            || matches!(self, Self::BrokenOutputLink | Self::DuplicateId | Self::UncheckedPage | Self::CciCue | Self::CciVisual)
    }

    /// Whether it is about other sites, which are asked only on demand.
    pub fn is_of_other_sites(self) -> bool {
        matches!(self, Self::ExternalGone | Self::ExternalMoved | Self::ExternalSilent | Self::ExternalAnchor | Self::ExternalUndecided)
    }

    /// Whether it is about a key in a file that could not be read as it was meant.
    pub fn is_of_keys(self) -> bool {
        use Code::{
            InvalidValue, MisplacedFrontMatter, MissingKey, NotUtf8, Syntax, UnclosedFrontMatter, UnknownKey, UnknownPhase, UnreadableFile,
            WrongType,
        };
        matches!(
            self,
            Syntax
                | UnknownKey
                | MissingKey
                | WrongType
                | InvalidValue
                | MisplacedFrontMatter
                | UnclosedFrontMatter
                | UnknownPhase
                | UnreadableFile
                | NotUtf8
        )
    }
}

codes! {
    // Reading files
    UnreadableFile "unreadable-file" Error
    NotUtf8 "not-utf8" Error
    LinkLeavesSite "link-leaves-site" Error
    MarkdownEnding "markdown-ending" Error
    FileNameClash "file-name-clash" Error
    UnportableName "unportable-name" Warning
    HiddenFile "hidden-file" Warning
    NoSite "no-site" Error
    OutputInsideSources "output-inside-sources" Error
    CannotWrite "cannot-write" Error
    // site.toml, theme.toml, front matter
    Syntax "syntax" Error
    UnknownKey "unknown-key" Error
    MissingKey "missing-key" Error
    WrongType "wrong-type" Error
    InvalidValue "invalid-value" Error
    MisplacedFrontMatter "misplaced-front-matter" Error
    UnclosedFrontMatter "unclosed-front-matter" Error
    UnknownLanguage "unknown-language" Error
    LanguageData "language-data" Warning
    ExampleAddress "example-address" Warning
    UnknownTaxonomy "unknown-taxonomy" Error
    UnknownPhase "unknown-phase" Error
    // Sections and pages
    LanguageFolder "language-folder" Warning
    MissingSortKey "missing-sort-key" Warning
    DuplicateUrl "duplicate-url" Error
    TwoIndexFiles "two-index-files" Error
    DuplicateTranslation "duplicate-translation" Error
    UnsafePath "unsafe-path" Error
    MissingImageAlt "missing-image-alt" Warning
    EmptyDescription "empty-description" Warning
    // Pictures
    BrokenPicture "broken-picture" Warning
    BrokenIcon "broken-icon" Error
    BrokenCard "broken-card" Error
    PictureEnding "picture-ending" Warning
    PictureFormat "picture-format" Error
    PictureSize "picture-size" Warning
    PictureColours "picture-colours" Warning
    PictureCrop "picture-crop" Warning
    A11yFlash "A11Y-FLASH" Warning
    // Markdown
    UnclosedComponent "unclosed-component" Error
    UnopenedComponent "unopened-component" Error
    ComponentSyntax "component-syntax" Error
    NestedTooDeep "nested-too-deep" Error
    RawHtml "raw-html" Error
    UnclosedHtml "unclosed-html" Error
    ForeignSyntax "foreign-syntax" Warning
    RepeatedWord "repeated-word" Warning
    WrongWeekday "wrong-weekday" Warning
    DuplicateId "duplicate-id" Error
    MissingFootnote "missing-footnote" Error
    // Components
    UnknownComponent "unknown-component" Error
    UnknownArgument "unknown-argument" Error
    MissingArgument "missing-argument" Error
    WrongArgument "wrong-argument" Error
    MissingBody "missing-body" Warning
    RepeatedComponent "repeated-component" Warning
    UnexpectedBody "unexpected-body" Error
    // Links
    BrokenLink "broken-link" Error
    BrokenAnchor "broken-anchor" Error
    BrokenOutputLink "broken-output-link" Error
    // Links to other sites, which are asked only on demand
    ExternalGone "external-gone" Error
    ExternalMoved "external-moved" Warning
    ExternalSilent "external-silent" Warning
    ExternalAnchor "external-anchor" Warning
    ExternalUndecided "external-undecided" Info
    // Themes and templates
    MissingTheme "missing-theme" Error
    ThemeCycle "theme-cycle" Error
    ThemeEngine "theme-engine" Error
    UnknownParam "unknown-param" Error
    TemplateSyntax "template-syntax" Error
    TemplateReference "template-reference" Error
    TemplateVariable "template-variable" Warning
    TemplateLoop "template-loop" Error
    MissingTemplate "missing-template" Error
    TemplateRender "template-render" Error
    MissingString "missing-string" Warning
    MissingExample "missing-example" Warning
    BrokenExample "broken-example" Warning
    // The contract between a site and its theme, and colours
    MissingAsset "missing-asset" Error
    MissingToken "missing-token" Error
    A11yContrast "A11Y-CONTRAST" Error
    A11yContrastUi "A11Y-CONTRAST-UI" Error
    A11yHeading "A11Y-HEADING" Warning
    A11yFakeHeading "A11Y-FAKE-HEADING" Warning
    A11yFakeList "A11Y-FAKE-LIST" Warning
    A11ySensory "A11Y-SENSORY" Warning
    // Accessibility of finished pages
    A11yImgAlt "A11Y-IMG-ALT" Error
    A11yImgAltFile "A11Y-IMG-ALT-FILE" Error
    A11ySvgName "A11Y-SVG-NAME" Error
    A11yLinkName "A11Y-LINK-NAME" Error
    A11yLinkGeneric "A11Y-LINK-GENERIC" Warning
    A11yLinkDistinct "A11Y-LINK-DISTINCT" Error
    A11yLabelName "A11Y-LABEL-NAME" Error
    A11yForm "A11Y-FORM" Error
    A11yAutocomplete "A11Y-AUTOCOMPLETE" Error
    A11yTable "A11Y-TABLE" Error
    A11yOrient "A11Y-ORIENT" Error
    A11yZoom "A11Y-ZOOM" Error
    A11ySpacing "A11Y-SPACING" Error
    A11yKeyboard "A11Y-KEYBOARD" Error
    A11yRefresh "A11Y-REFRESH" Error
    A11yMotion "A11Y-MOTION" Error
    A11yAutoplay "A11Y-AUTOPLAY" Error
    A11yMediaTranscript "A11Y-MEDIA-TRANSCRIPT" Error
    A11yMediaCaptions "A11Y-MEDIA-CAPTIONS" Error
    A11yHover "A11Y-HOVER" Warning
    A11yDrag "A11Y-DRAG" Error
    A11yTitle "A11Y-TITLE" Error
    A11yBypass "A11Y-BYPASS" Error
    A11yFocus "A11Y-FOCUS" Error
    A11yLang "A11Y-LANG" Error
    A11yLangParts "A11Y-LANG-PARTS" Warning
    A11yAria "A11Y-ARIA" Error
    A11yConsistent "A11Y-CONSISTENT" Error
    UncheckedPage "unchecked-page" Warning
    // What visitors give away, and what search engines and networks are told
    PrivThirdParty "PRIV-THIRD-PARTY" Error
    PrivEmbed "PRIV-EMBED" Error
    PrivForm "PRIV-FORM" Warning
    PrivPolicy "PRIV-POLICY" Error
    PrivCookie "PRIV-COOKIE" Warning
    PerfFirstRtt "PERF-FIRST-RTT" Warning
    PerfPage "PERF-PAGE" Error
    PerfFont "PERF-FONT" Warning
    SocOg "SOC-OG" Warning
    SocTwitter "SOC-TWITTER" Warning
    SocShare "SOC-SHARE" Error
    SeoCanonical "SEO-CANONICAL" Warning
    SeoDesc "SEO-DESC" Warning
    I18nHreflang "I18N-HREFLANG" Error
    I18nDir "I18N-DIR" Error
    I18nCssLogical "I18N-CSS-LOGICAL" Warning
    SecCspInline "SEC-CSP-INLINE" Warning
    SecCspLen "SEC-CSP-LEN" Warning
    SecSvg "SEC-SVG" Error
    // Evidence: the names of the rules of health publishing
    CiteUnresolved "CITE-UNRESOLVED" Error
    CiteUnused "CITE-UNUSED" Warning
    CiteDup "CITE-DUP" Warning
    CiteStat "CITE-STAT" Warning
    CiteAge "CITE-AGE" Warning
    CiteChecked "CITE-CHECKED" Warning
    CiteRetracted "CITE-RETRACTED" Error
    CiteInlineText "CITE-INLINE-TEXT" Warning
    CiteVague "CITE-VAGUE" Warning
    ReadRisk "READ-RISK" Warning
    ReadStigma "READ-STIGMA" Warning
    ReadMetaphor "READ-METAPHOR" Warning
    ReadHype "READ-HYPE" Warning
    ReadSentence "READ-SENTENCE" Warning
    ReadParagraph "READ-PARAGRAPH" Warning
    ReadWordy "READ-WORDY" Warning
    ReadLatin "READ-LATIN" Warning
    ReadJargon "READ-JARGON" Warning
    ReadAbbr "READ-ABBR" Warning
    ReadPassive "READ-PASSIVE" Warning
    ReadNumformat "READ-NUMFORMAT" Warning
    ReadDecimal "READ-DECIMAL" Warning
    ReadPercent "READ-PERCENT" Warning
    ReadRange "READ-RANGE" Warning
    ReadDate "READ-DATE" Warning
    ReadOrdinal "READ-ORDINAL" Warning
    ReadGrade "READ-GRADE" Warning
    // Clear communication
    CciMain "CCI-MAIN" Warning
    CciTop "CCI-TOP" Warning
    CciCue "CCI-CUE" Warning
    CciVisual "CCI-VISUAL" Warning
    CciCta "CCI-CTA" Warning
    CiteFields "CITE-FIELDS" Error
    CiteDoi "CITE-DOI" Error
    CitePmid "CITE-PMID" Error
    CiteCheckdigit "CITE-CHECKDIGIT" Error
    CiteRead "CITE-READ" Warning
    // The words of a site
    TermAvoid "TERM-AVOID" Warning
    TermLanguage "TERM-LANGUAGE" Warning
    // Review: who vouches for a text
    ReviewLedger "review-ledger" Error
    TrustAuthor "TRUST-AUTHOR" Warning
    TrustCredentials "TRUST-CREDENTIALS" Warning
    TrustReviewer "TRUST-REVIEWER" Warning
    TrustReviewDate "TRUST-REVIEW-DATE" Warning
    TrustReviewDue "TRUST-REVIEW-DUE" Warning
    TrustStale "TRUST-STALE" Warning
    TrustEditedAfterReview "TRUST-EDITED-AFTER-REVIEW" Warning
    TrustDisclosure "TRUST-DISCLOSURE" Warning
    TrustFunding "TRUST-FUNDING" Warning
    TrustPublisher "TRUST-PUBLISHER" Warning
    TrustContact "TRUST-CONTACT" Warning
    TrustFeedback "TRUST-FEEDBACK" Warning
    TrustDisclaimer "TRUST-DISCLAIMER" Warning
    TrustHelpline "TRUST-HELPLINE" Warning
    TrustKind "TRUST-KIND" Warning
    TrustConsent "TRUST-CONSENT" Error
    TrustBadge "TRUST-BADGE" Warning
    // Structured data
    SchemaSync "SCHEMA-SYNC" Warning
    SchemaValid "SCHEMA-VALID" Warning
    SchemaNoHidden "SCHEMA-NOHIDDEN" Warning
    // Charts
    ChartData "chart-data" Error
    A11yChartTable "A11Y-CHART-TABLE" Error
    CiteStatConflict "CITE-STAT-CONFLICT" Warning
    // Checks
    EmptySite "empty-site" Error
    UnknownCode "unknown-code" Error
    UnusedSuppression "unused-suppression" Warning
    FixedFinding "fixed-finding" Info
    SuppressionReason "suppression-reason" Warning
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_explained_and_found_by_its_name() {
        for code in Code::ALL {
            assert_eq!(Code::from_name(code.name()), Some(*code));
            assert!(code.explanation().starts_with("# "), "{}", code.name());
        }
    }
}
