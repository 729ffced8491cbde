//! Whether a function of the user's is elementwise, read off its text: operators and elementwise operations on its
//! parameters and on numbers, no branches, no loops, nothing printed. Such a function is called once with lazy arrays,
//! and becomes the same layers as if its body had been typed.

use std::collections::HashSet;

use super::{Ctx, UserFunction, attribute};
use crate::array::Value;
use crate::ops::{self, Family, Place};
use crate::syntax::ast::{
    Argument, ArgumentKind, Body, CompareOp, Expr, ExprKind, ParameterKind, Stmt, StmtKind, Target, TargetKind, UnaryOp,
};
use crate::syntax::ast::{BinaryOp, Parameter};

/// How deep elementwise functions may call each other.
const DEEPEST: usize = 16;

/// Whether the function does nothing but elementwise operations.
pub fn is_elementwise(function: &UserFunction) -> bool {
    check(function, 0)
}

fn check(function: &UserFunction, depth: usize) -> bool {
    let simple = |p: &Parameter| !matches!(p.kind, ParameterKind::Star | ParameterKind::DoubleStar);
    let parameters = &function.function.parameters;
    if depth > DEEPEST || !parameters.iter().all(simple) || !function.defaults.iter().flatten().all(is_number) {
        return false;
    }
    let names = parameters.iter().map(|p| p.name.text.clone()).collect();
    let mut look = Look { ctx: function.home(), names, depth };
    match &function.function.body {
        Body::Expr(expr) => look.value(expr),
        Body::Block(block) => look.block(block),
    }
}

fn is_number(value: &Value) -> bool {
    value.as_number().is_some() || matches!(value, Value::Scalar(_))
}

/// A look at the body of a function.
struct Look<'a> {
    ctx: &'a Ctx,
    /// The parameters, and the variables that were given elementwise values.
    names: HashSet<String>,
    depth: usize,
}

impl Look<'_> {
    /// Assignments to names, and then a `return`.
    fn block(&mut self, block: &[Stmt]) -> bool {
        let Some((last, before)) = block.split_last() else { return false };
        let assigned = before.iter().all(|s| match &s.kind {
            StmtKind::Expr(expr) => matches!(expr.kind, ExprKind::Str(_)),
            StmtKind::Assign { targets, value } => self.value(value) && targets.iter().all(|t| self.assign(t)),
            _ => false,
        });
        assigned && matches!(&last.kind, StmtKind::Return(Some(value)) if self.value(value))
    }

    fn assign(&mut self, target: &Target) -> bool {
        match &target.kind {
            TargetKind::Name(name) => {
                self.names.insert(name.clone());
                true
            }
            _ => false,
        }
    }

    /// Whether an expression is a number or made of the parameters element by element.
    fn value(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Int(_) | ExprKind::Float(_) | ExprKind::Imaginary(_) | ExprKind::Bool(_) => true,
            ExprKind::Name(name) if self.names.contains(name) => true,
            ExprKind::Unary { op, operand } => *op != UnaryOp::Not && self.value(operand),
            ExprKind::Binary { first, rest } => {
                self.value(first) && rest.iter().all(|o| o.op != BinaryOp::MatMul && self.value(&o.right))
            }
            ExprKind::Compare { first, rest } => {
                let ordered = |op| !matches!(op, CompareOp::In | CompareOp::NotIn | CompareOp::Is | CompareOp::IsNot);
                matches!(&rest[..], [only] if ordered(only.op) && self.value(&only.right)) && self.value(first)
            }
            ExprKind::Call { function, arguments } => {
                self.callee(function) && arguments.iter().all(|a| self.argument(a))
            }
            ExprKind::Attribute { object, name } if self.value(object) => is_row(Place::Property, &name.text),
            _ => self.path(expr).is_some_and(|v| is_number(&v)),
        }
    }

    fn callee(&self, expr: &Expr) -> bool {
        if let ExprKind::Attribute { object, name } = &expr.kind
            && self.value(object)
        {
            return is_row(Place::Method, &name.text);
        }
        let Some(Value::Object(callee)) = self.path(expr) else { return false };
        match callee.as_any().downcast_ref::<UserFunction>() {
            Some(inner) => check(inner, self.depth + 1),
            None => callee.is_elementwise(),
        }
    }

    fn argument(&self, argument: &Argument) -> bool {
        let setting = |expr: &Expr| match &expr.kind {
            ExprKind::Str(_) | ExprKind::None => true,
            _ => self.path(expr).is_some_and(|v| match v {
                Value::Object(o) => o.type_name() == "type",
                v => matches!(v, Value::DType(_)),
            }),
        };
        match &argument.kind {
            ArgumentKind::Positional => self.value(&argument.value) || setting(&argument.value),
            ArgumentKind::Keyword(name) => {
                !["out", "where"].contains(&name.text.as_str())
                    && (self.value(&argument.value) || setting(&argument.value))
            }
            ArgumentKind::Star | ArgumentKind::DoubleStar => false,
        }
    }

    /// What a name from outside, or a name of a module, stands for.
    fn path(&self, expr: &Expr) -> Option<Value> {
        match &expr.kind {
            ExprKind::Name(name) if !self.names.contains(name) => self.ctx.find(name),
            ExprKind::Attribute { object, name } => match self.path(object)? {
                module @ Value::Object(_) if module.type_name() == "module" => {
                    attribute::find(&module, &name.text).ok().flatten()
                }
                _ => None,
            },
            _ => None,
        }
    }
}

fn is_row(place: Place, name: &str) -> bool {
    ops::find(place, name).is_some_and(|op| op.family == Family::Elementwise)
}
