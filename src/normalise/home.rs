//! Whether a source is of Indonesia, by its telephone numbers and the places that it names.

use super::phone::{self, Country};
use crate::ingest::{Column, Field, Source};
use crate::text::clean::fold;
use crate::text::lexicon;

/// Of the places that a source names at least this share, one in so many, is Indonesian where it is.
///
/// Villages and slips are in no table, and what is Indonesian by accident is rare.
const ONE_IN: usize = 10;

/// Words of Indonesian addresses that other addresses don't have.
const ADDRESS_WORDS: [&str; 14] = [
    "jl",
    "jln",
    "jalan",
    "gg",
    "gang",
    "dsn",
    "dusun",
    "kampung",
    "perum",
    "perumahan",
    "komplek",
    "rt",
    "rw",
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
fn is_indonesian(source: &Source) -> Option<bool> {
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
