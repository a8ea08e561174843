//! What the index promises of its candidates and of its declared loss.

use super::cost::RuleCost;
use super::key::mix;
use super::keyed::KEYS_PER_RECORD;
use super::plan::pairs_of;
use super::{Index, Settings};
use crate::normalise::{Attribute, Copies, Records, TextValue, Values};
use crate::record::{AttributeKind, Facet, RecordId, ValueId};

/// Records with one code each per attribute; number 0 is missing.
fn records(attributes: &[(&str, AttributeKind, Vec<u32>)]) -> Records {
    let attributes = attributes.iter().map(|(name, kind, slots)| {
        let slots = slots.iter().map(|slot| ValueId(*slot)).collect();
        Attribute::of_numbers(name, *kind, Facet::Open, 1, slots)
    });
    Records::of_attributes(attributes.collect())
}

fn category(name: &str, values: impl Iterator<Item = u32>) -> (&str, AttributeKind, Vec<u32>) {
    (name, AttributeKind::Category, values.collect())
}

/// The values of the first attribute, to be written otherwise.
fn texts(records: &mut Records) -> &mut [TextValue] {
    match &mut records.attributes[0].values {
        Values::Texts(texts) => texts,
        _ => panic!("the records of these tests were expected to hold texts only"),
    }
}

fn candidates(index: &Index, record: u32) -> Vec<u32> {
    let mut found = Vec::new();
    index.candidates(RecordId(record), &mut found);
    found.into_iter().map(|record| record.0).collect()
}

fn all_candidates(index: &Index, records: &Records) -> Vec<Vec<u32>> {
    let ids = records.ids();
    ids.map(|record| candidates(index, record.0)).collect()
}

const BLOCKED: Settings = Settings {
    pairs_per_record: 100,
    largest_block: 8,
    exhaustive_pairs: 0,
};

fn rule<'a>(index: &'a Index, name: &str) -> &'a RuleCost {
    let found = index.rules.iter().find(|cost| cost.rule == name);
    found.expect("the rule is in the plan")
}

#[test]
fn few_records_are_compared_with_every_other() {
    let records = records(&[category("code", [1, 2, 3].into_iter())]);
    let index = Index::build(&records, &Copies::of(&records), &Settings::default());
    assert_eq!(
        (candidates(&index, 0), candidates(&index, 2)),
        (vec![1, 2], vec![])
    );
}

#[test]
fn a_pair_that_shares_two_keys_is_a_candidate_once() {
    let records = records(&[
        category("one", [1, 1, 2, 0].into_iter()),
        category("two", [7, 7, 7, 0].into_iter()),
    ]);
    let index = Index::build(&records, &Copies::of(&records), &BLOCKED);
    assert_eq!(candidates(&index, 0), [1, 2]);
    assert_eq!(candidates(&index, 3), Vec::<u32>::new());
}

#[test]
fn copies_are_candidates_of_the_record_that_they_repeat_however_many_there_are() {
    let records = records(&[category("code", (0..1001).map(|at| 1 + at / 1000))]);
    let index = Index::build(&records, &Copies::of(&records), &BLOCKED);
    assert_eq!(candidates(&index, 0), (1..1000).collect::<Vec<u32>>());
    assert_eq!(candidates(&index, 1), (2..8).collect::<Vec<u32>>());
    assert_eq!(candidates(&index, 8), Vec::<u32>::new());
    assert_eq!(index.original_of(RecordId(999)), RecordId(0));
    assert_eq!(index.original_of(RecordId(1000)), RecordId(1000));
}

#[test]
fn common_keys_are_split_by_each_other_and_the_declared_loss_is_what_counting_gives() {
    let (one, two) = (|at: u32| at % 12, |at: u32| at % 20);
    let records = records(&[
        category("one", (0..240).map(|at| 1 + one(at))),
        category("two", (0..240).map(|at| 1 + two(at))),
        category("other", (0..240).map(|at| 1 + at)),
    ]);
    let index = Index::build(&records, &Copies::of(&records), &BLOCKED);
    let found = all_candidates(&index, &records);
    let (mut refused, mut lost) = ([0, 0], [0, 0]);
    for left in 0..240 {
        for right in left + 1..240 {
            let shares = [one(left) == one(right), two(left) == two(right)];
            let is_compared = found[left as usize].contains(&right);
            assert_eq!(is_compared, shares == [true, true], "{left} {right}");
            for at in 0..2 {
                refused[at] += u64::from(shares[at]);
                lost[at] += u64::from(shares[at] && !is_compared);
            }
        }
    }
    for (at, name) in ["one: whole", "two: whole"].into_iter().enumerate() {
        let cost = rule(&index, name);
        assert_eq!((cost.blocks, cost.refused_pairs), (0, refused[at]));
        assert_eq!(cost.lost_pairs, lost[at]);
    }
    let named: u64 = index.common_keys.iter().map(|key| key.pairs).sum();
    assert!(named > 0 && named <= refused[0] + refused[1]);
}

#[test]
fn a_telephone_of_five_thousand_is_named_masked_with_its_cost_and_split() {
    let mut records = records(&[
        category(
            "phone",
            (0..60_000).map(|at| if at < 5_000 { 1 } else { 2 + at }),
        ),
        // Each name on fifty records, of which four or five share the telephone.
        category("name", (0..60_000).map(|at| 1 + at % 1_200)),
        category("year", (0..60_000).map(|at| 1 + at / 3 % 50)),
    ]);
    texts(&mut records)[0].canonical = "x123456".into();
    let index = Index::build(
        &records,
        &Copies::of(&records),
        &Settings {
            largest_block: 40,
            ..BLOCKED
        },
    );
    let commonest = &index.common_keys[0];
    assert_eq!(
        (&*commonest.rule, &*commonest.key),
        ("phone: whole", "x••••56")
    );
    assert_eq!(
        (commonest.records, commonest.pairs),
        (5_000, pairs_of(5_000))
    );
    assert!(commonest.lost_pairs > 12_000_000 && commonest.lost_pairs < commonest.pairs);
    // The same telephone and name: a part of five.
    assert!(candidates(&index, 7).contains(&1_207));
    let pairs: usize = all_candidates(&index, &records).iter().map(Vec::len).sum();
    assert!(pairs < 60_000 * 100, "{pairs}");
}

#[test]
fn where_all_names_are_equal_the_other_attributes_decide() {
    let records = records(&[
        category("name", (0..3_000).map(|_| 1)),
        category("born", (0..3_000).map(|at| 1 + at / 2)),
    ]);
    let index = Index::build(&records, &Copies::of(&records), &BLOCKED);
    assert!((0..1_500).all(|pair| candidates(&index, 2 * pair) == [2 * pair + 1]));
    assert_eq!(rule(&index, "name: whole").refused_pairs, pairs_of(3_000));
    assert_eq!(rule(&index, "name: whole").lost_pairs, pairs_of(3_000));
}

#[test]
fn a_chain_of_near_neighbours_is_compared_link_by_link() {
    let records = records(&[
        category("one", (0..1_000).map(|at| 1 + at / 2)),
        category("two", (0..1_000).map(|at: u32| 1 + at.div_ceil(2))),
    ]);
    let index = Index::build(&records, &Copies::of(&records), &BLOCKED);
    assert!((0..999).all(|at| candidates(&index, at) == [at + 1]));
}

#[test]
fn records_that_share_nothing_rarer_hang_together_one_by_one() {
    let (one, two) = (|at: u32| at / 1_500, |at: u32| (at + 500) / 1_500);
    let records = records(&[
        category("one", (0..15_000).map(|at| 1 + one(at))),
        category("two", (0..15_000).map(|at| 1 + two(at))),
        category("other", (0..15_000).map(|at| 1 + at)),
    ]);
    let index = Index::build(&records, &Copies::of(&records), &BLOCKED);
    for at in 0..14_999 {
        let is_of_one_block = one(at) == one(at + 1) && two(at) == two(at + 1);
        let found = candidates(&index, at);
        assert_eq!(found.contains(&(at + 1)), is_of_one_block, "{at}");
        assert!(found.len() <= 1, "{at}");
    }
}

#[test]
fn of_a_hundred_attributes_the_most_various_are_used_and_the_others_named() {
    let names: Vec<String> = (0..100).map(|at| format!("c{at:02}")).collect();
    let attributes: Vec<(&str, AttributeKind, Vec<u32>)> = names
        .iter()
        .enumerate()
        .map(|(at, name)| {
            let values = 10 + 10 * at as u64;
            let value = |record: u64| mix(record * 100 + at as u64 + 1) % values;
            category(name, (0..2_000).map(move |record| 1 + value(record) as u32))
        })
        .collect();
    let records = records(&attributes);
    let index = Index::build(&records, &Copies::of(&records), &BLOCKED);
    let unused: Vec<String> = (0..100 - KEYS_PER_RECORD)
        .rev()
        .map(|at| format!("c{at:02}: whole"))
        .collect();
    assert_eq!(index.unused_rules, unused);
}

#[test]
fn one_attribute_is_enough() {
    let mut records = records(&[("code", AttributeKind::Code, (1..=2_000).collect())]);
    for (at, text) in texts(&mut records).iter_mut().enumerate() {
        // Each two codes have one half in common.
        text.canonical = format!("{:04}{at:04}", at / 2).into();
    }
    let index = Index::build(&records, &Copies::of(&records), &BLOCKED);
    assert!((0..1_000).all(|pair| candidates(&index, 2 * pair) == [2 * pair + 1]));
    assert_eq!(index.estimate.recall, None);
}

#[test]
fn the_budget_holds_for_distinct_pairs() {
    let various = |salt: u64, values: u64| {
        (0..20_000u64).map(move |record| 1 + (mix(salt + record) % values) as u32)
    };
    let records = records(&[
        category("one", various(1 << 40, 1_000)),
        category("two", various(2 << 40, 2_000)),
        category("three", various(3 << 40, 500)),
    ]);
    for budget in [3, 10, 30] {
        let settings = Settings {
            pairs_per_record: budget,
            largest_block: 400,
            ..BLOCKED
        };
        let index = Index::build(&records, &Copies::of(&records), &settings);
        let pairs: usize = all_candidates(&index, &records).iter().map(Vec::len).sum();
        let most = budget as usize * 20_000;
        assert!(pairs <= most + most / 10, "{pairs} of {most}");
        let expected = index.expected_pairs as f64;
        assert!((0.9..1.1).contains(&(expected / pairs.max(1) as f64)) || pairs < 1_000);
    }
}

#[test]
fn the_plan_and_the_candidates_are_the_same_for_any_number_of_threads() {
    let various = |salt: u64, values: u64| {
        (0..40_000u64).map(move |record| 1 + (mix(salt + record) % values) as u32)
    };
    let records = records(&[
        category("one", various(1 << 40, 3_000)),
        category("two", various(2 << 40, 300)),
        category("three", various(3 << 40, 100)),
    ]);
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.expect("threads").install(|| {
            let index = Index::build(
                &records,
                &Copies::of(&records),
                &Settings {
                    exhaustive_pairs: 0,
                    ..Settings::default()
                },
            );
            (
                all_candidates(&index, &records),
                format!("{:?} {:?}", index.rules, index.common_keys),
            )
        })
    };
    let once = with(1);
    assert!(once == with(2) && once == with(7));
}
