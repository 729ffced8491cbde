//! The names that a function uses.

use std::collections::BTreeSet;

use super::ast::{
    Argument, Body, Comprehension, DictEntry, Expr, ExprKind, FPart, Function, Stmt, StmtKind, Target, TargetKind,
};

/// Every name that the body of a function has, its own parameters and variables too.
pub fn names_used(function: &Function) -> BTreeSet<&str> {
    let mut found = Found::default();
    found.function(function);
    found.names
}

#[derive(Default)]
struct Found<'a> {
    names: BTreeSet<&'a str>,
}

impl<'a> Found<'a> {
    fn function(&mut self, function: &'a Function) {
        self.all(function.parameters.iter().filter_map(|p| p.default.as_ref()));
        match &function.body {
            Body::Expr(expr) => self.expr(expr),
            Body::Block(block) => self.block(block),
        }
    }

    fn all(&mut self, exprs: impl IntoIterator<Item = &'a Expr>) {
        exprs.into_iter().for_each(|e| self.expr(e));
    }

    fn expr(&mut self, expr: &'a Expr) {
        match &expr.kind {
            ExprKind::Name(name) => drop(self.names.insert(name)),
            ExprKind::FString(parts) => self.parts(parts),
            ExprKind::Tuple(items) | ExprKind::List(items) | ExprKind::Set(items) => self.all(items),
            ExprKind::Dict(entries) => entries.iter().for_each(|entry| match entry {
                DictEntry::Pair(key, value) => self.all([key, value]),
                DictEntry::Unpack(mapping) => self.expr(mapping),
            }),
            ExprKind::Starred(inner) => self.expr(inner),
            ExprKind::Unary { operand, .. } => self.expr(operand),
            ExprKind::Binary { first, rest } => {
                self.expr(first);
                self.all(rest.iter().map(|o| &o.right));
            }
            ExprKind::Logical { values, .. } => self.all(values),
            ExprKind::Compare { first, rest } => {
                self.expr(first);
                self.all(rest.iter().map(|c| &c.right));
            }
            ExprKind::Conditional { test, then, otherwise } => self.all([&**test, then, otherwise]),
            ExprKind::Lambda(function) => self.function(function),
            ExprKind::Named { name, value } => {
                self.names.insert(&name.text);
                self.expr(value);
            }
            ExprKind::Comprehension(comprehension) => self.comprehension(comprehension),
            ExprKind::Attribute { object, .. } => self.expr(object),
            ExprKind::Call { function, arguments } => {
                self.expr(function);
                self.all(arguments.iter().map(|a: &Argument| &a.value));
            }
            ExprKind::Subscript { object, index } => self.all([&**object, index]),
            ExprKind::Slice { lower, upper, step } => {
                self.all([lower, upper, step].into_iter().filter_map(|e| e.as_deref()))
            }
            ExprKind::None
            | ExprKind::Ellipsis
            | ExprKind::Bool(_)
            | ExprKind::Int(_)
            | ExprKind::Float(_)
            | ExprKind::Imaginary(_)
            | ExprKind::Str(_) => {}
        }
    }

    fn parts(&mut self, parts: &'a [FPart]) {
        for part in parts {
            if let FPart::Hole(hole) = part {
                self.expr(&hole.value);
                self.parts(hole.spec.as_deref().unwrap_or(&[]));
            }
        }
    }

    fn comprehension(&mut self, comprehension: &'a Comprehension) {
        self.all([&comprehension.element].into_iter().chain(&comprehension.value));
        for clause in &comprehension.clauses {
            self.target(&clause.target);
            self.all([&clause.iterable].into_iter().chain(&clause.conditions));
        }
    }

    fn block(&mut self, block: &'a [Stmt]) {
        block.iter().for_each(|s| self.statement(s));
    }

    fn statement(&mut self, statement: &'a Stmt) {
        match &statement.kind {
            StmtKind::Expr(expr) => self.expr(expr),
            StmtKind::Assign { targets, value } => {
                targets.iter().for_each(|t| self.target(t));
                self.expr(value);
            }
            StmtKind::AugAssign { target, value, .. } => {
                self.target(target);
                self.expr(value);
            }
            StmtKind::Annotate { target, value, .. } => {
                self.target(target);
                self.all(value);
            }
            StmtKind::Del(targets) => targets.iter().for_each(|t| self.target(t)),
            StmtKind::Assert { test, message } => self.all([test].into_iter().chain(message)),
            StmtKind::Def { decorators, function } => {
                self.all(decorators);
                self.function(function);
            }
            StmtKind::Try { body, handlers, otherwise, last } => {
                for handler in handlers {
                    self.all(&handler.kind);
                    self.block(&handler.body);
                }
                [body, otherwise, last].into_iter().for_each(|block| self.block(block));
            }
            StmtKind::Raise { value, cause } => self.all(value.iter().chain(cause)),
            StmtKind::Global(names) | StmtKind::Nonlocal(names) => self.names.extend(names.iter().map(|n| &*n.text)),
            StmtKind::If { branches, otherwise } => {
                for branch in branches {
                    self.expr(&branch.test);
                    self.block(&branch.body);
                }
                self.block(otherwise);
            }
            StmtKind::For { target, iterable, body, otherwise } => {
                self.target(target);
                self.expr(iterable);
                self.block(body);
                self.block(otherwise);
            }
            StmtKind::While { test, body, otherwise } => {
                self.expr(test);
                self.block(body);
                self.block(otherwise);
            }
            StmtKind::With { items, body } => {
                for (value, target) in items {
                    self.expr(value);
                    target.iter().for_each(|t| self.target(t));
                }
                self.block(body);
            }
            StmtKind::Return(value) => self.all(value),
            StmtKind::Import(_)
            | StmtKind::FromImport { .. }
            | StmtKind::Pass
            | StmtKind::Break
            | StmtKind::Continue
            | StmtKind::Magic(_)
            | StmtKind::Help { .. }
            | StmtKind::Shell { .. } => {}
        }
    }

    fn target(&mut self, target: &'a Target) {
        match &target.kind {
            TargetKind::Name(name) => drop(self.names.insert(name)),
            TargetKind::Attribute { object, .. } => self.expr(object),
            TargetKind::Subscript { object, index } => self.all([&**object, index]),
            TargetKind::Unpack(targets) => targets.iter().for_each(|t| self.target(t)),
            TargetKind::Starred(inner) => self.target(inner),
        }
    }
}
