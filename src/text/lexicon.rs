//! Words that say what a text is: places and names of persons, from the embedded tables.
//!
//! Only whether a word is one, for guessing what a column holds; what it stands for is the normaliser's business.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use super::clean::fold;

struct Places {
    provinces: FxHashSet<String>,
    cities: FxHashSet<String>,
    districts: FxHashSet<String>,
}

static PLACES: LazyLock<Places> = LazyLock::new(|| {
    let mut places = Places {
        provinces: FxHashSet::default(),
        cities: FxHashSet::default(),
        districts: FxHashSet::default(),
    };
    for line in rows(include_str!("../normalise/tables/regions.csv")) {
        let mut cells = line.splitn(4, ',');
        let (level, name) = (cells.nth(1), cells.nth(1));
        let name = fold(name.unwrap_or_default().trim_matches('"'));
        match level {
            Some("province") => places.provinces.insert(name),
            Some("regency") => places.cities.insert(name),
            Some("district") => places.districts.insert(name),
            _ => false,
        };
    }
    for line in rows(include_str!("../normalise/tables/city_aliases.csv")) {
        let alias = line.split(',').next().unwrap_or_default();
        places.cities.insert(fold(alias.trim_matches('"')));
    }
    places
});

static NAMES: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| {
    let names = rows(include_str!("../normalise/tables/names_curated.csv"));
    names.filter_map(|line| line.split(',').next()).collect()
});

static AREA_CODES: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| {
    let codes = rows(include_str!("../normalise/tables/phone_area_codes.csv"));
    codes.filter_map(|line| line.split(',').next()).collect()
});

fn rows(table: &'static str) -> impl Iterator<Item = &'static str> {
    table.lines().skip(1)
}

/// Tells whether a folded text names an Indonesian city or regency, with or without its type.
pub fn is_city(folded: &str) -> bool {
    let bare = ["kota ", "kabupaten ", "kab ", "kodya ", "kotamadya "]
        .iter()
        .find_map(|kind| folded.strip_prefix(kind))
        .unwrap_or(folded);
    PLACES.cities.contains(bare) || PLACES.cities.contains(folded)
}

/// Tells whether a folded text names an Indonesian province.
pub fn is_province(folded: &str) -> bool {
    let bare = folded.strip_prefix("provinsi ").unwrap_or(folded);
    PLACES.provinces.contains(bare)
}

/// Tells whether a folded text names an Indonesian district (kecamatan).
pub fn is_district(folded: &str) -> bool {
    let bare = folded.strip_prefix("kec ").unwrap_or(folded);
    PLACES.districts.contains(bare)
}

/// Tells whether at least half of a folded text's words are known names of persons.
pub fn is_name(folded: &str) -> bool {
    let words = folded.split(' ').filter(|word| word.len() >= 2);
    let known = words.clone().filter(|word| NAMES.contains(word)).count();
    known > 0 && known * 2 >= words.count()
}

/// Tells whether digits are an Indonesian telephone number with its area code.
pub fn has_area_code(digits: &str) -> bool {
    (8..=11).contains(&digits.len())
        && (3..=4).any(|length| {
            digits
                .get(..length)
                .is_some_and(|code| AREA_CODES.contains(code))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_known_with_and_without_their_type() {
        assert!(is_city("surabaya") && is_city("kota surabaya") && is_city("kab malang"));
        assert!(is_province("jawa timur") && !is_city("jawa timur"));
        assert!(is_district("wonokromo") && !is_city("wonokromo"));
        assert!(!is_city("budi santoso") && !is_city(""));
    }

    #[test]
    fn names_of_persons_are_known_by_half_of_their_words() {
        assert!(is_name("budi santoso") && is_name("siti xyz"));
        assert!(!is_name("mesin cuci") && !is_name("") && !is_name("jl mawar"));
    }

    #[test]
    fn area_codes_begin_telephone_numbers() {
        assert!(has_area_code("0315671234") && has_area_code("0341567123"));
        assert!(!has_area_code("0107000571") && !has_area_code("031567"));
    }
}
