//! How two addresses stand to each other, at the finest level that both have.

use super::{Level, Likeness, Question, Relation};
use crate::compare::address::{Numbers, compare_numbers};
use crate::normalise::address::{self, Address};
use crate::normalise::answer::address::place_of;
use crate::normalise::city::{self, Place};

/// An address with the city it lies in.
struct Side {
    address: Address,
    place: Option<Place>,
}

/// How the names of street, estate or hamlet stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Names {
    /// One side or both have none.
    Missing,
    Other,
    /// A slip of the finger apart.
    Near,
    /// One side leaves out the lane, "raya" or the kind of street.
    Partly,
    Same,
}

/// Compares two addresses: estate, block and number, or street, number and city, or neighbourhood and village.
///
/// Parts that one side leaves out are neutral. A street, mall, hamlet or city alone is weak however equal. Another house
/// number is a neighbour, unless digits are swapped or only a letter differs.
pub fn addresses(left: &Question, right: &Question) -> Likeness {
    let (Some(left), Some(right)) = (read(left), read(right)) else {
        return likeness(Relation::Different, Level::Missing, 0.0);
    };
    let cities = left
        .place
        .as_ref()
        .zip(right.place.as_ref())
        .and_then(|(left, right)| city::are_compatible(left, right));
    if cities == Some(false) {
        return likeness(Relation::Different, Level::Different, 0.1);
    }
    let names = compare_names(&left, &right);
    if names == Names::Other {
        return likeness(Relation::Different, Level::Different, 0.2);
    }
    match houses(&left.address, &right.address) {
        _ if names == Names::Missing => neighbourhoods(&left.address, &right.address),
        Some(Numbers::Other) => likeness(Relation::Different, Level::Contradicting, 0.3),
        Some(Numbers::Swapped) => likeness(Relation::Similar, Level::Near, 0.6),
        Some(Numbers::Suffixed) => likeness(Relation::Similar, Level::Compatible, 0.65),
        Some(Numbers::Same) => same_house(&left, &right, names),
        None => same_name(&left.address, &right.address, names),
    }
}

fn read(question: &Question) -> Option<Side> {
    let row_city = question.city.as_deref().and_then(city::resolve);
    let address = address::parse_in(&question.value, row_city.as_ref())?;
    let place = place_of(&address, row_city);
    // A city alone is no address.
    let says_something = !address.street.is_empty()
        || address.estate.is_some()
        || address.hamlet.is_some()
        || address.village.is_some()
        || address.rt.is_some()
        || address.block.is_some()
        || !address.rest.is_empty();
    says_something.then_some(Side { address, place })
}

fn likeness(relation: Relation, level: Level, similarity: f64) -> Likeness {
    Likeness {
        relation,
        level,
        similarity,
    }
}

/// House numbers agree: what is left is how well the name and the city bear it out.
fn same_house(left: &Side, right: &Side, names: Names) -> Likeness {
    let one_city = left.place.is_some() == right.place.is_some();
    let differ = |l: Option<&str>, r: Option<&str>| matches!((l, r), (Some(l), Some(r)) if l != r);
    let (l, r) = (&left.address, &right.address);
    let other_area = differ(l.district.as_deref(), r.district.as_deref())
        || matches!((l.rw, r.rw), (Some(l), Some(r)) if l != r);
    match names {
        Names::Near => likeness(Relation::Similar, Level::Near, 0.8),
        Names::Partly => likeness(Relation::Similar, Level::Compatible, 0.7),
        _ if !one_city => likeness(Relation::Similar, Level::Compatible, 0.75),
        _ if other_area => likeness(Relation::Similar, Level::Compatible, 0.75),
        _ if l.canonical() == r.canonical() => likeness(Relation::Same, Level::Same, 1.0),
        _ => likeness(Relation::Same, Level::Variant, 0.95),
    }
}

/// Without house numbers on both sides the neighbourhood may decide; a name alone is weak.
fn same_name(left: &Address, right: &Address, names: Names) -> Likeness {
    let no_number = left.number.is_none() && right.number.is_none();
    let units = left.rt.zip(left.rw).zip(right.rt.zip(right.rw));
    match units.filter(|_| no_number) {
        Some((l, r)) if l != r => likeness(Relation::Different, Level::Contradicting, 0.3),
        Some(_) if names == Names::Same && is_rural(left, right) => {
            likeness(Relation::Same, Level::Variant, 0.9)
        }
        _ if no_number => likeness(Relation::Similar, Level::SameKey, 0.5),
        _ => likeness(Relation::Similar, Level::Compatible, 0.55),
    }
}

/// Hamlet, RT and RW are all the address a village house has.
fn is_rural(left: &Address, right: &Address) -> bool {
    left.street.is_empty() && right.street.is_empty() && left.estate.is_none()
}

/// No names to compare: RT and RW in the same village, or the village alone.
fn neighbourhoods(left: &Address, right: &Address) -> Likeness {
    let same_village = left
        .village
        .as_deref()
        .zip(right.village.as_deref())
        .map(|(l, r)| without_blanks(l).eq(without_blanks(r)));
    let units = left.rt.zip(left.rw).zip(right.rt.zip(right.rw));
    match (same_village, units.map(|(l, r)| l == r)) {
        (Some(false), _) => likeness(Relation::Different, Level::Different, 0.1),
        (Some(true), Some(false)) => likeness(Relation::Different, Level::Contradicting, 0.3),
        (Some(true), Some(true)) => {
            match compare_numbers(left.number.as_deref(), right.number.as_deref()) {
                Some(Numbers::Other) => likeness(Relation::Different, Level::Contradicting, 0.3),
                Some(Numbers::Swapped | Numbers::Suffixed) => {
                    likeness(Relation::Similar, Level::Near, 0.6)
                }
                _ => likeness(Relation::Same, Level::Variant, 0.9),
            }
        }
        (Some(true), None) => likeness(Relation::Similar, Level::SameKey, 0.45),
        (None, _) => likeness(Relation::Different, Level::Different, 0.1),
    }
}

fn without_blanks(text: &str) -> impl Iterator<Item = u8> {
    text.bytes().filter(|byte| *byte != b' ')
}

/// Compares number, block and unit; none if they do not tell.
fn houses(left: &Address, right: &Address) -> Option<Numbers> {
    let block = compare_numbers(left.block.as_deref(), right.block.as_deref());
    let number = compare_numbers(left.number.as_deref(), right.number.as_deref()).or_else(|| {
        // On a country road the kilometre stands for the house.
        let (left, right) = (kilometre(left)?, kilometre(right)?);
        Some(if left == right {
            Numbers::Same
        } else {
            Numbers::Other
        })
    });
    let unit = compare_numbers(left.unit.as_deref(), right.unit.as_deref());
    match (block, number, unit) {
        (Some(Numbers::Other), ..) | (_, _, Some(Numbers::Other)) => Some(Numbers::Other),
        (Some(found), Some(Numbers::Same), _) => Some(found),
        (_, Some(found), _) => Some(found),
        // A plot or a flat needs no number.
        (Some(Numbers::Same), None, _) if left.number.is_none() && right.number.is_none() => {
            Some(Numbers::Same)
        }
        (_, None, Some(found)) if left.number.is_none() && right.number.is_none() => Some(found),
        _ => None,
    }
}

/// `km 5` of an address without a house number.
fn kilometre(address: &Address) -> Option<&str> {
    let extra = address
        .extra
        .iter()
        .find(|phrase| phrase.starts_with("km "));
    extra
        .map(String::as_str)
        .filter(|_| address.number.is_none())
}

/// Compares estates, else streets, else hamlets, else whatever names the place on each side.
fn compare_names(left: &Side, right: &Side) -> Names {
    let (l, r) = (&left.address, &right.address);
    let estates = compare_words(&estate_words(l), &estate_words(r));
    if estates == Names::Same {
        return estates;
    }
    let streets = compare_streets(left, right);
    if streets != Names::Missing {
        return streets.max(estates);
    }
    if estates != Names::Missing {
        return estates;
    }
    let hamlets = compare_words(&hamlet_words(l), &hamlet_words(r));
    if hamlets != Names::Missing {
        return hamlets;
    }
    // `Griya Asri 12` may have been read as a street, `Kp. Rawa Bebek` as one without a label.
    let bare = compare_words(&all_words(left, false), &all_words(right, false));
    bare.max(compare_words(
        &all_words(left, true),
        &all_words(right, true),
    ))
}

fn compare_streets(left: &Side, right: &Side) -> Names {
    let found = compare_words(&street_words(left), &street_words(right));
    let kind = |side: &Side| {
        let first = side.address.street.first();
        first.filter(|word| address::is_thoroughfare(word)).cloned()
    };
    let other_kind = matches!((kind(left), kind(right)), (Some(l), Some(r)) if l != r);
    if found == Names::Same && other_kind {
        Names::Partly
    } else {
        found
    }
}

/// The words of a street without its kind; a popular name counts as the official one in its city.
fn street_words(side: &Side) -> Vec<&str> {
    let code = side.place.as_ref().and_then(|place| place.code);
    let words: Vec<&str> = side
        .address
        .street
        .iter()
        .map(String::as_str)
        .filter(|word| !address::is_thoroughfare(word))
        .collect();
    match (words.as_slice(), code) {
        ([popular], Some(code)) => address::official_street(popular, code).unwrap_or(words),
        _ => words,
    }
}

fn estate_words(address: &Address) -> Vec<&str> {
    address
        .estate
        .iter()
        .flatten()
        .map(String::as_str)
        .collect()
}

fn hamlet_words(address: &Address) -> Vec<&str> {
    let hamlet = address.hamlet.as_deref().unwrap_or_default();
    hamlet.split(' ').filter(|word| !word.is_empty()).collect()
}

/// Whatever names the place; `with_kind` adds the word for the kind of hamlet, as in Jl. Dukuh Kupang.
fn all_words(side: &Side, with_kind: bool) -> Vec<&str> {
    let mut words = estate_words(&side.address);
    words.extend(street_words(side));
    words.extend(side.address.hamlet_type.filter(|_| with_kind));
    words.extend(hamlet_words(&side.address));
    words
}

fn compare_words(left: &[&str], right: &[&str]) -> Names {
    if left.is_empty() || right.is_empty() {
        return Names::Missing;
    }
    if left == right || left.concat() == right.concat() {
        return Names::Same;
    }
    let (short, long) = if left.len() <= right.len() {
        (left, right)
    } else {
        (right, left)
    };
    let mut missing = long.iter().filter(|word| !short.contains(word)).peekable();
    let is_subset = short.iter().all(|word| long.contains(word));
    if is_subset && missing.peek().is_some() && missing.all(|word| may_be_left_out(word)) {
        return Names::Partly;
    }
    if is_one_slip(left, right) {
        Names::Near
    } else {
        Names::Other
    }
}

/// Lane numbers, "raya" and English street types come and go.
fn may_be_left_out(word: &str) -> bool {
    const OPTIONAL: [&str; 12] = [
        "raya", "st", "rd", "ave", "dr", "ln", "ct", "blvd", "pl", "way", "cl", "cres",
    ];
    let is_lane = word.starts_with(|c: char| c.is_ascii_digit());
    is_lane || OPTIONAL.contains(&word)
}

/// One word has one slip, which in a short word or a number makes another name.
fn is_one_slip(left: &[&str], right: &[&str]) -> bool {
    const SHORTEST: usize = 5;
    if left.len() != right.len() {
        return false;
    }
    let mut differing = left.iter().zip(right).filter(|(l, r)| l != r);
    let first = differing.next();
    let is_slip = first.is_some_and(|(l, r)| {
        l.len().min(r.len()) >= SHORTEST
            && l.bytes().all(|byte| byte.is_ascii_alphabetic())
            && strsim::osa_distance(l, r) <= 1
    });
    is_slip && differing.next().is_none()
}

#[cfg(test)]
#[path = "address_tests.rs"]
mod tests;
