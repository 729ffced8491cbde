//! Tables by key: what Python's dicts and sets are made of. Keys stand in the order of their coming, and are found by
//! their hashes. Whether two keys are equal is the affair of a layer above.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::Value;
use crate::chunk::Num;
use crate::diag::Result;

/// A slot that holds no place.
const FREE: u32 = u32::MAX;
/// A slot whose entry was taken away.
const GONE: u32 = u32::MAX - 1;
/// Ints are counted around this prime for their hashes, as in Python.
const PRIME: i128 = (1 << 61) - 1;

/// Values by key.
#[derive(Clone, Debug)]
pub struct Table<V> {
    /// The entries with their hashes; those that were taken away leave a gap until the next growth.
    entries: Vec<Option<(u64, (Value, V))>>,
    /// Places of entries, at their hashes or after them.
    slots: Vec<u32>,
    /// How many slots are not free.
    used: usize,
    /// The place before which all is gaps.
    first: usize,
    len: usize,
}

/// A dict: keys in the order of their coming.
pub type Dict = Table<Value>;

/// A set.
#[derive(Clone, Debug, Default)]
pub struct Set {
    /// Whether it is a `frozenset`, which nothing changes.
    pub frozen: bool,
    pub table: Table<()>,
}

impl Set {
    /// The elements in the order of their coming.
    pub fn values(&self) -> Vec<Value> {
        self.table.iter().map(|(v, ())| v.clone()).collect()
    }
}

impl<V> Default for Table<V> {
    fn default() -> Table<V> {
        Table { entries: Vec::new(), slots: Vec::new(), used: 0, first: 0, len: 0 }
    }
}

impl<V> Table<V> {
    /// A table without entries.
    pub fn new() -> Table<V> {
        Table::default()
    }

    pub fn len(&self) -> usize {
        self.len
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The entries in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &(Value, V)> {
        self.entries.iter().flatten().map(|(_, entry)| entry)
    }

    /// The entry at a place that `find` gave.
    pub fn at(&self, place: usize) -> Option<&(Value, V)> {
        self.entries.get(place)?.as_ref().map(|(_, entry)| entry)
    }

    /// The place of a key; `same` tells whether a key of the same hash is equal to it.
    pub fn find(&self, key: &Value, same: impl Fn(&Value) -> Result<bool>) -> Result<Option<usize>> {
        if self.len == 0 {
            return Ok(None);
        }
        let hash = hash(key);
        let mask = self.slots.len() - 1;
        let mut slot = spread(hash) & mask;
        while self.slots[slot] != FREE {
            let place = self.slots[slot] as usize;
            if let Some(Some((known, (key, _)))) = self.entries.get(place)
                && *known == hash
                && same(key)?
            {
                return Ok(Some(place));
            }
            slot = (slot + 1) & mask;
        }
        Ok(None)
    }

    /// Puts an entry at the end, whose key is not here yet.
    pub fn push(&mut self, entry: (Value, V)) {
        if (self.entries.len().max(self.used) + 1) * 3 >= self.slots.len() * 2 {
            self.grow();
        }
        let hash = hash(&entry.0);
        self.take_slot(hash, self.entries.len());
        self.entries.push(Some((hash, entry)));
        self.len += 1;
    }

    /// Another value at a place that `find` gave.
    pub fn set(&mut self, place: usize, value: V) {
        if let Some(Some((_, entry))) = self.entries.get_mut(place) {
            entry.1 = value;
        }
    }

    /// Takes the entry at a place away.
    pub fn remove(&mut self, place: usize) -> Option<(Value, V)> {
        let (hash, entry) = self.entries.get_mut(place)?.take()?;
        let mask = self.slots.len() - 1;
        let mut slot = spread(hash) & mask;
        while self.slots[slot] != place as u32 {
            slot = (slot + 1) & mask;
        }
        self.slots[slot] = GONE;
        self.len -= 1;
        // Gaps at the end are taken again by what comes next.
        while matches!(self.entries.last(), Some(None)) {
            self.entries.pop();
        }
        while matches!(self.entries.get(self.first), Some(None)) {
            self.first += 1;
        }
        if self.len == 0 {
            self.clear();
        }
        Some(entry)
    }

    /// Takes the last entry away.
    pub fn pop(&mut self) -> Option<(Value, V)> {
        self.remove(self.entries.len().checked_sub(1)?)
    }

    /// Takes the first entry away.
    pub fn pop_first(&mut self) -> Option<(Value, V)> {
        self.remove(self.first)
    }

    /// Takes all entries away.
    pub fn clear(&mut self) {
        *self = Table::default();
    }

    /// Slots for twice the entries, without the gaps that were left.
    fn grow(&mut self) {
        self.entries.retain(Option::is_some);
        (self.used, self.first) = (0, 0);
        self.slots = vec![FREE; ((self.len + 1) * 3).next_power_of_two().max(8)];
        for place in 0..self.entries.len() {
            if let Some((hash, _)) = self.entries[place] {
                self.take_slot(hash, place);
            }
        }
    }

    fn take_slot(&mut self, hash: u64, place: usize) {
        let mask = self.slots.len() - 1;
        let mut slot = spread(hash) & mask;
        while self.slots[slot] < GONE {
            slot = (slot + 1) & mask;
        }
        self.used += usize::from(self.slots[slot] == FREE);
        self.slots[slot] = place as u32;
    }
}

impl<V> Extend<(Value, V)> for Table<V> {
    fn extend<I: IntoIterator<Item = (Value, V)>>(&mut self, entries: I) {
        entries.into_iter().for_each(|entry| self.push(entry));
    }
}

impl<V> FromIterator<(Value, V)> for Table<V> {
    /// Of keys that differ.
    fn from_iter<I: IntoIterator<Item = (Value, V)>>(entries: I) -> Table<V> {
        let mut table = Table::default();
        table.extend(entries);
        table
    }
}

impl<V: 'static> IntoIterator for Table<V> {
    type Item = (Value, V);
    type IntoIter = Box<dyn Iterator<Item = (Value, V)>>;

    fn into_iter(self) -> Self::IntoIter {
        Box::new(self.entries.into_iter().flatten().map(|(_, entry)| entry))
    }
}

/// Where a hash has its slot: every bit of it tells in the lowest ones.
fn spread(hash: u64) -> usize {
    let mixed = hash.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed ^ (mixed >> 32)) as usize
}

/// A number that equal keys share. Ints have that of Python.
pub fn hash(key: &Value) -> u64 {
    if let Some(number) = key.as_scalar() {
        return of_number(number) as u64;
    }
    let mut hasher = DefaultHasher::new();
    match key {
        Value::Str(text) => text.hash(&mut hasher),
        Value::Tuple(items) => items.iter().for_each(|item| hash(item).hash(&mut hasher)),
        // The same in whatever order the elements came.
        Value::Set(set) => {
            let of = |(v, ()): &(Value, ())| hash(v);
            return set.read_recursive().table.iter().map(of).fold(0x51, |all, h| all ^ spread(h) as u64);
        }
        Value::Range(range) => range.iter().for_each(|n| n.hash(&mut hasher)),
        Value::Object(object) => object.type_name().hash(&mut hasher),
        other => other.type_name().hash(&mut hasher),
    }
    hasher.finish() >> 1
}

fn of_number(number: Num) -> i64 {
    let whole = |n: i128| match (n % PRIME) as i64 {
        -1 => -2,
        hash => hash,
    };
    let float = |v: f64| {
        if v.fract() == 0.0 && v.abs() < 1e38 { whole(v as i128) } else { (v.to_bits() >> 1) as i64 }
    };
    match number {
        Num::Complex(c) if c.im != 0.0 => float(c.re).wrapping_add(float(c.im).wrapping_mul(1_000_003)),
        Num::Complex(c) => float(c.re),
        Num::Float(v) => float(v),
        other => other.as_int().map_or(0, whole),
    }
}
