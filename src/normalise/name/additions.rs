//! Titles and variants of names that the user adds in the settings.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use crate::text::clean::fold;

/// What the settings add to the embedded tables; it comes before them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Additions {
    /// Written forms in front of or behind a name, each with the canonical title that it stands for.
    pub titles: Vec<(String, String)>,
    /// Variants of name tokens, each with the canonical token.
    pub aliases: Vec<(String, String)>,
}

/// The additions as the tables look them up.
#[derive(Debug)]
struct Folded {
    titles: FxHashMap<String, String>,
    aliases: FxHashMap<String, String>,
}

static ADDED: OnceLock<Folded> = OnceLock::new();

/// Adds titles and aliases to the embedded tables, for the whole process.
///
/// To be called once, before the first name is parsed: names parsed earlier don't change. A written form or a token of
/// several words, or of none, is left out. Without additions a lookup costs one atomic load.
///
/// # Errors
///
/// The additions are given back when some were set before.
pub fn set_additions(additions: Additions) -> Result<(), Additions> {
    let folded = Folded {
        titles: fold_all(&additions.titles),
        aliases: resolved(&fold_all(&additions.aliases)),
    };
    ADDED.set(folded).map_err(|_| additions)
}

fn fold_all(pairs: &[(String, String)]) -> FxHashMap<String, String> {
    let is_word = |text: &String| !text.is_empty() && !text.contains(' ');
    pairs
        .iter()
        .map(|(from, to)| (fold(&from.replace('.', "")), fold(to)))
        .filter(|(from, to)| is_word(from) && is_word(to))
        .collect()
}

/// Follows an alias of an alias once, and drops what leads in a ring, so that a canonical token stays what it is.
fn resolved(aliases: &FxHashMap<String, String>) -> FxHashMap<String, String> {
    let follow = |to: &String| aliases.get(to).unwrap_or(to).clone();
    let followed = aliases.iter().map(|(from, to)| (from.clone(), follow(to)));
    followed
        .filter(|(_, to)| !aliases.contains_key(to))
        .collect()
}

/// The canonical title that an added form stands for.
pub(super) fn title(form: &str) -> Option<&'static str> {
    ADDED.get()?.titles.get(form).map(String::as_str)
}

/// The canonical token that an added variant stands for.
pub(super) fn alias(token: &str) -> Option<&'static str> {
    ADDED.get()?.aliases.get(token).map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn additions_are_folded_and_rings_are_dropped() {
        let pairs = |list: &[(&str, &str)]| -> Vec<(String, String)> {
            list.iter()
                .map(|(from, to)| ((*from).to_owned(), (*to).to_owned()))
                .collect()
        };
        let folded = fold_all(&pairs(&[
            ("S.Tr.Par", "STRPAR"),
            ("two words", "x"),
            ("", "y"),
        ]));
        assert_eq!(folded.get("strpar").map(String::as_str), Some("strpar"));
        assert_eq!(folded.len(), 1);
        let aliases = resolved(&fold_all(&pairs(&[
            ("a", "b"),
            ("b", "c"),
            ("x", "y"),
            ("y", "x"),
        ])));
        assert_eq!(aliases.get("a").map(String::as_str), Some("c"));
        assert_eq!(aliases.get("x"), None);
    }

    #[test]
    fn added_titles_and_aliases_are_read_and_set_but_once() {
        let additions = Additions {
            titles: vec![("Xq.Tit".to_owned(), "drs".to_owned())],
            aliases: vec![("xqbudi".to_owned(), "budi".to_owned())],
        };
        set_additions(additions.clone()).expect("the first to be set");
        let name = super::super::parse("Xqtit. Xqbudi Santoso").expect("a name");
        assert_eq!(
            (name.canonical().as_str(), name.titles.join("|").as_str()),
            ("budi santoso", "drs")
        );
        assert_eq!(set_additions(additions.clone()), Err(additions));
    }
}
