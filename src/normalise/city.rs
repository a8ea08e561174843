//! City names: any written form of a place -> one place, with its Indonesian region code where it has one.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::nearby::NearIndex;
use crate::text::clean::fold;
use crate::text::placeholder::{PlaceholderField, is_placeholder};

/// A place, as far as the text tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Region code: `35.78` for a city or regency, `31` for a province; none outside the Indonesian tables.
    pub code: Option<&'static str>,
    /// Canonical lower-case name: `kota surabaya`, `kabupaten malang`, `jakarta`, or the folded text.
    pub name: String,
    /// Whether a neighbour of the same name is meant just as well: `Malang` is a city and a regency.
    pub ambiguous: bool,
}

impl Place {
    /// Tells whether the code names a province only: `Jakarta`, `Jawa Timur`.
    pub fn is_province(&self) -> bool {
        self.code.is_some_and(|code| code.len() == 2)
    }
}

/// Which of two namesakes the text asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PlaceType {
    City,
    Regency,
}

struct Region {
    code: &'static str,
    place_type: Option<PlaceType>,
    /// Folded name without its type.
    name: &'static str,
}

#[derive(Clone, Copy)]
struct Entry {
    region: u32,
    ambiguous: bool,
}

struct Gazetteer {
    regions: Vec<Region>,
    by_code: FxHashMap<&'static str, u32>,
    /// Official names and aliases, folded, to what the bare name means.
    by_name: FxHashMap<&'static str, Entry>,
    /// Folded official names with every region that bears them.
    namesakes: FxHashMap<&'static str, Vec<u32>>,
    /// As `by_name`, without blanks.
    by_compact: FxHashMap<&'static str, Entry>,
    near: NearIndex,
    /// District names, folded, to district codes.
    districts: FxHashMap<&'static str, Vec<&'static str>>,
    district_codes: rustc_hash::FxHashSet<&'static str>,
    /// Postal code to district codes, several parted by a vertical bar.
    postal: FxHashMap<&'static str, &'static str>,
}

/// The longest place name, in words.
const LONGEST_NAME: usize = 4;

static GAZETTEER: LazyLock<Gazetteer> = LazyLock::new(load);

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
        district_codes: rustc_hash::FxHashSet::default(),
        postal: FxHashMap::default(),
    };
    for line in include_str!("tables/regions.csv").lines().skip(1) {
        if let Some([code, level, kind, name]) = columns::<4>(line) {
            let name = keep(name, fold(name));
            if level == "district" {
                gazetteer.districts.entry(name).or_default().push(code);
                gazetteer.district_codes.insert(code);
            } else {
                gazetteer.add_region(code, kind, name);
            }
        }
    }
    for line in include_str!("tables/city_aliases.csv").lines().skip(1) {
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
    for line in include_str!("tables/postal_codes.csv").lines().skip(1) {
        if let Some([postal, codes]) = columns::<2>(line) {
            gazetteer.postal.insert(postal, codes);
        }
    }
    gazetteer.index();
    gazetteer
}

impl Gazetteer {
    fn add_region(&mut self, code: &'static str, kind: &str, name: &'static str) {
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

    fn place(&self, entry: Entry) -> Place {
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
    fn of_type(&self, entry: Entry, wanted: PlaceType) -> Option<Entry> {
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

    fn exact(&self, name: &str) -> Option<Entry> {
        self.by_name
            .get(name)
            .or_else(|| self.by_compact.get(compact(name).as_str()))
            .copied()
    }

    /// The only known name within one slip; short names need the same length, that is, two letters swapped.
    fn nearest(&self, name: &str) -> Option<Entry> {
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

fn compact(name: &str) -> String {
    name.chars().filter(|c| *c != ' ').collect()
}

/// Takes the words for "city" and "regency" off the front; both together say nothing.
fn split_type(text: &str) -> (Option<PlaceType>, &str) {
    const CITY: [&str; 8] = [
        "kota",
        "kotamadya",
        "kodya",
        "kodia",
        "kotif",
        "kma",
        "kotya",
        "kt",
    ];
    const REGENCY: [&str; 4] = ["kab", "kabupaten", "kbptn", "kabupatn"];
    const NEITHER: [&str; 5] = ["adm", "administrasi", "dati", "ii", "tk"];
    let mut wanted = None;
    let mut both = false;
    let mut rest = text;
    while let Some((word, tail)) = rest.split_once(' ') {
        let found = if CITY.contains(&word) {
            Some(PlaceType::City)
        } else if REGENCY.contains(&word) {
            Some(PlaceType::Regency)
        } else if wanted.is_some() && NEITHER.contains(&word) {
            None
        } else {
            break;
        };
        both |= wanted.is_some() && found.is_some() && wanted != found;
        wanted = found.or(wanted);
        rest = tail;
    }
    (wanted.filter(|_| !both), rest)
}

/// Resolves one city cell.
///
/// Knows aliases (`SBY`), former names, `Kota`, `Kab.` and `Kodya` in front, a province or postal code behind, and names
/// misspelt by one letter or one swap when only one place is meant. Words it does not know, such as cities of other
/// countries, come back folded and without a code; none means missing.
///
/// # Source
///
/// `tables/regions.csv`, `tables/city_aliases.csv`, `tables/postal_codes.csv`.
pub fn resolve(raw: &str) -> Option<Place> {
    let folded = fold(raw);
    // An alias first: `SDA` is "same as above" in any other column, here it is Sidoarjo.
    if let Some(&entry) = GAZETTEER.by_name.get(folded.as_str()) {
        return Some(GAZETTEER.place(entry));
    }
    if folded.is_empty() || is_placeholder(PlaceholderField::City, raw) {
        return None;
    }
    let (text, postal) = split_postal(&folded);
    let (wanted, name) = split_type(text);
    let place = resolve_words(name, wanted).or_else(|| resolve_with_province(name, wanted));
    match (place, postal) {
        (Some(place), Some(postal)) => Some(refine_by_postal(place, postal)),
        (Some(place), None) => Some(place),
        (None, _) => Some(Place {
            code: None,
            name: folded,
            ambiguous: false,
        }),
    }
}

/// Resolves folded words without misspellings, for the address parser.
pub(crate) fn resolve_exact(name: &str, wanted: Option<PlaceType>) -> Option<Place> {
    let entry = GAZETTEER.by_name.get(name).copied()?;
    typed(entry, wanted)
}

fn typed(entry: Entry, wanted: Option<PlaceType>) -> Option<Place> {
    let gazetteer = &*GAZETTEER;
    let entry = match wanted {
        Some(wanted) => gazetteer.of_type(entry, wanted).unwrap_or(entry),
        None => entry,
    };
    Some(gazetteer.place(entry))
}

/// Resolves folded words, misspelt or in an old spelling too.
pub(crate) fn resolve_words(name: &str, wanted: Option<PlaceType>) -> Option<Place> {
    let gazetteer = &*GAZETTEER;
    let entry = gazetteer
        .exact(name)
        .or_else(|| gazetteer.exact(&respell(name)))
        .or_else(|| gazetteer.nearest(name))?;
    typed(entry, wanted)
}

/// `Banjar, Kalsel`: the province behind the name picks the namesake.
fn resolve_with_province(text: &str, wanted: Option<PlaceType>) -> Option<Place> {
    let gazetteer = &*GAZETTEER;
    let blanks = text.match_indices(' ').map(|(at, _)| at);
    for at in blanks.take(LONGEST_NAME) {
        let (name, tail) = (&text[..at], &text[at + 1..]);
        let Some(province) = province_code(tail) else {
            continue;
        };
        if let Some(place) = in_province(name, province, wanted) {
            return Some(place);
        }
        let entry = gazetteer.exact(name).or_else(|| gazetteer.nearest(name))?;
        return typed(entry, wanted);
    }
    None
}

/// The place of that name in a province, the city before the regency.
pub(crate) fn in_province(name: &str, province: &str, wanted: Option<PlaceType>) -> Option<Place> {
    let gazetteer = &*GAZETTEER;
    let fitting: Vec<u32> = gazetteer
        .namesakes
        .get(name)?
        .iter()
        .copied()
        .filter(|index| {
            let region = &gazetteer.regions[*index as usize];
            region.code.len() > 2
                && region.code.starts_with(province)
                && (wanted.is_none() || region.place_type == wanted)
        })
        .collect();
    let city =
        |index: &&u32| gazetteer.regions[**index as usize].place_type == Some(PlaceType::City);
    let region = *fitting.iter().find(city).or_else(|| fitting.first())?;
    Some(gazetteer.place(Entry {
        region,
        ambiguous: fitting.len() > 1,
    }))
}

/// The code of a province by its name or alias.
pub(crate) fn province_code(name: &str) -> Option<&'static str> {
    let gazetteer = &*GAZETTEER;
    let entry = gazetteer.by_name.get(name)?;
    let code = gazetteer.regions[entry.region as usize].code;
    (code.len() == 2).then_some(code)
}

/// The place of a region code.
pub(crate) fn by_code(code: &str) -> Option<Place> {
    let gazetteer = &*GAZETTEER;
    let region = *gazetteer.by_code.get(code)?;
    Some(gazetteer.place(Entry {
        region,
        ambiguous: false,
    }))
}

/// Tells whether a province, regency or district code is in the current tables.
pub(crate) fn is_region(code: &str) -> bool {
    GAZETTEER.by_code.contains_key(code) || GAZETTEER.district_codes.contains(code)
}

/// The district codes of a folded district name; the same name occurs in many regencies.
pub(crate) fn districts(name: &str) -> &'static [&'static str] {
    GAZETTEER.districts.get(name).map_or(&[], Vec::as_slice)
}

/// The regencies that a postal code reaches, without repeats.
pub(crate) fn regencies_of_postal(postal: &str) -> Vec<&'static str> {
    let codes = GAZETTEER.postal.get(postal).copied().unwrap_or_default();
    let mut out: Vec<&'static str> = codes.split('|').filter_map(|code| code.get(..5)).collect();
    out.dedup();
    out
}

/// Lets a postal code decide between namesakes, neighbours and the parts of a province.
pub(crate) fn refine_by_postal(place: Place, postal: &str) -> Place {
    let regencies = regencies_of_postal(postal);
    let [only] = regencies.as_slice() else {
        return place;
    };
    let open = place.ambiguous || place.is_province();
    let same_province = place.code.is_some_and(|code| only.starts_with(&code[..2]));
    if open && same_province {
        by_code(only).unwrap_or(place)
    } else {
        place
    }
}

fn split_postal(text: &str) -> (&str, Option<&str>) {
    match text.rsplit_once(' ') {
        Some((rest, tail)) if tail.len() == 5 && tail.bytes().all(|b| b.is_ascii_digit()) => {
            (rest, Some(tail))
        }
        _ => (text, None),
    }
}

/// Writes the spelling of before 1972 in today's: oe, tj, dj, sj.
pub(crate) fn respell(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    let bytes = word.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let (new, width) = match (bytes[at], bytes.get(at + 1)) {
            (b'o', Some(b'e')) => ("u", 2),
            (b't', Some(b'j')) => ("c", 2),
            (b'd', Some(b'j')) => ("j", 2),
            (b's', Some(b'j')) => ("sy", 2),
            (other, _) => {
                out.push(char::from(other));
                ("", 1)
            }
        };
        out.push_str(new);
        at += width;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(raw: &str) -> Option<&'static str> {
        resolve(raw).and_then(|place| place.code)
    }

    #[test]
    fn aliases_and_former_names_are_one_place() {
        for raw in [
            "SBY",
            "Surabaya",
            "KOTA SURABAYA",
            "Kodya Surabaya",
            "Soerabaja",
        ] {
            assert_eq!(code(raw), Some("35.78"), "{raw}");
        }
        assert_eq!(code("UJUNG PANDANG"), Some("73.71"));
        assert_eq!(code("JAKARTA PUSAT"), Some("31.71"));
        assert_eq!(code("JAKARTAPUSAT"), Some("31.71"));
        assert_eq!(code("Bandoeng"), Some("32.73"));
        assert_eq!(
            resolve("Jakarta").map(|p| p.name),
            Some("jakarta".to_owned())
        );
    }

    #[test]
    fn the_type_in_front_picks_the_namesake() {
        assert_eq!(code("Kab. Malang"), Some("35.07"));
        assert_eq!(code("Kota Malang"), Some("35.73"));
        let bare = resolve("MALANG").expect("a known city");
        assert_eq!((bare.code, bare.ambiguous), (Some("35.73"), true));
        let both = resolve("Kota/Kab. Bandung").expect("a known city");
        assert_eq!((both.code, both.ambiguous), (Some("32.73"), true));
        assert_eq!(code("KAB. PASURUAN"), Some("35.14"));
        assert_eq!(code("Kab Bdg"), Some("32.04"));
    }

    #[test]
    fn one_slip_in_a_long_name_is_forgiven() {
        for raw in ["SURQBAYA", "SURABBAYA", "SUABAYA", "SURBAAYA"] {
            assert_eq!(code(raw), Some("35.78"), "{raw}");
        }
        assert_eq!(code("KLATN"), Some("33.10"));
        assert_eq!(code("Kab. Banywangi"), Some("35.10"));
        assert_eq!(code("JAKARTA SELATZN"), Some("31.74"));
    }

    #[test]
    fn province_and_postal_code_decide() {
        assert_eq!(code("Banjar, Kalsel"), Some("63.03"));
        assert_eq!(code("Kota Banjar Jawa Barat"), Some("32.79"));
        assert_eq!(code("Serang Banten"), Some("36.73"));
        assert_eq!(code("Tangerang 15415"), Some("36.74"));
        assert_eq!(code("Bandung Barat"), Some("32.17"));
    }

    #[test]
    fn places_elsewhere_are_kept_folded() {
        for (raw, name) in [
            ("Las Vegas", "las vegas"),
            ("London", "london"),
            ("São Paulo", "sao paulo"),
        ] {
            let place = resolve(raw).expect("not missing");
            assert_eq!((place.code, place.name.as_str()), (None, name));
        }
        assert_eq!(resolve("-"), None);
    }

    #[test]
    fn old_spelling_is_read_as_new() {
        assert_eq!(respell("tjokroaminoto"), "cokroaminoto");
        assert_eq!(respell("djuanda"), "juanda");
    }
}
