//! A temporary folder in which the command runs.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use tempfile::TempDir;

/// The sources of the small shop, as they are named in its folder.
pub const SMALL_SHOP: [&str; 3] = ["kartu_vip.csv", "pelanggan_web.csv", "faktur.csv"];

/// A temporary folder that is the working folder of every command run in it.
pub struct Workshop {
    folder: TempDir,
}

/// How a command ended and what it said.
pub struct Outcome {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Workshop {
    /// An empty folder.
    pub fn new() -> Self {
        Self {
            folder: tempfile::tempdir().expect("a temporary folder"),
        }
    }

    /// A folder that holds the small shop.
    pub fn with_small_shop() -> Self {
        let workshop = Self::new();
        for name in SMALL_SHOP.into_iter().chain(["expected_clusters.csv"]) {
            fs::copy(small_shop().join(name), workshop.path(name)).expect("a copy");
        }
        workshop
    }

    /// A folder that holds an invented shop in `shop`, made with these arguments; the names of its sources.
    pub fn with_generated_shop(arguments: &[&str]) -> (Self, Vec<String>) {
        let workshop = Self::new();
        let generate = ["generate", "-o", "shop"].into_iter();
        workshop
            .satukan(generate.chain(arguments.iter().copied()))
            .done();
        let mut sources: Vec<String> = fs::read_dir(workshop.path("shop"))
            .expect("a shop")
            .map(|entry| entry.expect("an entry"))
            .filter(|entry| entry.path().is_file())
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect();
        sources.sort();
        (workshop, sources)
    }

    /// A place in the folder.
    pub fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file into the folder.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        fs::write(self.path(name), bytes).expect("a file");
    }

    /// Everything that stands in the folder, by name.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.folder.path())
            .expect("a folder")
            .map(|entry| {
                let entry = entry.expect("an entry");
                entry.file_name().to_string_lossy().into_owned()
            })
            .collect();
        names.sort();
        names
    }

    /// Runs the command in the folder.
    pub fn satukan<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> Outcome {
        self.satukan_in("", arguments)
    }

    /// Runs the command in a folder below.
    pub fn satukan_in<'a>(
        &self,
        below: &str,
        arguments: impl IntoIterator<Item = &'a str>,
    ) -> Outcome {
        let output = Command::new(env!("CARGO_BIN_EXE_satukan"))
            .current_dir(self.path(below))
            .args(arguments)
            .output()
            .expect("the command starts");
        Outcome {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).expect("stdout is UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("stderr is UTF-8"),
        }
    }

    /// Runs the main job on `sources`; it must succeed.
    pub fn run(&self, sources: &[&str], out: &str) -> Outcome {
        self.satukan(
            ["run"]
                .into_iter()
                .chain(sources.iter().copied())
                .chain(["-o", out]),
        )
        .done()
    }
}

impl Outcome {
    /// Asserts that the command succeeded.
    #[track_caller]
    pub fn done(self) -> Self {
        assert_eq!(self.code, 0, "{}", self.stderr);
        self
    }

    /// The exit code and the messages, without the lines that tell how far the work went.
    pub fn refusal(&self) -> String {
        let messages: Vec<&str> = self
            .stderr
            .lines()
            .skip_while(|line| !line.contains("error"))
            .collect();
        format!("exit code {}\n{}", self.code, messages.join("\n"))
    }
}

/// The folder of the small shop.
pub fn small_shop() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/small_shop")
}
