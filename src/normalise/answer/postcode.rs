//! What one postal code is understood as.

use serde::Serialize;

use super::Question;
use crate::normalise::{city, postcode};

/// One postal code, and the regions it reaches.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PostcodeAnswer {
    /// The code in its one written form.
    pub value: Option<String>,
    /// `value`; `recovered` where letters were read as figures; `unknown` if well-formed but not in the Indonesian table;
    /// `junk`.
    pub status: &'static str,
    /// Codes of the cities and regencies it reaches; 125 codes span two.
    pub city_codes: Vec<&'static str>,
    /// Codes of the districts it reaches.
    pub district_codes: Vec<&'static str>,
}

/// Reads one postal code.
///
/// # Source
///
/// `tables/postal_codes.csv`.
pub fn postcode(question: &Question) -> PostcodeAnswer {
    let Some(value) = postcode::parse(&question.value) else {
        return PostcodeAnswer {
            status: "junk",
            ..PostcodeAnswer::default()
        };
    };
    let district_codes: Vec<&'static str> = city::districts_of_postal(&value).collect();
    let is_all_figures = value.bytes().all(|byte| byte.is_ascii_digit());
    let had_letters = question
        .value
        .bytes()
        .any(|byte| byte.is_ascii_alphabetic());
    let status = if is_all_figures && had_letters {
        "recovered"
    } else if district_codes.is_empty() {
        "unknown"
    } else {
        "value"
    };
    PostcodeAnswer {
        status,
        city_codes: city::regencies_of_postal(&value),
        district_codes,
        value: Some(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_known_recovered_or_junk() {
        for (raw, value, status) in [
            ("60231", Some("60231"), "value"),
            (" 60231.0", Some("60231"), "value"),
            ("6023l", Some("60231"), "recovered"),
            ("6O231", Some("60231"), "recovered"),
            ("00000", None, "junk"),
            ("12345", None, "junk"),
            ("-", None, "junk"),
            ("N1 0PD", Some("n1 0pd"), "unknown"),
            ("99999", Some("99999"), "unknown"),
        ] {
            let answer = postcode(&Question {
                value: raw.to_owned(),
                ..Question::default()
            });
            assert_eq!(
                (answer.value.as_deref(), answer.status),
                (value, status),
                "{raw}"
            );
        }
    }

    #[test]
    fn regions_follow_the_code() {
        let answer = postcode(&Question {
            value: "60231".to_owned(),
            ..Question::default()
        });
        assert_eq!(answer.city_codes, ["35.78"]);
        assert!(!answer.district_codes.is_empty());
    }
}
