//! Plural forms of strings against those that the language has, by CLDR.

use fluent_syntax::ast::{CallArguments, Expression, InlineExpression, Pattern, PatternElement, Variant, VariantKey};

use crate::base::locale::{Counting, Digits, Locale};

/// The names that CLDR has for plural forms.
const FORMS: &[&str] = &["zero", "one", "two", "few", "many", "other"];
/// Whole numbers up to here show every form that a language uses for common counts; that of millions in French is none.
const COMMON: u32 = 200;

/// What is wrong with a choice by a number.
pub(super) enum Fault<'t> {
    /// A form that the language does not have: its text is never shown. `number` is what is written for it instead.
    Strange { form: &'t str, number: Option<&'static str>, forms: Vec<&'static str> },
    /// Forms are missing, and another one's text is shown; each with numbers that it is for, and the key of a form that is there.
    Missing { forms: Vec<(&'static str, Vec<u32>)>, beside: &'t str },
}

/// All faults of a text, those of texts inside its choices included.
pub(super) fn faults<'t>(text: &Pattern<&'t str>, locale: &Locale, found: &mut Vec<Fault<'t>>) {
    for element in &text.elements {
        if let PatternElement::Placeable { expression: Expression::Select { selector, variants } } = element {
            choice(selector, variants, locale, found);
            variants.iter().for_each(|variant| faults(&variant.value, locale, found));
        }
    }
}

fn choice<'t>(selector: &InlineExpression<&'t str>, variants: &[Variant<&'t str>], locale: &Locale, found: &mut Vec<Fault<'t>>) {
    let mut words: Vec<&'t str> = Vec::new();
    let mut numbers: Vec<&str> = Vec::new();
    for variant in variants {
        match &variant.key {
            VariantKey::Identifier { name } => words.push(name),
            VariantKey::NumberLiteral { value } => numbers.push(value),
        }
    }
    // Other words choose by a text.
    let is_by_number = !words.is_empty() && words.iter().all(|word| FORMS.contains(word)) && words != ["other"];
    let counting = counting(selector);
    let forms = locale.plural_forms(counting);
    // For a language without data one form is assumed, too.
    if !is_by_number || forms.len() < 2 {
        return;
    }
    for form in words.iter().copied().filter(|word| !forms.contains(word)) {
        let number = [("zero", "0"), ("one", "1"), ("two", "2")].into_iter().find(|(name, _)| *name == form).map(|(_, number)| number);
        found.push(Fault::Strange { form, number, forms: forms.clone() });
    }
    let of_form = |form: &str| (0..=COMMON).filter(|n| locale.plural(f64::from(*n), Digits::NEEDED, counting) == form).collect::<Vec<_>>();
    let is_unsaid = |n: &u32| !numbers.contains(&n.to_string().as_str());
    let lacking = forms.iter().filter(|form| !["other", "zero"].contains(form) && !words.contains(form));
    let lacking: Vec<(&str, Vec<u32>)> = lacking
        .map(|form| (*form, of_form(form).into_iter().filter(is_unsaid).take(3).collect()))
        .filter(|(_, n): &(_, Vec<u32>)| !n.is_empty())
        .collect();
    // A language may say several forms in one way on purpose; nobody means to write those of English alone, or all but one.
    let is_of_english = words.len() == 2 && words.contains(&"one") && words.contains(&"other");
    let is_slip = lacking.len() == 1 && forms.len() > 3;
    if let (Some(beside), true) = (words.last(), !lacking.is_empty() && (is_of_english || is_slip)) {
        found.push(Fault::Missing { forms: lacking, beside });
    }
}

/// `NUMBER($count, type: "ordinal")` asks for the forms of an order.
fn counting(selector: &InlineExpression<&str>) -> Counting {
    let is_ordinal = |arguments: &CallArguments<&str>| {
        let mut named = arguments.named.iter();
        named.any(|option| option.name.name == "type" && matches!(option.value, InlineExpression::StringLiteral { value: "ordinal" }))
    };
    match selector {
        InlineExpression::FunctionReference { arguments, .. } if is_ordinal(arguments) => Counting::Ordinal,
        _ => Counting::Cardinal,
    }
}
