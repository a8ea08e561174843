//! The stage on the way from a name in the file to a loyal customer, and away.

use super::Settings;

/// Where a customer stands.
///
/// # Source
///
/// The stages of Griffin, "Customer Loyalty" (1995), with the inactive ones parted into lapsed and lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lifecycle {
    /// No purchase is known, and no telephone or e-mail.
    Suspect,
    /// No purchase is known; a telephone or e-mail is.
    Prospect,
    /// Came once, not long ago.
    FirstTime,
    /// Came more than once.
    Repeat,
    /// Came often.
    Loyal,
    /// Has not come for long.
    Lapsed,
    /// Has not come for very long.
    Lost,
}

impl Lifecycle {
    /// All, from the first to the last.
    pub const ALL: [Self; 7] = [
        Self::Suspect,
        Self::Prospect,
        Self::FirstTime,
        Self::Repeat,
        Self::Loyal,
        Self::Lapsed,
        Self::Lost,
    ];

    /// As it stands in the outputs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Suspect => "suspect",
            Self::Prospect => "prospect",
            Self::FirstTime => "first-time",
            Self::Repeat => "repeat",
            Self::Loyal => "loyal",
            Self::Lapsed => "lapsed",
            Self::Lost => "lost",
        }
    }
}

/// The stage of a customer; without dates nobody is lapsed or lost.
pub fn stage(
    visits: u64,
    recency: Option<i32>,
    is_reachable: bool,
    settings: &Settings,
) -> Lifecycle {
    let is_away = |days: i32| recency.is_some_and(|recency| recency > days);
    match visits {
        0 if is_reachable => Lifecycle::Prospect,
        0 => Lifecycle::Suspect,
        _ if is_away(settings.lost_days) => Lifecycle::Lost,
        _ if is_away(settings.lapsed_days) => Lifecycle::Lapsed,
        1 => Lifecycle::FirstTime,
        visits if visits < settings.loyal_visits => Lifecycle::Repeat,
        _ => Lifecycle::Loyal,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_stage_begins_where_it_is_said_to() {
        let settings = Settings::default();
        let stage =
            |visits, recency, reachable| stage(visits, recency, reachable, &settings).word();
        assert_eq!(stage(0, None, false), "suspect");
        assert_eq!(stage(0, None, true), "prospect");
        assert_eq!(stage(1, Some(365), true), "first-time");
        assert_eq!(stage(2, Some(0), false), "repeat");
        assert_eq!(stage(3, Some(0), true), "repeat");
        assert_eq!(stage(4, Some(365), true), "loyal");
        assert_eq!(stage(4, Some(366), true), "lapsed");
        assert_eq!(stage(1, Some(730), true), "lapsed");
        assert_eq!(stage(9, Some(731), true), "lost");
        assert_eq!(stage(9, None, true), "loyal");
    }
}
