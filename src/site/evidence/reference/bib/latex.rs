//! LaTeX in a field as the markup of CSL-JSON. `biblatex` has read accents and special letters by then; what it does not
//! know it leaves as `\command{…}`.

use biblatex::{Chunk, ChunksRef};

/// A field as text.
#[derive(Debug, Default)]
pub(super) struct Text {
    pub markup: String,
    /// Commands that could not be read.
    pub unknown: Vec<String>,
}

/// Commands and declarations that set text in another way, each with the tags that stand for it.
const SETTINGS: &[(&str, &str, &str)] = &[
    ("textit", "<i>", "</i>"),
    ("textsl", "<i>", "</i>"),
    ("emph", "<i>", "</i>"),
    ("mkbibemph", "<i>", "</i>"),
    ("it", "<i>", "</i>"),
    ("em", "<i>", "</i>"),
    ("sl", "<i>", "</i>"),
    ("itshape", "<i>", "</i>"),
    ("textbf", "<b>", "</b>"),
    ("bf", "<b>", "</b>"),
    ("bfseries", "<b>", "</b>"),
    ("textsubscript", "<sub>", "</sub>"),
    ("textsuperscript", "<sup>", "</sup>"),
    ("textsc", "<span style=\"font-variant:small-caps;\">", "</span>"),
    ("sc", "<span style=\"font-variant:small-caps;\">", "</span>"),
    ("scshape", "<span style=\"font-variant:small-caps;\">", "</span>"),
    ("enquote", "“", "”"),
    ("mkbibquote", "“", "”"),
];

/// Commands that show what they hold.
const BARE: &[&str] = &[
    "text",
    "textrm",
    "textsf",
    "texttt",
    "textnormal",
    "textup",
    "textmd",
    "mbox",
    "hbox",
    "ensuremath",
    "mathrm",
    "mathit",
    "mathbf",
    "mathsf",
    "mathnormal",
    "operatorname",
    "url",
    "uppercase",
    "MakeUppercase",
    "NoCaseChange",
    "rm",
    "sf",
    "tt",
    "normalfont",
    "relax",
    "protect",
    "left",
    "right",
    "displaystyle",
    "textstyle",
    "boldmath",
    "unboldmath",
    "nolinkurl",
    "noopsort",
    "natexlab",
    "textlatin",
];

/// Commands for one character.
const SIGNS: &[(&str, &str)] = &[
    ("alpha", "α"),
    ("beta", "β"),
    ("gamma", "γ"),
    ("delta", "δ"),
    ("epsilon", "ε"),
    ("varepsilon", "ε"),
    ("zeta", "ζ"),
    ("eta", "η"),
    ("theta", "θ"),
    ("vartheta", "ϑ"),
    ("iota", "ι"),
    ("kappa", "κ"),
    ("lambda", "λ"),
    ("mu", "μ"),
    ("nu", "ν"),
    ("xi", "ξ"),
    ("pi", "π"),
    ("rho", "ρ"),
    ("sigma", "σ"),
    ("varsigma", "ς"),
    ("tau", "τ"),
    ("upsilon", "υ"),
    ("phi", "φ"),
    ("varphi", "φ"),
    ("chi", "χ"),
    ("psi", "ψ"),
    ("omega", "ω"),
    ("Gamma", "Γ"),
    ("Delta", "Δ"),
    ("Theta", "Θ"),
    ("Lambda", "Λ"),
    ("Xi", "Ξ"),
    ("Pi", "Π"),
    ("Sigma", "Σ"),
    ("Upsilon", "Υ"),
    ("Phi", "Φ"),
    ("Psi", "Ψ"),
    ("Omega", "Ω"),
    ("textalpha", "α"),
    ("textbeta", "β"),
    ("textgamma", "γ"),
    ("textdelta", "δ"),
    ("textmu", "µ"),
    ("micro", "µ"),
    ("pm", "±"),
    ("textpm", "±"),
    ("mp", "∓"),
    ("times", "×"),
    ("texttimes", "×"),
    ("div", "÷"),
    ("cdot", "·"),
    ("ast", "∗"),
    ("star", "⋆"),
    ("le", "≤"),
    ("leq", "≤"),
    ("leqslant", "≤"),
    ("ge", "≥"),
    ("geq", "≥"),
    ("geqslant", "≥"),
    ("ne", "≠"),
    ("neq", "≠"),
    ("ll", "≪"),
    ("gg", "≫"),
    ("lt", "<"),
    ("gt", ">"),
    ("sim", "∼"),
    ("simeq", "≃"),
    ("approx", "≈"),
    ("equiv", "≡"),
    ("propto", "∝"),
    ("infty", "∞"),
    ("circ", "°"),
    ("degree", "°"),
    ("textdegree", "°"),
    ("prime", "′"),
    ("to", "→"),
    ("rightarrow", "→"),
    ("longrightarrow", "→"),
    ("textrightarrow", "→"),
    ("leftarrow", "←"),
    ("leftrightarrow", "↔"),
    ("Rightarrow", "⇒"),
    ("uparrow", "↑"),
    ("downarrow", "↓"),
    ("sum", "∑"),
    ("int", "∫"),
    ("partial", "∂"),
    ("nabla", "∇"),
    ("forall", "∀"),
    ("exists", "∃"),
    ("in", "∈"),
    ("notin", "∉"),
    ("subset", "⊂"),
    ("cup", "∪"),
    ("cap", "∩"),
    ("ell", "ℓ"),
    ("hbar", "ℏ"),
    ("ldots", "…"),
    ("cdots", "⋯"),
    ("dag", "†"),
    ("dagger", "†"),
    ("bullet", "•"),
    ("copyright", "©"),
    ("textcopyright", "©"),
    ("texteuro", "€"),
    ("euro", "€"),
    ("textsterling", "£"),
    ("textyen", "¥"),
    ("textcent", "¢"),
    ("textonehalf", "½"),
    ("textonequarter", "¼"),
    ("textthreequarters", "¾"),
    ("textperthousand", "‰"),
    ("permil", "‰"),
    ("textnumero", "№"),
    ("textminus", "−"),
    ("textquotedblleft", "“"),
    ("slash", "/"),
    ("textslash", "/"),
    ("quad", " "),
    ("qquad", " "),
    ("space", " "),
    ("thinspace", "\u{202f}"),
    ("newline", " "),
    ("linebreak", " "),
    ("allowbreak", ""),
    ("&", "&"),
    ("%", "%"),
    ("#", "#"),
    ("$", "$"),
    ("_", "_"),
    ("{", "{"),
    ("}", "}"),
    (",", "\u{202f}"),
    (";", " "),
    (":", " "),
    ("!", ""),
    ("/", ""),
    (" ", " "),
    ("@", ""),
    ("\\", " "),
    ("log", "log"),
    ("ln", "ln"),
    ("min", "min"),
    ("max", "max"),
    ("exp", "exp"),
    ("BibTeX", "BibTeX"),
    ("LaTeX", "LaTeX"),
    ("TeX", "TeX"),
    ("j", "ȷ"),
    ("textbar", "|"),
    ("vert", "|"),
    ("mid", "|"),
    ("langle", "⟨"),
    ("rangle", "⟩"),
    ("sqrt", "√"),
];

/// A field as markup; what stands in braces keeps its case.
pub(super) fn text(chunks: ChunksRef<'_>) -> Text {
    let mut text = Text::default();
    for chunk in chunks {
        match &chunk.v {
            Chunk::Normal(own) => text.read(own, false),
            Chunk::Math(own) => text.read(own, true),
            Chunk::Verbatim(own) => {
                let has_letters = own.chars().any(char::is_alphabetic);
                text.markup.push_str(if has_letters { "<span class=\"nocase\">" } else { "" });
                text.read(own, false);
                text.markup.push_str(if has_letters { "</span>" } else { "" });
            }
        }
    }
    text
}

/// A field without any formatting.
pub(super) fn plain(chunks: ChunksRef<'_>) -> String {
    crate::site::evidence::rich::plain(&text(chunks).markup)
}

impl Text {
    fn read(&mut self, text: &str, is_math: bool) {
        // Declarations such as `\em` hold to the end of their group.
        let mut ends: Vec<&str> = Vec::new();
        let mut rest = text;
        while let Some(letter) = rest.chars().next() {
            let after = &rest[letter.len_utf8()..];
            rest = match letter {
                '\\' => self.command(after, is_math, &mut ends),
                '$' => match after.split_once('$') {
                    Some((formula, after)) => {
                        self.read(formula, true);
                        after
                    }
                    None => self.keep(letter, after),
                },
                '_' if is_math => self.script(after, "<sub>", "</sub>"),
                '^' if is_math => self.script(after, "<sup>", "</sup>"),
                '~' => self.keep('\u{a0}', after),
                '{' | '}' => after,
                '-' if is_math => self.keep('−', after),
                '\'' if is_math => self.keep('′', after),
                '`' if after.starts_with('`') => self.keep('“', &after[1..]),
                '\'' if after.starts_with('\'') => self.keep('”', &after[1..]),
                '`' => self.keep('‘', after),
                other => self.keep(other, after),
            };
        }
        ends.iter().rev().for_each(|end| self.markup.push_str(end));
    }

    fn keep<'t>(&mut self, letter: char, after: &'t str) -> &'t str {
        self.markup.push(letter);
        after
    }

    /// What stands raised or lowered: the next character, command or group.
    fn script<'t>(&mut self, after: &'t str, open: &str, close: &str) -> &'t str {
        let (own, rest) = match group(after) {
            Some(split) => split,
            None => {
                let length = match after.strip_prefix('\\') {
                    Some(command) => 1 + name(command).len(),
                    None => after.chars().next().map_or(0, char::len_utf8),
                };
                after.split_at(length)
            }
        };
        // A degree is a raised circle.
        let is_raised = own.trim() != "\\circ";
        self.markup.push_str(if is_raised { open } else { "" });
        self.read(own, true);
        self.markup.push_str(if is_raised { close } else { "" });
        rest
    }

    /// A command behind its backslash; gives what comes after it and after what it holds.
    fn command<'t>(&mut self, text: &'t str, is_math: bool, ends: &mut Vec<&'static str>) -> &'t str {
        let name = name(text);
        let after = &text[name.len()..];
        let held = group(after);
        let after_word = if name.starts_with(char::is_alphabetic) { after.strip_prefix(' ').unwrap_or(after) } else { after };
        if let Some((_, open, close)) = SETTINGS.iter().find(|(known, ..)| *known == name) {
            self.markup.push_str(open);
            let Some((own, rest)) = held else {
                ends.push(close);
                return after_word;
            };
            self.read(own, is_math);
            self.markup.push_str(close);
            return rest;
        }
        if let Some((_, sign)) = SIGNS.iter().find(|(known, _)| *known == name) {
            self.markup.push_str(sign);
            return match held {
                Some((own, rest)) => {
                    self.read(own, is_math);
                    rest
                }
                // A blank behind a sign only ends its name, except in text, where `biblatex` wrote it.
                None => after_word,
            };
        }
        if name.is_empty() {
            return after;
        }
        if !BARE.contains(&name) {
            self.unknown.push(name.to_owned());
        }
        match held {
            Some((own, rest)) => {
                self.read(own, is_math);
                rest
            }
            None => after_word,
        }
    }
}

/// The name of a command: letters, or one other character.
fn name(text: &str) -> &str {
    let letters = text.find(|letter: char| !letter.is_ascii_alphabetic()).unwrap_or(text.len());
    if letters > 0 { &text[..letters] } else { &text[..text.chars().next().map_or(0, char::len_utf8)] }
}

/// What stands in the braces that a text starts with, and what comes after them.
fn group(text: &str) -> Option<(&str, &str)> {
    if !text.starts_with('{') {
        return None;
    }
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => {
                depth -= 1;
                if depth == 0 {
                    return Some((&text[1..at], &text[at + 1..]));
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use biblatex::Bibliography;

    use super::*;

    fn check(written: &str, expected: &str) {
        let bibliography = Bibliography::parse(&format!("@misc{{a, title = {{{written}}}}}")).expect("BibTeX");
        let chunks = bibliography.get("a").and_then(|entry| entry.get("title")).expect("a title");
        assert_eq!(text(chunks).markup, expected);
    }

    #[test]
    fn formatting() {
        check("The \\textit{TP53} gene and \\emph{in vivo} work", "The <i>TP53</i> gene and <i>in vivo</i> work");
        check("{\\em Whole} \\textbf{b}", "<span class=\"nocase\"><i>Whole</i></span> <b>b</b>");
        check("{H}\\textsubscript{2}{O}", "<span class=\"nocase\">H</span><sub>2</sub><span class=\"nocase\">O</span>");
        check("\\textsc{dna}", "<span style=\"font-variant:small-caps;\">dna</span>");
    }

    #[test]
    fn formulas() {
        check("CO$_2$ and 10$^{6}$ at 37$^\\circ$C", "CO<sub>2</sub> and 10<sup>6</sup> at 37°C");
        check("$\\alpha$-cells, $p \\leq 0.05$", "α-cells, p ≤0.05");
        check("$\\mathrm{CD4}^+$", "CD4<sup>+</sup>");
    }

    #[test]
    fn letters_and_marks() {
        check("\\\"Uber na\\\"ive 50\\% \\& ``so''~on", "Über naïve 50% & “so”\u{a0}on");
        check("it's \\unknown{kept}", "it's kept");
    }

    #[test]
    fn unknown_commands_are_named() {
        let bibliography = Bibliography::parse("@misc{a, title = {A \\wrong{b} c}}").expect("BibTeX");
        let text = text(bibliography.get("a").and_then(|entry| entry.get("title")).expect("a title"));
        assert_eq!((text.markup.as_str(), text.unknown), ("A b c", vec!["wrong".to_owned()]));
    }
}
