//! The waterfall of a pair: what each attribute adds to the match weight.

use satukan::explain::waterfall::{Evidence, Waterfall};

use super::{NOUGHT, line, signed};

/// Writes a line for each attribute that could be compared, with its values below it, and the weights as they add up.
pub(super) fn rows(text: &mut String, water: &Waterfall) {
    let compared: Vec<&Evidence> = water
        .attributes
        .iter()
        .filter(|evidence| evidence.level.is_some())
        .collect();
    let label = |evidence: &Evidence| {
        format!(
            "{}: {}",
            evidence.attribute,
            evidence.level.unwrap_or_default()
        )
    };
    const START: &str = "two records taken at random";
    const RELATED: &str = "related: may be relatives or neighbours";
    // What differs is then what changes when a person moves.
    const MOVED: &str = "moved: may be one person elsewhere";
    let width = compared
        .iter()
        .map(|evidence| label(evidence).chars().count())
        .chain([START.len(), RELATED.len()])
        .max()
        .unwrap_or(0);
    line(
        text,
        &format!(
            "{:width$}  {:>9} {:>9} {:>7} {:>7} {:>7} {:>7}",
            "", "m", "u", "m/u", "rarity", "bits", "total"
        ),
    );
    let sum = |text: &mut String, name: &str, bits: &str, total: f64| {
        line(
            text,
            &format!("{name:width$}  {:>36} {bits:>7} {:>7}", "", signed(total)),
        );
    };
    sum(text, START, "", water.prior_weight);
    for evidence in &compared {
        let rarity = if evidence.rarity_weight.abs() < NOUGHT {
            String::new()
        } else {
            signed(evidence.rarity_weight)
        };
        line(
            text,
            &format!(
                "{:width$}  {:>9} {:>9} {:>7} {rarity:>7} {:>7} {:>7}",
                label(evidence),
                share(evidence.m),
                share(evidence.u),
                signed(evidence.level_weight),
                signed(evidence.weight),
                signed(evidence.total),
            ),
        );
        if let Some(words) = followed(evidence) {
            line(text, &format!("    {words}"));
        }
        line(text, &format!("    A  {}", evidence.left.join(" / ")));
        line(text, &format!("    B  {}", evidence.right.join(" / ")));
    }
    if let Some(weight) = water.match_weight {
        let name = if water.related_weight > 0.0 {
            MOVED
        } else {
            RELATED
        };
        sum(text, name, &signed(water.related_weight), weight);
    }
    text.push_str(
        "\nOne bit more doubles the odds that the two are one person, one less halves them.\n\
         m: how often records of one person are like this. u: how often those of two strangers are.\n\
         rarity: what a rare value adds and a common one takes away.\n",
    );
}

/// What the agreement of a finer attribute took away, where that shows.
fn followed(evidence: &Evidence) -> Option<String> {
    let follows = evidence.follows.as_ref()?;
    let bits = evidence.follows_weight;
    if bits.abs() < NOUGHT {
        return None;
    }
    let less = if bits < 0.0 { "less" } else { "more" };
    let left = if bits < 0.0 && evidence.weight.abs() < NOUGHT {
        ": nothing is left"
    } else {
        ""
    };
    Some(format!(
        "{:.1} {less}, since {follows} agrees, too{left}",
        bits.abs()
    ))
}

/// A probability of a level, to two digits that count.
fn share(probability: Option<f64>) -> String {
    match probability {
        None => String::new(),
        Some(share) if share >= 0.1 => format!("{share:.2}"),
        Some(share) => {
            let places = (-share.log10()).floor() as usize + 2;
            format!("{share:.places$}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_follows_from_another_attribute_is_told_where_it_shows() {
        let told = |follows_weight, weight| {
            followed(&Evidence {
                attribute: "city".to_owned(),
                kind: "place",
                left: Vec::new(),
                right: Vec::new(),
                level: Some("same"),
                m: None,
                u: None,
                level_weight: 0.0,
                rarity_weight: 0.0,
                follows: Some("postal_code".to_owned()),
                follows_weight,
                weight,
                total: 0.0,
            })
        };
        let words = told(-0.7, 0.4).expect("words");
        assert_eq!(words, "0.7 less, since postal_code agrees, too");
        let words = told(0.31, -0.4).expect("words");
        assert_eq!(words, "0.3 more, since postal_code agrees, too");
        let words = told(-0.7, 0.01).expect("words");
        assert_eq!(
            words,
            "0.7 less, since postal_code agrees, too: nothing is left"
        );
        assert_eq!(told(-0.04, 1.0), None);
    }

    #[test]
    fn small_shares_keep_two_digits() {
        assert_eq!(share(Some(0.648)), "0.65");
        assert_eq!(share(Some(0.003_14)), "0.0031");
        assert_eq!(share(Some(0.000_001_2)), "0.0000012");
        assert_eq!(share(None), "");
    }
}
