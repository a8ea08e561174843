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

/// Compares two cities without regard to capitals; one whose kind isn't said is equal to those of each kind.
///
/// So `Malang` is the city and the regency, and these two are not each other.
pub(super) fn compare(left: &str, right: &str) -> Ordering {
    let (left, right) = (left.to_lowercase(), right.to_lowercase());
    let ((left_kind, left), (right_kind, right)) = (parts(&left), parts(&right));
    left.cmp(right).then_with(|| {
        if left_kind.is_empty() || right_kind.is_empty() {
            Ordering::Equal
        } else {
            left_kind.cmp(right_kind)
        }
    })
}

/// A city as kind and name; the kinds of cities and of regencies each have one word.
fn parts(place: &str) -> (&str, &str) {
    for kind in KINDS {
        if let Some(name) = place
            .strip_prefix(kind)
            .filter(|name| !name.trim().is_empty())
        {
            return (&kind[..3], name.trim());
        }
    }
    ("", place.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_name_is_the_city_and_the_regency() {
        assert_eq!(compare("surabaya", "Kota Surabaya"), Ordering::Equal);
        assert_eq!(compare("Kabupaten Malang", "MALANG"), Ordering::Equal);
        assert_eq!(compare("Kab. Malang", "Kabupaten Malang"), Ordering::Equal);
        assert_ne!(compare("Kota Malang", "Kabupaten Malang"), Ordering::Equal);
        assert_ne!(compare("Surabaya", "Malang"), Ordering::Equal);
        assert_eq!(compare("Kotabaru", "kotabaru"), Ordering::Equal);
    }
}
