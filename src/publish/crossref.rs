//! The cross-reference: one row per accepted identity record.

use rayon::prelude::*;

use super::Findings;
use super::links::agreements;
use crate::attribute::Role;
use crate::frame::{Cells, Frame};
use crate::record::RecordId;
use crate::score::Edge;
use crate::score::model::probability;

/// Builds the cross-reference.
pub fn frame(findings: &Findings) -> Frame {
    let strongest = strongest_links(findings);
    let records: Vec<RecordId> = findings.records.ids().collect();
    let mut frame = Frame::new();
    findings.push_origin(&mut frame, "", records.iter().copied());
    let customers = || records.iter().map(|record| findings.customer_of(*record));
    let persons = records.iter().map(|record| findings.person_of(*record));
    findings.push_persons(&mut frame, "person_id", persons);
    findings.push_customers(&mut frame, "customer_id", customers());
    findings.push_households(&mut frame, customers());
    let roles = findings.customers.roles.iter();
    frame.text("role", roles.map(|role| role.word()));
    let ties = findings
        .customers
        .strongest_ties(&findings.persons.of_record);
    let certain = |record: &RecordId| {
        let in_person = strongest[record.index()].map(|edge| edge.weight);
        let tie = ties[record.index()].map(|tie| tie.weight);
        // A card in another name belongs to its customer by its tie alone.
        let weight = match findings.customers.roles[record.index()] {
            Role::Own => in_person.or(tie),
            Role::Family | Role::Proxy => tie,
        };
        weight.map_or(1.0, |weight| probability(f64::from(weight)))
    };
    frame.push(
        "confidence",
        Cells::Real(records.iter().map(|record| Some(certain(record))).collect()),
    );
    let reasons: Vec<Option<String>> = strongest
        .par_iter()
        .zip(&findings.customers.reasons)
        .with_min_len(1024)
        .map(|(edge, tied)| match tied {
            Some(tied) => Some(tied.to_string()),
            None => edge.map(|edge| agreements(findings, edge.pair)),
        })
        .collect();
    frame.text(
        "reason",
        reasons
            .iter()
            .map(|reason| reason.as_deref().unwrap_or("no other record matches")),
    );
    frame.text(
        "flags",
        findings.records.flags.iter().map(|flags| flags.words()),
    );
    frame
}

/// The strongest link of each record.
fn strongest_links(findings: &Findings) -> Vec<Option<Edge>> {
    let mut strongest: Vec<Option<Edge>> = vec![None; findings.records.len()];
    for edge in &findings.persons.links {
        for record in [edge.pair.left, edge.pair.right] {
            let known = &mut strongest[record.index()];
            if known.is_none_or(|known| known.weight < edge.weight) {
                *known = Some(*edge);
            }
        }
    }
    strongest
}
