//! Where the columns of a printed text begin and end.
//!
//! Judged on data lines drawn by their hash, and on the rules and page headers around them; the order of the data
//! lines decides nothing. In doubt there are no columns: a text that isn't cut can be configured, one that is cut
//! wrongly loses customers.

use rustc_hash::{FxHashMap, FxHashSet};

use super::FixedColumn;
use super::line::{Line, draw, lines, shape};

/// Data lines without which only a rule tells the columns.
const FEWEST: usize = 5;
/// Lines at the top of the text among which the header is looked for.
const TOP: usize = 60;
/// Different rules that are kept; a report has one or two.
const MOST_RULES: usize = 64;
/// Characters of a line that are looked at.
const WIDEST: usize = 4096;

/// What stands between two columns: from the first blank position up to the next column.
type Gap = (usize, usize);

/// Finds the columns of a text that is aligned by blanks; `None` if it isn't.
///
/// The columns have no names: the header is one of the lines.
pub(crate) fn detect(text: &str) -> Option<Vec<FixedColumn>> {
    let drawn = draw(text);
    if is_markup(&drawn) || drawn.iter().any(is_border) {
        return None;
    }
    let sample: Vec<&Line> = drawn.iter().filter(|line| !line.is_rule()).collect();
    let commas = delimiters(&sample)?;
    let top: Vec<Line> = lines(text)
        .take(TOP)
        .map(|(_, line)| Line::new(line))
        .filter(|line| !line.is_rule())
        .collect();
    let features = Features::of(&sample);
    let (data, others) = features.data_lines(&sample);
    let heads: Vec<&Line> = if others.is_empty() {
        Vec::new()
    } else {
        top.iter()
            .filter(|line| !features.is_data(line))
            .chain(others)
            // Nor are data lines whose values are pushed aside headers, or a page's title with `Hal : 1`.
            .filter(|line| !line.has_numbers() && !line.text().contains(':'))
            .collect()
    };
    let rules = rules(text);
    let gaps = by_rule(&rules, &data).or_else(|| {
        // Lines with all their values in place; a value that is too long has pushed some of the others aside.
        let best: Vec<&Line> = data
            .iter()
            .copied()
            .filter(|line| features.score(line) >= features.usual)
            .collect();
        let gaps = [by_blanks(&best, &heads), by_blanks(&data, &heads)]
            .into_iter()
            .flatten()
            .max_by_key(Vec::len)?;
        // Who drew a rule or wrote a header knows the columns better than this.
        let fewer = rules.iter().any(|groups| groups.len() > gaps.len() + 1);
        if fewer || heads.iter().any(|head| has_more_labels(head, &gaps, &data)) {
            return None;
        }
        Some(narrow(gaps, &sample))
    })?;
    (!gaps.is_empty() && commas <= gaps.len().saturating_sub(1) && is_table(&data, &gaps))
        .then(|| columns(&gaps))
}

fn columns(gaps: &[Gap]) -> Vec<FixedColumn> {
    let starts = [0].into_iter().chain(gaps.iter().map(|gap| gap.1));
    let ends = gaps.iter().map(|gap| Some(gap.0)).chain([None]);
    starts
        .zip(ends)
        .map(|(start, end)| FixedColumn {
            name: None,
            start,
            width: end.map(|end| end - start),
        })
        .collect()
}

/// Tells whether most lines begin as JSON, XML or quoted fields do.
fn is_markup(sample: &[Line]) -> bool {
    let marked = sample
        .iter()
        .filter(|line| line.text().starts_with(['{', '}', '[', ']', '<', '"']))
        .count();
    marked * 2 >= sample.len()
}

/// Tells whether a line is a rule between bars, as `psql` and `mysql` draw it.
fn is_border(line: &Line) -> bool {
    let text = line.text();
    text.contains('+')
        && text.contains("--")
        && text.chars().all(|character| "+-|= ".contains(character))
}

/// The commas in a line if nearly all lines have as many, else 0; `None` where another delimiter is as steady.
fn delimiters(sample: &[&Line]) -> Option<usize> {
    let steady = |delimiter: char| {
        let mut counts: FxHashMap<usize, usize> = FxHashMap::default();
        for line in sample {
            *counts
                .entry(line.raw().matches(delimiter).count())
                .or_default() += 1;
        }
        counts
            .into_iter()
            .find(|(count, lines)| *count > 0 && lines * 10 >= sample.len() * 8)
            .map_or(0, |(count, _)| count)
    };
    [';', '|', '\t']
        .iter()
        .all(|delimiter| steady(*delimiter) == 0)
        .then(|| steady(','))
}

/// What many lines share: a number, a code or a date that begins or ends at the same position.
struct Features {
    common: FxHashSet<(bool, usize, String)>,
    /// How many of them a usual data line has.
    usual: usize,
}

impl Features {
    fn of(sample: &[&Line]) -> Self {
        let mut counts: FxHashMap<_, usize> = FxHashMap::default();
        for line in sample {
            for feature in features(line) {
                *counts.entry(feature).or_default() += 1;
            }
        }
        let least = (sample.len() / 5).max(3);
        let common = counts
            .into_iter()
            .filter(|(_, count)| *count >= least)
            .map(|(feature, _)| feature)
            .collect();
        let mut found = Self { common, usual: 0 };
        let mut scores: Vec<_> = sample
            .iter()
            .map(|line| found.score(line))
            .filter(|score| *score > 0)
            .collect();
        scores.sort_unstable();
        found.usual = scores.get(scores.len() / 2).copied().unwrap_or(0);
        found
    }

    fn score(&self, line: &Line) -> usize {
        features(line)
            .filter(|feature| self.common.contains(feature))
            .count()
    }

    fn is_data(&self, line: &Line) -> bool {
        let score = self.score(line);
        score > 0 && score * 2 >= self.usual
    }

    /// Parts the sample into data and other lines; all are data where the data has no numbers to know it by.
    fn data_lines<'a>(&self, sample: &[&'a Line<'a>]) -> (Vec<&'a Line<'a>>, Vec<&'a Line<'a>>) {
        let (data, others): (Vec<_>, Vec<_>) = sample
            .iter()
            .copied()
            .partition(|line: &&Line| self.is_data(line));
        let most = if sample.len() < 30 { 4 } else { 6 };
        if data.len() * 10 >= sample.len() * most && data.len() >= 2 {
            (data, others)
        } else {
            (sample.to_vec(), Vec::new())
        }
    }
}

fn features(line: &Line) -> impl Iterator<Item = (bool, usize, String)> {
    line.words()
        .into_iter()
        .take_while(|(start, _)| *start < WIDEST)
        .filter_map(|(start, end)| {
            let word = line.slice(start, end);
            word.contains(char::is_numeric)
                .then(|| [(true, start, shape(word)), (false, end, shape(word))])
        })
        .flatten()
}

/// The groups of every rule such as `------ -------- ---`, with the position behind their last character.
fn rules(text: &str) -> FxHashSet<Vec<(usize, usize)>> {
    let mut rules = FxHashSet::default();
    for (_, raw) in lines(text) {
        // Most lines are long and no rules; the first character tells.
        if !raw.trim_start().starts_with(['-', '=', '_', '*', '~']) || rules.len() > MOST_RULES {
            continue;
        }
        let line = Line::new(raw);
        if !line.is_rule() {
            continue;
        }
        let groups = line.words();
        let drawn: usize = groups.iter().map(|(start, end)| end - start).sum();
        // Dashes may also stand for values that are missing.
        if groups.len() > 1 && drawn > groups.len() * 2 {
            rules.insert(groups);
        }
    }
    rules
}

/// The gaps of the rule with the most groups that fits half of the data.
fn by_rule(rules: &FxHashSet<Vec<(usize, usize)>>, data: &[&Line]) -> Option<Vec<Gap>> {
    rules
        .iter()
        .map(|groups| {
            groups
                .windows(2)
                .map(|pair| (pair[0].1, pair[1].0))
                .collect()
        })
        .filter(|gaps: &Vec<Gap>| {
            let fitting = data.iter().filter(|line| are_blank(line, gaps)).count();
            fitting > 0 && fitting * 2 >= data.len()
        })
        .max_by(|left, right| (left.len(), left).cmp(&(right.len(), right)))
}

/// Tells whether a header has more labels with values below them than there are columns.
fn has_more_labels(head: &Line, gaps: &[Gap], data: &[&Line]) -> bool {
    let mut labels: Vec<(usize, usize)> = Vec::new();
    for (start, end) in head.words() {
        match labels.last_mut() {
            Some(label) if start == label.1 + 1 => label.1 = end,
            _ => labels.push((start, end)),
        }
    }
    let columns = gaps.len() + 1;
    labels.len() > columns
        && labels
            .iter()
            .filter(|(start, end)| {
                let filled = data
                    .iter()
                    .filter(|line| !line.is_blank_between(*start, *end))
                    .count();
                filled * 5 >= data.len()
            })
            .count()
            > columns
}

/// The gaps that the blanks of the data lines show.
fn by_blanks(data: &[&Line], heads: &[&Line]) -> Option<Vec<Gap>> {
    if data.len() < FEWEST {
        return None;
    }
    let width = data.iter().map(|line| line.len()).max()?.min(WIDEST);
    let mut filled = vec![0_usize; width];
    for line in data {
        for (at, count) in filled.iter_mut().enumerate().take(line.len()) {
            *count += usize::from(!line.is_blank(at));
        }
    }
    let few = data.len() * 3 / 100;
    let is_gap = |at: usize| {
        filled[at] <= few
            // One value that is too long doesn't outweigh a header that begins a column here.
            || (filled[at] * 8 <= data.len()
                && filled.get(at + 1).is_some_and(|count| count * 2 >= data.len())
                && heads.iter().any(|head| begins_label(head, at + 1)))
    };
    let mut pieces: Vec<(usize, usize)> = Vec::new();
    let mut inside = false;
    for at in 0..width {
        match (is_gap(at), inside) {
            (false, false) => pieces.push((at, at + 1)),
            (false, true) => pieces.last_mut()?.1 = at + 1,
            _ => {}
        }
        inside = !is_gap(at);
    }
    let gaps: Vec<Gap> = pieces
        .windows(2)
        .filter(|pair| Evidence::of(data, pair[0], pair[1]).is_enough(heads, data.len()))
        .map(|pair| (pair[0].1, pair[1].0))
        .collect();
    (!gaps.is_empty()).then_some(gaps)
}

/// What speaks for a gap between two pieces of the lines.
struct Evidence {
    left: (usize, usize),
    right: (usize, usize),
    /// Lines with text right of the gap.
    lines: usize,
    /// Lines of these with two blanks or more across the gap, or nothing left of it: text has single ones.
    wide: usize,
    /// Lines of these whose text right of the gap begins, or ends, where the most do.
    aligned: usize,
    /// Only numbers left of the gap, right-aligned.
    numbers_left: bool,
    /// Only letters at one side and digits at the other.
    unlike: bool,
}

impl Evidence {
    fn of(data: &[&Line], left: (usize, usize), right: (usize, usize)) -> Self {
        let (mut lines, mut wide) = (0, 0);
        let mut edges: FxHashMap<(bool, usize), usize> = FxHashMap::default();
        let mut starts: FxHashSet<usize> = FxHashSet::default();
        let (mut both, mut numbers, mut to_letters, mut to_digits) = (0, 0, 0, 0);
        for line in data {
            let found = |from: usize, to: usize| (from..to).find(|at| !line.is_blank(*at));
            let last = |from: usize, to: usize| (from..to).rev().find(|at| !line.is_blank(*at));
            let (Some(first), Some(end)) = (found(right.0, right.1), last(right.0, right.1)) else {
                continue;
            };
            if !line.is_blank_between(left.1, right.0) {
                continue;
            }
            lines += 1;
            *edges.entry((true, first)).or_default() += 1;
            *edges.entry((false, end)).or_default() += 1;
            let before = last(0, left.1);
            wide += usize::from(before.is_none_or(|at| first - at > 2));
            let cell = line.slice(left.0, left.1);
            if let Some(start) = found(left.0, left.1) {
                both += 1;
                starts.insert(start);
                let is_number = cell
                    .bytes()
                    .all(|byte| byte.is_ascii_digit() || b".,-".contains(&byte));
                let is_word = cell.chars().all(char::is_alphabetic);
                numbers += usize::from(is_number && before == Some(left.1 - 1));
                let next = line.slice(first, first + 1);
                to_letters += usize::from(is_number && next.contains(char::is_alphabetic));
                to_digits += usize::from(is_word && next.contains(char::is_numeric));
            }
        }
        Self {
            left,
            right,
            lines,
            wide,
            aligned: edges.into_values().max().unwrap_or(0),
            numbers_left: both > 0 && numbers == both && starts.len() > 1,
            unlike: both > 0 && (to_letters * 10 >= both * 9 || to_digits * 10 >= both * 9),
        }
    }

    fn is_enough(&self, heads: &[&Line], all: usize) -> bool {
        let aligned = self.aligned * 10 >= self.lines * 6;
        let is_wide = self.lines >= 3
            && self.wide * 10 >= self.lines * 3
            && (aligned || self.wide * 10 >= self.lines * 8);
        let labelled = || heads.iter().any(|head| begins_label(head, self.right.0));
        let sparse =
            || self.lines > 0 && self.wide == self.lines && (labelled() || self.ends_label(heads));
        // Values that always fill their column look like the words of one: only a label tells them apart, or that
        // the numbers left of them are right-aligned.
        let tight = || {
            self.lines * 2 >= all
                && aligned
                && (labelled()
                    || self.numbers_left
                    || (self.unlike && heads.iter().any(|head| self.has_labels(head))))
        };
        is_wide || sparse() || tight()
    }

    /// Tells whether a head has a word on both sides, the right one beginning where the column does.
    fn has_labels(&self, head: &Line) -> bool {
        let (left, right) = (self.left, self.right.0);
        let letter = head.slice(right, right + 1);
        begins_word(head, right)
            && letter.contains(char::is_alphabetic)
            && !head.is_blank_between(left.0, left.1)
    }

    /// Tells whether a label ends where the right column does.
    fn ends_label(&self, heads: &[&Line]) -> bool {
        let end = self.right.1;
        heads
            .iter()
            .any(|head| !head.is_blank(end - 1) && head.is_blank_between(end, end + 2))
    }
}

/// Widens the columns to the values of lines that were not known for data but follow the columns too.
fn narrow(mut gaps: Vec<Gap>, sample: &[&Line]) -> Vec<Gap> {
    let follows = |line: &&&Line| {
        let starts = [0].into_iter().chain(gaps.iter().map(|gap| gap.1));
        let ends = gaps.iter().map(|gap| gap.0).chain([usize::MAX]);
        let filled = starts
            .zip(ends)
            .filter(|(start, end)| !line.slice(*start, *end).is_empty());
        gaps.iter().all(|gap| line.is_blank(gap.1 - 1)) && filled.count() * 2 > gaps.len()
    };
    let following: Vec<_> = sample.iter().filter(follows).collect();
    for gap in &mut gaps {
        // A single blank before the next column may as well be one within a text.
        let ends = following
            .iter()
            .map(|line| line.text_end(gap.0, gap.1))
            .filter(|end| end + 2 <= gap.1);
        gap.0 = ends.max().unwrap_or(0).max(gap.0);
    }
    gaps
}

/// Tells whether the gaps make a table of the data lines, rather than a list of names and values or of long texts.
fn is_table(data: &[&Line], gaps: &[Gap]) -> bool {
    let fitting: Vec<_> = data.iter().filter(|line| are_blank(line, gaps)).collect();
    let first = fitting
        .iter()
        .filter(|line| !line.is_blank_between(0, gaps[0].0))
        .count();
    let signs = columns(gaps).iter().any(|column| {
        let mut cells = fitting
            .iter()
            .map(|line| line.slice(column.start, column.end()))
            .filter(|cell| !cell.is_empty())
            .peekable();
        cells.peek().is_some() && cells.all(|cell| matches!(cell, ":" | "=" | "|" | "," | ";"))
    });
    fitting.len() * 2 >= data.len() && first * 10 >= fitting.len() * 6 && !signs
}

fn are_blank(line: &Line, gaps: &[Gap]) -> bool {
    gaps.iter()
        .all(|(start, end)| line.is_blank_between(*start, *end))
}

/// Tells whether a word begins here.
fn begins_word(line: &Line, at: usize) -> bool {
    !line.is_blank(at) && at > 0 && line.is_blank(at - 1)
}

/// Tells whether a word begins here that two blanks part from the one before.
fn begins_label(line: &Line, at: usize) -> bool {
    begins_word(line, at) && at > 1 && line.is_blank(at - 2)
}
