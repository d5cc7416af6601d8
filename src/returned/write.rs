//! A form's answers into a state file, and what to look at in them.

use ecow::{EcoString, eco_format};

use crate::base::privacy::scan;
use crate::base::problem::{Checked, Outcome, ProblemList, warning};
use crate::base::source::Source;
use crate::base::text::ticked;
use crate::edition::note;
use crate::model::cell::ColumnKind;
use crate::model::edit::{self, Changes, EditedState, Revision};
use crate::model::path::StatePath;
use crate::model::state::{State, StateFile};
use crate::model::values::{Items, Values};
use crate::returned::answers::Returned;
use crate::yaml::write::inline;

/// What changes from one set of values to another.
pub(super) fn changes(from: &Values, to: &Values) -> Changes {
    let paths = from.iter().chain(to.iter()).map(|(path, _)| path);
    let changed = paths.filter(|path| from.get(path) != to.get(path));
    changed.map(|path| (path.clone(), to.get(path).to_string())).collect()
}

/// The bytes of a state file with a form's answers, its checks for updates and what has no
/// place. Warns of what became of comments.
pub(super) fn with_answers(
    source: &Source,
    items: &Items,
    revision: &Revision,
    returned: &Returned,
) -> Outcome<Checked<Vec<u8>>> {
    let named = |bytes: Vec<u8>| Source::new(source.name.clone(), bytes);
    let (mut edited, mut warnings) = (source.clone(), ProblemList::new());
    if !revision.is_empty() {
        let state = edit::edited(&StateFile::open(source)?, items, revision)?;
        warnings = about_comments(&source.name, &state);
        edited = state.file.source;
    }
    for check in &returned.taken_out {
        let state = State::sound(&edited, items.about)?;
        edited = note::without_check(&edited, &state, check).map_or(edited, named);
    }
    for check in &returned.checks {
        let state = State::sound(&edited, items.about)?;
        if !note::has_check(&state, check) {
            edited = named(note::with_check(&edited, check)?);
        }
    }
    let kept = returned.kept.iter().map(|(name, text)| {
        let [name, text] = [name, text].map(|text| inline(text, true));
        format!("# From a form, but with no place here: {name}: {text}")
    });
    for line in kept {
        let is_there = edited.text().lines().any(|there| there == line);
        if !is_there {
            edited = named(note::with_comment(&edited, &line)?);
        }
    }
    Ok(Checked { value: edited.bytes().to_vec(), warnings })
}

/// Warns of comments that went with what they stood in, and of rows that stay for theirs.
fn about_comments(name: &str, edited: &EditedState) -> ProblemList {
    let lost = edited.lost.iter().map(|comment| {
        let message = eco_format!(
            "`{name}`: the comment `{}` went with the answer that it stood in",
            comment.trim_end()
        );
        warning(message)
            .with_hint("write it again beside the new answer if it still holds")
    });
    let emptied = edited.emptied.iter().map(|(id, row)| {
        let message =
            eco_format!("`{name}`: `{id}.{row}` was taken out, but has a comment");
        warning(message).with_hint(
            "the row stays without its text: take it out if the comment can go",
        )
    });
    lost.chain(emptied).collect()
}

/// Warns of what somebody should look at: import writes what was typed, only export judges.
pub(super) fn remarks(
    shown: &str,
    returned: &Returned,
    items: &Items,
    changes: &Changes,
) -> ProblemList {
    let mut warnings = ProblemList::new();
    let mut warn = |message: EcoString, hint: &str| {
        warnings.push(warning(message).with_hint(hint));
    };
    for (message, hint) in &returned.remarks {
        warn(eco_format!("{shown}: {message}"), hint);
    }
    for (name, text) in &returned.kept {
        warn(
            eco_format!(
                "{shown}: `{name}` has no place in the checklist; it says `{text}`"
            ),
            "it is kept in the state file as a comment, and is not printed",
        );
    }
    for (place, text) in changes {
        remark_value(shown, place, text, items, &mut warn);
    }
    warnings
}

fn remark_value(
    shown: &str,
    place: &StatePath,
    text: &str,
    items: &Items,
    warn: &mut impl FnMut(EcoString, &str),
) {
    let kind = items.kind(place).unwrap_or(ColumnKind::Text);
    if kind.is_odd_date(text) {
        warn(
            eco_format!("{shown}: `{place}` is `{text}`, which is not a date"),
            "it is kept as it was typed. Write dates as 27/03/2025, 2025-03-27 or 27 \
             March 2025",
        );
    }
    if let StatePath::Detail(_, id) = place
        && let Some(detail) = items.about.detail(id)
        && !text.trim().is_empty()
        && !detail.is_like(text)
    {
        let like: Vec<_> = detail.like.iter().map(String::as_str).collect();
        warn(
            eco_format!(
                "{shown}: `{place}` is `{text}`, which is not written like {}",
                ticked(&like)
            ),
            "it is kept as it was typed",
        );
    }
    for finding in scan(text, kind.surroundings()) {
        warn(
            eco_format!("{shown}: `{place}`: {}", finding.why),
            "patient data does not belong here: remove it from the state file before you \
             export",
        );
    }
}
