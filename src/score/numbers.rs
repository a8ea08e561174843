//! Identity numbers that are not a person's own: the tax number of a firm beside the names of those who buy for it, the insurance
//! number of a family.
//!
//! In: comparisons. Out: what such numbers tell is where somebody belongs, not who it is.

use rustc_hash::FxHashSet;

use super::dependence::agreeing_pairs;
use crate::compare::Comparison;
use crate::compare::level::Slips;
use crate::record::{AttributeKind, Facet};

/// Fewer numbers that two records with names share say nothing of the others.
const FEWEST_PAIRS: usize = 20;

/// If at more than this share of them the names have little or nothing in common, the numbers are held by several people. Within one
/// person such names are rare, and a borrowed number is no usual case.
const MOST_OF_OTHERS: f64 = 0.4;

/// Takes identity numbers that people of several given names share for surroundings.
pub fn settle_numbers(comparisons: &mut [Comparison]) {
    let shared: Vec<usize> = {
        let names = |comparison: &&Comparison| {
            comparison.kind == AttributeKind::Name && comparison.tells_persons()
        };
        let Some(names) = comparisons.iter().find(names) else {
            return;
        };
        let numbers = comparisons.iter().enumerate().filter(|(_, comparison)| {
            comparison.kind == AttributeKind::NationalId && comparison.facet == Facet::Personal
        });
        numbers
            .filter(|(_, number)| are_of_several(number, names))
            .map(|(at, _)| at)
            .collect()
    };
    for at in shared {
        comparisons[at].facet = Facet::Shared;
    }
}

fn are_of_several(number: &Comparison, names: &Comparison) -> bool {
    let (mut told, mut others) = (0_usize, 0_usize);
    let mut seen = FxHashSet::default();
    for pair in agreeing_pairs(number) {
        // One pair of each number: a number that stands for none, in many rows, says nothing of the others.
        if !seen.insert(number.values_of(pair.left).first().copied()) {
            continue;
        }
        let found = names.compare(pair.left, pair.right).level;
        if let Some(at) = usize::from(found).checked_sub(1) {
            told += 1;
            others += usize::from(names.levels()[at].slips == Slips::Several);
        }
    }
    told >= FEWEST_PAIRS && others as f64 > MOST_OF_OTHERS * told as f64
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::normalise::name::from_parts;
    use crate::normalise::{Attribute, NAME, Values};
    use crate::record::ValueId;

    const RECORDS: usize = 120;

    /// Every two records share a number, and so do those behind `honest`; the facet that it gets if two have one name or not.
    fn facet(has_same_name: bool, honest: usize) -> Facet {
        let given = ["Ana", "Budi", "Citra", "Dewa", "Eka", "Fajar"];
        let names =
            given.map(|given| Arc::new(from_parts(given, "", "Santoso", "").expect("a name")));
        let name_of = |record: usize| {
            if has_same_name { record / 2 } else { record }
        };
        let slots = |of: &dyn Fn(usize) -> usize| {
            (0..RECORDS)
                .map(|record| ValueId::from_index(of(record)))
                .collect()
        };
        let numbers = Attribute::of_numbers(
            "tax_number",
            AttributeKind::NationalId,
            Facet::Personal,
            1,
            slots(&|record| record.min(honest) / 2),
        );
        let names = Attribute {
            values: Values::Names(names.to_vec()),
            ..Attribute::of_numbers(
                NAME,
                AttributeKind::Name,
                Facet::Personal,
                1,
                slots(&|record| name_of(record) % given.len()),
            )
        };
        let mut comparisons = Comparison::all(&[names, numbers]);
        settle_numbers(&mut comparisons);
        assert_eq!(comparisons[0].facet, Facet::Personal);
        comparisons[1].facet
    }

    #[test]
    fn a_number_of_people_of_several_names_is_nobodys_own() {
        assert_eq!(facet(true, RECORDS), Facet::Personal);
        assert_eq!(facet(false, RECORDS), Facet::Shared);
    }

    #[test]
    fn a_number_that_stands_for_none_says_nothing_of_the_others() {
        assert_eq!(facet(true, RECORDS / 2), Facet::Personal);
    }
}
