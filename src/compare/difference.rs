//! The differences between two texts, sentence by sentence and in order.

use std::collections::{HashMap, HashSet};

use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::compare::cut;
use crate::compare::sentences::{Paper, Sentence};

/// How similar two sentences must be to count as one that was reworded.
const ALIKE: f64 = 0.6;

/// The longest sentence that may count as reworded, in bytes.
const MAX_SENTENCE: usize = 2000;

/// The most pairs of letters that are compared to find rewordings: two seconds' work.
const MAX_LETTERS: usize = 1_000_000_000;

/// How two texts differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// What differs, in order.
    pub differences: Vec<Difference>,
    /// Sentences before and after the checklist's on a web page.
    pub around: Vec<String>,
    /// How many sentences are the same, in the same order.
    pub same: usize,
    /// How many sentences the checklist has.
    pub all: usize,
}

impl Comparison {
    /// Whether the other text is this checklist at all: a quarter of it is the same.
    pub fn is_of_this_checklist(&self) -> bool {
        self.same * 4 >= self.all
    }
}

/// A sentence that is not the same in both texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// How it differs.
    pub change: Change,
    /// The id of the item it belongs to, if known.
    pub id: Option<String>,
    /// The title of the nearest item or section of the checklist.
    pub near: String,
    /// The sentence here.
    pub here: Option<String>,
    /// The sentence there.
    pub there: Option<String>,
}

/// How a sentence differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It is only there.
    Added,
    /// It is only here.
    Removed,
    /// It has other words there.
    Reworded,
    /// It is in another place there.
    Moved,
    /// The item has another id there.
    Renamed,
}

impl Change {
    /// Its value in data.
    pub fn word(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Reworded => "reworded",
            Self::Moved => "moved",
            Self::Renamed => "renamed",
        }
    }
}

/// Compares a checklist's text with another one, whose lines may end anywhere.
pub fn compare(here: &Paper, there: &Paper) -> Comparison {
    let sentences = cut::as_in(&here.sentences, &there.sentences);
    in_order(here, &Paper { sentences, ..*there })
}

/// Compares two texts sentence by sentence.
pub(super) fn in_order(here: &Paper, there: &Paper) -> Comparison {
    let mut pairs = pairs(&here.sentences, &there.sentences);
    if there.is_page {
        skip_table_of_contents(&mut pairs, &there.sentences);
    }
    let (first, last) =
        (pairs.first().map(|pair| pair.1), pairs.last().map(|pair| pair.1));
    let mut search = Search { left: MAX_LETTERS };
    let mut around = Vec::new();
    let mut differences = Vec::new();
    let mut next = (0, 0);
    let ends = [(here.sentences.len(), there.sentences.len())];
    let mut near = String::new();
    for (a, b) in pairs.iter().copied().chain(ends) {
        let gone = &here.sentences[next.0..a];
        let mut come: Vec<_> = there.sentences[next.1..b].iter().collect();
        let is_outside = Some(b) == first || last.is_some_and(|last| next.1 > last);
        if there.is_page && is_outside {
            // What is reworded at the edge is still part of the text.
            let is_like = |there: &&Sentence| search.first(there, gone).is_some();
            let (part, rest): (Vec<_>, Vec<_>) = come.into_iter().partition(is_like);
            come = part;
            around.extend(rest.into_iter().map(|sentence| sentence.text.clone()));
        }
        add(&mut differences, gone, &come, &near, &mut search);
        if let Some(sentence) = here.sentences.get(a) {
            near.clone_from(&sentence.near);
        }
        next = (a + 1, b + 1);
    }
    Comparison {
        differences: with_moves(differences),
        around,
        same: pairs.len(),
        all: here.sentences.len(),
    }
}

/// Pairs each sentence with the last of its equals before the next pair: a page may list
/// its titles above its text.
fn skip_table_of_contents(pairs: &mut [(usize, usize)], there: &[Sentence]) {
    for index in (1..pairs.len()).rev() {
        let (found, next) = (pairs[index - 1].1, pairs[index].1);
        let is_same = |at: &usize| there[*at].key == there[found].key;
        pairs[index - 1].1 = (found..next).rev().find(is_same).unwrap_or(found);
    }
}

/// Adds the differences between two sentences that are the same.
fn add(
    differences: &mut Vec<Difference>,
    gone: &[Sentence],
    mut come: &[&Sentence],
    near: &str,
    search: &mut Search,
) {
    let mut near = near.to_string();
    for here in gone {
        near.clone_from(&here.near);
        let mut there = None;
        if let Some(found) = search.first(here, come.iter().copied()) {
            // What comes before a reworded sentence is new.
            differences.extend(come[..found].iter().map(|there| added(there, &near)));
            there = Some(come[found].text.clone());
            come = &come[found + 1..];
        }
        let change = if there.is_some() { Change::Reworded } else { Change::Removed };
        differences.push(Difference {
            change,
            id: here.item.clone(),
            near: near.clone(),
            here: Some(here.text.clone()),
            there,
        });
    }
    differences.extend(come.iter().map(|there| added(there, &near)));
}

fn added(there: &Sentence, near: &str) -> Difference {
    Difference {
        change: Change::Added,
        id: None,
        near: near.into(),
        here: None,
        there: Some(there.text.clone()),
    }
}

/// Joins a removal in one place and the same addition in another into a move.
fn with_moves(mut differences: Vec<Difference>) -> Vec<Difference> {
    let key = |text: &Option<String>| Sentence::new(text.as_deref().unwrap_or("")).key;
    let mut come: HashMap<String, Vec<usize>> = HashMap::new();
    for (index, found) in differences.iter().enumerate().rev() {
        if found.change == Change::Added {
            come.entry(key(&found.there)).or_default().push(index);
        }
    }
    let mut joined = HashSet::new();
    for found in &mut differences {
        if found.change == Change::Removed
            && let Some(index) = come.get_mut(&key(&found.here)).and_then(Vec::pop)
        {
            found.change = Change::Moved;
            found.there.clone_from(&found.here);
            joined.insert(index);
        }
    }
    let mut index = 0..;
    differences.retain(|_| !joined.contains(&index.next().expect("it has no end")));
    differences
}

/// The search for sentences that may be rewordings of others.
struct Search {
    /// How many pairs of letters may still be compared.
    left: usize,
}

impl Search {
    /// The first sentence that may be a rewording of this one; none once there has been
    /// too much to compare.
    fn first<'a>(
        &mut self,
        wanted: &Sentence,
        among: impl IntoIterator<Item = &'a Sentence>,
    ) -> Option<usize> {
        for (index, other) in among.into_iter().enumerate() {
            if self.left == 0 {
                return None;
            }
            if self.alike(wanted, other) {
                return Some(index);
            }
        }
        None
    }

    fn alike(&mut self, here: &Sentence, there: &Sentence) -> bool {
        let (a, b) = (&here.key, &there.key);
        let most = a.len().max(b.len());
        let is_near = most <= MAX_SENTENCE && a.len().min(b.len()) * 2 >= most;
        let letters = if is_near { a.len() * b.len() } else { 0 };
        let is_enough = self.left > letters;
        self.left = self.left.saturating_sub(letters + 1);
        is_near && is_enough && strsim::normalized_levenshtein(a, b) >= ALIKE
    }
}

/// The sentences that are the same in both, by their positions: the longest common
/// sequence, or perhaps a shorter one if very many sentences are equal.
pub(super) fn pairs(here: &[Sentence], there: &[Sentence]) -> Vec<(usize, usize)> {
    let keys = |of: &[Sentence]| -> Vec<String> {
        of.iter().map(|sentence| sentence.key.clone()).collect()
    };
    // Without a deadline, so that two texts compare alike on any machine: the algorithm
    // counts the pairs of equals, and takes a quicker one beyond a million.
    let runs = capture_diff_slices(Algorithm::Hunt, &keys(here), &keys(there));
    let same = runs.into_iter().filter_map(|run| match run {
        DiffOp::Equal { old_index, new_index, len } => Some((old_index, new_index, len)),
        _ => None,
    });
    same.flat_map(|(a, b, len)| (a..a + len).zip(b..b + len)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text whose sentences are as long as real ones.
    fn text(words: impl Iterator<Item = usize>) -> Paper {
        let sentence = |word| Sentence::new(&format!("Sentence {word} of a long text."));
        let sentences = words.map(sentence).collect();
        Paper { sentences, last_updated: None, last_edited: None, is_page: false }
    }

    #[test]
    fn a_common_middle_is_found_in_a_text_of_any_length() {
        let (start, middle, end) = (0..6000, 10_000..14_000, 20_000..26_000);
        let here = start.clone().chain(middle.clone()).chain(end.clone());
        let there = start.rev().chain(middle).chain(end.rev());
        let (here, there) = (text(here), text(there));
        let found = pairs(&here.sentences, &there.sentences);
        let same = |(a, b): &&(usize, usize)| a == b && (6000..10_000).contains(a);
        assert_eq!(found.iter().filter(same).count(), 4000);
        // One of each reversed part has its place as well.
        assert_eq!(found.len(), 4002);
    }

    #[test]
    fn very_long_texts_are_compared() {
        const MANY: usize = 200_000;
        let here = text(0..MANY);
        for (name, there, same) in [
            ("others", text(MANY..2 * MANY), 0..=0),
            ("one", text(std::iter::repeat_n(7, MANY)), 1..=1),
            ("backwards", text((0..MANY).rev()), 1..=1),
            ("the same", text(0..MANY), MANY..=MANY),
            ("few, often", text((0..MANY).map(|number| number % 450)), 450..=450),
        ] {
            let found = compare(&here, &there);
            assert!(same.contains(&found.same), "{name}: {}", found.same);
        }
        let two = |seed: usize| (0..MANY).map(move |it| (it * it / seed) % 2);
        let found = compare(&text(two(3)), &text(two(7)));
        assert!(found.same > MANY / 2, "{}", found.same);
    }
}
