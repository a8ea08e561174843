//! Distinct texts of one column, end to end in one piece of memory.

use std::ops::Index;

/// Texts by number; number 0 is always the empty text.
///
/// A million short texts of their own would cost more in bookkeeping than in characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Texts {
    bytes: String,
    /// Where each text ends; it starts where the one before ends.
    ends: Vec<u32>,
}

impl Default for Texts {
    fn default() -> Self {
        Self {
            bytes: String::new(),
            ends: vec![0],
        }
    }
}

impl Texts {
    /// The number of texts, the empty one among them.
    #[expect(
        clippy::len_without_is_empty,
        reason = "the empty text is always there"
    )]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// The texts in the order of their numbers.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> + Clone {
        (0..self.ends.len()).map(|number| &self[number])
    }
}

/// Texts on their way in: bytes, which are looked at as characters only when all of them are there.
#[derive(Debug)]
pub(super) struct Growing {
    bytes: Vec<u8>,
    ends: Vec<u32>,
}

impl Growing {
    /// Nothing but the empty text.
    pub(super) fn new() -> Self {
        Self {
            bytes: Vec::new(),
            ends: vec![0],
        }
    }

    /// The number of texts.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// One text.
    pub(super) fn get(&self, number: usize) -> &[u8] {
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.bytes[start as usize..self.ends[number] as usize]
    }

    /// Adds a text and gives its number; `None` when four gigabytes are full.
    pub(super) fn push(&mut self, text: &[u8]) -> Option<u32> {
        let end = u32::try_from(self.bytes.len() + text.len()).ok()?;
        let number = u32::try_from(self.ends.len()).ok()?;
        self.bytes.extend_from_slice(text);
        self.ends.push(end);
        Some(number)
    }

    /// The finished texts; bytes that are no characters are replaced.
    pub(super) fn finish(self) -> Texts {
        let Self { bytes, mut ends } = self;
        match String::from_utf8(bytes) {
            Ok(mut bytes) => {
                bytes.shrink_to_fit();
                ends.shrink_to_fit();
                Texts { bytes, ends }
            }
            // Rows with such bytes are refused, so this is for a caller that didn't look.
            Err(error) => {
                let bytes = error.into_bytes();
                let damaged = Self { bytes, ends };
                (1..damaged.len())
                    .map(|number| String::from_utf8_lossy(damaged.get(number)).into_owned())
                    .collect()
            }
        }
    }
}

impl Index<usize> for Texts {
    type Output = str;

    fn index(&self, number: usize) -> &str {
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.bytes[start as usize..self.ends[number] as usize]
    }
}

impl<T: AsRef<str>> FromIterator<T> for Texts {
    /// Collects texts that are already distinct; the empty one is put before them.
    fn from_iter<I: IntoIterator<Item = T>>(texts: I) -> Self {
        let mut all = Growing::new();
        for text in texts {
            let number = all.push(text.as_ref().as_bytes());
            debug_assert!(number.is_some(), "nobody collects four gigabytes");
        }
        all.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back_by_number_behind_the_empty_one() {
        let texts: Texts = ["Ani", "Budi"].into_iter().collect();
        assert_eq!((&texts[0], &texts[1], &texts[2]), ("", "Ani", "Budi"));
        assert_eq!(texts.iter().collect::<Vec<_>>(), ["", "Ani", "Budi"]);
    }
}
