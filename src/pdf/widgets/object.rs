//! New objects for a PDF.

use std::collections::HashMap;

use pdf_writer::{Chunk, Ref};

use crate::pdf::pack::body;

/// Objects by their numbers.
pub(super) struct WrittenObjects {
    next: usize,
    objects: HashMap<usize, Vec<u8>>,
}

impl WrittenObjects {
    /// Starts without objects, which are numbered from `next`.
    pub(super) fn new(next: usize) -> Self {
        Self { next, objects: HashMap::new() }
    }

    /// A new number.
    pub(super) fn number(&mut self) -> Ref {
        let number = i32::try_from(self.next).expect("a form has few objects");
        self.next += 1;
        Ref::new(number)
    }

    /// New numbers.
    pub(super) fn numbers<const N: usize>(&mut self) -> [Ref; N] {
        std::array::from_fn(|_| self.number())
    }

    /// Adds the single object that `write` writes.
    pub(super) fn object(&mut self, number: Ref, write: impl FnOnce(&mut Chunk)) {
        let mut chunk = Chunk::new();
        write(&mut chunk);
        let body = body(chunk.as_bytes()).expect("a chunk holds a whole object");
        self.objects.insert(number.get() as usize, body.to_vec());
    }

    /// Adds an object as it is.
    pub(super) fn insert(&mut self, number: usize, body: Vec<u8>) {
        self.objects.insert(number, body);
    }

    /// All of them.
    pub(super) fn into_objects(self) -> HashMap<usize, Vec<u8>> {
        self.objects
    }
}
