//! What the user says about values: the country of telephone numbers, and words that the tables lack.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::phone::Country;
use super::{city, name, phone};
use crate::error::{Error, Result};
use crate::text::placeholder;

/// How values are understood, as far as the data does not tell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// The country whose telephone numbers are written without a country code; else the data tells.
    pub country: Option<Country>,
    /// Words that the tables lack.
    pub vocabulary: Vocabulary,
}

/// Words of this user's exports.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vocabulary {
    /// Written form of a title to the title, as in `bpkh` to `bapak`.
    pub titles: BTreeMap<String, String>,
    /// A name's variant to its canonical form.
    pub aliases: BTreeMap<String, String>,
    /// Written form of a city to its region code.
    pub cities: BTreeMap<String, String>,
    /// Texts that stand for nothing, in any column.
    pub placeholders: Vec<String>,
    /// Telephones of shops and offices: they identify nobody.
    pub shared_telephones: Vec<String>,
}

static INSTALLED: OnceLock<Settings> = OnceLock::new();

impl Settings {
    /// Checks what can be checked before anything is read.
    ///
    /// # Errors
    ///
    /// A usage error for what would have no effect: a region code that is none, words that are none, a telephone that is
    /// no whole number.
    pub fn check(&self) -> Result<()> {
        let words = &self.vocabulary;
        let unknown = |(alias, code): (&String, &String)| {
            let is_known = code.len() > 2 && city::known_code(code).is_some();
            (!is_known || alias.trim().is_empty()).then(|| {
                Error::usage(format!(
                    "`normalise.cities.{alias}` is `{code}`, expected the code of a city or regency"
                ))
                .hinted("Write a code such as `35.78`; `satukan normalise --as address` shows it")
            })
        };
        if let Some(error) = words.cities.iter().find_map(unknown) {
            return Err(error);
        }
        for (key, pairs) in [("titles", &words.titles), ("aliases", &words.aliases)] {
            let is_word = |text: &String| !text.trim().is_empty() && !text.trim().contains(' ');
            let odd = pairs
                .iter()
                .find(|(from, to)| !is_word(from) || !is_word(to));
            if let Some((from, _)) = odd {
                return Err(Error::usage(format!(
                    "`normalise.{key}.{from}` is not one word for one word"
                ))
                .hinted("Write single words on both sides"));
            }
        }
        let telephones = words.shared_telephones.iter();
        if let Some(at) = telephones
            .clone()
            .position(|text| self.telephone(text).is_none())
        {
            return Err(Error::usage(format!(
                "`normalise.shared_telephones` has no whole number at place {}",
                at + 1
            ))
            .hinted("Write it with its area code, for example `031-5671234`"));
        }
        Ok(())
    }

    /// A telephone as records hold it.
    fn telephone(&self, text: &str) -> Option<String> {
        let country = self.country.unwrap_or(Country::Indonesia);
        let numbers = phone::parse(text, country, None);
        let number = numbers.into_iter().next()?;
        number
            .digits
            .starts_with('+')
            .then(|| number.digits.into_string())
    }

    /// Adds the words to the tables of this process, before the first value is understood.
    ///
    /// The tables are read from the innermost loops, so that they are kept once per process and never change again.
    ///
    /// # Errors
    ///
    /// What [`Self::check`] refuses; a usage error when other words were added before.
    pub fn install(&self) -> Result<()> {
        self.check()?;
        let mut is_new = false;
        let installed = INSTALLED.get_or_init(|| {
            is_new = true;
            self.clone()
        });
        if installed.vocabulary != self.vocabulary {
            return Err(Error::usage("other words were added to the tables before")
                .hinted("Run each settings file in a process of its own"));
        }
        if is_new && self.vocabulary != Vocabulary::default() {
            self.hand_out();
        }
        Ok(())
    }

    fn hand_out(&self) {
        let words = &self.vocabulary;
        let pairs = |map: &BTreeMap<String, String>| -> Vec<(String, String)> {
            map.iter()
                .map(|(from, to)| (from.clone(), to.clone()))
                .collect()
        };
        // The numbers first: once they are set, they are left out of every field.
        let telephones = words.shared_telephones.iter();
        phone::set_shared(telephones.filter_map(|text| self.telephone(text)).collect());
        // Nobody else hands out words: the first vocabulary is the only one.
        let _ = name::set_additions(name::Additions {
            titles: pairs(&words.titles),
            aliases: pairs(&words.aliases),
        });
        city::set_additional_aliases(pairs(&words.cities));
        let _ = placeholder::set_additional(
            words
                .placeholders
                .iter()
                .map(|text| (None, text.clone()))
                .collect(),
        );
    }
}
