//! Amounts of money: any written form -> exact hundredths.

use crate::ingest::Column;
use crate::text::clean::tidy;
pub use crate::text::notation::AmountStyle;

/// Finds the style of a column from the values that allow only one; Indonesian if they don't tell.
pub fn decide_style<'a>(sample: impl Iterator<Item = &'a str>) -> AmountStyle {
    let (mut indonesian, mut english) = (0_usize, 0_usize);
    for style in sample.filter_map(told_by) {
        match style {
            AmountStyle::Indonesian => indonesian += 1,
            AmountStyle::English => english += 1,
        }
    }
    if english > indonesian {
        AmountStyle::English
    } else {
        AmountStyle::Indonesian
    }
}

/// The style of a value that allows only one.
pub fn told_by(raw: &str) -> Option<AmountStyle> {
    let text = tidy(raw);
    let body = text.trim_end_matches([',', '.', '-']);
    let signs = Signs::of(body.as_bytes());
    let decimal = match (signs.dots, signs.commas) {
        (0, 0) => return None,
        (dots, 0) if dots > 1 => b',',
        (0, commas) if commas > 1 => b'.',
        (1, 0) if signs.tail == 3 => b',',
        (0, 1) if signs.tail == 3 => b'.',
        _ if signs.tail > 2 => return None,
        _ => signs.last,
    };
    Some(if decimal == b',' {
        AmountStyle::Indonesian
    } else {
        AmountStyle::English
    })
}

/// The style of a column: as configured, else as its values show.
pub fn style_of(column: &Column) -> AmountStyle {
    column
        .settings
        .decimal
        .unwrap_or_else(|| decide_style(column.values.iter()))
}

/// Parses one amount into hundredths: sen of a rupiah, cents of a dollar.
///
/// A dot or comma before exactly three digits groups thousands, before one or two at the end it parts the cents; if both
/// occur, the last one does. `style` decides only `1.250` in an English column. `,-` means no cents; `rb`, `jt` and `M`
/// (miliar) multiply; brackets, a minus on either side and `CR` make it negative; `5 x 25.000` is multiplied out.
/// Percentages and words are none.
pub fn parse(raw: &str, style: AmountStyle) -> Option<i64> {
    let text = tidy(raw).to_ascii_lowercase();
    if text.contains('%') {
        return None;
    }
    if let Some((count, price)) = text.split_once(" x ") {
        let price = parse_one(price, style)?;
        return price.checked_mul(count.trim().parse().ok()?);
    }
    parse_one(&text, style)
}

fn parse_one(text: &str, style: AmountStyle) -> Option<i64> {
    let start = text.find(|c: char| c.is_ascii_digit() || matches!(c, '.' | ','))?;
    // Skip the dot of `Rp.`: the number begins at its first digit, or at a dot right before it.
    let start = start + text[start..].find(|c: char| c.is_ascii_digit())?;
    let end = start
        + text[start..]
            .bytes()
            .take_while(|byte| byte.is_ascii_digit() || b".,' oe+".contains(byte))
            .count();
    let (front, body, back) = (&text[..start], &text[start..end], &text[end..]);
    let leading_cents = front.ends_with(['.', ',']) && !front.starts_with("rp");
    let (body, exponent) = split_exponent(body);
    let (multiplier, negative_back) = read_back(back)?;
    // `1.250.000,-` has no cents; a minus that stands alone is a sign.
    let no_cents = body.trim_end().ends_with(['.', ',']);
    let negative = read_front(front)? || (negative_back && !no_cents);
    let digits: Vec<u8> = body
        .trim_end_matches(['.', ',', ' ', '\''])
        .bytes()
        .filter(|byte| *byte != b' ' && *byte != b'\'')
        .map(|byte| if byte == b'o' { b'0' } else { byte })
        .collect();
    let (whole, fraction) = if leading_cents {
        (&[][..], digits.as_slice())
    } else {
        split_decimals(&digits, style, multiplier > 1 || exponent.is_some())
    };
    let scale = multiplier.checked_mul(10_i128.checked_pow(exponent.unwrap_or(0))?)?;
    let hundredths = to_hundredths(whole, fraction, scale)?;
    let signed = if negative { -hundredths } else { hundredths };
    i64::try_from(signed).ok()
}

/// `1.25e+06`: the part before the e, and the power of ten.
fn split_exponent(body: &str) -> (&str, Option<u32>) {
    match body.split_once('e') {
        Some((mantissa, power)) => {
            let power = power.trim().trim_start_matches('+').parse().ok();
            (mantissa, power.filter(|power| *power <= 15))
        }
        None => (body, None),
    }
}

/// Currency words and signs in front; `Some(true)` if they make the amount negative, none if it is no amount.
fn read_front(front: &str) -> Option<bool> {
    let words = front
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty());
    for word in words {
        let known = matches!(
            word,
            "rp" | "idr" | "usd" | "us" | "sgd" | "eur" | "gbp" | "aud" | "myr" | "cr" | "total"
        );
        if !known {
            return None;
        }
    }
    Some(front.contains(['-', '(']) || front.contains("cr"))
}

/// What stands behind the digits: multiplier, and whether it makes the amount negative.
fn read_back(back: &str) -> Option<(i128, bool)> {
    let mut multiplier = 1;
    let mut negative = false;
    let words = back
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty());
    for word in words {
        match word {
            "rb" | "ribu" | "rebu" | "k" => multiplier = 1_000,
            "jt" | "juta" => multiplier = 1_000_000,
            "m" | "miliar" | "milyar" => multiplier = 1_000_000_000,
            "t" | "triliun" => multiplier = 1_000_000_000_000,
            "cr" => negative = true,
            "rp" | "idr" | "rupiah" | "usd" | "eur" | "gbp" | "dr" | "db" | "sgd" | "aud" => {}
            _ => return None,
        }
    }
    let bare = back.trim();
    Some((multiplier, negative || bare == "-" || bare.starts_with(')')))
}

#[derive(Default)]
struct Signs {
    dots: usize,
    commas: usize,
    last: u8,
    /// Digits after the last sign.
    tail: usize,
    /// Digits before the first sign.
    head: usize,
}

impl Signs {
    fn of(bytes: &[u8]) -> Self {
        let mut signs = Self::default();
        for byte in bytes {
            match byte {
                b'0'..=b'9' if signs.last == 0 => signs.head += 1,
                b'0'..=b'9' => signs.tail += 1,
                b'.' | b',' if signs.head == 0 => {}
                b'.' | b',' => {
                    signs.dots += usize::from(*byte == b'.');
                    signs.commas += usize::from(*byte == b',');
                    signs.last = *byte;
                    signs.tail = 0;
                }
                _ => {}
            }
        }
        signs
    }
}

/// Parts whole units from decimals; group signs are still among the whole ones.
fn split_decimals(digits: &[u8], style: AmountStyle, is_factor: bool) -> (&[u8], &[u8]) {
    let signs = Signs::of(digits);
    let count = signs.dots + signs.commas;
    let both = signs.dots > 0 && signs.commas > 0;
    let groups = signs.tail == 3 && signs.head <= 3 && !digits.starts_with(b"0");
    let is_decimal = match (count, both) {
        (0, _) => false,
        (1, _) if signs.tail <= 2 || is_factor => true,
        (1, _) if groups => signs.last == b'.' && style == AmountStyle::English,
        (1, _) => true,
        // 1.250.00 has no decimals, only a slip.
        (_, false) => false,
        (_, true) => digits.iter().filter(|byte| **byte == signs.last).count() == 1,
    };
    let at = digits.len() - signs.tail;
    if is_decimal {
        (&digits[..at - 1], &digits[at..])
    } else {
        (digits, &[])
    }
}

/// Decimals beyond the hundredth are cut.
fn to_hundredths(whole: &[u8], fraction: &[u8], scale: i128) -> Option<i128> {
    let mut value = 0_i128;
    let mut power = 0;
    let digits = |bytes: &'_ [u8]| bytes.iter().filter(|b| b.is_ascii_digit()).count();
    if digits(whole) + digits(fraction) > 24 || digits(whole) + digits(fraction) == 0 {
        return None;
    }
    for byte in whole.iter().chain(fraction).filter(|b| b.is_ascii_digit()) {
        value = value * 10 + i128::from(byte - b'0');
    }
    power += u32::try_from(digits(fraction)).ok()?;
    value
        .checked_mul(scale)?
        .checked_mul(100)?
        .checked_div(10_i128.checked_pow(power)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sen(raw: &str) -> Option<i64> {
        parse(raw, AmountStyle::Indonesian)
    }

    #[test]
    fn rupiah_are_read_in_many_forms() {
        for raw in [
            "Rp 1.950.000,00",
            "1950000",
            "1.950.000",
            "Rp. 1.950.000,-",
            "1,950,000.00",
            "1.950.000.-",
            "IDR 1,950,000",
            "1.950.000 IDR",
            "1'950'000",
            "1,95 jt",
            "1950rb",
            "@ 1.950.000",
            "1.95E+06",
            "195OOOO",
            "Rp1.950.000",
            "1950000.00",
        ] {
            assert_eq!(sen(raw), Some(195_000_000), "{raw}");
        }
    }

    #[test]
    fn the_negative_is_written_in_four_ways() {
        for raw in ["(1.000)", "-1.000", "1.000-", "1.000 CR"] {
            assert_eq!(sen(raw), Some(-100_000), "{raw}");
        }
        assert_eq!(sen("1.000,-"), Some(100_000));
    }

    #[test]
    fn cents_are_exact() {
        assert_eq!(sen("12.500,55"), Some(1_250_055));
        assert_eq!(sen("0.125"), Some(12));
        assert_eq!(parse("$125.00", AmountStyle::English), Some(12_500));
        assert_eq!(parse("1.250", AmountStyle::English), Some(125));
        assert_eq!(parse("1,250", AmountStyle::English), Some(125_000));
    }

    #[test]
    fn words_and_percentages_are_not_amounts() {
        for raw in [
            "TUNAI",
            "-",
            "",
            "disc 10%",
            "12 pcs",
            "99999999999999999999999999999",
            ".",
        ] {
            assert_eq!(sen(raw), None, "{raw}");
        }
    }

    #[test]
    fn the_column_decides_the_style() {
        let style = |values: &[&str]| decide_style(values.iter().copied());
        assert_eq!(
            style(&["1.250.000", "Rp 1.950.000,00"]),
            AmountStyle::Indonesian
        );
        assert_eq!(style(&["1,250.00", "125.50"]), AmountStyle::English);
        assert_eq!(style(&["1950000", "275.000"]), AmountStyle::Indonesian);
        assert_eq!(style(&["100"]), AmountStyle::Indonesian);
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
            if &row[1] != "amount" {
                continue;
            }
            total += 1;
            let amount = sen(&row[2]);
            let expected = row[4]
                .parse::<f64>()
                .ok()
                .map(|value| format!("{:.0}", value * 100.0));
            let good = amount.map(|amount| amount.to_string()) == expected;
            passed += usize::from(good);
            if !good {
                eprintln!("{}: `{}` read as {amount:?}", &row[0], &row[2]);
            }
        }
        eprintln!("amounts: {passed} of {total}");
        // Not read: amounts in words.
        assert!(passed + 1 >= total, "{passed} of {total}");
    }
}
