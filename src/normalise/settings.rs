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

static INSTALLED: OnceLock<Vocabulary> = OnceLock::new();

impl Vocabulary {
    /// Adds the words to the tables of this process, before the first value is understood.
    ///
    /// The tables are read from the innermost loops, so that they are kept once per process and never change again.
    ///
    /// # Errors
    ///
    /// A usage error for a region code that is not known, and when other words were added before.
    pub fn install(&self) -> Result<()> {
        if let Some((alias, code)) = self
            .cities
            .iter()
            .find(|(_, code)| city::region_name(code).is_none())
        {
            return Err(Error::usage(format!(
                "`normalise.cities.{alias}` is `{code}`, which is no region code"
            ))
            .hinted("Write the code of a city or regency, for example `35.78`"));
        }
        let mut is_new = false;
        let installed = INSTALLED.get_or_init(|| {
            is_new = true;
            self.clone()
        });
        if installed != self {
            return Err(Error::usage("other words were added to the tables before")
                .hinted("Run each settings file in a process of its own"));
        }
        if is_new && *self != Self::default() {
            self.hand_out();
        }
        Ok(())
    }

    fn hand_out(&self) {
        let pairs = |map: &BTreeMap<String, String>| -> Vec<(String, String)> {
            map.iter()
                .map(|(from, to)| (from.clone(), to.clone()))
                .collect()
        };
        // Nobody else hands out words: the first vocabulary is the only one.
        let _ = name::set_additions(name::Additions {
            titles: pairs(&self.titles),
            aliases: pairs(&self.aliases),
        });
        city::set_additional_aliases(pairs(&self.cities));
        let _ = placeholder::set_additional(
            self.placeholders
                .iter()
                .map(|text| (None, text.clone()))
                .collect(),
        );
        phone::set_shared(self.shared_telephones.clone());
    }
}
