//! One number as read: its type, its standing, and what stood beside it.

/// What a written number turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NumberType {
    /// A mobile telephone.
    Mobile,
    /// A line of a house or an office.
    Landline,
    /// Fixed wireless, by a published table of blocks.
    FixedWireless,
    /// Fixed wireless or landline: the block is known by hearsay only.
    FixedWirelessOrLandline,
    /// Mobile or landline: the country's plan does not tell.
    Either,
    /// A call centre or free number.
    Service,
    /// A number whose cost caller and owner share.
    SharedCost,
    /// A line without its area code, which nothing tells.
    LocalOnly,
    /// Digits are lost: cut off, or rounded by a spreadsheet.
    Unrecoverable,
    /// Stands for "nothing": `-`, `ADA`, 08123456789.
    Placeholder,
    /// Digits are blotted out.
    Masked,
    /// Digits that no plan explains.
    Review,
    /// The number of something else, such as a `BlackBerry` PIN.
    OtherId,
}

impl NumberType {
    /// The word used in answers.
    pub fn word(self) -> &'static str {
        match self {
            Self::Mobile | Self::Either => "mobile",
            Self::Landline => "landline",
            Self::FixedWireless => "fwa",
            Self::FixedWirelessOrLandline => "fwa_or_landline",
            Self::Service => "service",
            Self::SharedCost => "shared_cost",
            Self::LocalOnly => "local_only",
            Self::Unrecoverable => "unrecoverable",
            Self::Placeholder => "placeholder",
            Self::Masked => "masked",
            Self::Review => "review",
            Self::OtherId => "other_id",
        }
    }

    /// Whether it is a number that can be dialled from anywhere.
    pub fn is_complete(self) -> bool {
        matches!(
            self,
            Self::Mobile
                | Self::Landline
                | Self::FixedWireless
                | Self::FixedWirelessOrLandline
                | Self::Either
                | Self::Service
                | Self::SharedCost
        )
    }
}

/// How far a number can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Standing {
    /// As written, or nearly.
    Valid,
    /// A zero or the area code was put back, or a letter mended.
    Recovered,
    /// Perhaps invented, of an unusual length, or not in service in the year of the record.
    Suspect,
    /// One of the shop's own numbers: see [`super::set_shared`].
    Shared,
}

/// One number as read, evidence or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    /// E.164 with a plus, or the digits as dialled; empty when there are none to keep.
    pub digits: String,
    /// What it is.
    pub number_type: NumberType,
    /// How far it can be trusted.
    pub standing: Standing,
    /// The extension behind a switchboard, digits.
    pub extension: Option<String>,
    /// Words written beside the number, lower case.
    pub note: Option<String>,
}

/// What a plan says about one number.
pub(super) struct Verdict {
    pub(super) digits: String,
    pub(super) number_type: NumberType,
    pub(super) standing: Standing,
}

impl Verdict {
    pub(super) fn valid(digits: String, number_type: NumberType) -> Self {
        Self {
            digits,
            number_type,
            standing: Standing::Valid,
        }
    }

    pub(super) fn review(digits: String) -> Self {
        Self::valid(digits, NumberType::Review)
    }

    pub(super) fn nothing(number_type: NumberType) -> Self {
        Self::valid(String::new(), number_type)
    }

    pub(super) fn recovered(self) -> Self {
        let standing = match self.standing {
            Standing::Valid => Standing::Recovered,
            other => other,
        };
        Self { standing, ..self }
    }
}
