//! Draws a profile of the sources as one page, in the style of the audit.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::figure::{bar, bytes, count, decimal, percent};
use super::{STYLE, table};
use crate::profile::{ColumnProfile, Frequent, Lengths, Profile, SourceProfile, Suspicion};

/// Below this a column's meaning is called unsure.
const SURE: f32 = 0.7;

/// Renders a profile as one self-contained HTML page.
///
/// All text of the profile is escaped. Whether values are masked is said at the top.
pub fn render(profile: &Profile) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="generator" content={ "satukan " (profile.version) };
                title { "Profile of the sources" }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    p.product { "satukan " (profile.version) }
                    h1 { "Profile of the sources" }
                    (lead(profile))
                    @if profile.is_masked {
                        p.verdict.good { "Values are masked: a dot stands for a letter or digit that isn't shown." }
                    } @else {
                        p.verdict.bad { "This page holds personal data: values are shown as they stand." }
                    }
                }
                main {
                    @if profile.sources.len() > 1 { (contents(&profile.sources)) }
                    @for (nth, source) in profile.sources.iter().enumerate() { (one_source(nth, source)) }
                }
                footer {
                    p {
                        "Figures are written as 1.234.567,89: a dot between thousands, a comma before decimals. "
                        "The same facts for machines are printed by " code { "satukan profile --json" } "."
                    }
                }
            }
        }
    };
    page.into_string()
}

fn lead(profile: &Profile) -> Markup {
    let rows: u64 = profile.sources.iter().map(|source| source.rows_read).sum();
    let columns: usize = profile.sources.iter().map(|it| it.columns.len()).sum();
    html! {
        p.lead {
            (count(profile.sources.len()))
            @if profile.sources.len() == 1 { " source" } @else { " sources" }
            " with " (count(rows)) " rows and " (count(columns)) " columns."
        }
    }
}

fn contents(sources: &[SourceProfile]) -> Markup {
    html! {
        nav aria-label="Contents" {
            ul {
                @for (nth, source) in sources.iter().enumerate() {
                    li { a href={ "#source-" (nth) } { (source.name) } }
                }
            }
        }
    }
}

fn one_source(nth: usize, source: &SourceProfile) -> Markup {
    html! {
        section id={ "source-" (nth) } aria-labelledby={ "source-" (nth) "-title" } {
            h2 id={ "source-" (nth) "-title" } { (source.name) }
            dl.facts {
                dt { "File" } dd { code { (source.path) } ", " (bytes(source.bytes)) }
                dt { "Taken for" } dd { strong { (source.kind) } ": " (source.kind_reason) }
                dt { "Read as" } dd {
                    @for (nth, decision) in source.decisions.iter().enumerate() {
                        @if nth > 0 { br; }
                        (decision.what) " " strong { (decision.value) } ": " (decision.why)
                    }
                }
                @if !source.notes.is_empty() {
                    dt { "To know" } dd {
                        @for (nth, note) in source.notes.iter().enumerate() { @if nth > 0 { br; } (note) }
                    }
                }
                dt { "Rows" } dd {
                    (count(source.rows_read)) " read, " (count(source.rows_accepted)) " accepted, "
                    (count(source.rows_rejected)) " rejected"
                    @if source.furniture > 0 { ", of these " (count(source.furniture)) " were never data" }
                }
                @if !source.rejects.is_empty() {
                    dt { "Rejected" } dd {
                        @for (nth, group) in source.rejects.iter().enumerate() {
                            @if nth > 0 { br; }
                            (count(group.rows)) " × " (group.reason) ", first on line " (count(group.first_line))
                        }
                    }
                }
            }
            (columns(nth, source))
            @for (at, column) in source.columns.iter().enumerate() { (one_column(nth, at, column)) }
        }
    }
}

fn columns(nth: usize, source: &SourceProfile) -> Markup {
    let body = html! {
        thead {
            tr {
                th scope="col" { "Column" }
                th scope="col" { "Understood as" }
                th.number scope="col" { "Sure" }
                th.number scope="col" { "Filled" }
                th.narrow scope="col" { span.unseen { "Drawn" } }
                th.number scope="col" { "Valid" }
                th.number scope="col" { "Distinct values" }
                th.number scope="col" { "Only once" }
            }
        }
        tbody {
            @for (at, column) in source.columns.iter().enumerate() {
                @let (filled, rows) = (column.filled as f64, column.rows as f64);
                tr {
                    th scope="row" { a href={ "#column-" (nth) "-" (at) } { code { (column.header) } } }
                    td { (column.field) @if column.score < SURE { " " em.unsure { "unsure" } } }
                    td.number { (decimal(f64::from(column.score) * 100.0, 0)) "\u{a0}%" }
                    td.number { (percent(filled, rows)) }
                    td { (bar(filled, rows)) }
                    td.number {
                        @match column.valid { Some(valid) => (percent(valid as f64, filled)), None => "–" }
                    }
                    td.number { (count(column.distinct)) }
                    td.number { (count(column.unique)) }
                }
            }
        }
    };
    table(&format!("The columns of {}", source.name), &body)
}

fn one_column(nth: usize, at: usize, column: &ColumnProfile) -> Markup {
    html! {
        article id={ "column-" (nth) "-" (at) } {
            h3 { code { (column.header) } ": " (column.field) }
            dl.facts {
                dt { "Why" } dd { (column.reason) }
                @if column.placeholders > 0 {
                    dt { "Placeholders" } dd {
                        (count(column.placeholders))
                        @if column.placeholders == 1 { " row" } @else { " rows" }
                    }
                }
                @if !column.examples.is_empty() {
                    dt { "Such as" } dd {
                        @for (nth, example) in column.examples.iter().enumerate() {
                            @if nth > 0 { ", " }
                            code { (example) }
                        }
                    }
                }
                @if let Some(lengths) = &column.lengths {
                    dt { "Length" } dd {
                        @if lengths.least == lengths.most { (count(lengths.most)) " characters" }
                        @else {
                            (count(lengths.least)) " to " (count(lengths.most)) " characters, half of the values at most "
                            (count(lengths.median))
                        }
                    }
                }
            }
            @if !column.facts.is_empty() { (facts(column)) }
            @if !column.suspicious.is_empty() { (suspicious(column)) }
            @if !column.frequent.is_empty() {
                (frequent("The most frequent values", "Value", &column.frequent))
            }
            @if !column.patterns.is_empty() {
                (frequent("How the values are written", "Pattern", &column.patterns))
            }
            @if let Some(lengths) = column.lengths.as_ref().filter(|lengths| lengths.bins.len() > 1) {
                (histogram(lengths))
            }
        }
    }
}

fn facts(column: &ColumnProfile) -> Markup {
    let body = html! {
        thead {
            tr {
                th scope="col" { "Fact" }
                th.number scope="col" { "Rows" }
                th.number scope="col" { "Share" }
                th.prose scope="col" { "What satukan does" }
            }
        }
        tbody {
            @for fact in &column.facts {
                tr {
                    th scope="row" { (fact.what) }
                    td.number { (count(fact.rows)) }
                    td.number { (percent(fact.rows as f64, column.filled as f64)) }
                    td { (fact.treatment) }
                }
            }
        }
    };
    table(&format!("Facts about {}", column.header), &body)
}

fn suspicious(column: &ColumnProfile) -> Markup {
    let whole = |suspicion: &Suspicion| match suspicion.what {
        "placeholder" | "invented" => column.rows as f64,
        _ => column.filled as f64,
    };
    let body = html! {
        thead {
            tr {
                th.prose scope="col" { "Suspicious" }
                th.number scope="col" { "Values" }
                th.number scope="col" { "Rows" }
                th.number scope="col" { "Share" }
                th.prose scope="col" { "The worst" }
            }
        }
        tbody {
            @for suspicion in &column.suspicious {
                tr {
                    th scope="row" { (suspicion.reason) }
                    td.number { (count(suspicion.values)) }
                    td.number { (count(suspicion.rows)) }
                    td.number { (percent(suspicion.rows as f64, whole(suspicion))) }
                    td {
                        @for (nth, suspect) in suspicion.examples.iter().enumerate() {
                            @if nth > 0 { br; }
                            code { (suspect.value) } " × " (count(suspect.rows))
                            @if let Some(names) = suspect.names { ", " (count(names)) " names" }
                        }
                    }
                }
            }
        }
    };
    table(&format!("Suspicious values of {}", column.header), &body)
}

fn frequent(caption: &str, heading: &str, values: &[Frequent]) -> Markup {
    let body = html! {
        thead {
            tr {
                th scope="col" { (heading) }
                th.number scope="col" { "Rows" }
                th.number scope="col" { "Share" }
                th.wide scope="col" { span.unseen { "Drawn" } }
            }
        }
        tbody {
            @for value in values {
                tr {
                    th scope="row" { code { (value.value) } }
                    td.number { (count(value.rows)) }
                    td.number { (percent(value.share, 1.0)) }
                    td { (bar(value.share, 1.0)) }
                }
            }
        }
    };
    table(caption, &body)
}

fn histogram(lengths: &Lengths) -> Markup {
    let largest = lengths.bins.iter().map(|bin| bin.rows).max().unwrap_or(0);
    let body = html! {
        thead {
            tr {
                th scope="col" { "Characters" }
                th.number scope="col" { "Rows" }
                th.wide scope="col" { span.unseen { "Drawn" } }
            }
        }
        tbody {
            @for bin in &lengths.bins {
                tr {
                    th scope="row" { (count(bin.from)) @if bin.to > bin.from { " to " (count(bin.to)) } }
                    td.number { (count(bin.rows)) }
                    td { (bar(bin.rows as f64, largest as f64)) }
                }
            }
        }
    };
    table("How long the values are", &body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::{Fact, Suspect};

    fn sample(is_masked: bool) -> Profile {
        let column = ColumnProfile {
            header: "<b>HP</b>".to_owned(),
            field: "phone".to_owned(),
            score: 0.5,
            reason: "header `HP`".to_owned(),
            rows: 20_000,
            filled: 15_000,
            placeholders: 7,
            distinct: 1200,
            unique: 1100,
            valid: Some(14_999),
            frequent: Vec::new(),
            examples: vec!["••••-••12".to_owned()],
            facts: vec![Fact {
                what: "several numbers in a cell".to_owned(),
                rows: 3,
                share: 0.002,
                treatment: "each is taken".to_owned(),
            }],
            suspicious: vec![Suspicion {
                what: "shared",
                reason: "stand under more than 8 names each".to_owned(),
                values: 1,
                rows: 40,
                share: 0.03,
                examples: vec![Suspect {
                    value: "•••99".to_owned(),
                    rows: 40,
                    names: Some(37),
                }],
            }],
            lengths: None,
            patterns: Vec::new(),
        };
        Profile {
            version: "1".to_owned(),
            is_masked,
            sources: vec![SourceProfile {
                name: "kartu".to_owned(),
                path: "kartu.csv".to_owned(),
                kind: "cards".to_owned(),
                kind_reason: "names with a card number of their own".to_owned(),
                format: "delimited".to_owned(),
                encoding: "UTF-8".to_owned(),
                delimiter: ";".to_owned(),
                decisions: Vec::new(),
                notes: Vec::new(),
                bytes: 12,
                rows_read: 20_000,
                rows_accepted: 20_000,
                rows_rejected: 0,
                furniture: 0,
                rejects: Vec::new(),
                columns: vec![column],
            }],
        }
    }

    #[test]
    fn the_page_is_whole_in_itself_and_escapes_what_it_shows() {
        let page = render(&sample(true));
        assert!(page.contains("&lt;b&gt;HP&lt;/b&gt;") && !page.contains("<b>HP"));
        assert!(page.contains("over 99,9"), "14999 of 15000");
        assert!(page.contains(", 37 names") && page.contains("unsure"));
        for outside in ["http://", "https://", "src=", "<script", "@import", "url("] {
            assert!(!page.contains(outside), "{outside}");
        }
    }

    #[test]
    fn a_page_with_values_warns_of_them() {
        assert!(render(&sample(true)).contains("Values are masked"));
        assert!(render(&sample(false)).contains("This page holds personal data"));
    }
}
