//! Customers who live together.

use super::Customers;
use super::model::Model;
use super::role::Role;
use crate::cluster::union_find::UnionFind;

/// What those who live together have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Residence {
    /// The house.
    House,
    /// A line into a house.
    Landline,
}

/// What a customer shares with others of her household.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LivesWith {
    /// The house.
    pub house: bool,
    /// A line into it.
    pub landline: bool,
}

impl LivesWith {
    /// In words; empty for a customer who lives alone.
    pub fn words(self) -> &'static str {
        match (self.house, self.landline) {
            (false, false) => "",
            (true, false) => "same house",
            (false, true) => "same landline",
            (true, true) => "same house, same landline",
        }
    }
}

/// The household of each customer, numbered by its first customer, and what ties her to it.
///
/// Customers live together when cards in their own names have one house, or one line into a house, that belongs to no
/// crowd; what stands on cards in other names may be anybody's. Boarding houses, malls and offices make no household.
pub fn households(customers: &Customers, model: &Model) -> (Vec<u32>, Vec<LivesWith>) {
    let mut sets = UnionFind::new(customers.len());
    let mut lives_with = vec![LivesWith::default(); customers.len()];
    for (residence, shared) in model.residences() {
        let mut living: Vec<u32> = shared
            .members
            .iter()
            .filter(|record| customers.roles[record.index()] == Role::Own)
            .map(|record| customers.of(*record))
            .collect();
        living.sort_unstable();
        living.dedup();
        let [first, others @ ..] = living.as_slice() else {
            continue;
        };
        for other in others {
            sets.join(*first, *other);
        }
        if !others.is_empty() {
            for customer in living {
                let known = &mut lives_with[customer as usize];
                match residence {
                    Residence::House => known.house = true,
                    Residence::Landline => known.landline = true,
                }
            }
        }
    }
    let mut number = vec![u32::MAX; customers.len()];
    let mut next = 0;
    let households = (0..customers.len() as u32)
        .map(|customer| {
            let known = &mut number[sets.find(customer) as usize];
            if *known == u32::MAX {
                *known = next;
                next += 1;
            }
            *known
        })
        .collect();
    (households, lives_with)
}
