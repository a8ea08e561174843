//! The texts that the cells of a workbook share, in one piece of memory.

/// Texts by number.
#[derive(Default)]
pub(super) struct Shared {
    text: String,
    ends: Vec<usize>,
}

impl Shared {
    /// Adds a text in UTF-16; halves of a character that stand alone become `U+FFFD`.
    pub(super) fn push(&mut self, units: impl IntoIterator<Item = u16>) {
        let characters = char::decode_utf16(units);
        self.text
            .extend(characters.map(|character| character.unwrap_or('\u{FFFD}')));
        self.ends.push(self.text.len());
    }

    /// The text of a number; nothing if there are fewer.
    pub(super) fn get(&self, at: usize) -> Option<&str> {
        let end = *self.ends.get(at)?;
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        Some(&self.text[start..end])
    }

    /// What the texts take in memory, in bytes.
    pub(super) fn size(&self) -> u64 {
        (self.text.len() + self.ends.len() * size_of::<usize>()) as u64
    }
}
