//! Weighed pairs of cards to customers.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::groups::Groups;
use super::model::Model;
use crate::cluster::Constraints;
use crate::cluster::union_find::UnionFind;
use crate::pair::CandidatePair;
use crate::record::RecordId;

/// A pair of cards that one buyer may hold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tie {
    /// The two.
    pub pair: CandidatePair,
    /// log2 of the odds that one buyer holds both.
    pub weight: f32,
}

impl Tie {
    /// Which of two ties is the stronger; of equally strong ones the one of later records is the weaker.
    pub(super) fn cmp_strength(&self, other: &Self) -> std::cmp::Ordering {
        self.weight
            .total_cmp(&other.weight)
            .then_with(|| other.pair.cmp(&self.pair))
    }
}

/// Cards of one person that nobody else holds are taken for hers, unless they speak this clearly against it, in bits.
const GATHERED_FROM: f64 = -3.0;

/// In bits, what each further card takes off that keeps to the telephone of its own group.
const PER_REPEAT: f64 = 2.0;

/// The members of each of two groups that are asked, at most.
const ASKED: usize = 12;

/// Puts together what one buyer holds; returns the groups, and the ties that made them.
///
/// `ties` are all pairs that may be of one buyer. What is `decided` comes first and holds whatever it weighs. Two groups
/// become one if their strongest tie outweighs what the rest of them says against it. Last, cards of one person that nobody
/// else holds come together, unless they clearly speak against it; what makes them one is that they name one person, which is
/// no tie.
pub fn join(
    model: &Model,
    persons: &[Vec<RecordId>],
    ties: &[Tie],
    threshold: f64,
    decided: &Constraints,
) -> (UnionFind, Vec<Tie>) {
    let records = persons.iter().map(Vec::len).sum();
    let must = decided.must_link.iter().map(|pair| Task {
        is_must: true,
        tie: Tie {
            pair: *pair,
            weight: model.weigh(*pair) as f32,
        },
        part: 0,
    });
    let strong = ties.iter().filter(|tie| f64::from(tie.weight) >= threshold);
    let strong = strong.map(|tie| Task {
        is_must: false,
        tie: *tie,
        part: 0,
    });
    let mut tasks: Vec<Task> = must.chain(strong).collect();
    let mut connected = UnionFind::new(records);
    for Task { tie, .. } in &tasks {
        connected.join(tie.pair.left.0, tie.pair.right.0);
    }
    // What no tie connects can't become one, so every connected part is joined by itself.
    for task in &mut tasks {
        task.part = connected.find(task.tie.pair.left.0);
    }
    tasks.par_sort_unstable_by_key(|task| task.part);
    let enemies = decided.enemies();
    let mut made: Vec<Tie> = tasks
        .par_chunk_by_mut(|one, other| one.part == other.part)
        .flat_map_iter(|tasks| join_part(model, tasks, threshold, &enemies))
        .collect();
    made.par_sort_unstable_by(|one, other| other.cmp_strength(one));
    let mut groups = Groups::new(records, &decided.cannot_link);
    for Tie { pair, .. } in &made {
        groups.join(pair.left.0, pair.right.0);
    }
    for pair in gathered(model, persons, &mut groups) {
        groups.join_unless_apart(pair);
    }
    (groups.sets, made)
}

/// One thing to be tried.
struct Task {
    /// Holds whatever it weighs.
    is_must: bool,
    tie: Tie,
    part: u32,
}

/// Joins what the ties of one connected part hold together, strongest first; returns those that did.
fn join_part(
    model: &Model,
    tasks: &mut [Task],
    threshold: f64,
    enemies: &FxHashMap<RecordId, Vec<RecordId>>,
) -> Vec<Tie> {
    if let [task] = tasks
        && !enemies.contains_key(&task.tie.pair.left)
    {
        return vec![task.tie];
    }
    tasks.sort_unstable_by(|one, other| {
        let musts_first = other.is_must.cmp(&one.is_must);
        musts_first.then_with(|| other.tie.cmp_strength(&one.tie))
    });
    let mut records: Vec<RecordId> = tasks
        .iter()
        .flat_map(|task| [task.tie.pair.left, task.tie.pair.right])
        .collect();
    records.sort_unstable();
    records.dedup();
    let place = |record: RecordId| {
        let place = records.binary_search(&record);
        place.expect("the ties name all records of the part") as u32
    };
    let mut sets = UnionFind::new(records.len());
    let mut groups: Vec<Vec<RecordId>> = records.iter().map(|record| vec![*record]).collect();
    let mut made = Vec::with_capacity(records.len() - 1);
    for Task { tie, is_must, .. } in &*tasks {
        let left = sets.find(place(tie.pair.left));
        let right = sets.find(place(tie.pair.right));
        if left == right {
            continue;
        }
        let is_joined = *is_must || {
            let of_left = groups[left as usize].iter();
            let mut enemies = of_left.filter_map(|record| enemies.get(record)).flatten();
            let are_apart = enemies.any(|enemy| {
                let at = records.binary_search(enemy);
                at.is_ok_and(|at| sets.find(at as u32) == right)
            });
            let against = || against(model, &groups[left as usize], &groups[right as usize]);
            !are_apart && f64::from(tie.weight) + against() >= threshold
        };
        if is_joined {
            let root = sets.join(left, right);
            let moved = std::mem::take(&mut groups[left.max(right) as usize]);
            groups[root as usize].extend(moved);
            made.push(*tie);
        }
    }
    made
}

/// What the cards of two groups say against one buyer, in bits; never positive.
///
/// That is what pairs of them say in the mean; and that each group keeps to telephones of its own counts once more for
/// every card that repeats it, because the pairs by themselves don't know of each other.
fn against(model: &Model, left: &[RecordId], right: &[RecordId]) -> f64 {
    if left.len() == 1 && right.len() == 1 {
        return 0.0;
    }
    let (left, right): (Vec<RecordId>, Vec<RecordId>) =
        (some(left).collect(), some(right).collect());
    let (mut sum, mut differing) = (0.0, 0);
    let mut with_phone = (vec![false; left.len()], vec![false; right.len()]);
    let mut shares_phone = false;
    for (l, one) in left.iter().enumerate() {
        for (r, other) in right.iter().enumerate() {
            let pair = CandidatePair::new(*one, *other).expect("records of two groups");
            let said = model.said(pair);
            sum += said.evidence.min(0.0);
            if let Some(is_shared) = said.shares_phone {
                shares_phone |= is_shared;
                differing += 1;
                with_phone.0[l] = true;
                with_phone.1[r] = true;
            }
        }
    }
    let mean = sum / (left.len() * right.len()) as f64;
    if shares_phone || differing == 0 {
        return mean;
    }
    let cards = |with_phone: &[bool]| with_phone.iter().filter(|has| **has).count();
    let repeated = cards(&with_phone.0).min(cards(&with_phone.1)) - 1;
    mean - PER_REPEAT * repeated as f64
}

/// Pairs that hold together the groups of nothing but cards of one person, person by person.
fn gathered(model: &Model, persons: &[Vec<RecordId>], groups: &mut Groups) -> Vec<CandidatePair> {
    let records: u32 = persons.iter().map(|members| members.len() as u32).sum();
    let roots: Vec<u32> = (0..records)
        .map(|record| groups.sets.find(record))
        .collect();
    let groups = &*groups;
    let mut sizes = vec![0; roots.len()];
    for root in &roots {
        sizes[*root as usize] += 1;
    }
    let of_person = |members: &Vec<RecordId>| {
        let mut held: Vec<u32> = members.iter().map(|record| roots[record.index()]).collect();
        held.sort_unstable();
        let mut own = held
            .chunk_by(|one, other| one == other)
            .filter(|group| group.len() == sizes[group[0] as usize])
            .map(|group| group[0]);
        let mut firsts: Vec<u32> = own.next().into_iter().collect();
        let mut pairs = Vec::new();
        for right in own {
            let pair = |left: &u32| CandidatePair::new(RecordId(*left), RecordId(right));
            let mut known = firsts.iter().take(ASKED).filter_map(pair);
            let may_be_one = |pair: &CandidatePair| {
                !groups.are_apart(pair.left.0, pair.right.0) && model.weigh(*pair) >= GATHERED_FROM
            };
            match known.find(may_be_one) {
                Some(pair) => pairs.push(pair),
                None => firsts.push(right),
            }
        }
        pairs
    };
    persons
        .par_iter()
        .with_min_len(256)
        .filter(|members| members.len() > 1)
        .flat_map_iter(of_person)
        .collect()
}

/// At most [`ASKED`] of the members, evenly spread.
fn some(members: &[RecordId]) -> impl Iterator<Item = RecordId> {
    let step = members.len().div_ceil(ASKED).max(1);
    members.iter().copied().step_by(step)
}
