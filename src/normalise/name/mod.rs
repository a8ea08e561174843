//! Names of persons and organisations: raw text to titles, a clean core and canonical tokens.
//!
//! In comes one cell, or the cells of a name in parts; out goes a [`Name`], or nothing for a missing, placeholder or
//! junk value. The result depends on the text alone, so that each distinct value needs parsing only once. No text
//! makes it panic, and a name never loses its last word to a title.
//!
//! Indonesian names come first, names of any other country pass through: an Indonesian title that may be a foreign
//! initial or word is believed only when the name does not look foreign, and foreign scripts are transliterated.
//!
//! # Source
//!
//! The identity specification, section 3; its tables are in `tables/`.

mod additions;
mod alike;
mod display;
mod expand;
mod extra;
mod keys;
mod marker;
mod nobody;
mod organisation;
mod pairs;
mod parse;
mod role;
mod skeleton;
mod tables;
mod title;
mod token;
mod told;
mod word;

pub use additions::{Additions, set_additions};
pub(crate) use alike::{Alike, alike};
pub use extra::Extra;
pub use skeleton::skeleton;
pub(crate) use title::gender_of_title;
pub use token::{contrasts, has_contrast, has_nickname, is_light, nickname_of, token_key};
pub use told::GenderSource;

use self::word::Word;
use super::gender::Gender;
use crate::text::clean::{fold, is_too_long, tidy};
use crate::text::placeholder::{PlaceholderField, is_placeholder};

/// Who a name names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NameKind {
    /// One person.
    Person,
    /// A company, shop, school or office.
    Organisation,
    /// Two persons, or two names of one: `Budi & Ani`.
    Joint,
    /// A family or a circle: `Keluarga Tanoto`, `Susanti cs`.
    Group,
    /// Two parties of different roles: a shop and its contact, somebody in care of somebody.
    Mixed,
}

/// A parsed name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// Who is named.
    pub kind: NameKind,
    /// Canonical title words such as `haji`, `dr` or `se`, sorted and without repetition; an organisation's forms.
    pub titles: Vec<String>,
    /// The name as written, in lower case and its own script, without titles, degrees and notes.
    ///
    /// The two names of a joint record stand around ` & `.
    pub core: String,
    /// Canonical lower-case ASCII tokens in written order; `Santoso, Budi` is put into first-last order.
    pub tokens: Vec<String>,
    /// How many leading tokens come from given and middle names; 0 when the name was not in parts.
    pub given: u8,
    /// How many trailing tokens are the family name; 0 when the name was not in parts.
    pub family: u8,
    /// Western generational suffix: `jr`, `sr`, `ii`, `iii` or `iv`.
    pub suffix: Option<String>,
    /// The gender that titles and particles tell; see [`Name::told_gender`] for that of the name itself.
    pub gender: Option<Gender>,
    /// Whether a title or a particle tells `gender`.
    pub gender_source: Option<GenderSource>,
    /// Nothing can be told of the gender: titles tell both, or the name is an organisation's.
    pub(crate) is_of_open_gender: bool,
    /// The relation word when somebody is named by another person's name: `istri`, `mama`, or `ny` before a man's name.
    pub relation: Option<String>,
    /// The father's canonical name after `bin` or `binti`; it is no part of the tokens.
    pub father: Option<String>,
    /// What else stood beside the name, in the order of finding.
    pub extra: Vec<(Extra, String)>,
    /// Where the tokens of each further party of a joint name begin.
    pub parties: Vec<u8>,
    /// The core with its apostrophes, where it has any.
    pub(crate) shown: Option<Box<str>>,
}

impl Name {
    /// The tokens with one blank between them.
    pub fn canonical(&self) -> String {
        self.tokens.join(" ")
    }

    fn empty(kind: NameKind) -> Self {
        Self {
            kind,
            titles: Vec::new(),
            core: String::new(),
            tokens: Vec::new(),
            given: 0,
            family: 0,
            suffix: None,
            gender: None,
            gender_source: None,
            is_of_open_gender: false,
            relation: None,
            father: None,
            extra: Vec::new(),
            parties: Vec::new(),
            shown: None,
        }
    }

    /// Fills core and tokens from the words of a person's name.
    fn take_words(&mut self, words: &[Word]) {
        self.core = written(words);
        self.shown = display::with_apostrophes(words);
        self.tokens = expand::canonical_tokens(words);
    }

    /// Fills core and tokens without the spelling rules for persons.
    fn take_plain_words(&mut self, words: &[Word]) {
        self.core = written(words);
        self.shown = display::with_apostrophes(words);
        self.tokens = organisation::plain_tokens(words);
    }

    fn settle_titles(&mut self) {
        self.titles.sort_unstable();
        self.titles.dedup();
    }
}

fn written(words: &[Word]) -> String {
    let mut text = String::with_capacity(words.iter().map(|word| word.written().len() + 1).sum());
    for word in words {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(word.written());
    }
    text
}

/// Parses a full name; `None` when it is missing, a placeholder or junk, or names a mere role.
///
/// ```
/// use satukan::normalise::name::parse;
///
/// let name = parse("Drs. H. Soegeng Rijadi, MM").expect("a name");
/// assert_eq!(name.canonical(), "sugeng riyadi");
/// assert_eq!(name.titles, ["drs", "h", "mm"]);
/// ```
pub fn parse(raw: &str) -> Option<Name> {
    if is_too_long(raw) || is_placeholder(PlaceholderField::Name, raw) {
        return None;
    }
    let text = tidy(raw);
    let name = parse::full(&text).filter(|name| !names_nobody(name))?;
    let is_odd = text
        .bytes()
        .any(|byte| b",;()[]{}/&+|\"@\\".contains(&byte));
    if is_odd && name.kind == NameKind::Person {
        settled(name)
    } else {
        Some(name)
    }
}

/// Reads a canonical form again until it stays what it is.
///
/// Commas and brackets bring words together that mean something else side by side: `Ira, Ltd.`.
fn settled(mut name: Name) -> Option<Name> {
    for _ in 0..3 {
        let again = parse::full(&name.canonical()).filter(|again| !names_nobody(again))?;
        if again.tokens == name.tokens {
            break;
        }
        name.tokens = again.tokens;
        name.kind = again.kind;
        name.titles.extend(again.titles);
        name.settle_titles();
    }
    Some(name)
}

/// Tells whether an untitled name is one that the unknown are given.
fn is_of_nobody(name: &Name) -> bool {
    name.kind == NameKind::Person && name.titles.is_empty() && nobody::is_nobody(&name.core)
}

/// Tells whether only a letter, a number or words that stand for nothing are left of a person's name.
fn names_nobody(name: &Name) -> bool {
    if is_of_nobody(name) {
        return true;
    }
    match name.tokens.as_slice() {
        [only] if name.kind == NameKind::Person => {
            let is_rest = !name.titles.is_empty() || !name.extra.is_empty();
            let first = only.bytes().next().unwrap_or_default();
            only.len() < 2
                || only
                    .bytes()
                    .all(|byte| byte.is_ascii_digit() || byte == first)
                || is_rest && is_placeholder(PlaceholderField::Name, only)
        }
        _ => false,
    }
}

/// Tells whether a text that names nobody addresses a role (`Ibu Guru`, `Bu Haji`), and the gender of the address.
pub fn role(raw: &str) -> Option<Option<Gender>> {
    if is_placeholder(PlaceholderField::Name, raw) {
        return None;
    }
    role::role(&tidy(raw))
}

/// What the relation word of a name says: how the person who is meant stands to the one whose name it is.
pub fn relation_kind(relation: &str) -> Extra {
    extra::of_relation(relation)
}

/// Tells whether the lists of names know a canonical token.
pub fn is_known(token: &str) -> bool {
    tables::known(token).is_some()
}

/// Tells whether the lists of names know a canonical token as a man's given name.
pub fn is_mans(token: &str) -> bool {
    tables::known(token).is_some_and(|known| known.given && known.gender == Some(Gender::Male))
}

/// Tells whether a word in small letters, in whatever spelling, is known as a name of Indonesians alone.
pub(super) fn is_local(word: &str) -> bool {
    tables::known(&token::canonical_word(word, false)).is_some_and(|known| known.local)
}

/// Tells whether a token has the form of a degree.
pub fn is_degree_form(token: &str) -> bool {
    tables::back_title(token).is_some() && tables::known(token).is_none_or(|known| !known.given)
        || matches!(token, "st")
}

/// Parses a name that comes in parts; any part may be empty or a placeholder, `None` when all are missing.
///
/// With only one of given and family name filled, that text is parsed as a full name; `given` or `family` then
/// counts its tokens if it names one person.
pub fn from_parts(given: &str, middle: &str, family: &str, suffix: &str) -> Option<Name> {
    let clean = |raw: &str| -> String {
        if is_too_long(raw) || is_placeholder(PlaceholderField::Name, raw) && !is_initial(raw) {
            String::new()
        } else {
            tidy(raw).into_owned()
        }
    };
    let written = [given, middle, family];
    let (given, middle, family) = (clean(given), clean(middle), clean(family));
    let is_left_out = written
        .iter()
        .zip([&given, &middle, &family])
        .any(|(written, left)| left.is_empty() && !written.is_empty());
    if is_left_out && nobody::is_nobody(&fold(&written.join(" "))) {
        return None;
    }
    let front = [given.as_str(), middle.as_str()]
        .iter()
        .filter(|part| !part.is_empty())
        .copied()
        .collect::<Vec<_>>();
    let front = front.join(" ");
    let suffix_words = word::split(&tidy(suffix));
    let column_suffix = suffix_words.first().and_then(title::suffix_of);
    let column_degree = if suffix_words.is_empty() {
        None
    } else {
        title::degree_of(&suffix_words)
    };
    let mut name = if front.is_empty() || family.is_empty() {
        let mut name = parse::full(if front.is_empty() { &family } else { &front })?;
        if name.kind == NameKind::Person {
            let count = small(name.tokens.len());
            (name.given, name.family) = if front.is_empty() {
                (0, count)
            } else {
                (count, 0)
            };
        }
        name
    } else {
        both_parts(&front, &family)?
    };
    if is_of_nobody(&name) {
        return None;
    }
    if let Some(degree) = column_degree {
        name.titles.push(degree.title.to_owned());
        name.settle_titles();
    }
    if let Some(suffix) = column_suffix.filter(|_| name.suffix.is_none()) {
        name.core.push(' ');
        name.core.push_str(suffix);
        name.suffix = Some(suffix.to_owned());
    }
    Some(name)
}

/// A single letter is an initial in a column of name parts, whatever it means as a whole name.
fn is_initial(raw: &str) -> bool {
    let text = raw.trim().trim_end_matches('.');
    text.len() == 1 && text.bytes().all(|byte| byte.is_ascii_alphabetic())
}

fn both_parts(front: &str, family: &str) -> Option<Name> {
    let mut front = word::split(front);
    let mut back = word::split(family);
    if front.is_empty() || back.is_empty() {
        front.append(&mut back);
        let draft = title::Draft::new(&front);
        return parse::finish(&front, draft, NameKind::Person);
    }
    parse::take_asides(&mut front);
    parse::take_asides(&mut back);
    let all: Vec<Word> = front.iter().chain(&back).cloned().collect();
    let mut draft = title::Draft::new(&all);
    // A family name of one word is never a degree or a title, a given name of one word neither.
    title::strip_front(&mut front, &mut draft);
    title::strip_back(&mut front, &mut draft);
    if let [_, .., last] = back.as_slice()
        && let Some(suffix) = title::suffix_of(last)
    {
        draft.suffix = Some(suffix);
        back.pop();
    }
    title::strip_back(&mut back, &mut draft);
    let tokens = (
        expand::canonical_tokens(&front),
        expand::canonical_tokens(&back),
    );
    front.append(&mut back);
    let mut name = parse::finish(&front, draft, NameKind::Person)?;
    (name.given, name.family) = (small(tokens.0.len()), small(tokens.1.len()));
    name.tokens = tokens.0;
    name.tokens.extend(tokens.1);
    Some(name)
}

fn small(count: usize) -> u8 {
    u8::try_from(count).unwrap_or(u8::MAX)
}

/// Parses the value of a column that holds organisations; legal forms leave the tokens but stay in the core.
pub fn organisation(raw: &str) -> Option<Name> {
    if is_too_long(raw) || is_placeholder(PlaceholderField::Name, raw) {
        return None;
    }
    organisation::known_organisation(&tidy(raw))
}

#[cfg(test)]
mod corner_tests;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
