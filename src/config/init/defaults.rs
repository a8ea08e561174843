//! The settings that hold for all sources: what is set, and the defaults behind `#`.

use std::fmt::Write;

use super::quoted;
use crate::config::segments::written;
use crate::config::{Origin, Settings};
use crate::ingest::{Limits, RejectLimit};

/// Writes the settings that hold for all sources.
pub(super) fn write_defaults(text: &mut String, settings: &Settings) {
    let is_set = |key: &str| {
        let found = settings.in_force.iter().find(|setting| setting.key == key);
        // What comes with a saved model will come with it again.
        let unset = [Origin::Default.word(), Origin::Model.word()];
        found.is_some_and(|setting| !unset.contains(&setting.origin.as_str()))
    };
    let mut setting = |about: &str, key: &str, value: String, is_set: bool| {
        let sign = if is_set { "" } else { "# " };
        let _ = write!(text, "\n# {about}\n{sign}{key} = {value}\n");
    };
    setting(
        "The most rows that may be rejected: so many over all sources, or a share of every source.",
        "max_rejects",
        match settings.max_rejects {
            RejectLimit::Rows(rows) => rows.to_string(),
            RejectLimit::Percent(_) => quoted(&settings.max_rejects.to_string()),
        },
        is_set("max_rejects"),
    );
    if let Some(model) = settings
        .in_force
        .iter()
        .find(|setting| setting.key == "model")
    {
        setting(
            "The saved model to weigh pairs with instead of learning one.",
            "model",
            quoted(&model.value),
            true,
        );
    }
    if let Some(truth) = settings
        .in_force
        .iter()
        .find(|setting| setting.key == "truth")
    {
        setting(
            "Labels of some records, to learn from.",
            "truth",
            quoted(&truth.value),
            true,
        );
    }
    let lists: Vec<String> = settings
        .in_force
        .iter()
        .filter(|setting| setting.key == "decisions")
        .map(|setting| quoted(&setting.value))
        .collect();
    if !lists.is_empty() {
        setting(
            "Lists of pairs that a person has decided.",
            "decisions",
            format!("[{}]", lists.join(", ")),
            true,
        );
    }
    let usual = Limits::default();
    let limits = settings.sources.first().map_or(usual, |first| first.limits);
    text.push_str("\n[limits]\n");
    let mut setting = |about: &str, key: &str, value: String, is_set: bool| {
        let sign = if is_set { "" } else { "# " };
        let _ = write!(text, "# {about}\n{sign}{key} = {value}\n");
    };
    setting(
        "The most text in one source after unpacking, in megabytes.",
        "text_megabytes",
        (limits.text >> 20).to_string(),
        limits.text != usual.text,
    );
    setting(
        "The most columns of one source.",
        "columns",
        limits.columns.to_string(),
        limits.columns != usual.columns,
    );
    setting(
        "The most text in one cell, in kilobytes.",
        "cell_kilobytes",
        (limits.cell >> 10).to_string(),
        limits.cell != usual.cell,
    );
    write_normalise(text, settings);
    let matching = [
        (
            "Pairs are joined from this match probability on. Without it each run chooses one, at most 0.5, for the best expected F1.\n# Higher joins less; 0.5 joins what is likelier one person than not.",
            "match_probability",
            settings
                .in_force
                .iter()
                .find(|setting| setting.key == "matching.match_probability" && is_set(&setting.key))
                .map_or("0.5".to_owned(), |setting| setting.value.clone()),
        ),
        (
            "The least mean match probability across two clusters that are joined. Higher keeps chains apart.",
            "cohesion",
            settings.cluster.cohesion.to_string(),
        ),
        (
            "Pairs that are compared per record, in the mean. Higher compares more of the true pairs and of strangers, and takes longer.",
            "pairs_per_record",
            settings.block.pairs_per_record.to_string(),
        ),
        (
            "No larger block is compared whole, in records.",
            "largest_block",
            settings.block.largest_block.to_string(),
        ),
    ];
    let customers = [
        (
            "What is done with cards in other names that one buyer holds: \"auto\" makes them one customer, \"flag\" lists them\n# in review.csv, \"off\" leaves them alone.",
            "merge",
            quoted(settings.customers.merge.word()),
        ),
        (
            "Two cards are held by one customer from this probability on.",
            "probability",
            settings.customers.probability.to_string(),
        ),
        (
            "They are listed in review.csv from this probability on.",
            "review",
            settings.customers.review.to_string(),
        ),
    ];
    let mut write_all = |table: &str, settings: &[(&str, &str, String)]| {
        let _ = write!(text, "\n[{table}]\n");
        for (about, key, value) in settings {
            let sign = if is_set(&format!("{table}.{key}")) {
                ""
            } else {
                "# "
            };
            let _ = write!(text, "# {about}\n{sign}{key} = {value}\n");
        }
    };
    write_all("matching", &matching);
    write_all("customers", &customers);
    write_all("segments", &segments(settings));
    write_survivorship(text, settings);
}

/// Words and countries: an example where nothing is set.
fn write_normalise(text: &mut String, settings: &Settings) {
    const EXAMPLES: [(&str, &str, &str); 6] = [
        (
            "The country of telephone numbers without a country code; by default the data tells.",
            "country",
            "\"ID\"",
        ),
        (
            "Own titles: how they are written, and the title.",
            "titles",
            "{ \"bpkh\" = \"bapak\" }",
        ),
        (
            "Own spellings of names.",
            "aliases",
            "{ \"mhmmd\" = \"muhammad\" }",
        ),
        (
            "Own names of cities, with the region code.",
            "cities",
            "{ \"sby brt\" = \"35.78\" }",
        ),
        (
            "Own texts that stand for nothing.",
            "placeholders",
            "[\"PELANGGAN TOKO\"]",
        ),
        (
            "Telephones of shops and offices; they identify nobody.",
            "shared_telephones",
            "[\"031-5671234\"]",
        ),
    ];
    text.push_str("\n[normalise]\n");
    for (about, key, example) in EXAMPLES {
        let key_in_force = format!("normalise.{key}");
        let set = settings
            .in_force
            .iter()
            .find(|setting| setting.key == key_in_force);
        let _ = match set {
            Some(setting) => write!(text, "# {about}\n{key} = {}\n", setting.value),
            None => write!(text, "# {about} For example:\n# {key} = {example}\n"),
        };
    }
}

/// How customers are put into segments; the rules stand below one another.
fn segments(settings: &Settings) -> [(&'static str, &'static str, String); 6] {
    let segments = &settings.segments;
    let is_set = |key: &str| {
        let mut in_force = settings.in_force.iter();
        in_force.any(|setting| setting.key == key && setting.origin == Origin::File.word())
    };
    let sign = if is_set("segments.rules") { "" } else { "# " };
    let rules: String = segments
        .rules
        .iter()
        .map(|rule| format!("\n{sign}    {},", written(rule)))
        .collect();
    let reference = segments.reference.map(|day| quoted(&day.iso()));
    [
        (
            "The day from which is counted back; by default that of the last purchase. For example:",
            "reference",
            reference.unwrap_or_else(|| "\"2010-12-31\"".to_owned()),
        ),
        (
            "A customer is new for so many days after the first purchase.",
            "new_days",
            segments.new_days.to_string(),
        ),
        (
            "A customer who has not bought for more days is lapsed.",
            "lapsed_days",
            segments.lapsed_days.to_string(),
        ),
        (
            "A customer who has not bought for still more days is lost.",
            "lost_days",
            segments.lost_days.to_string(),
        ),
        (
            "A customer who came on so many days is loyal.",
            "loyal_visits",
            segments.loyal_visits.to_string(),
        ),
        (
            "Named segments by scores from 1 to 5 for recency, frequency and money, and by visits. The first that fits is taken.",
            "rules",
            format!("[{rules}\n{sign}]"),
        ),
    ]
}

/// Which rules choose golden values: what is set, else an example of each kind of setting.
fn write_survivorship(text: &mut String, settings: &Settings) {
    const TABLE: &str = "survivorship.";
    text.push_str("\n[survivorship]\n");
    let set: Vec<(&str, &str)> = settings
        .in_force
        .iter()
        .filter_map(|setting| Some((setting.key.strip_prefix(TABLE)?, setting.value.as_str())))
        .collect();
    let source = settings.sources.first().and_then(|first| {
        let stem = first.name.clone();
        (!stem.is_empty()).then_some(stem)
    });
    let trusted = format!("[{}]", quoted(source.as_deref().unwrap_or("kartu_vip")));
    let examples = [
        (
            "Sources whose values are preferred, the most trusted first.",
            "trusted",
            trusted.as_str(),
        ),
        (
            "The rules of an attribute, in the order in which they decide.",
            "mobile",
            "[\"own role\", \"validated\", \"most recent\"]",
        ),
    ];
    for (about, key, example) in examples {
        if !set.iter().any(|(known, _)| *known == key) {
            let _ = write!(text, "# {about} For example:\n# {key} = {example}\n");
        }
    }
    for (key, value) in set {
        let _ = writeln!(text, "{} = {value}", written_key(key));
    }
}

/// A key as TOML writes it: in quotes where it has other letters than a bare one may have.
fn written_key(key: &str) -> String {
    let is_bare = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-');
    if key.chars().all(is_bare) {
        key.to_owned()
    } else {
        quoted(key)
    }
}
