//! `satukan explain`

mod golden;

use std::fmt::Write;
use std::path::Path;

use anyhow::Result;
use satukan::cluster::DECIDED;
use satukan::explain::customer::{Cohesion, CustomerExplanation};
use satukan::explain::pair::{Between, Blocking, Decided, KeyUse, PairExplanation, Twice, Used};
use satukan::explain::waterfall::{Evidence, Waterfall};
use satukan::explain::{self, Asked, Link, Member, Published, Show, Verdict};
use satukan::pipeline;

use crate::cli::args::Explain;
use crate::cli::message::{Messages, counted, grouped, plural};

/// Explains a pair of records, or a customer.
pub fn run(args: &Explain, messages: &Messages) -> Result<()> {
    let published = Published::open(&args.output)?;
    let show = if args.show_values {
        Show::Plain
    } else {
        Show::Masked
    };
    // Names are looked up before the sources are read, so that a slip costs no time.
    let pair = match &args.second {
        Some(second) => Some(explain::find_pair(&published, &args.first, second)?),
        None => None,
    };
    let customer = match explain::find(&published, &args.first)? {
        Asked::Customer(customer) => customer,
        Asked::Record(record) => published.places[record.index()].customer.clone(),
    };
    let (recalled, settings) = pipeline::recall(&published, args.sources.as_deref(), messages)?;
    let (text, value) = match pair {
        Some((left, right)) => {
            let index = pipeline::index(&recalled, &settings, messages);
            let pair = explain::explain_pair(&published, &recalled, &index, left, right, show)?;
            (
                pair_text(&pair, &args.output),
                serde_json::to_string(&pair)?,
            )
        }
        None => {
            let customer = explain::explain_customer(&published, &recalled, &customer, show)?;
            (customer_text(&customer), serde_json::to_string(&customer)?)
        }
    };
    // The process ends here: giving back millions of small texts one by one would only make the user wait.
    std::mem::forget(recalled);
    super::print(&if args.json { value + "\n" } else { text })
}

fn pair_text(pair: &PairExplanation, out: &Path) -> String {
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
    waterfall(&mut text, water);
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

fn waterfall(text: &mut String, water: &Waterfall) {
    let compared: Vec<&Evidence> = water
        .attributes
        .iter()
        .filter(|evidence| evidence.level.is_some())
        .collect();
    let label = |evidence: &Evidence| {
        format!(
            "{}: {}",
            evidence.attribute,
            evidence.level.unwrap_or_default()
        )
    };
    const START: &str = "two records taken at random";
    const RELATED: &str = "related: may be relatives or neighbours";
    let width = compared
        .iter()
        .map(|evidence| label(evidence).chars().count())
        .chain([START.len(), RELATED.len()])
        .max()
        .unwrap_or(0);
    line(
        text,
        &format!(
            "{:width$}  {:>9} {:>9} {:>7} {:>7} {:>7} {:>7}",
            "", "m", "u", "m/u", "rarity", "bits", "total"
        ),
    );
    let sum = |text: &mut String, name: &str, bits: &str, total: f64| {
        line(
            text,
            &format!("{name:width$}  {:>36} {bits:>7} {:>7}", "", signed(total)),
        );
    };
    sum(text, START, "", water.prior_weight);
    for evidence in &compared {
        let rarity = if evidence.rarity_weight.abs() < NOUGHT {
            String::new()
        } else {
            signed(evidence.rarity_weight)
        };
        line(
            text,
            &format!(
                "{:width$}  {:>9} {:>9} {:>7} {rarity:>7} {:>7} {:>7}",
                label(evidence),
                share(evidence.m),
                share(evidence.u),
                signed(evidence.level_weight),
                signed(evidence.weight),
                signed(evidence.total),
            ),
        );
        if let Some(words) = followed(evidence) {
            line(text, &format!("    {words}"));
        }
        line(text, &format!("    A  {}", evidence.left.join(" / ")));
        line(text, &format!("    B  {}", evidence.right.join(" / ")));
    }
    if let Some(weight) = water.match_weight {
        sum(text, RELATED, &signed(water.related_weight), weight);
    }
    text.push_str(
        "\nOne bit more doubles the odds that the two are one person, one less halves them.\n\
         m: how often records of one person are like this. u: how often those of two strangers are.\n\
         rarity: what a rare value adds and a common one takes away.\n",
    );
}

/// What the agreement of a finer attribute took away, where that shows.
fn followed(evidence: &Evidence) -> Option<String> {
    let follows = evidence.follows.as_ref()?;
    let bits = evidence.follows_weight;
    if bits.abs() < NOUGHT {
        return None;
    }
    let less = if bits < 0.0 { "less" } else { "more" };
    let left = if bits < 0.0 && evidence.weight.abs() < NOUGHT {
        ": nothing is left"
    } else {
        ""
    };
    Some(format!(
        "{:.1} {less}, since {follows} agrees, too{left}",
        bits.abs()
    ))
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

fn customer_text(customer: &CustomerExplanation) -> String {
    let mut text = String::new();
    line(
        &mut text,
        &format!(
            "Customer {}, household {}: {}",
            customer.customer_id,
            customer.household_id,
            counted(customer.records.len() as u64, "record")
        ),
    );
    members(&mut text, customer);
    if !customer.links.is_empty() {
        let held = if customer.ties.is_empty() {
            "Held together by:"
        } else {
            "Records of one person by:"
        };
        line(&mut text, &format!("\n{held}"));
        links(&mut text, &customer.links, customer.weakest_link);
    }
    if !customer.ties.is_empty() {
        line(&mut text, "\nIn one hand by:");
        links(&mut text, &customer.ties, customer.weakest_tie);
    }
    if customer.links.is_empty() && customer.ties.is_empty() {
        line(&mut text, "\nNo other record matches.");
    }
    if let Some(cohesion) = customer
        .cohesion
        .as_ref()
        .filter(|cohesion| cohesion.pairs > 1)
    {
        text.push('\n');
        agreement(&mut text, cohesion, !customer.ties.is_empty());
    }
    line(&mut text, "\nGolden values:");
    golden::values(&mut text, &customer.golden);
    if !customer.doubts.is_empty() {
        line(&mut text, "\nIn doubt (review.csv):");
        for doubt in &customer.doubts {
            line(
                &mut text,
                &format!(
                    "  case {}: {} and {} of {}, {}: {}",
                    doubt.case,
                    doubt.record,
                    doubt.other_record,
                    doubt.other_customer_id,
                    percent(doubt.match_probability),
                    doubt.reason,
                ),
            );
        }
    }
    text
}

/// The records of a customer; where it holds those of several persons, with whose they are and why they are here.
fn members(text: &mut String, customer: &CustomerExplanation) {
    let is_one = |member: &Member| member.person_id == customer.records[0].person_id;
    let several = !customer.records.iter().all(is_one);
    let named = |member: &Member| {
        let key = named_key(member);
        format!("{}:{}{key}", member.source, member.row)
    };
    let widths = customer
        .records
        .iter()
        .map(|member| named(member).chars().count());
    let width = widths.max().unwrap_or(0);
    for member in &customer.records {
        let named = named(member);
        let role = &member.role;
        if several {
            let Member {
                person_id: person,
                confidence,
                reason,
                ..
            } = member;
            let sure = percent(*confidence);
            line(
                text,
                &format!("  {named:width$}  {role:<6}  person {person}  {sure:>12}  {reason}"),
            );
        } else {
            line(text, &format!("  {named}  {role}"));
        }
    }
}

fn agreement(text: &mut String, cohesion: &Cohesion, is_of_several: bool) {
    let spread = if cohesion.is_sample {
        " of evenly spread records"
    } else {
        ""
    };
    let which = if is_of_several {
        format!("{spread} of one person each")
    } else {
        spread.to_owned()
    };
    line(
        text,
        &format!(
            "Over all {}{which} the match probability is {} in the mean. The two that agree least:",
            counted(cohesion.pairs, "pair"),
            percent(cohesion.mean_probability)
        ),
    );
    links(text, std::slice::from_ref(&cohesion.weakest), None);
}

fn links(text: &mut String, links: &[Link], weakest: Option<usize>) {
    let ends = |link: &Link| format!("{} – {}", link.left, link.right);
    let width = links.iter().map(|link| ends(link).chars().count()).max();
    let width = width.unwrap_or(0);
    for (at, link) in links.iter().enumerate() {
        let mut words = link.agrees.join(", ");
        if !link.contradicts.is_empty() {
            let parted = if words.is_empty() { "" } else { "; " };
            let _ = write!(words, "{parted}against: {}", link.contradicts.join(", "));
        }
        if link.is_decided {
            let parted = if words.is_empty() { "" } else { "; " };
            let _ = write!(words, "{parted}{DECIDED}");
        }
        let mark = if weakest == Some(at) && links.len() > 1 {
            "  (the weakest)"
        } else {
            ""
        };
        line(
            text,
            &format!(
                "  {:width$}  {:>9}  {words}{mark}",
                ends(link),
                percent(link.match_probability)
            ),
        );
    }
}

fn described(member: &Member) -> String {
    let key = named_key(member);
    format!(
        "{}:{}{key}  customer {}",
        member.source, member.row, member.customer_id
    )
}

fn named_key(member: &Member) -> String {
    if member.record_key.is_empty() {
        String::new()
    } else {
        format!("  key {}", member.record_key)
    }
}

fn line(text: &mut String, line: &str) {
    text.push_str(line.trim_end());
    text.push('\n');
}

/// A probability in per cent; what is all but sure is not called sure.
fn percent(probability: f64) -> String {
    let percent = 100.0 * probability;
    if percent > 99.99 {
        "over 99.99 %".to_owned()
    } else if percent < 0.01 {
        "under 0.01 %".to_owned()
    } else if (1.0..=99.0).contains(&percent) {
        format!("{percent:.1} %")
    } else {
        format!("{percent:.2} %")
    }
}

/// Fewer bits are written as nought.
const NOUGHT: f64 = 0.05;

/// Bits with their sign; nought has none.
fn signed(bits: f64) -> String {
    if bits.abs() < NOUGHT {
        "0.0".to_owned()
    } else {
        format!("{bits:+.1}")
    }
}

/// A probability of a level, to two digits that count.
fn share(probability: Option<f64>) -> String {
    match probability {
        None => String::new(),
        Some(share) if share >= 0.1 => format!("{share:.2}"),
        Some(share) => {
            let places = (-share.log10()).floor() as usize + 2;
            format!("{share:.places$}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_all_but_sure_is_not_called_sure() {
        assert_eq!(percent(0.999_999), "over 99.99 %");
        assert_eq!(percent(0.0), "under 0.01 %");
        assert_eq!(percent(0.9963), "99.63 %");
        assert_eq!(percent(0.4), "40.0 %");
        assert_eq!(percent(0.001_6), "0.16 %");
    }

    #[test]
    fn what_follows_from_another_attribute_is_told_where_it_shows() {
        let told = |follows_weight, weight| {
            followed(&Evidence {
                attribute: "city".to_owned(),
                kind: "place",
                left: Vec::new(),
                right: Vec::new(),
                level: Some("same"),
                m: None,
                u: None,
                level_weight: 0.0,
                rarity_weight: 0.0,
                follows: Some("postal_code".to_owned()),
                follows_weight,
                weight,
                total: 0.0,
            })
        };
        let words = told(-0.7, 0.4).expect("words");
        assert_eq!(words, "0.7 less, since postal_code agrees, too");
        let words = told(0.31, -0.4).expect("words");
        assert_eq!(words, "0.3 more, since postal_code agrees, too");
        let words = told(-0.7, 0.01).expect("words");
        assert_eq!(
            words,
            "0.7 less, since postal_code agrees, too: nothing is left"
        );
        assert_eq!(told(-0.04, 1.0), None);
    }

    #[test]
    fn nought_bits_have_no_sign() {
        assert_eq!(
            (signed(-0.03), signed(1.25)),
            ("0.0".to_owned(), "+1.2".to_owned())
        );
    }

    #[test]
    fn small_shares_keep_two_digits() {
        assert_eq!(share(Some(0.648)), "0.65");
        assert_eq!(share(Some(0.003_14)), "0.0031");
        assert_eq!(share(Some(0.000_001_2)), "0.0000012");
        assert_eq!(share(None), "");
    }
}
