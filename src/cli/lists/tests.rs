//! Lists of practices, with and without mistakes.

use super::*;
use crate::base::problem::Problem;

/// The built-in checklist.
fn practices() -> Checklist {
    Checklist::built_in("pre-migration").unwrap()
}

/// The same, with codes of any kind.
fn any_codes() -> Checklist {
    let mut checklist = practices();
    let mut about = About::clone(&checklist.about);
    about.rows.iter_mut().flatten().for_each(|detail| detail.like.clear());
    checklist.about = about.into();
    checklist
}

/// The rows of a table, as `line code=… name=…`, or `line: what is wrong`.
fn read_rows(text: impl AsRef<[u8]>) -> Vec<String> {
    let input = Source::new("practices.csv", text.as_ref());
    let rows =
        read(&input, &any_codes()).unwrap_or_else(|problems| panic!("{problems:?}"));
    let shown = |row: &ListRow| match &row.details {
        Ok((details, _)) => {
            details.iter().fold(row.line.to_string(), |all, (key, typed)| {
                format!("{all} {key}={}", typed.text)
            })
        }
        Err(problems) => problems
            .iter()
            .map(|problem| format!("line {}: {}", row.line, problem.message))
            .collect::<Vec<_>>()
            .join("; "),
    };
    rows.iter().map(shown).collect()
}

/// What is wrong with a file as a whole.
fn refused(text: impl AsRef<[u8]>) -> String {
    let input = Source::new("practices.csv", text.as_ref());
    let problems = read(&input, &any_codes()).expect_err("it should be refused");
    let shown = problems.iter().map(|problem| {
        let hints: Vec<_> = problem.hints.iter().map(|hint| hint.v.as_str()).collect();
        format!("{} ({})", problem.message, hints.join(" "))
    });
    shown.collect::<Vec<_>>().join("; ")
}

#[test]
fn tables_read_alike_however_a_program_saves_them() {
    let wanted = ["2 name=Riverside, Mill Lane ods_code=A1", "3 ods_code=B2 icb=South"];
    for text in [
        "ods_code,name,icb\nA1,\"Riverside, Mill Lane\",\nB2,,South\n",
        "\u{feff}ods_code,name,icb\r\nA1,\"Riverside, Mill Lane\",\r\nB2,,South\r\n",
        "name;ICB;ODS code\nRiverside, Mill Lane;;A1\n;South;B2",
        "name , icb,ods_code,,\n \"Riverside, Mill Lane\",,A1,,\n,South, B2 ,,\n,,,,\n",
    ] {
        let text = text.replace(" \"R", "\"R");
        assert_eq!(read_rows(text), wanted);
    }
}

#[test]
fn a_field_may_have_line_breaks_and_quotes() {
    let found = read_rows(
        "ods_code,return_to\r\nA1,\"Mill \"\"Old\"\" Lane\r\nYork\"\r\n\r\nB2,x\r\n",
    );
    assert_eq!(
        found,
        [
            "2 ods_code=A1 return_to=Mill \"Old\" Lane\r\nYork",
            "5 ods_code=B2 return_to=x"
        ]
    );
}

#[test]
fn a_wrong_row_does_not_affect_the_others() {
    let found = read_rows(
        "ods_code,name\n,No Code\nA1,Good\na1,Twice\nB2,Too,many,more\nC3,Bell\u{7}\nF6,Nul\0\nD4,401 023 2137\nE5,Good\n",
    );
    assert_eq!(
        found,
        [
            "line 2: the ODS code is missing",
            "3 name=Good ods_code=A1",
            "line 4: the ODS code `A1` is already on line 3",
            "line 5: fields 3 to 4 of this row have no column",
            "line 6: `name`: control character U+0007",
            "line 7: `name`: control character U+0000",
            "line 8: `name`: these digits make a valid NHS number",
            "9 name=Good ods_code=E5",
        ]
    );
}

#[test]
fn a_possible_nhs_number_is_a_warning() {
    let text = "ods_code,name\nA1,NHS number: 943 476 5918\nB2,Good\n\
                C3,999 123 4567\nD4,Pt4010232137\nE5,\"401 023\n2137\"\n";
    let rows =
        read(&Source::new("practices.csv", text), &any_codes()).expect("it is a list");
    let warned = rows.iter().flat_map(|row| {
        let (_, warnings) = row.details.as_ref().expect("it is right");
        let shown = |warning: &Problem| {
            assert!(warning.span.id().is_some());
            format!("{} {}", row.line, warning.message)
        };
        warnings.iter().map(shown)
    });
    assert_eq!(
        warned.collect::<Vec<_>>(),
        [
            "2 `name`: this is labelled as an NHS number",
            "4 `name`: this is a test NHS number",
            "5 `name`: this may be an NHS number with letters beside it",
            "6 `name`: this may be an NHS number that runs over a line break",
        ]
    );
}

#[test]
fn a_quotation_mark_that_is_not_closed_is_reported() {
    let found = read_rows("ods_code,name\nA1,Good\nB2,\"Open\nC3,Lost\n");
    assert_eq!(
        found[1..],
        ["line 3: a quotation mark is not closed, so all that follows is one field"]
    );
    let found = read_rows("ods_code,name\nA1,\"Open");
    assert_eq!(
        found,
        ["line 2: a quotation mark is not closed, so all that follows is one field"]
    );
    let found = read_rows("ods_code,name\nA1,\"open\nA2,\"Two\"\nA3,Three\n");
    assert_eq!(
        found,
        [
            "line 2: there is text after the closing quotation mark of a field",
            "4 name=Three ods_code=A3"
        ]
    );
}

#[test]
fn rows_that_would_share_a_files_name_are_told_apart() {
    let found = read_rows("ods_code\nA-1\nA 1\n");
    assert_eq!(
        found,
        ["2 ods_code=A-1", "line 3: the ODS code `A 1` is already on line 2"]
    );
}

#[test]
fn columns_may_have_the_names_that_the_pages_have() {
    assert_eq!(
        read_rows("Practice,ODS code\nMill Lane,A1\n"),
        ["2 name=Mill Lane ods_code=A1"]
    );
}

#[test]
fn a_file_that_is_not_a_list_is_refused_with_advice() {
    for (text, wanted) in [
        (
            &b"ods_code,name\nA1,Caf\xe9\n"[..],
            "line 2 of `practices.csv` is not in UTF-8 (in Excel",
        ),
        (b"PK\x03\x04", "`practices.csv` is a workbook, not a CSV file (in Excel"),
        (b"o\0d\0s\0", "`practices.csv` is not a CSV file in UTF-8 (in Excel"),
        (b"", "`practices.csv` is empty (its first row"),
        (b"ods_code\n\n", "`practices.csv` has nothing below its first row"),
        (b"name\nx\n", "there is no column `ods_code`"),
        (
            b"ods_code,ODS code\nx,y\n",
            "there are two columns `ods_code` (keep one of the two)",
        ),
        (
            b"ods_code,nmae\nx,y\n",
            "unknown column `nmae` (did you mean `name`? choose from `name`, `ods_code`",
        ),
        (
            b"ods_code,telephone\nx,y\n",
            "unknown column `telephone` (choose from `name`, `ods_code`",
        ),
    ] {
        let found = refused(text);
        assert!(found.starts_with(wanted), "{found}");
    }
}

#[test]
fn codes_and_dates_are_judged_when_the_list_is_read() {
    let rows = "ods_code,go_live\nA12345,16/03/2027\na12346,TBC\nA12347 (new),16/03/2027\n\
                A12348,03/14/2027\nA12349,46460\n";
    let rows = read(&Source::new("practices.csv", rows), &practices()).unwrap();
    let shown = |row: ListRow| match row.details {
        Ok(_) => "fine".into(),
        Err(problems) => {
            let hints = problems[0].hints.iter().map(|hint| hint.v.as_str());
            format!("{}: {}", problems[0].message, hints.collect::<String>())
        }
    };
    let shown: Vec<_> = rows.into_iter().map(shown).collect();
    let date = "write dates as 27/03/2025, 2025-03-27 or 27 March 2025";
    let code = "correct it in the list; capitals and spaces count as well";
    assert_eq!(
        shown,
        [
            "fine".to_string(),
            format!("`ods_code`: `a12346` is not written like `A12345`: {code}"),
            format!("`ods_code`: `A12347 (new)` is not written like `A12345`: {code}"),
            format!("`go_live`: `03/14/2027` is not a date: {date}"),
            "`go_live`: `46460` is not a date: this is how Excel stores a date: format \
             the column as a date, then save the list again"
                .to_string(),
        ]
    );
}
