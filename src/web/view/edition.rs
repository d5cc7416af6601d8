//! Answers to earlier words, and the move to a newer edition.

use maud::{Markup, html};

use crate::base::date::Date;
use crate::edition::update::EditionChange;
use crate::model::answers::ChangedWords;
use crate::model::checklist::Item;
use crate::web::desk::{FilledToday, Newer};
use crate::web::reply::said;

/// The offer to move the file to the checklist's own edition, with what that changes.
pub(super) fn newer(edition: Date, newer: &Newer) -> Markup {
    let Newer { from, changes } = newer;
    html! {
        section #newer .notice aria-labelledby="newer-title" {
            h2 #newer-title { "There is a newer edition of this checklist" }
            p { "These answers were given to the edition of " (from) ". The words below are those of \
                 the edition of " (edition) "." }
            @match changes {
                Err(problems) => {
                    p { "The file cannot be moved to it:" }
                    ul { @for problem in problems { li { (said(problem)) } } }
                },
                Ok(changes) => {
                    (what_changes(changes.as_deref()))
                    button #move type="button" { "Move this file to the edition of " (edition) }
                },
            }
        }
    }
}

/// What a newer edition changes for the answers.
fn what_changes(changes: Option<&[EditionChange]>) -> Markup {
    let Some(changes) = changes else {
        return html! {
            p { "What has changed since is not known: every answer will be marked, to be looked \
                 at." }
        };
    };
    html! {
        @if changes.is_empty() { p { "Nothing changes for these answers." } }
        ul {
            @for change in changes {
                li {
                    @match change {
                        EditionChange::Reworded(was, now) => {
                            "“" (was) "” now says “" (now) "”"
                        },
                        EditionChange::Renamed(was, now) => {
                            "The answer to “" (was) "” is now called “" (now) "” in the file"
                        },
                        EditionChange::Added(title, _) => { "New: “" (title) "”" },
                    }
                }
            }
        }
    }
}

/// The other words that an item's answer was given to; empty if there are none.
pub(crate) fn earlier_words(now: &FilledToday, id: &str) -> Markup {
    let earlier = now.filled.fitted.earlier.get(id);
    let checklist = &*now.filled.checklist;
    let noted = now.filled.state.answered_under.iter();
    let is_it = |noted: &str| checklist.item(noted).map(Item::id) == Some(id);
    let is_noted = noted.clone().any(|(noted, _)| noted.text == id || is_it(&noted.text));
    let name = format!("earlier-{id}");
    html! {
        @if let Some(earlier) = earlier {
            div.earlier id=(name) tabindex="-1" {
                p { "This was " (earlier.why()) "." }
                @for ChangedWords { then, now } in earlier.words.iter().flatten() {
                    dl {
                        dt { "It said" } dd { (then) }
                        dt { "It says now" }
                        dd { @if let Some(now) = now { (now) } @else { "nothing instead" } }
                    }
                }
                @if is_noted {
                    button.fits.quiet type="button" data-item=(id) { "The answer still fits" }
                } @else {
                    p.why { "Once the file has been moved to the newer edition, you can say here \
                             whether the answer still fits." }
                }
            }
        } @else { div id=(name) tabindex="-1" {} }
    }
}
