//! Comprehensions.

use std::sync::Arc;

use super::{Ctx, equality, iterate};
use crate::array::{Dict, Value};
use crate::chunk::cancel;
use crate::diag::Result;
use crate::syntax::ast::{Comprehension, ComprehensionKind, ForClause};

impl Ctx {
    /// The list, set, dict or generator that a comprehension makes.
    pub fn comprehension(&self, comprehension: &Arc<Comprehension>) -> Result<Value> {
        if comprehension.kind == ComprehensionKind::Generator {
            return self.generator(comprehension.clone());
        }
        let inner = Ctx { scope: self.scope.comprehension(), source: self.source.clone() };
        let mut items = Vec::new();
        let mut dict = Dict::new();
        inner.clauses(&comprehension.clauses, &mut |ctx| {
            let element = ctx.expr(&comprehension.element)?;
            match &comprehension.value {
                Some(value) => {
                    equality::insert(&mut dict, element, ctx.expr(value)?).map_err(|e| e.at(comprehension.element.span))
                }
                None => {
                    items.push(element);
                    Ok(())
                }
            }
        })?;
        Ok(match comprehension.kind {
            ComprehensionKind::Set => equality::set(items)?,
            ComprehensionKind::Dict => Value::Dict(Arc::new(parking_lot::RwLock::new(dict))),
            _ => Value::list(items),
        })
    }

    fn clauses(&self, clauses: &[ForClause], element: &mut dyn FnMut(&Ctx) -> Result<()>) -> Result<()> {
        let Some((clause, rest)) = clauses.split_first() else { return element(self) };
        let values = self.expr(&clause.iterable)?;
        'values: for value in iterate::iter(&values).map_err(|e| e.at(clause.iterable.span))? {
            cancel::check()?;
            self.assign(&clause.target, value?)?;
            for condition in &clause.conditions {
                if !self.test(condition)? {
                    continue 'values;
                }
            }
            self.clauses(rest, element)?;
        }
        Ok(())
    }
}
