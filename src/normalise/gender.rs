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
/// Knows Indonesian, English and other European words, the letters `L`/`P`, `M`/`F` and those of other languages, and the
/// codes 1 (male) and 2 (female) of ISO/IEC 5218.
pub fn parse(raw: &str) -> Option<Gender> {
    match fold(&tidy(raw)).as_str() {
        "l" | "lk" | "laki" | "laki laki" | "lakilaki" | "lelaki" | "pria" | "cowok" | "cowo"
        | "m" | "male" | "man" | "men" | "boy" | "mr" | "tn" | "tuan" | "bapak" | "bpk" | "1"
        | "01" | "mannlich" | "mann" | "herr" | "masculin" | "masculino" | "hombre" | "homme"
        | "maschio" | "mannelijk" | "mand" | "mies" | "mezczyzna" | "muz" | "erkek" | "e"
        | "homem" => Some(Gender::Male),
        "p" | "pr" | "perempuan" | "prempuan" | "wanita" | "w" | "wnt" | "cewek" | "cewe" | "f"
        | "female" | "woman" | "women" | "girl" | "mrs" | "ms" | "miss" | "ny" | "nyonya"
        | "nn" | "nona" | "ibu" | "2" | "02" | "weiblich" | "frau" | "feminin" | "femenino"
        | "feminino" | "mujer" | "femme" | "femmina" | "vrouwelijk" | "vrouw" | "v" | "k"
        | "kvinde" | "kvinna" | "kvinne" | "nainen" | "kobieta" | "zena" | "z" | "kadin"
        | "mulher" => Some(Gender::Female),
        _ => None,
    }
}

/// Reads a gender column in which `H` is a man: hombre, homme.
fn parse_romance(raw: &str) -> Option<Gender> {
    match fold(&tidy(raw)).as_str() {
        "h" => Some(Gender::Male),
        _ => parse(raw),
    }
}

/// Reads one in which `M` is a woman besides: mujer.
fn parse_spanish(raw: &str) -> Option<Gender> {
    match fold(&tidy(raw)).as_str() {
        "m" => Some(Gender::Female),
        _ => parse_romance(raw),
    }
}

/// How the values of one column are read: `M` is a man's, but beside an `H` and no word for women.
pub fn parser_of<'a>(values: impl Iterator<Item = &'a str>) -> fn(&str) -> Option<Gender> {
    let (mut has_h, mut has_women) = (false, false);
    for value in values {
        has_h |= fold(&tidy(value)) == "h";
        has_women |= parse(value) == Some(Gender::Female);
    }
    match (has_h, has_women) {
        (false, _) => parse,
        (true, true) => parse_romance,
        (true, false) => parse_spanish,
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
    fn letters_of_other_languages_are_read() {
        for text in ["K", "V", "kvinde", "Žena", "Kobieta"] {
            assert_eq!(parse(text), Some(Gender::Female), "{text}");
        }
        let spanish = parser_of(["M", "H", ""].into_iter());
        assert_eq!(
            ["H", "M"].map(spanish),
            [Some(Gender::Male), Some(Gender::Female)]
        );
        let french = parser_of(["H", "Femme"].into_iter());
        assert_eq!(["H", "M"].map(french), [Some(Gender::Male); 2]);
        let english = parser_of(["M", "F"].into_iter());
        assert_eq!(english("M"), Some(Gender::Male));
    }

    #[test]
    fn anything_else_is_no_gender() {
        for text in ["", "T", "U", "0", "9", "unknown", "-", "L/P", "ya"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
