//! What the page shows, as HTML: whatever was typed is escaped by maud.

mod edition;
mod field;
mod head;
mod item;
mod past;
mod standing;

use maud::{DOCTYPE, Markup, html};

pub(crate) use self::edition::earlier_words;
pub(crate) use self::field::note;
pub(crate) use self::item::table;
pub(crate) use self::past::{Comparison, earlier_states, history};
pub(crate) use self::standing::{checks, overview};
use crate::base::earlier::EarlierState;
use crate::base::problem::Problem;
use crate::web::assets::imports;
use crate::web::desk::{FilledToday, Newer, Offer};
use crate::web::history::History;
use crate::web::reply::said;

/// What the whole page shows.
pub(crate) struct Shown<'a> {
    /// The state.
    pub(crate) now: &'a FilledToday,
    /// The newer edition that it can be moved to.
    pub(crate) newer: Option<&'a Newer>,
    /// The name of its file.
    pub(crate) file: &'a str,
    /// What can be undone.
    pub(crate) history: &'a History,
    /// The earlier states that are kept.
    pub(crate) kept: &'a [EarlierState],
}

/// The whole page. `token` is what it needs to change something.
pub(crate) fn page(shown: &Shown, token: &str) -> Markup {
    let Shown { now, newer, file, history, kept } = *shown;
    let title = now.filled.checklist.title.as_str();
    let subject = now.subject();
    let named = if subject.is_empty() { file } else { subject };
    let head = html! {
        title { (named) ": " (title) }
        meta name="token" content=(token);
        meta name="stamp" content=(now.stamp());
        @for name in imports() { link rel="modulepreload" href=(format!("assets/{name}")); }
        script type="module" src="assets/page.js" {}
    };
    let body = html! {
        a.skip href="#form" { "Skip to the checklist" }
        header.bar {
            p.whose {
                span.named { (named) }
                @if !subject.is_empty() { " " span.file { (file) } }
            }
            div.tools {
                p #saving .saving { "Everything is saved" }
                (self::history(history))
                button #finish .quiet type="button" { "Finish" }
            }
        }
        (voices())
        noscript { p.alarm { "This page needs JavaScript, which is switched off in this browser." } }
        main.page {
            (head::title(now, newer))
            @for part in overview(now) { (part) }
            div #form tabindex="-1" {
                (head::about(now))
                (item::body(now, &now.filled.checklist.body, 2))
                (head::unplaced(now))
                (checks(now))
                (earlier_states(kept, None))
            }
        }
    };
    document(&head, &body)
}

/// The page where there is no state yet, with the checklists that one can be made from.
pub(crate) fn missing(file: &str, offers: &[Offer], token: &str) -> Markup {
    let head = html! {
        title { "New: " (file) }
        meta name="token" content=(token);
        script type="module" src="assets/page.js" {}
    };
    let one = offers.len() == 1;
    let body = html! {
        (voices())
        main.plain {
            h1 { "There is no file “" (file) "” yet" }
            p { "Proforma can make it now, with nothing filled in. If you expected to find your \
                 answers here, look whether the name and the folder are right." }
            @if offers.is_empty() {
                p { "There is no checklist that it could belong to." }
            } @else {
                fieldset.field.choices {
                    legend { @if one { "It is for this checklist:" } @else { "Which checklist is it for?" } }
                    div.radios {
                        @for (index, Offer { id, title }) in offers.iter().enumerate() {
                            div.choice {
                                input id=(format!("offer-{index}")) type="radio" name="checklist"
                                    value=(id) checked[index == 0];
                                label for=(format!("offer-{index}")) { (title) }
                            }
                        }
                    }
                }
                button #make type="button" { "Make “" (file) "”" }
            }
        }
    };
    document(&head, &body)
}

/// The page for whoever has no cookie of this page.
pub(crate) fn disconnected() -> Markup {
    let words = html! {
        p { "Start Proforma again to go on. Nothing that was saved is lost." }
    };
    waiting("This page is no longer connected", &words)
}

/// A page in place of the checklist, until that can be shown.
fn waiting(title: &str, words: &Markup) -> Markup {
    let head = html! {
        title { (title) }
        script type="module" src="assets/waiting.js" {}
    };
    document(&head, &html! { main.plain { h1 { (title) } (words) } })
}

/// Where the page says something: aloud, as long as it is true, and for a while.
fn voices() -> Markup {
    html! {
        p #said .unseen role="status" {}
        div #alarm .alarm role="alert" hidden {}
        p #notice .passing role="status" hidden {}
    }
}

/// The page that leads from the first address to the page's own.
pub(crate) fn leading_on() -> Markup {
    let head = html! {
        title { "Opening the page" }
        meta http-equiv="refresh" content="0; url=./";
    };
    document(&head, &html! { main.plain { p { a href="./" { "Open the page" } } } })
}

/// The page where the state cannot be shown.
pub(crate) fn unreadable(file: &str, problems: &[Problem]) -> Markup {
    let words = html! {
        p { "Something in " strong { (file) } " is not as Proforma expects it. Once it is put \
             right, it is shown here by itself. What you typed and could not be saved is kept \
             in this browser, and is saved then." }
        ul { @for problem in problems { li { (said(problem)) } } }
    };
    waiting("This file cannot be shown", &words)
}

fn document(head: &Markup, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en-GB" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                meta name="color-scheme" content="light";
                link rel="stylesheet" href="assets/page.css";
                link rel="icon" href="assets/icon.svg" type="image/svg+xml";
                (head)
            }
            body { (body) }
        }
    }
}
