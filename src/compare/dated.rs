//! Where a text says when the checklist was last updated, and where another thing.

use std::collections::HashSet;

use crate::base::date::Date;
use crate::compare::difference::{Change, Comparison};
use crate::compare::sentences::{LAST_UPDATED, Paper, Sentence, date_after};

/// The day that a text says the checklist was last updated on, in the checklist's own
/// sentence or in what that has become; a page may say so of itself or of its terms.
///
/// Of a checklist without such a sentence, it may be said between its own sentences.
pub fn stated(here: &Paper, there: &Paper, found: &Comparison) -> Option<Date> {
    let all = words(there.sentences.iter());
    let own: Vec<_> = here.sentences.iter().filter_map(beginning).collect();
    if own.is_empty() {
        let around: HashSet<_> = found.around.iter().map(String::as_str).collect();
        let is_inside = |sentence: &&Sentence| !around.contains(sentence.text.as_str());
        let inside = words(there.sentences.iter().filter(is_inside));
        return date_after(&inside, &LAST_UPDATED);
    }
    let as_here = own.iter().map(|own| {
        let own: Vec<_> = own.iter().map(String::as_str).collect();
        date_after(&all, &own)
    });
    let reworded = found.differences.iter().filter(|found| {
        let here = found.here.as_deref().map(Sentence::new);
        found.change == Change::Reworded
            && here.is_some_and(|it| beginning(&it).is_some())
    });
    let reworded = reworded
        .filter_map(|found| date_after(found.there.as_deref()?, &LAST_UPDATED).map(Some));
    as_here.chain(reworded).max().flatten()
}

/// The words of a sentence up to where it says on which day something was last updated.
fn beginning(sentence: &Sentence) -> Option<Vec<String>> {
    let words: Vec<_> = sentence.key.split_whitespace().map(String::from).collect();
    let says = |window: &[String]| {
        window
            .iter()
            .zip(LAST_UPDATED)
            .all(|(word, said)| word.eq_ignore_ascii_case(said))
    };
    let at = words.windows(LAST_UPDATED.len()).position(says)?;
    Some(words[..at + LAST_UPDATED.len()].to_vec())
}

fn words<'a>(sentences: impl Iterator<Item = &'a Sentence>) -> String {
    let keys: Vec<_> = sentences.map(|sentence| sentence.key.as_str()).collect();
    keys.join(" ")
}
