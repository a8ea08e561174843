//! Who brings most of the money.

use rayon::prelude::*;

use crate::purchase::Totals;

/// What share of customers' money comes from those who spend more, or as much.
///
/// # Source
///
/// ABC analysis with the usual cuts at 80 and 95 per cent: Dickie, "ABC Inventory Analysis Shoots for Dollars, not
/// Pennies" (1951).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    /// Those who spend more bring less than 80 per cent of the money.
    A,
    /// They bring from 80 to less than 95 per cent.
    B,
    /// They bring 95 per cent or more, or the customer spent nothing.
    C,
}

impl Tier {
    /// All, the most valuable first.
    pub const ALL: [Self; 3] = [Self::A, Self::B, Self::C];

    /// As it stands in the outputs.
    pub fn word(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
        }
    }
}

/// The tier of each customer; none for those without a purchase. Equal amounts are in one tier.
pub fn tiers(customers: &[Totals]) -> Vec<Option<Tier>> {
    let spent = |totals: &Totals| totals.amount.max(0);
    let buyers = customers.par_iter().filter(|totals| totals.visits > 0);
    let mut amounts: Vec<i128> = buyers.map(spent).collect();
    amounts.par_sort_unstable();
    let all: i128 = amounts.iter().sum();
    // The smallest amounts of the first two tiers; none is in a tier that nobody's amount is in.
    let (mut least_a, mut least_b) = (None, None);
    let mut above = 0;
    for equal in amounts.chunk_by(|one, other| one == other).rev() {
        let amount = equal[0];
        if amount > 0 && above * 100 < all * 80 {
            least_a = Some(amount);
        } else if amount > 0 && above * 100 < all * 95 {
            least_b = Some(amount);
        }
        above += amount * equal.len() as i128;
    }
    let reaches = |amount: i128, least: Option<i128>| least.is_some_and(|least| amount >= least);
    let tier = |totals: &Totals| {
        let amount = spent(totals);
        match totals.visits {
            0 => None,
            _ if reaches(amount, least_a) => Some(Tier::A),
            _ if reaches(amount, least_b) => Some(Tier::B),
            _ => Some(Tier::C),
        }
    };
    customers.par_iter().map(tier).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(amounts: &[i128]) -> String {
        let customers: Vec<Totals> = amounts
            .iter()
            .map(|amount| Totals {
                amount: *amount,
                visits: 1,
                ..Totals::default()
            })
            .collect();
        let tiers = tiers(&customers).into_iter();
        tiers
            .map(|tier| tier.expect("a buyer").word())
            .collect::<Vec<_>>()
            .concat()
    }

    #[test]
    fn tiers_are_cut_at_80_and_95_per_cent_of_the_money() {
        // 50, 80, 90, 96, 100 are reached; who stands behind 80 is no A any more.
        assert_eq!(words(&[50, 30, 10, 6, 4]), "AABBC");
        assert_eq!(words(&[4, 6, 10, 30, 50]), "CBBAA");
    }

    #[test]
    fn equal_amounts_are_in_one_tier_and_nothing_spent_is_the_last() {
        assert_eq!(words(&[10, 10, 10]), "AAA");
        assert_eq!(words(&[100, 0, -50]), "ACC");
        assert_eq!(words(&[0]), "C");
    }

    #[test]
    fn who_bought_nothing_has_no_tier() {
        assert_eq!(tiers(&[Totals::default()]), [None]);
    }
}
