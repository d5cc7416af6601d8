//! What the page shows: the checklist in its own words, and whatever was typed as text.

use super::{SAMPLE, sample};
use crate::support::browser::Page;
use crate::support::project::Project;

/// A checklist with every kind of block and column.
const EVERYTHING: &str = r#"
id: everything
title: All <b>kinds</b> & more
last_updated: 01/02/2026
guide: https://example.org/guide?a=1&b=2
about: pre-migration
published: https://example.org/guide?a=1&b=2
body:
  - paragraph: "See <{guide}>, of {last_updated}."
  - section: The "first" part
    body:
      - list: [one <i>, two]
      - caution: "Please note: <script>alert(1)</script>"
      - table: A <table>
        id: a-table
        columns:
          - {id: words, title: Words & more}
          - {id: contact, title: Contact, kind: contact}
          - {id: day, title: Day, kind: date}
      - table: Another
        id: another
        columns:
          - {id: name, title: Name}
          - {id: agreed, title: Agreed, kind: yes-no}
          - {id: either, title: Either, kind: date-or-yes-no}
      - section: Deeper
        body:
          - task: Do <this>
            id: do-this
"#;

const STATE: &str = r#"
checklist: everything
last_updated: 01/02/2026
answers:
  a-table:
    - {words: "'\"><script>alert(2)</script>", contact: "</textarea><script>x", day: 27/03/2027}
    - {words: "two\nlines", contact: "\nbegins below", day: TBC}
  another:
    - {name: A, agreed: yes, either: "no, 05/04/2027"}
    - {name: B, agreed: perhaps, either: 31/02/2027}
  do-this:
    status: in progress
    due: 01/01/2026
    notes: "</textarea><script>alert(3)</script>"
"#;

fn everything() -> String {
    let project = Project::new();
    project.write("list.yaml", EVERYTHING);
    project.write("state.yaml", STATE);
    Page::open(&project, "state.yaml", &["--checklist", "list.yaml"]).get("").body
}

#[test]
fn every_kind_of_block_and_column_is_there_in_the_checklists_order() {
    let html = everything();
    let mut rest = html.split("id=\"form\"").nth(1).expect("there is a form");
    for words in [
        ">About this practice<",
        "href=\"https://example.org/guide?a=1&amp;b=2\"",
        ", of 01/02/2026.",
        ">The &quot;first&quot; part</h2>",
        "<li>one &lt;i&gt;</li>",
        "<p class=\"caution\">Please note:",
        ">A &lt;table&gt;</h3>",
        ">Not applicable</label>",
        "<legend>Row 1<span class=\"who\">",
        ">Words &amp; more<span class=\"unseen\">, row 1, A &lt;table&gt;</span></label>",
        ">Contact<",
        ">Day<",
        "value=\"27/03/2027\"",
        ">Saturday 27 March 2027<",
        "<legend>Row 2",
        "As typed: TBC",
        "Add a row",
        "<legend>Agreed<",
        "value=\"yes\" checked",
        "<legend>Either<",
        "value=\"no\" checked",
        ">Neither</label>",
        "value=\"05/04/2027\"",
        "<legend>Row 2",
        "value=\"perhaps\"",
        "As typed: 31/02/2027.",
        "Add a row",
        ">Deeper</h3>",
        ">Do &lt;this&gt;</h4>",
        ">Not started</label>",
        "value=\"in progress\" checked",
        "Thursday 1 January 2026, overdue",
        ">Notes<",
        ">Checks for updates</h2>",
    ] {
        let at = rest
            .find(words)
            .unwrap_or_else(|| panic!("{words} is not there, or not here"));
        rest = &rest[at + words.len()..];
    }
}

#[test]
fn markup_is_text_wherever_it_stands() {
    let html = everything();
    for word in ["<script>", "<b>", "<i>", "<table>", "</textarea><script"] {
        assert!(!html.contains(word), "{word}");
    }
    // HTML takes away the first line end; the others stay.
    assert!(html.contains(">\nbegins below</textarea>"));
    assert!(html.contains(">\ntwo\nlines</textarea>"));
}

#[test]
fn a_file_name_is_text_as_well() {
    let project = Project::new();
    let name = "<img src=x onerror=alert(1)>'\"&.yaml";
    project.write(name, SAMPLE);
    let page = Page::open(&project, name, &[]);
    let html = page.get("").body;
    assert!(
        !html.contains("<img") && html.contains("&lt;img src=x onerror=alert(1)&gt;")
    );
}

#[test]
fn labels_hold_their_item_and_row() {
    let (_project, page) = sample();
    let html = page.get("").body;
    for words in [
        "Disconnection date<span class=\"unseen\">, row 2, SMS text messaging service providers",
        "Remove<span class=\"unseen\"> row 2<span class=\"who\">, PingPractice</span>, SMS text",
        "Status<span class=\"unseen\">, Tell your patients about upcoming changes</span>",
        "Add a row<span class=\"unseen\">, Pharmacies and prescription services</span>",
    ] {
        assert!(html.contains(words), "{words}");
    }
}

#[test]
fn every_label_is_of_a_field_and_every_link_leads_somewhere() {
    let (_project, page) = sample();
    let html = page.get("").body;
    let after = |mark: &'static str| {
        html.split(mark).skip(1).filter_map(|rest| rest.split('"').next())
    };
    let ids: Vec<_> = after(" id=\"").collect();
    let mut single = ids.clone();
    single.sort_unstable();
    single.dedup();
    assert_eq!(single.len(), ids.len(), "an id is there twice");
    for label in after("<label for=\"") {
        assert!(ids.contains(&label), "{label}");
    }
    for link in after("href=\"#") {
        assert!(ids.contains(&link), "{link}");
    }
    for part in after("aria-describedby=\"") {
        assert!(part.split(' ').all(|id| ids.contains(&id)), "{part}");
    }
}

#[test]
fn the_top_says_how_items_stand_and_what_to_look_at() {
    let (_project, page) = sample();
    let html = page.get("").body;
    let top = html.split("id=\"form\"").next().expect("there is a top");
    for words in [
        "9 of 22</strong> done",
        "6 in progress",
        "<a href=\"#item-map-drug-codes\">",
        "due 16/11/2026, Dr A. Haddad",
        "<a href=\"#row-sms-providers-2\">PingPractice, SMS text messaging service providers</a>",
    ] {
        assert!(top.contains(words), "{words}");
    }
}

#[test]
fn a_state_that_became_unreadable_says_so_in_plain_words() {
    let (project, page) = sample();
    project.write("state.yaml", "checklist: pre-migration\nlast_updated: [\n");
    let answer = page.get("");
    assert_eq!(answer.status, 500);
    assert!(answer.body.contains("This file cannot be shown"), "{}", answer.body);
}
