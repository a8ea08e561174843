//! Damaged files are read or refused: never a panic, never a hang, never a row that is neither taken nor rejected.
//!
//! The fixtures are damaged at random, but the same way each time: bits flip, parts vanish, repeat or come from another
//! file, lengths are set to the least and the largest, delimiters, quotes and NULs are strewn in. Each reader gets its
//! turn. `SATUKAN_FUZZ_ROUNDS=100000 cargo test --release --test fuzz` looks longer than the few rounds of the test run,
//! `SATUKAN_FUZZ_SEED=2` elsewhere. The bytes of a failure are kept under the target folder, in `tmp/fuzz/`.

mod damage;
mod readers;
mod seeds;

use std::collections::BTreeMap;
use std::fs;
use std::panic;
use std::path::Path;
use std::sync::Mutex;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use damage::Damage;
use readers::Reader;
use seeds::Seeds;

/// Damaged files that each reader gets in an ordinary test run.
const ROUNDS: u64 = 300;

/// A case that takes longer hangs.
const STUCK: Duration = Duration::from_secs(60);

/// Where the latest panic happened and what it said.
static PANIC: Mutex<String> = Mutex::new(String::new());

fn number(variable: &str, usual: u64) -> u64 {
    match std::env::var(variable) {
        Ok(text) => text.parse().expect("a number of rounds or a seed"),
        Err(_) => usual,
    }
}

/// Reads one damaged file; what went wrong, if anything did.
fn outcome(reader: Reader, path: &Path) -> Option<String> {
    let (sender, receiver) = mpsc::channel();
    let file = path.to_owned();
    std::thread::spawn(move || {
        let checked = panic::catch_unwind(|| reader.check(&file));
        // Nobody listens any more when the case was given up.
        let _ = sender.send(checked);
    });
    match receiver.recv_timeout(STUCK) {
        Err(_) => Some("hangs".to_owned()),
        Ok(Err(_)) => Some(PANIC.lock().expect("not poisoned").clone()),
        Ok(Ok(problem)) => problem,
    }
}

#[test]
#[expect(clippy::print_stderr, reason = "a long search says how far it is")]
fn damaged_files_are_read_or_refused() {
    panic::set_hook(Box::new(|panic| {
        let place = panic.location().map_or(String::new(), |place| {
            let file = place
                .file()
                .rsplit("/registry/src/")
                .next()
                .unwrap_or_default();
            let file = file.split_once('/').map_or(file, |(_, file)| file);
            format!("{file}:{}", place.line())
        });
        let words = panic.payload_as_str().unwrap_or_default();
        *PANIC.lock().expect("not poisoned") = format!("panics at {place}: {words}");
    }));
    let rounds = number("SATUKAN_FUZZ_ROUNDS", ROUNDS);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fuzz");
    fs::create_dir_all(&folder).expect("a folder");
    let mut problems: BTreeMap<String, (u64, String)> = BTreeMap::new();
    for reader in Reader::ALL {
        let began = Instant::now();
        let seeds = Seeds::of(reader);
        let mut damage = Damage::new(number("SATUKAN_FUZZ_SEED", 1), &seeds.files);
        let path = folder.join(format!("{reader:?}.case"));
        for round in 0..rounds {
            let (at, damaged) = damage.next();
            fs::write(&path, seeds.finished(at, damaged)).expect("a file");
            if let Some(problem) = outcome(reader, &path) {
                let kept = folder.join(format!("{reader:?}_{round}.case"));
                let (count, _) = problems
                    .entry(format!("{reader:?} {problem}"))
                    .or_insert_with(|| {
                        fs::copy(&path, &kept).expect("a file");
                        (0, kept.display().to_string())
                    });
                *count += 1;
            }
        }
        eprintln!(
            "{reader:?}: {rounds} rounds in {:.1} s",
            began.elapsed().as_secs_f64()
        );
    }
    let _ = panic::take_hook();
    let said: Vec<String> = problems
        .iter()
        .map(|(problem, (count, kept))| format!("{count} times: {problem}\n    {kept}"))
        .collect();
    assert!(said.is_empty(), "\n{}\n", said.join("\n"));
}
