//! Numbers with their nouns.

/// Writes a count with its noun, whose plural ends in s: `1 row`, `2 rows`.
pub fn counted(number: impl TryInto<u64>, noun: &str) -> String {
    // What doesn't fit is more than one.
    let number = number.try_into().unwrap_or(u64::MAX);
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_has_no_plural_and_nothing_has_one() {
        assert_eq!(counted(1usize, "row"), "1 row");
        assert_eq!(counted(0u64, "row"), "0 rows");
        assert_eq!(counted(2u32, "row"), "2 rows");
    }
}
