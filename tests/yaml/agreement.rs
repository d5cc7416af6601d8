//! Every file says what serde_yaml alone finds in it, whatever went wrong with it.

use proforma::yaml::node::{Node, Value};
use proforma::yaml::read::read;

use super::SAMPLE;
use super::oracle::{Plain, plain};
use crate::mutations::mutated;
use crate::support::random::Random;

/// Where the random numbers begin; the same every time, so that a failure repeats.
const SEED: u64 = 20_250_327;

/// Files that are tried.
const FILES: u64 = 2_000;

/// A node without its places.
fn bare(node: &Node) -> Plain {
    match &node.value {
        Value::Scalar(text) => Plain::Scalar(text.clone()),
        Value::Sequence(rows) => Plain::Sequence(rows.iter().map(bare).collect()),
        Value::Mapping(entries) => Plain::Mapping(
            entries.iter().map(|(key, value)| (bare(key), bare(value))).collect(),
        ),
        Value::Tagged => Plain::Tagged,
    }
}

#[test]
fn broken_files_say_what_serde_yaml_finds_in_them() {
    let (mut same, mut only_there) = (0, 0);
    for number in 0..FILES {
        let bytes = mutated(SAMPLE, &mut Random(SEED + number));
        let Ok(text) = String::from_utf8(bytes) else { continue };
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let is_refused = |c: char| c.is_control() && !"\t\n\r\u{85}".contains(c);
        if text.contains(is_refused) {
            continue;
        }
        match (plain(text), read(text)) {
            (Ok(wanted), Ok(found)) => {
                assert_eq!(bare(&found.root), wanted, "{number}\n{text}");
                same += 1;
            }
            (Ok(_), Err(_)) => only_there += 1,
            (Err(_), Err(_)) => {}
            (Err(why), Ok(_)) => panic!("{number} {why}\n{text}"),
        }
    }
    // The event parser is stricter with a few odd signs: then the file is refused.
    assert!(same > FILES / 8 && only_there < FILES / 400, "{same} {only_there}");
}
