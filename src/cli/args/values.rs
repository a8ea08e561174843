//! Arguments of the commands that take single values.

use std::path::PathBuf;

use clap::ValueEnum;
use satukan::normalise::answer::Order;
use satukan::normalise::phone::Country;

use crate::cli::question;

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
