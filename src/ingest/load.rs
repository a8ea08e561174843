//! The bytes of a source, unpacked.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::limits::Limits;
use crate::error::{Error, Result};

/// What the command line calls the standard input.
pub const STDIN: &str = "-";

/// A source's bytes.
pub(super) struct Loaded {
    /// The bytes, unpacked.
    pub(super) bytes: Vec<u8>,
    /// The size as it is stored.
    pub(super) size: u64,
    /// The hash as it is stored, where the bytes are not what is stored.
    pub(super) hash: Option<String>,
    /// What it was packed with.
    pub(super) packing: Option<&'static str>,
}

/// Reads a file or the standard input; gzip and Zstandard are unpacked.
///
/// # Errors
///
/// An input error for a file that can't be read, is damaged, or unpacks to more than the limits.
pub(super) fn load(path: &Path, limits: Limits) -> Result<Loaded> {
    let stored = if path == Path::new(STDIN) {
        let mut bytes = Vec::new();
        take(&mut io::stdin().lock(), limits, &mut bytes, "can't be read")?;
        bytes
    } else {
        read_file(path, limits)?
    };
    let size = stored.len() as u64;
    let packing = packing(&stored);
    let Some(packing) = packing else {
        return Ok(Loaded {
            bytes: stored,
            size,
            hash: None,
            packing: None,
        });
    };
    let hash = Some(blake3::hash(&stored).to_hex().to_string());
    let mut bytes = Vec::new();
    let damaged = "is damaged: it can't be unpacked to its end";
    match packing {
        "gzip" => {
            let mut unpacker = flate2::read::MultiGzDecoder::new(stored.as_slice());
            take(&mut unpacker, limits, &mut bytes, damaged)?;
        }
        _ => {
            let mut unpacker = zstd::stream::read::Decoder::with_buffer(stored.as_slice())
                .map_err(|error| unreadable(damaged, error))?;
            take(&mut unpacker, limits, &mut bytes, damaged)?;
        }
    }
    Ok(Loaded {
        bytes,
        size,
        hash,
        packing: Some(packing),
    })
}

/// What the bytes are packed with, by their first bytes.
fn packing(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"\x1f\x8b\x08") {
        Some("gzip")
    } else if bytes.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        Some("zstd")
    } else {
        None
    }
}

fn read_file(path: &Path, limits: Limits) -> Result<Vec<u8>> {
    if path.is_dir() {
        return Err(Error::input("the source is a directory, expected a file")
            .hinted("Name it without other sources, or name its files"));
    }
    let missing = |error: io::Error| {
        let (message, hint) = match error.kind() {
            io::ErrorKind::NotFound => ("the file doesn't exist", "Check the path"),
            io::ErrorKind::PermissionDenied => {
                ("the file may not be read", "Check who may read it")
            }
            _ => (
                "the file can't be read",
                "Check that it is an ordinary file on a working disk",
            ),
        };
        Error::input(message).hinted(hint).caused_by(error)
    };
    let mut file = File::open(path).map_err(missing)?;
    let size = file.metadata().map_or(0, |facts| facts.len());
    let mut bytes = Vec::with_capacity(usize::try_from(size.min(limits.text)).unwrap_or(0) + 1);
    take(&mut file, limits, &mut bytes, "can't be read")?;
    Ok(bytes)
}

/// Reads to the end, but not beyond the limit.
fn take(from: &mut dyn Read, limits: Limits, into: &mut Vec<u8>, failure: &str) -> Result<()> {
    from.take(limits.text + 1)
        .read_to_end(into)
        .map_err(|error| unreadable(failure, error))?;
    limits.check_text(into.len() as u64)
}

fn unreadable(failure: &str, error: io::Error) -> Error {
    Error::input(format!("the file {failure}"))
        .hinted("Export or copy it again")
        .caused_by(error)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn loaded(bytes: &[u8], limits: Limits) -> Result<Loaded> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("x.csv");
        std::fs::write(&path, bytes).expect("a file");
        load(&path, limits)
    }

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        packer.write_all(text).expect("memory");
        packer.finish().expect("memory")
    }

    #[test]
    fn packed_files_are_unpacked_whatever_their_name() {
        let text = b"a;b\n1;2\n";
        let found = loaded(&gzip(text), Limits::default()).expect("gzip");
        assert_eq!(
            (found.bytes.as_slice(), found.packing),
            (&text[..], Some("gzip"))
        );
        let two = [gzip(text), gzip(text)].concat();
        let found = loaded(&two, Limits::default()).expect("gzip of two members");
        assert_eq!(found.bytes, text.repeat(2));
        let packed = zstd::stream::encode_all(&text[..], 3).expect("memory");
        let found = loaded(&packed, Limits::default()).expect("zstd");
        assert_eq!(
            (found.bytes.as_slice(), found.packing),
            (&text[..], Some("zstd"))
        );
    }

    #[test]
    fn a_bomb_ends_in_an_error() {
        let limits = Limits {
            text: 1 << 20,
            ..Limits::default()
        };
        let bomb = gzip(&vec![b'a'; 16 << 20]);
        assert!(bomb.len() < 1 << 16);
        let error = loaded(&bomb, limits).err().expect("a bomb");
        assert_eq!(error.to_string(), "the file holds more than 1 MB of text");
        assert!(
            error
                .hint()
                .expect("a hint")
                .contains("limits.text_megabytes")
        );
    }

    #[test]
    fn a_cut_off_archive_is_refused() {
        let whole = gzip(
            &(0..10_000)
                .map(|n| n.to_string())
                .collect::<String>()
                .into_bytes(),
        );
        let error = loaded(&whole[..whole.len() / 2], Limits::default())
            .err()
            .expect("cut off");
        assert_eq!(
            error.to_string(),
            "the file is damaged: it can't be unpacked to its end"
        );
    }
}
