//! E-mail fields, told in plain facts.

use serde::Serialize;

use super::Question;
use crate::normalise::email::{self, EmailStatus};

/// What an e-mail field is understood as.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EmailAnswer {
    /// Lower-case address, slips repaired; several are joined by a semicolon.
    pub email: Option<String>,
    /// What to compare; none for several addresses and for a guess.
    pub key: Option<String>,
    /// `valid`, `recovered`, `review`, `placeholder`.
    pub status: &'static str,
    /// Whether an office rather than a person reads it.
    pub role: bool,
}

/// Tells what an e-mail field says.
pub fn email(question: &Question) -> EmailAnswer {
    let reading = email::read(&question.value);
    let (status, is_certain) = match reading.status {
        EmailStatus::Valid => ("valid", true),
        EmailStatus::Recovered => ("recovered", true),
        EmailStatus::Review => ("review", false),
        EmailStatus::Placeholder => ("placeholder", false),
    };
    let addresses: Vec<&str> = reading
        .emails
        .iter()
        .map(|email| email.address.as_str())
        .collect();
    let key = match reading.emails.as_slice() {
        [only] if is_certain => Some(only.key.clone()),
        _ => None,
    };
    EmailAnswer {
        email: (!addresses.is_empty()).then(|| addresses.join(";")),
        key,
        status,
        role: reading.emails.iter().any(|email| email.role),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_repaired_or_left_open() {
        for (value, address, status) in [
            ("Budi_Santoso@Yahoo.COM", "budi_santoso@yahoo.com", "valid"),
            ("mailto:budi@yahoo.com", "budi@yahoo.com", "valid"),
            ("Budi <budi@yahoo.com>", "budi@yahoo.com", "valid"),
            ("budi@gmailcom", "budi@gmail.com", "recovered"),
            ("budi@@yahoo.com", "budi@yahoo.com", "recovered"),
            ("budi[at]yahoo[dot]com", "budi@yahoo.com", "recovered"),
            ("budi@yahoo..com", "budi@yahoo.com", "recovered"),
            ("budi@yahoo.co", "budi@yahoo.com", "recovered"),
            ("budi@yahoo.co.id", "budi@yahoo.co.id", "valid"),
            (
                "budi@yahoo.com/ani@gmail.com",
                "budi@yahoo.com;ani@gmail.com",
                "valid",
            ),
            ("tidakada@gmail.com", "", "placeholder"),
            ("A@A.COM", "", "placeholder"),
            ("budi_santoso", "", "review"),
            ("-", "", "placeholder"),
        ] {
            let answer = email(&Question {
                value: value.to_owned(),
                ..Question::default()
            });
            assert_eq!(
                (answer.email.unwrap_or_default().as_str(), answer.status),
                (address, status),
                "{value}"
            );
        }
        let office = Question {
            value: "info@tokosinar.co.id".to_owned(),
            ..Question::default()
        };
        assert!(email(&office).role);
    }
}
