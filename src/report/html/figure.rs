//! How figures are written and drawn.

use std::fmt::Display;

use maud::{Markup, html};

/// Keeps a figure and its unit on one line.
const NO_BREAK: char = '\u{a0}';
const MINUS: char = '\u{2212}';

/// Writes a whole number with dots between thousands.
pub(super) fn count(number: impl Display) -> String {
    let text = number.to_string();
    match text.strip_prefix('-') {
        Some(digits) => format!("{MINUS}{}", grouped(digits)),
        None => grouped(&text),
    }
}

fn grouped(digits: &str) -> String {
    let mut text = String::with_capacity(digits.len() * 4 / 3 + 1);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    text
}

/// Writes a number with a comma before its decimals; what is no number is a dash.
pub(super) fn decimal(number: f64, places: usize) -> String {
    if number.is_nan() {
        return "–".to_owned();
    }
    let digits = if number.is_infinite() {
        "∞".to_owned()
    } else {
        let plain = format!("{:.places$}", number.abs());
        match plain.split_once('.') {
            Some((whole, part)) => format!("{},{part}", grouped(whole)),
            None => grouped(&plain),
        }
    };
    let is_zero = !digits.contains(|digit: char| digit != '0' && digit != ',');
    if number < 0.0 && !is_zero {
        format!("{MINUS}{digits}")
    } else {
        digits
    }
}

/// Writes a number in which the sign matters.
pub(super) fn signed(number: f64, places: usize) -> String {
    let text = decimal(number, places);
    if number > 0.0 {
        format!("+{text}")
    } else {
        text
    }
}

/// Writes an amount in hundredths as units with two decimals.
pub(super) fn money(hundredths: i128) -> String {
    let sign = if hundredths < 0 {
        MINUS.to_string()
    } else {
        String::new()
    };
    let amount = hundredths.unsigned_abs();
    format!(
        "{sign}{},{:02}",
        grouped(&(amount / 100).to_string()),
        amount % 100
    )
}

/// Writes a share of `whole`; a share is never rounded to nothing or to all.
pub(super) fn percent(part: f64, whole: f64) -> String {
    if whole <= 0.0 {
        return "–".to_owned();
    }
    let percent = 100.0 * part / whole;
    let text = decimal(percent, 1);
    let text = match text.as_str() {
        "0,0" if part > 0.0 => "under 0,1",
        "100,0" if part < whole => "over 99,9",
        exact => exact,
    };
    format!("{text}{NO_BREAK}%")
}

/// Writes a probability with three digits that count, and never as 0 or 1 if it is neither.
pub(super) fn probability(probability: f64) -> String {
    let places = |distance: f64| (-distance.log10().floor()).clamp(1.0, 9.0) as usize;
    if probability > 0.0 && probability < 0.1 {
        decimal(probability, places(probability) + 2)
    } else if probability > 0.999 && probability < 1.0 {
        decimal(probability, places(1.0 - probability))
    } else {
        decimal(probability, 3)
    }
}

/// Writes a probability as one in so many.
pub(super) fn one_in(probability: f64) -> String {
    if probability > 0.0 {
        format!("1 in {}", decimal(1.0 / probability, 0))
    } else {
        "none".to_owned()
    }
}

/// Writes a file size in the unit that suits it.
pub(super) fn bytes(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
    let mut size = bytes as f64;
    if size < 1000.0 {
        return format!("{bytes}{NO_BREAK}bytes");
    }
    let mut unit = UNITS[0];
    for next in UNITS {
        size /= 1000.0;
        unit = next;
        if size < 999.95 {
            break;
        }
    }
    format!("{}{NO_BREAK}{unit}", decimal(size, 1))
}

/// Draws a share as a bar; the figure must stand beside it.
pub(super) fn bar(part: f64, whole: f64) -> Markup {
    let width = if whole > 0.0 {
        scaled(part / whole, 100.0)
    } else {
        0.0
    };
    html! {
        svg.bar viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" {
            rect.track width="100" height="10" {}
            rect.fill width=(coordinate(width)) height="10" {}
        }
    }
}

/// Draws a weight as a bar from the middle: evidence for to the right, against to the left.
pub(super) fn weight_bar(weight: f64, largest: f64) -> Markup {
    let width = if largest > 0.0 {
        scaled(weight.abs() / largest, 50.0)
    } else {
        0.0
    };
    let start = if weight < 0.0 { 50.0 - width } else { 50.0 };
    html! {
        svg.bar viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" {
            rect.track width="100" height="10" {}
            rect.fill.against[weight < 0.0]
                x=(coordinate(start)) width=(coordinate(width)) height="10" {}
            rect.zero x="49.7" width="0.6" height="10" {}
        }
    }
}

/// A length of at most `full`, and visible if it isn't nothing.
fn scaled(share: f64, full: f64) -> f64 {
    if share > 0.0 {
        (share * full).clamp(0.5, full)
    } else {
        0.0
    }
}

/// Writes a coordinate as SVG wants it, with a dot.
fn coordinate(length: f64) -> String {
    format!("{length:.2}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_off_by_dots() {
        assert_eq!(count(0), "0");
        assert_eq!(count(999), "999");
        assert_eq!(count(1_000_u64), "1.000");
        assert_eq!(count(-1_234_567), "−1.234.567");
        assert_eq!(count(u64::MAX), "18.446.744.073.709.551.615");
    }

    #[test]
    fn money_has_two_decimals_whatever_its_size() {
        assert_eq!(money(123_456_700), "1.234.567,00");
        assert_eq!(money(-5), "−0,05");
        assert!(money(i128::MIN).starts_with("−1.701.411."));
    }

    #[test]
    fn decimals_stand_behind_a_comma_and_zero_has_no_sign() {
        assert_eq!(decimal(1234.567, 2), "1.234,57");
        assert_eq!(decimal(-0.001, 2), "0,00");
        assert_eq!(signed(3.0, 1), "+3,0");
        assert_eq!(signed(-3.0, 1), "−3,0");
        assert_eq!(decimal(f64::NAN, 1), "–");
        assert_eq!(decimal(f64::NEG_INFINITY, 1), "−∞");
    }

    #[test]
    fn a_share_is_never_rounded_to_nothing_or_to_all() {
        assert_eq!(percent(1.0, 3.0), "33,3\u{a0}%");
        assert_eq!(percent(1.0, 1e6), "under 0,1\u{a0}%");
        assert_eq!(percent(999_999.0, 1e6), "over 99,9\u{a0}%");
        assert_eq!(percent(5.0, 5.0), "100,0\u{a0}%");
        assert_eq!(percent(0.0, 0.0), "–");
    }

    #[test]
    fn a_probability_close_to_an_end_is_not_rounded_to_it() {
        assert_eq!(probability(0.9534), "0,953");
        assert_eq!(probability(0.001_234), "0,00123");
        assert_eq!(probability(0.9998), "0,9998");
        assert_eq!(probability(1.0), "1,000");
        assert_eq!(probability(0.0), "0,000");
        assert_eq!(one_in(1e-5), "1 in 100.000");
    }

    #[test]
    fn sizes_take_the_unit_that_suits_them() {
        assert_eq!(bytes(999), "999\u{a0}bytes");
        assert_eq!(bytes(12_345_678), "12,3\u{a0}MB");
        assert_eq!(bytes(u64::MAX), "18.446.744,1\u{a0}TB");
    }

    #[test]
    fn a_bar_stays_in_its_frame_and_shows_what_is_little() {
        assert!(bar(3.0, 2.0).into_string().contains("width=\"100.00\""));
        assert!(bar(1.0, 1e9).into_string().contains("width=\"0.50\""));
        let infinite = weight_bar(f64::NEG_INFINITY, 10.0).into_string();
        assert!(
            infinite.contains("x=\"0.00\" width=\"50.00\""),
            "{infinite}"
        );
        assert!(bar(f64::NAN, 1.0).into_string().contains("width=\"0.00\""));
    }
}
