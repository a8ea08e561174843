//! Raw text to words, each with the marks that stood around it.

/// What separates a word from the one before it, beyond blanks, dots and hyphens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    None,
    Comma,
    Slash,
    And,
}

/// One word of a name.
#[derive(Clone, Debug)]
pub(super) struct Word {
    /// Lower-case ASCII.
    pub(super) text: String,
    /// Lower case in the script it was written in, where that differs from `text`.
    original: Option<String>,
    /// A dot follows.
    pub(super) dot: bool,
    /// Only a dot or nothing stands between the word and the next.
    pub(super) glued: bool,
    /// Written in capitals alone.
    pub(super) capitals: bool,
    /// Small letters stand before a capital, as in `SpOG` and `AMd`.
    pub(super) camel: bool,
    /// In brackets or quotes.
    pub(super) aside: bool,
    pub(super) mark: Mark,
    /// Where in `written()` the first apostrophe was left out, in bytes.
    pub(super) apostrophe: Option<u8>,
}

impl Word {
    /// The word in lower case and in its own script.
    pub(super) fn written(&self) -> &str {
        self.original.as_deref().unwrap_or(&self.text)
    }

    pub(super) fn is(&self, text: &str) -> bool {
        self.text == text
    }

    pub(super) fn is_number(&self) -> bool {
        self.text.bytes().all(|byte| byte.is_ascii_digit())
    }

    pub(super) fn is_letter(&self) -> bool {
        self.text.len() == 1 && self.text.as_bytes()[0].is_ascii_lowercase()
    }

    /// Several words as one, for letter-spaced names.
    pub(super) fn joined(words: &[Word]) -> Word {
        let mut first = words[0].clone();
        first.text = words.iter().map(|word| word.text.as_str()).collect();
        first.original = None;
        first.apostrophe = None;
        first
    }
}

/// Splits tidied text into words.
pub(super) fn split(text: &str) -> Vec<Word> {
    let mut splitter = Splitter {
        words: Vec::with_capacity(4),
        start: None,
        mark: Mark::None,
        aside: false,
        text,
    };
    let quotes = text.bytes().filter(|byte| *byte == b'"').count();
    let mut quoted = 0;
    for (position, character) in text.char_indices() {
        if is_word_character(character) {
            splitter.start.get_or_insert(position);
            continue;
        }
        if matches!(character, '\'' | '`') && splitter.start.is_some() {
            continue;
        }
        splitter.end_word(position);
        match character {
            '.' | '\u{00b7}' | '\u{30fb}' => {
                if let Some(word) = splitter.words.last_mut()
                    && word.glued
                {
                    word.dot |= character == '.';
                }
            }
            '|' => splitter.separate(Mark::And),
            '@' => splitter.alias(),
            ',' | ';' | '\u{ff0c}' | '\u{3001}' => splitter.separate(Mark::Comma),
            '/' | '\\' => splitter.separate(Mark::Slash),
            '&' | '+' => splitter.separate(Mark::And),
            '(' | '[' | '{' | '\u{ff08}' => splitter.bracket(true),
            ')' | ']' | '}' | '\u{ff09}' => splitter.bracket(false),
            '"' => {
                quoted += 1;
                // An odd quote at the end closes nothing.
                splitter.bracket(quoted % 2 == 1 && quoted < quotes);
            }
            _ => splitter.unglue(),
        }
    }
    splitter.end_word(text.len());
    splitter.words
}

/// Tells whether a short word has a capital behind its first letter and a small one anywhere: `SpA`, `MSi`.
fn is_camel(raw: &str) -> bool {
    raw.len() <= 6
        && raw.bytes().any(|byte| byte.is_ascii_lowercase())
        && raw.bytes().skip(1).any(|byte| byte.is_ascii_uppercase())
}

fn is_word_character(character: char) -> bool {
    if character.is_ascii() {
        return character.is_ascii_alphanumeric();
    }
    // Vowel signs and combining accents are no letters, yet belong to the word; punctuation, arrows and pictures do not.
    !matches!(character,
        '\u{80}'..='\u{a9}' | '\u{ab}'..='\u{b4}' | '\u{b6}'..='\u{b9}' | '\u{bb}'..='\u{bf}' | '\u{d7}' | '\u{f7}'
        | '\u{2000}'..='\u{2bff}' | '\u{3000}'..='\u{3004}' | '\u{3008}'..='\u{3020}' | '\u{30fb}'
        | '\u{e000}'..='\u{f8ff}' | '\u{fe00}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}'
        | '\u{ff3b}'..='\u{ff40}' | '\u{ff5b}'..='\u{ff65}' | '\u{fff0}'..='\u{ffff}' | '\u{1f000}'..='\u{1ffff}'
        | '\u{e0000}'..='\u{10ffff}')
}

struct Splitter<'a> {
    words: Vec<Word>,
    start: Option<usize>,
    mark: Mark,
    aside: bool,
    text: &'a str,
}

impl Splitter<'_> {
    fn unglue(&mut self) {
        if let Some(word) = self.words.last_mut() {
            word.glued = false;
        }
    }

    fn separate(&mut self, mark: Mark) {
        // `a/n`, `d/a`, `s/o`: the slash joins two letters, which `join_slashed` looks for later.
        self.mark = mark;
        if mark != Mark::Slash {
            self.unglue();
        }
    }

    /// `Tan Lie Hwa @ Santoso`: the sign stands for `alias`.
    fn alias(&mut self) {
        self.unglue();
        if self.words.last().is_some_and(|word| !word.is("@")) {
            self.words.push(Word {
                text: "@".to_owned(),
                original: None,
                dot: false,
                glued: false,
                capitals: true,
                camel: false,
                aside: self.aside,
                mark: Mark::None,
                apostrophe: None,
            });
        }
    }

    fn bracket(&mut self, open: bool) {
        self.aside = open;
        self.unglue();
    }

    fn end_word(&mut self, end: usize) {
        let Some(start) = self.start.take() else {
            return;
        };
        let raw = &self.text[start..end];
        let alone = !self.text.contains(' ');
        let halves = compound_script(raw)
            .filter(|_| alone)
            .map_or([raw, ""], |at| [&raw[..at], &raw[at..]]);
        for part in halves {
            if let Some(word) = self.word(part) {
                self.words.push(word);
                self.mark = Mark::None;
            }
        }
    }

    fn word(&self, raw: &str) -> Option<Word> {
        let (text, original) = if raw.is_ascii() {
            let mut text = raw.to_ascii_lowercase();
            text.retain(|character| character.is_ascii_alphanumeric());
            (text, None)
        } else {
            let lower: String = raw
                .to_lowercase()
                .chars()
                .filter(|character| !matches!(character, '\'' | '`'))
                .collect();
            let mut text = any_ascii::any_ascii(&lower).to_ascii_lowercase();
            text.retain(|character| character.is_ascii_alphanumeric());
            (text, Some(lower))
        };
        let apostrophe = raw
            .find('\'')
            .filter(|at| *at > 0 && raw.is_char_boundary(*at))
            .map(|at| raw[..at].to_lowercase().len())
            .filter(|at| original.as_ref().unwrap_or(&text).is_char_boundary(*at));
        (!text.is_empty()).then(|| Word {
            apostrophe: apostrophe.and_then(|at| u8::try_from(at).ok()),
            capitals: !raw.chars().any(char::is_lowercase),
            camel: is_camel(raw),
            text,
            original,
            dot: false,
            glued: true,
            aside: self.aside,
            mark: self.mark,
        })
    }
}

/// Where a Chinese or Korean name written without a blank divides into family and given name.
fn compound_script(raw: &str) -> Option<usize> {
    /// Chinese family names of two characters.
    const DOUBLE: [&str; 10] = [
        "欧阳", "歐陽", "司马", "司馬", "诸葛", "諸葛", "上官", "司徒", "皇甫", "慕容",
    ];
    if raw.is_ascii() {
        return None;
    }
    let is_han = |c: char| matches!(c, '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}');
    let length = raw.chars().count();
    if !(2..=4).contains(&length) || !raw.chars().all(is_han) {
        return None;
    }
    let family = if length > 2 && DOUBLE.iter().any(|double| raw.starts_with(double)) {
        2
    } else {
        1
    };
    raw.char_indices().nth(family).map(|(at, _)| at)
}

/// Makes one word of two letters around a slash: `a/n` (in the name of), `d/a` (care of), `s/o` (son of).
pub(super) fn join_slashed(words: &mut Vec<Word>) {
    let mut position = 1;
    while position < words.len() {
        let pair = (
            words[position - 1].text.as_str(),
            words[position].text.as_str(),
        );
        let known = matches!(
            pair,
            ("a", "n") | ("d", "a" | "o" | "h") | ("c" | "s", "o") | ("u", "p")
        );
        if words[position].mark == Mark::Slash && known {
            let second = words.remove(position);
            let first = &mut words[position - 1];
            first.text.push('/');
            first.text.push_str(&second.text);
            first.dot = second.dot;
            first.glued = second.glued;
            first.original = None;
            first.apostrophe = None;
        }
        position += 1;
    }
}
