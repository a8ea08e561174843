//! The zip file around a workbook, looked at before anybody unpacks it.

use std::io::{BufRead, BufReader, Cursor, Read};

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;
use zip::read::ZipFile;

use super::{damaged, no_workbook, protected};
use crate::error::{Error, Result};
use crate::ingest::limits::Limits;

/// Parts below this size are read as they are, however their bytes are arranged.
const FIRST_LARGE: u64 = 256 << 20;

/// How many bytes of XML one byte of a cell may take: `&quot;`, rounded up.
const ESCAPED: usize = 8;

/// What a shared string costs beside its text once it is read: an empty one takes five bytes of XML.
const STRING_COST: u64 = 24;

/// Shared strings a workbook may claim beyond what its size allows: many writers count uses instead of strings.
const CLAIM_ALLOWED: u64 = 16 << 20;

/// Shared strings in fewer bytes than this are not counted.
const FIRST_COUNTED: u64 = 4 << 20;

/// The most cell styles of a workbook, three times what Excel takes, and the longest value of one, in bytes.
///
/// The reader gives every style its own copy of a font's name and of a number's format.
const STYLES: usize = 200_000;
const STYLE_VALUE: usize = 2048;

/// The formats of a workbook in a zip file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Xlsx,
    Xlsb,
    Ods,
}

pub(super) type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;
pub(super) type Part<'a, 'b> = ZipFile<'a, Cursor<&'b [u8]>>;

/// Opens the list of parts.
pub(super) fn open(bytes: &[u8]) -> Result<Archive<'_>> {
    ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged().caused_by(error))
}

/// Opens a part by its name in any case; nothing if there is none.
pub(super) fn part<'a, 'b>(
    archive: &'a mut Archive<'b>,
    name: &str,
) -> Result<Option<Part<'a, 'b>>> {
    let is_it = |found: &[u8]| found.eq_ignore_ascii_case(name.as_bytes());
    let Some(at) = archive.file_names_raw().position(is_it) else {
        return Ok(None);
    };
    archive
        .by_index(at)
        .map(Some)
        .map_err(|error| damaged().caused_by(error))
}

/// The value of an element's attribute, if it has it.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Result<Option<String>> {
    let found = element
        .try_get_attribute(name)
        .map_err(|error| damaged().caused_by(error))?;
    let value = found.map(|found| {
        found
            .normalized_value(XmlVersion::Implicit1_0)
            .map(String::from)
    });
    value.transpose().map_err(broken)
}

/// Keeps what is wrong with the XML, but not where it quotes the file.
pub(super) fn broken(error: quick_xml::Error) -> Error {
    match error {
        quick_xml::Error::Io(_) | quick_xml::Error::Syntax(_) => damaged().caused_by(error),
        _ => damaged(),
    }
}

/// Tells the format and makes sure that unpacking ends and fits into memory.
///
/// A list of contents can lie about sizes, but nobody gains by it: the zip crate, from 9.0.1 on, ends a part that unpacks to
/// more than it claims with an error, here and under calamine.
///
/// # Errors
///
/// An input error for a zip file that is no workbook, is damaged or protected, or unpacks to more than the limit allows,
/// whatever its list of contents says.
pub(super) fn check(bytes: &[u8], limits: Limits) -> Result<Kind> {
    let mut archive = open(bytes)?;
    let parts = parts(&archive)?;
    let kind = kind(&mut archive, &parts)?;
    let claimed = parts
        .iter()
        .map(|part| part.claimed)
        .fold(0, u64::saturating_add);
    limits.check_text(claimed)?;
    if kind != Kind::Xlsb {
        for (at, part) in parts.iter().enumerate() {
            if part.claimed >= FIRST_LARGE && part.name.ends_with(".xml") {
                check_stretches(&mut archive, at, limits)?;
            }
        }
    }
    if kind == Kind::Xlsx {
        for (at, part) in parts.iter().enumerate() {
            // The end of the name decides: the folder is a workbook's own choice.
            if part.name.ends_with("sharedstrings.xml") {
                check_strings(&mut archive, at, part, limits)?;
            } else if part.name.ends_with("styles.xml") {
                check_styles(&mut archive, at)?;
            }
        }
    }
    Ok(kind)
}

/// What the list of contents says about a part.
struct Listing {
    /// In lower case, with `/` between folders.
    name: String,
    claimed: u64,
}

fn parts(archive: &Archive<'_>) -> Result<Vec<Listing>> {
    (0..archive.len())
        .map(|at| {
            let entry = archive
                .by_index_data(at)
                .map_err(|error| damaged().caused_by(error))?;
            if entry.encrypted() {
                return Err(protected());
            }
            let name = entry.name().map_err(|error| damaged().caused_by(error))?;
            Ok(Listing {
                name: name.to_ascii_lowercase().replace('\\', "/"),
                claimed: entry.size(),
            })
        })
        .collect()
}

fn kind(archive: &mut Archive<'_>, parts: &[Listing]) -> Result<Kind> {
    let has = |name: &str| parts.iter().any(|part| part.name == name);
    // Newer programs encrypt an .ods as a whole and leave nothing else in the file.
    if has("encrypted-package") {
        return Err(protected());
    }
    if let Ok(mimetype) = archive.by_name("mimetype") {
        let mut text = String::new();
        let is_text = mimetype.take(100).read_to_string(&mut text).is_ok();
        if is_text && text.starts_with("application/vnd.oasis.opendocument.spreadsheet") {
            return Ok(Kind::Ods);
        }
    }
    if has("xl/workbook.bin") {
        return Ok(Kind::Xlsb);
    }
    if has("[content_types].xml") && !has("word/document.xml") && !has("ppt/presentation.xml") {
        return Ok(Kind::Xlsx);
    }
    Err(no_workbook())
}

/// Checks that the XML of a large part comes in pieces: the reader holds one at a time, and one may be all there is.
fn check_stretches(archive: &mut Archive<'_>, at: usize, limits: Limits) -> Result<()> {
    let part = archive
        .by_index(at)
        .map_err(|error| damaged().caused_by(error))?;
    let mut part = BufReader::with_capacity(1 << 16, part);
    let most = limits.cell.saturating_mul(ESCAPED);
    let mut stretch: usize = 0;
    // A part that breaks off is for its reader to complain about.
    while let Ok(piece) = part.fill_buf() {
        if piece.is_empty() {
            break;
        }
        let length = piece.len();
        match piece.iter().rposition(|byte| *byte == b'<') {
            Some(last) => stretch = length - last,
            None => stretch += length,
        }
        if stretch > most {
            return Err(damaged());
        }
        part.consume(length);
    }
    Ok(())
}

/// Checks the number of shared strings: the reader sets memory aside for as many as the file claims.
fn check_strings(
    archive: &mut Archive<'_>,
    at: usize,
    part: &Listing,
    limits: Limits,
) -> Result<()> {
    let mut claim: Option<u64> = None;
    let mut strings: u64 = 0;
    each_element(archive, at, |element| {
        match element.local_name().as_ref() {
            "sst" => {
                let count = element.try_get_attribute("uniqueCount").ok().flatten();
                claim = claim.max(Some(
                    count
                        .and_then(|count| count.value.parse().ok())
                        .unwrap_or(0),
                ));
            }
            "si" => strings += 1,
            _ => {}
        }
        limits.check_text(part.claimed.saturating_add(strings * STRING_COST))?;
        // Neither the claim nor what so few bytes can hold is worth counting.
        let is_harmless =
            claim.is_some_and(|claim| claim <= CLAIM_ALLOWED) && part.claimed < FIRST_COUNTED;
        Ok(!is_harmless)
    })?;
    if claim.unwrap_or(0) > CLAIM_ALLOWED.max(strings) {
        return Err(damaged());
    }
    Ok(())
}

/// Checks the styles, which multiply in memory.
fn check_styles(archive: &mut Archive<'_>, at: usize) -> Result<()> {
    let mut styles = 0;
    each_element(archive, at, |element| {
        styles += usize::from(element.local_name().as_ref() == "xf");
        let is_long = element
            .attributes()
            .with_checks(false)
            .flatten()
            .any(|attribute| attribute.value.len() > STYLE_VALUE);
        if styles > STYLES || is_long {
            return Err(damaged());
        }
        Ok(true)
    })
}

/// Hands on each element of a part until the end, or until told that this is enough.
fn each_element(
    archive: &mut Archive<'_>,
    at: usize,
    mut take: impl FnMut(&BytesStart<'_>) -> Result<bool>,
) -> Result<()> {
    let part = archive
        .by_index(at)
        .map_err(|error| damaged().caused_by(error))?;
    let mut xml = quick_xml::Reader::from_reader(BufReader::new(part));
    xml.config_mut().check_end_names = false;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer) {
            Ok(Event::Start(element) | Event::Empty(element)) => {
                if !take(&element)? {
                    return Ok(());
                }
            }
            // Broken XML is for the reader to complain about.
            Ok(Event::Eof) | Err(_) => return Ok(()),
            Ok(_) => {}
        }
    }
}
