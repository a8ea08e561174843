//! Kinds of identity number, and what can become of one.

/// What kind of number the shape tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IdKind {
    /// Indonesian population number, 16 digits: region, birth date (day + 40 for women), serial.
    Nik,
    /// Indonesian tax number, 15 digits with a check digit.
    Npwp,
    /// Indonesian driving licence, 12 digits that begin with year and month of birth.
    DrivingLicence,
    /// One letter and six or seven digits.
    Passport,
    /// Indonesian family card, 16 digits with a date of issue: shared by the household. Only a label or the column tells.
    FamilyCard,
    /// Any other number, of any country.
    Generic,
}

impl IdKind {
    /// The word used in answers.
    pub fn word(self) -> &'static str {
        match self {
            Self::Nik => "nik",
            Self::Npwp => "npwp",
            Self::DrivingLicence => "sim",
            Self::Passport => "passport",
            Self::FamilyCard => "kk",
            Self::Generic => "other",
        }
    }

    /// The kind that a word of [`Self::word`] names.
    pub fn of_word(word: &str) -> Option<Self> {
        [
            Self::Nik,
            Self::Npwp,
            Self::DrivingLicence,
            Self::Passport,
            Self::FamilyCard,
            Self::Generic,
        ]
        .into_iter()
        .find(|kind| kind.word() == word)
    }
}

/// What became of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IdStatus {
    /// Everything that can be checked is right.
    Valid,
    /// Right once letters typed for digits are mended.
    Recovered,
    /// Right under a region code that was given up since.
    ValidOldCode,
    /// Of the numbering before SIAK: the holder has a newer number.
    LegacyPreSiak,
    /// A tax number that is the holder's NIK.
    ValidNik,
    /// Of the right shape; there is nothing to check.
    Plausible,
    /// Impossible.
    Invalid,
    /// Stands for "nothing", or hides what it is.
    Placeholder,
    /// Digits were lost in a spreadsheet.
    Unrecoverable,
}

impl IdStatus {
    /// The word used in answers.
    pub fn word(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Recovered => "recovered",
            Self::ValidOldCode => "valid_old_code",
            Self::LegacyPreSiak => "legacy_pre_siak",
            Self::ValidNik => "valid_nik",
            Self::Plausible => "plausible",
            Self::Invalid => "invalid",
            Self::Placeholder => "placeholder",
            Self::Unrecoverable => "unrecoverable",
        }
    }

    /// Whether the number may stand as evidence.
    pub fn is_number(self) -> bool {
        !matches!(
            self,
            Self::Invalid | Self::Placeholder | Self::Unrecoverable
        )
    }
}
