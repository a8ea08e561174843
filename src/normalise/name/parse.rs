//! A written name, step by step: other parties, order around commas, relations, markers, then tokens.

use super::expand::{canonical_tokens, particle_gender};
use super::organisation;
use super::tables;
use super::title::{
    Draft, is_bare_title, is_salutation, is_status, is_trailing_salutation, starts_chinese,
    strip_back, strip_front, take_whole,
};
use super::word::{self, Mark, Word};
use super::{Name, NameKind};
use crate::normalise::gender::Gender;

/// Parses tidied text that is no placeholder.
pub(super) fn full(text: &str) -> Option<Name> {
    let mut words = word::split(text);
    word::join_slashed(&mut words);
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
        && tables::front_title(&asides[0].text).is_some_and(|title| title.gender.is_some());
    drop_on_behalf(&mut words);
    let other_party =
        (1..words.len().saturating_sub(1)).find(|position| names_other_party(&words, *position));
    if let Some(position) = other_party {
        words.truncate(position);
    }
    if let Some(position) =
        (1..words.len()).find(|position| matches!(&*words[*position].text, "alias" | "als" | "aka"))
    {
        words.truncate(position);
    }
    let mut name = joint_or_simple(words)?;
    let noted = asides.iter().find_map(|word| {
        if is_status(word) {
            Some("alm")
        } else {
            word.is("purn").then_some("purn")
        }
    });
    if let Some(title) = noted {
        name.titles.push(title.to_owned());
        name.settle_titles();
    }
    if other_party.is_some() || contact && name.kind == NameKind::Organisation {
        name.kind = NameKind::Mixed;
    }
    Some(name)
}

/// Words that say that the record is void, or only that somebody tried the till.
fn is_void(words: &[Word]) -> bool {
    let text = |position: usize| words.get(position).map_or("", |word| word.text.as_str());
    let Some(first) = words.first() else {
        return true;
    };
    if words.len() == 1
        && matches!(
            first.text.as_str(),
            "pt" | "cv" | "ud" | "pd" | "toko" | "kantor" | "dinas"
        )
    {
        return true;
    }
    let voided = words.windows(2).any(|pair| {
        matches!(
            (pair[0].text.as_str(), pair[1].text.as_str()),
            ("jangan" | "jgn", "dipakai" | "pakai") | ("tidak" | "tdk" | "non", "aktif")
        )
    });
    voided
        || matches!(first.text.as_str(), "batal" | "salah" | "dobel" | "hapus")
        || (first.is("double") && text(1) == "input")
        || words.iter().all(|word| {
            word.is_number()
                || matches!(
                    word.text.as_str(),
                    "tes"
                        | "test"
                        | "testing"
                        | "coba"
                        | "kasir"
                        | "kartu"
                        | "vip"
                        | "member"
                        | "customer"
                        | "cust"
                        | "pelanggan"
                        | "umum"
                        | "cash"
                        | "tunai"
                        | "non"
                        | "hilang"
                        | "baru"
                        | "dummy"
                        | "admin"
                )
        })
}

/// Takes the bracketed words out, unless nothing else is there.
pub(super) fn take_asides(words: &mut Vec<Word>) -> Vec<Word> {
    if !words.iter().any(|word| word.aside) || words.iter().all(|word| word.aside) {
        return Vec::new();
    }
    words.extract_if(.., |word| word.aside).collect()
}

/// Drops a leading `a/n`, `an.`, `A.N.` (in the name of) or `u.p.` (attention).
fn drop_on_behalf(words: &mut Vec<Word>) {
    let count = match words.as_slice() {
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
    words.drain(..count);
}

/// Tells whether the word at `position` introduces somebody else: care of, attention of, on behalf of.
fn names_other_party(words: &[Word], position: usize) -> bool {
    let word = &words[position];
    match word.text.as_str() {
        "d/a" | "c/o" | "u/p" | "a/n" | "qq" => true,
        "up" => word.dot || word.mark == Mark::Comma,
        "u" => word.dot && word.glued && words[position + 1].is("p") && words[position + 1].dot,
        _ => false,
    }
}

/// Divides `Budi & Ani`, `Tan Lie Hwa / Santoso` and `Bpk/Ibu Hartono`; anything else is one name.
fn joint_or_simple(mut words: Vec<Word>) -> Option<Name> {
    let divides = |position: usize| {
        let word = &words[position];
        let between = position + 1 < words.len();
        let is_local = |word: &Word| tables::known(&word.text).is_some_and(|known| known.local);
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
            "istri" | "suami" | "keluarga" | "kel" | "anak" | "family"
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
            left.core = format!("{} & {}", left.core, right.core);
            left.tokens.extend(right.tokens);
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
    (name.gender, name.relation, name.father) = (None, None, None);
    Some(name)
}

/// One party: an organisation, a group or a person.
fn simple(mut words: Vec<Word>) -> Option<Name> {
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
    words.drain(..numbers);
    match words.as_slice() {
        [first, _, ..] if matches!(first.text.as_str(), "keluarga" | "kel" | "klg" | "kelg") => {
            words.remove(0);
            if words.len() > 1 && words[0].is("besar") {
                words.remove(0);
            }
            person(words, NameKind::Group)
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
    let mut words = arrange(words, &mut draft);
    take_relation(&mut words, &mut draft);
    strip_front(&mut words, &mut draft);
    strip_back(&mut words, &mut draft);
    take_markers(&mut words, &mut draft);
    if words.len() >= 3 && words.iter().all(|word| word.is_letter() && !word.dot) {
        words = vec![Word::joined(&words)];
    }
    if let [only] = words.as_slice()
        && (is_role(only, !draft.titles.is_empty()) || is_bare_title(only))
    {
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

/// `Istri X`, `Mama X`, `Adik X` name somebody else than the person who is meant.
fn take_relation(words: &mut Vec<Word>, draft: &mut Draft) {
    let [first, second, ..] = words.as_slice() else {
        return;
    };
    let gender = match first.text.as_str() {
        "istri" | "isteri" | "ibunya" | "mamanya" => Some(Gender::Female),
        "suami" | "bapaknya" | "papanya" => Some(Gender::Male),
        "mama" | "mamah" | "mami" if !draft.foreign => Some(Gender::Female),
        "papa" | "papah" | "papi" if !draft.foreign => Some(Gender::Male),
        "anak" if second.is("agung") => return,
        "anak" | "adik" | "adek" | "kakaknya" | "menantu" | "mertua" | "keponakan" | "ponakan"
        | "ortu" | "sopir" | "supir" | "pembantu"
            if !draft.foreign =>
        {
            None
        }
        _ => return,
    };
    let relation = words.remove(0).text;
    if words.len() > 1 && matches!(words[0].text.as_str(), "dr" | "dari") {
        words.remove(0);
    }
    // The titles that follow are not those of the person who is meant.
    let mut theirs = Draft::new(words);
    strip_front(words, &mut theirs);
    draft.relation = Some(relation);
    draft.vote(gender);
}

/// Takes the father's name after bin and binti, and the clan marker boru.
fn take_markers(words: &mut Vec<Word>, draft: &mut Draft) {
    let mut position = 1;
    while position + 1 < words.len() {
        let word = &words[position];
        match word.text.as_str() {
            "bin" | "ibni" | "s/o" if !starts_chinese(words) => {
                draft.vote(Some(Gender::Male));
                return take_father(words, position, draft);
            }
            "binti" | "binte" | "bte" | "bt" | "d/o" => {
                (draft.male, draft.female) = (false, true);
                return take_father(words, position, draft);
            }
            "boru" | "br"
                if word.is("boru")
                    || word.dot
                    || tables::known(&words[position + 1].text).is_some_and(|k| k.clan) =>
            {
                draft.vote(Some(Gender::Female));
                words.remove(position);
            }
            _ => position += 1,
        }
    }
}

fn take_father(words: &mut Vec<Word>, position: usize, draft: &mut Draft) {
    draft.father = Some(canonical_tokens(&words[position + 1..]).join(" "));
    words.truncate(position);
}

/// A role instead of a name: `Ibu Guru`, `Pak RT`, `Bu Haji`.
fn is_role(word: &Word, addressed: bool) -> bool {
    addressed
        && matches!(
            word.text.as_str(),
            "guru"
                | "haji"
                | "hajah"
                | "hajjah"
                | "dokter"
                | "bidan"
                | "lurah"
                | "camat"
                | "kades"
                | "rt"
                | "rw"
                | "bos"
                | "boss"
                | "dosen"
                | "ustad"
                | "ustadz"
                | "polisi"
                | "pendeta"
                | "kepala"
                | "direktur"
                | "manager"
        )
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
    let contradictory = draft.male && draft.female;
    name.gender = match (&name.relation, told) {
        (Some(_), _) => told,
        _ if contradictory => None,
        _ => told.or_else(|| particle_gender(words, &name.tokens)),
    };
    if let Some(suffix) = draft.suffix {
        name.core.push(' ');
        name.core.push_str(suffix);
        name.suffix = Some(suffix.to_owned());
    }
    name.father = draft.father;
    name.titles = draft.titles.into_iter().map(str::to_owned).collect();
    name.settle_titles();
    if kind == NameKind::Group {
        name.gender = None;
    }
    Some(name)
}

/// `Ny. Budi Santoso` is the wife of Budi Santoso: a woman's salutation before a man's name.
fn husband_relation(titles: &[&'static str], tokens: &[String]) -> Option<String> {
    let salutation = titles
        .iter()
        .find(|title| matches!(**title, "ny" | "ibu" | "mrs"))?;
    let gender = |token: &String| {
        tables::known(token).map_or_else(
            || tables::english_gender(token),
            |known| known.gender.filter(|_| known.given),
        )
    };
    let first = gender(tokens.first()?)?;
    let any_female = tokens
        .iter()
        .any(|token| gender(token) == Some(Gender::Female));
    (first == Gender::Male && !any_female).then(|| (*salutation).to_owned())
}
