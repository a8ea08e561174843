//! Clerical review: the doubtful cases, worst first, with a column to decide in.

use std::borrow::Cow;

use rustc_hash::FxHashSet;

use super::Findings;
use super::links::steps;
use crate::cluster::Clusters;
use crate::frame::{Cells, Frame};
use crate::record::RecordId;
use crate::score::Edge;
use crate::score::model::{RELATED, probability};

/// A pair that a person should decide.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Doubt {
    /// The pair with its weight.
    pub edge: Edge,
    /// The pair looks like one person, but the rest of the two clusters speaks against it; otherwise the evidence
    /// does not decide.
    pub is_kept_apart: bool,
}

/// Collects the doubtful pairs: one per two clusters, those kept apart against their weight first.
pub fn doubts(clusters: &Clusters, edges: &[Edge], threshold: f64) -> Vec<Doubt> {
    let cluster = |record: RecordId| clusters.of_record[record.index()];
    let mut seen: FxHashSet<(u32, u32)> = FxHashSet::default();
    let mut is_new = |edge: &Edge| {
        let (left, right) = (cluster(edge.pair.left), cluster(edge.pair.right));
        left != right && seen.insert((left.min(right), left.max(right)))
    };
    let mut doubts: Vec<Doubt> = clusters
        .refused
        .iter()
        .filter(|edge| is_new(edge))
        .map(|edge| Doubt {
            edge: *edge,
            is_kept_apart: true,
        })
        .collect();
    let mut undecided: Vec<Edge> = edges
        .iter()
        .filter(|edge| f64::from(edge.weight) < threshold)
        .copied()
        .collect();
    undecided.sort_unstable_by(|left, right| {
        right
            .weight
            .total_cmp(&left.weight)
            .then_with(|| left.pair.cmp(&right.pair))
    });
    doubts.extend(
        undecided
            .iter()
            .filter(|edge| is_new(edge))
            .map(|edge| Doubt {
                edge: *edge,
                is_kept_apart: false,
            }),
    );
    doubts
}

/// Builds the review list.
pub fn frame(findings: &Findings) -> Frame {
    let doubts = &findings.doubtful;
    let mut frame = Frame::new();
    frame.push(
        "case",
        Cells::Whole((1..).take(doubts.len()).map(Some).collect()),
    );
    frame.text("decision", doubts.iter().map(|_| ""));
    let left: Vec<RecordId> = doubts.iter().map(|doubt| doubt.edge.pair.left).collect();
    let right: Vec<RecordId> = doubts.iter().map(|doubt| doubt.edge.pair.right).collect();
    push_side(&mut frame, findings, "left_", &left);
    push_side(&mut frame, findings, "right_", &right);
    frame.push(
        "match_weight",
        Cells::Real(
            doubts
                .iter()
                .map(|doubt| Some(f64::from(doubt.edge.weight)))
                .collect(),
        ),
    );
    frame.push(
        "match_probability",
        Cells::Real(
            doubts
                .iter()
                .map(|doubt| Some(probability(f64::from(doubt.edge.weight))))
                .collect(),
        ),
    );
    frame.text("reason", doubts.iter().map(|doubt| reason(findings, doubt)));
    frame
}

/// What a reviewer needs to see of one side.
fn push_side(frame: &mut Frame, findings: &Findings, prefix: &str, records: &[RecordId]) {
    findings.push_origin(frame, prefix, records.iter().copied());
    let clusters = records.iter().map(|record| findings.cluster_of(*record));
    findings.push_ids(frame, format!("{prefix}customer_id"), 'C', clusters);
    for shown in ["name", "phone", "birth_date", "address"] {
        let written = |record: &RecordId| match findings.records.attribute(shown) {
            Some(attribute) => attribute.values.written(attribute.first(*record)),
            None => Cow::Borrowed(""),
        };
        frame.text(format!("{prefix}{shown}"), records.iter().map(written));
    }
}

fn reason(findings: &Findings, doubt: &Doubt) -> String {
    let steps = steps(findings, doubt.edge.pair);
    let list = |wanted: &dyn Fn(f64) -> bool| {
        let words: Vec<String> = steps
            .iter()
            .filter(|step| wanted(step.bits) && step.attribute != RELATED)
            .map(|step| format!("{} {}", step.attribute, step.level))
            .collect();
        if words.is_empty() {
            "nothing".to_owned()
        } else {
            words.join(", ")
        }
    };
    let (for_it, against) = (list(&|bits| bits > 0.5), list(&|bits| bits < -0.5));
    let why = if doubt.is_kept_apart {
        "this pair agrees, but other records of the two customers do not"
    } else {
        "the evidence does not decide"
    };
    format!("{why}; for: {for_it}; against: {against}")
}
