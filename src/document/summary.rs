//! What a record says first: where things stand, what is outstanding, what to look at.

use crate::base::date::Date;
use crate::base::text::in_sentence;
use crate::edition::earlier::not_at_hand;
use crate::edition::verdict::{Evidence, Named, UpdateStatus, Verdict};
use crate::model::answers::{Fitted, TableAnswer, TaskAnswer};
use crate::model::cell::{Cell, ColumnKind};
use crate::model::checklist::{Block, Checklist, Column, Item, RuleDays, Table, Task};
use crate::model::state::{State, Status, Typed};

/// What a record says first.
#[derive(Debug, Default)]
pub struct Summary {
    /// How many items stand where, in the order of [`Status::ALL`].
    pub standing: [usize; 4],
    /// What somebody should look at.
    pub to_look_at: Vec<Look>,
    /// The dates on the timeline, in their order; those without a date last.
    pub dates: Vec<Dated>,
    /// What is not done.
    pub outstanding: Vec<Outstanding>,
}

impl Summary {
    /// How many items are overdue.
    pub fn overdue(&self) -> usize {
        self.outstanding.iter().filter(|item| item.overdue).count()
    }

    /// The next date on the timeline.
    pub fn next_date(&self, today: Date) -> Option<Date> {
        self.dates.iter().filter_map(|dated| dated.date).filter(|it| *it >= today).min()
    }
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
    /// The number of the item that it is about, if it is about one.
    pub number: Option<usize>,
    /// The date that it is about.
    pub date: Option<Date>,
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
    /// The number of the table.
    pub number: usize,
    /// The title of its column, where the table has several on the timeline.
    pub column: Option<String>,
    /// How to reach them.
    pub contact: String,
    /// Whether it breaks a rule.
    pub breaks_rule: bool,
}

/// An item that is not done.
#[derive(Debug)]
pub struct Outstanding {
    /// The item's number.
    pub number: usize,
    /// Its title.
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
    let mut summarizer = Summarizer {
        checklist,
        fitted,
        days: RuleDays::new(&checklist.about, |id| state.detail(id), today),
        waiting: Vec::new(),
        number: None,
        summary: Summary::default(),
    };
    summarizer.subject(state);
    summarizer.body(&checklist.body);
    summarizer.waiting();
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
    /// The titles of milestones without a date that rules wait for.
    waiting: Vec<String>,
    /// The number of the item that is looked at.
    number: Option<usize>,
    summary: Summary,
}

impl Summarizer<'_> {
    fn look(&mut self, what: impl Into<String>, why: impl Into<String>) {
        let (what, why) = (what.into(), why.into());
        let look = Look { what, table: None, why, number: self.number, date: None };
        self.summary.to_look_at.push(look);
    }

    /// Says something of a row: of whom, if anybody, and of which table.
    fn look_at_row(
        &mut self,
        (who, title): (&str, &str),
        why: impl Into<String>,
        date: Option<Date>,
    ) {
        let (what, table) = match who {
            "" => (title, None),
            who => (who, Some(title.to_string())),
        };
        let (what, why) = (what.to_string(), why.into());
        let look = Look { what, table, why, number: self.number, date };
        self.summary.to_look_at.push(look);
    }

    fn subject(&mut self, state: &State) {
        for detail in self.checklist.about.iter() {
            let text = state.detail(&detail.id).trim();
            if detail.kind.read(text) == Cell::NotUnderstood {
                self.look(&*detail.title, format!("not a date: {text}"));
            }
        }
    }

    /// Says of each milestone without a date that dates cannot be checked against it.
    fn waiting(&mut self) {
        for title in std::mem::take(&mut self.waiting) {
            self.look(title, "no date yet, so the dates before it cannot be checked");
        }
    }

    fn body(&mut self, blocks: &[Block]) {
        for block in blocks {
            match block {
                Block::Section { body, .. } => self.body(body),
                Block::Table(table) => {
                    self.number = Some(table.number);
                    self.table(table);
                }
                Block::Task(task) => {
                    self.number = Some(task.number);
                    self.task(task);
                }
                _ => {}
            }
        }
        self.number = None;
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
            [(due, "the due date"), (answer.done.as_ref(), "the completion date")]
        {
            if let Some(typed) = typed.filter(|typed| typed.date().is_none()) {
                self.look(&title, format!("{what} is not a date: {}", typed.text.trim()));
            }
        }
        if let Some(done) = answer.done.as_ref().and_then(Typed::date) {
            if done > self.days.today {
                self.look(
                    &title,
                    format!("the completion date is in the future: {done}"),
                );
            }
            if answer.status == Status::NotStarted {
                let why = format!("not started, but it has a completion date: {done}");
                self.look(&title, why);
            }
        }
        if matches!(answer.status, Status::Done | Status::NotApplicable) {
            return;
        }
        let overdue = due.and_then(Typed::date).is_some_and(|due| due < self.days.today);
        self.summary.outstanding.push(Outstanding {
            number: task.number,
            what: title,
            status: answer.status,
            owner: words(answer.owner.as_ref()),
            due: words(due),
            overdue,
        });
    }

    fn table(&mut self, table: &Table) {
        let status = self.fitted.status(Item::Table(table));
        if let Some(TableAnswer::Rows(rows)) = self.fitted.tables.get(&table.id) {
            for row in rows.iter().filter(|row| row.iter().any(Option::is_some)) {
                self.row(table, row);
            }
        }
        self.count(status);
        let title = table.title.plain(self.checklist);
        self.earlier(&table.id, &title);
        if matches!(status, Status::NotStarted | Status::InProgress) {
            self.summary.outstanding.push(Outstanding {
                number: table.number,
                what: title,
                status,
                owner: String::new(),
                due: String::new(),
                overdue: false,
            });
        }
    }

    /// Looks at a row.
    fn row(&mut self, table: &Table, row: &[Option<Typed>]) {
        let title = table.title.plain(self.checklist);
        let who = words(row.first().and_then(Option::as_ref));
        let contact = |(column, _): &(&Column, _)| column.kind == ColumnKind::Contact;
        let cells = || table.columns.iter().zip(row);
        let contact = words(cells().find(contact).and_then(|(_, cell)| cell.as_ref()));
        let dated = table.columns.iter().filter(|column| column.rules.on_timeline);
        let has_several = dated.count() > 1;
        for (column, cell) in cells() {
            let text = cell.as_ref().map_or("", |typed| &typed.text);
            let column_title = column.title.plain(self.checklist);
            self.missing((&who, &title), (column, &column_title), text);
            let asked = (column.kind, column_title.as_str());
            let whys = column.rules.judge(asked, text, &self.days);
            if belongs_on_timeline(column, text) {
                let date = column.kind.date_of(text);
                self.summary.dates.push(Dated {
                    date,
                    typed: date.map_or(text.trim().into(), Date::slashed),
                    who: who.clone(),
                    number: table.number,
                    column: has_several.then(|| column_title.clone()),
                    contact: contact.clone(),
                    breaks_rule: !whys.is_empty(),
                });
            }
            if let Some(milestone) = column.rules.waits_for(column.kind, text, &self.days)
                && !self.waiting.contains(&milestone.title)
            {
                self.waiting.push(milestone.title.clone());
            }
            for why in whys {
                self.look_at_row((&who, &title), why, column.kind.date_of(text));
            }
        }
    }

    /// Says if there is no date where one is asked for.
    fn missing(
        &mut self,
        row: (&str, &str),
        (column, title): (&Column, &str),
        text: &str,
    ) {
        if column.kind != ColumnKind::Date {
            return;
        }
        let title = in_sentence(title);
        match column.kind.read(text) {
            Cell::Empty if column.rules.is_needed => {
                self.look_at_row(row, format!("no {title}"), None);
            }
            Cell::NotUnderstood => {
                let why = format!("the {title} is not a date: {}", text.trim());
                self.look_at_row(row, why, None);
            }
            _ => {}
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
                self.look(
                    what,
                    format!("{}, so this check does not count", check.impossible()),
                );
            }
        }
    }
}

/// Whether a cell is a date of the timeline, or one that is still to come.
fn belongs_on_timeline(column: &Column, text: &str) -> bool {
    column.rules.on_timeline
        && match column.kind.read(text) {
            Cell::Date(_) | Cell::DatedAnswer(..) => true,
            Cell::Empty => column.rules.is_needed,
            Cell::NotUnderstood => column.kind == ColumnKind::Date,
            _ => false,
        }
}

/// What was typed, without space around it.
fn words(typed: Option<&Typed>) -> String {
    typed.map_or_else(String::new, |typed| typed.text.trim().into())
}
