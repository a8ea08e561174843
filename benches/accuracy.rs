//! Quality, time and memory on labelled data, beside the figures of others.
//!
//! `cargo bench --bench accuracy` runs the release binary without any configuration on every set of a data folder and
//! prints a table; `-- --write` appends it to `docs/benchmarks.md`, with the date of `--date YYYY-MM-DD` or of today.
//! The folder is named by `SATUKAN_DATA`, else it is `../shared/data`.

#![expect(clippy::print_stdout, reason = "a bench prints its result")]

use std::fmt::Write as _;
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

/// What others reach on a set, as pairwise F1, and what satukan must reach.
struct Peer {
    set: &'static str,
    level: &'static str,
    splink: Option<f64>,
    golden_match: Option<f64>,
    target: f64,
}

/// Measured on two cores; Splink 5.0 with expert settings, GoldenMatch 3.22 without settings, the better of its modes.
const PEERS: [Peer; 9] = [
    peer("kosmo-dev", "customer", Some(0.785), Some(0.003), 0.90),
    peer("kosmo-dev", "person", Some(0.503), Some(0.007), 0.80),
    peer(
        "splink_historical_50k",
        "customer",
        Some(0.828),
        Some(0.842),
        0.88,
    ),
    peer("febrl3", "customer", Some(0.997), Some(0.9995), 0.999),
    peer(
        "splink_fake_1000",
        "customer",
        Some(0.924),
        Some(0.194),
        0.93,
    ),
    peer("senzing_truthset", "customer", None, Some(0.411), 0.95),
    peer("dedupe_csv_example", "customer", None, Some(0.765), 0.88),
    peer(
        "pseudopeople_nossn",
        "customer",
        Some(0.467),
        Some(0.759),
        0.93,
    ),
    peer(
        "cdc_recordlinker_nbs",
        "customer",
        Some(0.558),
        Some(0.554),
        0.92,
    ),
];

const fn peer(
    set: &'static str,
    level: &'static str,
    splink: Option<f64>,
    golden_match: Option<f64>,
    target: f64,
) -> Peer {
    Peer {
        set,
        level,
        splink,
        golden_match,
        target,
    }
}

/// One set of labelled files.
struct Set {
    name: String,
    sources: Vec<PathBuf>,
    truth: PathBuf,
    levels: Vec<&'static str>,
}

/// What a run cost.
struct Cost {
    seconds: f64,
    /// `None` where the system doesn't tell.
    peak_megabytes: Option<u64>,
}

const HEADERS: [&str; 14] = [
    "set",
    "level",
    "records",
    "P",
    "R",
    "F1",
    "B3 F1",
    "clusters/entities",
    "seconds",
    "peak MB",
    "Splink",
    "GoldenMatch",
    "target",
    "reached",
];

const NOTE: &str = "P, R and F1 are pairwise after clustering. Seconds are of the whole run, from files to the output \
    folder. Peak memory is VmHWM of the process, polled every 5 ms; a run shorter than that shows none.";

fn main() -> Result<()> {
    let arguments = Arguments::parse(std::env::args().skip(1))?;
    let folder = std::env::var_os("SATUKAN_DATA").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data"),
        PathBuf::from,
    );
    if !folder.is_dir() {
        println!(
            "no labelled data: {} is not here; name a folder in SATUKAN_DATA",
            folder.display()
        );
        return Ok(());
    }
    let mut rows = vec![HEADERS.map(str::to_owned)];
    for set in sets(&folder)? {
        rows.extend(measure(&set)?);
        println!("{}", set.name);
    }
    let table = aligned(&rows);
    println!("\n{table}\n{NOTE}");
    if arguments.is_written {
        write(&table, arguments.date)?;
    }
    Ok(())
}

/// The arguments behind `--`.
#[derive(Default)]
struct Arguments {
    is_written: bool,
    date: Option<String>,
}

impl Arguments {
    fn parse(mut typed: impl Iterator<Item = String>) -> Result<Self> {
        let mut arguments = Self::default();
        while let Some(argument) = typed.next() {
            match argument.as_str() {
                // Cargo tells every bench that it is one.
                "--bench" => {}
                "--write" => arguments.is_written = true,
                "--date" => arguments.date = Some(typed.next().context("`--date` needs a day")?),
                other => bail!("unknown argument `{other}`, known are `--write` and `--date`"),
            }
        }
        Ok(arguments)
    }
}

/// All sets: folders below `public` with records and truth, and folders of several exports with a truth beside them.
fn sets(folder: &Path) -> Result<Vec<Set>> {
    let mut sets = Vec::new();
    for place in folders(folder)? {
        let truth = place.join("truth.csv");
        if truth.is_file() {
            sets.push(Set {
                name: name(&place),
                sources: exports(&place)?,
                levels: levels(&truth)?,
                truth,
            });
        }
    }
    let public = folder.join("public");
    for place in if public.is_dir() {
        folders(&public)?
    } else {
        Vec::new()
    } {
        let (records, truth) = (place.join("records.csv"), place.join("truth.csv"));
        if records.is_file() && truth.is_file() {
            sets.push(Set {
                name: name(&place),
                sources: vec![records],
                truth,
                levels: vec!["customer"],
            });
        }
    }
    Ok(sets)
}

fn name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<std::io::Result<_>>()?;
    paths.sort();
    Ok(paths)
}

fn folders(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut paths = entries(folder)?;
    paths.retain(|path| path.is_dir());
    Ok(paths)
}

/// The CSV files that are no truth.
fn exports(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut paths = entries(folder)?;
    paths.retain(|path| {
        let name = name(path);
        name.ends_with(".csv") && !name.starts_with("truth") && name != "households.csv"
    });
    Ok(paths)
}

/// The levels that a truth labels.
fn levels(truth: &Path) -> Result<Vec<&'static str>> {
    let text = fs::read_to_string(truth)?;
    let header = text.lines().next().unwrap_or_default();
    let mut levels = vec!["customer"];
    if header.split(',').any(|column| column == "person_id") {
        levels.push("person");
    }
    Ok(levels)
}

/// Runs a set once and measures it at each of its levels.
fn measure(set: &Set) -> Result<Vec<[String; 14]>> {
    let folder = tempfile::tempdir()?;
    let out = folder.path().join("out");
    let cost = run(&set.sources, &out).with_context(|| format!("{} failed", set.name))?;
    set.levels
        .iter()
        .map(|level| {
            let scores = evaluate(&out, &set.truth, level)?;
            Ok(row(set, level, &cost, &scores))
        })
        .collect()
}

fn run(sources: &[PathBuf], out: &Path) -> Result<Cost> {
    let began = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_satukan"))
        .arg("run")
        .args(sources)
        .arg("--quiet")
        .arg("-o")
        .arg(out)
        .stdin(Stdio::null())
        .spawn()?;
    let status = PathBuf::from(format!("/proc/{}/status", child.id()));
    let mut peak = None;
    let ended = loop {
        if let Some(ended) = child.try_wait()? {
            break ended;
        }
        peak = peak.max(peak_of(&status));
        sleep(Duration::from_millis(5));
    };
    ensure!(ended.success(), "the run ended with {ended}");
    Ok(Cost {
        seconds: began.elapsed().as_secs_f64(),
        peak_megabytes: peak,
    })
}

/// The peak of a living process in megabytes.
fn peak_of(status: &Path) -> Option<u64> {
    let text = fs::read_to_string(status).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kilobytes / 1024)
}

fn evaluate(out: &Path, truth: &Path, level: &str) -> Result<Value> {
    let output = Command::new(env!("CARGO_BIN_EXE_satukan"))
        .arg("evaluate")
        .arg(out)
        .arg("--truth")
        .arg(truth)
        .args(["--level", level, "--json"])
        .output()?;
    ensure!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(serde_json::from_slice(&output.stdout)?)
}

fn row(set: &Set, level: &str, cost: &Cost, scores: &Value) -> [String; 14] {
    let share = |key: &str| format!("{:.4}", scores[key].as_f64().unwrap_or(f64::NAN));
    let peer = PEERS
        .iter()
        .find(|peer| peer.set == set.name && peer.level == level);
    let figure = |figure: Option<f64>| figure.map_or("-".to_owned(), |figure| figure.to_string());
    let reached = peer.map_or("-", |peer| {
        if scores["f1"].as_f64().is_some_and(|f1| f1 >= peer.target) {
            "yes"
        } else {
            "no"
        }
    });
    [
        set.name.clone(),
        level.to_owned(),
        scores["records"].to_string(),
        share("precision"),
        share("recall"),
        share("f1"),
        share("b3_f1"),
        format!("{}/{}", scores["clusters"], scores["entities"]),
        format!("{:.2}", cost.seconds),
        cost.peak_megabytes
            .map_or("-".to_owned(), |peak| peak.to_string()),
        figure(peer.and_then(|peer| peer.splink)),
        figure(peer.and_then(|peer| peer.golden_match)),
        figure(peer.map(|peer| peer.target)),
        reached.to_owned(),
    ]
}

/// The rows as a table that reads well as text and as Markdown.
fn aligned(rows: &[[String; 14]]) -> String {
    let width = |at: usize| rows.iter().map(|row| row[at].len()).max().unwrap_or(0);
    let mut text = String::new();
    for (nth, row) in rows.iter().enumerate() {
        for (at, cell) in row.iter().enumerate() {
            let width = width(at);
            if at < 2 {
                let _ = write!(text, "| {cell:<width$} ");
            } else {
                let _ = write!(text, "| {cell:>width$} ");
            }
        }
        text.push_str("|\n");
        if nth == 0 {
            for at in 0..row.len() {
                let dashes = "-".repeat(width(at) + if at < 2 { 2 } else { 1 });
                let _ = write!(text, "|{dashes}{}", if at < 2 { "" } else { ":" });
            }
            text.push_str("|\n");
        }
    }
    text
}

/// Appends the table to the list of measurements.
fn write(table: &str, date: Option<String>) -> Result<()> {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    fs::create_dir_all(&docs)?;
    let path = docs.join("benchmarks.md");
    let is_new = !path.exists();
    let date = date.unwrap_or_else(|| jiff::Timestamp::now().to_string()[..10].to_owned());
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let mut text = String::new();
    if is_new {
        text.push_str("# Benchmarks\n");
    }
    let _ = write!(
        text,
        "\n## Accuracy, {date}\n\n{cores} cores, {} {}, satukan {}. Command: `cargo bench --bench accuracy -- --write`\n\n\
         {table}\n{NOTE}\n",
        std::env::consts::OS,
        std::env::consts::ARCH,
        env!("CARGO_PKG_VERSION"),
    );
    let mut file = OpenOptions::new().create(true).append(true).open(&path)?;
    file.write_all(text.as_bytes())?;
    println!("appended to {}", path.display());
    Ok(())
}
