//! What was asked and answered: `In`, `Out`, `_`, `__`, `___` and `_3`.

use std::sync::Arc;

use parking_lot::RwLock;

use crate::array::{Dict, Value};
use crate::eval::Scope;

/// What was asked and answered, under its names in a scope around the user's.
pub struct History {
    shell: Arc<Scope>,
    /// The number of the cell that runs.
    pub number: usize,
    asked: Arc<RwLock<Vec<Value>>>,
    answered: Arc<RwLock<Dict>>,
}

impl History {
    pub fn new(shell: Arc<Scope>) -> History {
        let asked = Arc::new(RwLock::new(vec![Value::str("")]));
        let answered = Arc::<RwLock<Dict>>::default();
        shell.set("In", Value::List(asked.clone()));
        shell.set("Out", Value::Dict(answered.clone()));
        ["_", "__", "___"].into_iter().for_each(|name| shell.set(name, Value::str("")));
        History { shell, number: 0, asked, answered }
    }

    /// What was typed, by number.
    pub fn asked(&self) -> Vec<String> {
        self.asked.read().iter().map(|v| v.as_str().unwrap_or("").to_owned()).collect()
    }

    /// Forgets every answer.
    pub fn forget(&mut self) {
        self.answered.write().clear();
        for name in self.shell.visible().iter().filter(|n| n.starts_with('_')) {
            self.shell.remove(name);
        }
        ["_", "__", "___"].into_iter().for_each(|name| self.shell.set(name, Value::str("")));
    }

    /// Forgets what was asked too: the next cell is the first.
    pub fn restart(&mut self) {
        self.forget();
        self.asked.write().truncate(1);
        self.number = 0;
    }

    /// A cell begins.
    pub fn begin(&mut self, text: &str) {
        self.number += 1;
        self.asked.write().push(Value::str(text));
    }

    /// Keeps the answer that is shown.
    pub fn keep(&self, value: &Value) {
        for (older, newer) in [("___", "__"), ("__", "_")] {
            if let Some(value) = self.shell.get(newer) {
                self.shell.set(older, value);
            }
        }
        self.shell.set("_", value.clone());
        self.shell.set(&format!("_{}", self.number), value.clone());
        let key = Value::Int(self.number as i128);
        let mut answered = self.answered.write();
        if matches!(answered.iter().next_back(), Some((Value::Int(n), _)) if *n == self.number as i128) {
            answered.pop();
        }
        answered.push((key, value.clone()));
    }
}
