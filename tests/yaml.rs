//! YAML files are read as serde_yaml alone would read them, and changed without harm.

mod agreement;
mod edits;
mod oracle;
mod styles;

const SAMPLE: &str = include_str!("../content/examples/riverside-surgery.yaml");
