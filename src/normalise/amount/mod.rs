//! Amounts of money: any written form -> exact hundredths.
//!
//! In: an amount as written and the style of its column. Out: hundredths of a rupiah or of a dollar, exact ([`parse`]), or
//! every outcome with its verdict ([`read`]).

mod around;
mod digits;
mod style;
mod words;

use std::borrow::Cow;

use around::{is_foreign, read_back, read_front, split_exponent};
use digits::{is_oddly_grouped, split_decimals, to_hundredths};
pub use style::{decide_style, style_of, told_by};

use crate::text::clean::{is_too_long, tidy};
pub use crate::text::notation::AmountStyle;

/// An amount as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount {
    /// Sen of a rupiah, cents of a dollar.
    pub hundredths: i64,
    /// Cents were written, be they zero.
    pub has_cents: bool,
}

/// What became of a written amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AmountVerdict {
    /// Only one amount can be meant.
    Exact,
    /// Another amount may be meant: `1.25`, `2,5 M`.
    Ambiguous,
    /// A slip, or words that nobody explains.
    Review,
    /// No amount: empty, a payment word.
    Nothing,
    /// A share, not an amount.
    Percent,
    /// In other money than rupiah.
    Foreign,
}

/// Below this many rupiah nothing is sold.
const LEAST_PRICE: i64 = 100;

/// Parses one amount into hundredths: sen of a rupiah, cents of a dollar.
///
/// A dot or comma before exactly three digits groups thousands, before one or two at the end it parts the cents; if both
/// occur, the last one does. `style` decides only `1.250` in an English column. `,-` means no cents; `rb`, `jt` and `M`
/// (miliar) multiply; brackets, a minus on either side and `CR` make it negative; `5 x 25.000` is multiplied out.
/// Amounts in words are added up; percentages and other words are none.
pub fn parse(raw: &str, style: AmountStyle) -> Option<i64> {
    if is_too_long(raw) {
        return None;
    }
    let text = tidy(raw).to_ascii_lowercase();
    if text.contains('%') {
        return None;
    }
    parse_text(&mend(&text), style).map(|parsed| parsed.amount.hundredths)
}

/// Reads one amount in full.
///
/// `style` is that of the column, if it is known; the value is none unless the verdict says that there is one.
///
/// # Source
///
/// Identity specification, section 7.
pub fn read(raw: &str, style: Option<AmountStyle>) -> (Option<Amount>, AmountVerdict) {
    if is_too_long(raw) {
        return (None, AmountVerdict::Nothing);
    }
    let text = tidy(raw).to_ascii_lowercase();
    if text.contains('%') || text.contains("persen") {
        return (None, AmountVerdict::Percent);
    }
    let foreign = is_foreign(&text);
    let usual = if foreign {
        AmountStyle::English
    } else {
        AmountStyle::Indonesian
    };
    let Some(parsed) = parse_text(&mend(&text), style.unwrap_or(usual)) else {
        let has_digits = text.bytes().any(|byte| byte.is_ascii_digit());
        return (
            None,
            if has_digits {
                AmountVerdict::Review
            } else {
                AmountVerdict::Nothing
            },
        );
    };
    let verdict = if foreign {
        AmountVerdict::Foreign
    } else if parsed.is_odd {
        AmountVerdict::Review
    } else if parsed.is_doubtful || is_too_small(parsed.amount) {
        AmountVerdict::Ambiguous
    } else {
        AmountVerdict::Exact
    };
    (Some(parsed.amount), verdict)
}

fn is_too_small(amount: Amount) -> bool {
    amount.hundredths != 0 && amount.hundredths.abs() < LEAST_PRICE * 100
}

/// An amount, and how sure it is.
#[derive(Clone, Copy)]
struct Parsed {
    amount: Amount,
    /// The groups of digits are not those of thousands.
    is_odd: bool,
    /// `M` is miliar here and million elsewhere; one to three digits before cents may be thousands cut short.
    is_doubtful: bool,
}

fn parse_text(text: &str, style: AmountStyle) -> Option<Parsed> {
    if let Some((count, price)) = split_product(text) {
        return multiply(count, price, style);
    }
    parse_one(text, style).or_else(|| {
        let hundredths = words::read(text)?;
        let amount = Amount {
            hundredths,
            has_cents: hundredths % 100 != 0,
        };
        Some(Parsed {
            amount,
            is_odd: false,
            is_doubtful: false,
        })
    })
}

/// Puts digits for letters typed for them: `12500O`, `l25.000`.
fn mend(text: &str) -> Cow<'_, str> {
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, 'o' | 'i' | 'l' | '.' | ',');
    let is_slip = |token: &str| {
        token.bytes().any(|byte| byte.is_ascii_digit())
            && token.contains(['o', 'i', 'l'])
            && token.chars().all(is_part)
    };
    if !text.split(' ').any(is_slip) {
        return Cow::Borrowed(text);
    }
    let mended = text.split(' ').map(|token| {
        if is_slip(token) {
            token.replace('o', "0").replace(['i', 'l'], "1")
        } else {
            token.to_owned()
        }
    });
    Cow::Owned(mended.collect::<Vec<_>>().join(" "))
}

/// `5 x 25.000`, `5x25.000`, `5 @ 25.000`, `2 lusin @ 25.000`: how many, and the price of one.
fn split_product(text: &str) -> Option<(&str, &str)> {
    let at = text.find(['x', '*', '@', '×'])?;
    let (left, right) = text.split_at(at);
    let right = right.trim_start_matches(['x', '*', '@', '×', ' ']);
    let has_digits = |part: &str| part.bytes().any(|byte| byte.is_ascii_digit());
    (has_digits(left) && has_digits(right)).then_some((left.trim(), right))
}

fn multiply(count: &str, price: &str, style: AmountStyle) -> Option<Parsed> {
    // 25.000 x 5 as well: the smaller factor counts.
    let (count, price) = match count_of(count) {
        Some(count) => (count, parse_one(price, style)?),
        None => (count_of(price)?, parse_one(count, style)?),
    };
    let hundredths = price.amount.hundredths.checked_mul(count.pieces)?;
    Some(Parsed {
        amount: Amount {
            hundredths,
            ..price.amount
        },
        // The price may be that of a piece or of the dozen.
        is_doubtful: price.is_doubtful || count.is_packed,
        ..price
    })
}

/// How many pieces.
struct Count {
    pieces: i64,
    /// Counted by the dozen, the score or the gross.
    is_packed: bool,
}

fn count_of(text: &str) -> Option<Count> {
    let figures = text.bytes().take_while(u8::is_ascii_digit).count();
    let number: i64 = text[..figures].parse().ok().filter(|_| figures <= 6)?;
    let (pack, is_packed) = match text[figures..].trim().trim_end_matches('.') {
        "" | "pcs" | "pc" | "bh" | "buah" | "biji" | "potong" | "ptg" | "set" | "pasang"
        | "psg" | "unit" | "lembar" | "lbr" => (1, false),
        "lusin" | "lsn" | "dz" => (12, true),
        "kodi" => (20, true),
        "gros" | "gross" => (144, true),
        _ => return None,
    };
    Some(Count {
        pieces: number * pack,
        is_packed,
    })
}

fn parse_one(text: &str, style: AmountStyle) -> Option<Parsed> {
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
    let is_miliar_by_letter = back
        .split(|c: char| !c.is_alphabetic())
        .any(|word| word == "m");
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
    let is_plain = multiplier == 1 && exponent.is_none();
    let has_cents = is_plain && !fraction.is_empty();
    Some(Parsed {
        amount: Amount {
            hundredths: i64::try_from(signed).ok()?,
            has_cents: has_cents || hundredths % 100 != 0,
        },
        is_odd: is_plain && is_oddly_grouped(&digits),
        is_doubtful: is_miliar_by_letter || (has_cents && whole.len() <= 3),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

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

    proptest! {
        #[test]
        fn any_text_is_read_without_panic(raw in "\\PC{0,30}", figures in "[0-9.,'rpjtbkmx@()E+ -]{0,30}") {
            for text in [&raw, &figures] {
                let _ = parse(text, AmountStyle::English);
                let _ = read(text, None);
            }
        }

        #[test]
        fn a_canonical_amount_is_read_as_itself(rupiah in 0..10_000_000_000_i64) {
            prop_assert_eq!(sen(&rupiah.to_string()), Some(rupiah * 100));
        }
    }
}
