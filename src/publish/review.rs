//! Clerical review: the doubtful cases, worst first, with a column to decide in.

use std::borrow::Cow;
use std::ops::Range;

use rustc_hash::FxHashSet;

use super::Findings;
use super::links::steps;
use crate::cluster::Clusters;
use crate::frame::{Cells, Frame, Table};
use crate::pair::CandidatePair;
use crate::record::RecordId;
use crate::score::Edge;
use crate::score::model::{RELATED, probability};
use crate::text::count::counted;

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

/// The word in the column `kind` for two customers of whom one buyer may hold all cards.
const ONE_CUSTOMER: &str = "one customer?";

/// One row of the review list.
struct Case {
    pair: CandidatePair,
    weight: f32,
    kind: &'static str,
    reason: String,
}

/// How many cases there are.
pub fn count(findings: &Findings) -> usize {
    findings.doubtful.len() + findings.customers.doubtful.len()
}

/// The pairs of all cases, in the order of the list.
pub fn pairs(findings: &Findings) -> impl Iterator<Item = CandidatePair> {
    let persons = findings.doubtful.iter().map(|doubt| doubt.edge.pair);
    let customers = findings.customers.doubtful.iter().map(|(tie, _)| tie.pair);
    persons.chain(customers)
}

/// The case at a place: first come the doubts on persons, then those on customers, each strongest first.
fn case(findings: &Findings, at: usize) -> Case {
    match at.checked_sub(findings.doubtful.len()) {
        None => {
            let doubt = &findings.doubtful[at];
            Case {
                pair: doubt.edge.pair,
                weight: doubt.edge.weight,
                kind: doubt.kind.word(),
                reason: reason(findings, doubt),
            }
        }
        Some(at) => {
            let (tie, words) = &findings.customers.doubtful[at];
            Case {
                pair: tie.pair,
                weight: tie.weight,
                kind: ONE_CUSTOMER,
                reason: reason_of_tie(findings, tie.pair, words),
            }
        }
    }
}

/// The review list.
pub fn table(findings: &Findings) -> Table<'_> {
    Table::new(count(findings), |rows| part(findings, &rows))
}

/// Builds some rows of the list.
fn part(findings: &Findings, rows: &Range<usize>) -> Frame {
    let cases: Vec<Case> = rows.clone().map(|at| case(findings, at)).collect();
    let mut frame = Frame::new();
    let numbers = rows.clone().map(|at| Some(at as i64 + 1));
    frame.push("case", Cells::Whole(numbers.collect()));
    frame.text("decision", cases.iter().map(|_| ""));
    let left: Vec<RecordId> = cases.iter().map(|case| case.pair.left).collect();
    let right: Vec<RecordId> = cases.iter().map(|case| case.pair.right).collect();
    push_side(&mut frame, findings, "left_", &left);
    push_side(&mut frame, findings, "right_", &right);
    let weights = || cases.iter().map(|case| f64::from(case.weight));
    frame.push("match_weight", Cells::Real(weights().map(Some).collect()));
    frame.push(
        "match_probability",
        Cells::Real(weights().map(|weight| Some(probability(weight))).collect()),
    );
    frame.text("reason", cases.iter().map(|case| &case.reason));
    frame.text("kind", cases.iter().map(|case| case.kind));
    frame
}

/// What a reviewer needs to see of one side.
fn push_side(frame: &mut Frame, findings: &Findings, prefix: &str, records: &[RecordId]) {
    findings.push_origin(frame, prefix, records.iter().copied());
    let customers = records.iter().map(|record| findings.customer_of(*record));
    findings.push_customers(frame, format!("{prefix}customer_id"), customers);
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
            "this pair agrees, but other records of the two persons do not".to_owned()
        }
        DoubtKind::Weak => {
            let cluster = findings.person_of(doubt.edge.pair.left);
            let cohesion = findings.persons.cohesion[cluster];
            format!(
                "this is the weakest link of a person of {} records whose pairs match with a probability of {:.2} in \
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

/// Why one buyer may hold what two persons' names are on.
fn reason_of_tie(findings: &Findings, pair: CandidatePair, words: &str) -> String {
    let words = if words.is_empty() { "nothing" } else { words };
    let held = |record| findings.customers.members[findings.customer_of(record)].len();
    format!(
        "one buyer may hold the cards of both, {} and {}; in common: {words}",
        counted(held(pair.left), "record"),
        counted(held(pair.right), "record"),
    )
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
