//! Names put together word by word from what the records of a customer agree on.

use std::cmp::Reverse;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::compare::similarity::{edits_allowed, edits_within};
use crate::normalise::name::{self, Name, NameKind};
use crate::record::{RecordId, ValueId};

/// One way in which the customer's name is written.
#[derive(Clone, Copy, Debug)]
pub struct Form<'a> {
    /// The name.
    pub name: &'a Name,
    /// The same as a value.
    pub value: ValueId,
    /// The record that is named as its origin.
    pub record: RecordId,
    /// Distinct records that write it so.
    pub records: u32,
    /// The last day on which it was written, as a number.
    pub last: i32,
}

/// A name put together.
#[derive(Clone, Debug, PartialEq)]
pub struct Agreed {
    /// The form that it starts from, by its place.
    pub base: usize,
    /// The name, unless the base says it all.
    pub name: Option<Box<Name>>,
    /// The forms whose words all fit the name, or are an initial of one of its words, by their places.
    pub fitting: Vec<usize>,
}

/// How often a word occurs.
#[derive(Clone, Copy, Debug, Default)]
struct Places {
    anywhere: u32,
    first: u32,
    last: u32,
}

/// In how many names each word occurs, to tell a name from a slip and a given name from a family name.
#[derive(Debug, Default)]
pub struct Usage<'a>(FxHashMap<&'a str, Places>);

impl<'a> Usage<'a> {
    /// Counts the words of all distinct names.
    pub fn of(names: &'a [Arc<Name>]) -> Self {
        let mut counts: FxHashMap<&str, Places> = FxHashMap::default();
        for name in names {
            for token in &name.tokens {
                counts.entry(token).or_default().anywhere += 1;
            }
            if let [first, .., last] = name.tokens.as_slice() {
                counts.entry(first).or_default().first += 1;
                counts.entry(last).or_default().last += 1;
            }
        }
        Self(counts)
    }

    fn places(&self, token: &str) -> Places {
        self.0.get(token).copied().unwrap_or_default()
    }

    fn count(&self, token: &str) -> u32 {
        self.places(token).anywhere
    }

    /// How many names begin with the first word and how many end with the last one, together.
    fn order(&self, words: &[Word]) -> u32 {
        match words {
            [first, .., last] => {
                self.places(first.canonical).first + self.places(last.canonical).last
            }
            _ => 0,
        }
    }

    /// Whether a word is a name in the lists, and how often it occurs.
    fn standing(&self, token: &str) -> (bool, u32) {
        (name::is_known(token), self.count(token))
    }
}

/// A word of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Word<'a> {
    written: &'a str,
    canonical: &'a str,
}

/// What a word of another form is to a word of the base.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Relation {
    /// One is the other's initial.
    Initial,
    /// The beginning of the other, or its nickname.
    Short,
    /// A slip away.
    Slip,
    /// The same word.
    Same,
}

/// Puts the name together; `None` where most records name no single person.
///
/// The form with the most words that the records agree on gives the order of the words. A word that one record has and
/// several others leave out is dropped. Each word is written as most records write it that share a word with that form or have
/// no other words; among even ones a name that the lists or other customers know comes before one that nobody has, the form's own
/// before another name, a full form before a short one. An initial
/// becomes the full word that fits it. Titles stay that two records have, or all but one record.
pub fn agree(forms: &[Form<'_>], usage: &Usage<'_>) -> Option<Agreed> {
    let of_kind = |is_person: bool| -> u32 {
        let kinds = forms
            .iter()
            .filter(|form| is_person_name(form) == is_person);
        kinds.map(|form| form.records).sum()
    };
    let total = of_kind(true);
    if total == 0 || total < of_kind(false) {
        return None;
    }
    let words: Vec<Vec<Word>> = forms
        .iter()
        .map(|form| {
            if is_person_name(form) {
                words_of(form.name)
            } else {
                Vec::new()
            }
        })
        .collect();
    let base = (0..forms.len())
        .filter(|at| !words[*at].is_empty())
        .map(|at| (at, Merit::of(at, forms, &words, total, usage)))
        .max_by(|(left, one), (right, other)| {
            one.cmp(other)
                .then_with(|| forms[*right].name.core.cmp(&forms[*left].name.core))
        })?
        .0;
    let written = spelled(base, forms, &words, total, usage);
    let titles = agreed_titles(forms, total);
    let base_name = forms[base].name;
    let is_base = titles == base_name.titles
        && written.len() == words[base].len()
        && written
            .iter()
            .zip(&words[base])
            .all(|(word, own)| word.written == own.written);
    let fits = |at: usize| {
        words[at].iter().all(|word| {
            let relation = |own: &Word| relate(own, word);
            written.iter().any(|own| {
                matches!(relation(own), Some(Relation::Same))
                    || word.canonical.len() == 1 && relation(own) == Some(Relation::Initial)
            })
        })
    };
    let fitting: Vec<usize> = (0..forms.len())
        .filter(|at| !words[*at].is_empty() && fits(*at))
        .collect();
    let name = (!is_base).then(|| {
        let core: Vec<&str> = written.iter().map(|word| word.written).collect();
        Box::new(Name {
            core: core.join(" "),
            tokens: written
                .iter()
                .map(|word| word.canonical.to_owned())
                .collect(),
            titles,
            shown: None,
            ..base_name.clone()
        })
    });
    Some(Agreed {
        base,
        name,
        fitting,
    })
}

fn is_person_name(form: &Form) -> bool {
    form.name.kind == NameKind::Person
}

/// The words as written, each with what it means where the two can be told to belong together.
fn words_of(name: &Name) -> Vec<Word<'_>> {
    let written: Vec<&str> = name
        .shown
        .as_deref()
        .unwrap_or(&name.core)
        .split(' ')
        .filter(|word| !word.is_empty())
        .collect();
    let is_parallel = written.len() == name.tokens.len();
    written
        .iter()
        .enumerate()
        .map(|(at, word)| Word {
            written: word,
            canonical: if is_parallel { &name.tokens[at] } else { word },
        })
        .collect()
}

fn relate(own: &Word, other: &Word) -> Option<Relation> {
    let (left, right) = (own.canonical, other.canonical);
    if left == right {
        return Some(Relation::Same);
    }
    let (short, long) = if left.len() <= right.len() {
        (left, right)
    } else {
        (right, left)
    };
    if short.len() == 1 {
        return long.starts_with(short).then_some(Relation::Initial);
    }
    let most = edits_allowed(left.len(), right.len());
    if most > 0 && edits_within(left.as_bytes(), right.as_bytes(), most).is_some() {
        return Some(Relation::Slip);
    }
    let is_short = short.len() >= 3 && long.starts_with(short) || name::nickname_of(left, right);
    is_short.then_some(Relation::Short)
}

/// The words of each form that stand for the word at `at` of the base, at most one per form; no word stands for two.
fn counterparts<'a, 'b>(
    base: &'b [Word<'a>],
    at: usize,
    words: &'b [Vec<Word<'a>>],
) -> impl Iterator<Item = (usize, Word<'a>, Relation)> + 'b {
    words.iter().enumerate().filter_map(move |(form, words)| {
        // Names begin alike or end alike, whatever stands between.
        let apart = |place: usize, at: usize| {
            let from_end = (words.len() - place).abs_diff(base.len() - at);
            place.abs_diff(at).min(from_end)
        };
        let claim = |place: usize, at: usize| {
            let relation = relate(&base[at], &words[place])?;
            Some((relation, Reverse((apart(place, at), at))))
        };
        let (word, (relation, _)) = words
            .iter()
            .enumerate()
            .filter_map(|(place, word)| Some((place, *word, claim(place, at)?)))
            .filter(|(place, _, own)| {
                (0..base.len()).all(|other| claim(*place, other).is_none_or(|claim| claim <= *own))
            })
            .max_by_key(|(place, _, claim)| (*claim, Reverse(*place)))
            .map(|(_, word, claim)| (word, claim))?;
        Some((form, word, relation))
    })
}

/// How many records have the word at `at` of the base in some form.
fn support(base: &[Word], at: usize, forms: &[Form], words: &[Vec<Word>]) -> u32 {
    counterparts(base, at, words)
        .map(|(form, _, _)| forms[form].records)
        .sum()
}

/// Whether a word is kept that `support` of `total` records have: not if one alone has it, and several do not.
fn is_kept(support: u32, total: u32) -> bool {
    support >= 2 || total - support <= 1
}

/// What makes a form the one to start from; compared in this order.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Merit {
    full_words: usize,
    fewest_dropped: Reverse<usize>,
    support: u32,
    records: u32,
    known: usize,
    /// A name in its usual order comes before the same words turned round.
    order: u32,
    last: i32,
}

impl Merit {
    fn of(at: usize, forms: &[Form], words: &[Vec<Word>], total: u32, usage: &Usage) -> Self {
        let own = &words[at];
        let mut merit = Self {
            full_words: 0,
            fewest_dropped: Reverse(0),
            support: 0,
            records: forms[at].records,
            known: 0,
            order: usage.order(own),
            last: forms[at].last,
        };
        for (place, word) in own.iter().enumerate() {
            let support = support(own, place, forms, words);
            if is_kept(support, total) {
                merit.full_words += usize::from(word.canonical.len() > 1);
                merit.support += support;
                let (is_listed, count) = usage.standing(word.canonical);
                merit.known += usize::from(is_listed || count > 1);
            } else {
                merit.fewest_dropped.0 += 1;
            }
        }
        merit
    }
}

/// The kept words of the base, each as the records agree to write it.
fn spelled<'a>(
    base: usize,
    forms: &[Form<'a>],
    words: &[Vec<Word<'a>>],
    total: u32,
    usage: &Usage,
) -> Vec<Word<'a>> {
    let own = &words[base];
    (0..own.len())
        .filter(|at| is_kept(support(own, *at, forms, words), total))
        .map(|at| spelling(own, at, forms, words, usage))
        .collect()
}

/// The spelling of one word.
fn spelling<'a>(
    base: &[Word<'a>],
    at: usize,
    forms: &[Form<'a>],
    words: &[Vec<Word<'a>>],
    usage: &Usage,
) -> Word<'a> {
    let mut found: Vec<(Word<'a>, u32)> = Vec::new();
    // A form that shares no word and has one of its own tells how another name is written.
    let is_of_base = |words: &[Word]| {
        let best = |word: &Word| base.iter().filter_map(|own| relate(own, word)).max();
        words.iter().any(|word| best(word) == Some(Relation::Same))
            || words.iter().all(|word| best(word).is_some())
    };
    for (form, word, _) in counterparts(base, at, words) {
        if !is_of_base(&words[form]) {
            continue;
        }
        match found.iter_mut().find(|(known, _)| *known == word) {
            Some((_, records)) => *records += forms[form].records,
            None => found.push((word, forms[form].records)),
        }
    }
    // By their text, so that what is even goes to the first.
    found.sort_unstable_by_key(|(word, _)| (word.canonical, word.written));
    let of_meaning = |canonical: &str| -> u32 {
        let same = found.iter().filter(|(word, _)| word.canonical == canonical);
        same.map(|(_, records)| *records).sum()
    };
    // `moch` is what a form has room for, `muhammad` is the name.
    let is_written_out = |word: &Word| word.written.len() + 2 > word.canonical.len();
    let is_better = |(word, records): &(Word, u32), (best, others): &(Word, u32)| {
        if word.canonical == best.canonical {
            return (is_written_out(word), records, word.written.len())
                > (is_written_out(best), others, best.written.len());
        }
        let is_full = |word: &Word| word.canonical.len() > 1;
        let votes = |word: &Word| (is_full(word), of_meaning(word.canonical));
        if votes(word) != votes(best) {
            return votes(word) > votes(best);
        }
        let (own, other) = (
            usage.standing(word.canonical),
            usage.standing(best.canonical),
        );
        let is_name = |(is_listed, count): (bool, u32)| is_listed || count > 2;
        let goes_on = |long: &Word, short: &Word| long.canonical.starts_with(short.canonical);
        if is_name(own) && goes_on(word, best) {
            return true;
        }
        if is_name(other) && goes_on(best, word) {
            return false;
        }
        // Of two names, either may be meant; what stands beside the others in one record is no mixture.
        let is_base = |word: &Word| *word == base[at];
        if is_name(own) && is_name(other) && (is_base(word) || is_base(best)) {
            return is_base(word);
        }
        own > other
    };
    let best = found
        .iter()
        .reduce(|best, word| if is_better(word, best) { word } else { best });
    best.map_or(base[at], |(word, _)| *word)
}

/// Titles that more than a quarter of the records have, since most leave them out; of Haji and Hajjah the one that more records have.
fn agreed_titles(forms: &[Form], total: u32) -> Vec<String> {
    let persons = || forms.iter().filter(|form| is_person_name(form));
    let support = |title: &str| -> u32 {
        let with = persons().filter(|form| form.name.titles.iter().any(|known| known == title));
        with.map(|form| form.records).sum()
    };
    let mut titles: Vec<&String> = persons().flat_map(|form| &form.name.titles).collect();
    titles.sort_unstable();
    titles.dedup();
    let rival = |title: &str| match title {
        "h" => Some("hj"),
        "hj" => Some("h"),
        "drs" => Some("dra"),
        "dra" => Some("drs"),
        _ => None,
    };
    titles
        .into_iter()
        .filter(|title| 4 * support(title) > total)
        .filter(|title| {
            rival(title).is_none_or(|rival| {
                let (own, other) = (support(title), support(rival));
                own > other || own == other && title.as_str() < rival
            })
        })
        .cloned()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agreed(written: &[(&str, u32)]) -> (String, String, u32) {
        let names: Vec<Arc<Name>> = written
            .iter()
            .map(|(raw, _)| Arc::new(name::parse(raw).expect("a name")))
            .collect();
        let forms: Vec<Form> = (0..)
            .zip(names.iter().zip(written))
            .map(|(at, (name, (_, records)))| Form {
                name,
                value: ValueId::from_index(at),
                record: RecordId(at as u32),
                records: *records,
                last: 0,
            })
            .collect();
        let usage = Usage::of(&names);
        let agreed = agree(&forms, &usage).expect("a name");
        let name = agreed.name.as_deref().unwrap_or(forms[agreed.base].name);
        let agreeing = agreed.fitting.iter().map(|at| forms[*at].records).sum();
        (name.display_plain(), name.display(), agreeing)
    }

    #[test]
    fn a_name_stands_in_the_order_that_its_words_usually_have() {
        let names = ["Hans Maier", "Hans Roth", "Uwe Fischer", "Fischer Hans"];
        let parsed = names.map(|name| Arc::new(name::parse(name).expect("a name")));
        let turned = name::parse("Hans Fischer").expect("a name");
        let form = |name, at| Form {
            name,
            value: ValueId::from_index(at),
            record: RecordId(at as u32),
            records: 1,
            last: 0,
        };
        let forms = [form(&*parsed[3], 0), form(&turned, 1)];
        let agreed = agree(&forms, &Usage::of(&parsed)).expect("a name");
        assert_eq!(agreed.base, 1);
    }

    #[test]
    fn a_word_stands_for_one_word_and_two_names_are_not_mixed() {
        assert_eq!(
            plain(&[("Paddy O Neill", 1), ("Patrick O'Neill", 1)]),
            "Paddy O. Neill"
        );
        let mixed = plain(&[("Wing Hong Wong", 1), ("Yongkang Wang", 1)]);
        assert_eq!(mixed, "Wing Hong Wong");
    }

    fn plain(written: &[(&str, u32)]) -> String {
        agreed(written).0
    }

    #[test]
    fn a_slip_in_one_record_never_wins_by_its_length() {
        let written = [("Hartini", 2), ("Hartinii", 1)];
        assert_eq!(plain(&written), "Hartini");
        assert_eq!(
            plain(&[("Putri Sabina", 1), ("Putri Sqbina", 1)]),
            "Putri Sabina"
        );
    }

    #[test]
    fn an_initial_becomes_the_word_that_fits_it() {
        let written = [("Hartini S.", 3), ("Hartini Soelistyo", 1)];
        let (name, _, agreeing) = agreed(&written);
        assert_eq!((name.as_str(), agreeing), ("Hartini Soelistyo", 4));
        assert_eq!(plain(&[("Hartini S.", 2)]), "Hartini S.");
    }

    #[test]
    fn a_word_of_one_record_against_several_is_not_taken() {
        assert_eq!(
            plain(&[("Budi Santoso", 3), ("Budi Santoso Toko", 1)]),
            "Budi Santoso"
        );
        assert_eq!(plain(&[("Budi", 1), ("Budi Santoso", 1)]), "Budi Santoso");
        assert_eq!(plain(&[("Budi", 4), ("Budi Santoso", 2)]), "Budi Santoso");
    }

    #[test]
    fn each_word_is_taken_from_where_it_is_right() {
        let written = [
            ("Muhamad Jingga Etnest", 1),
            ("Muhammad Jinga Ernest", 1),
            ("Muhammad Jingga Ernest", 1),
        ];
        assert_eq!(plain(&written), "Muhammad Jingga Ernest");
        assert_eq!(
            plain(&[("Moch. Suharto", 2), ("Muhammad Suhatro", 1)]),
            "Muhammad Suharto"
        );
    }

    #[test]
    fn titles_are_kept_that_the_records_agree_on() {
        let written = [
            ("Drs. H. Muhammad Suharto, SE", 1),
            ("H. Muhammad Suharto", 1),
            ("Drs Muhammad Suharto SE", 1),
            ("Ir. Muhammad Suharto", 1),
        ];
        assert_eq!(agreed(&written).1, "Drs. H. Muhammad Suharto, SE");
        assert_eq!(
            agreed(&[("Hj. Siti Aminah", 2), ("H. Siti Aminah", 1)]).1,
            "Hj. Siti Aminah"
        );
    }

    #[test]
    fn apostrophes_stay() {
        let written = [("SITI NUR'AINI", 1), ("Siti Nuraini", 1), ("Siti N", 1)];
        assert!(["Siti Nur'aini", "Siti Nuraini"].contains(&plain(&written).as_str()));
        assert_eq!(
            plain(&[("SITI NUR'AINI", 2), ("Siti N", 1)]),
            "Siti Nur'aini"
        );
    }

    #[test]
    fn the_order_of_forms_does_not_matter() {
        let mut written = [
            ("Edi Hilman", 1),
            ("Edy Hilman Ababil", 1),
            ("Hilman Edi", 1),
        ];
        let one = plain(&written);
        written.reverse();
        assert_eq!(plain(&written), one);
    }

    #[test]
    fn organisations_are_not_put_together() {
        let name = name::parse("PT. Maju Jaya").expect("a name");
        let form = Form {
            name: &name,
            value: ValueId::from_index(0),
            record: RecordId(0),
            records: 1,
            last: 0,
        };
        assert_eq!(agree(&[form], &Usage::default()), None);
    }
}
