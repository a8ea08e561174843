//! Arguments of the commands that make files of a result.

use std::path::PathBuf;

use clap::ValueEnum;
use satukan::crm;
use satukan::frame::Format;

/// Arguments of `select`.
#[derive(Debug, clap::Args)]
pub struct Select {
    /// Take the customers of the result in this folder
    ///
    /// Example: `out`
    #[arg(value_name = "OUT")]
    pub result: PathBuf,
    /// Take the customers for whom this holds
    ///
    /// SQL as SQLite knows it, over the columns of `golden_customers`; `crossref`, `provenance` and `purchases` can be asked
    /// in brackets. Texts stand in single quotes and compare without regard to capitals. Default: all customers. Example:
    /// `--where "invoices >= 3 and last_purchase < '2009-01-01'"`
    #[arg(long = "where", value_name = "CONDITION")]
    pub condition: Option<String>,
    /// Write these columns
    ///
    /// Default: all. Example: `--columns customer_id,name,mobile`
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',')]
    pub columns: Vec<String>,
    /// Write the list into this file
    ///
    /// Its ending tells the format: csv, xlsx, jsonl, parquet or sqlite. A file that stands there is replaced when the new one
    /// is whole. Default: CSV on the standard output. Example: `-o list.xlsx`
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Write in this format: csv, xlsx, jsonl, parquet or sqlite
    ///
    /// Default: by the ending of the file. Example: `--format jsonl`
    #[arg(long, value_enum, value_name = "FORMAT", hide_possible_values = true)]
    pub format: Option<FileFormat>,
    /// Begin CSV with a byte order mark, so that Excel knows UTF-8
    #[arg(long)]
    pub bom: bool,
    /// Write one row per customer or per household
    ///
    /// Default: customer. Of a household the one with most invoices is taken, then the one with the largest amount, the most
    /// complete record, the lowest id. Example: `--per household`
    #[arg(long, value_enum, value_name = "WHO", default_value_t = Per::Customer, hide_default_value = true, hide_possible_values = true)]
    pub per: Per,
    /// Let no value of this column repeat
    ///
    /// Who comes first is decided as with `--per household`. Default: each of the chosen columns that is `mobile`, `email` or
    /// `landline`. `none` lets them repeat. Example: `--unique email`
    #[arg(long, value_name = "COLUMN")]
    pub unique: Option<String>,
    /// Take this column for who opted out
    ///
    /// Default: columns called so, such as `opt_out`, `do_not_contact`, `unsubscribed` or `berhenti_langganan`. `none` lists
    /// those who opted out, too. Example: `--opt-out x_sms`
    #[arg(long, value_name = "COLUMN")]
    pub opt_out: Option<String>,
    /// Print how many there are, and write no list
    #[arg(long, conflicts_with_all = ["output", "format", "bom"])]
    pub count: bool,
    /// Print the columns of the golden customers, and write no list
    ///
    /// With type, customers who have a value, distinct values, and the values where they are few and shared by many.
    #[arg(long, conflicts_with_all = ["output", "format", "bom", "count", "condition", "columns"])]
    pub list_columns: bool,
}

/// Who gets a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Per {
    /// Every customer.
    Customer,
    /// One customer of each household.
    Household,
}

/// Arguments of `export`.
#[derive(Debug, clap::Args)]
pub struct Export {
    /// Export the result in this folder
    ///
    /// Example: `out`
    #[arg(value_name = "OUT")]
    pub result: PathBuf,
    /// Write for this system: salesforce, hubspot, odoo, suitecrm or generic
    ///
    /// Example: `--for odoo`
    #[arg(
        long = "for",
        value_enum,
        value_name = "CRM",
        hide_possible_values = true
    )]
    pub crm: Crm,
    /// Write the pack into this folder
    ///
    /// An earlier pack there is replaced when the new one is whole. Example: `-o pack`
    #[arg(long, short, value_name = "DIR")]
    pub output: PathBuf,
    /// Write the golden file in this format: csv, xlsx, jsonl, parquet or sqlite
    ///
    /// For `generic` alone; CRMs import CSV. An SQLite file holds the tables `golden_customers`, `crossref`, `provenance` and
    /// `purchases`. Default: csv. Example: `--format sqlite`
    #[arg(long, value_enum, value_name = "FORMAT", hide_possible_values = true)]
    pub format: Option<FileFormat>,
    /// Begin CSV files with a byte order mark, so that Excel knows UTF-8
    #[arg(long)]
    pub bom: bool,
    /// Put at most this many rows into a file
    ///
    /// Default: 50000 for salesforce and hubspot, 2000 for odoo, 5000 for suitecrm; no limit for generic. Example:
    /// `--rows-per-file 10000`
    #[arg(long, value_name = "ROWS", value_parser = clap::value_parser!(u32).range(1..))]
    pub rows_per_file: Option<u32>,
    /// Take this for the country of customers without one
    ///
    /// Default: the country stays empty. Example: `--country Indonesia`
    #[arg(long, value_name = "COUNTRY")]
    pub country: Option<String>,
    /// Take this column for who opted out
    ///
    /// As `satukan select`.
    #[arg(long, value_name = "COLUMN")]
    pub opt_out: Option<String>,
}

/// The systems that there are packs for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Crm {
    /// Salesforce.
    Salesforce,
    /// HubSpot.
    Hubspot,
    /// Odoo.
    Odoo,
    /// SuiteCRM.
    Suitecrm,
    /// Any other.
    Generic,
}

impl From<Crm> for crm::Crm {
    fn from(crm: Crm) -> Self {
        match crm {
            Crm::Salesforce => Self::Salesforce,
            Crm::Hubspot => Self::HubSpot,
            Crm::Odoo => Self::Odoo,
            Crm::Suitecrm => Self::SuiteCrm,
            Crm::Generic => Self::Generic,
        }
    }
}

/// A format of an output file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FileFormat {
    /// Comma-separated text.
    Csv,
    /// An Excel workbook.
    Xlsx,
    /// One JSON object per line.
    Jsonl,
    /// Apache Parquet.
    Parquet,
    /// An SQLite database.
    Sqlite,
}

impl From<FileFormat> for Format {
    fn from(format: FileFormat) -> Self {
        match format {
            FileFormat::Csv => Self::Csv,
            FileFormat::Xlsx => Self::Xlsx,
            FileFormat::Jsonl => Self::JsonLines,
            FileFormat::Parquet => Self::Parquet,
            FileFormat::Sqlite => Self::Sqlite,
        }
    }
}
