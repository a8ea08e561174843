//! Reads one file several times and prints the seconds and the peak memory, to be held against another reader.
//!
//! `cargo bench --bench read -- FILE [ROUNDS]`; `benches/read_polars.py` does the same with polars. Without a file it
//! reads a million made-up cards.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result};
use satukan::ingest::{SourceSettings, read};

fn main() -> Result<()> {
    // Cargo adds `--bench` to what was typed.
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| argument != "--bench")
        .collect();
    let folder = tempfile::tempdir()?;
    let path = match arguments.first() {
        Some(path) => PathBuf::from(path),
        None => {
            let path = folder.path().join("cards.csv");
            write_cards(&path, 1_000_000)?;
            path
        }
    };
    let rounds = arguments
        .get(1)
        .map_or(Ok(5), |rounds| rounds.parse::<usize>())?
        .max(1);
    let mut out = std::io::stdout().lock();
    let mut seconds = Vec::with_capacity(rounds);
    for _ in 0..rounds {
        let began = Instant::now();
        let sources = read(&SourceSettings::new(&path))?;
        seconds.push(began.elapsed().as_secs_f64());
        let rows: u64 = sources.iter().map(|source| source.rows_read).sum();
        writeln!(out, "{:.3} s, {rows} rows", seconds[seconds.len() - 1])?;
    }
    seconds.sort_by(f64::total_cmp);
    let megabytes = path.metadata().context("the file is gone")?.len() as f64 / 1e6;
    writeln!(
        out,
        "median {:.3} s, {megabytes:.0} MB, peak memory {}",
        seconds[seconds.len() / 2],
        peak()
    )?;
    Ok(())
}

/// Writes a file of cards: unique numbers, telephones and streets, few cities and dates.
fn write_cards(path: &Path, rows: u32) -> Result<()> {
    let mut file = std::io::BufWriter::new(std::fs::File::create(path)?);
    writeln!(
        file,
        "NO_KARTU,NAMA,ALAMAT,KOTA,KODEPOS,TELP,HP,TGL_LAHIR,JK,TGL_DAFTAR"
    )?;
    let mut state = 1_u64;
    let mut draw = |most: u64| {
        // Knuth's linear congruential generator, high bits: enough for filling a file.
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 33) % most
    };
    for row in 0..rows {
        writeln!(
            file,
            "{:010},NAMA{} BIN{},Jl. Kebun {} No. {} RT {} RW {},SURABAYA,{},031{:07},08{:010},{:02}/{:02}/{},{},{:02}/{:02}/2006",
            107_000_000 + row,
            draw(3000),
            draw(3000),
            draw(3000),
            draw(300),
            draw(20),
            draw(12),
            60_000 + draw(300),
            draw(9_999_999),
            draw(9_999_999_999),
            draw(28) + 1,
            draw(12) + 1,
            1940 + draw(60),
            if draw(2) == 0 { 'L' } else { 'P' },
            draw(28) + 1,
            draw(12) + 1,
        )?;
    }
    file.flush()?;
    Ok(())
}

/// The most memory the process held, where the system says it.
fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok())
        .map_or("unknown".to_owned(), |kilobytes| {
            format!("{:.0} MB", kilobytes / 1024.0)
        })
}
