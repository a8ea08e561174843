//! Names of people whom nobody knew: `Unknown Male`, `Trauma Alpha`, `Doe, John`.

use crate::text::placeholder::{PlaceholderField, is_placeholder};

/// Words that say the person is not known.
const UNKNOWN: [&str; 12] = [
    "unknown",
    "unidentified",
    "unnamed",
    "noname",
    "unbekannt",
    "unbekannte",
    "unbekannter",
    "inconnu",
    "inconnue",
    "desconocido",
    "trauma",
    "test",
];

/// What stands beside such a word: what could be seen of the person, or a letter to tell one from the next.
const BESIDE: [&str; 47] = [
    "male",
    "female",
    "man",
    "woman",
    "boy",
    "girl",
    "person",
    "patient",
    "pasien",
    "baby",
    "child",
    "infant",
    "adult",
    "adolescent",
    "mann",
    "frau",
    "name",
    "user",
    "customer",
    "pria",
    "wanita",
    "alpha",
    "bravo",
    "charlie",
    "delta",
    "echo",
    "foxtrot",
    "golf",
    "hotel",
    "india",
    "juliet",
    "kilo",
    "lima",
    "mike",
    "november",
    "oscar",
    "papa",
    "quebec",
    "romeo",
    "sierra",
    "tango",
    "uniform",
    "victor",
    "whiskey",
    "xray",
    "yankee",
    "zulu",
];

/// Tells whether a name as written stands for a person whom nobody knew.
///
/// Every word must be such a word: `Unknown Smith` is a Smith, `Mike Delta` may be somebody.
pub(super) fn is_nobody(core: &str) -> bool {
    let is_unknown = |word: &str| UNKNOWN.contains(&word);
    let is_beside = |word: &str| {
        word.len() == 1 || BESIDE.contains(&word) || word.bytes().all(|byte| byte.is_ascii_digit())
    };
    let mut words = core.split(' ');
    words.clone().any(is_unknown) && words.all(|word| is_unknown(word) || is_beside(word))
        || core.contains(' ') && is_placeholder(PlaceholderField::Name, core)
}

#[cfg(test)]
mod tests {
    use super::super::{from_parts, parse};

    #[test]
    fn names_of_the_unknown_are_no_names() {
        for text in [
            "John Doe",
            "DOE, JANE",
            "Unknown Male",
            "Female, Unknown 3",
            "Trauma, Alpha",
            "Test Patient",
            "Baby Girl",
            "Unbekannt",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(from_parts("JOHN", "", "DOE", ""), None);
        assert_eq!(from_parts("TRAUMA", "", "ECHO", ""), None);
        assert_eq!(from_parts("Unknown", "", "Male", ""), None);
    }

    #[test]
    fn words_that_are_names_beside_others_are_kept() {
        for text in ["Mike Delta", "Janet Doe", "Victor Romeo", "Oscar India"] {
            assert!(parse(text).is_some(), "{text}");
        }
    }
}
