//! Whether a record still says what a list says of it, once what spreadsheets do to a list is taken off.

use std::collections::BTreeSet;

use super::SHOWN;

/// Spreadsheets keep this many digits of a number.
const KEPT_DIGITS: usize = 15;

/// How what a list says of one attribute stands to what the record says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stand {
    /// They say the same.
    Same,
    /// They say something else.
    Other,
    /// Only one of them says anything.
    OneSided,
    /// They can't tell.
    Untold,
}

/// How all of [`SHOWN`] stand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stands {
    each: [Stand; SHOWN.len()],
    has_other_name: bool,
}

impl Stands {
    /// Compares `said` of the list with `now` of the record, attribute by attribute; `None` where the list has no such column.
    pub(super) fn of(said: &[Option<String>; SHOWN.len()], now: impl Fn(&str) -> String) -> Self {
        let mut stands = Self {
            each: [Stand::Untold; SHOWN.len()],
            has_other_name: false,
        };
        for (at, (name, said)) in SHOWN.into_iter().zip(said).enumerate() {
            if let Some(said) = said {
                let now = now(name);
                stands.each[at] = stand(name, said, &now);
                stands.has_other_name |= name == "name" && are_of_other_words(said, &now);
            }
        }
        stands
    }

    fn count(&self, wanted: Stand) -> usize {
        self.each.iter().filter(|stand| **stand == wanted).count()
    }

    /// Whether the record says what the list says, that is `least` things at the least and nothing else.
    pub(super) fn are_same(&self, least: usize) -> bool {
        let against = self.count(Stand::Other) + self.count(Stand::OneSided);
        against == 0 && self.count(Stand::Same) >= least
    }

    /// Whether a record that is known by its key may be taken for the one of the list.
    ///
    /// People move, change telephones and take other family names. So more may agree than contradicts; but where the birth
    /// date is another one, the name must be the same, and where the name has no word in common, the birth date.
    pub(super) fn are_of_one(&self) -> bool {
        let [name, _, birth_date, _] = self.each;
        if birth_date == Stand::Other && name != Stand::Same
            || self.has_other_name && birth_date != Stand::Same
        {
            return false;
        }
        let is_near = name == Stand::Other && !self.has_other_name;
        let against = self.count(Stand::Other) - usize::from(is_near);
        self.count(Stand::Same) >= against
    }
}

fn stand(attribute: &str, said: &str, now: &str) -> Stand {
    if is_blotted(said) {
        return Stand::Untold;
    }
    match (plain(said).is_empty(), plain(now).is_empty()) {
        (true, true) => return Stand::Untold,
        (false, false) => {}
        _ => return Stand::OneSided,
    }
    let is_same = match rounded(said).filter(|_| attribute == "phone") {
        // So few digits say nothing by themselves.
        Some(rounded) if rounded.stands_for(&plain(now)) => return Stand::Untold,
        Some(_) => false,
        None => bare_form(attribute, said) == bare_form(attribute, now),
    };
    if is_same { Stand::Same } else { Stand::Other }
}

/// What a text comes down to, by which records that say the same are looked up; `None` where it says too little for that.
pub(super) fn clue(attribute: &str, text: &str) -> Option<String> {
    let is_clear = !is_blotted(text) && !plain(text).is_empty();
    let is_whole = attribute != "phone" || rounded(text).is_none();
    (is_clear && is_whole).then(|| bare_form(attribute, text))
}

fn bare_form(attribute: &str, text: &str) -> String {
    match attribute {
        // Day, month and year in another order, the year with two figures.
        "birth_date" => {
            let mut figures: Vec<u32> = text
                .split(|letter: char| !letter.is_ascii_digit())
                .filter_map(|part| part.parse().ok())
                .map(|number: u32| number % 100)
                .collect();
            figures.sort_unstable();
            let figures: Vec<String> = figures.iter().map(u32::to_string).collect();
            figures.join(" ")
        }
        "phone" => plain(text).trim_start_matches('0').to_owned(),
        _ => plain(text),
    }
}

/// Letters in lower case and figures.
fn plain(text: &str) -> String {
    let letters = text.chars().filter(|letter| letter.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// Whether two texts have words, but none in common.
fn are_of_other_words(one: &str, other: &str) -> bool {
    let words = |text: &str| -> BTreeSet<String> {
        text.split(|letter: char| !letter.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect()
    };
    let (one, other) = (words(one), words(other));
    !one.is_empty() && !other.is_empty() && one.is_disjoint(&other)
}

/// Whether a spreadsheet wrote the width of its column instead of the value.
fn is_blotted(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte == b'#')
}

/// A long number as a spreadsheet shows it, such as `6.28123E+12`.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Rounded {
    number: f64,
    /// What its last figure is worth.
    unit: f64,
}

impl Rounded {
    /// Whether it may have been this number.
    fn stands_for(self, digits: &str) -> bool {
        let is_number = is_digits(digits);
        let number = digits.parse::<f64>().ok().filter(|_| is_number);
        // Half a unit up or down, and what is lost in reckoning.
        number.is_some_and(|number| (number - self.number).abs() <= self.unit * 0.501)
    }
}

/// Reads a long number with an exponent, with a decimal point or comma.
fn rounded(text: &str) -> Option<Rounded> {
    let text = text.trim().to_ascii_uppercase().replace(',', ".");
    let (mantissa, exponent) = text.split_once('E')?;
    let decimals = mantissa.split_once('.').map_or(0, |(_, after)| after.len());
    let is_number = |text: &str| {
        text.bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.')
    };
    let exponent: i32 = exponent
        .strip_prefix('+')
        .unwrap_or(exponent)
        .parse()
        .ok()?;
    let mantissa = mantissa.strip_prefix('+').unwrap_or(mantissa);
    let number: f64 = text.parse().ok().filter(|_| is_number(mantissa))?;
    let unit = 10_f64.powi(exponent - i32::try_from(decimals).ok()?);
    Some(Rounded { number, unit })
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A key without what a spreadsheet takes off a number or adds to it.
pub(super) fn bare(key: &str) -> &str {
    let key = key.trim();
    let key = key
        .strip_prefix('+')
        .filter(|rest| is_digits(rest))
        .unwrap_or(key);
    let key = key
        .strip_suffix(".0")
        .filter(|rest| is_digits(rest))
        .unwrap_or(key);
    match key.trim_start_matches('0') {
        "" => &key[..key.len().min(1)],
        bare => bare,
    }
}

/// Whether a key may be one that a spreadsheet rounded to zeros; then the digits that it kept, and how many there were.
pub(super) fn cut(bare: &str) -> Option<(&str, usize)> {
    let (kept, lost) = long(bare)?;
    let is_cut = bare[KEPT_DIGITS..].bytes().all(|byte| byte == b'0');
    is_cut.then_some((kept, lost))
}

/// What a spreadsheet keeps of a key that is a longer number than it can hold, and how many digits it has.
pub(super) fn long(bare: &str) -> Option<(&str, usize)> {
    (bare.len() > KEPT_DIGITS && is_digits(bare)).then(|| (&bare[..KEPT_DIGITS], bare.len()))
}

/// Whether a list that names one key may mean a record with another; both are bare.
pub(super) fn may_be_key(listed: &str, now: &str) -> bool {
    if listed.is_empty() || is_blotted(listed) || listed == now {
        return true;
    }
    if let Some(rounded) = rounded(listed) {
        return rounded.stands_for(now);
    }
    cut(listed).is_some_and(|kept| long(now) == Some(kept))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_the_same_without_what_a_spreadsheet_takes_off() {
        for (written, saved) in [
            ("000107", "107"),
            ("+62811", "62811"),
            ("7", "7.0"),
            ("00", "0"),
        ] {
            assert_eq!(bare(written), bare(saved), "{written}");
        }
        for (one, other) in [("A-1", "A1"), ("1.5", "15"), ("a", "A"), ("", "0")] {
            assert_ne!(bare(one), bare(other), "{one}");
        }
    }

    #[test]
    fn a_key_that_a_spreadsheet_mangled_may_be_one_of_many_but_not_any() {
        for listed in ["8.00123E+15", "8,00123E+15", "####", "", "8001234567890120"] {
            assert!(may_be_key(listed, "8001234567890123"), "{listed}");
        }
        for listed in [
            "8.00124E+15",
            "8001234567890130",
            "8001234567890124",
            "K-7",
            "EUR",
            "1E",
        ] {
            assert!(!may_be_key(listed, "8001234567890123"), "{listed}");
        }
        // It holds fifteen digits whole.
        assert!(!may_be_key("800123456789010", "800123456789012"));
        assert!(may_be_key("6.28E+10", "62800000001"));
        assert!(!may_be_key("6.28E+10", "KARTU-62800000001"));
    }

    #[test]
    fn names_are_other_ones_where_they_share_no_word() {
        assert!(are_of_other_words("Budi Santoso", "Siti Aminah"));
        assert!(!are_of_other_words("SANTOSO, BUDI", "Budi Hartono"));
        assert!(!are_of_other_words("", "Siti Aminah"));
        assert!(!are_of_other_words("???? ????", "Siti Aminah"));
    }

    #[test]
    fn texts_agree_as_a_spreadsheet_leaves_them() {
        for (attribute, said, now, expected) in [
            ("name", "SITI, AMINAH", "Siti Aminah", Stand::Same),
            ("name", "Siti Aminah", "Siti Amanah", Stand::Other),
            ("phone", "6281230456712", "+6281230456712", Stand::Same),
            ("phone", "6.28123E+12", "+6281230456712", Stand::Untold),
            ("phone", "6,28123E+12", "+6281230456712", Stand::Untold),
            ("phone", "6,28565E+12", "+6281230456712", Stand::Other),
            ("phone", "#######", "+6281230456712", Stand::Untold),
            ("birth_date", "11/08/48", "1948-08-11", Stand::Same),
            ("birth_date", "12/08/48", "1948-08-11", Stand::Other),
            ("birth_date", "####", "1948-08-11", Stand::Untold),
            ("address", "", "", Stand::Untold),
            ("address", "Jl. Pemuda 1", "", Stand::OneSided),
        ] {
            assert_eq!(stand(attribute, said, now), expected, "{attribute} {said}");
        }
    }

    #[test]
    fn a_record_known_by_its_key_may_have_moved_but_not_become_another() {
        let are_of_one = |said: [&str; 4], now: [&str; 4]| {
            let said = said.map(|said| Some(said.to_owned()));
            let now = |name: &str| {
                let at = SHOWN.iter().position(|shown| *shown == name);
                now[at.expect("shown")].to_owned()
            };
            Stands::of(&said, now).are_of_one()
        };
        let father = ["Budi Suharto", "0811", "1950-01-02", "Jl. A 1"];
        for now in [
            father,
            ["Budi Suharto", "0899", "1950-01-02", "Jl. B 2"],
            ["Budi Suharto", "0899", "1950-01-02", ""],
            ["Suharto", "0811", "1950-01-02", "Jl. A 1"],
            ["Budi Suharto", "0811", "1950-02-01", "Jl. A 1"],
        ] {
            assert!(are_of_one(father, now), "{now:?}");
        }
        for now in [
            ["Siti Aminah", "0899", "1975-02-27", "Jl. B 2"],
            ["Budi Hartono", "0899", "1950-01-02", "Jl. B 2"],
            // His daughter, and his wife.
            ["Rina Suharto", "0811", "1985-06-07", "Jl. A 1"],
            ["Siti Aminah", "0811", "", "Jl. A 1"],
        ] {
            assert!(!are_of_one(father, now), "{now:?}");
        }
        assert!(
            are_of_one(["", "", "", ""], father),
            "nothing is held against it"
        );
    }
}
