use proptest::prelude::*;

use super::*;

/// The rows of a sheet with their numbers.
fn rows(sheet: &Sheet) -> Vec<(u64, Vec<String>)> {
    (0..sheet.grid.len())
        .map(|row| {
            let cells = sheet.grid.row(row).map(str::to_owned).collect();
            (sheet.grid.line(row), cells)
        })
        .collect()
}

fn sheets(text: &str) -> Vec<Sheet> {
    read(text, Limits::default()).expect("the text is within the limits")
}

/// The cells of the only sheet, joined by bars.
fn table(text: &str) -> Vec<String> {
    let sheets = sheets(text);
    assert_eq!(sheets.len(), 1);
    rows(&sheets[0])
        .into_iter()
        .map(|(_, cells)| cells.join("|"))
        .collect()
}

fn workbook(rows: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?><Workbook \
         xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\"><Worksheet ss:Name=\"VIP &amp; umum\"><Table>{rows}\
         </Table></Worksheet></Workbook>"
    )
}

#[test]
fn markup_is_known_by_its_head_and_not_by_a_cell() {
    assert!(is_markup(b"\xef\xbb\xbf\r\n<HTML xmlns:x='urn'>"));
    assert!(is_markup(b"<!DOCTYPE html PUBLIC>"));
    assert!(is_markup(b"<style>td {}</style><table border=1>"));
    assert!(is_markup(
        b"<?xml version=\"1.0\"?>\n<ss:Workbook xmlns:ss='x'>"
    ));
    assert!(is_markup(
        b"<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?>"
    ));
    let wide: Vec<u8> = "\u{feff}<html>"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert!(is_markup(&wide));
    assert!(!is_markup(b"nama,catatan\nBudi,<table >\n"));
    assert!(!is_markup(
        b"<?xml version=\"1.0\"?><dump><table name=\"customers\">"
    ));
    assert!(!is_markup(b""));
}

#[test]
fn cells_and_rows_need_no_end_tags() {
    let text = "<table><tr><th>NO<th>NAMA<tr><td>1<td>BUDI<tr><td>2<td>SITI";
    assert_eq!(table(text), ["NO|NAMA", "1|BUDI", "2|SITI"]);
}

#[test]
fn entities_line_breaks_and_inner_tags_become_plain_text() {
    let text = "<TABLE><TR><TD><B>S&amp;T&nbsp;</B><TD>Jl. Melati<br>No&#46; 3&#x27;&eacute;</TR><tr><td>&unknown; & <td>a<b</table>";
    assert_eq!(table(text), ["S&T|Jl. Melati No. 3'é", "&unknown; &|a"]);
}

#[test]
fn spans_leave_empty_cells_and_keep_columns_aligned() {
    let text = "<table><tr><td colspan=3>JUDUL</td></tr><tr><td rowspan='2'>A</td><td>1</td><td>x</td></tr>\
                <tr><td>2</td><td>y</td></tr><tr><td>B<td>3<td rowspan=2>z<tr><td>C<td>4</table>";
    assert_eq!(table(text), ["JUDUL||", "A|1|x", "|2|y", "B|3|z", "C|4|"]);
}

#[test]
fn scripts_styles_and_comments_are_passed_over() {
    let text = "<html><!--[if gte mso 9]><table><tr><td>x</td></tr></table><![endif]--><style>td > b {}</style>\
                <script>if (a < b) { '<tr>' }</SCRIPT ><table><tr><td title='a>b'>1</td></tr><!-- --><tr><td>2</table>";
    assert_eq!(table(text), ["1", "2"]);
}

#[test]
fn a_table_within_a_table_is_a_table_of_its_own() {
    let text = "<table><tr><td><table><caption>Isi <b>kartu</b></caption><tr><td>1<tr><td>2</table></td></tr>\
                <tr><td>kaki</td></tr></table><table><tr><td>a<tr><td><tr><td>b</table>";
    let sheets = sheets(text);
    let names: Vec<_> = sheets.iter().map(|sheet| sheet.name.as_deref()).collect();
    assert_eq!(names, [Some("Isi kartu"), Some("table 3")]);
    assert_eq!(
        rows(&sheets[1]),
        [(1, vec!["a".to_owned()]), (3, vec!["b".to_owned()])]
    );
}

#[test]
fn a_workbook_gives_values_as_a_person_writes_them() {
    let text = workbook(
        "<Row><Cell><Data ss:Type=\"String\">kode</Data></Cell><Cell ss:Index=\"3\"><Data ss:Type=\"String\">a&#10;b</Data>\
         <Comment><ss:Data>jangan</ss:Data></Comment></Cell></Row>\
         <Row ss:Index=\"4\"><Cell><Data ss:Type=\"Number\">6.28123E9</Data></Cell><Cell><Data \
         ss:Type=\"DateTime\">1970-03-12T00:00:00.000</Data></Cell><Cell/><Cell><Data ss:Type=\"Number\">12.0</Data></Cell></Row>\
         <Row><Cell ss:MergeAcross=\"1\" ss:MergeDown=\"1\"><Data ss:Type=\"DateTime\">2006-01-02T10:05:00.000</Data></Cell>\
         <Cell><Data ss:Type=\"Number\">9007199254740993</Data></Cell></Row>\
         <Row><Cell ss:Index=\"3\"><Data ss:Type=\"Error\">#N/A</Data></Cell><Cell><Data ss:Type=\"Number\">0.5</Data></Cell></Row>",
    );
    let sheets = sheets(&text);
    assert_eq!(sheets[0].name.as_deref(), Some("VIP & umum"));
    let found: Vec<_> = rows(&sheets[0])
        .into_iter()
        .map(|(line, cells)| format!("{line}: {}", cells.join("|")))
        .collect();
    assert_eq!(
        found,
        [
            "1: kode||a b",
            "4: 6281230000|1970-03-12||12",
            "5: 2006-01-02 10:05:00||9007199254740993",
            "6: |||0.5",
        ]
    );
}

#[test]
fn spans_cannot_ask_for_more_than_the_limits() {
    let limits = Limits {
        text: 4 << 20,
        ..Limits::default()
    };
    let text = format!("<table>{}", "<tr><td colspan=1000>x".repeat(2000));
    let error = read(&text, limits).expect_err("the empty cells take too much");
    assert_eq!(error.to_string(), "the file holds more than 4 MB of text");
    let far = workbook(
        "<Row><Cell ss:Index=\"999999999999\"><Data ss:Type=\"Number\">1</Data></Cell></Row>",
    );
    let error = read(&far, Limits::default()).expect_err("no table is that wide");
    assert_eq!(error.to_string(), "line 1 has more than 4096 columns");
}

#[test]
fn tags_that_never_end_take_no_quadratic_time() {
    for piece in [
        "<a b=\"",
        "<!--",
        "<![CDATA[",
        "<td x='\"",
        "&",
        "<",
        "<script>",
        "</",
    ] {
        let _ = read(&piece.repeat(200_000), Limits::default());
    }
}

#[test]
fn the_fixtures_give_their_tables() {
    let page = table(include_str!("../../../fixtures/dialects/vip_html.xls"));
    let wanted = include_str!("../../../fixtures/dialects/vip_html.expected.csv").replace(',', "|");
    assert_eq!(page[1..14].join("\n") + "\n", wanted);
    let book = table(include_str!("../../../fixtures/dialects/vip_2006.xls"));
    let wanted = include_str!("../../../fixtures/dialects/vip_2006.expected.csv").replace(',', "|");
    assert_eq!(book.join("\n") + "\n", wanted);
}

fn escaped(cell: &str) -> String {
    cell.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_is_read_without_panic(text in ".*", piece in "(<|/|td|tr|table|!--|-->|=|'|\"|&|;|#x|é|>| |Row|Cell|Workbook|Data|colspan|9){0,60}") {
        let _ = is_markup(text.as_bytes());
        let _ = read(&text, Limits::default());
        let _ = read(&piece, Limits::default());
        let _ = read(&format!("<table><tr><td {piece}"), Limits::default());
        let _ = read(&workbook(&piece), Limits::default());
    }

    #[test]
    fn any_table_comes_back_and_its_cut_off_beginnings_do_no_harm(
        wanted in (1..5_usize).prop_flat_map(|columns| {
            prop::collection::vec(prop::collection::vec("[a-zé0-9<>&;'\"]{1,6}( [A-Z&]{1,4})?", columns), 2..6)
        })
    ) {
        let row = |cells: &Vec<String>, open: &str, close: &str| -> String {
            cells.iter().map(|cell| format!("{open}{}{close}", escaped(cell))).collect()
        };
        let page: String = wanted.iter().map(|cells| format!("<tr>{}</tr>", row(cells, "<td>", "</td>"))).collect();
        let page = format!("<html><body><table>{page}</table></body></html>");
        let book: String = wanted
            .iter()
            .map(|cells| format!("<Row>{}</Row>", row(cells, "<Cell><Data ss:Type=\"String\">", "</Data></Cell>")))
            .collect();
        for text in [page, workbook(&book)] {
            let sheets = sheets(&text);
            prop_assert_eq!(sheets.len(), 1);
            let found: Vec<_> = rows(&sheets[0]).into_iter().map(|(_, cells)| cells).collect();
            prop_assert_eq!(&found, &wanted);
            for (end, _) in text.char_indices() {
                prop_assert!(read(&text[..end], Limits::default()).is_ok());
            }
        }
    }
}
