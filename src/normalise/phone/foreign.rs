//! Numbers of other countries, by libphonenumber or by the North American plan.

use rlibphonenumber::enums::Region;
use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat};

use super::guess::{american_line, is_american};
use super::split::Candidate;
use super::{NumberType, Verdict};

/// One number by the North American plan; unassigned area codes are kept, since they are as equal as any.
pub(super) fn american(candidate: &Candidate) -> Option<Verdict> {
    let digits = candidate.digits.as_str();
    if candidate.has_plus && !digits.starts_with('1') {
        return by_plan(candidate, None);
    }
    let number = american_line(digits);
    if !is_american(number) || number.len() != 10 {
        return (7..=15)
            .contains(&digits.len())
            .then(|| Verdict::review(number.to_owned()));
    }
    let is_free = ["800", "833", "844", "855", "866", "877", "888"]
        .iter()
        .any(|code| number.starts_with(code));
    let number_type = if is_free {
        NumberType::Service
    } else {
        NumberType::Either
    };
    Some(Verdict::valid(["+1", number].concat(), number_type))
}

/// The type that libphonenumber tells.
fn type_of(number: &rlibphonenumber::PhoneNumber) -> NumberType {
    use rlibphonenumber::PhoneNumberType as Type;
    match number.get_type() {
        Type::Mobile => NumberType::Mobile,
        Type::FixedLine => NumberType::Landline,
        Type::SharedCost => NumberType::SharedCost,
        Type::TollFree | Type::PremiumRate | Type::UAN => NumberType::Service,
        _ => NumberType::Either,
    }
}

/// One number by the plan of another country, or by none; what no plan knows is for review.
pub(super) fn by_plan(candidate: &Candidate, region: Option<Region>) -> Option<Verdict> {
    let digits = candidate.digits.as_str();
    if !(5..=17).contains(&digits.len()) {
        return None;
    }
    let written = match digits.strip_prefix("00") {
        Some(rest) => ["+", rest].concat(),
        _ if candidate.has_plus => ["+", digits].concat(),
        _ => digits.to_owned(),
    };
    if (region.is_some() || written.starts_with('+'))
        && let Ok(number) = PHONE_NUMBER_UTIL.parse(&written, region)
        && number.is_valid()
    {
        return Some(Verdict::valid(
            number.format_as(PhoneNumberFormat::E164).to_string(),
            type_of(&number),
        ));
    }
    Some(Verdict::review(digits.to_owned()))
}
