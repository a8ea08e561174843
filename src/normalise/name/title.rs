//! Titles in front of a name, degrees and notes behind it; one word of the name always remains.

use super::extra::Extra;
use super::tables::{self, Policy, Title, TitleKind};
use super::token::canonical_word;
use super::word::Word;
use crate::normalise::gender::Gender;
use crate::text::clean::{fold, tidy};

pub(super) fn is_status(word: &Word) -> bool {
    matches!(
        word.text.as_str(),
        "alm" | "almh" | "almarhum" | "almarhumah"
    )
}

pub(super) fn is_salutation(word: &Word) -> bool {
    tables::front_title(&word.text)
        .is_some_and(|title| title.kind == TitleKind::Prefix && title.gender.is_some())
}

/// The gender that a column of titles tells (`Frau`, `Herr Dr.`); none where its words contradict each other.
pub(crate) fn gender_of_title(raw: &str) -> Option<Gender> {
    let folded = fold(&tidy(raw));
    let mut genders = folded.split(' ').filter_map(|word| {
        let title = tables::front_title(word)?;
        // `RM` may be a prince or a manager, `Sr` a nun or a man: only what is a title wherever it stands is believed.
        let is_clear = title.policy == Policy::Always;
        title.gender.filter(|_| is_clear)
    });
    let first = genders.next()?;
    genders.all(|gender| gender == first).then_some(first)
}

/// What is split off a person's name on the way.
#[derive(Default)]
pub(super) struct Draft {
    pub(super) titles: Vec<&'static str>,
    pub(super) male: bool,
    pub(super) female: bool,
    pub(super) relation: Option<String>,
    pub(super) father: Option<String>,
    pub(super) extra: Vec<(Extra, String)>,
    /// A marker of descent told the gender.
    pub(super) marked: bool,
    pub(super) suffix: Option<&'static str>,
    /// `alm.` or its like behind the name.
    pub(super) status: Option<Word>,
    /// The name has no local token and at least one foreign one.
    pub(super) foreign: bool,
    /// Capitals say something, because not everything is in capitals.
    mixed_case: bool,
}

impl Draft {
    pub(super) fn new(words: &[Word]) -> Self {
        Self {
            foreign: looks_foreign(words),
            mixed_case: words.iter().any(|word| !word.capitals),
            ..Self::default()
        }
    }

    pub(super) fn take(&mut self, title: Title) {
        self.titles.extend(title.title.split('|'));
        self.vote(title.gender);
    }

    /// `alm.` tells a gender only where the name tells none.
    fn take_status(&mut self, word: &Word) {
        self.titles.push("alm");
        self.status = Some(word.clone());
    }

    /// Puts a remark before those that stood behind it.
    fn note(&mut self, word: Option<Word>) {
        let Some(word) = word else {
            return;
        };
        if let Some((Extra::Note, text)) = self.extra.last_mut() {
            text.insert(0, ' ');
            text.insert_str(0, word.written());
        } else {
            self.extra.push((Extra::Note, word.written().to_owned()));
        }
    }

    /// A marker of descent tells the gender.
    pub(super) fn mark(&mut self, gender: Gender) {
        self.marked |= !self.male && !self.female;
        self.vote(Some(gender));
    }

    pub(super) fn vote(&mut self, gender: Option<Gender>) {
        self.male |= gender == Some(Gender::Male);
        self.female |= gender == Some(Gender::Female);
    }
}

/// Tells whether a name has a token that no Indonesian name looks like, and none that is known in Indonesia.
pub(super) fn looks_foreign(words: &[Word]) -> bool {
    let mut foreign = false;
    for word in words.iter().filter(|word| word.text.len() > 2) {
        match tables::known_as_meant(&word.text) {
            Some(known) if known.local => return false,
            Some(_) => continue,
            None if tables::front_title(&word.text).is_some()
                || tables::back_title(&word.text).is_some() =>
            {
                continue;
            }
            None => {}
        }
        foreign |= tables::english_gender(&word.text).is_some() || has_foreign_shape(&word.text);
    }
    foreign
}

/// Tells whether some word is a name known in Indonesia, or shaped like a Javanese one.
fn looks_local(words: &[Word]) -> bool {
    words.iter().any(|word| {
        let modern = canonical_word(&word.text, false);
        tables::known(&modern)
            .is_some_and(|known| known.local || known.given && is_of_two_syllables(&modern))
            || modern.len() > 4
                && (modern.ends_with('o') || modern.starts_with("su") || modern.starts_with("abd"))
    })
}

/// More than one group of vowels: `Lanny` is a given name in any language, `Swie` part of a Chinese name.
fn is_of_two_syllables(token: &str) -> bool {
    let is_vowel = |byte: &u8| b"aeiouy".contains(byte);
    let bytes = token.as_bytes();
    let groups = (0..bytes.len())
        .filter(|at| is_vowel(&bytes[*at]) && (*at == 0 || !is_vowel(&bytes[*at - 1])))
        .count();
    groups > 1
}

/// Letter groups that Indonesian names do not have.
fn has_foreign_shape(token: &str) -> bool {
    let consonant = |byte: u8| {
        byte.is_ascii_lowercase() && !matches!(byte, b'a' | b'e' | b'i' | b'o' | b'u' | b'y')
    };
    let (head, tail) = token.split_at(token.len() - 2);
    let ends_hard = tail.bytes().all(consonant)
        && !matches!(tail, "ng" | "kh" | "dh" | "th" | "sh")
        && !head.is_empty();
    ends_hard
        || [
            "ck", "wh", "tch", "sch", "gh", "ow", "ew", "eau", "ei", "tz", "x",
        ]
        .iter()
        .any(|group| token.contains(group))
}

/// Takes a part between commas that is nothing but degrees, suffixes and titles.
pub(super) fn take_whole(words: &[Word], draft: &mut Draft) -> bool {
    let mut taken = Vec::new();
    let mut suffix = None;
    let mut status = None;
    let mut position = 0;
    while position < words.len() {
        let rest = &words[position..];
        let degree = (1..=rest.len().min(4))
            .rev()
            .find_map(|count| Some((count, degree_of(&rest[..count])?)));
        match degree {
            Some((count, title))
                if title.title != "alm" && (count > 1 || !is_word_like(title, &rest[0], draft)) =>
            {
                taken.push(title);
                position += count;
            }
            _ => {
                if let Some(word) = suffix_of(&rest[0]) {
                    suffix = Some(word);
                } else if is_status(&rest[0]) {
                    status = Some(&rest[0]);
                } else if let Some(title) = tables::front_title(&rest[0].text)
                    && (title.policy == Policy::Always
                        || rest[0].dot && !draft.foreign && title.policy != Policy::DotKnown)
                {
                    taken.push(title);
                } else {
                    return false;
                }
                position += 1;
            }
        }
    }
    taken.into_iter().for_each(|title| draft.take(title));
    if let Some(status) = status {
        draft.take_status(status);
    }
    draft.suffix = draft.suffix.or(suffix);
    true
}

/// Tells whether a degree in one piece may just as well be a name after a comma.
fn is_word_like(title: Title, word: &Word, draft: &Draft) -> bool {
    let is_word = !word.camel
        && word.text.len() > 2
        && word.text.bytes().any(|byte| b"aeiou".contains(&byte))
        || tables::known(&word.text).is_some();
    title.policy == Policy::Marked && is_word && !word.dot && draft.mixed_case && !word.capitals
}

/// The degree that all of `words` spell: `S. Kom`, `A.Md.Keb`, `SE`.
pub(super) fn degree_of(words: &[Word]) -> Option<Title> {
    let [first, .., last] = words else {
        return tables::back_title(&words[0].text);
    };
    let longest = if first.is_letter() { 7 } else { 4 };
    if words.iter().any(|word| word.text.len() > longest) {
        return None;
    }
    let dotted = words[..words.len() - 1].iter().any(|word| word.dot);
    let is_longer_degree =
        || tables::back_title(&first.text).is_some_and(|title| title.policy == Policy::Sure);
    if !(dotted || first.is_letter() && last.text.len() > 1 || is_longer_degree()) {
        return None;
    }
    let mut form = [0_u8; 16];
    let mut length = 0;
    for byte in words.iter().flat_map(|word| word.text.bytes()) {
        *form.get_mut(length)? = byte;
        length += 1;
    }
    tables::back_title(std::str::from_utf8(&form[..length]).ok()?)
}

/// The Western generational suffix that a word is.
pub(super) fn suffix_of(word: &Word) -> Option<&'static str> {
    Some(match word.text.as_str() {
        "jr" | "jnr" | "junior" => "jr",
        "sr" | "snr" | "senior" => "sr",
        "ii" | "2nd" => "ii",
        "iii" | "3rd" => "iii",
        "iv" | "4th" => "iv",
        _ => return None,
    })
}

/// The counter that somebody wrote against a name: `BUDI2`.
fn take_glued_counter(word: &mut Word) -> Option<String> {
    let letters = word
        .text
        .trim_end_matches(|letter: char| letter.is_ascii_digit())
        .len();
    let counter = word.text.get(letters..)?;
    let is_counted = letters > 2
        && (1..=2).contains(&counter.len())
        && tables::known(&word.text[..letters]).is_some_and(|known| known.given);
    if !is_counted || word.written() != word.text {
        return None;
    }
    let counter = counter.to_owned();
    word.text.truncate(letters);
    Some(counter)
}

/// Takes degrees, suffixes, notes and counters off the end; one word always remains.
pub(super) fn strip_back(words: &mut Vec<Word>, draft: &mut Draft) {
    if let Some(counter) = words.last_mut().and_then(take_glued_counter) {
        draft.extra.push((Extra::Note, counter));
    }
    while let [.., last] = words.as_slice()
        && words.len() > 1
    {
        let remaining = words.len() - 1;
        let is_note = matches!(
            last.text.as_str(),
            "vip" | "vvip" | "kartu" | "hilang" | "member" | "langganan"
        );
        if last.is_number() || is_note || last.is("baru") && !draft.foreign && remaining > 1 {
            draft.note(words.pop());
        } else if is_status(last) {
            draft.take_status(last);
            words.pop();
        } else if last.is("purn") {
            draft.titles.push("purn");
            words.pop();
        } else if let Some(suffix) = suffix_of(last)
            && (remaining > 1
                || draft.foreign
                || matches!(last.text.as_str(), "jr" | "jnr" | "iii"))
            && draft.suffix.is_none()
        {
            draft.suffix = Some(suffix);
            words.pop();
        } else if let Some(title) = tables::front_title(&last.text)
            && is_trailing_salutation(last)
            && !draft.foreign
        {
            draft.take(title);
            words.pop();
        } else if let Some((count, title)) = last_degree(words, draft) {
            draft.take(title);
            words.truncate(words.len() - count);
        } else {
            break;
        }
    }
}

/// Salutations that some files write behind the name: `HARTONO BPK`, `SUSANTI NY`.
pub(super) fn is_trailing_salutation(word: &Word) -> bool {
    matches!(
        word.text.as_str(),
        "bpk"
            | "bapak"
            | "bp"
            | "ibu"
            | "tn"
            | "ny"
            | "nn"
            | "sdr"
            | "sdri"
            | "hj"
            | "drs"
            | "dra"
            | "drg"
    )
}

/// The degree at the end of a name without a comma before it, and how many words it takes.
fn last_degree(words: &[Word], draft: &Draft) -> Option<(usize, Title)> {
    (1..=(words.len() - 1).min(4)).rev().find_map(|count| {
        let (before, tail) = words.split_at(words.len() - count);
        let title = degree_of(tail)?;
        let believed = count > 1
            || match title.policy {
                Policy::Short => !draft.foreign,
                Policy::Full => before.len() > 1 && !draft.foreign && !starts_chinese(before),
                Policy::Marked if tail[0].camel || is_specialist(title, draft) => before.len() > 1,
                Policy::Marked => {
                    before.len() > 1
                        && tail[0].capitals
                        && tail[0].text.len() > 1
                        && (draft.mixed_case
                            || draft.foreign && matches!(title.title, "md" | "rn" | "jd"))
                }
                _ => true,
            };
        // A title is no name: `dr. Mars` keeps Mars.
        let name_remains = before.iter().any(|word| !is_bare_title(word));
        (believed && name_remains).then_some((count, title))
    })
}

/// A doctor's field behind a doctor's name, in whatever letters: `DR HENDRA GUNAWAN SPA`.
fn is_specialist(title: Title, draft: &Draft) -> bool {
    let is_doctor = |known: &&str| matches!(*known, "dr" | "drg" | "drh");
    title.title.starts_with("sp") && draft.titles.iter().any(is_doctor)
}

pub(super) fn starts_chinese(words: &[Word]) -> bool {
    tables::known_as_meant(&words[0].text).is_some_and(|known| known.chinese && !known.local)
}

/// Takes titles off the front until a word is none; one word always remains.
pub(super) fn strip_front(words: &mut Vec<Word>, draft: &mut Draft) {
    let mut start = 0;
    while words.len() - start > 1 {
        let rest = &words[start..];
        let ranked = start > 0;
        if let Some((count, title)) = title_in_pieces(rest, draft)
            .or_else(|| raden_title(rest))
            .or_else(|| rank_in_pieces(rest))
        {
            draft.take(title);
            start += count;
            continue;
        }
        if ranked && rest.len() > 2 && rest[0].is("h") && rest[1].is("c") && rest[1].dot {
            // `Dr. h.c.`
            start += 2;
            continue;
        }
        if (rest[0].is("br") || rest[0].is("boru"))
            && tables::known(&rest[1].text).is_some_and(|known| known.clan)
        {
            draft.mark(Gender::Female);
            let clan = canonical_word(&rest[1].text, false).into_owned();
            draft.extra.push((Extra::Clan, clan));
            start += 1;
            continue;
        }
        let Some(title) = tables::front_title(&rest[0].text) else {
            break;
        };
        if !is_believed(title, rest, draft, ranked) {
            break;
        }
        match title.kind {
            TitleKind::Silent => {}
            TitleKind::Branch if title.title != "purn" => {}
            _ if is_status(&rest[0]) => draft.take_status(&rest[0]),
            _ => draft.take(title),
        }
        start += 1;
    }
    words.drain(..start);
}

/// Tells whether the first word of `rest` is a title here.
fn is_believed(title: Title, rest: &[Word], draft: &Draft, after_title: bool) -> bool {
    let word = &rest[0];
    let next = &rest[1];
    let next_known = || {
        tables::is_canonical(&next.text)
            || tables::variant(&next.text).is_some()
            || tables::known(&next.text).is_some_and(|known| {
                known.clan
                    || known.given
                        && (known.local || !known.chinese || is_of_two_syllables(&next.text))
            })
            || tables::english_gender(&next.text).is_some()
    };
    if title.kind == TitleKind::Branch {
        return after_title && (word.dot || title.policy != Policy::Dot);
    }
    match title.policy {
        Policy::Always => true,
        Policy::Local => {
            !draft.foreign && (after_title || word.is("h") && word.dot || looks_local(&rest[1..]))
        }
        Policy::Plain => word.dot || !draft.foreign,
        Policy::Known => next_known() || word.dot && !draft.foreign,
        Policy::DotKnown => word.dot && next_known(),
        Policy::Dot => word.dot,
        Policy::Spare => rest.len() > 2,
        Policy::Joined => word.camel,
        Policy::Raden => {
            let modern = canonical_word(&next.text, false);
            (word.dot || word.capitals)
                && !draft.foreign
                && match tables::known(&modern) {
                    Some(known) => known.javanese,
                    None => modern.len() > 4 && (modern.ends_with('o') || modern.starts_with("su")),
                }
        }
        _ => false,
    }
}

/// A title in dotted pieces: `K.H.`, `R.M.`, `R.Ay.`.
fn title_in_pieces(rest: &[Word], draft: &Draft) -> Option<(usize, Title)> {
    if !rest[0].is_letter() || !rest[0].dot || draft.foreign {
        return None;
    }
    (2..=3.min(rest.len() - 1)).rev().find_map(|count| {
        let pieces = &rest[..count];
        let in_line = pieces.iter().all(|word| word.dot && word.text.len() <= 3);
        let form: String = pieces.iter().map(|word| word.text.as_str()).collect();
        (in_line && (pieces.iter().any(|word| !word.is_letter()) || looks_local(&rest[count..])))
            .then(|| tables::front_title(&form))
            .flatten()
            .map(|title| (count, title))
    })
}

/// Raden with the word that makes it another title: Raden Roro, Raden Ajeng, Raden Mas.
fn raden_title(rest: &[Word]) -> Option<(usize, Title)> {
    if rest.len() < 3 || !matches!(rest[0].text.as_str(), "raden" | "rd") {
        return None;
    }
    let form = match rest[1].text.as_str() {
        "roro" | "rara" => "rr",
        "ajeng" | "ayu" => "ra",
        "mas" => "rm",
        "nganten" => "rngt",
        _ => return None,
    };
    Some((2, tables::front_title(form)?))
}

/// A rank of two words: `Let.Kol.`, `Mayor Jenderal`.
fn rank_in_pieces(rest: &[Word]) -> Option<(usize, Title)> {
    let [first, second, _, ..] = rest else {
        return None;
    };
    let lower = match first.text.as_str() {
        "let" if first.dot => "let",
        "brig" if first.dot => "brig",
        "may" if first.dot => "may",
        "letnan" => "let",
        "brigadir" => "brig",
        "mayor" => "may",
        _ => return None,
    };
    let upper = match second.text.as_str() {
        "jen" | "jend" | "jenderal" | "jendral" => "jen",
        "kol" | "kolonel" => "kol",
        _ => return None,
    };
    Some((2, tables::front_title(&format!("{lower}{upper}"))?))
}

/// A salutation with nobody behind it.
pub(super) fn is_bare_title(word: &Word) -> bool {
    tables::known(&word.text).is_none()
        && tables::front_title(&word.text)
            .is_some_and(|title| title.policy == Policy::Always && title.kind == TitleKind::Prefix)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_of_titles_tells_the_gender() {
        for title in ["Herr", "Herr Dr.", "MR", "Tn.", "Bpk"] {
            assert_eq!(gender_of_title(title), Some(Gender::Male), "{title}");
        }
        for title in ["Frau", "Frau Prof.", "Mme", "Mrs", "Ny", "Hj."] {
            assert_eq!(gender_of_title(title), Some(Gender::Female), "{title}");
        }
        for title in [
            "",
            "Dr.",
            "Firma",
            "Herr und Frau",
            "Sr",
            "Familie",
            "RM",
            "OM",
            "RA",
        ] {
            assert_eq!(gender_of_title(title), None, "{title}");
        }
    }
}
