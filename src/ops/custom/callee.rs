//! Functions of the user's: how they are called from within a task, and what their mistakes say.

use std::any::Any;
use std::fmt::Debug;

use crate::array::{Object, Value, build::shape_text, convert};
use crate::chunk::{Block, DType};
use crate::diag::{self, Error, Kind, Result, Span, type_error};
use crate::ops::Args;
use crate::with_dtype;

/// A function that a task calls, with the names that it uses as they were when the task was made.
#[derive(Clone, Debug)]
pub struct Callee {
    pub function: Value,
    /// What it is called in mistakes and pictures.
    pub name: String,
    /// The operation that was given the function.
    pub operation: &'static str,
}

impl Callee {
    /// The function given as the argument `name`.
    pub fn of(args: &Args, name: &str) -> Result<Callee> {
        let value = args.need(name)?;
        let Value::Object(object) = value else { return Err(args.wrong(name, "a function")) };
        if object.type_name() == "module" {
            return Err(args.wrong(name, "a function"));
        }
        Ok(Callee::new(args.op.name, value))
    }

    /// A function that is known to be one.
    pub fn new(operation: &'static str, value: &Value) -> Callee {
        let Value::Object(object) = value else {
            return Callee { function: value.clone(), name: value.type_name().to_owned(), operation };
        };
        let name = object.attribute("__name__").and_then(|n| n.as_str().map(str::to_owned));
        let name = name.unwrap_or_else(|| object.type_name().to_owned());
        Callee { function: object.frozen().unwrap_or_else(|| value.clone()), name, operation }
    }

    /// What a picture calls a layer of this function.
    pub fn layer_name(&self) -> String {
        self.name.trim_matches(|c| c == '<' || c == '>' || c == '_').to_owned()
    }

    /// Whether the function has a parameter of that name.
    pub fn takes(&self, name: &str) -> bool {
        matches!(&self.function, Value::Object(o) if o.parameters().iter().any(|p| p == name))
    }

    /// Whether the function is a row of the table.
    pub fn is_operation(&self) -> bool {
        self.function.downcast::<crate::ops::Function>().is_some()
    }

    /// Whether the function can be called once with lazy arrays instead of once a chunk.
    pub fn is_elementwise(&self) -> bool {
        matches!(&self.function, Value::Object(o) if o.is_elementwise())
    }

    /// What the function gives for these arguments; `trying` is for made-up ones.
    pub fn invoke(&self, trying: bool, positional: Vec<Value>, named: Vec<(String, Value)>) -> Result<Value> {
        if trying { self.rehearse(positional, named) } else { self.call(positional, named) }
    }

    /// What the function gives for these arguments.
    pub fn call(&self, positional: Vec<Value>, named: Vec<(String, Value)>) -> Result<Value> {
        let Value::Object(function) = &self.function else { return Err(self.not_callable()) };
        let positional = positional.into_iter().map(|v| (v, None)).collect();
        let named = named.into_iter().map(|(name, value)| (name, value, None)).collect();
        function.call(positional, named).unwrap_or_else(|| Err(self.not_callable()))
    }

    /// What the function gives for made-up arguments; nothing is printed and no warning is told.
    pub fn rehearse(&self, positional: Vec<Value>, named: Vec<(String, Value)>) -> Result<Value> {
        let Value::Object(function) = &self.function else { return Err(self.not_callable()) };
        let before = diag::take_warnings();
        let answer = function.rehearse(positional, named).unwrap_or_else(|| Err(self.not_callable()));
        drop(diag::take_warnings());
        before.into_iter().for_each(diag::warn);
        answer
    }

    fn not_callable(&self) -> Error {
        type_error(format!("{}(): a {} cannot be called", self.operation, self.function.type_name()))
            .help("give it a function: a lambda, a def, or one such as np.sum")
    }

    /// A mistake of the function, with the place at which it was made. What stops everything stays as it is.
    pub fn failed(&self, error: Error, place: &str) -> Error {
        let told = error.message.strip_prefix(self.operation).is_some_and(|rest| rest.starts_with(':'));
        if told || error.kind == Kind::KeyboardInterrupt || error.message == diag::NEEDS_VALUES {
            return error;
        }
        let message = format!("{}: {} failed {place}: {}", self.operation, self.name, error.message);
        Error { message, ..error }
    }

    /// The elements of what the function gave.
    pub fn block(&self, value: &Value) -> Result<Block> {
        match value {
            Value::Array(a) => Ok(a.block()),
            Value::Lazy(a) => a.compute(),
            Value::None => Err(type_error(format!("{}: {} returned None, and no array", self.operation, self.name))
                .help("end the function with `return`, and what it makes of the block")),
            value => convert::to_block(value, None).map_err(|e| Error {
                message: format!("{}: {} returned: {}", self.operation, self.name, e.message),
                ..e
            }),
        }
    }

    /// The block as the dtype that was promised.
    pub fn promised(&self, block: Block, dtype: DType) -> Result<Block> {
        match block.dtype() {
            got if got == dtype => Ok(block),
            got if got.casts_same_kind(dtype) || loses_nothing(&block, dtype) => Ok(block.cast(dtype)),
            got => {
                Err(type_error(format!("{}: {} returned {got}, where {dtype} was promised", self.operation, self.name))
                    .help(format!("say dtype={got}, or return block.astype({dtype})")))
            }
        }
    }
}

/// Whether each element is the same number as that dtype.
fn loses_nothing(block: &Block, dtype: DType) -> bool {
    let back = block.cast(dtype).cast(block.dtype());
    with_dtype!(block.dtype(), T => back.to_vec::<T>() == block.to_vec::<T>())
}

/// A function that calls a function of the user's: what it does is data, so that a task can hold it.
pub trait Wrap: Debug + Send + Sync + 'static {
    /// What it is called in mistakes and pictures.
    fn name(&self) -> String;
    /// What it gives; `trying` is for made-up arguments.
    fn run(&self, trying: bool, positional: Vec<Value>, named: Vec<(String, Value)>) -> Result<Value>;
}

/// A wrapper as a value that can be called.
#[derive(Debug)]
pub struct Wrapped<T>(pub T);

impl<T: Wrap> Object for Wrapped<T> {
    fn type_name(&self) -> &str {
        "function"
    }

    fn repr(&self) -> String {
        format!("<function {}>", self.0.name())
    }

    fn attribute(&self, name: &str) -> Option<Value> {
        (name == "__name__").then(|| Value::str(self.0.name()))
    }

    fn call(
        &self,
        positional: Vec<(Value, Option<Span>)>,
        named: Vec<(String, Value, Option<Span>)>,
    ) -> Option<Result<Value>> {
        let positional = positional.into_iter().map(|(value, _)| value).collect();
        Some(self.0.run(false, positional, named.into_iter().map(|(name, value, _)| (name, value)).collect()))
    }

    fn rehearse(&self, positional: Vec<Value>, named: Vec<(String, Value)>) -> Option<Result<Value>> {
        Some(self.0.run(true, positional, named))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// Shapes in a row, as people say them: `(2, 3)`, `(2, 3) and (3,)`.
pub fn shapes_text<'a>(shapes: impl Iterator<Item = &'a [usize]>) -> String {
    let mut texts: Vec<String> = shapes.map(shape_text).collect();
    match texts.pop() {
        Some(last) if texts.is_empty() => last,
        Some(last) => format!("{} and {last}", texts.join(", ")),
        None => String::new(),
    }
}

/// The named arguments that `**kwargs` took.
pub fn named_of(args: &Args, name: &str) -> Vec<(String, Value)> {
    match args.get(name) {
        Some(Value::Dict(more)) => {
            more.read().iter().filter_map(|(k, v)| Some((k.as_str()?.to_owned(), v.clone()))).collect()
        }
        _ => Vec::new(),
    }
}
