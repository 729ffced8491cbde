//! Assignment, and `del`.

use super::{Ctx, iterate, masked, store};
use crate::array::Value;
use crate::diag::{Error, Kind, Result, Span, attribute_error, type_error, value_error};
use crate::syntax::ast::{Expr, ExprKind, Target, TargetKind};

/// What to do where an array that has no name is to be changed.
const NAME_FIRST: &str = "give the array a name, then set its elements: y = ...; y[0] = 1";

impl Ctx {
    /// Gives a value to a target.
    pub fn assign(&self, target: &Target, value: Value) -> Result<()> {
        match &target.kind {
            TargetKind::Name(name) => {
                self.scope.set(name, value);
                Ok(())
            }
            TargetKind::Attribute { object, name } => {
                let holder = self.expr(object)?;
                match (&object.kind, store::renewed(&holder, &name.text, &value).map_err(|e| e.at(target.span))?) {
                    (ExprKind::Name(of), Some(new)) => {
                        self.scope.set(of, new);
                        Ok(())
                    }
                    _ => store::attribute(&holder, &name.text, value).map_err(|e| e.at(target.span)),
                }
            }
            TargetKind::Subscript { object, index } => {
                let key = self.expr(index)?;
                self.assign_item(object, &key, value, target.span)
            }
            TargetKind::Unpack(targets) => self.unpack(targets, &value, target.span),
            TargetKind::Starred(inner) => self.assign(inner, Value::list(iterate::collect(&value)?)),
        }
    }

    /// `object[key] = value`. A lazy array never changes: its name stands for another one from then on.
    pub fn assign_item(&self, object: &Expr, key: &Value, value: Value, span: Span) -> Result<()> {
        let holder = self.expr(object)?;
        // What is wrong with the value is the value's to show.
        let placed = |e: Error| {
            if matches!(e.kind, Kind::IndexError | Kind::KeyError | Kind::TypeError) { e.at(span) } else { e }
        };
        let changed = match &holder {
            Value::Lazy(array) => store::lazy_item(array, key, &value).map_err(placed)?,
            Value::Masked(m) if m.is_lazy() => masked::lazy_item(m, key, &value).map_err(placed)?,
            _ => return store::item(&holder, key, value).map_err(placed),
        };
        match &object.kind {
            ExprKind::Name(name) => {
                self.scope.set(name, changed);
                Ok(())
            }
            ExprKind::Subscript { object: outer, index } => {
                let key = self.expr(index)?;
                self.assign_item(outer, &key, changed, span)
            }
            ExprKind::Attribute { object: outer, name } => {
                let whole = self.expr(outer)?;
                match (&outer.kind, store::renewed(&whole, &name.text, &changed).map_err(placed)?) {
                    (ExprKind::Name(of), Some(new)) => {
                        self.scope.set(of, new);
                        Ok(())
                    }
                    _ => Err(type_error("a part of a lazy array can be set only through a name that stands for it")
                        .at(span)
                        .help(NAME_FIRST)),
                }
            }
            _ => Err(type_error("an element of a lazy array can be set only through a name that stands for it")
                .at(span)
                .help(NAME_FIRST)),
        }
    }

    fn unpack(&self, targets: &[Target], value: &Value, span: Span) -> Result<()> {
        let values = iterate::iter(value)
            .map_err(|_| {
                let error = type_error(format!("cannot unpack non-iterable {} object", value.type_name())).at(span);
                error.help("what is unpacked is a tuple, a list or an array; for one value for all: a = b = x")
            })?
            .collect::<Result<Vec<Value>>>()?;
        let starred = targets.iter().position(|t| matches!(t.kind, TargetKind::Starred(_)));
        let fits = match starred {
            None => values.len() == targets.len(),
            Some(_) => values.len() + 1 >= targets.len(),
        };
        if !fits {
            return Err(wrong_count(targets.len(), starred.is_some(), values.len()).at(span));
        }
        let Some(k) = starred else {
            return targets.iter().zip(values).try_for_each(|(target, value)| self.assign(target, value));
        };
        let after = targets.len() - k - 1;
        let tail = values.len() - after;
        targets[..k].iter().zip(&values[..k]).try_for_each(|(t, v)| self.assign(t, v.clone()))?;
        self.assign(&targets[k], Value::list(values[k..tail].to_vec()))?;
        targets[k + 1..].iter().zip(&values[tail..]).try_for_each(|(t, v)| self.assign(t, v.clone()))
    }

    /// `del target`
    pub fn delete(&self, target: &Target) -> Result<()> {
        match &target.kind {
            TargetKind::Name(name) if self.scope.remove(name) => Ok(()),
            TargetKind::Name(name) => Err(self.unknown_name(name).at(target.span)),
            TargetKind::Attribute { object, name } => {
                let object = self.expr(object)?;
                Err(attribute_error(format!(
                    "attribute '{}' of '{}' objects cannot be deleted",
                    name.text,
                    object.type_name()
                ))
                .at(target.span))
            }
            TargetKind::Subscript { object, index } => {
                let (object, key) = (self.expr(object)?, self.expr(index)?);
                store::delete(&object, &key).map_err(|e| e.at(target.span))
            }
            TargetKind::Unpack(targets) => targets.iter().try_for_each(|t| self.delete(t)),
            TargetKind::Starred(inner) => self.delete(inner),
        }
    }
}

fn wrong_count(wanted: usize, at_least: bool, got: usize) -> Error {
    let wanted_text = if at_least { format!("at least {}", wanted - 1) } else { wanted.to_string() };
    if got > wanted {
        return value_error(format!("too many values to unpack (expected {wanted_text}, got {got})"))
            .help("give each value a name, or take the rest with a star: a, *rest = x");
    }
    value_error(format!("not enough values to unpack (expected {wanted_text}, got {got})"))
        .help("there must be as many names as values")
}
