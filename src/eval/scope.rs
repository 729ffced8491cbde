//! Names and what they stand for.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use parking_lot::RwLock;

use super::World;
use crate::array::Value;
use crate::diag::{Error, Kind, Result, syntax_error};

/// Names with their values.
pub type Names = HashMap<Arc<str>, Value>;

/// A place for names: a session's, a function call's or a comprehension's.
pub struct Scope {
    names: RwLock<Arc<Names>>,
    kind: ScopeKind,
    /// The names that `global` and `nonlocal` lead elsewhere, and where to.
    led: OnceLock<RwLock<Vec<Led>>>,
    /// Where a name that is not here is looked for.
    parent: Option<Arc<Scope>>,
    pub world: Arc<World>,
}

/// Whose names a scope has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ScopeKind {
    Session,
    Call,
    Comprehension,
}

/// A name that belongs to another scope.
type Led = (Arc<str>, Arc<Scope>);

impl Scope {
    fn new(kind: ScopeKind, parent: Option<Arc<Scope>>, world: Arc<World>) -> Arc<Scope> {
        Arc::new(Scope { names: RwLock::default(), kind, led: OnceLock::new(), parent, world })
    }

    /// A session's scope.
    pub fn root(world: Arc<World>) -> Arc<Scope> {
        Scope::new(ScopeKind::Session, None, world)
    }

    /// A session's scope within this one.
    pub fn child(self: &Arc<Scope>) -> Arc<Scope> {
        Scope::new(ScopeKind::Session, Some(self.clone()), self.world.clone())
    }

    /// The scope of a call of a function that was made here.
    pub fn call(self: &Arc<Scope>) -> Arc<Scope> {
        Scope::new(ScopeKind::Call, Some(self.clone()), self.world.clone())
    }

    /// The scope of a comprehension.
    pub fn comprehension(self: &Arc<Scope>) -> Arc<Scope> {
        Scope::new(ScopeKind::Comprehension, Some(self.clone()), self.world.clone())
    }

    /// The scope that a name was led to by `global` or `nonlocal`.
    fn led(&self, name: &str) -> Option<Arc<Scope>> {
        self.led.get()?.read().iter().find(|(led, _)| **led == *name).map(|(_, scope)| scope.clone())
    }

    fn lead(&self, name: &str, scope: Arc<Scope>) {
        self.led.get_or_init(RwLock::default).write().push((name.into(), scope));
    }

    /// `global name`
    pub fn global(&self, name: &str) {
        let mut outer = self.parent.as_ref();
        while let Some(scope) = outer {
            if scope.kind == ScopeKind::Session {
                return self.lead(name, scope.clone());
            }
            outer = scope.parent.as_ref();
        }
    }

    /// `nonlocal name`
    pub fn nonlocal(&self, name: &str) -> Result<()> {
        let mut outer = self.parent.as_ref();
        while let Some(scope) = outer.filter(|s| s.kind != ScopeKind::Session || s.parent.is_none()) {
            if let Some(further) = scope.led(name) {
                self.lead(name, further);
                return Ok(());
            }
            if scope.names.read().contains_key(name) {
                self.lead(name, scope.clone());
                return Ok(());
            }
            outer = scope.parent.as_ref();
        }
        Err(syntax_error(format!("no binding for nonlocal '{name}' found"))
            .help(format!("`global {name}` is for a name of the session")))
    }

    /// An error unless the name is one that this scope may change.
    pub fn own(&self, name: &str) -> Result<()> {
        let own = self.kind != ScopeKind::Call || self.names.read().contains_key(name) || self.led(name).is_some();
        if own {
            return Ok(());
        }
        let message = format!("cannot access local variable '{name}' where it is not associated with a value");
        Err(Error::new(Kind::UnboundLocalError, message).help(format!(
            "`global {name}` first changes the session's, `nonlocal {name}` that of the function around this one"
        )))
    }

    /// `name := value`: a comprehension gives the name to what is around it.
    pub fn name(&self, name: &str, value: Value) {
        match &self.parent {
            Some(outer) if self.kind == ScopeKind::Comprehension => outer.name(name, value),
            _ => self.set(name, value),
        }
    }

    /// The value of a name, here or further out.
    pub fn get(&self, name: &str) -> Option<Value> {
        let mut scope = self;
        loop {
            if let Some(elsewhere) = scope.led(name) {
                return elsewhere.get(name);
            }
            if let Some(value) = scope.names.read().get(name) {
                return Some(value.clone());
            }
            scope = scope.parent.as_deref()?;
        }
    }

    /// Gives a name a value.
    pub fn set(&self, name: &str, value: Value) {
        if let Some(elsewhere) = self.led(name) {
            return elsewhere.set(name, value);
        }
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
        if let Some(elsewhere) = self.led(name) {
            return elsewhere.remove(name);
        }
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
