//! What one value gives away about how its column was written, typed or exported.

use std::iter::once;

use super::reading::{Reader, Reading, is_amount, is_date};
use crate::ingest::Field;
use crate::normalise::amount::{self, AmountStyle};
use crate::normalise::date::{self, DateOrder};
use crate::normalise::phone::is_american_layout;
use crate::text::clean::tidy;

/// Something that a value shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// A date whose first number can only be the day.
    DayFirst,
    /// A date whose first number can only be the month.
    MonthFirst,
    /// A date that reads differently in either order.
    EitherOrder,
    /// An amount with a comma before its decimals, or dots between thousands.
    DecimalComma,
    /// The reverse.
    DecimalPoint,
    /// A mobile number that begins with 8 instead of 08.
    LostZero,
    /// A number in scientific notation.
    Exponent,
    /// A date as a spreadsheet counts days.
    Serial,
    /// A year of two digits.
    ShortYear,
    /// A whole number with `.0` behind it.
    PointZero,
    /// Letters.
    Letters,
    /// Letters, all of them capital.
    Capitals,
    /// `="..."` or an apostrophe in front.
    Wrapped,
    /// UTF-8 that was read in another encoding.
    Mojibake,
    /// Blanks at an end.
    Blanks,
    /// Control characters.
    Control,
    /// Several telephone numbers.
    Several,
}

/// How many signs there are.
pub(super) const SIGNS: usize = Sign::Several as usize + 1;

/// Calls `found` for everything that a value shows.
pub(super) fn look(raw: &str, reader: &Reader, reading: &Reading, mut found: impl FnMut(Sign)) {
    let text = tidy(raw);
    let mut when = |shows: bool, sign: Sign| {
        if shows {
            found(sign);
        }
    };
    if is_date(reader.field) {
        let told = date::decide_order(once(raw));
        when(told == Some(DateOrder::DayMonth), Sign::DayFirst);
        when(told == Some(DateOrder::MonthDay), Sign::MonthFirst);
        let is_serial = is_serial(&text) && reading.date.is_some();
        when(is_serial, Sign::Serial);
        when(
            !is_serial && has_short_year(&text, reading),
            Sign::ShortYear,
        );
        if told.is_none() && reading.date.is_some_and(|date| date.is_full()) {
            let other = match reader.order {
                DateOrder::DayMonth => DateOrder::MonthDay,
                DateOrder::MonthDay => DateOrder::DayMonth,
            };
            let differs = |date: date::Date| {
                date::parse(raw, other).is_some_and(|other| other.iso() != date.iso())
            };
            when(reading.date.is_some_and(differs), Sign::EitherOrder);
        }
    }
    if is_amount(reader.field) {
        let told = amount::told_by(raw).filter(|_| reading.is_valid);
        when(told == Some(AmountStyle::Indonesian), Sign::DecimalComma);
        when(told == Some(AmountStyle::English), Sign::DecimalPoint);
    }
    let takes_numbers = !matches!(reader.field, Field::Notes | Field::Email | Field::Address);
    when(takes_numbers && is_exponent(&text), Sign::Exponent);
    when(
        is_number_of_something(reader.field) && has_point_zero(&text),
        Sign::PointZero,
    );
    if reader.field == Field::Phone {
        when(lost_its_zero(&text), Sign::LostZero);
        when(reading.is_several, Sign::Several);
    }
    let letters = text.chars().any(char::is_alphabetic);
    when(letters, Sign::Letters);
    when(
        letters && !text.chars().any(char::is_lowercase),
        Sign::Capitals,
    );
    let trimmed = raw.trim();
    let wrapped = trimmed.starts_with("=\"") && trimmed.ends_with('"');
    let apostrophe = trimmed
        .strip_prefix('\'')
        .is_some_and(|rest| !rest.is_empty());
    when(wrapped || apostrophe, Sign::Wrapped);
    when(is_mojibake(raw), Sign::Mojibake);
    when(trimmed.len() != raw.len(), Sign::Blanks);
    when(trimmed.contains(char::is_control), Sign::Control);
}

/// Digits that name something and are never counted: a decimal point has no business among them.
fn is_number_of_something(field: Field) -> bool {
    matches!(
        field,
        Field::Phone
            | Field::NationalId
            | Field::PostalCode
            | Field::CardNumber
            | Field::RecordKey
            | Field::InvoiceNumber
            | Field::ItemCode
            | Field::HouseNumber
            | Field::Shop
    )
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn has_point_zero(text: &str) -> bool {
    text.strip_suffix(".0").is_some_and(is_digits)
}

/// `8.12E+10`, `8,12E+10`
fn is_exponent(text: &str) -> bool {
    text.split_once(['E', 'e']).is_some_and(|(front, back)| {
        back.strip_prefix('+').is_some_and(is_digits)
            && is_digits(&front.replacen(['.', ','], "", 1))
    })
}

fn is_serial(text: &str) -> bool {
    let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
    whole.len() == 5 && is_digits(whole)
}

/// The year that was read does not stand in the text with its four digits.
fn has_short_year(text: &str, reading: &Reading) -> bool {
    let year = reading.date.and_then(|date| date.year);
    let is_unix = text.len() >= 10 && is_digits(text);
    !is_unix && year.is_some_and(|year| !text.contains(&format!("{year:04}")))
}

/// A mobile number of a usual length that begins with its 8.
fn lost_its_zero(text: &str) -> bool {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let is_plain = text
        .chars()
        .all(|c| c.is_ascii_digit() || matches!(c, ' ' | '-' | '.'));
    is_plain
        && digits.starts_with('8')
        && (9..=12).contains(&digits.len())
        && !is_american_layout(text)
}

/// UTF-8 read as a Windows code page: `Ã©`, `â€™`, or the sign for what could not be read.
fn is_mojibake(raw: &str) -> bool {
    if raw.is_ascii() {
        return false;
    }
    let is_second = |c: char| matches!(c, '\u{80}'..='\u{bf}' | '\u{2013}'..='\u{203a}' | '€' | 'ƒ' | 'ˆ' | '˜' | '™' | 'Š' | 'š' | 'Œ' | 'œ' | 'Ž' | 'ž' | 'Ÿ');
    let mut before = ' ';
    raw.chars().any(|c| {
        let is_pair = matches!(before, 'Ã' | 'Â' | 'â') && is_second(c);
        before = c;
        is_pair || c == '\u{fffd}'
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damage_by_a_spreadsheet_is_seen() {
        assert!(is_exponent("8.12E+10") && is_exponent("8,12e+10") && is_exponent("8E+10"));
        assert!(!is_exponent("E+10") && !is_exponent("BLOK E+1") && !is_exponent("8.12E10"));
        assert!(has_point_zero("60231.0") && !has_point_zero("1.0.0") && !has_point_zero(".0"));
        assert!(is_serial("38353") && is_serial("38353.5") && !is_serial("383531"));
    }

    #[test]
    fn a_mobile_number_without_its_zero_is_seen() {
        assert!(lost_its_zero("81230456712") && lost_its_zero("812-3045-6712"));
        assert!(!lost_its_zero("081230456712") && !lost_its_zero("+6281230456712"));
        assert!(!lost_its_zero("8291234"), "a number of a house");
    }

    #[test]
    fn text_in_the_wrong_encoding_is_seen_and_accents_are_not() {
        for text in ["JosÃ©", "MÃ¼ller", "Nurâ€™aini", "Jos\u{fffd}"] {
            assert!(is_mojibake(text), "{text}");
        }
        for text in ["José", "Âge", "Müller", "Nur’aini", "SÃO PAULO"] {
            assert!(!is_mojibake(text), "{text}");
        }
    }
}
