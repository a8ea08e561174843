//! Identity numbers, told in plain facts.

use serde::Serialize;

use super::Question;
use crate::normalise::national_id::{self, IdKind, IdStatus, NationalId, Reading};

/// The year that births are judged by when the record tells none.
const RECORD_YEAR: i16 = 2026;

/// What an identity number is understood as.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NationalIdAnswer {
    /// `nik`, `npwp`, `sim`, `passport`, `kk`, `other`.
    pub kind: &'static str,
    /// `valid`, `recovered`, `valid_old_code`, `legacy_pre_siak`, `valid_nik`, `plausible`, `invalid`, `placeholder`,
    /// `unrecoverable`.
    pub status: &'static str,
    /// The number without separators; none where it is no number.
    pub digits: Option<String>,
    /// `M` or `F`, as a NIK tells it.
    pub gender: Option<&'static str>,
    /// Birth date as a NIK tells it, if only one century makes the holder 12 to 100 years old.
    pub birth_date: Option<String>,
    /// Code of the district of first registration: `35.78.10`.
    pub region_code: Option<String>,
    /// The same in words: `Tambaksari, kota Surabaya`.
    pub region: Option<String>,
    /// What a clerk should know before trusting the number.
    pub warnings: Vec<&'static str>,
}

/// Tells what an identity number says; `question.kind` is the kind of number that the column holds.
pub fn national_id(question: &Question) -> NationalIdAnswer {
    let expected = question.kind.as_deref().and_then(IdKind::of_word);
    let reading = national_id::read(&question.value, expected, question.as_of);
    // In a tax column a person's number is the tax number: nothing more is asserted of it.
    let is_person = reading.kind == IdKind::Nik && reading.status != IdStatus::ValidNik;
    let id = reading.id.as_ref();
    let holder = id.filter(|_| is_person);
    let year = question.as_of.unwrap_or(RECORD_YEAR);
    let birth_date = holder.and_then(|id| birth_date(id, year));
    let (region_code, region) = match reading.place().filter(|_| is_person) {
        Some((code, name)) => (Some(code), name),
        None => (None, None),
    };
    NationalIdAnswer {
        kind: kind_word(&reading, expected),
        status: reading.status.word(),
        digits: id.map(|id| id.digits.clone()),
        gender: holder
            .and_then(|id| id.gender)
            .map(|female| if female { "F" } else { "M" }),
        warnings: warnings(&reading, holder, birth_date.is_some()),
        birth_date,
        region_code,
        region,
    }
}

fn kind_word(reading: &Reading, expected: Option<IdKind>) -> &'static str {
    match (reading.status, expected) {
        (IdStatus::ValidNik, _) => IdKind::Npwp.word(),
        (IdStatus::Placeholder | IdStatus::Unrecoverable, Some(kind)) => kind.word(),
        _ => reading.kind.word(),
    }
}

fn birth_date(id: &NationalId, year: i16) -> Option<String> {
    let birth = id.birth?;
    Some(format!(
        "{:04}-{:02}-{:02}",
        birth.year(year)?,
        birth.month,
        birth.day?
    ))
}

fn warnings(reading: &Reading, holder: Option<&NationalId>, has_date: bool) -> Vec<&'static str> {
    let mut out: Vec<&'static str> = reading
        .id
        .as_ref()
        .and_then(|id| id.warning)
        .into_iter()
        .collect();
    if holder.is_some() && !has_date {
        out.push("no century, or more than one, makes the holder 12 to 100 years old");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(value: &str, kind: Option<&str>, as_of: i16) -> NationalIdAnswer {
        national_id(&Question {
            value: value.to_owned(),
            as_of: Some(as_of),
            kind: kind.map(str::to_owned),
            ..Question::default()
        })
    }

    #[test]
    fn region_codes_of_every_edition_are_known() {
        for (value, status, region) in [
            ("9301010101800001", "valid", "Merauke, kabupaten Merauke"),
            ("9171010101800001", "valid", "Jayapura Utara, kota Jayapura"),
            ("6473010101800001", "valid_old_code", "Tarakan (old code)"),
            (
                "0953061212780254",
                "legacy_pre_siak",
                "Jakarta Selatan (legacy code)",
            ),
            ("1256181212780254", "legacy_pre_siak", ""),
            ("3219011212780254", "valid", "Jawa Barat"),
        ] {
            let answer = ask(value, Some("nik"), 2010);
            assert_eq!(answer.status, status, "{value}");
            assert_eq!(answer.region.unwrap_or_default(), region, "{value}");
        }
    }

    #[test]
    fn an_open_century_leaves_the_date_open() {
        let answer = ask("3578101203050001", Some("nik"), 2010);
        assert_eq!(
            (answer.status, answer.birth_date, answer.warnings.len()),
            ("valid", None, 1)
        );
    }

    #[test]
    fn numbers_in_the_wrong_column_are_told_by_their_shape() {
        assert_eq!(
            (
                ask("A1234567", Some("nik"), 2010).kind,
                ask("A1234567", Some("nik"), 2010).status
            ),
            ("passport", "plausible")
        );
        assert_eq!(ask("01.312.166.0-091.000", Some("nik"), 2010).kind, "npwp");
        assert_eq!(ask("081230456712", Some("nik"), 2010).status, "invalid");
        assert_eq!(ask("KK 3578102003110012", None, 2012).kind, "kk");
        assert_eq!(ask("3.5781E+15", Some("nik"), 2010).status, "unrecoverable");
    }
}
