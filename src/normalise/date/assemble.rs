//! Numbers and a month's name -> a date.

use super::lex::{Number, Parts};
use super::{Date, DateContext, DateOrder, expand_year};

/// Spreadsheet day numbers that are read as dates: 1954 to 2064.
const SERIALS: std::ops::RangeInclusive<i64> = 20_000..=60_000;

/// A date as far as it can be.
pub(super) struct Found {
    pub(super) date: Date,
    /// A part was written that no calendar has; it is left out.
    pub(super) is_impossible: bool,
}

/// Puts the parts of a written date together; none if they are no date.
pub(super) fn assemble(parts: &Parts, context: &DateContext) -> Option<Found> {
    let century = |number: Number| full_year(number, context);
    match (parts.month, parts.numbers.as_slice()) {
        (Some((month, before)), numbers) => with_month_name(month, before, numbers, century),
        (None, [only]) => from_one_number(*only, parts.has_fraction, context),
        (None, [serial, _]) if parts.has_fraction && serial.width == 5 => from_serial(serial.value),
        (None, [_, _]) if parts.has_stranger => None,
        (None, [first, second]) => from_two_numbers(*first, *second, context.order),
        (None, [first, second, third]) => from_three_numbers(*first, *second, *third, context),
        _ => None,
    }
}

/// A full year from one of two digits; others are taken as they are.
fn full_year(number: Number, context: &DateContext) -> Option<i16> {
    let value = i16::try_from(number.value).ok()?;
    match number.width {
        1 | 2 => Some(expand_year(value, context)),
        4 if value > 0 => Some(value),
        _ => None,
    }
}

fn with_month_name(
    month: u8,
    before: usize,
    numbers: &[Number],
    century: impl Fn(Number) -> Option<i16>,
) -> Option<Found> {
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

fn from_one_number(number: Number, has_fraction: bool, context: &DateContext) -> Option<Found> {
    let value = number.value;
    let year = |value: i64, width: usize| full_year(Number { value, width }, context);
    let is_year_first = (1000..=2100).contains(&(value / 10_000));
    match number.width {
        8 if is_year_first && value / 100 % 100 <= 12 => {
            build(year(value / 10_000, 4), value / 100 % 100, value % 100)
        }
        // 20051303 has no month 13 and was not written in the year 1303.
        8 if is_year_first && !(1900..=2100).contains(&(value % 10_000)) => {
            build(year(value / 10_000, 4), value / 100 % 100, value % 100)
        }
        // The zero in front of the day got lost: 3122005.
        7 | 8 => ordered(
            value / 1_000_000,
            value / 10_000 % 100,
            year(value % 10_000, 4),
            context.order,
        ),
        6 => from_six_digits(value, context),
        5 => from_serial(value),
        4 if !has_fraction && (1000..=2100).contains(&value) => build(year(value, 4), 0, 0),
        10 => from_unix(value),
        // Milliseconds.
        13 => from_unix(value / 1000),
        _ => None,
    }
}

/// Day, month and year in two digits each, in the order of the column, unless only another order makes a date.
///
/// Days 41 to 71 are cut from a woman's identity number.
fn from_six_digits(value: i64, context: &DateContext) -> Option<Found> {
    let (first, second, third) = (value / 10_000, value / 100 % 100, value % 100);
    let year = |value: i64| full_year(Number { value, width: 2 }, context);
    let year_first = build(year(first), second, third);
    if context.is_year_first {
        return year_first;
    }
    if (41..=71).contains(&first)
        && (1..=12).contains(&second)
        && year_first.as_ref().is_none_or(|f| f.is_impossible)
    {
        return build(year(third), second, first - 40);
    }
    match ordered(first, second, year(third), context.order) {
        Some(found) if !found.is_impossible => Some(found),
        other => year_first
            .filter(|found| !found.is_impossible && second > 0 && third > 0)
            .or(other),
    }
}

fn from_two_numbers(first: Number, second: Number, order: DateOrder) -> Option<Found> {
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
    context: &DateContext,
) -> Option<Found> {
    if first.width == 4 {
        let year = full_year(first, context);
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
    if third.width <= 2 && (first.value > 31 || context.is_year_first) {
        return build(full_year(first, context), second.value, third.value);
    }
    if third.width == 3 {
        return None;
    }
    ordered(
        first.value,
        second.value,
        full_year(third, context),
        context.order,
    )
}

/// Builds from two numbers whose order is that of the column, unless only the other order makes a date.
fn ordered(first: i64, second: i64, year: Option<i16>, order: DateOrder) -> Option<Found> {
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

fn from_serial(value: i64) -> Option<Found> {
    if !SERIALS.contains(&value) {
        return None;
    }
    let epoch = jiff::civil::date(1899, 12, 30);
    let date = epoch.checked_add(jiff::Span::new().days(value)).ok()?;
    build(Some(date.year()), date.month().into(), date.day().into())
}

fn from_unix(seconds: i64) -> Option<Found> {
    let date = jiff::Timestamp::from_second(seconds)
        .ok()?
        .to_zoned(jiff::tz::TimeZone::UTC)
        .date();
    build(Some(date.year()), date.month().into(), date.day().into())
}

/// Puts the parts together; zero means not written, what cannot be is dropped and makes the rest impossible.
fn build(year: Option<i16>, month: i64, day: i64) -> Option<Found> {
    let written = |value: i64| u8::try_from(value).ok().filter(|value| *value > 0);
    let mut date = Date {
        year,
        month: written(month).filter(|month| *month <= 12),
        day: written(day),
        suspect: false,
    };
    let mut is_impossible = month > 0 && date.month.is_none();
    let longest = match (date.year, date.month) {
        // Without a year, 29 February is possible.
        (_, Some(month)) => days_in(date.year.unwrap_or(2000), month),
        (_, None) => 0,
    };
    if date.day.is_some_and(|day| day > longest) {
        is_impossible |= date.month.is_some();
        date.day = None;
    }
    let is_something = date.year.is_some() || (date.month.is_some() && date.day.is_some());
    // 31 April without a year leaves nothing to compare, yet it was a date.
    let found = Found {
        date,
        is_impossible,
    };
    (is_something || is_impossible && date.month.is_some()).then_some(found)
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
