//! Dates: any written form -> year, month and day, as far as they are known.
//!
//! In: a date as written and the order of its column. Out: every outcome with its verdict ([`read`]), or a date with its
//! doubtful parts left out, for comparing ([`parse`], [`parse_birth`]).

mod assemble;
mod lex;
mod order;
#[cfg(test)]
mod tests;

use assemble::{Found, assemble};
use lex::lex;
pub use order::{decide_order, order_of};

use rustc_hash::FxHashMap;

use crate::text::clean::{is_too_long, tidy};
pub use crate::text::notation::DateOrder;
use crate::text::placeholder::{PlaceholderField, is_placeholder, is_set_placeholder};

/// The latest year a file can sensibly hold; later ones are suspect, and two-digit invoice years turn here.
const LATEST_YEAR: i16 = 2040;

/// The earliest year that a customer's papers can sensibly name, when nothing tells the year of the record.
const EARLIEST_YEAR: i16 = 1900;

/// The oldest holder of a card, in years.
const OLDEST: i16 = 110;

/// The youngest holder of a card, in years.
const YOUNGEST: i16 = 10;

/// The age up to which two digits of a birth year are of the last century.
const OLDEST_BORN: i16 = 100;

/// Two-digit birth years up to this one are of this century, later ones of the last.
///
/// Card holders are adults: 16 to 99 is 1916 to 1999, while 00 to 15 can only be 2000 to 2015.
const BIRTH_PIVOT: i16 = 15;

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

    /// The parts that [`Self::iso`] writes and nothing else, in the order of the written forms; none where it writes none.
    pub fn written_parts(self) -> Option<Self> {
        (self.year.is_some() || self.month.is_some()).then(|| Self {
            day: self.month.and(self.day),
            suspect: false,
            ..self
        })
    }

    /// Tells whether year, month and day are all known.
    pub fn is_full(&self) -> bool {
        self.year.is_some() && self.month.is_some() && self.day.is_some()
    }
}

/// What a column is known to say about its dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateContext {
    /// Which of day and month is written first.
    pub order: DateOrder,
    /// The year is written first, in two digits too: 051231.
    pub is_year_first: bool,
    /// The dates are births.
    pub is_birth: bool,
    /// The year of the record: nothing is later.
    pub as_of: Option<i16>,
}

/// What became of a written date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateVerdict {
    /// As written.
    Valid,
    /// Letters typed for digits were mended.
    Recovered,
    /// A usual stand-in for an unknown birth: 1 January, 17 August 1945.
    StandIn,
    /// Later than the record, or too long before it.
    OutOfRange,
    /// No calendar has it, or it is no date.
    Invalid,
    /// Stands for "nothing".
    Nothing,
    /// An age instead of a date.
    Age,
}

/// Reads one date in full; the date is none unless the verdict is valid, recovered or a stand-in.
///
/// # Source
///
/// Identity specification, section 7; `tables/month_names.csv`.
pub fn read(raw: &str, context: &DateContext) -> (Option<Date>, DateVerdict) {
    if is_too_long(raw) {
        return (None, DateVerdict::Invalid);
    }
    let text = tidy(raw);
    let parts = lex(&text);
    if parts.is_age
        && parts
            .numbers
            .as_slice()
            .iter()
            .all(|number| number.width <= 3)
    {
        return (None, DateVerdict::Age);
    }
    let Some(found) = assemble(&parts, context) else {
        let is_zero = parts.month.is_none()
            && parts
                .numbers
                .as_slice()
                .iter()
                .all(|number| number.value == 0);
        let is_nothing = is_zero
            && (parts.numbers.count > 0 || is_placeholder(PlaceholderField::BirthDate, raw));
        return (
            None,
            if is_nothing {
                DateVerdict::Nothing
            } else {
                DateVerdict::Invalid
            },
        );
    };
    let date = found.date;
    if is_nothing(&found) {
        return (None, DateVerdict::Nothing);
    }
    if found.is_impossible {
        return (None, DateVerdict::Invalid);
    }
    if !is_in_range(&date, context) {
        return (None, DateVerdict::OutOfRange);
    }
    let verdict = if context.is_birth && is_stand_in(&date) {
        DateVerdict::StandIn
    } else if parts.is_mended {
        DateVerdict::Recovered
    } else {
        DateVerdict::Valid
    };
    (Some(date), verdict)
}

/// Zero of a spreadsheet or a database, and the last day that a table can hold.
fn is_nothing(found: &Found) -> bool {
    matches!(
        (found.date.year, found.date.month, found.date.day),
        (Some(1899), Some(12), Some(30..=31))
            | (Some(1900), Some(1), None | Some(1))
            | (Some(9999), Some(12), Some(31))
    )
}

fn is_in_range(date: &Date, context: &DateContext) -> bool {
    let Some(year) = date.year else {
        return true;
    };
    match context.as_of {
        Some(as_of) => (as_of.saturating_sub(OLDEST)..=as_of).contains(&year),
        None => (EARLIEST_YEAR..=LATEST_YEAR).contains(&year),
    }
}

fn is_stand_in(date: &Date) -> bool {
    matches!(
        (date.year, date.month, date.day),
        (_, Some(1), Some(1)) | (Some(1945), Some(8), Some(17)) | (Some(1899), Some(12), Some(30))
    ) || date.year == Some(1900)
}

/// Reads a date for comparing, keeping what can be kept of an impossible one.
fn find(raw: &str, order: DateOrder, is_birth: bool) -> Option<Date> {
    let context = DateContext {
        order,
        is_year_first: false,
        is_birth,
        as_of: None,
    };
    find_with(raw, &context)
}

/// Reads a birth date whose numbers begin with the year.
fn find_year_first(raw: &str) -> Option<Date> {
    let context = DateContext {
        order: DateOrder::DayMonth,
        is_year_first: true,
        is_birth: true,
        as_of: None,
    };
    find_with(raw, &context)
}

fn find_with(raw: &str, context: &DateContext) -> Option<Date> {
    if is_too_long(raw) || is_set_placeholder(PlaceholderField::BirthDate, raw) {
        return None;
    }
    let text = tidy(raw);
    let parts = lex(&text);
    if parts.is_age
        && parts
            .numbers
            .as_slice()
            .iter()
            .all(|number| number.width <= 3)
    {
        return None;
    }
    let found = assemble(&parts, context)?;
    if found.date.year.is_none() && found.date.day.is_none() {
        return None;
    }
    let is_late = found.date.year.is_some_and(|year| year > LATEST_YEAR);
    Some(Date {
        suspect: found.is_impossible || is_late,
        ..found.date
    })
}

/// Parses a birth date; usual stand-ins come back as suspect, the first and the last day of a calendar as nothing.
///
/// Two-digit years 00 to 15 are 2000 to 2015, the others 1916 to 1999. A place in front (`Surabaya, 12 Maret 1980`) is
/// passed over; an age (`30 tahun`) is not a date.
pub fn parse_birth(raw: &str, order: DateOrder) -> Option<Date> {
    of_birth(find(raw, order, true)?)
}

/// Marks a usual stand-in as suspect; nothing for the first and the last day that a table can hold.
fn of_birth(mut date: Date) -> Option<Date> {
    let is_limit = matches!(
        (date.year, date.month, date.day),
        (Some(1899), Some(12), Some(30..=31)) | (Some(9999), _, _)
    );
    date.suspect |= is_stand_in(&date);
    (!is_limit).then_some(date)
}

/// Fewer rows than this share a birth date by chance, or because they are of one person.
const FEWEST_DEFAULTS: usize = 10;

/// How many times as common as usual a birth date is that was filled in for want of a better one.
const DEFAULT_EXCESS: usize = 10;

/// From this share on of distinct dates, 1 January says that no more than the year is known.
const YEARS_ONLY: f64 = 0.03;

/// Makes birth dates missing that are filled in where none is known: the first days that systems count from, and
/// whole dates far too common for births.
///
/// `cells` has the text of each row. Where 1 January stands for years alone, all of them are kept.
pub(super) fn leave_out_defaults(dates: &mut [Option<Date>], cells: &[u32], rows: &[u32]) {
    let mut counts: FxHashMap<Date, usize> = FxHashMap::default();
    for date in rows
        .iter()
        .filter_map(|row| dates[cells[*row as usize] as usize])
        .filter(Date::is_full)
    {
        *counts.entry(date).or_default() += 1;
    }
    let is_new_year = |date: &Date| (date.month, date.day) == (Some(1), Some(1));
    let new_years = counts.keys().filter(|date| is_new_year(date)).count();
    let is_habit = counts.len() >= 100 && new_years as f64 >= YEARS_ONLY * counts.len() as f64;
    // What most dates that come again have, and not the mean, which the defaults would raise themselves.
    let mut sorted: Vec<usize> = counts.values().copied().collect();
    sorted.sort_unstable();
    let usual = sorted.get(sorted.len() * 95 / 100).copied().unwrap_or(1);
    let limit = if counts.len() < 100 {
        usize::MAX
    } else {
        FEWEST_DEFAULTS.max(DEFAULT_EXCESS * usual)
    };
    let is_default = |date: Date| {
        let is_epoch = is_new_year(&date) && matches!(date.year, Some(1900 | 1901 | 1970));
        let is_too_common = counts.get(&date).is_some_and(|count| *count >= limit);
        (is_epoch || is_too_common) && !(is_habit && is_new_year(&date))
    };
    for date in dates.iter_mut() {
        if date.is_some_and(is_default) {
            *date = None;
        }
    }
}

/// Puts a birth date together whose year, month and day were written apart; without a year there is none.
pub fn birth_of_parts(year: &str, month: &str, day: &str) -> Option<Date> {
    let part = |text: &str| {
        let text = tidy(text);
        let is_empty = text.is_empty() || is_placeholder(PlaceholderField::Other, &text);
        if is_empty {
            "0".to_owned()
        } else {
            text.into_owned()
        }
    };
    let year = part(year);
    if year.bytes().all(|byte| byte == b'0') {
        return None;
    }
    let (month, day) = (part(month), part(day));
    let is_named = month.bytes().any(|byte| byte.is_ascii_alphabetic());
    let text = if is_named {
        format!("{day} {month} {year}")
    } else {
        format!("{year}-{month}-{day}")
    };
    of_birth(find_year_first(&text)?)
}

/// The year of birth that an age in whole years leaves, asked in some year.
pub fn birth_of_age(age: &str, asked: i16) -> Option<Date> {
    let text = tidy(age);
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let years: i16 = text[..digits].parse().ok()?;
    let is_in_years = text[digits..].trim().is_empty() || lex(&text).is_age;
    (is_in_years && years <= OLDEST).then(|| Date {
        year: Some(asked - years),
        month: None,
        day: None,
        suspect: false,
    })
}

/// Parses any other date: invoice, issue, entry. Two-digit years up to 40 are of this century.
///
/// Spreadsheet zeros (30-12-1899, 01-01-1900) are missing. What is impossible is left out and the rest kept as suspect:
/// 1862-02-81 is February 1862.
pub fn parse(raw: &str, order: DateOrder) -> Option<Date> {
    let date = find(raw, order, false)?;
    let spreadsheet_zero = matches!(
        (date.year, date.month, date.day),
        (Some(1899), Some(12), Some(30..=31)) | (Some(1900), Some(1), Some(0..=1))
    );
    (!spreadsheet_zero).then_some(date)
}

/// A full year from one of two digits.
fn expand_year(value: i16, context: &DateContext) -> i16 {
    let (latest, earliest) = match (context.is_birth, context.as_of) {
        (true, Some(as_of)) => (
            as_of.saturating_sub(YOUNGEST),
            as_of.saturating_sub(OLDEST_BORN),
        ),
        (true, None) => (2000 + BIRTH_PIVOT, 1900),
        (false, Some(as_of)) => (as_of, 1900),
        (false, None) => (LATEST_YEAR, 1900),
    };
    // A child may hold a card, nobody older than a hundred does.
    let is_of_this_century = 2000 + value <= latest || 1900 + value < earliest;
    if is_of_this_century {
        2000 + value
    } else {
        1900 + value
    }
}
