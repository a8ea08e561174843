//! Columns beside each other: who keeps a field that only one may have, and what several tell together.

use super::support::support;
use super::{Draft, has};
use crate::ingest::Field;
use crate::ingest::header::{self, Meaning};
use crate::ingest::shape::Shape;

/// Reads headers without the word that several of them share: `inventor_first` beside `inventor_last`.
///
/// Alone, `first` or `last` may be said of anything; the word is left out only where two columns then tell different
/// facts of a person.
pub(super) fn read_families(drafts: &mut [Draft<'_>]) {
    let is_unread = |draft: &Draft<'_>| {
        draft.has_header && !draft.configured && draft.field == Field::Attribute
    };
    let unread: Vec<usize> = (0..drafts.len())
        .filter(|at| is_unread(&drafts[*at]))
        .collect();
    let mut found: Vec<(usize, String, Meaning)> = Vec::new();
    for at in unread {
        for (shared, meaning) in header::meanings_in_family(drafts[at].header) {
            found.push((at, shared, meaning));
        }
    }
    for (at, shared, meaning) in &found {
        let is_family = found.iter().any(|(other, word, another)| {
            other != at && word == shared && another.field != meaning.field
        });
        if is_family && is_unread(&drafts[*at]) {
            drafts[*at].meaning = Some(*meaning);
            drafts[*at].judge_header();
        }
    }
}

/// From this share of rows on a column of births leaves ages nothing to tell.
const MOSTLY_FILLED: f32 = 0.8;

/// Puts together what three columns say of one birth date; a whole date makes a year or an age of no use.
pub(super) fn settle_births(drafts: &mut [Draft<'_>]) {
    let abbreviated = |draft: &Draft<'_>, word: &str, field: Field| {
        draft.is_open()
            && draft.has_header
            && header::words(draft.header) == [word]
            && support(field, &draft.shape).is_some_and(|share| share >= 0.9)
    };
    let find = |drafts: &[Draft<'_>], word: &str, field: Field| {
        let mut columns = (0..drafts.len()).filter(|at| abbreviated(&drafts[*at], word, field));
        columns.next()
    };
    // `by` may be anything, `by` with `bm` and `bd` is a birth.
    let parts = [
        ("by", Field::BirthYear),
        ("bm", Field::BirthMonth),
        ("bd", Field::BirthDay),
    ];
    let columns = parts.map(|(word, field)| find(drafts, word, field));
    if let [Some(year), Some(month), Some(day)] = columns {
        for (at, (_, field)) in [year, month, day].into_iter().zip(parts) {
            let reason = format!(
                "{} beside the other parts of a birth date",
                drafts[at].named()
            );
            drafts[at].set(field, 0.8, reason);
        }
    }
    // `birth_day` is a whole date unless it stands beside a year and a month.
    if has(drafts, Field::BirthYear) && has(drafts, Field::BirthMonth) {
        for draft in drafts.iter_mut().filter(|draft| {
            !draft.configured
                && draft.field == Field::Attribute
                && draft.meaning.map(|meaning| meaning.field) == Some(Field::BirthDate)
        }) {
            if support(Field::BirthDay, &draft.shape).is_some_and(|share| share >= 0.9) {
                let reason = format!("{} beside the other parts of a birth date", draft.named());
                draft.set(Field::BirthDay, 0.8, reason);
            }
        }
    }
    let whole = has(drafts, Field::BirthDate);
    let year = has(drafts, Field::BirthYear);
    // An age says something where the birth is missing.
    let is_known = drafts.iter().any(|draft| {
        matches!(draft.field, Field::BirthDate | Field::BirthYear)
            && draft.shape.fill() >= MOSTLY_FILLED
    });
    for draft in drafts.iter_mut().filter(|draft| !draft.configured) {
        let is_told = match draft.field {
            Field::BirthYear => whole,
            Field::BirthMonth | Field::BirthDay => whole || !year,
            Field::Age => is_known,
            _ => false,
        };
        if is_told {
            let reason = if whole || draft.field == Field::Age {
                format!("{}, another column tells the birth", draft.named())
            } else {
                format!("{}, no column tells the year of birth", draft.named())
            };
            draft.set(Field::Attribute, 0.4, reason);
        }
    }
}

/// Chooses the one record key; other key-like headers are a customer's number or a plain fact.
pub(super) fn settle_keys(drafts: &mut [Draft<'_>]) {
    let fixed = drafts
        .iter()
        .any(|draft| draft.configured && draft.field == Field::RecordKey);
    let best = drafts
        .iter()
        .enumerate()
        .filter(|(_, draft)| !fixed && draft.field == Field::RecordKey && draft.is_key_like())
        .min_by(|left, right| {
            right
                .1
                .score
                .total_cmp(&left.1.score)
                .then(left.0.cmp(&right.0))
        })
        .map(|(at, _)| at);
    for (at, draft) in drafts.iter_mut().enumerate() {
        if draft.field != Field::RecordKey || draft.configured || Some(at) == best {
            continue;
        }
        if draft.is_key_like() {
            let reason = format!("{}, another column is the record key", draft.named());
            draft.set(Field::Attribute, 0.4, reason);
        } else if draft.shape.nik >= 0.6 {
            draft.set(
                Field::NationalId,
                0.8,
                format!("{}, values look like identity numbers", draft.named()),
            );
        } else {
            draft.repeated_key = true;
            draft.set(
                Field::Attribute,
                0.4,
                format!(
                    "{} means a key, but the values repeat or are missing",
                    draft.named()
                ),
            );
        }
    }
}

/// An address column without a single house (`Townland / Street`) names places.
pub(super) fn settle_places(drafts: &mut [Draft<'_>]) {
    if has(drafts, Field::HouseNumber) {
        return;
    }
    for at in 0..drafts.len() {
        let draft = &drafts[at];
        let shape = &draft.shape;
        let names_places = shape.digit < 0.05 && shape.address < 0.2 && shape.uniqueness() < 0.5;
        if draft.field == Field::Address && !draft.configured && shape.filled >= 20 && names_places
        {
            let field = if has(drafts, Field::Village) {
                Field::Attribute
            } else {
                Field::Village
            };
            let draft = &mut drafts[at];
            let reason = format!("{}, values are places without a house", draft.named());
            draft.set(field, draft.score * 0.8, reason);
        }
    }
}

/// Leaves every field that can't repeat to its best column.
pub(super) fn settle_single_fields(drafts: &mut [Draft<'_>]) {
    // The second pass places what lost its first field and fell back on another.
    for _ in 0..2 {
        for field in Field::ALL
            .iter()
            .copied()
            .filter(|field| !field.may_repeat())
        {
            let mut rivals: Vec<usize> = (0..drafts.len())
                .filter(|at| drafts[*at].field == field)
                .collect();
            rivals.sort_by(|left, right| {
                let (left_draft, right_draft) = (&drafts[*left], &drafts[*right]);
                let score = right_draft.score.total_cmp(&left_draft.score);
                score
                    .then(right_draft.shape.filled.cmp(&left_draft.shape.filled))
                    .then(left.cmp(right))
            });
            for at in rivals
                .into_iter()
                .skip(1)
                .filter(|at| !drafts[*at].configured)
                .collect::<Vec<_>>()
            {
                fall_back(drafts, at);
            }
        }
    }
}

fn fall_back(drafts: &mut [Draft<'_>], at: usize) {
    let lost = drafts[at].field;
    let words = header::words(drafts[at].header);
    // `fname_2` beside `fname_1` is a second given name.
    let is_second = lost == Field::GivenName
        && drafts.iter().enumerate().any(|(other, draft)| {
            other != at && draft.field == lost && header::words(draft.header) == words
        });
    let otherwise = match drafts[at].meaning {
        Some(_) if is_second => Field::MiddleName,
        Some(meaning) => meaning.otherwise,
        None => Field::Attribute,
    };
    let free = otherwise != lost && !has(drafts, otherwise);
    let fits = otherwise != Field::RecordKey || drafts[at].is_key_like();
    let draft = &mut drafts[at];
    let field = if free && fits {
        otherwise
    } else {
        Field::Attribute
    };
    let reason = format!(
        "{}, another column has the {}",
        draft.named(),
        lost.phrase()
    );
    draft.set(field, draft.score * 0.6, reason);
}

/// Whether values are given names, perhaps two (`María Mercedes`): whole names seldom come again.
fn are_given_names(shape: &Shape) -> bool {
    shape.words < 2.2 && shape.uniqueness() < 0.5
}

/// `sname` beside a family name is a second given name, and a family name where there is no other.
pub(super) fn settle_second_given_names(drafts: &mut [Draft<'_>]) {
    let of_family = |draft: &Draft<'_>| draft.field == Field::FamilyName;
    let may_be_second = |draft: &Draft<'_>| {
        of_family(draft)
            && !draft.configured
            && draft.meaning.map(|meaning| meaning.otherwise) == Some(Field::MiddleName)
    };
    let Some(at) = drafts.iter().position(may_be_second) else {
        return;
    };
    if drafts.iter().filter(|draft| of_family(draft)).count() > 1 && !has(drafts, Field::MiddleName)
    {
        let draft = &mut drafts[at];
        let reason = format!("{} beside a family name", draft.named());
        draft.set(Field::MiddleName, draft.score * 0.8, reason);
    }
}

/// `nom` beside `prenom` is a family name, `nombre` beside `apellido` a given name; a firm's name is a firm's.
pub(super) fn settle_names(drafts: &mut [Draft<'_>]) {
    let (given, family) = (
        has(drafts, Field::GivenName),
        has(drafts, Field::FamilyName),
    );
    let names: Vec<usize> = (0..drafts.len())
        .filter(|at| drafts[*at].field == Field::Name)
        .collect();
    if given != family
        && let [only] = names[..]
        && (drafts[only].shape.words < 1.5 || !given && are_given_names(&drafts[only].shape))
        && !drafts[only].configured
    {
        let (field, beside) = if given {
            (Field::FamilyName, "given")
        } else {
            (Field::GivenName, "family")
        };
        let reason = format!(
            "{} beside {beside} names, values are no whole names",
            drafts[only].named()
        );
        drafts[only].set(field, drafts[only].score * 0.9, reason);
        return;
    }
    for draft in drafts
        .iter_mut()
        .filter(|draft| draft.field == Field::Name && !draft.configured)
    {
        if draft.shape.organisation >= 0.5 {
            let reason = format!("{}, values look like organisations", draft.named());
            draft.set(Field::Organisation, draft.score, reason);
        }
    }
}

/// A column of a few words that come again and again names nobody beside a column of names.
pub(super) fn settle_second_names(drafts: &mut [Draft<'_>]) {
    const NAMES: [Field; 4] = [
        Field::Name,
        Field::GivenName,
        Field::FamilyName,
        Field::Organisation,
    ];
    let Some(most) = drafts
        .iter()
        .filter(|draft| NAMES.contains(&draft.field))
        .map(|draft| draft.shape.distinct)
        .max()
    else {
        return;
    };
    for draft in drafts.iter_mut().filter(|draft| {
        !draft.configured && matches!(draft.field, Field::Name | Field::Organisation)
    }) {
        let shape = &draft.shape;
        if shape.filled >= 20 && shape.distinct * 20 <= shape.filled && shape.distinct * 20 <= most
        {
            let reason = format!(
                "{}, but few values in many rows beside a column of names",
                draft.named()
            );
            draft.set(Field::Attribute, 0.4, reason);
        }
    }
}
