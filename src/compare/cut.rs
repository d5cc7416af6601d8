//! The same words, split differently: lines that a program has wrapped, cells run
//! together.

use std::collections::HashSet;

use crate::compare::sentences::Sentence;

/// The most pairs of sentences that are compared; longer texts are left as they are.
const MAX_PAIRS: usize = 25_000_000;

/// Splits another text's sentences where this one's are split, as far as their words are
/// the same in the same order.
pub(super) fn as_in(here: &[Sentence], there: &[Sentence]) -> Vec<Sentence> {
    if here.len().saturating_mul(there.len()) > MAX_PAIRS {
        return there.to_vec();
    }
    let known: HashSet<_> = here.iter().map(|sentence| sentence.key.as_str()).collect();
    let longest = known.iter().map(|key| key.len()).max().unwrap_or(0);
    let is_known = |sentence: &Sentence| known.contains(sentence.key.as_str());
    let mut cut = Vec::new();
    let mut rest = there;
    while let [first, more @ ..] = rest {
        let is_whole = is_known(first) && more.first().is_none_or(is_known);
        let joined = (!is_whole).then(|| joined(rest, &known, longest)).flatten();
        if let Some((whole, pieces)) = joined {
            cut.push(whole);
            rest = &rest[pieces..];
            continue;
        }
        match (!is_known(first)).then(|| run(here, &first.key)).flatten() {
            Some(run) => cut.extend(run.iter().map(|part| Sentence::new(&part.text))),
            None => cut.push(first.clone()),
        }
        rest = more;
    }
    cut
}

/// The first pieces joined into a known sentence, and how many pieces that takes.
fn joined(
    pieces: &[Sentence],
    known: &HashSet<&str>,
    longest: usize,
) -> Option<(Sentence, usize)> {
    let mut key = pieces.first()?.key.clone();
    for (index, piece) in pieces.iter().enumerate().skip(1) {
        key.push(' ');
        key.push_str(&piece.key);
        if key.len() > longest {
            return None;
        }
        if known.contains(key.as_str()) {
            let texts = pieces[..=index].iter().map(|piece| piece.text.as_str());
            return Some((
                Sentence::new(&texts.collect::<Vec<_>>().join(" ")),
                index + 1,
            ));
        }
    }
    None
}

/// Consecutive sentences here that have these words together.
fn run<'a>(here: &'a [Sentence], key: &str) -> Option<&'a [Sentence]> {
    (0..here.len()).find_map(|start| {
        let mut rest = key;
        for (index, sentence) in here.iter().enumerate().skip(start) {
            rest = rest.strip_prefix(sentence.key.as_str())?;
            if rest.is_empty() {
                return Some(&here[start..=index]);
            }
            rest = rest.strip_prefix(' ')?;
        }
        None
    })
}
