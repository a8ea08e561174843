//! Values that stand for "nothing": empty marks, refusals, tests, walk-in customers, keyboard walks.
//!
//! The test is on the whole value, never on a part of it: `XXX` is nothing, `Cempaka Putih XXX/12` is a house.

use std::sync::{LazyLock, OnceLock};

use rustc_hash::{FxHashMap, FxHashSet};

use super::clean::tidy;

/// The field families that the placeholder table tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PlaceholderField {
    /// Names of persons and organisations.
    Name,
    /// Addresses and their parts.
    Address,
    /// City names.
    City,
    /// Telephone numbers.
    Phone,
    /// E-mail addresses.
    Email,
    /// National identity numbers.
    Nik,
    /// Birth dates.
    BirthDate,
    /// Postal codes.
    Postal,
    /// Anything else.
    Other,
}

impl PlaceholderField {
    fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Address => "address",
            Self::City => "city",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Nik => "nik",
            Self::BirthDate => "birth_date",
            Self::Postal => "postal",
            Self::Other => "other",
        }
    }
}

/// What a placeholder says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Meaning {
    /// Nothing, a refusal, a test, the shop itself.
    Junk,
    /// The same as in the row above, in the original order of the file.
    Ditto,
}

/// Written forms by field word, with what each says; `any` holds for every field.
static TABLE: LazyLock<FxHashMap<String, FxHashMap<String, Meaning>>> = LazyLock::new(|| {
    let mut table: FxHashMap<String, FxHashMap<String, Meaning>> = FxHashMap::default();
    let mut reader = csv::Reader::from_reader(include_bytes!("tables/placeholders.csv").as_slice());
    for row in reader
        .records()
        .map(|row| row.expect("the embedded table is well-formed"))
    {
        if &row[2] == "exact" && !row[3].starts_with("suspect") {
            let meaning = if &row[3] == "ditto" {
                Meaning::Ditto
            } else {
                Meaning::Junk
            };
            for field in row[1].split(',') {
                table
                    .entry(field.trim().to_owned())
                    .or_default()
                    .insert(row[0].to_lowercase(), meaning);
            }
        }
    }
    table
});

static ADDED: OnceLock<FxHashSet<(Option<PlaceholderField>, String)>> = OnceLock::new();

/// Adds values that stand for "nothing", for the whole process; without a field a value holds for all of them.
///
/// To be called once, before the first value is read. Without additions a test costs one atomic load.
///
/// # Errors
///
/// The values are given back when some were set before.
pub fn set_additional(
    values: Vec<(Option<PlaceholderField>, String)>,
) -> Result<(), Vec<(Option<PlaceholderField>, String)>> {
    let folded = values
        .iter()
        .map(|(field, value)| (*field, tidy(value).to_lowercase()))
        .collect();
    ADDED.set(folded).map_err(|_| values)
}

/// Tells whether a value is one of the placeholders that were set, at the cost of one load where none was.
///
/// For readers that know a plain value at sight and ask [`is_placeholder`] only of others.
pub fn is_set_placeholder(field: PlaceholderField, raw: &str) -> bool {
    ADDED.get().is_some_and(|added| !added.is_empty()) && is_added(field, &tidy(raw).to_lowercase())
}

fn is_added(field: PlaceholderField, lower: &str) -> bool {
    ADDED.get().is_some_and(|added| {
        let holds = |field| added.contains(&(field, lower.to_owned()));
        holds(None) || holds(Some(field))
    })
}

/// Tells whether the value of a field stands for "nothing".
///
/// # Source
///
/// `tables/placeholders.csv`, with the patterns for numbers and keyboard walks below.
pub fn is_placeholder(field: PlaceholderField, raw: &str) -> bool {
    meaning(field, raw).is_some()
}

/// What the value of a field says if it stands for "nothing".
pub fn meaning(field: PlaceholderField, raw: &str) -> Option<Meaning> {
    let text = tidy(raw);
    if is_ditto_mark(raw) {
        return Some(Meaning::Ditto);
    }
    if text.is_empty() || text.chars().all(|c| !c.is_alphanumeric()) {
        return Some(Meaning::Junk);
    }
    let lower = text.to_lowercase();
    // A name is also nothing with dots behind it: `Sda.`, `NN.`
    let bare = if field == PlaceholderField::Name {
        lower.trim_end_matches('.')
    } else {
        &lower
    };
    let listed = |word: &str| {
        let forms = TABLE.get(word)?;
        forms.get(&lower).or_else(|| forms.get(bare)).copied()
    };
    if let Some(meaning) = listed("any").or_else(|| listed(field.word())) {
        return Some(meaning);
    }
    if field == PlaceholderField::Name
        && let Some(spelt) = spelt_out(bare)
    {
        // `N.N.` and `S D A` stand for no more than `NN` and `SDA`.
        let forms = |word: &str| TABLE.get(word)?.get(&spelt).copied();
        if let Some(meaning) = forms("any").or_else(|| forms(field.word())) {
            return Some(meaning);
        }
    }
    let is_junk = match field {
        PlaceholderField::Phone | PlaceholderField::Nik => is_junk_number(&lower),
        PlaceholderField::Name => is_repeated_letter(&lower) || is_keyboard_walk(&lower),
        _ => false,
    };
    (is_junk || is_added(field, &lower)).then_some(Meaning::Junk)
}

/// Two to four single letters between dots or blanks, as one word.
fn spelt_out(lower: &str) -> Option<String> {
    if !(3..=8).contains(&lower.len()) || !matches!(lower.as_bytes()[1], b'.' | b' ') {
        return None;
    }
    let letters = lower.split(['.', ' ']).filter(|part| !part.is_empty());
    let is_spelt = letters
        .clone()
        .all(|part| part.len() == 1 && part.bytes().all(|byte| byte.is_ascii_lowercase()));
    is_spelt.then(|| letters.collect())
}

/// Quotation marks alone, typed for what stands above.
fn is_ditto_mark(raw: &str) -> bool {
    let text = raw.trim();
    matches!(
        text,
        "\"" | "\"\"" | "''" | ",," | "-\"-" | "- \" -" | "\u{201d}" | "\u{201e}" | "\u{3003}"
    )
}

/// One digit repeated over the whole number, or a run such as 12345678 that fills it.
fn is_junk_number(text: &str) -> bool {
    let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_digit).collect();
    if digits.len() < 5 {
        return false;
    }
    if digits.iter().all(|digit| *digit == digits[0]) {
        return true;
    }
    let rest = digits
        .strip_prefix(b"08")
        .or_else(|| digits.strip_prefix(b"628"))
        .unwrap_or(&digits);
    let step = |by: i16| {
        rest.windows(2)
            .all(|pair| (i16::from(pair[1]) - i16::from(pair[0])).rem_euclid(10) == by)
    };
    rest.len() >= 7 && (step(1) || step(9) || rest.iter().all(|digit| *digit == rest[0]))
}

fn is_repeated_letter(text: &str) -> bool {
    let first = text.chars().next();
    text.chars().count() >= 2 && text.chars().all(|c| Some(c) == first)
}

fn is_keyboard_walk(text: &str) -> bool {
    const WALKS: [&str; 6] = ["asd", "qwe", "zxc", "jkl", "dsa", "wer"];
    let mut rest = text;
    let mut steps = 0;
    while let Some(next) = WALKS.iter().find_map(|walk| rest.strip_prefix(walk)) {
        rest = next;
        steps += 1;
    }
    (steps > 1 && rest.len() <= 1 || steps == 1 && rest.is_empty())
        && rest.chars().all(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_refusals_and_tests_are_nothing() {
        for text in [
            "-",
            "",
            " . ",
            "N.N.",
            "N N",
            "TIDAK ADA",
            "#N/A",
            "XXX",
            "test",
        ] {
            assert!(is_placeholder(PlaceholderField::Name, text), "{text}");
        }
    }

    #[test]
    fn names_that_only_look_like_a_placeholder_are_kept() {
        for text in ["B. S.", "Salahudin", "Nila", "Ada", "Adam", "Asad", "Weri"] {
            assert!(!is_placeholder(PlaceholderField::Name, text), "{text}");
        }
    }

    #[test]
    fn invented_numbers_are_nothing_and_real_ones_are_kept() {
        for text in ["08123456789", "0811111111", "00000000", "1234567"] {
            assert!(is_placeholder(PlaceholderField::Phone, text), "{text}");
        }
        for text in ["081230456712", "031-5671234", "0816.1456.78"] {
            assert!(!is_placeholder(PlaceholderField::Phone, text), "{text}");
        }
    }

    #[test]
    fn added_values_are_nothing_in_their_field_alone() {
        let values = vec![(Some(PlaceholderField::Name), "Xq Nobody".to_owned())];
        set_additional(values).expect("the first to be set");
        assert!(is_placeholder(PlaceholderField::Name, "XQ NOBODY"));
        assert!(!is_placeholder(PlaceholderField::City, "XQ NOBODY"));
    }

    #[test]
    fn ditto_marks_say_what_they_are() {
        for text in ["\"", "Sda", "idem", "s.d.a", "S D A"] {
            assert_eq!(
                meaning(PlaceholderField::Name, text),
                Some(Meaning::Ditto),
                "{text}"
            );
        }
    }
}
