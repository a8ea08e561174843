//! Groups records by their keys: partitioned by the key, so that sorting stays local and runs on all cores.

use rayon::prelude::*;

/// Records are handed to the cores in runs of so many.
const RUN: usize = 1 << 14;

/// About so many entries are sorted at a time.
const PARTITION: usize = 1 << 15;

/// Never more partitions than this, as a power of two.
const MOST_BITS: u32 = 12;

/// The blocks of one rule: records that share a key, two at least.
#[derive(Debug, Default)]
pub(super) struct Groups {
    /// The parts in the order of the keys.
    parts: Vec<Part>,
    bits: u32,
    /// Records with a key.
    pub(super) records: u64,
}

#[derive(Debug, Default)]
struct Part {
    /// Members of all blocks, block by block, each in the canonical order.
    members: Vec<u32>,
    sizes: Vec<u32>,
    keys: Vec<u32>,
}

/// One block.
#[derive(Clone, Copy, Debug)]
pub(super) struct Block<'a> {
    /// Its members in the canonical order.
    pub(super) members: &'a [u32],
    key: u32,
    part: u32,
    bits: u32,
}

impl Block<'_> {
    /// Whether a key is that of the block, as far as it was kept.
    pub(super) fn is_of(&self, key: u64) -> bool {
        partition(key, self.bits) == self.part as usize && rest(key, self.bits) == self.key
    }
}

/// Entries of a run of records, by partition.
struct Run {
    /// The rest of the key in the upper half, the record in the lower.
    entries: Vec<u64>,
    offsets: Vec<u32>,
    records: u64,
}

fn partition(key: u64, bits: u32) -> usize {
    key.checked_shr(64 - bits).unwrap_or(0) as usize
}

fn rest(key: u64, bits: u32) -> u32 {
    ((key << bits) >> 32) as u32
}

/// Groups `records` records by the keys that `keys_of` appends for each; `expected` is about how many there will be.
pub(super) fn group(
    records: usize,
    expected: usize,
    keys_of: impl Fn(u32, &mut Vec<u64>) + Sync,
) -> Groups {
    let bits = (expected / PARTITION)
        .next_power_of_two()
        .trailing_zeros()
        .min(MOST_BITS);
    let runs: Vec<Run> = (0..records.div_ceil(RUN))
        .into_par_iter()
        .map(|run| {
            let range = run * RUN..((run + 1) * RUN).min(records);
            collect(range, bits, &keys_of)
        })
        .collect();
    let parts = (0..1usize << bits)
        .into_par_iter()
        .map(|part| {
            let mut entries: Vec<u64> = Vec::with_capacity(2 * PARTITION);
            for run in &runs {
                let range = run.offsets[part] as usize..run.offsets[part + 1] as usize;
                entries.extend_from_slice(&run.entries[range]);
            }
            entries.sort_unstable();
            entries.dedup();
            Part::of(&entries)
        })
        .collect();
    Groups {
        parts,
        bits,
        records: runs.iter().map(|run| run.records).sum(),
    }
}

fn collect(range: std::ops::Range<usize>, bits: u32, keys_of: &impl Fn(u32, &mut Vec<u64>)) -> Run {
    let (mut keys, mut ends, mut covered) = (Vec::new(), Vec::with_capacity(range.len()), 0);
    let id = |record: usize| u32::try_from(record).expect("fewer than 2^32 records");
    for record in range.clone() {
        let before = keys.len();
        keys_of(id(record), &mut keys);
        covered += u64::from(keys.len() > before);
        ends.push(keys.len());
    }
    let mut offsets = vec![0u32; (1 << bits) + 1];
    for key in &keys {
        offsets[partition(*key, bits) + 1] += 1;
    }
    for at in 1..offsets.len() {
        offsets[at] += offsets[at - 1];
    }
    let mut next = offsets.clone();
    let mut entries = vec![0u64; keys.len()];
    let mut from = 0;
    for (record, end) in range.zip(ends) {
        for key in &keys[from..end] {
            let at = &mut next[partition(*key, bits)];
            entries[*at as usize] = (u64::from(rest(*key, bits)) << 32) | u64::from(id(record));
            *at += 1;
        }
        from = end;
    }
    Run {
        entries,
        offsets,
        records: covered,
    }
}

impl Part {
    fn of(entries: &[u64]) -> Self {
        let mut part = Self::default();
        for block in entries.chunk_by(|left, right| left >> 32 == right >> 32) {
            if block.len() == 1 {
                continue;
            }
            part.members.extend(block.iter().map(|entry| *entry as u32));
            part.sizes
                .push(u32::try_from(block.len()).expect("a block has fewer than 2^32 members"));
            part.keys.push((block[0] >> 32) as u32);
        }
        part.members.shrink_to_fit();
        part
    }

    fn blocks(&self, at: usize, bits: u32) -> impl Iterator<Item = Block<'_>> {
        let mut start = 0;
        let sized = self.sizes.iter().zip(&self.keys);
        sized.map(move |(size, key)| {
            let members = &self.members[start..start + *size as usize];
            start += *size as usize;
            Block {
                members,
                key: *key,
                part: u32::try_from(at).expect("few partitions"),
                bits,
            }
        })
    }
}

impl Groups {
    /// All blocks, in the order of their keys.
    pub(super) fn blocks(&self) -> impl Iterator<Item = Block<'_>> {
        let parts = self.parts.iter().enumerate();
        parts.flat_map(|(at, part)| part.blocks(at, self.bits))
    }

    /// All blocks, part by part on all cores; what the parts give is put together in order.
    pub(super) fn by_part<T: Send>(
        &self,
        of: impl Fn(&mut dyn Iterator<Item = Block<'_>>) -> T + Sync,
    ) -> Vec<T> {
        let parts = self.parts.par_iter().enumerate();
        parts
            .map(|(at, part)| of(&mut part.blocks(at, self.bits)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_with_one_key_are_a_block_in_order_and_each_once() {
        // Two partitions and seven runs; each record has its key twice.
        let groups = group(100_000, 100_000, |record, keys| {
            let key = super::super::key::mix(u64::from(record / 2));
            keys.extend([key, key]);
        });
        let mut blocks: Vec<Vec<u32>> = groups
            .blocks()
            .map(|block| block.members.to_vec())
            .collect();
        blocks.sort_unstable();
        let expected: Vec<Vec<u32>> = (0..50_000).map(|at| vec![2 * at, 2 * at + 1]).collect();
        assert_eq!((blocks, groups.records), (expected, 100_000));
    }
}
