//! The single entry point: bytes and values in, bytes, problems and warnings out.
//!
//! An engine has its layouts, its fonts and its date; it does not touch disk, terminal or
//! clock. Any number of engines, with different layouts and dates, can work side by side.

mod draft;

use std::sync::Arc;

use ecow::eco_format;

pub use self::draft::Draft;
use self::draft::Pages;
use crate::base::date::Date;
use crate::base::problem::{
    Checked, Outcome, Problem, ProblemList, alone, error, is_error, warning,
};
use crate::base::source::Source;
use crate::base::text::{code_point, never_prints};
use crate::document::fields::{FormShape, fields, has_log};
use crate::document::overview::{LeftOut, SubjectLine, overview};
use crate::document::schema::{Document, PageSetup, to_json};
use crate::document::text::characters::Characters;
use crate::document::text::fonts::Fonts;
use crate::document::writer::Settings;
use crate::edition::comparing::{Compared, Other};
use crate::edition::verdict::{Check, Finding, Known, UpdateStatus};
use crate::edition::{checks, earlier, known};
use crate::model::answers::Filled;
use crate::model::checklist::Checklist;
use crate::model::fit::{belongs, fit};
use crate::model::guard::guard;
use crate::model::state::{State, StateFile};
use crate::pages::world::{Layouts, World};
use crate::returned::document::ReturnedPdf;
use crate::returned::form::{ReturnedForm, ReturnedState};
use crate::returned::merge::Take;
use crate::returned::record;

/// The layouts and fonts that pages are made with.
#[derive(Default)]
pub struct Assets {
    /// The layouts.
    pub layouts: Layouts,
    /// Fonts in addition to the built-in ones: their file names and their bytes.
    pub fonts: Vec<(String, Vec<u8>)>,
}

/// Makes documents, and reads returned ones.
#[derive(Clone)]
pub struct Engine {
    world: World,
    today: Date,
}

/// A checklist with its file.
#[derive(Clone)]
pub struct Opened {
    /// The checklist.
    pub checklist: Arc<Checklist>,
    /// Its file.
    pub source: Source,
    /// Its warnings, to be reported once per run.
    pub warnings: ProblemList,
}

/// What is allowed in a state that is printed.
#[derive(Debug, Clone, Copy, Default)]
pub struct FillRules {
    /// Whether NHS numbers are warnings instead of errors.
    pub allow_nhs_numbers: bool,
}

/// The result of the update-date check.
pub struct EditionReport {
    /// The latest check, whatever it found.
    pub last: Option<Check>,
    /// The verdict and its evidence.
    pub finding: Finding,
    /// The comparison with another file.
    pub compared: Option<Compared>,
}

impl Engine {
    /// Prepares an engine for a date.
    ///
    /// # Errors
    /// If a font file is not a font.
    pub fn new(assets: Assets, today: Date) -> Outcome<Self> {
        let mut problems = ProblemList::new();
        let mut fonts = Fonts::built_in();
        for (name, data) in assets.fonts {
            if !fonts.add(data) {
                let why = "it is not a TrueType or OpenType font";
                let message = eco_format!("cannot use the font `{name}` ({why})");
                problems.push(error(message));
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let world = World::new(today, assets.layouts, fonts);
        Ok(Self { world, today })
    }

    /// The date that it uses as today.
    pub fn today(&self) -> Date {
        self.today
    }

    /// The layouts, which messages may quote.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// Reads a checklist.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn checklist(&self, source: &Source) -> Outcome<Opened> {
        let Checked { value, warnings } = Checklist::read(source)?;
        Ok(Opened { checklist: Arc::new(value), source: source.clone(), warnings })
    }

    /// Reads a checklist that was attached to a document, which may be an older one.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn attached(&self, source: &Source) -> Outcome<Opened> {
        let Checked { value, warnings } = Checklist::attached(source)?;
        Ok(Opened { checklist: Arc::new(value), source: source.clone(), warnings })
    }

    /// Reads which checklist a state belongs to; the rest is read with that.
    ///
    /// # Errors
    /// If the file is not YAML, or does not name its checklist.
    pub fn state(&self, source: &Source) -> Outcome<StateFile> {
        StateFile::open(source)
    }

    /// Puts a state's answers into their places in its checklist.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn fill(
        &self,
        opened: &Opened,
        file: &StateFile,
        rules: FillRules,
    ) -> Outcome<Checked<Filled>> {
        let Opened { checklist, source, .. } = opened;
        let (state, mut problems) = file.read(&checklist.about);
        let state_source = file.source.clone();
        let fitted = fit(checklist, &state, &mut problems);
        checks::judge(&state, self.today, &mut problems);
        let mut found = problems.into_list();
        found.extend(checks::check_edition(checklist, self.today));
        let allowed = rules.allow_nhs_numbers;
        found.extend(guard(checklist, source, &state, &state_source, allowed));
        match fitted {
            Some(fitted) if !found.iter().any(is_error) => {
                let value = Filled {
                    checklist: Arc::clone(checklist),
                    source: source.clone(),
                    state,
                    state_source: Some(state_source),
                    fitted,
                };
                Ok(Checked { value, warnings: found })
            }
            _ => Err(found),
        }
    }

    /// Marks the answers that are older than the wording of their items. `named` is an
    /// edition that answers were given to and that is not built in.
    ///
    /// # Errors
    /// If it belongs to another checklist, or no answers were given to it.
    pub fn mark_earlier(
        &self,
        filled: &mut Filled,
        named: Option<Checklist>,
    ) -> Outcome<ProblemList> {
        let Filled { checklist, state, fitted, .. } = filled;
        let wanted = earlier::answered(state, checklist);
        let editions = known::earlier(&wanted, named, checklist)?;
        earlier::mark(fitted, state, checklist, &editions);
        let unknown = fitted.unknown_edition.map(|edition| {
            warning(earlier::not_at_hand(edition))
                .with_hint("use `--from FILE` to name that edition")
        });
        Ok(unknown.into_iter().collect())
    }

    /// The blank, with the known details of its subject.
    ///
    /// `rows` is the number of blank rows of each table, instead of the checklist's own.
    pub fn blank(&self, filled: &Filled, page: PageSetup, rows: Option<u32>) -> Draft {
        let characters = Characters::new(self.world.fonts());
        let (document, answers) = filled.blank(&self.settings(page, rows), &characters);
        self.draft(document, Pages::Paper(answers), &characters)
    }

    /// The form, with a state's answers in its fields.
    ///
    /// `rows` is the number of blank rows of each table, instead of the checklist's own.
    pub fn form(&self, filled: &Filled, page: PageSetup, rows: Option<u32>) -> Draft {
        let characters = Characters::new(self.world.fonts());
        let document = filled.form(&self.settings(page, rows), &characters);
        let Filled { checklist, state, fitted, .. } = filled;
        let shape = FormShape { rows, has_log: has_log(checklist, state) };
        let fields = fields(checklist, state, fitted, shape);
        self.draft(document, Pages::Screen(fields), &characters)
    }

    /// The record. `attach` says whether the state goes into the PDF.
    pub fn record(&self, filled: &Filled, page: PageSetup, attach: bool) -> Draft {
        let characters = Characters::new(self.world.fonts());
        let settings = self.settings(page, None);
        let (document, answers) = filled.record(&settings, &characters, attach);
        self.draft(document, Pages::Paper(answers), &characters)
    }

    /// What an overview says of a state.
    pub fn line(&self, filled: &Filled) -> SubjectLine {
        SubjectLine::of(filled, &self.update_status(filled), self.today)
    }

    /// The overview of many states.
    pub fn overview(
        &self,
        lines: &[&SubjectLine],
        left_out: &[LeftOut],
        page: PageSetup,
    ) -> Draft {
        let characters = Characters::new(self.world.fonts());
        let settings = self.settings(page, None);
        let (document, answers) = overview(lines, left_out, &settings, &characters);
        Draft {
            engine: self.clone(),
            data: to_json(&document),
            title: document.full_title(),
            page,
            pages: Pages::Paper(answers),
            warnings: warnings_of(&characters),
        }
    }

    fn settings(&self, page: PageSetup, rows: Option<u32>) -> Settings {
        Settings { made_on: self.today, page, rows }
    }

    fn draft(&self, document: Document, pages: Pages, characters: &Characters) -> Draft {
        Draft {
            engine: self.clone(),
            data: to_json(&document),
            title: document.full_title(),
            page: document.page,
            pages,
            warnings: warnings_of(characters),
        }
    }

    /// Says whether a checklist, or the edition that a state belongs to, is the newest.
    ///
    /// # Errors
    /// If `other`, a file to compare with, is another checklist.
    pub fn edition(
        &self,
        checklist: &Checklist,
        state: Option<&State>,
        other: Option<&Other>,
    ) -> Outcome<EditionReport> {
        let edition = state.map_or(checklist.last_updated, |state| state.last_updated);
        let checks = state.map(checks::checks).unwrap_or_default();
        let compared = other.map(|other| other.compare(checklist)).transpose()?;
        let known = Known {
            review_every: checklist.review_every,
            is_published: checklist.published.is_some(),
            editions: &checks::editions(checklist),
            against: compared.as_ref().and_then(|found| found.says(edition)),
            ..Known::new(edition, &checks, self.today)
        };
        let (last, finding) = (known.last_check().cloned(), known.finding());
        Ok(EditionReport { last, finding, compared })
    }

    /// The checks for updates that a state has, and what they show today.
    pub fn update_status(&self, filled: &Filled) -> UpdateStatus {
        checks::by_state(&filled.state, &filled.checklist, self.today)
    }

    /// Checks that a state belongs to a checklist, and that its dates are possible.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn check_state(
        &self,
        checklist: &Checklist,
        file: &StateFile,
    ) -> Outcome<Checked<State>> {
        let (state, mut problems) = file.read(&checklist.about);
        belongs(checklist, &state, &mut problems);
        checks::judge(&state, self.today, &mut problems);
        problems.settle(Some(state))
    }

    /// Refuses an edition in the future.
    ///
    /// # Errors
    /// If the checklist is dated in the future.
    pub fn check_edition(&self, checklist: &Checklist) -> Outcome<()> {
        checks::check_edition(checklist, self.today).map_or(Ok(()), |why| Err(alone(why)))
    }

    /// The state file of a returned form or record, and whether a newer edition of its
    /// checklist is built in.
    ///
    /// `named` is the checklist for a PDF that has lost its own; `takes` says which code
    /// to keep if that has changed since a form was made.
    ///
    /// # Errors
    /// If the PDF is neither, an attached file is damaged, or the code has changed and
    /// `takes` does not say which to keep.
    pub fn returned(
        &self,
        pdf: &ReturnedPdf,
        named: Option<&Source>,
        takes: &[Take],
    ) -> Outcome<(Checked<ReturnedState>, bool)> {
        let Some(Checked { value: form, warnings }) = ReturnedForm::read(pdf, named)?
        else {
            return Ok((record::state_of(pdf, named)?, false));
        };
        let mut state = form.state(takes)?;
        state.warnings = warnings.into_iter().chain(state.warnings).collect();
        Ok((state, form.is_outdated))
    }
}

/// What somebody should look at in words that are to print.
fn warnings_of(characters: &Characters) -> ProblemList {
    replaced_warning(&characters.replaced()).into_iter().collect()
}

/// Warns of characters that print as their code points.
fn replaced_warning(replaced: &[char]) -> Option<Problem> {
    if replaced.is_empty() {
        return None;
    }
    let sign = |&c: &char| match code_point(c) {
        code if never_prints(c) => code,
        code => format!("{c} as {code}"),
    };
    let signs: Vec<_> = replaced.iter().map(sign).collect();
    let message = eco_format!(
        "characters that are in none of the fonts print as code points: {}",
        signs.join(", ")
    );
    Some(warning(message).with_hint(if replaced.iter().all(|&c| never_prints(c)) {
        "they would be invisible, or reverse the words beside them"
    } else {
        "use `--font FILE` to add a font that has them"
    }))
}

// No other unit test lays out documents or clears Typst's cache meanwhile.
#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::embedded;
    use crate::model::state::Typed;
    use crate::yaml::place::Place;

    /// How many steps Typst takes to lay out a document, not counting cached ones.
    fn steps(draft: &Draft) -> usize {
        typst_timing::clear();
        typst_timing::enable();
        draft.unproved().expect("it can be laid out");
        typst_timing::disable();
        let mut json = Vec::new();
        typst_timing::export_json(&mut json, |_| (String::new(), 0)).unwrap();
        String::from_utf8(json).unwrap().matches(r#""ph":"B""#).count()
    }

    #[test]
    fn layout_work_for_one_subject_is_reused_for_the_next() {
        let today = Date::new(2026, 11, 23).unwrap();
        let engine = Engine::new(Assets::default(), today).unwrap();
        let (path, bytes) = embedded::checklist("pre-migration").unwrap();
        let opened = engine.checklist(&Source::new(path, bytes)).unwrap();
        let mut filled = Filled::empty(opened.checklist, opened.source);
        let mut steps_for = |subject: &str| {
            let typed = Typed { text: subject.into(), place: Place::bytes(0..0) };
            let name = Typed { text: "name".into(), place: typed.place };
            filled.state.subject = vec![(name, typed)];
            steps(&engine.blank(&filled, PageSetup::default(), None))
        };
        let (first, second) = (steps_for("Practice"), steps_for("Surgery"));
        assert!(second * 2 < first, "{second} steps after {first}: all is laid out anew");
    }
}
