//! satukan makes many messy customer records one: it finds which records are the same person and writes one golden
//! customer file, with the proof of what it did.
//!
//! The way of the data is the order of the modules: [`ingest`] → [`normalise`] → [`block`] → [`compare`] → [`score`] →
//! [`cluster`] → [`survive`] → [`publish`]. [`pipeline`] wires them.
//!
//! ```
//! use satukan::config::{Arguments, Settings};
//! use satukan::pipeline::{self, Silent};
//!
//! let folder = tempfile::tempdir()?;
//! let cards = folder.path().join("cards.csv");
//! std::fs::write(&cards, "NO_KARTU,NAMA,HP,TGL_LAHIR\n\
//!     0001,BPK. H. MOCH. SOEHARTO,081230456712,11/08/1948\n\
//!     0002,Muhammad Suharto,0812-3045-6712,11-08-1948\n\
//!     0003,Siti Aminah,085643120987,27/02/1975\n")?;
//!
//! let settings = Settings::load(&Arguments { sources: vec![cards], ..Arguments::default() })?;
//! let findings = pipeline::run(&settings, &Silent)?;
//! let audit = pipeline::publish(&findings, &settings, &folder.path().join("out"), &Silent)?;
//! assert_eq!((audit.totals.records, audit.totals.customers), (3, 2));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod attribute;
pub mod block;
pub mod cluster;
pub mod compare;
pub mod config;
pub mod crm;
pub mod error;
pub mod evaluate;
pub mod explain;
pub mod frame;
pub mod generate;
pub mod ingest;
pub mod normalise;
pub mod pair;
pub mod pipeline;
pub mod profile;
pub mod publish;
pub mod purchase;
pub mod record;
pub mod report;
pub mod review;
pub mod score;
pub mod segment;
pub mod select;
pub mod survive;
pub mod text;
