//! Whether a source is of Indonesia, by its telephone numbers and the places that it names.

use super::phone::{self, Country};
use crate::ingest::{Column, Field, Source};
use crate::text::clean::fold;
use crate::text::lexicon;

/// Of the distinct places that an Indonesian source names, at least one in so many is a known one.
///
/// Villages and slips are in no table, and few places elsewhere are called like Indonesian ones.
const ONE_IN: usize = 10;

/// Words of Indonesian addresses that other addresses don't have.
const ADDRESS_WORDS: [&str; 11] = [
    "jl",
    "jln",
    "jalan",
    "gg",
    "dsn",
    "dusun",
    "kampung",
    "perum",
    "perumahan",
    "komplek",
    "desa",
];

/// The country whose telephone numbers these columns of a source hold, as most numbers show.
///
/// Area codes of other countries look like Indonesian ones: the places have a say.
pub(crate) fn country_of_phones<'a>(
    source: &Source,
    columns: impl Iterator<Item = &'a Column>,
) -> Country {
    let values = columns.flat_map(|column| column.values.iter());
    phone::guess_country(values, || is_indonesian(source))
}

/// Whether the places of a source are Indonesian ones; `None` where it names none.
pub(super) fn is_indonesian(source: &Source) -> Option<bool> {
    let (mut named, mut known) = (0, 0);
    for column in &source.columns {
        let is_known: fn(&str) -> bool = match column.field {
            Field::City => |text| lexicon::is_city(text) || lexicon::is_district(text),
            Field::Province => lexicon::is_province,
            Field::District => lexicon::is_district,
            Field::Address => |text| text.split(' ').any(|word| ADDRESS_WORDS.contains(&word)),
            _ => continue,
        };
        for value in column
            .values
            .iter()
            .filter(|value| !value.trim().is_empty())
        {
            named += 1;
            known += usize::from(is_known(&fold(value)));
        }
    }
    (named > 0).then_some(known * ONE_IN >= named)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{SourceSettings, read};

    #[test]
    fn area_codes_abroad_are_told_by_the_places_beside_them() {
        let folder = tempfile::tempdir().expect("a folder");
        let country = |text: &str| {
            let path = folder.path().join("a.csv");
            std::fs::write(&path, text).expect("written");
            let source = read(&SourceSettings::new(path)).expect("read").remove(0);
            let columns = source.columns_of(Field::Phone);
            country_of_phones(&source, columns)
        };
        let rows = |places: [&str; 3]| {
            format!(
                "id,name,phone,city\n1,Ann Bee,0221902691,{}\n2,Cy Dee,0711555123,{}\n3,Eve Fox,0341567123,{}\n",
                places[0], places[1], places[2]
            )
        };
        assert_eq!(
            country(&rows(["Köln", "Stuttgart", "Leipzig"])),
            Country::Unknown
        );
        assert_eq!(
            country(&rows(["Bandung", "Palembang", "Malang"])),
            Country::Indonesia
        );
        let by_address = "id,name,phone,address\n1,Ann Bee,0221902691,Jl. Mawar 1\n2,Cy Dee,0711555123,Gg. Melati 2\n";
        assert_eq!(country(by_address), Country::Indonesia);
    }
}
