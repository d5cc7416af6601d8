//! Random numbers for tests that try the unexpected.

use std::time::{SystemTime, UNIX_EPOCH};

/// Random numbers: SplitMix64.
pub struct Random(pub u64);

impl Random {
    /// Differs in each run. The seed is printed, which the test harness shows if the
    /// test fails; the variable `SEED` sets it again.
    pub fn fresh() -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let set = std::env::var("SEED").ok();
        let seed = set.map(|seed| seed.parse().expect("SEED is a number"));
        let seed = seed.unwrap_or(now.as_nanos() as u64);
        println!("SEED={seed}");
        Self(seed)
    }

    /// The next number.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to one below the end.
    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    /// One of a few.
    pub fn one_of<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}
