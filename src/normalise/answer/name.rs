//! What a name is understood as.

use serde::Serialize;
use serde_json::{Map, Value};

use super::Question;
use crate::normalise::gender::Gender;
use crate::normalise::name::{self, Extra, GenderSource, Name, NameKind};
use crate::text::lexicon;
use crate::text::placeholder::{self, Meaning, PlaceholderField};

/// The parts of one name, in words.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NameAnswer {
    /// `person`, `org`, `joint`, `group`, `mixed` or `placeholder`.
    pub kind: &'static str,
    /// Canonical titles, degrees and forms of law, sorted.
    pub titles: Vec<String>,
    /// The name without titles, as written, in lower case; the names of a joint record are parted by `|`.
    ///
    /// Empty where the own name is unknown, as for `Mama Rizky`.
    pub core: String,
    /// The name expanded and respelt, parted like the core.
    pub canonical: String,
    /// The name as a letter writes it, with titles and forms of law; empty where nobody is named.
    pub display: String,
    /// The tokens by their sound, sorted: the same for every safe spelling and order.
    pub sound_key: String,
    /// The first letters of the tokens, sorted.
    pub initials_key: String,
    /// `M`, `F`, or `U` where nothing can be asserted.
    pub gender: &'static str,
    /// What tells the gender: `title`, `particle` or `name`.
    pub gender_source: Option<&'static str>,
    /// What was split off, by kind: texts, or `true` where the mark alone says it.
    pub extra: Map<String, Value>,
    /// `value`, `flagged`, `suspect`, `relation`, `role`, `ditto` or `junk`.
    pub status: &'static str,
}

/// Understands one name.
pub fn name(question: &Question) -> NameAnswer {
    let raw = question.value.as_str();
    match name::parse(raw) {
        Some(name) => of_name(&name),
        None => nobody(raw),
    }
}

/// The answer for a text that names nobody.
fn nobody(raw: &str) -> NameAnswer {
    let role = name::role(raw);
    let status = match placeholder::meaning(PlaceholderField::Name, raw) {
        Some(Meaning::Ditto) => "ditto",
        Some(Meaning::Junk) => "junk",
        None if role.is_some() => "role",
        None => "junk",
    };
    NameAnswer {
        kind: "placeholder",
        titles: Vec::new(),
        core: String::new(),
        canonical: String::new(),
        display: String::new(),
        sound_key: String::new(),
        initials_key: String::new(),
        gender: letter(role.flatten().filter(|_| status == "role")),
        gender_source: None,
        extra: Map::new(),
        status,
    }
}

fn of_name(name: &Name) -> NameAnswer {
    let own_is_known = name.relation.is_none() || name.is_known_by_title();
    let told = name.told_gender();
    let (core, canonical) = if own_is_known {
        (name.core.replace(" & ", "|"), canonical_parties(name))
    } else {
        (String::new(), String::new())
    };
    let mut extra = extras(name);
    let hint = trailing_hint(name);
    if let Some((kind, text)) = hint {
        extra.insert(kind.to_owned(), text.into());
    }
    NameAnswer {
        kind: kind_word(name.kind),
        titles: name.titles.clone(),
        core,
        canonical,
        display: name.display(),
        sound_key: name.bag_key(),
        initials_key: name.initials_key(),
        gender: letter(told.map(|(gender, _)| gender)),
        gender_source: told.map(|(_, source)| GenderSource::word(source)),
        extra,
        status: status(name, own_is_known, hint.is_some()),
    }
}

fn kind_word(kind: NameKind) -> &'static str {
    match kind {
        NameKind::Person => "person",
        NameKind::Organisation => "org",
        NameKind::Joint => "joint",
        NameKind::Group => "group",
        NameKind::Mixed => "mixed",
    }
}

fn letter(gender: Option<Gender>) -> &'static str {
    match gender {
        Some(Gender::Male) => "M",
        Some(Gender::Female) => "F",
        None => "U",
    }
}

fn status(name: &Name, own_is_known: bool, has_hint: bool) -> &'static str {
    if !own_is_known {
        "relation"
    } else if name.kind == NameKind::Joint || has_hint || is_undecided_degree(name) {
        "flagged"
    } else if is_unspeakable(name) {
        "suspect"
    } else {
        "value"
    }
}

/// The canonical names of all parties, parted by `|`.
fn canonical_parties(name: &Name) -> String {
    let mut text = String::new();
    for (position, token) in name.tokens.iter().enumerate() {
        let opens_party = name.parties.iter().any(|at| usize::from(*at) == position);
        if position > 0 {
            text.push(if opens_party { '|' } else { ' ' });
        }
        text.push_str(token);
    }
    text
}

fn extras(name: &Name) -> Map<String, Value> {
    let mut extra = Map::new();
    if let Some(relation) = &name.relation {
        let kind = name::relation_kind(relation);
        extra.insert(kind.word().to_owned(), name.canonical().into());
    }
    if let Some(father) = &name.father {
        extra.insert("father".to_owned(), father.as_str().into());
    }
    for (kind, text) in &name.extra {
        let value = if *kind == Extra::OnBehalf {
            Value::Bool(true)
        } else {
            text.as_str().into()
        };
        extra.entry(kind.word()).or_insert(value);
    }
    extra
}

/// A place or a trade at the end of a short name: `Ani Surabaya`, `Hendra Elektronik`.
fn trailing_hint(name: &Name) -> Option<(&'static str, &str)> {
    let [first, last] = name.tokens.as_slice() else {
        return None;
    };
    if !name::is_known(first)
        || first == last
        || name.kind != NameKind::Person
        || name.father.is_some()
        || name::is_known(last)
    {
        return None;
    }
    if lexicon::is_city(last) {
        return Some(("place_hint", last));
    }
    let is_trade = matches!(
        last.as_str(),
        "elektronik"
            | "elektro"
            | "mebel"
            | "motor"
            | "mobil"
            | "salon"
            | "bakso"
            | "catering"
            | "katering"
            | "laundry"
            | "fotocopy"
            | "komputer"
            | "ponsel"
            | "cell"
            | "konveksi"
            | "travel"
            | "kosmetik"
            | "sepatu"
            | "kain"
            | "emas"
            | "beras"
            | "sayur"
            | "buah"
            | "bengkel"
            | "warung"
            | "toko"
            | "kue"
            | "butik"
            | "optik"
            | "tailor"
            | "taksi"
            | "ojek"
            | "bank"
            | "pasar"
    );
    is_trade.then_some(("trade_hint", last))
}

/// A single name with a degree behind it that may as well be part of the name: `AGUS MM`, `Yanto ST`.
fn is_undecided_degree(name: &Name) -> bool {
    match name.tokens.as_slice() {
        [_, last] => {
            name.kind == NameKind::Person
                && (2..=3).contains(&last.len())
                && name::is_degree_form(last)
        }
        _ => false,
    }
}

/// A single word of four letters or more without any vowel.
fn is_unspeakable(name: &Name) -> bool {
    match name.tokens.as_slice() {
        [only] => {
            name.kind == NameKind::Person
                && only.len() >= 4
                && !only
                    .bytes()
                    .any(|byte| matches!(byte, b'a' | b'e' | b'i' | b'o' | b'u' | b'y'))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(value: &str) -> NameAnswer {
        name(&Question {
            value: value.to_owned(),
            ..Question::default()
        })
    }

    #[test]
    fn a_name_is_told_in_all_its_forms() {
        let answer = ask("DRS. H. MOCH. SOEHARTO, SE");
        assert_eq!(answer.display, "Drs. H. Moch Soeharto, SE");
        assert_eq!(answer.canonical, "muhammad suharto");
        assert_eq!((answer.gender, answer.gender_source), ("M", Some("title")));
        assert_eq!(answer.initials_key, "ms");
        assert_eq!(answer.sound_key, ask("Suharto Mohamad").sound_key);
    }

    #[test]
    fn what_names_nobody_says_why() {
        for (value, kind, status) in [
            ("-", "placeholder", "junk"),
            ("Ibu Guru", "placeholder", "role"),
            ("idem", "placeholder", "ditto"),
            ("Mama Dewi", "person", "relation"),
            ("Rina & Joko", "joint", "flagged"),
            ("CV Sumber Rejeki", "org", "value"),
        ] {
            let answer = ask(value);
            assert_eq!((answer.kind, answer.status), (kind, status), "{value}");
        }
    }
}
