//! What the numbering plan of Indonesia says: area codes, mobile prefixes, fixed-wireless blocks.

use std::cmp::Reverse;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// One area code and the regions it reaches.
pub(super) struct Area {
    /// The code without its zero: `31`.
    pub(super) code: &'static str,
    /// The fewest digits that lines there have had since number expansion.
    pub(super) shortest_line: usize,
    /// Region codes, the most central first: `35.78`.
    pub(super) regions: Vec<&'static str>,
}

/// One mobile prefix.
#[derive(Clone, Copy)]
pub(super) struct MobilePrefix {
    /// The year in which its numbers were first sold, nearly.
    pub(super) from_year: i16,
    /// The fewest digits of a number, its zero included.
    pub(super) shortest: usize,
}

/// How sure it is that a block of numbers was fixed wireless.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Wireless {
    /// The block is in a published carrier table.
    Known,
    /// The block is known by hearsay, or looks like one.
    Hint,
}

/// The years between which fixed wireless was sold and served.
pub(super) const WIRELESS_YEARS: std::ops::RangeInclusive<i16> = 2002..=2016;

struct Plan {
    areas: Vec<Area>,
    /// Area code read as a number, to its place in `areas` plus one.
    by_code: Vec<u16>,
    /// Region code (`35.78`, or `31` for a province) to its place in `areas`.
    by_region: FxHashMap<&'static str, u16>,
    /// Area code and the first digits of the line, read as one number.
    wireless: FxHashMap<u32, Wireless>,
    /// By the two digits behind the 8.
    mobile: [Option<MobilePrefix>; 100],
}

/// Stands for a province of several areas.
const SEVERAL: u16 = u16::MAX;

static PLAN: LazyLock<Plan> = LazyLock::new(load);

fn rows(text: &'static str) -> impl Iterator<Item = std::str::Split<'static, char>> {
    text.lines().skip(1).map(|line| line.split(','))
}

fn load() -> Plan {
    let mut plan = Plan {
        areas: Vec::new(),
        by_code: vec![0; 1000],
        by_region: FxHashMap::default(),
        wireless: FxHashMap::default(),
        mobile: [None; 100],
    };
    // Of several areas a regency has most of its lines in the one named after it, else in the one that reaches the most
    // regencies, else where it is most central. Gresik is reached from Surabaya, its island Bawean by a code of its own.
    let mut ranks: FxHashMap<&'static str, (bool, Reverse<usize>, usize)> = FxHashMap::default();
    for mut columns in rows(include_str!("../tables/phone_area_codes.csv")) {
        let (Some(code), Some(area_names), Some(digits), Some(regions), Some(names)) = (
            columns.next(),
            columns.nth(1),
            columns.next(),
            columns.next(),
            columns.next(),
        ) else {
            continue;
        };
        let code = code.trim_start_matches('0');
        let place = u16::try_from(plan.areas.len()).unwrap_or(u16::MAX);
        let regions: Vec<&'static str> = regions.split('|').collect();
        for ((distance, regency), name) in regions.iter().enumerate().zip(names.split('|')) {
            let is_named = area_names.split('/').any(|area| area.contains(name));
            let rank = (!is_named, Reverse(regions.len()), distance);
            if ranks.get(regency).is_none_or(|known| rank < *known) {
                ranks.insert(regency, rank);
                plan.by_region.insert(regency, place);
            }
            if let Some(province) = regency.get(..2) {
                let entry = plan.by_region.entry(province).or_insert(place);
                if *entry != place {
                    *entry = SEVERAL;
                }
            }
        }
        if let Some(slot) = code
            .parse()
            .ok()
            .and_then(|code: usize| plan.by_code.get_mut(code))
        {
            *slot = place + 1;
        }
        plan.areas.push(Area {
            code,
            shortest_line: digits
                .split('-')
                .next()
                .and_then(|n| n.parse().ok())
                .unwrap_or(5),
            regions,
        });
    }
    for mut columns in rows(include_str!("../tables/phone_fwa_prefixes.csv")) {
        let (Some(area), Some(line)) = (columns.next(), columns.next()) else {
            continue;
        };
        let sureness = if columns.any(|column| column.starts_with("libphonenumber")) {
            Wireless::Known
        } else {
            Wireless::Hint
        };
        if let Ok(prefix) = [area, line].concat().parse() {
            let slot = plan.wireless.entry(prefix).or_insert(sureness);
            if sureness == Wireless::Known {
                *slot = sureness;
            }
        }
    }
    let mobile = include_bytes!("../tables/phone_mobile_prefixes.csv").as_slice();
    for columns in csv::Reader::from_reader(mobile).records().flatten() {
        let prefix = columns
            .get(0)
            .and_then(|prefix| prefix.strip_prefix("08")?.parse().ok());
        let Some(slot) = prefix.and_then(|prefix: usize| plan.mobile.get_mut(prefix)) else {
            continue;
        };
        let year = columns
            .get(3)
            .and_then(|year| year.trim_end_matches('s').parse().ok());
        let shortest = columns
            .get(4)
            .and_then(|lengths| lengths.split('-').next()?.parse().ok());
        *slot = Some(MobilePrefix {
            from_year: year.unwrap_or_default(),
            shortest: shortest.unwrap_or(10),
        });
    }
    plan
}

/// The prefix of a mobile number written without its zero: `81230456712`.
pub(super) fn mobile_prefix(national: &str) -> Option<MobilePrefix> {
    match national.as_bytes() {
        [b'8', tens @ b'0'..=b'9', units @ b'0'..=b'9', ..] => {
            PLAN.mobile[usize::from(tens - b'0') * 10 + usize::from(units - b'0')]
        }
        _ => None,
    }
}

/// The area whose code a number without its zero begins with.
pub(super) fn area_of(national: &str) -> Option<&'static Area> {
    (2..=3).rev().find_map(|width| {
        let code: usize = national.get(..width)?.parse().ok()?;
        area_at((*PLAN.by_code.get(code)?).checked_sub(1)?)
    })
}

fn area_at(place: u16) -> Option<&'static Area> {
    PLAN.areas.get(usize::from(place))
}

/// Whether the digits are an area code and nothing more, without its zero.
pub(super) fn is_area(code: &str) -> bool {
    area_of(code).is_some_and(|area| area.code == code)
}

/// The area that a region's local numbers belong to; a province has one only if all of it does, as Jakarta.
pub(super) fn area_of_region(region: &str) -> Option<&'static Area> {
    let place = PLAN
        .by_region
        .get(region)
        .or_else(|| PLAN.by_region.get(region.get(..2)?))?;
    area_at(*place)
}

/// Whether any area names the region itself.
pub(super) fn is_mapped(region: &str) -> bool {
    PLAN.by_region.contains_key(region)
}

/// What the block of a landline number says about fixed wireless.
///
/// Such numbers have one digit more than the old lines of their area had: eight where codes have two digits, seven or
/// more elsewhere. 021-5612345 is a house in Slipi, 021-56123456 was an Esia handset.
pub(super) fn wireless(area: &Area, line: &str) -> Option<Wireless> {
    let long = if area.code.len() == 2 { 8 } else { 7 };
    if line.len() < long {
        return None;
    }
    let mut prefix: u32 = area.code.parse().ok()?;
    // Flexi was given the sevens nearly everywhere.
    let mut found = line.starts_with('7').then_some(Wireless::Hint);
    for byte in line.bytes().take(5) {
        prefix = prefix * 10 + u32::from(byte.wrapping_sub(b'0'));
        match PLAN.wireless.get(&prefix) {
            Some(Wireless::Known) => return Some(Wireless::Known),
            Some(Wireless::Hint) => found = Some(Wireless::Hint),
            None => {}
        }
    }
    found
}
