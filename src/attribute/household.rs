//! Customers who live together.

use super::Customers;
use super::model::Model;
use super::role::Role;
use crate::cluster::union_find::UnionFind;

/// The household of each customer, numbered by its first customer.
///
/// Customers live together when cards in their own names have one house that belongs to no crowd; what stands on cards in
/// other names may be anybody's. Boarding houses, malls and offices make no household.
pub fn households(customers: &Customers, model: &Model) -> Vec<u32> {
    let mut sets = UnionFind::new(customers.len());
    for shared in model.residences() {
        let mut living = shared
            .members
            .iter()
            .filter(|record| customers.roles[record.index()] == Role::Own)
            .map(|record| customers.of(*record));
        if let Some(first) = living.next() {
            for other in living {
                sets.join(first, other);
            }
        }
    }
    let mut number = vec![u32::MAX; customers.len()];
    let mut next = 0;
    (0..customers.len() as u32)
        .map(|customer| {
            let known = &mut number[sets.find(customer) as usize];
            if *known == u32::MAX {
                *known = next;
                next += 1;
            }
            *known
        })
        .collect()
}
