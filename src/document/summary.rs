//! What a record says first: where things stand, what is outstanding, what to look at.

use crate::base::date::Date;
use crate::edition::earlier::not_at_hand;
use crate::edition::verdict::{Evidence, Named, UpdateStatus, Verdict};
use crate::model::answers::{Fitted, TableAnswer, TaskAnswer};
use crate::model::cell::{Cell, ColumnKind};
use crate::model::checklist::{Block, Checklist, Column, RuleDays, Table, Task};
use crate::model::state::{State, Status, Typed};

/// What a record says first.
#[derive(Debug, Default)]
pub struct Summary {
    /// How many items stand where, in the order of [`Status::ALL`].
    pub standing: [usize; 4],
    /// What somebody should look at.
    pub to_look_at: Vec<Look>,
    /// The dates in tables, in their order; those that are none last.
    pub dates: Vec<Dated>,
    /// What is not done.
    pub outstanding: Vec<Outstanding>,
}

/// Something to look at.
#[derive(Debug, PartialEq, Eq)]
pub struct Look {
    /// What, in words as they were typed.
    pub what: String,
    /// The table's title, of what is in one.
    pub table: Option<String>,
    /// Why.
    pub why: String,
}

/// A row of a table with a date.
#[derive(Debug)]
pub struct Dated {
    /// The date, where it is one.
    pub date: Option<Date>,
    /// What was typed as a date.
    pub typed: String,
    /// Whose date it is.
    pub who: String,
    /// The table's title.
    pub table: String,
    /// How to reach them.
    pub contact: String,
}

/// An item that is not done.
#[derive(Debug)]
pub struct Outstanding {
    /// The item's title.
    pub what: String,
    /// Where it stands.
    pub status: Status,
    /// Who is at it.
    pub owner: String,
    /// When it is due, as typed.
    pub due: String,
    /// Whether that was before today.
    pub overdue: bool,
}

/// The summary of a state's answers.
pub fn summary(
    checklist: &Checklist,
    state: &State,
    fitted: &Fitted,
    today: Date,
    checked: &UpdateStatus,
) -> Summary {
    let known = state.practice.iter().find(|(key, _)| *key == "final_data_production");
    let mut summarizer = Summarizer {
        checklist,
        fitted,
        days: RuleDays {
            today,
            final_data_production: known.and_then(|(_, typed)| typed.date()),
        },
        summary: Summary::default(),
    };
    summarizer.practice(state);
    summarizer.body(&checklist.body);
    summarizer.update_checks(state, checked);
    let mut summary = summarizer.summary;
    summary.dates.sort_by_key(|dated| (dated.date.is_none(), dated.date));
    summary
}

/// Goes through a checklist and collects what is worth saying first.
struct Summarizer<'a> {
    checklist: &'a Checklist,
    fitted: &'a Fitted,
    days: RuleDays,
    summary: Summary,
}

impl Summarizer<'_> {
    fn look(&mut self, what: impl Into<String>, why: impl Into<String>) {
        let look = Look { what: what.into(), table: None, why: why.into() };
        self.summary.to_look_at.push(look);
    }

    /// Says something of a row: of whom, if anybody, and of which table.
    fn look_at_row(&mut self, (who, title): (&str, &str), why: impl Into<String>) {
        match who {
            "" => self.look(title, why),
            who => self.summary.to_look_at.push(Look {
                what: who.into(),
                table: Some(title.into()),
                why: why.into(),
            }),
        }
    }

    fn practice(&mut self, state: &State) {
        for (id, typed) in &state.practice {
            let Some(detail) = self.checklist.about.detail(id) else { continue };
            if detail.kind.read(&typed.text) == Cell::NotUnderstood {
                self.look(&*detail.title, format!("not a date: {}", typed.text.trim()));
            }
        }
    }

    fn body(&mut self, blocks: &[Block]) {
        for block in blocks {
            match block {
                Block::Section { body, .. } => self.body(body),
                Block::Table(table) => self.table(table),
                Block::Task(task) => self.task(task),
                _ => {}
            }
        }
    }

    fn count(&mut self, status: Status) {
        let place = Status::ALL.iter().position(|other| *other == status);
        self.summary.standing[place.expect("all of them are there")] += 1;
    }

    /// Says if an item was answered in an earlier edition's words.
    fn earlier(&mut self, id: &str, title: &str) {
        if let Some(earlier) = self.fitted.earlier.get(id) {
            self.look(title, earlier.why());
        }
    }

    fn task(&mut self, task: &Task) {
        let nothing = TaskAnswer::default();
        let answer = self.fitted.tasks.get(&task.id).unwrap_or(&nothing);
        let title = task.title.plain(self.checklist);
        self.count(answer.status);
        self.earlier(&task.id, &title);
        let due = answer.due.as_ref();
        for (typed, what) in
            [(due, "the due date"), (answer.done.as_ref(), "the date of doing")]
        {
            if let Some(typed) = typed.filter(|typed| typed.date().is_none()) {
                self.look(&title, format!("{what} is not a date: {}", typed.text.trim()));
            }
        }
        if matches!(answer.status, Status::Done | Status::NotApplicable) {
            return;
        }
        let overdue = due.and_then(Typed::date).is_some_and(|due| due < self.days.today);
        self.summary.outstanding.push(Outstanding {
            what: title,
            status: answer.status,
            owner: words(answer.owner.as_ref()),
            due: words(due),
            overdue,
        });
    }

    fn table(&mut self, table: &Table) {
        let status = match self.fitted.tables.get(&table.id) {
            None | Some(TableAnswer::Empty) => Status::NotStarted,
            Some(TableAnswer::None) => Status::Done,
            Some(TableAnswer::NotApplicable) => Status::NotApplicable,
            Some(TableAnswer::Rows(rows)) => {
                let mut whole = true;
                for row in rows.iter().filter(|row| row.iter().any(Option::is_some)) {
                    whole &= self.row(table, row);
                }
                if whole { Status::Done } else { Status::InProgress }
            }
        };
        self.count(status);
        let title = table.title.plain(self.checklist);
        self.earlier(&table.id, &title);
        if matches!(status, Status::NotStarted | Status::InProgress) {
            self.summary.outstanding.push(Outstanding {
                what: title,
                status,
                owner: String::new(),
                due: String::new(),
                overdue: false,
            });
        }
    }

    /// Looks at a row; says whether it has all that its columns ask for.
    fn row(&mut self, table: &Table, row: &[Option<Typed>]) -> bool {
        let title = table.title.plain(self.checklist);
        let who = words(row.first().and_then(Option::as_ref));
        let contact = |(column, _): &(&Column, _)| column.kind == ColumnKind::Contact;
        let cells = || table.columns.iter().zip(row);
        let contact = words(cells().find(contact).and_then(|(_, cell)| cell.as_ref()));
        let mut whole = true;
        for (column, cell) in cells() {
            let text = cell.as_ref().map_or("", |typed| &typed.text);
            whole &= column.kind.is_settled(text);
            if column.kind == ColumnKind::Date {
                self.date((&who, &title), column, cell.as_ref());
                self.summary.dates.push(Dated {
                    date: cell.as_ref().and_then(Typed::date),
                    typed: words(cell.as_ref()),
                    who: who.clone(),
                    table: title.clone(),
                    contact: contact.clone(),
                });
            }
            let column_title = column.title.plain(self.checklist);
            let asked = (column.kind, column_title.as_str());
            for why in column.rules.judge(asked, text, self.days) {
                self.look_at_row((&who, &title), why);
            }
        }
        whole
    }

    /// Says if there is no date where one is asked for.
    fn date(&mut self, row: (&str, &str), column: &Column, cell: Option<&Typed>) {
        let title = column.title.plain(self.checklist).to_lowercase();
        match cell {
            None => self.look_at_row(row, format!("no {title}")),
            Some(typed) if typed.date().is_none() => {
                let why = format!("the {title} is not a date: {}", typed.text.trim());
                self.look_at_row(row, why);
            }
            Some(_) => {}
        }
    }

    /// Says what `proforma check` says of the state, with the same evidence.
    fn update_checks(&mut self, state: &State, checked: &UpdateStatus) {
        let UpdateStatus { checks, finding } = checked;
        if let Some(edition) = self.fitted.unknown_edition {
            self.look("Answers of an earlier edition", not_at_hand(edition));
        }
        if finding.verdict != Verdict::Current {
            let own = self.checklist.last_updated;
            let is_own = finding.evidence == Evidence::NewerBuiltIn(own);
            let why = finding.why(&Named {
                edition: state.last_updated,
                review_every: self.checklist.review_every,
                answers: true,
                at_hand: if is_own { "this record is" } else { "Proforma has" },
                file: "",
                same_words: false,
            });
            self.look(finding.verdict.headline(), why);
        }
        for check in checks.iter().filter(|check| !check.is_possible()) {
            if finding.evidence != Evidence::NotThisEdition(check.clone()) {
                let what = format!("Check for updates by {}", check.by);
                self.look(what, format!("{}: it does not count", check.impossible()));
            }
        }
    }
}

/// What was typed, without space around it.
fn words(typed: Option<&Typed>) -> String {
    typed.map_or_else(String::new, |typed| typed.text.trim().into())
}
