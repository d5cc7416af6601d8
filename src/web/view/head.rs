//! What stands before and after the checklist's own words.

use maud::{Markup, html};

use super::edition;
use super::field::Asked;
use crate::model::about::SubjectDetail;
use crate::web::desk::{FilledToday, Newer};

/// The title, whose words these are, of which edition, and whether there is a newer one than
/// the answers were given to.
pub(super) fn title(now: &FilledToday, newer: Option<&Newer>) -> Markup {
    let checklist = &now.filled.checklist;
    let by = checklist.publisher.as_deref();
    html! {
        div.title {
            h1 { (checklist.title) }
            p.edition {
                @if let Some(by) = by { (by) ", edition of " } @else { "Edition of " }
                (checklist.last_updated)
            }
            @if let Some(newer) = newer { (edition::newer(checklist.last_updated, newer)) }
        }
    }
}

/// The title above the subject's details.
pub(super) fn about_title(now: &FilledToday) -> String {
    format!("About this {}", now.filled.checklist.about.words())
}

/// The subject's details.
pub(super) fn about(now: &FilledToday) -> Markup {
    let state = &now.filled.state;
    let about = &now.filled.checklist.about;
    html! {
        @if !about.subject.is_empty() {
            section #about aria-labelledby="about-title" {
                h2 #about-title { (about_title(now)) }
                @for SubjectDetail { id, title, kind, .. } in about.iter() {
                    (Asked {
                        path: about.path(id),
                        label: title,
                        of: "",
                        kind: *kind,
                        is_long: false,
                    }.field(now, state.detail(id)))
                }
            }
        }
    }
}

/// The answers without a place in this edition.
pub(super) fn unplaced(now: &FilledToday) -> Markup {
    let unplaced = &now.filled.fitted.unplaced;
    html! {
        @if !unplaced.is_empty() {
            section #unplaced aria-labelledby="unplaced-title" {
                h2 #unplaced-title { "Answers without a place" }
                p { "These belong to an earlier edition of the checklist. They stay in the file \
                     and in the record." }
                dl.kept {
                    @for answer in unplaced {
                        dt { (answer.title) }
                        dd { (answer.typed.text.trim()) }
                    }
                }
            }
        }
    }
}
