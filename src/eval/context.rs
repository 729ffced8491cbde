//! What a `with` statement runs within: settings that hold for a block.

use std::any::Any;

use parking_lot::Mutex;

use super::builtins::rows;
use crate::array::{Object, Value};
use crate::diag::Result;
use crate::display::progress;
use crate::ops::{Args, Op};

/// Takes back what a context did.
pub type Undo = Box<dyn FnOnce() + Send>;
/// Does what a context does.
type Begin = Box<dyn Fn() -> Result<Undo> + Send + Sync>;

/// Settings that hold for a block.
pub struct Context {
    name: &'static str,
    begin: Begin,
    undo: Mutex<Vec<Undo>>,
}

impl Context {
    /// A context that does something when it is entered.
    pub fn new(name: &'static str, begin: impl Fn() -> Result<Undo> + Send + Sync + 'static) -> Context {
        Context { name, begin: Box::new(begin), undo: Mutex::new(Vec::new()) }
    }

    /// A context that has done what it does already, and takes it back at the end of a block.
    pub fn begun(name: &'static str, undo: Undo) -> Context {
        let undo = Mutex::new(Some(undo));
        Context::new(name, move || Ok(undo.lock().take().unwrap_or_else(|| Box::new(|| {}))))
    }
}

impl std::fmt::Debug for Context {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Context({})", self.name)
    }
}

impl Object for Context {
    fn type_name(&self) -> &str {
        self.name
    }

    fn repr(&self) -> String {
        format!("<{} object>", self.name)
    }

    fn enter(&self) -> Option<Result<()>> {
        Some((self.begin)().map(|undo| self.undo.lock().push(undo)))
    }

    fn exit(&self) {
        let undo = self.undo.lock().pop();
        if let Some(undo) = undo {
            undo();
        }
    }

    fn attribute(&self, name: &str) -> Option<Value> {
        let row = BAR_METHODS.iter().find(|m| m.name == name && self.name == BAR)?;
        Some(Value::object(crate::ops::Function::new(row, false)))
    }

    fn attributes(&self) -> Vec<String> {
        BAR_METHODS.iter().filter(|_| self.name == BAR).map(|m| m.name.to_owned()).collect()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

const BAR: &str = "ProgressBar";

pub static DIAGNOSTICS: &[Op] = rows! { Builtin;
    "ProgressBar" "minimum=0, width=40, dt=0.1, out=None" "Bars that show how far a run is, on a terminal: in a `with` block, or from `.register()` on." progress_bar;
};

static BAR_METHODS: &[Op] = rows! { Builtin;
    "register" "" "Shows the bars of every run from now on." register;
    "unregister" "" "Shows bars only of runs that take long." unregister;
};

fn progress_bar(args: &mut Args) -> Result<Value> {
    let after = args.float("minimum")?.unwrap_or(0.0).max(0.0);
    Ok(Value::object(Context::new(BAR, move || {
        let before = progress::show_after(after);
        Ok(Box::new(move || {
            progress::show_after(before);
        }))
    })))
}

fn register(_: &mut Args) -> Result<Value> {
    progress::show_after(0.0);
    Ok(Value::None)
}

fn unregister(_: &mut Args) -> Result<Value> {
    progress::show_after(progress::USUAL);
    Ok(Value::None)
}
