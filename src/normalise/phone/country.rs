//! Countries by their code.

use rlibphonenumber::PHONE_NUMBER_UTIL;
use rlibphonenumber::enums::Region;

use super::Country;

impl Country {
    /// The numbering plan of an ISO 3166 alpha-2 code, in capitals or not; `None` for what is no country.
    ///
    /// ```
    /// use satukan::normalise::phone::Country;
    ///
    /// assert_eq!(Country::of_code("id"), Some(Country::Indonesia));
    /// assert_eq!(Country::of_code("xy"), None);
    /// ```
    pub fn of_code(code: &str) -> Option<Self> {
        let code = code.to_ascii_uppercase();
        let bytes: [u8; 2] = code.as_bytes().try_into().ok()?;
        let region = Region::try_from(code.as_str()).ok()?;
        PHONE_NUMBER_UTIL.get_country_code_for_region(region)?;
        Some(match &bytes {
            b"ID" => Self::Indonesia,
            b"US" => Self::UnitedStates,
            _ => Self::Other(bytes),
        })
    }
}
