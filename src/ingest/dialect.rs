//! How a delimited text is written: delimiter, quote, line ends.
//!
//! Judged on the first line and on a sample of lines drawn by their hash, so that the order of the rows
//! decides nothing.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::hash::Hasher;

use rayon::prelude::*;
use rustc_hash::FxHasher;

use super::header;
use super::scanner::{Cells, Scanner};

/// Lines in the sample.
const SAMPLE: usize = 1000;

/// The delimiters that are tried, the likeliest first.
const DELIMITERS: [u8; 4] = *b",;\t|";

/// Below this share of lines that a usual delimiter divides alike, others are tried.
const DOUBTFUL: f64 = 0.7;

/// Delimiters of odd programs, tried when none of the usual ones divides the lines.
const ODD_DELIMITERS: [u8; 6] = [b'^', b'~', 0x1f, 0x01, b'#', b':'];

/// Bytes of text that one thread draws lines from at a time.
const PIECE: usize = 4 << 20;

/// The first lines, among which the header is.
const FIRST: usize = 40;

/// What is needed to split the text into rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) delimiter: u8,
    pub(super) quote: u8,
    /// `\n`, or `\r` in a file that has no other line end.
    pub(super) newline: u8,
    /// Bytes before the first row: Excel's `sep=;` line.
    pub(super) skip: usize,
}

/// Lines of the file, drawn independently of their order.
pub(super) struct Sample<'a> {
    /// The first lines that aren't blank.
    first: Vec<&'a [u8]>,
    lines: Vec<&'a [u8]>,
}

/// A layout with the reason for its delimiter.
pub(super) struct Found<'a> {
    pub(super) layout: Layout,
    pub(super) why: String,
    /// The usual number of fields, and the share of the drawn lines that have it.
    pub(super) fields: usize,
    pub(super) share: f64,
    /// The delimiter is none of the usual ones.
    pub(super) is_odd: bool,
    /// It divides a line into known headings: no text in aligned columns, however many lines a cell has.
    pub(super) has_headings: bool,
    pub(super) sample: Sample<'a>,
}

impl Layout {
    /// Finds the layout of a text, whose delimiter may be `wanted`, and the sample it was found in.
    pub(super) fn detect(text: &[u8], wanted: Option<u8>) -> Found<'_> {
        let newline = if memchr::memchr(b'\n', text).is_some() {
            b'\n'
        } else {
            b'\r'
        };
        let (skip, announced) = announced_delimiter(text, newline);
        let sample = Sample::draw(&text[skip..], newline);
        let (delimiter, why) = match (wanted, announced) {
            (Some(delimiter), _) => (delimiter, "set by the configuration".to_owned()),
            (None, Some(delimiter)) => (delimiter, "the first line says `sep=`".to_owned()),
            (None, None) => sample.delimiter(),
        };
        let (_, fields, share) = sample.rate(delimiter);
        Found {
            fields,
            share,
            is_odd: ODD_DELIMITERS.contains(&delimiter),
            has_headings: sample.has_headings(delimiter, fields),
            layout: Self {
                delimiter,
                quote: sample.quote(delimiter),
                newline,
                skip,
            },
            why,
            sample,
        }
    }
}

impl<'a> Sample<'a> {
    /// Draws the lines with the lowest hashes; equal lines count once.
    fn draw(text: &'a [u8], newline: u8) -> Self {
        let lines = || {
            text.split(|byte| *byte == newline)
                .map(trim)
                .filter(|line| !line.is_empty())
        };
        let first: Vec<&[u8]> = lines().take(FIRST).collect();
        let mut drawn: Vec<(u64, &[u8])> = pieces(text, newline)
            .into_par_iter()
            .map(|piece| lowest(piece, newline))
            .reduce(Vec::new, |mut left, right| {
                left.extend(right);
                keep_lowest(&mut left);
                left
            });
        keep_lowest(&mut drawn);
        // The header is no data, wherever the draw left it.
        let header = first.first().copied().unwrap_or_default();
        Self {
            lines: drawn
                .into_iter()
                .map(|(_, line)| line)
                .filter(|line| *line != header)
                .collect(),
            first,
        }
    }

    /// The drawn lines, split.
    pub(super) fn rows(&self, layout: Layout) -> Vec<Vec<String>> {
        self.lines
            .iter()
            .map(|line| split(line, layout.delimiter, layout.quote))
            .collect()
    }

    /// How many fields more than the header most lines have: some programs end each row with one.
    ///
    /// A row with an empty field too many where the others have none is no such row: something in it was cut in two.
    pub(super) fn usual_extra(&self, layout: Layout, width: usize) -> usize {
        let mut lines_by_extra: BTreeMap<usize, usize> = BTreeMap::new();
        for line in self.first.iter().take(1).chain(&self.lines) {
            // Delimiters inside quotes are none: where every address has one, a row cut in two would seem usual.
            let fields = split(line, layout.delimiter, layout.quote).len();
            *lines_by_extra
                .entry(fields.saturating_sub(width))
                .or_default() += 1;
        }
        // Of equally frequent ones the smallest, whatever the order of lines.
        lines_by_extra
            .into_iter()
            .rev()
            .max_by_key(|(_, lines)| *lines)
            .map_or(0, |(extra, _)| extra)
    }

    /// The delimiter that gives most lines the same number of fields, the header's if possible, and why.
    fn delimiter(&self) -> (u8, String) {
        let best = |delimiters: &[u8]| {
            let mut best = (0.0, 0, 0.0, DELIMITERS[0]);
            for delimiter in delimiters {
                let (rating, fields, share) = self.rate(*delimiter);
                if rating > best.0 {
                    best = (rating, fields, share, *delimiter);
                }
            }
            best
        };
        let mut found = best(&DELIMITERS);
        // A comma in every address divides all rows alike, but no header into headings.
        let shows = |found: &(f64, usize, f64, u8)| self.has_headings(found.3, found.1);
        if found.2 < DOUBTFUL || !shows(&found) {
            let odd = best(&ODD_DELIMITERS);
            // Prose has such signs, too: they must divide nearly every line alike, the header among them.
            let is_sure = odd.2 >= 0.9 || self.has_headings(odd.3, odd.1);
            if odd.0 > found.0 && is_sure && self.header_fields(odd.3) == odd.1 {
                found = odd;
            }
        }
        // Where cells of several lines leave no row whole, only the header shows it; so it does where nothing divides both.
        if found.0 == 0.0 || !shows(&found) {
            let mut all = DELIMITERS.iter().chain(&ODD_DELIMITERS);
            if let Some(delimiter) = all
                .find(|delimiter| self.has_headings(**delimiter, self.header_fields(**delimiter)))
            {
                let why = "it divides the header into known headings".to_owned();
                return (*delimiter, why);
            }
        }
        let (_, fields, share, delimiter) = found;
        if fields < 2 {
            return (
                delimiter,
                "nothing divides the lines; one column".to_owned(),
            );
        }
        let percent = (share * 100.0).floor();
        let why = format!("{percent} % of the lines looked at have {fields} fields with it");
        (delimiter, why)
    }

    /// The rating of a delimiter, the usual number of fields with it, and the share of lines that have them.
    fn rate(&self, delimiter: u8) -> (f64, usize, f64) {
        let header = self.header_fields(delimiter);
        let mut counts = vec![0_usize; 2];
        for line in &self.lines {
            let fields = split(line, delimiter, b'"').len();
            counts.resize(counts.len().max(fields + 1), 0);
            counts[fields] += 1;
        }
        if self.lines.is_empty() {
            return ((header as f64).ln(), header, 1.0);
        }
        let Some(usual) = (2..counts.len()).max_by_key(|fields| (counts[*fields], *fields)) else {
            return (0.0, 1, 0.0);
        };
        let share = counts[usual] as f64 / self.lines.len() as f64;
        let agreement = if usual == header { 1.0 } else { 0.5 };
        (
            share * share * (usual as f64).ln() * agreement,
            usual,
            share,
        )
    }

    /// The fields of the line that looks most like a header: the most known headings, of equal ones the first.
    ///
    /// Where most lines have as many, it is the first: `RT 01, RW 02, KEL. A` in every address are headings elsewhere.
    fn header_fields(&self, delimiter: u8) -> usize {
        let fields = self.first.iter().map(|line| split(line, delimiter, b'"'));
        let known = |cells: &[String]| cells.iter().filter(|cell| header::is_known(cell)).count();
        let lines: Vec<(usize, usize)> = fields.map(|cells| (known(&cells), cells.len())).collect();
        let most = lines.iter().map(|(known, _)| *known).max().unwrap_or(0);
        let as_many = lines.iter().filter(|(known, _)| *known == most).count();
        let is_header = |line: &&(usize, usize)| as_many * 2 > lines.len() || line.0 == most;
        lines
            .iter()
            .find(is_header)
            .map_or(0, |(_, fields)| *fields)
    }

    /// Tells whether a line is divided into as many `fields` as most, headings of which most are known.
    fn has_headings(&self, delimiter: u8, fields: usize) -> bool {
        self.first.iter().any(|line| {
            let cells = split(line, delimiter, b'"');
            let known = cells.iter().filter(|cell| header::is_known(cell)).count();
            cells.len() == fields && known >= 2 && known * 2 > fields
        })
    }

    /// The double quote, unless single quotes wrap most fields and double quotes none.
    fn quote(&self, delimiter: u8) -> u8 {
        let (mut single, mut double, mut filled) = (0, 0, 0);
        for cell in self
            .lines
            .iter()
            .flat_map(|line| line.split(|byte| *byte == delimiter))
            .map(trim)
        {
            let wrapped = |quote: u8| {
                cell.len() >= 2 && cell.first() == Some(&quote) && cell.last() == Some(&quote)
            };
            filled += usize::from(!cell.is_empty());
            single += usize::from(wrapped(b'\''));
            double += usize::from(wrapped(b'"'));
        }
        if double == 0 && single >= 5 && single * 2 >= filled {
            b'\''
        } else {
            b'"'
        }
    }
}

/// Excel's first line `sep=;`: its length with the line end, and the delimiter it names.
fn announced_delimiter(text: &[u8], newline: u8) -> (usize, Option<u8>) {
    let end = text
        .iter()
        .position(|byte| *byte == newline)
        .map_or(text.len(), |at| at + 1);
    match trim_line_end(&text[..end]) {
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', delimiter] => (end, Some(*delimiter)),
        _ => (0, None),
    }
}

/// Cuts a text into pieces of whole lines.
fn pieces(text: &[u8], newline: u8) -> Vec<&[u8]> {
    let mut pieces = Vec::with_capacity(text.len() / PIECE + 1);
    let mut rest = text;
    while rest.len() > PIECE {
        let end = memchr::memchr(newline, &rest[PIECE..]).map_or(rest.len(), |at| PIECE + at + 1);
        let (piece, behind) = rest.split_at(end);
        pieces.push(piece);
        rest = behind;
    }
    pieces.push(rest);
    pieces
}

/// The lines of a piece with the lowest hashes.
fn lowest(piece: &[u8], newline: u8) -> Vec<(u64, &[u8])> {
    let mut drawn: Vec<(u64, &[u8])> = Vec::with_capacity(4 * SAMPLE);
    let mut limit = u64::MAX;
    let mut start = 0;
    while start < piece.len() {
        let end = memchr::memchr(newline, &piece[start..]).map_or(piece.len(), |at| start + at);
        let line = trim(&piece[start..end]);
        start = end + 1;
        if line.is_empty() {
            continue;
        }
        let mut hasher = FxHasher::default();
        hasher.write(line);
        let hash = hasher.finish();
        if hash < limit {
            drawn.push((hash, line));
            if drawn.len() == 4 * SAMPLE {
                limit = keep_lowest(&mut drawn);
            }
        }
    }
    drawn
}

fn keep_lowest(drawn: &mut Vec<(u64, &[u8])>) -> u64 {
    drawn.sort_unstable();
    drawn.dedup();
    drawn.truncate(SAMPLE);
    if drawn.len() == SAMPLE {
        drawn[SAMPLE - 1].0
    } else {
        u64::MAX
    }
}

/// Splits one line as if it were the whole text.
pub(super) fn split(line: &[u8], delimiter: u8, quote: u8) -> Vec<String> {
    let layout = Layout {
        delimiter,
        quote,
        newline: b'\n',
        skip: 0,
    };
    let mut cells = Cells::default();
    let mut scanner = Scanner::new(line, layout, None);
    scanner.next_row(&mut cells);
    cells.texts(line)
}

/// Makes one kind of line end of several: a lone carriage return that divides rows becomes a line feed.
///
/// One inside a cell stays; what tells them apart is that the parts have the fields of a row.
pub(super) fn with_one_line_end(text: &[u8], wanted: Option<u8>) -> Cow<'_, [u8]> {
    let is_lone =
        |at: &usize| text[*at] == b'\r' && !matches!(text.get(at + 1), None | Some(b'\n' | b'\r'));
    let lone: Vec<usize> = memchr::memchr_iter(b'\r', text).filter(is_lone).collect();
    if lone.is_empty() || memchr::memchr(b'\n', text).is_none() {
        return Cow::Borrowed(text);
    }
    let mut mended = text.to_vec();
    for at in &lone {
        mended[*at] = b'\n';
    }
    let found = Layout::detect(&mended, wanted);
    let fields = |part: &[u8]| memchr::memchr_iter(found.layout.delimiter, part).count() + 1;
    let divides = |at: &&usize| {
        let rest = &mended[**at + 1..];
        let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        fields(rest[..end].trim_ascii_end()) == found.fields
    };
    let dividing = lone.iter().filter(divides).count();
    if found.fields < 2 || dividing * 2 <= lone.len() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(mended)
}

/// Doubles quotes that a backslash marks as part of the text, as MySQL writes them: `"PT \"MAJU\" JAYA"`.
///
/// A backslash before the closing quote of a cell is an ordinary one: there must be marked quotes inside cells, and more
/// of them than doubled ones.
pub(super) fn with_doubled_quotes<'a>(text: Cow<'a, [u8]>, found: &Found<'_>) -> Cow<'a, [u8]> {
    let Layout {
        delimiter, quote, ..
    } = found.layout;
    let (mut marked, mut doubled) = (0, 0);
    for line in &found.sample.lines {
        for three in line.windows(3) {
            let is_end = three[2] == delimiter || three[2] == quote;
            marked += usize::from(three[0] == b'\\' && three[1] == quote && !is_end);
            let is_inside = three[2] != delimiter && three[2] != quote;
            doubled += usize::from(three[0] == quote && three[1] == quote && is_inside);
        }
    }
    if marked == 0 || marked <= doubled {
        return text;
    }
    let mut mended = text.into_owned();
    for at in 1..mended.len() {
        let is_marked = mended[at] == quote && mended[at - 1] == b'\\';
        if is_marked && (at < 2 || mended[at - 2] != b'\\') {
            mended[at - 1] = quote;
        }
    }
    Cow::Owned(mended)
}

fn trim(line: &[u8]) -> &[u8] {
    trim_line_end(line).trim_ascii_start()
}

fn trim_line_end(line: &[u8]) -> &[u8] {
    let end = line
        .iter()
        .rposition(|byte| !matches!(byte, b'\r' | b'\n' | 0 | 0x1a))
        .map_or(0, |last| last + 1);
    &line[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(text: &str) -> Layout {
        Layout::detect(text.as_bytes(), None).layout
    }

    #[test]
    fn the_delimiter_with_steady_field_counts_wins() {
        assert_eq!(layout("a;b;c\n1;2,5;x\n2;3,5;y, z\n").delimiter, b';');
        assert_eq!(layout("a,b,c\n1,\"x; y\",z\n2,p,q\n").delimiter, b',');
        assert_eq!(layout("a\tb\n1\t2\n").delimiter, b'\t');
        assert_eq!(layout("a|b\n1|2\n").delimiter, b'|');
        assert_eq!(layout("nama\nBudi\n").delimiter, b',');
    }

    #[test]
    fn decimal_commas_do_not_beat_the_semicolon() {
        assert_eq!(layout("a;b\nx;1,50\ny;2,50\nz;3,75\n").delimiter, b';');
    }

    #[test]
    fn the_delimiter_line_of_excel_is_obeyed_and_skipped() {
        let found = layout("sep=|\r\na|b\r\n1|2\r\n");
        assert_eq!((found.delimiter, found.skip), (b'|', 7));
    }

    #[test]
    fn single_quotes_around_most_fields_are_the_quote() {
        let text = "a,b\n'1','x, y'\n'2','z'\n'3','w'\n";
        assert_eq!(layout(text).quote, b'\'');
        assert_eq!(layout("a,b\n'0812,x\n'0813,y\n").quote, b'"');
    }

    #[test]
    fn an_old_line_end_is_found() {
        assert_eq!(layout("a,b\r1,2\r").newline, b'\r');
    }

    #[test]
    fn odd_delimiters_are_found_when_no_usual_one_divides() {
        assert_eq!(layout("a^b^c\n1^x, y^2\n3^z^4\n").delimiter, b'^');
        assert_eq!(layout("a\u{1f}b\n1\u{1f}2\n").delimiter, 0x1f);
        assert_eq!(layout("nama\nBudi: x\nAni\n").delimiter, b',');
    }

    #[test]
    fn titles_above_the_header_do_not_decide_the_delimiter() {
        let text = "PT MAJU, JAYA\nDAFTAR, PELANGGAN\nNO KARTU;NAMA;KOTA\n1;BUDI;SBY\n2;ANI;MLG\n";
        assert_eq!(layout(text).delimiter, b';');
    }

    #[test]
    fn lone_carriage_returns_between_rows_become_line_ends() {
        let text = b"a;b\r\n1;x\r2;y\r3;z\n4;w\n";
        assert_eq!(
            &*with_one_line_end(text, None),
            b"a;b\r\n1;x\n2;y\n3;z\n4;w\n"
        );
        let text = b"a;b\n1;\"x\ry\"\n2;z\n";
        assert_eq!(&*with_one_line_end(text, None), text);
    }

    #[test]
    fn quotes_marked_by_a_backslash_are_doubled() {
        let doubled = |text: &'static [u8]| {
            let found = Layout::detect(text, None);
            with_doubled_quotes(Cow::Borrowed(text), &found).into_owned()
        };
        assert_eq!(
            doubled(b"a,b\n1,\"PT \\\"MAJU\\\"\"\n2,x\n"),
            b"a,b\n1,\"PT \"\"MAJU\"\"\"\n2,x\n"
        );
        let path = b"a,b\n1,\"C:\\\"\n2,\"D:\\\"\n";
        assert_eq!(doubled(path), path);
    }
}
