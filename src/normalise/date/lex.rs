//! A written date -> its numbers and its month's name.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

static MONTHS: LazyLock<FxHashMap<&'static str, u8>> = LazyLock::new(|| {
    include_str!("../tables/month_names.csv")
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

#[derive(Clone, Copy, Default)]
pub(super) struct Number {
    pub(super) value: i64,
    /// How many digits were written.
    pub(super) width: usize,
}

/// Numbers in the order written, at most three; more are the time of day.
#[derive(Default)]
pub(super) struct Numbers {
    items: [Number; 3],
    pub(super) count: usize,
}

impl Numbers {
    pub(super) fn as_slice(&self) -> &[Number] {
        &self.items[..self.count]
    }
}

#[derive(Default)]
pub(super) struct Parts {
    pub(super) numbers: Numbers,
    /// Month by name, and how many numbers stood before it.
    pub(super) month: Option<(u8, usize)>,
    /// The text speaks of years of age.
    pub(super) is_age: bool,
    /// A dot and digits follow the first number, as in a spreadsheet serial with its time.
    pub(super) has_fraction: bool,
    /// An unknown word stands between two numbers.
    pub(super) has_stranger: bool,
    /// A letter was read as a digit.
    pub(super) is_mended: bool,
}

/// Takes a tidied text apart.
pub(super) fn lex(text: &str) -> Parts {
    let mut parts = Parts::default();
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        if starts_number(bytes, at) {
            while at < bytes.len() && starts_number(bytes, at) {
                at += 1;
            }
            parts.is_mended |= bytes[start..at].iter().any(u8::is_ascii_alphabetic);
            push_number(&mut parts, &bytes[start..at]);
            let complete = parts.numbers.count + usize::from(parts.month.is_some()) >= 3;
            if complete && !matches!(bytes.get(at), Some(b'.' | b'-' | b'/')) {
                break;
            }
            let is_sign = matches!(bytes.get(at), Some(b'.' | b','));
            let is_fraction = is_sign && bytes.get(at + 1).is_some_and(u8::is_ascii_digit);
            parts.has_fraction |= parts.numbers.count == 1 && is_fraction;
        } else if bytes[at].is_ascii_alphabetic() {
            while at < bytes.len() && bytes[at].is_ascii_alphabetic() {
                at += 1;
            }
            let is_joined = matches!(bytes.get(at), Some(b'-' | b'/' | b'.'));
            read_word(&mut parts, &text[start..at], is_joined);
        } else {
            at += 1;
        }
    }
    parts
}

/// A digit stands here, or a letter typed for one in a run that is digits and such letters to its end: `2OO5`, `l2`.
fn starts_number(bytes: &[u8], at: usize) -> bool {
    if bytes[at].is_ascii_digit() {
        return true;
    }
    if as_digit(bytes[at]).is_none() {
        return false;
    }
    let mut rest = bytes[at..]
        .iter()
        .take_while(|byte| byte.is_ascii_alphanumeric());
    let mut has_digit = at > 0 && as_digit(bytes[at - 1]).is_some();
    rest.all(|byte| {
        has_digit |= byte.is_ascii_digit();
        as_digit(*byte).is_some()
    }) && has_digit
}

fn as_digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'O' | b'o' => Some(0),
        b'l' | b'I' => Some(1),
        _ => None,
    }
}

fn push_number(parts: &mut Parts, digits: &[u8]) {
    if parts.numbers.count == 3 || digits.len() > 13 {
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

/// Words that may stand between the numbers of a date.
const BETWEEN: [&str; 12] = [
    "st", "nd", "rd", "of", "bulan", "bln", "tgl", "tanggal", "dan", "jam", "t", "wib",
];

/// A month's name cut short (`Agust`, `Djan`) or one slip away (`Desmber`), if only one is meant.
fn misspelt_month(word: &str) -> Option<u8> {
    if word.len() < 4 {
        return None;
    }
    let fits = |form: &str| {
        form.starts_with(word) || (word.len() >= 5 && strsim::osa_distance(form, word) <= 1)
    };
    let mut months = MONTHS
        .iter()
        .filter(|(form, _)| fits(form))
        .map(|(_, month)| *month);
    let first = months.next()?;
    months.all(|month| month == first).then_some(first)
}

fn read_word(parts: &mut Parts, word: &str, is_joined: bool) {
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
                // 3-XII-2005, or XII/2005 when a sign ties it to the year.
                let is_placed = parts.numbers.count == 1 || (parts.numbers.count == 0 && is_joined);
                is_placed.then_some(u8::try_from(month).ok()?)
            };
            let count = parts.numbers.count;
            let month = MONTHS
                .get(other)
                .copied()
                .or_else(roman)
                .or_else(|| misspelt_month(other));
            parts.month = month.map(|month| (month, count));
            // A place stands in front, a word between two numbers is a month that nobody can read.
            parts.has_stranger |= month.is_none() && count == 1 && !BETWEEN.contains(&other);
        }
    }
}
