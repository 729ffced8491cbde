//! Calls that change the elements of an array, such as `np.put(a, ...)` and `np.sin(x, out=y)`. A lazy array never
//! changes: its name stands for another one from then on.

use super::call::{Arguments, call};
use super::{Ctx, world};
use crate::array::{Lazy, Plain, Value, build, convert, sizes};
use crate::diag::{Result, type_error, value_error, warn};
use crate::ops::random::BoundRandom;
use crate::ops::{self, Family, Function, Op, ParamKind, Place};
use crate::syntax::ast::{Argument, ArgumentKind, Expr, ExprKind};

fn op_of(callee: &Value) -> Option<&'static Op> {
    callee.downcast::<Function>().map(|f| f.op).or_else(|| callee.downcast::<BoundRandom>().map(|f| f.op))
}

/// Which of the arguments.
#[derive(Clone, Copy)]
enum Slot {
    Named(usize),
    Place(usize),
}

impl Ctx {
    /// Calls a value; `function` and `written` are the expressions of what is called and of its arguments.
    pub fn call(&self, callee: Value, given: Arguments, function: &Expr, written: &[Argument]) -> Result<Value> {
        let Some(op) = op_of(&callee) else { return call(&callee, given) };
        if op.name == "resize" && op.places == [Place::Method] {
            return self.resize(&callee, given, function);
        }
        if op.in_place && !world::is_dry() {
            return match self.changed(&callee, &given, function, written) {
                Some((name, array)) => self.change(op, &callee, given, name, &array),
                None => call(&callee, given),
            };
        }
        match self.out(op, &callee, &given, written) {
            Some((slot, name, old)) => self.answer_to(op, &callee, given, slot, name, &old),
            None => call(&callee, given),
        }
    }

    /// `x.resize(shape)`: the name stands for the array of that shape from then on.
    fn resize(&self, callee: &Value, given: Arguments, function: &Expr) -> Result<Value> {
        let name = match &function.kind {
            ExprKind::Attribute { object, .. } => match &object.kind {
                ExprKind::Name(name) => Some(name),
                _ => None,
            },
            _ => None,
        };
        let Some(name) = name else {
            return Err(value_error("resize() gives the array under a name another shape, and this has no name")
                .help("np.resize(x, shape) gives a new array"));
        };
        let array = call(callee, given)?;
        self.scope.set(name, array);
        Ok(Value::None)
    }

    /// Where a lazy array is given as `out`, the name that stands for it, and the array.
    fn out<'a>(
        &self,
        op: &Op,
        callee: &Value,
        given: &Arguments,
        written: &'a [Argument],
    ) -> Option<(Slot, &'a str, Lazy)> {
        let has_receiver = callee.downcast::<Function>().is_some_and(|f| f.receiver.is_some());
        let parameters = op.parameters();
        let k = parameters.iter().position(|p| p.name == "out")?;
        let plain = parameters[k].kind == ParamKind::Plain;
        let place = k.checked_sub(usize::from(has_receiver))?;
        let named = given.named.iter().position(|(name, ..)| name == "out");
        let is_out = |a: &&Argument| matches!(&a.kind, ArgumentKind::Keyword(name) if name.text == "out");
        let (slot, value, written) = match (named, given.positional.get(place).filter(|_| plain)) {
            (Some(k), _) => (Slot::Named(k), &given.named[k].1, written.iter().find(is_out)?),
            (None, Some((value, _))) => (Slot::Place(place), value, written.get(place)?),
            (None, None) => return None,
        };
        match (value, &written.value.kind) {
            (Value::Lazy(array), ExprKind::Name(name)) => Some((slot, name, array.clone())),
            _ => None,
        }
    }

    /// Calls an operation without its `out`, whose name stands for the answer from then on.
    fn answer_to(
        &self,
        op: &Op,
        callee: &Value,
        mut given: Arguments,
        slot: Slot,
        name: &str,
        old: &Lazy,
    ) -> Result<Value> {
        match slot {
            Slot::Named(k) => drop(given.named.remove(k)),
            Slot::Place(k) => given.positional[k].0 = Value::None,
        }
        let chosen = given.named.iter().find(|(n, ..)| n == "where").map(|(_, v, _)| v.clone());
        let mut answer = convert::to_lazy(&call(callee, given)?)?;
        if let (Some(chosen), Family::Elementwise) = (chosen, op.family) {
            answer = ops::call("where", &[convert::to_lazy(&chosen)?, answer, old.clone()], &[])?;
        }
        if !answer.dtype().casts_same_kind(old.dtype()) {
            let (from, to) = (answer.dtype(), old.dtype());
            return Err(type_error(format!("{}(): an answer of {from} does not fit an `out` of {to}", op.name)));
        }
        if answer.lengths() != old.lengths() {
            let (want, got) = (build::shape_text(&answer.node.shape()), build::shape_text(&old.node.shape()));
            let text = format!("{}(): `out` has shape {got}, and the answer has {want}", op.name);
            return Err(value_error(text));
        }
        let answer = Value::Lazy(build::cast(&answer, old.dtype()));
        self.scope.set(name, answer.clone());
        Ok(answer)
    }

    /// The name of the lazy array that the call changes, and the array.
    fn changed<'a>(
        &self,
        callee: &Value,
        given: &Arguments,
        function: &'a Expr,
        written: &'a [Argument],
    ) -> Option<(&'a str, Lazy)> {
        let receiver = callee.downcast::<Function>().and_then(|f| f.receiver.clone());
        let (value, expr) = match (receiver, &function.kind) {
            (Some(array @ Value::Lazy(_)), ExprKind::Attribute { object, .. }) => (array, &**object),
            _ => match (given.positional.first(), written.first()) {
                (Some((value, _)), Some(Argument { kind: ArgumentKind::Positional, value: expr, .. })) => {
                    (value.clone(), expr)
                }
                _ => return None,
            },
        };
        match (value, &expr.kind) {
            (Value::Lazy(array), ExprKind::Name(name)) => Some((name, array)),
            _ => None,
        }
    }

    fn change(&self, op: &Op, callee: &Value, mut given: Arguments, name: &str, array: &Lazy) -> Result<Value> {
        let array = sizes::count(array)?;
        let held = Plain::new(array.compute()?);
        let place = Value::Array(held.clone());
        let callee = match callee.downcast::<Function>() {
            Some(f) if matches!(f.receiver, Some(Value::Lazy(_))) => Value::object(Function::method(f.op, place)),
            _ => {
                given.positional[0].0 = place;
                callee.clone()
            }
        };
        let answer = call(&callee, given)?;
        warn(format!("Note: {}() changes elements in place: the lazy array `{name}` was computed for it", op.name));
        self.scope.set(name, Value::Lazy(Lazy::stored(held.block(), array.grid().clone())));
        Ok(answer)
    }
}
