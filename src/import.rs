//! `proforma import`: the answers out of forms that came back, and the states out of
//! records, byte for byte.

mod answers;
mod boxes;
mod form;
mod inside;
mod into;
mod nested;
mod strings;

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use ecow::{EcoVec, eco_format};
use typst::diag::SourceResult;

use self::form::{Form, STATE};
use self::inside::{Inside, Unreadable};
use self::into::States;
use crate::args::{Import, Many};
use crate::batch::{self, Batch, End, Made};
use crate::clock;
use crate::cover::FORM;
use crate::date::Date;
use crate::edit::{self, Changes};
use crate::guard::check_names;
use crate::input::Input;
use crate::lay_out::problem;
use crate::load::Problems;
use crate::name::Name;
use crate::note;
use crate::output::check_one_each;
use crate::privacy::{self, scan};
use crate::session::Session;
use crate::state::State;
use crate::values::{Items, Path as Place, Values};

/// Writes the state of each form and record, or puts the answers of each form into the
/// state that is named.
///
/// # Errors
/// If a file is neither, or something stands in the way; what is right is written.
pub fn import(args: &Import, session: &mut Session) -> SourceResult<()> {
    let today = clock::today(args.common.date)?;
    let pdfs = batch::files(&args.pdfs, &["pdf"])?;
    check_one_each(&args.target, pdfs.len())?;
    check_names(&args.target, false, session)?;
    if let Some(path) = &args.checklist {
        session.open_checklist(path)?;
    }
    let states = States::new(args)?;
    let is_list = pdfs.len() > 1 || args.pdfs.iter().any(|path| path.is_dir());
    let many = Many {
        // Two forms may go into one state, the second into what the first made of it.
        jobs: if states.is_some() { Some(NonZeroUsize::MIN) } else { args.many.jobs },
        ..args.many
    };
    let mut batch = Batch::new(&args.target, &many, is_list)?;
    if states.is_some() {
        batch = batch.left_to_do("left to do: the same command goes on");
    }
    let name = |path: &PathBuf| path.display().to_string();
    let make = |path: &PathBuf, part: &mut Session| {
        (import_one(args, path, states.as_ref(), &batch, today, part), ())
    };
    let mut nothing_new = false;
    let done = batch.run(&pdfs, session, name, make, |_, end, _, ()| {
        nothing_new = matches!(end, End::Kept(_));
    });
    if nothing_new && !is_list {
        session.note("the state says all of this already: nothing was changed".into());
    }
    done
}

fn import_one(
    args: &Import,
    path: &Path,
    states: Option<&States>,
    batch: &Batch,
    today: Date,
    session: &mut Session,
) -> SourceResult<Made> {
    let pdf = Input::read(path)?;
    let named = args.checklist.as_deref();
    if let Some(states) = states {
        return into::merged(args, &pdf, states, session);
    }
    let state = state_of(&pdf, named, session)?;
    let [code, name] = &state.practice;
    let name = Name {
        practice: [code, name],
        // An id out of a file may not become a path.
        checklist: &crate::name::slug(&state.checklist),
        kind: "state",
        large_print: false,
        date: today,
        extension: "yaml",
    };
    batch.document(&name, &[path], || {
        session.settle(args.common.strict)?;
        Ok(state.bytes)
    })
}

/// The bytes of a file inside a PDF; none if there is no such file.
pub(crate) fn attached(pdf: &[u8], wanted: &str) -> Option<Vec<u8>> {
    Inside::open(pdf).ok()?.file(wanted)
}

/// A state file that came out of a PDF.
#[derive(Debug)]
pub struct Imported {
    /// The file.
    pub bytes: Vec<u8>,
    /// The practice's ODS code and name, as far as they are known.
    pub practice: [String; 2],
    /// The id of its checklist.
    pub checklist: String,
}

/// The state file that a form or a record comes to. `named` is the checklist, for a form
/// that has lost its own.
///
/// # Errors
/// If the PDF is neither, or what is inside is broken.
pub fn state_of(
    pdf: &Input,
    named: Option<&Path>,
    session: &mut Session,
) -> SourceResult<Imported> {
    let inside = open(pdf)?;
    match form::read(&pdf.name, &inside, named, session)? {
        Some(form) => form_alone(&pdf.name, &form, session),
        None => record(&pdf.name, &inside, session),
    }
}

fn open(pdf: &Input) -> SourceResult<Inside> {
    let shown = &pdf.name;
    Inside::open(pdf.bytes()).map_err(|why| match why {
        Unreadable::Broken => failed(
            format!("`{shown}` is no PDF, or is broken or encrypted"),
            "import takes a form that was filled in, or a record that `proforma export` \
             wrote",
        ),
        Unreadable::Password => failed(
            format!("`{shown}` is protected with a password"),
            "open it in a PDF reader with the password and save a copy without one",
        ),
    })
}

fn failed(
    message: impl Into<ecow::EcoString>,
    hint: &str,
) -> EcoVec<typst::diag::SourceDiagnostic> {
    EcoVec::from([problem(message.into(), hint)])
}

/// What to say of a PDF that has neither fields of ours nor a state.
fn no_answers(shown: &str, inside: &Inside) -> EcoVec<typst::diag::SourceDiagnostic> {
    let other = match (inside.has_xfa(), inside.fields().is_empty()) {
        (true, _) => "is a form of another kind (XFA)",
        (_, false) => "is a form, but none that Proforma made",
        _ => "",
    };
    if !other.is_empty() {
        return failed(
            format!("`{shown}` {other}"),
            "import takes forms that `proforma print --fillable` wrote, and records. For one \
             that has lost its attached files, `--checklist` names its checklist",
        );
    }
    failed(
        format!("`{shown}` has no answers that can be read"),
        "it is neither form nor record, was exported with `--no-attach`, or was printed to a \
         new PDF or flattened, which leaves out fields and attached files: ask for the form \
         as it was saved by the PDF reader",
    )
}

/// The state of a record, byte for byte.
fn record(shown: &str, inside: &Inside, session: &mut Session) -> SourceResult<Imported> {
    if inside.keywords().iter().any(|word| word == FORM) {
        return Err(no_answers(shown, inside));
    }
    let bytes = inside.file(STATE).ok_or_else(|| no_answers(shown, inside))?;
    let source = Input::new(format!("{STATE} in {shown}"), bytes);
    session.remember(&source);
    let mut problems = Problems::new(&source);
    let state = State::read(&source, &mut problems)?;
    let (state, warnings) = problems.settle(state)?;
    session.warn_all(warnings);
    Ok(Imported {
        bytes: source.bytes().to_vec(),
        practice: ["ods_code", "name"].map(|key| state.detail(key).to_string()),
        checklist: state.checklist.text,
    })
}

/// The state file of a form by itself.
fn form_alone(shown: &str, form: &Form, session: &mut Session) -> SourceResult<Imported> {
    let items = Items::of(&form.checklist);
    let changes = changes(&form.base, &form.returned.values);
    remark(shown, form, &items, &changes, session);
    let detail = |key: &str| form.returned.values.get(&Place::Practice(key.into()));
    Ok(Imported {
        bytes: with_answers(&form.source, &items, &changes, form)?,
        practice: ["ods_code", "name"].map(|key| detail(key).to_string()),
        checklist: form.checklist.id.clone(),
    })
}

/// What changes from one set of values to another.
fn changes(from: &Values, to: &Values) -> Changes {
    let paths = from.iter().chain(to.iter()).map(|(path, _)| path);
    let changed = paths.filter(|path| from.get(path) != to.get(path));
    changed.map(|path| (path.clone(), to.get(path).to_string())).collect()
}

/// The bytes of a state file with a form's answers, its checks for updates and what has no
/// place.
fn with_answers(
    source: &Input,
    items: &Items,
    changes: &Changes,
    form: &Form,
) -> SourceResult<Vec<u8>> {
    let named = |bytes: Vec<u8>| Input::new(source.name.clone(), bytes);
    let mut edited = match changes.is_empty() {
        true => source.clone(),
        false => named(edit::edited(source, items, changes)?),
    };
    for check in &form.returned.taken_out {
        let state = edit::read(&edited)?;
        edited = note::without_check(&edited, &state, check).map_or(edited, named);
    }
    for check in &form.returned.checks {
        let state = edit::read(&edited)?;
        if !note::has_check(&state, check) {
            edited = named(note::with_check(&edited, &state, check)?);
        }
    }
    let kept = form.returned.kept.iter().map(|(name, text)| {
        let [name, text] = [name, text].map(|text| edit::inline(text, true));
        format!("# In a form, without a place here: {name}: {text}")
    });
    for line in kept {
        let is_there = edited.text().lines().any(|there| there == line);
        if !is_there {
            edited = named(note::with_comment(&edited, &line));
        }
    }
    Ok(edited.bytes().to_vec())
}

/// Warns of what somebody should look at: import writes what was typed, only export judges.
fn remark(
    shown: &str,
    form: &Form,
    items: &Items,
    changes: &Changes,
    session: &mut Session,
) {
    for (message, hint) in &form.returned.remarks {
        session.warn(eco_format!("{shown}: {message}"), hint);
    }
    for (name, text) in &form.returned.kept {
        session.warn(
            eco_format!("{shown}: there is no place for `{name}`, which is `{text}`"),
            "it stands in the state file as a comment, and in no record",
        );
    }
    for (place, text) in changes {
        remark_value(shown, place, text, items, session);
    }
}

fn remark_value(
    shown: &str,
    place: &Place,
    text: &str,
    items: &Items,
    session: &mut Session,
) {
    let is_word = matches!(text.trim().to_lowercase().as_str(), "yes" | "no");
    let has_digit = text.contains(|c: char| c.is_ascii_digit());
    if items.is_date(place) && has_digit && !is_word && text.parse::<Date>().is_err() {
        session.warn(
            eco_format!("{shown}: `{place}` is `{text}`, which is no date"),
            "it is kept as it was typed. Dates are written 27/03/2025, 2025-03-27 or 27 \
             March 2025",
        );
    }
    let is_contact = match place {
        Place::Cell(id, _, column) => {
            items.column(id, column) == Some(crate::checklist::ColumnKind::Contact)
        }
        _ => false,
    };
    let kind =
        if is_contact { privacy::Place::Contact } else { privacy::Place::FreeText };
    for finding in scan(text, kind) {
        session.warn(
            eco_format!("{shown}: `{place}`: {}", finding.why),
            "patient data does not belong here: take it out of the state file before you \
             export",
        );
    }
}
