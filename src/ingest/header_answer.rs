//! What a header is understood as: `satukan normalise --as header` prints this.

use serde::Serialize;

use super::field::Field;
use super::header::{meaning, words};

/// What one header says about its column, before its values are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct HeaderAnswer {
    /// What the column holds, in the words of the list of export headers; `unknown` where the header says nothing.
    pub attribute: &'static str,
    /// The field of `satukan.toml` that this comes under.
    pub field: &'static str,
    /// How sure that is, 0 to 1.
    pub strength: f32,
}

/// Words that make a telephone a mobile one.
const MOBILE: [&str; 11] = [
    "hp",
    "handphone",
    "hand",
    "mobile",
    "ponsel",
    "seluler",
    "selular",
    "cell",
    "cellphone",
    "cellular",
    "wa",
];

/// Words that make a telephone one of a house.
const FIXED: [&str; 6] = ["telp", "tlp", "telepon", "telpon", "tel", "rumah"];

/// Words that make an address or a telephone a second one.
const SECOND: [&str; 7] = ["ktr", "kantor", "office", "work", "usaha", "lain", "kerja"];

/// Understands one header.
///
/// ```
/// use satukan::ingest::header;
///
/// assert_eq!(header("TELP / HP").attribute, "phone_mixed");
/// assert_eq!(header("TELP / HP").field, "phone");
/// ```
pub fn header(text: &str) -> HeaderAnswer {
    let Some(meaning) = meaning(text) else {
        return HeaderAnswer {
            attribute: "unknown",
            field: Field::Attribute.word(),
            strength: 0.0,
        };
    };
    HeaderAnswer {
        attribute: refined(meaning.word, text),
        field: meaning.field.word(),
        strength: meaning.strength,
    }
}

/// Tells apart what has one field and several meanings.
fn refined(word: &'static str, text: &str) -> &'static str {
    let words = words(text);
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    // `H.P.` falls into letters.
    let is_mobile = has(&MOBILE) || words.concat() == "hp";
    let position = position(text);
    match word {
        "address" if position == 2 => "address2",
        "address" if position == 3 => "address3",
        "phone_home" | "phone_mobile" if position > 1 => "phone_other",
        "phone_home" | "phone_mobile" if is_mobile && has(&FIXED) => "phone_mixed",
        "phone_home" if is_mobile => "phone_mobile",
        "phone_home" if has(&SECOND) => "phone_other",
        "address" if has(&SECOND) => "address2",
        "discount" if text.contains('%') || has(&["persen", "percent", "pct", "prosen"]) => {
            "discount_percent"
        }
        other => other,
    }
}

/// The number at the end of a header that comes several times: 2 in `ALAMAT_2` and `No. HP2`, else 1.
fn position(text: &str) -> u8 {
    match text.trim_end().as_bytes() {
        [.., before, digit @ b'2'..=b'9'] if !before.is_ascii_digit() => digit - b'0',
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn meanings_are_finer_than_fields() {
        for (text, attribute, field) in [
            ("TELP / HP", "phone_mixed", "phone"),
            ("H.P.", "phone_mobile", "phone"),
            ("TELP2", "phone_other", "phone"),
            ("Alamat Ktr", "address2", "address"),
            ("ALAMAT_3", "address3", "address"),
            ("NETTO", "net", "amount"),
            ("Disc %", "discount_percent", "attribute"),
            ("F5", "unknown", "attribute"),
        ] {
            let answer = header(text);
            assert_eq!(
                (answer.attribute, answer.field),
                (attribute, field),
                "{text}"
            );
        }
    }
}
