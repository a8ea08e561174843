//! A pair of records: what became of it and why.

use std::path::Path;

use satukan::explain::pair::{Between, Blocking, Decided, KeyUse, PairExplanation, Twice, Used};
use satukan::explain::waterfall::Waterfall;
use satukan::explain::{Link, Member, Verdict};

use super::{line, links, named_key, percent, signed, waterfall};
use crate::cli::message::{counted, grouped, plural};

/// Writes what is known of a pair.
pub(super) fn text(pair: &PairExplanation, out: &Path) -> String {
    let mut text = String::new();
    for (letter, member) in [("A", &pair.left), ("B", &pair.right)] {
        line(&mut text, &format!("{letter}  {}", described(member)));
    }
    let water = &pair.waterfall;
    text.push('\n');
    line(&mut text, &verdict(pair));
    if let Some(decided) = &pair.decided
        && pair.verdict != Verdict::DecidedApart
    {
        line(&mut text, &told(decided));
    }
    sides(&mut text, water);
    if water.match_weight.is_some() {
        let what = likely(water);
        line(&mut text, &format!("The model holds them for {what}."));
    }
    text.push('\n');
    waterfall::rows(&mut text, water);
    text.push('\n');
    blocking(&mut text, &pair.blocking);
    if pair.path.len() > 1 {
        text.push('\n');
        line(
            &mut text,
            &format!("These {} links lead from A to B:", pair.path.len()),
        );
        links(&mut text, &pair.path, pair.weakest_link);
        if let Some(weakest) = pair.weakest_link.map(|at| &pair.path[at]) {
            line(
                &mut text,
                &format!(
                    "If the two are not one person, look at the weakest: `satukan explain {} {} {}`",
                    out.display(),
                    weakest.left,
                    weakest.right
                ),
            );
        }
    }
    if pair.verdict == Verdict::SameCustomer {
        text.push('\n');
        tied(&mut text, pair);
    }
    if let Some(between) = &pair.between {
        text.push('\n');
        apart(&mut text, between);
    }
    text
}

fn described(member: &Member) -> String {
    let key = named_key(member);
    format!(
        "{}:{}{key}  customer {}",
        member.source, member.row, member.customer_id
    )
}

/// How one customer comes to hold the records of two persons.
fn tied(text: &mut String, pair: &PairExplanation) {
    line(text, "One customer holds both:");
    for (letter, member) in [("A", &pair.left), ("B", &pair.right)] {
        line(text, &format!("  {letter}  {}", standing(member)));
    }
    match pair.ties.len() {
        0 => {}
        1 => line(text, "This tie joins A and B:"),
        ties => line(text, &format!("These {ties} ties lead from A to B:")),
    }
    links(text, &pair.ties, pair.weakest_tie);
    let rests_on_contact = |tie: &Link| tie.agrees.iter().any(|agrees| agrees.contains(" same"));
    if pair.ties.iter().any(rests_on_contact) {
        line(
            text,
            "If a tie rests on a telephone, e-mail or house that says nothing of who belongs together, write `public` \
             beside it in `shared_values.csv`, where it stands if three persons or more share it, and run again.",
        );
    }
}

/// What a record is to its customer, how sure that is, and why.
fn standing(member: &Member) -> String {
    let role = match member.role.as_str() {
        "own" => "own (it names the customer)",
        "family" => "family (it names one of the customer's family)",
        "proxy" => "proxy (it names somebody else)",
        other => other,
    };
    format!("{role}, {}: {}", percent(member.confidence), member.reason)
}

/// What was decided of a pair, where that alone does not say what became of it.
fn told(decided: &Decided) -> String {
    let what = match (decided.question, decided.answer) {
        ("one_person", "same") => "one person",
        ("one_person", _) => "two persons",
        (_, "same") => "one customer's",
        (_, _) => "two customers'",
    };
    format!(
        "{} and {} are {what}: decided by you (review.csv).",
        decided.left, decided.right
    )
}

fn verdict(pair: &PairExplanation) -> String {
    let water = &pair.waterfall;
    let (probability, threshold) = (
        percent(water.match_probability),
        percent(water.threshold_probability),
    );
    let weight = match water.match_weight {
        Some(weight) => format!(
            "match probability {probability} ({} bits), and {threshold} ({} bits) is needed",
            signed(weight),
            signed(water.threshold)
        ),
        None => "they have no attribute in common that could be compared".to_owned(),
    };
    let holders = if pair.same_customer {
        ""
    } else {
        ", whose records two customers hold"
    };
    match pair.verdict {
        Verdict::Linked => {
            format!("One person{holders}: this pair is a link of the person; {weight}.")
        }
        Verdict::JoinedByOthers => format!(
            "One person{holders}: other records of the person hold the two together. This pair alone: {weight}."
        ),
        Verdict::SameCustomer => format!("Two persons of one customer. As one person: {weight}."),
        Verdict::BelowThreshold => {
            let home = if pair.same_household {
                " of one household"
            } else {
                ""
            };
            let likely = &water.likely;
            let why = if likely.one_household > likely.one_person.max(likely.strangers) {
                "the evidence fits two people of one household better"
            } else {
                "the evidence is too weak"
            };
            format!("Two customers{home}: {why}; {weight}.")
        }
        Verdict::NeverCompared => {
            format!("Two customers: the pair was never compared. It would have had {weight}.")
        }
        Verdict::KeptApart => format!(
            "Two customers: the pair agrees, but the other records of the two speak against it; {weight}."
        ),
        Verdict::DecidedApart => {
            let of_others = pair.decided.as_ref().filter(|decided| {
                let names =
                    [&pair.left, &pair.right].map(|one| format!("{}:{}", one.source, one.row));
                !names.contains(&decided.left) || !names.contains(&decided.right)
            });
            let of_others = of_others.map_or(String::new(), |decided| {
                format!(" of {} and {}", decided.left, decided.right)
            });
            format!("Two customers: decided by you{of_others} (review.csv); {weight}.")
        }
        Verdict::NamedTwice => format!(
            "Two customers: the pair agrees, but as one person they would be named twice by a source; {weight}."
        ),
    }
}

/// Bits that are not worth a word in the summary; the table has them all.
const LITTLE: f64 = 0.5;

/// What speaks for one person, what against it, and what could not be compared, in words.
fn sides(text: &mut String, water: &Waterfall) {
    let compared = |wanted: fn(f64) -> bool| -> Vec<String> {
        let found = water
            .attributes
            .iter()
            .filter(|evidence| wanted(evidence.weight));
        found
            .filter_map(|evidence| Some(format!("{} {}", evidence.attribute, evidence.level?)))
            .collect()
    };
    let (agrees, mut contradicts) = (
        compared(|bits| bits > LITTLE),
        compared(|bits| bits < -LITTLE),
    );
    if water.related_weight < -LITTLE {
        contradicts.push("relatives or neighbours would be alike in much of this, too".to_owned());
    }
    let missing = water
        .attributes
        .iter()
        .filter(|evidence| evidence.level.is_none());
    let missing = missing.map(|evidence| {
        let place = match (evidence.left.is_empty(), evidence.right.is_empty()) {
            (true, true) => "in both",
            (true, false) => "in A",
            (false, true) => "in B",
            // Both say something that can't be set against each other.
            (false, false) => "in a comparable form",
        };
        format!("{} {place}", evidence.attribute)
    });
    for (what, words) in [
        ("For one person", agrees),
        ("Against it", contradicts),
        ("Missing", missing.collect()),
    ] {
        if !words.is_empty() {
            line(text, &format!("{what}: {}.", words.join(", ")));
        }
    }
}

/// What the two may be to each other, the likeliest first.
fn likely(water: &Waterfall) -> String {
    let likely = &water.likely;
    let mut classes = [
        (likely.one_person, "one person"),
        (likely.one_household, "two people of one household"),
        (likely.neighbours, "two people of like surroundings"),
        (likely.namesakes, "two of one name"),
        (likely.strangers, "strangers"),
    ];
    classes.sort_by(|one, other| other.0.total_cmp(&one.0));
    let worth_a_word = |(at, class): &(usize, &(f64, &str))| *at == 0 || class.0 >= 0.000_1;
    let words: Vec<String> = classes
        .iter()
        .enumerate()
        .filter(worth_a_word)
        .map(|(_, (share, what))| format!("{what} ({})", percent(*share)))
        .collect();
    words.join(", ")
}

fn blocking(text: &mut String, blocking: &Blocking) {
    if blocking.is_exhaustive {
        line(
            text,
            "Compared: yes. The input is small, so that every record was compared with every other.",
        );
        return;
    }
    let (answer, keys) = match (blocking.is_candidate, blocking.keys.is_empty()) {
        (true, true) => ("yes", ""),
        (true, false) => ("yes", " Blocking keys that the two share:"),
        (false, true) => ("no", " The two share no blocking key."),
        (false, false) => (
            "no",
            " The blocking keys that the two share don't bring them together:",
        ),
    };
    line(text, &format!("Compared: {answer}.{keys}"));
    let is_used = |key: &&KeyUse| key.used != Used::NotUsed;
    let width = blocking.keys.iter().filter(is_used);
    let width = width.map(|key| key.rule.chars().count()).max().unwrap_or(0);
    for key in blocking.keys.iter().filter(is_used) {
        let used = match key.used {
            Used::TooCommon => {
                "too common: only those that share another such key, too, were compared".to_owned()
            }
            Used::Whole | Used::NotUsed => "all compared with each other".to_owned(),
        };
        line(
            text,
            &format!(
                "  {:width$}  {:>9} {}, {used}",
                key.rule,
                grouped(key.records as u64),
                plural(key.records as u64, "record")
            ),
        );
    }
    let splits: Vec<&str> = blocking
        .keys
        .iter()
        .filter(|key| !is_used(key))
        .map(|key| key.rule.as_str())
        .collect();
    if !splits.is_empty() {
        line(
            text,
            &format!(
                "  They also share {}; the plan left such keys out.",
                splits.join(", ")
            ),
        );
    }
}

/// Why two customers are none although the pair agrees.
fn apart(text: &mut String, between: &Between) {
    if let Some(twice) = &between.twice {
        named_twice(text, between, twice);
        return;
    }
    line(
        text,
        &format!(
            "A is one of {}, B one of {}. Over all their pairs the match probability, given that one pair agrees, is {} in the mean; to be joined, it has to be {}.",
            counted(between.left_records as u64, "record"),
            counted(between.right_records as u64, "record"),
            percent(between.mean_probability),
            percent(between.cohesion),
        ),
    );
    if between.mean_probability >= between.cohesion {
        line(
            text,
            "That would do now. When it was decided, the two had fewer records, or not all of them were asked: the case is for `review.csv`.",
        );
    }
    line(text, "The pair that speaks against it most:");
    links(text, std::slice::from_ref(&between.weakest), None);
}

fn named_twice(text: &mut String, between: &Between, twice: &Twice) {
    let weight = twice.link.match_weight.map_or_else(
        || "can't be compared".to_owned(),
        |weight| format!("match by {} bits", signed(weight)),
    );
    line(
        text,
        &format!(
            "The model learned that, as a rule, no source names anybody twice. A is one of {}, B one of {}, and `{}` holds some of \
             both. Two of one source are one person from {} bits on; these {weight}:",
            counted(between.left_records as u64, "record"),
            counted(between.right_records as u64, "record"),
            twice.source,
            signed(twice.needed_weight),
        ),
    );
    links(text, std::slice::from_ref(&twice.link), None);
}
