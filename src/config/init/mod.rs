//! A settings file that says what was detected, to be read, changed and kept.
//!
//! In: sources as they were read, and the settings they were read with. Out: the text of `satukan.toml`. A run with it
//! gives the same result as one without. It names headers and no value.

mod defaults;
mod source;

use std::fmt::Write;

use self::defaults::write_defaults;
use self::source::{write_source, write_unread};
use super::Settings;
use crate::ingest::Source;

const TOP: &str = "\
# Settings for satukan: what was detected in the files below. Use them with
#
#     satukan run --config satukan.toml -o out
#
# Correct what is wrong and leave out what you like: what is not set is detected in every run.
# Paths count from the folder of this file. A line that begins with # holds a default.
";

/// Writes the settings of these sources, with what each was told by.
pub fn render(sources: &[Source], settings: &Settings) -> String {
    let mut text = TOP.to_owned();
    write_defaults(&mut text, settings);
    for source in sources {
        write_source(&mut text, source);
    }
    for settings in &settings.sources {
        write_unread(&mut text, sources, settings);
    }
    text
}

/// Writes a TOML string, for a key as well as for a value.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            other if other.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(other));
            }
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::config::{Arguments, File};
    use crate::ingest;

    /// Reads files of these contents and renders their settings; the folder lives as long as its guard.
    pub(super) fn rendered(files: &[(&str, &str)]) -> (tempfile::TempDir, String) {
        let folder = tempfile::tempdir().expect("a folder");
        let mut paths = Vec::new();
        for (name, text) in files {
            let path = folder.path().join(name);
            std::fs::write(&path, text).expect("written");
            paths.push(path);
        }
        let settings = Settings::load(&Arguments {
            sources: paths,
            config: Some(empty(folder.path())),
            ..Arguments::default()
        })
        .expect("settings");
        let sources = ingest::read_all(&settings.sources, &|| {}).expect("read");
        let text = render(&sources, &settings);
        (folder, text)
    }

    fn empty(folder: &Path) -> std::path::PathBuf {
        let path = folder.join("empty.toml");
        std::fs::write(&path, "").expect("written");
        path
    }

    pub(super) fn parsed(folder: &tempfile::TempDir, text: &str) -> File {
        let path = folder.path().join("satukan.toml");
        std::fs::write(&path, text).expect("written");
        File::read(&path).expect("a settings file without unknown keys")
    }

    #[test]
    fn any_header_comes_back_as_it_is() {
        let headers = [
            "NO.KARTU",
            "a\\b",
            "it's",
            "名前",
            "x = 1 # y",
            "[z]",
            "q \"\" q",
        ];
        let row = |prefix: &str| {
            let cells = headers.iter().enumerate();
            let cells = cells.map(|(at, header)| match prefix {
                "" => format!("\"{}\"", header.replace('"', "\"\"")),
                _ => format!("{prefix}{at}"),
            });
            cells.collect::<Vec<_>>().join(";")
        };
        let text = format!("{}\n{}\n{}\n", row(""), row("b"), row("c"));
        let (folder, text) = rendered(&[("kartu.csv", &text)]);
        let file = parsed(&folder, &text);
        for header in headers {
            assert!(
                file.sources["kartu"].columns.contains_key(header),
                "{header} in {text}"
            );
        }
    }

    #[test]
    fn strings_are_escaped() {
        assert_eq!(
            quoted("a\"b\\c\td\u{1f}é\u{7f}"),
            "\"a\\\"b\\\\c\\td\\u001Fé\\u007F\""
        );
    }

    #[test]
    fn no_value_is_written_and_what_is_unsure_is_marked() {
        let (_folder, text) = rendered(&[(
            "kartu.csv",
            "NO_KARTU;NAMA;TGL_LAHIR;XYZ\n0001;SOEHARTO;21/02/1970;ungu\n0002;AMINAH;03/04/1971;jingga\n",
        )]);
        for value in ["SOEHARTO", "AMINAH", "1970", "0001", "jingga"] {
            assert!(!text.contains(value), "{value} in {text}");
        }
        assert!(text.contains("\"TGL_LAHIR\" = { field = \"birth_date\", dates = \"day-month\" }"));
        assert!(text.contains("; dates that must be day first: 1, month first: 0"));
        assert!(
            text.contains("# unsure, 30 %: header `XYZ` is not known"),
            "{text}"
        );
    }

    #[test]
    fn a_file_without_headings_has_numbered_columns() {
        let (folder, text) = rendered(&[(
            "blind.txt",
            "0001\tBudi Santoso\t081230456712\n0002\tSiti Aminah\t085643120987\n0003\tDewi Lestari\t081331122334\n",
        )]);
        let file = parsed(&folder, &text);
        let source = &file.sources["blind"];
        assert_eq!((source.delimiter, source.header), (Some('\t'), Some(false)));
        assert!(source.columns.contains_key("column_1"));
        assert!(!text.contains("Santoso"), "{text}");
    }

    #[test]
    fn sources_keep_their_order_and_names_with_dots() {
        let (folder, text) = rendered(&[
            ("vip.2009.csv", "NO_KARTU;NAMA\n1;A B\n2;C D\n"),
            ("a b.csv", "ID;NAMA\n1;A B\n2;C D\n"),
        ]);
        assert_eq!(parsed(&folder, &text).order, ["vip.2009", "a b"]);
    }
}
