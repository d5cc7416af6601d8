//! The one way in: bytes and values in, bytes, problems and warnings out.
//!
//! An engine has its layouts, its fonts and its day; it touches no disk, no terminal and no
//! clock. Any number of engines, with other layouts and on other days, work side by side.

use std::sync::Arc;

use ecow::eco_format;
use typst_layout::PagedDocument;
use typst_pdf::PdfStandard;

use crate::base::date::Date;
use crate::base::problem::{
    Checked, Outcome, Problem, ProblemList, alone, error, is_error, warning,
};
use crate::base::source::Source;
use crate::base::text::{code_point, never_prints};
use crate::document::fields::{Field, fields, overflow_warning};
use crate::document::schema::{Document, PageSetup};
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
use crate::model::state::State;
use crate::pages::world::{Layouts, World};
use crate::pages::{compile, proof};
use crate::pdf::{export, widgets};
use crate::returned::document::ReturnedPdf;
use crate::returned::form::{ReturnedForm, ReturnedState};
use crate::returned::record;
use crate::yaml::problems::Problems;

/// What pages are made with, beside their words.
#[derive(Default)]
pub struct Assets {
    /// The layouts.
    pub layouts: Layouts,
    /// Fonts beside those that are built in: the names of their files, and their bytes.
    pub fonts: Vec<(String, Vec<u8>)>,
}

/// Makes documents and reads what comes back.
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
    /// What is to be told of it, once a run.
    pub warnings: ProblemList,
}

/// A state that was read as far as its shape goes.
pub struct StateFile {
    /// Its file.
    pub source: Source,
    /// The state.
    pub state: State,
    /// What is wrong with it so far.
    pub problems: Problems,
}

/// What may stand in a state that is printed.
#[derive(Debug, Clone, Copy, Default)]
pub struct FillRules {
    /// Whether NHS numbers are warnings instead of errors.
    pub allow_nhs_numbers: bool,
}

/// What the update-date check comes to.
pub struct EditionReport {
    /// The check that was made last, whatever it found.
    pub last: Option<Check>,
    /// What the check comes to.
    pub finding: Finding,
    /// What the file to compare with says.
    pub compared: Option<Compared>,
}

impl Engine {
    /// Prepares to work on a day.
    ///
    /// # Errors
    /// If a font is none.
    pub fn new(assets: Assets, today: Date) -> Outcome<Self> {
        let mut problems = ProblemList::new();
        let mut fonts = Fonts::built_in();
        for (name, data) in assets.fonts {
            if !fonts.add(data) {
                let why = "it is no TrueType or OpenType font";
                let message = eco_format!("cannot use the font `{name}` ({why})");
                problems.push(error(message));
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(Self { world: World::new(today, assets.layouts, fonts), today })
    }

    /// The day it works on.
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

    /// Reads a state as far as it goes without its checklist, which it names.
    ///
    /// # Errors
    /// If the file is no YAML, or does not name its checklist.
    pub fn state(&self, source: &Source) -> Outcome<StateFile> {
        let mut problems = Problems::new(source);
        match State::read(source, &mut problems)? {
            Some(state) => Ok(StateFile { source: source.clone(), state, problems }),
            None => Err(problems.into_list()),
        }
    }

    /// Puts a state's answers to their places in its checklist.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn fill(
        &self,
        opened: &Opened,
        file: StateFile,
        rules: FillRules,
    ) -> Outcome<Checked<Filled>> {
        let Opened { checklist, source, .. } = opened;
        let StateFile { source: state_source, state, mut problems } = file;
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

    /// Marks the answers that are older than the words of their items. `named` is an edition
    /// that was answered and is not built in.
    ///
    /// # Errors
    /// If that is of another checklist or edition.
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
                .with_hint("`--from FILE` names that edition")
        });
        Ok(unknown.into_iter().collect())
    }

    /// The blank, with what is known of the practice.
    ///
    /// `rows` is the number of blank rows of each table, instead of the checklist's own.
    pub fn blank(&self, filled: &Filled, page: PageSetup, rows: Option<u32>) -> Draft {
        let characters = Characters::new(self.world.fonts());
        let (document, answers) = filled.blank(&self.settings(page, rows), &characters);
        self.draft(document, Pages::Paper(answers), &characters)
    }

    /// The form, with what a state says in its fields.
    ///
    /// `rows` is the number of blank rows of each table, instead of the checklist's own.
    pub fn form(&self, filled: &Filled, page: PageSetup, rows: Option<u32>) -> Draft {
        let characters = Characters::new(self.world.fonts());
        let document = filled.form(&self.settings(page, rows), &characters);
        let Filled { checklist, state, fitted, .. } = filled;
        let fields = fields(checklist, state, fitted, rows);
        self.draft(document, Pages::Screen(fields), &characters)
    }

    /// The record. `attach` says whether the state goes into the PDF.
    pub fn record(&self, filled: &Filled, page: PageSetup, attach: bool) -> Draft {
        let characters = Characters::new(self.world.fonts());
        let settings = self.settings(page, None);
        let (document, answers) = filled.record(&settings, &characters, attach);
        self.draft(document, Pages::Paper(answers), &characters)
    }

    fn settings(&self, page: PageSetup, rows: Option<u32>) -> Settings {
        Settings { made_on: self.today, page, rows }
    }

    fn draft(&self, document: Document, pages: Pages, characters: &Characters) -> Draft {
        let warnings = replaced_warning(&characters.replaced()).into_iter().collect();
        Draft { engine: self.clone(), document, pages, warnings }
    }

    /// Says whether a checklist, or the one that a state has answered, is the newest edition.
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
            editions: &checks::editions(checklist),
            against: compared.as_ref().and_then(|found| found.says(edition)),
            ..Known::new(edition, &checks, self.today)
        };
        let (last, finding) = (known.last_check().cloned(), known.finding());
        Ok(EditionReport { last, finding, compared })
    }

    /// The checks for updates that a state has, and what they come to today.
    pub fn update_status(&self, filled: &Filled) -> UpdateStatus {
        checks::by_state(&filled.state, &filled.checklist, self.today)
    }

    /// Sees that a state belongs to a checklist, and that its dates can be right.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn check_state(
        &self,
        checklist: &Checklist,
        file: StateFile,
    ) -> Outcome<Checked<State>> {
        let StateFile { state, mut problems, .. } = file;
        belongs(checklist, &state, &mut problems);
        checks::judge(&state, self.today, &mut problems);
        problems.settle(Some(state))
    }

    /// Refuses an edition of the future.
    ///
    /// # Errors
    /// If the checklist is one.
    pub fn check_edition(&self, checklist: &Checklist) -> Outcome<()> {
        checks::check_edition(checklist, self.today).map_or(Ok(()), |why| Err(alone(why)))
    }

    /// The state that a form or a record comes to, and whether its checklist is of an
    /// earlier edition than the one that is built in.
    ///
    /// `named` is the checklist, for a form that has lost its own.
    ///
    /// # Errors
    /// If the PDF is neither, or what is inside is broken.
    pub fn returned(
        &self,
        pdf: &ReturnedPdf,
        named: Option<&Source>,
    ) -> Outcome<(Checked<ReturnedState>, bool)> {
        let Some(Checked { value: form, warnings }) = ReturnedForm::read(pdf, named)?
        else {
            return Ok((record::state_of(pdf)?, false));
        };
        let mut state = form.state()?;
        state.warnings = warnings.into_iter().chain(state.warnings).collect();
        Ok((state, form.is_outdated))
    }
}

/// What a document is proved by.
enum Pages {
    /// Answers by their paths, as they should print.
    Paper(Vec<(String, String)>),
    /// The fields that its pages have room for.
    Screen(Vec<Field>),
}

/// A document whose words are settled, and which is not laid out yet.
pub struct Draft {
    engine: Engine,
    document: Document,
    pages: Pages,
    /// What somebody should look at.
    pub warnings: ProblemList,
}

impl Draft {
    /// The data that the layouts read, as JSON.
    pub fn json(&self) -> Vec<u8> {
        self.document.to_json()
    }

    /// The pages, in which each answer has been found whole.
    ///
    /// # Errors
    /// If the layouts have a mistake, or lose an answer.
    pub fn pages(&self) -> Outcome<PagedDocument> {
        let pages = self.laid_out()?;
        if let Pages::Paper(answers) = &self.pages {
            proof::check(&pages, answers)?;
        }
        Ok(pages)
    }

    /// The pages before they are proved, and the answers by path as they should print.
    ///
    /// # Errors
    /// If the layouts have a mistake.
    pub fn unproved(&self) -> Outcome<(PagedDocument, &[(String, String)])> {
        let answers: &[_] = match &self.pages {
            Pages::Paper(answers) => answers,
            Pages::Screen(_) => &[],
        };
        Ok((self.laid_out()?, answers))
    }

    /// Pages that know their document's full title.
    fn laid_out(&self) -> Outcome<PagedDocument> {
        let world = self.engine.world.with_document(self.json());
        let mut pages = compile::compile(&world)?;
        pages.info_mut().title = Some(self.document.full_title().into());
        Ok(pages)
    }

    /// The PDF. `identity` tells the document from all others, whatever the day.
    ///
    /// # Errors
    /// If the layouts have a mistake, break a rule of a standard, or lose an answer.
    pub fn pdf(&self, identity: &str) -> Outcome<Checked<Vec<u8>>> {
        let pages = self.pages()?;
        let today = self.engine.today;
        let Pages::Screen(fields) = &self.pages else {
            let value = export::export(&pages, identity, today)?;
            return Ok(Checked { value, warnings: ProblemList::new() });
        };
        // Not PDF/A as well: Acrobat opens what claims it for reading only.
        let pdf = export::write(&pages, identity, today, &[PdfStandard::Ua_1])?;
        let size = self.document.geometry.body as f32;
        let form = widgets::form(&pdf, fields, size)?;
        let warnings = overflow_warning(&form.overflowing).into_iter().collect();
        Ok(Checked { value: form.pdf, warnings })
    }
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
        "characters that no font here has print as code points: {}",
        signs.join(", ")
    );
    Some(warning(message).with_hint(if replaced.iter().all(|&c| never_prints(c)) {
        "they would show as nothing, or turn the words beside them round"
    } else {
        "`--font FILE` adds a font that has them"
    }))
}
