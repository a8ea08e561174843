//! Text cleaning that every attribute starts with.

use std::borrow::Cow;

/// No name, address, telephone field or number is longer, in bytes: what is, is a text about something.
const LONGEST_VALUE: usize = 1_000;

/// The most digits that an extension has, and the fewest of the number in front of it.
const LONGEST_EXTENSION: usize = 5;
const SHORTEST_LINE: usize = 5;

/// Tells whether a text is too long to be a value; reading one word by word would take too long as well.
pub fn is_too_long(text: &str) -> bool {
    text.len() > LONGEST_VALUE
}

/// Tidies one raw cell: one kind of blank, quote and dash, no control characters, no spreadsheet wrapping.
///
/// The words themselves stay as they are; an empty result means that nothing was written.
pub fn tidy(raw: &str) -> Cow<'_, str> {
    let plain = raw
        .bytes()
        .all(|byte| (b' '..=b'~').contains(&byte) && byte != b'`')
        && !raw.starts_with([' ', '\'', '"', '='])
        && !raw.ends_with([' ', '"'])
        && !raw.contains("  ");
    if plain {
        Cow::Borrowed(raw)
    } else {
        Cow::Owned(tidy_slowly(raw))
    }
}

fn tidy_slowly(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    for character in raw.chars() {
        let mapped = match character {
            '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{2032}' | '\u{02bc}' | '`' | '\u{00b4}' => {
                '\''
            }
            '\u{201c}' | '\u{201d}' | '\u{2033}' => '"',
            '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
            '\u{0}' | '\u{1a}' | '\u{feff}' | '\u{c}' | '\u{200b}'..='\u{200f}' => continue,
            other if other.is_whitespace() || other.is_control() => ' ',
            other => other,
        };
        if mapped == ' ' && (out.is_empty() || out.ends_with(' ')) {
            continue;
        }
        out.push(mapped);
    }
    let mut text = out.trim_end();
    if let Some(inner) = text
        .strip_prefix("=\"")
        .and_then(|rest| rest.strip_suffix('"'))
    {
        text = inner;
    } else if text.len() >= 2
        && let Some(inner) = text
            .strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'))
    {
        text = inner;
    }
    text.strip_prefix('\'').unwrap_or(text).trim().to_owned()
}

/// Folds text for comparison: any script to lower-case ASCII, everything but letters and digits to one blank.
///
/// Apostrophes vanish without splitting the word, so that `Nur'aini` is `nuraini`.
pub fn fold(text: &str) -> String {
    let ascii: Cow<'_, str> = if text.is_ascii() {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(any_ascii::any_ascii(text))
    };
    let mut out = String::with_capacity(ascii.len());
    for byte in ascii.bytes() {
        match byte {
            b'\'' => {}
            _ if byte.is_ascii_alphanumeric() => out.push(char::from(byte.to_ascii_lowercase())),
            _ if out.is_empty() || out.ends_with(' ') => {}
            _ => out.push(' '),
        }
    }
    if out.ends_with(' ') {
        out.pop();
    }
    out
}

/// A telephone number without its extension: `+1-555-867-5309 x1204`, `031 5671234 ext. 12`.
///
/// What has no extension, or too few digits in front of it for a number, comes back as it is.
pub fn before_extension(number: &str) -> &str {
    let digits_at_end = number.bytes().rev().take_while(u8::is_ascii_digit).count();
    if !(1..=LONGEST_EXTENSION).contains(&digits_at_end) {
        return number;
    }
    let front = number[..number.len() - digits_at_end].trim_end_matches([' ', '.', ':', '#', '-']);
    let line = front.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let word = &front[line.len()..];
    let is_extension = ["x", "ext", "extn", "extension"]
        .iter()
        .any(|known| word.eq_ignore_ascii_case(known));
    let line = line.trim_end_matches([' ', ',', ';', '-']);
    if is_extension && line.bytes().filter(u8::is_ascii_digit).count() >= SHORTEST_LINE {
        line
    } else {
        number
    }
}

/// Writes words with a capital at each start, as in a letter's address: `jl. ahmad yani` to `Jl. Ahmad Yani`.
///
/// Roman numerals and the abbreviations RT and RW are written in capitals.
pub fn title_case(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push_title_case(&mut out, text);
    out
}

/// Adds words as [`title_case`] writes them.
pub fn push_title_case(out: &mut String, text: &str) {
    let is_part = |c: char| c.is_alphanumeric() || c == '\'';
    for piece in text.split_inclusive(|c: char| !is_part(c)) {
        let word = piece.trim_end_matches(|c: char| !is_part(c));
        let in_capitals = is_in_capitals(word);
        let mut at_start = true;
        for character in piece.chars() {
            match (at_start || in_capitals, character.is_ascii()) {
                (true, true) => out.push(character.to_ascii_uppercase()),
                (false, true) => out.push(character.to_ascii_lowercase()),
                (true, false) => out.extend(character.to_uppercase()),
                (false, false) => out.extend(character.to_lowercase()),
            }
            at_start = !is_part(character);
        }
    }
}

/// Whether a word is written in capitals whatever the rest is: RT, RW, and the numerals of lanes from II on.
fn is_in_capitals(word: &str) -> bool {
    const WORDS: [&str; 20] = [
        "rt", "rw", "ii", "iii", "iv", "vi", "vii", "viii", "ix", "xi", "xii", "xiii", "xiv", "xv",
        "xvi", "xvii", "xviii", "xix", "xx", "xxi",
    ];
    (2..=5).contains(&word.len()) && WORDS.iter().any(|known| word.eq_ignore_ascii_case(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spreadsheet_wrapping_and_odd_blanks_are_taken_off() {
        assert_eq!(tidy("=\"0812345\""), "0812345");
        assert_eq!(tidy("'0812345"), "0812345");
        assert_eq!(tidy("  Nur\u{2019}aini\u{a0}\u{1a} "), "Nur'aini");
        assert_eq!(tidy("A\tB\u{2013}C"), "A B-C");
        assert_eq!(tidy("NUR`AINI"), "NUR'AINI");
    }

    #[test]
    fn folding_keeps_letters_and_digits_of_any_script() {
        assert_eq!(fold("Nur'aini-Dewi, S.E."), "nuraini dewi s e");
        assert_eq!(fold("Müller"), "muller");
        assert_eq!(fold("Александр"), "aleksandr");
    }

    #[test]
    fn an_extension_is_no_part_of_the_number() {
        for (number, line) in [
            ("+1-555-867-5309 x1204", "+1-555-867-5309"),
            ("581.896.0013x3890", "581.896.0013"),
            ("(031) 5671234 ext. 12", "(031) 5671234"),
            ("031-5671234, EXT:7", "031-5671234"),
            ("555-867-5309", "555-867-5309"),
            ("555-867-5309 home 2", "555-867-5309 home 2"),
            ("x12", "x12"),
            ("Müller x12", "Müller x12"),
        ] {
            assert_eq!(before_extension(number), line);
        }
    }

    #[test]
    fn title_case_starts_every_word_with_a_capital() {
        assert_eq!(title_case("JL. AHMAD YANI 12b"), "Jl. Ahmad Yani 12b");
        assert_eq!(title_case("NUR'AINI"), "Nur'aini");
        assert_eq!(
            title_case("jl. ketintang baru iii/12 rt 03"),
            "Jl. Ketintang Baru III/12 RT 03"
        );
    }
}
