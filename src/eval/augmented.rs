//! `target += value`: in place for arrays in memory, lists, dicts and sets.

use super::{Ctx, equality, index, iterate, operators, store};
use crate::array::{Masked, Plain, Value, convert};
use crate::chunk::{Block, DType};
use crate::diag::{Result, type_error, value_error};
use crate::syntax::ast::{BinaryOp, Expr, Target, TargetKind};

impl Ctx {
    /// `target op= value`
    pub fn augmented(&self, target: &Target, op: BinaryOp, value: &Expr) -> Result<()> {
        let both = target.span.to(value.span);
        match &target.kind {
            TargetKind::Name(name) => {
                let old = self.scope.get(name).ok_or_else(|| self.unknown_name(name).at(target.span))?;
                self.scope.own(name).map_err(|e| e.at(target.span))?;
                let right = self.expr(value)?;
                let new = in_place(op, &old, &right).map_err(|e| e.at(both))?;
                self.scope.set(name, new);
                Ok(())
            }
            TargetKind::Subscript { object, index } => {
                let holder = self.expr(object)?;
                let key = self.expr(index)?;
                let old = index::get(&holder, &key).map_err(|e| e.at(target.span))?;
                let right = self.expr(value)?;
                let new =
                    in_place(op, &old, &right).and_then(|new| part_fits(op, &old, new)).map_err(|e| e.at(both))?;
                if seen_through(&holder, &old) {
                    return Ok(());
                }
                self.assign_item(object, &key, new, target.span)
            }
            _ => {
                let old = match &target.kind {
                    TargetKind::Attribute { object, name } => super::attribute::get(&self.expr(object)?, &name.text)?,
                    _ => return Err(type_error("this cannot be the target of an augmented assignment").at(target.span)),
                };
                let new = in_place(op, &old, &self.expr(value)?).map_err(|e| e.at(both))?;
                self.assign(target, new)
            }
        }
    }
}

/// Whether the part of an array that was taken is a view, so that what was written is there already.
fn seen_through(holder: &Value, part: &Value) -> bool {
    matches!((holder, part), (Value::Array(a), Value::Array(b)) if a.shares_base(b))
}

/// The value of `old op= right`, which is `old` itself where it can change.
fn in_place(op: BinaryOp, old: &Value, right: &Value) -> Result<Value> {
    match (op, old, right) {
        (_, Value::Array(array), _) => array_in_place(op, array, old, right),
        (_, Value::Masked(array), _) if !array.is_lazy() && !array.is_single() => {
            masked_in_place(op, array, old, right)
        }
        (BinaryOp::Add, Value::List(items), _) if !matches!(right, Value::Array(_) | Value::Lazy(_)) => {
            let more = iterate::collect(right)?;
            items.write().extend(more);
            Ok(old.clone())
        }
        (BinaryOp::Multiply, Value::List(items), _) => match operators::binary(op, old, right)? {
            Value::List(result) => {
                let result = result.read().clone();
                *items.write() = result;
                Ok(old.clone())
            }
            other => Ok(other),
        },
        (BinaryOp::BitOr, Value::Dict(dict), Value::Dict(more)) => {
            let more = more.read().clone();
            let mut dict = dict.write();
            more.into_iter().try_for_each(|(k, v)| equality::insert(&mut dict, k, v))?;
            Ok(old.clone())
        }
        (
            BinaryOp::BitOr | BinaryOp::BitAnd | BinaryOp::BitXor | BinaryOp::Subtract,
            Value::Set(items),
            Value::Set(_),
        ) => {
            let result = operators::binary(op, old, right)?;
            if items.read().frozen {
                return Ok(result);
            }
            if let Value::Set(result) = result {
                let result = result.read().clone();
                *items.write() = result;
            }
            Ok(old.clone())
        }
        _ => operators::binary(op, old, right),
    }
}

fn array_in_place(op: BinaryOp, array: &Plain, old: &Value, right: &Value) -> Result<Value> {
    let result = match operators::binary(op, old, right)? {
        Value::Lazy(lazy) => return Ok(Value::Lazy(lazy)),
        other => convert::to_block(&other, None)?,
    };
    fits(op, (array.dtype(), array.shape()), (result.dtype(), result.shape()))?;
    store::writable(array)?;
    store::overwrite(array, result);
    Ok(old.clone())
}

fn masked_in_place(op: BinaryOp, array: &Masked, old: &Value, right: &Value) -> Result<Value> {
    // A Python number takes the dtype of the array, as it does for arrays without masks.
    let right = match (right.as_number(), &array.data) {
        (Some(num), Value::Array(data)) if num.fits(data.dtype()) && !matches!(op, BinaryOp::Divide) => {
            Value::Array(Plain::new(Block::full(data.dtype(), &[], num)))
        }
        _ => right.clone(),
    };
    match (operators::binary(op, old, &right)?, &array.data) {
        (Value::Masked(new), Value::Array(data)) if !new.is_lazy() => {
            if let Value::Array(from) = &new.data {
                fits(op, (data.dtype(), data.shape()), (from.dtype(), from.shape()))?;
                store::writable(data)?;
                store::overwrite(data, from.block().cast(data.dtype()));
            }
            match new.mask() {
                Some(mask) => store::item(&array.full_mask(), &Value::Ellipsis, mask)?,
                None => array.set_mask(None),
            }
            Ok(old.clone())
        }
        (other, _) => Ok(other),
    }
}

/// What is to be written to a part of a lazy array, if it can be written there as it could be in memory.
fn part_fits(op: BinaryOp, old: &Value, new: Value) -> Result<Value> {
    if let (Value::Lazy(a), Value::Lazy(b)) = (old, &new)
        && a.ndim() > 0
    {
        let known = a.known_shape().zip(b.known_shape());
        let (shape, new_shape) = known.unwrap_or_else(|| ([0].repeat(a.ndim()).into(), [0].repeat(b.ndim()).into()));
        fits(op, (a.dtype(), &shape), (b.dtype(), &new_shape))?;
    }
    Ok(new)
}

/// An error unless the answer of an operator has the dtype and the shape of what it is written to.
fn fits(op: BinaryOp, (dtype, shape): (DType, &[usize]), (new, new_shape): (DType, &[usize])) -> Result<()> {
    if !new.casts_same_kind(dtype) {
        let name = operators::row_name(op);
        return Err(type_error(format!(
            "Cannot cast ufunc '{name}' output from dtype('{new}') to dtype('{dtype}') with casting rule 'same_kind'"
        ))
        .help(format!("write `x = x {} ...` to get a new array of dtype {new}", op.symbol())));
    }
    if new_shape != shape {
        return Err(value_error(format!(
            "non-broadcastable output operand with shape {} doesn't match the broadcast shape {}",
            crate::array::build::shape_text(shape),
            crate::array::build::shape_text(new_shape)
        )));
    }
    Ok(())
}
