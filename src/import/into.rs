//! A form's answers into a state that may have changed as well.

use std::path::{Path as FilePath, PathBuf};

use ecow::{EcoVec, eco_format};
use typst::diag::{SourceDiagnostic, SourceResult};

use super::form::{self, Form, STATE, fitting};
use super::inside::Inside;
use super::{failed, no_answers, open, remark, with_answers};
use crate::args::Import;
use crate::batch::{self, Made};
use crate::checklist::Checklist;
use crate::edit;
use crate::input::Input;
use crate::lay_out::problem;
use crate::load::suggestion;
use crate::merge::{Conflict, Sides, Take, merge};
use crate::output::Output;
use crate::session::Session;
use crate::state::State;
use crate::values::{Items, Path, Values};

/// The longest value that a conflict shows, in characters.
const MAX_SHOWN: usize = 300;

/// The states that answers may go into.
pub(super) enum States {
    /// The one that was named.
    One(PathBuf),
    /// Several, of which each form has one by its ODS code.
    Many {
        /// The states with their codes.
        states: Vec<(PathBuf, String)>,
        /// Files in their folders that are no states, or broken ones.
        unread: Vec<PathBuf>,
    },
}

impl States {
    /// Those that were named, if any.
    ///
    /// # Errors
    /// If a folder or a state in it cannot be read.
    pub(super) fn new(args: &Import) -> SourceResult<Option<Self>> {
        match args.into.as_slice() {
            [] => return Ok(None),
            [only] if !only.is_dir() => {
                // What keeps it from being read is told once.
                Input::read(only)?;
                return Ok(Some(Self::One(only.clone())));
            }
            _ => {}
        }
        let files = batch::files(&args.into, &["yaml", "yml"])?;
        let (mut states, mut unread) = (Vec::new(), Vec::new());
        let mut problems = EcoVec::new();
        for path in files {
            match Input::read(&path).and_then(|source| edit::read(&source)) {
                Ok(state) => states.push((path, code(state.detail("ods_code")))),
                // What is no state may lie in the same folder.
                Err(_) if !args.into.contains(&path) => unread.push(path),
                Err(found) => problems.extend(found),
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(Some(Self::Many { states, unread }))
    }

    /// The state that a form's answers go into.
    fn of(&self, shown: &str, form: &Form) -> SourceResult<&FilePath> {
        let (states, unread) = match self {
            Self::One(path) => return Ok(path),
            Self::Many { states, unread } => (states, unread),
        };
        let ods_code = Path::Practice("ods_code".into());
        let [base, returned] =
            [&form.base, &form.returned.values].map(|values| code(values.get(&ods_code)));
        if base.is_empty() && returned.is_empty() {
            return Err(failed(
                format!("`{shown}` has no ODS code"),
                "which state it belongs to is not clear: name that one with `--into`",
            ));
        }
        let of = |wanted: &String| -> Vec<&FilePath> {
            let states = states.iter().filter(|(_, code)| code == wanted);
            states
                .filter(|_| !wanted.is_empty())
                .map(|(path, _)| path.as_path())
                .collect()
        };
        // A form belongs to the state that it was made from, unless that has a new code too.
        let (made_from, says) = (of(&base), of(&returned));
        if base != returned && !made_from.is_empty() && !says.is_empty() {
            return Err(failed(
                format!(
                    "`{shown}` was made for the practice `{base}` and says `{returned}` now, \
                     which has a state of its own: `{}`",
                    says[0].display()
                ),
                "name the state that it belongs to with `--into`",
            ));
        }
        let found = if made_from.is_empty() { says } else { made_from };
        match found.as_slice() {
            [only] => Ok(only),
            [] => Err(no_state(
                shown,
                if returned.is_empty() { &base } else { &returned },
                unread,
            )),
            several => {
                let names: Vec<_> =
                    several.iter().map(|path| format!("`{}`", path.display())).collect();
                Err(failed(
                    format!("`{shown}` belongs to several states: {}", names.join(", ")),
                    "name the right one with `--into`",
                ))
            }
        }
    }
}

/// What to say where no state has the code of a form.
fn no_state(shown: &str, code: &str, unread: &[PathBuf]) -> EcoVec<SourceDiagnostic> {
    let message = eco_format!("no state has the ODS code `{code}` of `{shown}`");
    let hint = "name its state with `--into`, or import it without for a new one";
    let mut problem = problem(message, hint);
    if !unread.is_empty() {
        let names: Vec<_> =
            unread.iter().map(|path| format!("`{}`", path.display())).collect();
        problem.hint(eco_format!(
            "not looked at, since they cannot be read as states: {}; `proforma check` of such a \
             file says why",
            names.join(", ")
        ));
    }
    EcoVec::from([problem])
}

/// An ODS code in one way of writing.
fn code(text: &str) -> String {
    text.split_whitespace().collect::<String>().to_uppercase()
}

/// Merges a form into its state.
pub(super) fn merged(
    args: &Import,
    pdf: &Input,
    states: &States,
    session: &mut Session,
) -> SourceResult<Made> {
    let shown = &pdf.name;
    let inside = open(pdf)?;
    let read = form::read(shown, &inside, args.checklist.as_deref(), session)?;
    let form = &read.ok_or_else(|| no_form(shown, &inside))?;
    let path = states.of(shown, form)?;
    let source = session.open(path)?;
    let state = edit::read(&source)?;
    check_same(shown, form, &state, &source)?;
    let other;
    let checklist = match checklist(args, form, (&state, &source), session)? {
        Some(checklist) => {
            other = checklist;
            &other
        }
        None => &form.checklist,
    };
    fitting(checklist, &state, &source)?;
    let items = Items::of(checklist);
    check_takes(&args.take, &items)?;
    let base = moved(&form.base, &items);
    let returned = moved(&form.returned.values, &items);
    let now = Values::of(&state, &items);
    let sides = Sides { base: &base, form: &returned, state: &now };
    let merged = merge(sides, &items, &args.take);
    let lost: Vec<_> = merged
        .changes
        .keys()
        .filter(|path| !items.has(path))
        .map(Path::to_string)
        .collect();
    if !lost.is_empty() {
        return Err(failed(
            format!(
                "`{}` is of the edition of {}, which has no place for these answers of \
                 `{shown}`: `{}`",
                source.name,
                state.last_updated,
                lost.join("`, `")
            ),
            "import the form without `--into` for a file of its own, and copy them",
        ));
    }
    if !merged.conflicts.is_empty() {
        return Err(told(shown, &source.name, &merged.conflicts));
    }
    remark(shown, form, &items, &merged.changes, session);
    session.settle(args.common.strict)?;
    let bytes = with_answers(&source, &items, &merged.changes, form)?;
    if bytes == source.bytes() {
        return Ok(Made::Unchanged(path.into()));
    }
    let read = source.bytes().to_vec();
    Ok(Made::New(Output::Input { path: path.into(), read }, bytes))
}

/// What to say of a PDF that is no form of ours.
fn no_form(shown: &str, inside: &Inside) -> EcoVec<SourceDiagnostic> {
    if inside.file(STATE).is_none() {
        return no_answers(shown, inside);
    }
    failed(
        format!("`{shown}` is no form, or its fields were lost"),
        "a record is complete in itself: leave `--into` out. A form that was printed to PDF \
         or flattened has no answers that can be read: ask for the form itself",
    )
}

/// Refuses a state of another practice or checklist, and one of an earlier edition.
fn check_same(
    shown: &str,
    form: &Form,
    state: &State,
    source: &Input,
) -> SourceResult<()> {
    let name = &source.name;
    let id = state.checklist.text.trim();
    if id != form.checklist.id {
        return Err(failed(
            format!(
                "`{shown}` is a form of the checklist `{}`, and `{name}` is a state of `{id}`",
                form.checklist.id
            ),
            "name the state that the form belongs to",
        ));
    }
    let edition = form.checklist.last_updated;
    if state.last_updated < edition {
        return Err(failed(
            format!(
                "`{shown}` is of the edition of {edition}, and `{name}` of that of {}",
                state.last_updated
            ),
            "move the state on with `proforma update`, then import again",
        ));
    }
    let ods_code = Path::Practice("ods_code".into());
    let codes =
        [&form.base, &form.returned.values].map(|values| code(values.get(&ods_code)));
    let mine = code(state.detail("ods_code"));
    let is_known = !mine.is_empty() && codes.iter().any(|code| !code.is_empty());
    if is_known && !codes.contains(&mine) {
        return Err(failed(
            format!(
                "`{shown}` is the form of the practice `{}`, and `{name}` the state of `{mine}`",
                codes[1]
            ),
            "name the state that the form belongs to, or correct the ODS code in one of them",
        ));
    }
    Ok(())
}

/// The checklist of the state's edition, if that is not the form's.
fn checklist(
    args: &Import,
    form: &Form,
    (state, source): (&State, &Input),
    session: &mut Session,
) -> SourceResult<Option<Checklist>> {
    if state.last_updated == form.checklist.last_updated {
        return Ok(None);
    }
    let id = FilePath::new(state.checklist.text.trim());
    let checklist = session.open_checklist(args.checklist.as_deref().unwrap_or(id))?;
    let (checklist, _) = Checklist::read(&checklist)?;
    if checklist.last_updated == state.last_updated {
        return Ok(Some(checklist));
    }
    Err(failed(
        format!(
            "`{}` is of the edition of {}, and the checklist at hand of that of {}",
            source.name, state.last_updated, checklist.last_updated
        ),
        "`--checklist FILE` names the checklist of the state's edition",
    ))
}

/// Values under the ids that their items have in another edition.
fn moved(values: &Values, items: &Items) -> Values {
    let mut moved = Values::default();
    for (path, value) in values.iter() {
        moved.set(path.moved_to(items.id(path.item())), value);
    }
    moved
}

/// Refuses `--take` for what there is not.
fn check_takes(takes: &[Take], items: &Items) -> SourceResult<()> {
    let mut known: Vec<_> = items.iter().map(crate::checklist::Item::id).collect();
    known.push("practice");
    for name in takes.iter().filter_map(|take| take.of.as_deref()) {
        let item = name.split('.').next().unwrap_or(name);
        if !known.contains(&item) {
            let message = eco_format!("the checklist has no item `{item}` to take");
            return Err(EcoVec::from([problem(message, &suggestion(item, &known))]));
        }
    }
    Ok(())
}

/// Conflicts in words, with what to do once at the end.
fn told(shown: &str, state: &str, conflicts: &[Conflict]) -> EcoVec<SourceDiagnostic> {
    let side = |what: &str, value: &str| match shortened(value) {
        value if value.is_empty() => eco_format!("{what} it is empty"),
        value => eco_format!("{what} it is `{value}`"),
    };
    let conflict = |conflict: &Conflict| {
        let message = eco_format!(
            "`{}` was changed both in `{shown}` and in `{state}`",
            conflict.path
        );
        let mut problem = problem(message, &side("in the form", &conflict.form));
        problem.hint(side("in the state", &conflict.state));
        problem.hint(side("when the form was made", &conflict.base));
        problem
    };
    let mut told: EcoVec<_> = conflicts.iter().map(conflict).collect();
    let item = conflicts.first().map_or("practice", |conflict| conflict.path.item());
    let message = eco_format!("nothing was written to `{state}`");
    let mut last = problem(message, "`--take form` or `--take state` decides for all");
    last.hint(eco_format!(
        "`--take form:{item}` decides for one item, and may be repeated"
    ));
    told.push(last);
    told
}

/// A value as far as a message has room for it.
fn shortened(value: &str) -> String {
    match value.char_indices().nth(MAX_SHOWN) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_string(),
    }
}
