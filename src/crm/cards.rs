//! From the old keys to the new ids, and which of a customer's cards may be retired.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::error::{Error, Result};
use crate::frame::{Cells, Frame};
use crate::publish::folder::AUDIT;
use crate::publish::opened::{Opened, PURCHASES};

/// Where the customer of a cross-reference row went in the new system.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Destination {
    /// The object that holds it; empty where it was not exported.
    pub object: &'static str,
    /// Its key there.
    pub key: String,
}

/// One row per old record: its old key, its new id, and where that is.
pub fn old_to_new(crossref: &Frame, destinations: &FxHashMap<&str, Destination>) -> Frame {
    let nowhere = Destination::default();
    let all: Vec<usize> = (0..crossref.rows()).collect();
    let mut frame = Frame::new();
    for (name, old) in [
        ("source", "source"),
        ("row", "row"),
        ("old_key", "record_key"),
        ("role", "role"),
        ("new_id", "customer_id"),
    ] {
        if let Some(cells) = crossref.column(old) {
            frame.push(name, cells.pick(&all));
        }
    }
    let ids = crossref.column("customer_id");
    let of_row = |row: &usize| {
        ids.and_then(|ids| destinations.get(ids.text(*row)))
            .unwrap_or(&nowhere)
    };
    frame.text("crm_object", all.iter().map(|row| of_row(row).object));
    frame.text("crm_key", all.iter().map(|row| &of_row(row).key));
    frame
}

/// A card in a customer's hand.
struct Card<'a> {
    number: &'a str,
    /// The record that shows it first.
    row: usize,
    /// 0 where the card names the customer, 1 where it names family, 2 where it names somebody else.
    role: u8,
    last_purchase: &'a str,
}

/// The cards that may be retired: all of a customer's but one.
///
/// Kept is the card that names the customer herself before one in the name of her family, and that before one in another
/// name; of several the one with the latest purchase, where purchases tell; else the one that stands first. A card that
/// another customer keeps is not listed.
///
/// # Errors
///
/// An input error for a result that was changed.
pub fn to_retire(result: &Opened, crossref: &Frame) -> Result<Frame> {
    let sources = sources_of_cards(result)?;
    let purchases = if result.has(PURCHASES) {
        Some(result.table(PURCHASES)?)
    } else {
        None
    };
    let last = purchases.as_ref().map(last_purchases).unwrap_or_default();
    let text =
        |column: &str, row: usize| crossref.column(column).map_or("", |cells| cells.text(row));
    let mut held: BTreeMap<usize, Vec<Card<'_>>> = BTreeMap::new();
    let mut firsts: FxHashMap<&str, usize> = FxHashMap::default();
    for row in 0..crossref.rows() {
        let number = text("record_key", row);
        if number.is_empty() || !sources.contains(text("source", row)) {
            continue;
        }
        let first = *firsts.entry(text("customer_id", row)).or_insert(row);
        let cards = held.entry(first).or_default();
        let role = match text("role", row) {
            "own" => 0,
            "family" => 1,
            _ => 2,
        };
        match cards.iter_mut().find(|card| card.number == number) {
            Some(card) => card.role = card.role.min(role),
            None => cards.push(Card {
                number,
                row,
                role,
                last_purchase: last.get(number).copied().unwrap_or_default(),
            }),
        }
    }
    let mut kept: FxHashSet<&str> = FxHashSet::default();
    for cards in held.values_mut() {
        // Of equals the first stays first.
        cards.sort_by(|left, right| {
            (left.role, right.last_purchase).cmp(&(right.role, left.last_purchase))
        });
        kept.extend(cards.first().map(|card| card.number));
    }
    let mut rows: Vec<(&Card<'_>, &Card<'_>)> = Vec::new();
    for cards in held.values() {
        let retired = cards
            .iter()
            .skip(1)
            .filter(|card| !kept.contains(card.number));
        rows.extend(retired.map(|card| (card, &cards[0])));
    }
    let mut frame = Frame::new();
    frame.text(
        "customer_id",
        rows.iter().map(|(card, _)| text("customer_id", card.row)),
    );
    frame.text("card", rows.iter().map(|(card, _)| card.number));
    frame.text(
        "source",
        rows.iter().map(|(card, _)| text("source", card.row)),
    );
    frame.text("role", rows.iter().map(|(card, _)| text("role", card.row)));
    frame.text(
        "last_purchase",
        rows.iter().map(|(card, _)| card.last_purchase),
    );
    frame.text("kept_card", rows.iter().map(|(_, kept)| kept.number));
    frame.text("reason", rows.iter().map(|(card, kept)| reason(card, kept)));
    Ok(frame)
}

fn reason(card: &Card<'_>, kept: &Card<'_>) -> &'static str {
    if kept.role < card.role {
        return if kept.role == 0 {
            "the other is in the customer's own name"
        } else {
            "the other is in the name of the family"
        };
    }
    if kept.last_purchase > card.last_purchase {
        "the other was used later"
    } else {
        "the other stands first"
    }
}

/// The sources whose keys are card numbers, by what the audit says of them.
fn sources_of_cards(result: &Opened) -> Result<FxHashSet<String>> {
    let damaged =
        || Error::input("the audit of the result can't be read").in_file(result.folder.join(AUDIT));
    let audit: serde_json::Value = serde_json::from_slice(&result.bytes(AUDIT)?)
        .map_err(|error| damaged().caused_by(error))?;
    let sources = audit["sources"].as_array().ok_or_else(damaged)?;
    let is_of_cards =
        |source: &&serde_json::Value| matches!(source["kind"].as_str(), Some("cards" | "invoices"));
    Ok(sources
        .iter()
        .filter(is_of_cards)
        .filter_map(|source| Some(source["name"].as_str()?.to_owned()))
        .collect())
}

/// The last day on which each card was used, as far as the purchases name cards and days.
fn last_purchases(purchases: &Frame) -> FxHashMap<&str, &str> {
    let first_of =
        |names: &[&str]| -> Option<&Cells> { names.iter().find_map(|name| purchases.column(name)) };
    let cards = first_of(&["card_number", "card", "record_key"]);
    let days = first_of(&["date", "day", "purchase_date"]);
    let (Some(cards), Some(days)) = (cards, days) else {
        return FxHashMap::default();
    };
    let mut last: FxHashMap<&str, &str> = FxHashMap::default();
    for row in 0..purchases.rows() {
        let known = last.entry(cards.text(row)).or_default();
        *known = (*known).max(days.text(row));
    }
    last
}
