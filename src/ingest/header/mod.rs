//! What a header says about its column.
//!
//! A header comes in, its meaning goes out, if it has one: by a listed header, by listed words in it, by words that make it
//! tell of something else, or by what looks like a cut or misspelt listed header.

mod lists;
mod table;

use self::lists::{
    ADDITIONAL, HOUSEHOLDS, KINDS, LATEST, LONG_WORD, OF_MEMBER, OTHERS, PARENTS, SHORT,
};
use self::table::{Entry, TABLE, word_of};
use super::field::Field;
use crate::text::clean::fold;

/// The meaning of a header and how sure it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Meaning {
    pub(super) field: Field,
    /// What the column is when another has taken the field.
    pub(super) otherwise: Field,
    /// 0 to 1: a listed header, then a listed word in it, then an abbreviation or a misspelling.
    pub(super) strength: f32,
    /// The header speaks of counting rows (`NO`): a row number if the values are.
    pub(super) counts_rows: bool,
    /// The word of the export table for what the header says, which is finer than the field.
    pub(super) word: &'static str,
}

/// Splits a header into folded words, also at the capitals of `FirstName`; a number at the end falls away.
pub(super) fn words(header: &str) -> Vec<String> {
    let mut spaced = String::with_capacity(header.len() + 4);
    let mut before = ' ';
    for character in header.chars() {
        let capital = before.is_lowercase() && character.is_uppercase();
        let number = before.is_alphabetic() && character.is_ascii_digit();
        if capital || number {
            spaced.push(' ');
        }
        spaced.push(if character == '\'' || character == '\u{2019}' {
            ' '
        } else {
            character
        });
        before = character;
    }
    let long = |word: &str| {
        SHORT
            .iter()
            .find(|(short, _)| *short == word)
            .map_or(word, |(_, long)| long)
            .to_owned()
    };
    let mut words: Vec<String> = fold(&spaced)
        .split(' ')
        .filter(|word| !word.is_empty())
        .map(long)
        .collect();
    while words.len() > 1
        && words
            .last()
            .is_some_and(|word| word.bytes().all(|byte| byte.is_ascii_digit()))
    {
        words.pop();
    }
    words
}

/// Tells whether the whole text is a listed header.
pub(super) fn is_known(header: &str) -> bool {
    TABLE.whole.contains_key(&words(header).concat())
}

/// Finds the meaning of a header, if it says anything.
pub(super) fn meaning(header: &str) -> Option<Meaning> {
    let words = words(header);
    let joined = words.concat();
    if joined.is_empty() {
        return None;
    }
    if let Some(entry) = TABLE.whole.get(&joined) {
        return Some(Meaning {
            counts_rows: entry.field == Field::Ignore,
            ..entry.meaning(1.0)
        });
    }
    if let Some(field) = described(&words) {
        return Some(Meaning {
            field,
            otherwise: Field::Attribute,
            strength: 0.7,
            counts_rows: false,
            word: word_of(field),
        });
    }
    inside(&words)
        .map(|entry| entry.meaning(0.8))
        .or_else(|| abbreviated(&joined).map(|entry| entry.meaning(0.6)))
        .map(|meaning| with_additional_names(meaning, &words))
}

/// What the header says without its first or its last word, with the word: for headers that share it.
///
/// Only facts that name somebody count, and only beside a word that doesn't make them somebody else's.
pub(super) fn meanings_in_family(header: &str) -> Vec<(String, Meaning)> {
    let words = words(header);
    if words.len() < 2 {
        return Vec::new();
    }
    let last = words.len() - 1;
    [(&words[0], &words[1..]), (&words[last], &words[..last])]
        .into_iter()
        .filter(|(shared, _)| !says_something(shared))
        .filter_map(|(shared, rest)| {
            let entry = TABLE.whole.get(&rest.concat())?;
            let is_name = matches!(
                entry.field,
                Field::Name
                    | Field::GivenName
                    | Field::MiddleName
                    | Field::FamilyName
                    | Field::NameSuffix
            );
            is_name.then(|| (shared.clone(), entry.meaning(0.8)))
        })
        .collect()
}

/// Tells whether a word changes what the words beside it mean.
fn says_something(word: &str) -> bool {
    [&OTHERS[..], &PARENTS, &KINDS, &ADDITIONAL, &LATEST]
        .iter()
        .any(|list| list.contains(&word))
}

/// Tells whether a column with this header, plain facts by its field, says what brothers and sisters have in common.
pub fn tells_family(header: &str) -> bool {
    let words = words(header);
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    let of_household = |word: &String| {
        let begins = |known: &&str| {
            let rest = word
                .strip_prefix(known)
                .map(|rest| rest.trim_start_matches('s'));
            known.len() >= LONG_WORD
                && rest.is_some_and(|rest| ["", "nr", "no", "id", "nummer"].contains(&rest))
        };
        HOUSEHOLDS.contains(&word.as_str()) || HOUSEHOLDS.iter().any(begins)
    };
    (has(&PARENTS) || words.iter().any(of_household))
        && !has(&OF_MEMBER)
        && !has(&KINDS)
        && !has(&["doctor", "dokter", "product", "item"])
}

/// Tells whether the header names a date of something that it doesn't say is a birth: `filing_date`.
pub(super) fn names_event(header: &str) -> bool {
    const DATES: [&str; 9] = [
        "date", "datum", "tgl", "tanggal", "fecha", "data", "dato", "day", "time",
    ];
    let words = words(header);
    words.len() > 1 && words.iter().any(|word| DATES.contains(&word.as_str()))
}

/// Columns about other people, about other columns, or about the last of many events.
fn described(words: &[String]) -> Option<Field> {
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    let found = phrases(words);
    let document = found
        .iter()
        .any(|(_, _, entry)| entry.field == Field::NationalId);
    let last = found
        .iter()
        .max_by_key(|(at, length, _)| at + length)
        .map(|(_, _, entry)| entry.field);
    let of_document = document
        && matches!(
            last,
            Some(
                Field::Province
                    | Field::Country
                    | Field::City
                    | Field::IssueDate
                    | Field::ExpiryDate
                    | Field::Shop
            )
        );
    let latest = has(&LATEST)
        && !found
            .iter()
            .any(|(_, _, entry)| entry.field == Field::FamilyName);
    (has(&OTHERS) || has(&PARENTS) || has(&KINDS) || of_document || latest)
        .then_some(Field::Attribute)
}

fn with_additional_names(meaning: Meaning, words: &[String]) -> Meaning {
    let additional = words.iter().any(|word| ADDITIONAL.contains(&word.as_str()));
    let name = matches!(
        meaning.field,
        Field::Name | Field::GivenName | Field::FamilyName
    );
    if additional && name {
        Meaning {
            field: Field::OtherName,
            word: word_of(Field::OtherName),
            ..meaning
        }
    } else {
        meaning
    }
}

/// All listed phrases in the header: position, number of words, entry.
fn phrases(words: &[String]) -> Vec<(usize, usize, Entry)> {
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        for (phrase, entry) in TABLE.inside.get(word).into_iter().flatten() {
            if words[at..].starts_with(phrase) {
                found.push((at, phrase.len(), *entry));
            }
        }
    }
    found
}

/// The longest listed phrase, the last of equal ones: `ADDR_CITY` is a city.
///
/// A bare `name` yields to any other: `PROVINCE_NAME` is a province.
fn inside(words: &[String]) -> Option<Entry> {
    let found = phrases(words).into_iter();
    found
        .max_by_key(|(at, length, entry)| (*length, entry.field != Field::Name, *at))
        .map(|(_, _, entry)| entry)
}

/// A cut, vowelless or misspelt listed header, if all candidates mean the same.
fn abbreviated(joined: &str) -> Option<Entry> {
    let length = joined.len();
    let all = |test: &dyn Fn(&str) -> bool| {
        let mut found = TABLE
            .sorted
            .iter()
            .filter(|key| test(key))
            .map(|key| TABLE.whole[key]);
        let first = found.next()?;
        found
            .all(|other| other.field == first.field)
            .then_some(first)
    };
    if length < 4 {
        return None;
    }
    let skeleton = skeleton(joined);
    let slips = if length >= 9 { 2 } else { 1 };
    let near = |key: &str| {
        key.len() >= 5
            && key.len().abs_diff(length) <= slips
            && strsim::osa_distance(key, joined) <= slips
    };
    (length >= 6)
        .then(|| all(&|key| key.starts_with(joined)))
        .flatten()
        .or_else(|| {
            (skeleton.len() >= 4)
                .then(|| all(&|key| self::skeleton(key) == skeleton))
                .flatten()
        })
        .or_else(|| (length >= 6).then(|| all(&near)).flatten())
}

/// The first letter and the consonants behind it.
fn skeleton(word: &str) -> String {
    let vowel = |byte: u8| matches!(byte, b'a' | b'e' | b'i' | b'o' | b'u');
    word.bytes()
        .enumerate()
        .filter(|(at, byte)| *at == 0 || !vowel(*byte))
        .map(|(_, byte)| char::from(byte))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(header: &str) -> Option<Field> {
        meaning(header).map(|meaning| meaning.field)
    }

    #[test]
    fn the_given_header_cases_are_understood() {
        // `cases/headers.csv` of the identity specification, as far as our fields go.
        let cases = [
            ("No. VIP", Field::CardNumber),
            ("NO KARTU VIP", Field::CardNumber),
            ("NAMA CUST.", Field::Name),
            ("Nm. Pelanggan", Field::Name),
            ("Nama Pemegang", Field::Name),
            ("Alamat Rumah", Field::Address),
            ("ALAMAT (KTP)", Field::Address),
            ("ALMT", Field::Address),
            ("Alamat Ktr", Field::Address),
            ("KAB/KOTA", Field::City),
            ("K.POS", Field::PostalCode),
            ("TELP / HP", Field::Phone),
            ("H.P.", Field::Phone),
            ("Hand Phone", Field::Phone),
            ("NO KTP/SIM", Field::NationalId),
            ("No Identitas", Field::NationalId),
            ("L/P", Field::Gender),
            ("Tgl. Exp", Field::ExpiryDate),
            ("Berlaku s/d", Field::ExpiryDate),
            ("Bon", Field::InvoiceNumber),
            ("GRAND TOTAL", Field::Amount),
            ("Disc %", Field::Attribute),
            ("Netto", Field::Amount),
            ("Nama Brg", Field::ItemName),
            ("QTY", Field::Quantity),
            ("Cab.", Field::Shop),
            ("Kode Toko", Field::Shop),
            ("Ket.", Field::Notes),
            ("Catatan", Field::Notes),
            ("No", Field::Ignore),
        ];
        for (header, expected) in cases {
            assert_eq!(field(header), Some(expected), "{header}");
        }
        assert_eq!(field("F5"), None);
    }

    #[test]
    fn headers_of_other_countries_are_understood() {
        let cases = [
            ("Vorname", Field::GivenName),
            ("Nachname", Field::FamilyName),
            ("Geburtsdatum", Field::BirthDate),
            ("Straße", Field::Address),
            ("Hausnummer", Field::HouseNumber),
            ("PLZ", Field::PostalCode),
            ("Prénom", Field::GivenName),
            ("Date de naissance", Field::BirthDate),
            ("Ville", Field::City),
            ("Código postal", Field::PostalCode),
            ("Primer Apellido", Field::FamilyName),
            ("Fecha de nacimiento", Field::BirthDate),
            ("Achternaam", Field::FamilyName),
            ("Woonplaats", Field::City),
            ("Codice Fiscale", Field::NationalId),
            ("FirstName", Field::GivenName),
            ("dateOfBirth", Field::BirthDate),
            ("cust_email_address", Field::Email),
            ("PRIMARY_NAME_LAST", Field::FamilyName),
            ("DRIVERS_LICENSE_NUMBER", Field::NationalId),
            ("ADDR_POSTAL_CODE", Field::PostalCode),
            ("Mobile No 2", Field::Phone),
            ("province_name", Field::Province),
            ("midl_name", Field::MiddleName),
            ("VAT No", Field::NationalId),
        ];
        for (header, expected) in cases {
            assert_eq!(field(header), Some(expected), "{header}");
        }
    }

    #[test]
    fn what_a_family_has_in_common_is_told_from_what_a_member_has() {
        for header in [
            "husstandsnr",
            "family_id",
            "Mother's Name",
            "Nama Ayah",
            "NKK",
            "guardian",
            "Household No",
        ] {
            assert!(tells_family(header), "{header}");
        }
        for header in [
            "Relation to head of household",
            "Household member no",
            "Household size",
            "family doctor",
            "product_family",
            "Haushaltseinkommen",
            "Spouse",
        ] {
            assert!(!tells_family(header), "{header}");
        }
    }

    #[test]
    fn columns_about_other_columns_or_people_are_plain_facts() {
        for header in [
            "PHONE_TYPE",
            "DRIVERS_LICENSE_STATE",
            "Spouse Name",
            "Mother's Name",
            "Nama Wali",
            "Parents Name",
            "last_login_date",
            "county",
        ] {
            assert_eq!(field(header), Some(Field::Attribute), "{header}");
        }
        assert_eq!(field("NATIVE_NAME_FULL"), Some(Field::OtherName));
    }

    #[test]
    fn cut_vowelless_and_misspelt_headers_are_guessed_with_less_weight() {
        for (header, expected) in [
            ("NAMA_PELAN", Field::Name),
            ("KCMATN", Field::District),
            ("ADRESS", Field::Address),
            ("TELEPHON", Field::Phone),
        ] {
            assert_eq!(field(header), Some(expected), "{header}");
        }
        let strength = |header| meaning(header).expect("known").strength;
        assert!(strength("Telepone") < strength("Telephone"));
    }
}
