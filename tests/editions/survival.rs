//! Every answer survives any sequence of edits to its checklist.

use std::collections::BTreeMap;

use proforma::base::date::Date;
use proforma::model::checklist::{Checklist, Item};

use crate::record::below;
use crate::support::checklists::{BUILT_IN, read};
use crate::support::project::Project;
use crate::support::random::Random;
use crate::support::reader::Pdf;

/// How many states and sequences of edits a run tries.
const CASES: usize = 26;

/// How many editions follow one another.
const EDITIONS: usize = 4;

/// An item as it is written in an edition.
#[derive(Clone)]
struct Spec {
    id: String,
    title: String,
    /// Ids and titles of its columns; a task has none.
    columns: Vec<(String, String)>,
    formerly: Vec<String>,
}

impl Spec {
    fn of(item: Item, checklist: &Checklist) -> Self {
        let columns = item.columns().iter();
        Self {
            id: item.id().into(),
            title: item.title().plain(checklist),
            columns: columns.map(|c| (c.id.clone(), c.title.plain(checklist))).collect(),
            formerly: Vec::new(),
        }
    }

    /// Whether it has, or had, this id.
    fn was(&self, id: &str) -> bool {
        self.id == id || self.formerly.iter().any(|former| former == id)
    }

    fn yaml(&self) -> String {
        let quoted = |text: &str| serde_json::to_string(text).expect("it is text");
        let kind = if self.columns.is_empty() { "task" } else { "table" };
        let (id, title) = (&self.id, quoted(&self.title));
        let mut yaml = format!("  - {kind}: {title}\n    id: {id}\n");
        if !self.formerly.is_empty() {
            yaml.push_str(&format!("    formerly: [{}]\n", self.formerly.join(", ")));
        }
        if !self.columns.is_empty() {
            yaml.push_str("    columns:\n");
        }
        for (id, title) in &self.columns {
            yaml.push_str(&format!(
                "      - {{id: {id}, title: {}, kind: yes-no}}\n",
                quoted(title)
            ));
        }
        yaml
    }
}

/// The date of an edition: the built-in one is the first.
fn day(edition: usize) -> String {
    match edition {
        0 => "27/03/2025".into(),
        _ => format!("{edition:02}/11/2026"),
    }
}

fn edition(number: usize, items: &[Spec]) -> String {
    let items: String = items.iter().map(Spec::yaml).collect();
    let day = day(number);
    format!("id: pre-migration\ntitle: Any\nlast_updated: {day}\nbody:\n{items}")
}

/// Edits a checklist; deletes items only if `deletes` is set.
fn edit(items: &mut Vec<Spec>, random: &mut Random, deletes: bool, number: usize) {
    let at = random.below(items.len());
    let other = random.below(items.len());
    let fresh = format!("{number}-{}", random.below(1_000_000_000));
    let item = &mut items[at];
    match random.below(if deletes { 9 } else { 6 }) {
        0 => item.title.push_str(&format!(" and {fresh}")),
        1 => items.swap(at, other),
        2 => {
            let former = std::mem::replace(&mut item.id, format!("new-{fresh}"));
            item.formerly.push(former);
        }
        3 => items.insert(
            other,
            Spec {
                id: format!("more-{fresh}"),
                title: format!("More {fresh}"),
                columns: Vec::new(),
                formerly: Vec::new(),
            },
        ),
        4 | 5 if item.columns.is_empty() => item.title = format!("Reworded {fresh}"),
        4 => {
            let column = random.below(item.columns.len());
            item.columns[column].1 = format!("Column {fresh}");
        }
        5 => item
            .columns
            .push((format!("column_{fresh}").replace('-', "_"), "One more".into())),
        6 => drop(items.remove(at)),
        _ if item.columns.len() < 2 => drop(items.remove(at)),
        7 => drop(item.columns.remove(random.below(item.columns.len()))),
        _ => item.columns[0].0 = format!("column_{fresh}").replace('-', "_"),
    }
}

/// What was typed, by the ids of the items that have an answer.
#[derive(Default)]
struct Typed {
    /// Words and dates, each used only once.
    words: BTreeMap<String, Vec<String>>,
    /// The status of a task, or the word for a whole table.
    whole: BTreeMap<String, &'static str>,
}

/// The statuses that a task with an answer may have.
const STATUS: [&str; 3] = ["in progress", "done", "not applicable"];

/// A state of the built-in checklist with random answers; also returns each word that was
/// typed.
fn state(items: &[Spec], random: &mut Random) -> (String, Typed) {
    let mut yaml =
        format!("checklist: pre-migration\nlast_updated: {}\nanswers:\n", day(0));
    let mut typed = Typed::default();
    let whole = &mut typed.whole;
    let mut number = 0;
    for item in items {
        let mut words = Vec::new();
        let mut word = |random: &mut Random| {
            number += 1;
            let word = match random.below(4) {
                // No other date has this year.
                0 => format!("{:02}/03/{}", 1 + random.below(31), 2100 + number),
                _ => format!("q{number}q {} Åsa", random.below(1_000_000)),
            };
            words.push(word.clone());
            word
        };
        match random.below(4) {
            0 => continue,
            _ if item.columns.is_empty() => {
                let status = *random.one_of(&STATUS);
                yaml.push_str(&format!("  {}:\n    status: {status}\n", item.id));
                whole.insert(item.id.clone(), status);
                for key in ["owner", "due", "done", "notes"] {
                    if random.below(2) == 0 {
                        yaml.push_str(&format!("    {key}: {}\n", word(random)));
                    }
                }
            }
            1 => {
                let word = *random.one_of(&["none", "not applicable"]);
                yaml.push_str(&format!("  {}: {word}\n", item.id));
                whole.insert(item.id.clone(), word);
            }
            _ => {
                yaml.push_str(&format!("  {}:\n", item.id));
                for _ in 0..=random.below(3) {
                    let (first, rest) =
                        item.columns.split_first().expect("it is a table");
                    yaml.push_str(&format!("    - {}: {}\n", first.0, word(random)));
                    for (id, _) in rest {
                        if random.below(2) == 0 {
                            yaml.push_str(&format!("      {id}: {}\n", word(random)));
                        }
                    }
                }
            }
        }
        typed.words.insert(item.id.clone(), words);
    }
    (yaml, typed)
}

/// Asserts that everything that was typed is on a page of a record of the newest edition.
#[track_caller]
fn assert_on_pages(pdf: &[u8], typed: &Typed, newest: &[Spec]) {
    let pdf = Pdf::read(pdf);
    let packed = |text: &str| text.split_whitespace().collect::<String>();
    let text = packed(&pdf.text());
    for word in typed.words.values().flatten() {
        let date = word.parse::<Date>().map_or(word.clone(), |date| date.to_string());
        let is_there = text.contains(&packed(word)) || text.contains(&packed(&date));
        assert!(is_there, "{word} is not in {text}");
    }
    for (id, word) in &typed.whole {
        let item = newest.iter().find(|item| item.was(id));
        let appendix = "Appendix: answers without a place in this edition";
        let heading = item.map_or(appendix, |item| item.title.as_str());
        let found = below(&pdf, heading).concat().to_lowercase();
        assert!(found.contains(word), "{id}: {word} is not below {heading}: {found}");
    }
}

#[track_caller]
fn export(project: &Project, options: &[&str]) -> Vec<u8> {
    let newest = format!("{EDITIONS}.yaml");
    let args = ["export", "a.yaml", "--checklist", &newest, "-o", "-"];
    let run = project.exec(&[&args, options].concat());
    assert_eq!(run.status, Some(0), "{}", run.stderr);
    run.stdout
}

/// A case: a project with the editions, and what was typed into its state.
fn case(random: &mut Random, deletes: bool) -> (Project, Typed, Vec<Vec<Spec>>) {
    let built_in = read(BUILT_IN);
    let mut items: Vec<_> =
        built_in.items().into_iter().map(|item| Spec::of(item, &built_in)).collect();
    let (yaml, typed) = state(&items, random);
    let project = Project::new();
    project.write("0.yaml", BUILT_IN);
    project.write("a.yaml", yaml);
    let mut editions = vec![items.clone()];
    for number in 1..=EDITIONS {
        for _ in 0..random.below(8) {
            edit(&mut items, random, deletes, number);
        }
        project.write(&format!("{number}.yaml"), edition(number, &items));
        editions.push(items.clone());
    }
    (project, typed, editions)
}

#[test]
fn any_answer_survives_any_edits_and_is_on_a_page_of_the_record() {
    let mut random = Random::fresh();
    for _ in 0..CASES {
        let (project, typed, editions) = case(&mut random, true);
        let record = export(&project, &["--from", "0.yaml"]);
        assert_on_pages(&record, &typed, &editions[EDITIONS]);
    }
}

/// The first edition whose words for an item changed in the next.
fn outdated(id: &str, editions: &[Vec<Spec>]) -> Option<usize> {
    let find = |items: &[Spec]| {
        items.iter().find(|item| item.was(id)).expect("nothing is deleted").clone()
    };
    let words = |items: &[Spec]| {
        let item = find(items);
        (item.title, item.columns.into_iter().map(|(_, title)| title).collect::<Vec<_>>())
    };
    (1..editions.len())
        .find(|&at| words(&editions[at]) != words(&editions[at - 1]))
        .map(|at| at - 1)
}

#[test]
fn any_answer_survives_moving_on_and_the_state_remembers_the_edition_it_was_given_to() {
    let mut random = Random::fresh();
    for _ in 0..CASES {
        let (project, typed, editions) = case(&mut random, false);
        for number in 1..=EDITIONS {
            let (from, to) = (format!("{}.yaml", number - 1), format!("{number}.yaml"));
            let args = ["update", "a.yaml", "--checklist", &to, "--from", &from];
            let run = project.exec(&args);
            assert_eq!(run.status, Some(0), "{}", run.report());
        }
        let after = String::from_utf8(project.read("a.yaml")).expect("it is text");
        let remembered: Vec<_> =
            typed.words.keys().filter_map(|id| outdated(id, &editions)).collect();
        let lines = after.lines().skip_while(|line| *line != "answered_under:").skip(1);
        let mut found: Vec<_> = lines
            .take_while(|line| line.starts_with("  "))
            .map(|line| line.split_once(": ").expect("an id and a date").1.to_string())
            .collect();
        let mut wanted: Vec<_> = remembered.into_iter().map(day).collect();
        found.sort();
        wanted.sort();
        assert_eq!(found, wanted, "{after}");
        for word in typed.words.values().flatten() {
            assert!(after.contains(word), "{word}");
        }
        assert_on_pages(&export(&project, &[]), &typed, &editions[EDITIONS]);
    }
}
