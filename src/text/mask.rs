//! Shows what a value looks like without giving it away.

use std::borrow::Cow;

/// Stands for a letter or digit that isn't shown.
const HIDDEN: char = '•';

/// How many digits at the end of a value are shown, at most half of them.
const SHOWN_DIGITS: usize = 2;

/// Keeps the form of a value and hides what it says: `Budi S.`, 0812-3045 to `B••• S.`, ••••-••45.
///
/// Of every word of letters the first one stays, of all digits the last two at most; signs and blanks stay.
pub fn mask(text: &str) -> String {
    let digits = text.chars().filter(|c| c.is_numeric()).count();
    let mut hidden = digits - SHOWN_DIGITS.min(digits / 2);
    let mut out = String::with_capacity(text.len());
    let mut is_inside = false;
    for character in text.chars() {
        if character.is_numeric() {
            let shown = hidden == 0;
            hidden = hidden.saturating_sub(1);
            out.push(if shown { character } else { HIDDEN });
            // Letters behind a digit are the inside of a code.
            is_inside = true;
        } else if character.is_alphanumeric() {
            out.push(if is_inside { HIDDEN } else { character });
            is_inside = true;
        } else {
            out.push(character);
            is_inside = false;
        }
    }
    out
}

/// Makes a text safe for a terminal: control characters and line breaks become blanks.
pub fn printable(text: &str) -> Cow<'_, str> {
    let is_odd = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    if text.contains(is_odd) {
        Cow::Owned(text.replace(is_odd, " "))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_stays_and_the_value_goes() {
        for (text, masked) in [
            ("BPK. H. MOCH. SOEHARTO", "B••. H. M•••. S•••••••"),
            ("a1b2c3", "a••••3"),
            ("0812-3045-6712", "••••-••••-••12"),
            ("14/03/1952", "••/••/••52"),
            ("m.suharto52@example.com", "m.s•••••••2@e••••••.c••"),
            ("Łukasz", "Ł•••••"),
            ("7", "•"),
            ("12", "•2"),
            ("", ""),
        ] {
            assert_eq!(mask(text), masked, "{text}");
        }
    }

    #[test]
    fn what_a_terminal_would_obey_is_blank() {
        assert_eq!(printable("a\u{1b}[31mb\nc\u{202e}d"), "a [31mb c d");
    }
}
