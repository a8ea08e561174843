//! Digits with dots and commas -> exact hundredths.

use super::AmountStyle;

#[derive(Default)]
pub(super) struct Signs {
    pub(super) dots: usize,
    pub(super) commas: usize,
    pub(super) last: u8,
    /// Whether every group between two signs has three digits.
    pub(super) is_even: bool,
    /// Digits after the last sign.
    pub(super) tail: usize,
    /// Digits before the first sign.
    pub(super) head: usize,
}

impl Signs {
    pub(super) fn of(bytes: &[u8]) -> Self {
        let mut signs = Self {
            is_even: true,
            ..Self::default()
        };
        for byte in bytes {
            match byte {
                b'0'..=b'9' if signs.last == 0 => signs.head += 1,
                b'0'..=b'9' => signs.tail += 1,
                b'.' | b',' if signs.head == 0 => {}
                b'.' | b',' => {
                    signs.dots += usize::from(*byte == b'.');
                    signs.commas += usize::from(*byte == b',');
                    signs.is_even &= signs.last == 0 || signs.tail == 3;
                    signs.last = *byte;
                    signs.tail = 0;
                }
                _ => {}
            }
        }
        signs
    }
}

/// Whether the groups are not those of thousands: 1.250.00, 12.50.000, 1.250.0000.
pub(super) fn is_oddly_grouped(digits: &[u8]) -> bool {
    let signs = Signs::of(digits);
    match (signs.dots, signs.commas) {
        (0, 0) => false,
        (1, 0) | (0, 1) => {
            signs.tail > 3 || (signs.tail == 3 && (signs.head > 3 || digits.starts_with(b"0")))
        }
        (_, 0) | (0, _) => !signs.is_even || signs.tail != 3 || signs.head > 3,
        _ => !signs.is_even || signs.head > 3 || (signs.tail > 3),
    }
}

/// Parts whole units from decimals; group signs are still among the whole ones.
pub(super) fn split_decimals(digits: &[u8], style: AmountStyle, is_factor: bool) -> (&[u8], &[u8]) {
    let signs = Signs::of(digits);
    let count = signs.dots + signs.commas;
    let both = signs.dots > 0 && signs.commas > 0;
    let groups = signs.tail == 3 && signs.head <= 3 && !digits.starts_with(b"0");
    let is_decimal = match (count, both) {
        (0, _) => false,
        (1, _) if signs.tail <= 2 || is_factor => true,
        (1, _) if groups => signs.last == b'.' && style == AmountStyle::English,
        (1, _) => true,
        // 1.250.000.00 has cents behind the wrong sign; 1.250.00 has none, only a slip.
        (3.., false) => signs.is_even && signs.head <= 3 && (1..=2).contains(&signs.tail),
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
pub(super) fn to_hundredths(whole: &[u8], fraction: &[u8], scale: i128) -> Option<i128> {
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
