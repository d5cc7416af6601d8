//! The overview: a line for each of many states.

use serde_json::Value;

use crate::support::checklists::BUILT_IN;
use crate::support::engine::{engine, filled};
use crate::support::project::{Project, Run};
use crate::support::reader::Pdf;
use crate::support::reference::{assert_as_before, picture_differs, text_differs};

/// A filled-in state of the built-in checklist.
const SAMPLE: &str = include_str!("../content/examples/riverside-surgery.yaml");

/// Pixels per inch of the references.
const DPI: f32 = 40.0;

/// A checklist about nothing, without dates and without a place where it is published.
const PLAIN: &str = "id: plain\ntitle: Plain list\nlast_updated: 01/11/2026\n\
    body: [{task: Sweep the floor, id: sweep}]\n";

/// A state of the built-in checklist with this name, code and day of going live.
fn state(name: &str, code: &str, go_live: &str) -> String {
    SAMPLE
        .replace("name: Riverside Surgery", &format!("name: {name}"))
        .replace("A12345", code)
        .replace("go_live: 16/03/2027", &format!("go_live: {go_live}"))
}

/// A project with the sample, a state with nothing overdue, one that is not begun, and one
/// that is done.
fn project() -> Project {
    let project = Project::new();
    let late = state("Mill Lane Medical Centre", "B23456", "20/04/2027");
    let on_time = state("Northgate", "C34567", "20/04/2027")
        .replace("due: 16/11/2026", "due: 16/12/2026");
    project.write("states/a.yaml", on_time);
    project.write("states/b.yaml", late.replace("due: 09/12/2026", "due: 09/11/2026"));
    project.write("states/c.yaml", SAMPLE);
    let fresh = "checklist: pre-migration\nlast_updated: 27/03/2025\n";
    project.write("states/d.yaml", fresh);
    project
}

/// The overview of these states as the layouts read it.
#[track_caller]
fn data(project: &Project, states: &[&str]) -> Value {
    let args = [&["overview"], states, &["--format", "json", "-o", "-"]].concat();
    let run = project.exec(&args);
    assert_eq!(run.status, Some(0), "{}", run.report());
    serde_json::from_slice(&run.stdout).expect("it is JSON")
}

/// The PDF of these states with these options.
#[track_caller]
fn pdf(project: &Project, args: &[&str]) -> Pdf {
    let run = project.exec(&[&["overview", "-o", "-"], args].concat());
    assert_eq!(run.status, Some(0), "{}", run.report());
    Pdf::read(&run.stdout)
}

/// The words of runs.
fn words(runs: &Value) -> String {
    let run = |run: &Value| match &run["words"] {
        Value::String(words) => words.clone(),
        _ => {
            let pieces = run["pieces"].as_array().expect("a run has words or pieces");
            pieces.iter().filter_map(Value::as_str).collect()
        }
    };
    runs.as_array().expect("they are runs").iter().map(run).collect()
}

/// The names of the lines of a part, or their files.
fn names(part: &Value) -> Vec<String> {
    let lines = part["lines"].as_array().expect("it has lines");
    let name = |line: &Value| match &line["name"] {
        Value::Null => words(&line["file"]),
        name => words(&name["lines"][0]),
    };
    lines.iter().map(name).collect()
}

#[test]
fn the_most_pressing_comes_first_in_whatever_order_states_are_named() {
    let project = project();
    let found = data(&project, &["states"]);
    let sorted = ["Mill Lane Medical Centre", "Riverside Surgery", "Northgate", "d.yaml"];
    assert_eq!(names(&found["parts"][0]), sorted);
    let turned = ["d", "c", "b", "a"].map(|name| format!("states/{name}.yaml"));
    let turned: Vec<_> = turned.iter().map(String::as_str).collect();
    assert_eq!(data(&project, &turned), found);
}

#[test]
fn its_figures_are_those_of_the_records_and_of_the_index() {
    let project = project();
    let args = ["export", "states", "--out-dir", "out", "--format", "json"];
    let run = project.exec(&args);
    assert_eq!(run.status, Some(0), "{}", run.report());
    let overview = data(&project, &["states"]);
    let beside: Value =
        serde_json::from_slice(&project.read("out/overview.json")).expect("it is JSON");
    assert_eq!(beside, overview, "the one beside the index is the same");
    let lines = overview["parts"][0]["lines"].as_array().expect("it has lines");
    let index = String::from_utf8(project.read("out/index.csv")).expect("it is text");
    let rows: Vec<Vec<_>> =
        index.lines().skip(1).map(|row| row.split(',').collect()).collect();
    let (mut overdue, mut looks) = (0, 0);
    for line in lines {
        let code = match &line["code"] {
            Value::Null => String::new(),
            code => words(&code["lines"][0]),
        };
        let row = rows.iter().find(|row| row[5] == code).expect("the index has it");
        let record = project.read(&format!("out/{}", row[1]));
        let record: Value = serde_json::from_slice(&record).expect("it is JSON");
        assert_eq!(line["standing"], record["summary"]["standing"], "{code}");
        let counts = line["standing"].as_array().expect("there are four");
        let counts: Vec<_> = counts.iter().map(|one| one["count"].to_string()).collect();
        assert_eq!(counts, row[6..10], "{code}");
        // The strip of a record: days to go, done, overdue, without a date.
        let strip = record["summary"]["strip"].as_array().expect("it has figures");
        let said = strip.iter().find(|one| words(&one["words"]) == "overdue");
        let said = said.map(|one| one["figure"].as_str().unwrap_or_default().to_string());
        assert_eq!(said.as_deref(), Some(row[10]), "{code}");
        assert_eq!(line["overdue"].to_string(), row[10], "{code}");
        let to_do = record["summary"]["to_do"].as_array().expect("it is a list");
        let all = to_do.iter().map(|one| one["looks"].as_array().map_or(0, Vec::len));
        assert_eq!(line["to_look_at"], all.clone().sum::<usize>(), "{code}");
        overdue += line["overdue"].as_u64().unwrap_or_default();
        looks += all.sum::<usize>();
    }
    let strip = overview["strip"].as_array().expect("it has figures");
    let figures: Vec<_> = strip.iter().map(|one| one["figure"].as_str()).collect();
    let totals = ["4".into(), overdue.to_string(), looks.to_string()];
    assert_eq!([0, 2, 3].map(|at| figures[at].unwrap_or_default()), totals);
    assert_eq!(
        (lines[1]["next_date"].as_str(), rows[2][11]),
        (Some("4 Dec 2026"), "2026-12-04")
    );
}

#[test]
fn each_name_and_code_is_read_back_from_the_pages() {
    let project = project();
    let long: Vec<_> = (0..300).map(|number| format!("word{number}")).collect();
    project.write("states/e.yaml", state(&long.join(" "), &"W".repeat(200), "TBC"));
    project.write("states/f.yaml", state("\"عيادة #1 *x* $y$\"", "E00001", "20/04/2027"));
    for options in [&[][..], &["--large-print"]] {
        let text = pdf(&project, &[&["states"], options].concat()).text();
        let found: Vec<_> = text.split_whitespace().collect();
        for typed in long.iter().map(String::as_str).chain(["Northgate", "B23456", "$y$"])
        {
            assert!(found.contains(&typed), "{typed}");
        }
        assert!(text.matches('W').count() >= 200);
    }
    // What layouts lose stops it.
    let engine = engine();
    let lines = [engine.line(&filled(&engine, BUILT_IN, SAMPLE))];
    let lines: Vec<_> = lines.iter().collect();
    let draft = engine.overview(&lines, &[], Default::default());
    let (pages, answers) = draft.unproved().expect("it can be laid out");
    let paths: Vec<_> = answers.iter().map(|(path, _)| path.to_string()).collect();
    assert_eq!(paths, ["practice.1.name", "practice.1.ods_code"]);
    let mut wrong = answers.to_vec();
    wrong[0].1.push('!');
    assert!(proforma::pages::proof::check(&pages, answers).is_ok());
    assert!(proforma::pages::proof::check(&pages, &wrong).is_err());
}

#[test]
fn a_state_that_cannot_be_read_is_named_and_the_rest_is_written() {
    let project = project();
    project.write("states/e.yaml", "checklist: pre-migration\n");
    let run = project.exec(&["overview", "states"]);
    let path = "pre-migration-overview-2026-11-23.pdf";
    assert_eq!((run.status, run.text()), (Some(1), format!("{path}\n")));
    assert!(
        run.stderr.contains(
            "note: 1 of 5 state files could not be read: the overview names them\n"
        ),
        "{}",
        run.stderr
    );
    let text = Pdf::read(&project.read(path)).text();
    for part in ["Not in this overview", "states/e.yaml", "needs the key `last_updated`"]
    {
        assert!(text.contains(part), "{part}\n{text}");
    }
    // If there is none at all, nothing is written.
    let run = project.exec(&["overview", "states/e.yaml", "-o", "x.pdf"]);
    assert_eq!((run.status, run.text().as_str()), (Some(1), ""));
    assert!(run.stderr.contains("a state needs the key `last_updated`"));
}

#[test]
fn states_of_several_checklists_have_a_part_each() {
    let project = project();
    project.write("states/plain.yaml", PLAIN);
    project.write("states/p.yaml", "checklist: plain\nlast_updated: 01/11/2026\n");
    let found = data(&project, &["states"]);
    assert_eq!(found["title"], "Several checklists");
    assert_eq!(found["edition"], Value::Null);
    let parts = found["parts"].as_array().expect("it has parts");
    let titles: Vec<_> = parts.iter().map(|part| words(&part["title"])).collect();
    assert_eq!(titles, ["Plain list", "Pre migration checklist"]);
    assert_eq!(names(&parts[0]), ["p.yaml"]);
    assert_eq!(parts[0]["has_dates"], false);
    assert_eq!(parts[0]["has_checks"], false);
    let run = project.exec(&["overview", "states"]);
    assert_eq!(run.text(), "overview-2026-11-23.pdf\n");
    let pdf = Pdf::read(&project.read("overview-2026-11-23.pdf"));
    assert_eq!(pdf.title(), "Several checklists: overview");
    let text = pdf.text();
    assert!(!text.contains("edition of"), "{text}");
    assert!(text.contains("Edition of 1 November 2026"), "{text}");
}

#[test]
fn no_overview_is_replaced_unless_that_is_asked_for() {
    let project = project();
    let args = ["overview", "states", "-o", "board.pdf"];
    assert_eq!(project.exec(&args).status, Some(0));
    let before = project.read("board.pdf");
    let run = project.exec(&args);
    assert_eq!((run.status, run.text().as_str()), (Some(1), ""));
    assert!(run.stderr.contains("`board.pdf` already exists"), "{}", run.stderr);
    let run = project.exec(&[&args[..], &["--overwrite"]].concat());
    assert_eq!(run.status, Some(0), "{}", run.report());
    assert_eq!(project.read("board.pdf"), before, "the same states give the same bytes");
    // No state is.
    let run = project.exec(&["overview", "states", "-o", "states/a.yaml", "--overwrite"]);
    assert_eq!(run.status, Some(1));
    assert!(run.stderr.contains("is an input file"), "{}", run.stderr);
}

#[test]
fn an_export_of_many_has_its_overview_and_keeps_an_older_one() {
    let project = project();
    let args = ["export", "states", "--out-dir", "out"];
    let run = project.exec(&args);
    assert_eq!(run.status, Some(0), "{}", run.report());
    assert!(run.text().ends_with("out/index.csv\nout/overview.pdf\n"), "{}", run.text());
    assert_eq!(
        Pdf::read(&project.read("out/overview.pdf")).title(),
        "Pre migration checklist: overview"
    );
    std::fs::remove_file(project.path("out/index.csv")).expect("it is there");
    let next = [&args[..], &["--date", "2026-11-24"]].concat();
    let run = Run::of(&mut project.command(&next));
    assert_eq!((run.status, run.text().as_str()), (Some(1), ""));
    assert!(run.stderr.contains("`out/overview.pdf` already exists"), "{}", run.stderr);
    let run = Run::of(&mut project.command([&next[..], &["--skip-existing"]].concat()));
    assert_eq!(run.text(), "out/index.csv\nout/overview.pdf\n");
}

#[test]
fn an_export_of_more_than_a_thousand_does_without() {
    let project = Project::new();
    project.write("plain.yaml", PLAIN);
    for number in 0..1001 {
        let state = "checklist: plain\nlast_updated: 01/11/2026\n";
        project.write(&format!("states/{number}.yaml"), state);
    }
    let run = project.exec(&[
        "export",
        "states",
        "--checklist",
        "plain.yaml",
        "--out-dir",
        "out",
        "--format",
        "json",
    ]);
    assert_eq!(run.status, Some(0), "{}", run.report());
    assert!(run.text().ends_with("out/index.csv\n"), "{}", run.text());
    assert!(
        run.stderr.contains("no overview of more than 1000 records"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_number_of_a_patient_never_stands_in_it() {
    let project = project();
    project.write("states/e.yaml", state("Pat 4010232137", "A1", "TBC"));
    let run = project.exec(&["overview", "states"]);
    assert_eq!(run.status, Some(1));
    assert!(!run.report().contains("4010232137"), "{}", run.report());
    let run = project.exec(&["overview", "states", "--allow-nhs-numbers", "-o", "-"]);
    assert_eq!(run.status, Some(0));
    let text = Pdf::read(&run.stdout).text();
    assert!(text.contains("Pat ##########") && !text.contains("4010232137"), "{text}");
}

#[test]
fn no_type_is_too_small_and_no_box_is_silent() {
    let project = project();
    for (options, least) in [(&[][..], 10.5), (&["--large-print"], 16.0)] {
        let pdf = pdf(&project, &[&["states"], options].concat());
        for glyph in pdf.pages.iter().flat_map(|page| &page.glyphs) {
            assert!(glyph.size >= least - 0.01, "{glyph:?}");
        }
        let tree = pdf.tag_tree();
        assert_eq!(tree.matches("Progress: ").count(), 5, "the totals and each line");
        assert!(tree.contains("Timeline, go live: 23 November 2026, today"), "{tree}");
    }
}

#[test]
fn it_looks_and_reads_as_before() {
    let pdf = pdf(&project(), &["states"]);
    let pages = (0..pdf.pages.len()).map(|page| {
        let picture = pdf.picture(page, DPI).grey();
        picture_differs(&format!("overview/{}.png", page + 1), &picture)
    });
    let tree = text_differs("overview.txt", &pdf.tag_tree());
    assert_as_before(pages.chain([tree]));
}
