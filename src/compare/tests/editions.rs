//! Two editions of a checklist, compared without a file.

use super::checklist;
use crate::compare::checklist_text::digest;
use crate::compare::difference::Difference;
use crate::compare::items::compare_checklists;

#[test]
fn two_editions_are_compared_item_by_item() {
    let task = |id: &str, words: &str, more: &str| {
        format!("  - task: {words}\n    id: {id}\n{more}")
    };
    let one = task("one", "First task", "");
    let two = task("two", "Second task", "");
    let three = task("three", "Third task", "");
    let here = checklist(&format!("{one}{two}{three}  - paragraph: Words.\n"));
    let now = |body: &str| {
        let found = compare_checklists(&here, &checklist(body));
        let shown = |found: &Difference| {
            let id = found.id.clone().unwrap_or_default();
            format!("{} {id} near {}", found.change.word(), found.near)
        };
        found.differences.iter().map(shown).collect::<Vec<_>>()
    };
    let words = "  - paragraph: Words.\n";
    assert_eq!(now(&format!("{one}{two}{three}{words}")), [""; 0]);
    assert_eq!(now(&format!("{one}{three}{words}")), ["removed two near Second task"]);
    let new = task("new", "Second task", "");
    let wanted = ["removed two near Second task", "added new near First task"];
    assert_eq!(now(&format!("{one}{new}{three}{words}")), wanted);
    let renamed = task("new", "Second task", "    formerly: [two]\n");
    let wanted = ["renamed two near Second task"];
    assert_eq!(now(&format!("{one}{renamed}{three}{words}")), wanted);
    let reworded = task("two", "Quite another", "");
    let wanted = ["reworded two near Second task"];
    assert_eq!(now(&format!("{one}{reworded}{three}{words}")), wanted);
    let wanted = ["moved one near First task"];
    assert_eq!(now(&format!("{two}{three}{one}{words}")), wanted);
    let wanted = ["reworded  near A"];
    assert_eq!(now(&format!("{one}{two}{three}  - paragraph: Word.\n")), wanted);
}

#[test]
fn what_does_not_print_does_not_affect_the_digest() {
    let task = |more: &str| {
        digest(&checklist(&format!("  - task: Words of it\n    id: one\n{more}")))
    };
    assert_eq!(task(""), task("    lines: 9\n    formerly: [two]\n# a comment\n"));
    assert_ne!(task(""), task("  - paragraph: More.\n"));
}
