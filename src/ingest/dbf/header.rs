//! The head of a dBase table: bytes -> version, sizes and fields, as far as they fit together.

use crate::error::{Error, Result};

/// Bytes before the first field of dBase III and its successors.
const FIXED: usize = 32;

/// The first bytes that some version writes.
const VERSIONS: [u8; 21] = [
    0x02, 0x03, 0x04, 0x05, 0x07, 0x30, 0x31, 0x32, 0x43, 0x63, 0x7b, 0x83, 0x87, 0x8b, 0x8c, 0x8e,
    0xb3, 0xcb, 0xe5, 0xf5, 0xfb,
];

const TYPES: &[u8] = b"CNFDLMIYTBGPVQW0O@+X";

/// What the head of a table says.
#[derive(Debug)]
pub(super) struct Header {
    /// The first byte of the file.
    pub(super) version: u8,
    /// Records, by the head; the file's size is more trustworthy.
    pub(super) records: u64,
    /// Where the first record starts.
    pub(super) length: usize,
    /// Bytes of one record, the deletion mark included.
    pub(super) record_length: usize,
    /// The language driver, which stands for a code page; 0 when left open.
    pub(super) driver: u8,
    pub(super) fields: Vec<Field>,
    month: u8,
    day: u8,
    closed: bool,
}

/// One field of a record.
#[derive(Debug)]
pub(super) struct Field {
    /// The name in the table's code page, without its padding.
    pub(super) name: Vec<u8>,
    /// The letter of its type.
    pub(super) kind: u8,
    /// Where it starts in the record.
    pub(super) start: usize,
    pub(super) length: usize,
    /// Visual FoxPro's flags: 1 for a field of the system, 2 for one that may be null.
    flags: u8,
}

impl Field {
    /// Tells whether the program and not the user put it there.
    pub(super) fn is_hidden(&self) -> bool {
        self.kind == b'0' || self.flags & 1 != 0 || self.name.eq_ignore_ascii_case(b"_DBASELOCK")
    }

    pub(super) fn may_be_null(&self) -> bool {
        self.flags & 2 != 0
    }
}

/// Where a layout keeps things.
#[derive(Clone, Copy)]
struct Layout {
    first: usize,
    size: usize,
    name: usize,
    flags: Option<usize>,
}

const LEVEL_3: Layout = Layout {
    first: FIXED,
    size: 32,
    name: 11,
    flags: None,
};
const FOXPRO: Layout = Layout {
    flags: Some(18),
    ..LEVEL_3
};
const LEVEL_7: Layout = Layout {
    first: 68,
    size: 48,
    name: 32,
    flags: None,
};
/// dBase II and the first FoxBase: a head of 521 bytes with room for 32 fields.
const LEVEL_2: Layout = Layout {
    first: 8,
    size: 16,
    name: 11,
    flags: None,
};

impl Header {
    /// Reads the head and checks that fields, sizes and file fit together.
    ///
    /// # Errors
    ///
    /// An input error that says what was expected.
    pub(super) fn read(bytes: &[u8]) -> Result<Self> {
        let size = bytes.len();
        if size < FIXED {
            return Err(damage(format!(
                "the file has {size} bytes, the header of a dBase table has at least {FIXED}"
            )));
        }
        if !VERSIONS.contains(&bytes[0]) {
            return Err(damage(format!(
                "the file starts with byte 0x{:02x}, no version of dBase or FoxPro does",
                bytes[0]
            )));
        }
        let header = Self::parse(bytes);
        if header.length > size {
            let length = header.length;
            return Err(damage(format!(
                "the header says {length} bytes but the file has {size}"
            )));
        }
        if header.is_encrypted(bytes) {
            return Err(Error::input("the table is encrypted")
                .hinted("Copy it to an unprotected table in dBase and name that file"));
        }
        if header.fields.is_empty() {
            return Err(damage("the header names no field".to_owned()));
        }
        let (taken, record) = (header.taken(), header.record_length);
        if taken > record {
            return Err(damage(format!(
                "the fields take {taken} bytes but a record has {record}"
            )));
        }
        Ok(header)
    }

    /// Tells whether everything that is there looks like a table, even if the end of the file is missing.
    pub(super) fn is_sane(bytes: &[u8]) -> bool {
        if bytes.len() < FIXED || !VERSIONS.contains(&bytes[0]) {
            return false;
        }
        let header = Self::parse(bytes);
        let whole = bytes.len() >= header.length;
        let available = bytes.len().saturating_sub(header.length) / header.record_length.max(1);
        header.month <= 12
            && header.day <= 31
            && header.record_length > 1
            && header.length > header.layout().first
            && !header.fields.is_empty()
            && header.fields.iter().all(|field| {
                TYPES.contains(&field.kind)
                    && field.length > 0
                    && field.name.iter().all(|byte| *byte >= b' ')
            })
            && header.taken() <= header.record_length
            // A count wildly off the file's size is no table; a copy cut short or a stale count is one.
            && header.records / 1000 <= (available as u64 + 1) * 1000
            && (!whole || header.closed)
            && (whole || bytes.len() >= header.layout().first + header.layout().size)
    }

    pub(super) fn is_visual_foxpro(&self) -> bool {
        matches!(self.version, 0x30..=0x32)
    }

    /// Tells whether numbers are written as dBase 7 does, the highest byte first.
    pub(super) fn is_level_7(&self) -> bool {
        matches!(self.version, 0x04 | 0x8c)
    }

    /// Tells whether memo texts are in a `.fpt` file.
    pub(super) fn is_foxpro(&self) -> bool {
        self.is_visual_foxpro() || self.version == 0xf5
    }

    /// Bytes that the fields and the deletion mark take.
    fn taken(&self) -> usize {
        self.fields
            .last()
            .map_or(1, |field| field.start + field.length)
    }

    fn layout(&self) -> Layout {
        match self.version {
            0x02 => LEVEL_2,
            0x30..=0x32 => FOXPRO,
            _ => LEVEL_3,
        }
    }

    fn is_encrypted(&self, bytes: &[u8]) -> bool {
        let has_the_flag = matches!(self.version, 0x03 | 0x04 | 0x43 | 0x63 | 0x8b | 0x8c | 0xcb);
        has_the_flag && bytes[15] == 1
    }

    /// Reads what is there; `bytes` has at least [`FIXED`] of them.
    fn parse(bytes: &[u8]) -> Self {
        let two = |at: usize| usize::from(u16::from_le_bytes([bytes[at], bytes[at + 1]]));
        if bytes[0] == 0x02 {
            let (fields, closed) = read_fields(bytes, LEVEL_2, 521, false);
            let mut header = Self {
                version: bytes[0],
                records: two(1) as u64,
                length: 521,
                record_length: 0,
                driver: 0,
                fields,
                month: bytes[3],
                day: bytes[4],
                closed,
            };
            // Whether the length includes the deletion mark depends on the version; the fields know.
            header.record_length = header.taken();
            return header;
        }
        let records = u32::from_le_bytes([bytes[4], bytes[5], bytes[6], bytes[7]]);
        let mut header = Self {
            version: bytes[0],
            records: records.into(),
            length: two(8),
            record_length: two(10),
            driver: bytes[29],
            fields: Vec::new(),
            month: bytes[2],
            day: bytes[3],
            closed: false,
        };
        // dBase IV can write the version byte of dBase 7, and long texts are known by the length of the record alone.
        let mut layouts = vec![(header.layout(), false), (header.layout(), true)];
        if header.is_level_7() {
            layouts.insert(0, (LEVEL_7, false));
        }
        for (layout, long) in layouts {
            let (fields, closed) = read_fields(bytes, layout, header.length, long);
            let taken = fields.last().map_or(1, |field| field.start + field.length);
            let fits = taken == header.record_length;
            if header.fields.is_empty() || fits {
                header.fields = fields;
                header.closed = closed;
            }
            if fits {
                break;
            }
        }
        // Some programs forget the deletion mark in the length of a record; the file's size tells.
        let taken = header.taken();
        let body = bytes.len().saturating_sub(header.length);
        if taken == header.record_length + 1 && (body / taken) as u64 == header.records {
            header.record_length = taken;
        }
        header
    }
}

/// Reads the fields up to their end mark, and whether that mark or the end of the head closes them.
///
/// `long` takes the places of a text for the high byte of its length, as FoxPro and Clipper do.
fn read_fields(bytes: &[u8], layout: Layout, end: usize, long: bool) -> (Vec<Field>, bool) {
    let end = end.min(bytes.len());
    let mut fields = Vec::new();
    let mut at = layout.first;
    let mut start = 1;
    while at + layout.size <= end && bytes[at] != 0x0d {
        let entry = &bytes[at..at + layout.size];
        if entry.iter().all(|byte| *byte == 0) {
            return (fields, true);
        }
        let name = &entry[..layout.name];
        let name = &name[..name
            .iter()
            .position(|byte| *byte == 0)
            .unwrap_or(name.len())];
        let kind = entry[layout.name].to_ascii_uppercase();
        let (at_length, at_places) = match layout.size {
            16 => (12, 15),
            48 => (33, 34),
            _ => (16, 17),
        };
        let mut length = usize::from(entry[at_length]);
        if long && kind == b'C' {
            length |= usize::from(entry[at_places]) << 8;
        }
        fields.push(Field {
            name: name.trim_ascii().to_vec(),
            kind,
            start,
            length,
            flags: layout.flags.map_or(0, |at| entry[at]),
        });
        start += length;
        at += layout.size;
    }
    let closed = at >= end || matches!(bytes[at], 0 | 0x0d);
    (fields, closed)
}

fn damage(message: String) -> Error {
    Error::input(message).hinted("Copy the file once more from where it came, or export it as CSV")
}
