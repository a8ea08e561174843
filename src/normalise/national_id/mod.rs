//! Identity numbers: raw text -> kind by shape, digits, and what they say about the holder.
//!
//! In: a number as written, perhaps with a label, and what the column is known to hold. Out: every outcome with its
//! status ([`read`]), or only numbers that are evidence of identity ([`parse`]).

mod kind;
mod nik;
mod other;
mod region;
mod shape;

pub use kind::{IdKind, IdStatus};
pub use region::RegionStanding;
use shape::{LONGEST, Written, is_passport, repair, written};

use crate::text::clean::is_too_long;
use crate::text::placeholder::{PlaceholderField, is_placeholder, is_set_placeholder};

/// The birth date inside a number; the century is not written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct IdBirth {
    /// Last two digits of the year.
    pub year_of_century: u8,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31; a driving licence has none.
    pub day: Option<u8>,
}

impl IdBirth {
    /// The full year that makes the holder 12 to 100 years old in `record_year`, if exactly one does.
    pub fn year(&self, record_year: i16) -> Option<i16> {
        let mut fitting = [1900, 2000]
            .into_iter()
            .map(|century| century + i16::from(self.year_of_century))
            .filter(|year| (12..=100).contains(&(record_year - year)));
        let first = fitting.next()?;
        fitting.next().is_none().then_some(first)
    }
}

/// One identity number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NationalId {
    /// Kind by shape.
    pub kind: IdKind,
    /// Digits without separators; with letters in upper case where they belong to the number.
    pub digits: String,
    /// Whether the holder is female, if the number tells.
    pub gender: Option<bool>,
    /// Birth date, if the number tells.
    pub birth: Option<IdBirth>,
    /// What a clerk should know before trusting the number.
    pub warning: Option<&'static str>,
}

/// One identity number with what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// What became of it.
    pub status: IdStatus,
    /// The number; none for what is none.
    pub id: Option<NationalId>,
    /// The kind that the column, a label or the shape tells.
    pub kind: IdKind,
    /// How the region code of a NIK stands.
    pub region: Option<RegionStanding>,
}

impl Reading {
    /// The number, if it can be one.
    pub fn into_number(self) -> Option<NationalId> {
        let is_number = self.status.is_number();
        self.id.filter(|_| is_number)
    }

    fn nothing(status: IdStatus, kind: IdKind) -> Self {
        Self {
            status,
            id: None,
            kind,
            region: None,
        }
    }

    fn plain(status: IdStatus, kind: IdKind, digits: String) -> Self {
        Self {
            status,
            kind,
            id: Some(plain(kind, digits)),
            region: None,
        }
    }

    /// Names the column's kind where the number is none.
    fn or_kind(self, kind: IdKind) -> Self {
        if self.status.is_number() {
            self
        } else {
            Self { kind, ..self }
        }
    }

    /// The same number under the word for mended ones.
    fn mended(self, is_mended: bool) -> Self {
        match self.status {
            IdStatus::Valid if is_mended => Self {
                status: IdStatus::Recovered,
                ..self
            },
            _ => self,
        }
    }

    /// The dotted code of the district in a NIK, and its name as far as the tables know it.
    pub fn place(&self) -> Option<(String, Option<String>)> {
        let id = self.id.as_ref().filter(|id| id.kind == IdKind::Nik)?;
        let code = region::RegionCode::of(&id.digits)?;
        Some((code.district().to_owned(), code.name()))
    }
}

/// Parses one identity number and classifies it by shape, whatever the column says.
///
/// None: missing, invented, masked (`XXX-XX-2983`), damaged by a spreadsheet, or of an Indonesian shape and impossible.
///
/// # Source
///
/// Identity specification, section 6; region codes of `tables/regions.csv` and `tables/region_changes.csv`.
pub fn parse(raw: &str) -> Option<NationalId> {
    read(raw, None, None).into_number()
}

/// Reads one identity number; `expected` is the kind that the column is known to hold.
///
/// A label in front (`NPWP:`) overrules the column, and so does a shape that the column's kind cannot have: numbers turn up
/// in wrong columns. `as_of` is the year of the record.
///
/// # Source
///
/// Identity specification, section 6; region codes of `tables/regions.csv` and `tables/region_changes.csv`.
pub fn read(raw: &str, expected: Option<IdKind>, as_of: Option<i16>) -> Reading {
    if is_too_long(raw) {
        return Reading::nothing(IdStatus::Invalid, expected.unwrap_or(IdKind::Generic));
    }
    let Written {
        compact,
        label,
        is_rounded,
        is_masked,
    } = written(raw);
    let expected = label.or(expected);
    let kind = expected.unwrap_or(IdKind::Generic);
    if is_rounded {
        return Reading::nothing(IdStatus::Unrecoverable, kind);
    }
    if is_masked {
        return Reading::nothing(IdStatus::Placeholder, kind);
    }
    if is_passport(&compact) && !matches!(expected, Some(IdKind::DrivingLicence)) {
        return Reading::plain(IdStatus::Plausible, IdKind::Passport, compact);
    }
    if is_nothing(raw, &compact) {
        return Reading::nothing(IdStatus::Placeholder, kind);
    }
    if !(4..=LONGEST).contains(&compact.len()) {
        return Reading::nothing(IdStatus::Invalid, kind);
    }
    let compact = match expected {
        // The class of a licence stands before its number.
        Some(IdKind::DrivingLicence) => compact
            .trim_start_matches(|c: char| c.is_ascii_alphabetic())
            .to_owned(),
        _ => compact,
    };
    let Some(digits) = repair(&compact) else {
        let written = compact.bytes().filter(u8::is_ascii_digit).count();
        return match expected {
            None | Some(IdKind::Generic) if written >= 4 => {
                Reading::plain(IdStatus::Plausible, IdKind::Generic, compact)
            }
            _ => Reading::nothing(IdStatus::Invalid, kind),
        };
    };
    let is_mended = digits != compact;
    from_digits(digits, expected, as_of).mended(is_mended)
}

/// Words without a digit, and numbers that only fill a field.
fn is_nothing(raw: &str, compact: &str) -> bool {
    let digits = compact.bytes().filter(u8::is_ascii_digit).count();
    if digits == 0 || is_set_placeholder(PlaceholderField::Nik, raw) {
        return true;
    }
    if digits <= 4 && is_placeholder(PlaceholderField::Nik, raw) {
        return true;
    }
    // What fills a field is short, has few different digits or counts: anything else need not be folded and looked up.
    let is_suspicious = compact.len() < 12 || has_few_digits(compact) || is_count(compact);
    is_suspicious && is_placeholder(PlaceholderField::Nik, compact)
}

fn has_few_digits(compact: &str) -> bool {
    let seen = compact
        .bytes()
        .fold(0_u64, |seen, byte| seen | 1 << (byte & 63));
    seen.count_ones() <= 4
}

/// Each digit follows the one before, up or down.
fn is_count(compact: &str) -> bool {
    let step = |by: u8| {
        compact
            .as_bytes()
            .windows(2)
            .all(|pair| (pair[0].wrapping_add(by)) % 10 == pair[1] % 10)
    };
    step(1) || step(9)
}

fn plain(kind: IdKind, digits: String) -> NationalId {
    NationalId {
        kind,
        digits,
        gender: None,
        birth: None,
        warning: None,
    }
}

/// Tells the kind of a number of digits by the column and by its length.
fn from_digits(digits: String, expected: Option<IdKind>, as_of: Option<i16>) -> Reading {
    match (digits.len(), expected) {
        (16, Some(IdKind::FamilyCard)) => other::family_card(digits),
        (16, Some(IdKind::Npwp)) => {
            other::long_npwp(&digits).unwrap_or_else(|| other::tax_number_of_person(&digits, as_of))
        }
        (16, _) => {
            let reading = nik::read(&digits, as_of);
            match reading.status {
                IdStatus::Invalid => other::long_npwp(&digits).unwrap_or(reading),
                _ => reading,
            }
        }
        (15, Some(IdKind::Nik)) => other::npwp(digits).or_kind(IdKind::Nik),
        (15, None | Some(IdKind::Npwp)) => other::npwp(digits),
        // A spreadsheet dropped the zero that most tax numbers begin with.
        (14, Some(IdKind::Npwp)) => other::npwp(["0", &digits].concat()).mended(true),
        (12, None | Some(IdKind::DrivingLicence)) => other::driving_licence(digits, expected),
        // A telephone number has twelve digits too, and begins with its zero.
        (12, Some(IdKind::Nik)) if !digits.starts_with("08") => {
            other::driving_licence(digits, expected)
        }
        // One digit too many for the longest Indonesian number.
        (17, None) => Reading::nothing(IdStatus::Invalid, IdKind::Nik),
        (_, None | Some(IdKind::Generic)) => {
            Reading::plain(IdStatus::Plausible, IdKind::Generic, digits)
        }
        (_, Some(kind)) => Reading::nothing(IdStatus::Invalid, kind),
    }
}

/// Two digits of a number as a count.
fn two(digits: &str, at: usize) -> u8 {
    digits
        .get(at..at + 2)
        .and_then(|text| text.parse().ok())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_nik_tells_birth_date_and_gender() {
        let id = parse("35.1514.450868.0002").expect("a valid number");
        assert_eq!(
            (id.kind, id.gender, id.warning),
            (IdKind::Nik, Some(true), None)
        );
        let birth = id.birth.expect("inside the number");
        assert_eq!(
            (birth.day, birth.month, birth.year(2010)),
            (Some(5), 8, Some(1968))
        );
        assert_eq!(
            parse("NIK : 35781O12O38OOOO1")
                .map(|id| id.digits)
                .as_deref(),
            Some("3578101203800001")
        );
    }

    #[test]
    fn impossible_numbers_are_none() {
        for raw in [
            "3573041513880001",
            "9971011708450001",
            "3599011708450001",
            "35781012038000012",
            "1111111111111111",
            "3,57810E+15",
            "3.5781E+15",
            "3578101203800000",
            "SIM",
            "-",
        ] {
            assert_eq!(parse(raw), None, "{raw}");
        }
    }

    #[test]
    fn masked_numbers_are_none() {
        for raw in [
            "XXX-XX-2983",
            "xxx-xx-2983",
            "***-**-1234",
            "###-##-1234",
            "\u{2022}\u{2022}\u{2022}-\u{2022}\u{2022}-1234",
            "......1234",
            "SSN: ###-##-1234",
            "**-**-12",
            "336-57-XXXX",
            "3578XXXXXXXX0001",
        ] {
            let reading = read(raw, None, None);
            assert_eq!(reading.status, IdStatus::Placeholder, "{raw}");
            assert_eq!(reading.id, None, "{raw}");
        }
        for raw in ["X1234567", "No. #336-57-2983", "AX-X1-2345", "24.586.003-1"] {
            assert!(parse(raw).is_some(), "{raw}");
        }
    }

    #[test]
    fn shapes_tell_the_kind() {
        for (raw, kind, digits) in [
            ("01.312.166.0-091.000", IdKind::Npwp, "013121660091000"),
            ("0013121660091000", IdKind::Npwp, "013121660091000"),
            ("8003 1234 5678", IdKind::DrivingLicence, "800312345678"),
            ("A 1234567", IdKind::Passport, "A1234567"),
            ("524-86-0031", IdKind::Generic, "524860031"),
            ("QQ 12 34 56 C", IdKind::Generic, "QQ123456C"),
        ] {
            let id = parse(raw).expect(raw);
            assert_eq!((id.kind, id.digits.as_str()), (kind, digits), "{raw}");
        }
        assert_eq!(parse("01.312.166.1-091.000"), None);
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic(raw in "\\PC{0,30}", tail in "[0-9OIlE+. :-]{0,24}") {
            let _ = parse(&raw);
            let _ = read(&tail, Some(IdKind::FamilyCard), None);
            let _ = read(&["NPWP ", &tail].concat(), None, Some(2005));
        }

        #[test]
        fn a_canonical_number_is_read_as_itself(raw in "[0-9A-Zol]{4,18}") {
            if let Some(id) = parse(&raw) {
                prop_assert_eq!(parse(&id.digits).map(|again| again.digits), Some(id.digits));
            }
        }
    }
}
