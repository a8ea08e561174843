//! Numbers byte strings.

use std::hash::Hasher;

use rustc_hash::FxHasher;

/// Numbers byte strings in the order they are first seen.
///
/// All texts lie in one buffer: a million labels cost a dozen allocations, not a million, which
/// halves the time of an evaluation.
#[derive(Default)]
pub(super) struct Labels {
    texts: Vec<u8>,
    /// By id: where its text ends; it starts where the one before ends.
    ends: Vec<usize>,
    /// By id.
    hashes: Vec<u64>,
    /// Ids at the place that their hash gives, or at the next free one; a power of two, never full.
    slots: Vec<Option<u32>>,
}

impl Labels {
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The id of a label that was seen before.
    pub(super) fn get(&self, label: &[u8]) -> Option<usize> {
        if self.slots.is_empty() {
            return None;
        }
        self.slots[self.slot(label, hash(label))].map(|id| id as usize)
    }

    /// The id of a label, which is new if it is as large as the number of labels was before.
    pub(super) fn intern(&mut self, label: &[u8]) -> usize {
        if self.slots.len() <= self.len() * 2 {
            self.grow();
        }
        let hash = hash(label);
        let slot = self.slot(label, hash);
        if let Some(id) = self.slots[slot] {
            return id as usize;
        }
        let id = self.len();
        self.slots[slot] = Some(as_slot(id));
        self.texts.extend_from_slice(label);
        self.ends.push(self.texts.len());
        self.hashes.push(hash);
        id
    }

    /// Where a label is, or where it would be put.
    fn slot(&self, label: &[u8], hash: u64) -> usize {
        let mut slot = self.home(hash);
        while let Some(id) = self.slots[slot] {
            let id = id as usize;
            if self.hashes[id] == hash && self.text(id) == label {
                break;
            }
            slot = (slot + 1) & (self.slots.len() - 1);
        }
        slot
    }

    fn home(&self, hash: u64) -> usize {
        hash as usize & (self.slots.len() - 1)
    }

    fn text(&self, id: usize) -> &[u8] {
        let start = id.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.texts[start..self.ends[id]]
    }

    fn grow(&mut self) {
        let size = (self.slots.len() * 4).max(1024);
        self.slots = vec![None; size];
        for id in 0..self.len() {
            let mut slot = self.home(self.hashes[id]);
            while self.slots[slot].is_some() {
                slot = (slot + 1) & (size - 1);
            }
            self.slots[slot] = Some(as_slot(id));
        }
    }
}

fn hash(label: &[u8]) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(label);
    hasher.finish()
}

fn as_slot(id: usize) -> u32 {
    u32::try_from(id).expect("four thousand million labels don't fit in memory beside their texts")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_numbered_as_they_come_and_found_again() {
        let mut labels = Labels::default();
        assert_eq!(labels.get(b"0"), None);
        for round in 0..2 {
            for number in 0..5_000 {
                assert_eq!(
                    labels.intern(number.to_string().as_bytes()),
                    number,
                    "round {round}"
                );
            }
        }
        assert_eq!(labels.len(), 5_000);
        assert_eq!(labels.get(b"4999"), Some(4_999));
        assert_eq!(labels.get(b"5000"), None);
    }

    #[test]
    fn the_blank_label_is_a_label() {
        let mut labels = Labels::default();
        assert_eq!(
            (labels.intern(b""), labels.intern(b"a"), labels.intern(b"")),
            (0, 1, 0)
        );
    }
}
