//! `satukan explain`

mod customer;
mod golden;
mod pair;
mod waterfall;

use std::fmt::Write;

use anyhow::Result;
use satukan::cluster::DECIDED;
use satukan::explain::{self, Asked, Link, Member, Published, Show};
use satukan::pipeline;

use crate::cli::args::Explain;
use crate::cli::message::Messages;

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
                pair::text(&pair, &args.output),
                serde_json::to_string(&pair)?,
            )
        }
        None => {
            let customer = explain::explain_customer(&published, &recalled, &customer, show)?;
            (customer::text(&customer), serde_json::to_string(&customer)?)
        }
    };
    // The process ends here: giving back millions of small texts one by one would only make the user wait.
    std::mem::forget(recalled);
    super::print(&if args.json { value + "\n" } else { text })
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
    fn nought_bits_have_no_sign() {
        assert_eq!(
            (signed(-0.03), signed(1.25)),
            ("0.0".to_owned(), "+1.2".to_owned())
        );
    }
}
