//! Telephone fields, told in plain facts.

use serde::Serialize;

use super::Question;
use crate::normalise::city;
use crate::normalise::phone::{self, Country, Number, NumberType, Standing};

/// What a telephone field is understood as.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PhoneAnswer {
    /// The numbers in the order written; one entry without a number where there is none, and why.
    pub numbers: Vec<NumberAnswer>,
}

/// One number of a telephone field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NumberAnswer {
    /// International form with a plus, or a service number as dialled.
    pub e164: Option<String>,
    /// `mobile`, `landline`, `fwa`, `fwa_or_landline`, `service`, `shared_cost`, `local_only`, `unrecoverable`,
    /// `placeholder`, `masked`, `review`, `other_id`.
    #[serde(rename = "type")]
    pub number_type: &'static str,
    /// Digits behind a switchboard.
    pub extension: Option<String>,
    /// `valid`, `recovered`, `suspect`, `shared`, or the type again where there is no number.
    pub status: &'static str,
    /// Words beside the number: `ibu`, `an budi`.
    pub note: Option<String>,
    /// Digits that no plan completes.
    pub local: Option<String>,
}

/// Tells what a telephone field says; the city lends its area code to local numbers.
pub fn phone(question: &Question) -> PhoneAnswer {
    PhoneAnswer {
        numbers: read(question).into_iter().map(answer).collect(),
    }
}

/// The numbers of a telephone field, read by the Indonesian plan.
///
/// A city may stand in square brackets behind the number, `5671234 [SIDOARJO]`.
pub(crate) fn read(question: &Question) -> Vec<Number> {
    let (text, bracketed) = split_city(&question.value);
    let city = bracketed
        .or(question.city.as_deref())
        .filter(|city| !city.is_empty());
    let region = city.and_then(city::resolve).and_then(|place| place.code);
    let country = question.country.unwrap_or(Country::Indonesia);
    phone::read(text, country, region, question.as_of)
}

fn split_city(text: &str) -> (&str, Option<&str>) {
    let inner = text
        .trim_end()
        .strip_suffix(']')
        .and_then(|front| front.rsplit_once('['));
    match inner {
        Some((number, city)) => (number.trim_end(), Some(city)),
        None => (text, None),
    }
}

fn answer(number: Number) -> NumberAnswer {
    let word = number.number_type.word();
    let is_complete = number.number_type.is_complete();
    let digits = Some(number.digits).filter(|digits| !digits.is_empty());
    let (e164, local) = if is_complete {
        (digits, None)
    } else {
        (None, digits)
    };
    NumberAnswer {
        e164,
        number_type: word,
        extension: number.extension,
        status: match number.standing {
            _ if !is_complete => word,
            Standing::Valid => "valid",
            Standing::Recovered => "recovered",
            Standing::Suspect => "suspect",
            Standing::Shared => "shared",
        },
        note: number.note,
        local: local.filter(|_| {
            matches!(
                number.number_type,
                NumberType::LocalOnly | NumberType::Review
            )
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(value: &str, city: &str) -> Vec<(String, &'static str, &'static str)> {
        let question = Question {
            value: value.to_owned(),
            city: Some(city.to_owned()),
            ..Question::default()
        };
        let numbers = phone(&question).numbers.into_iter();
        numbers
            .map(|number| {
                (
                    number.e164.unwrap_or_default(),
                    number.number_type,
                    number.status,
                )
            })
            .collect()
    }

    fn only(value: &str, city: &str) -> (String, &'static str, &'static str) {
        let mut all = numbers(value, city);
        assert_eq!(all.len(), 1, "{value}: {all:?}");
        all.remove(0)
    }

    #[test]
    fn each_number_says_what_it_is() {
        for (value, e164, number_type, status) in [
            ("08118888888", "+628118888888", "mobile", "suspect"),
            ("0811111111", "", "placeholder", "placeholder"),
            ("08", "", "placeholder", "placeholder"),
            ("Tdk punya", "", "placeholder", "placeholder"),
            ("tidak punya telp", "", "placeholder", "placeholder"),
            ("081230456712.0", "+6281230456712", "mobile", "valid"),
            ("O8l230456712", "+6281230456712", "mobile", "recovered"),
            ("81230456712", "+6281230456712", "mobile", "recovered"),
            ("+62 (0)812-3045-6712", "+6281230456712", "mobile", "valid"),
            ("062 812 3045 6712", "+6281230456712", "mobile", "valid"),
            ("HP.081230456712", "+6281230456712", "mobile", "valid"),
            ("Hp 1: 081230456712", "+6281230456712", "mobile", "valid"),
            ("0812****6712", "", "masked", "masked"),
            ("0812 3045 67??", "", "masked", "masked"),
            ("PIN: 7F31B09C", "", "other_id", "other_id"),
            ("budi@yahoo.com", "", "other_id", "other_id"),
            ("3578101203800001", "", "other_id", "other_id"),
            ("0800-1-401401", "+628001401401", "service", "valid"),
            ("14045", "14045", "service", "valid"),
            ("021-1500123", "1500123", "service", "valid"),
            ("+65 9123 4567", "+6591234567", "mobile", "valid"),
            ("0065 9123 4567", "+6591234567", "mobile", "valid"),
            ("021-93045281", "+622193045281", "fwa", "valid"),
            ("021-70304528", "+622170304528", "fwa_or_landline", "valid"),
            ("021-5612345", "+62215612345", "landline", "valid"),
            ("0251-312345", "+62251312345", "landline", "valid"),
            ("021-5555555", "", "placeholder", "placeholder"),
            ("081230456712 (anak 2)", "+6281230456712", "mobile", "valid"),
            ("031-5671234 (3 line)", "+62315671234", "landline", "valid"),
            ("0812304", "", "unrecoverable", "unrecoverable"),
            ("555-1234", "", "local_only", "local_only"),
        ] {
            assert_eq!(
                only(value, ""),
                (e164.to_owned(), number_type, status),
                "{value}"
            );
        }
        assert_eq!(only("5671234 [SIDOARJO]", "").0, "+62315671234");
    }

    #[test]
    fn a_field_may_hold_several_numbers() {
        for (value, expected) in [
            ("031-5671234 / 081230456712", "+62315671234 +6281230456712"),
            ("(031) 5671234, 5671235", "+62315671234 +62315671235"),
            ("5671234/35/36", "+62315671234 +62315671235 +62315671236"),
            ("081230456712085643120987", "+6281230456712 +6285643120987"),
            ("081230456712-13", "+6281230456712 +6281230456713"),
            ("5671234 5671235", "+62315671234 +62315671235"),
            (
                "HP 081230456712 Telp 5671234",
                "+6281230456712 +62315671234",
            ),
            (
                "081230456712 (ibu) 085643120987 (bapak)",
                "+6281230456712 +6285643120987",
            ),
            (
                "0812 3045 6712 0856 4312 0987",
                "+6281230456712 +6285643120987",
            ),
            (
                "081230456712\n085643120987",
                "+6281230456712 +6285643120987",
            ),
            ("0812/30456712", "+6281230456712"),
            ("021-7345678 ext. 203/204", "+62217345678"),
            ("031-5671234 dan 031-5671299", "+62315671234 +62315671299"),
        ] {
            let all: Vec<String> = numbers(value, "Surabaya")
                .into_iter()
                .map(|number| number.0)
                .collect();
            assert_eq!(all.join(" "), expected, "{value}");
        }
    }

    #[test]
    fn the_year_of_the_record_is_minded() {
        let ask = |value: &str, as_of| {
            let question = Question {
                value: value.to_owned(),
                as_of: Some(as_of),
                ..Question::default()
            };
            let number = phone(&question).numbers.remove(0);
            (number.number_type, number.status)
        };
        assert_eq!(ask("082130456712", 2003), ("mobile", "suspect"));
        assert_eq!(ask("082130456712", 2012), ("mobile", "valid"));
        assert_eq!(ask("0274 7412345", 2020), ("landline", "valid"));
        assert_eq!(ask("021-93045281", 2020), ("fwa", "suspect"));
    }
}
