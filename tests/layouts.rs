//! What the layouts repeat of Rust's is the same in both.

use serde_json::Value;

use crate::support::project::Project;
use crate::support::reader::Pdf;

/// A layout that prints nothing, and stops where its own measures are not those that come
/// with the document.
const COMPARE: &str = r#"#import "components/system.typ": insets, margins
#let data = json("/document.json")
#let geometry = data.geometry
#assert.eq(insets.column, geometry.inset * 1mm)
#let (left, right) = {
  let beside = margins(
    large-print: data.page.large_print,
    duplex: data.page.duplex,
  )
  if data.page.duplex { (beside.inside, beside.outside) } else {
    (beside.left, beside.right)
  }
}
#assert(calc.abs(210mm - left - right - geometry.text * 1mm) < 0.001mm)
#set document(title: "Compared")
#title[Compared]
"#;

#[test]
fn layouts_have_the_measures_that_rust_cuts_words_for() {
    let project = Project::new();
    project.edit_layout("layouts/main.typ", "", "");
    project.write("layouts/main.typ", COMPARE);
    for options in [&[][..], &["--large-print"], &["--duplex"]] {
        let args = [&["print", "--layouts", "layouts", "-o", "-"], options].concat();
        let run = project.exec(&args);
        assert_eq!(run.status, Some(0), "{options:?}: {}", run.stderr);
    }
}

#[test]
fn a_screen_reader_is_told_what_stands_beside_the_field() {
    let pdf = Pdf::read(&Project::new().print(&["--fillable"]));
    let printed: Vec<_> =
        pdf.passages().into_iter().map(|p| p.text.to_lowercase()).collect();
    let printed = printed.join("\n");
    // What to return it to, and by when, stands in a sentence.
    let names = |name: &str| {
        !name.starts_with("practice.return_")
            && ["practice.", "update_checks.1.", "tell-patients."]
                .iter()
                .any(|group| name.starts_with(group))
    };
    let fields = pdf.widgets().into_iter().filter(|field| names(&field.name));
    let labels: Vec<_> = fields.map(|field| field.label).collect();
    assert_eq!(labels.len(), 9 + 3 + 3 + 4);
    for label in labels {
        let last = label.rsplit(", ").next().unwrap_or(&label).to_lowercase();
        let last = last.split('.').next().unwrap_or(&last);
        assert!(printed.contains(last), "{label:?} is not on paper");
    }
}

/// Sees that no text of a document's data is anything but a list of runs with their kinds.
fn runs_say_what_they_are(data: &Value, path: &str) {
    let is_runs =
        |key: &str| ["text", "what", "why", "by", "owner", "shown"].contains(&key);
    match data {
        Value::Object(entries) => {
            for (key, value) in entries {
                if let (true, Value::Array(runs)) = (is_runs(key), value) {
                    for run in runs {
                        let kind = run["kind"].as_str().unwrap_or_default();
                        let known = ["words", "whole", "pieces", "link", "fallback"];
                        assert!(known.contains(&kind), "{path}.{key}: {run}");
                    }
                }
                runs_say_what_they_are(value, &format!("{path}.{key}"));
            }
        }
        Value::Array(values) => {
            values.iter().for_each(|value| runs_say_what_they_are(value, path));
        }
        _ => {}
    }
}

#[test]
fn each_run_says_of_what_kind_it_is() {
    let json = Project::new().print(&["--format", "json"]);
    let data: Value = serde_json::from_slice(&json).expect("it is JSON");
    runs_say_what_they_are(&data, "");
}
