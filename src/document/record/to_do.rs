//! What is to be done, as one list without repetition: what is not done, and what to look at.

use std::collections::BTreeMap;

use crate::base::date::Date;
use crate::document::summary::{Look, Outstanding, Summary};
use crate::model::state::Status;

/// Days within which what is due is to be done now.
const SOON: i64 = 14;

/// An item that is not done, or anything to look at.
#[derive(Debug)]
pub(super) struct ToDo {
    /// The item's number, if it is an item.
    pub(super) number: Option<usize>,
    /// The item's title, or what there is to look at.
    pub(super) what: String,
    /// Where the item stands, if it is not done.
    pub(super) status: Option<Status>,
    /// Who is at it.
    pub(super) owner: String,
    /// When it is due, as typed.
    pub(super) due: String,
    /// How pressing it is.
    pub(super) urgency: Urgency,
    /// What there is to look at: whose row, and why.
    pub(super) looks: Vec<(Option<String>, String)>,
    /// The first of its dates.
    date: Option<Date>,
}

/// How pressing something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Urgency {
    /// It is overdue.
    Overdue,
    /// It is due soon, or to be looked at.
    Now,
    /// It can wait.
    Later,
}

/// What is to be done: what is overdue, then by date; what has none in the order of items.
pub(super) fn to_do(summary: &Summary, today: Date) -> Vec<ToDo> {
    let mut items: BTreeMap<usize, ToDo> = BTreeMap::new();
    for item in &summary.outstanding {
        items.insert(item.number, outstanding(item, today));
    }
    let mut others = Vec::new();
    for look in &summary.to_look_at {
        match look.number {
            None => others.push(other(look)),
            Some(number) => {
                items.entry(number).or_insert_with(|| answered(number, look)).look(look)
            }
        }
    }
    let mut all: Vec<_> = items.into_values().chain(others).collect();
    all.sort_by_key(|one| (one.urgency, one.date.is_none(), one.date));
    all
}

fn outstanding(item: &Outstanding, today: Date) -> ToDo {
    let date = item.due.parse::<Date>().ok();
    let is_soon = date.is_some_and(|date| date.days_since(today) <= SOON);
    ToDo {
        number: Some(item.number),
        what: item.what.clone(),
        status: Some(item.status),
        owner: item.owner.clone(),
        due: item.due.clone(),
        urgency: match item.overdue {
            true => Urgency::Overdue,
            false if is_soon => Urgency::Now,
            false => Urgency::Later,
        },
        looks: Vec::new(),
        date,
    }
}

/// An item that is done, and yet to be looked at.
fn answered(number: usize, look: &Look) -> ToDo {
    ToDo { number: Some(number), looks: Vec::new(), ..other(look) }
}

/// What is no item.
fn other(look: &Look) -> ToDo {
    ToDo {
        number: None,
        what: look.table.clone().unwrap_or_else(|| look.what.clone()),
        status: None,
        owner: String::new(),
        due: String::new(),
        urgency: Urgency::Now,
        looks: vec![(None, look.why.clone())],
        date: None,
    }
}

impl ToDo {
    /// Adds something to look at.
    fn look(&mut self, look: &Look) {
        let who = look.table.is_some().then(|| look.what.clone());
        self.looks.push((who, look.why.clone()));
        self.urgency = self.urgency.min(Urgency::Now);
        self.date = [self.date, look.date].into_iter().flatten().min();
    }
}
