//! Writes the audit for machines: the same facts as the page, under the names of the fields.

use super::audit::Audit;

/// Renders an audit as indented JSON that ends in a line break.
///
/// Amounts stay in hundredths. A figure that is not a number, such as an infinite weight, is
/// `null`.
pub fn render(audit: &Audit) -> String {
    let mut text = serde_json::to_string_pretty(audit)
        .expect("an audit has only names as keys, and a string takes any text");
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::audit::Sum;

    #[test]
    fn figures_keep_their_names_and_all_their_digits() {
        let sum = Sum {
            what: "amount".to_owned(),
            before: i128::MAX,
            after: -1,
        };
        let text = render(&Audit {
            conservation: vec![sum],
            ..Audit::default()
        });
        assert!(
            text.contains("\"before\": 170141183460469231731687303715884105727"),
            "{text}"
        );
        assert!(text.contains("\"after\": -1"), "{text}");
        assert!(text.ends_with("}\n"), "{text}");
    }

    #[test]
    fn a_weight_without_end_is_null() {
        let mut audit = Audit::default();
        audit.model.prior_weight = f64::NEG_INFINITY;
        assert!(render(&audit).contains("\"prior_weight\": null"));
    }
}
