//! The pairs that hold the clusters together, with the evidence per attribute.

use super::Findings;
use crate::frame::{Cells, Frame};
use crate::pair::CandidatePair;
use crate::score::model::{RELATED, Step, probability};

/// The evidence for a pair, step by step.
pub fn steps(findings: &Findings, pair: CandidatePair) -> Vec<Step> {
    findings
        .model
        .steps(&findings.comparisons, pair.left, pair.right)
}

/// What of a pair agrees, in words: `name same, phone same, address near`.
pub fn agreements(findings: &Findings, pair: CandidatePair) -> String {
    let mut steps: Vec<Step> = steps(findings, pair)
        .into_iter()
        .filter(|step| step.bits > 0.5)
        .collect();
    steps.sort_by(|left, right| right.bits.total_cmp(&left.bits));
    let words: Vec<String> = steps
        .iter()
        .map(|step| format!("{} {}", step.attribute, step.level))
        .collect();
    if words.is_empty() {
        "nothing contradicts".to_owned()
    } else {
        words.join(", ")
    }
}

/// Builds the table of links, in canonical order.
pub fn frame(findings: &Findings) -> Frame {
    let links = &findings.persons.links;
    let mut frame = Frame::new();
    findings.push_origin(&mut frame, "left_", links.iter().map(|edge| edge.pair.left));
    findings.push_origin(
        &mut frame,
        "right_",
        links.iter().map(|edge| edge.pair.right),
    );
    frame.text(
        "person_id",
        links
            .iter()
            .map(|edge| findings.person_id(findings.cluster_of(edge.pair.left))),
    );
    frame.push(
        "match_weight",
        Cells::Real(
            links
                .iter()
                .map(|edge| Some(f64::from(edge.weight)))
                .collect(),
        ),
    );
    frame.push(
        "match_probability",
        Cells::Real(
            links
                .iter()
                .map(|edge| Some(probability(f64::from(edge.weight))))
                .collect(),
        ),
    );
    let evidence: Vec<Vec<Step>> = links
        .iter()
        .map(|edge| steps(findings, edge.pair))
        .collect();
    let names = findings
        .comparisons
        .iter()
        .map(|comparison| comparison.attribute.clone())
        .chain([RELATED.to_owned()]);
    for name in names {
        let find = |steps: &[Step]| steps.iter().find(|step| step.attribute == name).cloned();
        frame.text(
            format!("{name}_level"),
            evidence
                .iter()
                .map(|steps| find(steps).map_or(String::new(), |step| step.level.to_owned())),
        );
        frame.push(
            format!("{name}_weight"),
            Cells::Real(
                evidence
                    .iter()
                    .map(|steps| find(steps).map(|step| step.bits))
                    .collect(),
            ),
        );
    }
    frame
}
