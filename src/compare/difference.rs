//! What is only in one of two texts, sentence by sentence and in order.

use std::collections::{HashMap, HashSet};

use crate::compare::cut;
use crate::compare::sentences::{Paper, Sentence};

/// How two sentences must be alike to count as one that was reworded.
const ALIKE: f64 = 0.6;

/// The longest sentence that is looked at for being reworded, in bytes.
const MAX_SENTENCE: usize = 2000;

/// The most pairs of sentences that are compared to find the longest common order.
const MAX_PAIRS: usize = 25_000_000;

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
    /// Whether the other text is this checklist's at all: a quarter of it is the same.
    pub fn is_of_this_checklist(&self) -> bool {
        self.same * 4 >= self.all
    }
}

/// A sentence that is not the same in both texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// How it differs.
    pub change: Change,
    /// The id of the item it belongs to, where that is known.
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
    /// It stands in another place there.
    Moved,
    /// The item has another id there.
    Renamed,
}

impl Change {
    /// Its word in data and for readers.
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
        part_from_contents(&mut pairs, &there.sentences);
    }
    let (first, last) =
        (pairs.first().map(|pair| pair.1), pairs.last().map(|pair| pair.1));
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
            let is_like = |there: &&Sentence| gone.iter().any(|here| alike(here, there));
            let (part, rest): (Vec<_>, Vec<_>) = come.into_iter().partition(is_like);
            come = part;
            around.extend(rest.into_iter().map(|sentence| sentence.text.clone()));
        }
        add(&mut differences, gone, come, &near);
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
fn part_from_contents(pairs: &mut [(usize, usize)], there: &[Sentence]) {
    for index in (1..pairs.len()).rev() {
        let (found, next) = (pairs[index - 1].1, pairs[index].1);
        let is_same = |at: &usize| there[*at].key == there[found].key;
        pairs[index - 1].1 = (found..next).rev().find(is_same).unwrap_or(found);
    }
}

/// Adds what stands between two sentences that are the same.
fn add(
    differences: &mut Vec<Difference>,
    gone: &[Sentence],
    mut come: Vec<&Sentence>,
    near: &str,
) {
    let mut near = near.to_string();
    for here in gone {
        near.clone_from(&here.near);
        let found = come.iter().position(|there| alike(here, there));
        // What comes before a reworded sentence is new.
        let before: Vec<_> = come.drain(..found.unwrap_or(0)).collect();
        differences.extend(before.into_iter().map(|there| added(there, &near)));
        let there = found.map(|_| come.remove(0).text.clone());
        let change = if there.is_some() { Change::Reworded } else { Change::Removed };
        differences.push(Difference {
            change,
            id: here.item.clone(),
            near: near.clone(),
            here: Some(here.text.clone()),
            there,
        });
    }
    differences.extend(come.into_iter().map(|there| added(there, &near)));
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

/// Joins what is gone at one place and comes at another.
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

/// Whether a sentence may be another one in other words.
fn alike(here: &Sentence, there: &Sentence) -> bool {
    let (a, b) = (&here.key, &there.key);
    let most = a.len().max(b.len());
    most <= MAX_SENTENCE
        && a.len().min(b.len()) * 2 >= most
        && strsim::normalized_levenshtein(a, b) >= ALIKE
}

/// The sentences that are the same in both, by their places: the longest common order.
pub(super) fn pairs(here: &[Sentence], there: &[Sentence]) -> Vec<(usize, usize)> {
    // Sentences that are in one text only have no part in this; they may be many.
    let common = |of: &[Sentence], other: &[Sentence]| -> Vec<(usize, String)> {
        let known: HashSet<_> = other.iter().map(|sentence| &sentence.key).collect();
        let kept = of.iter().enumerate().filter(|(_, s)| known.contains(&s.key));
        kept.map(|(index, sentence)| (index, sentence.key.clone())).collect()
    };
    let (a, b) = (common(here, there), common(there, here));
    let start = a.iter().zip(&b).take_while(|(a, b)| a.1 == b.1).count();
    let rest = (&a[start..], &b[start..]);
    let end = rest.0.iter().rev().zip(rest.1.iter().rev());
    let end = end.take_while(|(a, b)| a.1 == b.1).count();
    let middle = (&a[start..a.len() - end], &b[start..b.len() - end]);
    let between = match middle.0.len().saturating_mul(middle.1.len()) {
        ..=MAX_PAIRS => longest(middle.0, middle.1),
        _ => Vec::new(),
    };
    let places = |(a, b): (&(usize, String), &(usize, String))| (a.0, b.0);
    let starts = a[..start].iter().zip(&b[..start]).map(places);
    let ends = a[a.len() - end..].iter().zip(&b[b.len() - end..]).map(places);
    starts.chain(between).chain(ends).collect()
}

/// The longest common subsequence, by the usual table.
fn longest(a: &[(usize, String)], b: &[(usize, String)]) -> Vec<(usize, usize)> {
    let width = b.len() + 1;
    let mut lengths = vec![0u32; (a.len() + 1) * width];
    for (i, (_, left)) in a.iter().enumerate().rev() {
        for (j, (_, right)) in b.iter().enumerate().rev() {
            let below = lengths[(i + 1) * width + j].max(lengths[i * width + j + 1]);
            let both = lengths[(i + 1) * width + j + 1] + 1;
            lengths[i * width + j] = if left == right { both } else { below };
        }
    }
    let (mut i, mut j, mut pairs) = (0, 0, Vec::new());
    while i < a.len() && j < b.len() {
        if a[i].1 == b[j].1 {
            pairs.push((a[i].0, b[j].0));
            (i, j) = (i + 1, j + 1);
        } else if lengths[(i + 1) * width + j] >= lengths[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}
