//! How values are written: their pattern and their length.

use std::collections::BTreeMap;

use super::{LengthBin, Lengths};

/// Longer patterns are cut.
const LONGEST: usize = 40;

/// The most bins of a histogram of lengths.
const BINS: u64 = 20;

/// Writes the pattern of a value into `out`: 9 for a digit, one `A`, `Aa` or `a` for a run of letters.
///
/// Digits stay counted, letters don't: the length of a name would give it away. Signs stay, blanks become one.
pub(super) fn pattern(value: &str, out: &mut String) {
    out.clear();
    let mut run = Run::None;
    for (at, character) in value.trim().chars().enumerate() {
        // Nearly every sign has one byte.
        if at > 4 * LONGEST || out.len() >= LONGEST {
            out.push('…');
            return;
        }
        if character.is_numeric() {
            out.push('9');
            run = Run::None;
        } else if character.is_alphabetic() {
            let is_upper = character.is_uppercase();
            match (run, is_upper) {
                (Run::None, true) => out.push('A'),
                (Run::None, false) => out.push('a'),
                (Run::Upper, false) => out.push('a'),
                _ => {}
            }
            run = match (run, is_upper) {
                (Run::None, true) => Run::Upper,
                (Run::Upper, true) => Run::Upper,
                _ => Run::Lower,
            };
        } else if character.is_whitespace() || character.is_control() {
            if !out.ends_with(' ') {
                out.push(' ');
            }
            run = Run::None;
        } else {
            out.push(character);
            run = Run::None;
        }
    }
}

/// The letters that were just passed.
#[derive(Clone, Copy)]
enum Run {
    None,
    Upper,
    Lower,
}

/// Puts lengths and their rows into a histogram; `None` without rows.
pub(super) fn lengths(rows: &BTreeMap<u64, u64>) -> Option<Lengths> {
    let (least, most) = (*rows.keys().next()?, *rows.keys().next_back()?);
    let all: u64 = rows.values().sum();
    let mut passed = 0;
    let median = rows.iter().find_map(|(length, count)| {
        passed += count;
        (2 * passed >= all).then_some(*length)
    });
    let width = (most - least + 1).div_ceil(BINS);
    let mut bins: Vec<LengthBin> = Vec::new();
    for (length, count) in rows {
        let from = least + (length - least) / width * width;
        match bins.last_mut().filter(|bin| bin.from == from) {
            Some(bin) => bin.rows += count,
            None => bins.push(LengthBin {
                from,
                to: (from + width - 1).min(most),
                rows: *count,
            }),
        }
    }
    Some(Lengths {
        least,
        median: median?,
        most,
        bins,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(value: &str) -> String {
        let mut out = String::new();
        pattern(value, &mut out);
        out
    }

    #[test]
    fn letters_are_not_counted_and_digits_are() {
        for (value, expected) in [
            ("Budi SANTOSO", "Aa A"),
            ("MacDonald", "Aa"),
            ("0812-3045", "9999-9999"),
            (" Jl. Mawar  5 ", "Aa. Aa 9"),
            ("a@b.co", "a@a.a"),
            ("李小龍", "a"),
        ] {
            assert_eq!(of(value), expected, "{value}");
        }
        assert_eq!(of(&"1".repeat(100)), format!("{}…", "9".repeat(40)));
    }

    #[test]
    fn a_histogram_has_at_most_twenty_bins_and_loses_no_row() {
        let rows: BTreeMap<u64, u64> = (3..=103).map(|length| (length, 2)).collect();
        let lengths = lengths(&rows).expect("rows");
        assert_eq!((lengths.least, lengths.median, lengths.most), (3, 53, 103));
        assert!(lengths.bins.len() <= 20);
        assert_eq!(lengths.bins.iter().map(|bin| bin.rows).sum::<u64>(), 202);
        assert_eq!(lengths.bins.last().map(|bin| bin.to), Some(103));
    }

    #[test]
    fn no_rows_have_no_lengths() {
        assert_eq!(lengths(&BTreeMap::new()), None);
    }
}
