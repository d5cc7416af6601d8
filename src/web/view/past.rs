//! What was: changes that can be undone, and earlier states of the file.

use maud::{Markup, PreEscaped, html};

use crate::base::earlier::{EarlierState, KeptBefore};
use crate::web::desk::ThenAndNow;
use crate::web::history::{History, Way};

/// An arrow that turns back; the other one is its mirror image.
const ARROW: PreEscaped<&str> = PreEscaped(
    "<svg viewBox=\"0 0 16 16\" aria-hidden=\"true\"><path d=\"M6 2 2 6l4 4M2 6h7a4.5 4.5 0 0 1 \
     0 9H6\"/></svg>",
);

/// What an earlier state says otherwise than the file.
pub(crate) struct Comparison<'a> {
    /// The name of the earlier state.
    pub(crate) name: &'a str,
    /// What tells the file that it was compared with.
    pub(crate) stamp: &'a str,
    pub(crate) differences: &'a [ThenAndNow],
}

/// The buttons that undo changes and do them again. They can be reached even when there is
/// nothing to undo: a button that is switched off would lose the focus.
pub(crate) fn history(history: &History) -> Markup {
    let button = |id: &str, word: &str, way: Way| {
        let what = history.next(way).map(|step| step.what.as_str());
        let title = what.map(|what| format!("{word}: {what}"));
        html! {
            button id=(id) .quiet type="button" title=[title]
                aria-disabled=[what.is_none().then_some("true")] {
                (ARROW) span.word { (word) }
                @if let Some(what) = what { span.unseen { ": " (what) } }
            }
        }
    };
    html! {
        div #history .history role="group" aria-label="Changes" {
            (button("undo", "Undo", Way::Back))
            (button("redo", "Redo", Way::Forth))
        }
    }
}

/// The earlier states that are kept; one of them with what differs in it.
pub(crate) fn earlier_states(kept: &[EarlierState], shown: Option<Comparison>) -> Markup {
    html! {
        section #earlier aria-labelledby="earlier-title" {
            h2 #earlier-title tabindex="-1" { "Earlier states of this file" }
            p { "Proforma keeps the file as it was before the first change of each day, and before \
                 larger changes: the last 20, on this computer only." }
            @if kept.is_empty() { p { "None is kept yet." } }
            ul.log {
                @for state in kept {
                    @let shown = shown.as_ref().filter(|shown| shown.name == state.name);
                    (earlier_state(state, shown))
                }
            }
        }
    }
}

fn earlier_state(state: &EarlierState, shown: Option<&Comparison>) -> Markup {
    let EarlierState { name, day, time, before } = state;
    let when = format!("{} {day}, {time}", day.weekday());
    html! {
        li.kept-state data-name=(name) {
            p { strong { (when) } span.why { (words(*before)) } }
            @if let Some(Comparison { stamp, differences, .. }) = shown {
                div.differences tabindex="-1" data-stamp=(stamp) {
                    @if differences.is_empty() { p { "It says the same as the file does now." } }
                    @for ThenAndNow { what, then, now } in *differences {
                        dl {
                            dt { (what) }
                            dd { span.side { "Then" } (said(then)) }
                            dd { span.side { "Now" } (said(now)) }
                        }
                    }
                    button.bring-back type="button" { "Bring this state back" }
                    button.compare.quiet type="button" data-name="" { "Close" }
                }
            } @else {
                button.compare.quiet type="button" data-name=(name) {
                    "See what differs" span.unseen { ", " (when) }
                }
            }
            button.delete.quiet type="button" { "Delete" span.unseen { ", " (when) } }
        }
    }
}

fn said(text: &str) -> Markup {
    html! { @if text.is_empty() { span.why { "nothing" } } @else { span.text { (text) } } }
}

/// What an earlier state was kept before, in words.
fn words(before: KeptBefore) -> &'static str {
    match before {
        KeptBefore::Change => "before the first change of that day",
        KeptBefore::Import => "before answers were imported",
        KeptBefore::Move => "before it was moved to a newer edition",
        KeptBefore::Return => "before an earlier state was brought back",
    }
}
