//! Functions that `def` and `lambda` make.

use std::any::Any;
use std::cell::RefCell;
use std::sync::Arc;

use super::call::Arguments;
use super::{Ctx, Flow, Scope, Source, bind, elementwise, stack, world};
use crate::array::{Object, Value};
use crate::chunk::cancel;
use crate::diag::{Error, Result, Span};
use crate::ops::ParamKind;
use crate::syntax::ast::{Body, Function, Parameter, ParameterKind};
use crate::syntax::names_used;

/// A function with the names that it sees.
#[derive(Clone)]
pub struct UserFunction {
    pub(super) function: Arc<Function>,
    /// The values of the parameters' defaults, made when the function was.
    pub(super) defaults: Vec<Option<Value>>,
    home: Ctx,
}

thread_local! {
    /// The text whose expressions this thread works on.
    static TEXT: RefCell<Option<Arc<Source>>> = const { RefCell::new(None) };
}

/// Does something that comes from this text.
pub fn within<R>(source: &Arc<Source>, run: impl FnOnce() -> R) -> R {
    let before = TEXT.replace(Some(source.clone()));
    let result = run();
    TEXT.set(before);
    result
}

impl Ctx {
    /// The value of a `def` or a `lambda`.
    pub fn function(&self, function: &Arc<Function>) -> Result<Value> {
        let default = |p: &crate::syntax::ast::Parameter| p.default.as_ref().map(|e| self.expr(e)).transpose();
        let defaults = function.parameters.iter().map(default).collect::<Result<_>>()?;
        Ok(Value::object(UserFunction { function: function.clone(), defaults, home: self.clone() }))
    }
}

/// Runs something that comes from the text of `home`. A mistake in another text has no place in the one that is worked
/// on: the call has it, and the help says where the mistake is.
pub(super) fn at_home<R>(home: &Ctx, name: &str, run: impl FnOnce() -> Result<R>) -> Result<R> {
    let done = home.scope.world.enter(|| within(&home.source, run));
    done.map_err(|error| relocate(home, name, error))
}

fn relocate(home: &Ctx, name: &str, mut error: Error) -> Error {
    let here = TEXT.with_borrow(|t| t.as_ref().is_some_and(|t| Arc::ptr_eq(t, &home.source)));
    if here {
        return error;
    }
    if let Some(span) = error.span.take() {
        let (number, line) = home.source.line_of(span);
        let place = format!("in {name}, line {number}: `{line}`");
        error.help = Some(match error.help.take() {
            Some(help) => format!("{help}\n{place}"),
            None => place,
        });
    }
    error
}

impl UserFunction {
    /// What the function is called.
    pub fn called(&self) -> &str {
        self.name()
    }

    fn name(&self) -> &str {
        self.function.name.as_ref().map_or("<lambda>", |n| &n.text)
    }

    /// Where the function was made.
    pub(super) fn home(&self) -> &Ctx {
        &self.home
    }

    /// The function with the names from outside as they are now, and those of the functions that it calls too. A
    /// function that calls itself keeps its own name as it is.
    fn freeze(&self, seen: &mut Vec<Arc<Function>>) -> UserFunction {
        seen.push(self.function.clone());
        let scope = Scope::root(self.home.scope.world.clone());
        for name in names_used(&self.function) {
            let Some(value) = self.home.scope.get(name) else { continue };
            let fresh = value.downcast::<UserFunction>().filter(|f| !seen.iter().any(|s| Arc::ptr_eq(s, &f.function)));
            let frozen = fresh.map(|f| Value::object(f.freeze(seen)));
            scope.set(name, frozen.unwrap_or(value));
        }
        seen.pop();
        let home = Ctx { scope, source: self.home.source.clone() };
        UserFunction { function: self.function.clone(), defaults: self.defaults.clone(), home }
    }

    /// The parameters: name, default as it was written, and how each takes its argument.
    pub fn parameters(&self) -> Vec<(String, Option<String>, ParamKind)> {
        let written = |e: &crate::syntax::ast::Expr| {
            self.home.source.text.get(e.span.start as usize..e.span.end as usize).unwrap_or("").to_owned()
        };
        let kind = |kind| match kind {
            ParameterKind::Star => ParamKind::Rest,
            ParameterKind::DoubleStar => ParamKind::Named,
            ParameterKind::KeywordOnly => ParamKind::Keyword,
            _ => ParamKind::Plain,
        };
        let all = self.function.parameters.iter();
        all.map(|p| (p.name.text.clone(), p.default.as_ref().map(written), kind(p.kind))).collect()
    }

    /// The text that made it.
    pub fn text(&self) -> String {
        let span = self.function.span;
        self.home.source.text.get(span.start as usize..span.end as usize).unwrap_or("").trim_end().to_owned()
    }

    /// `def name(parameters)`, or all of a lambda.
    pub fn signature(&self) -> String {
        let text = self.text();
        match &self.function.body {
            Body::Expr(_) => text,
            Body::Block(block) => {
                let first = block.first().map_or(text.len(), |s| (s.span.start - self.function.span.start) as usize);
                let head = text.get(..first).unwrap_or(&text).trim_end();
                head.rsplit_once(':').map_or(head, |(head, _)| head).trim_end().to_owned()
            }
        }
    }

    fn run(&self, arguments: Arguments) -> Result<Value> {
        cancel::check()?;
        let home = &self.home;
        let inner = Ctx { scope: home.scope.call(), source: home.source.clone() };
        bind::bind(self, self.name(), arguments, &inner.scope)?;
        at_home(home, self.name(), || stack::deeper(|| self.body(&inner)))
    }

    fn body(&self, inner: &Ctx) -> Result<Value> {
        match &self.function.body {
            Body::Expr(expr) => inner.expr(expr),
            Body::Block(block) => match inner.block(block)? {
                Flow::Return(value) => Ok(value),
                _ => Ok(Value::None),
            },
        }
    }
}

impl std::fmt::Debug for UserFunction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "UserFunction({})", self.name())
    }
}

impl Object for UserFunction {
    fn type_name(&self) -> &str {
        "function"
    }

    fn repr(&self) -> String {
        format!("<function {}>", self.name())
    }

    fn attribute(&self, name: &str) -> Option<Value> {
        match name {
            "__name__" => Some(Value::str(self.name())),
            "__doc__" => Some(self.function.doc.as_ref().map_or(Value::None, Value::str)),
            _ => None,
        }
    }

    fn call(
        &self,
        positional: Vec<(Value, Option<Span>)>,
        named: Vec<(String, Value, Option<Span>)>,
    ) -> Option<Result<Value>> {
        Some(self.run(Arguments { positional, named }))
    }

    fn rehearse(&self, positional: Vec<Value>, named: Vec<(String, Value)>) -> Option<Result<Value>> {
        let positional = positional.into_iter().map(|v| (v, None)).collect();
        let named = named.into_iter().map(|(name, value)| (name, value, None)).collect();
        Some(world::muted(|| self.run(Arguments { positional, named })))
    }

    fn needs(&self) -> Option<String> {
        let plain = |p: &&Parameter| p.default.is_none() && p.kind == ParameterKind::Plain;
        let needed = self.function.parameters.iter().filter(plain);
        Some(needed.map(|p| p.name.text.as_str()).collect::<Vec<_>>().join(", "))
    }

    fn parameters(&self) -> Vec<String> {
        self.function.parameters.iter().map(|p| p.name.text.clone()).collect()
    }

    fn is_elementwise(&self) -> bool {
        elementwise::is_elementwise(self)
    }

    fn frozen(&self) -> Option<Value> {
        Some(Value::object(self.freeze(&mut Vec::new())))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
