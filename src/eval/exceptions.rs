//! Errors as values: their classes, `raise`, and `try` with what handles them.

use std::any::Any;
use std::cell::RefCell;

use super::builtins::rows;
use super::call::Arguments;
use super::{Ctx, Flow, text, types, world};
use crate::array::{Object, Value};
use crate::diag::{Error, Kind, Result, runtime_error, type_error};
use crate::ops::{Args, Function, Op};
use crate::syntax::ast::{Expr, Handler, Stmt};

/// The classes of errors that a program may name, each with those right above it.
const CLASSES: [(Kind, &[&str]); 28] = [
    (Kind::Exception, &["BaseException"]),
    (Kind::ArithmeticError, &["Exception"]),
    (Kind::LookupError, &["Exception"]),
    (Kind::OSError, &["Exception"]),
    (Kind::SyntaxError, &["Exception"]),
    (Kind::IndentationError, &["SyntaxError"]),
    (Kind::NameError, &["Exception"]),
    (Kind::UnboundLocalError, &["NameError"]),
    (Kind::AttributeError, &["Exception"]),
    (Kind::TypeError, &["Exception"]),
    (Kind::ValueError, &["Exception"]),
    (Kind::AxisError, &["ValueError", "IndexError"]),
    (Kind::IndexError, &["LookupError"]),
    (Kind::KeyError, &["LookupError"]),
    (Kind::ZeroDivisionError, &["ArithmeticError"]),
    (Kind::FloatingPointError, &["ArithmeticError"]),
    (Kind::OverflowError, &["ArithmeticError"]),
    (Kind::MemoryError, &["Exception"]),
    (Kind::RecursionError, &["RuntimeError"]),
    (Kind::NotImplementedError, &["RuntimeError"]),
    (Kind::LinAlgError, &["ValueError"]),
    (Kind::AssertionError, &["Exception"]),
    (Kind::ImportError, &["Exception"]),
    (Kind::FileNotFoundError, &["OSError"]),
    (Kind::UnicodeDecodeError, &["ValueError"]),
    (Kind::KeyboardInterrupt, &["BaseException"]),
    (Kind::RuntimeError, &["Exception"]),
    (Kind::StopIteration, &["Exception"]),
];

/// Classes that have a module of their own.
const HOMES: [(Kind, &str); 2] =
    [(Kind::LinAlgError, "numpy.linalg.LinAlgError"), (Kind::AxisError, "numpy.exceptions.AxisError")];

thread_local! {
    /// The errors that are being handled, the innermost last.
    static HANDLED: RefCell<Vec<Error>> = const { RefCell::new(Vec::new()) };
    /// What the last error that was raised was made of.
    static LAST: RefCell<Option<Raised>> = const { RefCell::new(None) };
}

/// The names of the classes that are there without an import.
pub fn names() -> impl Iterator<Item = &'static str> {
    let plain = CLASSES.iter().filter(|(kind, _)| !HOMES.iter().any(|(k, _)| k == kind)).map(|(kind, _)| kind.name());
    plain.chain(["BaseException"])
}

/// The class of errors of that qualified name.
pub fn class(name: &str) -> Option<Kind> {
    let home = HOMES.iter().find(|(_, full)| *full == name).map(|(kind, _)| *kind);
    home.or_else(|| CLASSES.iter().map(|(kind, _)| *kind).find(|kind| kind.name() == name && qualified(*kind) == name))
}

fn qualified(kind: Kind) -> &'static str {
    HOMES.iter().find(|(k, _)| *k == kind).map_or(kind.name(), |(_, full)| full)
}

/// The qualified names of a class of errors and of all above it.
pub fn lineage(kind: Kind) -> Vec<&'static str> {
    let mut found = vec![qualified(kind)];
    let mut waiting = vec![kind];
    while let Some(kind) = waiting.pop() {
        for above in CLASSES.iter().filter(|(k, _)| *k == kind).flat_map(|(_, above)| above.iter()) {
            found.push(above);
            waiting.extend(class(above));
        }
    }
    found
}

/// An error that is a value.
pub struct Raised {
    error: Error,
    arguments: Vec<Value>,
}

/// The error that a call of its class makes, such as `ValueError("too large")`.
pub fn make(kind: Kind, arguments: Arguments) -> Result<Value> {
    if !arguments.named.is_empty() {
        return Err(type_error(format!("{}() takes no keyword arguments", kind.name())));
    }
    let arguments: Vec<Value> = arguments.positional.into_iter().map(|(v, _)| v).collect();
    let message = match &arguments[..] {
        [] => String::new(),
        [only] if kind == Kind::KeyError => text::repr(only),
        [only] => text::str(only),
        several => text::repr(&Value::tuple(several.iter().cloned())),
    };
    Ok(Value::object(Raised { error: Error::new(kind, message), arguments }))
}

impl Raised {
    /// The value of an error, with what it was made of where that is known.
    fn of(error: &Error) -> Raised {
        let same = |r: &Raised| r.error.kind == error.kind && r.error.message == error.message;
        if let Some(raised) = LAST.take().filter(same) {
            return raised;
        }
        let arguments = if error.message.is_empty() { Vec::new() } else { vec![Value::str(&error.message)] };
        Raised { error: error.clone(), arguments }
    }

    /// What class of error it is.
    pub fn kind(&self) -> Kind {
        self.error.kind
    }
}

impl std::fmt::Debug for Raised {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Raised({})", self.error)
    }
}

static METHODS: &[Op] = rows! { Builtin;
    "__str__" "self, /" "What went wrong, in words." message;
};

fn message(args: &mut Args) -> Result<Value> {
    let error = args.need("self")?.downcast::<Raised>().map(|raised| raised.error.message.clone());
    Ok(Value::str(error.unwrap_or_default()))
}

impl Object for Raised {
    fn type_name(&self) -> &str {
        qualified(self.error.kind)
    }

    fn repr(&self) -> String {
        let arguments: Vec<String> = self.arguments.iter().map(text::repr).collect();
        format!("{}({})", self.error.kind.name(), arguments.join(", "))
    }

    fn attribute(&self, name: &str) -> Option<Value> {
        match name {
            "args" => Some(Value::tuple(self.arguments.iter().cloned())),
            "__str__" => METHODS.first().map(|op| {
                let own = Raised { error: self.error.clone(), arguments: self.arguments.clone() };
                Value::object(Function::method(op, Value::object(own)))
            }),
            _ => None,
        }
    }

    fn attributes(&self) -> Vec<String> {
        vec!["args".to_owned()]
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// The error that a value stands for: an error, or a class of errors.
fn raised(value: &Value) -> Result<Error> {
    if let Some(raised) = value.downcast::<Raised>() {
        LAST.set(Some(Raised { error: raised.error.clone(), arguments: raised.arguments.clone() }));
        return Ok(raised.error.clone());
    }
    match types::error_class(value) {
        Some(kind) => Ok(Error::new(kind, "")),
        None => {
            Err(type_error("exceptions must derive from BaseException").help("such as raise ValueError('too large')"))
        }
    }
}

impl Ctx {
    /// `raise value`, or, without one, the error that is being handled.
    pub(super) fn raise(&self, value: Option<&Expr>, cause: Option<&Expr>) -> Error {
        let Some(value) = value else {
            let again = HANDLED.with_borrow(|handled| handled.last().cloned());
            return again.unwrap_or_else(|| {
                runtime_error("No active exception to reraise")
                    .help("say what is raised: raise ValueError('too large')")
            });
        };
        let error = self.expr(value).and_then(|v| raised(&v)).unwrap_or_else(|error| error);
        match cause.map(|c| self.expr(c)) {
            Some(Err(error)) => error,
            _ => error,
        }
    }

    /// A block, the handlers of its errors, and what runs whatever happens.
    pub(super) fn try_block(
        &self,
        body: &[Stmt],
        handlers: &[Handler],
        otherwise: &[Stmt],
        last: &[Stmt],
    ) -> Result<Flow> {
        let done = match self.block(body) {
            Ok(Flow::Next) => self.block(otherwise),
            Ok(flow) => Ok(flow),
            Err(error) if error.kind == Kind::KeyboardInterrupt || world::is_dry_error(&error) => Err(error),
            Err(error) => self.handle(handlers, error),
        };
        match self.block(last)? {
            Flow::Next => done,
            flow => Ok(flow),
        }
    }

    /// Runs the first handler that takes an error.
    fn handle(&self, handlers: &[Handler], error: Error) -> Result<Flow> {
        for handler in handlers {
            let takes = match &handler.kind {
                None => true,
                Some(kind) => {
                    let kinds = self.expr(kind)?;
                    takes(&kinds, error.kind).map_err(|e| e.at(kind.span))?
                }
            };
            if !takes {
                continue;
            }
            if let Some(name) = &handler.name {
                self.scope.set(&name.text, Value::object(Raised::of(&error)));
            }
            HANDLED.with_borrow_mut(|handled| handled.push(error));
            let done = self.block(&handler.body);
            HANDLED.with_borrow_mut(Vec::pop);
            if let Some(name) = &handler.name {
                self.scope.remove(&name.text);
            }
            return done;
        }
        Err(error)
    }
}

/// Whether an `except` of these classes takes an error.
fn takes(kinds: &Value, kind: Kind) -> Result<bool> {
    if let Value::Tuple(kinds) = kinds {
        return kinds.iter().try_fold(false, |found, k| Ok(found || takes(k, kind)?));
    }
    match types::name_of(kinds) {
        Some(name) if name == "BaseException" || class(name).is_some() => Ok(lineage(kind).contains(&name)),
        _ => Err(type_error("catching classes that do not inherit from BaseException is not allowed")
            .help("such as `except ValueError:` or `except (KeyError, IndexError):`")),
    }
}
