//! Values are changed in states of every style, and nothing else.

use super::*;
use crate::base::embedded;
use crate::base::problem::Outcome;
use crate::model::checklist::Checklist;

const HEAD: &str = "checklist: pre-migration\nlast_updated: 27/03/2025\n";

fn path(name: &str) -> StatePath {
    StatePath::read(name, "practice").unwrap()
}

/// Makes changes in a state and gives its text, without the head.
fn try_to(before: &str, changes: &[(&str, &str)]) -> Outcome<String> {
    let (name, bytes) = embedded::checklist("pre-migration").unwrap();
    let checklist = Checklist::read(&Source::new(name, bytes)).unwrap().value;
    let line_end = if before.contains("\r\n") { "\r\n" } else { "\n" };
    let head = HEAD.replace('\n', line_end);
    let source = Source::new("a test's state", format!("{head}{before}"));
    let changes = changes.iter().map(|(name, value)| (path(name), (*value).to_string()));
    let changes: Changes = changes.collect();
    let file = StateFile::open(&source)?;
    let after = edited(&file, &Items::of(&checklist), &changes.into())?;
    let after = after.bytes().to_vec();
    let after = String::from_utf8(after).unwrap();
    Ok(after.strip_prefix(&head).unwrap_or(&after).to_string())
}

#[track_caller]
fn assert_change(before: &str, changes: &[(&str, &str)], after: &str) {
    let found = try_to(before, changes).unwrap_or_else(|why| panic!("{why:?}"));
    assert_eq!(found, after, "\n{found}");
}

#[test]
fn texts_change_where_they_stand_and_keep_their_comments() {
    let owner = |before: &str, new: &str, after: &str| {
        let state = |text: &str| {
            format!("answers:\n  run-updates:\n    owner{text}\n    due: TBC\n")
        };
        assert_change(&state(before), &[("run-updates.owner", new)], &state(after));
    };
    owner(": Ann", "Bob", ": Bob");
    owner(":   Ann   # who", "Bob", ":   Bob   # who");
    owner(":", "Bob", ": Bob");
    owner(":  # who", "Bob", ": Bob  # who");
    owner(": Ann  # who", "", ":  # who");
    owner(": 'it''s Ann'  # who", "Bob", ": Bob  # who");
    owner(": \"a \\\" b\"  # who", "c: d", ": \"c: d\"  # who");
    owner(": \"\"", "Bob", ": Bob");
    owner(": Ann\n      and\n\n      Bob", "Eve", ": Eve");
    owner(": 'Ann\n      and Bob'  # two", "Eve", ": Eve  # two");
    owner(":\n      Ann", "Bob", ": Bob");
    owner(": Ann # who", "A\nB", ": | # who\n      A\n      B");
    owner(
        ": |  # who\n      Ann\n\n        Bob\n",
        "A\n B",
        ": |  # who\n      A\n       B\n",
    );
    owner(": >-\n     Ann\n     Bob", "Eve", ": Eve");
    owner(": |+  # who\n      Ann\n\n\n", "", ":  # who\n\n\n");
    owner(": |\n      Ann", " A\nB", ": |2\n       A\n      B");
    owner(": Ann", "A\n\u{2028}", ": \"A\\n\\u2028\"");
}

#[test]
fn values_in_brackets_change_in_brackets() {
    assert_change(
        "answers: {run-updates: {owner: Ann, due: O'Neill}, pharmacies: [{organisation: A}]}\n",
        &[
            ("run-updates.owner", "a, b"),
            ("run-updates.notes", "x\ny"),
            ("run-updates.due", ""),
            ("pharmacies.1.contact", "tel: 1"),
            ("pharmacies.2.organisation", "B"),
            ("pcse", "none"),
        ],
        "answers: {run-updates: {owner: \"a, b\", due: \"\", notes: \"x\\ny\"}, pharmacies: \
         [{organisation: A, contact: \"tel: 1\"}, {organisation: B}], pcse: none}\n",
    );
    assert_change(
        "practice: {}\nanswers:\n  pcse: [ {service: A}, ]  # one\n  run-updates: {}\n",
        &[("practice.name", "A"), ("pcse.2.service", "B"), ("run-updates.due", "TBC")],
        "practice:\n  name: A\nanswers:\n  pcse: [ {service: A}, {service: B} ]  # one\n  \
         run-updates:\n    due: TBC\n",
    );
}

#[test]
fn what_is_missing_is_added_below() {
    assert_change(
        "practice:\n    name: A\n# about the answers\nanswers:\n\n  # patients\n  tell-patients:\n    \
         status: done  # yes\n\n  # pharmacies\n  pharmacies:\n  - organisation: A\n    contact: |\n      \
         x\n# the end\n",
        &[
            ("practice.icb", "NHS X"),
            ("tell-patients.notes", "x\ny"),
            ("pharmacies.1.disconnection_date", "TBC"),
            ("pharmacies.2.contact", "z"),
            ("run-updates.status", "done"),
            ("pcse.2.service", "B"),
        ],
        "practice:\n    name: A\n    icb: NHS X\n# about the answers\nanswers:\n\n  # patients\n  tell-patients:\n    \
         status: done  # yes\n    notes: |\n      x\n      y\n\n  # pharmacies\n  pharmacies:\n  - organisation: A\n    contact: |\n      \
         x\n    disconnection_date: TBC\n  - contact: z\n  pcse:\n    - service:\n    - service: B\n  run-updates:\n    status: done\n# the end\n",
    );
    assert_change("", &[("practice.name", "A")], "practice:\n  name: A\n");
    assert_change("answers:", &[("pcse", "none")], "answers:\n  pcse: none");
    assert_change(
        "answers:\r\n  pcse:\r\n",
        &[("pcse.1.service", "A\nB")],
        "answers:\r\n  pcse:\r\n    - service: |\r\n        A\r\n        B\r\n",
    );
}

#[test]
fn an_answer_of_another_shape_is_written_anew() {
    assert_change(
        "answers:\n  pharmacies: not applicable  # phoned\n  run-updates: done # yes\n  pcse:\n    # one\n    \
         - service: A  # a\n      contact: B  # b\n\n  # x\n  gather-reports:\n",
        &[
            ("pharmacies", ""),
            ("pharmacies.1.organisation", "A"),
            ("run-updates.owner", "Ann"),
            ("pcse", "none"),
            ("pcse.1.service", ""),
            ("pcse.1.contact", ""),
        ],
        "answers:\n  pharmacies:  # phoned\n    - organisation: A\n  run-updates: # yes\n    status: done\n    \
         owner: Ann\n  pcse: none\n\n  # x\n  gather-reports:\n",
    );
    assert_change(
        "answers:\n  pharmacies: none\n  run-updates: done\n",
        &[("pharmacies", ""), ("run-updates.status", "in progress")],
        "answers:\n  pharmacies:\n  run-updates: in progress\n",
    );
}

#[test]
fn rows_keep_their_numbers() {
    assert_change(
        "answers:\n  pcse:\n    -\n    - service: A\n    - {service: B}\n    - service: C\n",
        &[("pcse.1.service", ""), ("pcse.2.service", "x"), ("pcse.5.contact", "y")],
        "answers:\n  pcse:\n    -\n    - service:\n    - {service: x}\n    - service: C\n    \
         - service:\n    - contact: y\n",
    );
}

#[test]
fn a_byte_order_mark_and_former_ids_stay() {
    let (name, bytes) = embedded::checklist("pre-migration").unwrap();
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    let text = text.replace(
        "id: run-updates\n",
        "id: run-updates\n                formerly: [patch]\n",
    );
    let checklist = Checklist::read(&Source::new(name, text)).unwrap().value;
    let before = format!("\u{feff}{HEAD}answers:\n  patch: done\n");
    let changes = Changes::from([(path("run-updates.status"), "in progress".into())]);
    let source = Source::new("a test's state", before.clone());
    let file = StateFile::open(&source).unwrap();
    let after = edited(&file, &Items::of(&checklist), &changes.into()).unwrap();
    let after = after.bytes().to_vec();
    assert_eq!(String::from_utf8(after).unwrap(), before.replace("done", "in progress"));
}

#[test]
fn what_cannot_be_changed_safely_is_not_changed() {
    let shared = "answers:\n  tell-patients: &a\n    owner: Ann\n  run-updates: *a\n";
    let why = try_to(shared, &[("tell-patients.owner", "Bob")]);
    let why = why.expect_err("both would change");
    assert!(why[0].message.contains("`tell-patients` in"), "{why:?}");
    // What refers to it gets a value of its own.
    let after = shared.replace(" *a", "\n    owner: Bob");
    assert_change(shared, &[("run-updates.owner", "Bob")], &after);
    let text =
        "answers:\n  tell-patients:\n    owner: &a Ann\n  run-updates:\n    owner: *a\n";
    let found = try_to(text, &[("tell-patients.due", "TBC")]).unwrap();
    assert_eq!(found, text.replace("&a Ann", "&a Ann\n    due: TBC"));
}

#[test]
fn what_has_no_place_in_the_checklist_is_refused() {
    for (name, value) in [
        ("nothing-like-it", "done"),
        ("nothing-like-it.1.contact", "x"),
        ("practice.nothing", "x"),
        ("run-updates.1.owner", "x"),
        ("pcse.owner", "x"),
    ] {
        let why = try_to("", &[(name, value)]).expect_err("it would be lost");
        let item = name.split('.').next().unwrap();
        let message = format!("`{item}` in");
        assert!(why[0].message.contains(&message), "{why:?}");
    }
    // Not both: the rows would be lost.
    let rows = "answers:\n  pcse:\n    - service: A\n";
    try_to(rows, &[("pcse", "none")]).expect_err("the rows would be lost");
    let all = [("pcse", "none"), ("pcse.1.service", "")];
    assert_change(rows, &all, "answers:\n  pcse: none\n");
}
