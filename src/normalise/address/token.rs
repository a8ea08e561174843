//! Cuts an address into words, numbers and the signs that matter.

use super::tables::{Label, label};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    Number,
    Comma,
    Slash,
    Dash,
    Open,
    Close,
    /// A plus sign that stands alone: behind it a canonical form keeps what fits nowhere.
    Plus,
}

/// One piece of the text. Letters and digits are parted: `RT02` is two tokens, the second glued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub(super) kind: Kind,
    /// Lower case ASCII; empty for signs.
    pub(super) text: &'a str,
    /// What the word may announce.
    pub(super) label: Option<Label>,
    /// Nothing stands between this token and the one before.
    pub(super) glued: bool,
    /// A dot follows.
    pub(super) dotted: bool,
}

impl<'a> Token<'a> {
    pub(super) fn is_word(&self) -> bool {
        self.kind == Kind::Word
    }

    pub(super) fn is_number(&self) -> bool {
        self.kind == Kind::Number
    }

    /// Replaces a misspelt word.
    pub(super) fn rename(&mut self, text: &'a str) {
        self.text = text;
        self.label = label(text);
    }
}

/// Lower-case ASCII without apostrophes, which vanish without splitting: Asy'ari is one word.
pub(super) fn lower(text: &str) -> String {
    let mut out = if text.is_ascii() {
        text.to_owned()
    } else {
        any_ascii::any_ascii(text)
    };
    out.make_ascii_lowercase();
    if out.contains('\'') {
        out.retain(|c| c != '\'');
    }
    out
}

/// Cuts a text that [`lower`] has prepared.
pub(super) fn lex(text: &str) -> Vec<Token<'_>> {
    let bytes = text.as_bytes();
    let mut out: Vec<Token<'_>> = Vec::with_capacity(bytes.len() / 4 + 1);
    let mut at = 0;
    let mut glued = false;
    while at < bytes.len() {
        let byte = bytes[at];
        let start = at;
        let kind = match byte {
            b'0'..=b'9' => Kind::Number,
            b'a'..=b'z' | b'#' => Kind::Word,
            b',' | b';' => Kind::Comma,
            b'/' | b'\\' => Kind::Slash,
            b'-' => Kind::Dash,
            b'(' => Kind::Open,
            b')' => Kind::Close,
            b'+' if bytes.get(at + 1) == Some(&b' ') => Kind::Plus,
            _ => {
                if byte == b'.'
                    && let Some(last) = out.last_mut()
                {
                    last.dotted |= glued;
                }
                glued = false;
                at += 1;
                continue;
            }
        };
        at += 1;
        if kind == Kind::Slash && out.last().is_some_and(|last| last.kind == Kind::Slash) {
            continue;
        }
        if kind == Kind::Number {
            while at < bytes.len() && bytes[at].is_ascii_digit() {
                at += 1;
            }
        } else if byte.is_ascii_lowercase() {
            while at < bytes.len() && bytes[at].is_ascii_lowercase() {
                at += 1;
            }
        }
        let has_text = matches!(kind, Kind::Number | Kind::Word);
        let text = if has_text { &text[start..at] } else { "" };
        out.push(Token {
            kind,
            text,
            label: if kind == Kind::Word {
                label(text)
            } else {
                None
            },
            glued,
            dotted: false,
        });
        glued = true;
    }
    out
}
