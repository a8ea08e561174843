//! Villages and districts without a label, and what they tell about the city.

use super::{Parser, expand_all};
use crate::normalise::city;

impl Parser<'_> {
    pub(super) fn refine_city_by_postal(&mut self) {
        let Some(code) = self.out.postal_code.as_deref() else {
            return;
        };
        self.out.city = match (self.out.city.take(), self.row_city) {
            (Some(place), _) => Some(city::refine_by_postal(place, code)),
            (None, None) => match city::regencies_of_postal(code).as_slice() {
                [only] => city::by_code(only),
                _ => None,
            },
            (None, Some(_)) => None,
        };
    }

    pub(super) fn refine_city_by_district(&mut self) {
        let Some(district) = self.out.district.clone() else {
            return;
        };
        let open = self
            .out
            .city
            .as_ref()
            .is_some_and(|city| city.is_province() || city.ambiguous);
        if open && let Some(regency) = self.regency_of_district(&district) {
            self.out.city = city::by_code(regency);
        }
    }

    /// Words without a label: a village, then a district; a district of the known city is recognised by its name.
    pub(super) fn place_area(&mut self, words: &[String], after_comma: bool) {
        let words = expand_all(words);
        if self.out.district.is_none() {
            // Without any city a name's tail is not enough: half the directions are districts somewhere.
            let last_start = if self.out.city.is_some() || self.row_city.is_some() {
                words.len()
            } else {
                1
            };
            for start in 0..last_start {
                let name = words[start..].join(" ");
                let Some(regency) = self.regency_of_district(&name) else {
                    continue;
                };
                self.out.district = Some(name);
                if start > 0 {
                    let village = words[..start].join(" ");
                    match self.out.village {
                        None => self.out.village = Some(village),
                        Some(_) => self.add_extra(village),
                    }
                }
                self.correct_city(regency);
                return;
            }
        }
        if self.out.village.is_none() {
            self.village_is_guess = true;
            self.out.village = Some(words.join(" "));
        } else if self.out.district.is_none() && after_comma {
            self.out.district = Some(words.join(" "));
        } else {
            self.add_extra(words.join(" "));
        }
    }

    /// A village that nothing announced must be one of the city's; else it is a quarter: a hamlet if it is all there is,
    /// or words that fit nowhere.
    pub(super) fn doubt_village(&mut self) {
        let city = self.out.city.as_ref().or(self.row_city);
        let Some(city) = city.filter(|city| self.village_is_guess && !city.is_province()) else {
            return;
        };
        let is_known = |name: &String| city::has_village(city, name);
        if city.code.is_none() || self.out.village.as_ref().is_some_and(is_known) {
            return;
        }
        let Some(name) = self.out.village.take() else {
            return;
        };
        let is_all = self.out.street.is_empty() && self.out.estate.is_none();
        if is_all && self.out.hamlet.is_none() {
            self.out.hamlet = Some(name);
        } else {
            self.add_extra(name);
        }
    }

    /// Where a hamlet's name ends, if a village of the city follows: Br. Kaja Panjer.
    pub(super) fn end_of_hamlet(&self, words: &[String]) -> usize {
        let city = self.out.city.as_ref().or(self.row_city);
        let Some(city) = city.filter(|city| words.len() > 1 && !city.is_province()) else {
            return words.len();
        };
        (1..words.len())
            .find(|at| city::has_village(city, &words[*at..].join(" ")))
            .unwrap_or(words.len())
    }

    /// Where a village's name ends, and the regency of the district that follows it: Sumber Porong Lawang.
    pub(super) fn end_of_village(&self, words: &[String]) -> (usize, Option<&'static str>) {
        let whole = (words.len(), None);
        let city = self.out.city.as_ref().or(self.row_city);
        let Some(code) = city.and_then(|city| city.code).filter(|_| words.len() > 1) else {
            return whole;
        };
        if self.out.district.is_some() || city::is_village(&words.join(" "), code) {
            return whole;
        }
        (1..words.len())
            .find_map(|end| {
                let regency = self.regency_of_district(&words[end..].join(" "))?;
                city::is_village(&words[..end].join(" "), regency).then_some((end, Some(regency)))
            })
            .unwrap_or(whole)
    }
}
