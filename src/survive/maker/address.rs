//! The golden address: one house, its parts and its place.

use std::sync::Arc;

use super::group::candidates;
use super::part::Part;
use super::{Draft, Held, House, Maker};
use crate::normalise::address::Address;
use crate::normalise::city;
use crate::normalise::{AddressValue, Attribute, Values};
use crate::record::{RecordId, ValueId};
use crate::survive::golden::{Chosen, Other};
use crate::survive::house::{agreed_parts, is_same_house};
use crate::survive::rule::{Candidate, Rule, Standing, confidence, order};
use crate::survive::settings::Criterion;

/// An address as one or several records of one city write it.
struct Spot<'a> {
    value: ValueId,
    address: &'a Address,
    written: &'a str,
    city: ValueId,
    holders: Vec<Held>,
    records: u32,
}

impl<'a> Maker<'a> {
    /// Chooses the house, and the fullest address of it that its records agree on.
    pub(super) fn take_house(&self, part: &Part<'a>, held: &[Held], draft: &mut Draft) {
        let Values::Addresses(addresses) = &part.attribute.values else {
            return;
        };
        let mut spots: Vec<Spot> = Vec::new();
        for held in held {
            let Some(index) = held.value.index() else {
                continue;
            };
            let city = self
                .city
                .map_or(ValueId::MISSING, |city| city.first(held.record));
            let known = spots
                .iter_mut()
                .find(|spot| spot.value == held.value && spot.city == city);
            match known {
                Some(spot) => {
                    spot.records += u32::from(held.counts);
                    spot.holders.push(*held);
                }
                None => spots.push(Spot {
                    value: held.value,
                    address: &addresses[index].address,
                    written: &addresses[index].written,
                    city,
                    holders: vec![*held],
                    records: u32::from(held.counts),
                }),
            }
        }
        let is_one_house = |one: &Spot, other: &Spot| {
            one.value == other.value && one.city == other.city
                || self.may_be_one_city(one.city, other.city)
                    && (one.value == other.value || is_same_house(one.address, other.address))
        };
        let house_of = |at: usize| -> Vec<usize> {
            (0..spots.len())
                .filter(|other| *other == at || is_one_house(&spots[at], &spots[*other]))
                .collect()
        };
        let houses: Vec<Vec<usize>> = (0..spots.len()).map(house_of).collect();
        let mut candidates: Vec<Candidate> = (0..spots.len())
            .map(|at| Candidate {
                at,
                meaning: spots[at].written.into(),
                standing: self.standing_of_house(part, &spots, at, &houses[at]),
            })
            .collect();
        let Some(rule) = order(&mut candidates, part.columns[0].criteria()) else {
            return;
        };
        let best = candidates[0].at;
        let spot = &spots[best];
        let (available, sure) = self.counted(held.iter());
        let mut of_house: Vec<Held> = houses[best]
            .iter()
            .flat_map(|at| spots[*at].holders.iter().copied())
            .collect();
        of_house.sort_unstable_by_key(|held| held.record);
        of_house.dedup_by_key(|held| held.record);
        let (agreeing, agreeing_sure) = self.counted(of_house.iter());
        let filled = |record: RecordId| {
            let places = self.parts.iter().filter(|part| part.is_with_address);
            places
                .filter(|part| !part.attribute.first(record).is_missing())
                .count()
        };
        let rank = |record: RecordId| {
            (
                self.evidence.role(record),
                self.evidence.trust(record),
                filled(record),
                self.evidence.day(record),
            )
        };
        let giver = spot
            .holders
            .iter()
            .map(|held| held.record)
            .reduce(|best, record| {
                if rank(record) > rank(best) {
                    record
                } else {
                    best
                }
            })
            .expect("an address has a record");
        draft.values.push(Chosen {
            attribute: part.first,
            value: spot.value,
            record: giver,
            rule,
            agreeing,
            available,
            confidence: confidence(agreeing_sure, sure, candidates[0].standing.valid > 0),
        });
        let mut house = House {
            giver,
            records: of_house.iter().map(|held| held.record).collect(),
            rule: Rule::WithTheAddress,
            has_address: true,
        };
        self.drop_strangers(&mut house);
        self.complete_units(part, addresses_of(part), &mut house, draft);
        draft.house = Some(house);
        self.keep_other_addresses(part, &spots, &spots[best], draft);
    }

    fn may_be_one_city(&self, left: ValueId, right: ValueId) -> bool {
        left == right
            || left.is_missing()
            || right.is_missing()
            || self
                .city
                .is_some_and(|city| city.values.canonical(left) == city.values.canonical(right))
    }

    fn standing_of_house(
        &self,
        part: &Part,
        spots: &[Spot],
        at: usize,
        house: &[usize],
    ) -> Standing {
        let evidence = self.evidence;
        let own = &spots[at];
        let mut standing = Standing {
            parts: agreed_parts(
                own.address,
                &house
                    .iter()
                    .map(|other| (spots[*other].address, spots[*other].records)),
            ),
            ..Standing::default()
        };
        for held in &own.holders {
            let is_valid = evidence.is_valid(part.from, own.value, held.record);
            standing.valid = standing.valid.max(u8::from(is_valid));
            standing.role = standing.role.max(evidence.role(held.record));
            standing.trust = standing.trust.max(evidence.trust(held.record));
        }
        if standing.valid > 0 {
            standing.length = own.written.chars().count() as u32;
        }
        for other in house {
            standing.records += spots[*other].records;
            for held in &spots[*other].holders {
                standing.last = standing.last.max(evidence.day(held.record));
            }
        }
        standing
    }

    /// Leaves out records of the house whose places are not those of the giver: a wrong postal code, or another house.
    fn drop_strangers(&self, house: &mut House) {
        for place in self.parts.iter().filter(|part| part.is_with_address) {
            let attribute = place.attribute;
            self.keep_with(house, attribute, attribute.first(house.giver));
        }
    }

    /// Keeps the records of the house that have this value or none.
    fn keep_with(&self, house: &mut House, attribute: &Attribute, value: ValueId) {
        if value.is_missing() {
            return;
        }
        let values = &attribute.values;
        house.records.retain(|record| {
            let other = attribute.first(*record);
            other.is_missing()
                || other == value
                || values.canonical(other) == values.canonical(value)
        });
    }

    /// Takes the neighbourhood units that the address lacks from records of its house.
    fn complete_units(
        &self,
        part: &Part,
        addresses: &[Arc<AddressValue>],
        house: &mut House,
        draft: &mut Draft,
    ) {
        let address_of = |record: RecordId| {
            let index = part.attribute.first(record).index()?;
            Some(&addresses[index].address)
        };
        let units: [fn(&Address) -> Option<u16>; 2] = [|address| address.rt, |address| address.rw];
        for (at, unit) in units.into_iter().enumerate() {
            let of = |record: &RecordId| address_of(*record).and_then(unit);
            let own = of(&house.giver);
            let said: Vec<u16> = house.records.iter().filter_map(of).collect();
            let most = said.iter().max_by_key(|number| {
                let records = said.iter().filter(|other| other == number).count();
                (records, std::cmp::Reverse(**number))
            });
            let Some(number) = own.or(most.copied()) else {
                continue;
            };
            if own.is_none() {
                draft.units[at] = Some(number);
            }
            house
                .records
                .retain(|record| of(record).is_none_or(|other| other == number));
        }
    }

    /// Keeps other houses, and the golden one with other parts: they may be the right ones.
    fn keep_other_addresses(&self, part: &Part, spots: &[Spot], golden: &Spot, draft: &mut Draft) {
        if spots.len() == 1 {
            return;
        }
        let before = draft.others.len();
        let mut seen = vec![golden.address.canonical()];
        for spot in spots {
            let meaning = spot.address.canonical();
            if seen.contains(&meaning) || spot.written == golden.written {
                continue;
            }
            seen.push(meaning);
            let records = || spot.holders.iter().map(|held| held.record);
            let last = records().max_by_key(|record| self.evidence.day(*record));
            draft.others.push(Other {
                attribute: part.first,
                value: spot.value,
                record: self.giver(records()),
                records: spot.records,
                last: last.and_then(|record| self.evidence.days[record.index()]),
            });
        }
        let values = &part.attribute.values;
        draft.others[before..].sort_by(|left, right| {
            right
                .records
                .cmp(&left.records)
                .then_with(|| values.written(left.value).cmp(&values.written(right.value)))
        });
    }

    /// Takes a place from the record that gave the address, else from another of the same house.
    ///
    /// False where no house was chosen.
    pub(super) fn take_place(&self, part: &Part<'a>, held: &[Held], draft: &mut Draft) -> bool {
        let Some(mut house) = draft.house.take() else {
            return false;
        };
        let attribute = part.attribute;
        let own = attribute.first(house.giver);
        let values = &attribute.values;
        let (available, sure) = self.counted(held.iter());
        let (value, record, rule) = if own.is_missing() {
            let of_house: Vec<Held> = held
                .iter()
                .filter(|held| house.records.contains(&held.record))
                .copied()
                .collect();
            let mut groups = self.groups(part, of_house.iter());
            let mut candidates = candidates(&groups);
            if order(&mut candidates, &Criterion::ALL).is_none() {
                // A city tells no house from another, so that a record without an address may name it.
                if part.is_wide && house.has_address {
                    self.take_wide(part, held, draft);
                }
                draft.house = Some(house);
                return true;
            }
            let best = candidates[0].at;
            drop(candidates);
            let form = groups[best].forms.swap_remove(0);
            let rule = if house.has_address {
                Rule::SameHouse
            } else {
                house.rule
            };
            (form.value, form.giver, rule)
        } else {
            (own, house.giver, house.rule)
        };
        let meaning = values.canonical(value);
        let agreeing = held
            .iter()
            .filter(|held| held.value == value || values.canonical(held.value) == meaning);
        let (agreeing, agreeing_sure) = self.counted(agreeing);
        let is_valid = self.evidence.is_valid(part.from, value, record);
        draft.values.push(Chosen {
            attribute: part.first,
            value,
            record,
            rule,
            agreeing,
            available,
            confidence: confidence(agreeing_sure, sure, is_valid),
        });
        self.keep_with(&mut house, attribute, value);
        draft.house = Some(house);
        true
    }

    /// Takes a city or province from the records that have no address; a province only with the city that was chosen.
    fn take_wide(&self, part: &Part<'a>, held: &[Held], draft: &mut Draft) {
        let address = self.parts.iter().find(|part| part.is_address);
        let has_none = |record: RecordId| {
            address.is_none_or(|address| address.attribute.first(record).is_missing())
        };
        let is_of_chosen = |record: RecordId| {
            let wide = self.parts.iter().filter(|other| other.is_wide);
            let chosen = wide.filter_map(|other| {
                let mut values = draft.values.iter();
                let chosen = values.find(|chosen| chosen.attribute == other.first)?;
                Some((other.attribute, chosen.value))
            });
            chosen.into_iter().all(|(attribute, value)| {
                let own = attribute.first(record);
                !own.is_missing()
                    && attribute.values.canonical(own) == attribute.values.canonical(value)
            })
        };
        let without: Vec<Held> = held
            .iter()
            .filter(|held| has_none(held.record) && is_of_chosen(held.record))
            .copied()
            .collect();
        match without.as_slice() {
            [] => {}
            [first, rest @ ..] if rest.iter().all(|other| other.value == first.value) => {
                self.take_only_value(part, &without, draft);
            }
            _ => self.take_best(part, &without, draft),
        }
    }

    /// Says by the postal code which of two places is meant: most sources write `Malang` for the city and the regency.
    pub(super) fn tell_namesakes(&self, draft: &mut Draft) {
        let find = |name: &str| {
            let part = self.parts.iter().find(|part| part.attribute.name == name)?;
            let mut values = draft.values.iter();
            let at = values.position(|chosen| chosen.attribute == part.first)?;
            Some((at, part))
        };
        let (Some((city, cities)), Some((postal, postals))) = (find("city"), find("postal_code"))
        else {
            return;
        };
        let written =
            |at: usize, part: &Part<'a>| part.attribute.values.written(draft.values[at].value);
        if let Some(meant) = city::namesake(&written(city, cities), &written(postal, postals)) {
            draft.values[city].rule = Rule::ByPostalCode;
            draft.made.push((cities.first, meant.into()));
        }
    }

    /// Without any address, the records that have the chosen place may give the other places.
    pub(super) fn start_place(&self, part: &Part, held: &[Held], draft: &mut Draft) {
        let chosen = draft.values.last();
        let Some(chosen) = chosen.filter(|chosen| chosen.attribute == part.first) else {
            return;
        };
        let values = &part.attribute.values;
        let meaning = values.canonical(chosen.value);
        let records = held
            .iter()
            .filter(|held| values.canonical(held.value) == meaning)
            .map(|held| held.record);
        draft.house = Some(House {
            giver: chosen.record,
            records: records.collect(),
            rule: Rule::WithTheCity,
            has_address: false,
        });
    }
}

fn addresses_of<'a>(part: &Part<'a>) -> &'a [Arc<AddressValue>] {
    match &part.attribute.values {
        Values::Addresses(addresses) => addresses,
        _ => &[],
    }
}
