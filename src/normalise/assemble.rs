//! Puts the columns of all sources together into attributes over all records.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::attribute::{Attribute, TextValue, Values};
use super::flags::{self, Flags};
use super::home::is_indonesian;
use super::name::NameKind;
use super::numbering::Numbering;
use super::phone::Country;
use super::plan::{Plan, Planned, Recipe, Survey, Takes};
use super::reading::Reading;
use super::recipe::{Cell, Identity, Made, Row, country_of, make};
use super::settings::Settings;
use crate::ingest::{Column, Field, Source, SourceKind};
use crate::record::{AttributeKind, Facet, RecordId, ValueId};
use crate::text::clean::tidy;

/// Where a record came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The source, as an index.
    pub source: u16,
    /// The accepted row of that source, as an index.
    pub row: u32,
}

/// All identity records in canonical order, with their attributes.
#[derive(Clone, Debug)]
pub struct Records {
    /// Where each record came from.
    pub origins: Vec<Origin>,
    /// The source's own key of each record; empty where the source has none.
    pub keys: Vec<Box<str>>,
    /// What stable ids are made from: a hash of the card number, else of source and key, else of source and content.
    pub fingerprints: Vec<u64>,
    /// The attributes.
    pub attributes: Vec<Attribute>,
    /// What the values of each record say against each other.
    pub flags: Vec<Flags>,
    /// The country of telephone numbers without a country code, where it was set.
    pub country: Option<Country>,
}

/// What [`Records::source_attribute`] is called; names of columns have no blank.
pub const SOURCE_ATTRIBUTE: &str = "source file";

impl Records {
    /// Records that have these attributes and nothing else.
    #[cfg(test)]
    pub(crate) fn of_attributes(attributes: Vec<Attribute>) -> Self {
        let count = attributes
            .first()
            .map_or(0, |attribute| attribute.slots.len() / attribute.width);
        Self {
            origins: vec![Origin { source: 0, row: 0 }; count],
            keys: vec!["".into(); count],
            fingerprints: vec![0; count],
            attributes,
            flags: Vec::new(),
            country: None,
        }
    }

    /// How many records there are.
    pub fn len(&self) -> usize {
        self.origins.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.origins.is_empty()
    }

    /// The attribute of that name.
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes
            .iter()
            .find(|attribute| attribute.name == name)
    }

    /// The source of each record as an attribute, where there are several: records of a source without doubles match only
    /// records of others.
    pub fn source_attribute(&self, sources: &[Source]) -> Option<Attribute> {
        let slots: Vec<ValueId> = self
            .origins
            .iter()
            .map(|origin| ValueId::from_index(usize::from(origin.source)))
            .collect();
        if slots.windows(2).all(|two| two[0] == two[1]) {
            return None;
        }
        let value = |source: &Source| TextValue {
            written: source.name.as_str().into(),
            canonical: source.name.as_str().into(),
        };
        Some(Attribute {
            name: SOURCE_ATTRIBUTE.to_owned(),
            kind: AttributeKind::Category,
            facet: Facet::Open,
            width: 1,
            slots,
            values: Values::Texts(sources.iter().map(value).collect()),
        })
    }

    /// All records, in canonical order.
    pub fn ids(&self) -> impl Iterator<Item = RecordId> + use<> {
        RecordId::first(self.len())
    }
}

/// The most values of one attribute that a record keeps.
const WIDEST: usize = 4;

/// The combinations of cells that one thread makes values of at a time.
const COMBINATIONS_AT_ONCE: usize = 1024;

/// A generic column with at most so many distinct values is a category.
const CATEGORY_VALUES: usize = 60;

/// Understands the identity rows of all sources; invoices are left out.
pub fn assemble(sources: &[Source], settings: &Settings) -> Records {
    let mut records = in_canonical_order(sources);
    let plan = Plan::new(sources);
    let readings: Vec<Reading> = sources.iter().map(Reading::new).collect();
    records.attributes = plan
        .attributes
        .par_iter()
        .map(|planned| planned.build(sources, &readings, &records.origins, settings))
        .filter(|attribute| !attribute.values.is_empty())
        .collect();
    records.country = settings.country;
    records.flags = flags::check(sources, &readings, &records.attributes, &records.origins);
    records
}

/// A hash that stays the same from build to build and machine to machine: ids of customers are made from it.
fn hash(parts: &[&[u8]]) -> u64 {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    let bytes = hasher.finalize();
    u64::from_le_bytes(std::array::from_fn(|at| bytes.as_bytes()[at]))
}

/// Orders records by source name, key and content. Rows that are equal in all of these are interchangeable.
fn in_canonical_order(sources: &[Source]) -> Records {
    let mut rows: Vec<(u16, &str, u64, u32)> = Vec::new();
    for (index, source) in sources
        .iter()
        .enumerate()
        .filter(|(_, source)| source.holds_identities())
    {
        let index = u16::try_from(index).expect("fewer than 65,536 sources");
        let key = source.key_column();
        // The rest of an invoice belongs to the row that happens to come first.
        let is_invoice = source.kind == SourceKind::Invoices;
        let takes_part = |column: &&Column| !is_invoice || column.field.is_identity();
        let mut columns: Vec<&Column> = source.columns.iter().filter(takes_part).collect();
        columns.sort_by(|left, right| left.header.cmp(&right.header));
        let hashed: Vec<(u64, Vec<u64>)> = columns
            .par_iter()
            .map(|column| {
                let values = (0..column.values.len()).into_par_iter().with_min_len(1024);
                let hashes = values.map(|value| hash(&[column.values[value].as_bytes()]));
                (hash(&[column.header.as_bytes()]), hashes.collect())
            })
            .collect();
        let start = rows.len();
        let of_source = source.identity_rows().into_par_iter().with_min_len(1024);
        rows.par_extend(of_source.map_init(Vec::new, |cells: &mut Vec<u8>, row| {
            let at = row as usize;
            cells.clear();
            for (column, (header, values)) in columns.iter().zip(&hashed) {
                cells.extend(header.to_le_bytes());
                cells.extend(values[column.cells[at] as usize].to_le_bytes());
            }
            (
                index,
                key.map_or("", |key| key.text(at)),
                hash(&[cells]),
                row,
            )
        }));
        rows[start..].par_sort_unstable_by(|left, right| {
            (left.1, left.2, left.3).cmp(&(right.1, right.2, right.3))
        });
    }
    let mut order: Vec<usize> = (0..sources.len()).collect();
    order.sort_by(|left, right| sources[*left].name.cmp(&sources[*right].name));
    let place: Vec<usize> = (0..sources.len())
        .map(|source| order.iter().position(|at| *at == source).unwrap_or(0))
        .collect();
    rows.sort_by_key(|row| place[usize::from(row.0)]);
    Records {
        origins: rows
            .iter()
            .map(|(source, _, _, row)| Origin {
                source: *source,
                row: *row,
            })
            .collect(),
        keys: rows
            .par_iter()
            .map(|(_, key, _, _)| tidy(key).as_ref().into())
            .collect(),
        fingerprints: rows
            .par_iter()
            .map(|(source, key, content, _)| {
                let source = &sources[usize::from(*source)];
                // A card keeps its id when its row is edited or its file renamed; a person's key counts within its file.
                let (name, key) = (source.name.as_bytes(), tidy(key));
                let is_card = match source.kind {
                    SourceKind::Cards => true,
                    SourceKind::People => false,
                    SourceKind::Invoices => !source.has_numbered_rows(),
                };
                match (key.is_empty(), is_card) {
                    (true, _) => hash(&[b"row", name, &content.to_le_bytes()]),
                    (false, true) => hash(&[b"card", key.as_bytes()]),
                    (false, false) => hash(&[b"key", name, key.as_bytes()]),
                }
            })
            .collect(),
        attributes: Vec::new(),
        flags: Vec::new(),
        country: None,
    }
}

impl Planned {
    fn build(
        &self,
        sources: &[Source],
        readings: &[Reading],
        origins: &[Origin],
        settings: &Settings,
    ) -> Attribute {
        let countries: Vec<Country> = sources
            .iter()
            .zip(&self.columns)
            .map(|(source, columns)| match self.recipe {
                Recipe::Phone => country_of(source, columns, settings),
                _ => Country::Unknown,
            })
            .collect();
        let homes: Vec<Option<bool>> = sources
            .iter()
            .map(|source| {
                let has = |field| source.columns_of(field).next().is_some();
                let is_asked = matches!(self.recipe, Recipe::Name)
                    && has(Field::GivenName)
                    && has(Field::FamilyName);
                is_asked.then(|| is_indonesian(source)).flatten()
            })
            .collect();
        let years: Vec<Option<i16>> = sources
            .iter()
            .map(|source| match Survey::of(source) {
                Some(Survey::Year(year)) => Some(year),
                _ => None,
            })
            .collect();
        let (distinct, of_record) = self.combinations(sources, readings, origins);
        let row = |origin: &Origin| {
            let at = usize::from(origin.source);
            let (source, reading) = (&sources[at], &readings[at]);
            let cell = |column: &usize| Cell {
                column: &source.columns[*column],
                reading: &reading.columns[*column],
                id: source.columns[*column].cells[origin.row as usize],
            };
            Row {
                cells: self.columns[at].iter().map(cell).collect(),
                address: reading.address(reading.address_number(origin.row)),
                country: countries[at],
                is_indonesian: homes[at],
                year: years[at],
            }
        };
        // The values of several combinations lie in one piece of memory.
        let made: Vec<(Vec<Made>, Vec<usize>)> = distinct
            .par_chunks(COMBINATIONS_AT_ONCE)
            .map(|origins| {
                let mut values = Vec::with_capacity(origins.len());
                let mut counts = Vec::with_capacity(origins.len());
                for origin in origins {
                    let before = values.len();
                    make(self.recipe, &row(origin), &mut values);
                    values.truncate(before + WIDEST);
                    counts.push(values.len() - before);
                }
                (values, counts)
            })
            .collect();
        let counts = made.iter().flat_map(|(_, counts)| counts).copied();
        let width = counts.clone().max().unwrap_or(0).max(1);
        let mut ids: FxHashMap<Identity<'_>, ValueId> = FxHashMap::default();
        let mut is_new: Vec<bool> = Vec::with_capacity(distinct.len());
        let mut combination_slots: Vec<ValueId> = Vec::with_capacity(distinct.len() * width);
        let mut values = made.iter().flat_map(|(values, _)| values);
        for count in counts {
            let start = combination_slots.len();
            for value in values.by_ref().take(count) {
                let next = ValueId::from_index(ids.len());
                let id = *ids.entry(value.identity()).or_insert(next);
                is_new.push(id == next);
                if !combination_slots[start..].contains(&id) {
                    combination_slots.push(id);
                }
            }
            combination_slots.resize(start + width, ValueId::MISSING);
        }
        drop(ids);
        let values: Vec<Made> = made
            .into_iter()
            .flat_map(|(values, _)| values)
            .zip(is_new)
            .filter_map(|(made, is_new)| is_new.then_some(made))
            .collect();
        let slots = of_record
            .iter()
            .flat_map(|combination| {
                let start = *combination as usize * width;
                combination_slots[start..start + width].iter().copied()
            })
            .collect();
        let (kind, facet) = self.kind(&values, origins.len());
        Attribute {
            name: self.name.clone(),
            kind,
            facet,
            width,
            slots,
            values: into_values(values),
        }
    }

    /// The first records of the distinct combinations of cells, and which combination each record has.
    fn combinations(
        &self,
        sources: &[Source],
        readings: &[Reading],
        origins: &[Origin],
    ) -> (Vec<Origin>, Vec<u32>) {
        let mut firsts: Vec<Origin> = Vec::new();
        let mut of_record = Vec::with_capacity(origins.len());
        // The records of one source stand together.
        for origins in origins.chunk_by(|left, right| left.source == right.source) {
            let at = usize::from(origins[0].source);
            let (source, reading) = (&sources[at], &readings[at]);
            let rows = || origins.iter().map(|origin| origin.row);
            let mut numbering = Numbering::new(origins.len());
            for column in &self.columns[at] {
                let column = &source.columns[*column];
                let cells = rows().map(|row| column.cells[row as usize]);
                numbering.part_by(cells, column.values.len());
            }
            let addresses = rows().map(|row| reading.address_number(row));
            match self.recipe.takes() {
                Takes::Nothing => {}
                Takes::Address => numbering.part_by(addresses, reading.addresses.len() + 1),
                Takes::Part(part) => {
                    let parts = reading.part_numbers(part);
                    let cells = addresses.map(|address| parts[address as usize]);
                    numbering.part_by(cells, parts.len());
                }
            }
            let before = u32::try_from(firsts.len()).expect("fewer than 2^32 combinations");
            of_record.extend(numbering.numbers().map(|number| before + number));
            firsts.extend(numbering.firsts().map(|first| origins[first]));
        }
        (firsts, of_record)
    }

    fn kind(&self, values: &[Made], records: usize) -> (AttributeKind, Facet) {
        match self.recipe {
            Recipe::Name => {
                let is_organisation = |made: &&Made| matches!(made, Made::Name(name) if name.kind == NameKind::Organisation);
                if 2 * values.iter().filter(is_organisation).count() > values.len() {
                    (AttributeKind::Organisation, Facet::Open)
                } else {
                    (AttributeKind::Name, Facet::Personal)
                }
            }
            Recipe::Gender => (AttributeKind::Gender, Facet::Personal),
            Recipe::BirthDate => (AttributeKind::Date, Facet::Personal),
            Recipe::Phone => (AttributeKind::Phone, Facet::Shared),
            Recipe::Email => (AttributeKind::Email, Facet::Shared),
            Recipe::NationalId => (AttributeKind::NationalId, Facet::Personal),
            Recipe::Address => (AttributeKind::Address, Facet::Shared),
            // Brothers and sisters are often born in one place.
            Recipe::Place { from_address: None } => (AttributeKind::Place, Facet::Open),
            Recipe::Place { .. } => (AttributeKind::Place, Facet::Shared),
            Recipe::PostalCode => (AttributeKind::PostalCode, Facet::Shared),
            Recipe::Generic { is_shared } => {
                let facet = if is_shared {
                    Facet::Shared
                } else {
                    Facet::Open
                };
                (generic_kind(values, records), facet)
            }
        }
    }
}

fn generic_kind(values: &[Made], records: usize) -> AttributeKind {
    let texts = || {
        values.iter().filter_map(|value| {
            if let Made::Text(text) = value {
                Some(&*text.canonical)
            } else {
                None
            }
        })
    };
    let count = texts().count().max(1);
    if count <= CATEGORY_VALUES && count * 5 <= records.max(1) {
        return AttributeKind::Category;
    }
    let with_digits = texts()
        .filter(|text| text.bytes().any(|byte| byte.is_ascii_digit()))
        .count();
    let one_word = texts().filter(|text| !text.contains(' ')).count();
    if with_digits * 10 >= count * 8 && one_word * 10 >= count * 8 {
        AttributeKind::Code
    } else {
        AttributeKind::Text
    }
}

fn into_values(made: Vec<Made>) -> Values {
    /// The values of one kind; an attribute has no others.
    fn all<T: Send>(made: Vec<Made>, take: impl Fn(Made) -> Option<T> + Send + Sync) -> Vec<T> {
        made.into_par_iter().filter_map(take).collect()
    }
    match made.first() {
        Some(Made::Name(_)) => Values::Names(all(made, |value| match value {
            Made::Name(name) => Some(name),
            _ => None,
        })),
        Some(Made::Date(_)) => Values::Dates(all(made, |value| match value {
            Made::Date(date) => Some(date),
            _ => None,
        })),
        Some(Made::Address(_)) => Values::Addresses(all(made, |value| match value {
            Made::Address(address) => Some(address),
            _ => None,
        })),
        Some(Made::Phone(_)) => Values::Phones(all(made, |value| match value {
            Made::Phone(phone) => Some(phone),
            _ => None,
        })),
        Some(Made::Id(_)) => Values::Ids(all(made, |value| match value {
            Made::Id(id) => Some(id),
            _ => None,
        })),
        Some(Made::Text(_)) | None => Values::Texts(all(made, |value| match value {
            Made::Text(text) => Some(text),
            _ => None,
        })),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{SourceSettings, read};

    fn assembled(rows: &[&str]) -> Records {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("kartu.csv");
        let text = format!("NO_KARTU;NAMA;HP;KOTA;TGL_LAHIR\n{}\n", rows.join("\n"));
        std::fs::write(&path, text).expect("written");
        assemble(
            &read(&SourceSettings::new(path)).expect("read"),
            &Settings::default(),
        )
    }

    const ROWS: [&str; 3] = [
        "0002;Siti Aminah;085643120987 / 081230456712;Surabaya;11/08/1968",
        "0001;BPK. H. MOCH. SOEHARTO;-;SBY;",
        "0003;;0856-4312-0987;KOTA SURABAYA;27-12-1975",
    ];

    #[test]
    fn the_order_of_rows_leaves_no_trace() {
        let one = assembled(&ROWS);
        let other = assembled(&[ROWS[2], ROWS[0], ROWS[1]]);
        assert_eq!(one.keys, other.keys);
        assert_eq!(one.fingerprints, other.fingerprints);
        for (left, right) in one.attributes.iter().zip(&other.attributes) {
            assert_eq!((&left.name, &left.slots), (&right.name, &right.slots));
        }
    }

    #[test]
    fn equal_meanings_share_a_value_and_placeholders_are_missing() {
        let records = assembled(&ROWS);
        let phone = records.attribute("phone").expect("telephones");
        assert_eq!(phone.width, 2);
        assert!(phone.first(RecordId(0)).is_missing());
        assert_eq!(phone.values_of(RecordId(1))[0], phone.first(RecordId(2)));
        let city = records.attribute("city").expect("cities");
        assert_eq!(city.value_counts(), [3]);
    }

    #[test]
    fn ids_are_made_from_a_hash_that_never_changes() {
        assert_eq!(hash(&[b"card", b"0107000571"]), 12_988_699_754_240_915_440);
    }

    #[test]
    fn a_title_tells_the_gender_where_no_column_does() {
        let records = assembled(&ROWS);
        let gender = records.attribute("gender").expect("genders");
        assert_eq!(gender.values.written(gender.first(RecordId(0))), "male");
    }

    fn assembled_file(name: &str, text: &str) -> Records {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("written");
        assemble(
            &read(&SourceSettings::new(path)).expect("read"),
            &Settings::default(),
        )
    }

    fn written(records: &Records, attribute: &str) -> Vec<String> {
        let attribute = records.attribute(attribute);
        attribute.map_or(Vec::new(), |attribute| {
            records
                .ids()
                .map(|record| {
                    attribute
                        .values
                        .written(attribute.first(record))
                        .to_string()
                })
                .collect()
        })
    }

    #[test]
    fn an_employer_is_no_name_of_the_person_and_a_customer_firm_is_one() {
        let beside = assembled_file(
            "a.csv",
            "id,full_name,company\n1,Ann Bee,Acme Ltd\n2,Cy Dee,Acme Ltd\n3,Eve Fox,\n",
        );
        assert_eq!(beside.attribute("name").expect("names").width, 1);
        let firms = beside.attribute("organisation").expect("employers");
        assert_eq!(firms.kind, AttributeKind::Organisation);
        assert_eq!(firms.first(RecordId(0)), firms.first(RecordId(1)));
        let either = assembled_file(
            "b.csv",
            "id,full_name,company\n1,Ann Bee,\n2,,Acme Ltd\n3,,Fox & Sons\n",
        );
        assert!(either.attribute("organisation").is_none());
        assert_eq!(either.attribute("name").expect("names").filled(), 3);
    }

    #[test]
    fn what_a_header_says_of_the_family_is_shared_and_other_facts_are_not() {
        let records = assembled_file(
            "a.csv",
            "id,full_name,Nama Ayah,class,spouse\n1,Ann Bee,Bo Bee,7A,Al\n2,Cy Dee,Di Dee,7B,El\n3,Eve Fox,Fay Fox,8C,Ed\n",
        );
        let facet = |name: &str| records.attribute(name).map(|attribute| attribute.facet);
        assert_eq!(facet("nama_ayah"), Some(Facet::Shared));
        assert_eq!(facet("class"), Some(Facet::Open));
        assert_eq!(facet("spouse"), Some(Facet::Open));
    }

    #[test]
    fn who_has_no_other_name_is_called_by_an_alias() {
        let records = assembled_file(
            "a.csv",
            "id,full_name,native_name,city\n1,Ann Bee,Энн Би,Bonn\n2,,Юрий Орлов,Kiev\n3,Eve Fox,,Bonn\n",
        );
        let mut names = written(&records, "name");
        names.sort_unstable();
        assert_eq!(names, ["Ann Bee", "Eve Fox", "Юрий Орлов"]);
    }

    #[test]
    fn a_birth_in_parts_and_an_age_are_dates_as_far_as_they_go() {
        let parts = assembled_file(
            "a.csv",
            "id,name,by,bm,bd\n1,Ann Bee,1956,6,15\n2,Cy Dee,1971,9,\n3,Eve Fox,,1,2\n",
        );
        assert_eq!(written(&parts, "birth_date"), ["1956-06-15", "1971-09", ""]);
        let ages = "id,name,age\n1,Ann Bee,35\n2,Cy Dee,41\n3,Eve Fox,2\n";
        assert_eq!(
            written(&assembled_file("census 1881.csv", ages), "birth_date"),
            ["1846", "1840", "1879"]
        );
        let alone = assembled_file("census.csv", ages);
        assert!(alone.attribute("birth_date").is_none());
        assert_eq!(written(&alone, "age"), ["35", "41", "2"]);
    }

    #[test]
    fn an_identity_number_of_another_person_is_no_evidence() {
        let text = "id,nama,nik,tgl_lahir,jk\n\
            1,Agus Hartono,3578101203800001,12-03-1980,L\n\
            2,Budi Hartono,3578101203800001,05-07-2006,L\n\
            3,Agus Hartono,3578101203800001,13-03-1980,L\n";
        let records = assembled_file("a.csv", text);
        let numbers = records.attribute("national_id").expect("numbers");
        let is_missing: Vec<bool> = records
            .ids()
            .map(|record| numbers.first(record).is_missing())
            .collect();
        assert_eq!(is_missing, [false, true, false]);
    }
}
