//! What region codes and postal codes tell: names, parents, and whether they fit each other.

use super::gazetteer::GAZETTEER;
use super::{Place, PlaceType, by_code, villages::is_village};
use crate::text::clean::fold;

/// Tells whether a province, regency or district code is in the current tables.
pub(crate) fn is_region(code: &str) -> bool {
    GAZETTEER.by_code.contains_key(code) || GAZETTEER.district_names.contains_key(code)
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
    let open = place.ambiguous || place.is_province();
    if !open {
        return place;
    }
    let regencies = regencies_of_postal(postal);
    let [only] = regencies.as_slice() else {
        return place;
    };
    let same_province = place.code.is_some_and(|code| only.starts_with(&code[..2]));
    if same_province {
        by_code(only).unwrap_or(place)
    } else {
        place
    }
}

/// The official name of a region without its type: `Jawa Timur` of 35, `Surabaya` of 35.78, `Tambaksari` of 35.78.10.
///
/// None if the code is in no embedded table.
///
/// # Source
///
/// `tables/regions.csv`.
pub fn region_name(code: &str) -> Option<&'static str> {
    let gazetteer = &*GAZETTEER;
    match gazetteer.by_code.get(code) {
        Some(&region) => Some(gazetteer.regions[region as usize].official),
        None => gazetteer.district_names.get(code).copied(),
    }
}

/// The official name of a region with the type of a city or regency in front: `kota Surabaya`, `kabupaten Malang`.
///
/// Provinces and districts come without a type.
pub fn place_name(code: &str) -> Option<String> {
    let gazetteer = &*GAZETTEER;
    let place_type = gazetteer
        .by_code
        .get(code)
        .and_then(|&region| gazetteer.regions[region as usize].place_type);
    let name = region_name(code)?;
    Some(match place_type {
        Some(PlaceType::City) => format!("kota {name}"),
        Some(PlaceType::Regency) => format!("kabupaten {name}"),
        None => name.to_owned(),
    })
}

/// The code as the tables hold it, for a province, city or regency.
pub(crate) fn known_code(code: &str) -> Option<&'static str> {
    let gazetteer = &*GAZETTEER;
    let region = *gazetteer.by_code.get(code)?;
    Some(gazetteer.regions[region as usize].code)
}

/// Tells whether a postal code reaches into a city, regency or province; none if the table does not know the code.
pub fn postal_in_city(postal: &str, city_code: &str) -> Option<bool> {
    let codes = GAZETTEER.postal.get(postal)?;
    Some(codes.split('|').any(|code| code.starts_with(city_code)))
}

/// The regency instead of the city of the same name, or the other way round, where the postal code reaches that one alone.
///
/// In the form of official names, `Kabupaten Malang`; none where there is no doubt, or the code doesn't settle it.
pub fn namesake(city: &str, postal: &str) -> Option<String> {
    let code = super::resolve(city)?.code?;
    if postal_in_city(postal, code)? {
        return None;
    }
    let (place_type, name) = city.split_once(' ')?;
    let other = match place_type {
        "Kota" => "Kabupaten",
        "Kabupaten" => "Kota",
        _ => return None,
    };
    let meant = format!("{other} {name}");
    let other_code = super::resolve(&meant)?.code?;
    (other_code != code && postal_in_city(postal, other_code)?).then_some(meant)
}

/// The districts that a postal code reaches, as codes.
pub fn districts_of_postal(postal: &str) -> impl Iterator<Item = &'static str> {
    GAZETTEER
        .postal
        .get(postal)
        .copied()
        .unwrap_or_default()
        .split('|')
        .filter(|code| !code.is_empty())
}

/// Tells whether a city, regency or province has a district of that name; none if no region has one.
pub fn district_in_city(name: &str, city_code: &str) -> Option<bool> {
    let codes = districts(&fold(name));
    (!codes.is_empty()).then(|| codes.iter().any(|code| code.starts_with(city_code)))
}

/// Lets a district decide between namesakes, neighbours and the parts of a province.
///
/// A district that lies elsewhere in the province wins over a city named loosely, if it is the only one of its name there.
pub(crate) fn refine_by_district(place: Place, district: &str) -> Place {
    let Some(code) = place.code else {
        return place;
    };
    let codes = districts(district);
    if code.len() > 2 && codes.iter().any(|found| found.starts_with(code)) {
        return Place {
            ambiguous: false,
            ..place
        };
    }
    if let Some(regency) = regency_of_namesake(&place, codes) {
        return by_code(regency).unwrap_or(place);
    }
    let mut fitting = codes.iter().filter(|found| found.starts_with(&code[..2]));
    match (fitting.next(), fitting.next()) {
        (Some(only), None) => only.get(..5).and_then(by_code).unwrap_or(place),
        _ => place,
    }
}

/// The regency meant by an ambiguous city name, if one of the districts lies in it: Cibinong, Bogor.
pub(crate) fn regency_of_namesake(city: &Place, districts: &[&str]) -> Option<&'static str> {
    let gazetteer = &*GAZETTEER;
    let code = city.code.filter(|_| city.ambiguous)?;
    let region = &gazetteer.regions[*gazetteer.by_code.get(code)? as usize];
    let namesakes = gazetteer.namesakes.get(region.name)?;
    namesakes
        .iter()
        .map(|&at| gazetteer.regions[at as usize].code)
        .filter(|other| *other != code && other.len() > 2 && other.starts_with(&code[..2]))
        .find(|other| districts.iter().any(|found| found.starts_with(other)))
}

/// Tells whether a city, or the namesake it may stand for, has a village of that folded name.
pub(crate) fn has_village(city: &Place, name: &str) -> bool {
    let gazetteer = &*GAZETTEER;
    let Some(code) = city.code else {
        return false;
    };
    let namesakes = || {
        let region = gazetteer
            .by_code
            .get(code)
            .map(|&at| &gazetteer.regions[at as usize]);
        let all = region.and_then(|region| gazetteer.namesakes.get(region.name));
        all.into_iter().flatten().any(|&at| {
            let other = gazetteer.regions[at as usize].code;
            other != code && other.len() > 2 && is_village(name, other)
        })
    };
    is_village(name, code) || (city.ambiguous && namesakes())
}
