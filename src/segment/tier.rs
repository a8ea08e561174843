//! Who brings most of the money.

use std::collections::BTreeMap;

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
    let mut by_amount: BTreeMap<i128, i128> = BTreeMap::new();
    for totals in customers.iter().filter(|totals| totals.visits > 0) {
        *by_amount.entry(spent(totals)).or_default() += 1;
    }
    let all: i128 = by_amount.iter().map(|(amount, count)| amount * count).sum();
    let mut above = 0;
    let mut tiers: BTreeMap<i128, Tier> = BTreeMap::new();
    for (amount, count) in by_amount.iter().rev() {
        let tier = match above * 100 {
            _ if *amount == 0 => Tier::C,
            above if above < all * 80 => Tier::A,
            above if above < all * 95 => Tier::B,
            _ => Tier::C,
        };
        tiers.insert(*amount, tier);
        above += amount * count;
    }
    let tier = |totals: &Totals| {
        let has_bought = totals.visits > 0;
        has_bought
            .then(|| tiers.get(&spent(totals)).copied())
            .flatten()
    };
    customers.iter().map(tier).collect()
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
