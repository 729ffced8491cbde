//! Maps and sets of small numbers.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

/// A hasher for small numbers, which need no defence.
#[derive(Default)]
pub struct Mix(u64);

impl Hasher for Mix {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|&b| self.write_u64(b as u64));
    }
    fn write_u32(&mut self, v: u32) {
        self.write_u64(v as u64);
    }
    fn write_u64(&mut self, v: u64) {
        self.0 = (self.0 ^ v).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(31);
    }
}

/// A map with small numbers as its keys.
pub type Map<K, V> = HashMap<K, V, BuildHasherDefault<Mix>>;

/// A set of them.
pub type Set<K> = HashSet<K, BuildHasherDefault<Mix>>;
