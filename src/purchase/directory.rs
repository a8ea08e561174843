//! Which customer is found by a card number, by a telephone with a name, or by a name.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use crate::ingest::{Field, Source};
use crate::normalise::{Attribute, Records, Values, name};
use crate::record::RecordId;

/// Who is found by what: card numbers, telephones with names, names that only one customer bears.
pub(super) struct Directory<'a> {
    records: &'a Records,
    customer_of: &'a [u32],
    cards: Cards<'a>,
    phones: FxHashMap<&'a str, Vec<RecordId>>,
    names: FxHashMap<Vec<&'a str>, Owner>,
}

/// Records by card number.
#[derive(Default)]
struct Cards<'a> {
    whole: FxHashMap<Cow<'a, str>, Owner>,
    /// Without the zeros in front.
    bare: FxHashMap<Cow<'a, str>, Owner>,
    /// Of identities on invoices: source and number of the identity.
    own: FxHashMap<(usize, u32), RecordId>,
}

/// The first record of the one customer that something belongs to; `None` where there are several customers.
type Owner = Option<RecordId>;

/// What becomes of an owner when a further record turns up.
fn joined(known: Owner, owner: Owner, customer_of: &[u32]) -> Owner {
    let (known, owner) = (known?, owner?);
    let is_one = customer_of[known.index()] == customer_of[owner.index()];
    is_one.then(|| known.min(owner))
}

/// Adds an owner of what is in the map already, or not.
fn own<K: std::hash::Hash + Eq>(
    owners: &mut FxHashMap<K, Owner>,
    key: K,
    owner: Owner,
    customer_of: &[u32],
) {
    owners
        .entry(key)
        .and_modify(|known| *known = joined(*known, owner, customer_of))
        .or_insert(owner);
}

/// A card number without blanks, dashes and marks, in capitals.
fn card_key(text: &str) -> Cow<'_, str> {
    let is_plain = |byte: u8| byte.is_ascii_digit() || byte.is_ascii_uppercase();
    if text.bytes().all(is_plain) {
        return Cow::Borrowed(text);
    }
    text.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_uppercase())
        .collect()
}

fn without_zeros(key: &str) -> &str {
    key.trim_start_matches('0')
}

fn sorted<'a>(tokens: impl Iterator<Item = &'a String>) -> Vec<&'a str> {
    let mut tokens: Vec<&str> = tokens.map(String::as_str).collect();
    tokens.sort_unstable();
    tokens
}

/// The first record of the one customer whose records have each value of an attribute.
fn bearers(attribute: &Attribute, customer_of: &[u32]) -> Vec<Owner> {
    let mut bearers: Vec<Option<Owner>> = vec![None; attribute.values.len()];
    for (record, slots) in (0..)
        .map(RecordId)
        .zip(attribute.slots.chunks_exact(attribute.width))
    {
        for index in slots.iter().filter_map(|value| value.index()) {
            let known = bearers[index].get_or_insert(Some(record));
            *known = joined(*known, Some(record), customer_of);
        }
    }
    bearers.into_iter().map(Option::flatten).collect()
}

impl<'a> Cards<'a> {
    fn new(sources: &'a [Source], records: &Records, customer_of: &[u32]) -> Self {
        let mut cards = Self::default();
        // Where no source has card numbers, invoices name customers by the key of their file.
        let has_cards = |source: &Source| source.columns_of(Field::CardNumber).next().is_some();
        let mut identities = sources.iter().filter(|source| source.holds_identities());
        let key_field = if identities.any(has_cards) {
            Field::CardNumber
        } else {
            Field::RecordKey
        };
        for (record, origin) in (0..).map(RecordId).zip(&records.origins) {
            let place = usize::from(origin.source);
            let source = &sources[place];
            if let Some(identities) = &source.identities {
                let number = identities.of_row[origin.row as usize];
                cards.own.insert((place, number), record);
            }
            for column in source.columns_of(key_field) {
                let key = card_key(column.text(origin.row as usize));
                let bare = match &key {
                    Cow::Borrowed(key) => Cow::Borrowed(without_zeros(key)),
                    Cow::Owned(key) => Cow::Owned(without_zeros(key).to_owned()),
                };
                for (cards, key) in [(&mut cards.whole, key), (&mut cards.bare, bare)] {
                    if !key.is_empty() {
                        own(cards, key, Some(record), customer_of);
                    }
                }
            }
        }
        cards
    }
}

/// The records of each telephone number.
fn phones_of(records: &Records) -> FxHashMap<&str, Vec<RecordId>> {
    let mut holders: FxHashMap<&str, Vec<RecordId>> = FxHashMap::default();
    if let Some(attribute) = records.attribute("phone")
        && let Values::Phones(phones) = &attribute.values
    {
        for record in records.ids() {
            let values = attribute.values_of(record).iter();
            for index in values.filter_map(|value| value.index()) {
                let digits = phones[index].digits.as_str();
                holders.entry(digits).or_default().push(record);
            }
        }
    }
    holders
}

/// The one customer of each full name, whatever the order of its words.
fn names_of<'a>(records: &'a Records, customer_of: &[u32]) -> FxHashMap<Vec<&'a str>, Owner> {
    let mut owners = FxHashMap::default();
    if let Some(attribute) = records.attribute("name")
        && let Values::Names(names) = &attribute.values
    {
        let bearers = bearers(attribute, customer_of);
        for (name, owner) in names.iter().zip(bearers) {
            let tokens = sorted(name.tokens.iter());
            own(&mut owners, tokens, owner, customer_of);
        }
    }
    owners
}

impl<'a> Directory<'a> {
    pub(super) fn new(sources: &'a [Source], records: &'a Records, customer_of: &'a [u32]) -> Self {
        let (cards, (phones, names)) = rayon::join(
            || Cards::new(sources, records, customer_of),
            || rayon::join(|| phones_of(records), || names_of(records, customer_of)),
        );
        Self {
            records,
            customer_of,
            cards,
            phones,
            names,
        }
    }

    /// The first record of the one customer with that card number; zeros in front may be lost where that leaves no doubt.
    pub(super) fn by_card(&self, text: &str) -> Option<RecordId> {
        let key = card_key(text);
        if key.is_empty() {
            return None;
        }
        let exact = self.cards.whole.get(&key).copied();
        exact.unwrap_or_else(|| self.cards.bare.get(without_zeros(&key)).copied().flatten())
    }

    /// The record that an identity on invoices of a source is.
    pub(super) fn by_identity(&self, source: usize, identity: u32) -> Option<RecordId> {
        self.cards.own.get(&(source, identity)).copied()
    }

    /// The first record of the one customer whose records share the typed telephone and most of the typed name.
    pub(super) fn by_phone_and_name(&self, digits: &str, typed: &name::Name) -> Option<RecordId> {
        let holders = self.phones.get(digits)?;
        let attribute = self.records.attribute("name")?;
        let Values::Names(names) = &attribute.values else {
            return None;
        };
        let mut found = None;
        for record in holders {
            let shares = attribute
                .values_of(*record)
                .iter()
                .filter_map(|value| value.index())
                .any(|index| {
                    let known = &names[index].tokens;
                    let common = typed
                        .tokens
                        .iter()
                        .filter(|token| known.contains(token))
                        .count();
                    2 * common >= typed.tokens.len().min(known.len()) && common > 0
                });
            if shares {
                let known = found.unwrap_or(*record);
                found = Some(joined(Some(known), Some(*record), self.customer_of)?);
            }
        }
        found
    }

    /// The first record of the one customer of that name; a name of a single word names nobody.
    pub(super) fn by_name(&self, typed: &name::Name) -> Option<RecordId> {
        (typed.tokens.len() >= 2)
            .then(|| {
                self.names
                    .get(&sorted(typed.tokens.iter()))
                    .copied()
                    .flatten()
            })
            .flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_number_that_lost_its_zeros_is_the_same_number() {
        assert_eq!(
            without_zeros(&card_key("0106-000376")),
            card_key("106000376")
        );
    }
}
