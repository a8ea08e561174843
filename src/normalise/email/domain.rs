//! Domains of e-mail addresses: slips in those of well-known providers are repaired.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use crate::normalise::phone::Country;

/// Domains of public providers. A domain one slip away from exactly one of them, and not itself listed, is that one.
const PROVIDERS: [&str; 40] = [
    "gmail.com",
    "googlemail.com",
    "yahoo.com",
    "yahoo.co.id",
    "yahoo.co.uk",
    "yahoo.co.in",
    "yahoo.com.au",
    "yahoo.com.sg",
    "yahoo.fr",
    "yahoo.de",
    "ymail.com",
    "rocketmail.com",
    "hotmail.com",
    "hotmail.co.id",
    "hotmail.co.uk",
    "hotmail.fr",
    "hotmail.it",
    "hotmail.de",
    "outlook.com",
    "outlook.co.id",
    "live.com",
    "msn.com",
    "icloud.com",
    "me.com",
    "mac.com",
    "aol.com",
    "mail.com",
    "email.com",
    "gmx.com",
    "gmx.de",
    "gmx.net",
    "protonmail.com",
    "plasa.com",
    "telkom.net",
    "indosat.net.id",
    "cbn.net.id",
    "indo.net.id",
    "centrin.net.id",
    "rad.net.id",
    "bigpond.com",
];

static KNOWN: LazyLock<FxHashSet<&'static str>> =
    LazyLock::new(|| PROVIDERS.iter().copied().collect());

/// The letters of each provider's domain, one bit each: one slip changes two of them at most.
static LETTERS: LazyLock<Vec<u64>> =
    LazyLock::new(|| PROVIDERS.iter().map(|domain| letters(domain)).collect());

fn letters(domain: &str) -> u64 {
    domain.bytes().fold(0, |seen, byte| seen | 1 << (byte & 63))
}

/// Shorter domains are one slip from too much.
const SHORTEST_NEAR: usize = 8;

/// The domain itself if it is a well-known one, written without a slip.
pub(super) fn known(domain: &str) -> Option<&'static str> {
    KNOWN.get(domain).copied()
}

/// Cleans a domain; the flag says whether anything but case and brackets was changed.
pub(super) fn clean(domain: &str) -> Option<(String, bool)> {
    let bare = domain.trim().trim_end_matches(['>', ')', ']', '"', '\'']);
    let trimmed = bare
        .trim_end_matches(['.', ','])
        .trim_start_matches(['.', ',']);
    let mut is_mended = trimmed.len() != bare.len();
    let trimmed = trimmed.split([' ', '>', ')']).next().unwrap_or(trimmed);
    if KNOWN.contains(trimmed) {
        return Some((trimmed.to_owned(), is_mended));
    }
    let mut domain = trimmed.replace([',', ':'], ".");
    while domain.contains("..") {
        domain = domain.replace("..", ".");
    }
    is_mended |= domain != trimmed;
    let is_plain = |c: char| c.is_alphanumeric() || c == '.' || c == '-';
    if domain.is_empty() || !domain.chars().all(is_plain) {
        return None;
    }
    if KNOWN.contains(domain.as_str()) {
        return Some((domain, is_mended));
    }
    match complete(&domain).or_else(|| nearest(&domain)) {
        Some(known) => Some((known.to_owned(), true)),
        None => domain.contains('.').then_some((domain, is_mended)),
    }
}

/// The only provider one slip away.
fn nearest(domain: &str) -> Option<&'static str> {
    if !domain.is_ascii() || domain.len() < SHORTEST_NEAR {
        return None;
    }
    let written = letters(domain);
    let mut near = PROVIDERS
        .iter()
        .zip(LETTERS.iter())
        .filter(|(known, letters)| {
            known.len() >= SHORTEST_NEAR
                && known.len().abs_diff(domain.len()) <= 1
                && (*letters ^ written).count_ones() <= 2
                && !is_of_another_country(known, domain)
                && strsim::osa_distance(known, domain) <= 1
        });
    let (only, _) = near.next()?;
    near.next().is_none().then_some(*only)
}

/// Whether two domains end in those of two countries: `yahoo.ie` is no slip for `yahoo.de`.
fn is_of_another_country(left: &str, right: &str) -> bool {
    match (left.rsplit_once('.'), right.rsplit_once('.')) {
        (Some((_, left)), Some((_, right))) => {
            left != right && is_countrys(left) && is_countrys(right)
        }
        _ => false,
    }
}

/// Whether an ending is a country's: an ISO 3166 code, or one of the two that the internet has besides.
fn is_countrys(ending: &str) -> bool {
    matches!(ending, "uk" | "eu") || Country::of_code(ending).is_some()
}

/// The provider whose ending or dots were forgotten: `yahoo` and `yahoocom` are yahoo.com.
fn complete(name: &str) -> Option<&'static str> {
    if name.contains('.') {
        return None;
    }
    let without_dots = |domain: &str| domain.bytes().filter(|byte| *byte != b'.').eq(name.bytes());
    PROVIDERS
        .iter()
        .find(|domain| domain.strip_suffix(".com") == Some(name))
        .or_else(|| PROVIDERS.iter().find(|domain| without_dots(domain)))
        .copied()
}
