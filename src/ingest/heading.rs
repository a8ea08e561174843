//! What the columns of a table are called.

use std::collections::BTreeSet;

use super::SourceSettings;
use super::head::Head;
use crate::error::{Error, Result, did_you_mean};
use crate::text::clean::tidy;

/// What a column is called.
pub(super) struct Heading {
    pub(super) text: String,
    /// The file doesn't name the column.
    pub(super) is_made_up: bool,
}

/// The headers, tidied; missing ones are made up and repeated ones numbered.
pub(super) fn headers(head: &Head, width: usize) -> Vec<Heading> {
    let mut seen = BTreeSet::new();
    let mut headers = Vec::with_capacity(width);
    for at in 0..width {
        let name = head
            .headers
            .get(at)
            .map_or(String::new(), |cell| tidy(cell).into_owned());
        let is_made_up = name.is_empty();
        let name = if is_made_up {
            format!("column_{}", at + 1)
        } else {
            name
        };
        let mut unique = name.clone();
        let mut number = 2;
        while !seen.insert(unique.clone()) {
            unique = format!("{name}_{number}");
            number += 1;
        }
        headers.push(Heading {
            text: unique,
            is_made_up,
        });
    }
    headers
}

/// Refuses settings of columns that the table does not have.
pub(super) fn check_columns(settings: &SourceSettings, headers: &[String]) -> Result<()> {
    let Some(unknown) = settings.columns.keys().find(|name| !headers.contains(name)) else {
        return Ok(());
    };
    let error = Error::usage(format!(
        "source `{}` has no column `{unknown}`",
        settings.name
    ));
    Err(
        match did_you_mean(unknown, headers.iter().map(String::as_str)) {
            Some(near) => error.hinted(format!("Did you mean `{near}`?")),
            None => error.hinted("Write the header as it stands in the file"),
        },
    )
}
