//! Arguments as typed.
//!
//! The commands and what holds for all of them stand here, the arguments of each beside it.

mod files;
mod generate;
mod result;
mod sources;
mod values;

use clap::{Parser, Subcommand, ValueEnum};

pub use files::{Crm, Export, Per, Select};
pub use generate::Generate;
pub use result::{Evaluate, Explain, Level};
pub use sources::{Init, Profile, Run};
pub use values::{About, Compare, Normalise, ValueKind};

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
