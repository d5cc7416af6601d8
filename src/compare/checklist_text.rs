//! A checklist's own words, as its publisher writes them.

use sha2::{Digest, Sha256};

use crate::base::text::hex;
use crate::compare::sentences::{Paper, Sentence, split};
use crate::model::checklist::{Block, Checklist, Text};

/// A checklist's own text, as its publisher writes it.
pub fn paper(checklist: &Checklist) -> Paper {
    let mut writer = TextWriter { checklist, sentences: Vec::new() };
    let title = &checklist.title;
    writer.add(title, title, None);
    writer.body(&checklist.body, title);
    Paper {
        sentences: writer.sentences,
        last_updated: Some(checklist.last_updated),
        last_edited: None,
        is_page: false,
    }
}

/// The digest of a checklist's words: it is the same for the same words in the same
/// order.
pub fn digest(checklist: &Checklist) -> String {
    let mut hash = Sha256::new();
    for sentence in paper(checklist).sentences {
        hash.update(sentence.text.as_bytes());
        hash.update(b"\n");
    }
    hex(&hash.finalize())
}

/// Writes a checklist's sentences, each with the title that it is near.
struct TextWriter<'a> {
    checklist: &'a Checklist,
    sentences: Vec<Sentence>,
}

impl TextWriter<'_> {
    fn body(&mut self, blocks: &[Block], above: &str) {
        for block in blocks {
            match block {
                Block::Section { title, body } => {
                    let title = self.plain(title);
                    self.add(&title, &title, None);
                    self.body(body, &title);
                }
                Block::Paragraph(text) | Block::Caution(text) => {
                    self.add(&self.plain(text), above, None);
                }
                Block::List(entries) => {
                    for entry in entries {
                        self.add(&self.plain(entry), above, None);
                    }
                }
                Block::Table(table) => {
                    let title = self.plain(&table.title);
                    let id = Some(table.id.as_str());
                    self.add(&title, &title, id);
                    for column in &table.columns {
                        self.add(&self.plain(&column.title), &title, id);
                    }
                }
                // The published text leaves space for notes below each task.
                Block::Task(task) => {
                    let title = self.plain(&task.title);
                    self.add(&title, &title, Some(&task.id));
                    self.add("Notes:", &title, Some(&task.id));
                }
            }
        }
    }

    fn add(&mut self, line: &str, near: &str, item: Option<&str>) {
        for text in split(line) {
            let mut sentence = Sentence::new(text);
            sentence.near = near.into();
            sentence.item = item.map(String::from);
            self.sentences.push(sentence);
        }
    }

    fn plain(&self, text: &Text) -> String {
        text.plain(self.checklist)
    }
}
