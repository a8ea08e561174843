//! Sorts more rows than memory should hold: rows go to time buckets in one temporary file and come back in order.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};

use crate::error::{Error, Result};

/// Buckets of one spool; a bucket is what is held in memory when it is read back.
const BUCKETS: usize = 192;
/// Bytes kept per bucket before they are written out.
const BLOCK: usize = 32 * 1024;
/// Key and length stand in front of every row.
const HEAD: usize = 12;

/// Rows with a key, written in any order and read in the order of the keys.
///
/// Keys run from 0 to `end`, excluded. Memory is bounded by the block size times the buckets, plus one bucket while reading.
#[derive(Debug)]
pub struct Spool {
    file: File,
    end: u64,
    length: u64,
    buffers: Vec<Vec<u8>>,
    blocks: Vec<Vec<(u64, usize)>>,
}

impl Spool {
    /// Opens an empty spool for keys below `end`.
    ///
    /// # Errors
    ///
    /// [`Kind::Output`](crate::error::Kind::Output) if no temporary file can be made.
    pub fn new(end: u64) -> Result<Self> {
        let file = tempfile::tempfile().map_err(failed)?;
        Ok(Self {
            file,
            end: end.max(1),
            length: 0,
            buffers: vec![Vec::new(); BUCKETS],
            blocks: vec![Vec::new(); BUCKETS],
        })
    }

    /// Adds one row.
    ///
    /// # Errors
    ///
    /// [`Kind::Output`](crate::error::Kind::Output) if the temporary file can't be written.
    pub fn push(&mut self, key: u64, row: &[u8]) -> Result<()> {
        let bucket = (u128::from(key) * BUCKETS as u128 / u128::from(self.end)) as usize;
        let bucket = bucket.min(BUCKETS - 1);
        let buffer = &mut self.buffers[bucket];
        buffer.extend_from_slice(&key.to_le_bytes());
        buffer.extend_from_slice(&(row.len() as u32).to_le_bytes());
        buffer.extend_from_slice(row);
        if buffer.len() >= BLOCK {
            self.file
                .seek(SeekFrom::Start(self.length))
                .map_err(failed)?;
            self.file.write_all(buffer).map_err(failed)?;
            self.blocks[bucket].push((self.length, buffer.len()));
            self.length += buffer.len() as u64;
            buffer.clear();
        }
        Ok(())
    }

    /// Gives every row to `take`, ordered by key, then by the bytes of the row; may be called again.
    ///
    /// # Errors
    ///
    /// Those of `take`, or [`Kind::Output`](crate::error::Kind::Output) if the temporary file can't be read.
    pub fn in_order(&mut self, mut take: impl FnMut(u64, &[u8]) -> Result<()>) -> Result<()> {
        let mut bytes = Vec::new();
        for (buffer, blocks) in self.buffers.iter().zip(&self.blocks) {
            bytes.clear();
            for &(start, length) in blocks {
                let before = bytes.len();
                bytes.resize(before + length, 0);
                self.file.seek(SeekFrom::Start(start)).map_err(failed)?;
                self.file.read_exact(&mut bytes[before..]).map_err(failed)?;
            }
            bytes.extend_from_slice(buffer);
            let mut rows = split(&bytes);
            rows.sort_unstable();
            for (key, row) in rows {
                take(key, row)?;
            }
        }
        Ok(())
    }
}

fn split(bytes: &[u8]) -> Vec<(u64, &[u8])> {
    let mut rows = Vec::new();
    let mut rest = bytes;
    while let Some((head, tail)) = rest.split_first_chunk::<HEAD>() {
        let (key, length) = head.split_at(8);
        let key = u64::from_le_bytes(key.try_into().expect("a key has eight bytes"));
        let length = u32::from_le_bytes(length.try_into().expect("a length has four bytes"));
        let (row, tail) = tail.split_at(length as usize);
        rows.push((key, row));
        rest = tail;
    }
    rows
}

fn failed(error: std::io::Error) -> Error {
    Error::output("can't use a temporary file")
        .hinted("Make room in the temporary folder, or name another one in `TMPDIR`")
        .caused_by(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_back_in_the_order_of_their_keys_as_often_as_asked() -> Result<()> {
        let mut spool = Spool::new(100_000)?;
        for number in 0..100_000_u64 {
            let key = number * 7919 % 100_000;
            spool.push(key, key.to_string().as_bytes())?;
        }
        for _ in 0..2 {
            let mut next = 0;
            spool.in_order(|key, row| {
                assert_eq!(key, next);
                assert_eq!(row, next.to_string().as_bytes());
                next += 1;
                Ok(())
            })?;
            assert_eq!(next, 100_000);
        }
        Ok(())
    }
}
