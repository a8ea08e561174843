//! Cross-field checks: what the values of one record say against each other.
//!
//! A conflict is told, never mended: which of the two values is wrong, the record alone can't say.

use std::borrow::Cow;

use rayon::prelude::*;

use super::assemble::Origin;
use super::attribute::{Attribute, Values};
use super::city;
use super::date;
use super::gender::Gender;
use super::name::Name;
use super::national_id::{IdKind, NationalId};
use super::phone::{self, Phone};
use super::reading::{ColumnReading, Reading};
use crate::ingest::{Field, Source};
use crate::record::RecordId;
use crate::text::clean::fold;

/// One thing that is odd about a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Flag {
    /// Column, title, particle or identity number tell different genders.
    GenderConflict,
    /// The gender told is not that of the given names.
    GenderUnlikeName,
    /// The birth date is not the one in the identity number.
    BirthDateNotInId,
    /// The birth date is a usual stand-in or impossible.
    BirthDateSuspect,
    /// The identity number is of a known shape and can't be right as it stands.
    IdDoubtful,
    /// No landline has the area code of the city.
    AreaNotInCity,
    /// The telephone's prefix came into service after the record was made.
    PhoneBeforeService,
    /// The postal code belongs to another city.
    PostalCodeNotInCity,
    /// The district belongs to another city.
    DistrictNotInCity,
    /// The identity number stood in a telephone column.
    IdInPhone,
    /// A telephone number stood in the address.
    PhoneInAddress,
    /// Somebody's name stood in the address.
    NameInAddress,
    /// A value was taken from the row above, as a ditto mark says.
    Ditto,
}

impl Flag {
    /// All flags, in the order in which they are written.
    pub const ALL: [Self; 13] = [
        Self::GenderConflict,
        Self::GenderUnlikeName,
        Self::BirthDateNotInId,
        Self::BirthDateSuspect,
        Self::IdDoubtful,
        Self::AreaNotInCity,
        Self::PhoneBeforeService,
        Self::PostalCodeNotInCity,
        Self::DistrictNotInCity,
        Self::IdInPhone,
        Self::PhoneInAddress,
        Self::NameInAddress,
        Self::Ditto,
    ];

    /// The word in the cross-reference.
    pub fn word(self) -> &'static str {
        match self {
            Self::GenderConflict => "gender_conflict",
            Self::GenderUnlikeName => "gender_unlike_name",
            Self::BirthDateNotInId => "birth_date_not_in_id",
            Self::BirthDateSuspect => "birth_date_suspect",
            Self::IdDoubtful => "id_doubtful",
            Self::AreaNotInCity => "area_not_in_city",
            Self::PhoneBeforeService => "phone_before_service",
            Self::PostalCodeNotInCity => "postal_code_not_in_city",
            Self::DistrictNotInCity => "district_not_in_city",
            Self::IdInPhone => "id_in_phone",
            Self::PhoneInAddress => "phone_in_address",
            Self::NameInAddress => "name_in_address",
            Self::Ditto => "ditto",
        }
    }

    /// What it means, for a report.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::GenderConflict => {
                "gender column, title and identity number tell different genders"
            }
            Self::GenderUnlikeName => "the gender told is not that of the given names",
            Self::BirthDateNotInId => "the birth date is not the one in the identity number",
            Self::BirthDateSuspect => "the birth date is a usual stand-in or can't be",
            Self::IdDoubtful => "the identity number has an unknown region, date or serial",
            Self::AreaNotInCity => "the landline's area code is not that of the city",
            Self::PhoneBeforeService => {
                "the telephone's prefix was not yet in use when the record was made"
            }
            Self::PostalCodeNotInCity => "the postal code belongs to another city",
            Self::DistrictNotInCity => "the district belongs to another city",
            Self::IdInPhone => "an identity number stands in a telephone column",
            Self::PhoneInAddress => "a telephone number stands in the address",
            Self::NameInAddress => "a name stands in the address: in care of somebody",
            Self::Ditto => "a ditto mark was filled in from the row above",
        }
    }
}

/// The flags of one record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flags(u16);

impl Flags {
    fn set(&mut self, flag: Flag, is_set: bool) {
        self.0 |= u16::from(is_set) << flag as u8;
    }

    /// Tells whether a flag is set.
    pub fn has(self, flag: Flag) -> bool {
        self.0 >> flag as u8 & 1 == 1
    }

    /// The flags that are set, in order.
    pub fn iter(self) -> impl Iterator<Item = Flag> {
        Flag::ALL.into_iter().filter(move |flag| self.has(*flag))
    }

    /// The words of the flags, parted by `;`.
    pub fn words(self) -> String {
        let words: Vec<&str> = self.iter().map(Flag::word).collect();
        words.join(";")
    }
}

/// Checks every record.
pub(super) fn check(
    sources: &[Source],
    readings: &[Reading],
    attributes: &[Attribute],
    origins: &[Origin],
) -> Vec<Flags> {
    let years: Vec<Option<Years>> = sources.iter().map(Years::new).collect();
    let phones = attributes
        .iter()
        .find(|attribute| attribute.name == "phone");
    let codes = attributes
        .iter()
        .find(|attribute| attribute.name == "postal_code");
    origins
        .par_iter()
        .enumerate()
        .with_min_len(1024)
        .map(|(at, origin)| {
            let source = usize::from(origin.source);
            let record = RecordId(u32::try_from(at).expect("fewer than 2^32 records"));
            let row = Row {
                source: &sources[source],
                reading: &readings[source],
                row: origin.row,
                year: years[source]
                    .as_ref()
                    .and_then(|years| years.of(&sources[source], origin.row)),
                phones: phones.map_or(Vec::new(), |phones| phones_of(phones, record)),
                postal_code: codes
                    .map(|codes| codes.values.canonical(codes.first(record)))
                    .filter(|code| !code.is_empty()),
            };
            row.flags()
        })
        .collect()
}

fn phones_of(attribute: &Attribute, record: RecordId) -> Vec<&Phone> {
    let Values::Phones(phones) = &attribute.values else {
        return Vec::new();
    };
    attribute
        .values_of(record)
        .iter()
        .filter_map(|value| Some(&phones[value.index()?]))
        .collect()
}

/// The year in which the rows of a source were made, by the distinct values of its date of issue.
struct Years {
    column: usize,
    years: Vec<Option<i16>>,
}

impl Years {
    fn new(source: &Source) -> Option<Self> {
        let column = source
            .columns
            .iter()
            .position(|column| column.field == Field::IssueDate)?;
        let values = &source.columns[column];
        let order = date::order_of(values);
        Some(Self {
            column,
            years: values
                .values
                .iter()
                .map(|text| date::parse(text, order).filter(|date| !date.suspect)?.year)
                .collect(),
        })
    }

    fn of(&self, source: &Source, row: u32) -> Option<i16> {
        self.years[source.columns[self.column].cells[row as usize] as usize]
    }
}

/// One record and what its cells mean.
struct Row<'a> {
    source: &'a Source,
    reading: &'a Reading,
    row: u32,
    year: Option<i16>,
    phones: Vec<&'a Phone>,
    postal_code: Option<Cow<'a, str>>,
}

impl<'a> Row<'a> {
    fn flags(&self) -> Flags {
        let mut flags = Flags::default();
        self.check_gender(&mut flags);
        self.check_id(&mut flags);
        self.check_places(&mut flags);
        self.check_phones(&mut flags);
        flags.set(
            Flag::Ditto,
            self.source.dittos.binary_search(&self.row).is_ok(),
        );
        flags
    }

    /// The readings of the row's cells in the columns of a field.
    fn readings(&self, wanted: Field) -> impl Iterator<Item = (&'a ColumnReading, usize)> {
        let (reading, row) = (self.reading, self.row as usize);
        let columns = self.source.columns.iter().enumerate();
        columns
            .filter(move |(_, column)| column.field == wanted)
            .map(move |(at, column)| (&reading.columns[at], column.cells[row] as usize))
    }

    fn names(&self) -> impl Iterator<Item = &'a Name> {
        self.readings(Field::Name)
            .filter_map(|(reading, cell)| match reading {
                ColumnReading::Names(names) => names[cell].as_deref(),
                _ => None,
            })
    }

    fn ids(&self) -> impl Iterator<Item = &'a NationalId> {
        self.readings(Field::NationalId)
            .filter_map(|(reading, cell)| match reading {
                ColumnReading::CheckedIds { ids, .. } => ids[cell].as_ref(),
                _ => None,
            })
    }

    fn check_gender(&self, flags: &mut Flags) {
        let column = self
            .readings(Field::Gender)
            .find_map(|(reading, cell)| match reading {
                ColumnReading::Genders(genders) => genders[cell],
                _ => None,
            });
        let title = self.names().find_map(|name| name.gender);
        let number = self.ids().find_map(|id| id.gender).map(Gender::of_id);
        let told = [column, title, number];
        let mut genders = told.into_iter().flatten();
        let Some(first) = genders.next() else {
            return;
        };
        let is_conflict = genders.any(|gender| gender != first);
        flags.set(Flag::GenderConflict, is_conflict);
        let by_name = self.names().find_map(Name::gender_of_given_names);
        flags.set(
            Flag::GenderUnlikeName,
            !is_conflict && by_name.is_some_and(|gender| gender != first),
        );
    }

    fn check_id(&self, flags: &mut Flags) {
        let born = self
            .readings(Field::BirthDate)
            .find_map(|(reading, cell)| match reading {
                ColumnReading::Dates(dates) => dates[cell],
                _ => None,
            });
        flags.set(
            Flag::BirthDateSuspect,
            born.is_some_and(|born| born.suspect),
        );
        let is_doubtful = self
            .readings(Field::NationalId)
            .any(|(reading, cell)| {
                matches!(reading, ColumnReading::CheckedIds { is_doubtful, .. } if is_doubtful[cell])
            });
        flags.set(Flag::IdDoubtful, is_doubtful);
        for id in self.ids() {
            let (Some(born), Some(inside)) = (born, id.birth) else {
                continue;
            };
            if id.kind != IdKind::Nik || born.suspect || !born.is_full() {
                continue;
            }
            let agrees = born.day == inside.day
                && born.month == Some(inside.month)
                && born.year.map(|year| year.rem_euclid(100))
                    == Some(i16::from(inside.year_of_century));
            flags.set(Flag::BirthDateNotInId, !agrees);
        }
        let is_id_in_phone = self.readings(Field::Phone).any(
            |(reading, cell)| matches!(reading, ColumnReading::Ids(ids) if ids[cell].is_some()),
        );
        flags.set(Flag::IdInPhone, is_id_in_phone);
    }

    /// The region code of the row's city: of its column, else of its address; nothing where several are meant.
    fn city(&self) -> Option<&'static str> {
        let of_column = self
            .readings(Field::City)
            .find_map(|(reading, cell)| match reading {
                ColumnReading::Places(places) => places[cell].as_ref(),
                _ => None,
            });
        let address = self.reading.address(self.reading.address_number(self.row));
        let place = of_column.or_else(|| address?.address.city.as_ref())?;
        place.code.filter(|code| code.len() > 2 && !place.ambiguous)
    }

    fn check_places(&self, flags: &mut Flags) {
        let address = self.reading.address(self.reading.address_number(self.row));
        flags.set(
            Flag::PhoneInAddress,
            address.is_some_and(|address| address.address.telephone.is_some()),
        );
        flags.set(
            Flag::NameInAddress,
            address.is_some_and(|address| address.address.has_name),
        );
        let Some(city) = self.city() else { return };
        let postal = self.postal_code.as_deref();
        let is_elsewhere = |fits: Option<bool>| fits == Some(false);
        flags.set(
            Flag::PostalCodeNotInCity,
            is_elsewhere(postal.and_then(|code| city::postal_in_city(code, city))),
        );
        let column = self.source.columns_of(Field::District).next();
        let district = column
            .map(|column| fold(column.text(self.row as usize)))
            .filter(|district| !district.is_empty())
            .or_else(|| address?.address.district.clone());
        flags.set(
            Flag::DistrictNotInCity,
            is_elsewhere(district.and_then(|name| city::district_in_city(&name, city))),
        );
    }

    fn check_phones(&self, flags: &mut Flags) {
        if let Some(year) = self.year {
            let is_early = |phone: &&Phone| phone::in_service(phone, year) == Some(false);
            flags.set(Flag::PhoneBeforeService, self.phones.iter().any(is_early));
        }
        let Some(city) = self.city() else { return };
        let mut fits = self
            .phones
            .iter()
            .filter_map(|phone| phone::fits_city(phone, city))
            .peekable();
        flags.set(
            Flag::AreaNotInCity,
            fits.peek().is_some() && !fits.any(|fits| fits),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Settings, assemble, fill_dittos};
    use crate::ingest::{SourceSettings, read};

    /// The flags of the rows of a card file, in the order of the rows.
    fn flags(rows: &[&str]) -> Vec<String> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("kartu.csv");
        let header = "NO_KARTU;TGL_DAFTAR;NAMA;JENIS_KELAMIN;TGL_LAHIR;NO_KTP;TELP;ALAMAT;KECAMATAN;KOTA;KODE_POS";
        std::fs::write(&path, format!("{header}\n{}\n", rows.join("\n"))).expect("written");
        let mut sources = read(&SourceSettings::new(path)).expect("read");
        fill_dittos(&mut sources[0]);
        let records = assemble(&sources, &Settings::default());
        assert_eq!(records.flags.len(), rows.len());
        records.flags.iter().map(|flags| flags.words()).collect()
    }

    /// A record without a fault; the others differ from it in one place.
    const SOUND: &str = "0001;03-12-2005;Bpk. Agus Hartono;L;12-03-1980;3578101203800001;031-5671234;Jl. Mawar 5;Tambaksari;Surabaya;60136";

    #[test]
    fn a_sound_record_has_no_flag() {
        assert_eq!(flags(&[SOUND]), [""]);
    }

    #[test]
    fn every_conflict_is_told_by_its_flag() {
        for (from, to, flag) in [
            (";L;", ";P;", "gender_conflict"),
            (
                "Bpk. Agus Hartono;L",
                "Rina Lestari;L",
                "gender_unlike_name",
            ),
            ("12-03-1980", "13-03-1980", "birth_date_not_in_id"),
            (
                "12-03-1980;3578101203800001",
                "01-01-1980;",
                "birth_date_suspect",
            ),
            ("3578101203800001", "3578103102800001", "id_doubtful"),
            ("3578101203800001", "3578991203800001", "id_doubtful"),
            ("031-5671234", "0341-471234", "area_not_in_city"),
            ("031-5671234", "082156712345", "phone_before_service"),
            (";60136", ";40111", "postal_code_not_in_city"),
            ("Tambaksari", "Lawang", "district_not_in_city"),
            (
                "Jl. Mawar 5",
                "Jl. Mawar 5 Telp 031-5671235",
                "phone_in_address",
            ),
        ] {
            let row = SOUND.replace(from, to);
            assert_eq!(flags(&[&row]), [flag], "{to}");
        }
    }

    #[test]
    fn an_identity_number_among_the_telephones_is_told_and_used() {
        let row = SOUND
            .replace(";3578101203800001;", ";;")
            .replace("031-5671234", "3578101203800001");
        assert_eq!(flags(&[&row]), ["id_in_phone"]);
    }

    #[test]
    fn a_ditto_mark_is_told() {
        let second = SOUND
            .replace("0001;", "0002;")
            .replace("Jl. Mawar 5", "idem");
        assert_eq!(flags(&[SOUND, &second]), ["", "ditto"]);
    }
}
