//! Dates: any written form -> year, month and day, as far as they are known.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::ingest::Column;
use crate::text::clean::tidy;
pub use crate::text::notation::DateOrder;

/// The latest year a file can sensibly hold; later ones are suspect, and two-digit invoice years turn here.
const LATEST_YEAR: i16 = 2040;

/// Two-digit birth years up to this one are of this century, later ones of the last.
///
/// Card holders are adults: 16 to 99 is 1916 to 1999, while 00 to 15 can only be 2000 to 2015.
const BIRTH_PIVOT: i16 = 15;

/// Spreadsheet day numbers that are read as dates: 1954 to 2064.
const SERIALS: std::ops::RangeInclusive<i64> = 20_000..=60_000;

/// A date with the precision of its source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Date {
    /// Year of the common era.
    pub year: Option<i16>,
    /// 1 to 12.
    pub month: Option<u8>,
    /// 1 to 31.
    pub day: Option<u8>,
    /// Whether the date is a usual stand-in (1 January, 1900, 17-08-1945), impossible or far in the future.
    pub suspect: bool,
}

impl Date {
    /// Writes the known parts: `1968-08-11`, `1968-08`, `1968`, `--08-11`.
    pub fn iso(&self) -> String {
        match (self.year, self.month, self.day) {
            (Some(year), Some(month), Some(day)) => format!("{year:04}-{month:02}-{day:02}"),
            (Some(year), Some(month), None) => format!("{year:04}-{month:02}"),
            (Some(year), None, _) => format!("{year:04}"),
            (None, Some(month), Some(day)) => format!("--{month:02}-{day:02}"),
            (None, Some(month), None) => format!("--{month:02}"),
            (None, None, _) => String::new(),
        }
    }

    /// Tells whether year, month and day are all known.
    pub fn is_full(&self) -> bool {
        self.year.is_some() && self.month.is_some() && self.day.is_some()
    }
}

static MONTHS: LazyLock<FxHashMap<&'static str, u8>> = LazyLock::new(|| {
    include_str!("tables/month_names.csv")
        .lines()
        .skip(1)
        .filter_map(|line| {
            let (month, rest) = line.split_once(',')?;
            let form = rest.split(',').next()?;
            Some((form, month.parse().ok()?))
        })
        .collect()
});

const ROMAN_MONTHS: [&str; 12] = [
    "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii",
];

/// Finds the order of day and month in a column from the values that allow only one; the majority wins.
pub fn decide_order<'a>(sample: impl Iterator<Item = &'a str>) -> Option<DateOrder> {
    let (mut day_first, mut month_first) = (0_usize, 0_usize);
    for raw in sample {
        let text = tidy(raw);
        let parts = lex(&text);
        let [first, second, third] = parts.numbers.as_slice() else {
            continue;
        };
        if parts.month.is_some() || first.width > 2 || second.width > 2 || third.width == 3 {
            continue;
        }
        match (first.value, second.value) {
            (13..=31, 1..=12) => day_first += 1,
            (1..=12, 13..=31) => month_first += 1,
            _ => {}
        }
    }
    match day_first.cmp(&month_first) {
        std::cmp::Ordering::Greater => Some(DateOrder::DayMonth),
        std::cmp::Ordering::Less => Some(DateOrder::MonthDay),
        std::cmp::Ordering::Equal => None,
    }
}

/// The order of day and month in a column: as configured, else as its values show, else the day first.
pub fn order_of(column: &Column) -> DateOrder {
    column
        .settings
        .dates
        .or_else(|| decide_order(column.values.iter()))
        .unwrap_or(DateOrder::DayMonth)
}

/// Parses a birth date; usual stand-ins come back as suspect.
///
/// Two-digit years 00 to 15 are 2000 to 2015, the others 1916 to 1999. A place in front (`Surabaya, 12 Maret 1980`) is
/// passed over; an age (`30 tahun`) is not a date.
pub fn parse_birth(raw: &str, order: DateOrder) -> Option<Date> {
    let mut date = read(raw, order, BIRTH_PIVOT)?;
    date.suspect |= matches!(
        (date.year, date.month, date.day),
        (_, Some(1), Some(1)) | (Some(1945), Some(8), Some(17)) | (Some(1899), Some(12), Some(30))
    ) || date.year == Some(1900);
    Some(date)
}

/// Parses any other date: invoice, issue, entry. Two-digit years up to 40 are of this century.
///
/// Spreadsheet zeros (30-12-1899, 01-01-1900) are missing. What is impossible is left out and the rest kept as suspect:
/// 1862-02-81 is February 1862.
pub fn parse(raw: &str, order: DateOrder) -> Option<Date> {
    let date = read(raw, order, LATEST_YEAR - 2000)?;
    let spreadsheet_zero = matches!(
        (date.year, date.month, date.day),
        (Some(1899), Some(12), Some(30..=31)) | (Some(1900), Some(1), Some(0..=1))
    );
    (!spreadsheet_zero).then_some(date)
}

#[derive(Clone, Copy, Default)]
struct Number {
    value: i64,
    /// How many digits were written.
    width: usize,
}

/// Numbers in the order written, at most three; more are the time of day.
#[derive(Default)]
struct Numbers {
    items: [Number; 3],
    count: usize,
}

impl Numbers {
    fn as_slice(&self) -> &[Number] {
        &self.items[..self.count]
    }
}

#[derive(Default)]
struct Parts {
    numbers: Numbers,
    /// Month by name, and how many numbers stood before it.
    month: Option<(u8, usize)>,
    /// The text speaks of years of age.
    is_age: bool,
    /// A dot and digits follow the first number, as in a spreadsheet serial with its time.
    has_fraction: bool,
}

fn lex(text: &str) -> Parts {
    let mut parts = Parts::default();
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        if starts_number(bytes, at) {
            while at < bytes.len() && as_digit(bytes[at]).is_some() {
                at += 1;
            }
            push_number(&mut parts, &bytes[start..at]);
            let complete = parts.numbers.count + usize::from(parts.month.is_some()) >= 3;
            if complete && !matches!(bytes.get(at), Some(b'.' | b'-' | b'/')) {
                break;
            }
            parts.has_fraction |= parts.numbers.count == 1 && bytes.get(at) == Some(&b'.');
        } else if bytes[at].is_ascii_alphabetic() {
            while at < bytes.len() && bytes[at].is_ascii_alphabetic() {
                at += 1;
            }
            read_word(&mut parts, &text[start..at]);
        } else {
            at += 1;
        }
    }
    parts
}

/// A run of digits, O, o and l that holds a digit begins here.
fn starts_number(bytes: &[u8], at: usize) -> bool {
    let mut run = bytes[at..]
        .iter()
        .take_while(|byte| byte.is_ascii_alphanumeric());
    let mut has_digit = false;
    as_digit(bytes[at]).is_some()
        && (bytes[at].is_ascii_digit()
            || (run.all(|byte| {
                has_digit |= byte.is_ascii_digit();
                as_digit(*byte).is_some()
            }) && has_digit))
}

fn as_digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'O' | b'o' => Some(0),
        b'l' => Some(1),
        _ => None,
    }
}

fn push_number(parts: &mut Parts, digits: &[u8]) {
    if parts.numbers.count == 3 || digits.len() > 12 {
        return;
    }
    let value = digits.iter().fold(0_i64, |sum, byte| {
        sum * 10 + i64::from(as_digit(*byte).unwrap_or_default())
    });
    parts.numbers.items[parts.numbers.count] = Number {
        value,
        width: digits.len(),
    };
    parts.numbers.count += 1;
}

fn read_word(parts: &mut Parts, word: &str) {
    if word.len() > 12 {
        return;
    }
    let lower = word.to_ascii_lowercase();
    match lower.as_str() {
        "th" | "thn" | "tahun" | "years" | "yrs" | "umur" | "usia" => {
            parts.is_age |= parts.numbers.count <= 1 && parts.month.is_none();
        }
        _ if parts.month.is_some() => {}
        other => {
            let roman = || {
                let month = ROMAN_MONTHS.iter().position(|roman| *roman == other)? + 1;
                (parts.numbers.count == 1).then_some(u8::try_from(month).ok()?)
            };
            let month = MONTHS.get(other).copied().or_else(roman);
            parts.month = month.map(|month| (month, parts.numbers.count));
        }
    }
}

fn read(raw: &str, order: DateOrder, pivot: i16) -> Option<Date> {
    let text = tidy(raw);
    let parts = lex(&text);
    if parts.is_age {
        return None;
    }
    let century = |number: Number| expand_year(number, pivot);
    match (parts.month, parts.numbers.as_slice()) {
        (Some((month, before)), numbers) => with_month_name(month, before, numbers, century),
        (None, [only]) => from_one_number(*only, parts.has_fraction, order, century),
        (None, [serial, _]) if parts.has_fraction && serial.width == 5 => from_serial(serial.value),
        (None, [first, second]) => from_two_numbers(*first, *second, order),
        (None, [first, second, third]) => {
            from_three_numbers(*first, *second, *third, order, century)
        }
        _ => None,
    }
}

/// A full year from one of two digits; others are taken as they are.
fn expand_year(number: Number, pivot: i16) -> Option<i16> {
    let value = i16::try_from(number.value).ok()?;
    match number.width {
        1 | 2 if value <= pivot => Some(2000 + value),
        1 | 2 => Some(1900 + value),
        4 if value > 0 => Some(value),
        _ => None,
    }
}

fn with_month_name(
    month: u8,
    before: usize,
    numbers: &[Number],
    century: impl Fn(Number) -> Option<i16>,
) -> Option<Date> {
    let month = i64::from(month);
    match numbers {
        [] => None,
        [only] if only.width == 4 || only.value > 31 => build(century(*only), month, 0),
        [only] => build(None, month, only.value),
        [year, day, ..] if year.width == 4 => build(century(*year), month, day.value),
        // 3 Des 2005 and December 3, 2005 alike; a number behind is the time of day.
        [day, year, ..] if before <= 1 || numbers.len() == 2 => {
            build(century(*year), month, day.value)
        }
        // Something else stood in front, such as a house number.
        [_, day, year] => build(century(*year), month, day.value),
        _ => None,
    }
}

fn from_one_number(
    number: Number,
    has_fraction: bool,
    order: DateOrder,
    century: impl Fn(Number) -> Option<i16>,
) -> Option<Date> {
    let value = number.value;
    let two = |value: i64| Number { value, width: 2 };
    let four = |value: i64| Number { value, width: 4 };
    let year_first = (1000..=2100).contains(&(value / 10_000));
    match number.width {
        8 if year_first && value / 100 % 100 <= 12 => build(
            century(four(value / 10_000)),
            value / 100 % 100,
            value % 100,
        ),
        8 => ordered(
            value / 1_000_000,
            value / 10_000 % 100,
            century(four(value % 10_000)),
            order,
        ),
        6 => ordered(
            value / 10_000,
            value / 100 % 100,
            century(two(value % 100)),
            order,
        ),
        5 => from_serial(value),
        4 if !has_fraction && (1000..=2100).contains(&value) => build(century(number), 0, 0),
        10 => from_unix(value),
        _ => None,
    }
}

fn from_two_numbers(first: Number, second: Number, order: DateOrder) -> Option<Date> {
    match (first.width, second.width) {
        (1 | 2, 4) => build(i16::try_from(second.value).ok(), first.value, 0),
        (4, 1 | 2) => build(i16::try_from(first.value).ok(), second.value, 0),
        (1 | 2, 1 | 2) => ordered(first.value, second.value, None, order),
        _ => None,
    }
}

fn from_three_numbers(
    first: Number,
    second: Number,
    third: Number,
    order: DateOrder,
    century: impl Fn(Number) -> Option<i16>,
) -> Option<Date> {
    if first.width == 4 {
        let year = century(first);
        // Year first means month next, unless only the reverse makes a date.
        return if second.value > 12 && third.value <= 12 {
            build(year, third.value, second.value)
        } else {
            build(year, second.value, third.value)
        };
    }
    if first.width > 2 || second.width > 2 {
        return None;
    }
    // 05-12-81 where the first cannot be a day: the year was written first.
    if third.width <= 2 && first.value > 31 {
        return build(century(first), second.value, third.value);
    }
    ordered(first.value, second.value, century(third), order)
}

/// Builds from two numbers whose order is that of the column, unless only the other order makes a date.
fn ordered(first: i64, second: i64, year: Option<i16>, order: DateOrder) -> Option<Date> {
    let (day, month) = match order {
        DateOrder::DayMonth => (first, second),
        DateOrder::MonthDay => (second, first),
    };
    if month > 12 && day <= 12 {
        build(year, day, month)
    } else {
        build(year, month, day)
    }
}

fn from_serial(value: i64) -> Option<Date> {
    if !SERIALS.contains(&value) {
        return None;
    }
    let epoch = jiff::civil::date(1899, 12, 30);
    let date = epoch.checked_add(jiff::Span::new().days(value)).ok()?;
    build(Some(date.year()), date.month().into(), date.day().into())
}

fn from_unix(seconds: i64) -> Option<Date> {
    let date = jiff::Timestamp::from_second(seconds)
        .ok()?
        .to_zoned(jiff::tz::TimeZone::UTC)
        .date();
    build(Some(date.year()), date.month().into(), date.day().into())
}

/// Puts the parts together; zero means not written, what cannot be is dropped and makes the rest suspect.
fn build(year: Option<i16>, month: i64, day: i64) -> Option<Date> {
    let written = |value: i64| u8::try_from(value).ok().filter(|value| *value > 0);
    let mut date = Date {
        year,
        month: written(month).filter(|month| *month <= 12),
        day: written(day),
        suspect: false,
    };
    date.suspect = (month > 0 && date.month.is_none()) || year.is_some_and(|y| y > LATEST_YEAR);
    let longest = match (date.year, date.month) {
        // Without a year, 29 February is possible.
        (_, Some(month)) => days_in(date.year.unwrap_or(2000), month),
        (_, None) => 0,
    };
    if date.day.is_some_and(|day| day > longest) {
        date.suspect |= date.month.is_some();
        date.day = None;
    }
    let is_something = date.year.is_some() || (date.month.is_some() && date.day.is_some());
    is_something.then_some(date)
}

fn days_in(year: i16, month: u8) -> u8 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dmy(raw: &str) -> String {
        parse(raw, DateOrder::DayMonth).map_or_else(String::new, |date| date.iso())
    }

    fn birth(raw: &str) -> String {
        parse_birth(raw, DateOrder::DayMonth).map_or_else(String::new, |date| date.iso())
    }

    #[test]
    fn one_day_is_read_in_many_forms() {
        for raw in [
            "03.12.2005",
            "3-12-2005",
            "031205",
            "20051203",
            "2005-12-03",
            "03/12/2005 14.35",
            "3 Des 2005",
            "Sabtu, 3 Desember 2005",
            "03-XII-2005",
            "O3-12-2OO5",
            "38689",
            "38689.6077",
            "2005-12-03T10:15:00Z",
            "Dec 3, 2005",
            "03-Dec-05",
            "3/12/05",
        ] {
            assert_eq!(dmy(raw), "2005-12-03", "{raw}");
        }
    }

    #[test]
    fn the_precision_is_that_of_the_source() {
        assert_eq!(dmy("Des 2005"), "2005-12");
        assert_eq!(dmy("12/2005"), "2005-12");
        assert_eq!(dmy("2005"), "2005");
        assert_eq!(birth("12 Maret"), "--03-12");
        assert_eq!(birth("12/03"), "--03-12");
        assert_eq!(birth("00/00/1980"), "1980");
    }

    #[test]
    fn old_years_are_valid() {
        assert_eq!(dmy("1501-01-01"), "1501-01-01");
        assert_eq!(dmy("1847-05-16"), "1847-05-16");
    }

    #[test]
    fn impossible_dates_keep_what_can_be_kept() {
        let date = parse("1862-02-81", DateOrder::DayMonth).expect("a month is left");
        assert_eq!((date.iso().as_str(), date.suspect), ("1862-02", true));
        for raw in [
            "00-00-0000",
            "0000-00-00",
            "  /  /    ",
            "-",
            "abc",
            "99999999999999999",
        ] {
            assert_eq!(dmy(raw), "", "{raw}");
        }
    }

    #[test]
    fn two_digit_years_of_birth_turn_after_fifteen() {
        assert_eq!(birth("12/03/80"), "1980-03-12");
        assert_eq!(birth("01-Apr-16"), "1916-04-01");
        assert_eq!(birth("01-Apr-15"), "2015-04-01");
        assert_eq!(dmy("22-Jan-10"), "2010-01-22");
    }

    #[test]
    fn usual_stand_ins_are_suspect_as_birth_dates_only() {
        for raw in ["01/01/1980", "01/01/1900", "17-08-1945"] {
            let date = parse_birth(raw, DateOrder::DayMonth).expect("a date");
            assert!(date.suspect, "{raw}");
        }
        let date = parse("01/01/2006", DateOrder::DayMonth).expect("a date");
        assert!(!date.suspect);
        assert_eq!(dmy("01/01/1900"), "");
    }

    #[test]
    fn an_age_is_not_a_date() {
        assert_eq!(birth("25 th"), "");
        assert_eq!(birth("30 tahun"), "");
    }

    #[test]
    fn a_value_with_one_reading_decides_the_column() {
        let order = |values: &[&str]| decide_order(values.iter().copied());
        assert_eq!(
            order(&["01/02/2005", "12/25/2005"]),
            Some(DateOrder::MonthDay)
        );
        assert_eq!(
            order(&["01/02/2005", "25/12/2005"]),
            Some(DateOrder::DayMonth)
        );
        assert_eq!(order(&["01/02/2005", "2005-12-25"]), None);
    }

    #[test]
    #[expect(clippy::print_stderr, reason = "a skipped test has to say so")]
    fn listed_cases_are_read() {
        let path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../shared/identity/cases/dates_amounts.csv"
        );
        let Ok(mut reader) = csv::Reader::from_path(path) else {
            eprintln!("skipped: {path} is not there");
            return;
        };
        let (mut passed, mut total) = (0, 0);
        for row in reader.records().map(|row| row.expect("well-formed cases")) {
            let order = if row[3].contains("MDY") {
                DateOrder::MonthDay
            } else {
                DateOrder::DayMonth
            };
            let date = match &row[1] {
                "invoice_date" => parse(&row[2], order),
                "birth_date" => parse_birth(&row[2], order),
                _ => continue,
            };
            total += 1;
            let doubtful = date.is_none_or(|date| date.suspect);
            let good = match &row[5] {
                "invalid" | "suspect" => doubtful,
                _ => date.map_or_else(String::new, |date| date.iso()) == row[4],
            };
            passed += usize::from(good);
            if !good {
                eprintln!("{}: `{}` read as {date:?}", &row[0], &row[2]);
            }
        }
        eprintln!("dates: {passed} of {total}");
        // Not read: a column known to be YYMMDD, a birth date cut from an identity number, an age beyond 100.
        assert!(passed + 3 >= total, "{passed} of {total}");
    }
}
