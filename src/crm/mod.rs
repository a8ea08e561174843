//! The pack for a new CRM: the golden customers in the columns that its import takes, and what a go-live needs beside them.
//!
//! In: a result ([`Opened`]) and the name of the CRM. Out: a folder that appears whole or not at all. Every customer is
//! exported once, or stands in `not_exported.csv` with the reason. Which fields there are and what fills them is written in
//! `tables/`, not in the code. Rows are in the order of the golden file; the same result gives the same bytes.

mod cards;
mod fill;
mod table;
mod value;

use std::fmt::Write;
use std::path::Path;

use rustc_hash::FxHashMap;

pub use table::Crm;

use crate::error::{Error, Result};
use crate::frame::{Cells, CsvStyle, Format, Frame, SqlTable, write_sqlite};
use crate::publish::folder::{Folder, MANIFEST};
use crate::publish::manifest::Manifest;
use crate::publish::opened::{CROSSREF, GOLDEN, Opened, PROVENANCE, PURCHASES};
use crate::select::{OptOut, OptOutColumn};
use cards::Destination;
use fill::fill;

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
