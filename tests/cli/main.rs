//! Runs the real command in temporary folders: what it writes, what it says, and how it refuses.

mod bad_input;
mod blocking;
mod cases;
mod customers;
mod determinism;
mod dialects;
mod evaluate;
mod explain;
mod folder;
mod generate;
mod golden;
mod init;
mod messages;
mod model;
mod odd;
mod profile;
mod public_data;
mod reading;
mod round_trip;
mod run;
mod settings;
mod spreadsheet;
mod table;
mod truth;
mod values;
mod workshop;
