//! Columns to fields: what the header says, unless the values say no; then what the values alone say.
//!
//! Decisions look at the set of rows, never at their order, and at columns from left to right only to break ties.

use super::Field;
use super::header::{self, Meaning};
use super::kind::SourceKind;
use super::shape::Shape;

/// The share of values that must bear out a header.
const SUPPORT: f32 = 0.3;

/// From this share of distinct values on a column can be a key: exports hold a row twice now and then.
const UNIQUE: f32 = 0.98;

/// One column with what is known about it.
pub(super) struct Draft<'a> {
    header: &'a str,
    /// The header stands in the file.
    has_header: bool,
    pub(super) shape: Shape,
    meaning: Option<Meaning>,
    /// The settings named the field; nothing may change it.
    configured: bool,
    /// A customer's key by its header, though its values repeat.
    repeated_key: bool,
    pub(super) field: Field,
    pub(super) score: f32,
    pub(super) reason: String,
}

impl<'a> Draft<'a> {
    /// Takes in a column; a header that was made up says nothing.
    pub(super) fn new(
        header: &'a str,
        has_header: bool,
        shape: Shape,
        configured: Option<Field>,
    ) -> Self {
        let meaning = if has_header {
            header::meaning(header)
        } else {
            None
        };
        let mut draft = Self {
            header,
            has_header,
            shape,
            meaning,
            configured: configured.is_some(),
            repeated_key: false,
            field: configured.unwrap_or(Field::Attribute),
            score: if configured.is_some() { 1.0 } else { 0.0 },
            reason: if configured.is_some() {
                "set by the configuration".to_owned()
            } else {
                String::new()
            },
        };
        if !draft.configured {
            draft.judge_header();
        }
        draft
    }

    fn set(&mut self, field: Field, score: f32, reason: impl Into<String>) {
        self.field = field;
        self.score = score;
        self.reason = reason.into();
    }

    /// The column has no meaning from its header and none was given to it.
    fn is_open(&self) -> bool {
        !self.configured && self.meaning.is_none() && self.field == Field::Attribute
    }

    fn is_key_like(&self) -> bool {
        self.shape.uniqueness() >= UNIQUE && self.shape.fill() >= UNIQUE
    }

    fn named(&self) -> String {
        format!("header `{}`", self.header)
    }

    /// Follows the header as far as the values bear it out.
    fn judge_header(&mut self) {
        let Some(meaning) = self.meaning else {
            let header = if self.has_header {
                format!("{} is not known", self.named())
            } else {
                "no header".to_owned()
            };
            let reason = format!("{header}, the values are kept as they are");
            return if self.shape.filled == 0 {
                self.set(Field::Ignore, 1.0, "column is empty");
            } else {
                self.set(Field::Attribute, 0.3, reason);
            };
        };
        let field = self.by_magnitude(meaning.field);
        if self.shape.filled == 0 {
            self.set(Field::Ignore, 1.0, "column is empty");
        } else if meaning.counts_rows {
            self.judge_row_number();
        } else {
            match support(field, &self.shape) {
                _ if self.shape.sampled == 0 => {
                    let reason = format!("{}, only placeholders in the values", self.named());
                    self.set(field, meaning.strength * 0.7, reason);
                }
                None if field == Field::Attribute => {
                    self.set(
                        field,
                        meaning.strength * 0.9,
                        format!("{}, a fact without a field of its own", self.named()),
                    );
                }
                None => self.set(field, meaning.strength * 0.9, self.named()),
                Some(share) if share >= SUPPORT => {
                    let reason = format!("{}, values look like {}", self.named(), field.phrase());
                    self.set(
                        field,
                        meaning.strength * (0.7 + 0.3 * share.min(1.0)),
                        reason,
                    );
                }
                Some(_) => self.contradict(field),
            }
        }
    }

    /// `JML` and `TOTAL` count pieces or money; money is large.
    fn by_magnitude(&self, field: Field) -> Field {
        let money = self.shape.number >= 0.5 && self.shape.median >= 1000.0;
        if field == Field::Quantity && money {
            Field::Amount
        } else {
            field
        }
    }

    fn judge_row_number(&mut self) {
        if self.shape.row_numbers {
            self.set(
                Field::Ignore,
                0.9,
                format!("{}, values number the rows", self.named()),
            );
        } else if self.is_key_like() && self.shape.code >= 0.5 {
            self.set(
                Field::RecordKey,
                0.5,
                format!("{}, every row has its own code", self.named()),
            );
        } else {
            self.set(
                Field::Attribute,
                0.3,
                format!("{}, values don't number the rows", self.named()),
            );
        }
    }

    /// The values veto the header; only what they show beyond doubt replaces it.
    fn contradict(&mut self, field: Field) {
        let (found, score) = sure_by_values(&self.shape).unwrap_or((Field::Attribute, 0.3));
        let but = format!(
            "{} means {}, but the values look different",
            self.named(),
            field.phrase()
        );
        let reason = if found == Field::Attribute {
            but
        } else {
            format!("{but}: like {}", found.phrase())
        };
        self.set(found, score, reason);
    }
}

/// Finds the field of every column, the kind not yet known.
pub(super) fn map(drafts: &mut [Draft<'_>]) {
    read_families(drafts);
    settle_keys(drafts);
    settle_single_fields(drafts);
    settle_births(drafts);
    settle_names(drafts);
    guess_by_values(drafts);
    settle_second_names(drafts);
    for draft in drafts
        .iter_mut()
        .filter(|draft| !draft.configured && draft.field == Field::Attribute)
    {
        if draft.shape.distinct == 1
            && draft.shape.filled == draft.shape.rows
            && draft.shape.rows >= 20
        {
            draft.set(Field::Ignore, 0.9, "every row has the same value");
        }
    }
}

/// Reads headers without the word that several of them share: `inventor_first` beside `inventor_last`.
///
/// Alone, `first` or `last` may be said of anything; the word is left out only where two columns then tell different
/// facts of a person.
fn read_families(drafts: &mut [Draft<'_>]) {
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

/// Puts together what three columns say of one birth date; a whole date makes a year or an age of no use.
fn settle_births(drafts: &mut [Draft<'_>]) {
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
    for draft in drafts.iter_mut().filter(|draft| !draft.configured) {
        let is_told = match draft.field {
            Field::BirthYear => whole,
            Field::BirthMonth | Field::BirthDay => whole || !year,
            Field::Age => whole || year,
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

/// Adapts the fields that mean something else in another kind of source.
pub(super) fn adapt(drafts: &mut [Draft<'_>], kind: SourceKind) {
    if kind == SourceKind::Invoices {
        adapt_to_invoices(drafts);
        return;
    }
    if has(drafts, Field::InvoiceNumber) {
        return;
    }
    let issue = !has(drafts, Field::IssueDate) && kind == SourceKind::Cards;
    for draft in drafts.iter_mut().filter(|draft| !draft.configured) {
        match draft.field {
            Field::InvoiceDate if issue => {
                let reason = format!(
                    "{}, the date of the card, as there are no invoices",
                    draft.named()
                );
                draft.set(Field::IssueDate, draft.score * 0.8, reason);
            }
            Field::InvoiceDate
            | Field::InvoiceTime
            | Field::ItemCode
            | Field::ItemName
            | Field::Quantity
            | Field::UnitPrice
            | Field::Amount => {
                let reason = format!("{}, but the source has no invoices", draft.named());
                draft.set(Field::Attribute, 0.4, reason);
            }
            _ => {}
        }
    }
}

fn adapt_to_invoices(drafts: &mut [Draft<'_>]) {
    if !has(drafts, Field::CardNumber)
        && let Some(draft) = drafts
            .iter_mut()
            .find(|draft| draft.repeated_key && draft.field == Field::Attribute)
    {
        let reason = format!("{}, the customer's number on the invoice", draft.named());
        draft.set(Field::CardNumber, 0.7, reason);
    }
    if !has(drafts, Field::InvoiceDate)
        && let Some(draft) = drafts
            .iter_mut()
            .find(|draft| !draft.configured && draft.field == Field::IssueDate)
    {
        let reason = format!("{}, the date of the invoice", draft.named());
        draft.set(Field::InvoiceDate, draft.score * 0.8, reason);
    }
    let lines = has(drafts, Field::Quantity)
        || has(drafts, Field::UnitPrice)
        || has(drafts, Field::ItemCode);
    if lines && !has(drafts, Field::ItemName) {
        let goods = |draft: &&mut Draft<'_>| {
            !draft.configured
                && draft.field == Field::Name
                && draft.shape.sampled > 0
                && draft.shape.person < 0.5
        };
        if let Some(draft) = drafts.iter_mut().find(goods) {
            let reason = format!(
                "{} in a list of goods, values look unlike persons",
                draft.named()
            );
            draft.set(Field::ItemName, draft.score * 0.8, reason);
        }
    }
}

/// Tells whether any column has the field.
pub(super) fn has(drafts: &[Draft<'_>], field: Field) -> bool {
    drafts.iter().any(|draft| draft.field == field)
}

/// Chooses the one record key; other key-like headers are a customer's number or a plain fact.
fn settle_keys(drafts: &mut [Draft<'_>]) {
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

/// Leaves every field that can't repeat to its best column.
fn settle_single_fields(drafts: &mut [Draft<'_>]) {
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

/// `nom` beside `prenom` is a family name, `nombre` beside `apellido` a given name; a firm's name is a firm's.
fn settle_names(drafts: &mut [Draft<'_>]) {
    let (given, family) = (
        has(drafts, Field::GivenName),
        has(drafts, Field::FamilyName),
    );
    let names: Vec<usize> = (0..drafts.len())
        .filter(|at| drafts[*at].field == Field::Name)
        .collect();
    if given != family
        && let [only] = names[..]
        && drafts[only].shape.words < 1.5
        && !drafts[only].configured
    {
        let (field, beside) = if given {
            (Field::FamilyName, "given")
        } else {
            (Field::GivenName, "family")
        };
        let reason = format!(
            "{} beside {beside} names, values are single words",
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
fn settle_second_names(drafts: &mut [Draft<'_>]) {
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

/// Gives the columns without a known header what their values show, if no other column has it already.
///
/// In a `blind` source, where no header says anything, weaker signs count too.
fn guess_by_values(drafts: &mut [Draft<'_>]) {
    let blind = drafts.iter().all(|draft| draft.meaning.is_none());
    for at in 0..drafts.len() {
        if drafts[at].is_open()
            && let Some((field, score)) =
                sure_by_values(&drafts[at].shape).or_else(|| likely(drafts, at, blind))
        {
            by_values(&mut drafts[at], field, score);
        }
    }
    guess_key(drafts, blind);
    guess_name(drafts);
    if blind {
        guess_purchases(drafts);
        give(drafts, Field::City, |shape| {
            shape.person >= 0.9
                && shape.distinct > 2
                && shape.uniqueness() < 0.2
                && shape.words < 3.0
        });
    }
}

/// Gives a field that no column has to the first open column that fits.
fn give(drafts: &mut [Draft<'_>], field: Field, fits: impl Fn(&Shape) -> bool) {
    if !has(drafts, field)
        && let Some(draft) = drafts
            .iter_mut()
            .find(|draft| draft.is_open() && fits(&draft.shape))
    {
        by_values(draft, field, 0.4);
    }
}

/// A blind source in which no row has a code of its own, but rows have a date and a sum, holds purchases.
fn guess_purchases(drafts: &mut [Draft<'_>]) {
    let sum =
        |shape: &Shape| shape.number >= 0.9 && shape.median >= 1000.0 && shape.one_shape < 0.5;
    let keyed = has(drafts, Field::RecordKey)
        || has(drafts, Field::CardNumber)
        || has(drafts, Field::BirthDate);
    if keyed
        || !drafts
            .iter()
            .any(|draft| draft.is_open() && sum(&draft.shape))
    {
        return;
    }
    if let Some(date) = drafts
        .iter_mut()
        .find(|draft| !draft.configured && draft.field == Field::IssueDate)
    {
        by_values(date, Field::InvoiceDate, 0.4);
    }
    let code = |shape: &Shape| {
        shape.code >= 0.95 && shape.one_shape >= 0.9 && shape.time < 0.5 && shape.length >= 4.0
    };
    give(drafts, Field::InvoiceTime, |shape| shape.time >= 0.9);
    give(drafts, Field::InvoiceNumber, |shape| {
        code(shape) && shape.uniqueness() >= 0.2
    });
    give(drafts, Field::CardNumber, |shape| {
        code(shape) && shape.number >= 0.9 && shape.length >= 6.0
    });
    // The sum of a line stands behind the price of a piece.
    if let Some(draft) = drafts
        .iter_mut()
        .rev()
        .find(|draft| draft.is_open() && sum(&draft.shape))
    {
        by_values(draft, Field::Amount, 0.4);
    }
    give(drafts, Field::UnitPrice, sum);
}

fn by_values(draft: &mut Draft<'_>, field: Field, score: f32) {
    let reason = match draft.has_header {
        false => format!("no header, values look like {}", field.phrase()),
        true => format!(
            "{} is not known, values look like {}",
            draft.named(),
            field.phrase()
        ),
    };
    draft.set(field, score, reason);
}

/// What values show beyond doubt, whatever the header.
fn sure_by_values(shape: &Shape) -> Option<(Field, f32)> {
    let score = |share: f32| 0.4 + 0.4 * share;
    if shape.email >= 0.6 {
        Some((Field::Email, score(shape.email)))
    } else if shape.nik >= 0.6 {
        Some((Field::NationalId, score(shape.nik)))
    } else if shape.sure_phone >= 0.6 && !is_running(shape) {
        Some((Field::Phone, score(shape.sure_phone)))
    } else {
        None
    }
}

/// Fewer numbers than this may lie close together by chance.
const FEWEST_RUNNING: usize = 50;

/// Fewer dates than this don't tell births from other events by their years.
const FEWEST_DATES: usize = 20;

/// Numbers that somebody counted on: plain digits of one length, nearly all distinct and close to one another.
fn is_running(shape: &Shape) -> bool {
    shape.distinct >= FEWEST_RUNNING
        && shape.number >= UNIQUE
        && shape.one_shape >= UNIQUE
        && shape.uniqueness() >= 0.9
        && shape.range < 50.0 * shape.distinct as f64
}

/// What values may mean when no other column does.
fn likely(drafts: &[Draft<'_>], at: usize, blind: bool) -> Option<(Field, f32)> {
    let shape = &drafts[at].shape;
    let free = |field| !has(drafts, field);
    if is_birth(drafts, at) && free(Field::BirthDate) && free(Field::BirthYear) {
        Some((Field::BirthDate, 0.6))
    } else if shape.date >= 0.8 && blind && free(Field::IssueDate) {
        Some((Field::IssueDate, 0.4))
    } else if shape.gender >= 0.95
        && (2..=4).contains(&shape.distinct)
        && shape.letter >= 0.5
        && free(Field::Gender)
    {
        Some((Field::Gender, 0.6))
    } else if shape.address >= 0.5 && shape.url < 0.1 && free(Field::Address) {
        Some((Field::Address, 0.6))
    } else if blind && is_postal(shape) && free(Field::PostalCode) {
        Some((Field::PostalCode, 0.4))
    } else if is_landline(shape) {
        Some((Field::Phone, 0.6))
    } else {
        likely_place(shape).filter(|(field, _)| free(*field))
    }
}

/// The years that make somebody grown up.
const GROWN_UP: i32 = 18;

/// Dates that spread over decades, most of them long before the newest date of the source.
///
/// A header that names another event (`filing_date`) speaks against a birth.
fn is_birth(drafts: &[Draft<'_>], at: usize) -> bool {
    let shape = &drafts[at].shape;
    let newest = drafts
        .iter()
        .filter(|draft| draft.shape.date >= 0.8)
        .map(|draft| draft.shape.newest_year)
        .max()
        .unwrap_or_default();
    shape.date >= 0.8
        && shape.year_spread >= 25
        && (shape.sampled < FEWEST_DATES || shape.median_year + GROWN_UP < newest)
        && !(drafts[at].has_header && header::names_event(drafts[at].header))
}

/// Numbers with an area code; a running card number may begin like one, but each row has its own.
fn is_landline(shape: &Shape) -> bool {
    shape.area_phone >= 0.6 && (shape.uniqueness() < UNIQUE || shape.fill() < UNIQUE)
}

/// What the names of places show: the smaller ones are often named like the larger.
fn likely_place(shape: &Shape) -> Option<(Field, f32)> {
    if shape.province >= 0.8 {
        Some((Field::Province, 0.6))
    } else if shape.city >= 0.6 {
        Some((Field::City, 0.6))
    } else if shape.district >= 0.6 {
        Some((Field::District, 0.5))
    } else {
        None
    }
}

fn is_postal(shape: &Shape) -> bool {
    shape.postal >= 0.9
        && shape.one_shape >= 0.9
        && (4.5..7.5).contains(&shape.length)
        && shape.uniqueness() < 0.9
}

/// Without a key or card by header, the first column with a code of its own in every row is one.
fn guess_key(drafts: &mut [Draft<'_>], blind: bool) {
    if has(drafts, Field::RecordKey) || has(drafts, Field::CardNumber) {
        return;
    }
    let key = |draft: &&mut Draft<'_>| {
        let shape = &draft.shape;
        let unique = shape.distinct == shape.rows && shape.rows >= 2;
        draft.is_open()
            && unique
            && shape.code >= 0.95
            && shape.date < 0.5
            && shape.one_shape >= 0.1
    };
    if let Some(draft) = drafts.iter_mut().find(key) {
        let long = blind && draft.shape.length >= 8.0 && draft.shape.number >= 0.9;
        by_values(
            draft,
            if long {
                Field::CardNumber
            } else {
                Field::RecordKey
            },
            0.5,
        );
    }
}

/// Without a name by header, the column with the most distinct person-like values is one.
fn guess_name(drafts: &mut [Draft<'_>]) {
    const NAMES: [Field; 5] = [
        Field::Name,
        Field::GivenName,
        Field::FamilyName,
        Field::Organisation,
        Field::ItemName,
    ];
    if NAMES.iter().any(|field| has(drafts, *field)) {
        return;
    }
    let best = drafts
        .iter()
        .enumerate()
        .filter(|(_, draft)| {
            let shape = &draft.shape;
            draft.is_open()
                && shape.person >= 0.8
                && shape.words >= 1.2
                && (shape.uniqueness() >= 0.2 || shape.distinct >= 500)
        })
        .max_by(|left, right| {
            let known = |draft: &Draft<'_>| draft.shape.known_name >= 0.5;
            known(left.1)
                .cmp(&known(right.1))
                .then(left.1.shape.distinct.cmp(&right.1.shape.distinct))
                .then(right.0.cmp(&left.0))
        })
        .map(|(at, _)| at);
    if let Some(at) = best {
        let field = if drafts[at].shape.organisation >= 0.5 {
            Field::Organisation
        } else {
            Field::Name
        };
        by_values(&mut drafts[at], field, 0.5);
    }
}

/// The share of values that bear the field out; `None` for fields that hold anything.
fn support(field: Field, shape: &Shape) -> Option<f32> {
    let foreign = shape.email.max(shape.url);
    let text = shape.letter - foreign.max(shape.date);
    match field {
        Field::Name
        | Field::GivenName
        | Field::FamilyName
        | Field::OtherName
        | Field::Organisation => Some(text),
        Field::MiddleName | Field::NameSuffix | Field::BirthPlace => Some(text),
        Field::Title => Some(if shape.words <= 3.0 { text } else { 0.0 }),
        Field::Village | Field::District | Field::City | Field::Province | Field::Country => {
            Some(text)
        }
        Field::Address => {
            Some(shape.letter.max(shape.address) - foreign.max(shape.date).max(shape.sure_phone))
        }
        Field::Gender => Some(if shape.distinct <= 3 && shape.length <= 10.0 {
            1.0
        } else {
            shape.gender - 0.2
        }),
        Field::BirthDate | Field::IssueDate | Field::ExpiryDate | Field::InvoiceDate => {
            Some(date_support(shape))
        }
        Field::BirthYear => Some(if is_year(shape) || is_short_year(shape) {
            shape.number
        } else {
            0.0
        }),
        Field::BirthMonth => Some(if shape.letter >= 0.5 && shape.distinct <= 60 {
            shape.letter
        } else if (1.0..=12.0).contains(&shape.median) && shape.length < 2.5 {
            shape.number
        } else {
            0.0
        }),
        Field::BirthDay => Some(
            if (1.0..=31.0).contains(&shape.median) && shape.length < 2.5 {
                shape.number
            } else {
                0.0
            },
        ),
        Field::Age => Some(if shape.median <= 110.0 && shape.length < 4.0 {
            shape.number
        } else {
            0.0
        }),
        Field::InvoiceTime => Some(shape.time.max(if shape.median < 2400.0 {
            shape.number * 0.5
        } else {
            0.0
        })),
        Field::Phone => Some(shape.phone),
        Field::Email => Some(shape.email),
        Field::NationalId => Some(shape.digit - foreign),
        Field::CardNumber | Field::InvoiceNumber | Field::RecordKey => {
            let date = if shape.date >= 0.8 { 1.0 } else { 0.0 };
            Some(shape.digit.max(shape.code) - foreign.max(date))
        }
        Field::HouseNumber | Field::Unit => Some(if shape.length <= 12.0 { 1.0 } else { 0.0 }),
        Field::PostalCode => Some(shape.postal),
        Field::Quantity | Field::UnitPrice | Field::Amount => Some(shape.number),
        Field::Shop
        | Field::Cashier
        | Field::ItemCode
        | Field::ItemName
        | Field::Notes
        | Field::Attribute
        | Field::Ignore => None,
    }
}

/// Dates, a spreadsheet's day numbers, or bare years.
fn date_support(shape: &Shape) -> f32 {
    let serial = (8_000.0..60_000.0).contains(&shape.median) && (4.0..6.0).contains(&shape.length);
    if serial || is_year(shape) {
        shape.date.max(shape.number)
    } else {
        shape.date
    }
}

fn is_year(shape: &Shape) -> bool {
    (1500.0..2100.0).contains(&shape.median) && shape.length < 4.5
}

/// Years without their century.
fn is_short_year(shape: &Shape) -> bool {
    shape.median < 100.0 && shape.length < 2.5
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Maps columns given as a header and values, one per row.
    fn fields(columns: &[(&str, &[&str])]) -> Vec<(Field, String)> {
        let mut drafts: Vec<Draft<'_>> = columns
            .iter()
            .map(|(header, texts)| {
                let mut values: Vec<Box<str>> = vec!["".into()];
                let mut cells = Vec::new();
                for text in *texts {
                    let at = values
                        .iter()
                        .position(|value| **value == **text)
                        .unwrap_or_else(|| {
                            values.push((*text).into());
                            values.len() - 1
                        });
                    cells.push(at as u32);
                }
                Draft::new(
                    header,
                    !header.is_empty(),
                    Shape::of(&cells, &values.iter().skip(1).collect()),
                    None,
                )
            })
            .collect();
        map(&mut drafts);
        drafts
            .into_iter()
            .map(|draft| (draft.field, draft.reason))
            .collect()
    }

    fn field(header: &str, texts: &[&str]) -> (Field, String) {
        fields(&[(header, texts)]).remove(0)
    }

    #[test]
    fn values_veto_a_header_that_cannot_be_true() {
        let (found, reason) = field("TELP", &["01/02/1970", "03/04/1981", "05/06/1992"]);
        assert_eq!(found, Field::Attribute);
        assert_eq!(
            reason,
            "header `TELP` means telephone numbers, but the values look different"
        );
        let (found, reason) = field("HP", &["a@b.co.id", "c@d.com", "e@f.com"]);
        assert_eq!(found, Field::Email);
        assert_eq!(
            reason,
            "header `HP` means telephone numbers, but the values look different: like e-mail addresses"
        );
    }

    #[test]
    fn unknown_headers_are_understood_by_their_values_or_kept() {
        assert_eq!(field("x9", &["a@b.com", "c@d.com"]).0, Field::Email);
        assert_eq!(
            field("x9", &["3578011203700001", "3578014408810002"]).0,
            Field::NationalId
        );
        assert_eq!(
            field("x9", &["081234567891", "081234567892", "081234567891"]).0,
            Field::Phone
        );
        let (found, reason) = field("x9", &["foo", "bar", "foo"]);
        assert_eq!(found, Field::Attribute);
        assert_eq!(
            reason,
            "header `x9` is not known, the values are kept as they are"
        );
    }

    #[test]
    fn empty_columns_and_row_numbers_are_ignored() {
        assert_eq!(
            field("NAMA", &["", "", ""]),
            (Field::Ignore, "column is empty".to_owned())
        );
        assert_eq!(field("NO", &["2", "1", "3", "4"]).0, Field::Ignore);
        assert_eq!(field("KOTA", &["SURABAYA"; 30]).0, Field::City);
        assert_eq!(field("x9", &["yes"; 30]).0, Field::Ignore);
    }

    #[test]
    fn a_source_has_one_record_key_and_it_is_unique() {
        let found = fields(&[
            ("person_id", &["7", "7", "8"]),
            ("rec_id", &["r1", "r2", "r3"]),
            ("kode", &["C1", "C2", "C3"]),
        ]);
        let found: Vec<Field> = found.into_iter().map(|(field, _)| field).collect();
        assert_eq!(
            found,
            [Field::Attribute, Field::RecordKey, Field::Attribute]
        );
    }

    #[test]
    fn the_city_beside_a_suburb_makes_the_suburb_a_district() {
        let found = fields(&[
            ("suburb", &["rivett", "frankston"]),
            ("city", &["canberra", "melbourne"]),
        ]);
        assert_eq!((found[0].0, found[1].0), (Field::District, Field::City));
        assert_eq!(field("suburb", &["rivett", "frankston"]).0, Field::City);
    }

    #[test]
    fn a_bare_name_beside_given_names_is_the_family_name() {
        let found = fields(&[
            ("Nom", &["DUPONT", "MARTIN"]),
            ("Pr\u{e9}nom", &["Jean", "Marie"]),
        ]);
        assert_eq!(
            (found[0].0, found[1].0),
            (Field::FamilyName, Field::GivenName)
        );
        let found = fields(&[
            ("full_name", &["Jean Dupont", "Marie Martin"]),
            ("first_name", &["Jean", "Marie"]),
        ]);
        assert_eq!((found[0].0, found[1].0), (Field::Name, Field::GivenName));
    }

    #[test]
    fn pieces_and_money_are_told_apart_by_size() {
        assert_eq!(field("JML", &["1", "2", "3"]).0, Field::Quantity);
        assert_eq!(field("JML", &["1.950.000", "275.000"]).0, Field::Amount);
    }

    #[test]
    fn a_city_is_no_birth_place_and_the_reverse() {
        let found = fields(&[
            ("birth_place", &["London", "Leeds"]),
            ("city", &["York", "Bath"]),
        ]);
        assert_eq!((found[0].0, found[1].0), (Field::BirthPlace, Field::City));
    }

    #[test]
    fn a_word_that_headers_share_hides_no_name() {
        let found = fields(&[
            ("inventor_first", &["Hiroka", "Alexander"]),
            ("inventor_last", &["Itani", "Epple"]),
        ]);
        assert_eq!(
            (found[0].0, found[1].0),
            (Field::GivenName, Field::FamilyName)
        );
        let found = fields(&[
            ("fname_c1", &["IRMGARD", "RENATE"]),
            ("fname_c2", &["", "EVA"]),
            ("lname_c1", &["DIETRICH", "KOEHLER"]),
        ]);
        assert_eq!(
            (found[0].0, found[1].0, found[2].0),
            (Field::GivenName, Field::MiddleName, Field::FamilyName)
        );
        // Said of somebody else, or by one column alone, it says nothing of the person.
        let found = fields(&[
            ("mother_first", &["Anna", "Eva"]),
            ("mother_last", &["Itani", "Epple"]),
            ("visit_last", &["Monday", "Friday"]),
        ]);
        assert!(found.iter().all(|(field, _)| *field == Field::Attribute));
    }

    #[test]
    fn few_values_in_many_rows_are_no_second_name() {
        let names: Vec<String> = (0..200).map(|at| format!("Maju {at} GmbH")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let found = fields(&[("NAME", &names), ("NAME2", &["Attn: Accounts"; 200])]);
        assert_eq!(found[0].0, Field::Organisation);
        assert_eq!(found[1].0, Field::Ignore);
    }

    #[test]
    fn running_numbers_are_no_telephones() {
        let codes: Vec<String> = (0..100)
            .map(|at| format!("00{:08}", 26_147_600 + at * 7))
            .collect();
        let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
        assert_ne!(field("VENDOR", &codes).0, Field::Phone);
        let phones: Vec<String> = (0..100)
            .map(|at| format!("08123{:06}", at * 7_919))
            .collect();
        let phones: Vec<&str> = phones.iter().map(String::as_str).collect();
        assert_eq!(field("x9", &phones).0, Field::Phone);
    }

    #[test]
    fn parts_of_a_birth_are_told_where_no_whole_date_is() {
        let parts: [(&str, &[&str]); 3] = [
            ("by", &["1956", "1971"]),
            ("bm", &["6", "9"]),
            ("bd", &["15", "4"]),
        ];
        let found: Vec<Field> = fields(&parts).into_iter().map(|(field, _)| field).collect();
        assert_eq!(
            found,
            [Field::BirthYear, Field::BirthMonth, Field::BirthDay]
        );
        assert_eq!(field("by", &["1956", "1971", "1956"]).0, Field::Attribute);
        assert_eq!(field("Geburtsjahr", &["1956", "1971"]).0, Field::BirthYear);
        assert_eq!(field("Umur", &["35", "41"]).0, Field::Age);
        let found = fields(&[
            ("dob", &["15-06-1956", "04-09-1971"]),
            ("birth_year", &["1956", "1971"]),
            ("age", &["50", "35"]),
        ]);
        assert_eq!(found[0].0, Field::BirthDate);
        assert_eq!(
            (found[1].0, found[2].0),
            (Field::Attribute, Field::Attribute)
        );
    }

    #[test]
    fn a_date_is_a_birth_if_most_are_long_before_the_newest_and_no_other_event_is_named() {
        let years = |from: i32, step: i32| -> Vec<String> {
            (0..40)
                .map(|at| format!("{}-03-{:02}", from + at * step, 1 + at % 28))
                .collect()
        };
        let births = years(1930, 2);
        let births: Vec<&str> = births.iter().map(String::as_str).collect();
        assert_eq!(field("x9", &births).0, Field::BirthDate);
        assert_ne!(field("filing_date", &births).0, Field::BirthDate);
        let recent = years(1990, 1);
        let recent: Vec<&str> = recent[..30].iter().map(String::as_str).collect();
        assert_ne!(field("x9", &recent).0, Field::BirthDate);
    }
}
