//! Exit codes: 0 done, 1 failed, 2 wrong usage or settings, 3 an input can't be taken, 4 an output can't be written,
//! 255 our bug. They are part of the contract (`docs/guide.md`).

use satukan::error::{Error, Kind};

/// Done.
pub const DONE: u8 = 0;
/// Wrong usage.
pub const USAGE: u8 = 2;

/// The exit code of a failure.
pub fn code_of(error: &anyhow::Error) -> u8 {
    match error.downcast_ref::<Error>().map(Error::kind) {
        Some(Kind::Usage | Kind::ModelMismatch) => USAGE,
        Some(Kind::Input) => 3,
        Some(Kind::Output) => 4,
        Some(Kind::Conservation | Kind::Internal) => 255,
        _ => 1,
    }
}
