//! Puts a form's answers into a state that may have changed as well.

use ecow::eco_format;

use crate::base::problem::{Checked, Outcome, ProblemList, alone, hinted};
use crate::base::source::Source;
use crate::base::text::suggestion;
use crate::model::checklist::{Checklist, Item};
use crate::model::fit::fit;
use crate::model::path::StatePath;
use crate::model::state::{State, StateFile};
use crate::model::values::{Items, Values};
use crate::returned::document::{ReturnedPdf, failed};
use crate::returned::form::ReturnedForm;
use crate::returned::identity::code;
use crate::returned::merge::{Conflict, Side, Sides, Take, merge};
use crate::returned::write::{remarks, with_answers};
use crate::yaml::problems::Problems;

/// The longest value that a conflict shows, in characters.
const MAX_SHOWN: usize = 300;

impl ReturnedForm {
    /// The bytes of a state file with the form's answers in it. `own` is the checklist of
    /// the state's edition, if that is not the form's.
    ///
    /// # Errors
    /// If the state has no place for an answer, or both have changed it and `takes` does
    /// not say which to keep.
    pub fn into_state(
        &self,
        (state, source): (&State, &Source),
        own: Option<&Checklist>,
        takes: &[Take],
    ) -> Outcome<Checked<Vec<u8>>> {
        let checklist = own.unwrap_or(&self.checklist);
        let mut problems = Problems::new(source);
        let fitted = fit(checklist, state, &mut problems);
        problems.settle(fitted)?;
        let items = Items::of(checklist);
        check_takes(takes, &items)?;
        let base = moved(&self.base, &items);
        let returned = moved(&self.values(takes, state.code())?, &items);
        let now = Values::of(state, &items);
        let sides = Sides { base: &base, form: &returned, state: &now };
        let merged = merge(sides, &items, takes);
        let changes = merged.revision.values(&now);
        let paths = changes.keys().filter(|path| !items.has(path));
        let without_place: Vec<_> = paths.map(StatePath::to_string).collect();
        if !without_place.is_empty() {
            return Err(self.no_place(&without_place, (state, source)));
        }
        if !merged.conflicts.is_empty() {
            return Err(conflict_messages(&self.name, &source.name, &merged.conflicts));
        }
        let mut warnings = remarks(&self.name, &self.returned, &items, &changes);
        match with_answers(source, &items, &merged.revision, &self.returned) {
            Ok(edited) => {
                warnings.extend(edited.warnings);
                Ok(Checked { value: edited.value, warnings })
            }
            Err(found) => Err(warnings.into_iter().chain(found).collect()),
        }
    }

    fn no_place(&self, paths: &[String], of: (&State, &Source)) -> ProblemList {
        let (state, source) = of;
        failed(
            format!(
                "`{}` belongs to the edition of {}, which has no place for these answers \
                 from `{}`: `{}`",
                source.name,
                state.last_updated,
                self.name,
                paths.join("`, `")
            ),
            "import the form without `--into` to make a new state file, and copy them \
             from it",
        )
    }

    /// Refuses a state of another checklist.
    ///
    /// # Errors
    /// If it is one.
    pub fn check_checklist(&self, file: &StateFile) -> Outcome<()> {
        let (wanted, id) = (&self.checklist.id, file.checklist.text.trim());
        if id == wanted {
            return Ok(());
        }
        Err(failed(
            format!(
                "`{}` is a form of the checklist `{wanted}`, but `{}` is a state of `{id}`",
                self.name, file.source.name
            ),
            "name the state file that the form belongs to",
        ))
    }

    /// Refuses a state of another subject, and one of an earlier edition.
    ///
    /// # Errors
    /// If it is one.
    pub fn check_same(&self, state: &State, source: &Source) -> Outcome<()> {
        let (form, shown) = (self, &self.name);
        let name = &source.name;
        let edition = form.checklist.last_updated;
        if state.last_updated < edition {
            return Err(failed(
                format!(
                    "`{shown}` belongs to the edition of {edition}, but `{name}` \
                     belongs to the edition of {}",
                    state.last_updated
                ),
                "update the state file with `proforma update`, then import again",
            ));
        }
        let codes = self.code().map(|typed| code(&typed));
        let mine = code(state.code());
        let is_known = !mine.is_empty() && codes.iter().any(|code| !code.is_empty());
        if let Some((_, title)) = self.identity().filter(|_| is_known)
            && !codes.contains(&mine)
        {
            return Err(failed(
                format!(
                    "`{shown}` is a form with the {title} `{}`, but `{name}` is the \
                     state of `{mine}`",
                    codes[1]
                ),
                "name the state file that the form belongs to, or correct the code in \
                 one of them",
            ));
        }
        Ok(())
    }
}

/// The problem that a PDF is not a form of ours.
pub fn no_form(pdf: &ReturnedPdf) -> ProblemList {
    let shown = &pdf.name;
    if pdf.state.is_none() {
        return pdf.no_answers();
    }
    failed(
        format!("`{shown}` is not a form, or it has lost its fields"),
        "if it is a record, leave `--into` out. If it is a form that was printed to a \
         new PDF or flattened, its answers cannot be read: ask for the form as the PDF \
         reader saved it",
    )
}

/// Values under the ids that their items have in another edition.
fn moved(values: &Values, items: &Items) -> Values {
    let mut moved = Values::default();
    for (path, value) in values.iter() {
        moved.set(path.moved_to(items.id(path.item())), value);
    }
    moved
}

/// Refuses `--take` for an unknown item.
fn check_takes(takes: &[Take], items: &Items) -> Outcome<()> {
    let mut known: Vec<_> = items.iter().map(Item::id).collect();
    known.push(&items.about.subject);
    for name in takes.iter().filter_map(|take| take.of.as_deref()) {
        let item = name.split('.').next().unwrap_or(name);
        if !known.contains(&item) {
            let message = eco_format!("the checklist has no item `{item}` for `--take`");
            return Err(alone(hinted(message, suggestion(item, &known))));
        }
    }
    Ok(())
}

/// Messages about conflicts, with what to do about all of them at the end.
fn conflict_messages(shown: &str, state: &str, conflicts: &[Conflict]) -> ProblemList {
    let side = |what: &str, value: &str, is_out: bool| match shortened(value) {
        _ if is_out => eco_format!("{what} the row is taken out"),
        value if value.is_empty() => eco_format!("{what} it is empty"),
        value => eco_format!("{what} it is `{value}`"),
    };
    let conflict = |conflict: &Conflict| {
        let message = eco_format!(
            "`{}` was changed both in `{shown}` and in `{state}`",
            conflict.path
        );
        let is_out = |side| conflict.taken_out == Some(side);
        let form = side("in the form", &conflict.form, is_out(Side::Form));
        let mut problem = hinted(message, form);
        problem.hint(side("in the state", &conflict.state, is_out(Side::State)));
        problem.hint(side("when the form was made", &conflict.base, false));
        problem
    };
    let mut list: ProblemList = conflicts.iter().map(conflict).collect();
    let item = conflicts.first().map_or("", |conflict| conflict.path.item());
    let message = eco_format!("nothing was written to `{state}`");
    let mut last =
        hinted(message, "use `--take form` or `--take state` to decide for all of them");
    last.hint(eco_format!(
        "use `--take form:{item}` to decide for one item; it can be repeated"
    ));
    list.push(last);
    list
}

/// A value, shortened if it is too long for a message.
fn shortened(value: &str) -> String {
    match value.char_indices().nth(MAX_SHOWN) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_string(),
    }
}
