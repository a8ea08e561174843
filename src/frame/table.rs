//! A table that is made and written part by part, so that it is never held whole.

use std::ops::Range;
use std::path::Path;

use polars::prelude::DataFrame;
use rayon::prelude::*;

use super::Frame;
use super::csv::{self, CsvFile};
use super::parquet::{self, ParquetFile, Sink};
use crate::error::Result;

/// The items that one thread makes rows of at a time; a part is a row group of a Parquet file.
const ITEMS_AT_ONCE: usize = 32_768;

/// Makes the rows of some items.
type Make<'a> = dyn Fn(Range<usize>) -> Frame + Sync + 'a;

/// A table on its way to files: items in order, and what makes rows of them.
pub struct Table<'a> {
    items: usize,
    make: Box<Make<'a>>,
}

/// A part of a table as the files take it.
struct Part {
    csv: Option<Vec<u8>>,
    parquet: Option<DataFrame>,
}

impl<'a> Table<'a> {
    /// A table of so many items, of which `make` makes rows: for every range of them the same columns.
    pub fn new(items: usize, make: impl Fn(Range<usize>) -> Frame + Sync + 'a) -> Self {
        Self {
            items,
            make: Box::new(make),
        }
    }

    /// Writes the table as CSV, as Parquet, or as both. Gives the BLAKE3 hashes of the files.
    ///
    /// One part per thread is held at a time. Where the parts begin does not depend on the number of threads.
    ///
    /// # Errors
    ///
    /// [`crate::error::Kind::Output`] if a file can't be written.
    pub fn write(
        &self,
        csv: Option<&Path>,
        parquet: Option<&Path>,
    ) -> Result<(Option<blake3::Hash>, Option<blake3::Hash>)> {
        let empty = (self.make)(0..0);
        let mut csv = csv.map(|path| CsvFile::create(path, &empty)).transpose()?;
        let mut sink = parquet.map(Sink::create).transpose()?;
        let empty = parquet::encode(&empty);
        let mut parquet = sink
            .as_mut()
            .map(|sink| ParquetFile::begin(sink, &empty))
            .transpose()?;
        let (is_csv, is_parquet) = (csv.is_some(), parquet.is_some());
        let starts: Vec<usize> = (0..self.items).step_by(ITEMS_AT_ONCE).collect();
        for starts in starts.chunks(rayon::current_num_threads()) {
            let parts: Vec<Part> = starts
                .par_iter()
                .map(|start| {
                    let items = *start..self.items.min(start + ITEMS_AT_ONCE);
                    let rows = (self.make)(items);
                    Part {
                        csv: is_csv.then(|| csv::encode(&rows)),
                        parquet: is_parquet.then(|| parquet::encode(&rows)),
                    }
                })
                .collect();
            let (csv, parquet) = (&mut csv, &mut parquet);
            let (texts, tables): (Vec<_>, Vec<_>) = parts
                .into_iter()
                .map(|part| (part.csv, part.parquet))
                .unzip();
            let (csv, parquet) = rayon::join(
                || {
                    let mut texts = texts.into_iter().flatten();
                    let file = csv.as_mut();
                    file.map_or(Ok(()), |file| texts.try_for_each(|text| file.append(&text)))
                },
                || {
                    let mut tables = tables.into_iter().flatten();
                    let file = parquet.as_mut();
                    file.map_or(Ok(()), |file| {
                        tables.try_for_each(|table| file.append(&table))
                    })
                },
            );
            csv?;
            parquet?;
        }
        parquet.map(ParquetFile::end).transpose()?;
        Ok((
            csv.map(CsvFile::finish).transpose()?,
            sink.map(Sink::finish).transpose()?,
        ))
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::frame::{Cells, read_parquet};

    const ITEMS: usize = 2 * ITEMS_AT_ONCE + 5;

    fn numbers() -> Table<'static> {
        Table::new(ITEMS, |items| {
            let mut frame = Frame::new();
            frame.text("name", items.clone().map(|item| format!("name {item}")));
            let numbers = items.map(|item| Some(item as i64));
            frame.push("number", Cells::Whole(numbers.collect()));
            frame
        })
    }

    fn written(threads: usize, folder: &Path) -> (PathBuf, PathBuf) {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        let csv = folder.join(format!("{threads}.csv"));
        let parquet = folder.join(format!("{threads}.parquet"));
        pool.expect("threads")
            .install(|| numbers().write(Some(&csv), Some(&parquet)))
            .expect("written");
        (csv, parquet)
    }

    #[test]
    fn parts_follow_each_other_in_both_files() {
        let folder = tempfile::tempdir().expect("a folder");
        let (csv, parquet) = written(2, folder.path());
        let text = std::fs::read_to_string(csv).expect("read");
        let expected = (0..ITEMS).map(|item| format!("name {item},{item}"));
        assert!(text.lines().skip(1).eq(expected));
        let bytes = std::fs::read(parquet).expect("read");
        let columns = read_parquet(&bytes, u64::MAX).expect("read");
        let names = (0..ITEMS).map(|item| format!("name {item}"));
        assert!(columns[0].1.iter().cloned().eq(names));
    }

    #[test]
    fn any_number_of_threads_writes_the_same_bytes() {
        let folder = tempfile::tempdir().expect("a folder");
        let (one, several) = (written(1, folder.path()), written(3, folder.path()));
        let read = |path: &Path| std::fs::read(path).expect("read");
        assert_eq!(read(&one.0), read(&several.0));
        assert_eq!(read(&one.1), read(&several.1));
    }

    #[test]
    fn a_table_without_items_has_a_header() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("empty.csv");
        let table = Table::new(0, |items| {
            let mut frame = Frame::new();
            frame.text("name", items.map(|_| ""));
            frame.text("city", [""; 0]);
            frame
        });
        table.write(Some(&path), None).expect("written");
        let text = std::fs::read_to_string(&path).expect("read");
        assert_eq!(text, "name,city\n");
    }
}
