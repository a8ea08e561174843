//! A written name, step by step: other parties, order around commas, relations, markers, then tokens.

use super::expand::{canonical_tokens, particle_gender};
use super::extra::{self, Extra};
use super::marker::{husband_relation, take_markers, take_relation};
use super::organisation;
use super::role::{is_bare, is_role, is_void};
use super::tables;
use super::title::{
    Draft, is_salutation, is_status, is_trailing_salutation, strip_back, strip_front, take_whole,
};
use super::told::GenderSource;
use super::word::{self, Mark, Word};
use super::{Name, NameKind};
use crate::normalise::gender::Gender;

/// Parses tidied text that is no placeholder.
pub(super) fn full(text: &str) -> Option<Name> {
    let mut words = word::split(text);
    word::join_slashed(&mut words);
    drop_loose_ends(&mut words);
    if is_void(&words) {
        return None;
    }
    let asides = take_asides(&mut words);
    if let [only] = asides.as_slice()
        && is_trailing_salutation(only)
    {
        // `Hartono (Bpk)` is `Bpk Hartono`.
        words.insert(0, only.clone());
    }
    let contact = asides.len() > 1
        && tables::front_title(&asides[0].text).is_some_and(|title| title.gender.is_some())
        || !asides.is_empty() && asides.iter().all(is_given);
    let on_behalf = drop_on_behalf(&mut words);
    let other_party =
        (1..words.len().saturating_sub(1)).find(|position| names_other_party(&words, *position));
    let other = other_party.map(|position| take_other_party(&mut words, position));
    let alias = (1..words.len())
        .find(|position| is_alias(&words[*position]))
        .map(|position| words.split_off(position));
    let mut name = joint_or_simple(words)?;
    if on_behalf {
        name.note(Extra::OnBehalf, String::new());
    }
    if let Some(alias) = alias.filter(|alias| alias.len() > 1) {
        name.note(Extra::Alias, canonical_tokens(&alias[1..]).join(" "));
    }
    name.extra.extend(other);
    let is_organisation = name.kind == NameKind::Organisation;
    if contact && is_organisation {
        name.note(Extra::Contact, extra::party(&asides));
    } else if !asides.is_empty() {
        take_remarks(&asides, &mut name);
    }
    name.is_of_open_gender |= is_organisation;
    if other_party.is_some() || contact && is_organisation {
        name.kind = NameKind::Mixed;
    }
    Some(name)
}

/// Drops `alias` where it connects nothing, in front or behind.
fn drop_loose_ends(words: &mut Vec<Word>) {
    while words.len() > 1 && words.first().is_some_and(is_alias) {
        words.remove(0);
    }
    while words.len() > 1 && words.last().is_some_and(is_alias) {
        words.pop();
    }
}

fn is_alias(word: &Word) -> bool {
    matches!(word.text.as_str(), "alias" | "als" | "aka" | "d/h" | "@")
}

/// Notes what the brackets say: titles of state, remarks, places.
fn take_remarks(asides: &[Word], name: &mut Name) {
    let noted = asides.iter().find_map(|word| {
        if is_status(word) {
            Some("alm")
        } else {
            word.is("purn").then_some("purn")
        }
    });
    let form = match asides {
        [only] if name.kind == NameKind::Organisation => tables::end_form(&only.text),
        _ => None,
    };
    if let Some(title) = noted.or_else(|| form.map(|form| form.title)) {
        name.titles.push(title.to_owned());
        name.settle_titles();
        if let Some(status) = asides.iter().find(|word| is_status(word)) {
            name.tell_by_status(status);
        }
    } else if !matches!(asides, [only] if is_trailing_salutation(only)) {
        name.extra.extend(extra::of_aside(asides, name));
    }
}

/// Takes the other party off the end, with the word that introduces it.
fn take_other_party(words: &mut Vec<Word>, position: usize) -> (Extra, String) {
    let tail = words.split_off(position);
    let (kind, skipped) = match tail[0].text.as_str() {
        "d/a" | "c/o" => (Extra::CareOf, 1),
        "a/n" | "qq" => (Extra::OnBehalfOf, 1),
        "u" => (Extra::Contact, 2),
        "up" | "u/p" | "attn" | "att" => (Extra::Contact, 1),
        _ => (Extra::Contact, 0),
    };
    (kind, extra::party(tail.get(skipped..).unwrap_or_default()))
}

/// One party without looking for further ones.
pub(super) fn party(words: Vec<Word>) -> Option<Name> {
    simple(words)
}

/// Takes the bracketed words out, unless nothing else is there.
pub(super) fn take_asides(words: &mut Vec<Word>) -> Vec<Word> {
    if !words.iter().any(|word| word.aside) || words.iter().all(|word| word.aside) {
        return Vec::new();
    }
    words.extract_if(.., |word| word.aside).collect()
}

/// Drops a leading `a/n`, `an.`, `A.N.` (in the name of) or `u.p.` (attention), and tells whether it was the former.
fn drop_on_behalf(words: &mut Vec<Word>) -> bool {
    let count = match words.as_slice() {
        [first, second, _, ..] if first.is("atas") && second.is("nama") => 2,
        [first, _, ..]
            if matches!(&*first.text, "a/n" | "u/p" | "c/o" | "d/a")
                || matches!(&*first.text, "an" | "up") && first.dot =>
        {
            1
        }
        [first, second, _, ..]
            if first.is("u") && second.is("p") && first.dot && first.glued && second.dot =>
        {
            2
        }
        [first, second, _, ..]
            if first.is("a") && second.is("n") && first.dot && first.glued && second.dot =>
        {
            2
        }
        _ => 0,
    };
    let on_behalf = count > 0 && matches!(words[0].text.as_str(), "a/n" | "an" | "a" | "atas");
    words.drain(..count);
    on_behalf
}

/// Tells whether the word at `position` introduces somebody else: care of, attention of, on behalf of.
fn names_other_party(words: &[Word], position: usize) -> bool {
    let word = &words[position];
    match word.text.as_str() {
        "d/a" | "c/o" | "u/p" | "a/n" | "qq" => true,
        "up" | "attn" | "att" => {
            word.dot || word.mark == Mark::Comma || is_salutation(&words[position + 1])
        }
        "u" => word.dot && word.glued && words[position + 1].is("p") && words[position + 1].dot,
        // `UD. Makmur, Bp. Hendro`
        _ => {
            word.mark == Mark::Comma
                && is_salutation(word)
                && organisation::detect(&words[..position]).is_some()
        }
    }
}

/// A word that is known as a given name.
fn is_given(word: &Word) -> bool {
    tables::known(&word.text).is_some_and(|known| known.given)
}

/// Divides `Budi & Ani`, `Tan Lie Hwa / Santoso` and `Bpk/Ibu Hartono`; anything else is one name.
fn joint_or_simple(mut words: Vec<Word>) -> Option<Name> {
    let divides = |position: usize| {
        let word = &words[position];
        let between = position + 1 < words.len();
        let is_local = |word: &Word| {
            is_salutation(word)
                || tables::known(&word.text).is_some_and(|known| known.local)
                || tables::variant(&word.text)
                    .and_then(tables::known)
                    .is_some_and(|known| known.local)
        };
        matches!(word.mark, Mark::And | Mark::Slash)
            || between && word.is("and")
            || between
                && word.is("dan")
                && (is_local(&words[position - 1]) && is_local(&words[position + 1]))
    };
    let Some(position) = (1..words.len()).find(|position| divides(*position)) else {
        return simple(words);
    };
    if let Some(name) = organisation::detect(&words) {
        return Some(name);
    }
    let mut right = words.split_off(position);
    right[0].mark = Mark::None;
    if right[0].is("and") || right[0].is("dan") {
        right.remove(0);
    }
    let mut titles: Vec<String> = Vec::new();
    if words.iter().all(is_salutation) {
        titles.extend(
            words
                .iter()
                .filter_map(|word| Some(tables::front_title(&word.text)?.title.to_owned())),
        );
        words.clear();
    }
    if right.iter().all(|word| {
        matches!(
            word.text.as_str(),
            "istri" | "suami" | "keluarga" | "kel" | "klg" | "kelg" | "anak" | "family"
        )
    }) {
        let mut name = simple(words)?;
        name.kind = NameKind::Joint;
        return Some(name);
    }
    let left = if words.is_empty() {
        None
    } else {
        simple(words)
    };
    let right = joint_or_simple(right);
    let mut mixed = false;
    let mut name = match (left, right) {
        (Some(mut left), Some(right)) => {
            let parties = [left.kind, right.kind].map(|kind| kind == NameKind::Organisation);
            mixed = parties[0] != parties[1];
            join_written(&mut left, &right);
            let before = u8::try_from(left.tokens.len()).unwrap_or(u8::MAX);
            left.parties.push(before);
            let further = right.parties.iter().map(|at| at.saturating_add(before));
            left.parties.extend(further);
            left.tokens.extend(right.tokens);
            left.extra.extend(right.extra);
            left.titles.extend(right.titles);
            left.suffix = left.suffix.or(right.suffix);
            left
        }
        (Some(only), None) | (None, Some(only)) if titles.is_empty() => return Some(only),
        (None, Some(only)) => only,
        _ => return None,
    };
    name.titles.extend(titles);
    name.settle_titles();
    name.kind = if mixed {
        NameKind::Mixed
    } else {
        NameKind::Joint
    };
    (name.gender, name.gender_source) = (None, None);
    (name.relation, name.father) = (None, None);
    Some(name)
}

/// Writes the core of a joint name.
fn join_written(left: &mut Name, right: &Name) {
    if left.shown.is_some() || right.shown.is_some() {
        let shown = |name: &Name| {
            name.shown
                .clone()
                .unwrap_or_else(|| name.core.as_str().into())
        };
        left.shown = Some(format!("{} & {}", shown(left), shown(right)).into());
    }
    left.core.push_str(" & ");
    left.core.push_str(&right.core);
}

/// One party: an organisation, a group or a person.
fn simple(mut words: Vec<Word>) -> Option<Name> {
    organisation::shorten_spelt_form(&mut words);
    if let Some(name) = organisation::detect(&words) {
        return Some(name);
    }
    let numbers = words
        .iter()
        .take_while(|word| word.is_number() || word.is("vip"))
        .count();
    if numbers == words.len() {
        return None;
    }
    let counter = (numbers > 0).then(|| extra::phrase(&words[..numbers]));
    words.drain(..numbers);
    let mut name = group_or_person(words)?;
    name.extra.extend(counter.map(|text| (Extra::Note, text)));
    Some(name)
}

/// A family or circle, else a person.
fn group_or_person(mut words: Vec<Word>) -> Option<Name> {
    match words.as_slice() {
        [first, _, ..]
            if matches!(
                first.text.as_str(),
                "keluarga" | "kel" | "klg" | "kelg" | "family" | "familie"
            ) || first.is("fam") && first.dot =>
        {
            words.remove(0);
            if words.len() > 1 && words[0].is("besar") {
                words.remove(0);
            }
            person(words, NameKind::Group)
        }
        [_, .., last] if matches!(last.text.as_str(), "family" | "sekeluarga") => {
            words.pop();
            person(words, NameKind::Group)
        }
        [first, second, _, ..]
            if first.text == second.text && (first.is("ibu") || first.is("bapak")) =>
        {
            let mut name = Name::empty(NameKind::Group);
            name.take_words(&words);
            Some(name)
        }
        [first, _, ..] if matches!(first.text.as_str(), "arisan" | "rombongan" | "paguyuban") => {
            let mut name = Name::empty(NameKind::Group);
            name.take_words(&words);
            Some(name)
        }
        [_, .., last] if matches!(last.text.as_str(), "cs" | "dkk") => {
            words.pop();
            let mut name = person(words, NameKind::Group)?;
            name.titles.push("cs".to_owned());
            name.settle_titles();
            Some(name)
        }
        [_, .., before, last]
            if before.is("c") && last.is("s") && before.dot && last.dot && words.len() > 2 =>
        {
            words.truncate(words.len() - 2);
            let mut name = person(words, NameKind::Group)?;
            name.titles.push("cs".to_owned());
            name.settle_titles();
            Some(name)
        }
        _ => person(words, NameKind::Person),
    }
}

/// One person, or a group named by one.
fn person(words: Vec<Word>, kind: NameKind) -> Option<Name> {
    let mut draft = Draft::new(&words);
    let has_comma = words.iter().any(|word| word.mark == Mark::Comma);
    let mut words = arrange(words, &mut draft);
    if has_comma && let Some(name) = organisation::detect(&words) {
        // `Maju Jaya, PT`: the form of law stands where a family name's bearer would.
        return Some(name);
    }
    take_relation(&mut words, &mut draft);
    strip_front(&mut words, &mut draft);
    let numbers = words.iter().take_while(|word| word.is_number()).count();
    if numbers < words.len() {
        words.drain(..numbers);
    }
    strip_back(&mut words, &mut draft);
    if take_markers(&mut words, &mut draft) {
        // What stood beside the marker may be a title: `Teh boru Regar`, `Rina, drg. binti Ali`.
        strip_front(&mut words, &mut draft);
        strip_back(&mut words, &mut draft);
    }
    if words.len() >= 3 && words.iter().all(Word::is_letter) {
        words = vec![Word::joined(&words)];
    }
    if is_role(&words, !draft.titles.is_empty()) || is_bare(&words) {
        return None;
    }
    finish(&words, draft, kind)
}

/// Puts the parts around commas in order: degrees are taken off, `Santoso, Budi` becomes `Budi Santoso`.
fn arrange(mut words: Vec<Word>, draft: &mut Draft) -> Vec<Word> {
    let Some(comma) = (1..words.len()).find(|position| words[*position].mark == Mark::Comma) else {
        return words;
    };
    let mut rest = words.split_off(comma);
    strip_back(&mut words, draft);
    let mut names: Vec<Vec<Word>> = Vec::new();
    while !rest.is_empty() {
        let end = (1..rest.len())
            .find(|position| rest[*position].mark == Mark::Comma)
            .unwrap_or(rest.len());
        let next = rest.split_off(end);
        let is_address = rest.len() > 1 && matches!(rest[0].text.as_str(), "jl" | "jln" | "jalan");
        if !is_address && !take_whole(&rest, draft) {
            names.push(rest);
        }
        rest = next;
    }
    if let [given] = names.as_mut_slice()
        && given.len() <= 4
        && !given.iter().any(Word::is_number)
    {
        strip_front(&mut words, draft);
        strip_back(given, draft);
        given.append(&mut words);
        return std::mem::take(given);
    }
    words.extend(names.into_iter().flatten());
    words
}

/// Builds the result from the words of the name itself.
pub(super) fn finish(words: &[Word], draft: Draft, kind: NameKind) -> Option<Name> {
    if words.is_empty() {
        return None;
    }
    let mut name = Name::empty(kind);
    name.take_words(words);
    let told = match (draft.male, draft.female) {
        (true, false) => Some(Gender::Male),
        (false, true) => Some(Gender::Female),
        _ => None,
    };
    name.relation = draft
        .relation
        .or_else(|| husband_relation(&draft.titles, &name.tokens));
    name.is_of_open_gender = draft.male && draft.female;
    (name.gender, name.gender_source) = match told {
        Some(_) if draft.marked => (told, Some(GenderSource::Particle)),
        Some(_) => (told, Some(GenderSource::Title)),
        None if name.relation.is_some() || name.is_of_open_gender => (None, None),
        None => {
            let particle = particle_gender(words, &name.tokens);
            (particle, particle.map(|_| GenderSource::Particle))
        }
    };
    name.extra = draft.extra;
    if let Some(suffix) = draft.suffix {
        name.core.push(' ');
        name.core.push_str(suffix);
        name.suffix = Some(suffix.to_owned());
    }
    name.father = draft.father;
    name.titles = draft.titles.into_iter().map(str::to_owned).collect();
    name.settle_titles();
    if let Some(status) = draft.status {
        name.tell_by_status(&status);
    }
    if kind == NameKind::Group {
        (name.gender, name.gender_source) = (None, None);
    }
    Some(name)
}
