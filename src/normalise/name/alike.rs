//! How two tokens that are no spellings of one name may still be alike: the looser rules of sound.

use super::tables;
use super::token::{birth_order, token_key};

/// What two canonical tokens with different keys are to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Alike {
    /// Two spellings that sound alike, with practically no conflict in the register.
    Spelling,
    /// Compatible: a nickname, a listed pair, a sound that varies by region.
    Loose,
    /// Alike only next to another agreement: Hadi and Adi, both names of their own.
    Faint,
    /// Another name, however near.
    Other,
}

/// Names of which Javanese write o or a, general knowledge; written with o.
const JAVANESE: [&str; 74] = [
    "anggoro",
    "arjuno",
    "aryo",
    "atmojo",
    "baskoro",
    "bimo",
    "bismo",
    "bismoko",
    "bromo",
    "budoyo",
    "cahyo",
    "cokro",
    "condro",
    "darmo",
    "dewo",
    "dharmo",
    "gupito",
    "harjo",
    "hartoyo",
    "indro",
    "jatmiko",
    "joko",
    "joyo",
    "kartiko",
    "krisno",
    "kuncoro",
    "kusumo",
    "laksono",
    "lesmono",
    "mulyono",
    "nakulo",
    "nugroho",
    "pambudoyo",
    "perdono",
    "prabowo",
    "pramono",
    "pranoto",
    "prasetyo",
    "prasojo",
    "pratomo",
    "purnomo",
    "putro",
    "raharjo",
    "sadewo",
    "sanjoyo",
    "santoso",
    "saputro",
    "sasongko",
    "sastro",
    "satrio",
    "satryo",
    "sentoso",
    "setyo",
    "sudarmo",
    "suseno",
    "suryo",
    "susilo",
    "sutrisno",
    "triyono",
    "tirto",
    "trisno",
    "utomo",
    "wardono",
    "waskito",
    "wibowo",
    "wicaksono",
    "widagdo",
    "wijoyo",
    "winoto",
    "wiro",
    "wiryo",
    "yudo",
    "yudoyono",
    "yudistiro",
];

/// What two canonical tokens are to each other that are neither equal nor of one key.
///
/// `is_near` says that they are a slip of the finger apart, which the caller has measured. The order makes no
/// difference. Meant for single pairs: it makes keys of its own, so no pair loop should call it
/// more than once for a pair of words.
///
/// # Source
///
/// Identity specification, section 3.4, and `spelling_rules.csv`: rules P10 to P26 by the use they are listed for.
pub(crate) fn alike(left: &str, right: &str, is_near: bool) -> Alike {
    let (one, other) = (token_key(left), token_key(right));
    let both_known = tables::known(left).is_some() && tables::known(right).is_some();
    if sound(&one, Sound::Safe) == sound(&other, Sound::Safe) {
        return Alike::Spelling;
    }
    // Jaka and Zaka differ, Zaenal and Jaenal do not: in a short name one letter is much.
    if one.len() <= 4 && is_one_apart(&one, &other, b'j', b'z') && one[1..] == other[1..] {
        return Alike::Other;
    }
    if has_schwa_more(&one, &other) {
        return Alike::Spelling;
    }
    if is_synonym(left, right)
        || tables::is_nickname_pair(left, right)
        || tables::is_loose_variant(left, right)
        || tables::is_one_family(left, right)
        || is_javanese_pair(left, right)
    {
        return Alike::Loose;
    }
    if sound(&one, Sound::Weak) == sound(&other, Sound::Weak) {
        return if both_known {
            Alike::Loose
        } else {
            Alike::Spelling
        };
    }
    // Setiawan and Hermawan may both be Wawan, but nobody is both.
    let share_nickname = tables::share_nickname(left, right) && !has_other_sex(&one, &other);
    if share_nickname || is_initial_h(&one, &other) {
        return Alike::Faint;
    }
    let shorter = one.len().min(other.len());
    // Naura and Nora differ, Naufal and Nofal are alike.
    let is_long_vowel = one.contains("au") != other.contains("au");
    let enough = if both_known || is_long_vowel { 5 } else { 4 };
    if shorter >= enough && sound(&one, Sound::Loose) == sound(&other, Sound::Loose) {
        return Alike::Loose;
    }
    if is_final_k(&one, &other) {
        return if shorter >= 4 {
            Alike::Loose
        } else {
            Alike::Faint
        };
    }
    if !is_near
        || both_known
        || is_one_apart(left, right, b'v', b'w')
        || has_other_sex(&one, &other)
    {
        Alike::Other
    } else {
        Alike::Loose
    }
}

/// The birth-order words of one row are one and the same to their bearers: Wayan, Putu, Gede.
fn is_synonym(left: &str, right: &str) -> bool {
    match (birth_order(left), birth_order(right)) {
        (Some((true, one)), Some((true, other))) => one == other,
        _ => false,
    }
}

fn is_javanese_pair(left: &str, right: &str) -> bool {
    let open = |text: &str| text.replace('o', "a");
    left.len() == right.len()
        && left != right
        && open(left) == open(right)
        && JAVANESE.iter().any(|known| {
            let known = open(known);
            open(left) == known || open(left).ends_with(&known) && known.len() > 4
        })
}

/// How far a sound is folded.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sound {
    /// ai/ae, x/ks, -ca/-ka.
    Safe,
    /// Also f/p, z/s/j.
    Weak,
    /// Also au/o, ai/e, i/e and u/o inside, h between vowels.
    Loose,
}

fn sound(key: &str, depth: Sound) -> String {
    let bytes = key.as_bytes();
    let at = |index: usize| bytes.get(index).copied().unwrap_or(0);
    let mut out = String::with_capacity(bytes.len() + 2);
    let mut position = 0;
    while position < bytes.len() {
        let inside = position > 0 && position + 1 < bytes.len();
        let (text, width) = match (bytes[position], at(position + 1)) {
            (b'x', _) => ("ks", 1),
            // Veronica, Francisco; a c at the beginning is another sound.
            (b'c', b'a' | b'o') if position > 3 && position + 2 == bytes.len() => ("k", 1),
            (b'a', b'e' | b'i') if depth == Sound::Loose => ("i", 2),
            (b'a', b'e') => ("ai", 2),
            (b'a', b'u') if depth == Sound::Loose => ("u", 2),
            (b'f' | b'p', _) if depth >= Sound::Weak => ("f", 1),
            (b'd', b'z') if depth >= Sound::Weak => ("z", 2),
            (b'z', b'h') if depth >= Sound::Weak => ("z", 2),
            (b'z' | b's' | b'j', _) if depth >= Sound::Weak => ("z", 1),
            (b'h', next) if depth == Sound::Loose && is_between_vowels(bytes, position, next) => {
                ("", 1)
            }
            (b'e', _) if depth == Sound::Loose && inside => ("i", 1),
            (b'o', _) if depth == Sound::Loose && inside => ("u", 1),
            _ => (&key[position..=position], 1),
        };
        if !text.is_empty() && !out.ends_with(text) {
            out.push_str(text);
        }
        position += width;
    }
    out
}

fn is_vowel(byte: u8) -> bool {
    matches!(byte, b'a' | b'e' | b'i' | b'o' | b'u')
}

fn is_between_vowels(bytes: &[u8], position: usize, next: u8) -> bool {
    position > 0 && is_vowel(bytes[position - 1]) && is_vowel(next)
}

/// One key has one e more between consonants: Selamet and Slamet, Puteri and Putri.
fn has_schwa_more(left: &str, right: &str) -> bool {
    let (long, short) = if left.len() > right.len() {
        (left, right)
    } else {
        (right, left)
    };
    if long.len() != short.len() + 1 || short.len() < 3 {
        return false;
    }
    let bytes = long.as_bytes();
    (1..bytes.len() - 1).any(|position| {
        bytes[position] == b'e'
            && !is_vowel(bytes[position - 1])
            && !is_vowel(bytes[position + 1])
            && long[..position] == short[..position]
            && long[position + 1..] == short[position..]
    })
}

fn is_initial_h(left: &str, right: &str) -> bool {
    left.strip_prefix('h') == Some(right) || right.strip_prefix('h') == Some(left)
}

fn is_final_k(left: &str, right: &str) -> bool {
    left.strip_suffix('k') == Some(right) || right.strip_suffix('k') == Some(left)
}

/// The two differ in one letter, which is `one` here and `other` there.
fn is_one_apart(left: &str, right: &str, one: u8, other: u8) -> bool {
    let mut apart = left.bytes().zip(right.bytes()).filter(|(l, r)| l != r);
    left.len() == right.len()
        && matches!(apart.next(), Some((l, r)) if (l, r) == (one, other) || (l, r) == (other, one))
        && apart.next().is_none()
}

/// The endings are those of a man's and a woman's name: another vowel, -us and -a, -wan and -wati, -an and -ani.
fn has_other_sex(left: &str, right: &str) -> bool {
    let same = left
        .bytes()
        .zip(right.bytes())
        .take_while(|(l, r)| l == r)
        .count();
    let pair = (&left.as_bytes()[same..], &right.as_bytes()[same..]);
    let is_vowel_alone = |rest: &[u8]| matches!(rest, [only] if is_vowel(*only));
    match pair {
        (one, other) if is_vowel_alone(one) && is_vowel_alone(other) => true,
        (b"", b"wati") | (b"wati", b"") => same > 2,
        (b"us", b"a") | (b"a", b"us") | (b"n", b"ti") | (b"ti", b"n") => same > 2,
        (b"", b"a" | b"i") | (b"a" | b"i", b"") => same > 3,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sounds_are_alike_by_the_rule_they_are_listed_for() {
        for (left, right, expected) in [
            ("selamet", "slamet", Alike::Spelling),
            ("aleks", "alex", Alike::Spelling),
            ("anggraini", "anggraeni", Alike::Spelling),
            ("nugroho", "nugraha", Alike::Loose),
            ("joko", "jaka", Alike::Loose),
            ("suhardi", "suardi", Alike::Loose),
            ("naufal", "nofal", Alike::Loose),
            ("nurlaila", "nurlela", Alike::Loose),
            ("wawan", "iwan", Alike::Faint),
            ("setiawan", "hermawan", Alike::Faint),
            ("veronica", "veronika", Alike::Spelling),
            ("tan", "tanoto", Alike::Loose),
            ("wayan", "putu", Alike::Loose),
            ("hadi", "adi", Alike::Faint),
            ("setiawan", "setiawati", Alike::Other),
            ("rini", "reni", Alike::Other),
            ("fitri", "fitra", Alike::Other),
            ("budi", "budo", Alike::Other),
        ] {
            assert_eq!(alike(left, right, true), expected, "{left} {right}");
            assert_eq!(alike(right, left, true), expected, "{right} {left}");
        }
    }
}
