//! Counts pairs and overlaps of two clusterings of the same records.

use std::collections::BTreeMap;

use serde::Serialize;

use super::role::Roles;

/// How well predicted clusters and true entities agree.
///
/// Ratios are between 0 and 1. Pairwise precision is 1 when nothing was joined, and recall is 1
/// when nothing was to be joined.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Scores {
    /// Labelled records.
    pub records: usize,
    /// Labelled records that the cross-reference lacks; they count as alone in their cluster.
    pub missing: usize,
    /// Records of the cross-reference that have no label; they are in no other figure.
    pub extra: usize,
    /// The share of the joined pairs that are true.
    pub precision: f64,
    /// The share of the true pairs that were joined.
    pub recall: f64,
    /// The harmonic mean of precision and recall.
    pub f1: f64,
    /// B-cubed precision: how pure a record's cluster is, on average over records.
    pub b3_precision: f64,
    /// B-cubed recall: how much of a record's entity is in its cluster, on average over records.
    pub b3_recall: f64,
    /// The harmonic mean of B-cubed precision and recall.
    pub b3_f1: f64,
    /// Clusters found.
    pub clusters: usize,
    /// True entities.
    pub entities: usize,
    /// Labelled records of the largest cluster found.
    pub largest: usize,
    /// Pairs that were joined and are not one.
    pub false_merges: u64,
    /// Pairs that are one and were not joined.
    pub missed: u64,
    /// (labelled records, clusters found that have so many), ascending.
    pub cluster_sizes: Vec<(usize, usize)>,
    /// (labelled records, true entities that have so many), ascending.
    pub entity_sizes: Vec<(usize, usize)>,
    /// The column or columns by which records were found.
    pub joined_on: String,
    /// The column of the truth that held the entities.
    pub cluster_column: String,
    /// How the roles agree; absent where one of the two sides has none, or customers are not what is measured.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub roles: Option<Roles>,
}

impl Scores {
    /// Counts the agreement of labelled records, each a (cluster, entity); the ids are small.
    pub(super) fn count(mut labels: Vec<(usize, usize)>) -> Self {
        let cluster_records = records_per_id(labels.iter().map(|label| label.0));
        let entity_records = records_per_id(labels.iter().map(|label| label.1));
        labels.sort_unstable();

        let mut joined_and_true = 0;
        // Cells of one shape are summed at once: a float sum depends on its order, and the order
        // of the ids depends on that of the rows.
        let mut cluster_cells = BTreeMap::<(usize, usize), u64>::new();
        let mut entity_cells = BTreeMap::<(usize, usize), u64>::new();
        for cell in labels.chunk_by(|left, right| left == right) {
            let (cluster, entity) = cell[0];
            joined_and_true += pairs(cell.len());
            *cluster_cells
                .entry((cell.len(), cluster_records[cluster]))
                .or_default() += 1;
            *entity_cells
                .entry((cell.len(), entity_records[entity]))
                .or_default() += 1;
        }
        let joined: u64 = cluster_records.iter().map(|&records| pairs(records)).sum();
        let truly_one: u64 = entity_records.iter().map(|&records| pairs(records)).sum();

        let precision = share(joined_and_true, joined);
        let recall = share(joined_and_true, truly_one);
        let b3_precision = mean_overlap(&cluster_cells, labels.len());
        let b3_recall = mean_overlap(&entity_cells, labels.len());
        let cluster_sizes = sizes(&cluster_records);
        let entity_sizes = sizes(&entity_records);
        Self {
            records: labels.len(),
            precision,
            recall,
            f1: harmonic_mean(precision, recall),
            b3_precision,
            b3_recall,
            b3_f1: harmonic_mean(b3_precision, b3_recall),
            clusters: cluster_sizes.iter().map(|size| size.1).sum(),
            entities: entity_sizes.iter().map(|size| size.1).sum(),
            largest: cluster_sizes.last().map_or(0, |size| size.0),
            false_merges: joined - joined_and_true,
            missed: truly_one - joined_and_true,
            cluster_sizes,
            entity_sizes,
            ..Self::default()
        }
    }
}

fn records_per_id(ids: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut records = Vec::new();
    for id in ids {
        if id >= records.len() {
            records.resize(id + 1, 0);
        }
        records[id] += 1;
    }
    records
}

/// How many clusters have so many records; ids that no record has are no clusters.
fn sizes(records: &[usize]) -> Vec<(usize, usize)> {
    let mut sizes = BTreeMap::new();
    for &records in records.iter().filter(|&&records| records > 0) {
        *sizes.entry(records).or_default() += 1;
    }
    sizes.into_iter().collect()
}

fn pairs(records: usize) -> u64 {
    let records = records as u64;
    records * records.saturating_sub(1) / 2
}

fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 {
        1.0
    } else {
        part as f64 / whole as f64
    }
}

fn harmonic_mean(left: f64, right: f64) -> f64 {
    let sum = left + right;
    if sum > 0.0 {
        2.0 * left * right / sum
    } else {
        0.0
    }
}

/// Averages, over records, the share that a record's cell has of its cluster or entity.
fn mean_overlap(cells: &BTreeMap<(usize, usize), u64>, records: usize) -> f64 {
    let sum: f64 = cells
        .iter()
        .map(|(&(cell, whole), &times)| {
            let cell = cell as f64;
            times as f64 * cell * cell / whole as f64
        })
        .sum();
    if records == 0 {
        0.0
    } else {
        sum / records as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Five records: the clusters are {0 1 2} {3 4}, the entities {0 1} {2 3 4}.
    fn five_records() -> Vec<(usize, usize)> {
        vec![(0, 0), (0, 0), (0, 1), (1, 1), (1, 1)]
    }

    #[test]
    fn a_perfect_clustering_scores_one_throughout() {
        let scores = Scores::count(vec![(0, 1), (0, 1), (1, 0), (2, 2)]);
        assert_eq!(
            (scores.precision, scores.recall, scores.f1),
            (1.0, 1.0, 1.0)
        );
        assert_eq!(
            (scores.b3_precision, scores.b3_recall, scores.b3_f1),
            (1.0, 1.0, 1.0)
        );
        assert_eq!((scores.false_merges, scores.missed), (0, 0));
        assert_eq!(scores.cluster_sizes, [(1, 2), (2, 1)]);
    }

    #[test]
    fn nothing_joined_is_precise_and_recalls_nothing() {
        let scores = Scores::count(vec![(0, 0), (1, 0), (2, 0), (3, 0)]);
        assert_eq!(
            (scores.precision, scores.recall, scores.f1),
            (1.0, 0.0, 0.0)
        );
        assert_eq!(
            (scores.b3_precision, scores.b3_recall, scores.b3_f1),
            (1.0, 0.25, 0.4)
        );
        assert_eq!(
            (scores.clusters, scores.entities, scores.largest),
            (4, 1, 1)
        );
        assert_eq!((scores.false_merges, scores.missed), (0, 6));
    }

    #[test]
    fn everything_joined_recalls_all_and_is_hardly_precise() {
        let scores = Scores::count(vec![(0, 0), (0, 1), (0, 2), (0, 3)]);
        assert_eq!(
            (scores.precision, scores.recall, scores.f1),
            (0.0, 1.0, 0.0)
        );
        assert_eq!(
            (scores.b3_precision, scores.b3_recall, scores.b3_f1),
            (0.25, 1.0, 0.4)
        );
        assert_eq!(
            (scores.clusters, scores.entities, scores.largest),
            (1, 4, 4)
        );
        assert_eq!(scores.false_merges, 6);
    }

    #[test]
    fn singletons_on_both_sides_are_perfect_without_a_pair() {
        let scores = Scores::count(vec![(0, 0), (1, 1)]);
        assert_eq!(
            (scores.precision, scores.recall, scores.f1),
            (1.0, 1.0, 1.0)
        );
    }

    #[test]
    fn a_worked_example_comes_out_as_by_hand() {
        let scores = Scores::count(five_records());
        // Joined: 3 + 1 pairs; true: 1 + 3; both: {0 1} and {3 4}.
        assert_eq!(
            (scores.precision, scores.recall, scores.f1),
            (0.5, 0.5, 0.5)
        );
        assert_eq!((scores.false_merges, scores.missed), (2, 2));
        // Purity: 2/3 twice, 1/3, 1 twice; the other way round it is the same by symmetry.
        assert!((scores.b3_precision - 11.0 / 15.0).abs() < 1e-12);
        assert!((scores.b3_recall - 11.0 / 15.0).abs() < 1e-12);
        assert!((scores.b3_f1 - 11.0 / 15.0).abs() < 1e-12);
        assert_eq!(scores.cluster_sizes, [(2, 1), (3, 1)]);
    }

    #[test]
    fn the_order_and_the_numbers_of_the_ids_change_no_bit() {
        let renumbered = five_records()
            .into_iter()
            .rev()
            .map(|(c, e)| (7 - c, 3 + e))
            .collect();
        assert_eq!(Scores::count(renumbered), Scores::count(five_records()));
    }
}
