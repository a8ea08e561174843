//! How operators write what customers say: names, telephones, dates and numbers, each with the operator's own habits.
//!
//! The operator is drawn once and errs in the same way on every card; what is drawn per card is only whether.

use jiff::civil::{Date, date};

use super::calendar::{DateForm, write_date};
use super::draw::Draw;
use super::names::Gender;
use super::people::{Person, Phone};
use super::places::AddressHabit;

/// The letter case of a file or an operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    /// ALL CAPITALS.
    Upper,
    /// First Letters.
    Title,
    /// no capitals at all.
    Lower,
}

/// One person at a till, with habits.
#[derive(Clone, Debug)]
pub struct Operator {
    /// As it stands in the file.
    pub code: String,
    /// The number given where the customer has none, or to save time.
    pub mobile: Phone,
    /// How the name is set where the file doesn't force capitals.
    pub case: Case,
    /// Probability of Bpk. or Ibu in front of the name.
    pub salutes: f64,
    /// Which of the ways to write it.
    pub salutation: usize,
    /// Probability of writing known degrees.
    pub writes_titles: f64,
    /// Probability of `last, first` or of a turned name.
    pub inverts: f64,
    /// Probability of an initial instead of a token.
    pub shortens: f64,
    /// Probability of leaving out a token.
    pub drops: f64,
    /// Probability of another usual spelling.
    pub respells: f64,
    /// Probability of a slip of the finger.
    pub slips: f64,
    /// Probability of joining two tokens.
    pub joins: f64,
    /// How addresses are written.
    pub address: AddressHabit,
    /// Which way of writing a telephone number.
    pub phone_form: usize,
    /// Probability of typing O for 0 or l for 1.
    pub letters_for_digits: f64,
    /// What is written where nothing is known.
    pub blanks: &'static [&'static str],
    /// Probability of 1 January instead of the birthday.
    pub new_year: f64,
    /// Probability of the day of entry instead of the birthday.
    pub entry_day: f64,
    /// Probability of swapped day and month.
    pub swaps: f64,
    /// Probability of leaving optional cells empty.
    pub omits: f64,
    /// Probability of giving the shop's number for a missing one.
    pub shop_phone: f64,
}

const BLANKS: [&[&str]; 7] = [
    &[""],
    &[""],
    &["", "-"],
    &["-", "--", "."],
    &["TIDAK ADA", "TDK ADA", ""],
    &["", "0", "XXX", "N/A"],
    &["", "#N/A", "menyusul", "tdk mau"],
];

impl Operator {
    /// Draws somebody with habits of their own.
    pub fn new(draw: &mut Draw, code: String) -> Self {
        let careless = draw.pick(&[0.4, 0.7, 1.0, 1.0, 1.8, 3.0]);
        Self {
            code,
            mobile: Phone::mobile(draw, 2004),
            case: draw.pick(&[Case::Title, Case::Title, Case::Upper, Case::Lower]),
            salutes: draw.pick(&[0.0, 0.05, 0.3, 0.9]),
            salutation: draw.below(4),
            writes_titles: draw.pick(&[0.1, 0.5, 0.9]),
            inverts: draw.pick(&[0.0, 0.01, 0.02, 0.25]),
            shortens: 0.03 * careless,
            drops: 0.06 * careless,
            respells: 0.07 * careless,
            slips: 0.03 * careless,
            joins: 0.02 * careless,
            address: AddressHabit {
                street_word: draw.pick(&["Jl.", "JLN", "Jalan", "Jl", "Jln.", "", "J1."]),
                with_rt: draw.pick(&[0.0, 0.3, 0.8]),
                with_village: draw.pick(&[0.0, 0.2, 0.7]),
                with_district: draw.pick(&[0.1, 0.5]),
                roman: draw.chance(0.6),
                number_word: draw.pick(&["No.", "No. ", "", "no ", "NO:"]),
                rt_form: draw.below(5) as u8,
                bare: draw.pick(&[0.02, 0.05, 0.2]),
            },
            phone_form: draw.below(8),
            letters_for_digits: if draw.chance(0.1) { 0.03 } else { 0.002 },
            blanks: draw.pick(&BLANKS),
            new_year: draw.pick(&[0.0, 0.01, 0.05, 0.15]),
            entry_day: draw.pick(&[0.0, 0.0, 0.02]),
            swaps: draw.pick(&[0.0, 0.01, 0.04]),
            omits: draw.pick(&[0.05, 0.2, 0.45]),
            shop_phone: draw.pick(&[0.0, 0.05, 0.4]),
        }
    }

    /// What is written where nothing is known.
    pub fn blank(&self, draw: &mut Draw) -> String {
        draw.pick(self.blanks).to_owned()
    }
}

/// Writes the name of `person` as `operator` does in `year`.
pub fn write_name(draw: &mut Draw, person: &Person, operator: &Operator, year: i16) -> String {
    let mut tokens = match &person.name.other {
        Some(other) if draw.chance(if year < 2003 { 0.45 } else { 0.15 }) => other.clone(),
        _ => person.name.tokens.clone(),
    };
    if tokens.len() > 1 && draw.chance(operator.drops) {
        let light = matches!(
            tokens[0].as_str(),
            "muhammad" | "siti" | "nur" | "sri" | "abdul" | "i" | "ni"
        );
        let at = if light || draw.chance(0.3) {
            0
        } else {
            tokens.len() - 1
        };
        tokens.remove(at);
    }
    if person.writes_old && draw.chance(0.65) {
        tokens = tokens.iter().map(|token| old_spelling(token)).collect();
    }
    for token in &mut tokens {
        if draw.chance(operator.respells) {
            *token = respelt(draw, token);
        }
        if draw.chance(operator.slips) {
            *token = slipped(draw, token);
        }
    }
    abbreviate(draw, &mut tokens, operator);
    if tokens.len() > 1 && draw.chance(operator.joins) {
        let at = draw.below(tokens.len() - 1);
        let second = tokens.remove(at + 1);
        if !tokens[at].ends_with('.') {
            tokens[at].push_str(&second);
        } else {
            tokens.insert(at + 1, second);
        }
    }
    let written = if tokens.len() > 1 && draw.chance(operator.inverts) {
        let last = tokens.pop().unwrap_or_default();
        let comma = if draw.chance(0.6) { "," } else { "" };
        format!("{last}{comma} {}", tokens.join(" "))
    } else {
        tokens.join(" ")
    };
    with_titles(
        draw,
        &cased(&written, operator.case),
        person,
        operator,
        year,
    )
}

fn abbreviate(draw: &mut Draw, tokens: &mut [String], operator: &Operator) {
    let count = tokens.len();
    if count < 2 {
        return;
    }
    for token in tokens.iter_mut() {
        let short: &[&str] = match token.as_str() {
            "muhammad" => &[
                "moch.", "moh.", "muh.", "mhd.", "m.", "mohamad", "muhamad", "mochamad",
            ],
            "abdul" => &["abd.", "abd", "abdoel"],
            "ahmad" => &["ach.", "a.", "akhmad", "achmad"],
            "siti" => &["st.", "sitti"],
            "wayan" => &["wy.", "w."],
            "made" => &["md.", "m."],
            "nyoman" => &["nym.", "nyom."],
            "ketut" => &["kt.", "k."],
            _ => continue,
        };
        if draw.chance(0.35) {
            *token = draw.pick(short).to_owned();
        }
    }
    if draw.chance(operator.shortens) {
        let at = if draw.chance(0.7) { count - 1 } else { 0 };
        if let Some(first) = tokens[at].chars().next() {
            tokens[at] = if draw.chance(0.6) {
                format!("{first}.")
            } else {
                first.to_string()
            };
        }
    }
}

fn with_titles(
    draw: &mut Draw,
    name: &str,
    person: &Person,
    operator: &Operator,
    year: i16,
) -> String {
    let mut written = name.to_owned();
    let titles = &person.titles;
    if let Some(behind) = titles
        .behind
        .filter(|_| draw.chance(operator.writes_titles))
    {
        written.push_str(&match draw.below(4) {
            0 => format!(" {behind}"),
            1 => format!(", {}", behind.replace('.', "")),
            2 => format!(",{behind}"),
            _ => format!(", {behind}"),
        });
    }
    if let Some(before) = titles
        .before
        .filter(|_| draw.chance(operator.writes_titles))
    {
        written = format!("{before} {written}");
    }
    if titles.haji_since.is_some_and(|since| since <= year)
        && draw.chance(0.3 + operator.writes_titles / 2.0)
    {
        written = match person.gender {
            Gender::Male => format!("{} {written}", draw.pick(&["H.", "H", "HAJI"])),
            Gender::Female => format!("{} {written}", draw.pick(&["Hj.", "HJ", "Hj"])),
        };
    }
    if draw.chance(operator.salutes) {
        let young = i32::from(year - person.birth.year()) < 25;
        let forms: [&str; 4] = match (person.gender, young) {
            (Gender::Male, false) => ["Bpk.", "BPK", "Bp", "Tn."],
            (Gender::Female, false) => ["Ibu", "IBU", "Ibu", "Ny."],
            (Gender::Male, true) => ["Sdr.", "SDR", "Sdr", "Tn."],
            (Gender::Female, true) => ["Sdri.", "SDRI", "Mbak", "Nn."],
        };
        written = match draw.below(12) {
            0 => format!(
                "{written} ({})",
                forms[operator.salutation].trim_end_matches('.')
            ),
            _ => format!("{} {written}", forms[operator.salutation]),
        };
    }
    written
}

/// Sets the letters of a written name or address.
pub fn cased(text: &str, case: Case) -> String {
    match case {
        Case::Upper => text.to_uppercase(),
        Case::Lower => text.to_lowercase(),
        Case::Title => {
            let mut start = true;
            text.chars()
                .map(|letter| {
                    let set = if start {
                        letter.to_ascii_uppercase()
                    } else {
                        letter
                    };
                    start = !letter.is_alphanumeric() && letter != '\'' && letter != '\u{2019}';
                    set
                })
                .collect()
        }
    }
}

/// The spelling from before 1947 or 1972: Sukarno was Soekarno, Cahyono Tjahjono.
pub fn old_spelling(token: &str) -> String {
    let mut old = String::with_capacity(token.len() + 4);
    let letters: Vec<char> = token.chars().collect();
    for (at, &letter) in letters.iter().enumerate() {
        match letter {
            'u' => old.push_str("oe"),
            'c' if letters.get(at + 1) != Some(&'h') => old.push_str("tj"),
            'j' => old.push_str("dj"),
            'y' if letters.get(at + 1).is_some() => old.push('j'),
            _ => old.push(letter),
        }
    }
    old
}

/// Another spelling in use for the same sound.
pub fn respelt(draw: &mut Draw, token: &str) -> String {
    const RULES: [(&str, &str); 26] = [
        ("i", "y"),
        ("y", "i"),
        ("ie", "i"),
        ("dh", "d"),
        ("d", "dh"),
        ("th", "t"),
        ("ts", "s"),
        ("sy", "sh"),
        ("kh", "h"),
        ("q", "k"),
        ("f", "v"),
        ("v", "f"),
        ("ph", "f"),
        ("z", "s"),
        ("kk", "k"),
        ("nn", "n"),
        ("mm", "m"),
        ("tt", "t"),
        ("rr", "r"),
        ("t", "th"),
        ("s", "z"),
        ("f", "p"),
        ("k", "q"),
        ("iy", "i"),
        ("x", "ks"),
        ("w", "wh"),
    ];
    for _ in 0..8 {
        match draw.below(4) {
            0 => {
                // A consonant between vowels is doubled: Hasan, Hassan.
                let vowel = |letter: u8| b"aeiou".contains(&letter);
                let bytes = token.as_bytes();
                let place = (1..bytes.len().saturating_sub(1)).find(|&at| {
                    vowel(bytes[at - 1]) && vowel(bytes[at + 1]) && b"dnlmst".contains(&bytes[at])
                });
                if let Some(at) = place {
                    return format!("{}{}", &token[..=at], &token[at..]);
                }
            }
            1 => {
                if let Some(stem) = token.strip_suffix('h') {
                    return stem.to_owned();
                }
                if let Some(stem) = token.strip_suffix('i') {
                    return format!("{stem}{}", draw.pick(&["y", "ie"]));
                }
                if token.ends_with('a') && token.len() > 4 {
                    return format!("{token}h");
                }
            }
            _ => {
                let (from, to) = draw.pick(&RULES);
                // A letter other than the first: the first one is said aloud.
                if let Some(at) = token
                    .char_indices()
                    .skip(1)
                    .map(|(at, _)| at)
                    .find(|&at| token[at..].starts_with(from))
                {
                    return format!("{}{to}{}", &token[..at], &token[at + from.len()..]);
                }
            }
        }
    }
    token.to_owned()
}

/// A slip of the finger: two letters swapped, one lost, doubled or taken from the neighbouring key.
pub fn slipped(draw: &mut Draw, token: &str) -> String {
    const ROWS: [&str; 3] = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];
    let mut letters: Vec<char> = token.chars().collect();
    if letters.len() < 3 {
        return token.to_owned();
    }
    let at = draw.below(letters.len() - 1);
    match draw.below(4) {
        0 => letters.swap(at, at + 1),
        1 => {
            letters.remove(at + 1);
        }
        2 => letters.insert(at, letters[at]),
        _ => {
            let row = ROWS.iter().find(|row| row.contains(letters[at]));
            if let Some(row) = row {
                let keys: Vec<char> = row.chars().collect();
                let place = keys.iter().position(|&key| key == letters[at]).unwrap_or(0);
                letters[at] = keys[if place + 1 < keys.len() {
                    place + 1
                } else {
                    place - 1
                }];
            }
        }
    }
    letters.into_iter().collect()
}

/// Writes a telephone number; `local` leaves out the area code of the shop's own town.
pub fn write_phone(draw: &mut Draw, phone: &Phone, operator: &Operator, local: bool) -> String {
    let form = if draw.chance(0.1) {
        draw.below(8)
    } else {
        operator.phone_form
    };
    let mut written = match phone {
        Phone::Mobile(number) => {
            let (head, tail) = number.split_at(4);
            let (middle, end) = tail.split_at(tail.len() / 2);
            match form {
                0 => format!("{head}-{middle}-{end}"),
                1 => format!("{head} {middle} {end}"),
                2 => format!("62{}", &number[1..]),
                3 => format!("{head}.{tail}"),
                4 => format!("+62 {}{tail}", &head[1..]),
                5 => format!("{head}-{tail}"),
                _ => number.clone(),
            }
        }
        Phone::Landline { local: number, .. } if local => number.clone(),
        Phone::Landline {
            area,
            local: number,
        } => match form {
            0 | 5 => format!("{area}-{number}"),
            1 => format!("({area}) {number}"),
            4 => format!("+62 {} {number}", &area[1..]),
            3 => format!("{area}.{number}"),
            _ => format!("{area}{number}"),
        },
    };
    if draw.chance(operator.letters_for_digits) {
        written = letters_for_digits(&written);
    }
    written
}

/// Types O for 0 and l for 1, once each.
pub fn letters_for_digits(text: &str) -> String {
    let text = match text.rfind('0') {
        Some(at) => format!("{}O{}", &text[..at], &text[at + 1..]),
        None => text.to_owned(),
    };
    match text.rfind('1') {
        Some(at) => format!("{}l{}", &text[..at], &text[at + 1..]),
        None => text,
    }
}

/// Writes the birthday as told, or what the operator makes of it.
pub fn write_birth(
    draw: &mut Draw,
    birth: Date,
    entered: Date,
    operator: &Operator,
    form: DateForm,
) -> String {
    let told = if draw.chance(operator.new_year) {
        date(birth.year(), 1, 1)
    } else if draw.chance(operator.entry_day) {
        entered
    } else if draw.chance(operator.swaps) && birth.day() <= 12 {
        date(birth.year(), birth.day(), birth.month())
    } else if draw.chance(operator.slips / 3.0) {
        date(
            birth.year() + draw.between(-1, 1) as i16,
            birth.month(),
            birth.day().min(28),
        )
    } else {
        birth
    };
    write_date(told, form)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_spelling_turns_the_letters_back() {
        assert_eq!(old_spelling("sukarno"), "soekarno");
        assert_eq!(old_spelling("cahyono"), "tjahjono");
        assert_eq!(old_spelling("joko"), "djoko");
    }

    #[test]
    fn a_slip_changes_little_and_a_spelling_keeps_the_first_letter() {
        let mut draw = Draw::new(1, 1);
        for _ in 0..200 {
            let slip = slipped(&mut draw, "hermawan");
            assert!(slip.len().abs_diff(8) <= 1, "{slip}");
            assert!(respelt(&mut draw, "hermawati").starts_with('h'));
        }
    }

    #[test]
    fn a_landline_in_town_is_written_without_its_area_code() {
        let mut draw = Draw::new(1, 1);
        let mut operator = Operator::new(&mut draw, "01".to_owned());
        operator.letters_for_digits = 0.0;
        let phone = Phone::Landline {
            area: "031",
            local: "5671234".to_owned(),
        };
        assert_eq!(write_phone(&mut draw, &phone, &operator, true), "5671234");
        assert!(write_phone(&mut draw, &phone, &operator, false).contains("31"));
    }
}
