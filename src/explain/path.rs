//! The links between two records of one person.

use rustc_hash::FxHashMap;

use crate::record::RecordId;

/// A link of the result.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KnownLink {
    /// The record that comes first.
    pub left: RecordId,
    /// The other.
    pub right: RecordId,
    /// Its match weight in bits.
    pub weight: f64,
    /// Whether a person has decided it.
    pub is_decided: bool,
}

/// The fewest links that lead from one record to another, in their order and direction; empty where none do.
pub fn path(links: &[KnownLink], from: RecordId, to: RecordId) -> Vec<KnownLink> {
    let mut links_of: FxHashMap<RecordId, Vec<usize>> = FxHashMap::default();
    for (number, link) in links.iter().enumerate() {
        links_of.entry(link.left).or_default().push(number);
        links_of.entry(link.right).or_default().push(number);
    }
    // The link over which each record was reached.
    let mut reached: FxHashMap<RecordId, Option<usize>> = FxHashMap::default();
    reached.insert(from, None);
    let mut queue = vec![from];
    let mut at = 0;
    while at < queue.len() && !reached.contains_key(&to) {
        let here = queue[at];
        for &number in links_of.get(&here).into_iter().flatten() {
            if let Some(next) = other_end(&links[number], here)
                && !reached.contains_key(&next)
            {
                reached.insert(next, Some(number));
                queue.push(next);
            }
        }
        at += 1;
    }
    let mut path = Vec::new();
    let mut here = to;
    while let Some(link) = reached.get(&here).copied().flatten() {
        let before = other_end(&links[link], here).unwrap_or(from);
        path.push(KnownLink {
            left: before,
            right: here,
            ..links[link]
        });
        here = before;
    }
    path.reverse();
    path
}

/// The place of the weakest link; one that a person has decided is certain, whatever its weight.
pub fn weakest(links: &[KnownLink]) -> Option<usize> {
    (0..links.len())
        .filter(|at| !links[*at].is_decided)
        .min_by(|one, other| links[*one].weight.total_cmp(&links[*other].weight))
}

fn other_end(link: &KnownLink, record: RecordId) -> Option<RecordId> {
    if link.left == record {
        Some(link.right)
    } else {
        (link.right == record).then_some(link.left)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(left: u32, right: u32, weight: f64) -> KnownLink {
        KnownLink {
            left: RecordId(left),
            right: RecordId(right),
            weight,
            is_decided: false,
        }
    }

    #[test]
    fn the_path_goes_from_the_one_to_the_other_in_order() {
        let links = [
            link(0, 1, 5.0),
            link(1, 2, 3.0),
            link(1, 4, 9.0),
            link(2, 3, 4.0),
        ];
        let path = path(&links, RecordId(3), RecordId(0));
        assert_eq!(path, [link(3, 2, 4.0), link(2, 1, 3.0), link(1, 0, 5.0)]);
        assert_eq!(weakest(&path), Some(1));
    }

    #[test]
    fn a_decided_link_is_never_the_weakest() {
        let decided = KnownLink {
            is_decided: true,
            ..link(1, 2, -7.0)
        };
        assert_eq!(weakest(&[decided, link(0, 1, 5.0)]), Some(1));
        assert_eq!(weakest(&[decided]), None);
    }

    #[test]
    fn records_that_no_link_joins_have_no_path() {
        let links = [link(0, 1, 5.0), link(2, 3, 3.0)];
        assert_eq!(path(&links, RecordId(0), RecordId(3)), []);
        assert_eq!(weakest(&[]), None);
    }
}
