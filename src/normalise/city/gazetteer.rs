//! The table of regions, read once: names, aliases, codes and postal codes of provinces, regencies and districts.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::{Place, PlaceType};
use crate::normalise::nearby::NearIndex;
use crate::text::clean::fold;

pub(super) struct Region {
    pub(super) code: &'static str,
    pub(super) place_type: Option<PlaceType>,
    /// Folded name without its type.
    pub(super) name: &'static str,
    /// The name as the state writes it, without its type.
    pub(super) official: &'static str,
}

#[derive(Clone, Copy)]
pub(super) struct Entry {
    pub(super) region: u32,
    pub(super) ambiguous: bool,
}

pub(super) struct Gazetteer {
    pub(super) regions: Vec<Region>,
    pub(super) by_code: FxHashMap<&'static str, u32>,
    /// Official names and aliases, folded, to what the bare name means.
    pub(super) by_name: FxHashMap<&'static str, Entry>,
    /// Folded official names with every region that bears them.
    pub(super) namesakes: FxHashMap<&'static str, Vec<u32>>,
    /// As `by_name`, without blanks.
    pub(super) by_compact: FxHashMap<&'static str, Entry>,
    pub(super) near: NearIndex,
    /// District names, folded, to district codes.
    pub(super) districts: FxHashMap<&'static str, Vec<&'static str>>,
    /// District codes to the names as the state writes them.
    pub(super) district_names: FxHashMap<&'static str, &'static str>,
    /// Postal code to district codes, several parted by a vertical bar.
    pub(super) postal: FxHashMap<&'static str, &'static str>,
}

pub(super) static GAZETTEER: LazyLock<Gazetteer> = LazyLock::new(load);

/// Splits one line of an embedded table that has no quoted field before the wanted columns.
fn columns<const N: usize>(line: &'static str) -> Option<[&'static str; N]> {
    let mut parts = line.split(',');
    let mut out = [""; N];
    for slot in &mut out {
        *slot = parts.next()?;
    }
    Some(out)
}

/// Keeps a text for the life of the program: tables are loaded once.
fn keep(text: &'static str, folded: String) -> &'static str {
    if text == folded {
        text
    } else {
        Box::leak(folded.into_boxed_str())
    }
}

fn load() -> Gazetteer {
    let mut gazetteer = Gazetteer {
        regions: Vec::new(),
        by_code: FxHashMap::default(),
        by_name: FxHashMap::default(),
        namesakes: FxHashMap::default(),
        by_compact: FxHashMap::default(),
        near: NearIndex::default(),
        districts: FxHashMap::default(),
        district_names: FxHashMap::default(),
        postal: FxHashMap::default(),
    };
    for line in include_str!("../tables/regions.csv").lines().skip(1) {
        if let Some([code, level, kind, official]) = columns::<4>(line) {
            let name = keep(official, fold(official));
            if level == "district" {
                gazetteer.districts.entry(name).or_default().push(code);
                gazetteer.district_names.insert(code, official);
            } else {
                gazetteer.add_region(code, kind, official, name);
            }
        }
    }
    for line in include_str!("../tables/city_aliases.csv").lines().skip(1) {
        if let Some([alias, code, _, _, _, ambiguous]) = columns::<6>(line)
            && let Some(&region) = gazetteer.by_code.get(code)
        {
            let entry = Entry {
                region,
                ambiguous: ambiguous == "1",
            };
            gazetteer.by_name.insert(alias, entry);
        }
    }
    for line in include_str!("../tables/postal_codes.csv").lines().skip(1) {
        if let Some([postal, codes]) = columns::<2>(line) {
            gazetteer.postal.insert(postal, codes);
        }
    }
    gazetteer.index();
    gazetteer
}

impl Gazetteer {
    fn add_region(
        &mut self,
        code: &'static str,
        kind: &str,
        official: &'static str,
        name: &'static str,
    ) {
        let index = u32::try_from(self.regions.len()).unwrap_or(u32::MAX);
        let place_type = match kind {
            "kota" => Some(PlaceType::City),
            "kabupaten" => Some(PlaceType::Regency),
            _ => None,
        };
        self.regions.push(Region {
            code,
            place_type,
            name,
            official,
        });
        self.by_code.insert(code, index);
        self.namesakes.entry(name).or_default().push(index);
    }

    /// Fills the lookups that follow from regions and aliases.
    fn index(&mut self) {
        for (name, regions) in &self.namesakes {
            // The city before the regency, as people say it; the province only if there is nothing smaller.
            let rank = |index: &&u32| match self.regions[**index as usize].place_type {
                Some(PlaceType::City) => 0,
                Some(PlaceType::Regency) => 1,
                None => 2,
            };
            if let Some(&region) = regions.iter().min_by_key(rank) {
                let ambiguous = regions.len() > 1;
                self.by_name
                    .entry(name)
                    .or_insert(Entry { region, ambiguous });
            }
        }
        let mut names: Vec<(&'static str, Entry)> =
            self.by_name.iter().map(|(k, v)| (*k, *v)).collect();
        names.sort_unstable_by_key(|(name, _)| *name);
        for (name, entry) in names {
            let compact = keep(name, name.replace(' ', ""));
            self.by_compact.entry(compact).or_insert(entry);
            if compact.len() >= 5 {
                self.near.insert(compact, entry.region);
            }
        }
    }

    pub(super) fn place(&self, entry: Entry) -> Place {
        let region = &self.regions[entry.region as usize];
        let name = match region.place_type {
            Some(PlaceType::City) => format!("kota {}", region.name),
            Some(PlaceType::Regency) => format!("kabupaten {}", region.name),
            None if region.code == "31" => "jakarta".to_owned(),
            None => region.name.to_owned(),
        };
        Place {
            code: Some(region.code),
            name,
            ambiguous: entry.ambiguous,
        }
    }

    /// The place that bears the same name, of the wanted type: Kab. Bdg is the regency of Bandung.
    pub(super) fn of_type(&self, entry: Entry, wanted: PlaceType) -> Option<Entry> {
        let region = &self.regions[entry.region as usize];
        if region.place_type == Some(wanted) {
            return Some(Entry {
                ambiguous: false,
                ..entry
            });
        }
        let namesakes = self.namesakes.get(region.name)?;
        let mut fitting = namesakes
            .iter()
            .filter(|index| self.regions[**index as usize].place_type == Some(wanted));
        let first = *fitting.next()?;
        Some(Entry {
            region: first,
            ambiguous: fitting.next().is_some(),
        })
    }

    pub(super) fn exact(&self, name: &str) -> Option<Entry> {
        self.by_name
            .get(name)
            .or_else(|| self.by_compact.get(compact(name).as_str()))
            .copied()
    }

    /// The only known name within one slip; short names need the same length, that is, two letters swapped.
    pub(super) fn nearest(&self, name: &str) -> Option<Entry> {
        let name = compact(name);
        let sorted = |text: &str| {
            let mut bytes = text.as_bytes().to_vec();
            bytes.sort_unstable();
            bytes
        };
        if name.len() < 5 {
            return None;
        }
        let region = self.near.only(&name, |known| {
            known.len().max(name.len()) >= 6 || sorted(known) == sorted(&name)
        })?;
        let region_name = self.regions[region as usize].name;
        let ambiguous = self.by_name.get(region_name).is_some_and(|e| e.ambiguous);
        Some(Entry { region, ambiguous })
    }
}

pub(super) fn compact(name: &str) -> String {
    name.chars().filter(|c| *c != ' ').collect()
}
