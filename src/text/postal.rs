//! Postal codes that tell their country.

/// The written form of a British postal code that came folded and without blanks: `n10pd` as `n1 0pd`.
///
/// One or two letters, a digit, perhaps a digit or letter; then a digit and two letters.
pub fn british(code: &str) -> Option<String> {
    let (outward, inward) = code.split_at_checked(code.len().checked_sub(3)?)?;
    let [digit, first, second] = inward.as_bytes() else {
        return None;
    };
    // These letters, which are like others, are left out there.
    let is_inward = |letter: &u8| letter.is_ascii_alphabetic() && !b"cikmov".contains(letter);
    let inward_fits = digit.is_ascii_digit() && is_inward(first) && is_inward(second);
    let letters = outward.bytes().take_while(u8::is_ascii_alphabetic).count();
    let outward_fits = (1..=2).contains(&letters)
        && (1..=2).contains(&(outward.len() - letters))
        && outward.as_bytes()[letters..]
            .first()
            .is_some_and(u8::is_ascii_digit);
    (inward_fits && outward_fits).then(|| format!("{outward} {inward}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn british_codes_have_two_parts() {
        assert_eq!(british("n10pd").as_deref(), Some("n1 0pd"));
        assert_eq!(british("sw1a1aa").as_deref(), Some("sw1a 1aa"));
        for other in ["", "1aa", "60119", "abc1aa", "n1opd", "l1234ab", "b1ok"] {
            assert_eq!(british(other), None, "{other}");
        }
    }
}
