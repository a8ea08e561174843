//! One field's bytes -> its text, exactly as far as digits go.

use super::header::{Field, Header};

/// What the bytes of a field hold.
#[derive(Debug, PartialEq)]
pub(super) enum Cell<'a> {
    /// A text in the table's code page.
    Text(&'a [u8]),
    /// A value already written out.
    Ready(String),
    Empty,
    /// A number too large for its field; the program wrote asterisks.
    Overflow,
    /// A picture, a document: nothing to read.
    Binary,
    /// The number of a block in the memo file.
    Memo(u64),
    /// A pointer into the memo file that is no number.
    LostMemo,
}

/// Reads a field; `used` is how many of its bytes count.
pub(super) fn read<'a>(header: &Header, field: &Field, bytes: &'a [u8], used: usize) -> Cell<'a> {
    let level_7 = header.is_level_7();
    match (field.kind, bytes.len()) {
        (b'N' | b'F', _) => number(trim(bytes)),
        (b'D', _) => date(trim(bytes)),
        (b'L', 1) => logical(bytes),
        (b'M', _) => memo(bytes),
        (b'I' | b'+', 4) if level_7 => high_first(bytes),
        (b'I' | b'+', 4) => Cell::Ready(i64::from(i32::from_le_bytes(array(bytes))).to_string()),
        (b'O', 8) if level_7 => double_high_first(bytes),
        (b'@', 8) if level_7 => stamp_high_first(bytes),
        (b'B', 8) if header.is_visual_foxpro() => double(f64::from_le_bytes(array(bytes))),
        (b'Y', 8) => Cell::Ready(currency(i64::from_le_bytes(array(bytes)))),
        (b'T' | b'@', 8) => stamp(bytes),
        (b'B' | b'G' | b'P' | b'W', _) => binary(bytes),
        (b'Q', _) => {
            let value = &bytes[..used.min(bytes.len())];
            let is_text = value
                .iter()
                .all(|byte| *byte >= b' ' || byte.is_ascii_whitespace());
            if is_text { text(value) } else { Cell::Binary }
        }
        _ => text(&bytes[..used.min(bytes.len())]),
    }
}

/// Takes blanks and NULs off both ends.
pub(super) fn trim(bytes: &[u8]) -> &[u8] {
    let is_padding = |byte: &u8| matches!(byte, 0 | b' ' | b'\t' | b'\r' | b'\n');
    let start = bytes
        .iter()
        .position(|byte| !is_padding(byte))
        .unwrap_or(bytes.len());
    let end = bytes
        .iter()
        .rposition(|byte| !is_padding(byte))
        .map_or(start, |last| last + 1);
    &bytes[start..end]
}

fn text(bytes: &[u8]) -> Cell<'_> {
    match trim(bytes) {
        [] => Cell::Empty,
        value => Cell::Text(value),
    }
}

fn number(bytes: &[u8]) -> Cell<'_> {
    match bytes {
        // A lone dot is how an empty number with places is shown.
        [] | [b'.'] => Cell::Empty,
        stars if stars.iter().all(|byte| *byte == b'*') => Cell::Overflow,
        value => Cell::Text(value),
    }
}

fn date(bytes: &[u8]) -> Cell<'_> {
    let digits = |from: usize, to: usize| {
        bytes[from..to]
            .iter()
            .fold(0_u32, |value, byte| value * 10 + u32::from(byte - b'0'))
    };
    match bytes {
        [] | b"00000000" => Cell::Empty,
        _ if bytes.len() == 8 && bytes.iter().all(u8::is_ascii_digit) => {
            let (year, month, day) = (digits(0, 4), digits(4, 6), digits(6, 8));
            if is_date(year, month, day) {
                Cell::Ready(format!("{year:04}-{month:02}-{day:02}"))
            } else {
                Cell::Text(bytes)
            }
        }
        _ => Cell::Text(bytes),
    }
}

fn is_date(year: u32, month: u32, day: u32) -> bool {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => 0,
    };
    year > 0 && (1..=days).contains(&day)
}

fn logical(bytes: &[u8]) -> Cell<'_> {
    match bytes {
        b"T" | b"t" | b"Y" | b"y" => Cell::Ready("T".to_owned()),
        b"F" | b"f" | b"N" | b"n" => Cell::Ready("F".to_owned()),
        b"?" => Cell::Empty,
        _ => text(bytes),
    }
}

fn memo(bytes: &[u8]) -> Cell<'_> {
    let number = if bytes.len() == 4 {
        Some(u64::from(u32::from_le_bytes(array(bytes))))
    } else {
        match trim(bytes) {
            [] => Some(0),
            digits => std::str::from_utf8(digits)
                .ok()
                .and_then(|digits| digits.parse().ok()),
        }
    };
    match number {
        Some(0) => Cell::Empty,
        Some(number) => Cell::Memo(number),
        None => Cell::LostMemo,
    }
}

fn binary(bytes: &[u8]) -> Cell<'_> {
    match memo(bytes) {
        Cell::Empty => Cell::Empty,
        _ => Cell::Binary,
    }
}

/// An integer of dBase 7: the highest byte first, the sign turned round, so that bytes sort as numbers do.
fn high_first(bytes: &[u8]) -> Cell<'_> {
    match u32::from_be_bytes(array(bytes)) {
        0 => Cell::Empty,
        value => Cell::Ready((i64::from(value) - (1 << 31)).to_string()),
    }
}

fn double_high_first(bytes: &[u8]) -> Cell<'_> {
    const SIGN: u64 = 1 << 63;
    match u64::from_be_bytes(array(bytes)) {
        0 => Cell::Empty,
        value if value & SIGN != 0 => double(f64::from_bits(value ^ SIGN)),
        value => double(f64::from_bits(!value)),
    }
}

fn double(value: f64) -> Cell<'static> {
    // Neither is a number, and no customer's amount has more digits than a double.
    if !value.is_finite() || value.abs() >= 1e21 {
        return Cell::Empty;
    }
    Cell::Ready(if value == 0.0 {
        "0".to_owned()
    } else {
        value.to_string()
    })
}

/// Ten-thousandths as an amount: without places if there are none, else with two or four.
///
/// Never with three, which would look like a dot between thousands.
fn currency(value: i64) -> String {
    let sign = if value < 0 { "-" } else { "" };
    let (whole, places) = (value.unsigned_abs() / 10_000, value.unsigned_abs() % 10_000);
    match places {
        0 => format!("{sign}{whole}"),
        _ if places % 100 == 0 => format!("{sign}{whole}.{:02}", places / 100),
        _ => format!("{sign}{whole}.{places:04}"),
    }
}

/// Days since 4713 before Christ, then milliseconds of the day.
fn stamp(bytes: &[u8]) -> Cell<'_> {
    let day = i64::from(u32::from_le_bytes(array(&bytes[..4])));
    let time = i64::from(u32::from_le_bytes(array(&bytes[4..])));
    written(day - 2_440_588, time)
}

/// dBase 7: milliseconds since the year 1 as a double, the highest byte first; its manual describes the other form.
fn stamp_high_first(bytes: &[u8]) -> Cell<'_> {
    let value = f64::from_bits(u64::from_be_bytes(array(bytes)) & !(1 << 63));
    if (1e13..1e15).contains(&value) {
        let value = value as i64;
        return written(value / 86_400_000 - 719_163, value % 86_400_000);
    }
    stamp(bytes)
}

/// Writes a moment, in days since 1970 and milliseconds of the day; the time only where there is one.
fn written(day: i64, time: i64) -> Cell<'static> {
    let seconds = (time + 500) / 1000;
    let (day, seconds) = (day + seconds / 86_400, seconds % 86_400);
    // The years 1 to 9999.
    if !(-719_162..=2_932_896).contains(&day) || time > 86_400_000 {
        return Cell::Empty;
    }
    let (year, month, date) = civil(day);
    if seconds == 0 {
        return Cell::Ready(format!("{year:04}-{month:02}-{date:02}"));
    }
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    Cell::Ready(format!(
        "{year:04}-{month:02}-{date:02} {hour:02}:{minute:02}:{second:02}"
    ))
}

/// Days since 1970 -> year, month and day of the Gregorian calendar.
///
/// # Source
///
/// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
fn civil(day: i64) -> (i64, i64, i64) {
    let shifted = day + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let date = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + era * 400 + i64::from(month <= 2), month, date)
}

fn array<const N: usize>(bytes: &[u8]) -> [u8; N] {
    bytes.try_into().expect("the caller matched the length")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ready(text: &str) -> Cell<'static> {
        Cell::Ready(text.to_owned())
    }

    #[test]
    fn digits_are_kept_as_they_stand() {
        assert_eq!(number(b"3201234567890001"), Cell::Text(b"3201234567890001"));
        assert_eq!(number(b"0.10"), Cell::Text(b"0.10"));
        assert_eq!(number(b"****"), Cell::Overflow);
        assert_eq!(number(trim(b"\0\0  . ")), Cell::Empty);
    }

    #[test]
    fn dates_are_written_the_iso_way_if_they_exist() {
        assert_eq!(date(b"19800229"), ready("1980-02-29"));
        assert_eq!(date(b"19810229"), Cell::Text(b"19810229"));
        assert_eq!(date(b"1981"), Cell::Text(b"1981"));
        assert_eq!(date(b""), Cell::Empty);
        assert_eq!(date(b"00000000"), Cell::Empty);
    }

    #[test]
    fn moments_are_days_and_milliseconds() {
        let bytes = |day: u32, time: u32| [day.to_le_bytes(), time.to_le_bytes()].concat();
        assert_eq!(stamp(&bytes(2_440_588, 0)), ready("1970-01-01"));
        assert_eq!(
            stamp(&bytes(2_453_389, 45_045_999)),
            ready("2005-01-18 12:30:46")
        );
        assert_eq!(stamp(&bytes(0, 0)), Cell::Empty);
        assert_eq!(stamp(b"        "), Cell::Empty);
        let value = (719_163.0_f64 + 1.0) * 86_400_000.0;
        assert_eq!(stamp_high_first(&value.to_be_bytes()), ready("1970-01-02"));
    }

    #[test]
    fn amounts_never_have_three_places() {
        assert_eq!(currency(12_500_000_000), "1250000");
        assert_eq!(currency(125_000), "12.50");
        assert_eq!(currency(-123_450), "-12.3450");
        assert_eq!(currency(i64::MIN), "-922337203685477.5808");
    }

    #[test]
    fn numbers_of_dbase_7_have_their_sign_turned_round() {
        assert_eq!(high_first(&[0x80, 0, 0, 5]), ready("5"));
        assert_eq!(high_first(&[0x7f, 0xff, 0xff, 0xff]), ready("-1"));
        assert_eq!(high_first(&[0; 4]), Cell::Empty);
        let bytes = (1.5_f64.to_bits() | 1 << 63).to_be_bytes();
        assert_eq!(double_high_first(&bytes), ready("1.5"));
        let bytes = (!(-2.5_f64).to_bits()).to_be_bytes();
        assert_eq!(double_high_first(&bytes), ready("-2.5"));
        assert_eq!(double(3_201_234_567_890_001.0), ready("3201234567890001"));
        assert_eq!(double(f64::NAN), Cell::Empty);
    }
}
