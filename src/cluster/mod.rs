//! Scored pairs to persons.
//!
//! In: the edges, what a person has decided, and the scorer itself for pairs that blocking never saw. Out: every record in
//! exactly one cluster, with the links that hold it together and its cohesion. Two clusters are joined when the records
//! of the one speak, in the mean, for the records of the other; so a chain of weak links never makes one person, and
//! contradicting evidence keeps clusters apart. What a person has decided to be one joins whole clusters. Components are worked on in parallel, large ones within themselves; the
//! result depends on the edges alone, not on their order. Time is near linear in the edges.

pub mod cohesion;
pub mod constraint;
mod join;
pub mod union_find;

use rayon::prelude::*;

use crate::pair::CandidatePair;
use crate::record::RecordId;
use crate::score::Edge;
use cohesion::Cohesion;
pub use constraint::{Constraints, Contradiction, DECIDED};
use join::{Apart, Task};
use union_find::UnionFind;

/// How clusters are joined.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// An edge joins from this weight on, in bits.
    pub threshold: f64,
    /// The least mean match probability across two clusters that are joined, by the weights [`Weigh::between`] them.
    pub cohesion: f64,
    /// The members of each cluster that are asked, at most.
    pub asked: usize,
    /// By so many bits more than the threshold two records of one source must match, where a source names nobody twice.
    pub twice: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            threshold: 0.0,
            cohesion: 0.5,
            asked: 16,
            twice: 8.0,
        }
    }
}

/// The clusters of all records.
#[derive(Clone, Debug, Default)]
pub struct Clusters {
    /// The cluster of each record; clusters are numbered by their first record.
    pub of_record: Vec<u32>,
    /// The members of each cluster, in canonical order.
    pub members: Vec<Vec<RecordId>>,
    /// How well each cluster hangs together.
    pub cohesion: Vec<Cohesion>,
    /// The edges that joined clusters: one less than members per cluster.
    pub links: Vec<Edge>,
    /// Edges above the threshold whose clusters were kept apart by evidence, strongest first.
    pub refused: Vec<Edge>,
}

/// What gives any two records a match weight in bits.
///
/// A closure weighs all pairs alike.
pub trait Weigh: Sync {
    /// The weight of a pair that stands alone.
    fn weight(&self, left: RecordId, right: RecordId) -> f64;

    /// The weight of a pair across two clusters of which another pair agrees already.
    fn between(&self, left: RecordId, right: RecordId) -> f64;
}

impl<F: Fn(RecordId, RecordId) -> f64 + Sync> Weigh for F {
    fn weight(&self, left: RecordId, right: RecordId) -> f64 {
        self(left, right)
    }

    fn between(&self, left: RecordId, right: RecordId) -> f64 {
        self(left, right)
    }
}

/// Joins records to clusters.
///
/// `weigh` gives the match weight of any two records. Of `constraints` the two records of a cannot-link stay apart,
/// through third records too, and a must-link joins the clusters of its two records as the edges make them, whatever its
/// weight: so it takes no record out of its cluster. Only where cannot-links forbid to join the whole clusters are the
/// records of must-links joined first, and the edges decide who else may join them.
/// `exclusive` gives the source of each record if a source, as a rule, names nobody twice: then a cluster takes the best
/// record of each source, and a second one only if it surely is the same person.
///
/// # Errors
///
/// A [`Contradiction`] when two records must be both together and apart.
pub fn cluster(
    records: usize,
    edges: &[Edge],
    constraints: &Constraints,
    exclusive: Option<&[u32]>,
    settings: &Settings,
    weigh: &impl Weigh,
) -> Result<Clusters, Contradiction> {
    constraints.check(records)?;
    let weight = |left, right| weigh.weight(left, right);
    let tasks = tasks(records, edges, constraints, settings, &weight);
    let runs: Vec<&[Task]> = tasks
        .chunk_by(|left, right| left.component == right.component)
        .collect();
    let apart = Apart {
        parties: constraints.parties(records),
        exclusive,
    };
    let joined: Vec<join::Joined> = runs
        .par_iter()
        .map(|tasks| join::join(tasks, &apart, settings, weigh))
        .collect();
    let mut result = UnionFind::new(records);
    let mut clusters = Clusters::default();
    for component in joined {
        for link in &component.links {
            result.join(link.pair.left.0, link.pair.right.0);
        }
        clusters.links.extend(component.links);
        clusters.refused.extend(component.refused);
    }
    clusters.number(records, &mut result);
    clusters.links.par_sort_unstable_by_key(|edge| edge.pair);
    let of_record = &clusters.of_record;
    clusters
        .refused
        .retain(|edge| of_record[edge.pair.left.index()] != of_record[edge.pair.right.index()]);
    clusters.refused.par_sort_unstable_by(|left, right| {
        right
            .weight
            .total_cmp(&left.weight)
            .then_with(|| left.pair.cmp(&right.pair))
    });
    clusters.measure_cohesion(&weight);
    Ok(clusters)
}

/// What is to be tried, component by component: must-links, then edges from the strongest down.
fn tasks(
    records: usize,
    edges: &[Edge],
    constraints: &Constraints,
    settings: &Settings,
    weight: &(impl Fn(RecordId, RecordId) -> f64 + Sync),
) -> Vec<Task> {
    let must = |pair: &CandidatePair| Task {
        component: 0,
        is_must: true,
        edge: Edge {
            pair: *pair,
            weight: weight(pair.left, pair.right) as f32,
        },
    };
    let strong = edges
        .iter()
        .filter(|edge| f64::from(edge.weight) >= settings.threshold)
        .map(|edge| Task {
            component: 0,
            is_must: false,
            edge: *edge,
        });
    let mut tasks: Vec<Task> = constraints
        .must_link
        .iter()
        .map(must)
        .chain(strong)
        .collect();
    let mut components = UnionFind::new(records);
    for task in &tasks {
        components.join(task.edge.pair.left.0, task.edge.pair.right.0);
    }
    for task in &mut tasks {
        task.component = components.find(task.edge.pair.left.0);
    }
    tasks.par_sort_unstable_by(|left, right| {
        left.component
            .cmp(&right.component)
            .then_with(|| right.is_must.cmp(&left.is_must))
            .then_with(|| right.edge.weight.total_cmp(&left.edge.weight))
            .then_with(|| left.edge.pair.cmp(&right.edge.pair))
    });
    tasks
}

/// Up to `asked` evenly spread members.
fn spread<T: Copy>(members: &[T], asked: usize) -> impl Iterator<Item = T> + '_ {
    let count = members.len().min(asked);
    (0..count).map(move |at| members[at * members.len() / count])
}

impl Clusters {
    fn number(&mut self, records: usize, sets: &mut UnionFind) {
        let mut number_of_root = vec![u32::MAX; records];
        self.of_record = Vec::with_capacity(records);
        for record in 0..u32::try_from(records).expect("fewer than 2^32 records") {
            let number = &mut number_of_root[sets.find(record) as usize];
            if *number == u32::MAX {
                *number = u32::try_from(self.members.len()).expect("fewer than 2^32 clusters");
                self.members.push(Vec::new());
            }
            self.of_record.push(*number);
            self.members[*number as usize].push(RecordId(record));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pair::pair;
    use crate::score::fixture::edge;

    fn clustered(
        records: usize,
        edges: &[Edge],
        weight: impl Fn(RecordId, RecordId) -> f64 + Sync,
    ) -> Clusters {
        let (constraints, settings) = (Constraints::default(), Settings::default());
        cluster(records, edges, &constraints, None, &settings, &weight)
            .expect("nothing was decided")
    }

    #[test]
    fn every_record_lands_in_exactly_one_cluster() {
        let edges = [edge(0, 1, 5.0), edge(1, 2, 4.0)];
        let clusters = clustered(5, &edges, |_, _| 5.0);
        assert_eq!(clusters.of_record, [0, 0, 0, 1, 2]);
        assert_eq!(clusters.members.iter().map(Vec::len).sum::<usize>(), 5);
        assert_eq!(clusters.links.len(), 2);
    }

    #[test]
    fn a_chain_whose_ends_contradict_is_cut() {
        let edges = [edge(0, 1, 5.0), edge(1, 2, 4.0), edge(2, 3, 5.0)];
        let clusters = clustered(
            4,
            &edges,
            |left, right| {
                if right.0 - left.0 == 1 { 4.0 } else { -20.0 }
            },
        );
        assert_eq!(clusters.of_record, [0, 0, 1, 1]);
        assert_eq!(clusters.refused.len(), 1);
    }

    /// Record 3 agrees with 0 alone, two of the first three records speak against it, less so once another pair agrees.
    struct Doubtful {
        between: f64,
    }

    impl Weigh for Doubtful {
        fn weight(&self, left: RecordId, right: RecordId) -> f64 {
            match (left.0, right.0) {
                (0, 3) => 5.0,
                (_, 3) => -3.0,
                _ => 8.0,
            }
        }

        fn between(&self, left: RecordId, right: RecordId) -> f64 {
            self.weight(left, right) + self.between
        }
    }

    #[test]
    fn what_is_asked_of_two_clusters_is_the_weight_between_them() {
        let edges = [
            edge(0, 1, 9.0),
            edge(0, 2, 8.0),
            edge(1, 2, 8.0),
            edge(0, 3, 5.0),
        ];
        let persons = |between: f64| {
            let (constraints, settings) = (Constraints::default(), Settings::default());
            let weigh = Doubtful { between };
            let clusters = cluster(4, &edges, &constraints, None, &settings, &weigh);
            clusters.expect("nothing was decided").members.len()
        };
        assert_eq!(persons(0.0), 2);
        assert_eq!(persons(4.0), 1);
    }

    #[test]
    fn the_order_of_the_edges_does_not_matter() {
        let mut edges = vec![
            edge(0, 1, 5.0),
            edge(1, 2, 4.0),
            edge(2, 3, 5.0),
            edge(0, 3, 1.0),
        ];
        let weight = |left: RecordId, right: RecordId| f64::from(left.0 + right.0) - 3.0;
        let one = clustered(4, &edges, weight);
        edges.reverse();
        let other = clustered(4, &edges, weight);
        assert_eq!(one.of_record, other.of_record);
    }

    /// Five records, of which the first three match each other.
    fn constrained(constraints: &Constraints) -> Clusters {
        let edges = [edge(0, 1, 5.0), edge(1, 2, 4.0), edge(0, 2, 3.0)];
        cluster(
            5,
            &edges,
            constraints,
            None,
            &Settings::default(),
            &|_, _| 3.0,
        )
        .expect("no contradiction")
    }

    #[test]
    fn a_must_link_joins_what_no_edge_does_and_counts_as_one() {
        let constraints = Constraints {
            must_link: vec![pair(3, 4), pair(2, 3)],
            cannot_link: Vec::new(),
        };
        let clusters = constrained(&constraints);
        assert_eq!(clusters.of_record, [0, 0, 0, 0, 0]);
        assert_eq!(clusters.links.len(), 4);
    }

    /// Two persons of three records each, of which those within one person agree, but for 0 and 2, which speak a
    /// little against each other; an edge between the persons is refused.
    fn two_of_three(constraints: &Constraints) -> Clusters {
        let weight = |left: RecordId, right: RecordId| match (left.0, right.0) {
            (0, 2) => -3.0,
            _ if left.0 / 3 == right.0 / 3 => 8.0,
            _ => -20.0,
        };
        let edges = [
            edge(0, 1, 8.0),
            edge(1, 2, 7.0),
            edge(3, 4, 8.0),
            edge(3, 5, 7.0),
            edge(4, 5, 6.0),
            edge(2, 3, 1.0),
        ];
        let settings = Settings::default();
        cluster(6, &edges, constraints, None, &settings, &weight).expect("no contradiction")
    }

    fn decided(must_link: &[CandidatePair], cannot_link: &[CandidatePair]) -> Constraints {
        Constraints {
            must_link: must_link.to_vec(),
            cannot_link: cannot_link.to_vec(),
        }
    }

    #[test]
    fn a_must_link_against_every_weight_joins_two_whole_clusters() {
        let before = two_of_three(&Constraints::default());
        assert_eq!(before.of_record, [0, 0, 0, 1, 1, 1]);
        assert_eq!(before.refused, [edge(2, 3, 1.0)]);

        let after = two_of_three(&decided(&[pair(0, 5)], &[]));
        assert_eq!(after.of_record, [0; 6]);
        assert!(after.refused.is_empty(), "they are one cluster now");
        let mut links = before.links;
        links.push(edge(0, 5, -20.0));
        links.sort_unstable_by_key(|link| link.pair);
        assert_eq!(after.links, links);
    }

    #[test]
    fn a_must_link_never_takes_a_record_out_of_its_cluster() {
        for left in 0..6 {
            for right in left + 1..6 {
                let clusters = two_of_three(&decided(&[pair(left, right)], &[]));
                let of_record: &[u32] = if left / 3 == right / 3 {
                    &[0, 0, 0, 1, 1, 1]
                } else {
                    &[0; 6]
                };
                assert_eq!(clusters.of_record, of_record, "{left} {right}");
            }
        }
    }

    #[test]
    fn a_must_link_within_one_cluster_changes_nothing() {
        let before = two_of_three(&Constraints::default());
        let after = two_of_three(&decided(&[pair(0, 2), pair(3, 4)], &[]));
        assert_eq!(after.of_record, before.of_record);
        assert_eq!(after.links, before.links);
        assert_eq!(after.refused, before.refused);
        assert_eq!(after.cohesion, before.cohesion);
    }

    #[test]
    fn a_chain_of_must_links_joins_all_clusters_that_it_touches() {
        let weight = |left: RecordId, right: RecordId| {
            if left.0 / 2 == right.0 / 2 { 8.0 } else { -8.0 }
        };
        let edges: Vec<Edge> = (0..5).map(|at| edge(2 * at, 2 * at + 1, 8.0)).collect();
        let mut constraints = decided(&[pair(1, 2), pair(3, 6), pair(2, 7)], &[]);
        let clustered = |constraints: &Constraints| {
            let settings = Settings::default();
            cluster(10, &edges, constraints, None, &settings, &weight).expect("no contradiction")
        };
        let clusters = clustered(&constraints);
        assert_eq!(clusters.of_record, [0, 0, 0, 0, 1, 1, 0, 0, 2, 2]);
        assert_eq!(clusters.links.len(), 10 - clusters.members.len());
        constraints.must_link.reverse();
        assert_eq!(clustered(&constraints).links, clusters.links);
    }

    #[test]
    fn two_clusters_that_hold_a_cannot_link_are_not_joined_whole() {
        // 0 and 5 are one, 1 and 4 are two: the others stay with those whom they match.
        let clusters = two_of_three(&decided(&[pair(0, 5)], &[pair(1, 4)]));
        let of = |record: usize| clusters.of_record[record];
        assert_eq!(of(0), of(5));
        assert_ne!(of(1), of(4));
        assert_eq!(clusters.links.len(), 6 - clusters.members.len());
        for refused in &clusters.refused {
            assert_ne!(
                of(refused.pair.left.index()),
                of(refused.pair.right.index())
            );
        }
    }

    #[test]
    fn must_links_apart_from_those_that_are_stuck_join_whole_clusters_all_the_same() {
        let weight = |left: RecordId, right: RecordId| {
            if left.0 / 2 == right.0 / 2 { 8.0 } else { -8.0 }
        };
        // One component: 0 1, 2 3, 4 5 and 6 7 are persons. The last two can't be joined to the first two.
        let mut edges: Vec<Edge> = (0..4).map(|at| edge(2 * at, 2 * at + 1, 8.0)).collect();
        edges.push(edge(3, 4, 1.0));
        let constraints = decided(&[pair(0, 2), pair(4, 6)], &[pair(5, 7)]);
        let settings = Settings::default();
        let clusters = cluster(8, &edges, &constraints, None, &settings, &weight);
        let of_record = clusters.expect("no contradiction").of_record;
        assert_eq!(of_record[..4], [0; 4]);
        assert_eq!(of_record[4], of_record[6]);
        assert_ne!(of_record[5], of_record[7]);
    }

    #[test]
    fn whom_a_must_link_makes_one_with_an_enemy_is_an_enemy_from_the_start() {
        // 1 would be of one cluster with 0, had 0 not to be one with 3, which is not 1.
        let clusters = two_of_three(&decided(&[pair(0, 3)], &[pair(1, 3)]));
        assert_eq!(clusters.of_record, [0, 1, 1, 0, 0, 0]);
    }

    #[test]
    fn must_links_hold_two_records_of_a_source_that_names_nobody_twice() {
        let weight = |left: RecordId, right: RecordId| {
            if left.0 / 2 == right.0 / 2 { 8.0 } else { -8.0 }
        };
        let edges = [edge(0, 1, 8.0), edge(2, 3, 8.0)];
        let sources: &[u32] = &[0, 1, 0, 1];
        let constraints = decided(&[pair(1, 2)], &[]);
        let settings = Settings::default();
        let clusters = cluster(4, &edges, &constraints, Some(sources), &settings, &weight);
        assert_eq!(clusters.expect("no contradiction").of_record, [0; 4]);
    }

    #[test]
    fn a_cannot_link_keeps_two_records_apart_through_third_records_too() {
        let constraints = Constraints {
            must_link: Vec::new(),
            cannot_link: vec![pair(0, 2)],
        };
        let clusters = constrained(&constraints);
        assert_eq!(clusters.of_record, [0, 0, 1, 2, 3]);
        assert!(clusters.refused.is_empty(), "a person has decided already");
    }

    #[test]
    fn a_cannot_link_holds_for_all_that_a_must_link_makes_one() {
        let constraints = Constraints {
            must_link: vec![pair(0, 3), pair(2, 4)],
            cannot_link: vec![pair(3, 4)],
        };
        assert_eq!(constrained(&constraints).of_record, [0, 0, 1, 0, 1]);
    }

    #[test]
    fn decisions_that_contradict_are_an_error() {
        let constraints = Constraints {
            must_link: vec![pair(0, 1), pair(1, 4)],
            cannot_link: vec![pair(0, 4)],
        };
        let result = cluster(5, &[], &constraints, None, &Settings::default(), &|_, _| {
            0.0
        });
        assert_eq!(result.err(), Some(Contradiction(pair(0, 4))));
    }

    #[test]
    fn a_chain_of_a_thousand_near_neighbours_makes_no_large_cluster() {
        // Records agree with the two next to them on each side and contradict all others.
        let near = |left: u32, right: u32| right.abs_diff(left) <= 2;
        let edges: Vec<Edge> = (0..1_000u32)
            .flat_map(|left| [(left, left + 1), (left, left + 2)])
            .filter(|(_, right)| *right < 1_000)
            .map(|(left, right)| edge(left, right, 4.0 + (left % 7) as f32))
            .collect();
        let weight = |left: RecordId, right: RecordId| {
            if near(left.0, right.0) { 5.0 } else { -10.0 }
        };
        let clusters = clustered(1_000, &edges, weight);
        let largest = clusters.members.iter().map(Vec::len).max();
        assert!(largest <= Some(8), "{largest:?}");
        assert!(clusters.members.len() < 500, "neighbours are joined");
    }

    #[test]
    fn one_person_of_a_thousand_records_comes_out_whole() {
        // Every record has an edge to ten others of its person; one stranger has an edge to one of them.
        let mut edges: Vec<Edge> = (0..1_000u32)
            .flat_map(|left| (1..=10).map(move |step| (left, (left + step * 37) % 1_000)))
            .map(|(one, other)| edge(one.min(other), one.max(other), 3.0 + (one % 11) as f32))
            .collect();
        edges.push(edge(500, 1_000, 6.0));
        let weight = |_, right: RecordId| if right.0 < 1_000 { 6.0 } else { -9.0 };
        let clusters = clustered(1_001, &edges, weight);
        let sizes: Vec<usize> = clusters.members.iter().map(Vec::len).collect();
        assert_eq!(sizes, [1_000, 1]);
        assert_eq!(clusters.links.len(), 999);
    }

    /// Records 0 and 1 are of one source, 2 and 3 of another; 0 matches 2, 1 matches 2 a little less, and 0 matches 1 by
    /// `within` bits.
    fn of_two_sources(within: f64) -> Vec<u32> {
        let weight = move |left: RecordId, right: RecordId| match (left.0, right.0) {
            (0, 1) => within,
            (0, 2) => 9.0,
            (1, 2) => 6.0,
            _ => -20.0,
        };
        let edges = [edge(0, 2, 9.0), edge(1, 2, 6.0)];
        let constraints = Constraints::default();
        let sources: &[u32] = &[0, 0, 1, 1];
        let settings = Settings::default();
        cluster(4, &edges, &constraints, Some(sources), &settings, &weight)
            .expect("nothing was decided")
            .of_record
    }

    #[test]
    fn a_source_that_names_nobody_twice_gives_a_cluster_its_best_record() {
        assert_eq!(of_two_sources(3.0), [0, 1, 0, 2]);
    }

    #[test]
    fn two_records_of_such_a_source_join_where_they_surely_are_one_person() {
        assert_eq!(of_two_sources(12.0), [0, 0, 0, 1]);
    }
}
