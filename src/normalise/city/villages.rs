//! Villages (kelurahan and desa) of every district, for telling a village from any other word.
//!
//! A village name means little by itself (there are 76 Sukamaju), so every question here names the region it is asked in.

use std::sync::LazyLock;

/// One line per district in the order of codes: `35.78.22|ketintang|gayungan|...`, names folded.
///
/// Made from the table of villages by sorting its codes, folding the names, grouping them by the first eight characters
/// of the code and `zstd -19`; the villages' own codes and postal codes are left out.
///
/// # Source
///
/// `tables/README.md`; 83,441 villages, edition [`super::REGIONS_EDITION`].
static PACKED: &[u8] = include_bytes!("../tables/villages.txt.zst");

struct Villages {
    text: String,
    /// Where each district's line starts and ends.
    lines: Vec<(u32, u32)>,
}

impl Villages {
    fn line(&'static self, at: usize) -> &'static str {
        let (start, end) = self.lines[at];
        &self.text[start as usize..end as usize]
    }

    /// The lines of the districts whose codes begin with `region`.
    fn within<'r>(&'static self, region: &'r str) -> impl Iterator<Item = &'static str> + use<'r> {
        let key = |at: usize| {
            let line = self.line(at);
            line.get(..region.len()).unwrap_or(line)
        };
        let mut low = 0;
        let mut high = self.lines.len();
        while low < high {
            let middle = usize::midpoint(low, high);
            if key(middle) < region {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        (low..self.lines.len())
            .map(|at| self.line(at))
            .take_while(move |line| line.starts_with(region))
    }
}

static VILLAGES: LazyLock<Villages> = LazyLock::new(|| {
    let bytes = zstd::decode_all(PACKED).expect("the embedded table is well-formed");
    let text = String::from_utf8(bytes).expect("the embedded table is ASCII");
    let mut lines = Vec::with_capacity(7_300);
    let mut start = 0;
    for end in memchr::memchr_iter(b'\n', text.as_bytes()) {
        lines.push((start, u32::try_from(end).unwrap_or(u32::MAX)));
        start = u32::try_from(end + 1).unwrap_or(u32::MAX);
    }
    Villages { text, lines }
});

/// The code of the first district in `region` (a code of a province, regency or district) with a village of that folded
/// name, blanks aside.
fn village_in(name: &str, region: &str) -> Option<&'static str> {
    let first = name.bytes().next()?;
    let villages: &'static Villages = &VILLAGES;
    villages.within(region).find_map(|line| {
        let (code, names) = line.split_once('|')?;
        let found = names
            .split('|')
            .any(|known| known.as_bytes().first() == Some(&first) && same_letters(known, name));
        found.then_some(code)
    })
}

/// Tells whether a region has a village of that folded name, blanks aside.
pub(crate) fn is_village(name: &str, region: &str) -> bool {
    village_in(name, region).is_some()
}

/// Equality without blanks.
fn same_letters(left: &str, right: &str) -> bool {
    left == right
        || left
            .bytes()
            .filter(|byte| *byte != b' ')
            .eq(right.bytes().filter(|byte| *byte != b' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_village_is_known_in_its_own_region_only() {
        assert_eq!(village_in("ketintang", "35.78"), Some("35.78.22"));
        assert_eq!(village_in("ketintang", "35.73"), None);
        assert!(is_village("sumber porong", "35.07"));
        assert!(is_village("10 ilir", "16.71"));
        assert!(!is_village("kauman", "34.71"));
        assert!(!is_village("", "34.71"));
        assert!(!is_village("ketintang", "99.99"));
    }
}
