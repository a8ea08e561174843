//! E-mail addresses: raw text -> address, comparison key, and whether it is shared by a role.
//!
//! In: a field as written. Out: every address in it with what became of the field ([`read`]), or the first that is
//! evidence of identity ([`parse`]).

mod domain;

use crate::text::clean::{is_too_long, tidy};
use crate::text::placeholder::{PlaceholderField, is_placeholder, is_set_placeholder};

/// One e-mail address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email {
    /// Lower-case address with slips of the domain repaired.
    pub address: String,
    /// What to compare: no plus tag, and no dots at Gmail.
    pub key: String,
    /// Whether an office rather than a person reads it: `info@`, `toko@`.
    pub role: bool,
}

/// What became of an e-mail field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmailStatus {
    /// As written, but for case, a label and brackets.
    Valid,
    /// A slip was repaired that can only be meant one way.
    Recovered,
    /// A slip that can be meant in several ways.
    Review,
    /// Stands for "nothing".
    Placeholder,
}

/// The addresses of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// In the order written; for review at most a guess.
    pub emails: Vec<Email>,
    /// What became of the field.
    pub status: EmailStatus,
}

/// Local parts that belong to an office.
const ROLES: [&str; 22] = [
    "info",
    "admin",
    "administrator",
    "sales",
    "toko",
    "kantor",
    "office",
    "cs",
    "marketing",
    "contact",
    "kontak",
    "hello",
    "support",
    "service",
    "customer",
    "billing",
    "finance",
    "hrd",
    "webmaster",
    "noreply",
    "no-reply",
    "postmaster",
];

/// Local parts that are typed to fill the field.
const FILLERS: [&str; 24] = [
    "tidakada",
    "tdkada",
    "tidak_ada",
    "tidak.ada",
    "tidakpunya",
    "tdkpunya",
    "belumada",
    "blmada",
    "noemail",
    "no_email",
    "no.email",
    "nomail",
    "no",
    "none",
    "kosong",
    "nihil",
    "null",
    "xxx",
    "xxxx",
    "test",
    "tes",
    "testing",
    "asdf",
    "abc",
];

/// Labels in front of an address.
const LABELS: [&str; 7] = [
    "mailto", "email", "e-mail", "e mail", "mail", "imel", "surel",
];

/// Parses the first e-mail address of a field.
///
/// Repairs what cannot be meant: a label, `www.` or brackets around it, `(at)`, a comma for a dot, a dot at the end, a
/// slip in a well-known domain. A blank inside the name is not repaired, because the lost letter is unknown: none.
pub fn parse(raw: &str) -> Option<Email> {
    let reading = read(raw);
    match reading.status {
        EmailStatus::Valid | EmailStatus::Recovered => reading.emails.into_iter().next(),
        EmailStatus::Review | EmailStatus::Placeholder => None,
    }
}

/// Reads one e-mail field in full.
///
/// # Source
///
/// Identity specification, section 7.
pub fn read(raw: &str) -> Reading {
    if is_too_long(raw) {
        return Reading {
            emails: Vec::new(),
            status: EmailStatus::Review,
        };
    }
    if let Some(email) = read_plain(raw) {
        return Reading {
            emails: vec![email],
            status: EmailStatus::Valid,
        };
    }
    if is_placeholder(PlaceholderField::Email, raw) {
        return nothing(EmailStatus::Placeholder);
    }
    let lower = tidy(raw).to_lowercase();
    let (text, mut is_mended) = mend(lower);
    let mut emails: Vec<Email> = Vec::new();
    let mut guess = None;
    for part in parts(&text) {
        match read_one(part) {
            Some(One {
                email,
                slips: Slips::None,
            }) => emails.push(email),
            Some(One {
                email,
                slips: Slips::Mended,
            }) => {
                emails.push(email);
                is_mended = true;
            }
            Some(One {
                email,
                slips: Slips::Open,
            }) => guess = Some(email),
            None => {}
        }
    }
    if emails.is_empty() {
        return Reading {
            emails: guess.into_iter().collect(),
            status: EmailStatus::Review,
        };
    }
    emails.retain(|email| !is_filler(email));
    if emails.is_empty() {
        return nothing(EmailStatus::Placeholder);
    }
    let status = if is_mended {
        EmailStatus::Recovered
    } else {
        EmailStatus::Valid
    };
    Reading { emails, status }
}

/// The longest local part that fillers have.
const LONGEST_FILLER: usize = 10;

/// The usual case: one address at a well-known provider and nothing else, longer than any that fills a field.
fn read_plain(raw: &str) -> Option<Email> {
    if is_set_placeholder(PlaceholderField::Email, raw) {
        return None;
    }
    let is_plain =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-' | b'@');
    let (local, domain) = raw.split_once('@').filter(|_| raw.bytes().all(is_plain))?;
    let has_frame = local.starts_with(['.', '-', 'w', 'W']) || local.ends_with('.');
    if local.len() <= LONGEST_FILLER || has_frame {
        return None;
    }
    let known = match domain::known(domain) {
        Some(known) => known,
        None => domain::known(&domain.to_ascii_lowercase())?,
    };
    if local.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return email(&local.to_ascii_lowercase(), known);
    }
    email(local, known)
}

fn nothing(status: EmailStatus) -> Reading {
    Reading {
        emails: Vec::new(),
        status,
    }
}

/// Writes one `@` for its stand-ins and takes blanks at it and at dots away; tells whether anything changed.
fn mend(text: String) -> (String, bool) {
    const FORMS: [(&str, &str); 13] = [
        ("(at)", "@"),
        ("[at]", "@"),
        ("{at}", "@"),
        (" at ", "@"),
        ("(dot)", "."),
        ("[dot]", "."),
        ("{dot}", "."),
        (" dot ", "."),
        ("(titik)", "."),
        (" @", "@"),
        ("@ ", "@"),
        (" .", "."),
        (". ", "."),
    ];
    let has_stand_in = !text.contains('@') || text.contains("@@");
    if !has_stand_in && !text.contains(' ') {
        return (text, false);
    }
    let mut mended = text.replace("@@", "@");
    for (form, sign) in FORMS {
        // "at" and "dot" are words of their own where an @ is written.
        let is_sign = form.contains(sign);
        if (is_sign || has_stand_in) && mended.contains(form) {
            mended = mended.replace(form, sign);
        }
    }
    let is_changed = mended != text;
    (mended, is_changed)
}

/// The parts of a field that hold an address each.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let several = text.bytes().filter(|byte| *byte == b'@').count() > 1;
    // A blank or a comma in a single address is a slip.
    text.split(move |c: char| {
        matches!(c, ';' | '|' | '/' | '\\') || (several && matches!(c, ' ' | ',' | '&'))
    })
    .filter(|part| part.contains('@'))
}

/// How an address was written.
enum Slips {
    None,
    Mended,
    /// It can be meant in several ways.
    Open,
}

struct One {
    email: Email,
    slips: Slips,
}

fn read_one(part: &str) -> Option<One> {
    let (local, domain) = part.split_once('@')?;
    let (local, local_mended) = clean_local(local);
    let (domain, domain_mended) = domain::clean(domain)?;
    let is_open = local.contains(' ');
    let local = if is_open {
        local.replace(' ', "_")
    } else {
        local.to_owned()
    };
    let is_plain = |c: char| c.is_alphanumeric() || "._-+!#$%&'*=?^`{}~".contains(c);
    if local.is_empty() || !local.chars().all(is_plain) {
        return None;
    }
    let email = email(&local, &domain)?;
    let slips = match (is_open, local_mended || domain_mended) {
        (true, _) => Slips::Open,
        (false, true) => Slips::Mended,
        (false, false) => Slips::None,
    };
    Some(One { email, slips })
}

fn email(local: &str, domain: &str) -> Option<Email> {
    let base = local.split('+').next().unwrap_or(local);
    let is_gmail = matches!(domain, "gmail.com" | "googlemail.com");
    let mut key = String::with_capacity(base.len() + 1 + domain.len());
    key.extend(base.chars().filter(|c| !(is_gmail && *c == '.')));
    if key.is_empty() {
        return None;
    }
    key.push('@');
    key.push_str(if is_gmail { "gmail.com" } else { domain });
    Some(Email {
        key,
        role: ROLES.contains(&base),
        address: [local, "@", domain].concat(),
    })
}

/// Takes brackets, labels and `www.` off a local part; the flag says whether that was a slip.
fn clean_local(local: &str) -> (&str, bool) {
    let mut local = local
        .trim()
        .trim_start_matches(['<', '(', '[', '"', '\'', ' ']);
    // What stands before is a label, or the name of the holder.
    if let Some((_, rest)) = local.rsplit_once([':', '<'])
        && !rest.is_empty()
    {
        local = rest.trim_start();
    }
    for label in LABELS {
        if let Some(rest) = local.strip_prefix(label)
            && let Some(rest) = rest.strip_prefix(' ')
        {
            local = rest.trim_start();
        }
    }
    let bare = local.trim_start_matches([',', '.', ' ']);
    let bare = bare.strip_prefix("www.").unwrap_or(bare);
    let bare = bare.trim_end_matches(['.', ' ', ',']);
    (bare, bare.len() != local.len())
}

/// Made up to fill the field: `tidakada@gmail.com`, `test@test.com`.
fn is_filler(email: &Email) -> bool {
    let Some((local, domain)) = email.address.split_once('@') else {
        return false;
    };
    let name = domain.split('.').next().unwrap_or(domain);
    FILLERS.contains(&local) || (local == name && local.len() <= 4)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn address(raw: &str) -> Option<String> {
        parse(raw).map(|email| email.address)
    }

    #[test]
    fn slips_around_the_address_are_repaired() {
        for raw in [
            "Budi_Santoso@yahoo.com",
            "www.budi_santoso@yahoo.com",
            "<budi_santoso@yahoo.com>",
            "email: budi_santoso@yahoo.com",
            "budi_santoso(at)yahoo.com",
            "budi_santoso@yahoo,com",
            "budi_santoso@yahoo.com.",
            "budi_santoso@yahoo",
            "budi_santoso@yaho.com",
            "budi_santoso @ yahoo.com",
            "budi_santoso@yahoo.con",
        ] {
            assert_eq!(
                address(raw).as_deref(),
                Some("budi_santoso@yahoo.com"),
                "{raw}"
            );
        }
    }

    #[test]
    fn dots_and_tags_do_not_count_at_gmail() {
        let key = |raw| parse(raw).map(|email| email.key);
        assert_eq!(
            key("budi.santoso+vip@gmail.com"),
            key("budisantoso@gmail.com")
        );
        assert_ne!(key("budi.santoso@yahoo.com"), key("budisantoso@yahoo.com"));
    }

    #[test]
    fn other_domains_stay_as_they_are() {
        for raw in [
            "j.williams@levine-johnson.com",
            "a@ymail.com",
            "a@yahoo.co.id",
            "a@bond.biz",
            "a@mail.com",
            "a@yahoo.co.in",
        ] {
            assert_eq!(address(raw).as_deref(), Some(raw), "{raw}");
        }
    }

    #[test]
    fn the_domain_of_one_country_is_no_slip_for_anothers() {
        for raw in [
            "ann_bee@yahoo.ie",
            "ann_bee@yahoo.gr",
            "ann_bee@hotmail.se",
            "ann_bee@yahoo.co.jp",
            "ann_bee@yahoo.com.sa",
        ] {
            assert_eq!(address(raw).as_deref(), Some(raw), "{raw}");
        }
        for (raw, meant) in [
            ("ann_bee@gmail.co", "ann_bee@gmail.com"),
            ("ann_bee@yahoo.co.jd", "ann_bee@yahoo.co.id"),
            ("ann_bee@gmial.com", "ann_bee@gmail.com"),
            ("ann_bee@yahooo.de", "ann_bee@yahoo.de"),
        ] {
            assert_eq!(address(raw).as_deref(), Some(meant), "{raw}");
        }
    }

    #[test]
    fn offices_are_marked_and_words_are_missing() {
        assert!(parse("info@tokosinar.co.id").is_some_and(|email| email.role));
        assert!(parse("informa@tokosinar.co.id").is_some_and(|email| !email.role));
        for raw in [
            "",
            "-",
            "TIDAK ADA",
            "budi santoso@yahoo.com",
            "@",
            "a@",
            "@b.com",
        ] {
            assert_eq!(parse(raw), None, "{raw}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic(raw in "\\PC{0,40}", address in "[a-z0-9@ .,;_+<>:()-]{0,40}") {
            let _ = read(&raw);
            let _ = read(&address);
        }

        #[test]
        fn a_canonical_address_is_read_as_itself(raw in "[a-z0-9._+ -]{1,12}@[a-z.,]{1,14}") {
            if let Some(email) = parse(&raw) {
                prop_assert_eq!(parse(&email.address), Some(email));
            }
        }
    }
}
