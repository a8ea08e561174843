//! Messages and progress, on stderr.

use std::io::{IsTerminal, Write, stderr};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use satukan::error::{Error, Kind};
use satukan::pipeline::Progress;

use super::args::LogFormat;

/// Writes messages the way the user asked for.
#[derive(Debug)]
pub struct Messages {
    is_quiet: bool,
    format: LogFormat,
    stage: Mutex<Option<Stage>>,
}

#[derive(Debug)]
struct Stage {
    name: &'static str,
    unit: &'static str,
    total: u64,
    done: u64,
    began: Instant,
    bar: Option<ProgressBar>,
}

impl Messages {
    /// Messages in a format, or none but errors.
    pub fn new(is_quiet: bool, format: LogFormat) -> Self {
        Self {
            is_quiet,
            format,
            stage: Mutex::new(None),
        }
    }

    /// Whether nothing but errors is wanted.
    pub fn is_quiet(&self) -> bool {
        self.is_quiet
    }

    /// Whether messages are for machines.
    pub fn is_json(&self) -> bool {
        self.format == LogFormat::Json
    }

    /// Writes a failure: what, where, and one thing to do.
    pub fn error(&self, error: &anyhow::Error) {
        self.abandon();
        let known = error.downcast_ref::<Error>();
        let hint = known.and_then(Error::hint);
        if self.format == LogFormat::Json {
            let place = known.and_then(Error::place);
            let line = serde_json::json!({
                "level": "error",
                "kind": known.map_or("failure".to_owned(), |known| format!("{:?}", known.kind()).to_lowercase()),
                "message": error.to_string(),
                "file": place.map(|place| place.file.display().to_string()),
                "line": place.and_then(|place| place.line),
                "hint": hint,
            });
            self.line(&line.to_string());
            return;
        }
        let heading = match known.map(Error::kind) {
            Some(Kind::Internal | Kind::Conservation) => "internal error",
            _ => "error",
        };
        self.line(&format!("{heading}: {error}"));
        for cause in error.chain().skip(1) {
            self.line(&format!("  because: {cause}"));
        }
        if let Some(hint) = hint {
            self.line(&format!("\nhint: {hint}"));
        }
    }

    /// Writes one thing to do, where the user may wonder.
    pub fn hint(&self, text: &str) {
        if !self.is_quiet {
            self.line(&format!("hint: {text}"));
        }
    }

    /// Writes what came out, where the result itself goes elsewhere.
    pub fn result(&self, text: &str) {
        if self.is_quiet {
            return;
        }
        if self.format == LogFormat::Json {
            self.line(&serde_json::json!({ "level": "info", "message": text }).to_string());
        } else {
            self.line(text);
        }
    }

    /// Writes one line; that nobody reads it is no failure.
    fn line(&self, text: &str) {
        let _ = writeln!(stderr().lock(), "{text}");
    }

    fn stage(&self) -> std::sync::MutexGuard<'_, Option<Stage>> {
        // A panic while a message is written leaves nothing half done.
        self.stage
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn abandon(&self) {
        if let Some(bar) = self.stage().take().and_then(|stage| stage.bar) {
            bar.finish_and_clear();
        }
    }
}

impl Progress for Messages {
    fn start(&self, name: &'static str, total: u64, unit: &'static str) {
        if self.is_quiet {
            return;
        }
        let bar = (self.format == LogFormat::Text && stderr().is_terminal()).then(|| {
            let bar = if total > 0 {
                ProgressBar::new(total)
            } else {
                ProgressBar::new_spinner()
            };
            let template = if total > 0 {
                "{prefix:<10} {bar:30} {human_pos}/{human_len} {msg}, {per_sec}"
            } else {
                "{prefix:<10} {spinner}"
            };
            if let Ok(style) = ProgressStyle::with_template(template) {
                bar.set_style(style);
            }
            bar.set_prefix(name);
            bar.set_message(unit);
            bar.enable_steady_tick(Duration::from_millis(100));
            bar
        });
        *self.stage() = Some(Stage {
            name,
            unit,
            total,
            done: 0,
            began: Instant::now(),
            bar,
        });
    }

    fn advance(&self, count: u64) {
        if let Some(stage) = self.stage().as_mut() {
            stage.done += count;
            if let Some(bar) = &stage.bar {
                bar.inc(count);
            }
        }
    }

    fn note(&self, text: &str) {
        if self.is_quiet {
            return;
        }
        if self.format == LogFormat::Json {
            self.line(&serde_json::json!({ "level": "note", "message": text }).to_string());
        } else {
            self.line(&format!("note: {text}"));
        }
    }

    fn finish(&self, result: &str) {
        let Some(stage) = self.stage().take() else {
            return;
        };
        if let Some(bar) = &stage.bar {
            bar.finish_and_clear();
        }
        let seconds = stage.began.elapsed().as_secs_f64();
        if self.format == LogFormat::Json {
            let line = serde_json::json!({
                "level": "info", "stage": stage.name, "result": result, "seconds": (seconds * 1000.0).round() / 1000.0,
            });
            self.line(&line.to_string());
            return;
        }
        // A rate over a handful of files or a blink of an eye says nothing.
        let rate = if stage.total >= 1000 && seconds > 0.01 {
            let per_second = (stage.done as f64 / seconds) as u64;
            format!(", {} {}/s", grouped(per_second), stage.unit)
        } else {
            String::new()
        };
        self.line(&format!(
            "{:<10} {:>7.2} s  {result}{rate}",
            stage.name, seconds
        ));
    }
}

/// Says that the program broke a promise of its own.
pub fn bug(place: &str) {
    let _ = writeln!(
        stderr().lock(),
        "internal error: satukan {} broke{place}\n\nhint: Please report this line; it holds none of your data",
        env!("CARGO_PKG_VERSION")
    );
}

/// Writes a number with a blank between thousands.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(' ');
        }
        out.push(digit);
    }
    out
}

/// Writes a count with its noun: `1 file`, `2 files`.
pub fn counted(number: u64, noun: &str) -> String {
    format!("{} {}", grouped(number), plural(number, noun))
}

/// The noun of a count, which stands elsewhere.
pub fn plural(number: u64, noun: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{noun}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(1_234_567), "1 234 567");
    }
}
