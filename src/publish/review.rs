//! Clerical review: the doubtful cases, worst first, with a column to decide in; below them what was decided.

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::links::steps;
use super::{Findings, push_id};
use crate::cluster::{Clusters, Constraints};
use crate::frame::{Cells, Frame, Table};
use crate::pair::CandidatePair;
use crate::record::RecordId;
use crate::review::{Decided, Kind, SHOWN, Side};
use crate::score::Edge;
use crate::score::model::{RELATED, probability};
use crate::text::count::counted;

/// The name of the list.
pub const FILE: &str = "review.csv";

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
    /// What the case asks.
    pub fn kind(self) -> Kind {
        match self {
            Self::KeptApart => Kind::KeptApart,
            Self::Weak => Kind::Weak,
            Self::Undecided => Kind::Undecided,
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
/// probable first. What was decided, which is sorted, is not asked again.
pub fn doubts(
    clusters: &Clusters,
    edges: &[Edge],
    threshold: f64,
    decided: &Constraints,
) -> Vec<Doubt> {
    let between = |pair: CandidatePair| {
        let cluster = |record: RecordId| clusters.of_record[record.index()];
        let (left, right) = (cluster(pair.left), cluster(pair.right));
        (left.min(right), left.max(right))
    };
    let apart = decided.cannot_link.iter();
    let mut seen: FxHashSet<(u32, u32)> = apart.map(|pair| between(*pair)).collect();
    let mut is_new = |edge: &Edge| {
        let (left, right) = between(edge.pair);
        left != right && seen.insert((left, right))
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
    let is_open = |edge: &Edge| decided.must_link.binary_search(&edge.pair).is_err();
    let weak = weakest_links(clusters).into_iter().filter(is_open);
    doubts.extend(weak.map(|edge| Doubt {
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

/// The reason of a decided row begins like this, and the word for what was obeyed follows.
pub const DECIDED_HERE: &str = "decided here: ";

/// One row of the review list.
struct Row<'a> {
    decision: &'static str,
    sides: [Shown<'a>; 2],
    /// In bits; `None` where nothing could be compared.
    weight: Option<f32>,
    kind: Kind,
    reason: String,
}

/// One side of a row.
enum Shown<'a> {
    Record(RecordId),
    /// Kept as it was read.
    Unfit(&'a Side),
}

/// How many cases there are to decide.
pub fn count(findings: &Findings) -> usize {
    findings.doubtful.len() + findings.customers.doubtful.len()
}

/// The pairs of all cases to decide, in the order of the list.
pub fn pairs(findings: &Findings) -> impl Iterator<Item = CandidatePair> {
    let persons = findings.doubtful.iter().map(|doubt| doubt.edge.pair);
    let customers = findings.customers.doubtful.iter().map(|(tie, _)| tie.pair);
    persons.chain(customers)
}

/// The row at a place: first come the doubts on persons, then those on customers, each strongest first; then what was decided,
/// and last what was decided of records that are not there.
fn row(findings: &Findings, at: usize) -> Row<'_> {
    let open = |pair: CandidatePair, weight, kind, reason| Row {
        decision: "",
        sides: [Shown::Record(pair.left), Shown::Record(pair.right)],
        weight: Some(weight),
        kind,
        reason,
    };
    let customers = &findings.customers.doubtful;
    let Some(at) = at.checked_sub(findings.doubtful.len()) else {
        let doubt = &findings.doubtful[at];
        let (edge, kind) = (doubt.edge, doubt.kind.kind());
        return open(edge.pair, edge.weight, kind, reason(findings, doubt));
    };
    let Some(at) = at.checked_sub(customers.len()) else {
        let (tie, words) = &customers[at];
        let reason = reason_of_tie(findings, tie.pair, words);
        return open(tie.pair, tie.weight, Kind::OneCustomer, reason);
    };
    let decided = &findings.decisions.decided;
    match at.checked_sub(decided.len()) {
        None => decided_row(findings, &decided[at]),
        Some(at) => {
            let unfit = &findings.decisions.unfit[at];
            Row {
                decision: unfit.decision.answer.word(),
                sides: [&unfit.decision.left, &unfit.decision.right].map(Shown::Unfit),
                weight: None,
                kind: unfit.decision.kind,
                reason: format!("decided earlier, not obeyed: {}", unfit.reason()),
            }
        }
    }
}

fn decided_row<'a>(findings: &Findings, decided: &Decided) -> Row<'a> {
    let CandidatePair { left, right } = decided.pair;
    let weight = if decided.kind.is_of_customers() {
        findings.customers.decided_weight(decided.pair)
    } else {
        let weight = findings.model.weight(&findings.comparisons, left, right);
        Some(weight as f32)
    };
    Row {
        decision: decided.answer.word(),
        sides: [Shown::Record(left), Shown::Record(right)],
        weight: weight.filter(|weight| weight.is_finite()),
        kind: decided.kind,
        reason: format!("{DECIDED_HERE}{}", decided.answer.word()),
    }
}

/// The review list.
pub fn table(findings: &Findings) -> Table<'_> {
    let decisions = &findings.decisions;
    let rows = count(findings) + decisions.decided.len() + decisions.unfit.len();
    Table::new(rows, |rows| part(findings, &rows))
}

/// Builds some rows of the list.
fn part(findings: &Findings, range: &Range<usize>) -> Frame {
    let rows: Vec<Row> = range.clone().map(|at| row(findings, at)).collect();
    let mut frame = Frame::new();
    let numbers = range.clone().map(|at| Some(at as i64 + 1));
    frame.push("case", Cells::Whole(numbers.collect()));
    frame.text("decision", rows.iter().map(|row| row.decision));
    for (side, prefix) in ["left_", "right_"].into_iter().enumerate() {
        let shown: Vec<&Shown> = rows.iter().map(|row| &row.sides[side]).collect();
        push_side(&mut frame, findings, prefix, &shown);
    }
    let weights = || rows.iter().map(|row| row.weight.map(f64::from));
    frame.push("match_weight", Cells::Real(weights().collect()));
    let probabilities = weights().map(|weight| weight.map(probability));
    frame.push("match_probability", Cells::Real(probabilities.collect()));
    frame.text("reason", rows.iter().map(|row| &row.reason));
    frame.text("kind", rows.iter().map(|row| row.kind.word()));
    frame
}

/// What a reviewer needs to see of one side.
fn push_side(frame: &mut Frame, findings: &Findings, prefix: &str, shown: &[&Shown]) {
    frame.text(
        format!("{prefix}source"),
        shown.iter().map(|one| match one {
            Shown::Record(record) => findings.source_name(*record),
            Shown::Unfit(side) => &side.source,
        }),
    );
    let row = |one: &&Shown| match one {
        Shown::Record(record) => findings.row(*record).to_string(),
        Shown::Unfit(side) => side.row.clone(),
    };
    frame.text(format!("{prefix}row"), shown.iter().map(row));
    frame.text(
        format!("{prefix}key"),
        shown.iter().map(|one| match one {
            Shown::Record(record) => &*findings.records.keys[record.index()],
            Shown::Unfit(side) => &side.key,
        }),
    );
    frame.text_of(format!("{prefix}customer_id"), shown, |one, into| {
        if let Shown::Record(record) = one {
            push_id(
                into,
                'C',
                &findings.ids.customers[findings.customer_of(*record)],
            );
        }
    });
    for (at, attribute) in SHOWN.into_iter().enumerate() {
        let said = |one: &&Shown| match one {
            Shown::Record(record) => match findings.records.attribute(attribute) {
                Some(attribute) => attribute
                    .values
                    .written(attribute.first(*record))
                    .into_owned(),
                None => String::new(),
            },
            Shown::Unfit(side) => side.said[at].clone().unwrap_or_default(),
        };
        frame.text(format!("{prefix}{attribute}"), shown.iter().map(said));
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
        let nothing = Constraints::default();
        let found: Vec<(u32, u32, DoubtKind)> =
            doubts(&clusters([0.5, 0.4, 1.0]), &edges, 0.0, &nothing)
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
        let doubts = doubts(
            &clusters([0.9, 0.71, 1.0]),
            &[],
            0.0,
            &Constraints::default(),
        );
        assert!(
            doubts
                .iter()
                .all(|doubt| doubt.kind == DoubtKind::KeptApart)
        );
    }
    #[test]
    fn what_was_decided_is_not_asked_again() {
        let pair = |left, right| edge(left, right, 0.0).pair;
        let decided = Constraints {
            must_link: vec![pair(3, 4)],
            cannot_link: vec![pair(0, 4), pair(1, 5)],
        };
        let edges = [edge(0, 5, -1.0), edge(4, 5, -2.0)];
        let found: Vec<CandidatePair> = doubts(&clusters([0.9, 0.4, 1.0]), &edges, 0.0, &decided)
            .iter()
            .map(|doubt| doubt.edge.pair)
            .collect();
        assert_eq!(found, [pair(4, 5)]);
    }
}
