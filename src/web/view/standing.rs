//! How items stand, what is overdue, what to look at, and the checks for updates.

use maud::{Markup, html};

use super::head::about_title;
use super::item::{address, anchor, row_anchor};
use crate::document::fields::{date_shown, has_log};
use crate::document::summary::{Look, Summary, summary};
use crate::model::answers::TableAnswer;
use crate::model::checklist::{Block, Item};
use crate::model::path::UPDATE_CHECKS;
use crate::model::state::Status;
use crate::web::desk::FilledToday;

/// What stands at the top of the page and is renewed with every change: how the items stand,
/// and the list of them all.
pub(crate) fn overview(now: &FilledToday) -> [Markup; 2] {
    let filled = &now.filled;
    let summary = summary(
        &filled.checklist,
        &filled.state,
        &filled.fitted,
        now.today,
        &now.updates,
    );
    let items = standings(now, &summary);
    [standing(now, &summary, &items), contents(now, &items)]
}

/// Where an item stands.
struct ItemStanding<'a> {
    item: Item<'a>,
    status: Status,
    /// Since when it should have been done, and by whom, where it is overdue.
    overdue: Option<(&'a str, &'a str)>,
}

/// Where the items stand. The summary lists those that are not done, in their order.
fn standings<'a>(now: &'a FilledToday, summary: &'a Summary) -> Vec<ItemStanding<'a>> {
    let checklist = &now.filled.checklist;
    let mut outstanding = summary.outstanding.iter();
    let one = |item: Item<'a>| {
        let status = now.filled.fitted.status(item);
        let is_open = matches!(status, Status::NotStarted | Status::InProgress);
        let open = if is_open { outstanding.next() } else { None };
        let overdue = open.filter(|open| open.overdue);
        let overdue = overdue.map(|open| (open.due.as_str(), open.owner.as_str()));
        ItemStanding { item, status, overdue }
    };
    checklist.items().into_iter().map(one).collect()
}

/// The list of all items.
fn contents(now: &FilledToday, items: &[ItemStanding]) -> Markup {
    html! {
        nav #contents .contents aria-label="Contents" {
            details {
                summary #all-items { "All items" }
                ul {
                    @if !now.filled.checklist.about.subject.is_empty() {
                        li { a href="#about" { (about_title(now)) } }
                    }
                    (entries(now, &now.filled.checklist.body, items))
                    @if has_log(&now.filled.checklist, &now.filled.state) {
                        li { a href="#checks" { "Checks for updates" } }
                    }
                }
            }
        }
    }
}

fn entries(now: &FilledToday, blocks: &[Block], items: &[ItemStanding]) -> Markup {
    let checklist = &now.filled.checklist;
    html! {
        @for block in blocks {
            @match block {
                Block::Section { title, body } => {
                    @if body.iter().any(|block| matches!(block, Block::Table(_) | Block::Task(_))) {
                        li.part { (title.plain(checklist)) }
                    }
                    (entries(now, body, items))
                },
                Block::Table(table) => { (entry(now, &table.id, items)) },
                Block::Task(task) => { (entry(now, &task.id, items)) },
                _ => {},
            }
        }
    }
}

fn entry(now: &FilledToday, id: &str, items: &[ItemStanding]) -> Markup {
    let found = items.iter().find(|standing| standing.item.id() == id);
    html! {
        @if let Some(ItemStanding { item, status, overdue }) = found {
            li class=(if overdue.is_some() { "overdue" } else { status.code() }) {
                a href=(format!("#{}", anchor(id))) { (item.title().plain(&now.filled.checklist)) }
                span.tag { @if overdue.is_some() { "overdue" } @else { (status.words()) } }
            }
        }
    }
}

/// How many items stand where, and what to do first.
fn standing(now: &FilledToday, summary: &Summary, items: &[ItemStanding]) -> Markup {
    let overdue: Vec<_> = items.iter().filter(|item| item.overdue.is_some()).collect();
    let (done, all) = (summary.standing[0], items.len());
    html! {
        section #standing aria-labelledby="standing-title" {
            h2 #standing-title .unseen { "How it stands" }
            p.count { strong { (done) " of " (all) } " done" }
            (bar(summary, all))
            ul.counts {
                @for (count, status) in summary.standing.iter().zip(Status::ALL) {
                    li class=(status.code()) { (count) " " (status.words()) }
                }
            }
            @if !overdue.is_empty() {
                h3 { "Overdue" }
                ul.links {
                    @for standing in overdue {
                        @let (due, owner) = standing.overdue.unwrap_or_default();
                        li {
                            a href=(format!("#{}", anchor(standing.item.id()))) {
                                (standing.item.title().plain(&now.filled.checklist))
                            }
                            span.why { "due " (due) @if !owner.is_empty() { ", " (owner) } }
                        }
                    }
                }
            }
            (to_look_at(now, summary))
            @if !summary.outstanding.is_empty() {
                p.go-on {
                    button #go-on .quiet type="button" { "Go to the next outstanding item" }
                    span.why { "From anywhere: Ctrl and Enter" }
                }
            }
        }
    }
}

fn to_look_at(now: &FilledToday, summary: &Summary) -> Markup {
    let looks = &summary.to_look_at;
    html! {
        @if !looks.is_empty() {
            details.looks {
                summary #looks { (looks.len()) " to look at" }
                ul.links {
                    @for look in looks {
                        li {
                            a href=(format!("#{}", target(now, look))) {
                                (look.what)
                                @if let Some(table) = &look.table { ", " (table) }
                            }
                            span.why { (look.why) }
                        }
                    }
                }
            }
        }
    }
}

/// One bar for all items, of parts as long as their numbers; the numbers stand below it.
fn bar(summary: &Summary, all: usize) -> Markup {
    let mut begin = 0;
    let parts = summary.standing.iter().zip(Status::ALL).map(|(count, status)| {
        let part = (begin, *count, status.code());
        begin += count;
        part
    });
    html! {
        svg.bar-of-all viewBox=(format!("0 0 {} 1", all.max(1))) preserveAspectRatio="none"
            aria-hidden="true" {
            @for (x, width, class) in parts {
                rect class=(class) x=(x) y="0" width=(width) height="1" {}
            }
        }
    }
}

/// The id of what there is to look at.
fn target(now: &FilledToday, look: &Look) -> String {
    let checklist = &now.filled.checklist;
    let title = look.table.as_ref().unwrap_or(&look.what);
    let items = checklist.items();
    if let Some(item) = items.iter().find(|item| item.title().plain(checklist) == *title)
    {
        let whose = look.table.as_ref().and_then(|_| row_of(now, item.id(), &look.what));
        return whose.unwrap_or_else(|| anchor(item.id()));
    }
    let detail = checklist.about.iter().find(|detail| detail.title == *title);
    detail.map_or("checks".into(), |detail| checklist.about.path(&detail.id).to_string())
}

/// The id of the row of a table that begins with these words.
fn row_of(now: &FilledToday, id: &str, who: &str) -> Option<String> {
    let Some(TableAnswer::Rows(rows)) = now.filled.fitted.tables.get(id) else {
        return None;
    };
    let row = rows.iter().position(|cells| {
        let first = cells.first().and_then(Option::as_ref);
        first.is_some_and(|typed| typed.text.trim() == who)
    });
    row.map(|row| row_anchor(id, row + 1))
}

/// The log of the checks for updates, and what one needs to add a check.
pub(crate) fn checks(now: &FilledToday) -> Markup {
    let checks = &now.updates.checks;
    let checklist = &now.filled.checklist;
    if !has_log(checklist, &now.filled.state) {
        return html! {};
    }
    html! {
        section #checks aria-labelledby="checks-title" {
            h2 #checks-title { "Checks for updates" }
            @if checks.is_empty() {
                p { "No check is recorded." }
            } @else {
                ul.log {
                    @for check in checks {
                        li { (check.date) ": " (check.by) " found the edition of " (check.found) }
                    }
                }
            }
            @if let Some(published) = &checklist.published {
                fieldset.row #new-check {
                    legend { "Add a check of today" }
                    p { "Look at " (address(&published.address)) " first." }
                    (line("by", "Checked by", None))
                    (line("found", &date_shown(checklist, "shows"), Some("For example, 27/03/2025")))
                    p.note id=(format!("{UPDATE_CHECKS}.note")) {}
                    button #add-check .add type="button" { "Add this check" }
                }
            }
        }
    }
}

fn line(key: &str, label: &str, hint: Option<&str>) -> Markup {
    let id = format!("{UPDATE_CHECKS}.{key}");
    let describing = hint.map(|_| format!("{id}.hint"));
    html! {
        div.loose {
            label for=(id) { (label) }
            @if let Some(hint) = hint { p.hint id=(format!("{id}.hint")) { (hint) } }
            input id=(id) class=[hint.map(|_| "date")] type="text" autocomplete="off"
                aria-describedby=[describing];
        }
    }
}
