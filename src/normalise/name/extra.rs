//! What stood beside a name and was split off: clans, other parties, notes.

use super::role::ROLES;
use super::tables;
use super::word::Word;
use super::{Name, NameKind};

/// What a text is that was split off a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Extra {
    /// Another name of the same person, behind `alias`.
    Alias,
    /// Somebody who works for the one named (`Sopir Pak Budi`).
    EmployeeOf,
    /// In care of: the party behind `d/a` or `c/o`.
    CareOf,
    /// The child of the one named (`Anak Pak Budi`).
    ChildOf,
    /// The clan behind `br.` or `boru`.
    Clan,
    /// The person behind `u.p.`, or in brackets behind an organisation.
    Contact,
    /// A remark or counter without meaning for the name: `kartu hilang`, `2`.
    Note,
    /// The name stood behind `a/n`; there is no text.
    OnBehalf,
    /// The party behind `qq`, or behind `a/n` in the middle.
    OnBehalfOf,
    /// The parent of the one named (`Mama Rizky`).
    ParentOf,
    /// A place, by which an operator told namesakes apart.
    PlaceHint,
    /// A relative of the one named (`Menantu Pak Budi`).
    RelativeOf,
    /// The brother or sister of the one named (`Adik Lina`).
    SiblingOf,
    /// The husband or wife of the one named (`Istri Budi`, `Ny. Budi`).
    SpouseOf,
}

impl Extra {
    /// The word that answers and reports use.
    pub fn word(self) -> &'static str {
        match self {
            Self::Alias => "alias",
            Self::EmployeeOf => "employee_of",
            Self::CareOf => "care_of",
            Self::ChildOf => "child_of",
            Self::Clan => "clan",
            Self::Contact => "contact",
            Self::Note => "note",
            Self::OnBehalf => "on_behalf",
            Self::OnBehalfOf => "on_behalf_of",
            Self::ParentOf => "parent_of",
            Self::PlaceHint => "place_hint",
            Self::RelativeOf => "relative_of",
            Self::SiblingOf => "sibling_of",
            Self::SpouseOf => "spouse_of",
        }
    }
}

/// How the person who is meant stands to the one whose name is written behind `relation`.
pub(super) fn of_relation(relation: &str) -> Extra {
    match relation {
        "anak" | "anaknya" | "bayi" => Extra::ChildOf,
        "adik" | "adek" | "kakaknya" | "adiknya" => Extra::SiblingOf,
        "istri" | "isteri" | "istrinya" | "ist" | "suami" | "suaminya" | "ny" | "ibu" | "mrs" => {
            Extra::SpouseOf
        }
        "sopir" | "supir" | "pembantu" => Extra::EmployeeOf,
        "besan" | "menantu" | "mertua" | "keponakan" | "ponakan" => Extra::RelativeOf,
        _ => Extra::ParentOf,
    }
}

/// The words with one blank between them, as written.
pub(super) fn phrase(words: &[Word]) -> String {
    super::written(words)
}

/// The other party of a name: a person by the canonical name, anything else as it is written.
pub(super) fn party(words: &[Word]) -> String {
    match super::parse::party(words.to_vec()) {
        Some(name) if name.kind == NameKind::Person => name.canonical(),
        _ => phrase(words),
    }
}

/// What bracketed words say: a remark of the till, a place, or the Indonesian name behind a Chinese one.
pub(super) fn of_aside(words: &[Word], name: &Name) -> Option<(Extra, String)> {
    if words.iter().all(Word::is_letter) {
        // `Sp.A(K)`: consultants have a letter behind their degree.
        return None;
    }
    let is_chinese = name.tokens.len() > 1 && tables::is_chinese_family(&name.tokens[0]);
    if is_chinese
        && words
            .iter()
            .all(|word| tables::known(&word.text).is_some_and(|known| known.local))
    {
        return Some((
            Extra::Alias,
            super::expand::canonical_tokens(words).join(" "),
        ));
    }
    if words.len() > 1 && tables::is_chinese_family(&words[0].text) {
        return Some((
            Extra::Alias,
            super::expand::canonical_tokens(words).join(" "),
        ));
    }
    let is_remark = tables::start_form(&words[0].text).is_some() && words.len() > 1
        || words
            .iter()
            .any(|word| word.is_number() || is_note(word) || ROLES.contains(&word.text.as_str()))
        || words
            .iter()
            .any(|word| tables::known(&word.text).is_some_and(|known| known.given))
        || words.len() > 3;
    let kind = if is_remark {
        Extra::Note
    } else {
        Extra::PlaceHint
    };
    Some((kind, phrase(words)))
}

/// A word of the till about the card or the customer.
pub(super) fn is_note(word: &Word) -> bool {
    matches!(
        word.text.as_str(),
        "vip"
            | "vvip"
            | "kartu"
            | "card"
            | "krt"
            | "hilang"
            | "member"
            | "langganan"
            | "baru"
            | "lama"
            | "ganti"
            | "rusak"
            | "mati"
            | "aktif"
            | "non"
            | "tidak"
            | "tdk"
            | "cash"
            | "kredit"
            | "reseller"
            | "grosir"
            | "pindah"
            | "titip"
            | "anaknya"
            | "istrinya"
            | "suaminya"
            | "ibunya"
            | "bapaknya"
            | "adiknya"
            | "kakaknya"
            | "anak"
            | "istri"
            | "suami"
            | "adik"
            | "kakak"
            | "ibu"
            | "bapak"
    )
}

impl Name {
    /// Adds what was split off.
    pub(super) fn note(&mut self, extra: Extra, text: String) {
        self.extra.push((extra, text));
    }

    /// The first text of a kind that was split off.
    pub fn extra(&self, kind: Extra) -> Option<&str> {
        let found = self.extra.iter().find(|(extra, _)| *extra == kind);
        found.map(|(_, text)| text.as_str())
    }
}
