//! Names and what they stand for.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::RwLock;

use super::World;
use crate::array::Value;

/// Names with their values.
pub type Names = HashMap<Arc<str>, Value>;

/// A place for names: a session's, a function call's or a comprehension's.
pub struct Scope {
    names: RwLock<Arc<Names>>,
    /// Where a name that is not here is looked for.
    parent: Option<Arc<Scope>>,
    pub world: Arc<World>,
}

impl Scope {
    /// A session's scope.
    pub fn root(world: Arc<World>) -> Arc<Scope> {
        Arc::new(Scope { names: RwLock::default(), parent: None, world })
    }

    /// A scope within this one.
    pub fn child(self: &Arc<Scope>) -> Arc<Scope> {
        Arc::new(Scope { names: RwLock::default(), parent: Some(self.clone()), world: self.world.clone() })
    }

    /// The value of a name, here or further out.
    pub fn get(&self, name: &str) -> Option<Value> {
        let mut scope = self;
        loop {
            if let Some(value) = scope.names.read().get(name) {
                return Some(value.clone());
            }
            scope = scope.parent.as_deref()?;
        }
    }

    pub fn set(&self, name: &str, value: Value) {
        let mut names = self.names.write();
        let names = Arc::make_mut(&mut names);
        match names.get_mut(name) {
            // Dropping the old value may take time, and may look at names.
            Some(slot) => drop(std::mem::replace(slot, value)),
            None => drop(names.insert(name.into(), value)),
        }
    }

    /// Forgets a name; false if there was none.
    pub fn remove(&self, name: &str) -> bool {
        Arc::make_mut(&mut self.names.write()).remove(name).is_some()
    }

    /// The names as they are now. Taking them costs nothing; the next write copies the map, not the values.
    pub fn snapshot(&self) -> Arc<Names> {
        self.names.read().clone()
    }

    /// Makes the names what they were.
    pub fn restore(&self, names: Arc<Names>) {
        *self.names.write() = names;
    }

    /// The names that can be seen from here.
    pub fn visible(&self) -> Vec<Arc<str>> {
        let mut found: Vec<Arc<str>> = self.names.read().keys().cloned().collect();
        found.extend(self.parent.iter().flat_map(|p| p.visible()));
        found
    }
}

impl std::fmt::Debug for Scope {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Scope of {} names", self.names.read().len())
    }
}
