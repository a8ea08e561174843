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

mod expand;
mod organisation;
mod parse;
mod tables;
mod title;
mod token;
mod word;

pub use token::{contrasts, has_contrast, has_nickname, is_light, nickname_of, token_key};

use self::word::Word;
use super::gender::Gender;
use crate::text::clean::tidy;
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
    /// The gender that titles and particles tell.
    pub gender: Option<Gender>,
    /// The relation word when somebody is named by another person's name: `istri`, `mama`, or `ny` before a man's name.
    pub relation: Option<String>,
    /// The father's canonical name after `bin` or `binti`; it is no part of the tokens.
    pub father: Option<String>,
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
            relation: None,
            father: None,
        }
    }

    /// Fills core and tokens from the words of a person's name.
    fn take_words(&mut self, words: &[Word]) {
        self.core = written(words);
        self.tokens = expand::canonical_tokens(words);
    }

    /// Fills core and tokens without the spelling rules for persons.
    fn take_plain_words(&mut self, words: &[Word]) {
        self.core = written(words);
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
    if is_placeholder(PlaceholderField::Name, raw) {
        return None;
    }
    parse::full(&tidy(raw))
}

/// Parses a name that comes in parts; any part may be empty or a placeholder, `None` when all are missing.
///
/// With only one of given and family name filled, that text is parsed as a full name; `given` or `family` then
/// counts its tokens if it names one person.
pub fn from_parts(given: &str, middle: &str, family: &str, suffix: &str) -> Option<Name> {
    let clean = |raw: &str| -> String {
        if is_placeholder(PlaceholderField::Name, raw) && !is_initial(raw) {
            String::new()
        } else {
            tidy(raw).into_owned()
        }
    };
    let (given, middle, family) = (clean(given), clean(middle), clean(family));
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
    if is_placeholder(PlaceholderField::Name, raw) {
        return None;
    }
    organisation::known_organisation(&tidy(raw))
}

#[cfg(test)]
mod tests;
