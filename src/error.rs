//! The library's one error: what failed, where, and one thing to do about it.

use std::fmt;
use std::path::{Path, PathBuf};

/// What a function of this crate returns.
pub type Result<T> = std::result::Result<T, Error>;

/// The class of a failure; decides heading, hint and exit code in the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// Arguments or settings that can't be used.
    Usage,
    /// An input that is missing, unreadable or not what it was taken for.
    Input,
    /// A saved model that was learned on other attributes or other comparison levels.
    ModelMismatch,
    /// An output that can't be written, or that something else stands in the way of.
    Output,
    /// The run's own sums don't close; nothing was published.
    Conservation,
    /// A broken promise of this program: a bug.
    Internal,
}

/// Where something happened: a file, and a line in it when one is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file as the user named it.
    pub file: PathBuf,
    /// The line, counted from 1.
    pub line: Option<u64>,
}

/// A failure with its class, its place and a hint.
///
/// The message names files, lines and columns, never a customer's value: messages end up in tickets.
#[derive(Debug)]
pub struct Error {
    kind: Kind,
    message: String,
    place: Option<Place>,
    hint: Option<String>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    /// Makes an error of `kind`; `message` is lower case and has no full stop.
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            place: None,
            hint: None,
            source: None,
        }
    }

    /// Makes an error about settings or arguments.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Kind::Usage, message)
    }

    /// Makes an error about an input.
    pub fn input(message: impl Into<String>) -> Self {
        Self::new(Kind::Input, message)
    }

    /// Makes an error about an output.
    pub fn output(message: impl Into<String>) -> Self {
        Self::new(Kind::Output, message)
    }

    /// Adds the file in which it happened.
    #[must_use]
    pub fn in_file(mut self, file: impl AsRef<Path>) -> Self {
        self.place = Some(Place {
            file: file.as_ref().to_path_buf(),
            line: None,
        });
        self
    }

    /// Adds the line, counted from 1, of the file already named.
    #[must_use]
    pub fn at_line(mut self, line: u64) -> Self {
        if let Some(place) = &mut self.place {
            place.line = Some(line);
        }
        self
    }

    /// Adds one thing to do, as a full sentence without a final stop.
    #[must_use]
    pub fn hinted(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Keeps the error that caused this one.
    #[must_use]
    pub fn caused_by(mut self, source: impl std::error::Error + Send + Sync + 'static) -> Self {
        self.source = Some(Box::new(source));
        self
    }

    /// The class of this error.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Where it happened.
    pub fn place(&self) -> Option<&Place> {
        self.place.as_ref()
    }

    /// One thing to do about it.
    pub fn hint(&self) -> Option<&str> {
        self.hint.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        if let Some(place) = &self.place {
            write!(f, " (`{}`", place.file.display())?;
            if let Some(line) = place.line {
                write!(f, " line {line}")?;
            }
            f.write_str(")")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

/// Finds the known word nearest to `word`, if one is near enough to suggest.
///
/// Nearness is the Levenshtein distance of the lower-cased words, at most a third of the length.
pub fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    known
        .into_iter()
        .map(|candidate| {
            (
                strsim::levenshtein(&word, &candidate.to_lowercase()),
                candidate,
            )
        })
        .filter(|(distance, candidate)| *distance <= (candidate.len().max(word.len()) / 3).max(1))
        .min()
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn place_and_line_stand_behind_the_message() {
        let error = Error::input("row has 11 fields, the header has 12")
            .in_file("crm.csv")
            .at_line(4812);
        assert_eq!(
            error.to_string(),
            "row has 11 fields, the header has 12 (`crm.csv` line 4812)"
        );
    }

    #[test]
    fn a_near_word_is_suggested_and_a_far_one_is_not() {
        assert_eq!(did_you_mean("surnme", ["name", "surname"]), Some("surname"));
        assert_eq!(did_you_mean("qqq", ["name", "surname"]), None);
    }
}
