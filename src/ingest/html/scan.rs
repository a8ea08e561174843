//! Markup in pieces: tags and the text between them. Tolerant, and linear in the length of the text.

use std::borrow::Cow;

/// One piece of markup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// Text as it stands, its entities not decoded.
    Text(&'a str),
    /// Text in which an `&` is just that.
    Literal(&'a str),
    /// A start tag, or one that ends itself.
    Open {
        name: &'a str,
        attributes: &'a str,
        ends: bool,
    },
    /// An end tag.
    Close(&'a str),
}

/// Goes through a text; comments, declarations, scripts and styles are passed over.
pub(super) struct Scanner<'a> {
    text: &'a str,
    at: usize,
    /// Where the last quote of each kind, `-->` and `]]>` stand: behind it nothing needs to be searched for one.
    last_double: usize,
    last_single: usize,
    last_comment: usize,
    last_literal: usize,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let last = |what: &str| text.rfind(what).unwrap_or(0);
        Self {
            text,
            at: 0,
            last_double: last("\""),
            last_single: last("'"),
            last_comment: last("-->"),
            last_literal: last("]]>"),
        }
    }

    /// The position behind the tag that is open at `from`; a `>` in quotes doesn't end it.
    fn tag_end(&self, from: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let mut at = from;
        let mut value = false;
        while at < bytes.len() {
            match bytes[at] {
                b'>' => return Some(at),
                quote @ (b'"' | b'\'') if value => {
                    let last = if quote == b'"' {
                        self.last_double
                    } else {
                        self.last_single
                    };
                    if at < last {
                        at += 1 + self.text.as_bytes()[at + 1..]
                            .iter()
                            .position(|byte| *byte == quote)
                            .expect("a quote stands at `last` or before");
                    }
                    value = false;
                }
                b'=' => value = true,
                byte if !byte.is_ascii_whitespace() => value = false,
                _ => {}
            }
            at += 1;
        }
        None
    }

    /// Passes over everything up to the end of a script or style.
    fn skip_to_close(&mut self, name: &str) {
        let bytes = self.text.as_bytes();
        while let Some(found) = self.text[self.at..].find("</") {
            self.at += found + 2;
            let end = self.at + name.len();
            if bytes
                .get(self.at..end)
                .is_some_and(|tag| tag.eq_ignore_ascii_case(name.as_bytes()))
            {
                self.at = self.tag_end(end).map_or(self.text.len(), |end| end + 1);
                return;
            }
        }
        self.at = self.text.len();
    }

    /// Passes over a comment, a declaration or an instruction at the current `<`; gives a literal text.
    fn skip_declaration(&mut self) -> Option<Token<'a>> {
        let rest = &self.text[self.at..];
        if rest.starts_with("<![CDATA[") && self.at < self.last_literal {
            let start = self.at + 9;
            let end = self.text[start..]
                .find("]]>")
                .map_or(self.text.len(), |end| start + end);
            self.at = (end + 3).min(self.text.len());
            return Some(Token::Literal(&self.text[start..end]));
        }
        let comment = rest.starts_with("<!--") && self.at < self.last_comment;
        let end = if comment { "-->" } else { ">" };
        let from = if comment { 4 } else { 1 };
        // `<!-->` is a whole comment.
        let from = if rest.starts_with("<!-->") { 2 } else { from };
        self.at += rest
            .get(from..)
            .and_then(|rest| rest.find(end))
            .map_or(rest.len(), |found| from + found + end.len());
        None
    }
}

impl<'a> Iterator for Scanner<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        let bytes = self.text.as_bytes();
        while self.at < bytes.len() {
            let start = self.at;
            if bytes[start] != b'<' {
                let end = self.text[start..]
                    .find('<')
                    .map_or(bytes.len(), |end| start + end);
                self.at = end;
                return Some(Token::Text(&self.text[start..end]));
            }
            match bytes.get(start + 1) {
                Some(b'!' | b'?') => {
                    if let Some(literal) = self.skip_declaration() {
                        return Some(literal);
                    }
                }
                Some(byte) if byte.is_ascii_alphabetic() || *byte == b'/' => {
                    let closes = *byte == b'/';
                    let name_start = start + 1 + usize::from(closes);
                    let name_end = bytes[name_start..]
                        .iter()
                        .position(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/'))
                        .map_or(bytes.len(), |end| name_start + end);
                    // A tag that the file's end cuts off says nothing certain.
                    let Some(end) = self.tag_end(name_end) else {
                        self.at = bytes.len();
                        return None;
                    };
                    self.at = end + 1;
                    let name = &self.text[name_start..name_end];
                    if closes {
                        return Some(Token::Close(name));
                    }
                    let attributes = &self.text[name_end..end];
                    let ends = attributes.ends_with('/');
                    if !ends
                        && (name.eq_ignore_ascii_case("script")
                            || name.eq_ignore_ascii_case("style"))
                    {
                        self.skip_to_close(name);
                        continue;
                    }
                    return Some(Token::Open {
                        name,
                        attributes,
                        ends,
                    });
                }
                _ => {
                    self.at += 1;
                    return Some(Token::Text("<"));
                }
            }
        }
        None
    }
}

/// A tag's or attribute's name in lower case, without the namespace.
pub(super) fn local(name: &str) -> String {
    name.rsplit(':').next().unwrap_or(name).to_ascii_lowercase()
}

/// The value of an attribute, decoded; names are compared without namespace and case.
pub(super) fn attribute(attributes: &str, wanted: &str) -> Option<String> {
    let mut rest = attributes;
    loop {
        rest = rest
            .trim_start_matches(|character: char| character.is_whitespace() || character == '/');
        let end = rest
            .find(|character: char| character.is_whitespace() || character == '=')
            .unwrap_or(rest.len());
        let name = &rest[..end];
        rest = rest[end..].trim_start();
        if let Some(behind) = rest.strip_prefix('=') {
            let behind = behind.trim_start();
            let quote = behind
                .chars()
                .next()
                .filter(|first| matches!(first, '"' | '\''));
            let quoted = quote.and_then(|quote| behind[1..].split_once(quote));
            let value;
            (value, rest) = quoted.unwrap_or_else(|| {
                let end = behind.find(char::is_whitespace).unwrap_or(behind.len());
                behind.split_at(end)
            });
            if local(name) == wanted {
                return Some(decode(value).into_owned());
            }
        } else if name.is_empty() {
            return None;
        }
    }
}

/// Decodes the entities of a text; what is none stays as it is.
pub(super) fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        decoded.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let end = rest.bytes().take(10).position(|byte| byte == b';');
        match end.and_then(|end| Some((entity(&rest[..end])?, end))) {
            Some((character, end)) => {
                decoded.push(character);
                rest = &rest[end + 1..];
            }
            None => decoded.push('&'),
        }
    }
    decoded.push_str(rest);
    Cow::Owned(decoded)
}

fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
            None => number.parse().ok()?,
        };
        // As browsers do, the C1 codes are read as the Windows characters they were meant for.
        return match u8::try_from(code) {
            Ok(byte @ 0x80..=0x9f) => {
                let bytes = [byte];
                let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&bytes);
                text.chars().next()
            }
            _ => char::from_u32(code).filter(|character| *character != '\0'),
        };
    }
    let known = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "ndash" => '\u{2013}',
        "mdash" => '\u{2014}',
        "lsquo" => '\u{2018}',
        "rsquo" => '\u{2019}',
        "ldquo" => '\u{201c}',
        "rdquo" => '\u{201d}',
        "bull" => '\u{2022}',
        "hellip" => '\u{2026}',
        "euro" => '\u{20ac}',
        "trade" => '\u{2122}',
        _ => {
            let at = LATIN.iter().position(|latin| *latin == name)?;
            return char::from_u32(0xa0 + u32::try_from(at).ok()?);
        }
    };
    Some(known)
}

/// The named entities of Latin-1, from U+00A0 to U+00FF.
#[rustfmt::skip]
const LATIN: [&str; 96] = [
    "nbsp", "iexcl", "cent", "pound", "curren", "yen", "brvbar", "sect", "uml", "copy", "ordf", "laquo", "not", "shy",
    "reg", "macr", "deg", "plusmn", "sup2", "sup3", "acute", "micro", "para", "middot", "cedil", "sup1", "ordm",
    "raquo", "frac14", "frac12", "frac34", "iquest", "Agrave", "Aacute", "Acirc", "Atilde", "Auml", "Aring", "AElig",
    "Ccedil", "Egrave", "Eacute", "Ecirc", "Euml", "Igrave", "Iacute", "Icirc", "Iuml", "ETH", "Ntilde", "Ograve",
    "Oacute", "Ocirc", "Otilde", "Ouml", "times", "Oslash", "Ugrave", "Uacute", "Ucirc", "Uuml", "Yacute", "THORN",
    "szlig", "agrave", "aacute", "acirc", "atilde", "auml", "aring", "aelig", "ccedil", "egrave", "eacute", "ecirc",
    "euml", "igrave", "iacute", "icirc", "iuml", "eth", "ntilde", "ograve", "oacute", "ocirc", "otilde", "ouml",
    "divide", "oslash", "ugrave", "uacute", "ucirc", "uuml", "yacute", "thorn", "yuml",
];
