//! The cross-reference: one row per accepted identity record.

use super::Findings;
use super::links::agreements;
use crate::frame::{Cells, Frame};
use crate::record::RecordId;
use crate::score::Edge;
use crate::score::model::probability;

/// Builds the cross-reference.
pub fn frame(findings: &Findings) -> Frame {
    let strongest = strongest_links(findings);
    let records: Vec<RecordId> = findings.records.ids().collect();
    let mut frame = Frame::new();
    let cluster = |record: &RecordId| findings.cluster_of(*record);
    findings.push_origin(&mut frame, "", records.iter().copied());
    frame.text(
        "person_id",
        records
            .iter()
            .map(|record| findings.person_id(cluster(record))),
    );
    frame.text(
        "customer_id",
        records
            .iter()
            .map(|record| findings.customer_id(cluster(record))),
    );
    frame.text(
        "household_id",
        records
            .iter()
            .map(|record| findings.household_id(cluster(record))),
    );
    frame.text("role", records.iter().map(|_| "own".to_owned()));
    frame.push(
        "confidence",
        Cells::Real(
            records
                .iter()
                .map(|record| {
                    Some(
                        strongest[record.index()]
                            .map_or(1.0, |edge| probability(f64::from(edge.weight))),
                    )
                })
                .collect(),
        ),
    );
    frame.text(
        "reason",
        records
            .iter()
            .map(|record| match strongest[record.index()] {
                Some(edge) => agreements(findings, edge.pair),
                None => "no other record matches".to_owned(),
            }),
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
