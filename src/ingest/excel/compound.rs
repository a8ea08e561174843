//! The container of older Office files: sectors chained by a table, and a tree of named streams.
//!
//! # Source
//!
//! Microsoft, "[MS-CFB]: Compound File Binary File Format".

/// The first bytes of every such file.
pub(super) const SIGNATURE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

const END_OF_CHAIN: u32 = 0xFFFF_FFFE;
const FIRST_RESERVED: u32 = 0xFFFF_FFFA;
const NO_ENTRY: u32 = 0xFFFF_FFFF;
const MINI_SECTOR: usize = 64;
/// Streams below this size live in the mini stream.
const FIRST_LARGE: u64 = 4096;

/// An opened container.
///
/// Every chain is followed for at most as many steps as there are sectors, so that a table with a loop ends.
pub(super) struct Compound<'a> {
    sectors: Sectors<'a>,
    mini: Vec<u8>,
    mini_table: Vec<u32>,
    entries: Vec<Entry>,
}

struct Sectors<'a> {
    bytes: &'a [u8],
    size: usize,
    table: Vec<u32>,
}

struct Entry {
    name: String,
    is_stream: bool,
    left: u32,
    right: u32,
    child: u32,
    start: u32,
    size: u64,
}

impl<'a> Compound<'a> {
    /// Opens a container; nothing if it is damaged.
    pub(super) fn open(bytes: &'a [u8]) -> Option<Self> {
        let size = match u16_at(bytes, 30)? {
            9 => 512,
            12 => 4096,
            _ => return None,
        };
        let mut sectors = Sectors {
            bytes,
            size,
            table: Vec::new(),
        };
        sectors.read_table()?;
        let directory = sectors.chain(u32_at(bytes, 48)?)?;
        let entries: Vec<Entry> = directory
            .chunks_exact(128)
            .filter_map(|entry| Entry::read(entry, size))
            .collect();
        let root = entries.first()?;
        let (mini, mini_table) = if u32_at(bytes, 64)? > 0 {
            let table = sectors.chain(u32_at(bytes, 60)?)?;
            (sectors.chain(root.start)?, numbers(&table).collect())
        } else {
            (Vec::new(), Vec::new())
        };
        Some(Self {
            sectors,
            mini,
            mini_table,
            entries,
        })
    }

    /// Whether the container's top level has a stream of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    /// The bytes of a stream of the top level; nothing if it isn't there or is damaged.
    pub(super) fn stream(&self, name: &str) -> Option<Vec<u8>> {
        let entry = self.find(name)?;
        let mut stream = if entry.size < FIRST_LARGE {
            follow(entry.start, &self.mini_table, MINI_SECTOR, &self.mini)?
        } else {
            self.sectors.chain(entry.start)?
        };
        stream.truncate(usize::try_from(entry.size).unwrap_or(usize::MAX));
        Some(stream)
    }

    /// Looks among the children of the root only: a workbook that is embedded in this one has streams of the same names.
    fn find(&self, name: &str) -> Option<&Entry> {
        let mut open = vec![self.entries.first()?.child];
        let mut steps = 0;
        while let Some(at) = open.pop() {
            let Some(entry) = self.entries.get(at as usize) else {
                continue;
            };
            if entry.is_stream && entry.name.eq_ignore_ascii_case(name) {
                return Some(entry);
            }
            steps += 1;
            if steps > self.entries.len() {
                break;
            }
            open.extend(
                [entry.left, entry.right]
                    .into_iter()
                    .filter(|next| *next != NO_ENTRY),
            );
        }
        // Some writers leave the tree out.
        self.entries
            .iter()
            .find(|entry| entry.is_stream && entry.name.eq_ignore_ascii_case(name))
    }
}

impl Entry {
    fn read(entry: &[u8], sector: usize) -> Option<Self> {
        let units = entry
            .get(..64)?
            .chunks_exact(2)
            .map(|unit| u16::from_le_bytes([unit[0], unit[1]]));
        let name = char::decode_utf16(units.take_while(|unit| *unit != 0))
            .map(|unit| unit.unwrap_or('\u{FFFD}'));
        let low = u64::from(u32_at(entry, 120)?);
        // The upper half is garbage in files with small sectors.
        let high = if sector == 512 {
            0
        } else {
            u64::from(u32_at(entry, 124)?)
        };
        Some(Self {
            name: name.collect(),
            is_stream: entry[66] == 2,
            left: u32_at(entry, 68)?,
            right: u32_at(entry, 72)?,
            child: u32_at(entry, 76)?,
            start: u32_at(entry, 116)?,
            size: high << 32 | low,
        })
    }
}

impl Sectors<'_> {
    /// Reads the table of chains, whose own sectors are listed in the header and, for large files, in a chain of lists.
    fn read_table(&mut self) -> Option<()> {
        let mut lists: Vec<u32> = numbers(self.bytes.get(76..512)?).collect();
        let mut next = u32_at(self.bytes, 68)?;
        let most = self.bytes.len() / self.size + 1;
        for _ in 0..most {
            if next >= FIRST_RESERVED {
                break;
            }
            let list = self.sector(next)?;
            let (sectors, link) = list.split_at_checked(self.size - 4)?;
            lists.extend(numbers(sectors));
            next = u32_at(link, 0)?;
        }
        for sector in lists
            .into_iter()
            .filter(|sector| *sector < FIRST_RESERVED)
            .take(most)
        {
            // The last sector of a file that was cut off: what is there counts.
            let part: Vec<u32> = numbers(self.sector(sector).unwrap_or_default()).collect();
            self.table.extend(part);
        }
        Some(())
    }

    /// A sector; the last one may be short.
    fn sector(&self, at: u32) -> Option<&[u8]> {
        let start = (at as usize).checked_add(1)?.checked_mul(self.size)?;
        let end = start.checked_add(self.size)?.min(self.bytes.len());
        self.bytes.get(start..end)
    }

    fn chain(&self, start: u32) -> Option<Vec<u8>> {
        follow(start, &self.table, self.size, self.bytes.get(self.size..)?)
    }
}

/// The bytes of a chain of sectors; nothing if it leads out of the file or runs in a circle.
fn follow(start: u32, table: &[u32], size: usize, bytes: &[u8]) -> Option<Vec<u8>> {
    let mut chain = Vec::new();
    let mut next = start;
    let mut left = bytes.len() / size + 1;
    while next != END_OF_CHAIN {
        left = left.checked_sub(1)?;
        let from = (next as usize).checked_mul(size)?;
        let to = from.checked_add(size)?.min(bytes.len());
        chain.extend_from_slice(bytes.get(from..to)?);
        next = *table.get(next as usize)?;
    }
    Some(chain)
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> + '_ {
    bytes
        .chunks_exact(4)
        .map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let two = bytes.get(at..at + 2)?;
    Some(u16::from_le_bytes([two[0], two[1]]))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    numbers(bytes.get(at..at + 4)?).next()
}
