//! Who holds the cards: the largest rings and what their cards share, masked and counted.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::audit::{RingAudit, SharedAudit};
use crate::attribute::Role;
use crate::attribute::shared::Verdict;
use crate::publish::Findings;
use crate::text::mask::{mask, printable};

/// So many rings are listed.
const LISTED: usize = 10;

/// So many kinds of ties of a ring are told.
const TOLD: usize = 4;

/// The customers who hold the most cards in other names, most first.
pub fn rings(findings: &Findings) -> Vec<RingAudit> {
    let customers = &findings.customers;
    let held = |customer: usize, role: Role| {
        let members = customers.members[customer].iter();
        members
            .filter(|record| customers.roles[record.index()] == role)
            .count()
    };
    let mut rings: Vec<(usize, usize)> = (0..customers.len())
        .map(|customer| {
            let all = customers.members[customer].len();
            (all - held(customer, Role::Own), customer)
        })
        .filter(|(others, _)| *others > 0)
        .collect();
    rings.sort_unstable_by_key(|(others, customer)| {
        (
            Reverse(*others),
            Reverse(customers.members[*customer].len()),
            *customer,
        )
    });
    rings.truncate(LISTED);
    let mut words: Vec<Vec<&str>> = vec![Vec::new(); rings.len()];
    for (tie, of_tie) in customers.ties_of_several(&findings.persons) {
        let holder = findings.customer_of(tie.pair.left);
        if let Some(ring) = rings.iter().position(|(_, customer)| *customer == holder) {
            words[ring].push(of_tie);
        }
    }
    rings
        .iter()
        .zip(words)
        .map(|((_, customer), words)| RingAudit {
            customer_id: format!("C{}", findings.ids.customers[*customer]),
            name: name(findings, *customer),
            records: customers.members[*customer].len(),
            cards: findings.cards(&customers.members[*customer]),
            names: names(findings, *customer),
            own: held(*customer, Role::Own),
            family: held(*customer, Role::Family),
            proxy: held(*customer, Role::Proxy),
            ties: told(&words),
        })
        .collect()
}

/// The customer's golden name, masked.
fn name(findings: &Findings, customer: usize) -> String {
    let golden = &findings.golden;
    let name = golden.attribute("name").and_then(|attribute| {
        let own = &golden.customers[customer];
        Some(golden.written(&findings.records, own, own.get(attribute)?))
    });
    name.map_or(String::new(), |name| mask(&printable(&name)))
}

/// How many persons the records of a customer name.
fn names(findings: &Findings, customer: usize) -> usize {
    let members = findings.customers.members[customer].iter();
    let mut persons: Vec<usize> = members.map(|record| findings.person_of(*record)).collect();
    persons.sort_unstable();
    persons.dedup();
    persons.len()
}

/// What ties share, most frequent first: `same receipt (12), phone same (7)`.
fn told(words: &[&str]) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for word in words.iter().flat_map(|words| words.split(", ")) {
        if !word.is_empty() {
            *counts.entry(word).or_default() += 1;
        }
    }
    let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(word, count)| (Reverse(*count), *word));
    let told = counts.iter().take(TOLD);
    told.map(|(word, count)| format!("{word} ({count})"))
        .collect::<Vec<_>>()
        .join(", ")
}

/// What values that several persons share were taken for.
pub fn shared(findings: &Findings) -> Vec<SharedAudit> {
    let mut verdicts: BTreeMap<Verdict, SharedAudit> = BTreeMap::new();
    for value in &findings.customers.shared {
        let row = verdicts
            .entry(value.verdict)
            .or_insert_with(|| SharedAudit {
                verdict: value.verdict.word().to_owned(),
                ..SharedAudit::default()
            });
        row.values += 1;
        row.most_persons = row.most_persons.max(value.persons);
        row.decided += usize::from(value.decision.is_some());
    }
    verdicts.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ties_a_ring_is_told_most_frequent_first_and_equals_by_name() {
        let words = ["same receipt, phone same", "phone same", "", "email same"];
        assert_eq!(
            told(&words),
            "phone same (2), email same (1), same receipt (1)"
        );
        assert_eq!(told(&[]), "");
    }
}
