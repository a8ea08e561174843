//! Arguments as typed.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use satukan::crm;
use satukan::frame::Format;
use satukan::generate;
use satukan::ingest::RejectLimit;
use satukan::normalise::answer::Order;
use satukan::normalise::phone::Country;

use super::question;

/// Make many messy customer records one golden customer file.
#[derive(Debug, Parser)]
#[command(
    name = "satukan",
    version,
    about,
    propagate_version = true,
    max_term_width = 100
)]
pub struct Args {
    /// Print nothing but errors
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// Write messages in this format
    ///
    /// Default: text. Example: `--log-format json` for a log collector; one object per line.
    #[arg(long, global = true, value_enum, default_value_t = LogFormat::Text, hide_default_value = true, hide_possible_values = true, value_name = "FORMAT")]
    pub log_format: LogFormat,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// How messages are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object per line.
    Json,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Find persons and customers, write golden records and the audit
    ///
    /// Reads the exports, finds which records are one person, and writes the output folder, which appears whole or
    /// not at all. Nothing has to be configured.
    ///
    /// Example: `satukan run kartu.csv web.csv faktur.csv -o out`
    Run(Run),
    /// Print settings with what was detected in the sources
    ///
    /// Reads the exports and prints a commented `satukan.toml`: how each file is stored, what its rows and columns mean, and
    /// what told it. A run with it gives the same result as one without, until you change it. It holds headers and no value.
    ///
    /// Example: `satukan init kartu.csv faktur.csv > satukan.toml`
    Init(Init),
    /// Show what the columns hold and what is wrong with them
    ///
    /// For every column: what it means, how full, valid and varied it is, how its values are written, and those that are not
    /// what they seem. Values are masked. Rejected rows are counted and never stop it.
    ///
    /// Example: `satukan profile kartu.csv --html profile.html`
    Profile(Profile),
    /// Show how values are understood
    ///
    /// Takes values, or lines of the standard input, and prints one JSON object for each: a name's titles and canonical form,
    /// the numbers in a telephone field, the parts of an address. A line may be a JSON object that says more about its
    /// value: `{"value": "5671234", "city": "Surabaya"}`, also with `as_of`, `order` and `kind`.
    ///
    /// Example: `satukan normalise --as phone "0812-3045-6712 / 5671234" --city Surabaya`
    Normalise(Normalise),
    /// Show how two values compare
    ///
    /// Takes two values, or lines of the standard input with two values and a tab between, or JSON objects with `left` and
    /// `right`, and prints one JSON object for each: relation, comparison level, similarity.
    ///
    /// Example: `satukan compare --as name "Sri Wahyuni" Sriwahyuni`
    Compare(Compare),
    /// Show why two records are, or are not, together
    ///
    /// Takes two records of a result and prints how their match weight comes about, which blocking keys they share, and
    /// which links hold them together or what keeps them apart. Takes one customer, or one record of it, and prints its
    /// records, what holds them together, and where its golden values came from. The sources are read again for it and
    /// must be what they were. Values are masked.
    ///
    /// A record is named by source and row (`kartu:12`), by its key (`0107000571`), or by both (`kartu:0107000571`).
    ///
    /// Example: `satukan explain out kartu:12 web:7`
    Explain(Explain),
    /// List the customers who meet a condition
    ///
    /// Makes a campaign list of a result: the customers for whom a condition in SQL holds, each once, one row per mobile or
    /// e-mail, and nobody who opted out. How many are on the list, and why others are not, is told on stderr.
    ///
    /// Example: `satukan select out --where "city = 'Surabaya' and mobile is not null" --columns customer_id,name,mobile -o list.csv`
    Select(Select),
    /// Write the load files for a new CRM
    ///
    /// Writes a folder with the golden customers in the columns that the CRM imports, a map from old keys to new ids, the
    /// cards to retire, a count sheet for the rehearsal, and a note on the order of the import. It appears whole or not at
    /// all. Customers who lack a required field stand in `not_exported.csv`.
    ///
    /// Example: `satukan export out --for salesforce -o pack`
    Export(Export),
    /// Measure a result against known labels
    ///
    /// Compares `OUT/crossref.csv` with a file of labels: precision, recall and F1 over pairs, and B-cubed.
    ///
    /// Example: `satukan evaluate out --truth truth.csv --level person`
    Evaluate(Evaluate),
    /// Write synthetic exports with known truth
    ///
    /// Makes the card, web-customer and invoice files of a small retailer, dirty in the usual ways, and the truth beside
    /// them. The same seed gives the same files.
    ///
    /// Example: `satukan generate -o shop --customers 10000 --seed 7`
    Generate(Generate),
}

/// Arguments of `run`.
#[derive(Debug, clap::Args)]
pub struct Run {
    /// Read these files or folders
    ///
    /// CSV and other delimited text, fixed-width text, Excel and OpenDocument workbooks, dBase, Parquet, Arrow, JSON lines,
    /// HTML tables; packed with gzip or Zstandard, too. A pattern such as `2009/*.csv` and `-` for the standard input will
    /// do. Default: the sources that the settings file names. Example: `kartu.csv faktur.xlsx`
    #[arg(value_name = "SOURCE")]
    pub sources: Vec<PathBuf>,
    /// Write the result into this folder
    ///
    /// An earlier result there is replaced when the new one is whole. What you decided in its `review.csv` and
    /// `shared_values.csv` is obeyed and kept. Example: `-o out`
    #[arg(
        long,
        short,
        value_name = "OUT",
        required_unless_present = "explain_blocking"
    )]
    pub output: Option<PathBuf>,
    /// Print what would be compared, and stop there
    ///
    /// For each blocking rule: records, blocks, pairs, and about what it finds; then the commonest keys that are not compared
    /// whole, masked. With `--truth` the share of the labelled pairs of one person that is compared, too. Nothing is compared or
    /// written. With `--log-format json` one JSON object.
    #[arg(long, conflicts_with = "output")]
    pub explain_blocking: bool,
    /// Take settings from this file
    ///
    /// Default: `satukan.toml` in the working folder, where it exists. Example: `--config vip.toml`
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Use this many threads
    ///
    /// Default: one per core. The result is the same for any number. Example: `--threads 2`
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Fail when more rows are rejected
    ///
    /// Default: 5% of every source (one row may always be). Unit: rows over all sources, or a share of every source.
    /// Page headers, totals and footers don't count. Example: `--max-rejects 50`
    #[arg(long, value_name = "ROWS|PERCENT%")]
    pub max_rejects: Option<RejectLimit>,
    /// Join records from this match probability on
    ///
    /// Default: chosen from the data for the best expected F1, at most 0.5. Unit: probability between 0 and 1. Example:
    /// `--match-probability 0.9`
    #[arg(long, value_name = "PROBABILITY", allow_negative_numbers = true)]
    pub match_probability: Option<String>,
    /// Weigh with this saved model instead of learning one
    ///
    /// The `model.json` of an earlier run. Attributes that it doesn't know take no part. Default: a model is learned in
    /// every run. Example: `--model model.json`
    #[arg(long, value_name = "FILE")]
    pub model: Option<PathBuf>,
    /// Learn from the labels in this CSV file, too
    ///
    /// The true persons of some or all records, as `satukan evaluate` reads them: `source`, `row` and `person_id`, or the
    /// source's own key and the person. A few dozen persons with several records help; see whether it does by the
    /// cross-validated F1. Default: learned without labels. Example: `--truth labels.csv`
    #[arg(long, value_name = "FILE")]
    pub truth: Option<PathBuf>,
    /// Obey the decisions in this CSV file, too
    ///
    /// A list like `review.csv`: the columns `decision` (`same` or `different`), `left_key` or `left_source` and `left_row`, the
    /// same of `right_`, and perhaps `kind`. May be given several times. Default: only what you decided in `OUT/review.csv`.
    /// Example: `--decisions old_out/review.csv`
    #[arg(long, value_name = "FILE")]
    pub decisions: Vec<PathBuf>,
}

/// Arguments of `init`.
#[derive(Debug, clap::Args)]
pub struct Init {
    /// Read these files or folders
    ///
    /// As `satukan run`. Default: the sources that the settings file names. Example: `kartu.csv faktur.xlsx`
    #[arg(value_name = "SOURCE")]
    pub sources: Vec<PathBuf>,
    /// Keep what this settings file says
    ///
    /// Default: `satukan.toml` in the working folder, where it exists. Example: `--config vip.toml`
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Use this many threads
    ///
    /// Default: one per core. The result is the same for any number. Example: `--threads 2`
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
}

/// Arguments of `profile`.
#[derive(Debug, clap::Args)]
pub struct Profile {
    /// Read these files or folders
    ///
    /// As `satukan run`. Default: the sources that the settings file names. Example: `kartu.csv faktur.xlsx`
    #[arg(value_name = "SOURCE")]
    pub sources: Vec<PathBuf>,
    /// Print one JSON object
    ///
    /// It holds more than the table: examples, patterns, lengths and the most frequent values.
    #[arg(long)]
    pub json: bool,
    /// Write a page with all details into this file, too
    ///
    /// One file without network access, readable by its owner only. Example: `--html profile.html`
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
    /// Show values as they stand
    ///
    /// Default: `B••• S••••••`, their form only. The result is then as confidential as the sources.
    #[arg(long)]
    pub show_values: bool,
    /// Take settings from this file
    ///
    /// Default: `satukan.toml` in the working folder, where it exists. Example: `--config vip.toml`
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Use this many threads
    ///
    /// Default: one per core. The result is the same for any number. Example: `--threads 2`
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
}

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ValueKind {
    /// A name of a person or an organisation.
    Name,
    /// A telephone field.
    Phone,
    /// An address.
    Address,
    /// An identity number.
    NationalId,
    /// A date.
    Date,
    /// An amount of money.
    Amount,
    /// An e-mail address.
    Email,
    /// The header of a column.
    Header,
    /// A postal code.
    Postcode,
}

/// What is known about all values.
#[derive(Debug, clap::Args)]
pub struct About {
    /// Take this for the city of the row
    ///
    /// It lends its area code to local telephone numbers, and tells villages apart. Example: `--city Surabaya`
    #[arg(long, value_name = "CITY")]
    pub city: Option<String>,
    /// Take this for the year of the record
    ///
    /// Births and dates of issue are judged by it. Example: `--as-of 2010`
    #[arg(long, value_name = "YEAR", value_parser = question::as_of)]
    pub as_of: Option<i16>,
    /// Read dates in this order: DMY, MDY or YMD
    ///
    /// Default: day first, unless only another order makes a date. Example: `--order MDY`
    #[arg(long, value_name = "ORDER", value_parser = question::order_of)]
    pub order: Option<Order>,
    /// Say what the column holds
    ///
    /// For identity numbers `nik`, `npwp`, `sim`, `passport`, `kk`; for dates `birth`. Example: `--kind birth`
    #[arg(long = "kind", value_name = "WORD")]
    pub column: Option<String>,
    /// Take telephone numbers without a country code for those of this country
    ///
    /// An ISO 3166 code of two letters. Default: that of the settings, else Indonesia. Example: `--country SG`
    #[arg(long, value_name = "CODE", value_parser = question::country)]
    pub country: Option<Country>,
    /// Take settings from this file
    ///
    /// Own titles, aliases and placeholders count. Default: `satukan.toml` in the working folder, where it exists.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// Arguments of `normalise`.
#[derive(Debug, clap::Args)]
pub struct Normalise {
    /// Understand values as this: name, phone, address, national-id, date, amount, email, header or postcode
    #[arg(
        long = "as",
        value_enum,
        value_name = "KIND",
        hide_possible_values = true
    )]
    pub kind: ValueKind,
    /// Understand these values
    ///
    /// Default: the lines of the standard input. Put `--` before values that begin with a dash.
    #[arg(value_name = "VALUE")]
    pub values: Vec<String>,
    #[command(flatten)]
    pub about: About,
}

/// Arguments of `compare`.
#[derive(Debug, clap::Args)]
pub struct Compare {
    /// Compare values as this: name, phone, address, national-id, date, amount, email or postcode
    #[arg(
        long = "as",
        value_enum,
        value_name = "KIND",
        hide_possible_values = true
    )]
    pub kind: ValueKind,
    /// Compare these two values
    ///
    /// Default: the lines of the standard input. Put `--` before values that begin with a dash.
    #[arg(value_name = "VALUE")]
    pub values: Vec<String>,
    #[command(flatten)]
    pub about: About,
}

/// Arguments of `explain`.
#[derive(Debug, clap::Args)]
pub struct Explain {
    /// Explain the result in this folder
    ///
    /// Example: `out`
    #[arg(value_name = "OUT")]
    pub output: PathBuf,
    /// Explain this record, or this customer
    ///
    /// Example: `kartu:12`, or `CN2KFE5V8DCXE`
    #[arg(value_name = "RECORD|CUSTOMER")]
    pub first: String,
    /// Explain the first record beside this one
    ///
    /// Default: the customer of the first is explained. Example: `web:7`
    #[arg(value_name = "RECORD")]
    pub second: Option<String>,
    /// Look for the sources in this folder
    ///
    /// Default: where they were when the result was made. Example: `--sources exports/2010-03`
    #[arg(long, value_name = "DIR")]
    pub sources: Option<PathBuf>,
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
    /// Show values as they stand
    ///
    /// Default: `B••• S••••••`, their form only. What is printed is then as confidential as the sources.
    #[arg(long)]
    pub show_values: bool,
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

/// Arguments of `evaluate`.
#[derive(Debug, clap::Args)]
pub struct Evaluate {
    /// Measure the result in this folder
    ///
    /// Example: `out`
    #[arg(value_name = "OUT")]
    pub output: PathBuf,
    /// Compare with the labels in this CSV file
    ///
    /// Example: `--truth truth.csv`
    #[arg(long, value_name = "FILE")]
    pub truth: PathBuf,
    /// Measure persons, customers or households
    ///
    /// Default: customer. With customers the roles are measured, too, where the truth has a column `role` with `own`, `family`
    /// and `proxy`. Example: `--level person`
    #[arg(long, value_enum, default_value_t = Level::Customer, hide_default_value = true, hide_possible_values = true)]
    pub level: Level,
    /// Take the record key from this truth column
    ///
    /// Default: `source` and `row` where the truth has both, else `record_key` (with `source` where it is there), else the
    /// first column. Example: `--id rec_id`
    #[arg(long, value_name = "COLUMN")]
    pub id: Option<String>,
    /// Take the source name from this truth column
    ///
    /// Default: `source`. Example: `--source file`
    #[arg(long, value_name = "COLUMN")]
    pub source: Option<String>,
    /// Take the data row from this truth column
    ///
    /// Default: `row`. Unit: data rows counted from 1. Example: `--row line`
    #[arg(long, value_name = "COLUMN")]
    pub row: Option<String>,
    /// Take the true cluster from this truth column
    ///
    /// Default: `person_id`, `customer_id` or `household_id` by level, else the second column. Example: `--cluster entity_id`
    #[arg(long, value_name = "COLUMN")]
    pub cluster: Option<String>,
    /// Take the households of the true customers from this CSV file
    ///
    /// It has the columns `customer_id` and `household_id`; customers who are not in it live alone. Default: the truth has a
    /// column `household_id`. Example: `--level household --households households.csv`
    #[arg(long, value_name = "FILE")]
    pub households: Option<PathBuf>,
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
}

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Level {
    /// Records that name one human being.
    Person,
    /// Records that one buyer holds.
    Customer,
    /// Records of buyers who live together.
    Household,
}

/// Arguments of `generate`.
#[derive(Debug, clap::Args)]
pub struct Generate {
    /// Write the exports into this folder
    ///
    /// It must be new or empty. Example: `-o shop`
    #[arg(long, short, value_name = "DIR")]
    pub output: PathBuf,
    /// Make this many customers
    ///
    /// Default: 1000. Unit: customers; each has about two cards. Example: `--customers 10000`
    #[arg(
        long,
        value_name = "NUMBER",
        default_value_t = 1000,
        hide_default_value = true,
        value_parser = clap::value_parser!(u64).range(1..)
    )]
    pub customers: u64,
    /// Store the exports like this: delimited, dbase or report
    ///
    /// Default: delimited. dBase tables and printed reports hold the rows of a file in memory. Example: `--layout dbase`
    #[arg(long, value_enum, default_value_t = Layout::Delimited, hide_default_value = true, hide_possible_values = true)]
    pub layout: Layout,
    /// Let these customers take cards in other names: usual, none or all
    ///
    /// Default: usual. `none`: every card names its holder, and relatives buy for themselves. `all`: every customer holds ten
    /// to twenty cards, most of them in borrowed or invented names. Example: `--proxies none`
    #[arg(long, value_enum, value_name = "WHO", default_value_t = Proxies::Usual, hide_default_value = true, hide_possible_values = true)]
    pub proxies: Proxies,
    /// Give every card the shop's telephone and no other number
    #[arg(long)]
    pub shop_telephone: bool,
    /// Start from this seed
    ///
    /// Default: 1. The same seed gives the same files. Example: `--seed 7`
    #[arg(
        long,
        value_name = "NUMBER",
        default_value_t = 1,
        hide_default_value = true
    )]
    pub seed: u64,
}

/// Which generated customers take cards in other names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Proxies {
    /// Some.
    Usual,
    /// Nobody.
    None,
    /// Everybody.
    All,
}

impl From<Proxies> for generate::Proxies {
    fn from(proxies: Proxies) -> Self {
        match proxies {
            Proxies::Usual => Self::Usual,
            Proxies::None => Self::None,
            Proxies::All => Self::All,
        }
    }
}

/// How generated exports are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Layout {
    /// Delimited text.
    Delimited,
    /// dBase tables.
    Dbase,
    /// Printed reports.
    Report,
}

impl From<Layout> for generate::Layout {
    fn from(layout: Layout) -> Self {
        match layout {
            Layout::Delimited => Self::Delimited,
            Layout::Dbase => Self::Dbase,
            Layout::Report => Self::Report,
        }
    }
}
