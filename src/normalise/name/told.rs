//! The gender that a name tells, and which of its parts tells it.

use super::tables;
use super::word::Word;
use super::{Name, NameKind};
use crate::normalise::gender::Gender;

/// Which part of a name tells the gender, surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum GenderSource {
    /// A salutation, title or rank: `Ny.`, `Drs.`.
    Title,
    /// A particle or marker of descent: I and Ni, `binti`, `boru`, Siti.
    Particle,
    /// The given name, by statistics.
    Name,
}

impl GenderSource {
    /// The word that answers and reports use.
    pub fn word(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Particle => "particle",
            Self::Name => "name",
        }
    }
}

/// Names that men and women bear, whichever sex the lists happened to meet first; common knowledge.
const SHARED: [&str; 25] = [
    "ade", "ari", "ayi", "bayu", "budi", "candra", "chandra", "daeng", "dian", "dwi", "eka",
    "endang", "fajar", "indra", "kris", "nur", "rizki", "rizky", "setia", "sri", "tri", "wahyu",
    "yudi", "yuli", "yus",
];

/// Endings that only the names of women have.
const OF_WOMEN: [&str; 5] = ["wati", "ningsih", "ningrum", "astuti", "watik"];

impl Name {
    /// The gender that the name tells by any of its parts, and by which.
    ///
    /// Titles and particles come before statistics. Given names tell it only as they are written: an old spelling
    /// that no list has counted asserts nothing, nor does a name that both sexes bear, nor a man's name at the end that
    /// may be the father's or the husband's. `None` also where the parts of a name disagree.
    pub fn told_gender(&self) -> Option<(Gender, GenderSource)> {
        if self.kind == NameKind::Joint || self.kind == NameKind::Organisation {
            return None;
        }
        if let Some(gender) = self.gender {
            return Some((gender, self.gender_source.unwrap_or(GenderSource::Title)));
        }
        let is_family =
            self.kind == NameKind::Group && !self.titles.iter().any(|title| title == "cs");
        if self.relation.is_some() || self.is_of_open_gender || is_family {
            return None;
        }
        let gender = by_statistics(&self.core, self.suffix.as_deref())?;
        Some((gender, GenderSource::Name))
    }
}

impl Name {
    /// `alm.` is said of a man, `almh.` of a woman; where the name itself tells another gender, nothing is asserted.
    pub(super) fn tell_by_status(&mut self, status: &Word) {
        let gender = if matches!(status.text.as_str(), "almh" | "almarhumah") {
            Gender::Female
        } else {
            Gender::Male
        };
        if self.kind == NameKind::Person
            && self.relation.is_none()
            && !self.is_of_open_gender
            && self.told_gender().is_none()
        {
            (self.gender, self.gender_source) = (Some(gender), Some(GenderSource::Title));
        }
    }

    /// The gender that the given names alone tell by statistics, whatever titles say.
    pub fn gender_of_given_names(&self) -> Option<Gender> {
        let is_own = self.kind == NameKind::Person && self.relation.is_none();
        is_own.then(|| by_statistics(&self.core, self.suffix.as_deref()))?
    }
}

impl Name {
    /// The relation is only that of a woman's title before a man's name, which may be her own name after all.
    pub(crate) fn is_known_by_title(&self) -> bool {
        matches!(self.relation.as_deref(), Some("ny" | "ibu" | "mrs"))
    }
}

/// The gender that all given names of a core tell together.
fn by_statistics(core: &str, suffix: Option<&str>) -> Option<Gender> {
    let mut told = None;
    let mut after_shared = false;
    let words = core.split(' ').filter(|word| Some(*word) != suffix);
    let count = words.clone().count();
    for (position, word) in words.enumerate() {
        let is_last = position > 0 && position + 1 == count;
        let is_shared = SHARED.contains(&word) || is_pet_name(word);
        let found = of_word(word, is_last)
            .filter(|gender| !(is_shared || is_last && after_shared && *gender == Gender::Male));
        after_shared |= is_shared;
        let Some(gender) = found else {
            continue;
        };
        if told.is_some_and(|earlier| earlier != gender) {
            return None;
        }
        told = Some(gender);
    }
    told
}

fn of_word(word: &str, is_last: bool) -> Option<Gender> {
    if word.len() < 3 {
        return None;
    }
    if OF_WOMEN
        .iter()
        .any(|ending| word.len() > ending.len() + 1 && word.ends_with(ending))
    {
        return Some(Gender::Female);
    }
    if tables::is_chinese_family(word) {
        return None;
    }
    match tables::known_as_written(word) {
        Some(known) if known.given => known
            .gender
            .filter(|gender| !(is_last && known.family && *gender == Gender::Male)),
        Some(_) => None,
        None => tables::english_gender(word),
    }
}

/// One syllable twice, such as Nana, Didi or Jaja: names of boys and girls alike.
fn is_pet_name(word: &str) -> bool {
    word.len() == 4 && word.is_char_boundary(2) && word[..2] == word[2..]
}
