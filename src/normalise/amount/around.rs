//! What stands around the digits of an amount: currency, sign, multiplier, power of ten.

/// Words for money other than rupiah.
pub(super) const FOREIGN: [&str; 14] = [
    "usd", "us", "sgd", "s", "eur", "euro", "gbp", "aud", "myr", "rm", "jpy", "cny", "hkd",
    "dollar",
];

/// Whether an amount is in money other than rupiah; `text` is in lower case.
pub(super) fn is_foreign(text: &str) -> bool {
    text.contains(['$', '€', '£', '¥'])
        || text
            .split(|c: char| !c.is_alphabetic())
            .any(|word| word.len() >= 2 && FOREIGN.contains(&word))
}

/// `1.25e+06`: the part before the e, and the power of ten.
pub(super) fn split_exponent(body: &str) -> (&str, Option<u32>) {
    match body.split_once('e') {
        Some((mantissa, power)) => {
            let power = power.trim().trim_start_matches('+').parse().ok();
            (mantissa, power.filter(|power| *power <= 15))
        }
        None => (body, None),
    }
}

/// Currency words and signs in front; `Some(true)` if they make the amount negative, none if it is no amount.
pub(super) fn read_front(front: &str) -> Option<bool> {
    let words = front
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty());
    for word in words {
        let is_known = matches!(
            word,
            "rp" | "idr"
                | "rupiah"
                | "cr"
                | "total"
                | "jumlah"
                | "jml"
                | "subtotal"
                | "harga"
                | "tunai"
                | "cash"
                | "bayar"
        ) || FOREIGN.contains(&word);
        if !is_known {
            return None;
        }
    }
    Some(front.contains(['-', '(']) || front.contains("cr"))
}

/// What stands behind the digits: multiplier, and whether it makes the amount negative.
pub(super) fn read_back(back: &str) -> Option<(i128, bool)> {
    // A second number: `2 juta 500 ribu` is for the reader of words.
    if back.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mut multiplier = 1;
    let mut negative = false;
    let words = back
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty());
    for word in words {
        match word {
            "rb" | "ribu" | "rebu" | "k" => multiplier = 1_000,
            "jt" | "juta" => multiplier = 1_000_000,
            "m" | "miliar" | "milyar" => multiplier = 1_000_000_000,
            "t" | "triliun" => multiplier = 1_000_000_000_000,
            "cr" => negative = true,
            "rp" | "idr" | "rupiah" | "perak" | "dr" | "db" => {}
            _ if FOREIGN.contains(&word) => {}
            _ => return None,
        }
    }
    let bare = back.trim();
    Some((multiplier, negative || bare == "-" || bare.starts_with(')')))
}
