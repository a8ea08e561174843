//! Comparison levels: the possible outcomes of one attribute's test, weakest first.

/// How many slips make one value of the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slips {
    /// Slips have nothing to do with it.
    Untold,
    /// One: a letter, a digit, a part of a date.
    One,
    /// Several, or another value altogether.
    Several,
}

/// One level of a comparison.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Level {
    /// What the level means, for reports.
    pub name: &'static str,
    /// A first guess at P(level given match), from which the learning starts.
    pub expected_m: f64,
    /// The most that P(level given match) is learned to be: what names one person seldom differs within the person.
    ///
    /// Without it, a file with more households than duplicates teaches that one person has many names.
    pub most_m: f64,
    /// Whether the values agree wholly, so that their rarity counts in full.
    pub is_agreement: bool,
    /// Whether members of one family agree like this too: a shared family name, however rare, is no wonder among them.
    pub is_familiar: bool,
    /// Whether the values contradict each other, which is never evidence for a match.
    pub is_contradiction: bool,
    /// How many slips make one value of the other: who writes most of them right once seldom slips twice.
    pub slips: Slips,
}

/// What comparing two records by one attribute gave.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outcome {
    /// The level, counted from 1 for the weakest; 0 where the value is missing on either side.
    pub level: u8,
    /// How rare the agreement is: -log2 of the share of records that a random record would agree with, in bits.
    /// 0 where the level has no rarity.
    pub rarity: f32,
}

impl Outcome {
    /// Absent on either side: no evidence.
    pub const MISSING: Self = Self {
        level: 0,
        rarity: 0.0,
    };

    pub(crate) fn plain(level: u8) -> Self {
        Self { level, rarity: 0.0 }
    }
}

const fn level(name: &'static str, expected_m: f64) -> Level {
    Level {
        name,
        expected_m,
        most_m: 1.0,
        is_agreement: false,
        is_familiar: false,
        is_contradiction: false,
        slips: Slips::Untold,
    }
}

const fn rare(name: &'static str, expected_m: f64, most_m: f64) -> Level {
    Level {
        name,
        expected_m,
        most_m,
        is_agreement: false,
        is_familiar: false,
        is_contradiction: false,
        slips: Slips::Untold,
    }
}

const fn familiar(level: Level) -> Level {
    Level {
        is_familiar: true,
        ..level
    }
}

const fn by(slips: Slips, level: Level) -> Level {
    Level { slips, ..level }
}

const fn contradiction(level: Level) -> Level {
    Level {
        is_contradiction: true,
        ..level
    }
}

const fn agreement(name: &'static str, expected_m: f64) -> Level {
    Level {
        name,
        expected_m,
        most_m: 1.0,
        is_agreement: true,
        is_familiar: false,
        is_contradiction: false,
        slips: Slips::Untold,
    }
}

/// Levels of names.
pub const NAME: [Level; 8] = [
    familiar(contradiction(by(
        Slips::Several,
        rare("different", 0.02, 0.03),
    ))),
    familiar(contradiction(rare("contrasting", 0.002, 0.003))),
    familiar(by(Slips::Several, rare("little in common", 0.02, 0.06))),
    familiar(rare("much in common", 0.05, 0.15)),
    level("compatible, shorter", 0.10),
    by(Slips::One, level("alike by sound", 0.02)),
    by(Slips::One, level("near", 0.14)),
    agreement("same", 0.648),
];

/// Levels of names that mostly came in given and family names: those with much in common share the given name there, which
/// two people of one family do not.
pub const NAME_IN_PARTS: [Level; 8] = {
    let mut levels = NAME;
    levels[3].is_familiar = false;
    levels
};

/// Levels of names of organisations: one organisation calls itself by many names, so none of them is held rare.
pub const ORGANISATION: [Level; 8] = [
    contradiction(level("different", 0.10)),
    contradiction(level("contrasting", 0.01)),
    level("little in common", 0.07),
    level("much in common", 0.12),
    level("compatible, shorter", 0.20),
    level("alike by sound", 0.02),
    level("near", 0.08),
    agreement("same", 0.40),
];

/// Levels of dates.
pub const DATE: [Level; 6] = [
    contradiction(by(Slips::Several, rare("years apart", 0.02, 0.05))),
    contradiction(by(Slips::Several, rare("different", 0.02, 0.05))),
    by(Slips::One, level("same year", 0.03)),
    by(Slips::One, level("two parts agree", 0.05)),
    by(Slips::One, level("one edit, swapped or a year apart", 0.05)),
    agreement("same", 0.83),
];

/// Levels of telephone numbers.
pub const PHONE: [Level; 4] = [
    contradiction(level("different", 0.35)),
    level("one edit", 0.03),
    level("same subscriber part", 0.04),
    agreement("same", 0.58),
];

/// Levels of e-mail addresses.
pub const EMAIL: [Level; 4] = [
    contradiction(level("different", 0.15)),
    level("near", 0.08),
    level("same before the @", 0.07),
    agreement("same", 0.70),
];

/// Levels of identity numbers.
pub const NATIONAL_ID: [Level; 3] = [
    contradiction(rare("different", 0.05, 0.12)),
    level("one or two edits", 0.08),
    agreement("same", 0.87),
];

/// Levels of street addresses.
pub const ADDRESS: [Level; 6] = [
    contradiction(level("different", 0.18)),
    level("some words in common", 0.07),
    level("same street, other number", 0.05),
    level("same street", 0.12),
    level("near", 0.13),
    agreement("same house", 0.45),
];

/// Levels of places.
pub const PLACE: [Level; 3] = [
    contradiction(level("different", 0.12)),
    level("near", 0.10),
    agreement("same", 0.78),
];

/// Levels of postal codes.
pub const POSTAL_CODE: [Level; 4] = [
    contradiction(level("different", 0.12)),
    level("same area", 0.08),
    level("one edit", 0.05),
    agreement("same", 0.75),
];

/// Levels of free text.
pub const TEXT: [Level; 4] = [
    contradiction(level("different", 0.15)),
    level("some words in common", 0.08),
    level("near", 0.12),
    agreement("same", 0.65),
];

/// Levels of codes.
pub const CODE: [Level; 3] = [
    contradiction(level("different", 0.15)),
    level("one edit", 0.07),
    agreement("same", 0.78),
];

/// Levels of gender.
pub const GENDER: [Level; 2] = [
    contradiction(rare("different", 0.02, 0.05)),
    agreement("same", 0.98),
];

/// Levels of categories.
pub const CATEGORY: [Level; 2] = [
    contradiction(level("different", 0.10)),
    agreement("same", 0.90),
];
