//! What is known about one column, and how far its values bear out its header.

use super::guess::sure_by_values;
use super::support::support;
use crate::ingest::Field;
use crate::ingest::header::{self, Meaning};
use crate::ingest::shape::Shape;

/// The share of values that must bear out a header.
const SUPPORT: f32 = 0.3;

/// From this share of distinct values on a column can be a key: exports hold a row twice now and then.
pub(super) const UNIQUE: f32 = 0.98;

/// One column with what is known about it.
pub(in crate::ingest) struct Draft<'a> {
    pub(super) header: &'a str,
    /// The header stands in the file.
    pub(super) has_header: bool,
    pub(in crate::ingest) shape: Shape,
    pub(super) meaning: Option<Meaning>,
    /// The settings named the field; nothing may change it.
    pub(super) configured: bool,
    /// A customer's key by its header, though its values repeat.
    pub(super) repeated_key: bool,
    pub(in crate::ingest) field: Field,
    pub(in crate::ingest) score: f32,
    pub(in crate::ingest) reason: String,
}

impl<'a> Draft<'a> {
    /// Takes in a column; a header that was made up says nothing.
    pub(in crate::ingest) fn new(
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

    pub(super) fn set(&mut self, field: Field, score: f32, reason: impl Into<String>) {
        self.field = field;
        self.score = score;
        self.reason = reason.into();
    }

    /// The column has no meaning from its header and none was given to it.
    pub(super) fn is_open(&self) -> bool {
        !self.configured && self.meaning.is_none() && self.field == Field::Attribute
    }

    /// The header means something that the values are not, and nothing else was found in them.
    pub(super) fn is_contradicted(&self) -> bool {
        let is_other = |meaning: Meaning| meaning.field != Field::Attribute;
        !self.configured && self.field == Field::Attribute && self.meaning.is_some_and(is_other)
    }

    pub(super) fn is_key_like(&self) -> bool {
        self.shape.uniqueness() >= UNIQUE && self.shape.fill() >= UNIQUE
    }

    pub(super) fn named(&self) -> String {
        format!("header `{}`", self.header)
    }

    /// Follows the header as far as the values bear it out.
    pub(super) fn judge_header(&mut self) {
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
