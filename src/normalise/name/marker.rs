//! Markers inside a name: whose wife, child or daughter somebody is, and of which clan.

use super::expand::canonical_tokens;
use super::extra::Extra;
use super::tables;
use super::title::{Draft, starts_chinese, strip_front};
use super::word::Word;
use crate::normalise::gender::Gender;

/// `Istri X`, `Mama X`, `Adik X` name somebody else than the person who is meant.
pub(super) fn take_relation(words: &mut Vec<Word>, draft: &mut Draft) {
    if take_baby(words, draft) {
        return;
    }
    let [first, second, ..] = words.as_slice() else {
        return;
    };
    let gender = match first.text.as_str() {
        "istri" | "isteri" | "istrinya" | "ibunya" | "mamanya" => Some(Gender::Female),
        "suami" | "suaminya" | "bapaknya" | "papanya" => Some(Gender::Male),
        "mama" | "mamah" | "mami" if is_parent_of(&words[1..], draft) => Some(Gender::Female),
        "ist" if first.dot => Some(Gender::Female),
        "mak" if tables::known(&second.text).is_some_and(|known| known.given && known.local) => {
            Some(Gender::Female)
        }
        "papa" | "papah" | "papi" if is_parent_of(&words[1..], draft) => Some(Gender::Male),
        "anak" if second.is("agung") => return,
        "anak" | "anaknya" | "adik" | "adek" | "adiknya" | "kakaknya" | "besan" | "menantu"
        | "mertua" | "keponakan" | "ponakan" | "ortu" | "sopir" | "supir" | "pembantu"
            if !draft.foreign =>
        {
            None
        }
        _ => return,
    };
    let relation = words.remove(0).text;
    if words.len() > 1 && matches!(words[0].text.as_str(), "dr" | "dari") {
        words.remove(0);
    }
    // The titles that follow are not those of the person who is meant.
    let mut theirs = Draft::new(words);
    strip_front(words, &mut theirs);
    draft.relation = Some(relation);
    draft.vote(gender);
}

/// Mama and papa, who are called by their child in Indonesia, and whose name an inn has elsewhere: `Papa John's`.
pub(super) fn is_parent(word: &Word) -> bool {
    matches!(
        word.text.as_str(),
        "mama" | "mamah" | "mami" | "papa" | "papah" | "papi"
    )
}

/// Whether somebody in Indonesia is called by the child that `words` name: not where it has something, as in English.
fn is_parent_of(words: &[Word], draft: &Draft) -> bool {
    let is_firms = words[0].text.ends_with('s')
        && words[0].apostrophe.map(usize::from) == Some(words[0].written().len() - 1);
    !draft.foreign && !is_firms
}

/// `By. Ny. Sri`, `Bayi Sri`, `Baby of Donna` name the mother; `Baby Boy Liu` has a family name alone.
fn take_baby(words: &mut Vec<Word>, draft: &mut Draft) -> bool {
    let text = |at: usize| words.get(at).map_or("", |word: &Word| word.text.as_str());
    let is_mother = |word: &str| matches!(word, "ny" | "nyonya" | "ibu" | "bu" | "mrs");
    let (count, gender, is_of_mother) = match (text(0), text(1)) {
        ("by" | "bayi", second) if is_mother(second) => (1, None, true),
        ("bayi", _) => (1, None, true),
        ("baby", "of") => (2, None, true),
        ("baby", "boy") | ("babyboy", _) => {
            (1 + usize::from(text(1) == "boy"), Some(Gender::Male), false)
        }
        ("baby", "girl") | ("babygirl", _) => (
            1 + usize::from(text(1) == "girl"),
            Some(Gender::Female),
            false,
        ),
        _ => return false,
    };
    if words.len() <= count {
        return false;
    }
    words.drain(..count);
    if is_of_mother {
        // The titles that follow are hers.
        let mut hers = Draft::new(words);
        strip_front(words, &mut hers);
        draft.relation = Some("bayi".to_owned());
    }
    draft.vote(gender);
    true
}

/// Takes the father's name after bin and binti, and the clan marker boru; tells whether there was any.
pub(super) fn take_markers(words: &mut Vec<Word>, draft: &mut Draft) -> bool {
    let mut position = 1;
    let mut found = false;
    while position + 1 < words.len() {
        let word = &words[position];
        match word.text.as_str() {
            "bin" | "ibni" | "s/o" if !starts_chinese(words) => {
                draft.mark(Gender::Male);
                take_father(words, position, draft);
                return true;
            }
            "binti" | "binte" | "bte" | "bt" | "d/o" => {
                (draft.male, draft.female) = (false, true);
                draft.marked = true;
                take_father(words, position, draft);
                return true;
            }
            "boru" | "br"
                if word.is("boru")
                    || word.dot
                    || starts_clan(&words[position + 1..])
                    || position + 2 == words.len() && !is_given(&words[position + 1]) =>
            {
                draft.mark(Gender::Female);
                words.remove(position);
                found = true;
                let clan = canonical_tokens(&words[position..]).join(" ");
                draft.extra.push((Extra::Clan, clan));
            }
            _ => position += 1,
        }
    }
    found
}

fn is_given(word: &Word) -> bool {
    tables::known(&word.text).is_some_and(|known| known.given)
}

/// Tells whether a clan stands in front, in one word or in two: Lumban Tobing.
fn starts_clan(words: &[Word]) -> bool {
    let is_clan = |text: &str| tables::known(text).is_some_and(|known| known.clan);
    match words {
        [first, second, ..] => {
            is_clan(&first.text)
                || is_clan(&format!("{}{}", first.text, second.text))
                || is_clan(&format!("{} {}", first.text, second.text))
        }
        [first] => is_clan(&first.text),
        [] => false,
    }
}

fn take_father(words: &mut Vec<Word>, position: usize, draft: &mut Draft) {
    let mut father = words[position + 1..].to_vec();
    let mut his = Draft::new(&father);
    strip_front(&mut father, &mut his);
    draft.father = Some(canonical_tokens(&father).join(" "));
    words.truncate(position);
}

/// `Ny. Budi Santoso` is the wife of Budi Santoso: a woman's salutation before a man's name.
pub(super) fn husband_relation(titles: &[&'static str], tokens: &[String]) -> Option<String> {
    let salutation = titles
        .iter()
        .find(|title| matches!(**title, "ny" | "ibu" | "mrs"))?;
    let gender = |token: &String| {
        tables::known(token).map_or_else(
            || tables::english_gender(token),
            |known| known.gender.filter(|_| known.given),
        )
    };
    let first = gender(tokens.first()?)?;
    let any_female = tokens
        .iter()
        .any(|token| gender(token) == Some(Gender::Female));
    (first == Gender::Male && !any_female).then(|| (*salutation).to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::{NameKind, parse};

    #[test]
    fn parents_are_called_by_their_child_in_indonesia_alone() {
        for (text, child) in [
            ("Mama Dinda", "dinda"),
            ("Mama Rizky", "rizki"),
            ("Mama Rosa", "rosa"),
            ("Mami Alya", "alya"),
            ("Papah Jono", "jono"),
        ] {
            let name = parse(text).expect("a name");
            assert_eq!(name.canonical(), child, "{text}");
            assert!(name.relation.is_some(), "{text}");
        }
        for text in ["Papa John's", "Papa Johns", "Mama Nina's"] {
            let name = parse(text).expect("a name");
            assert_eq!((name.tokens.len(), name.relation), (2, None), "{text}");
        }
    }

    #[test]
    fn a_form_of_address_is_part_of_a_firms_name() {
        for text in [
            "Mama Rosa Sushi Bar",
            "Mama Rosa's Kitchen",
            "Madam Lee Grill",
            "Bu Rudi Cafe",
            "Mr. Lim Noodle House",
        ] {
            let name = parse(text).expect("a name");
            assert_eq!(name.kind, NameKind::Organisation, "{text}");
            let words = text.split(' ').count();
            assert_eq!((name.tokens.len(), name.relation), (words, None), "{text}");
        }
        for (text, core) in [
            ("Mr. Michael Kitchen", "michael kitchen"),
            ("Ms Linda Coffee", "linda coffee"),
            ("Ibu Sri", "sri"),
            ("Bunda Maria", "maria"),
            ("Madame Marie Dupont", "marie dupont"),
            ("Madam Siti", "siti"),
            ("Madam Lanny", "lanny"),
            ("Madam Wong", "wong"),
        ] {
            let name = parse(text).expect("a name");
            assert_eq!(name.core, core, "{text}");
            assert_eq!(
                (name.kind, name.relation),
                (NameKind::Person, None),
                "{text}"
            );
        }
    }

    #[test]
    fn a_baby_named_by_the_mother_is_another_person() {
        for text in [
            "By. Ny. Sri Wahyuni",
            "Bayi Sri Wahyuni",
            "Baby of Sri Wahyuni",
        ] {
            let name = parse(text).expect("a name");
            assert_eq!(name.canonical(), "sri wahyuni", "{text}");
            assert_eq!(name.relation.as_deref(), Some("bayi"), "{text}");
        }
        let name = parse("Liu, Baby Boy").expect("a name");
        assert_eq!((name.canonical().as_str(), name.relation), ("liu", None));
    }
}
