//! Names that belong together or apart by list: nicknames, male and female forms, spellings of Chinese families.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::tables::{rows, variant};
use super::token::{canonical_word, token_key};

/// Chinese family names by spelling, each with the numbers of its rows.
static CHINESE: LazyLock<FxHashMap<String, Vec<(u8, bool)>>> = LazyLock::new(|| {
    let mut families: FxHashMap<String, Vec<(u8, bool)>> = FxHashMap::default();
    for (number, row) in (0u8..).zip(rows(include_str!("../tables/chinese_indonesian.csv"))) {
        for (column, cell) in row.enumerate().take(5).skip(1) {
            for spelling in cell.split(';').filter(|spelling| !spelling.is_empty()) {
                let token = spelling.to_lowercase();
                let canonical = canonical_word(&token, false).into_owned();
                for form in [token, canonical] {
                    families
                        .entry(form)
                        .or_default()
                        .push((number, column == 4));
                }
            }
        }
    }
    families
});

/// Tells whether a token is a Chinese family name in some spelling of its own.
pub(super) fn is_chinese_family(token: &str) -> bool {
    CHINESE
        .get(token)
        .is_some_and(|rows| rows.iter().any(|(_, is_indonesian)| !is_indonesian))
}

/// Tells whether one of two tokens may be the Indonesian form, or another dialect's, of the family name that the
/// other one is.
pub(super) fn is_one_family(left: &str, right: &str) -> bool {
    let (Some(left), Some(right)) = (CHINESE.get(left), CHINESE.get(right)) else {
        return false;
    };
    left.iter().any(|(row, is_indonesian)| {
        right
            .iter()
            .any(|(other, other_is)| row == other && !(*is_indonesian && *other_is))
    })
}

type Pairs = FxHashSet<(&'static str, &'static str)>;

/// Adds both orders of a pair, as written and in canonical form, unless the two are spellings of one name.
fn add_pair(pairs: &mut Pairs, left: &'static str, right: &'static str) {
    let bare = [left, right].map(|word| variant(word).unwrap_or(word));
    if bare[0] == bare[1] {
        return;
    }
    for one in [left, bare[0]] {
        for other in [right, bare[1]] {
            pairs.insert((one, other));
            pairs.insert((other, one));
        }
    }
}

static NICKNAMES: LazyLock<Pairs> = LazyLock::new(|| {
    let mut pairs = Pairs::default();
    for mut row in rows(include_str!("../tables/nicknames.csv")) {
        let (nickname, full) = (
            row.next().unwrap_or_default(),
            row.next().unwrap_or_default(),
        );
        if !full.contains(' ') {
            add_pair(&mut pairs, nickname, full);
        }
    }
    for mut row in rows(include_str!("../tables/nicknames_english.csv")) {
        let name = row.next().unwrap_or_default();
        for nickname in row
            .nth(1)
            .unwrap_or_default()
            .split(' ')
            .filter(|nickname| !nickname.is_empty())
        {
            add_pair(&mut pairs, name, nickname);
        }
    }
    pairs
});

/// Tells whether the tables hold the pair as nickname and full name, in either order.
pub(super) fn is_nickname_pair(left: &str, right: &str) -> bool {
    NICKNAMES.contains(&(left, right))
}

/// The partners of each nickname and full name, sorted.
static PARTNERS: LazyLock<FxHashMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let mut partners: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
    for (left, right) in NICKNAMES.iter() {
        partners.entry(left).or_default().push(right);
    }
    partners.values_mut().for_each(|all| all.sort_unstable());
    partners
});

/// Tells whether two tokens have a nickname or a full name in common, as Iwan and Wawan have Setiawan.
pub(super) fn share_nickname(left: &str, right: &str) -> bool {
    let (Some(left), Some(right)) = (PARTNERS.get(left), PARTNERS.get(right)) else {
        return false;
    };
    left.iter()
        .any(|partner| right.binary_search(partner).is_ok())
}

static WITH_NICKNAME: LazyLock<FxHashSet<&'static str>> =
    LazyLock::new(|| NICKNAMES.iter().map(|pair| pair.0).collect());

/// Tells whether a token stands in any pair of nickname and full name.
pub(super) fn has_nickname(token: &str) -> bool {
    WITH_NICKNAME.contains(token)
}

static CONTRASTS: LazyLock<Pairs> = LazyLock::new(|| {
    /// Western pairs, general knowledge.
    const WESTERN: [(&str, &str); 26] = [
        ("paul", "paula"),
        ("daniel", "danielle"),
        ("michael", "michelle"),
        ("joseph", "josephine"),
        ("patrick", "patricia"),
        ("george", "georgia"),
        ("andrew", "andrea"),
        ("robert", "roberta"),
        ("eric", "erica"),
        ("brian", "briana"),
        ("julian", "julia"),
        ("julian", "juliana"),
        ("christian", "christina"),
        ("christian", "christine"),
        ("victor", "victoria"),
        ("stephen", "stephanie"),
        ("francis", "frances"),
        ("louis", "louise"),
        ("mario", "maria"),
        ("antonio", "antonia"),
        ("carlos", "carla"),
        ("gabriel", "gabrielle"),
        ("alexander", "alexandra"),
        ("martin", "martina"),
        ("simon", "simone"),
        ("denis", "denise"),
    ];
    let mut pairs = Pairs::default();
    for (male, female) in WESTERN {
        add_pair(&mut pairs, male, female);
    }
    for mut row in rows(include_str!("../tables/gender_contrast_pairs.csv")) {
        let (male, female) = (
            row.next().unwrap_or_default(),
            row.next().unwrap_or_default(),
        );
        // A table pair that a safe spelling rule merges can hardly speak against identity.
        if token_key(male) != token_key(female) {
            add_pair(&mut pairs, male, female);
        }
    }
    pairs
});

static WITH_CONTRAST: LazyLock<FxHashSet<&'static str>> =
    LazyLock::new(|| CONTRASTS.iter().map(|pair| pair.0).collect());

/// Tells whether a token stands in any pair of a male and a female form.
pub(super) fn has_gender_contrast(token: &str) -> bool {
    WITH_CONTRAST.contains(token)
}

/// Tells whether the tables hold the pair as male and female form, in either order.
pub(super) fn is_gender_contrast(left: &str, right: &str) -> bool {
    CONTRASTS.contains(&(left, right))
}
