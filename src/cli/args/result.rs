//! Arguments of the commands that look into a result.

use std::path::PathBuf;

use clap::ValueEnum;

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
