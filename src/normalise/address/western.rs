//! Reads addresses of other countries: number and street, unit, city, state, postal code.

use std::borrow::Cow;

use crate::normalise::city::{self, Place};
use crate::normalise::postcode;

use super::Address;
use super::tables::{self, Label, label};
use super::token::{Kind, Token};

/// Tells whether an address is to be read here: no Indonesian label, and a house number in front, a street type, a unit
/// or a post office box.
pub(super) fn is_western(tokens: &[Token], row_city: Option<&Place>) -> bool {
    if row_city.is_some_and(|city| city.code.is_some()) {
        return false;
    }
    let next_is_number = |at: usize| tokens.get(at + 1).is_some_and(Token::is_number);
    let is_indonesian = tokens
        .iter()
        .enumerate()
        .any(|(at, token)| match label(&token.text) {
            Some(
                Label::Thoroughfare(_)
                | Label::Village
                | Label::District
                | Label::Regency
                | Label::Province
                | Label::Estate,
            ) => true,
            Some(Label::Hamlet) => !matches!(token.text.as_str(), "lk" | "link" | "kp"),
            Some(Label::Rt | Label::Rw) => next_is_number(at),
            Some(Label::Block) => at > 0,
            _ => false,
        });
    let first_is_slip = tokens
        .first()
        .is_some_and(|token| token.is_word() && tables::nearly_label(&token.text).is_some());
    if is_indonesian || first_is_slip {
        return false;
    }
    let number_first = tokens.first().is_some_and(Token::is_number)
        && tokens
            .iter()
            .find(|token| {
                !matches!(
                    token.kind,
                    Kind::Comma | Kind::Number | Kind::Slash | Kind::Dash
                )
            })
            .is_some_and(Token::is_word);
    number_first
        || tokens.windows(2).any(|pair| {
            (pair[0].is_word() && street_type(&pair[1].text).is_some() && pair[1].text.len() > 2)
                || (is_unit_word(&pair[0].text) && pair[0].text != "#" && pair[1].is_number())
                || (pair[0].text == "po" && pair[1].text == "box")
                || pair[0].text == "pobox"
        })
        || tokens
            .windows(3)
            .any(|three| three[0].text == "p" && three[1].text == "o" && three[2].text == "box")
}

/// Canonical abbreviations of street types and directions; USPS publication 28, appendix C1, shortened.
const TYPES: [(&str, &str); 96] = [
    ("street", "st"),
    ("str", "st"),
    ("st", "st"),
    ("strt", "st"),
    ("stret", "st"),
    ("saint", "st"),
    ("avenue", "ave"),
    ("ave", "ave"),
    ("av", "ave"),
    ("aven", "ave"),
    ("avn", "ave"),
    ("road", "rd"),
    ("rd", "rd"),
    ("drive", "dr"),
    ("dr", "dr"),
    ("drv", "dr"),
    ("lane", "ln"),
    ("ln", "ln"),
    ("court", "ct"),
    ("ct", "ct"),
    ("crt", "ct"),
    ("place", "pl"),
    ("pl", "pl"),
    ("boulevard", "blvd"),
    ("blvd", "blvd"),
    ("boul", "blvd"),
    ("highway", "hwy"),
    ("hwy", "hwy"),
    ("parkway", "pkwy"),
    ("pkwy", "pkwy"),
    ("pky", "pkwy"),
    ("circle", "cir"),
    ("cir", "cir"),
    ("circ", "cir"),
    ("circuit", "cct"),
    ("cct", "cct"),
    ("crescent", "cres"),
    ("cres", "cres"),
    ("cr", "cres"),
    ("crs", "cres"),
    ("terrace", "ter"),
    ("ter", "ter"),
    ("terr", "ter"),
    ("tce", "ter"),
    ("square", "sq"),
    ("sq", "sq"),
    ("trail", "trl"),
    ("trl", "trl"),
    ("way", "way"),
    ("wy", "way"),
    ("close", "cl"),
    ("cl", "cl"),
    ("gardens", "gdns"),
    ("gdns", "gdns"),
    ("grove", "grv"),
    ("grv", "grv"),
    ("gr", "grv"),
    ("groves", "grvs"),
    ("branch", "br"),
    ("forest", "frst"),
    ("knoll", "knl"),
    ("mews", "mews"),
    ("alley", "aly"),
    ("aly", "aly"),
    ("plaza", "plz"),
    ("plz", "plz"),
    ("loop", "loop"),
    ("pike", "pike"),
    ("turnpike", "tpke"),
    ("tpke", "tpke"),
    ("expressway", "expy"),
    ("expy", "expy"),
    ("freeway", "fwy"),
    ("fwy", "fwy"),
    ("heights", "hts"),
    ("hts", "hts"),
    ("hill", "hl"),
    ("ridge", "rdg"),
    ("rdg", "rdg"),
    ("parade", "pde"),
    ("pde", "pde"),
    ("esplanade", "esp"),
    ("mount", "mt"),
    ("mt", "mt"),
    ("point", "pt"),
    ("pt", "pt"),
    ("center", "ctr"),
    ("centre", "ctr"),
    ("ctr", "ctr"),
    ("junction", "jct"),
    ("route", "rte"),
    ("rte", "rte"),
    ("fort", "ft"),
    ("crossing", "xing"),
    ("xing", "xing"),
    ("village", "vlg"),
];

const DIRECTIONS: [(&str, &str); 16] = [
    ("north", "n"),
    ("south", "s"),
    ("east", "e"),
    ("west", "w"),
    ("northeast", "ne"),
    ("northwest", "nw"),
    ("southeast", "se"),
    ("southwest", "sw"),
    ("n", "n"),
    ("s", "s"),
    ("e", "e"),
    ("w", "w"),
    ("ne", "ne"),
    ("nw", "nw"),
    ("se", "se"),
    ("sw", "sw"),
];

const ORDINALS: [(&str, &str); 10] = [
    ("first", "1st"),
    ("second", "2nd"),
    ("third", "3rd"),
    ("fourth", "4th"),
    ("fifth", "5th"),
    ("sixth", "6th"),
    ("seventh", "7th"),
    ("eighth", "8th"),
    ("ninth", "9th"),
    ("tenth", "10th"),
];

/// States of the USA and of Australia.
const STATES: [&str; 67] = [
    "al", "ak", "az", "ar", "ca", "co", "ct", "de", "fl", "ga", "hi", "id", "il", "in", "ia", "ks",
    "ky", "la", "me", "md", "ma", "mi", "mn", "ms", "mo", "mt", "ne", "nv", "nh", "nj", "nm", "ny",
    "nc", "nd", "oh", "ok", "or", "pa", "ri", "sc", "sd", "tn", "tx", "ut", "vt", "va", "wa", "wv",
    "wi", "wy", "dc", "pr", "vi", "gu", "as", "mp", "fm", "mh", "pw", "nsw", "vic", "qld", "sa",
    "tas", "act", "nt", "ap",
];

const COUNTRIES: [&str; 8] = [
    "usa",
    "us",
    "united states",
    "uk",
    "united kingdom",
    "great britain",
    "england",
    "australia",
];

fn find(table: &'static [(&'static str, &'static str)], word: &str) -> Option<&'static str> {
    table
        .iter()
        .find(|(written, _)| *written == word)
        .map(|(_, canonical)| *canonical)
}

fn street_type(word: &str) -> Option<&'static str> {
    find(&TYPES, word)
}

fn is_unit_word(word: &str) -> bool {
    matches!(
        word,
        "apt"
            | "apartment"
            | "unit"
            | "suite"
            | "ste"
            | "flat"
            | "room"
            | "rm"
            | "floor"
            | "lot"
            | "#"
            | "trlr"
    )
}

pub(super) fn parse(text: &str) -> Address {
    let mut out = Address::default();
    let mut segments: Vec<Vec<String>> = text
        .split([',', ';', '\n', '(', ')'])
        .map(split_words)
        .filter(|words| !words.is_empty())
        .collect();
    segments.retain(|words| segments_keep(words));
    for words in &mut segments {
        take_unit(words, &mut out);
        take_box(words, &mut out);
    }
    segments.retain(|words| !words.is_empty());
    take_tail(&mut segments, &mut out);
    // 12, rue de Rivoli
    if segments.len() > 1 && segments[0].len() == 1 && is_numeric(&segments[0][0]) {
        let number = segments.remove(0);
        segments[0].splice(0..0, number);
    }
    if !out.street.is_empty() {
        return with_places(segments, out);
    }
    let Some(at) = street_segment(&segments) else {
        return with_places(segments, out);
    };
    let street = segments.remove(at);
    let before: Vec<String> = segments.drain(..at).flatten().collect();
    if !before.is_empty() {
        out.estate = Some(before);
    }
    let mut street = take_number(street, &mut out);
    if out.postal_code.is_some() && segments.is_empty() {
        take_city_behind_type(&mut street, &mut out);
    }
    out.street = street
        .iter()
        .enumerate()
        .map(|(at, word)| canonical(word, at))
        .collect();
    with_places(segments, out)
}

/// Lower-case words; dots and apostrophes vanish, dashes and slashes stay inside numbers only.
fn split_words(segment: &str) -> Vec<String> {
    let ascii: Cow<'_, str> = if segment.is_ascii() {
        Cow::Borrowed(segment)
    } else {
        Cow::Owned(any_ascii::any_ascii(segment))
    };
    let mut out = Vec::new();
    for chunk in ascii.split([' ', '\t', '_', '&', ':']) {
        let has_digit = chunk.bytes().any(|byte| byte.is_ascii_digit());
        let chunk = chunk.replace('#', "\u{0}#\u{0}");
        for piece in chunk.split(|c: char| c == '\0' || (!has_digit && matches!(c, '-' | '/'))) {
            let word: String = piece
                .chars()
                .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '/' | '#'))
                .map(|c| c.to_ascii_lowercase())
                .collect();
            let word = word.trim_matches(['-', '/']);
            if !word.is_empty() {
                out.push(word.to_owned());
            }
        }
    }
    out
}

fn segments_keep(words: &[String]) -> bool {
    !COUNTRIES.contains(&words.join(" ").as_str())
}

fn is_numeric(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
}

/// A house number rather than an ordinal: `12`, `12b`, `3/45`, `100-102`, but not `25th`.
fn is_house_number(word: &str) -> bool {
    let letters = word.bytes().filter(u8::is_ascii_alphabetic).count();
    is_numeric(word) && letters <= 1
}

/// `Apt. 621`, `#5`: the identifier alone counts, the word for it varies.
fn take_unit(words: &mut Vec<String>, out: &mut Address) {
    let Some(at) = words.iter().position(|word| is_unit_word(word)) else {
        return;
    };
    let fits = words
        .get(at + 1)
        .is_some_and(|id| id.len() <= 2 || id.bytes().any(|byte| byte.is_ascii_digit()));
    if fits && out.unit.is_none() {
        let mut taken = words.drain(at..at + 2);
        taken.next();
        out.unit = taken.next();
        drop(taken);
        // `Apt #5`
        if out.unit.as_deref() == Some("#") && at < words.len() {
            out.unit = Some(words.remove(at));
        }
    }
}

fn take_box(words: &mut Vec<String>, out: &mut Address) {
    let Some(at) = words
        .iter()
        .position(|word| word == "box" || word == "pobox")
    else {
        return;
    };
    let opened =
        words[at] == "pobox" || (at > 0 && matches!(words[at - 1].as_str(), "po" | "o" | "gpo"));
    if !opened || !words.get(at + 1).is_some_and(|id| is_numeric(id)) {
        return;
    }
    let start = words[..at]
        .iter()
        .rposition(|word| !matches!(word.as_str(), "p" | "o" | "po" | "gpo"))
        .map_or(0, |i| i + 1);
    out.number = Some(words[at + 1].clone());
    out.street = vec!["po".to_owned(), "box".to_owned()];
    words.drain(start..at + 2);
}

/// Takes postal code and state off the end.
fn take_tail(segments: &mut Vec<Vec<String>>, out: &mut Address) {
    let is_only_segment = segments.len() == 1;
    let Some(last) = segments.last_mut() else {
        return;
    };
    let count = last.len();
    if count >= 2
        && let Some(code) = postcode::parse(&last[count - 2..].join(" "))
        && code.contains(' ')
        && code.len() <= 8
        && !is_numeric(&code)
        && is_british(&last[count - 2], &last[count - 1])
    {
        out.postal_code = Some(code);
        last.truncate(count - 2);
    } else if let Some(word) = last.last()
        && (word.len() == 5
            || (word.len() == 10 && word.as_bytes()[5] == b'-')
            || (word.len() == 4 && count >= 2))
        && word
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'-')
        && (count == 1 || word.len() > 4 || STATES.contains(&last[count - 2].as_str()))
        && !(count == 1 && is_only_segment)
    {
        out.postal_code = postcode::parse(word);
        last.pop();
    }
    segments.retain(|words| !words.is_empty());
    let alone = segments.len() == 1;
    if let Some(last) = segments.last_mut()
        && let Some(state) = last.last()
        && STATES.contains(&state.as_str())
        && (out.postal_code.is_some() || !alone)
    {
        out.province = last.pop();
    }
    segments.retain(|words| !words.is_empty());
}

fn is_british(outward: &str, inward: &str) -> bool {
    outward.len() <= 4
        && outward.starts_with(|c: char| c.is_ascii_alphabetic())
        && outward.bytes().any(|byte| byte.is_ascii_digit())
        && inward.len() == 3
        && is_numeric(inward)
}

/// The first part with a number in front, else with a street type, else with a number at all, else the first.
fn street_segment(segments: &[Vec<String>]) -> Option<usize> {
    let starts = |words: &Vec<String>| words.len() > 1 && is_house_number(&words[0]);
    let typed = |words: &Vec<String>| words.iter().skip(1).any(|word| street_type(word).is_some());
    let ends = |words: &Vec<String>| {
        words.len() > 1 && words.last().is_some_and(|word| is_house_number(word))
    };
    segments
        .iter()
        .position(starts)
        .or_else(|| segments.iter().position(typed))
        .or_else(|| segments.iter().position(ends))
        .or_else(|| (!segments.is_empty()).then_some(0))
}

fn take_number(mut words: Vec<String>, out: &mut Address) -> Vec<String> {
    let at = if words.len() > 1 && is_house_number(&words[0]) {
        0
    } else if words.len() > 1 && words.last().is_some_and(|word| is_house_number(word)) {
        words.len() - 1
    } else {
        return words;
    };
    let number = words.remove(at);
    // Australian 3/45 is flat 3 of number 45.
    out.number = match number.split_once('/') {
        Some((unit, number)) if at == 0 && out.unit.is_none() => {
            out.unit = Some(unit.to_owned());
            Some(number.to_owned())
        }
        _ => Some(number),
    };
    words
}

/// Without commas, the words between the street type and the state are the city.
fn take_city_behind_type(words: &mut Vec<String>, out: &mut Address) {
    let Some(at) = words.iter().rposition(|word| street_type(word).is_some()) else {
        return;
    };
    let tail: Vec<String> = words.drain(at + 1..).collect();
    let directions = tail
        .iter()
        .take_while(|word| word.len() <= 2 && find(&DIRECTIONS, word).is_some())
        .count();
    words.extend_from_slice(&tail[..directions]);
    out.city = city::resolve(&tail[directions..].join(" "));
}

fn canonical(word: &str, at: usize) -> String {
    find(&DIRECTIONS, word)
        .or_else(|| street_type(word).filter(|_| at > 0 || word == "saint"))
        .or_else(|| find(&ORDINALS, word))
        .unwrap_or(word)
        .to_owned()
}

/// The last part left is the city, those before it stay as they are.
fn with_places(mut segments: Vec<Vec<String>>, mut out: Address) -> Address {
    if out.city.is_none()
        && let Some(last) = segments.pop()
    {
        out.city = city::resolve(&last.join(" "));
    }
    out.rest.extend(segments.into_iter().flatten());
    out
}
