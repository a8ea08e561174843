//! Where one number ends and the next begins, and what a short tail stands for.

use super::split::Candidate;
use super::tables;

/// The longest number of the Indonesian plan, its zero included.
const LONGEST: usize = 13;

/// Parts groups of digits that together are too long for one number: `5671234 5671235`, `5671234-35`.
pub(super) fn part(number: Candidate, groups: &[(usize, bool)], out: &mut Vec<Candidate>) {
    let digits = number.digits.as_str();
    let is_tailed = match groups {
        [.., (before, _), (start, true)] => {
            digits.len() - start <= 2
                && start - before >= 5
                && !digits.starts_with("08")
                && !digits.starts_with("628")
        }
        _ => false,
    };
    if !is_tailed && (is_plausible(digits, number.has_plus) || number.flaw.is_some()) {
        out.push(number);
        return;
    }
    let starts: Vec<usize> = groups.iter().skip(1).map(|(start, _)| *start).collect();
    let cuts = if is_tailed {
        starts.last().map(|start| vec![*start])
    } else {
        find_cuts(digits, &starts, number.has_plus)
    };
    let Some(cuts) = cuts else {
        out.push(number);
        return;
    };
    let mut from = 0;
    for to in cuts.into_iter().chain([digits.len()]) {
        let is_first = from == 0;
        out.push(Candidate {
            digits: digits[from..to].to_owned(),
            has_plus: number.has_plus && is_first,
            note: number.note.clone(),
            extension: String::new(),
            flaw: None,
            ends_at_slash: false,
            is_mended: number.is_mended,
        });
        from = to;
    }
    if let Some(last) = out.last_mut() {
        last.extension = number.extension;
    }
}

/// Where to cut so that two or three plausible numbers result; a last piece of one or two digits is a tail.
fn find_cuts(digits: &str, starts: &[usize], has_plus: bool) -> Option<Vec<usize>> {
    for &cut in starts {
        let (left, right) = digits.split_at(cut);
        if is_plausible(left, has_plus) && left.len() >= 5 && is_plausible(right, false) {
            return Some(vec![cut]);
        }
    }
    for (at, &first) in starts.iter().enumerate() {
        for &second in &starts[at + 1..] {
            let pieces = [&digits[..first], &digits[first..second], &digits[second..]];
            if pieces
                .iter()
                .all(|piece| piece.len() >= 5 && is_plausible(piece, false))
            {
                return Some(vec![first, second]);
            }
        }
    }
    match starts.last() {
        Some(&last) if digits.len() - last <= 2 && is_plausible(&digits[..last], has_plus) => {
            return Some(vec![last]);
        }
        _ => {}
    }
    // Written without a blank between them: cut before a zero that makes two numbers, if only one does.
    let mut fitting = (9..=LONGEST)
        .filter(|cut| digits.is_char_boundary(*cut))
        .filter(|cut| digits.get(*cut..).is_some_and(|rest| rest.starts_with('0')))
        .filter(|cut| is_dialled(&digits[..*cut]) && is_dialled(&digits[*cut..]));
    let only = fitting.next()?;
    fitting.next().is_none().then(|| vec![only])
}

/// Zero, then a known mobile prefix or area code and as many digits as belong there.
fn is_dialled(digits: &str) -> bool {
    let Some(national) = digits.strip_prefix('0') else {
        return false;
    };
    if national.starts_with('8') {
        return tables::mobile_prefix(national).is_some() && (10..=LONGEST).contains(&digits.len());
    }
    tables::area_of(national).is_some_and(|area| {
        let line = national.len() - area.code.len();
        (5..=8).contains(&line)
    })
}

/// Whether the digits can be one number by their length.
fn is_plausible(digits: &str, has_plus: bool) -> bool {
    match digits.as_bytes() {
        _ if has_plus => (8..=15).contains(&digits.len()),
        [b'0', b'0', ..] => (7..=17).contains(&digits.len()),
        [b'6', b'2', ..] => digits.len() <= 14,
        [b'0', b'8', ..] => digits.len() <= LONGEST,
        [b'0', b'1', ..] => digits.len() <= 17,
        // A trunk zero before the country code.
        [b'0', b'6', b'2', b'8', ..] => digits.len() <= 15,
        [b'0', ..] => digits.len() <= 12,
        [b'8', ..] => digits.len() <= 12,
        _ => digits.len() <= 11,
    }
}

/// `031/5671234`, `0171/87543029`, `213/415-3043`: the slash only parts the area code or the prefix from the rest.
///
/// What stands before it is too short to be a number itself.
pub(super) fn join_parts(candidates: &mut Vec<Candidate>) {
    let mut at = 0;
    // Without a nought, two to four digits behind a number are its ending, unless it began with as many.
    let mut bare_width = None;
    while at + 1 < candidates.len() {
        let (head, tail) = (&candidates[at], &candidates[at + 1]);
        let width = head.digits.len();
        let may_be_bare = at == 0 || bare_width == Some(width);
        let is_bare = !head.has_plus && !head.digits.starts_with('0');
        let joins = is_area_code(head, may_be_bare)
            && (5..=9).contains(&tail.digits.len())
            && !tail.digits.starts_with('0')
            && !tail.has_plus;
        if joins {
            let tail = candidates.remove(at + 1);
            let head = &mut candidates[at];
            head.digits.push_str(&tail.digits);
            head.note.push_str(&tail.note);
            head.extension = tail.extension;
            head.flaw = head.flaw.or(tail.flaw);
            head.ends_at_slash = tail.ends_at_slash;
        }
        bare_width = (joins && is_bare).then_some(width);
        at += 1;
    }
}

/// Whether the digits are an area code or a prefix by their length, perhaps behind the code of a country.
fn is_area_code(head: &Candidate, may_be_bare: bool) -> bool {
    let width = head.digits.len();
    if head.has_plus {
        return (2..=7).contains(&width);
    }
    match head.digits.as_bytes() {
        [b'0', b'0', ..] => (5..=8).contains(&width),
        [b'0', ..] => (2..=5).contains(&width),
        // Codes begin with no 1; services do.
        [b'1', ..] => false,
        _ => may_be_bare && head.ends_at_slash && (2..=4).contains(&width),
    }
}

/// A short tail replaces the last digits of the number before it: `5671234/35`, `081230456712 & 13`, `5671234-35`.
///
/// A whole line behind an area code and a line replaces the line: `(031) 5671234, 5671235`.
pub(super) fn fill_tails(candidates: &mut Vec<Candidate>) {
    let mut at = 1;
    while at < candidates.len() {
        let (before, after) = candidates.split_at_mut(at);
        let (head, tail) = (&before[at - 1], &mut after[0]);
        let width = tail.digits.len();
        if !head.extension.is_empty() && (1..=5).contains(&width) {
            // `ext. 203/204`: another extension of the same number.
            candidates.remove(at);
            continue;
        }
        let is_tail =
            (1..=4).contains(&width) && head.digits.len() >= 6 && !tail.digits.starts_with('0');
        let is_short_tail = (1..=2).contains(&width) && head.digits.len() >= 6;
        let is_line = (5..=8).contains(&width)
            && line_width(&head.digits) == Some(width)
            && !tail.digits.starts_with('0');
        if tail.flaw.is_none() && !tail.has_plus && (is_tail || is_short_tail || is_line) {
            let kept = head.digits.len() - width;
            tail.digits.insert_str(0, &head.digits[..kept]);
            tail.has_plus = head.has_plus;
            tail.flaw = head.flaw;
        }
        at += 1;
    }
}

/// How many digits stand behind the area code of a landline.
fn line_width(digits: &str) -> Option<usize> {
    let national = digits
        .strip_prefix('0')
        .or_else(|| digits.strip_prefix("62"))?;
    Some(national.len() - tables::area_of(national)?.code.len())
}
