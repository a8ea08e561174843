//! Lossy keys of a whole name, for finding pairs.

use super::{Name, token_key};

impl Name {
    /// The phonetic keys of all tokens, sorted, with one blank between them: the same for any order of the words.
    pub fn bag_key(&self) -> String {
        let mut keys: Vec<String> = self.tokens.iter().map(|token| token_key(token)).collect();
        keys.sort_unstable();
        keys.join(" ")
    }

    /// The first letters of all tokens, sorted: `bs` for Budi Santoso.
    pub fn initials_key(&self) -> String {
        let mut letters: Vec<char> = self
            .tokens
            .iter()
            .filter_map(|token| token.chars().next())
            .collect();
        letters.sort_unstable();
        letters.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse;

    #[test]
    fn keys_do_not_see_order_or_safe_spelling() {
        let (left, right) = (parse("Rizky Ramadhan"), parse("RAMADAN RIZKI"));
        let (left, right) = (left.expect("a name"), right.expect("a name"));
        assert_eq!(left.bag_key(), right.bag_key());
        assert_eq!(left.initials_key(), "rr");
    }
}
