//! Addresses as houses: which of them mean one house, and which way of writing it is the fullest that its records agree on.

use crate::compare::similarity::{edits_allowed, edits_within};
use crate::normalise::address::Address;

/// Whether two addresses surely mean one house: nothing that both name differs, and what both name is enough.
///
/// Without a number, both need a neighbourhood unit or a village in common: many live in one street.
pub fn is_same_house(left: &Address, right: &Address) -> bool {
    if left.number != right.number || left.block != right.block || differ(&left.unit, &right.unit) {
        return false;
    }
    if differ(&left.rt, &right.rt)
        || differ(&left.rw, &right.rw)
        || differ(&left.postal_code, &right.postal_code)
        || are_unlike(left.village.as_deref(), right.village.as_deref())
        || are_unlike(left.district.as_deref(), right.district.as_deref())
    {
        return false;
    }
    if let (Some(left), Some(right)) = (&left.city, &right.city)
        && left.name != right.name
        && !left.ambiguous
        && !right.ambiguous
    {
        return false;
    }
    let estates = (left.estate.as_deref(), right.estate.as_deref());
    let hamlets = (left.hamlet.as_deref(), right.hamlet.as_deref());
    let shares_street = match (left.street_name(), right.street_name()) {
        ([], _) | (_, []) => None,
        (left, right) => Some(have_words_in_common(left, right)),
    };
    let shares_estate = match estates {
        (Some(left), Some(right)) => Some(have_words_in_common(left, right)),
        _ => None,
    };
    let shares_hamlet = match hamlets {
        (Some(left), Some(right)) => Some(is_alike(left, right)),
        _ => None,
    };
    let shared = [shares_street, shares_estate, shares_hamlet];
    if shared.contains(&Some(false)) || !shared.contains(&Some(true)) {
        return false;
    }
    let has_number = left.number.is_some() || left.block.is_some();
    has_number
        || left.rt.is_some() && left.rt == right.rt && left.rw == right.rw
        || left.village.is_some() && right.village.is_some()
}

fn differ<T: PartialEq>(left: &Option<T>, right: &Option<T>) -> bool {
    matches!((left, right), (Some(left), Some(right)) if left != right)
}

fn are_unlike(left: Option<&str>, right: Option<&str>) -> bool {
    matches!((left, right), (Some(left), Some(right)) if !is_alike(left, right))
}

/// Whether two words are one, or one misspelt.
fn is_alike(left: &str, right: &str) -> bool {
    let most = edits_allowed(left.len(), right.len());
    left == right || edits_within(left.as_bytes(), right.as_bytes(), most).is_some()
}

/// Whether each word of the shorter name has its like in the longer one.
fn have_words_in_common(left: &[String], right: &[String]) -> bool {
    let (short, long) = if left.len() <= right.len() {
        (left, right)
    } else {
        (right, left)
    };
    short
        .iter()
        .all(|word| long.iter().any(|other| is_alike(word, other)))
}

/// How many parts an address has that the others of its house agree on, less those that most of them contradict.
///
/// `others` has each address of the house with the records that hold it, this one's included.
pub fn agreed_parts<'a>(
    address: &Address,
    others: &(impl Iterator<Item = (&'a Address, u32)> + Clone),
) -> i32 {
    let count = |says: &dyn Fn(&Address) -> Option<bool>| {
        let (mut same, mut other) = (0u32, 0u32);
        for (address, records) in others.clone() {
            match says(address) {
                Some(true) => same += records,
                Some(false) => other += records,
                None => {}
            }
        }
        match same.cmp(&other) {
            std::cmp::Ordering::Greater => 2,
            std::cmp::Ordering::Equal => 1,
            std::cmp::Ordering::Less => -2,
        }
    };
    let mut parts = 0;
    if !address.street.is_empty() {
        parts += count(&|other| {
            (!other.street.is_empty()).then(|| other.street_name() == address.street_name())
        });
    }
    if let Some(estate) = &address.estate {
        parts += count(&|other| other.estate.as_ref().map(|known| known == estate));
    }
    let names: [fn(&Address) -> Option<&str>; 3] = [
        |address| address.village.as_deref(),
        |address| address.district.as_deref(),
        |address| address.hamlet.as_deref(),
    ];
    for part in names {
        if let Some(own) = part(address) {
            parts += count(&|other| part(other).map(|known| known == own));
        }
    }
    let units: [fn(&Address) -> Option<u16>; 2] = [|address| address.rt, |address| address.rw];
    for part in units {
        if let Some(own) = part(address) {
            parts += count(&|other| part(other).map(|known| known == own));
        }
    }
    // The house itself is the same in all of them.
    parts
        + i32::from(address.number.is_some())
        + i32::from(address.block.is_some())
        + i32::from(address.unit.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::address::parse;

    fn is_one(left: &str, right: &str) -> bool {
        let (left, right) = (
            parse(left).expect("an address"),
            parse(right).expect("an address"),
        );
        is_same_house(&left, &right) && is_same_house(&right, &left)
    }

    #[test]
    fn a_house_is_known_by_street_and_number_however_it_is_written() {
        for (left, right) in [
            (
                "JLN MERDEKA NO. 38B RT.011/RW.006 DESA PUJON KIDUL",
                "Jalan Merdeka NO 38B",
            ),
            (
                "Jl. Jenderal Sudirman No 170B Desa Losari",
                "Jln Jenderal Sduirman no. 170B Kel Losari Kec Ploso",
            ),
            ("DSN. KARANG RT12 RW7", "DK. KARANG 12/07"),
            (
                "Perum Pondok Hijau Blok D7 No. 36",
                "Perumahan Pondok Hijau D7/36, Cengkareng",
            ),
        ] {
            assert!(is_one(left, right), "{left} | {right}");
        }
    }

    #[test]
    fn another_number_street_or_village_is_another_house() {
        for (left, right) in [
            ("Jl. Merdeka No. 38B", "Jl. Merdeka No. 38"),
            ("Jl. Merdeka No. 38B", "Jl. Pahlawan No. 38B"),
            (
                "Jl. Merdeka No. 38B Desa Pujon Kidul",
                "Jl. Merdeka No. 38B Desa Cipinang",
            ),
            ("Jl. Merdeka No. 38 RT 3/4", "Jl. Merdeka No. 38 RT 5/4"),
            ("Jl. Merdeka", "Jl. Merdeka"),
        ] {
            assert!(!is_one(left, right), "{left} | {right}");
        }
    }

    #[test]
    fn parts_that_records_agree_on_count_more() {
        let read = |text: &str| parse(text).expect("an address");
        let right = read("Jl. Merdeka No. 38 Kel. Kedaung Kali Angke");
        let wrong = read("Jl. Merdeka No. 38 Kel. Kesaung Kali Angke");
        let short = read("Jl. Merdeka No. 38");
        let house = [(&right, 2), (&wrong, 1), (&short, 1)];
        let score = |address| agreed_parts(address, &house.iter().copied());
        assert!(score(&right) > score(&short));
        assert!(score(&short) > score(&wrong));
    }
}
