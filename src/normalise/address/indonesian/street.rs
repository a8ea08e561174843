//! One written form of a street name.

use crate::normalise::city;

use super::super::tables::{self, expand};
use super::expand_all;

/// One written form of a street name: known persons by their table, else abbreviations and titles written out, old
/// spelling in new, `raya` in front, lane numbers in Arabic figures behind.
pub(super) fn canonical_street(words: &[String]) -> Vec<String> {
    let is_lane = |word: &String| word.starts_with(|c: char| c.is_ascii_digit());
    let end = words
        .iter()
        .rposition(|word| !is_lane(word))
        .map_or(0, |at| at + 1);
    let (name, lanes) = words.split_at(end);
    let mut out = known(name).unwrap_or_else(|| write_out(name));
    out.extend(lanes.iter().cloned());
    out
}

fn known(name: &[String]) -> Option<Vec<String>> {
    if name.is_empty() {
        return None;
    }
    let mut words = name.iter().enumerate();
    let is_written_out = words.all(|(at, word)| expand(word, at == 0) == word);
    let found = if is_written_out {
        tables::find_street(name, name)
    } else {
        tables::find_street(name, &expand_all(name))
    };
    found.map(<[String]>::to_vec)
}

fn write_out(name: &[String]) -> Vec<String> {
    let name = tables::without_rank(name);
    let mut out: Vec<String> = Vec::with_capacity(name.len() + 1);
    // How many initials were joined into the last word.
    let mut initials = 0;
    for (at, word) in name.iter().enumerate() {
        let title = (at + 1 < name.len() && at < 3)
            .then(|| tables::write_out_title(word))
            .flatten();
        if let Some(title) = title {
            out.extend(title.iter().map(|&word| word.to_owned()));
            initials = 0;
        } else if word.len() == 1 && initials > 0 {
            if let Some(last) = out.last_mut() {
                last.push_str(word);
            }
        } else {
            initials = usize::from(word.len() == 1);
            out.push(city::respell(expand(word, at == 0)));
        }
    }
    if let Some(at) = out.iter().position(|word| word == "raya")
        && at > 0
    {
        let raya = out.remove(at);
        out.insert(0, raya);
    }
    out
}
