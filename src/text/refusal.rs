//! Columns that say who wants to be contacted, by their names.

/// What such a column says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Who doesn't want to be contacted.
    OptOut,
    /// The same, or a number: `NO SMS` is "no text messages" in English and a number in Indonesian.
    OptOutOrNumber,
    /// Who agreed to be contacted.
    Consent,
}

/// Names of columns that say who opted out, as letters alone.
const OPT_OUT: [&str; 26] = [
    "optout",
    "optedout",
    "emailoptout",
    "smsoptout",
    "donotcontact",
    "dontcontact",
    "donotcall",
    "donotmail",
    "donotemail",
    "donotsms",
    "dnc",
    "unsubscribe",
    "unsubscribed",
    "berhentilangganan",
    "berhentisms",
    "stopsms",
    "stoppromo",
    "jangandihubungi",
    "janganhubungi",
    "janganditelepon",
    "jangandisms",
    "tidakmaudihubungi",
    "tolakpromo",
    "tolaksms",
    "blokirsms",
    "tanpapromo",
];

/// The same, where the name may mean a number, too.
const OPT_OUT_OR_NUMBER: [&str; 5] = ["nosms", "nocall", "noemail", "nocontact", "nopromo"];

/// Names of columns that say who agreed to be contacted.
const OPT_IN: [&str; 14] = [
    "optin",
    "optedin",
    "emailoptin",
    "smsoptin",
    "consent",
    "marketingconsent",
    "subscribed",
    "setujupromo",
    "setujudihubungi",
    "terimasms",
    "terimapromo",
    "maudihubungi",
    "bolehdihubungi",
    "bolehsms",
];

/// What a column says of contacts, by its name; `x_` in front, as golden columns have it, makes no difference.
pub fn meaning(name: &str) -> Option<Refusal> {
    let letters: String = name
        .strip_prefix("x_")
        .unwrap_or(name)
        .chars()
        .filter(char::is_ascii_alphabetic)
        .collect::<String>()
        .to_lowercase();
    let letters = letters.as_str();
    if OPT_OUT.contains(&letters) {
        Some(Refusal::OptOut)
    } else if OPT_OUT_OR_NUMBER.contains(&letters) {
        Some(Refusal::OptOutOrNumber)
    } else {
        OPT_IN.contains(&letters).then_some(Refusal::Consent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_known_however_their_names_are_written() {
        assert_eq!(meaning("x_berhenti_langganan"), Some(Refusal::OptOut));
        assert_eq!(meaning("Opt-Out"), Some(Refusal::OptOut));
        assert_eq!(meaning("NO SMS"), Some(Refusal::OptOutOrNumber));
        assert_eq!(meaning("setuju promo"), Some(Refusal::Consent));
        assert_eq!(meaning("x_ket"), None);
    }
}
