//! Organisations: companies, shops, schools, offices, with their legal forms.

use super::marker::is_parent;
use super::tables::{self, FormPolicy};
use super::title::is_salutation;
use super::word::{self, Mark, Word};
use super::{Name, NameKind};

/// Legal forms written out, and what they are written as in short.
const SPELT_FORMS: [(&str, &str); 14] = [
    ("gesellschaft mit beschrankter haftung", "gmbh"),
    ("kommanditgesellschaft", "kg"),
    ("offene handelsgesellschaft", "ohg"),
    ("aktiengesellschaft", "ag"),
    ("public limited company", "plc"),
    ("limited liability company", "llc"),
    ("limited liability partnership", "llp"),
    ("sociedad anonima", "sa"),
    ("sociedad limitada", "sl"),
    ("societe anonyme", "sa"),
    ("societe a responsabilite limitee", "sarl"),
    ("societa per azioni", "spa"),
    ("societa a responsabilita limitata", "srl"),
    ("besloten vennootschap", "bv"),
];

/// Words that firms have in their names and persons have not.
const TRADES: [&str; 26] = [
    "bakery",
    "barbecue",
    "bbq",
    "bistro",
    "brasserie",
    "burgers",
    "cafe",
    "caffe",
    "cuisine",
    "eatery",
    "noodle",
    "noodles",
    "osteria",
    "patisserie",
    "pizza",
    "pizzeria",
    "restaurant",
    "restaurante",
    "resto",
    "restoran",
    "ristorante",
    "seafood",
    "steakhouse",
    "sushi",
    "taqueria",
    "trattoria",
];

/// The same for words that are family names, too.
const TRADES_LIKE_NAMES: [&str; 10] = [
    "coffee", "diner", "shop", "store", "bar", "deli", "grill", "kitchen", "lounge", "tavern",
];

/// Writes a legal form at the end in short.
pub(super) fn shorten_spelt_form(words: &mut Vec<Word>) {
    let found = SPELT_FORMS.iter().find_map(|(spelt, short)| {
        let spelt: Vec<&str> = spelt.split(' ').collect();
        let start = words.len().checked_sub(spelt.len())?;
        let tail = words[start..].iter().map(|word| word.text.as_str());
        (start > 0 && tail.eq(spelt.iter().copied())).then_some((start, *short))
    });
    if let Some((start, short)) = found {
        let mut form = Word::joined(&words[start..]);
        short.clone_into(&mut form.text);
        words.truncate(start);
        words.push(form);
    }
}

/// Recognises an organisation among names of any kind; its legal form goes to the titles.
pub(super) fn detect(words: &[Word]) -> Option<Name> {
    let [first, rest @ ..] = words else {
        return None;
    };
    if rest.is_empty() {
        return None;
    }
    let mixed_case = words.iter().any(|word| !word.capitals);
    let pieces = dotted_form(words);
    let start = match tables::start_form(&first.text) {
        Some(form)
            if !rest[0].is("of") && is_believed_start(form.policy, first, rest, mixed_case) =>
        {
            Some((1, form.title))
        }
        _ if rest[0].is("of") => None,
        _ if first.is("rumah")
            && matches!(rest[0].text.as_str(), "makan" | "sakit")
            && rest.len() > 1 =>
        {
            Some((2, if rest[0].is("makan") { "rm" } else { "rs" }))
        }
        _ if first.is("dharma") && rest[0].is("wanita") => {
            Some((if rest.len() > 1 { 2 } else { 0 }, "pkk"))
        }
        _ if first.is("pondok") && rest[0].is("pesantren") && rest.len() > 1 => Some((2, "ponpes")),
        _ => pieces,
    };
    let mut titles = Vec::new();
    let mut core = words;
    if let Some((count, title)) = start {
        titles.push(title);
        core = &words[count..];
    }
    let believed = start.is_some();
    while let [before @ .., last] = core
        && !before.is_empty()
        && let Some(form) = tables::end_form(&last.text)
        && form.policy != FormPolicy::Hint
        && (form.policy == FormPolicy::Sure || !titles.is_empty())
    {
        titles.push(form.title);
        core = before;
    }
    let hinted = first.is("bank") && rest[0].is("of")
        || words
            .iter()
            .any(|word| tables::any_form(&word.text).is_some())
        || words
            .last()
            .and_then(|word| tables::end_form(&word.text))
            .is_some_and(|form| form.policy == FormPolicy::Hint);
    let hinted = hinted || calls_itself(first, rest);
    let in_company = words.iter().any(|word| word.mark == Mark::And)
        && words
            .last()
            .is_some_and(|word| matches!(word.text.as_str(), "co" | "bros" | "brothers"));
    if !believed && titles.is_empty() && !hinted && !in_company {
        return None;
    }
    let mut name = Name::empty(NameKind::Organisation);
    name.take_plain_words(core);
    name.titles = titles.into_iter().map(str::to_owned).collect();
    name.settle_titles();
    Some(name)
}

/// `Mama Rosa Sushi Bar`, `Madam Lee's Kitchen`: a form of address in front of a firm's name is part of it.
fn calls_itself(first: &Word, rest: &[Word]) -> bool {
    let names = |trades: &[&str]| rest.iter().any(|word| trades.contains(&word.text.as_str()));
    let is_parent = is_parent(first) || matches!(first.text.as_str(), "madam" | "madame");
    (is_parent || is_salutation(first)) && names(&TRADES) || is_parent && names(&TRADES_LIKE_NAMES)
}

/// A legal form in dotted letters at the start: `P.T.`, `C.V.`.
fn dotted_form(words: &[Word]) -> Option<(usize, &'static str)> {
    let [first, second, _, ..] = words else {
        return None;
    };
    if !(first.is_letter() && first.dot && first.glued && second.is_letter() && second.dot) {
        return None;
    }
    let title = match (first.text.as_str(), second.text.as_str()) {
        ("p", "t") => "pt",
        ("c", "v") => "cv",
        ("u", "d") => "ud",
        ("p", "d") => "pd",
        ("p", "o") => "po",
        ("n", "v") => "nv",
        _ => return None,
    };
    Some((2, title))
}

fn is_believed_start(policy: FormPolicy, first: &Word, rest: &[Word], mixed_case: bool) -> bool {
    let known = |word: &Word| tables::known(&word.text);
    match policy {
        FormPolicy::Sure => true,
        FormPolicy::Dot => {
            first.dot || mixed_case && first.capitals && first.text.len() > 1 && rest.len() > 1
        }
        FormPolicy::Bali => {
            let balinese_next = known(&rest[0])
                .is_some_and(|known| known.balinese && !known.javanese && known.given);
            !(first.dot
                && !first.capitals
                && balinese_next
                && rest.len() <= 2
                && !rest[0].is("putra"))
        }
        FormPolicy::Trade => {
            !rest
                .iter()
                .any(|word| known(word).is_some_and(|known| known.given))
                || {
                    rest.last().is_some_and(|word| {
                        matches!(
                            word.text.as_str(),
                            "jaya" | "makmur" | "abadi" | "sentosa" | "utama" | "mandiri"
                        )
                    })
                }
        }
        FormPolicy::Food => matches!(
            rest[0].text.as_str(),
            "padang"
                | "sederhana"
                | "selera"
                | "minang"
                | "bundo"
                | "pagi"
                | "ampera"
                | "ayam"
                | "ikan"
                | "sate"
                | "soto"
        ),
        FormPolicy::Form | FormPolicy::Hint => false,
    }
}

/// Parses tidied text of a column that holds organisations.
pub(super) fn known_organisation(text: &str) -> Option<Name> {
    let mut words = word::split(text);
    word::join_slashed(&mut words);
    shorten_spelt_form(&mut words);
    join_dotted_forms(&mut words);
    let mut name = Name::empty(NameKind::Organisation);
    name.take_plain_words(&words);
    let mut core = words.as_slice();
    let mut titles = Vec::new();
    while let [first, rest @ ..] = core
        && !rest.is_empty()
        && is_legal_start(first)
    {
        titles.extend(tables::start_form(&first.text).map(|form| form.title.to_owned()));
        core = rest;
    }
    if titles.is_empty()
        && let Some((count, title)) = dotted_form(core)
    {
        titles.push(title.to_owned());
        core = &core[count..];
    }
    while let Some((count, title)) = last_form(core) {
        titles.push(title.to_owned());
        core = &core[..core.len() - count];
    }
    if core.is_empty() {
        return None;
    }
    name.tokens = plain_tokens(core);
    name.titles = titles;
    name.settle_titles();
    Some(name)
}

/// Makes `P.T.` and `B.V.` one word, as `PT` and `BV` are.
fn join_dotted_forms(words: &mut Vec<Word>) {
    if let Some((count, _)) = dotted_form(words) {
        join_letters(words, 0, count);
    }
    if let Some((count, _)) = last_form(words).filter(|(count, _)| *count > 1) {
        let start = words.len() - count;
        join_letters(words, start, count);
    }
}

fn join_letters(words: &mut Vec<Word>, start: usize, count: usize) {
    let letters = words.drain(start + 1..start + count);
    let rest: String = letters.map(|word| word.text).collect();
    let joined = &mut words[start];
    joined.text.push_str(&rest);
    joined.dot = false;
    joined.glued = false;
}

/// Only forms of law, not trades: a `Toko` or `Hotel` tells businesses apart.
fn is_legal_start(word: &Word) -> bool {
    matches!(
        word.text.as_str(),
        "pt" | "cv" | "ud" | "pd" | "fa" | "firma" | "nv" | "po" | "perum" | "the"
    )
}

/// The legal form at the end, in one piece or in dotted letters (`S.p.A.`, `L.L.C.`), and how many words it takes.
fn last_form(words: &[Word]) -> Option<(usize, &'static str)> {
    let last = words.last()?;
    if words.len() > 1
        && let Some(form) = tables::end_form(&last.text)
        && form.policy != FormPolicy::Hint
    {
        return Some((1, form.title));
    }
    (2..=3).rev().find_map(|count| {
        let start = words.len().checked_sub(count).filter(|start| *start > 0)?;
        let tail = &words[start..];
        if !tail.iter().all(Word::is_letter) || !tail[..count - 1].iter().all(|word| word.dot) {
            return None;
        }
        let form: String = tail.iter().map(|word| word.text.as_str()).collect();
        Some((count, tables::end_form(&form)?.title))
    })
}

/// The words of an organisation as tokens; joining words are left out.
pub(super) fn plain_tokens(words: &[Word]) -> Vec<String> {
    let tokens: Vec<String> = words
        .iter()
        .filter(|word| !matches!(word.text.as_str(), "and" | "dan" | "the"))
        .map(|word| word.text.clone())
        .collect();
    if tokens.is_empty() {
        words.iter().map(|word| word.text.clone()).collect()
    } else {
        tokens
    }
}
