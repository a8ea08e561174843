//! Scored pairs to persons.
//!
//! In: the edges, and the scorer itself for pairs that blocking never saw. Out: every record in exactly one cluster, with
//! the links that hold it together. Two clusters are joined when the records of the one speak, in the mean, for the
//! records of the other; so a chain of weak links never makes one person, and contradicting evidence keeps clusters
//! apart. Components are worked on in parallel; the result depends on the edges alone, not on their order.

pub mod union_find;

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use crate::pair::CandidatePair;
use crate::record::RecordId;
use crate::score::Edge;
use crate::score::model::probability;
use union_find::UnionFind;

/// How clusters are joined.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// An edge joins from this weight on, in bits.
    pub threshold: f64,
    /// The least mean match probability across two clusters that are joined.
    pub cohesion: f64,
    /// The members of each cluster that are asked, at most.
    pub asked: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            threshold: 0.0,
            cohesion: 0.4,
            asked: 8,
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
    /// The edges that joined clusters: one less than members per cluster.
    pub links: Vec<Edge>,
    /// Edges above the threshold whose clusters were kept apart, strongest first.
    pub refused: Vec<Edge>,
}

/// Joins records to clusters.
///
/// `weight` gives the match weight of any two records in bits.
pub fn cluster(
    records: usize,
    edges: &[Edge],
    settings: &Settings,
    weight: impl Fn(RecordId, RecordId) -> f64 + Sync,
) -> Clusters {
    let strong: Vec<&Edge> = edges
        .iter()
        .filter(|edge| f64::from(edge.weight) >= settings.threshold)
        .collect();
    let mut components = UnionFind::new(records);
    for edge in &strong {
        components.join(edge.pair.left.0, edge.pair.right.0);
    }
    let mut by_component: Vec<(u32, &Edge)> = strong
        .into_iter()
        .map(|edge| (components.find(edge.pair.left.0), edge))
        .collect();
    by_component.par_sort_unstable_by(|left, right| {
        left.0
            .cmp(&right.0)
            .then_with(|| right.1.weight.total_cmp(&left.1.weight))
            .then_with(|| left.1.pair.cmp(&right.1.pair))
    });
    let runs: Vec<&[(u32, &Edge)]> = by_component
        .chunk_by(|left, right| left.0 == right.0)
        .collect();
    let joined: Vec<Component> = runs
        .par_iter()
        .map(|edges| Component::join(edges, settings, &weight))
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
    clusters.links.sort_unstable_by_key(|edge| edge.pair);
    let of_record = &clusters.of_record;
    clusters
        .refused
        .retain(|edge| of_record[edge.pair.left.index()] != of_record[edge.pair.right.index()]);
    clusters.refused.sort_unstable_by(|left, right| {
        right
            .weight
            .total_cmp(&left.weight)
            .then_with(|| left.pair.cmp(&right.pair))
    });
    clusters
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

/// One component while it is being clustered.
#[derive(Default)]
struct Component {
    links: Vec<Edge>,
    refused: Vec<Edge>,
}

impl Component {
    /// Joins from the strongest edge down.
    fn join(
        edges: &[(u32, &Edge)],
        settings: &Settings,
        weight: &(impl Fn(RecordId, RecordId) -> f64 + Sync),
    ) -> Self {
        let mut records: Vec<RecordId> = edges
            .iter()
            .flat_map(|(_, edge)| [edge.pair.left, edge.pair.right])
            .collect();
        records.sort_unstable();
        records.dedup();
        let place = |record: RecordId| {
            let at = records
                .binary_search(&record)
                .expect("every end of an edge is among the records");
            u32::try_from(at).expect("fewer than 2^32 records")
        };
        let mut sets = UnionFind::new(records.len());
        let mut members: Vec<Vec<RecordId>> = records.iter().map(|record| vec![*record]).collect();
        // Two clusters that were kept apart are asked again only when one of them has grown.
        let mut kept_apart: FxHashSet<(u32, u32, usize, usize)> = FxHashSet::default();
        let mut component = Self::default();
        for (_, edge) in edges {
            let (left, right) = (
                sets.find(place(edge.pair.left)),
                sets.find(place(edge.pair.right)),
            );
            if left == right {
                continue;
            }
            let (left, right) = (left.min(right), left.max(right));
            let (left_members, right_members) = (&members[left as usize], &members[right as usize]);
            let question = (left, right, left_members.len(), right_members.len());
            if kept_apart.contains(&question) {
                continue;
            }
            let is_pair = left_members.len() == 1 && right_members.len() == 1;
            if is_pair
                || mean_probability(left_members, right_members, settings.asked, weight)
                    >= settings.cohesion
            {
                let root = sets.join(left, right);
                let other = if root == left { right } else { left };
                let moved = std::mem::take(&mut members[other as usize]);
                members[root as usize].extend(moved);
                // Two sorted runs: the stable sort merges them in one pass.
                members[root as usize].sort();
                component.links.push(**edge);
            } else {
                kept_apart.insert(question);
                component.refused.push(**edge);
            }
        }
        component
    }
}

/// The mean match probability between the members of two clusters, of large clusters between evenly spread members.
fn mean_probability(
    left: &[RecordId],
    right: &[RecordId],
    asked: usize,
    weight: &(impl Fn(RecordId, RecordId) -> f64 + Sync),
) -> f64 {
    let spread = |members: &[RecordId]| {
        let step = members.len().div_ceil(asked).max(1);
        members.iter().copied().step_by(step).collect::<Vec<_>>()
    };
    let (left, right) = (spread(left), spread(right));
    let mut sum = 0.0;
    for &one in &left {
        for &other in &right {
            if let Some(pair) = CandidatePair::new(one, other) {
                sum += probability(weight(pair.left, pair.right));
            }
        }
    }
    sum / (left.len() * right.len()) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edge(left: u32, right: u32, weight: f32) -> Edge {
        Edge {
            pair: CandidatePair {
                left: RecordId(left),
                right: RecordId(right),
            },
            weight,
        }
    }

    #[test]
    fn every_record_lands_in_exactly_one_cluster() {
        let edges = [edge(0, 1, 5.0), edge(1, 2, 4.0)];
        let clusters = cluster(5, &edges, &Settings::default(), |_, _| 5.0);
        assert_eq!(clusters.of_record, [0, 0, 0, 1, 2]);
        assert_eq!(clusters.members.iter().map(Vec::len).sum::<usize>(), 5);
        assert_eq!(clusters.links.len(), 2);
    }

    #[test]
    fn a_chain_whose_ends_contradict_is_cut() {
        let edges = [edge(0, 1, 5.0), edge(1, 2, 4.0), edge(2, 3, 5.0)];
        let clusters = cluster(4, &edges, &Settings::default(), |left, right| {
            if right.0 - left.0 == 1 { 4.0 } else { -20.0 }
        });
        assert_eq!(clusters.of_record, [0, 0, 1, 1]);
        assert_eq!(clusters.refused.len(), 1);
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
        let one = cluster(4, &edges, &Settings::default(), weight);
        edges.reverse();
        let other = cluster(4, &edges, &Settings::default(), weight);
        assert_eq!(one.of_record, other.of_record);
    }
}
