//! What can't be taken is refused with a message, a hint and an exit code; the previous output stays.

use std::fs;

use crate::folder::files;
use crate::table::Table;
use crate::workshop::Workshop;

/// A shop that has been run once, with files that can't be taken beside it.
struct Refusals {
    workshop: Workshop,
    values: Vec<String>,
}

impl Refusals {
    fn new() -> Self {
        let workshop = Workshop::with_small_shop();
        workshop.run(&["kartu_vip.csv"], "out");
        let cards = fs::read_to_string(workshop.path("kartu_vip.csv")).expect("cards");
        let values = cards
            .lines()
            .skip(1)
            .flat_map(|line| line.split(';').take(7))
            .filter(|value| value.len() > 4)
            .map(str::to_owned)
            .collect();
        Self { workshop, values }
    }

    /// Runs the main job, which must be refused and leave no trace; gives the message.
    #[track_caller]
    fn refuse(&self, arguments: &[&str]) -> String {
        let before = (self.workshop.names(), files(&self.workshop.path("out")));
        for out in ["out", "new"] {
            let typed = arguments.iter().copied().chain(["-o", out]);
            let outcome = self.workshop.satukan(["run"].into_iter().chain(typed));
            assert_eq!(outcome.stdout, "");
            for value in &self.values {
                assert!(
                    !outcome.stderr.contains(value.as_str()),
                    "a value in a message"
                );
            }
            assert!(
                before == (self.workshop.names(), files(&self.workshop.path("out"))),
                "a refused run left something behind"
            );
            if out == "new" {
                return outcome.refusal();
            }
        }
        unreachable!("the loop returns for its last folder")
    }
}

#[test]
fn a_missing_file() {
    insta::assert_snapshot!(Refusals::new().refuse(&["missing.csv"]), @r"
    exit code 3
    error: the file doesn't exist (`missing.csv`)
      because: No such file or directory (os error 2)

    hint: Check the path
    ");
}

#[test]
fn one_bad_file_among_good_ones() {
    let refusal = Refusals::new().refuse(&["kartu_vip.csv", "missing.csv"]);
    assert!(refusal.contains("(`missing.csv`)"), "{refusal}");
}

#[test]
fn an_empty_file() {
    let refusals = Refusals::new();
    refusals.workshop.write("empty.csv", "");
    insta::assert_snapshot!(refusals.refuse(&["empty.csv"]), @r"
    exit code 3
    error: the file is empty (`empty.csv`)

    hint: Check the export that should have written it
    ");
}

#[test]
fn a_header_without_rows() {
    let refusals = Refusals::new();
    refusals
        .workshop
        .write("header.csv", "NO KARTU;NAMA;TELEPON\n");
    insta::assert_snapshot!(refusals.refuse(&["header.csv"]), @r"
    exit code 3
    error: the file has a header but no data rows (`header.csv`)

    hint: Check the export; if the first line is data, say in the settings that there is no header
    ");
}

#[test]
fn a_binary_file() {
    let refusals = Refusals::new();
    refusals
        .workshop
        .write("binary.csv", [7_u8, 0, 3, 1, 2].repeat(50));
    insta::assert_snapshot!(refusals.refuse(&["binary.csv"]), @r"
    exit code 3
    error: the file is binary, expected a table (`binary.csv`)

    hint: Export the table as CSV text or as a workbook and name that file
    ");
}

#[test]
fn an_empty_folder() {
    let refusals = Refusals::new();
    fs::create_dir(refusals.workshop.path("exports")).expect("a folder");
    insta::assert_snapshot!(refusals.refuse(&["exports"]), @r"
    exit code 3
    error: the folder holds no file with a table (`exports`)

    hint: Name the files themselves, whatever their endings
    ");
}

#[cfg(unix)]
#[test]
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn a_file_that_may_not_be_read() {
    use std::os::unix::fs::PermissionsExt;
    let refusals = Refusals::new();
    refusals.workshop.write("locked.csv", "id,name\n1,Ann\n");
    let path = refusals.workshop.path("locked.csv");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).expect("permissions");
    if fs::read(&path).is_ok() {
        eprintln!("skipped: this user may read every file");
        return;
    }
    insta::assert_snapshot!(refusals.refuse(&["locked.csv"]), @r"
    exit code 3
    error: the file may not be read (`locked.csv`)
      because: Permission denied (os error 13)

    hint: Check who may read it
    ");
}

#[test]
fn only_invoices() {
    let refusals = Refusals::new();
    refusals.workshop.write(
        "struk.csv",
        "NO_FAKTUR;TGL;NO_KARTU;TOTAL\nF1;02/01/2006;0001;5000\nF2;03/01/2006;0002;7500\n",
    );
    insta::assert_snapshot!(refusals.refuse(&["struk.csv"]), @r"
    exit code 3
    error: no source holds identities, only invoices

    hint: Add the card or customer file to the sources
    ");
}

#[test]
fn no_source() {
    insta::assert_snapshot!(Refusals::new().refuse(&[]), @r"
    exit code 2
    error: no source given

    hint: Name files or a folder, for example `satukan run cards.csv invoices.xlsx -o out`
    ");
}

#[test]
fn more_rejects_than_allowed() {
    let refusals = Refusals::new();
    let refusal = refusals.refuse(&["kartu_vip.csv", "--max-rejects", "0"]);
    insta::assert_snapshot!(refusal, @r"
    exit code 3
    error: 1 row is rejected, at most 0 may be: row has 3 fields, the header has 11 (`kartu_vip.csv` line 44)

    hint: See how it is read with `satukan profile`, mend the file, or allow more with `--max-rejects`
    ");
    refusals
        .workshop
        .satukan(["run", "kartu_vip.csv", "-o", "out", "--max-rejects", "1"])
        .done();
}

#[test]
fn an_unknown_flag() {
    insta::assert_snapshot!(Refusals::new().refuse(&["kartu_vip.csv", "--max-reject", "3"]), @r"
    exit code 2
    error: unexpected argument '--max-reject' found

      tip: a similar argument exists: '--max-rejects'

    Usage: satukan run --max-rejects <ROWS|PERCENT%> <SOURCE>...

    For more information, try '--help'.
    ");
}

#[test]
fn a_probability_that_is_none() {
    let refuse =
        |typed: &str| Refusals::new().refuse(&["kartu_vip.csv", "--match-probability", typed]);
    insta::assert_snapshot!(refuse("90%"), @r"
    exit code 2
    error: `--match-probability` is `90%`, expected a number above 0 and below 1

    hint: Write a share of one with a point, for example `0.9`
    ");
    insta::assert_snapshot!(refuse("-0.1"), @r"
    exit code 2
    error: `--match-probability` is `-0.1`, expected a number above 0 and below 1

    hint: Write a share of one with a point, for example `0.9`
    ");
    insta::assert_snapshot!(refuse("0"), @r"
    exit code 2
    error: `--match-probability` is `0`, expected a number above 0 and below 1

    hint: 0 would join all records to one: write `0.5` to join what is likelier one person than not
    ");
    insta::assert_snapshot!(refuse_settings("[matching]\nmatch_probability = 2\n"), @r"
    exit code 2
    error: `matching.match_probability` is 2, expected a number between 0 and 1 (`shop.toml`)

    hint: Write a probability, for example `0.5`
    ");
}

/// Runs with a settings file.
#[track_caller]
fn refuse_settings(text: &str) -> String {
    let refusals = Refusals::new();
    refusals.workshop.write("shop.toml", text);
    refusals.refuse(&["kartu_vip.csv", "--config", "shop.toml"])
}

#[test]
fn a_missing_settings_file() {
    insta::assert_snapshot!(Refusals::new().refuse(&["kartu_vip.csv", "--config", "shop.toml"]), @r"
    exit code 2
    error: can't read the settings (`shop.toml`)
      because: No such file or directory (os error 2)

    hint: Check the path given with `--config`
    ");
}

#[test]
fn an_unknown_key_in_the_settings() {
    insta::assert_snapshot!(refuse_settings("max_rejects = 5\n\n[matching]\nmatch_probabilty = 0.5\n"), @r"
    exit code 2
    error: unknown key `matching.match_probabilty` (`shop.toml` line 4)

    hint: Did you mean `match_probability`?
    ");
}

#[test]
fn an_unknown_field_in_the_settings() {
    insta::assert_snapshot!(refuse_settings("[sources.kartu_vip.columns]\n\"TELEPON\" = \"phne\"\n"), @r"
    exit code 2
    error: unknown field `phne` (`shop.toml` line 2)

    hint: Did you mean `phone`?
    ");
}

#[test]
fn an_unknown_kind_in_the_settings() {
    insta::assert_snapshot!(refuse_settings("[sources.kartu_vip]\nkind = \"card\"\n"), @r"
    exit code 2
    error: unknown kind `card` (`shop.toml` line 2)

    hint: Did you mean `cards`?
    ");
}

#[test]
fn an_unknown_source_in_the_settings() {
    insta::assert_snapshot!(refuse_settings("[sources.kartu_vp]\nkind = \"cards\"\n"), @r"
    exit code 2
    error: `sources.kartu_vp` is none of the sources (`shop.toml`)

    hint: Did you mean `sources.kartu_vip`?
    ");
}

#[test]
fn an_unknown_column_in_the_settings() {
    insta::assert_snapshot!(refuse_settings("[sources.kartu_vip.columns]\nTELEPN = \"phone\"\n"), @r"
    exit code 2
    error: source `kartu_vip` has no column `TELEPN` (`kartu_vip.csv`)

    hint: Did you mean `TELEPON`?
    ");
}

#[test]
fn settings_of_the_wrong_type() {
    let refusal = refuse_settings("max_rejects = \"many\"\n");
    assert!(
        refusal.starts_with("exit code 2\nerror: the settings can't be used:"),
        "{refusal}"
    );
    assert!(refusal.contains("(`shop.toml` line 1)"), "{refusal}");
}

#[test]
fn an_output_that_is_a_file_stays_a_file() {
    let workshop = Workshop::with_small_shop();
    workshop.write("result", "mine");
    let outcome = workshop.satukan(["run", "kartu_vip.csv", "-o", "result"]);
    insta::assert_snapshot!(outcome.refusal(), @r"
    exit code 4
    error: the output folder is a file (`result`)

    hint: Name a folder with `-o`, for example `-o out`
    ");
    assert_eq!(
        fs::read_to_string(workshop.path("result")).expect("there"),
        "mine"
    );
}

#[test]
fn an_output_folder_of_somebody_else_stays_as_it_is() {
    let workshop = Workshop::with_small_shop();
    fs::create_dir(workshop.path("home")).expect("a folder");
    workshop.write("home/diary.txt", "mine");
    let before = files(&workshop.path("home"));
    let outcome = workshop.satukan(["run", "kartu_vip.csv", "-o", "home"]);
    insta::assert_snapshot!(outcome.refusal(), @r"
    exit code 4
    error: the output folder holds files that are not ours (`home`)

    hint: Name a new folder with `-o`, or one that holds nothing but an earlier result
    ");
    assert_eq!(files(&workshop.path("home")), before);
}

#[test]
fn an_empty_folder_can_become_the_output() {
    let workshop = Workshop::with_small_shop();
    fs::create_dir(workshop.path("out")).expect("a folder");
    workshop.run(&["kartu_vip.csv"], "out");
    assert_eq!(
        Table::csv(&workshop.path("out/crossref.csv")).rows.len(),
        60
    );
}

#[test]
fn a_folder_above_the_output_is_made() {
    let workshop = Workshop::with_small_shop();
    workshop.run(&["kartu_vip.csv"], "nightly/out");
    assert!(workshop.path("nightly/out/manifest.json").is_file());
}
