//! The module `functools`: functions made of functions.

use std::any::Any;
use std::collections::HashMap;

use parking_lot::Mutex;

use super::builtins::rows;
use super::call::Arguments;
use super::{call, equality, iterate, text};
use crate::array::{Object, Value};
use crate::diag::{Result, Span, type_error};
use crate::ops::{Args, Function, Op};

pub static FUNCTIONS: &[Op] = rows! { Builtin;
    "cache" "function, /" "A function that remembers its answers." cache;
    "lru_cache" "maxsize=128, typed=False" "Makes a function one that remembers its answers." cache_maker;
    "partial" "function, /, *args, **keywords" "A function with some of its arguments given." partial;
    "reduce" "function, iterable, initial=None, /" "One value made of all elements, by a function of two." reduce;
    "wraps" "wrapped" "For a function that stands for another one." wraps;
};

/// Named arguments as `Object::call` takes them.
type Named = Vec<(String, Value, Option<Span>)>;

fn reduce(args: &mut Args) -> Result<Value> {
    let function = args.need("function")?.clone();
    let mut values = iterate::iter(args.need("iterable")?).map_err(|e| args.at("iterable", e))?;
    let first = match args.raw("initial") {
        Some(first) => first.clone(),
        None => values.next().unwrap_or_else(|| {
            Err(args.at("iterable", type_error("reduce() of empty iterable with no initial value")))
        })?,
    };
    values.try_fold(first, |total, value| call::call_with(&function, [total, value?]))
}

/// A function with some of its arguments given.
#[derive(Debug)]
struct Partial {
    function: Value,
    positional: Vec<Value>,
    named: Vec<(String, Value)>,
}

fn partial(args: &mut Args) -> Result<Value> {
    let function = args.need("function")?.clone();
    if !matches!(function, Value::Object(_)) {
        return Err(args.at("function", type_error("the first argument must be callable")));
    }
    let named = match args.raw("keywords") {
        Some(Value::Dict(more)) => {
            more.read().iter().filter_map(|(k, v)| k.as_str().map(|k| (k.to_owned(), v.clone()))).collect()
        }
        _ => Vec::new(),
    };
    Ok(Value::object(Partial { function, positional: args.rest("args"), named }))
}

impl Object for Partial {
    fn type_name(&self) -> &str {
        "function"
    }

    fn repr(&self) -> String {
        let given = self.positional.iter().map(text::repr);
        let named = self.named.iter().map(|(name, value)| format!("{name}={}", text::repr(value)));
        let parts: Vec<String> = std::iter::once(text::repr(&self.function)).chain(given).chain(named).collect();
        format!("functools.partial({})", parts.join(", "))
    }

    fn attribute(&self, name: &str) -> Option<Value> {
        match name {
            "func" => Some(self.function.clone()),
            "args" => Some(Value::tuple(self.positional.iter().cloned())),
            _ => None,
        }
    }

    fn call(&self, positional: Vec<(Value, Option<Span>)>, named: Named) -> Option<Result<Value>> {
        let first = self.positional.iter().map(|v| (v.clone(), None));
        let before = self.named.iter().filter(|(name, _)| !named.iter().any(|(n, ..)| n == name));
        let named = before.map(|(n, v)| (n.clone(), v.clone(), None)).chain(named.iter().cloned()).collect();
        Some(call::call(&self.function, Arguments { positional: first.chain(positional).collect(), named }))
    }

    fn frozen(&self) -> Option<Value> {
        let Value::Object(inner) = &self.function else { return None };
        let function = inner.frozen()?;
        Some(Value::object(Partial { function, positional: self.positional.clone(), named: self.named.clone() }))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// A function that remembers its answers.
#[derive(Debug)]
struct Cached {
    function: Value,
    answers: Mutex<HashMap<String, Value>>,
}

fn remembering(function: &Value) -> Value {
    Value::object(Cached { function: function.clone(), answers: Mutex::default() })
}

fn cache(args: &mut Args) -> Result<Value> {
    Ok(remembering(args.need("function")?))
}

static DECORATORS: &[Op] = rows! { Builtin;
    "cache_decorator" "function, /" "Makes a function one that remembers its answers." cache;
    "wraps_decorator" "function, /" "The function itself." itself;
};

fn decorator(name: &str) -> Value {
    DECORATORS.iter().find(|op| op.name == name).map_or(Value::None, |op| Value::object(Function::new(op, false)))
}

fn cache_maker(args: &mut Args) -> Result<Value> {
    match args.raw("maxsize") {
        Some(function @ Value::Object(_)) => Ok(remembering(function)),
        _ => Ok(decorator("cache_decorator")),
    }
}

fn wraps(_: &mut Args) -> Result<Value> {
    Ok(decorator("wraps_decorator"))
}

fn itself(args: &mut Args) -> Result<Value> {
    Ok(args.need("function")?.clone())
}

impl Object for Cached {
    fn type_name(&self) -> &str {
        "function"
    }

    fn repr(&self) -> String {
        text::repr(&self.function)
    }

    fn attribute(&self, name: &str) -> Option<Value> {
        match &self.function {
            Value::Object(inner) => inner.attribute(name),
            _ => None,
        }
    }

    fn call(&self, positional: Vec<(Value, Option<Span>)>, named: Named) -> Option<Result<Value>> {
        let values = positional.iter().map(|(v, _)| v).chain(named.iter().map(|(_, v, _)| v));
        for value in values {
            if let Err(error) = equality::check_key(value) {
                return Some(Err(error));
            }
        }
        let given = positional.iter().map(|(v, _)| text::repr(v));
        let key: Vec<String> = given.chain(named.iter().map(|(n, v, _)| format!("{n}={}", text::repr(v)))).collect();
        let key = key.join(", ");
        let known = self.answers.lock().get(&key).cloned();
        Some(match known {
            Some(answer) => Ok(answer),
            None => call::call(&self.function, Arguments { positional, named }).inspect(|answer| {
                self.answers.lock().insert(key, answer.clone());
            }),
        })
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
