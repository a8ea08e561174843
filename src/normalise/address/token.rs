//! Cuts an address into words, numbers and the signs that matter.

use std::borrow::Cow;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    Number,
    Comma,
    Slash,
    Dash,
    Open,
    Close,
}

/// One piece of the text. Letters and digits are parted: `RT02` is two tokens, the second glued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    /// Lower case ASCII; empty for signs.
    pub(super) text: String,
    /// Nothing stands between this token and the one before.
    pub(super) glued: bool,
    /// A dot follows.
    pub(super) dotted: bool,
}

impl Token {
    pub(super) fn is_word(&self) -> bool {
        self.kind == Kind::Word
    }

    pub(super) fn is_number(&self) -> bool {
        self.kind == Kind::Number
    }
}

pub(super) fn lex(text: &str) -> Vec<Token> {
    let ascii: Cow<'_, str> = if text.is_ascii() {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(any_ascii::any_ascii(text))
    };
    let bytes = ascii.as_bytes();
    let mut out: Vec<Token> = Vec::with_capacity(bytes.len() / 4 + 1);
    let mut at = 0;
    let mut glued = false;
    while at < bytes.len() {
        let byte = bytes[at];
        let start = at;
        let kind = match byte {
            b'0'..=b'9' => Kind::Number,
            b'a'..=b'z' | b'A'..=b'Z' | b'#' => Kind::Word,
            b',' | b';' => Kind::Comma,
            b'/' | b'\\' => Kind::Slash,
            b'-' => Kind::Dash,
            b'(' => Kind::Open,
            b')' => Kind::Close,
            _ => {
                if byte == b'.'
                    && let Some(last) = out.last_mut()
                {
                    last.dotted |= glued;
                }
                glued = byte == b'\'' && glued;
                at += 1;
                continue;
            }
        };
        at += 1;
        if kind == Kind::Slash && out.last().is_some_and(|last| last.kind == Kind::Slash) {
            continue;
        }
        let mut piece = String::new();
        if kind == Kind::Number {
            while at < bytes.len() && bytes[at].is_ascii_digit() {
                at += 1;
            }
            piece.push_str(&ascii[start..at]);
        } else if byte.is_ascii_alphabetic() {
            // Apostrophes vanish without splitting: Asy'ari is one word.
            while at < bytes.len() && (bytes[at].is_ascii_alphabetic() || bytes[at] == b'\'') {
                at += 1;
            }
            let letters = ascii[start..at].bytes().filter(u8::is_ascii_alphabetic);
            piece.extend(letters.map(|b| char::from(b.to_ascii_lowercase())));
        } else if byte == b'#' {
            piece.push('#');
        }
        out.push(Token {
            kind,
            text: piece,
            glued,
            dotted: false,
        });
        glued = true;
    }
    out
}
