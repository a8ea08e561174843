//! One file per command.

mod blocking;
pub mod compare;
pub mod evaluate;
pub mod explain;
pub mod export;
pub mod generate;
pub mod init;
pub mod normalise;
pub mod profile;
pub mod run;
pub mod select;

use std::io::{BufWriter, ErrorKind, StdoutLock, Write, stdout};
use std::path::{Path, PathBuf};

use anyhow::Context;
use satukan::config::{Arguments, Settings};
use satukan::ingest::{RejectLimit, Source};
use satukan::normalise::Settings as ValueSettings;
use satukan::pipeline::{self, Progress};
use satukan::select::OptOutColumn;

/// Writes to stdout; a reader that closed the pipe has had enough, which is no failure.
fn print(text: &str) -> anyhow::Result<()> {
    match stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}

/// Results that are written line by line.
pub struct Output(BufWriter<StdoutLock<'static>>);

impl Output {
    /// The standard output.
    pub fn new() -> Self {
        Self(BufWriter::new(stdout().lock()))
    }

    /// Writes one line; `false` when the reader has had enough.
    pub fn line(&mut self, text: &str) -> anyhow::Result<bool> {
        Self::read_on(writeln!(self.0, "{text}"))
    }

    /// Hands over what is still held back.
    pub fn end(mut self) -> anyhow::Result<()> {
        Self::read_on(self.0.flush()).map(|_| ())
    }

    fn read_on(written: std::io::Result<()>) -> anyhow::Result<bool> {
        match written {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(false),
            other => Ok(other.map(|()| true)?),
        }
    }
}

/// Adds the words of the settings file to the tables, before the first value is looked at.
fn use_words(config: Option<&Path>) -> anyhow::Result<ValueSettings> {
    let settings = Settings::of_values(config)?;
    settings.install()?;
    Ok(settings)
}

/// The column that says who opted out, as it was typed.
fn opt_out_column(typed: Option<&str>) -> OptOutColumn {
    match typed {
        None => OptOutColumn::Found,
        Some("none") => OptOutColumn::Ignored,
        Some(name) => OptOutColumn::Named(name.to_owned()),
    }
}

/// Makes as many threads as were asked for.
fn use_threads(threads: Option<u16>) -> anyhow::Result<()> {
    let Some(threads) = threads else {
        return Ok(());
    };
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads.into())
        .build_global()
        .context("can't start the threads")
}

/// Reads sources to look at them: however many rows are rejected, that is what the user wants to see.
fn read_leniently(
    sources: &[PathBuf],
    config: Option<&Path>,
    progress: &dyn Progress,
) -> anyhow::Result<(Settings, Vec<Source>)> {
    let settings = Settings::load(&Arguments {
        sources: sources.to_vec(),
        config: config.map(Path::to_path_buf),
        ..Arguments::default()
    })?;
    let lenient = Settings {
        max_rejects: RejectLimit::Percent(100.0),
        ..settings.clone()
    };
    settings.normalise.install()?;
    let sources = pipeline::read(&lenient, progress)?;
    Ok((settings, sources))
}
