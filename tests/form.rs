//! The form: every space to write in is a field, on the pages of the blank.

use std::collections::{HashMap, HashSet};

use proforma::base::source::Source;
use proforma::document::fields::{FieldKind, FormShape, fields};
use proforma::model::answers::Fitted;
use proforma::model::fit::fit;
use proforma::model::state::State;
use proforma::pdf::export::write;
use proforma::pdf::widgets;
use proforma::yaml::problems::Problems;
use typst_pdf::PdfStandard;

use crate::support::checklists::{BUILT_IN, SECOND, read};
use crate::support::engine::{empty, engine, today};
use crate::support::project::{Project, blank};
use crate::support::reader::{Area, Page, Pdf};
use crate::support::widgets::Widget;

/// The fields of a form of a checklist that is published.
const SHAPE: FormShape = FormShape { rows: None, has_log: true };

/// The filled-in sample.
const SAMPLE: &str = include_str!("../content/examples/riverside-surgery.yaml");

/// The most bytes of a form: WeasyPrint's form of the same checklist has 269 thousand.
const MOST_BYTES: usize = 160_000;

fn fillable(options: &[&str]) -> Pdf {
    let args: Vec<_> = ["--fillable"].iter().chain(options).copied().collect();
    blank(&args)
}

/// The sample's form, filled in.
fn sample() -> Pdf {
    let project = Project::new();
    project.write("state.yaml", SAMPLE);
    let run = project.exec(&["print", "--fillable", "--state", "state.yaml", "-o", "-"]);
    assert_eq!(run.status, Some(0), "{}", run.stderr);
    Pdf::read(&run.stdout)
}

/// The lines of a page that form and blank have in common, by how far down they stand: all
/// but what to do with the sheet, the end of a blank, and the foot, which a form has not to be
/// filled in.
fn common(page: &Page, foot: f64) -> Vec<(String, String)> {
    let lines = page.lines();
    let baseline = |first: usize| page.glyphs[first].baseline;
    let place = |start: &str| {
        let found = lines.iter().find(|line| line.text.trim().starts_with(start));
        found.map(|line| baseline(line.first))
    };
    let begin = place("About this practice").unwrap_or(0.0);
    let end = place("Before you return").unwrap_or(foot);
    let lines = lines.iter().filter(|line| (begin..end).contains(&baseline(line.first)));
    let mut lines: Vec<_> = lines
        .map(|line| (format!("{:.1}", baseline(line.first) - begin), line.text.clone()))
        .collect();
    lines.sort();
    lines
}

#[test]
fn a_form_matches_the_blank_page_for_page() {
    // In large print, a form's shorter instructions leave page 1 more room.
    for (options, foot) in [(&[][..], 272.0), (&["--rows", "5"], 272.0)] {
        let (form, blank) = (fillable(options), blank(options));
        let pages = form.pages.iter().zip(&blank.pages).enumerate();
        assert!(form.pages.len() + 1 >= blank.pages.len(), "{options:?}");
        for (number, (form, blank)) in pages {
            let (form, blank) = (common(form, foot), common(blank, foot));
            assert_eq!(form, blank, "{options:?}, page {}", number + 1);
        }
    }
}

#[test]
fn every_answer_of_a_state_has_its_field_and_every_field_a_name_in_words() {
    let project = Project::new();
    project.write("second.yaml", SECOND);
    let second = project.exec(&["print", "second.yaml", "--fillable", "-o", "-"]);
    for (checklist, pdf) in
        [(BUILT_IN, fillable(&[])), (SECOND, Pdf::read(&second.stdout))]
    {
        let checklist = read(checklist);
        let state = State::empty(&checklist);
        let wanted = fields(&checklist, &state, &Fitted::default(), SHAPE);
        let mut found: HashMap<_, Vec<Widget>> = HashMap::new();
        for widget in pdf.widgets() {
            found.entry(widget.name.clone()).or_default().push(widget);
        }
        for field in wanted {
            let widgets = found.remove(&field.name).unwrap_or_default();
            let count = match field.kind {
                FieldKind::Choice(words) => words.len(),
                _ => 1,
            };
            assert_eq!(widgets.len(), count, "{}", field.name);
            for widget in widgets {
                assert!(widget.label.starts_with(&field.label), "{widget:?}");
                assert!(widget.label.len() > 4, "{widget:?}");
                assert!(widget.value.is_empty() || widget.value == "Off", "{widget:?}");
            }
        }
        assert!(found.is_empty(), "{:?}", found.keys());
    }
}

#[test]
fn names_are_the_paths_of_answers_and_labels_say_where_they_stand() {
    let widgets = fillable(&[]).widgets();
    for (name, label) in [
        ("practice.ods_code", "ODS code"),
        ("update_checks.2.by", "Checks for updates: row 2, Checked by"),
        (
            "sms-providers.1.organisation",
            "Organisation or service: SMS text messaging service providers, row 1, \
             Organisation name",
        ),
        (
            "tell-patients.notes",
            "Tell your patients about the changes: Tell your patients about upcoming \
             changes, Notes. The record prints a long note in full",
        ),
    ] {
        let widget = widgets.iter().find(|widget| widget.name == name);
        assert_eq!(widget.map(|widget| widget.label.as_str()), Some(label), "{name}");
    }
    let boxes = widgets.iter().filter(|widget| widget.name == "tell-patients.status");
    let boxes: Vec<_> = boxes.map(|widget| widget.states.join(" ")).collect();
    assert_eq!(boxes, ["Off in_progress", "Off done", "Off not_applicable"]);
}

#[test]
fn each_field_is_a_form_in_the_structure_once() {
    for pdf in [fillable(&[]), sample()] {
        let mut forms = pdf.forms_in_structure();
        for widget in pdf.widgets() {
            assert_eq!(forms.remove(&widget.object), Some(1), "{}", widget.name);
        }
        assert!(forms.is_empty(), "{forms:?}");
        for page in &pdf.pages {
            let to_a_field = |uri: &String| uri.starts_with("field:");
            assert!(
                !page.links.iter().filter_map(|link| link.uri.as_ref()).any(to_a_field)
            );
        }
    }
}

#[test]
fn fields_hold_a_line_of_type_stay_on_the_page_and_apart() {
    for (options, least) in [(&[][..], 10.0), (&["--large-print"], 10.0)] {
        let pdf = fillable(options);
        let widgets = pdf.widgets();
        for (index, widget) in widgets.iter().enumerate() {
            let page = &pdf.pages[widget.page];
            let margins = Area {
                x0: 19.9,
                y0: 14.0,
                x1: page.width - 19.9,
                y1: page.height - 20.0,
            };
            assert!(margins.holds(&widget.area, 0.0), "{widget:?}");
            if widget.state.is_none() {
                let size = widget.appearance.split(' ').nth(1).map(str::parse::<f64>);
                let size = size.and_then(Result::ok).expect("type has a size");
                assert!(size >= least, "{widget:?}");
                assert!(widget.area.height() >= size * 0.3528, "{widget:?}");
            }
            let overlap = |other: &&Widget| {
                let (a, b) = (widget.area, other.area);
                other.page == widget.page
                    && a.x0.max(b.x0) + 0.1 < a.x1.min(b.x1)
                    && a.y0.max(b.y0) + 0.1 < a.y1.min(b.y1)
            };
            let other = widgets[index + 1..].iter().find(overlap);
            assert!(other.is_none(), "{widget:?} and {other:?}");
        }
    }
}

#[test]
fn words_and_fields_do_not_overlap() {
    for pdf in [fillable(&[]), fillable(&["--large-print"])] {
        for widget in pdf.widgets() {
            let inner = widget.area;
            let covered = |ink: &Area| {
                ink.x0.max(inner.x0) + 0.2 < ink.x1.min(inner.x1)
                    && ink.y0.max(inner.y0) + 0.2 < ink.y1.min(inner.y1)
            };
            let page = &pdf.pages[widget.page];
            let glyph =
                page.glyphs.iter().find(|glyph| glyph.ink.as_ref().is_some_and(covered));
            assert!(glyph.is_none(), "{} covers {glyph:?}", widget.name);
        }
    }
}

#[test]
fn what_a_state_says_is_in_the_fields() {
    let pdf = sample();
    let checklist = read(BUILT_IN);
    let input = Source::new("state.yaml", SAMPLE);
    let mut problems = Problems::new(&input);
    let state = State::sound(&input, &checklist.about).expect("it is a state");
    let fitted = fit(&checklist, &state, &mut problems).expect("it is of this checklist");
    let wanted = fields(&checklist, &state, &fitted, SHAPE);
    assert!(wanted.iter().filter(|field| !field.value.is_empty()).count() > 90);
    let mut seen = HashSet::new();
    for widget in pdf.widgets() {
        let field = wanted.iter().find(|field| field.name == widget.name);
        let field = field.unwrap_or_else(|| panic!("no field {}", widget.name));
        match widget.state {
            None => assert_eq!(widget.value, field.value, "{}", field.name),
            Some(state) => {
                let FieldKind::Choice(boxes) = field.kind else {
                    panic!("{} is no box", field.name)
                };
                let ticked = boxes.iter().find(|one| one.words == field.value);
                let is_own = |one| widget.states.iter().any(|state| state == one);
                let is_own = ticked.is_some_and(|one| is_own(one.code));
                assert_eq!(state != "Off", is_own, "{}", field.name);
            }
        }
        seen.insert(widget.name);
    }
    assert_eq!(seen.len(), wanted.len());
    let rows = |id: &str| seen.iter().filter(|name| name.starts_with(id)).count();
    assert_eq!(rows("pathology-and-others."), 1 + 3 * 5, "three are filled in, two more");
}

#[test]
fn a_form_claims_to_be_accessible_and_not_to_be_an_archive() {
    let pdf = fillable(&[]);
    let xmp = pdf.xmp();
    assert!(xmp.contains("pdfuaid:part"), "{xmp}");
    assert!(!xmp.contains("pdfaid:part"), "{xmp}");
}

#[test]
fn a_form_conforms_as_an_archive_but_for_its_claim() {
    let engine = engine();
    let filled = empty(&engine, BUILT_IN);
    let draft = engine.form(&filled, Default::default(), None);
    let (pages, _) = draft.unproved().expect("it is right");
    let standards = [PdfStandard::A_3a, PdfStandard::Ua_1];
    let written = write(&pages, "archive", today(), &standards).expect("it conforms");
    let fields = fields(&filled.checklist, &filled.state, &filled.fitted, SHAPE);
    let form = widgets::form(&written, &fields, 12.0).expect("each field has its place");
    assert_eq!(Pdf::read(&form.pdf).widgets().len(), 225);
    // Another program checks it, on request.
    if let Some(folder) = std::env::var_os("FORMS") {
        let folder = std::path::PathBuf::from(folder);
        std::fs::create_dir_all(&folder).expect("the folder can be made");
        std::fs::write(folder.join("form-archive.pdf"), form.pdf)
            .expect("it can be written");
    }
}

#[test]
fn a_form_is_small_and_the_same_every_time() {
    let project = Project::new();
    let bytes = project.print(&["--fillable"]);
    assert!(bytes.len() <= MOST_BYTES, "{} bytes", bytes.len());
    assert!(project.print(&["--fillable"]) == bytes);
}

#[test]
fn layouts_that_lose_a_field_are_refused() {
    let project = Project::new();
    project.edit_layout(
        "layouts/components/items.typ",
        r#"(1fr, [Owner], id + ".owner")"#,
        "(1fr, [Owner])",
    );
    let run =
        project.exec(&["print", "--fillable", "--layouts", "layouts", "-o", "form.pdf"]);
    assert_eq!(run.status, Some(1));
    assert!(
        run.stderr
            .contains("the layouts have 0 places for the field `tell-patients.owner`"),
        "{}",
        run.stderr
    );
    assert_eq!(project.names(), ["layouts"]);
}

#[test]
fn text_that_a_field_does_not_show_in_full_is_a_warning() {
    let project = Project::new();
    let head = "checklist: pre-migration\nlast_updated: 27/03/2025\n";
    let note = "word ".repeat(800);
    project.write(
        "state.yaml",
        format!("{head}answers:\n  tell-patients:\n    notes: {note}\n"),
    );
    let run =
        project.exec(&["print", "--fillable", "--state", "state.yaml", "-o", "f.pdf"]);
    assert_eq!(run.status, Some(0), "{}", run.stderr);
    assert!(
        run.stderr
            .contains("fields with more text than they can show: `tell-patients.notes`"),
        "{}",
        run.stderr
    );
    let strict = project.exec(&[
        "print",
        "--fillable",
        "--state",
        "state.yaml",
        "-o",
        "g.pdf",
        "--strict",
    ]);
    assert_eq!(strict.status, Some(1));
    // So is what comes back in one.
    let back = project.exec(&["import", "f.pdf", "-o", "back.yaml"]);
    assert_eq!(back.status, Some(0), "{}", back.stderr);
    assert!(
        back.stderr
            .contains("fields with more text than they can show: `tell-patients.notes`"),
        "{}",
        back.stderr
    );
    assert_eq!(project.names(), ["back.yaml", "f.pdf", "state.yaml"]);
}

#[test]
fn only_a_form_is_filled_in_from_states_and_none_is_for_two_sides() {
    let project = Project::new();
    for args in
        [&["print", "--state", "a.yaml"][..], &["print", "--fillable", "--duplex"]]
    {
        assert_eq!(project.exec(args).status, Some(2), "{args:?}");
    }
}
