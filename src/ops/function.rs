//! Operations as values: `np.sum`, and `x.sum` with its array.

use std::any::Any;

use super::elementwise::find_ufunc;
use super::{Args, Family, Given, Op, ParamKind, Place, find, masked};
use crate::array::{Object, Value, sizes};
use crate::diag::{Result, Span};

/// An operation as a value that can be called.
#[derive(Clone)]
pub struct Function {
    pub op: &'static Op,
    /// Whether it was reached through `da.`: its answer is lazy whatever it is given.
    pub lazy: bool,
    /// What comes before the arguments of each call: the array of a method.
    pub receiver: Option<Value>,
    /// Whether it was reached through `np.ma.`: its answers are masked arrays whatever it is given.
    pub masked: bool,
}

impl Function {
    pub fn new(op: &'static Op, lazy: bool) -> Function {
        Function { op, lazy, receiver: None, masked: false }
    }

    /// The operation as `np.ma` has it.
    pub fn masked(op: &'static Op, lazy: bool) -> Function {
        Function { masked: true, ..Function::new(op, lazy) }
    }

    /// The operation as a method of `receiver`, which becomes its first argument.
    pub fn method(op: &'static Op, receiver: Value) -> Function {
        Function { op, lazy: false, receiver: Some(receiver), masked: false }
    }
}

impl Function {
    /// What a ufunc has beside what every function has.
    fn ufunc_attribute(&self, name: &str) -> Option<Value> {
        let ufunc =
            find_ufunc(self.op.name).filter(|_| self.receiver.is_none() && self.op.family == Family::Elementwise)?;
        match name {
            "nin" => Some(Value::Int(ufunc.arity() as i128)),
            "nout" => Some(Value::Int(ufunc.results() as i128)),
            "identity" => Some(identity(self.op.name)),
            "nargs" => Some(Value::Int((ufunc.arity() + ufunc.results()) as i128)),
            _ => {
                let receiver = Some(Value::object(self.clone()));
                find(Place::Ufunc, name)
                    .map(|op| Value::object(Function { op, lazy: self.lazy, receiver, masked: self.masked }))
            }
        }
    }
}

/// What a ufunc leaves as it is with any other operand; none if there is no such number.
fn identity(name: &str) -> Value {
    match name {
        "add" | "bitwise_or" | "bitwise_xor" | "hypot" | "gcd" => Value::Int(0),
        "multiply" => Value::Int(1),
        "bitwise_and" => Value::Int(-1),
        "logical_and" => Value::Bool(true),
        "logical_or" | "logical_xor" => Value::Bool(false),
        "logaddexp" | "logaddexp2" => Value::Float(f64::NEG_INFINITY),
        _ => Value::None,
    }
}

/// Calls an operation. Arrays among its arguments whose lengths are not known are counted first, unless it takes them
/// as they are.
pub fn invoke(
    op: &'static Op,
    positional: Vec<Given>,
    named: Vec<(String, Given)>,
    lazy: bool,
    owner: Option<Value>,
) -> Result<Value> {
    let bind = |positional, named| -> Result<Args> {
        let mut args = Args::bind(op, positional, named, lazy)?;
        args.owner = owner.clone();
        Ok(args)
    };
    if !positional.iter().chain(named.iter().map(|(_, g)| g)).any(|g| sizes::has_unknown(&g.value)) {
        let mut args = bind(positional, named)?;
        return (op.build)(&mut args).and_then(|value| args.in_order(value));
    }
    // What is wrong with the call itself is said before anything is counted.
    let mut args = bind(positional.clone(), named.clone())?;
    if op.family == Family::Language {
        // Python's own functions count where they need a length.
        return (op.build)(&mut args);
    }
    if op.any_length {
        match (op.build)(&mut args) {
            Err(error) if sizes::may_need_sizes(&error) => {}
            answer => return answer,
        }
    }
    let what = format!("{}()", op.name);
    let counted = |g: Given| Ok(Given { value: sizes::counted_value(&g.value, &what)?, span: g.span });
    let positional = positional.into_iter().map(counted).collect::<Result<_>>()?;
    let named = named.into_iter().map(|(n, g)| Ok((n, counted(g)?))).collect::<Result<_>>()?;
    (op.build)(&mut bind(positional, named)?)
}

impl std::fmt::Debug for Function {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Function({})", self.op.name)
    }
}

impl Object for Function {
    fn type_name(&self) -> &str {
        if self.receiver.is_some() { "builtin_function_or_method" } else { "function" }
    }

    fn repr(&self) -> String {
        match &self.receiver {
            Some(receiver) => format!("<method {} of {}>", self.op.name, receiver.type_name()),
            None => format!("<function {}>", self.op.name),
        }
    }

    fn attribute(&self, name: &str) -> Option<Value> {
        match name {
            "__name__" => Some(Value::str(self.op.name)),
            "__doc__" => Some(Value::str(self.op.doc)),
            _ => self.ufunc_attribute(name),
        }
    }

    fn needs(&self) -> Option<String> {
        let own = self.op.parameters().iter().skip(usize::from(self.receiver.is_some()));
        let needed = own.filter(|p| p.default.is_none() && matches!(p.kind, ParamKind::Plain | ParamKind::Keyword));
        Some(needed.map(|p| p.name).collect::<Vec<_>>().join(", "))
    }

    fn parameters(&self) -> Vec<String> {
        self.op.parameters().iter().map(|p| p.name.to_owned()).collect()
    }

    fn is_elementwise(&self) -> bool {
        self.receiver.is_none() && self.op.family == Family::Elementwise
    }

    fn call(
        &self,
        positional: Vec<(Value, Option<Span>)>,
        named: Vec<(String, Value, Option<Span>)>,
    ) -> Option<Result<Value>> {
        let receiver = self.receiver.iter().map(|v| Given { value: v.clone(), span: None });
        let positional: Vec<Given> =
            receiver.chain(positional.into_iter().map(|(value, span)| Given { value, span })).collect();
        let named: Vec<_> = named.into_iter().map(|(name, value, span)| (name, Given { value, span })).collect();
        let is_masked = |g: &Given| masked::holds(&g.value);
        if !matches!(self.op.family, Family::Masked | Family::Language)
            && (self.masked || positional.iter().chain(named.iter().map(|(_, g)| g)).any(is_masked))
        {
            let method = matches!(self.receiver, Some(Value::Masked(_)));
            return Some(masked::dispatch(self.op, positional, named, self.lazy, self.masked || method));
        }
        Some(invoke(self.op, positional, named, self.lazy, None))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
