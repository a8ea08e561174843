//! Joins the records of one component, strongest edge first.

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::constraint::Parties;
use super::union_find::UnionFind;
use super::{Settings, Weigh, spread};
use crate::pair::CandidatePair;
use crate::record::RecordId;
use crate::score::Edge;
use crate::score::model::probability;

/// One thing to be tried in a component.
#[derive(Clone, Copy, Debug)]
pub(super) struct Task {
    pub component: u32,
    /// Joins the clusters of its two records whatever the weight.
    pub is_must: bool,
    pub edge: Edge,
}

/// What keeps records apart, whatever their edges.
#[derive(Debug)]
pub(super) struct Apart<'a> {
    /// Who must be kept apart from whom.
    pub parties: Parties,
    /// The source of each record, where a source names nobody twice.
    pub exclusive: Option<&'a [u32]>,
}

impl Apart<'_> {
    /// Whether nothing keeps the two records of a pair apart.
    fn leaves_free(&self, pair: CandidatePair) -> bool {
        self.exclusive.is_none() && self.parties.of(pair.left).is_none()
    }
}

/// What came of one component.
#[derive(Debug, Default)]
pub(super) struct Joined {
    pub links: Vec<Edge>,
    pub refused: Vec<Edge>,
}

/// What two clusters say to being joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    Join,
    /// The rest of the two clusters speaks against it.
    Refuse,
    /// They must be kept apart.
    Forbid,
}

/// Components with so many edges are worked on in parallel.
const LARGE: usize = 4_096;

/// A round that settles fewer edges than this is not worth being spread over cores.
const WORTH_A_ROUND: usize = 32;

/// A round looks at every edge that is left; so many of them cost as much as settling one.
const LOOKS_PER_ANSWER: usize = 500;

/// Clusters while they are being joined; records go by their place in the component.
struct Component<'a, W> {
    records: Vec<RecordId>,
    sets: UnionFind,
    /// The members of each root, in the order in which they were joined.
    members: Vec<Vec<u32>>,
    /// Per root the parties of its members; empty when nobody must be kept apart.
    parties: Vec<FxHashSet<u32>>,
    apart: &'a Apart<'a>,
    /// Two clusters that were kept apart are asked again only when one of them has grown.
    kept_apart: FxHashSet<Question>,
    settings: &'a Settings,
    weigh: &'a W,
    joined: Joined,
}

/// Two roots with the sizes of their clusters.
type Question = (u32, u32, usize, usize);

/// An edge between places.
#[derive(Clone, Copy)]
struct Tie {
    left: u32,
    right: u32,
    weight: f32,
}

/// Joins the tasks of one component: edges from the strongest down, then the clusters that must-links connect.
///
/// `tasks` stand the other way round, must-links first. Where clusters that must-links connect hold records that must be
/// kept apart, not all of their records can stay together: all is done anew, with these must-links before the edges.
pub(super) fn join<W: Weigh>(
    tasks: &[Task],
    apart: &Apart,
    settings: &Settings,
    weigh: &W,
) -> Joined {
    // Most components are one pair.
    if let [task] = tasks
        && apart.leaves_free(task.edge.pair)
    {
        return Joined {
            links: vec![task.edge],
            refused: Vec::new(),
        };
    }
    let (musts, edges) = tasks.split_at(tasks.partition_point(|task| task.is_must));
    let mut is_first = vec![false; musts.len()];
    loop {
        let mut component = Component::new(tasks, apart, settings, weigh);
        let ties = |tasks: &[Task]| -> Vec<Tie> {
            tasks.iter().map(|task| component.tie(&task.edge)).collect()
        };
        let (musts, mut edges) = (ties(musts), ties(edges));
        let first = musts.iter().zip(&is_first).filter(|(_, first)| **first);
        for (tie, _) in first {
            let is_joined = component.join_clusters(*tie);
            debug_assert!(is_joined, "decisions don't contradict each other");
        }
        if edges.len() >= LARGE {
            component.join_in_rounds(&mut edges);
        }
        component.join_one_by_one(&edges);
        let stuck = component.join_decided(&musts);
        if !stuck.contains(&true) {
            return component.joined;
        }
        // What is stuck for a second time is rare: a third time would not be worth the while.
        let is_again = is_first.contains(&true);
        for (first, stuck) in is_first.iter_mut().zip(stuck) {
            *first |= stuck || is_again;
        }
    }
}

impl<'a, W: Weigh> Component<'a, W> {
    fn new(tasks: &[Task], apart: &'a Apart<'a>, settings: &'a Settings, weigh: &'a W) -> Self {
        let ends = |task: &Task| [task.edge.pair.left, task.edge.pair.right];
        let mut records: Vec<RecordId> = tasks.iter().flat_map(ends).collect();
        records.sort_unstable();
        records.dedup();
        let count = u32::try_from(records.len()).expect("fewer than 2^32 records");
        let parties = if apart.parties.is_empty() {
            Vec::new()
        } else {
            let party = |record: &RecordId| apart.parties.of(*record).into_iter().collect();
            records.iter().map(party).collect()
        };
        Self {
            sets: UnionFind::new(records.len()),
            members: (0..count).map(|place| vec![place]).collect(),
            parties,
            apart,
            kept_apart: FxHashSet::default(),
            settings,
            weigh,
            joined: Joined::default(),
            records,
        }
    }

    fn tie(&self, edge: &Edge) -> Tie {
        let place = |record| {
            place(&self.records, record).expect("every end of an edge is among the records")
        };
        Tie {
            left: place(edge.pair.left),
            right: place(edge.pair.right),
            weight: edge.weight,
        }
    }

    /// The clusters at the ends of an edge, the smaller root first.
    fn roots(&mut self, tie: Tie) -> (u32, u32) {
        let (left, right) = (self.sets.find(tie.left), self.sets.find(tie.right));
        (left.min(right), left.max(right))
    }

    fn question(&self, left: u32, right: u32) -> Question {
        let size = |root: u32| self.members[root as usize].len();
        (left, right, size(left), size(right))
    }

    /// Makes the clusters at the ends of a must-link one, unless they must be kept apart; tells whether they are one.
    fn join_clusters(&mut self, tie: Tie) -> bool {
        let (left, right) = self.roots(tie);
        if left != right {
            if self.is_forbidden(left, right) {
                return false;
            }
            self.apply(left, right, tie, Answer::Join);
        }
        true
    }

    /// Joins the clusters that must-links connect. Tells of each must-link whether it is among those that connect clusters
    /// which must be kept apart.
    fn join_decided(&mut self, musts: &[Tie]) -> Vec<bool> {
        let mut connected = self.sets.clone();
        for tie in musts {
            connected.join(tie.left, tie.right);
        }
        let mut stuck = FxHashSet::default();
        for tie in musts {
            if !self.join_clusters(*tie) {
                stuck.insert(connected.find(tie.left));
            }
        }
        let is_stuck = |tie: &Tie| stuck.contains(&connected.root(tie.left));
        musts.iter().map(is_stuck).collect()
    }

    /// Goes through the edges from the strongest down.
    fn join_one_by_one(&mut self, ties: &[Tie]) {
        for tie in ties {
            let (left, right) = self.roots(*tie);
            if left != right && !self.kept_apart.contains(&self.question(left, right)) {
                let answer = self.ask(left, right);
                self.apply(left, right, *tie, answer);
            }
        }
    }

    /// Settles in each round the edges that are the strongest of both their clusters, all at once.
    ///
    /// No other edge can change these clusters before, so that the result is that of going through the edges one by one.
    /// Leaves in `ties` what is not worth another round.
    fn join_in_rounds(&mut self, ties: &mut Vec<Tie>) {
        let mut is_seen = vec![false; self.records.len()];
        loop {
            is_seen.fill(false);
            let mut strongest: Vec<(u32, u32, Tie)> = Vec::new();
            ties.retain(|tie| {
                let (left, right) = self.roots(*tie);
                if left == right {
                    return false;
                }
                if is_seen[left as usize] || is_seen[right as usize] {
                    is_seen[left as usize] = true;
                    is_seen[right as usize] = true;
                    return true;
                }
                if !self.kept_apart.contains(&self.question(left, right)) {
                    is_seen[left as usize] = true;
                    is_seen[right as usize] = true;
                    strongest.push((left, right, *tie));
                }
                false
            });
            let answers: Vec<Answer> = strongest
                .par_iter()
                .map(|(left, right, _)| self.ask(*left, *right))
                .collect();
            for ((left, right, tie), answer) in strongest.iter().zip(answers) {
                self.apply(*left, *right, *tie, answer);
            }
            if strongest.len() < WORTH_A_ROUND.max(ties.len() / LOOKS_PER_ANSWER) {
                return;
            }
        }
    }

    /// Whether two clusters, given by their roots, may be joined.
    fn ask(&self, left: u32, right: u32) -> Answer {
        if self.is_forbidden(left, right) {
            return Answer::Forbid;
        }
        let (left, right) = (&self.members[left as usize], &self.members[right as usize]);
        if self.names_twice(left, right) {
            return Answer::Refuse;
        }
        let is_pair = left.len() == 1 && right.len() == 1;
        if is_pair || self.is_cohesive(left, right) {
            Answer::Join
        } else {
            Answer::Refuse
        }
    }

    fn is_forbidden(&self, left: u32, right: u32) -> bool {
        let parties = &self.parties;
        !parties.is_empty() && {
            let (left, right) = (&parties[left as usize], &parties[right as usize]);
            self.apart.parties.are_enemies(left, right)
        }
    }

    /// Whether a source that names nobody twice would have two records in the joined cluster, which by themselves are not
    /// surely one person.
    fn names_twice(&self, left: &[u32], right: &[u32]) -> bool {
        let Some(sources) = self.apart.exclusive else {
            return false;
        };
        let record = |place: u32| self.records[place as usize];
        let source = |place: u32| sources[record(place).index()];
        let sure = self.settings.threshold + self.settings.twice;
        spread(left, self.settings.asked).any(|one| {
            spread(right, self.settings.asked).any(|other| {
                source(one) == source(other)
                    && CandidatePair::new(record(one), record(other))
                        .is_some_and(|pair| self.weigh.weight(pair.left, pair.right) < sure)
            })
        })
    }

    /// Whether the mean match probability between the members of two clusters, of large clusters between evenly spread
    /// ones, is high enough. Stops as soon as that is certain.
    fn is_cohesive(&self, left: &[u32], right: &[u32]) -> bool {
        let asked = self.settings.asked;
        let mut left_open = left.len().min(asked) * right.len().min(asked);
        let needed = self.settings.cohesion * left_open as f64;
        let mut sum = 0.0;
        for one in spread(left, asked) {
            for other in spread(right, asked) {
                let ends = (self.records[one as usize], self.records[other as usize]);
                let pair = CandidatePair::new(ends.0, ends.1).expect("clusters share no record");
                sum += probability(self.weigh.between(pair.left, pair.right));
                left_open -= 1;
                if sum >= needed {
                    return true;
                }
                if sum + (left_open as f64) < needed {
                    return false;
                }
            }
        }
        false
    }

    fn apply(&mut self, left: u32, right: u32, tie: Tie, answer: Answer) {
        let edge = Edge {
            pair: CandidatePair {
                left: self.records[tie.left as usize],
                right: self.records[tie.right as usize],
            },
            weight: tie.weight,
        };
        if answer != Answer::Join {
            let question = self.question(left, right);
            self.kept_apart.insert(question);
            if answer == Answer::Refuse {
                self.joined.refused.push(edge);
            }
            return;
        }
        let root = self.sets.join(left, right);
        let other = if root == left { right } else { left };
        merge(&mut self.members, root, other);
        if !self.parties.is_empty() {
            let mut fewer = std::mem::take(&mut self.parties[other as usize]);
            let more = &mut self.parties[root as usize];
            if more.len() < fewer.len() {
                std::mem::swap(more, &mut fewer);
            }
            more.extend(fewer);
        }
        self.joined.links.push(edge);
    }
}

/// The place of a record in a sorted list.
fn place(records: &[RecordId], record: RecordId) -> Option<u32> {
    let at = records.binary_search(&record).ok()?;
    Some(u32::try_from(at).expect("fewer than 2^32 records"))
}

/// Moves the list of `other` to `root`; the shorter one is moved, so that all joins together cost n log n.
fn merge(lists: &mut [Vec<u32>], root: u32, other: u32) {
    let mut shorter = std::mem::take(&mut lists[other as usize]);
    let longer = &mut lists[root as usize];
    if longer.len() < shorter.len() {
        std::mem::swap(longer, &mut shorter);
    }
    longer.append(&mut shorter);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A component of persons of ten records each, with edges within them and, weaker, from each to the next.
    fn tasks(persons: u32) -> Vec<Task> {
        let task = |left: u32, right: u32, weight: u32| Task {
            component: 0,
            is_must: false,
            edge: Edge {
                pair: CandidatePair {
                    left: RecordId(left),
                    right: RecordId(right),
                },
                weight: weight as f32 / 8.0,
            },
        };
        let mut tasks: Vec<Task> = (0..persons * 10)
            .flat_map(|left| (1..10).map(move |step| (left, left + step)))
            .filter(|(_, right)| *right < persons * 10)
            .map(|(left, right)| task(left, right, 1 + (left * 7 + right * 13) % 50))
            .collect();
        tasks.sort_unstable_by(|left, right| {
            let weights = right.edge.weight.total_cmp(&left.edge.weight);
            weights.then_with(|| left.edge.pair.cmp(&right.edge.pair))
        });
        tasks
    }

    /// For records of one person, and for some of two.
    fn weight(left: RecordId, right: RecordId) -> f64 {
        match (left.0 / 10 == right.0 / 10, (left.0 + right.0) % 4) {
            (true, _) => 5.0,
            (false, 0) => 1.0,
            (false, _) => -6.0,
        }
    }

    #[test]
    fn rounds_give_what_going_through_the_edges_one_by_one_gives() {
        let tasks = tasks(600);
        let settings = Settings::default();
        let apart = Apart {
            parties: Parties::default(),
            exclusive: None,
        };
        let mut in_rounds = Component::new(&tasks, &apart, &settings, &weight);
        let mut ties: Vec<Tie> = tasks.iter().map(|task| in_rounds.tie(&task.edge)).collect();
        let mut one_by_one = Component::new(&tasks, &apart, &settings, &weight);
        one_by_one.join_one_by_one(&ties);
        let all = ties.len();
        in_rounds.join_in_rounds(&mut ties);
        assert!(ties.len() + 1_000 < all, "many edges are settled in rounds");
        in_rounds.join_one_by_one(&ties);

        let sorted = |mut edges: Vec<Edge>| {
            edges.sort_unstable_by_key(|edge| edge.pair);
            edges
        };
        let (rounds, single) = (in_rounds.joined, one_by_one.joined);
        assert!(rounds.links.len() > 1_000 && rounds.refused.len() > 1_000);
        assert_eq!(sorted(rounds.links), sorted(single.links));
        assert_eq!(sorted(rounds.refused), sorted(single.refused));
    }

    #[test]
    fn a_list_that_grows_keeps_all_its_members() {
        let mut lists = vec![vec![0], vec![1, 2, 3], vec![]];
        merge(&mut lists, 0, 1);
        assert_eq!(lists, [vec![1, 2, 3, 0], vec![], vec![]]);
    }
}
