//! Postal codes of any country: raw text -> one written form.

use crate::text::clean::{fold, tidy};
use crate::text::placeholder::{PlaceholderField, is_placeholder};
use crate::text::postal::british;

/// Parses one postal code.
///
/// Letters O, I and l among digits are repaired, ZIP+4 is cut to five digits, British codes get their one blank
/// (`n1 0pd`). A leading zero that was lost is not put back. All zeros means missing.
pub fn parse(raw: &str) -> Option<String> {
    if is_placeholder(PlaceholderField::Postal, raw) {
        return None;
    }
    let tidied = tidy(raw);
    let text = tidied.strip_suffix(".0").unwrap_or(&tidied);
    let folded = fold(text);
    let compact: String = folded.chars().filter(|c| *c != ' ').collect();
    let repaired = repair(&compact).unwrap_or(compact);
    if repaired.bytes().all(|byte| byte.is_ascii_digit()) {
        return digits(&repaired, &folded);
    }
    if !repaired.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    match british(&repaired) {
        Some(code) => Some(code),
        None => Some(folded),
    }
}

fn digits(code: &str, folded: &str) -> Option<String> {
    if code.len() < 3 || code.bytes().all(|byte| byte == b'0') {
        return None;
    }
    let plus_four = code.len() == 9 && matches!(folded.find(' '), None | Some(5));
    Some(if plus_four {
        code[..5].to_owned()
    } else {
        code.to_owned()
    })
}

/// Reads letters that look like digits as digits if nothing but digits results and most were digits.
fn repair(code: &str) -> Option<String> {
    let written = code.bytes().filter(u8::is_ascii_digit).count();
    if written * 2 <= code.len() || written == code.len() {
        return None;
    }
    code.chars()
        .map(|c| match c {
            '0'..='9' => Some(c),
            'o' => Some('0'),
            'l' | 'i' => Some('1'),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_several_countries_get_one_form() {
        for (raw, code) in [
            ("60231", "60231"),
            ("6O23l", "60231"),
            ("60231.0", "60231"),
            ("89111-1234", "89111"),
            ("891111234", "89111"),
            ("N1 0PD", "n1 0pd"),
            ("n10pd", "n1 0pd"),
            ("SW1A1AA", "sw1a 1aa"),
            ("K1A 0B1", "k1a 0b1"),
            ("4153", "4153"),
        ] {
            assert_eq!(parse(raw).as_deref(), Some(code), "{raw}");
        }
    }

    #[test]
    fn zeros_and_words_are_missing() {
        for raw in ["00000", "-", "", "0", "abc", "\u{1F600}"] {
            assert_eq!(parse(raw), None, "{raw}");
        }
    }
}
