//! Expressions.

use std::sync::Arc;

use super::call::Arguments;
use super::{Scope, Source, attribute, builtins, equality, index, iterate, module, operators, remedy, stack, truth};
use crate::array::{Dict, Slice, Value, sizes};
use crate::chunk::c128;
use crate::diag::{Error, Kind, Result, Span, name_error, nearest, type_error};
use crate::syntax::ast::{
    Argument, ArgumentKind, Comparison, DictEntry, Expr, ExprKind, LogicalOp, Operation, UnaryOp,
};

/// Where a piece of a program runs: its names and its text.
#[derive(Clone, Debug)]
pub struct Ctx {
    pub scope: Arc<Scope>,
    pub source: Arc<Source>,
}

/// Names that people bring from elsewhere, and what to do about them.
const ELSEWHERE: [(&str, &str); 36] = [
    ("numpy", "`np` is there; or `import numpy` first"),
    ("dask", "`da` is there; or `import dask` first"),
    ("pd", "there are no tables of pandas here; `np` and `da` have arrays"),
    ("plt", "`import matplotlib.pyplot as plt` first"),
    ("true", "did you mean `True`?"),
    ("false", "did you mean `False`?"),
    ("null", "did you mean `None`?"),
    ("nil", "did you mean `None`?"),
    ("NaN", "did you mean `np.nan`?"),
    ("Infinity", "did you mean `np.inf`?"),
    ("xrange", "did you mean `range`?"),
    ("exit", "Ctrl-D leaves"),
    ("disp", "did you mean `print`?"),
    ("echo", "did you mean `print`?"),
    ("fprintf", "did you mean `print`? As in print(f\"{x:.2f}\")"),
    ("Inf", "did you mean `np.inf`?"),
    ("numel", "x.size is the number of elements"),
    ("length", "len(x) is the first length, x.size the number of elements"),
    ("nrow", "x.shape[0] is the number of rows"),
    ("ncol", "x.shape[1] is the number of columns"),
    ("ifelse", "np.where(condition, a, b) takes from a where it holds, else from b"),
    ("typeof", "did you mean `type`?"),
    ("double", "did you mean `float`?"),
    ("string", "did you mean `str`?"),
    ("undefined", "did you mean `None`?"),
    ("end", "a block ends where its indentation does; the last element is x[-1]"),
    ("clc", "`%clear` clears the screen"),
    ("clear", "`%clear` clears the screen, `%reset` forgets all names"),
    ("doc", "`help(np.sum)` or `np.sum?` asks"),
    ("ls", "lines for the shell begin with `%`: `%ls`"),
    ("cd", "lines for the shell begin with `%`: `%cd FOLDER`"),
    ("pwd", "lines for the shell begin with `%`: `%pwd`"),
    ("who", "lines for the shell begin with `%`: `%who`"),
    ("whos", "lines for the shell begin with `%`: `%whos`"),
    ("history", "lines for the shell begin with `%`: `%history`"),
    ("reset", "lines for the shell begin with `%`: `%reset`"),
];

impl Ctx {
    /// The value of an expression. A mistake in it has a span.
    pub fn expr(&self, expr: &Expr) -> Result<Value> {
        stack::check().and_then(|()| self.kind(expr)).map_err(|e| e.at(expr.span))
    }

    fn kind(&self, expr: &Expr) -> Result<Value> {
        Ok(match &expr.kind {
            ExprKind::None => Value::None,
            ExprKind::Ellipsis => Value::Ellipsis,
            ExprKind::Bool(v) => Value::Bool(*v),
            ExprKind::Int(v) => Value::Int(*v),
            ExprKind::Float(v) => Value::Float(*v),
            ExprKind::Imaginary(v) => Value::Complex(c128::new(0.0, *v)),
            ExprKind::Str(text) => Value::str(text),
            ExprKind::FString(parts) => Value::str(self.fstring(parts)?),
            ExprKind::Name(name) => return self.name(name),
            ExprKind::Tuple(items) => Value::tuple(self.items(items)?),
            ExprKind::List(items) => Value::list(self.items(items)?),
            ExprKind::Set(items) => equality::set(self.items(items)?)?,
            ExprKind::Dict(entries) => self.dict(entries)?,
            ExprKind::Starred(_) => {
                return Err(type_error("a starred expression stands only in a list, a tuple or a call"));
            }
            ExprKind::Unary { op, operand } => return self.unary(*op, operand),
            ExprKind::Binary { first, rest } => return self.binary(first, rest),
            ExprKind::Logical { op, values } => return self.logical(*op, values),
            ExprKind::Compare { first, rest } => return self.compare(first, rest),
            ExprKind::Conditional { test, then, otherwise } => {
                return self.expr(if self.test(test)? { then } else { otherwise });
            }
            ExprKind::Lambda(function) => self.function(function)?,
            ExprKind::Named { name, value } => {
                let value = self.expr(value)?;
                self.scope.name(&name.text, value.clone());
                value
            }
            ExprKind::Comprehension(comprehension) => return self.comprehension(comprehension),
            ExprKind::Attribute { object, name } => {
                let value = self.expr(object)?;
                return attribute::get(&value, &name.text)
                    .map_err(|e| remedy::of_attribute(e, &value, &self.source, object, &name.text).at(name.span));
            }
            ExprKind::Call { function, arguments } => {
                let callee = self.expr(function)?;
                let no_function = (!matches!(callee, Value::Object(_))).then(|| callee.clone());
                return self
                    .call(callee, self.arguments(arguments)?, function, arguments)
                    .map_err(|e| remedy::of_call(e, no_function.as_ref(), &self.source, function, arguments));
            }
            ExprKind::Subscript { object, index } => {
                let object = self.expr(object)?;
                let key = self.expr(index)?;
                return index::get(&object, &key)
                    .map_err(|e| if e.kind == Kind::TypeError { e } else { e.at(index.span) });
            }
            ExprKind::Slice { lower, upper, step } => {
                let part = |e: &Option<Box<Expr>>| e.as_ref().map_or(Ok(Value::None), |e| self.expr(e));
                Value::Slice(Arc::new(Slice { start: part(lower)?, stop: part(upper)?, step: part(step)? }))
            }
        })
    }

    /// The value of a name.
    pub fn find(&self, name: &str) -> Option<Value> {
        let ellipsis = || (name == "Ellipsis").then_some(Value::Ellipsis);
        self.scope.get(name).or_else(|| builtins::find(name)).or_else(|| module::given(name)).or_else(ellipsis)
    }

    fn name(&self, name: &str) -> Result<Value> {
        let value = self.find(name).ok_or_else(|| self.unknown_name(name))?;
        Ok(match &value {
            // Lengths that were counted since the name was given are known now.
            Value::Lazy(a) if !a.grid().is_known() => sizes::known(a).map_or(value, Value::Lazy),
            _ => value,
        })
    }

    /// The mistake of using a name that stands for nothing.
    pub fn unknown_name(&self, name: &str) -> Error {
        let error = name_error(format!("name '{name}' is not defined"));
        let visible = self.scope.visible();
        // Of names of one letter each is near to all others.
        let mut known: Vec<&str> = visible.iter().map(|n| &**n).filter(|n| n.len() > 1).collect();
        for given in builtins::names().chain(module::GIVEN.iter().map(|(n, _)| *n)) {
            known.push(given);
        }
        if let Some((_, instead)) = ELSEWHERE.iter().find(|(n, _)| *n == name) {
            return error.help(*instead);
        }
        let homes = module::homes(name);
        match nearest(name, known).filter(|_| name.chars().count() > 1 && homes.is_empty()) {
            Some(near) => error.help(format!("did you mean `{near}`?")),
            None => match homes.as_slice() {
                [] => error.help("give it a value first; `%who` lists the names that have one"),
                homes => error.help(format!("there is {}", homes.join(" and "))),
            },
        }
    }

    /// The elements of a list, tuple or set, starred ones unpacked.
    pub fn items(&self, items: &[Expr]) -> Result<Vec<Value>> {
        let mut values = Vec::with_capacity(items.len());
        for item in items {
            match &item.kind {
                ExprKind::Starred(inner) => {
                    let inner_value = self.expr(inner)?;
                    for value in iterate::iter(&inner_value).map_err(|e| e.at(inner.span))? {
                        values.push(value?);
                    }
                }
                _ => values.push(self.expr(item)?),
            }
        }
        Ok(values)
    }

    fn dict(&self, entries: &[DictEntry]) -> Result<Value> {
        let mut dict = Dict::new();
        for entry in entries {
            match entry {
                DictEntry::Pair(key, value) => {
                    equality::insert(&mut dict, self.expr(key)?, self.expr(value)?).map_err(|e| e.at(key.span))?
                }
                DictEntry::Unpack(mapping) => match self.expr(mapping)? {
                    Value::Dict(more) => {
                        more.read().iter().try_for_each(|(k, v)| equality::insert(&mut dict, k.clone(), v.clone()))?
                    }
                    other => {
                        return Err(
                            type_error(format!("'{}' object is not a mapping", other.type_name())).at(mapping.span)
                        );
                    }
                },
            }
        }
        Ok(Value::Dict(Arc::new(parking_lot::RwLock::new(dict))))
    }

    fn unary(&self, op: UnaryOp, operand: &Expr) -> Result<Value> {
        match op {
            UnaryOp::Not => Ok(Value::Bool(!self.test(operand)?)),
            _ => operators::unary(op, &self.expr(operand)?),
        }
    }

    fn binary(&self, first: &Expr, rest: &[Operation]) -> Result<Value> {
        let mut left = self.expr(first)?;
        let mut span = first.span;
        for operation in rest {
            let right = self.expr(&operation.right)?;
            span = span.to(operation.right.span);
            left = operators::binary(operation.op, &left, &right).map_err(|e| e.at(span))?;
        }
        Ok(left)
    }

    fn logical(&self, op: LogicalOp, values: &[Expr]) -> Result<Value> {
        let stop = op == LogicalOp::Or;
        let mut last = Value::None;
        for (k, expr) in values.iter().enumerate() {
            last = self.expr(expr)?;
            if k + 1 < values.len() && truth::truth(&last).map_err(|e| e.at(expr.span))? == stop {
                break;
            }
        }
        Ok(last)
    }

    fn compare(&self, first: &Expr, rest: &[Comparison]) -> Result<Value> {
        let mut left = self.expr(first)?;
        let mut span = first.span;
        for (k, comparison) in rest.iter().enumerate() {
            let right = self.expr(&comparison.right)?;
            let both = span.to(comparison.right.span);
            let result = operators::compare(comparison.op, &left, &right).map_err(|e| e.at(both))?;
            if k + 1 == rest.len() || !truth::truth(&result).map_err(|e| e.at(both))? {
                return Ok(result);
            }
            (left, span) = (right, comparison.right.span);
        }
        Ok(left)
    }

    /// Whether a condition holds.
    pub fn test(&self, expr: &Expr) -> Result<bool> {
        truth::truth(&self.expr(expr)?).map_err(|e| e.at(expr.span))
    }

    fn arguments(&self, arguments: &[Argument]) -> Result<Arguments> {
        let mut found = Arguments::default();
        for argument in arguments {
            let value = self.expr(&argument.value)?;
            let span = argument.value.span;
            match &argument.kind {
                ArgumentKind::Positional => found.positional.push((value, Some(span))),
                ArgumentKind::Keyword(name) => found.name(&name.text, value, argument.span)?,
                ArgumentKind::Star => {
                    for item in iterate::iter(&value).map_err(|e| e.at(span))? {
                        found.positional.push((item?, Some(span)));
                    }
                }
                ArgumentKind::DoubleStar => self.double_star(&mut found, value, span)?,
            }
        }
        Ok(found)
    }

    fn double_star(&self, found: &mut Arguments, value: Value, span: Span) -> Result<()> {
        let Value::Dict(dict) = &value else {
            return Err(type_error(format!("argument after ** must be a mapping, not {}", value.type_name())).at(span));
        };
        let entries = dict.read().clone();
        entries.into_iter().try_for_each(|(key, value)| match key.as_str() {
            Some(name) => found.name(name, value, span),
            None => Err(type_error("keywords must be strings").at(span)),
        })
    }
}
