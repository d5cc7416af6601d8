//! One share of a list, for a run on several machines.

use std::str::FromStr;

/// One share of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    /// Which share, from 1.
    pub number: usize,
    /// How many there are.
    pub of: usize,
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text.split_once('/');
        let parts = parts.and_then(|(a, b)| Some((a.parse().ok()?, b.parse().ok()?)));
        match parts {
            Some((number, of)) if (1..=of).contains(&number) => Ok(Self { number, of }),
            _ => Err("write the share and how many there are, such as 1/4".into()),
        }
    }
}

impl Shard {
    /// Whether an entry of the list, counted from 0, is in this share.
    pub fn has(self, index: usize) -> bool {
        index % self.of == self.number - 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shard_is_read_from_its_number_and_the_total() {
        assert_eq!("2/4".parse(), Ok(Shard { number: 2, of: 4 }));
        for text in ["0/4", "5/4", "1", "/", "1/0", "-1/2", "a/b"] {
            assert!(text.parse::<Shard>().is_err(), "{text}");
        }
    }

    #[test]
    fn each_entry_is_in_exactly_one_shard() {
        let shards = [1, 2, 3].map(|number| Shard { number, of: 3 });
        let count = |index| shards.iter().filter(|shard| shard.has(index)).count();
        assert!((0..10).all(|index| count(index) == 1));
    }
}
