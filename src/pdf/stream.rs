//! The content of a PDF's streams.

use std::io::Read;

use flate2::read::ZlibDecoder;
use hayro_syntax::Filter;
use hayro_syntax::object::Stream;

use crate::base::source::MAX_BYTES;

/// The content of a stream, unless it unpacks to more than any input file may have.
pub(super) fn content(stream: &Stream) -> Option<Vec<u8>> {
    let raw = stream.raw_data();
    let mut content = Vec::new();
    match stream.filters().as_slice() {
        [] => content.extend_from_slice(&raw),
        [Filter::FlateDecode] => {
            let mut decoder = ZlibDecoder::new(&*raw).take(MAX_BYTES + 1);
            decoder.read_to_end(&mut content).ok()?;
        }
        _ => return None,
    }
    (content.len() as u64 <= MAX_BYTES).then_some(content)
}
