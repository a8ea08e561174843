//! Puts what has been read into its final form: streets, estate, and the words that stood before any label.

use super::super::tables;
use super::{Address, Parser, expand_all, street};

impl Parser<'_> {
    pub(super) fn finish(mut self) -> Address {
        self.place_lead();
        // An estate known only by its first word needs a block; else it is a street.
        let is_street = !self.estate_is_named
            && self.out.block.is_none()
            && self.streets.is_empty()
            && self.out.number.is_some();
        if is_street && let Some(words) = self.out.estate.take() {
            self.push_untyped_street(words);
        }
        for typed in std::mem::take(&mut self.streets) {
            self.finish_street(&typed);
        }
        self.out.estate = self.out.estate.map(|words| {
            let words = expand_all(&words);
            words
                .iter()
                .map(|word| tables::estate_word(word).to_owned())
                .collect()
        });
        self.refine_city_by_postal();
        self.refine_city_by_district();
        self.doubt_village();
        self.out.rest.append(&mut self.kept);
        self.out
    }

    fn finish_street(&mut self, typed: &[String]) {
        let (kind, words) = typed.split_at(1);
        let local = tables::local_street(words, "34").filter(|_| self.is_in_province("34"));
        if let Some(name) = local {
            // The contraction has the word "jalan" in it.
            self.out.street.extend(["jl".to_owned(), name.to_owned()]);
            return;
        }
        let words = street::canonical_street(words);
        let kind = kind.iter().filter(|kind| !kind.is_empty());
        self.out.street.extend(kind.cloned());
        self.out.street.extend(words);
    }

    fn push_untyped_street(&mut self, words: Vec<String>) {
        let mut street = vec![String::new()];
        street.extend(words);
        self.streets.push(street);
    }

    /// The words before any label: a street if a house number or block follows, else an area.
    fn place_lead(&mut self) {
        let lead = std::mem::take(&mut self.lead);
        if lead.is_empty() {
            return;
        }
        let has_house = self.out.number.is_some() || self.out.block.is_some();
        let has_lane = || {
            let is_number = |word: &String| word.bytes().all(|b| b.is_ascii_digit());
            lead.iter().skip(1).any(is_number)
        };
        if !self.streets.is_empty() {
            self.place_words_before_street(&lead);
        } else if self.lead_is_area {
            self.place_coded_area(&lead);
        } else if has_house || self.lead_is_street || has_lane() {
            self.push_untyped_street(lead);
        } else {
            let village = self.out.village.take();
            self.place_area(&lead, false);
            // The lead stands before a village named later: it is the hamlet.
            if let Some(village) = village {
                let guess = self.out.village.replace(village);
                self.village_is_guess = false;
                if self.out.hamlet.is_none() {
                    self.out.hamlet = guess;
                }
            }
        }
    }
}
