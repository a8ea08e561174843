//! What every stage needs to know of raw text: how it is cleaned, and when it stands for nothing.

pub mod clean;
pub mod count;
pub mod lexicon;
pub mod mask;
pub mod notation;
pub mod placeholder;
pub mod postal;
pub mod refusal;
