//! Identity numbers: raw text -> kind by shape, digits, and what they say about the holder.

use super::city;
use crate::text::clean::tidy;
use crate::text::placeholder::{PlaceholderField, is_placeholder};

/// What kind of number the shape tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IdKind {
    /// Indonesian population number, 16 digits: region, birth date (day + 40 for women), serial.
    Nik,
    /// Indonesian tax number, 15 digits with a check digit.
    Npwp,
    /// Indonesian driving licence, 12 digits that begin with year and month of birth.
    DrivingLicence,
    /// One letter and six or seven digits.
    Passport,
    /// Any other number, of any country.
    Generic,
}

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

/// The longest number taken for one, in characters.
const LONGEST: usize = 24;

/// Province codes in use before 2004 that the present list lacks.
const FORMER_PROVINCES: [&str; 8] = ["01", "02", "03", "04", "05", "09", "10", "20"];

/// Parses one identity number and classifies it by shape, whatever the column says.
///
/// None: missing, invented, damaged by a spreadsheet, or of an Indonesian shape and impossible.
///
/// # Source
///
/// Identity specification, section 6; region codes of `tables/regions.csv`.
pub fn parse(raw: &str) -> Option<NationalId> {
    let text = strip_label(&tidy(raw)).to_ascii_uppercase();
    if is_exponent(&text) {
        return None;
    }
    let compact: String = text
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(LONGEST + 1)
        .collect();
    if is_passport(&compact) {
        return Some(plain(IdKind::Passport, compact));
    }
    if !(4..=LONGEST).contains(&compact.len()) || is_placeholder(PlaceholderField::Nik, &text) {
        return None;
    }
    if let Some(digits) = repair(&compact) {
        return from_digits(digits);
    }
    let written = compact.bytes().filter(u8::is_ascii_digit).count();
    (written >= 4).then(|| plain(IdKind::Generic, compact))
}

/// One letter and six or seven digits; a run such as 1234567 is as good as any in so short a number.
fn is_passport(compact: &str) -> bool {
    let (letter, digits) = compact.split_at(compact.len().min(1));
    letter.bytes().all(|byte| byte.is_ascii_alphabetic())
        && (6..=7).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && digits
            .bytes()
            .any(|byte| Some(byte) != digits.bytes().next())
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

/// Drops `NIK :`, `No. KTP`, `NPWP:` in front.
fn strip_label(text: &str) -> String {
    let mut rest = text.trim();
    loop {
        let word_end = rest
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(rest.len());
        let (word, tail) = rest.split_at(word_end);
        let is_label = [
            "nik", "ktp", "no", "nomor", "npwp", "sim", "kk", "paspor", "passport", "ssn", "id",
        ]
        .iter()
        .any(|label| word.eq_ignore_ascii_case(label));
        if !is_label {
            return rest.to_owned();
        }
        rest = tail.trim_start_matches([' ', '.', ':', '#', '-']);
    }
}

/// `3.5781E+15`: digits are lost for good.
fn is_exponent(text: &str) -> bool {
    text.split_once("E+").is_some_and(|(front, back)| {
        front.bytes().any(|b| b.is_ascii_digit()) && back.bytes().all(|b| b.is_ascii_digit())
    })
}

/// The digits, with O, I and l repaired, if nothing but digits results and most were digits.
fn repair(compact: &str) -> Option<String> {
    let written = compact.bytes().filter(u8::is_ascii_digit).count();
    if written * 2 < compact.len() {
        return None;
    }
    compact
        .chars()
        .map(|c| match c {
            '0'..='9' => Some(c),
            'O' => Some('0'),
            'I' | 'L' => Some('1'),
            _ => None,
        })
        .collect()
}

fn from_digits(digits: String) -> Option<NationalId> {
    match digits.len() {
        16 => nik(&digits).or_else(|| npwp(digits.strip_prefix('0')?)),
        15 => npwp(&digits),
        // One digit too many for the longest Indonesian number.
        17 => None,
        12 => Some(driving_licence(digits)),
        _ => Some(plain(IdKind::Generic, digits)),
    }
}

fn two(digits: &str, at: usize) -> u8 {
    digits
        .get(at..at + 2)
        .and_then(|text| text.parse().ok())
        .unwrap_or_default()
}

fn nik(digits: &str) -> Option<NationalId> {
    let (day, month, year) = (two(digits, 6), two(digits, 8), two(digits, 10));
    let female = day > 40;
    let day = if female { day - 40 } else { day };
    let longest = match month {
        2 if year % 4 == 0 => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    if day == 0 || day > longest || &digits[12..] == "0000" || &digits[4..6] == "00" {
        return None;
    }
    let warning = region_warning(digits)?;
    Some(NationalId {
        kind: IdKind::Nik,
        digits: digits.to_owned(),
        gender: Some(female),
        birth: Some(IdBirth {
            year_of_century: year,
            month,
            day: Some(day),
        }),
        warning: Some(warning).filter(|text| !text.is_empty()),
    })
}

/// Empty if the region is known, a warning if it may be of another edition, none if it never was.
fn region_warning(digits: &str) -> Option<&'static str> {
    let province = &digits[..2];
    let regency = format!("{province}.{}", &digits[2..4]);
    let district = format!("{regency}.{}", &digits[4..6]);
    if !city::is_region(province) {
        return FORMER_PROVINCES
            .contains(&province)
            .then_some("province code of before 2004, the holder has a newer number");
    }
    if !city::is_region(&regency) {
        // Regencies count from 01, cities from 71.
        return matches!(two(digits, 2), 1..=40 | 71..=85)
            .then_some("regency code unknown in the present list");
    }
    Some(if city::is_region(&district) {
        ""
    } else {
        "district code unknown in the present list"
    })
}

/// Fifteen digits whose ninth is the Luhn check digit of the first eight.
fn npwp(digits: &str) -> Option<NationalId> {
    let sum: u32 = digits
        .bytes()
        .take(8)
        .enumerate()
        .map(|(at, byte)| {
            let digit = u32::from(byte - b'0');
            let weighted = if at % 2 == 1 { digit * 2 } else { digit };
            weighted / 10 + weighted % 10
        })
        .sum();
    let check = digits.as_bytes().get(8).map(|byte| u32::from(byte - b'0'));
    (digits.len() == 15 && check == Some((10 - sum % 10) % 10))
        .then(|| plain(IdKind::Npwp, digits.to_owned()))
}

fn driving_licence(digits: String) -> NationalId {
    let month = two(&digits, 2);
    if !(1..=12).contains(&month) {
        return NationalId {
            warning: Some("twelve digits, but no driving licence: the month is impossible"),
            ..plain(IdKind::Generic, digits)
        };
    }
    NationalId {
        birth: Some(IdBirth {
            year_of_century: two(&digits, 0),
            month,
            day: None,
        }),
        ..plain(IdKind::DrivingLicence, digits)
    }
}

#[cfg(test)]
mod tests {
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

    #[test]
    #[expect(clippy::print_stderr, reason = "a skipped test has to say so")]
    fn listed_cases_are_read() {
        let path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../shared/identity/cases/nik.csv"
        );
        let Ok(mut reader) = csv::Reader::from_path(path) else {
            eprintln!("skipped: {path} is not there");
            return;
        };
        let (mut passed, mut total) = (0, 0);
        for row in reader.records().map(|row| row.expect("well-formed cases")) {
            total += 1;
            let id = parse(&row[2]);
            let good = match (&id, &row[4]) {
                (None, "invalid" | "placeholder") => true,
                (Some(id), "invalid") => id.kind == IdKind::Generic && id.warning.is_some(),
                (Some(id), _) => id.digits == row[5] && tells_the_same(id, &row),
                _ => false,
            };
            passed += usize::from(good);
            if !good {
                eprintln!("{}: `{}` read as {id:?}", &row[0], &row[2]);
            }
        }
        eprintln!("identity numbers: {passed} of {total}");
        assert_eq!(passed, total);
    }

    fn tells_the_same(id: &NationalId, row: &csv::StringRecord) -> bool {
        let gender = match &row[6] {
            "F" => Some(true),
            "M" => Some(false),
            _ => return true,
        };
        let born = id.birth.map(|birth| {
            let year = row[3].parse().ok().and_then(|as_of| birth.year(as_of));
            format!(
                "{:04}-{:02}-{:02}",
                year.unwrap_or_default(),
                birth.month,
                birth.day.unwrap_or_default()
            )
        });
        id.gender == gender && born.as_deref() == Some(&row[7])
    }
}
