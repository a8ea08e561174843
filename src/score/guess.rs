//! What is held of the classes before anything is learned, and what ties them to each other (`docs/matching.md`).

use rayon::prelude::*;

use super::model::{
    ByChance, CLASSES, HOUSEHOLD, LevelModel, Logs, MOVED, Model, NAMESAKE, NEIGHBOUR, PerClass,
    RANDOM,
};
use super::pattern::Outcomes;
use crate::compare::Comparison;
use crate::compare::level::{Outcome, Slips};
use crate::normalise::NAME;
use crate::record::{AttributeKind, Facet};

/// How often two values agree by chance before anything is known, and in pairs how much that weighs.
const USUAL_CHANCE: f64 = 0.02;
pub(super) const USUAL_PAIRS: f64 = 20.0;

/// No class but random is held to be more than this share of all pairs.
pub(super) const LARGEST_PRIOR: f64 = 0.3;

/// No more than this share of the matches is held to have moved; half of that before anything is known.
pub(super) const MOST_MOVED: f64 = 0.5;

/// The share of the records that must have a birth date or an identity number for people who moved to be told from
/// people of one name.
const TOLD_APART: f64 = 0.3;

/// No probability of a level is learned to be smaller.
pub(super) const LEAST: f64 = 1e-7;

/// Of what categories of persons say, as a share of their bits.
const CATEGORY_SHARE: f64 = 0.5;

/// No more than this share of the records of one organisation is held to differ in where it is, where it may have branches.
const MOST_ELSEWHERE: f64 = 0.2;

/// How often a household shares what only one of its people should have: twins, a date or number written twice.
const COPIED: f64 = 0.01;

/// How often neighbours share what only one person should have: cousins named after one grandfather, and mother and daughter
/// of a house in a village of such houses.
const NAMED_ALIKE: f64 = 0.002;

/// How often matches take several slips at most: so many times the square of how often they take one, and the least of that,
/// as shares of the matches. Measured on the labelled sets (`docs/decisions.md`).
const SLIPS_IN_DATES: (f64, f64) = (0.6, 0.003);
const SLIPS_IN_NAMES: (f64, f64) = (2.0, 0.01);

/// What stands in for seeing a level once among random pairs.
pub(super) const UNSEEN: f64 = 0.05;

/// The model before any learning: u from random pairs, m as usual for such attributes.
pub(super) fn first_guess(
    comparisons: &[Comparison],
    random: &Outcomes,
    possible: u64,
    has_labels: bool,
) -> Model {
    let levels = comparisons
        .par_iter()
        .enumerate()
        .map(|(index, comparison)| {
            let spec = comparison.levels();
            let counted = Counted::new(comparison, random.of_comparison(index));
            (0..spec.len())
                .map(|at| {
                    let u = counted.u(comparison, at);
                    let m = expected_m(comparison, at);
                    let guess = relatives(comparison, at, m, u);
                    LevelModel {
                        given: given(comparison, at, m, u, guess),
                        mean_rarity: counted.mean_rarity(comparison, at),
                    }
                })
                .collect::<Vec<_>>()
        })
        .collect::<Vec<_>>();
    let root = (possible as f64).sqrt().max(4.0);
    let matching = (4.0 / root).min(LARGEST_PRIOR);
    let relatives = (2.0 / root).min(0.15);
    let has = |is_so: &dyn Fn(&Comparison) -> bool| comparisons.iter().any(is_so);
    let tells_persons = has(&Comparison::tells_persons);
    let tells_surroundings = has(&|comparison| comparison.facet == Facet::Shared);
    let tells_branches = has(&carries_name) && has(&tells_residence);
    let share = |is_told: bool| if is_told { relatives } else { 0.0 };
    // A class that nothing could tell from the match class would take matches away. Organisations share a house as families
    // do, and have branches; persons of one name are strangers, and the rarity of the name tells how likely they meet.
    // Labels can tell it apart by anything.
    let tells_household = has_labels || has(&|comparison| comparison.facet == Facet::Personal);
    let household = share(tells_surroundings && tells_household);
    let neighbour = share(tells_surroundings && comparisons.len() > 1);
    let namesake = share(!tells_persons && tells_branches);
    let moved = if tells_surroundings && tells_apart(comparisons, possible) {
        matching * MOST_MOVED / 2.0
    } else {
        0.0
    };
    let mut model = Model {
        prior: [
            matching,
            1.0 - matching - household - neighbour - namesake - moved,
            household,
            neighbour,
            namesake,
            moved,
        ],
        by_chance: comparisons
            .iter()
            .zip(&levels)
            .map(|(comparison, levels)| by_chance(comparison, levels))
            .collect(),
        levels,
        follows: vec![None; comparisons.len()],
        order: (0..comparisons.len()).collect(),
        logs: Logs::default(),
        rounds: 0,
        converged: false,
    };
    model.refresh();
    model
}

/// P(level given match) before anything is learned.
///
/// In which source a record is tells nothing beforehand: sources may be free of doubles, or hold most of them.
pub(super) fn expected_m(comparison: &Comparison, at: usize) -> f64 {
    let level = &comparison.levels()[at];
    match (comparison.tells_sources(), level.is_agreement) {
        (false, _) => level.expected_m,
        (true, true) => comparison.chance_agreement,
        (true, false) => 1.0 - comparison.chance_agreement,
    }
}

/// Whether enough records have what tells one person from another of the same name.
fn tells_apart(comparisons: &[Comparison], possible: u64) -> bool {
    let records = (2.0 * possible as f64).sqrt();
    comparisons.iter().any(|comparison| {
        matches!(
            comparison.kind,
            AttributeKind::Date | AttributeKind::NationalId
        ) && comparison.facet == Facet::Personal
            && comparison.counted as f64 >= TOLD_APART * records
    })
}

/// Whether an attribute tells where somebody lives: what changes when a person moves.
pub(super) fn tells_residence(comparison: &Comparison) -> bool {
    comparison.facet == Facet::Shared
        && matches!(
            comparison.kind,
            AttributeKind::Address | AttributeKind::Place | AttributeKind::PostalCode
        )
}

/// Whether an attribute goes with the name: what namesakes share.
pub(super) fn carries_name(comparison: &Comparison) -> bool {
    match comparison.kind {
        AttributeKind::Name | AttributeKind::Gender => true,
        // An employer beside a person's name is no name of hers.
        AttributeKind::Organisation => comparison.attribute == NAME,
        _ => false,
    }
}

/// Whether namesakes share an attribute for what they have in common: branches of one chain have its name, often its one
/// telephone number, and always their own house.
pub(super) fn is_shared_by_namesakes(comparison: &Comparison) -> bool {
    let goes_with_the_firm = match comparison.facet {
        Facet::Open => true,
        Facet::Shared => !tells_residence(comparison),
        Facet::Personal => false,
    };
    carries_name(comparison) || goes_with_the_firm
}

/// The share of what an attribute says that is believed.
///
/// Categories of persons say the same in more ways than one following another: a wife is married and a housekeeper, a scholar
/// is a child at home. Of firms they tell branches apart.
pub(super) fn share_of_evidence(comparison: &Comparison, has_namesakes: bool) -> f64 {
    let is_vague = comparison.kind == AttributeKind::Category
        && comparison.facet == Facet::Open
        && !comparison.tells_sources();
    if is_vague && !has_namesakes {
        CATEGORY_SHARE
    } else {
        1.0
    }
}

/// The most that P(level given match) is learned to be.
///
/// Where branches are told from their firm, who has another place is another branch.
pub(super) fn most_m(comparison: &Comparison, has_namesakes: bool) -> Vec<f64> {
    let mut most: Vec<f64> = comparison
        .levels()
        .iter()
        .map(|level| level.most_m)
        .collect();
    if has_namesakes && tells_residence(comparison) {
        most[0] = most[0].min(MOST_ELSEWHERE);
    }
    most
}

/// Holds what takes several slips, by how often matches are learned to differ by one.
///
/// Two slips are as rare as the square of one. Where slips are rare, a birth date that is wholly another is another person's:
/// a son of his father's name, a namesake.
pub(super) fn hold_several_slips(comparison: &Comparison, most: &mut [f64], matching: &[f64]) {
    let (times, least) = match comparison.kind {
        AttributeKind::Date => SLIPS_IN_DATES,
        AttributeKind::Name if comparison.tells_persons() => SLIPS_IN_NAMES,
        _ => return,
    };
    let levels = comparison.levels();
    let one = levels.iter().zip(matching);
    let one: f64 = one
        .filter(|(level, _)| level.slips == Slips::One)
        .map(|(_, share)| share)
        .sum();
    for (level, most) in levels.iter().zip(most) {
        if level.slips == Slips::Several {
            *most = most.min((times * one * one).max(least));
        }
    }
}

/// Per level of a comparison, the classes whose pairs agree like this by chance.
fn by_chance(comparison: &Comparison, levels: &[LevelModel]) -> Vec<ByChance> {
    let levels = comparison.levels().iter().zip(levels);
    levels
        .map(|(spec, level)| {
            let mut chance = [false; CLASSES];
            chance[RANDOM] = true;
            // A hotline that many branches have is met more often between two of them than within one.
            chance[NAMESAKE] =
                !is_shared_by_namesakes(comparison) || comparison.facet == Facet::Shared;
            chance[MOVED] = tells_residence(comparison);
            if comparison.facet == Facet::Personal && !spec.is_familiar {
                chance[NEIGHBOUR] = level.u() > NAMED_ALIKE * level.m();
                chance[HOUSEHOLD] = level.u() > COPIED * level.m();
            }
            chance
        })
        .collect()
}

/// P(level given each class), where `learned` has what the household, the neighbour, the namesake and the moved class
/// learned.
///
/// What is tied tells the classes apart: a household shares its surroundings as the person shares them with herself, and
/// namesakes their name; a family is told from a duplicate by what names the person alone, a branch by its place.
pub(super) fn given(
    comparison: &Comparison,
    at: usize,
    m: f64,
    u: f64,
    learned: [f64; 4],
) -> PerClass {
    let [household, neighbour, namesake, moved] = learned;
    let moved = if tells_residence(comparison) {
        moved
    } else {
        m
    };
    let namesake = match carries_name(comparison) {
        true => m,
        false if is_shared_by_namesakes(comparison) => namesake,
        false => u,
    };
    let level = &comparison.levels()[at];
    let names_one = match comparison.facet {
        Facet::Personal => !level.is_familiar,
        // Two firms of one house or one street have two names.
        Facet::Open => carries_name(comparison) && level.is_agreement,
        Facet::Shared => false,
    };
    let (household, neighbour) = match comparison.facet {
        Facet::Shared => (m, neighbour),
        _ if names_one => (
            (1.0 - COPIED) * u + COPIED * m,
            (1.0 - NAMED_ALIKE) * u + NAMED_ALIKE * m,
        ),
        _ => (household, neighbour),
    };
    [m, u, household, neighbour, namesake, moved]
}

/// What the household, the neighbour, the namesake and the moved class are expected to look like before learning.
fn relatives(comparison: &Comparison, at: usize, m: f64, u: f64) -> [f64; 4] {
    let between = 0.5 * (m + u);
    match comparison.facet {
        Facet::Personal if comparison.levels()[at].is_familiar => {
            let guess = FAMILIAR_GUESS[at.min(FAMILIAR_GUESS.len() - 1)];
            [guess, guess, m, m]
        }
        _ => [between, between, between, 0.2 * m + 0.8 * u],
    }
}

/// How often the names of two people of one household differ, contrast, or share a family name.
const FAMILIAR_GUESS: [f64; 4] = [0.62, 0.01, 0.30, 0.06];

/// What random pairs say of one comparison.
struct Counted {
    pairs: Vec<f64>,
    all: f64,
    rarity: Vec<(f64, f64)>,
}

impl Counted {
    fn new(comparison: &Comparison, random: impl Iterator<Item = Outcome>) -> Self {
        let count = comparison.levels().len();
        let mut counted = Self {
            pairs: vec![0.0; count],
            all: 0.0,
            rarity: vec![(0.0, 0.0); count],
        };
        for outcome in random {
            if let Some(level) = usize::from(outcome.level).checked_sub(1) {
                counted.pairs[level] += 1.0;
                counted.all += 1.0;
                if outcome.rarity > 0.0 {
                    counted.rarity[level].0 += 1.0;
                    counted.rarity[level].1 += f64::from(outcome.rarity).min(40.0).exp2();
                }
            }
        }
        counted
    }

    fn u(&self, comparison: &Comparison, at: usize) -> f64 {
        if comparison.levels()[at].is_agreement {
            return believable(comparison, most_by_chance(comparison));
        }
        ((self.pairs[at] + UNSEEN) / (self.all + UNSEEN * self.pairs.len() as f64))
            .clamp(LEAST, 1.0)
    }

    /// The rarity against which a pair's own rarity counts, so that P(level given random) is u in the mean.
    fn mean_rarity(&self, comparison: &Comparison, at: usize) -> f64 {
        let (count, sum) = self.rarity[at];
        if comparison.levels()[at].is_agreement || count < 20.0 {
            comparison.mean_rarity
        } else {
            (sum / count).log2().min(comparison.mean_rarity)
        }
    }
}

/// The most pairs that are held to agree wholly by chance: no more than do in all, or than persons that hold a value do, and
/// no more whole names than their words come together by chance.
///
/// Where names are all there is, nothing else tells two of one name from one person written twice.
pub(super) fn most_by_chance(comparison: &Comparison) -> f64 {
    let chance = comparison
        .chance_agreement
        .min(comparison.persons_agreement);
    let chance = match comparison.kind {
        AttributeKind::Name | AttributeKind::Organisation => {
            chance.min((-comparison.mean_rarity).exp2())
        }
        _ => chance,
    };
    chance * comparison.filled_pairs()
}

/// P(whole agreement by chance) from the pairs that agree so; a handful of records proves little against what is usual.
pub(super) fn believable(comparison: &Comparison, agreeing: f64) -> f64 {
    let usual = USUAL_CHANCE * USUAL_PAIRS;
    ((agreeing + usual) / (comparison.filled_pairs() + USUAL_PAIRS)).clamp(LEAST, 1.0)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::normalise::name::{from_parts, parse};
    use crate::normalise::{Attribute, SOURCE_ATTRIBUTE, Values};
    use crate::record::ValueId;
    use crate::score::model::HOUSEHOLD;

    const RECORDS: u32 = 100;

    /// An attribute in which every two records share a value.
    fn attribute(name: &str, kind: AttributeKind, facet: Facet) -> Attribute {
        let slots = (0..RECORDS).map(|record| ValueId::from_index(record as usize / 2));
        Attribute::of_numbers(name, kind, facet, 1, slots.collect())
    }

    fn comparison(name: &str, kind: AttributeKind, facet: Facet) -> Comparison {
        let attribute = attribute(name, kind, facet);
        Comparison::all([&attribute]).remove(0)
    }

    fn guessed(attributes: &[Attribute]) -> Model {
        let comparisons = Comparison::all(attributes);
        let possible = u64::from(RECORDS * (RECORDS - 1) / 2);
        let random = Outcomes::of(&comparisons, &[]);
        first_guess(&comparisons, &random, possible, false)
    }

    #[test]
    fn categories_of_persons_are_half_believed_and_those_of_firms_whole() {
        let vague = comparison("occupation", AttributeKind::Category, Facet::Open);
        assert_eq!(share_of_evidence(&vague, false), CATEGORY_SHARE);
        assert_eq!(share_of_evidence(&vague, true), 1.0);
        for (name, kind, facet) in [
            (SOURCE_ATTRIBUTE, AttributeKind::Category, Facet::Open),
            ("race", AttributeKind::Category, Facet::Personal),
            ("code", AttributeKind::Code, Facet::Open),
        ] {
            assert_eq!(
                share_of_evidence(&comparison(name, kind, facet), false),
                1.0
            );
        }
    }

    #[test]
    fn a_firm_elsewhere_is_a_branch_and_a_person_elsewhere_has_moved() {
        let city = comparison("city", AttributeKind::Place, Facet::Shared);
        assert_eq!(most_m(&city, true)[0], MOST_ELSEWHERE);
        assert!(most_m(&city, false)[0] > MOST_ELSEWHERE);
        let phone = comparison("phone", AttributeKind::Phone, Facet::Shared);
        assert_eq!(most_m(&phone, true), most_m(&phone, false));
    }

    #[test]
    fn several_slips_are_rare_where_one_is() {
        let dates = comparison("birth_date", AttributeKind::Date, Facet::Personal);
        let held = |one: f64| {
            let matching = [0.05, 0.05, one / 2.0, 0.0, one / 2.0, 0.9 - one];
            let mut most = most_m(&dates, false);
            hold_several_slips(&dates, &mut most, &matching);
            assert_eq!(most[2..], most_m(&dates, false)[2..]);
            [most[0], most[1]]
        };
        assert_eq!(held(0.0), [0.003; 2]);
        assert!((held(0.1)[0] - 0.006).abs() < 1e-12);
        assert_eq!(held(0.5), [0.05; 2]);
        let phones = comparison("phone", AttributeKind::Phone, Facet::Shared);
        let mut most = most_m(&phones, false);
        hold_several_slips(&phones, &mut most, &[0.0, 0.0, 0.0, 1.0]);
        assert_eq!(most, most_m(&phones, false));
    }

    #[test]
    fn branches_share_name_and_telephone_and_not_their_place() {
        let shared = |name, kind, facet| is_shared_by_namesakes(&comparison(name, kind, facet));
        assert!(shared("name", AttributeKind::Organisation, Facet::Personal));
        assert!(shared("phone", AttributeKind::Phone, Facet::Shared));
        assert!(shared("cuisine", AttributeKind::Category, Facet::Open));
        assert!(!shared("city", AttributeKind::Place, Facet::Shared));
        assert!(!shared("tax", AttributeKind::NationalId, Facet::Personal));
    }

    #[test]
    fn which_source_a_record_is_of_tells_nothing_beforehand() {
        let source = comparison(SOURCE_ATTRIBUTE, AttributeKind::Category, Facet::Open);
        let guessed: Vec<f64> = (0..2).map(|at| expected_m(&source, at)).collect();
        let chance = source.chance_agreement;
        assert_eq!(guessed, [1.0 - chance, chance]);
    }

    #[test]
    fn neighbours_share_names_a_little_oftener_than_strangers() {
        let model = guessed(&[
            attribute("code", AttributeKind::Code, Facet::Personal),
            attribute("city", AttributeKind::Place, Facet::Shared),
        ]);
        let agreement = model.levels[0].last().expect("levels");
        let expected = (1.0 - NAMED_ALIKE) * agreement.u() + NAMED_ALIKE * agreement.m();
        assert_eq!(agreement.given[NEIGHBOUR], expected);
        assert!(agreement.given[NEIGHBOUR] > agreement.u());
        assert!(agreement.given[HOUSEHOLD] > agreement.given[NEIGHBOUR]);
    }

    #[test]
    fn the_rarity_of_a_hotline_counts_among_branches_and_that_of_their_name_does_not() {
        let chance = |name: &str, kind: AttributeKind, facet: Facet| {
            let model = guessed(&[attribute(name, kind, facet)]);
            model.by_chance[0].last().expect("levels")[NAMESAKE]
        };
        assert!(chance("phone", AttributeKind::Phone, Facet::Shared));
        assert!(!chance(NAME, AttributeKind::Organisation, Facet::Open));
        assert!(!chance("code", AttributeKind::Code, Facet::Open));
    }

    #[test]
    fn two_people_of_one_house_share_a_given_name_only_by_chance() {
        let of_household = |in_parts: bool| {
            let names = ["Ana", "Budi", "Citra", "Dewa"].map(|given| match in_parts {
                true => from_parts(given, "", "Santoso", "").expect("a name"),
                false => parse(given).expect("a name"),
            });
            let values = Values::Names(names.map(Arc::new).to_vec());
            let slots = (0..RECORDS)
                .map(|record| ValueId::from_index(record as usize % 4))
                .collect();
            let names = Attribute {
                values,
                slots,
                ..attribute(NAME, AttributeKind::Name, Facet::Personal)
            };
            let model = guessed(&[
                names,
                attribute("city", AttributeKind::Place, Facet::Shared),
            ]);
            let tied = |level: &LevelModel| (1.0 - COPIED) * level.u() + COPIED * level.m();
            // Little and much in common.
            [2, 3].map(|at: usize| {
                let level = &model.levels[0][at];
                level.given[HOUSEHOLD] == tied(level)
            })
        };
        assert_eq!(of_household(true), [false, true]);
        assert_eq!(of_household(false), [false, false]);
    }

    #[test]
    fn two_firms_of_one_street_have_two_names() {
        let firms = attribute(NAME, AttributeKind::Organisation, Facet::Open);
        let city = attribute("city", AttributeKind::Place, Facet::Shared);
        let model = guessed(&[firms, city]);
        let same = model.levels[0].last().expect("levels");
        let tied = (1.0 - NAMED_ALIKE) * same.u() + NAMED_ALIKE * same.m();
        assert_eq!(same.given[NEIGHBOUR], tied);
    }

    #[test]
    fn branches_are_held_apart_only_where_their_place_can_tell_them() {
        let name = || attribute(NAME, AttributeKind::Organisation, Facet::Open);
        let phone = attribute("phone", AttributeKind::Phone, Facet::Shared);
        let city = attribute("city", AttributeKind::Place, Facet::Shared);
        assert_eq!(guessed(&[name(), phone]).prior[NAMESAKE], 0.0);
        assert!(guessed(&[name(), city]).prior[NAMESAKE] > 0.0);
    }

    #[test]
    fn whole_names_agree_by_chance_no_oftener_than_their_words_come_together() {
        // A hundred names twice each, no word in two of them.
        let letter = |number: usize| char::from(b'a' + (number % 26) as u8);
        let word =
            |name: usize, end: &str| format!("{0}{1}{0}o{end}", letter(name), letter(name / 26));
        let names = (0..100).map(|name| {
            let name = format!("{} {}", word(name, "mira"), word(name, "wenda"));
            Arc::new(parse(&name).expect("a name"))
        });
        let names = Attribute {
            values: Values::Names(names.collect()),
            ..attribute(NAME, AttributeKind::Name, Facet::Personal)
        };
        let slots = (0..200)
            .map(|record| ValueId::from_index(record / 2))
            .collect();
        let comparison = Comparison::all([&Attribute { slots, ..names }]).remove(0);
        let by_count = comparison.chance_agreement * comparison.filled_pairs();
        assert!(most_by_chance(&comparison) < 0.5 * by_count);
    }
}
