//! The lines of a printed text, measured in characters, and a sample of them.

use std::borrow::Cow;
use std::hash::Hasher;

use rustc_hash::FxHasher;

/// Columns between two tab stops, as every printer and terminal has them.
const TAB: usize = 8;
/// Lines in the sample.
const SAMPLE: usize = 1000;

/// One line without what steers the printer.
#[derive(Debug)]
pub(super) struct Line<'a> {
    raw: &'a str,
    text: Cow<'a, str>,
    /// Where each character starts in `text`, its end included; none where a character is a byte.
    offsets: Option<Vec<usize>>,
}

impl<'a> Line<'a> {
    /// Cleans a line as it stands in the file.
    ///
    /// Tabs reach to the next multiple of eight. A NUL, which COBOL pads with, and the end-of-file mark of DOS become
    /// blanks, so that what follows keeps its column; other control characters take no room on paper and are taken
    /// off.
    pub(super) fn new(raw: &'a str) -> Self {
        let text = if raw.contains(char::is_control) {
            Cow::Owned(expand(raw))
        } else {
            Cow::Borrowed(raw.trim_end())
        };
        let offsets = (!text.is_ascii()).then(|| {
            text.char_indices()
                .map(|(at, _)| at)
                .chain([text.len()])
                .collect()
        });
        Self { raw, text, offsets }
    }

    /// The line as it stands in the file.
    pub(super) fn raw(&self) -> &'a str {
        self.raw
    }

    /// The whole line.
    pub(super) fn text(&self) -> &str {
        self.text.trim()
    }

    /// The number of characters.
    pub(super) fn len(&self) -> usize {
        self.offsets
            .as_ref()
            .map_or(self.text.len(), |offsets| offsets.len() - 1)
    }

    /// The characters from `start` up to `end`, without the blanks around them.
    pub(super) fn slice(&self, start: usize, end: usize) -> &str {
        let end = end.min(self.len());
        let start = start.min(end);
        match &self.offsets {
            None => self.text[start..end].trim(),
            Some(offsets) => self.text[offsets[start]..offsets[end]].trim(),
        }
    }

    /// Tells whether nothing stands at a position; beyond the end nothing does.
    pub(super) fn is_blank(&self, at: usize) -> bool {
        at >= self.len()
            || match &self.offsets {
                None => self.text.as_bytes()[at].is_ascii_whitespace(),
                Some(offsets) => self.text[offsets[at]..offsets[at + 1]].trim().is_empty(),
            }
    }

    /// Tells whether nothing stands from `start` up to `end`.
    pub(super) fn is_blank_between(&self, start: usize, end: usize) -> bool {
        (start..end.min(self.len())).all(|at| self.is_blank(at))
    }

    /// The end of the text that stands before `from` and may go on up to `to`; two blanks in a row end it.
    pub(super) fn text_end(&self, from: usize, to: usize) -> usize {
        let last = (0..from.min(self.len()))
            .rev()
            .find(|at| !self.is_blank(*at));
        let mut end = last.map_or(0, |at| at + 1);
        for at in from..to.min(self.len()) {
            if at > end + 1 {
                break;
            }
            if !self.is_blank(at) {
                end = at + 1;
            }
        }
        end
    }

    /// The words with their first position and the one behind their last.
    pub(super) fn words(&self) -> Vec<(usize, usize)> {
        let mut words = Vec::new();
        let mut start = None;
        for at in 0..=self.len() {
            match (self.is_blank(at), start) {
                (false, None) => start = Some(at),
                (true, Some(first)) => {
                    words.push((first, at));
                    start = None;
                }
                _ => {}
            }
        }
        words
    }

    /// Tells whether a word has two digits or more, as hardly a column's name has.
    pub(super) fn has_numbers(&self) -> bool {
        self.text.split_whitespace().any(|word| {
            word.chars()
                .filter(|character| character.is_numeric())
                .count()
                > 1
        })
    }

    /// Tells whether the line is drawn rather than written: dashes, equals signs and the like.
    pub(super) fn is_rule(&self) -> bool {
        !self.text.is_empty()
            && self
                .text
                .chars()
                .all(|character| character.is_whitespace() || "-=_*~".contains(character))
    }
}

/// Every piece of text that prints as a line, with its physical line counted from 1.
///
/// A form feed or a lone carriage return also ends a line on paper, but not in an editor: both pieces then have the
/// same number.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (u64, &str)> {
    let newline = if text.contains('\n') { '\n' } else { '\r' };
    text.split(newline).zip(1..).flat_map(|(line, number)| {
        line.split(['\r', '\x0c'])
            .filter(|piece| !piece.trim_matches(is_nothing).is_empty())
            .map(move |piece| (number, piece))
    })
}

/// Draws the lines with the lowest hashes; equal lines count once.
pub(super) fn draw(text: &str) -> Vec<Line<'_>> {
    let mut drawn: Vec<(u64, &str)> = Vec::new();
    let mut limit = u64::MAX;
    for (_, line) in lines(text) {
        let mut hasher = FxHasher::default();
        hasher.write(line.trim_end_matches(is_nothing).as_bytes());
        let hash = hasher.finish();
        if hash <= limit {
            drawn.push((hash, line.trim_end_matches(is_nothing)));
            if drawn.len() == 4 * SAMPLE {
                limit = keep_lowest(&mut drawn);
            }
        }
    }
    keep_lowest(&mut drawn);
    drawn.into_iter().map(|(_, line)| Line::new(line)).collect()
}

/// The kinds of characters in a text, runs of letters and of digits taken as one: `VIP-00012` is `A-9`.
pub(super) fn shape(text: &str) -> String {
    let mut shape = String::new();
    for character in text.chars() {
        let kind = if character.is_alphabetic() {
            'A'
        } else if character.is_numeric() {
            '9'
        } else {
            character
        };
        if !(matches!(kind, 'A' | '9') && shape.ends_with(kind)) {
            shape.push(kind);
        }
        if shape.len() >= 24 {
            break;
        }
    }
    shape
}

fn is_nothing(character: char) -> bool {
    character.is_whitespace() || character.is_control()
}

fn keep_lowest(drawn: &mut Vec<(u64, &str)>) -> u64 {
    drawn.sort_unstable();
    drawn.dedup();
    drawn.truncate(SAMPLE);
    if drawn.len() == SAMPLE {
        drawn[SAMPLE - 1].0
    } else {
        u64::MAX
    }
}

fn expand(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len() + TAB);
    let mut length = 0;
    for character in raw.chars() {
        let room = match character {
            '\t' => TAB - length % TAB,
            '\0' | '\x1a' => 1,
            _ if character.is_control() => 0,
            _ => {
                text.push(character);
                length += 1;
                0
            }
        };
        text.extend(std::iter::repeat_n(' ', room));
        length += room;
    }
    text.truncate(text.trim_end().len());
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tabs_reach_to_the_next_stop_and_printer_codes_take_no_room() {
        assert_eq!(Line::new("AB\tC").slice(8, 9), "C");
        assert_eq!(Line::new("\x0fNO\x12  NAMA\x1a").slice(4, 8), "NAMA");
        assert_eq!(Line::new("A\0\0B").slice(3, 4), "B");
    }

    #[test]
    fn positions_are_characters_and_not_bytes() {
        let line = Line::new("ÉTÉ  ÅSE");
        assert_eq!((line.len(), line.slice(5, 9)), (8, "ÅSE"));
        assert_eq!(line.words(), [(0, 3), (5, 8)]);
    }

    #[test]
    fn a_form_feed_ends_a_line_but_does_not_count_as_one() {
        let found: Vec<_> = lines("a\r\n\x0cb\r\n\r\nc\x0cd\n\x1a").collect();
        assert_eq!(found, [(1, "a"), (2, "b"), (4, "c"), (4, "d")]);
    }

    #[test]
    fn a_shape_keeps_punctuation_and_forgets_lengths() {
        assert_eq!(shape("VIP-00012"), "A-9");
        assert_eq!(shape("1.250.000,00"), "9.9.9,9");
    }
}
