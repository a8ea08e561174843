//! Words of a person's name to canonical tokens, with the abbreviations that need their neighbours.

use super::tables::{self, Known};
use super::title::looks_foreign;
use super::token::{canonical_word, has_old_spelling};
use super::word::Word;
use crate::normalise::gender::Gender;

/// Expands and respells the words of one name, in written order.
pub(super) fn canonical_tokens(words: &[Word]) -> Vec<String> {
    let balinese = is_balinese(words);
    let old_name = words.iter().any(|word| has_old_spelling(&word.text));
    let mut tokens = Vec::with_capacity(words.len() + 1);
    let noble = if balinese {
        noble_initials(words)
    } else {
        fixed_initials(words)
    };
    tokens.extend(noble.iter().map(|part| (*part).to_owned()));
    for (position, word) in words.iter().enumerate().skip(noble.len()) {
        let expanded = expansion(words, position, balinese);
        if expanded.is_empty() {
            tokens.push(canonical_word(&word.text, old_name).into_owned());
        } else {
            tokens.extend(expanded.iter().map(|part| (*part).to_owned()));
        }
    }
    tokens
}

/// `A. A.` and `I. B.` in front of a Balinese name: Anak Agung and Ida Bagus.
fn noble_initials(words: &[Word]) -> &'static [&'static str] {
    match words {
        [first, second, _, ..] if first.is("a") && second.is("a") => &["anak", "agung"],
        [first, second, _, ..] if first.is("i") && first.dot && second.is("b") => &["ida", "bagus"],
        [first, second, _, ..] if first.is("i") && first.dot && second.is("a") => &["ida", "ayu"],
        _ => &[],
    }
}

/// `F.X.` in front of any name is Fransiskus Xaverius, `I.B.` before one word Ida Bagus.
fn fixed_initials(words: &[Word]) -> &'static [&'static str] {
    match words {
        [first, second, _, ..]
            if first.is("f")
                && first.dot
                && second.is("x")
                && second.dot
                && !looks_foreign(words) =>
        {
            &["fransiskus", "xaverius"]
        }
        [first, second, _] if first.is("i") && first.dot && second.is("b") && second.dot => {
            &["ida", "bagus"]
        }
        _ => &[],
    }
}

/// Tells whether a name carries a Balinese particle, birth-order word or an abbreviation of one.
fn is_balinese(words: &[Word]) -> bool {
    let says_so = |word: &Word| {
        matches!(
            word.text.as_str(),
            "gst"
                | "ngr"
                | "ngurah"
                | "wy"
                | "wyn"
                | "nym"
                | "dsk"
                | "desak"
                | "gde"
                | "ida"
                | "gusti"
                | "dewa"
                | "luh"
                | "cokorda"
                | "tjokorda"
                | "istri"
        ) || tables::known(&word.text)
            .is_some_and(|known| known.balinese && !known.javanese && !known.chinese)
    };
    let abbreviated = |word: &Word| {
        matches!(
            word.text.as_str(),
            "md" | "kt" | "pt" | "gd" | "dw" | "lh" | "kd" | "km"
        )
    };
    match words {
        [first, second, ..] if first.is("aa") && second.is("ayu") => true,
        [first, second, ..] if is_particle(first) => says_so(second) || abbreviated(second),
        _ => words.len() > 1 && words.iter().any(says_so),
    }
}

/// The Balinese particles I (men) and Ni (women), not an initial.
fn is_particle(word: &Word) -> bool {
    !word.dot && (word.is("i") || word.is("ni"))
}

/// What the word at `position` abbreviates; nothing when it is no abbreviation.
fn expansion(words: &[Word], position: usize, balinese: bool) -> &'static [&'static str] {
    let word = &words[position];
    if word.text.len() > 3 || words.len() < 2 {
        return &[];
    }
    let next = words.get(position + 1);
    let next_known = || next.and_then(|next| tables::known(&canonical_word(&next.text, false)));
    match word.text.as_str() {
        "gst" => &["gusti"],
        "gde" => &["gede"],
        "ngr" => &["ngurah"],
        "wy" | "wyn" => &["wayan"],
        "nym" | "nyo" => &["nyoman"],
        "dsk" => &["desak"],
        "md" if balinese => &["made"],
        "kt" | "ktt" if balinese => &["ketut"],
        "kt" if position == 0 && word.dot => &["ketut"],
        "pt" if balinese => &["putu"],
        "gd" if balinese => &["gede"],
        "lh" if balinese || position == 0 && word.dot => &["luh"],
        "kd" if balinese => &["kadek"],
        "km" | "kmg" if balinese => &["komang"],
        "ngh" if balinese => &["nengah"],
        "dw" if balinese => &["dewa"],
        "aa" if balinese || position == 0 && word.dot && word.capitals => &["anak", "agung"],
        "ag" if balinese && word.dot => &["agung"],
        "ib" if balinese || position == 0 && word.dot => &["ida", "bagus"],
        "bgs" if balinese => &["bagus"],
        "cok" if balinese || position == 0 && word.dot => &["cokorda"],
        "dg" => &["daeng"],
        "dt" | "dtk" if position == 0 && word.dot => &["datuk"],
        "tb" if position == 0 => &["tubagus"],
        "bq" if position == 0 => &["baiq"],
        "kms" if position == 0 => &["kemas"],
        "mgs" if position == 0 => &["masagus"],
        "fx" if position == 0 => &["fransiskus", "xaverius"],
        "st" if position == 0 && next_known().is_some_and(is_woman_here) => &["siti"],
        _ => &[],
    }
}

fn is_woman_here(known: Known) -> bool {
    known.gender == Some(Gender::Female) && known.local
}

/// The gender that a name's own particles tell: I and Ni, Siti, Cut, La and Wa Ode, and their like.
pub(super) fn particle_gender(words: &[Word], tokens: &[String]) -> Option<Gender> {
    let (first, second) = (tokens.first()?.as_str(), tokens.get(1)?.as_str());
    let noble_woman = || {
        tokens
            .iter()
            .take(4)
            .any(|token| matches!(token.as_str(), "ayu" | "istri"))
    };
    let noble_man = || {
        tokens
            .iter()
            .take(4)
            .any(|token| matches!(token.as_str(), "gede" | "ngurah" | "bagus" | "oka"))
    };
    match (first, second) {
        ("ni" | "luh", _) if is_balinese(words) => Some(Gender::Female),
        ("i", _) if is_balinese(words) => Some(if noble_woman() {
            Gender::Female
        } else {
            Gender::Male
        }),
        ("ida" | "gusti", "ayu") | ("anak", "agung") | ("dewa" | "cokorda", _) if noble_woman() => {
            Some(Gender::Female)
        }
        ("ida", "bagus") | ("la", "ode") | ("fransiskus", "xaverius") => Some(Gender::Male),
        ("anak", "agung") | ("gusti" | "dewa" | "cokorda", _) if noble_man() => Some(Gender::Male),
        ("wa", "ode") | ("cut", "nyak") => Some(Gender::Female),
        ("siti" | "baiq" | "desak" | "cut", _) => Some(Gender::Female),
        ("tubagus" | "datuk" | "teuku" | "sutan" | "lalu" | "kemas" | "masagus", _) => {
            Some(Gender::Male)
        }
        _ => None,
    }
}
