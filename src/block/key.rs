//! Blocking keys: the values by which records that may be one person find each other.

use rustc_hash::FxHasher;
use std::hash::{Hash, Hasher};

use crate::normalise::name::{is_light, token_key};
use crate::normalise::{Attribute, Values};
use crate::record::{AttributeKind, ValueId};

/// One kind of blocking key of one attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// How the rule is called in the audit, for example `name: two words`.
    pub name: String,
    /// Whether records are compared for sharing this key alone; otherwise it only refines other keys.
    pub stands_alone: bool,
}

/// The keys of the distinct values of one attribute under one rule.
pub(super) struct RuleKeys {
    pub(super) rule: Rule,
    /// Per value of the attribute, its keys.
    offsets: Vec<u32>,
    keys: Vec<u64>,
}

impl RuleKeys {
    fn new(
        name: String,
        stands_alone: bool,
        salt: u64,
        values: usize,
        mut keys_of: impl FnMut(usize, &mut Vec<u64>),
    ) -> Self {
        let (mut offsets, mut keys, mut own) = (vec![0], Vec::new(), Vec::new());
        for value in 0..values {
            own.clear();
            keys_of(value, &mut own);
            own.sort_unstable();
            own.dedup();
            keys.extend(own.iter().map(|key| hash(&(salt, key))));
            offsets.push(u32::try_from(keys.len()).expect("fewer than 2^32 keys"));
        }
        Self {
            rule: Rule { name, stands_alone },
            offsets,
            keys,
        }
    }

    pub(super) fn of(&self, value: ValueId) -> &[u64] {
        value.index().map_or(&[], |index| {
            &self.keys[self.offsets[index] as usize..self.offsets[index + 1] as usize]
        })
    }
}

fn hash(value: &(impl Hash + ?Sized)) -> u64 {
    let mut hasher = FxHasher::default();
    value.hash(&mut hasher);
    hasher.finish()
}

/// The rules that suit an attribute, with the keys of its values.
pub(super) fn rules_of(attribute: &Attribute) -> Vec<RuleKeys> {
    let salt = hash(&attribute.name);
    let count = attribute.values.len();
    let name = |what: &str| format!("{}: {what}", attribute.name);
    match &attribute.values {
        Values::Names(names) => {
            let keys: Vec<Vec<String>> = names
                .iter()
                .map(|value| {
                    let mut keys: Vec<String> = value
                        .tokens
                        .iter()
                        .filter(|token| token.len() > 1)
                        .map(|token| token_key(token))
                        .collect();
                    keys.sort_unstable();
                    keys.dedup();
                    keys
                })
                .collect();
            vec![
                RuleKeys::new(name("all words"), true, salt ^ 1, count, |value, own| {
                    let mut glued: Vec<&str> =
                        names[value].tokens.iter().map(String::as_str).collect();
                    glued.sort_unstable();
                    own.push(hash(&token_key(&names[value].tokens.concat())));
                    own.push(hash(&glued));
                }),
                RuleKeys::new(name("two words"), true, salt ^ 2, count, |value, own| {
                    let keys = &keys[value][..keys[value].len().min(8)];
                    for (at, left) in keys.iter().enumerate() {
                        own.extend(keys[at + 1..].iter().map(|right| hash(&(left, right))));
                    }
                }),
                RuleKeys::new(name("one word"), true, salt ^ 3, count, |value, own| {
                    own.extend(
                        keys[value]
                            .iter()
                            .filter(|key| keys[value].len() == 1 || !is_light(key))
                            .map(hash),
                    );
                }),
                RuleKeys::new(
                    name("first letters"),
                    false,
                    salt ^ 4,
                    count,
                    |value, own| {
                        own.extend(
                            names[value]
                                .tokens
                                .iter()
                                .filter_map(|token| token.bytes().next())
                                .map(|byte| hash(&byte)),
                        );
                    },
                ),
            ]
        }
        Values::Dates(dates) => vec![
            RuleKeys::new(name("whole"), true, salt ^ 1, count, |value, own| {
                let date = &dates[value];
                if let (Some(year), Some(month), Some(day)) = (date.year, date.month, date.day) {
                    own.push(hash(&(year, month.min(day), month.max(day))));
                }
            }),
            RuleKeys::new(name("year"), false, salt ^ 2, count, |value, own| {
                own.extend(dates[value].year.map(|year| hash(&year)));
            }),
            RuleKeys::new(
                name("month and day"),
                false,
                salt ^ 3,
                count,
                |value, own| {
                    if let (Some(month), Some(day)) = (dates[value].month, dates[value].day) {
                        own.push(hash(&(month, day)));
                    }
                },
            ),
        ],
        Values::Phones(phones) => vec![
            RuleKeys::new(name("whole"), true, salt ^ 1, count, |value, own| {
                own.push(hash(&phones[value].digits));
            }),
            RuleKeys::new(name("last digits"), true, salt ^ 2, count, |value, own| {
                let digits = phones[value].digits.as_bytes();
                own.push(hash(&&digits[digits.len().saturating_sub(6)..]));
            }),
        ],
        Values::Ids(ids) => vec![
            RuleKeys::new(name("whole"), true, salt ^ 1, count, |value, own| {
                own.push(hash(&(&ids[value].scheme, &ids[value].digits)));
            }),
            RuleKeys::new(name("half"), true, salt ^ 2, count, |value, own| {
                let digits = ids[value].digits.as_bytes();
                if digits.len() >= 6 {
                    let half = digits.len().div_ceil(2);
                    own.push(hash(&(0, &ids[value].scheme, &digits[..half])));
                    own.push(hash(&(
                        1,
                        &ids[value].scheme,
                        &digits[digits.len() - half..],
                    )));
                }
            }),
        ],
        Values::Addresses(values) => vec![
            RuleKeys::new(
                name("street word and number"),
                true,
                salt ^ 1,
                count,
                |value, own| {
                    let address = &values[value].address;
                    let house = (&address.block, &address.number);
                    if address.number.is_some() || address.block.is_some() {
                        own.extend(
                            address
                                .place_words()
                                .map(|word| hash(&(house, token_key(word)))),
                        );
                    }
                },
            ),
            RuleKeys::new(
                name("two street words"),
                true,
                salt ^ 2,
                count,
                |value, own| {
                    let mut words: Vec<String> =
                        values[value].address.place_words().map(token_key).collect();
                    words.sort_unstable();
                    words.dedup();
                    words.truncate(6);
                    for (at, left) in words.iter().enumerate() {
                        own.extend(words[at + 1..].iter().map(|right| hash(&(left, right))));
                    }
                },
            ),
            RuleKeys::new(name("street word"), false, salt ^ 3, count, |value, own| {
                own.extend(
                    values[value]
                        .address
                        .place_words()
                        .map(|word| hash(&token_key(word))),
                );
            }),
        ],
        Values::Texts(texts) => match attribute.kind {
            AttributeKind::Email => vec![
                RuleKeys::new(name("whole"), true, salt ^ 1, count, |value, own| {
                    own.push(hash(&texts[value].canonical));
                }),
                RuleKeys::new(name("before the @"), true, salt ^ 2, count, |value, own| {
                    own.extend(texts[value].canonical.split('@').next().map(hash));
                }),
                RuleKeys::new(name("domain"), true, salt ^ 3, count, |value, own| {
                    own.extend(texts[value].canonical.split('@').nth(1).map(hash));
                }),
            ],
            AttributeKind::Gender => Vec::new(),
            AttributeKind::Category => {
                vec![RuleKeys::new(
                    name("whole"),
                    false,
                    salt ^ 1,
                    count,
                    |value, own| own.push(hash(&texts[value].canonical)),
                )]
            }
            AttributeKind::Text => vec![
                RuleKeys::new(name("whole"), true, salt ^ 1, count, |value, own| {
                    own.push(hash(&texts[value].canonical));
                }),
                RuleKeys::new(name("two words"), true, salt ^ 2, count, |value, own| {
                    let words: Vec<&str> = texts[value].canonical.split(' ').take(8).collect();
                    for (at, left) in words.iter().enumerate() {
                        own.extend(
                            words[at + 1..]
                                .iter()
                                .map(|right| hash(&(left.min(right), left.max(right)))),
                        );
                    }
                }),
            ],
            _ => vec![RuleKeys::new(
                name("whole"),
                true,
                salt ^ 1,
                count,
                |value, own| own.push(hash(&texts[value].canonical)),
            )],
        },
    }
}
