//! A checklist: its parts, and the rules that it must follow.

mod about;
mod columns;
mod heading;
mod read;
mod rules;
mod text;
mod timeline;

use std::sync::Arc;

pub use self::rules::{Before, Days, Expected, Milestone, RuleDays, Rules};
pub use self::text::{Text, TextPart};
pub use self::timeline::Timeline;
use crate::base::date::{Date, Period};
use crate::model::about::About;
use crate::model::cell::ColumnKind;

/// The most blank rows of a table and lines for notes.
pub const MAX_ROWS: u32 = 100;

/// A checklist of one edition.
#[derive(Debug, Clone)]
pub struct Checklist {
    /// Its id in file names and states.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Who publishes its words.
    pub publisher: Option<String>,
    /// The edition: the date when its words were last updated.
    pub last_updated: Date,
    /// How often to check for a newer edition.
    pub review_every: Option<Period>,
    /// The address of the guide it belongs to.
    pub guide: Option<String>,
    /// Where it is published, so that a newer edition can be found there.
    pub published: Option<Published>,
    /// The details of its subject.
    pub about: Arc<About>,
    /// The timeline of a record.
    pub timeline: Option<Timeline>,
    /// What the small print says beside whose words these are.
    pub small_print: Option<String>,
    /// What it says on patient data in answers.
    pub patient_data: PatientData,
    /// Its content.
    pub body: Vec<Block>,
}

/// Where a checklist is published.
#[derive(Debug, Clone)]
pub struct Published {
    /// The address.
    pub address: String,
    /// What is found there, as in `the guide`.
    pub called: Option<String>,
}

/// What a checklist says on patient data in answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PatientData {
    /// Nothing: numbers that look like a patient's are refused.
    #[default]
    NotSaid,
    /// It is expected: such numbers are only warned of.
    Allow,
    /// It is not wanted: new states say so too.
    Refuse,
}

/// A part of a checklist's content.
#[derive(Debug, Clone)]
pub enum Block {
    /// A title and the blocks below it.
    Section {
        /// The title.
        title: Text,
        /// The content.
        body: Vec<Block>,
    },
    /// A paragraph.
    Paragraph(Text),
    /// A bulleted list.
    List(Vec<Text>),
    /// A warning paragraph.
    Caution(Text),
    /// A table to fill in.
    Table(Table),
    /// A task to work on.
    Task(Task),
}

/// Something to fill in: a table or a task.
#[derive(Debug, Clone, Copy)]
pub enum Item<'a> {
    /// A table.
    Table(&'a Table),
    /// A task.
    Task(&'a Task),
}

impl Checklist {
    /// All its items, in order.
    pub fn items(&self) -> Vec<Item<'_>> {
        let mut items = Vec::new();
        collect(&self.body, &mut items);
        items
    }

    /// The item with this id, now or formerly.
    pub fn item(&self, id: &str) -> Option<Item<'_>> {
        let items = self.items();
        let is_now = |item: &&Item| item.id() == id;
        let was = |item: &&Item| item.formerly().iter().any(|former| former == id);
        items.iter().find(is_now).or_else(|| items.iter().find(was)).copied()
    }
}

fn collect<'a>(blocks: &'a [Block], items: &mut Vec<Item<'a>>) {
    for block in blocks {
        match block {
            Block::Section { body, .. } => collect(body, items),
            Block::Table(table) => items.push(Item::Table(table)),
            Block::Task(task) => items.push(Item::Task(task)),
            _ => {}
        }
    }
}

impl<'a> Item<'a> {
    /// Its id in a state.
    pub fn id(self) -> &'a str {
        match self {
            Self::Table(table) => &table.id,
            Self::Task(task) => &task.id,
        }
    }

    /// Its place among all items of this edition, from 1.
    ///
    /// People call an item by it, on pages that name the edition. It is in no state, no path
    /// and no words that are compared: in the next edition, it may be another.
    pub fn number(self) -> usize {
        match self {
            Self::Table(table) => table.number,
            Self::Task(task) => task.number,
        }
    }

    /// Ids it had in earlier editions.
    pub fn formerly(self) -> &'a [String] {
        match self {
            Self::Table(table) => &table.formerly,
            Self::Task(task) => &task.formerly,
        }
    }

    /// Its title.
    pub fn title(self) -> &'a Text {
        match self {
            Self::Table(table) => &table.title,
            Self::Task(task) => &task.title,
        }
    }

    /// Its columns; a task has none.
    pub fn columns(self) -> &'a [Column] {
        match self {
            Self::Table(table) => &table.columns,
            Self::Task(_) => &[],
        }
    }
}

/// A table to fill in.
#[derive(Debug, Clone)]
pub struct Table {
    /// Its id in a state.
    pub id: String,
    /// Its [number](Item::number).
    pub number: usize,
    /// Its title.
    pub title: Text,
    /// Its columns.
    pub columns: Vec<Column>,
    /// How many rows a blank has.
    pub rows: u32,
    /// Ids it had in earlier editions.
    pub formerly: Vec<String>,
}

/// A column of a table.
#[derive(Debug, Clone)]
pub struct Column {
    /// Its id in a state.
    pub id: String,
    /// Its title.
    pub title: Text,
    /// What is written in it.
    pub kind: ColumnKind,
    /// The rules for what is written in it.
    pub rules: Rules,
}

/// A task to work on.
#[derive(Debug, Clone)]
pub struct Task {
    /// Its id in a state.
    pub id: String,
    /// Its [number](Item::number).
    pub number: usize,
    /// Its words.
    pub title: Text,
    /// How many lines for notes a blank has.
    pub lines: u32,
    /// Ids it had in earlier editions.
    pub formerly: Vec<String>,
}
