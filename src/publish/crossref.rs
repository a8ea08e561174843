//! The cross-reference: one row per accepted identity record.

use rayon::prelude::*;

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
    findings.push_origin(&mut frame, "", records.iter().copied());
    let clusters = || records.iter().map(|record| findings.cluster_of(*record));
    findings.push_ids(&mut frame, "person_id", 'P', clusters());
    frame.text("customer_id", records.iter().map(|r| format!("C{}", findings.held.of_record[r.index()])).collect::<Vec<_>>().iter().map(|s| s.as_str()));
    findings.push_ids(&mut frame, "household_id", 'H', clusters());
    frame.text("role", records.iter().map(|r| findings.held.roles[r.index()].word()));
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
    let reasons: Vec<Option<String>> = strongest
        .par_iter()
        .with_min_len(1024)
        .map(|edge| edge.map(|edge| agreements(findings, edge.pair)))
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
