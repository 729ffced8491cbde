//! What can be assigned to, and the parameters of functions.

use super::ast::{Expr, ExprKind, Parameter, ParameterKind, Target, TargetKind};
use super::build::{Builder, Pair, parts};
use super::grammar::Rule;
use crate::diag::{Result, Span, syntax_error};

impl Builder<'_> {
    /// The target that an expression reads as.
    pub(super) fn target(&self, expr: Expr) -> Result<Target> {
        let target = self.target_or_starred(expr)?;
        match target.kind {
            TargetKind::Starred(_) => {
                let error = syntax_error("a starred target must be in a list or tuple").at(target.span);
                Err(error.help("add a comma: `*a, = values`"))
            }
            _ => Ok(target),
        }
    }

    fn target_or_starred(&self, expr: Expr) -> Result<Target> {
        let span = expr.span;
        let kind = match expr.kind {
            ExprKind::Name(name) => TargetKind::Name(name),
            ExprKind::Attribute { object, name } => TargetKind::Attribute { object, name },
            ExprKind::Subscript { object, index } => TargetKind::Subscript { object, index },
            ExprKind::Tuple(elements) | ExprKind::List(elements) => {
                let targets: Result<Vec<Target>> = elements.into_iter().map(|e| self.target_or_starred(e)).collect();
                return unpack(targets?, span);
            }
            ExprKind::Starred(inner) => TargetKind::Starred(Box::new(self.target(*inner)?)),
            kind => {
                let error = syntax_error(format!("cannot assign to {}", describe(&kind))).at(span);
                return Err(error.help("use `==` to compare; what stands before `=` is a name, `a.b` or `a[i]`"));
            }
        };
        Ok(Target { kind, span })
    }

    /// What a `for` names: one target, or several to unpack.
    pub(super) fn targets(&mut self, pair: Pair) -> Result<Target> {
        let span = self.span(&pair);
        let tuple = pair.clone().into_inner().any(|p| p.as_rule() == Rule::comma);
        let mut targets = self.target_list(pair)?;
        match targets.pop() {
            Some(target) if !tuple => match target.kind {
                TargetKind::Starred(_) => Err(syntax_error("a starred target must be in a list or tuple").at(span)),
                _ => Ok(target),
            },
            last => {
                targets.extend(last);
                unpack(targets, span)
            }
        }
    }

    /// The targets of a `for` or a `del`, one by one.
    pub(super) fn target_list(&mut self, pair: Pair) -> Result<Vec<Target>> {
        let mut targets = Vec::new();
        for part in pair.into_inner().filter(|p| p.as_rule() == Rule::target) {
            let span = self.span(&part);
            let starred = part.clone().into_inner().any(|p| p.as_rule() == Rule::star);
            let target = self.operand_only(part)?;
            let target = self.target(target)?;
            let kind = if starred { TargetKind::Starred(Box::new(target)) } else { target.kind };
            targets.push(Target { kind, span });
        }
        Ok(targets)
    }

    /// The parameters of a `def` or a lambda.
    pub(super) fn parameters(&mut self, pair: Pair) -> Result<Vec<Parameter>> {
        let mut list = Parameters::default();
        for part in parts(pair) {
            self.parameter(part, &mut list)?;
        }
        match list.bare_star {
            Some(span) => Err(syntax_error("names must follow a bare `*`").at(span)),
            None => Ok(list.done),
        }
    }

    fn parameter(&mut self, pair: Pair, list: &mut Parameters) -> Result<()> {
        let span = self.span(&pair);
        let (mut stars, mut name, mut default) = ("", None, None);
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::stars => stars = if part.as_str().starts_with("**") { "**" } else { "*" },
                Rule::slash => return list.slash(span),
                Rule::name => name = Some(self.name(&part)),
                Rule::expression => default = Some(self.expression(part)?),
                _ => {}
            }
        }
        let kind = match stars {
            "*" => ParameterKind::Star,
            "**" => ParameterKind::DoubleStar,
            _ if list.keywords => ParameterKind::KeywordOnly,
            _ => ParameterKind::Plain,
        };
        match name {
            Some(name) => list.push(Parameter { name, kind, default, span }),
            None if kind == ParameterKind::Star => list.bare(span),
            None => Err(syntax_error("expected a name after `**`").at(span)),
        }
    }
}

/// The parameters so far.
#[derive(Default)]
struct Parameters {
    done: Vec<Parameter>,
    /// What follows is given by name only.
    keywords: bool,
    /// A bare `*` that no name follows yet.
    bare_star: Option<Span>,
}

impl Parameters {
    fn slash(&mut self, span: Span) -> Result<()> {
        let plain = self.done.iter().all(|p| p.kind == ParameterKind::Plain);
        if self.done.is_empty() || self.keywords || !plain {
            return Err(syntax_error("`/` must follow the parameters that are given by position").at(span));
        }
        self.done.iter_mut().for_each(|p| p.kind = ParameterKind::PositionalOnly);
        Ok(())
    }

    fn bare(&mut self, span: Span) -> Result<()> {
        self.check_star(span)?;
        self.keywords = true;
        self.bare_star = Some(span);
        Ok(())
    }

    fn check_star(&self, span: Span) -> Result<()> {
        if self.keywords { Err(syntax_error("only one `*` parameter is possible").at(span)) } else { Ok(()) }
    }

    fn push(&mut self, parameter: Parameter) -> Result<()> {
        let span = parameter.span;
        let error = |message: String| Err(syntax_error(message).at(span));
        if self.done.last().is_some_and(|p| p.kind == ParameterKind::DoubleStar) {
            return error("no parameter can follow `**`".to_string());
        }
        if self.done.iter().any(|p| p.name.text == parameter.name.text) {
            return error(format!("the parameter `{}` is named twice", parameter.name.text));
        }
        match parameter.kind {
            ParameterKind::Star => {
                self.check_star(span)?;
                self.keywords = true;
            }
            ParameterKind::Plain if parameter.default.is_none() && self.done.iter().any(|p| p.default.is_some()) => {
                return error("a parameter without a default follows one with a default".to_string());
            }
            _ => {}
        }
        if parameter.kind != ParameterKind::DoubleStar {
            self.bare_star = None;
        }
        self.done.push(parameter);
        Ok(())
    }
}

/// Several targets for the elements of one value.
fn unpack(targets: Vec<Target>, span: Span) -> Result<Target> {
    let mut starred = targets.iter().filter(|t| matches!(t.kind, TargetKind::Starred(_)));
    if let (Some(_), Some(second)) = (starred.next(), starred.next()) {
        return Err(syntax_error("only one target can be starred").at(second.span));
    }
    Ok(Target { kind: TargetKind::Unpack(targets), span })
}

/// What an expression is, in words.
fn describe(kind: &ExprKind) -> &'static str {
    match kind {
        ExprKind::None => "None",
        ExprKind::Bool(true) => "True",
        ExprKind::Bool(false) => "False",
        ExprKind::Ellipsis => "...",
        ExprKind::Call { .. } => "a function call",
        ExprKind::Compare { .. } => "a comparison",
        ExprKind::Conditional { .. } => "a conditional expression",
        ExprKind::Lambda(_) => "a lambda",
        ExprKind::Comprehension(_) => "a comprehension",
        ExprKind::Str(_) | ExprKind::FString(_) => "a string",
        ExprKind::Int(_) | ExprKind::Float(_) | ExprKind::Imaginary(_) => "a number",
        ExprKind::Dict(_) => "a dict",
        ExprKind::Set(_) => "a set",
        _ => "an expression",
    }
}
