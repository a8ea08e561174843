//! The listed cases of identities, through the commands that a user tries them with.
//!
//! The cases stand beside the repository; where they are absent the test says so and passes.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

/// The share of each file that has to pass.
const LEAST: f64 = 0.97;

fn folder() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/identity/cases");
    folder.is_dir().then_some(folder)
}

fn rows(folder: &Path, file: &str) -> Vec<Vec<String>> {
    csv::Reader::from_path(folder.join(file))
        .expect("a readable list of cases")
        .records()
        .map(|row| {
            let row = row.expect("a well-formed case");
            row.iter().map(str::to_owned).collect()
        })
        .collect()
}

/// Asks the command about every line at once; gives one answer per line.
fn ask(command: &str, kind: &str, lines: &[Value]) -> Vec<Value> {
    let folder = tempfile::tempdir().expect("a folder");
    let mut child = Command::new(env!("CARGO_BIN_EXE_satukan"))
        .args([command, "--as", kind])
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let input: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let mut stdin = child.stdin.take().expect("an input");
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().expect("the program ends");
    writer.join().expect("written").expect("written");
    assert!(output.status.success(), "{command} --as {kind} failed");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let answers: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).expect("a JSON object"))
        .collect();
    assert_eq!(answers.len(), lines.len());
    answers
}

/// A fact of an answer as the lists write it; nothing for null.
fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(text).collect::<Vec<_>>().join("|"),
        other => other.to_string(),
    }
}

/// How many cases of a list passed.
struct Tally {
    list: &'static str,
    passed: usize,
    total: usize,
}

impl Tally {
    #[expect(
        clippy::print_stderr,
        reason = "the shares and misses are what the test shows"
    )]
    fn count(list: &'static str, misses: &[Option<String>]) -> Self {
        for miss in misses.iter().flatten() {
            eprintln!("{list}: {miss}");
        }
        let passed = misses.iter().filter(|miss| miss.is_none()).count();
        let total = misses.len();
        eprintln!("{list}: {passed} of {total}");
        Self {
            list,
            passed,
            total,
        }
    }
}

/// A fact of a case: its name, what was found, what is expected.
type Fact<'a> = (&'a str, String, &'a str);

/// Facts of an answer as they are, each with the column that has what is expected.
fn plain<'a>(row: &'a [String], answer: &Value, columns: &[(&'a str, usize)]) -> Vec<Fact<'a>> {
    let fact = |(name, at): &(&'a str, usize)| (*name, text(&answer[*name]), row[*at].as_str());
    columns.iter().map(fact).collect()
}

/// What is wrong about a case, if anything is.
fn misses(row: &[String], input: &str, facts: &[Fact]) -> Option<String> {
    let wrong: Vec<String> = facts
        .iter()
        .filter(|(_, found, expected)| found != expected)
        .map(|(name, found, expected)| format!("{name} is `{found}`, expected `{expected}`"))
        .collect();
    (!wrong.is_empty()).then(|| format!("{} `{input}`: {}", row[0], wrong.join("; ")))
}

/// Asks `normalise` about all cases of a list; the value stands in the column `input`, and `facts` gives what to compare.
fn normalised(
    folder: &Path,
    list: &'static str,
    kind: &str,
    input: usize,
    question: impl Fn(&[String]) -> Value,
    facts: impl for<'a> Fn(&'a [String], &Value) -> Vec<Fact<'a>>,
) -> Tally {
    let rows = rows(folder, list);
    let lines: Vec<Value> = rows.iter().map(|row| question(row)).collect();
    let answers = ask("normalise", kind, &lines);
    let found: Vec<Option<String>> = rows
        .iter()
        .zip(&answers)
        .map(|(row, answer)| misses(row, &row[input], &facts(row, answer)))
        .collect();
    Tally::count(list, &found)
}

fn value_alone(row: &[String]) -> Value {
    json!({ "value": row[1] })
}

fn value_in_city(row: &[String]) -> Value {
    json!({ "value": row[1], "city": row[2] })
}

/// Words in any order.
fn set(text: &str) -> String {
    let mut words: Vec<&str> = text.split('|').filter(|word| !word.is_empty()).collect();
    words.sort_unstable();
    words.join("|")
}

fn names(folder: &Path) -> Tally {
    normalised(
        folder,
        "names.csv",
        "name",
        1,
        value_alone,
        |row, answer| {
            let extra = answer["extra"].as_object().expect("an object");
            let extra: Vec<String> = extra
                .iter()
                .map(|(key, value)| match value {
                    Value::Bool(true) => key.clone(),
                    value => format!("{key}={}", text(value)),
                })
                .collect();
            let columns = [("kind", 2), ("core", 4), ("canonical", 5), ("gender", 6)];
            let mut facts = plain(row, answer, &columns);
            if set(&text(&answer["titles"])) != set(&row[3]) {
                facts.push(("titles", text(&answer["titles"]), &row[3]));
            }
            if set(&extra.join("|")) != set(&row[7]) {
                facts.push(("extra", extra.join("|"), &row[7]));
            }
            facts
        },
    )
}

fn phones(folder: &Path) -> Tally {
    normalised(
        folder,
        "phones.csv",
        "phone",
        1,
        value_in_city,
        |row, answer| {
            let numbers = answer["numbers"].as_array().expect("numbers");
            let all = |key: &str| {
                let texts: Vec<String> = numbers.iter().map(|number| text(&number[key])).collect();
                texts.join("|").trim_matches('|').to_owned()
            };
            vec![
                ("e164", all("e164"), &row[3]),
                ("type", all("type"), &row[4]),
                ("extension", all("extension"), &row[5]),
            ]
        },
    )
}

fn addresses(folder: &Path) -> Tally {
    const FACTS: [&str; 14] = [
        "street",
        "number",
        "block",
        "rt",
        "rw",
        "complex",
        "hamlet",
        "village",
        "district",
        "city_code",
        "city",
        "province_code",
        "postal_code",
        "extra",
    ];
    let columns: Vec<(&str, usize)> = FACTS.into_iter().zip(3..).collect();
    normalised(
        folder,
        "addresses.csv",
        "address",
        1,
        value_in_city,
        |row, answer| plain(row, answer, &columns),
    )
}

fn identity_numbers(folder: &Path) -> Tally {
    let question = |row: &[String]| {
        let year: i32 = row[3].parse().expect("a year");
        json!({ "value": row[2], "as_of": year, "kind": row[1] })
    };
    normalised(
        folder,
        "nik.csv",
        "national-id",
        2,
        question,
        |row, answer| {
            let columns = [
                ("status", 4),
                ("digits", 5),
                ("gender", 6),
                ("birth_date", 7),
                ("region_code", 8),
                ("region", 9),
            ];
            plain(row, answer, &columns)
        },
    )
}

/// What the column of hints says, in the words of a question.
fn hinted(value: &str, kind: &str, hint: &str) -> Value {
    let mut question = json!({ "value": value, "kind": kind.trim_end_matches("_date") });
    for order in ["DMY", "MDY", "YMD"] {
        if hint.contains(&format!("={order}")) {
            question["order"] = json!(order);
        }
    }
    let year = hint.split(|c: char| !c.is_ascii_digit()).find(|digits| {
        digits.len() == 4 && (hint.contains("export") || hint.contains("reference"))
    });
    if let Some(year) = year {
        question["as_of"] = json!(year);
    }
    question
}

fn dates_and_amounts(folder: &Path) -> Tally {
    let rows = rows(folder, "dates_amounts.csv");
    let lines: Vec<Value> = rows
        .iter()
        .map(|row| hinted(&row[2], &row[1], &row[3]))
        .collect();
    let as_dates = ask("normalise", "date", &lines);
    let as_amounts = ask("normalise", "amount", &lines);
    let found: Vec<Option<String>> = rows
        .iter()
        .zip(as_dates.iter().zip(&as_amounts))
        .map(|(row, (date, amount))| {
            let facts = if row[1] == "amount" {
                let mut facts = plain(row, amount, &[("value", 4), ("status", 5)]);
                let number = |text: &str| text.parse::<f64>().ok();
                // 1500 and 1500.00 are one amount.
                if number(&row[4]).is_some_and(|amount| number(&facts[0].1) == Some(amount)) {
                    facts.remove(0);
                }
                facts
            } else {
                plain(row, date, &[("value", 4), ("precision", 5)])
            };
            misses(row, &row[2], &facts)
        })
        .collect();
    Tally::count("dates_amounts.csv", &found)
}

fn emails(folder: &Path) -> Tally {
    normalised(
        folder,
        "email.csv",
        "email",
        1,
        value_alone,
        |row, answer| plain(row, answer, &[("email", 2), ("key", 3), ("status", 4)]),
    )
}

fn headers(folder: &Path) -> Tally {
    normalised(
        folder,
        "headers.csv",
        "header",
        1,
        value_alone,
        |row, answer| plain(row, answer, &[("attribute", 2)]),
    )
}

fn placeholders(folder: &Path) -> Tally {
    let rows = rows(folder, "placeholders.csv");
    let found: Vec<Option<String>> = rows
        .iter()
        .map(|row| {
            let kind = match row[1].as_str() {
                "postal" => "postcode",
                "birth_date" => "date",
                other => other,
            };
            let mut line = json!({ "value": row[2] });
            if row[1] == "birth_date" {
                line["kind"] = json!("birth");
            }
            let answer = &ask("normalise", kind, &[line])[0];
            let status = match kind {
                "phone" => text(&answer["numbers"][0]["status"]),
                _ => text(&answer["status"]),
            };
            // A value that stands for nothing goes by several words.
            let status = match status.as_str() {
                "placeholder" | "null" => "junk",
                "valid" | "flagged" | "local_only" => "value",
                other => other,
            };
            misses(row, &row[2], &[("status", status.to_owned(), &row[3])])
        })
        .collect();
    Tally::count("placeholders.csv", &found)
}

fn pairs(folder: &Path, list: &'static str, kind: &str) -> Tally {
    let rows = rows(folder, list);
    let lines: Vec<Value> = rows
        .iter()
        .map(|row| json!({ "left": row[1], "right": row[2] }))
        .collect();
    let answers = ask("compare", kind, &lines);
    let found: Vec<Option<String>> = rows
        .iter()
        .zip(&answers)
        .map(|(row, answer)| {
            let relation = text(&answer["relation"]);
            let expected = if relation == row[4] { &row[4] } else { &row[3] };
            misses(
                row,
                &format!("{}` and `{}", row[1], row[2]),
                &[("relation", relation, expected)],
            )
        })
        .collect();
    Tally::count(list, &found)
}

#[test]
#[expect(clippy::print_stderr, reason = "a skipped test has to say so")]
fn listed_cases_are_understood() {
    let Some(folder) = folder() else {
        eprintln!("skipped: the lists of cases are not here");
        return;
    };
    let tallies = [
        names(&folder),
        phones(&folder),
        addresses(&folder),
        identity_numbers(&folder),
        dates_and_amounts(&folder),
        emails(&folder),
        headers(&folder),
        placeholders(&folder),
        pairs(&folder, "name_pairs.csv", "name"),
        pairs(&folder, "phone_pairs.csv", "phone"),
        pairs(&folder, "address_pairs.csv", "address"),
    ];
    for tally in tallies {
        let share = tally.passed as f64 / tally.total as f64;
        assert!(
            share >= LEAST,
            "{}: {} of {}",
            tally.list,
            tally.passed,
            tally.total
        );
    }
}
