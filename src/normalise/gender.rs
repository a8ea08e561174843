//! Gender, as a gender column or a title tells it.

use crate::text::clean::{fold, tidy};

/// The gender a record asserts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Gender {
    /// A man or a boy.
    Male,
    /// A woman or a girl.
    Female,
}

impl Gender {
    /// The gender that an identity number tells.
    pub fn of_id(is_female: bool) -> Self {
        if is_female { Self::Female } else { Self::Male }
    }
}

/// Reads the value of a gender column; anything that is no gender word is `None`.
///
/// Knows Indonesian, English and a few other European words, the letters `L`/`P` and `M`/`F`, and the codes
/// 1 (male) and 2 (female) of ISO/IEC 5218.
pub fn parse(raw: &str) -> Option<Gender> {
    match fold(&tidy(raw)).as_str() {
        "l" | "lk" | "laki" | "laki laki" | "lakilaki" | "lelaki" | "pria" | "cowok" | "cowo"
        | "m" | "male" | "man" | "men" | "boy" | "mr" | "tn" | "tuan" | "bapak" | "bpk" | "1"
        | "01" | "mannlich" | "mann" | "herr" | "masculin" | "masculino" | "hombre" | "homme"
        | "maschio" | "mannelijk" => Some(Gender::Male),
        "p" | "pr" | "perempuan" | "prempuan" | "wanita" | "w" | "wnt" | "cewek" | "cewe" | "f"
        | "female" | "woman" | "women" | "girl" | "mrs" | "ms" | "miss" | "ny" | "nyonya"
        | "nn" | "nona" | "ibu" | "2" | "02" | "weiblich" | "frau" | "feminin" | "femenino"
        | "feminino" | "mujer" | "femme" | "femmina" | "vrouwelijk" => Some(Gender::Female),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_codes_and_words_of_a_gender_column_are_read() {
        for text in ["L", "1", "M", "Pria", "Laki-laki", " male ", "LAKI LAKI"] {
            assert_eq!(parse(text), Some(Gender::Male), "{text}");
        }
        for text in ["P", "2", "F", "Wanita", "Perempuan", "FEMALE"] {
            assert_eq!(parse(text), Some(Gender::Female), "{text}");
        }
    }

    #[test]
    fn anything_else_is_no_gender() {
        for text in ["", "T", "U", "0", "9", "unknown", "-", "L/P", "ya"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
