//! A file as some program exported it: delimiter, quotes, line ends, encoding, and what stands around the rows.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

use super::Layout;
use super::printed;
use super::profile::FileStyle;

/// A file being written; counts its data rows.
#[derive(Debug)]
pub struct Export {
    path: PathBuf,
    form: Form,
    windows: bool,
    rows: u64,
}

/// How the rows get into the file.
#[derive(Debug)]
enum Form {
    /// One by one.
    Delimited(Box<csv::Writer<BufWriter<File>>>),
    /// All together, when their widths are known.
    Whole {
        layout: Layout,
        title: &'static str,
        file: BufWriter<File>,
        headers: Vec<String>,
        rows: Vec<Vec<String>>,
    },
}

impl Export {
    /// Opens the file of `style` in `folder` and writes what stands above the rows.
    ///
    /// # Errors
    ///
    /// [`Kind::Output`](crate::error::Kind::Output) if the file can't be written.
    pub fn create(folder: &Path, style: &FileStyle, headers: &[&str]) -> Result<Self> {
        let path = folder.join(format!("{}.{}", style.stem, style.layout.ending()));
        let file = File::create(&path)
            .map(BufWriter::new)
            .map_err(|error| failed(&path, error))?;
        if style.layout != Layout::Delimited {
            let form = Form::Whole {
                layout: style.layout,
                title: style.stem,
                file,
                headers: headers.iter().map(|header| (*header).to_owned()).collect(),
                rows: Vec::new(),
            };
            return Ok(Self {
                path,
                form,
                windows: true,
                rows: 0,
            });
        }
        Self::delimited(path, file, style, headers)
    }

    fn delimited(
        path: PathBuf,
        mut file: BufWriter<File>,
        style: &FileStyle,
        headers: &[&str],
    ) -> Result<Self> {
        let end = if style.crlf { "\r\n" } else { "\n" };
        let mut above = String::new();
        if style.mark {
            above.push('\u{feff}');
        }
        for line in &style.title_lines {
            above.push_str(line);
            above.push_str(end);
        }
        file.write_all(above.as_bytes())
            .map_err(|error| failed(&path, error))?;
        let writer = csv::WriterBuilder::new()
            .delimiter(style.delimiter)
            .quote_style(if style.quotes_all {
                csv::QuoteStyle::Always
            } else {
                csv::QuoteStyle::Necessary
            })
            .terminator(if style.crlf {
                csv::Terminator::CRLF
            } else {
                csv::Terminator::Any(b'\n')
            })
            .flexible(true)
            .from_writer(file);
        let mut export = Self {
            path,
            form: Form::Delimited(Box::new(writer)),
            windows: style.windows,
            rows: 0,
        };
        export.write(headers)?;
        export.rows = 0;
        Ok(export)
    }

    /// Writes one row and tells its number, counted from 1.
    ///
    /// # Errors
    ///
    /// [`Kind::Output`](crate::error::Kind::Output) if the file can't be written.
    pub fn write<T: AsRef<str>>(&mut self, cells: &[T]) -> Result<u64> {
        self.rows += 1;
        match &mut self.form {
            Form::Delimited(writer) => {
                for cell in cells {
                    let text = cell.as_ref();
                    let field = if self.windows && !text.is_ascii() {
                        writer.write_field(to_windows(text))
                    } else {
                        writer.write_field(text)
                    };
                    field.map_err(|error| failed(&self.path, error))?;
                }
                let end: [&str; 0] = [];
                writer
                    .write_record(end)
                    .map_err(|error| failed(&self.path, error))?;
                Ok(self.rows)
            }
            Form::Whole { layout, rows, .. } => {
                rows.push(cells.iter().map(|cell| cell.as_ref().to_owned()).collect());
                // A reader counts the heads of later pages among the rows.
                Ok(match layout {
                    Layout::Report => {
                        self.rows + (self.rows - 1) / printed::PAGE * printed::PAGE_HEAD
                    }
                    _ => self.rows,
                })
            }
        }
    }

    /// Writes what stands below the rows and closes the file.
    ///
    /// # Errors
    ///
    /// [`Kind::Output`](crate::error::Kind::Output) if the file can't be written.
    pub fn finish(self, dos_end: bool) -> Result<PathBuf> {
        let path = self.path;
        let mut file = match self.form {
            Form::Delimited(writer) => {
                let mut file = writer
                    .into_inner()
                    .map_err(|error| failed(&path, error.into_error()))?;
                if dos_end {
                    file.write_all(b"\x1a")
                        .map_err(|error| failed(&path, error))?;
                }
                file
            }
            Form::Whole {
                layout,
                title,
                mut file,
                headers,
                rows,
            } => {
                let written = match layout {
                    Layout::Dbase => printed::write_dbase(&mut file, &headers, &rows, to_windows),
                    _ => printed::write_report(&mut file, title, &headers, &rows),
                };
                written.map_err(|error| failed(&path, error))?;
                file
            }
        };
        file.flush().map_err(|error| failed(&path, error))?;
        Ok(path)
    }
}

fn to_windows(text: &str) -> Vec<u8> {
    text.chars()
        .map(|letter| match letter {
            '\u{2019}' => 0x92,
            _ => u8::try_from(u32::from(letter)).unwrap_or(b'?'),
        })
        .collect()
}

/// The error for a file that can't be written.
pub fn failed(path: &Path, error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::output("can't write the file")
        .in_file(path)
        .caused_by(error)
}
