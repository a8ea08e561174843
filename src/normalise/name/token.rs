//! Canonical tokens: abbreviations, dictionary variants, old spelling; and the looser phonetic key.

use std::borrow::Cow;

use super::tables;

/// Folds a canonical token to its phonetic key: spellings that are safe to merge get one key.
///
/// Merges final y/i, ie/i, iy/i, doubled letters, dh/d, th/t, sh/sy/s, kh/ch/h, q/k, v/f, ph/f, final d/t and a final
/// h, bh/b, gh/g, uw/u before a vowel, and the old spellings oe/u, tj/c, dj/j. `token` is a lower-case ASCII word as in `Name::tokens`; anything else
/// is folded first.
///
/// # Source
///
/// Identity specification, section 3.4: measured on 970,255 register names, these merge spellings with practically
/// no conflict of gender.
pub fn token_key(token: &str) -> String {
    if !token
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    {
        let folded: String = any_ascii::any_ascii(token).to_ascii_lowercase();
        let plain: String = folded.chars().filter(char::is_ascii_alphanumeric).collect();
        return if plain.is_empty() {
            plain
        } else {
            token_key(&plain)
        };
    }
    let bytes = token.as_bytes();
    let at = |index: usize| bytes.get(index).copied().unwrap_or(0);
    let mut key = String::with_capacity(token.len());
    let mut position = 0;
    while position < bytes.len() {
        let (byte, next, after) = (bytes[position], at(position + 1), at(position + 2));
        let (letter, width) = match (byte, next) {
            (b'o', b'e') if is_old_oe(token, position) => (b'u', 2),
            (b't', b'j') => (b'c', 2),
            (b'd', b'j') => (b'j', 2),
            (b's', b'h') => (b's', 2),
            (b's', b'y' | b'j') if is_vowel(after) => (b's', 2),
            (b'c', b'h') if matches!(after, b'r' | b'l') => (b'k', 2),
            (b'k' | b'c', b'h') => (b'h', 2),
            (b'd' | b't' | b'b' | b'g', b'h') => (byte, 2),
            (b'u', b'w') if is_vowel(after) => (b'u', 2),
            (b'p', b'h') => (b'f', 2),
            (b'i', b'e') => (b'i', 2),
            (b'i', b'y') if is_vowel(after) => (b'i', 2),
            (b'y', 0) => (b'i', 1),
            (b'q', _) => (b'k', 1),
            (b'v', _) => (b'f', 1),
            _ => (byte, 1),
        };
        if key.as_bytes().last() != Some(&letter) {
            key.push(char::from(letter));
        }
        position += width;
    }
    if key.len() > 1 && key.ends_with('h') {
        key.pop();
    }
    if key.len() > 1 && key.ends_with('d') {
        key.pop();
        if !key.ends_with('t') {
            key.push('t');
        }
    }
    key
}

fn is_vowel(byte: u8) -> bool {
    matches!(byte, b'a' | b'e' | b'i' | b'o' | b'u')
}

/// Tells whether the `oe` at `position` is the old spelling of u, not a foreign oe.
fn is_old_oe(token: &str, position: usize) -> bool {
    /// Names with a genuine oe, and letter groups that Indonesian spelling never had.
    const FOREIGN: [&str; 10] = [
        "noel", "joel", "chloe", "phoebe", "coen", "sch", "ck", "tz", "oell", "oev",
    ];
    if FOREIGN.iter().any(|part| token.contains(part)) {
        return false;
    }
    match &token[position + 2..] {
        "i" | "y" | "ij" | "yi" => false,
        "" => {
            position >= 2
                && (token[..position].ends_with('i')
                    || tables::known(&format!("{}u", &token[..position])).is_some()
                    || tables::known(&format!("{}u", token[..position].replace('j', "y")))
                        .is_some()
                    || ["oe", "tj", "dj", "sj"]
                        .iter()
                        .any(|mark| token[..position].contains(mark)))
        }
        rest => {
            let rest = rest.as_bytes();
            !(rest[0] == b'h' && rest.get(1).is_none_or(|after| !is_vowel(*after)))
        }
    }
}

/// Tells whether a token shows the spelling of before 1972: oe, tj, dj or sj, or nj at the start.
pub(super) fn has_old_spelling(token: &str) -> bool {
    if token.len() < 3 || tables::is_canonical(token) || tables::english_gender(token).is_some() {
        return false;
    }
    token.starts_with("nj")
        || token
            .as_bytes()
            .windows(2)
            .enumerate()
            .any(|(position, pair)| match pair {
                b"tj" | b"dj" | b"sj" => true,
                b"oe" => is_old_oe(token, position),
                _ => false,
            })
}

/// The canonical form of one token by itself: dictionary first, then spelling, then dictionary again.
///
/// `old_name` says that another token of the same name shows old spelling, which licenses j for y.
pub(super) fn canonical_word(token: &str, old_name: bool) -> Cow<'_, str> {
    if let Some(canonical) = tables::variant(token) {
        return Cow::Borrowed(canonical);
    }
    let old_token = has_old_spelling(token);
    if let Some(modern) = modern_iy(token) {
        return Cow::Owned(modern);
    }
    if token.len() < 3
        || !(old_token || old_name && token.contains('j'))
        || tables::is_canonical(token)
    {
        return Cow::Borrowed(token);
    }
    let mut respelt = respell(token, old_token);
    // One step may bring out old spelling anew, as two letters meet; a canonical form must stay what it is.
    for _ in 0..4 {
        if let Some(canonical) = tables::variant(&respelt) {
            return Cow::Borrowed(canonical);
        }
        if tables::is_canonical(&respelt) || !has_old_spelling(&respelt) {
            break;
        }
        respelt = respell(&respelt, true);
    }
    Cow::Owned(respelt)
}

/// `Prijono` in its modern spelling, if that one is a listed name and the written one is none (rule S08).
fn modern_iy(token: &str) -> Option<String> {
    let at = token.find("ija").or_else(|| token.find("ijo"))?;
    if token.len() < 6 || tables::known(token).is_some() || tables::is_canonical(token) {
        return None;
    }
    let modern = format!("{}iy{}", &token[..at], &token[at + 2..]);
    tables::known(&modern)
        .is_some_and(|known| known.local && tables::variant(&modern).is_none())
        .then_some(modern)
}

/// Writes a token of old spelling in the spelling of 1972.
fn respell(token: &str, old_token: bool) -> String {
    let bytes = token.as_bytes();
    let at = |index: usize| bytes.get(index).copied().unwrap_or(0);
    let mut out = String::with_capacity(token.len());
    let mut position = 0;
    while position < bytes.len() {
        let (text, width) = match (bytes[position], at(position + 1)) {
            (b'o', b'e') if is_old_oe(token, position) => ("u", 2),
            (b't', b'j') => ("c", 2),
            (b'd', b'j') => ("j", 2),
            (b's', b'j') => ("sy", 2),
            (b'n', b'j') if old_token || position == 0 => ("ny", 2),
            (b'i', b'j') if is_vowel(at(position + 2)) => ("iy", 2),
            (b'j', _) if old_token => ("y", 1),
            _ => (&token[position..=position], 1),
        };
        out.push_str(text);
        position += width;
    }
    if !old_token && out == token && tables::known(token).is_none() {
        let modern = token.replace('j', "y");
        if tables::known(&modern).is_some() {
            return modern;
        }
    }
    out
}

/// Tells whether a canonical token carries little information at the front of a name.
///
/// A record that lacks such a token can still be the same person.
///
/// # Source
///
/// Identity specification, section 3.4.
pub fn is_light(token: &str) -> bool {
    matches!(
        tables::variant(token).unwrap_or(token),
        "muhammad"
            | "ahmad"
            | "abdul"
            | "abu"
            | "siti"
            | "nur"
            | "nurul"
            | "sri"
            | "maria"
            | "yohanes"
            | "fransiskus"
            | "fransiska"
            | "antonius"
            | "theresia"
            | "i"
            | "ni"
            | "al"
            | "el"
            | "m"
    )
}

/// The place in the row of births that a canonical token names: Balinese or Javanese.
pub(super) fn birth_order(token: &str) -> Option<(bool, u8)> {
    Some(match token {
        "wayan" | "putu" | "gede" | "iluh" => (true, 1),
        "made" | "kadek" | "nengah" => (true, 2),
        "nyoman" | "komang" => (true, 3),
        "ketut" => (true, 4),
        "eka" | "eko" => (false, 1),
        "dwi" => (false, 2),
        "tri" => (false, 3),
        "catur" => (false, 4),
        "panca" => (false, 5),
        _ => return None,
    })
}

/// Tells whether two canonical tokens speak against identity: male and female forms, or different births in a row.
///
/// # Source
///
/// `gender_contrast_pairs.csv` and the birth-order words of the identity specification, section 3.4.
pub fn contrasts(left: &str, right: &str) -> bool {
    if left == right {
        return false;
    }
    if let (Some((row, one)), Some((other_row, other))) = (birth_order(left), birth_order(right))
        && row == other_row
        && one != other
    {
        return true;
    }
    tables::is_gender_contrast(left, right)
}

/// Tells whether any other token speaks against identity with this one.
///
/// What says no here needs not be asked about in pairs.
pub fn has_contrast(token: &str) -> bool {
    birth_order(token).is_some() || tables::has_gender_contrast(token)
}

/// Tells whether one token may be a nickname of the other.
///
/// Takes tokens as written (lower case) or canonical; the order does not matter.
///
/// # Source
///
/// `nicknames.csv` of the identity specification; the English table is general knowledge.
pub fn nickname_of(left: &str, right: &str) -> bool {
    left != right && tables::is_nickname_pair(left, right)
}

/// Tells whether the tables know any nickname of the token, or the token as one.
///
/// What says no here needs not be asked about in pairs.
pub fn has_nickname(token: &str) -> bool {
    tables::has_nickname(token)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn safe_spellings_share_a_key() {
        for (left, right) in [
            ("rizky", "rizki"),
            ("arief", "arif"),
            ("fitriyani", "fitriani"),
            ("muhammad", "muhamat"),
            ("ramadhan", "ramadan"),
            ("luthfi", "lutfi"),
            ("aisyah", "aisha"),
            ("achmad", "akhmat"),
            ("taufiq", "taufik"),
            ("soekarno", "sukarno"),
            ("tjokro", "cokro"),
            ("djoko", "joko"),
            ("stephen", "steven"),
            ("faridah", "farida"),
        ] {
            assert_eq!(token_key(left), token_key(right), "{left} {right}");
        }
    }

    #[test]
    fn different_names_keep_different_keys() {
        for (left, right) in [
            ("rio", "ria"),
            ("hadi", "adi"),
            ("dewi", "devi"),
            ("rini", "reni"),
            ("putra", "putri"),
            ("joe", "ju"),
        ] {
            assert_ne!(token_key(left), token_key(right), "{left} {right}");
        }
    }

    #[test]
    fn any_text_has_a_key_without_panic() {
        for text in ["", "h", "hh", "d", "oe", "Ä", "日本", "🙂", "ss", "j"] {
            let _ = token_key(text);
        }
        assert_eq!(token_key("Müller"), "muler");
    }

    #[test]
    fn old_spelling_is_modernised_and_foreign_oe_is_kept() {
        for (old, modern) in [
            ("soekarno", "sukarno"),
            ("tjahjono", "cahyono"),
            ("widjojo", "wijoyo"),
            ("djadja", "jaja"),
            ("sjahrir", "syahrir"),
            ("rahajoe", "rahayu"),
            ("wahjoe", "wahyu"),
            ("noel", "noel"),
            ("zoe", "zoe"),
            ("oey", "oei"),
            ("benjamin", "benjamin"),
            ("schroeder", "schroeder"),
        ] {
            assert_eq!(canonical_word(old, false), modern);
        }
        assert_eq!(canonical_word("njak", true), "nyak");
        assert_eq!(canonical_word("joko", true), "joko");
    }

    #[test]
    fn contrasts_and_nicknames_hold_in_both_orders() {
        assert!(contrasts("putra", "putri") && contrasts("putri", "putra"));
        assert!(contrasts("wayan", "ketut") && !contrasts("wayan", "putu"));
        assert!(contrasts("dwi", "tri") && !contrasts("budi", "budi"));
        assert!(nickname_of("bob", "robert") && nickname_of("elizabeth", "liz"));
        assert!(nickname_of("margaret", "peggy") && nickname_of("william", "bill"));
        assert!(nickname_of("tinus", "agustinus") && !nickname_of("budi", "agus"));
        // Canonical spellings of the same pairs.
        assert!(nickname_of("elisabeth", "betty") && nickname_of("robi", "robert"));
    }

    #[test]
    fn light_tokens_are_light_in_every_spelling() {
        assert!(is_light("muhammad") && is_light("moh") && is_light("siti") && !is_light("budi"));
    }
}
