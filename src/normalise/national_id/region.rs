//! What the region code at the front of a NIK says: known today, moved since, of before SIAK, or never given.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::normalise::city;

/// How a region code stands to the present list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegionStanding {
    /// Province, regency and district are in the list.
    Known,
    /// The district is not in the list: of another edition, or mistyped.
    UnknownDistrict,
    /// The regency is not in the list: of another edition, or mistyped.
    UnknownRegency,
    /// The regency has another code today.
    Moved,
    /// The numbering of before SIAK, that is, before 2004 to 2011.
    PreSiak,
}

impl RegionStanding {
    /// What a clerk should know, if anything.
    pub fn warning(self) -> Option<&'static str> {
        match self {
            Self::Known => None,
            Self::UnknownDistrict => Some("district code unknown in the present list"),
            Self::UnknownRegency => Some("regency code unknown in the present list"),
            Self::Moved => Some("the region has another code today"),
            Self::PreSiak => Some("province code of before 2004, the holder has a newer number"),
        }
    }
}

struct Change {
    name: &'static str,
    /// The regency's code today; empty for codes of before SIAK.
    now: &'static str,
}

static CHANGES: LazyLock<FxHashMap<&'static str, Change>> = LazyLock::new(|| {
    let rows = include_str!("../tables/region_changes.csv").lines().skip(1);
    rows.filter_map(|line| {
        let mut columns = line.split(',');
        let (code, _, name, now) = (
            columns.next()?,
            columns.next()?,
            columns.next()?,
            columns.next()?,
        );
        Some((code, Change { name, now }))
    })
    .collect()
});

/// The six leading digits of a NIK with dots: `35.78.10`.
#[derive(Clone, Copy)]
pub(super) struct RegionCode([u8; 8]);

impl RegionCode {
    /// None unless the first six bytes are digits.
    pub(super) fn of(digits: &str) -> Option<Self> {
        let digits = digits
            .as_bytes()
            .get(..6)
            .filter(|digits| digits.iter().all(u8::is_ascii_digit))?;
        Some(Self([
            digits[0], digits[1], b'.', digits[2], digits[3], b'.', digits[4], digits[5],
        ]))
    }

    pub(super) fn district(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    fn regency(&self) -> &str {
        &self.district()[..5]
    }

    fn province(&self) -> &str {
        &self.district()[..2]
    }

    fn number(&self, at: usize) -> u8 {
        (self.0[at] - b'0') * 10 + self.0[at + 1] - b'0'
    }

    /// None if no edition can have held the code.
    pub(super) fn standing(&self) -> Option<RegionStanding> {
        if self.number(6) == 0 {
            return None;
        }
        if self.is_pre_siak() {
            return Some(RegionStanding::PreSiak);
        }
        if CHANGES.contains_key(self.regency()) {
            return Some(RegionStanding::Moved);
        }
        // A regency that got a new code keeps its districts under the old one in the list.
        let listed = if city::is_region(self.regency()) {
            Some(*self)
        } else {
            self.former()
        };
        if let Some(listed) = listed {
            return Some(if city::is_region(listed.district()) {
                RegionStanding::Known
            } else {
                RegionStanding::UnknownDistrict
            });
        }
        // Regencies count from 01, cities from 71; no province has more than some thirty of the one and ten of the other.
        let is_possible = matches!(self.number(3), 1..=40 | 71..=85);
        (is_possible && self.is_province()).then_some(RegionStanding::UnknownRegency)
    }

    fn is_province(&self) -> bool {
        city::is_region(self.province())
            || CHANGES
                .values()
                .any(|change| change.now.starts_with(self.province()))
    }

    /// Provinces were counted from 01 to 27 and their cities from 50; both are in no later list.
    fn is_pre_siak(&self) -> bool {
        match self.number(0) {
            1..=10 | 20 => true,
            11..=27 => matches!(self.number(3), 50..=69),
            _ => false,
        }
    }

    /// The code that a moved regency had before, under which the list still holds its districts.
    fn former(&self) -> Option<Self> {
        // A few dozen rows: a second index would cost more to build than it saves.
        let mut codes: Vec<&str> = CHANGES
            .iter()
            .filter(|(_, change)| change.now == self.regency())
            .map(|(code, _)| *code)
            .collect();
        codes.sort_unstable();
        let mut former = *self;
        former.0[..5].copy_from_slice(codes.first()?.as_bytes().get(..5)?);
        Some(former)
    }

    /// The place in words, as precise as the tables allow: `Tambaksari, kota Surabaya`.
    pub(super) fn name(&self) -> Option<String> {
        if self.is_pre_siak() {
            let known = [self.district(), self.regency(), self.province()];
            let name = known.iter().find_map(|code| CHANGES.get(code))?.name;
            return Some([name, " (legacy code)"].concat());
        }
        if let Some(change) = CHANGES.get(self.regency()) {
            let name = city::region_name(self.district()).unwrap_or(change.name);
            return Some([name, " (old code)"].concat());
        }
        let is_listed = city::is_region(self.regency());
        let listed = if is_listed {
            *self
        } else {
            self.former().unwrap_or(*self)
        };
        let regency =
            city::place_name(listed.regency()).or_else(|| city::place_name(self.province()))?;
        Some(match city::region_name(listed.district()) {
            Some(district) => [district, ", ", &regency].concat(),
            None => regency,
        })
    }
}
