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
    #[expect(clippy::print_stderr, reason = "a skipped test has to say so")]
    fn listed_cases_are_read() {
        let path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../shared/identity/cases/email.csv"
        );
        let Ok(mut reader) = csv::Reader::from_path(path) else {
            eprintln!("skipped: {path} is not there");
            return;
        };
        let (mut passed, mut total) = (0, 0);
        for row in reader.records().map(|row| row.expect("well-formed cases")) {
            let answer = email(&Question {
                value: row[1].to_owned(),
                ..Question::default()
            });
            let good = answer.status == &row[4]
                && answer.email.clone().unwrap_or_default() == row[2]
                && answer.key.clone().unwrap_or_default() == row[3];
            total += 1;
            passed += usize::from(good);
            if !good {
                eprintln!(
                    "{}: read as {answer:?}",
                    row.iter().collect::<Vec<_>>().join(" | ")
                );
            }
        }
        eprintln!("e-mail: {passed} of {total}");
        assert!(passed * 100 >= total * 97);
    }

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

    #[test]
    #[expect(clippy::print_stderr, reason = "a skipped test has to say so")]
    fn listed_stand_ins_are_told() {
        let path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../shared/identity/cases/placeholders.csv"
        );
        let Ok(mut reader) = csv::Reader::from_path(path) else {
            eprintln!("skipped: {path} is not there");
            return;
        };
        let rows = reader.records().map(|row| row.expect("well-formed cases"));
        for row in rows.filter(|row| &row[1] == "email") {
            let answer = email(&Question {
                value: row[2].to_owned(),
                ..Question::default()
            });
            assert_eq!(
                answer.status == "placeholder",
                &row[3] == "junk",
                "{}",
                &row[2]
            );
        }
    }
}
