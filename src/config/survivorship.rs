//! The table `[survivorship]`: which rules choose golden values.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::survive::Settings;
use crate::survive::settings::Way;

/// The table `[survivorship]`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Survivorship {
    /// Sources whose values are preferred, the most trusted first.
    pub trusted: Vec<String>,
    /// The rules of each attribute, in the order in which they decide.
    #[serde(flatten)]
    pub attributes: BTreeMap<String, Words>,
}

/// One rule, or several in their order.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(untagged, expecting = "expected a rule, or a list of rules")]
pub enum Words {
    /// One.
    One(String),
    /// Several.
    Several(Vec<String>),
}

impl Words {
    fn list(&self) -> &[String] {
        match self {
            Self::One(word) => std::slice::from_ref(word),
            Self::Several(words) => words,
        }
    }
}

impl Survivorship {
    /// The checked settings.
    pub fn settings(&self) -> Result<Settings> {
        let ways = self.attributes.iter().map(|(attribute, words)| {
            let way = Way::of_words(attribute, words.list())?;
            Ok((attribute.clone(), way))
        });
        Ok(Settings {
            trusted: self.trusted.clone(),
            ways: ways.collect::<Result<_>>()?,
        })
    }

    /// What is set, as it would be written.
    pub fn described(&self) -> Vec<(String, String)> {
        let list = |words: &[String]| {
            let words: Vec<String> = words
                .iter()
                .map(|word| toml::Value::from(word.as_str()).to_string())
                .collect();
            format!("[{}]", words.join(", "))
        };
        let trusted =
            (!self.trusted.is_empty()).then(|| ("trusted".to_owned(), list(&self.trusted)));
        let attributes = self.attributes.iter();
        trusted
            .into_iter()
            .chain(attributes.map(|(name, words)| (name.clone(), list(words.list()))))
            .collect()
    }
}
