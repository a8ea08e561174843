//! The same damage each time, to files that were whole.

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

/// Bytes that mean something to one of the readers.
const SIGNS: [&[u8]; 22] = [
    b",",
    b";",
    b"\t",
    b"|",
    b"\"",
    b"'",
    b"\n",
    b"\r",
    b"\r\n",
    b"\0",
    b"\x1a",
    b"\x0c",
    b"\xff",
    b"\xef\xbb\xbf",
    b"\xc3",
    b"=",
    b"{",
    b"]",
    b"<td>",
    b"</table>",
    b"&#0;",
    b"\x1f\x8b\x08",
];

/// Numbers that a length is set to.
const LENGTHS: [u32; 8] = [
    0,
    1,
    0x7f,
    0xff,
    0xffff,
    0x7fff_ffff,
    0x8000_0000,
    0xffff_ffff,
];

/// A source of damaged files.
pub(crate) struct Damage<'a> {
    dice: Pcg64Mcg,
    seeds: &'a [Vec<u8>],
}

impl<'a> Damage<'a> {
    pub(crate) fn new(seed: u64, seeds: &'a [Vec<u8>]) -> Self {
        assert!(!seeds.is_empty(), "a reader has files to read");
        Self {
            dice: Pcg64Mcg::seed_from_u64(seed),
            seeds,
        }
    }

    /// The number of one of the files, and its bytes damaged at one to four places.
    pub(crate) fn next(&mut self) -> (usize, Vec<u8>) {
        let at = self.dice.random_range(0..self.seeds.len());
        let mut bytes = self.seeds[at].clone();
        for _ in 0..self.dice.random_range(1..=4) {
            self.harm(&mut bytes);
        }
        (at, bytes)
    }

    fn seed(&mut self) -> &'a [u8] {
        &self.seeds[self.dice.random_range(0..self.seeds.len())]
    }

    /// A place in the bytes, the end included; headers stand at the start, so half of all places are there.
    fn place(&mut self, length: usize) -> usize {
        let most = if self.dice.random_bool(0.5) {
            length.min(256)
        } else {
            length
        };
        self.dice.random_range(0..=most)
    }

    fn stretch(&mut self, length: usize) -> std::ops::Range<usize> {
        let from = self.place(length);
        let most = (length - from).min(1 << self.dice.random_range(0..12));
        from..from + self.dice.random_range(0..=most)
    }

    fn harm(&mut self, bytes: &mut Vec<u8>) {
        let at = self.place(bytes.len());
        match self.dice.random_range(0..9) {
            0 | 1 if at < bytes.len() => bytes[at] ^= 1 << self.dice.random_range(0..8),
            2 if at < bytes.len() => bytes[at] = self.dice.random_range(0..=255),
            3 => {
                let length = LENGTHS[self.dice.random_range(0..LENGTHS.len())];
                let size = [1, 2, 4][self.dice.random_range(0..3)];
                let raw = match self.dice.random_bool(0.8) {
                    true => length.to_le_bytes()[..size].to_vec(),
                    false => length.to_be_bytes()[4 - size..].to_vec(),
                };
                for (byte, new) in bytes.iter_mut().skip(at).zip(raw) {
                    *byte = new;
                }
            }
            4 => {
                let stretch = self.stretch(bytes.len());
                bytes.drain(stretch);
            }
            5 => {
                let copy = bytes[self.stretch(bytes.len())].to_vec();
                bytes.splice(at..at, copy);
            }
            6 => {
                let other = self.seed();
                let part = other[self.stretch(other.len())].to_vec();
                bytes.splice(at..at, part);
            }
            7 if self.dice.random_bool(0.3) => bytes.truncate(at),
            _ => {
                let sign = SIGNS[self.dice.random_range(0..SIGNS.len())];
                let times = 1 << self.dice.random_range(0..6);
                bytes.splice(at..at, sign.repeat(times));
            }
        }
    }
}
