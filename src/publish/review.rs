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

/// Why a person should look at a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DoubtKind {
    /// The pair looks like one person, but the rest of the two clusters speaks against it.
    KeptApart,
    /// The pair is the weakest link of a cluster whose records hang together badly.
    Weak,
    /// The evidence does not decide.
    Undecided,
}

impl DoubtKind {
    /// The word for it in the column `kind`.
    pub fn word(self) -> &'static str {
        match self {
            Self::KeptApart => "kept apart",
            Self::Weak => "weak",
            Self::Undecided => "undecided",
        }
    }
}

/// A pair that a person should decide.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Doubt {
    /// The pair with its weight.
    pub edge: Edge,
    /// Why it is doubtful.
    pub kind: DoubtKind,
}

/// A cluster is weak when the mean match probability of its pairs is lower.
pub const WEAK_BELOW: f64 = 0.7;

/// Collects the doubtful pairs: one per two clusters that were kept apart against its weight, strongest first; the
/// weakest link of each weak cluster, worst cluster first; one per two clusters that the evidence does not decide on, most
/// probable first.
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
            kind: DoubtKind::KeptApart,
        })
        .collect();
    doubts.extend(weakest_links(clusters).into_iter().map(|edge| Doubt {
        edge,
        kind: DoubtKind::Weak,
    }));
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
                kind: DoubtKind::Undecided,
            }),
    );
    doubts
}

/// The weakest link of each weak cluster, worst cluster first.
fn weakest_links(clusters: &Clusters) -> Vec<Edge> {
    let mean = |edge: &Edge| {
        f64::from(clusters.cohesion[clusters.of_record[edge.pair.left.index()] as usize].mean)
    };
    let mut weak: Vec<Edge> = clusters
        .weakest_links()
        .into_iter()
        .flatten()
        .filter(|edge| mean(edge) < WEAK_BELOW)
        .collect();
    weak.sort_unstable_by(|left, right| {
        mean(left)
            .total_cmp(&mean(right))
            .then_with(|| left.pair.cmp(&right.pair))
    });
    weak
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
    frame.text(
        "kind",
        doubts.iter().map(|doubt| doubt.kind.word().to_owned()),
    );
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
    let why = match doubt.kind {
        DoubtKind::KeptApart => {
            "this pair agrees, but other records of the two customers do not".to_owned()
        }
        DoubtKind::Weak => {
            let cluster = findings.cluster_of(doubt.edge.pair.left);
            let cohesion = findings.persons.cohesion[cluster];
            format!(
                "this is the weakest link of a customer of {} records whose pairs match with a probability of {:.2} in \
                 the mean and {:.2} at the least",
                findings.persons.members[cluster].len(),
                cohesion.mean,
                cohesion.least
            )
        }
        DoubtKind::Undecided => "the evidence does not decide".to_owned(),
    };
    format!("{why}; for: {for_it}; against: {against}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::cohesion::Cohesion;
    use crate::score::fixture::edge;

    /// Clusters {0, 1, 2}, {3, 4} and {5}; 2 and 3 were kept apart.
    fn clusters(means: [f32; 3]) -> Clusters {
        let members = [vec![0, 1, 2], vec![3, 4], vec![5]];
        Clusters {
            of_record: vec![0, 0, 0, 1, 1, 2],
            members: members
                .map(|cluster| cluster.into_iter().map(RecordId).collect())
                .into(),
            cohesion: means.map(|mean| Cohesion { mean, least: 0.0 }).into(),
            links: vec![edge(0, 1, 2.0), edge(1, 2, 3.0), edge(3, 4, 1.0)],
            refused: vec![edge(2, 3, 4.0)],
        }
    }

    #[test]
    fn weak_clusters_stand_by_their_weakest_link_between_what_was_kept_apart_and_what_is_undecided()
    {
        let edges = [edge(0, 5, -1.0), edge(0, 1, 2.0)];
        let found: Vec<(u32, u32, DoubtKind)> = doubts(&clusters([0.5, 0.4, 1.0]), &edges, 0.0)
            .iter()
            .map(|doubt| (doubt.edge.pair.left.0, doubt.edge.pair.right.0, doubt.kind))
            .collect();
        assert_eq!(
            found,
            [
                (2, 3, DoubtKind::KeptApart),
                (3, 4, DoubtKind::Weak),
                (0, 1, DoubtKind::Weak),
                (0, 5, DoubtKind::Undecided),
            ]
        );
    }

    #[test]
    fn a_cluster_that_hangs_together_is_no_case() {
        let doubts = doubts(&clusters([0.9, 0.71, 1.0]), &[], 0.0);
        assert!(
            doubts
                .iter()
                .all(|doubt| doubt.kind == DoubtKind::KeptApart)
        );
    }
}
