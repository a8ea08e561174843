//! The pack for a new CRM: the golden customers in the columns that its import takes, and what a go-live needs beside them.
//!
//! In: a result ([`Opened`]) and the name of the CRM. Out: a folder that appears whole or not at all. Every customer is
//! exported once, or stands in `not_exported.csv` with the reason. Which fields there are and what fills them is written in
//! `tables/`, not in the code. Rows are in the order of the golden file; the same result gives the same bytes.

mod cards;
mod table;
mod value;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use rustc_hash::{FxHashMap, FxHashSet};

pub use table::Crm;

use crate::error::{Error, Result};
use crate::frame::{Cells, CsvStyle, Format, Frame, SqlTable, TextCells, write_sqlite};
use crate::publish::folder::{Folder, MANIFEST};
use crate::publish::manifest::Manifest;
use crate::publish::opened::{CROSSREF, GOLDEN, Opened, PROVENANCE, PURCHASES};
use crate::select::{OptOut, OptOutColumn, ranks};
use cards::Destination;
use table::{Column, Field, Holds, Kind, Object, Required};
use value::{Name, Source, Stands, Subject};

/// How the pack should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The system it is for.
    pub crm: Crm,
    /// The format of the golden file of the generic pack.
    pub format: Format,
    /// Whether CSV files begin with a byte order mark.
    pub has_mark: bool,
    /// The most rows of a file; else what the CRM takes.
    pub rows_per_file: Option<usize>,
    /// The country of customers without one.
    pub country: Option<String>,
    /// Who opted out.
    pub opt_out: OptOutColumn,
}

/// What a pack holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Customers of the result.
    pub customers: usize,
    /// Customers in the files.
    pub exported: usize,
    /// Customers in `not_exported.csv`.
    pub not_exported: usize,
    /// Values in `left_out_values.csv`.
    pub left_out: usize,
    /// Customers who opted out, where a column says so.
    pub opted_out: Option<usize>,
    /// Rows of `cards_to_retire.csv`.
    pub cards_to_retire: usize,
    /// Rows by object, in the order of the import.
    pub objects: Vec<(String, usize)>,
    /// The files, each with its rows and its hash.
    pub files: Vec<FileFacts>,
}

/// A file of a pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileFacts {
    /// Its name.
    pub name: String,
    /// What its rows are.
    pub object: String,
    /// Its rows; `None` where it holds several tables.
    pub rows: Option<usize>,
    /// Its BLAKE3 hash.
    pub hash: String,
}

/// A folder in the making, and what went into it.
struct Pack<'a> {
    folder: &'a Folder,
    style: CsvStyle,
    rows_per_file: usize,
    files: Vec<FileFacts>,
}

impl Pack<'_> {
    fn note(&mut self, name: &str, object: &str, rows: Option<usize>, hash: blake3::Hash) {
        self.folder.note(name, hash);
        self.files.push(FileFacts {
            name: name.to_owned(),
            object: object.to_owned(),
            rows,
            hash: hash.to_hex().to_string(),
        });
    }

    fn csv(&mut self, name: &str, object: &str, frame: &Frame) -> Result<()> {
        let hash = frame.write_csv_as(&self.folder.file(name), self.style)?;
        self.note(name, object, Some(frame.rows()), hash);
        Ok(())
    }

    /// Writes a table in as many files as it takes.
    fn split(&mut self, base: &str, object: &str, frame: &Frame, format: Format) -> Result<()> {
        let columns: Vec<&str> = frame.columns().map(|(name, _)| name).collect();
        let all: Vec<usize> = (0..frame.rows()).collect();
        let pieces: Vec<&[usize]> = if all.is_empty() {
            vec![&[]]
        } else {
            all.chunks(self.rows_per_file).collect()
        };
        for (number, rows) in pieces.iter().enumerate() {
            let ending = format.ending();
            let name = if pieces.len() == 1 {
                format!("{base}.{ending}")
            } else {
                format!("{base}-{}.{ending}", number + 1)
            };
            let piece = frame.pick(&columns, rows);
            let hash = piece.write(&self.folder.file(&name), format, self.style, object)?;
            self.note(&name, object, Some(rows.len()), hash);
        }
        Ok(())
    }
}

/// Writes the pack of a result into a folder.
///
/// # Errors
///
/// A usage error where the folder is a result itself or lies in one; an input error for a result that was changed; an output
/// error where the folder can't be written.
pub fn export(result: &Opened, settings: &Settings, place: &Path) -> Result<Summary> {
    if result.holds(place) || Opened::is_at(place) {
        return Err(Error::usage("the pack can't go where a result stands")
            .in_file(place)
            .hinted("Name a folder of its own with `-o`"));
    }
    let folder = Folder::start(place)?;
    let golden = result.table(GOLDEN)?;
    let crossref = result.table(CROSSREF)?;
    let opt_out = OptOut::of(result, &golden, &settings.opt_out)?;
    let rows_per_file = settings.rows_per_file.or(settings.crm.rows_per_file());
    let mut pack = Pack {
        folder: &folder,
        style: CsvStyle {
            has_mark: settings.has_mark,
            is_short: true,
        },
        rows_per_file: rows_per_file.unwrap_or(usize::MAX),
        files: Vec::new(),
    };
    let mut summary = Summary {
        customers: golden.rows(),
        ..Summary::default()
    };
    let ids = golden.column("customer_id").ok_or_else(|| {
        Error::input("the golden customers have no ids").in_file(result.folder.join(GOLDEN))
    })?;
    let mut destinations: FxHashMap<&str, Destination> = FxHashMap::default();
    if settings.crm == Crm::Generic {
        generic(result, settings, &golden, &crossref, &mut pack)?;
        summary
            .objects
            .push(("customers".to_owned(), golden.rows()));
        for row in 0..golden.rows() {
            let id = ids.text(row);
            let key = id.to_owned();
            destinations.insert(
                id,
                Destination {
                    object: "customers",
                    key,
                },
            );
        }
    } else {
        let filled = fill(settings, &golden, &opt_out);
        for (object, frame) in &filled.objects {
            pack.split(object.file, object.name, frame, Format::Csv)?;
            summary.objects.push((object.name.to_owned(), frame.rows()));
        }
        for (row, destination) in filled.destinations {
            destinations.insert(ids.text(row), destination);
        }
        summary.not_exported = filled.not_exported.rows();
        summary.left_out = filled.left_out.rows();
        pack.csv(
            "not_exported.csv",
            "customers not exported",
            &filled.not_exported,
        )?;
        pack.csv("left_out_values.csv", "values left out", &filled.left_out)?;
    }
    summary.exported = destinations.len();
    if summary.exported + summary.not_exported != summary.customers {
        return Err(Error::new(
            crate::error::Kind::Conservation,
            "the customers in the pack and those left out are not all customers",
        ));
    }
    if !opt_out.columns.is_empty() {
        let out: Vec<usize> = (0..golden.rows()).filter(|row| opt_out.has(*row)).collect();
        let columns = ["customer_id", "email", "mobile", "landline"];
        pack.csv(
            "opted_out.csv",
            "customers who opted out",
            &golden.pick(&columns, &out),
        )?;
        summary.opted_out = Some(out.len());
    }
    let map = cards::old_to_new(&crossref, &destinations);
    pack.csv("old_to_new.csv", "old records", &map)?;
    let retired = cards::to_retire(result, &crossref)?;
    summary.cards_to_retire = retired.rows();
    pack.csv("cards_to_retire.csv", "cards to retire", &retired)?;
    summary.files = pack.files.clone();
    let rehearsal = rehearsal(&pack.files);
    let hash = rehearsal.write_csv_as(&folder.file("rehearsal.csv"), pack.style)?;
    folder.note("rehearsal.csv", hash);
    folder.write("README.txt", &readme(settings, &summary))?;
    let manifest = Manifest {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        settings: result.manifest.settings.clone(),
        inputs: [GOLDEN, CROSSREF]
            .into_iter()
            .filter_map(|name| Some((name.to_owned(), result.manifest.outputs.get(name)?.clone())))
            .collect(),
        outputs: folder.hashes(),
        records: crossref.rows(),
        persons: result.manifest.persons,
        customers: summary.customers,
        rejects: summary.not_exported as u64,
        decisions: None,
    };
    folder.write(MANIFEST, &manifest.to_json())?;
    folder.publish()?;
    Ok(summary)
}

/// The golden file as it is; an SQLite file has the tables beside it, too.
fn generic(
    result: &Opened,
    settings: &Settings,
    golden: &Frame,
    crossref: &Frame,
    pack: &mut Pack<'_>,
) -> Result<()> {
    if settings.format != Format::Sqlite {
        return pack.split("customers", "customers", golden, settings.format);
    }
    let provenance = result.table(PROVENANCE)?;
    let purchases = if result.has(PURCHASES) {
        Some(result.table(PURCHASES)?)
    } else {
        None
    };
    let mut tables = vec![
        SqlTable {
            name: "golden_customers",
            frame: golden,
            key: &["customer_id"],
            indexes: &["household_id", "name", "mobile", "email", "segment"],
        },
        SqlTable {
            name: "crossref",
            frame: crossref,
            key: &["source", "row"],
            indexes: &["customer_id", "household_id", "record_key"],
        },
        SqlTable {
            name: "provenance",
            frame: &provenance,
            key: &["customer_id", "attribute"],
            indexes: &["attribute"],
        },
    ];
    tables.extend(purchases.as_ref().map(|purchases| SqlTable {
        name: "purchases",
        frame: purchases,
        key: &["source", "row"],
        indexes: &["customer_id", "record_key", "date"],
    }));
    let name = "customers.sqlite";
    let hash = write_sqlite(&tables, &pack.folder.file(name))?;
    pack.note(name, "customers", None, hash);
    for table in &tables {
        pack.files.push(FileFacts {
            name: name.to_owned(),
            object: format!("table {}", table.name),
            rows: Some(table.frame.rows()),
            hash: String::new(),
        });
    }
    Ok(())
}

/// The tables of a CRM, filled.
struct Filled {
    objects: Vec<(&'static Object, Frame)>,
    /// By row of the golden file.
    destinations: Vec<(usize, Destination)>,
    not_exported: Frame,
    left_out: Frame,
}

/// What went wrong with a value or a customer.
struct Trouble {
    customer: String,
    object: &'static str,
    field: &'static str,
    reason: String,
}

fn fill(settings: &Settings, golden: &Frame, opt_out: &OptOut) -> Filled {
    let text = |name: &str, row: usize| golden.column(name).map_or("", |cells| cells.text(row));
    let names: Vec<Name> = (0..golden.rows())
        .map(|row| Name::of_golden(text("name", row), text("full_name", row)))
        .collect();
    let subject = |row: usize, stands: Stands| Subject {
        golden,
        row,
        stands,
        name: &names[row],
        has_opted_out: opt_out.has(row),
        country: settings.country.as_deref(),
    };
    let mut filled = Filled {
        objects: Vec::new(),
        destinations: Vec::new(),
        not_exported: Frame::new(),
        left_out: Frame::new(),
    };
    let mut failed: Vec<Trouble> = Vec::new();
    let mut left_out: Vec<Trouble> = Vec::new();
    // Persons first: a household whose persons all fail needs no account.
    let mut households: BTreeMap<String, usize> = BTreeMap::new();
    let ranks = ranks(golden);
    let mut made: Vec<(&'static Object, Table)> = Vec::new();
    let mut objects: Vec<&'static Object> = settings.crm.objects().collect();
    objects.sort_by_key(|object| object.holds == Holds::Accounts);
    for object in objects {
        let mut table = Table::new(object);
        for (row, name) in names.iter().enumerate() {
            let is_held = match object.holds {
                Holds::Customers => true,
                Holds::Persons => !name.is_organisation,
                Holds::Organisations | Holds::Accounts => name.is_organisation,
            };
            if !is_held {
                continue;
            }
            let subject = subject(row, Stands::Customer);
            match table.add(&subject, &mut left_out) {
                Ok(key) => {
                    let object = object.name;
                    filled.destinations.push((row, Destination { object, key }));
                    if object_is_of_persons(table.object) {
                        let head = households
                            .entry(subject.value(Source::AccountId))
                            .or_insert(row);
                        if ranks[row] < ranks[*head] {
                            *head = row;
                        }
                    }
                }
                Err(trouble) => failed.push(trouble),
            }
        }
        if object.holds == Holds::Accounts {
            let mut heads: Vec<usize> = households.values().copied().collect();
            heads.sort_unstable();
            for row in heads {
                // Its persons are exported, so it isn't counted as a customer who is not.
                if let Err(trouble) = table.add(&subject(row, Stands::Household), &mut left_out) {
                    left_out.push(trouble);
                    let brief = subject(row, Stands::HouseholdInBrief);
                    if let Err(trouble) = table.add(&brief, &mut left_out) {
                        left_out.push(trouble);
                    }
                }
            }
        }
        made.push((object, table));
    }
    for object in settings.crm.objects() {
        if let Some(at) = made
            .iter()
            .position(|(known, _)| std::ptr::eq(*known, object))
        {
            let (object, table) = made.swap_remove(at);
            if table.rows() > 0 || object.holds == Holds::Customers {
                filled.objects.push((object, table.into_frame()));
            }
        }
    }
    filled.not_exported = troubles(&failed);
    filled.left_out = troubles(&left_out);
    filled
}

fn object_is_of_persons(object: &Object) -> bool {
    object.holds == Holds::Persons
}

fn troubles(troubles: &[Trouble]) -> Frame {
    let mut frame = Frame::new();
    frame.text(
        "customer_id",
        troubles.iter().map(|trouble| &trouble.customer),
    );
    frame.text("object", troubles.iter().map(|trouble| trouble.object));
    frame.text("field", troubles.iter().map(|trouble| trouble.field));
    frame.text("reason", troubles.iter().map(|trouble| &trouble.reason));
    frame
}

/// The rows of one object.
struct Table {
    object: &'static Object,
    columns: Vec<Vec<String>>,
    /// The values of columns that may not repeat, each with the customer that has it.
    seen: Vec<FxHashSet<String>>,
}

impl Table {
    fn new(object: &'static Object) -> Self {
        Self {
            object,
            columns: vec![Vec::new(); object.columns.len()],
            seen: vec![FxHashSet::default(); object.columns.len()],
        }
    }

    fn rows(&self) -> usize {
        self.columns.first().map_or(0, Vec::len)
    }

    /// Adds a row and gives its key, which is its first value.
    ///
    /// A value that the field doesn't take is left out; a row whose required fields are not filled then is refused.
    fn add(
        &mut self,
        subject: &Subject<'_>,
        left_out: &mut Vec<Trouble>,
    ) -> std::result::Result<String, Trouble> {
        let trouble = |field: &'static Field, reason: String| Trouble {
            customer: subject.value(Source::Golden("customer_id")),
            object: self.object.name,
            field: field.name,
            reason,
        };
        let mut values: Vec<String> = Vec::with_capacity(self.columns.len());
        let mut out: Vec<Trouble> = Vec::new();
        for (Column { field, source }, seen) in self.object.columns.iter().zip(&self.seen) {
            let mut value = subject.value(*source);
            if let Some(reason) = refusal(field, &value, seen) {
                out.push(trouble(field, reason));
                value.clear();
            }
            values.push(value);
        }
        let columns = || self.object.columns.iter().zip(&values);
        for (column, value) in columns() {
            if value.is_empty() && column.field.required == Required::Yes {
                let known = out
                    .into_iter()
                    .find(|known| known.field == column.field.name);
                return Err(known.unwrap_or_else(|| {
                    trouble(
                        column.field,
                        "required, and the customer has no value".to_owned(),
                    )
                }));
            }
        }
        let mut of_which_one =
            columns().filter(|(column, _)| column.field.required == Required::OneOf);
        if let Some((column, _)) = of_which_one.clone().next()
            && of_which_one.all(|(_, value)| value.is_empty())
        {
            let reason = "this or another of the required fields has to be filled";
            return Err(trouble(column.field, reason.to_owned()));
        }
        left_out.extend(out);
        let key = values.first().cloned().unwrap_or_default();
        for (at, value) in values.into_iter().enumerate() {
            if self.object.columns[at].field.is_unique && !value.is_empty() {
                self.seen[at].insert(value.to_lowercase());
            }
            self.columns[at].push(value);
        }
        Ok(key)
    }

    fn into_frame(self) -> Frame {
        let mut frame = Frame::new();
        for (column, cells) in self.object.columns.iter().zip(self.columns) {
            let cells: TextCells = cells.into_iter().collect();
            frame.push(column.field.name, Cells::Text(cells));
        }
        frame
    }
}

/// Why a field doesn't take a value.
fn refusal(field: &Field, value: &str, seen: &FxHashSet<String>) -> Option<String> {
    if value.is_empty() {
        return None;
    }
    let characters = value.chars().count();
    if let Some(length) = field.length.filter(|length| characters > *length) {
        return Some(format!("{characters} characters, the field takes {length}"));
    }
    if field.is_unique && seen.contains(&value.to_lowercase()) {
        return Some("another row has the same value, and the field takes it once".to_owned());
    }
    let is_taken = match field.kind {
        Kind::Email => value.split_once('@').is_some_and(|(before, behind)| {
            !before.is_empty() && behind.contains('.') && !value.contains([' ', ',', ';'])
        }),
        Kind::Date => value::is_day(value),
        Kind::Phone => value.bytes().any(|byte| byte.is_ascii_digit()),
        Kind::Boolean | Kind::Text | Kind::Reference | Kind::Custom => true,
    };
    (!is_taken).then(|| "not in a form that the field takes".to_owned())
}

/// The sheet of the rehearsal: what is in each file, and room for what the CRM says it took.
fn rehearsal(files: &[FileFacts]) -> Frame {
    let mut frame = Frame::new();
    frame.text("file", files.iter().map(|file| &file.name));
    frame.text("object", files.iter().map(|file| &file.object));
    let rows = files.iter().map(|file| file.rows.map(|rows| rows as i64));
    frame.push("rows", Cells::Whole(rows.collect()));
    frame.text("blake3", files.iter().map(|file| &file.hash));
    frame.text("rows_loaded", files.iter().map(|_| ""));
    frame.text("difference", files.iter().map(|_| ""));
    frame
}

fn readme(settings: &Settings, summary: &Summary) -> String {
    let mut text = format!("The golden customers for {}\n\n", settings.crm.title());
    let mut line = |what: &str, count: usize| {
        writeln!(text, "  {what:<24} {count:>10}").expect("memory");
    };
    line("customers", summary.customers);
    line("exported", summary.exported);
    line("not exported", summary.not_exported);
    for (object, rows) in &summary.objects {
        line(&format!("rows of {object}"), *rows);
    }
    line("values left out", summary.left_out);
    if let Some(opted_out) = summary.opted_out {
        line("opted out", opted_out);
    }
    line("cards to retire", summary.cards_to_retire);
    text.push('\n');
    text.push_str(settings.crm.notes());
    if settings.crm != Crm::Generic {
        text.push_str(
            "\nBefore go-live\n  \
             Rehearse on a sandbox. Write the rows that each import reports into rehearsal.csv; the difference has to be 0.\n  \
             not_exported.csv has the customers that lack a required field: mend them in the source and run again.\n  \
             left_out_values.csv has the values that a field doesn't take; the rest of the row is exported.\n",
        );
    }
    text.push_str(
        "\nAfter go-live\n  \
         old_to_new.csv leads from every old record to the customer in the new system.\n  \
         cards_to_retire.csv has the cards of a customer beside the one to keep.\n\n\
         These files hold the data of your customers. Only their owner can read them; keep it so.\n",
    );
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn golden() -> Frame {
        let mut frame = Frame::new();
        frame.text("customer_id", ["C1", "C2", "C3", "C4"]);
        frame.text("household_id", ["H1", "H1", "H3", "H4"]);
        frame.text("name", ["Siti Aminah", "Budi Santoso", "PT Maju Jaya", ""]);
        frame.text("email", ["one@shop.id", "One@shop.id", "", "four@shop.id"]);
        frame.text("city", ["Surabaya", &"x".repeat(50), "Malang", "Malang"]);
        frame.push("invoices", Cells::Whole(vec![Some(1), Some(9), None, None]));
        frame
    }

    fn filled(crm: Crm) -> Filled {
        filled_of(crm, &golden())
    }

    fn filled_of(crm: Crm, golden: &Frame) -> Filled {
        let settings = Settings {
            crm,
            format: Format::Csv,
            has_mark: false,
            rows_per_file: None,
            country: Some("Indonesia".to_owned()),
            opt_out: OptOutColumn::Ignored,
        };
        let opt_out = OptOut::nobody(golden.rows());
        fill(&settings, golden, &opt_out)
    }

    fn column(frame: &Frame, name: &str) -> Vec<String> {
        let cells = frame.column(name).expect("a column");
        (0..frame.rows())
            .map(|row| cells.text(row).to_owned())
            .collect()
    }

    #[test]
    fn persons_are_contacts_of_their_household_and_organisations_accounts() {
        let filled = filled(Crm::Salesforce);
        let (accounts, contacts) = (&filled.objects[0].1, &filled.objects[1].1);
        assert_eq!(column(accounts, "Satukan_Id__c"), ["C3", "H1"]);
        assert_eq!(
            column(accounts, "Name"),
            ["PT Maju Jaya", "Budi Santoso (household)"]
        );
        assert_eq!(column(contacts, "LastName"), ["Aminah", "Santoso"]);
        assert_eq!(column(contacts, "Account.Satukan_Id__c"), ["H1", "H1"]);
        assert_eq!(
            column(contacts, "MailingCountry"),
            ["Indonesia", "Indonesia"]
        );
    }

    #[test]
    fn who_lacks_a_required_field_is_listed_and_nobody_is_lost() {
        let salesforce = filled(Crm::Salesforce);
        assert_eq!(column(&salesforce.not_exported, "customer_id"), ["C4"]);
        assert_eq!(column(&salesforce.not_exported, "field"), ["LastName"]);
        assert_eq!(salesforce.destinations.len(), 3);
        // An e-mail is enough for HubSpot.
        assert_eq!(filled(Crm::HubSpot).not_exported.rows(), 0);
    }

    #[test]
    fn a_value_that_a_field_does_not_take_is_left_out_and_listed() {
        let salesforce = filled(Crm::Salesforce);
        assert_eq!(
            column(&salesforce.left_out, "field"),
            ["MailingCity", "BillingCity"]
        );
        let hubspot = filled(Crm::HubSpot);
        assert_eq!(column(&hubspot.left_out, "customer_id"), ["C2"]);
        assert_eq!(column(&hubspot.left_out, "field"), ["Email"]);
        let contacts = &hubspot.objects[1].1;
        assert_eq!(
            column(contacts, "Email"),
            ["one@shop.id", "", "four@shop.id"]
        );
    }

    #[test]
    fn titles_reach_the_salutation_and_the_description() {
        let mut golden = golden();
        golden.text(
            "full_name",
            ["Siti Aminah", "Drs. H. Budi Santoso", "PT Maju Jaya", ""],
        );
        let filled = filled_of(Crm::Salesforce, &golden);
        let contacts = &filled.objects[1].1;
        assert_eq!(column(contacts, "Salutation"), ["", "Drs. H."]);
        assert_eq!(column(contacts, "FirstName"), ["Siti", "Budi"]);
        assert_eq!(
            column(contacts, "Description"),
            ["", "Drs. H. Budi Santoso"]
        );
    }

    #[test]
    fn a_household_whose_name_is_too_long_has_a_short_one_and_nobody_is_lost() {
        let mut golden = Frame::new();
        golden.text("customer_id", ["C1"]);
        golden.text("household_id", ["H1"]);
        golden.text("name", [format!("{}Santoso", "Budi ".repeat(60))]);
        let filled = filled_of(Crm::Salesforce, &golden);
        assert_eq!(filled.not_exported.rows(), 0);
        assert_eq!(filled.destinations.len(), 1);
        let (accounts, contacts) = (&filled.objects[0].1, &filled.objects[1].1);
        assert_eq!(column(accounts, "Satukan_Id__c"), ["H1"]);
        assert_eq!(column(accounts, "Name"), ["Santoso (household)"]);
        assert_eq!(column(contacts, "LastName"), ["Santoso"]);
        assert_eq!(column(&filled.left_out, "field"), ["FirstName", "Name"]);
    }
}
