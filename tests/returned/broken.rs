//! Damaged forms, in the tests' own process: an error or the answers, without delay.

use std::sync::LazyLock;
use std::time::Duration;

use proforma::engine::Engine;
use proforma::returned::document::ReturnedPdf;

use super::printed::printed;
use super::*;
use crate::support::engine::engine;
use crate::support::random::Random;
use crate::support::work::worked;

/// Bytes between the lengths to which a form is truncated.
const CUT: usize = 997;

/// How many forms with a few wrong bits are tried: printed ones, and small ones.
const FLIPS: [usize; 2] = [400, 9600];

/// One engine for all forms, which only share its fonts.
static ENGINE: LazyLock<Engine> = LazyLock::new(engine);

/// The longest time that import may take.
const LONGEST: Duration = Duration::from_secs(2);

/// Imports a damaged form: everything in it can be read, or there is an error.
#[track_caller]
fn import_broken(broken: &[u8], how: &str) -> bool {
    let before = worked();
    let pdf = ReturnedPdf::open(&Source::new("form.pdf", broken));
    let result = pdf.and_then(|pdf| ENGINE.returned(&pdf, None, &[]));
    let work = worked() - before;
    assert!(work < LONGEST, "{how}: {work:?}");
    match result {
        Ok((state, _)) => {
            let source = Source::new("state.yaml", state.value.bytes);
            let read = State::sound(&source, &practices());
            assert!(read.is_ok(), "{how}: {read:?}\n{}", source.text());
            true
        }
        Err(why) => {
            assert!(!why.is_empty(), "{how}");
            false
        }
    }
}

/// A checklist of one table and one task.
const SMALL: &str = "\
id: small
title: Small
last_updated: 01/02/2026
body:
  - table: Table
    id: table
    rows: 1
    columns:
      - {id: a, title: A}
      - {id: b, title: B, kind: date-or-yes-no}
  - task: Task
    id: task
";

#[test]
fn a_truncated_form_is_refused() {
    let form = printed(Some(SAMPLE));
    for end in (0..form.len()).step_by(CUT) {
        import_broken(&form[..end], &format!("cut at {end}"));
    }
}

#[test]
fn a_form_with_wrong_bits_is_read_or_refused() {
    let mut random = Random::fresh();
    let small = Form::new(SMALL, None).with("task.notes", "ŵ\rŷ").pdf();
    for (form, flips) in [printed(Some(SAMPLE)), small].iter().zip(FLIPS) {
        let mut whole = 0;
        for _ in 0..flips {
            let mut broken = form.clone();
            for _ in 0..1 + random.below(8) {
                let at = random.below(broken.len());
                broken[at] ^= 1 << random.below(8);
            }
            whole += usize::from(import_broken(&broken, "flipped"));
        }
        assert!((1..flips).contains(&whole), "{whole} of {flips} were imported");
    }
}
