//! The texts of a column, each kept once and numbered in the order in which it is met.

use std::hash::Hasher;

use rustc_hash::FxHasher;

use super::texts::Growing;

/// Cells whose slots are looked up together.
const AHEAD: usize = 32;

/// The cells of one column and their distinct texts; number 0 is the empty text.
pub(super) struct Interner {
    pub(super) cells: Vec<u32>,
    pub(super) values: Growing,
    /// Open addressing: half of a text's hash beside its number, 0 for a free slot; at most two thirds full.
    slots: Vec<u64>,
    /// More text than a column can hold.
    pub(super) is_full: bool,
}

impl Interner {
    pub(super) fn new() -> Self {
        Self {
            cells: Vec::new(),
            values: Growing::new(),
            slots: vec![0; 64],
            is_full: false,
        }
    }

    /// Adds a cell.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.push_all(std::iter::once(bytes));
    }

    /// Adds cells.
    ///
    /// Most of the time goes into waiting for the slots' memory, so it is asked for well ahead.
    pub(super) fn push_all<'a>(&mut self, cells: impl Iterator<Item = &'a [u8]>) {
        let mut ahead: [(u32, &[u8]); AHEAD] = [(0, &[]); AHEAD];
        let mut cells = cells.fuse();
        loop {
            let mut count = 0;
            let mut touched = 0;
            for (place, bytes) in ahead.iter_mut().zip(cells.by_ref()) {
                let tag = tag(bytes);
                touched |= self.slots[tag as usize & (self.slots.len() - 1)];
                *place = (tag, bytes);
                count += 1;
            }
            std::hint::black_box(touched);
            for (tag, bytes) in &ahead[..count] {
                let cell = if bytes.is_empty() {
                    0
                } else {
                    self.number(*tag, bytes)
                };
                self.cells.push(cell);
            }
            if count < AHEAD {
                return;
            }
        }
    }

    fn number(&mut self, tag: u32, bytes: &[u8]) -> u32 {
        let mask = self.slots.len() - 1;
        let mut slot = tag as usize & mask;
        while self.slots[slot] != 0 {
            let entry = self.slots[slot];
            let number = entry as u32;
            if (entry >> 32) as u32 == tag && self.values.get(number as usize) == bytes {
                return number;
            }
            slot = (slot + 1) & mask;
        }
        let Some(number) = self.values.push(bytes) else {
            self.is_full = true;
            return 0;
        };
        self.slots[slot] = entry(tag, number);
        if self.values.len() * 3 > self.slots.len() * 2 {
            self.grow(self.slots.len() * 2);
        }
        number
    }

    /// Makes room for cells to come: `expected` in all, of which as many are new as of those so far.
    pub(super) fn reserve(&mut self, expected: usize) {
        let rows = self.cells.len();
        self.cells.reserve(expected.saturating_sub(rows));
        // In a column of names few of the later rows are new; where each row is, growing step by step costs most.
        if self.values.len() * 10 > rows * 9 {
            let distinct = (self.values.len() as f64 * expected as f64 / rows as f64) as usize;
            let slots = (distinct * 3 / 2).next_power_of_two();
            if slots > self.slots.len() {
                self.grow(slots);
            }
        }
    }

    fn grow(&mut self, slots: usize) {
        let mask = slots - 1;
        let old = std::mem::replace(&mut self.slots, vec![0; mask + 1]);
        for entry in old.into_iter().filter(|entry| *entry != 0) {
            let mut slot = (entry >> 32) as usize & mask;
            while self.slots[slot] != 0 {
                slot = (slot + 1) & mask;
            }
            self.slots[slot] = entry;
        }
    }
}

/// Half of a text's hash: enough to find its slot and to leave others alone.
fn tag(bytes: &[u8]) -> u32 {
    let mut hasher = FxHasher::default();
    hasher.write(bytes);
    (hasher.finish() >> 16) as u32
}

fn entry(tag: u32, number: u32) -> u64 {
    u64::from(tag) << 32 | u64::from(number)
}
