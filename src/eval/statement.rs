//! Statements.

use std::sync::Arc;

use super::{Ctx, call, iterate};
use crate::array::Value;
use crate::chunk::cancel;
use crate::diag::{Error, Kind, Result, Span, not_implemented, type_error};
use crate::syntax::ast::{Branch, Expr, Function, Stmt, StmtKind, Target};

/// How a statement ended.
#[derive(Clone, Debug)]
pub enum Flow {
    /// The next one follows.
    Next,
    Break,
    Continue,
    Return(Value),
}

impl Ctx {
    /// Runs statements until one of them leads elsewhere.
    pub fn block(&self, statements: &[Stmt]) -> Result<Flow> {
        for statement in statements {
            match self.statement(statement)? {
                Flow::Next => {}
                flow => return Ok(flow),
            }
        }
        Ok(Flow::Next)
    }

    /// Runs statements; the value of the last one is printed if it is an expression.
    fn block_shown(&self, statements: &[Stmt]) -> Result<Flow> {
        let Some((Stmt { kind: StmtKind::Expr(expr), span, .. }, before)) = statements.split_last() else {
            return self.block(statements);
        };
        match self.block(before)? {
            Flow::Next => {}
            flow => return Ok(flow),
        }
        let value = self.expr(expr).map_err(|e| e.at(*span))?;
        if !value.is_none() {
            super::world::print(&format!("{}\n", super::text::repr(&value)))?;
        }
        Ok(Flow::Next)
    }

    /// Runs a statement.
    pub fn statement(&self, statement: &Stmt) -> Result<Flow> {
        self.run(statement).map_err(|e| e.at(statement.span))
    }

    fn run(&self, statement: &Stmt) -> Result<Flow> {
        match &statement.kind {
            StmtKind::Expr(expr) => drop(self.expr(expr)?),
            StmtKind::Assign { targets, value } => {
                let (given, span) = (self.expr(value)?, value.span);
                targets.iter().try_for_each(|target| self.assign(target, given.clone())).map_err(|e| e.at(span))?;
            }
            StmtKind::AugAssign { target, op, value, .. } => self.augmented(target, *op, value)?,
            StmtKind::Annotate { target, value, .. } => {
                if let Some(value) = value {
                    self.assign(target, self.expr(value)?)?;
                }
            }
            StmtKind::Import(items) => self.import(items)?,
            StmtKind::FromImport { module, names } => self.from_import(module, names.as_deref())?,
            StmtKind::Del(targets) => targets.iter().try_for_each(|target| self.delete(target))?,
            StmtKind::Assert { test, message } => self.assert(test, message.as_ref())?,
            StmtKind::Pass => {}
            StmtKind::Def { decorators, function } => self.define(decorators, function)?,
            StmtKind::Try { body, handlers, otherwise, last } => {
                return self.try_block(body, handlers, otherwise, last);
            }
            StmtKind::Raise { value, cause } => return Err(self.raise(value.as_ref(), cause.as_ref())),
            StmtKind::Global(names) => names.iter().for_each(|name| self.scope.global(&name.text)),
            StmtKind::Nonlocal(names) => {
                names.iter().try_for_each(|name| self.scope.nonlocal(&name.text).map_err(|e| e.at(name.span)))?
            }
            StmtKind::If { branches, otherwise } => return self.branches(branches, otherwise),
            StmtKind::For { target, iterable, body, otherwise } => {
                return self.for_loop(target, iterable, body, otherwise);
            }
            StmtKind::While { test, body, otherwise } => return self.while_loop(test, body, otherwise),
            StmtKind::With { items, body } => return self.with(items, body, false),
            StmtKind::Break => return Ok(Flow::Break),
            StmtKind::Continue => return Ok(Flow::Continue),
            StmtKind::Return(value) => {
                return Ok(Flow::Return(value.as_ref().map_or(Ok(Value::None), |v| self.expr(v))?));
            }
            StmtKind::Magic(magic) => return Err(only_alone(&format!("%{}", magic.name.text), magic.name.span)),
            StmtKind::Help { name, .. } => return Err(only_alone("?", name.span)),
            StmtKind::Shell { command } => return Err(only_alone("!", command.span)),
        }
        Ok(Flow::Next)
    }

    /// A `def`, its decorators called from the lowest up.
    fn define(&self, decorators: &[Expr], function: &Arc<Function>) -> Result<()> {
        let calls = decorators.iter().map(|d| Ok((self.expr(d)?, d.span))).collect::<Result<Vec<_>>>()?;
        let mut value = self.function(function)?;
        for (decorator, span) in calls.iter().rev() {
            value = self.call_at(decorator, value, *span)?;
        }
        self.scope.set(function.name.as_ref().map_or("", |n| &n.text), value);
        Ok(())
    }

    fn assert(&self, test: &Expr, message: Option<&Expr>) -> Result<()> {
        if self.test(test)? {
            return Ok(());
        }
        let message = message.map_or(Ok(String::new()), |m| self.expr(m).map(|v| super::text::str(&v)))?;
        Err(Error::new(Kind::AssertionError, message).at(test.span))
    }

    fn branches(&self, branches: &[Branch], otherwise: &[Stmt]) -> Result<Flow> {
        for branch in branches {
            if self.test(&branch.test)? {
                return self.block(&branch.body);
            }
        }
        self.block(otherwise)
    }

    fn for_loop(&self, target: &Target, iterable: &Expr, body: &[Stmt], otherwise: &[Stmt]) -> Result<Flow> {
        let values = self.expr(iterable)?;
        for value in iterate::iter(&values).map_err(|e| e.at(iterable.span))? {
            cancel::check()?;
            self.assign(target, value.map_err(|e| e.at(iterable.span))?)?;
            match self.block(body)? {
                Flow::Break => return Ok(Flow::Next),
                Flow::Return(value) => return Ok(Flow::Return(value)),
                Flow::Next | Flow::Continue => {}
            }
        }
        self.block(otherwise)
    }

    fn while_loop(&self, test: &Expr, body: &[Stmt], otherwise: &[Stmt]) -> Result<Flow> {
        while self.test(test)? {
            cancel::check()?;
            match self.block(body)? {
                Flow::Break => return Ok(Flow::Next),
                Flow::Return(value) => return Ok(Flow::Return(value)),
                Flow::Next | Flow::Continue => {}
            }
        }
        self.block(otherwise)
    }

    /// Runs a block within contexts; those that were entered are left whatever happens. With `shown` the value of an
    /// expression that ends the block is printed, under whatever options hold there.
    pub fn with(&self, items: &[(Expr, Option<Target>)], body: &[Stmt], shown: bool) -> Result<Flow> {
        let Some(((expr, target), rest)) = items.split_first() else {
            return if shown { self.block_shown(body) } else { self.block(body) };
        };
        let value = self.expr(expr)?;
        let entered = match &value {
            Value::Object(object) => object.enter(),
            _ => None,
        };
        entered
            .unwrap_or_else(|| {
                let error =
                    type_error(format!("'{}' object does not support the context manager protocol", value.type_name()));
                Err(error.help("np.errstate, np.printoptions, dask.config.set and ProgressBar() do"))
            })
            .map_err(|e| e.at(expr.span))?;
        let done = match target {
            Some(target) => self.assign(target, value.clone()).and_then(|()| self.with(rest, body, shown)),
            None => self.with(rest, body, shown),
        };
        if let Value::Object(object) = &value {
            object.exit();
        }
        done
    }

    /// Calls a function with a value, at a place.
    pub fn call_at(&self, function: &Value, value: Value, span: Span) -> Result<Value> {
        call::call_with(function, [value]).map_err(|e| e.at(span))
    }
}

fn only_alone(what: &str, span: Span) -> Error {
    not_implemented(format!("`{what}` stands on a line of its own, not in a block")).at(span)
}
