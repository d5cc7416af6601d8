//! Two pages, an editor and an import change one file in any order: what a page was told to be
//! saved is kept. It is the file's value, or was replaced by somebody who had seen it, or stands
//! in an open conflict. `ROUNDS` says how often this is tried, `SEED` with which numbers.

mod dice;
mod memory;
mod page;
mod world;

use std::env;
use std::sync::{Arc, Mutex};

use self::memory::FileInMemory;
use self::world::World;
use crate::base::date::Date;
use crate::base::embedded::NEW_CHECKLIST;
use crate::base::source::Source;
use crate::engine::{Assets, Engine};
use crate::model::state::empty_state;

/// The seed of the random numbers; the same unless another is named, so that a failure can be
/// repeated.
const SEED: u64 = 20_261_127;

/// How often something is done to the file in one round.
const ACTS: usize = 14;

#[test]
fn what_was_saved_is_kept_whoever_changes_the_file() {
    let number =
        |name: &str| env::var(name).ok().map(|text| text.parse::<u64>().unwrap());
    let seed = number("SEED").unwrap_or(SEED);
    let engine =
        Engine::new(Assets::default(), Date::new(2026, 11, 23).unwrap()).unwrap();
    let opened =
        engine.checklist(&Source::new("my-checklist.yaml", NEW_CHECKLIST)).unwrap();
    let empty = empty_state(&opened.checklist, &[]);
    for seed in (0..number("ROUNDS").unwrap_or(300)).map(|round| seed.wrapping_add(round))
    {
        println!("SEED={seed}");
        let bytes = Arc::new(Mutex::new(empty.clone().into_bytes()));
        let (engine, opened) = (engine.clone(), opened.clone());
        let mut world = World::new(seed, FileInMemory { bytes, engine, opened });
        for _ in 0..ACTS {
            world.act();
        }
        world.check();
    }
}
