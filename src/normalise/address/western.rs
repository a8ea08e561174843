//! Reads addresses of other countries: number and street, unit, city, state, postal code.

use std::borrow::Cow;

use crate::normalise::city::{self, Place};
use crate::normalise::postcode;

use super::Address;
use super::tables::{self, Label};
use super::token::{Kind, Token};
use super::western_words::{
    COUNTRIES, DIRECTIONS, ORDINALS, STATES, find, is_compound_street, is_unit_word, street_type,
};

/// Tells whether an address is to be read here: no Indonesian label, and a house number in front, a street type, a unit
/// or a post office box.
pub(super) fn is_western(tokens: &[Token<'_>], row_city: Option<&Place>) -> bool {
    if row_city.is_some_and(|city| city.code.is_some()) {
        return false;
    }
    let next_is_number = |at: usize| tokens.get(at + 1).is_some_and(|token| token.is_number());
    let is_indonesian = tokens
        .iter()
        .enumerate()
        .any(|(at, token)| match token.label {
            Some(
                Label::Thoroughfare(_)
                | Label::Village
                | Label::District
                | Label::Regency
                | Label::Province
                | Label::Estate(_),
            ) => true,
            Some(Label::Hamlet(_)) => {
                !matches!(token.text, "lk" | "link" | "ling" | "kp" | "kamp" | "jr")
            }
            Some(Label::Rt | Label::Rw) => next_is_number(at),
            Some(Label::Building(_)) => is_indonesian_building(token.text),
            Some(Label::Block) => at > 0,
            _ => false,
        });
    let first_is_slip = tokens
        .first()
        .is_some_and(|token| token.is_word() && tables::nearly_label(token.text).is_some());
    if is_indonesian || first_is_slip || ends_in_indonesia(tokens) {
        return false;
    }
    let number_first = tokens.first().is_some_and(|token| token.is_number())
        && tokens
            .iter()
            .find(|token| {
                !matches!(
                    token.kind,
                    Kind::Comma | Kind::Number | Kind::Slash | Kind::Dash
                )
            })
            .is_some_and(|token| token.is_word());
    number_first
        || is_european(tokens)
        || tokens.windows(2).any(|pair| {
            (pair[0].is_word() && street_type(pair[1].text).is_some() && pair[1].text.len() > 2)
                || (is_unit_word(pair[0].text) && pair[0].text != "#" && pair[1].is_number())
                || (pair[0].text == "po" && pair[1].text == "box")
                || pair[0].text == "pobox"
        })
        || tokens
            .windows(3)
            .any(|three| three[0].text == "p" && three[1].text == "o" && three[2].text == "box")
}

/// Whether the last words are a place in Indonesia; short names and abbreviations prove nothing.
fn ends_in_indonesia(tokens: &[Token<'_>]) -> bool {
    const SHORTEST: usize = 6;
    let end = tokens
        .iter()
        .rposition(|token| token.is_word())
        .map_or(0, |at| at + 1);
    let is_place = |width: usize| {
        let words = end.checked_sub(width).map(|start| &tokens[start..end]);
        words.is_some_and(|words| {
            let name = words.iter().map(|token| token.text).collect::<Vec<_>>();
            let name = name.join(" ");
            name.len() >= SHORTEST
                && words.iter().all(Token::is_word)
                && city::resolve_exact(&name, None).is_some()
        })
    };
    is_place(1) || is_place(2)
}

/// A word for a building that is no English one too.
fn is_indonesian_building(word: &str) -> bool {
    !matches!(
        word,
        "apt" | "apart" | "aprt" | "apartment" | "mall" | "plaza" | "itc" | "kiosk"
    )
}

/// A street as it is written on the European continent, or a postal code between comma and city.
fn is_european(tokens: &[Token<'_>]) -> bool {
    const FIRST: [&str; 12] = [
        "calle", "rue", "via", "viale", "avenida", "av", "rua", "ulica", "piazza", "chaussee",
        "quai", "carrer",
    ];
    let opens = tokens
        .first()
        .is_some_and(|token| FIRST.contains(&token.text));
    let code_first = tokens.windows(3).any(|three| {
        three[0].kind == Kind::Comma
            && three[1].is_number()
            && (4..=5).contains(&three[1].text.len())
            && three[2].is_word()
    });
    let compound = tokens
        .windows(2)
        .any(|pair| is_compound_street(pair[0].text) && pair[1].is_number());
    (opens && tokens.len() > 2) || code_first || compound
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
    if let Some(last) = segments.last_mut() {
        take_leading_code(last, out, is_only_segment);
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

/// `10115 Berlin`, `1017 GA Amsterdam`: the code stands before the city.
fn take_leading_code(words: &mut Vec<String>, out: &mut Address, is_only_segment: bool) {
    let is_code = |word: &String| {
        (4..=5).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit())
    };
    if out.postal_code.is_some() || is_only_segment || words.len() < 2 || !is_code(&words[0]) {
        return;
    }
    let is_dutch = words[0].len() == 4 && words.len() > 2 && words[1].len() == 2;
    let code: Vec<String> = words.drain(..1 + usize::from(is_dutch)).collect();
    out.postal_code = Some(code.join(" "));
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
    let compound = |words: &Vec<String>| words.iter().any(|word| is_compound_street(word));
    let ends = |words: &Vec<String>| {
        words.len() > 1 && words.last().is_some_and(|word| is_house_number(word))
    };
    segments
        .iter()
        .position(starts)
        .or_else(|| segments.iter().position(typed))
        .or_else(|| segments.iter().position(compound))
        .or_else(|| segments.iter().position(ends))
        .or_else(|| (!segments.is_empty()).then_some(0))
}

/// `2b`, `izq`, `3`: a floor or door behind the house number.
fn is_flat(word: &str) -> bool {
    matches!(word, "izq" | "dcha" | "bis" | "ter" | "dx" | "sx")
        || word.bytes().any(|byte| byte.is_ascii_digit())
}

fn take_number(mut words: Vec<String>, out: &mut Address) -> Vec<String> {
    let at = if words.len() > 1 && is_house_number(&words[0]) {
        0
    } else if let Some(at) = (1..words.len()).find(|at| is_numeric(&words[*at]))
        && is_house_number(&words[at])
        && out.unit.is_none()
        && words[at + 1..].iter().all(|word| is_flat(word))
    {
        // Calle Mayor 5 2B: what follows the number is the flat.
        let flat = words.split_off(at + 1);
        out.unit = Some(flat.join(" ")).filter(|flat| !flat.is_empty());
        at
    } else if words.len() > 1 && words.last().is_some_and(|word| is_house_number(word)) {
        words.len() - 1
    } else {
        return words;
    };
    let number = words.remove(at);
    let number = match number.split_once('-') {
        Some((house, suffix)) if suffix.bytes().all(|byte| byte.is_ascii_alphabetic()) => {
            format!("{house}{suffix}")
        }
        _ => number,
    };
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
    if word.len() > 5
        && let Some(name) = word.strip_suffix("str")
    {
        return format!("{name}strasse");
    }
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
