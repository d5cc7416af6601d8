//! What the page saves: one value at a time, and no other byte.

use serde_json::json;

use super::{SAMPLE, sample};
use crate::support::browser::{Answer, Page};
use crate::support::project::Project;

#[track_caller]
fn text(project: &Project) -> String {
    String::from_utf8(project.read("state.yaml")).expect("it is text")
}

/// Changes a value, the code as well.
#[track_caller]
fn surely(page: &Page, path: &str, was: &str, value: &str) -> Answer {
    let change = json!({"path": path, "was": was, "value": value, "sure": ["code"]});
    page.post("change", &change)
}

#[test]
fn a_change_is_in_the_file_and_no_other_byte_is_changed() {
    let (project, page) = sample();
    let answer = page.change("practice.go_live", "16/03/2027", "27 March 2027");
    assert_eq!(answer.status, 200, "{}", answer.body);
    let said = answer.json();
    assert_eq!(said["now"], "27 March 2027");
    assert_eq!(said["note"], "Saturday 27 March 2027");
    let wanted = SAMPLE.replace("go_live: 16/03/2027", "go_live: 27 March 2027");
    assert_eq!(text(&project), wanted);
}

#[test]
fn the_value_that_was_may_be_written_in_another_way() {
    let (project, page) = sample();
    let answer = page.change("practice.go_live", "16 March 2027", "TBC");
    assert_eq!((answer.status, &answer.json()["note"]), (200, &json!("As typed: TBC")));
    assert!(text(&project).contains("go_live: TBC"));
}

#[test]
fn a_value_that_was_changed_elsewhere_is_not_replaced() {
    let (project, page) = sample();
    let changed = SAMPLE.replace("Riverside Surgery", "Riverbank Surgery");
    project.write("state.yaml", &changed);
    let answer = page.change("practice.name", "Riverside Surgery", "Hillside Surgery");
    assert_eq!(answer.status, 409);
    assert_eq!(answer.json()["now"], "Riverbank Surgery");
    assert_eq!(text(&project), changed);
    // What both say is saved, and so is what replaces the value that it shows.
    assert_eq!(page.change("practice.name", "x", "Riverbank Surgery").status, 200);
    let answer = page.change("practice.name", "Riverbank Surgery", "Hillside Surgery");
    assert_eq!(answer.status, 200);
    assert!(text(&project).contains("name: Hillside Surgery"));
}

#[test]
fn a_value_finds_its_row_where_that_is_by_now() {
    let (project, page) = sample();
    let row = json!({
        "organisation": "111 and Out of Hours (Fellside Care)",
        "contact": "ooh.interfaces@fellside.example",
        "disconnection_date": "05/03/2027"
    });
    // Somebody else removes the row above it.
    let first =
        SAMPLE.find("    - organisation: Wyreborough Hospital").expect("it is there");
    let next = SAMPLE.find("    - organisation: 111").expect("it is there");
    let changed = [&SAMPLE[..first], &SAMPLE[next..]].concat();
    project.write("state.yaml", &changed);
    let path = "pathology-and-others.2.disconnection_date";
    let body =
        json!({"path": path, "was": "05/03/2027", "value": "10/03/2027", "row": row});
    let answer = page.post("change", &body);
    assert_eq!(answer.status, 200, "{}", answer.body);
    let wanted = changed
        .replace("disconnection_date: 05/03/2027", "disconnection_date: 10/03/2027");
    assert_eq!(text(&project), wanted);
    // A row that was empty does not become part of one that somebody has added.
    let body =
        json!({"path": "pcse.1.contact", "was": "", "value": "01632 960000", "row": {}});
    assert_eq!(page.post("change", &body).status, 200);
    let added = "pcse.links@example.org\n      disconnection_date: 04/12/2026\n    - contact: 01632 960000";
    assert!(text(&project).contains(added), "{}", text(&project));
}

#[test]
fn a_page_is_told_of_values_that_others_have_changed() {
    let (project, page) = sample();
    let html = page.get("").body;
    let stamp = html.split("name=\"stamp\" content=\"").nth(1).expect("there is a stamp");
    let known = stamp.split('"').next().unwrap_or_default().to_string();
    let news = |known: &str| page.get(&format!("alive?known={known}")).json();
    assert!(news(&known)["values"].is_null());
    // A change of its own is no news.
    let saved =
        page.change("practice.icb", "NHS Wyreborough Integrated Care Board", "X").json();
    assert_eq!(saved["before"], known.as_str());
    let known = saved["stamp"].as_str().expect("there is a stamp").to_string();
    assert!(news(&known)["values"].is_null());
    let changed = text(&project).replace("Riverside Surgery", "Riverbank Surgery");
    project.write("state.yaml", changed);
    let told = news(&known);
    assert_eq!(told["values"]["practice.name"], "Riverbank Surgery");
    assert_eq!(told["values"]["pcse.1.service"], "GP Links");
    assert_ne!(told["stamp"], known.as_str());
}

#[test]
fn a_code_that_is_like_no_example_is_kept_as_typed_and_said() {
    let (project, page) = sample();
    let answer = surely(&page, "practice.ods_code", "A12345", "a12");
    assert_eq!(answer.json()["note"], "As typed: a12. Usually written like A12345.");
    assert!(text(&project).contains("ods_code: a12\n"));
    let answer = surely(&page, "practice.ods_code", "a12", "A54321");
    assert!(answer.json()["note"].is_null(), "{}", answer.body);
}

#[test]
fn a_removed_row_leaves_nothing_and_the_others_as_they_were() {
    let (project, page) = sample();
    let row = json!({
        "organisation": "111 and Out of Hours (Fellside Care)",
        "contact": "ooh.interfaces@fellside.example",
        "disconnection_date": "05/03/2027"
    });
    let body = json!({"table": "pathology-and-others", "row": 2, "was": row});
    let answer = page.post("remove", &body);
    assert_eq!(answer.status, 200, "{}", answer.body);
    let first = SAMPLE.find("    - organisation: 111").expect("it is there");
    let next = SAMPLE.find("    - organisation: Bowel").expect("it is there");
    assert_eq!(text(&project), [&SAMPLE[..first], &SAMPLE[next..]].concat());
    // A row that says something else by now stays.
    let other =
        json!({"organisation": "Bowel and cervical screening hub", "contact": "x"});
    let body = json!({"table": "pathology-and-others", "row": 2, "was": other});
    assert_eq!(page.post("remove", &body).status, 409);
}

#[test]
fn a_value_follows_one_whose_answer_was_not_heard() {
    let (project, page) = sample();
    page.change("practice.name", "Riverside Surgery", "Hill");
    let next = json!({
        "path": "practice.name", "was": "Riverside Surgery", "sent": ["Hill"], "value": "Hillside"
    });
    assert_eq!(page.post("change", &next).status, 200);
    assert!(text(&project).contains("name: Hillside"));
}

#[test]
fn every_field_of_the_page_takes_markup_and_gives_it_back() {
    let (project, mut page) = sample();
    let html = page.reload();
    let paths: Vec<_> = html
        .split("<div class=\"field\" data-path=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    assert!(paths.len() > 90, "{}", paths.len());
    let was = |path: &str| {
        let rest = html.split(&format!("data-path=\"{path}\" data-was=\"")).nth(1);
        let raw = rest.and_then(|rest| rest.split('"').next()).expect("it was");
        raw.replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&amp;", "&")
    };
    let value = "'\"><script>alert(1)</script> & # : {x} *a\n- b: |";
    for path in &paths {
        let answer = surely(&page, path, &was(path), value);
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        assert_eq!(answer.json()["now"], value, "{path}");
        let parts = answer.json()["parts"].to_string();
        assert!(parts.contains("<section") && !parts.contains("<script>"), "{path}");
    }
    let html = page.reload();
    assert!(!html.contains("<script>"));
    let shown =
        "'&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt; &amp; # : {x} *a\n- b: |";
    assert_eq!(html.matches(&format!("data-was=\"{shown}\"")).count(), paths.len());
    assert!(text(&project).starts_with(SAMPLE.lines().next().unwrap_or_default()));
}

#[test]
fn yes_or_no_and_a_date_are_one_value() {
    let (project, page) = sample();
    let change = |was: &str, choice: &str, value: &str| {
        let path = "third-party-extracts.1.requested";
        let body = json!({"path": path, "was": was, "choice": choice, "value": value});
        page.post("change", &body).json()["now"].clone()
    };
    assert_eq!(change("02/11/2026", "yes", "02/11/2026"), "yes, 02/11/2026");
    assert_eq!(change("yes, 02/11/2026", "no", ""), "no");
    assert!(text(&project).contains("requested: no"));
}

#[test]
fn rows_are_added_and_removed() {
    let (project, page) = sample();
    let rows = page.get("item/pharmacies?rows=2");
    assert_eq!(rows.status, 200);
    assert!(rows.body.contains("pharmacies.2.organisation"));
    let answer = page.change("pharmacies.2.organisation", "", "Hill Pharmacy");
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert!(text(&project).contains("- organisation: Hill Pharmacy"));
    let remove = |was: &str| {
        let was = json!({"organisation": was});
        page.post("remove", &json!({"table": "pharmacies", "row": 2, "was": was}))
    };
    assert_eq!(remove("Mill Pharmacy").status, 409);
    assert!(text(&project).contains("Hill Pharmacy"));
    let answer = remove("Hill Pharmacy");
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert!(
        !answer.body.contains("Hill Pharmacy")
            && !text(&project).contains("Hill Pharmacy")
    );
    assert!(text(&project).contains("Corner Pharmacy"));
}

#[test]
fn a_table_says_that_there_is_nothing_to_list() {
    let (project, page) = sample();
    let refused = page.change("pharmacies", "", "none");
    assert_eq!(refused.status, 422, "{}", refused.body);
    assert_eq!(text(&project), SAMPLE);
    let listed = page.change("third-party-solutions", "not applicable", "");
    assert_eq!(listed.status, 200, "{}", listed.body);
    assert!(listed.body.contains("third-party-solutions.1.organisation"));
    assert_eq!(
        page.change("third-party-solutions.1.organisation", "", "DocStore").status,
        200
    );
    assert!(text(&project).contains("- organisation: DocStore"));
}

#[test]
fn places_that_the_checklist_has_not_are_refused() {
    let (project, page) = sample();
    for path in [
        "",
        "nowhere",
        "practice.nothing",
        "pharmacies.1.nothing",
        "pharmacies.0.contact",
        "pharmacies.99999999999.contact",
        "pharmacies.5000.contact",
        "tell-patients.colour",
        "update_checks.1.by",
        "tell-patients",
        "last_updated",
        "../practice.name",
    ] {
        let answer = page.change(path, "", "x");
        assert_eq!(answer.status, 422, "{path}: {}", answer.body);
    }
    assert_eq!(page.post("change", &json!(["x"])).status, 422);
    assert_eq!(
        page.post("remove", &json!({"table": "nowhere", "row": 1, "was": {}})).status,
        200
    );
    assert_eq!(text(&project), SAMPLE);
}

#[test]
fn an_nhs_number_is_not_saved_and_not_repeated() {
    let (project, page) = sample();
    let number = format!("{} {} {}", 401, "023", 2137);
    let answer = page.change(
        "reconcile-with-pcse.notes",
        "41 mismatches found, all cleared with PCSE. FP69 flags processed.",
        &number,
    );
    assert_eq!(answer.status, 422, "{}", answer.body);
    assert!(answer.json()["why"].as_str().is_some_and(|why| why.contains("NHS number")));
    assert!(!answer.body.contains("2137"));
    assert_eq!(text(&project), SAMPLE);
}

#[test]
fn a_check_for_updates_is_added() {
    let (project, page) = sample();
    let check =
        |by: &str, found: &str| page.post("check", &json!({"by": by, "found": found}));
    for (by, found) in [("", "27/03/2025"), ("A. B.", "soon"), ("A. B.", "27/03/2030")] {
        assert_eq!(check(by, found).status, 422, "{by} {found}");
    }
    assert_eq!(text(&project), SAMPLE);
    let answer = check("A. <b>", "27/03/2025");
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert!(answer.body.contains("A. &lt;b&gt; found the edition of 27 March 2025"));
    assert!(
        text(&project).contains("  - {date: 23/11/2026, by: A. <b>, found: 27/03/2025}")
    );
}

#[test]
fn changes_at_the_same_time_are_all_kept() {
    let (project, page) = sample();
    let page: &Page = &page;
    let ids = [
        "tell-patients",
        "reconcile-with-pcse",
        "map-practice-codes",
        "map-drug-codes",
        "identify-templates",
        "update-nhs-numbers",
        "run-updates",
        "plan-reconfiguration",
    ];
    let was = |id: &str| match id {
        "tell-patients" | "update-nhs-numbers" => "Reception lead",
        "reconcile-with-pcse" => "Siân Prydderch",
        "map-practice-codes" | "map-drug-codes" => "Dr A. Haddad",
        "identify-templates" => "Nurse team",
        _ => "",
    };
    std::thread::scope(|scope| {
        for id in ids {
            scope.spawn(move || {
                let path = format!("{id}.owner");
                let mut before = was(id).to_string();
                for turn in 0..4 {
                    let value = format!("{id} {turn}");
                    let answer = page.change(&path, &before, &value);
                    assert_eq!(answer.status, 200, "{path}: {}", answer.body);
                    before = value;
                }
            });
        }
    });
    let text = text(&project);
    assert!(ids.iter().all(|id| text.contains(&format!("owner: {id} 3"))), "{text}");
}

#[test]
fn what_cannot_be_saved_now_is_saved_later() {
    let (project, page) = sample();
    let broken = "checklist: pre-migration\nlast_updated: [\n";
    project.write("state.yaml", broken);
    let answer = page.change("practice.name", "Riverside Surgery", "Hillside Surgery");
    assert_eq!(answer.status, 503, "{}", answer.body);
    assert!(answer.json()["why"].is_string());
    assert_eq!(text(&project), broken);
    std::fs::remove_file(project.path("state.yaml")).unwrap();
    let answer = page.change("practice.name", "Riverside Surgery", "Hillside Surgery");
    assert_eq!(answer.status, 503, "{}", answer.body);
    project.write("state.yaml", SAMPLE);
    let answer = page.change("practice.name", "Riverside Surgery", "Hillside Surgery");
    assert_eq!(answer.status, 200, "{}", answer.body);
}
