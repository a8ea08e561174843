//! How two names stand to each other.
//!
//! Built on the bag matching that a run scores with, and stricter than it: a run leaves doubt to the other attributes,
//! here one word must say whether two names alone may be one person's.

use super::{Level, Likeness, Question, Relation};
use crate::compare::words::{BagMatch, Tie, Words};
use crate::normalise::gender::Gender;
use crate::normalise::name::{self, Alike, Extra, GenderSource, Name, NameKind, alike, is_light};

/// Compares two names; the order makes no difference.
pub fn names(left: &Question, right: &Question) -> Likeness {
    // Words find their partners one by one, so that the order must be the same whoever asks.
    let (left, right) = if left.value <= right.value {
        (left, right)
    } else {
        (right, left)
    };
    match (name::parse(&left.value), name::parse(&right.value)) {
        (Some(left), Some(right)) => compare(&left, &right),
        _ => likeness(Relation::Different, Level::Missing, 0.0),
    }
}

fn likeness(relation: Relation, level: Level, similarity: f64) -> Likeness {
    Likeness {
        relation,
        level,
        similarity,
    }
}

/// What the pairs of words of two names say.
#[derive(Default)]
struct Pairs {
    /// Words that agree, if only nearly, beyond those that everybody has.
    agreeing: u32,
    /// Another spelling of the same, or another key.
    respelt: u32,
    /// Compatible, no more.
    loose: u32,
    /// Compatible only beside an agreement.
    faint: u32,
    /// A slip of the finger.
    slips: u32,
    initials: u32,
    /// Alike, and for that reason others.
    others: u32,
}

impl Pairs {
    fn take(&mut self, tie: Tie, left: &str, right: &str) {
        match tie {
            Tie::Same => self.agree(left, right),
            Tie::Key => {
                self.respelt += 1;
                self.agree(left, right);
            }
            Tie::Contrast => self.others += 1,
            // Not asked for here: a relation is stricter.
            Tie::Short | Tie::Initial => self.initials += 1,
            Tie::Near | Tie::Alike | Tie::Sound => match alike(left, right, tie == Tie::Near) {
                Alike::Spelling => {
                    self.respelt += 1;
                    self.agree(left, right);
                }
                Alike::Loose if tie == Tie::Near && !is_listed(left, right) => {
                    self.slips += 1;
                    self.agree(left, right);
                }
                Alike::Loose => self.loose += 1,
                Alike::Faint => self.faint += 1,
                Alike::Other => self.others += 1,
            },
        }
    }

    fn agree(&mut self, left: &str, right: &str) {
        self.agreeing += u32::from(!is_light(left) && !is_light(right));
    }
}

/// Alike by a rule or a list, not only by a slip.
fn is_listed(left: &str, right: &str) -> bool {
    alike(left, right, false) != Alike::Other
}

fn compare(left: &Name, right: &Name) -> Likeness {
    if are_other_persons(left, right) {
        return likeness(Relation::Different, Level::Contradicting, 0.0);
    }
    let is_respaced =
        left.tokens.len() != right.tokens.len() && joined_key(left) == joined_key(right);
    if is_respaced && left.kind == right.kind && !are_of_other_standing(left, right) {
        return likeness(Relation::Same, Level::Variant, 0.97);
    }
    let mut words = Words::default();
    words.push_bag(with_initials(&left.tokens, &right.tokens), 1);
    words.push_bag(with_initials(&right.tokens, &left.tokens), 1);
    words.weigh(1024);
    let ties = [
        Tie::Same,
        Tie::Contrast,
        Tie::Key,
        Tie::Near,
        Tie::Alike,
        Tie::Initial,
    ];
    let mut pairs = Pairs::default();
    let found = words.match_by(&ties, words.bag(0), words.bag(1), &mut |tie, one, other| {
        pairs.take(tie, one, other);
    });
    let mut outcome = judge(left, right, &found, &pairs);
    if outcome.relation != Relation::Different && are_of_other_standing(left, right) {
        outcome = likeness(
            Relation::Similar,
            Level::Compatible,
            outcome.similarity.min(0.8),
        );
    }
    if outcome.relation == Relation::Different {
        by_another_name(left, right).unwrap_or(outcome)
    } else {
        outcome
    }
}

/// The tokens, with what abbreviates a token of the other name cut to its initial: `Th.` stands for Theresia as T. does.
fn with_initials<'a>(tokens: &'a [String], others: &'a [String]) -> impl Iterator<Item = &'a str> {
    let has_vowel = |token: &str| token.bytes().any(|byte| b"aeiouy".contains(&byte));
    tokens.iter().map(move |token| {
        let is_abbreviation = (2..=3).contains(&token.len())
            && !has_vowel(token)
            && !name::is_known(token)
            && others
                .iter()
                .any(|other| other.len() > 4 && other.starts_with(token.as_str()));
        if is_abbreviation { &token[..1] } else { token }
    })
}

/// The sound of the whole name without blanks: Sri Wahyuni is Sriwahyuni, and Abdul Rahman Abdurrahman.
fn joined_key(name: &Name) -> String {
    let mut key = name::token_key(&name.tokens.concat());
    if let Some(at) = key.find("abdul") {
        // The l of the article becomes the letter behind it.
        let is_sun_letter = |letter: &u8| b"rsdtnz".contains(letter);
        if key.as_bytes().get(at + 5).is_some_and(is_sun_letter) {
            key.remove(at + 4);
        }
    }
    // Nur Din is Nuruddin: the vowel between belongs to the article.
    if key.len() > 6
        && key.ends_with("udin")
        && !key[..key.len() - 4].ends_with(['a', 'e', 'i', 'o'])
    {
        key.remove(key.len() - 4);
    }
    key
}

/// What titles, particles, descent and suffixes tell apart, however equal the words are.
fn are_other_persons(left: &Name, right: &Name) -> bool {
    let sure = |name: &Name| {
        name.told_gender()
            .filter(|told| told.1 != GenderSource::Name)
    };
    let by_title = |name: &Name| sure(name).map(|told: (Gender, GenderSource)| told.0);
    let are_opposite =
        matches!((by_title(left), by_title(right)), (Some(one), Some(other)) if one != other);
    let other_suffix =
        matches!((&left.suffix, &right.suffix), (Some(one), Some(other)) if one != other);
    let other_father = matches!((&left.father, &right.father),
        (Some(one), Some(other)) if !share_word(one, other));
    // Somebody's mother is not somebody; a wife may be recorded under her husband's name.
    let is_kin = |name: &Name| name.relation.is_some() && !name.is_known_by_title();
    let kin = |name: &Name| name.relation.as_deref().map(name::relation_kind);
    let other_kin = is_kin(left) != is_kin(right) || is_kin(left) && kin(left) != kin(right);
    let is_wife_and_woman = left.relation.is_some() != right.relation.is_some()
        && by_title(left) == Some(Gender::Female)
        && by_title(left) == by_title(right);
    are_opposite && left.relation.is_none() == right.relation.is_none()
        || are_opposite && !is_kin(left) && !is_kin(right)
        || other_suffix
        || other_father
        || other_kin
        || is_wife_and_woman
        || is_unmarried(left) && is_married(right)
        || is_married(left) && is_unmarried(right)
        || names_the_father(left, right)
        || names_the_father(right, left)
}

/// Both salutations before one man's name are his wife's and his daughter's.
fn is_married(name: &Name) -> bool {
    name.relation.is_some() || starts_with_male(name) && has_title(name, "ny")
}

fn is_unmarried(name: &Name) -> bool {
    starts_with_male(name) && has_title(name, "nn")
}

fn starts_with_male(name: &Name) -> bool {
    name.tokens
        .first()
        .is_some_and(|token| name::is_mans(token))
}

fn has_title(name: &Name, title: &str) -> bool {
    name.titles.iter().any(|known| known == title)
}

fn share_word(left: &str, right: &str) -> bool {
    let words: Vec<&str> = right.split(' ').map(|word| word.trim()).collect();
    left.split(' ').any(|word| {
        words
            .iter()
            .any(|other| name::token_key(word) == name::token_key(other))
    })
}

/// The first word of one name is the father of the other: Budi Santoso and Santoso bin Budi.
fn names_the_father(left: &Name, right: &Name) -> bool {
    let (Some(father), [first, _, ..]) = (&left.father, right.tokens.as_slice()) else {
        return false;
    };
    right.father.is_none()
        && left.tokens.first() != Some(first)
        && father.split(' ').any(|word| word == first)
}

/// The two are a household, or two kinds of party: never more than compatible.
fn are_of_other_standing(left: &Name, right: &Name) -> bool {
    let is_organisation = |name: &Name| name.kind == NameKind::Organisation;
    left.relation.is_some() != right.relation.is_some()
        || (left.kind == NameKind::Joint) != (right.kind == NameKind::Joint)
        || (left.kind == NameKind::Group) != (right.kind == NameKind::Group)
        || is_organisation(left) != is_organisation(right)
        || is_organisation(left) && !share_form(left, right)
        || left.suffix != right.suffix
}

/// One form of law or trade is on both sides, or on none; TK is a shop as Toko is.
fn share_form(left: &Name, right: &Name) -> bool {
    let form = |title: &String| {
        if title == "tk" {
            "toko".to_owned()
        } else {
            title.clone()
        }
    };
    let forms: Vec<String> = right.titles.iter().map(form).collect();
    left.titles.iter().any(|title| forms.contains(&form(title)))
        || left.titles.is_empty() && right.titles.is_empty()
}

fn judge(left: &Name, right: &Name, found: &BagMatch, pairs: &Pairs) -> Likeness {
    let (left_open, right_open) = (found.left_open.count_ones(), found.right_open.count_ones());
    let words = left.tokens.len().max(right.tokens.len()).max(1) as f64;
    let unmatched = f64::from(left_open.max(right_open) + pairs.others);
    let share = (1.0 - unmatched / words).clamp(0.0, 1.0);
    let different = |level| likeness(Relation::Different, level, 0.35 * share);
    let similar = |level| likeness(Relation::Similar, level, 0.45 + 0.4 * share);
    if pairs.others > 0 || found.contrasts > 0 {
        return different(Level::Contradicting);
    }
    if found.is_open() {
        return different(Level::Different);
    }
    let has_open = left_open + right_open > 0;
    let pairing = pairs.agreeing + pairs.loose;
    let is_glued =
        pairs.agreeing + pairs.loose + pairs.faint + pairs.initials == 0 && found.bits > 0.0;
    if pairs.faint > 0 && pairing == 0 {
        return different(Level::Near);
    }
    if has_open && pairing == 0 && !is_glued && !(pairs.initials > 0 && found.bits > 2.0) {
        // Only words that everybody has agree: Muhammad alone, Siti alone.
        let is_light_alone = left.tokens.len().min(right.tokens.len()) == 1;
        return if is_light_alone && pairs.initials == 0 {
            similar(Level::Compatible)
        } else {
            different(Level::Different)
        };
    }
    if has_open || pairs.initials > 0 {
        return similar(Level::Compatible);
    }
    if pairs.loose + pairs.faint > 0 {
        return similar(Level::Compatible);
    }
    if pairs.slips > 0 || found.near > u8::try_from(pairs.respelt).unwrap_or(u8::MAX) {
        return similar(Level::Near);
    }
    if pairs.respelt > 0 || left.tokens != right.tokens {
        likeness(Relation::Same, Level::Variant, 0.97)
    } else {
        likeness(Relation::Same, Level::Same, 1.0)
    }
}

/// Where one side tells another name of its person, that one may be the other side's.
fn by_another_name(left: &Name, right: &Name) -> Option<Likeness> {
    let alias = left
        .extra(Extra::Alias)
        .or_else(|| right.extra(Extra::Alias))?;
    let other = if left.extra(Extra::Alias).is_some() {
        right
    } else {
        left
    };
    (other.canonical() == alias).then(|| likeness(Relation::Similar, Level::Compatible, 0.8))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn relate(left: &str, right: &str) -> Likeness {
        let ask = |value: &str| Question {
            value: value.to_owned(),
            ..Question::default()
        };
        let (one, other) = (
            names(&ask(left), &ask(right)),
            names(&ask(right), &ask(left)),
        );
        assert_eq!(one, other, "{left} / {right}: the order makes a difference");
        let band = match one.relation {
            Relation::Same => 0.9..=1.0,
            Relation::Similar => 0.4..=0.899,
            Relation::Different => 0.0..=0.399,
        };
        assert!(band.contains(&one.similarity), "{left} / {right}: {one:?}");
        one
    }

    #[test]
    fn what_a_salutation_or_one_word_tells_apart_is_no_agreement() {
        for (left, right, relation) in [
            ("Mama Rizky", "Rizky", Relation::Different),
            ("Bpk. Hartono", "Ny. Hartono", Relation::Different),
            ("Wayan Sudana", "Putu Sudana", Relation::Similar),
            ("Eka Putra", "Dwi Putra", Relation::Different),
            ("John Smith Jr", "John Smith Sr", Relation::Different),
            ("Abdul Salam", "Abdussalam", Relation::Same),
            ("O'Brien", "OBrien", Relation::Same),
            ("Toko Sinar Baru", "TK. Sinar Baru", Relation::Same),
            ("Setiawan", "Setiawati", Relation::Different),
            ("Sulistyo", "Sulistyowati", Relation::Different),
            ("Jaka", "Zaka", Relation::Different),
            ("Mama Rizky", "Mamah Rizki", Relation::Same),
            ("Mama Rizky", "Papa Rizky", Relation::Different),
            ("Setiawan", "Hermawan", Relation::Different),
            ("Agus Setiawan", "Agus Hermawan", Relation::Similar),
            ("Herry", "Hirry", Relation::Similar),
            ("Naura", "Nora", Relation::Different),
            ("Zaenal", "Jaenal", Relation::Same),
            ("Prijono", "Priyono", Relation::Same),
            ("Nur Din", "Nuruddin", Relation::Same),
            ("Th. Sri Lestari", "Theresia Sri Lestari", Relation::Similar),
        ] {
            assert_eq!(relate(left, right).relation, relation, "{left} / {right}");
        }
    }

    #[test]
    fn a_missing_name_is_never_like_another() {
        let outcome = relate("-", "-");
        assert_eq!(
            (outcome.relation, outcome.level),
            (Relation::Different, Level::Missing)
        );
    }
}
