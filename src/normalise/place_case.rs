//! Which letters of a place name are capitals: `FREIBURG IM BREISGAU` -> `Freiburg im Breisgau`.
//!
//! In: a place as a source writes it, or in small letters out of an address. Out: the same words and signs. A text
//! with capitals and small letters is believed, so that only others are written anew.

use super::address;
use crate::text::clean::title_case;

/// Words of place names that are written small between two others, of many languages.
const SMALL: [&str; 60] = [
    "a", "aan", "am", "an", "and", "auf", "bei", "bij", "by", "da", "das", "de", "degli", "dei",
    "del", "della", "delle", "den", "der", "des", "di", "do", "dos", "du", "en", "et", "hinter",
    "im", "in", "la", "le", "les", "los", "na", "nad", "near", "ob", "of", "on", "op", "pod",
    "por", "pri", "sous", "sul", "sulla", "sur", "ter", "the", "tot", "und", "under", "unter",
    "upon", "van", "von", "vor", "zu", "zum", "zur",
];

/// A word of so few letters keeps its capitals among others: NY, USA.
const LONGEST_CODE: usize = 3;

/// Writes a place as it is shown.
///
/// `STOKE-ON-TRENT` is `Stoke-on-Trent`, `NEW YORK, NY` is `New York, NY`, `McAllen` stays.
pub(super) fn place_case(text: &str) -> String {
    let is_mixed = text.chars().any(char::is_uppercase) && text.chars().any(char::is_lowercase);
    let last = words(text).last().map_or(0, |(start, _)| start);
    let mut out = String::with_capacity(text.len());
    let mut written = 0;
    let mut is_behind_comma = false;
    for (at, (start, word)) in words(text).enumerate() {
        let between = &text[written..start];
        is_behind_comma |= between.contains([',', '/', ';']);
        let place = Place {
            is_inside: written > 0 && start < last && !between.contains([',', '/', ';']),
            is_end: at > 0 && start == last,
            is_behind_two: at > 1,
            is_behind_comma,
        };
        out.push_str(between);
        out.push_str(&if is_mixed {
            kept(word, place)
        } else {
            anew(word, place)
        });
        written = start + word.len();
    }
    out.push_str(&text[written..]);
    out
}

/// Where in the text a word stands.
#[derive(Clone, Copy)]
struct Place {
    /// Between two words of one name.
    is_inside: bool,
    /// The last word of several.
    is_end: bool,
    /// At least two words stand before it.
    is_behind_two: bool,
    is_behind_comma: bool,
}

/// The words of a text and where they begin.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut end = 0;
    text.split_inclusive(|c: char| !c.is_alphanumeric() && c != '\'')
        .filter_map(move |piece| {
            let start = end;
            end += piece.len();
            let word = piece.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '\'');
            (!word.is_empty()).then_some((start, word))
        })
}

/// A word of a source that uses capitals and small letters.
fn kept(word: &str, place: Place) -> String {
    let has = |is_case: fn(char) -> bool| word.chars().any(is_case);
    let is_short = word.chars().count() <= LONGEST_CODE;
    match (has(char::is_uppercase), has(char::is_lowercase)) {
        (true, true) => word.to_owned(),
        (false, true) if place.is_inside && (is_short || is_small(word)) => word.to_owned(),
        (true, false) if is_short && !is_small(word) => word.to_owned(),
        _ => title_case(word),
    }
}

/// A word of a text in capitals or in small letters alone.
fn anew(word: &str, place: Place) -> String {
    let lower = word.to_lowercase();
    let is_code = lower.len() == 2 && lower.bytes().all(|byte| byte.is_ascii_lowercase());
    if place.is_inside && is_small(&lower) {
        lower
    } else if place.is_end
        && (is_code && place.is_behind_comma
            || place.is_behind_two && lower != word && address::is_state(&lower))
    {
        word.to_uppercase()
    } else {
        title_case(word)
    }
}

fn is_small(word: &str) -> bool {
    SMALL.iter().any(|small| word.eq_ignore_ascii_case(small))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_words_inside_place_names_are_written_small() {
        for (text, shown) in [
            ("Freiburg im Breisgau", "Freiburg im Breisgau"),
            ("FREIBURG IM BREISGAU", "Freiburg im Breisgau"),
            ("FRANKFURT (AM MAIN)", "Frankfurt (am Main)"),
            ("rothenburg ob der tauber", "Rothenburg ob der Tauber"),
            ("STOKE ON TRENT", "Stoke on Trent"),
            ("Stoke-On-Trent", "Stoke-On-Trent"),
            ("STOKE-ON-TRENT", "Stoke-on-Trent"),
            ("RIO DE JANEIRO", "Rio de Janeiro"),
            ("LA PAZ", "La Paz"),
            ("SAN DIEGO, LA JOLLA", "San Diego, La Jolla"),
            ("CHALON-SUR-SAÔNE", "Chalon-sur-Saône"),
            ("Bad Neustadt a.d. Saale", "Bad Neustadt a.d. Saale"),
            ("Weil am", "Weil Am"),
        ] {
            assert_eq!(place_case(text), shown, "{text}");
        }
    }

    #[test]
    fn codes_stay_in_capitals_and_sources_keep_their_own_spelling() {
        for (text, shown) in [
            ("New York, NY", "New York, NY"),
            ("NEW YORK, NY", "New York, NY"),
            ("new york, ny", "New York, NY"),
            ("waru gu", "Waru Gu"),
            ("SAN JOSE CA", "San Jose CA"),
            ("SON LA", "Son La"),
            ("Portland, OR, USA", "Portland, OR, USA"),
            ("McAllen", "McAllen"),
            ("New york", "New York"),
            ("san Francisco", "San Francisco"),
            ("Bad SODEN", "Bad Soden"),
            ("L'Aquila", "L'Aquila"),
            ("MÜNCHEN", "München"),
            ("  ", "  "),
        ] {
            assert_eq!(place_case(text), shown, "{text}");
        }
    }
}
