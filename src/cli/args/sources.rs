//! Arguments of the commands that read sources.

use std::path::PathBuf;

use satukan::ingest::RejectLimit;

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
