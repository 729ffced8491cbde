//! Calls that change the elements of an array, such as `np.put(a, ...)`. A lazy array never changes: its elements are
//! computed for the call, and its name stands for what became of them from then on.

use super::call::{Arguments, call};
use super::{Ctx, world};
use crate::array::{Lazy, Plain, Value, sizes};
use crate::diag::{Result, warn};
use crate::ops::random::BoundRandom;
use crate::ops::{Function, Op};
use crate::syntax::ast::{Argument, ArgumentKind, Expr, ExprKind};

fn op_of(callee: &Value) -> Option<&'static Op> {
    callee.downcast::<Function>().map(|f| f.op).or_else(|| callee.downcast::<BoundRandom>().map(|f| f.op))
}

impl Ctx {
    /// Calls a value; `function` and `written` are the expressions of what is called and of its arguments.
    pub fn call(&self, callee: Value, given: Arguments, function: &Expr, written: &[Argument]) -> Result<Value> {
        match (op_of(&callee).filter(|op| op.in_place), self.changed(&callee, &given, function, written)) {
            (Some(op), Some((name, array))) if !world::is_dry() => self.change(op, &callee, given, name, &array),
            _ => call(&callee, given),
        }
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
