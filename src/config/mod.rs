//! File text and arguments to checked settings.
//!
//! In: the text of `satukan.toml` and what was typed. Out: [`Settings`], in which every value is checked and remembers
//! where it came from. Unknown keys are errors with the place and the nearest known key.

mod file;
pub mod init;
mod keys;
mod recall;
mod segments;
mod sources;
mod survivorship;

use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::attribute::{self, shared::Overrules};
use crate::error::{Error, Result, did_you_mean};
use crate::ingest::{self, Limits, RejectLimit, SourceSettings};
use crate::review::Decisions;
use crate::score::SavedModel;
use crate::{block, cluster, normalise, score, segment, survive};

pub use file::File;
pub use recall::Recall;

/// The setting from which pairs are joined.
pub const THRESHOLD: &str = "matching.match_probability";

/// Where a setting came from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    /// Nobody set it.
    #[default]
    Default,
    /// The settings file.
    File,
    /// The command line.
    Arguments,
    /// The saved model.
    Model,
}

impl Origin {
    fn word(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::File => "satukan.toml",
            Self::Arguments => "command line",
            Self::Model => "model",
        }
    }
}

/// One setting and the layer that decided it.
#[derive(Clone, Debug, Serialize)]
pub struct SettingInForce {
    /// The dotted key, for example `matching.threshold`.
    pub key: String,
    /// Its value as it would be written in `satukan.toml`.
    pub value: String,
    /// `default`, `satukan.toml`, `command line` or `model`.
    pub origin: String,
}

/// What was typed, as far as it sets something.
#[derive(Clone, Debug, Default)]
pub struct Arguments {
    /// The files to read.
    pub sources: Vec<PathBuf>,
    /// The settings file; without it `satukan.toml` in the working folder is taken where it exists.
    pub config: Option<PathBuf>,
    /// The most rows that may be rejected.
    pub max_rejects: Option<RejectLimit>,
    /// The match probability from which pairs are joined.
    pub match_probability: Option<f64>,
    /// A saved model to use instead of learning one.
    pub model: Option<PathBuf>,
    /// Labels of some records, to learn from.
    pub truth: Option<PathBuf>,
    /// Lists of pairs that a person has decided.
    pub decisions: Vec<PathBuf>,
}

/// The checked settings of a run.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The files to read and what is known of them.
    pub sources: Vec<SourceSettings>,
    /// What was passed over when the files were looked for, in words.
    pub notes: Vec<String>,
    /// The most rows that may be rejected.
    pub max_rejects: RejectLimit,
    /// How values are understood.
    pub normalise: normalise::Settings,
    /// Blocking.
    pub block: block::Settings,
    /// Scoring.
    pub score: score::Settings,
    /// The model to use instead of learning one.
    pub model: Option<SavedModel>,
    /// Labels of some records, to learn from.
    pub truth: Option<PathBuf>,
    /// Clustering.
    pub cluster: cluster::Settings,
    /// Who holds the cards.
    pub customers: attribute::Settings,
    /// What customers are worth and where they stand.
    pub segments: segment::Settings,
    /// How golden values are chosen.
    pub survive: survive::Settings,
    /// What a person has decided of shared values; the settings file says nothing of them.
    pub overrules: Overrules,
    /// Lists of pairs that a person has decided.
    pub lists: Vec<PathBuf>,
    /// What these say, and what the review list of an earlier run says.
    pub decisions: Decisions,
    /// Every setting with its origin, for the audit.
    pub in_force: Vec<SettingInForce>,
    /// What it takes to read the sources once more as they are read now.
    pub recall: Recall,
}

impl Settings {
    /// Merges defaults, the settings file and the arguments, the later over the earlier.
    ///
    /// # Errors
    ///
    /// [`crate::error::Kind::Usage`] for anything that can't be used, with file and line where it stands in the file.
    pub fn load(arguments: &Arguments) -> Result<Self> {
        let (path, file) = read(arguments.config.as_deref())?;
        let in_file = |error: Error| match &path {
            Some(path) => error.in_file(path),
            None => error,
        };
        let mut notes = Vec::new();
        let sources = named(arguments, &file, &mut notes).map_err(in_file)?;
        let settings = Self::merge(arguments, &file, path.as_deref(), sources)?;
        Ok(Self { notes, ..settings })
    }

    /// Reads what a person has decided of pairs: in the review list of an earlier run, where there is one, and in the lists
    /// that were named.
    ///
    /// # Errors
    ///
    /// As [`Decisions::add`].
    pub fn read_decisions(&mut self, review: Option<&Path>) -> Result<()> {
        if let Some(review) = review.filter(|review| review.exists()) {
            self.decisions.add_replaced(review)?;
        }
        for list in &self.lists {
            self.decisions.add(list)?;
        }
        Ok(())
    }

    /// How values are understood, for a command that reads no source.
    ///
    /// # Errors
    ///
    /// As [`Self::load`].
    pub fn of_values(config: Option<&Path>) -> Result<normalise::Settings> {
        let (path, file) = read(config)?;
        file.normalise.settings().map_err(|error| match &path {
            Some(path) => error.in_file(path),
            None => error,
        })
    }

    /// Puts the settings file and the arguments over `sources`, of which only names and paths are known.
    fn merge(
        arguments: &Arguments,
        file: &File,
        path: Option<&Path>,
        sources: Vec<SourceSettings>,
    ) -> Result<Self> {
        let in_file = |error: Error| {
            if let Some(path) = path {
                error.in_file(path)
            } else {
                error
            }
        };
        let recall = Recall::new(&sources, file);
        let sources = applied(sources, file).map_err(in_file)?;
        check_names(&sources)?;
        let (model_path, model_origin) = pick(
            None,
            file.model.clone().map(Some),
            arguments.model.clone().map(Some),
        );
        let (truth, truth_origin) = pick(
            None,
            file.truth.clone().map(Some),
            arguments.truth.clone().map(Some),
        );
        let typed = Some(arguments.decisions.clone()).filter(|lists| !lists.is_empty());
        let (lists, lists_origin) = pick(Vec::new(), file.decisions.clone(), typed);
        if model_path.is_some() && truth.is_some() {
            let error = Error::usage(
                "`truth` can't be used with `model`, which has learned already",
            )
            .hinted(
                "Leave out the model to learn from the labels; what is learned is in `model.json`",
            );
            let is_typed = Origin::Arguments;
            return Err(if model_origin == is_typed && truth_origin == is_typed {
                error
            } else {
                in_file(error)
            });
        }
        let model = model_path.as_deref().map(SavedModel::read).transpose()?;
        let mut settings = Self {
            sources,
            notes: Vec::new(),
            max_rejects: RejectLimit::default(),
            normalise: file.normalise.settings().map_err(in_file)?,
            block: block::Settings::default(),
            score: score::Settings::default(),
            model,
            truth,
            cluster: cluster::Settings::default(),
            customers: attribute::Settings::default(),
            segments: file.segments.settings().map_err(in_file)?,
            survive: file.survivorship.settings().map_err(in_file)?,
            overrules: Overrules::default(),
            lists: lists.clone(),
            decisions: Decisions::default(),
            in_force: Vec::new(),
            recall: Recall::default(),
        };
        let in_settings = match &file.max_rejects {
            None => None,
            Some(file::Limit::Rows(rows)) => Some(RejectLimit::Rows(*rows)),
            Some(file::Limit::Text(limit)) => Some(*limit),
        };
        let max_rejects = pick(RejectLimit::default(), in_settings, arguments.max_rejects);
        let of_model = settings.model.as_ref().map(|model| model.threshold);
        let mut probability = pick(
            None,
            file.matching.match_probability.map(Some),
            arguments.match_probability.map(Some),
        );
        // A saved model decides as it did, unless somebody says otherwise.
        let kept = of_model.filter(|_| probability.0.is_none());
        if let Some(threshold) = kept {
            let shown = (score::model::probability(threshold) * 1e9).round() / 1e9;
            probability = (Some(shown), Origin::Model);
        }
        let cohesion = pick(settings.cluster.cohesion, file.matching.cohesion, None);
        let pairs = pick(
            settings.block.pairs_per_record,
            file.matching.pairs_per_record,
            None,
        );
        let largest = pick(
            settings.block.largest_block,
            file.matching.largest_block,
            None,
        );
        let share = |name: &str, (value, origin): (f64, Origin)| {
            let is_share = value > 0.0 && value < 1.0;
            let error = || {
                Error::usage(format!(
                    "`{name}` is {value}, expected a number between 0 and 1"
                ))
                .hinted("Write a probability, for example `0.5`")
            };
            if is_share {
                Ok(value)
            } else {
                Err(if origin == Origin::File {
                    in_file(error())
                } else {
                    error()
                })
            }
        };
        let merge = pick(settings.customers.merge, file.customers.merge, None);
        let one_customer = pick(
            settings.customers.probability,
            file.customers.probability,
            None,
        );
        // Left alone, the limit of review stays below the other.
        let usual_review = settings.customers.review.min(one_customer.0);
        let review = pick(usual_review, file.customers.review, None);
        settings.customers.merge = merge.0;
        settings.customers.probability = share("customers.probability", one_customer)?;
        settings.customers.review = share("customers.review", review)?;
        if settings.customers.review > settings.customers.probability {
            return Err(in_file(
                Error::usage("`customers.review` is above `customers.probability`")
                    .hinted("Cards below the one and from the other on are listed for review"),
            ));
        }
        settings.max_rejects = max_rejects.0;
        let told = match probability {
            (Some(value), origin) => Some(share("matching.match_probability", (value, origin))?),
            (None, _) => None,
        };
        settings.score.threshold = kept.or(told.map(score::model::weight_of));
        settings.cluster.cohesion = share("matching.cohesion", cohesion)?;
        let within = |name: &str, value: u64, range: std::ops::RangeInclusive<u64>| {
            let (least, most) = (range.start(), range.end());
            if range.contains(&value) {
                return Ok(());
            }
            Err(in_file(Error::usage(format!(
                "`{name}` is {value}, expected {least} to {most}"
            ))))
        };
        within("matching.pairs_per_record", pairs.0, 1..=100_000)?;
        within("matching.largest_block", largest.0 as u64, 2..=100_000)?;
        settings.block.pairs_per_record = pairs.0;
        settings.block.largest_block = largest.0;
        let truth_path = settings.truth.clone();
        let unset = if truth_path.is_some() {
            "best F1 on the labels"
        } else {
            "best expected F1"
        };
        let mut note = |key: &str, value: String, origin: Origin| {
            settings.in_force.push(SettingInForce {
                key: key.to_owned(),
                value,
                origin: origin.word().to_owned(),
            });
        };
        note("max_rejects", max_rejects.0.to_string(), max_rejects.1);
        if let Some(path) = &model_path {
            note("model", path.display().to_string(), model_origin);
        }
        if let Some(path) = &truth_path {
            note("truth", path.display().to_string(), truth_origin);
        }
        for list in &lists {
            note("decisions", list.display().to_string(), lists_origin);
        }
        let limits = limits(&file.limits);
        let usual = Limits::default();
        for (key, value, is_usual) in [
            (
                "text_megabytes",
                limits.text >> 20,
                limits.text == usual.text,
            ),
            (
                "columns",
                limits.columns as u64,
                limits.columns == usual.columns,
            ),
            (
                "cell_kilobytes",
                limits.cell as u64 >> 10,
                limits.cell == usual.cell,
            ),
        ] {
            let origin = if is_usual {
                Origin::Default
            } else {
                Origin::File
            };
            note(&format!("limits.{key}"), value.to_string(), origin);
        }
        for (key, value) in file.normalise.described() {
            note(&format!("normalise.{key}"), value, Origin::File);
        }
        note(
            THRESHOLD,
            probability
                .0
                .map_or(unset.to_owned(), |value| value.to_string()),
            probability.1,
        );
        note("matching.cohesion", cohesion.0.to_string(), cohesion.1);
        note("matching.pairs_per_record", pairs.0.to_string(), pairs.1);
        note("matching.largest_block", largest.0.to_string(), largest.1);
        note("customers.merge", merge.0.word().to_owned(), merge.1);
        note(
            "customers.probability",
            one_customer.0.to_string(),
            one_customer.1,
        );
        note("customers.review", review.0.to_string(), review.1);
        for (key, value, is_set) in file.segments.described(&settings.segments) {
            let origin = if is_set {
                Origin::File
            } else {
                Origin::Default
            };
            note(&format!("segments.{key}"), value, origin);
        }
        for (key, value) in file.survivorship.described() {
            note(&format!("survivorship.{key}"), value, Origin::File);
        }
        for (name, source) in &file.sources {
            let speaks_of = |known: &SourceSettings| {
                known.name == *name || known.sheets.values().any(|sheet| sheet.name == *name)
            };
            if !settings.sources.iter().any(speaks_of) {
                continue;
            }
            for (key, value) in source.described() {
                note(&format!("sources.{name}.{key}"), value, Origin::File);
            }
        }
        settings.recall = recall;
        Ok(settings)
    }
}

/// The settings file that is named, else the one in the working folder, else none.
fn read(config: Option<&Path>) -> Result<(Option<PathBuf>, File)> {
    let path = config.map(Path::to_path_buf).or_else(|| {
        let usual = PathBuf::from("satukan.toml");
        usual.is_file().then_some(usual)
    });
    let file = path.as_deref().map(File::read).transpose()?;
    Ok((path, file.unwrap_or_default()))
}

/// Every source needs a name of its own: rows are found by it.
fn check_names(sources: &[SourceSettings]) -> Result<()> {
    for (at, source) in sources.iter().enumerate() {
        if sources[..at].iter().any(|known| known.name == source.name) {
            return Err(
                Error::usage(format!("two sources are named `{}`", source.name))
                    .in_file(&source.path)
                    .hinted("Give one of them another name in the settings"),
            );
        }
    }
    Ok(())
}

/// Whether two paths name one file, however they are written.
fn is_same_file(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => one == other,
    }
}

fn pick<T>(default: T, file: Option<T>, arguments: Option<T>) -> (T, Origin) {
    match (arguments, file) {
        (Some(value), _) => (value, Origin::Arguments),
        (None, Some(value)) => (value, Origin::File),
        (None, None) => (default, Origin::Default),
    }
}

/// The sources by name and path: those typed, else all that the file names.
fn named(
    arguments: &Arguments,
    file: &File,
    notes: &mut Vec<String>,
) -> Result<Vec<SourceSettings>> {
    if !arguments.sources.is_empty() {
        let located = ingest::locate(&arguments.sources)?;
        notes.extend(located.notes);
        let source = |(name, path)| SourceSettings {
            name,
            ..SourceSettings::new(path)
        };
        return Ok(located.files.into_iter().map(source).collect());
    }
    if file.sources.is_empty() {
        return Err(Error::usage("no source given").hinted(
            "Name files or a folder, for example `satukan run cards.csv invoices.xlsx -o out`",
        ));
    }
    of_file(file)
}

/// The sources, each with what the file says of it.
fn applied(mut sources: Vec<SourceSettings>, file: &File) -> Result<Vec<SourceSettings>> {
    for (name, source) in &file.sources {
        // The only one of its workbook chooses its sheet; one of several speaks of its own.
        let of_its_file = file
            .sources
            .values()
            .filter(|other| match (&other.path, &source.path) {
                (Some(one), Some(other)) => is_same_file(one, other),
                _ => false,
            });
        let chooses = of_its_file.count() <= 1;
        apply(name, source, chooses, &mut sources)?;
    }
    let limits = limits(&file.limits);
    for source in &mut sources {
        source.limits = limits;
    }
    Ok(sources)
}

/// The files that the settings name; several sheets of one workbook are one file.
fn of_file(file: &File) -> Result<Vec<SourceSettings>> {
    let mut sources: Vec<SourceSettings> = Vec::new();
    for name in &file.order {
        let source = &file.sources[name];
        let path = source.path.as_ref().ok_or_else(|| {
            Error::usage(format!("`sources.{name}` has no `path`"))
                .hinted("Give it a path, or name the file on the command line")
        })?;
        let known = sources.iter().any(|known| is_same_file(&known.path, path));
        if source.sheet.is_none() || !known {
            let mut settings = SourceSettings::new(path);
            if source.sheet.is_none() {
                settings.name.clone_from(name);
            }
            sources.push(settings);
        }
    }
    Ok(sources)
}

/// Puts what the file says of one source over what the detection starts from.
fn apply(
    name: &str,
    source: &sources::Source,
    chooses: bool,
    sources: &mut [SourceSettings],
) -> Result<()> {
    let found = sources.iter_mut().find(|known| match &source.path {
        Some(path) => is_same_file(path, &known.path),
        None => name == known.name,
    });
    if let Some(settings) = found {
        let applied = source.apply(name, settings.clone())?;
        match &source.sheet {
            Some(sheet) if !chooses => {
                settings.sheets.insert(sheet.clone(), applied);
            }
            _ => *settings = applied,
        }
        return Ok(());
    }
    // `kartu:Januari` is the sheet `Januari` of the source `kartu`.
    let of_sheet = sources.iter_mut().find_map(|known| {
        let sheet = name
            .strip_prefix(&known.name)?
            .strip_prefix(':')?
            .to_owned();
        Some((known, sheet))
    });
    if let Some((settings, sheet)) = of_sheet {
        let applied = source.apply(name, settings.clone())?;
        settings.sheets.insert(sheet, applied);
        return Ok(());
    }
    if source.path.is_some() {
        return Ok(());
    }
    let near = did_you_mean(name, sources.iter().map(|typed| typed.name.as_str()));
    let error = Error::usage(format!("`sources.{name}` is none of the sources"));
    Err(match near {
        Some(near) => error.hinted(format!("Did you mean `sources.{near}`?")),
        None => error.hinted("Name it like the file, without its ending"),
    })
}

fn limits(file: &file::Limits) -> Limits {
    let usual = Limits::default();
    Limits {
        text: file
            .text_megabytes
            .map_or(usual.text, |megabytes| megabytes.clamp(1, 1 << 20) << 20),
        columns: file.columns.unwrap_or(usual.columns),
        cell: file
            .cell_kilobytes
            .map_or(usual.cell, |kilobytes| kilobytes.clamp(1, 1 << 30) << 10),
    }
}
