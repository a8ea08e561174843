//! The pairs that hold the clusters together, with the evidence per attribute.

use rayon::prelude::*;

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

/// Evidence of less than this many bits is not worth a word.
const WORTH_A_WORD: f64 = 0.5;

/// What of a pair agrees and what does not, in words, weightiest first: `name same, phone same; against: birth_date
/// different`.
pub fn agreements(findings: &Findings, pair: CandidatePair) -> String {
    let mut steps = steps(findings, pair);
    steps.retain(|step| step.attribute != RELATED && step.bits.abs() > WORTH_A_WORD);
    steps.sort_by(|left, right| right.bits.abs().total_cmp(&left.bits.abs()));
    let words = |is_for: bool| {
        let side = steps.iter().filter(|step| (step.bits > 0.0) == is_for);
        side.map(|step| format!("{} {}", step.attribute, step.level))
            .collect::<Vec<_>>()
            .join(", ")
    };
    match (words(true), words(false)) {
        (agreeing, against) if agreeing.is_empty() && against.is_empty() => {
            "nothing contradicts".to_owned()
        }
        (agreeing, against) if against.is_empty() => agreeing,
        (agreeing, against) => format!("{agreeing}; against: {against}"),
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
    let persons = links.iter().map(|edge| findings.person_of(edge.pair.left));
    findings.push_persons(&mut frame, "person_id", persons);
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
        .par_iter()
        .with_min_len(256)
        .map(|edge| steps(findings, edge.pair))
        .collect();
    let names = findings
        .comparisons
        .iter()
        .map(|comparison| comparison.attribute.clone())
        .chain([RELATED.to_owned()]);
    for name in names {
        let find = |steps: &'_ [Step]| steps.iter().position(|step| step.attribute == name);
        frame.text(
            format!("{name}_level"),
            evidence
                .iter()
                .map(|steps| find(steps).map_or("", |at| steps[at].level)),
        );
        frame.push(
            format!("{name}_weight"),
            Cells::Real(
                evidence
                    .iter()
                    .map(|steps| find(steps).map(|at| steps[at].bits))
                    .collect(),
            ),
        );
    }
    frame
}
