//! The grammar of JSON, one token at a time, over a text that may be cut off.

/// How deep objects and arrays may nest, as in `serde_json`.
const DEPTH: usize = 128;

/// Why a value could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// The text ends in the middle of a value.
    Cut,
    /// Something else stands where this was expected.
    Expected(&'static str),
    /// Objects and arrays within each other, too many to be sane.
    Deep,
}

type Scan<T> = std::result::Result<T, Fault>;

/// A place in a text.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
    depth: usize,
}

/// What a value starts with.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Start {
    Object,
    Array,
    Text,
    Number,
    /// `true`, `false`, `null` or `NaN`.
    Word,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            depth: 0,
        }
    }

    /// The next byte, not yet taken.
    pub(super) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    pub(super) fn skip_blank(&mut self) {
        while let Some(b' ' | b'\n' | b'\t' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    /// Takes a byte if it is the next one.
    pub(super) fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    /// What the value here starts with.
    pub(super) fn start(&self) -> Scan<Start> {
        match self.peek() {
            Some(b'"') => Ok(Start::Text),
            Some(b'{') => Ok(Start::Object),
            Some(b'[') => Ok(Start::Array),
            Some(b'-' | b'0'..=b'9') => Ok(Start::Number),
            Some(b't' | b'f' | b'n' | b'N') => Ok(Start::Word),
            Some(_) => Err(Fault::Expected("a value")),
            None => Err(Fault::Cut),
        }
    }

    /// Takes an opening bracket, known to be there; tells whether the closing one follows at once.
    pub(super) fn open(&mut self, close: u8) -> Scan<bool> {
        self.at += 1;
        if self.depth == DEPTH {
            return Err(Fault::Deep);
        }
        self.skip_blank();
        let empty = self.take(close);
        self.depth += usize::from(!empty);
        Ok(empty)
    }

    /// Takes a comma or the closing bracket behind an element; tells whether another one follows.
    pub(super) fn goes_on(&mut self, close: u8) -> Scan<bool> {
        self.skip_blank();
        if self.take(b',') {
            self.skip_blank();
            return Ok(true);
        }
        if self.take(close) {
            self.depth -= 1;
            return Ok(false);
        }
        match (self.peek(), close) {
            (None, _) => Err(Fault::Cut),
            (_, b'}') => Err(Fault::Expected("`,` or `}`")),
            _ => Err(Fault::Expected("`,` or `]`")),
        }
    }

    /// Takes a key and its colon, and adds the key to `out`.
    pub(super) fn key(&mut self, out: &mut String) -> Scan<()> {
        match self.peek() {
            Some(b'"') => self.string(out)?,
            Some(_) => return Err(Fault::Expected("a key in quotes")),
            None => return Err(Fault::Cut),
        }
        self.skip_blank();
        if !self.take(b':') {
            return Err(self.cut_or("`:`"));
        }
        self.skip_blank();
        Ok(())
    }

    /// Takes a text in quotes and adds it to `out`.
    ///
    /// Half of a surrogate pair, which programs that cut texts leave behind, becomes `U+FFFD`.
    pub(super) fn string(&mut self, out: &mut String) -> Scan<()> {
        self.at += 1;
        loop {
            let from = self.at;
            let rest = &self.text.as_bytes()[from..];
            let plain = rest
                .iter()
                .position(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1f))
                .unwrap_or(rest.len());
            self.at += plain;
            out.push_str(&self.text[from..self.at]);
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(());
                }
                Some(b'\\') => {
                    self.at += 1;
                    let character = self.escape()?;
                    out.push(character);
                }
                Some(_) => return Err(Fault::Expected("no control character within a text")),
                None => return Err(Fault::Cut),
            }
        }
    }

    fn escape(&mut self) -> Scan<char> {
        let byte = self.peek().ok_or(Fault::Cut)?;
        let character = match byte {
            b'"' | b'\\' | b'/' => char::from(byte),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                self.at += 1;
                return self.unit_pair();
            }
            // The cursor stays: what stands here may be more than one byte.
            _ => return Err(Fault::Expected("a known escape behind `\\`")),
        };
        self.at += 1;
        Ok(character)
    }

    fn unit_pair(&mut self) -> Scan<char> {
        let first = self.unit()?;
        if (0xd800..0xdc00).contains(&first) && self.text.as_bytes()[self.at..].starts_with(b"\\u")
        {
            let back = self.at;
            self.at += 2;
            let second = self.unit()?;
            if (0xdc00..0xe000).contains(&second) {
                let code = 0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00);
                return Ok(char::from_u32(code).unwrap_or('\u{fffd}'));
            }
            self.at = back;
        }
        Ok(char::from_u32(first).unwrap_or('\u{fffd}'))
    }

    fn unit(&mut self) -> Scan<u32> {
        let mut value = 0;
        for _ in 0..4 {
            let digit = self.peek().ok_or(Fault::Cut)?;
            let digit = char::from(digit).to_digit(16);
            value = value * 16 + digit.ok_or(Fault::Expected("four hexadecimal digits"))?;
            self.at += 1;
        }
        Ok(value)
    }

    /// Takes a number, as it is written.
    pub(super) fn number(&mut self) -> Scan<&'a str> {
        let from = self.at;
        self.take(b'-');
        if !self.take(b'0') {
            self.digits()?;
        }
        if self.take(b'.') {
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(&self.text[from..self.at])
    }

    fn digits(&mut self) -> Scan<()> {
        let from = self.at;
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
        if self.at == from {
            return Err(self.cut_or("a digit"));
        }
        Ok(())
    }

    /// Takes `true` or `false` as they are, `null` and Python's `NaN` as nothing.
    pub(super) fn word(&mut self) -> Scan<&'static str> {
        let rest = &self.text.as_bytes()[self.at..];
        for (word, value) in [
            ("true", "true"),
            ("false", "false"),
            ("null", ""),
            ("NaN", ""),
        ] {
            if rest.starts_with(word.as_bytes()) {
                self.at += word.len();
                return Ok(value);
            }
            if word.as_bytes().starts_with(rest) {
                return Err(Fault::Cut);
            }
        }
        Err(Fault::Expected("a value"))
    }

    /// Passes over one value of any kind.
    pub(super) fn skip(&mut self) -> Scan<()> {
        let mut waste = String::new();
        self.skip_into(&mut waste)
    }

    fn skip_into(&mut self, waste: &mut String) -> Scan<()> {
        waste.clear();
        match self.start()? {
            Start::Text => self.string(waste),
            Start::Number => self.number().map(|_| ()),
            Start::Word => self.word().map(|_| ()),
            Start::Array => {
                let mut more = !self.open(b']')?;
                while more {
                    self.skip_into(waste)?;
                    more = self.goes_on(b']')?;
                }
                Ok(())
            }
            Start::Object => {
                let mut more = !self.open(b'}')?;
                while more {
                    self.key(waste)?;
                    self.skip_into(waste)?;
                    more = self.goes_on(b'}')?;
                }
                Ok(())
            }
        }
    }

    fn cut_or(&self, expected: &'static str) -> Fault {
        match self.peek() {
            Some(_) => Fault::Expected(expected),
            None => Fault::Cut,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The whole text is one value.
    fn verdict(text: &str) -> Scan<()> {
        let mut cursor = Cursor::new(text);
        cursor.skip_blank();
        cursor.skip()?;
        cursor.skip_blank();
        match cursor.peek() {
            Some(_) => Err(Fault::Expected("the end")),
            None => Ok(()),
        }
    }

    fn string(text: &str) -> Scan<String> {
        let mut out = String::new();
        Cursor::new(text).string(&mut out)?;
        Ok(out)
    }

    #[test]
    fn escapes_are_resolved() {
        assert_eq!(
            string(r#""a\"\\\/\n\u00e9\ud83d\ude00""#),
            Ok("a\"\\/\né😀".to_owned())
        );
        assert_eq!(
            string(r#""\ud83d!\ude00""#),
            Ok("\u{fffd}!\u{fffd}".to_owned())
        );
        assert_eq!(string(r#""\ud83d\u0041""#), Ok("\u{fffd}A".to_owned()));
        assert_eq!(string("\"a"), Err(Fault::Cut));
        assert_eq!(
            string("\"\t\""),
            Err(Fault::Expected("no control character within a text"))
        );
    }

    #[test]
    fn nesting_has_an_end() {
        assert_eq!(
            verdict(&("[".repeat(129) + &"]".repeat(129))),
            Err(Fault::Deep)
        );
        assert_eq!(verdict(&("[".repeat(127) + &"]".repeat(127))), Ok(()));
    }

    proptest! {
        #[test]
        fn what_serde_json_takes_is_taken_and_nothing_else(
            text in r#"[\[\]{}:, "ab\\0-9.eEtrufalsn+-]{0,24}"#,
        ) {
            // The three exceptions: `NaN`, and what overflows a `f64` or is half a pair.
            prop_assume!(!text.contains("NaN") && !text.contains("\\u"));
            let theirs = serde_json::from_str::<serde::de::IgnoredAny>(&text);
            prop_assert_eq!(verdict(&text).is_ok(), theirs.is_ok(), "{:?}", theirs);
            if let Err(error) = theirs {
                // Bare numbers aside, what is only cut off must be told from what is wrong.
                prop_assert!(!error.is_eof() || verdict(&text) == Err(Fault::Cut));
            }
        }

        #[test]
        fn any_value_is_taken_and_any_head_of_it_is_cut(text in "[a-zé\"\\\\\n]{0,12}", at in 0.0..1.0_f64) {
            let value = serde_json::json!({"a": [text, 1.5, null, {"b": true}], text: -3});
            let written = value.to_string();
            prop_assert_eq!(verdict(&written), Ok(()));
            let mut end = (written.len() as f64 * at) as usize;
            while !written.is_char_boundary(end) {
                end -= 1;
            }
            prop_assert_eq!(verdict(&written[..end]), Err(Fault::Cut));
        }
    }
}
