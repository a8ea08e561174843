//! A table as Parquet, compressed with zstd.

use std::io::BufWriter;
use std::path::{Path, PathBuf};

use polars::io::parquet::write::BatchedWriter;
use polars::prelude::{
    Column, DataFrame, IntoColumn, NamedFrom, ParquetCompression, ParquetWriter, Series,
};

use super::{Cells, Frame, HashedFile};
use crate::error::{Error, Result};

/// Makes of some rows what a file takes.
pub(super) fn encode(rows: &Frame) -> DataFrame {
    let columns = rows.columns.iter();
    let columns: Vec<Column> = columns.map(|(name, cells)| column(name, cells)).collect();
    DataFrame::new(rows.rows(), columns).expect("columns are of one length and of different names")
}

/// Where the bytes of a Parquet file go.
pub(super) struct Sink {
    file: BufWriter<HashedFile>,
    path: PathBuf,
}

impl Sink {
    pub(super) fn create(path: &Path) -> Result<Self> {
        let file = HashedFile::create(path).map_err(|error| fail(path, error))?;
        Ok(Self {
            file: BufWriter::new(file),
            path: path.to_path_buf(),
        })
    }

    /// Waits until the file is on the disk, and gives its hash.
    pub(super) fn finish(self) -> Result<blake3::Hash> {
        let file = self.file.into_inner();
        file.map_err(std::io::IntoInnerError::into_error)
            .and_then(HashedFile::finish)
            .map_err(|error| fail(&self.path, error))
    }
}

/// A Parquet file on its way to its sink.
pub(super) struct ParquetFile<'a> {
    writer: BatchedWriter<&'a mut BufWriter<HashedFile>>,
    path: &'a Path,
}

impl<'a> ParquetFile<'a> {
    /// Begins a file with the columns of `rows`.
    pub(super) fn begin(sink: &'a mut Sink, rows: &DataFrame) -> Result<Self> {
        let path = sink.path.as_path();
        let writer = ParquetWriter::new(&mut sink.file)
            .with_compression(ParquetCompression::Zstd(None))
            // The threads have other rows to see to.
            .set_parallel(false)
            .batched(rows.schema())
            .map_err(|error| fail(path, error))?;
        Ok(Self { writer, path })
    }

    /// Adds rows, as a group of their own.
    pub(super) fn append(&mut self, rows: &DataFrame) -> Result<()> {
        let written = self.writer.write_batch(rows);
        written.map_err(|error| fail(self.path, error))
    }

    /// Adds what stands behind the rows.
    pub(super) fn end(self) -> Result<()> {
        let ended = self.writer.finish();
        ended.map_err(|error| fail(self.path, error)).map(drop)
    }
}

fn fail(path: &Path, source: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::output("can't write the Parquet file")
        .in_file(path)
        .caused_by(source)
}

fn column(name: &str, cells: &Cells) -> Column {
    match cells {
        Cells::Text(cells) => {
            let present: Vec<Option<&str>> = cells
                .iter()
                .map(|cell| (!cell.is_empty()).then_some(cell))
                .collect();
            Series::new(name.into(), present).into_column()
        }
        Cells::Whole(cells) => Series::new(name.into(), cells).into_column(),
        Cells::Real(cells) => Series::new(name.into(), cells).into_column(),
        Cells::Amount(cells) => {
            let amounts: Vec<Option<f64>> = cells
                .iter()
                .map(|cell| cell.map(|amount| amount as f64 / 100.0))
                .collect();
            Series::new(name.into(), amounts).into_column()
        }
        Cells::Truth(cells) => Series::new(name.into(), cells).into_column(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_table_is_the_same_bytes_each_time() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut frame = Frame::new();
        frame.text(
            "name",
            (0..1000).map(|number| format!("name {}", number % 7)),
        );
        let (one, other) = (folder.path().join("one"), folder.path().join("other"));
        frame.write_parquet(&one).expect("written");
        frame.write_parquet(&other).expect("written");
        assert_eq!(
            std::fs::read(one).expect("read"),
            std::fs::read(other).expect("read")
        );
    }
}
