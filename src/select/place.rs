//! How the cities of a condition compare: `Surabaya` finds `Kota Surabaya`.

use std::cmp::Ordering;

/// What stands before the names of Indonesian cities and regencies, longest first.
const KINDS: [&str; 6] = [
    "kota administrasi ",
    "kabupaten administrasi ",
    "kabupaten ",
    "kab. ",
    "kab ",
    "kota ",
];

/// Compares two cities by their names, without regard to capitals and to what kind of city they are.
///
/// So `Malang`, the city and the regency are one: an order in which the bare name were equal to both, and these not to each
/// other, would be none, and a list of cities would lose customers.
pub(super) fn compare(left: &str, right: &str) -> Ordering {
    name(&left.to_lowercase()).cmp(name(&right.to_lowercase()))
}

/// A city, in small letters, without the word for its kind.
fn name(place: &str) -> &str {
    KINDS
        .iter()
        .find_map(|kind| place.strip_prefix(kind).map(str::trim))
        .filter(|name| !name.is_empty())
        .unwrap_or(place.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cities_compare_by_name() {
        assert_eq!(compare("surabaya", "Kota Surabaya"), Ordering::Equal);
        assert_eq!(compare("Kabupaten Malang", "MALANG"), Ordering::Equal);
        assert_eq!(compare("Kab. Malang", "Kabupaten Malang"), Ordering::Equal);
        assert_ne!(compare("Surabaya", "Malang"), Ordering::Equal);
        assert_ne!(compare("Kotabaru", "Baru"), Ordering::Equal);
        assert_eq!(compare("Kotabaru", "kotabaru"), Ordering::Equal);
    }

    #[test]
    fn what_equals_the_same_is_equal() {
        let places = [
            "Malang",
            "Kota Malang",
            "Kabupaten Malang",
            "Kab Malang",
            "Kota",
            "x",
            "Kotabaru",
            "",
        ];
        for one in places {
            for two in places {
                assert_eq!(
                    compare(one, two),
                    compare(two, one).reverse(),
                    "{one}, {two}"
                );
                for three in places {
                    if compare(one, two).is_le() && compare(two, three).is_le() {
                        assert!(compare(one, three).is_le(), "{one}, {two}, {three}");
                    }
                }
            }
        }
    }
}
