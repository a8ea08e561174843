//! Identity numbers that are not a person's own: the tax number of a firm beside the names of those who buy for it, the insurance
//! number of a family.
//!
//! In: comparisons. Out: what such numbers tell is where somebody belongs, not who it is.

use super::dependence::agreeing_pairs;
use crate::compare::{Comparison, level};
use crate::record::{AttributeKind, Facet};

/// Fewer pairs that share a number and both tell a name say nothing of the numbers.
const FEWEST_PAIRS: usize = 20;

/// If more than this share of them have other given names, the number is held by several people. Within one person other given
/// names are rare, and a borrowed number is no usual case.
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
    for pair in agreeing_pairs(number) {
        let found = names.compare(pair.left, pair.right).level;
        if let Some(at) = usize::from(found).checked_sub(1) {
            told += 1;
            others += usize::from(level::NAME[at].slips == level::Slips::Several);
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

    const RECORDS: usize = 80;

    /// Every two records share a number; the facet that it gets if they have the same given name or not.
    fn facet(has_same_name: bool) -> Facet {
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
            slots(&|record| record / 2),
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
        assert_eq!(facet(true), Facet::Personal);
        assert_eq!(facet(false), Facet::Shared);
    }
}
