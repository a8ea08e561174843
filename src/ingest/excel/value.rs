//! What a stored number is meant to be: a number format and a serial day in, text for matching out.

use std::fmt::Write;

/// The last second Excel's calendar knows, 9999-12-31, as a serial day of the 1900 system, and the days between the systems.
const LAST_DAY: f64 = 2_958_465.0;
const DAYS_TO_1904: f64 = 1462.0;

/// The serial day of 1900-01-01 less one and of 1904-01-01, counted from 1970-01-01.
const DAY_0_OF_1900: i64 = -25_568;
const DAY_0_OF_1904: i64 = -24_107;

/// What a number format says about the text a user sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// A number as it is.
    Number,
    /// A number with leading zeros: `0000000000` for a card, `"0"#` for a telephone.
    Padded { prefix: String, digits: usize },
    /// A day without a time.
    Day,
    /// A day, a time, or both.
    Moment,
    /// Hours that may be more than a day: `[h]:mm:ss`.
    Duration,
}

impl Format {
    /// Reads a format code; only its first section counts, the one for positive numbers.
    pub(super) fn of_code(code: &str) -> Self {
        let shape = Shape::of_code(code);
        if shape.is_duration {
            Self::Duration
        } else if shape.has_time {
            Self::Moment
        } else if shape.has_day {
            Self::Day
        } else if shape.is_moment {
            Self::Moment
        } else {
            shape.padded().unwrap_or(Self::Number)
        }
    }

    /// The format of a number that no code describes: those built into every program.
    pub(super) fn of_builtin(id: u16) -> Self {
        match id {
            14..=17 | 27..=31 | 36 | 50..=54 | 57 | 58 => Self::Day,
            18..=22 | 32..=35 | 45 | 47 | 55 | 56 => Self::Moment,
            46 => Self::Duration,
            _ => Self::Number,
        }
    }
}

/// The parts of a format code's first section.
#[derive(Default)]
struct Shape {
    is_duration: bool,
    is_moment: bool,
    has_day: bool,
    has_time: bool,
    /// A decimal point, a thousands separator, an exponent: an amount and no identifier.
    is_amount: bool,
    has_placeholder: bool,
    zeros: usize,
    /// The literal characters in front of the first placeholder.
    prefix: String,
}

impl Shape {
    fn of_code(code: &str) -> Self {
        let mut shape = Self::default();
        let mut rest = code.chars();
        while let Some(character) = rest.next() {
            match character {
                ';' => break,
                '"' => rest
                    .by_ref()
                    .take_while(|character| *character != '"')
                    .for_each(|literal| shape.literal(literal)),
                '\\' => rest
                    .next()
                    .into_iter()
                    .for_each(|literal| shape.literal(literal)),
                // The width of a character, and a character that fills the column.
                '_' | '*' => drop(rest.next()),
                '[' => {
                    let inner: String = rest.by_ref().take_while(|inner| *inner != ']').collect();
                    shape.is_duration |= is_elapsed(&inner);
                }
                '0' => {
                    shape.has_placeholder = true;
                    shape.zeros += 1;
                }
                '#' | '?' => shape.has_placeholder = true,
                '.' | ',' | '%' | '/' | 'E' | 'e' | '@' if shape.has_placeholder => {
                    shape.is_amount = true;
                }
                'y' | 'Y' | 'd' | 'D' => shape.has_day = true,
                'h' | 'H' | 's' | 'S' => shape.has_time = true,
                // A month or a minute.
                'm' | 'M' => shape.is_moment = true,
                other => shape.literal(other),
            }
        }
        shape
    }

    fn literal(&mut self, character: char) {
        if !self.has_placeholder {
            self.prefix.push(character);
        }
    }

    /// The format of an identifier, if it is one.
    fn padded(self) -> Option<Format> {
        // A number has at most 17 digits that mean something; more zeros than any identifier has are a damaged format.
        if self.is_amount || !self.has_placeholder || self.zeros > 32 {
            return None;
        }
        let is_part = |prefix: &str| {
            prefix.len() <= 8 && prefix.chars().all(|c| c == '+' || c.is_ascii_digit())
        };
        let prefix = if is_part(&self.prefix) {
            self.prefix
        } else {
            String::new()
        };
        (self.zeros > 1 || !prefix.is_empty()).then_some(Format::Padded {
            prefix,
            digits: self.zeros,
        })
    }
}

/// Whether the text between brackets counts hours, minutes or seconds: `h`, `mm`.
fn is_elapsed(inner: &str) -> bool {
    let mut letters = inner.chars().map(|letter| letter.to_ascii_lowercase());
    let first = letters.next();
    matches!(first, Some('h' | 'm' | 's')) && letters.all(|letter| Some(letter) == first)
}

/// A number in 30 bits and two flags: a whole number or the upper half of a fraction, and whether in hundredths.
pub(super) fn unpacked(number: u32) -> f64 {
    let value = if number & 2 != 0 {
        f64::from(number.cast_signed() >> 2)
    } else {
        f64::from_bits(u64::from(number & !3) << 32)
    };
    if number & 1 != 0 {
        value / 100.0
    } else {
        value
    }
}

/// Writes a number as its format means it.
pub(super) fn write_number(into: &mut String, number: f64, format: &Format, is_1904: bool) {
    match format {
        Format::Number => write_plain(into, number),
        Format::Padded { prefix, digits } if number >= 0.0 && number.fract() == 0.0 => {
            into.push_str(prefix);
            let start = into.len();
            write_plain(into, number);
            let missing = digits.saturating_sub(into.len() - start);
            into.insert_str(start, &"0".repeat(missing));
        }
        Format::Padded { .. } => write_plain(into, number),
        // Day 0 is what an empty date becomes by a formula; a program shows it as the day before the first.
        Format::Day if number == 0.0 && !is_1904 => {}
        Format::Day | Format::Moment => write_moment(into, number, is_1904),
        Format::Duration => write_duration(into, number),
    }
}

/// Writes a number with as many digits as bring it back, never with an exponent.
fn write_plain(into: &mut String, number: f64) {
    // Covers minus zero too.
    if number == 0.0 {
        into.push('0');
    } else if number.is_finite() {
        push(into, format_args!("{number}"));
    }
}

/// Writes a serial day as `YYYY-MM-DD`, with a time if it has one; below 1 it is a time alone.
///
/// A number outside the calendar stays a number.
fn write_moment(into: &mut String, serial: f64, is_1904: bool) {
    let last = if is_1904 {
        LAST_DAY - DAYS_TO_1904
    } else {
        LAST_DAY
    };
    if !(0.0..last + 1.0).contains(&serial) {
        return write_plain(into, serial);
    }
    // Times are fractions of a day that seldom come out even: 12:00:00 may be stored a millisecond short.
    let seconds = (serial * 86_400.0).round() as i64;
    if serial < 1.0 {
        return write_time(into, seconds.min(86_399));
    }
    let (day, time) = (seconds / 86_400, seconds % 86_400);
    match (is_1904, day) {
        (true, _) => write_day(into, DAY_0_OF_1904 + day),
        (false, ..60) => write_day(into, DAY_0_OF_1900 + day),
        // Lotus 1-2-3 took 1900 for a leap year, and Excel shows the day that never was. It stays visible as no date.
        (false, 60) => into.push_str("1900-02-29"),
        (false, _) => write_day(into, DAY_0_OF_1900 + day - 1),
    }
    if time != 0 {
        into.push(' ');
        write_time(into, time);
    }
}

/// Writes days as hours, minutes and seconds.
fn write_duration(into: &mut String, days: f64) {
    if days.abs() > LAST_DAY {
        return write_plain(into, days);
    }
    let seconds = (days * 86_400.0).round() as i64;
    if seconds < 0 {
        into.push('-');
    }
    write_time(into, seconds.abs());
}

fn write_time(into: &mut String, seconds: i64) {
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    push(into, format_args!("{hour:02}:{minute:02}:{second:02}"));
}

/// Writes a day counted from 1970-01-01.
///
/// # Source
///
/// Howard Hinnant, "chrono-compatible low-level date algorithms", `civil_from_days`.
fn write_day(into: &mut String, day: i64) {
    let shifted = day + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 {
        from_march + 3
    } else {
        from_march - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    push(into, format_args!("{year:04}-{month:02}-{day:02}"));
}

/// Writes a moment that is stored as text, `1990-01-31T00:00:00.000Z`, like one that is stored as a number.
pub(super) fn write_iso_moment(into: &mut String, text: &str) {
    let text = text.trim().trim_end_matches('Z');
    let (day, time) = text.split_once(['T', ' ']).unwrap_or((text, ""));
    let time = time.split(['.', ',']).next().unwrap_or_default();
    into.push_str(day);
    if !time.is_empty()
        && time
            .bytes()
            .any(|byte| byte.is_ascii_digit() && byte != b'0')
    {
        into.push(' ');
        into.push_str(time);
    }
}

/// Writes a duration that is stored as text, `PT08H30M00S`, like one that is stored as a number.
pub(super) fn write_iso_duration(into: &mut String, text: &str) {
    match iso_days(text) {
        Some(days) => write_duration(into, days),
        None => into.push_str(text),
    }
}

fn iso_days(text: &str) -> Option<f64> {
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, text),
    };
    let (days, time) = rest.strip_prefix('P')?.split_once('T')?;
    let mut seconds = 0.0;
    if !days.is_empty() {
        seconds += days.strip_suffix('D')?.parse::<f64>().ok()? * 86_400.0;
    }
    for part in time.split_inclusive(['H', 'M', 'S']) {
        let (number, unit) = part.split_at_checked(part.len() - 1)?;
        let unit = match unit {
            "H" => 3600.0,
            "M" => 60.0,
            "S" => 1.0,
            _ => return None,
        };
        seconds += number.parse::<f64>().ok()? * unit;
    }
    Some(sign * seconds / 86_400.0)
}

fn push(into: &mut String, text: std::fmt::Arguments<'_>) {
    into.write_fmt(text)
        .expect("writing to a string never fails");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(number: f64, code: &str) -> String {
        shown_in(number, code, false)
    }

    fn shown_in(number: f64, code: &str, is_1904: bool) -> String {
        let mut text = String::new();
        write_number(&mut text, number, &Format::of_code(code), is_1904);
        text
    }

    fn iso(text: &str) -> String {
        let mut into = String::new();
        write_iso_moment(&mut into, text);
        into
    }

    #[test]
    fn a_number_has_no_exponent_and_no_needless_decimals() {
        assert_eq!(
            shown(3_201_234_567_890_123.0, "General"),
            "3201234567890123"
        );
        assert_eq!(shown(1e21, "General"), "1000000000000000000000");
        assert_eq!(shown(0.1, "0.00"), "0.1");
        assert_eq!(shown(1e-7, "General"), "0.0000001");
        assert_eq!(shown(-0.0, "General"), "0");
        assert_eq!(shown(-12.5, "#,##0.00"), "-12.5");
        assert_eq!(shown(f64::NAN, "General"), "");
    }

    #[test]
    fn the_zeros_of_an_identifier_come_back() {
        assert_eq!(shown(107_000_571.0, "0000000000"), "0107000571");
        assert_eq!(shown(12_345.0, "00000"), "12345");
        assert_eq!(shown(812_345.0, "0000-0000"), "00812345");
        assert_eq!(shown(8_123_456.0, "\"0\"#########"), "08123456");
        assert_eq!(shown(8_123_456.0, "\\0#"), "08123456");
        assert_eq!(shown(8_123_456.0, "\"+62\"0"), "+628123456");
        assert_eq!(shown(42.0, "[<=99999]00000;0"), "00042");
        assert_eq!(shown(42.0, "00000_);@"), "00042");
    }

    #[test]
    fn the_zeros_of_an_amount_do_not() {
        for code in [
            "0",
            "#,##0",
            "0.00",
            "00.00",
            "\"Rp\"#,##0",
            "\"Rp \"0",
            "0%",
            "0.00E+00",
            "General",
            "@",
            "",
        ] {
            assert_eq!(shown(7.0, code), "7", "{code}");
        }
        assert_eq!(shown(7.5, "00000"), "7.5");
        assert_eq!(shown(-7.0, "00000"), "-7");
    }

    #[test]
    fn a_format_of_a_thousand_zeros_is_not_followed() {
        assert_eq!(shown(7.0, &"0".repeat(1000)), "7");
        assert_eq!(shown(7.0, &format!("\"{}\"0", "1".repeat(1000))), "7");
    }

    #[test]
    fn days_are_told_by_the_format() {
        assert_eq!(shown(32_904.0, "dd/mm/yyyy"), "1990-01-31");
        assert_eq!(shown(32_904.0, "[$-421]dd mmmm yyyy;@"), "1990-01-31");
        assert_eq!(shown(32_904.5, "d/m/yy h:mm"), "1990-01-31 12:00:00");
        assert_eq!(shown(32_904.0, "m/d/yyyy h:mm"), "1990-01-31");
        assert_eq!(shown(32_904.0, "\"dmy\"0"), "32904");
        assert_eq!(shown(0.75, "hh:mm"), "18:00:00");
        assert_eq!(shown(0.999_999_9, "hh:mm"), "23:59:59");
        assert_eq!(shown(1.5, "[h]:mm:ss"), "36:00:00");
        assert_eq!(shown(-0.5, "[hh]:mm"), "-12:00:00");
        assert_eq!(shown(32_904.0, "[Red]0"), "32904");
    }

    #[test]
    fn the_ends_of_the_calendar_hold() {
        assert_eq!(shown(1.0, "yyyy"), "1900-01-01");
        assert_eq!(shown(59.0, "yyyy"), "1900-02-28");
        assert_eq!(shown(60.0, "yyyy"), "1900-02-29");
        assert_eq!(shown(61.0, "yyyy"), "1900-03-01");
        assert_eq!(shown(2_958_465.0, "yyyy"), "9999-12-31");
        assert_eq!(shown(2_958_466.0, "yyyy"), "2958466");
        assert_eq!(shown(-1.0, "yyyy"), "-1");
        assert_eq!(shown(0.0, "dd/mm/yyyy"), "");
        assert_eq!(shown(1e300, "[h]:mm").len(), 301);
    }

    #[test]
    fn the_other_calendar_starts_in_1904() {
        assert_eq!(shown_in(31_442.0, "dd/mm/yyyy", true), "1990-01-31");
        assert_eq!(shown_in(60.0, "dd/mm/yyyy", true), "1904-03-01");
        assert_eq!(shown_in(2_957_003.0, "dd/mm/yyyy", true), "9999-12-31");
    }

    #[test]
    fn moments_stored_as_text_look_like_the_others() {
        assert_eq!(iso("1990-01-31"), "1990-01-31");
        assert_eq!(iso("1990-01-31T00:00:00.000Z"), "1990-01-31");
        assert_eq!(iso("1990-01-31T08:30:00.5"), "1990-01-31 08:30:00");
        for (stored, expected) in [
            ("PT08H30M00S", "08:30:00"),
            ("PT36H00M00.0000S", "36:00:00"),
            ("-P1DT1H", "-25:00:00"),
            ("P1Y", "P1Y"),
            ("PT5é", "PT5é"),
        ] {
            let mut text = String::new();
            write_iso_duration(&mut text, stored);
            assert_eq!(text, expected);
        }
    }
}
