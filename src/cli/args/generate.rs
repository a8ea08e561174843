//! Arguments of `generate`.

use std::path::PathBuf;

use clap::ValueEnum;
use satukan::generate;

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
