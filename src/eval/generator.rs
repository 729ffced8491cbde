//! Generator expressions: each element is made when it is asked for.

use std::sync::Arc;

use super::Ctx;
use super::function::at_home;
use super::iterate::{self, Iter};
use crate::array::Value;
use crate::chunk::cancel;
use crate::diag::Result;
use crate::syntax::ast::{Comprehension, ForClause};

/// A generator expression on its way.
struct Generator {
    ctx: Ctx,
    comprehension: Arc<Comprehension>,
    /// The values of the clauses that are being gone through, the outermost first.
    loops: Vec<Iter>,
}

impl Ctx {
    /// The generator of a comprehension. Its first values are taken at once, as in Python.
    pub(super) fn generator(&self, comprehension: Arc<Comprehension>) -> Result<Value> {
        let ctx = Ctx { scope: self.scope.comprehension(), source: self.source.clone() };
        let first = comprehension.clauses.first().map(|clause| values(self, clause)).transpose()?;
        let mut generator = Generator { ctx, comprehension, loops: first.into_iter().collect() };
        Ok(iterate::stream("generator", std::iter::from_fn(move || generator.next())))
    }
}

fn values(ctx: &Ctx, clause: &ForClause) -> Result<Iter> {
    iterate::iter(&ctx.expr(&clause.iterable)?).map_err(|e| e.at(clause.iterable.span))
}

impl Generator {
    fn next(&mut self) -> Option<Result<Value>> {
        let ctx = self.ctx.clone();
        let next = at_home(&ctx, "a generator", || self.step());
        if next.is_err() {
            self.loops.clear();
        }
        next.transpose()
    }

    fn step(&mut self) -> Result<Option<Value>> {
        let comprehension = self.comprehension.clone();
        'values: while let Some(inner) = self.loops.last_mut() {
            cancel::check()?;
            let Some(value) = inner.next() else {
                self.loops.pop();
                continue;
            };
            let Some(clause) = comprehension.clauses.get(self.loops.len() - 1) else { break };
            self.ctx.assign(&clause.target, value?)?;
            for condition in &clause.conditions {
                if !self.ctx.test(condition)? {
                    continue 'values;
                }
            }
            match comprehension.clauses.get(self.loops.len()) {
                Some(further) => {
                    let further = values(&self.ctx, further)?;
                    self.loops.push(further);
                }
                None => return self.ctx.expr(&comprehension.element).map(Some),
            }
        }
        Ok(None)
    }
}
