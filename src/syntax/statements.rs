//! Statements and blocks.

use std::sync::Arc;

use super::ast::{
    Body, Branch, Expr, ExprKind, Function, Handler, ImportItem, Magic, Name, Stmt, StmtKind, Target, TargetKind,
};
use super::build::{Builder, Pair, parts};
use super::expressions::operator;
use super::grammar::Rule;
use crate::diag::{Result, Span, syntax_error};

impl Builder<'_> {
    /// A sequence of statements, with the `;` between them.
    pub(super) fn statements<'t>(&mut self, pairs: impl Iterator<Item = Pair<'t>>) -> Result<Vec<Stmt>> {
        let mut statements: Vec<Stmt> = Vec::new();
        for pair in pairs {
            match pair.as_rule() {
                Rule::semicolon => {
                    if let Some(last) = statements.last_mut() {
                        last.quiet = true;
                    }
                }
                Rule::EOI => {}
                _ => statements.push(self.statement(pair)?),
            }
        }
        Ok(statements)
    }

    fn statement(&mut self, pair: Pair) -> Result<Stmt> {
        let span = self.span(&pair);
        let rule = pair.as_rule();
        let kind = match rule {
            Rule::expression_statement => self.expression_statement(pair, span)?,
            Rule::import_statement => StmtKind::Import(parts(pair).map(|p| self.import_item(p)).collect()),
            Rule::from_statement => self.names_from(pair),
            Rule::del_statement => self.del_statement(pair)?,
            Rule::assert_statement => {
                let mut inner = parts(pair);
                let test = self.single(inner.next(), span)?;
                StmtKind::Assert { test, message: inner.next().map(|p| self.expression(p)).transpose()? }
            }
            Rule::pass_statement => StmtKind::Pass,
            Rule::break_statement | Rule::continue_statement if self.loops == 0 => {
                let word = if rule == Rule::break_statement { "break" } else { "continue" };
                let error = syntax_error(format!("`{word}` outside of a loop")).at(span);
                return Err(error.help("it stands in the block of a `for` or a `while`"));
            }
            Rule::break_statement => StmtKind::Break,
            Rule::continue_statement => StmtKind::Continue,
            Rule::return_statement if self.functions == 0 => {
                let error = syntax_error("`return` outside of a function").at(span);
                return Err(error.help("at the prompt, an expression alone shows its value"));
            }
            Rule::return_statement => StmtKind::Return(parts(pair).next().map(|p| self.expressions(p)).transpose()?),
            Rule::raise_statement => {
                let mut inner = parts(pair).filter(|p| p.as_rule() != Rule::k_from).map(|p| self.expression(p));
                StmtKind::Raise { value: inner.next().transpose()?, cause: inner.next().transpose()? }
            }
            Rule::global_statement => StmtKind::Global(parts(pair).map(|p| self.name(&p)).collect()),
            Rule::nonlocal_statement if self.functions == 0 => {
                let error = syntax_error("`nonlocal` outside of a function").at(span);
                return Err(error.help("it is for a function that is defined within another one"));
            }
            Rule::nonlocal_statement => StmtKind::Nonlocal(parts(pair).map(|p| self.name(&p)).collect()),
            Rule::try_statement => self.try_statement(pair, span)?,
            Rule::decorated => self.decorated(pair, span)?,
            Rule::if_statement => self.if_statement(pair, span)?,
            Rule::for_statement => self.for_statement(pair, span)?,
            Rule::while_statement => self.while_statement(pair, span)?,
            Rule::with_statement => self.with_statement(pair, span)?,
            Rule::def_statement => {
                let function = self.def_statement(pair, span)?;
                StmtKind::Def { decorators: Vec::new(), function }
            }
            _ => self.shell_line(pair),
        };
        Ok(Stmt { kind, span, quiet: false })
    }

    /// `value`, `target = value`, `target += value`, `target: annotation = value`
    fn expression_statement(&mut self, pair: Pair, span: Span) -> Result<StmtKind> {
        let mut inner = pair.into_inner();
        let Some(first) = inner.next() else { return Err(syntax_error("expected an expression").at(span)) };
        let mut last = self.expressions(first)?;
        let mut targets = Vec::new();
        while let Some(pair) = inner.next() {
            match pair.as_rule() {
                Rule::assign => {}
                Rule::augmented => {
                    let target = self.single_target(last, "augmented assignment")?;
                    let op_span = self.span(&pair);
                    let op = operator(pair.as_str().trim_end_matches('='))
                        .ok_or_else(|| syntax_error("unknown operator").at(op_span))?;
                    let value = inner.next().map(|p| self.expressions(p)).transpose()?;
                    let value = value.ok_or_else(|| syntax_error("expected an expression").at(op_span))?;
                    return Ok(StmtKind::AugAssign { target, op, op_span, value });
                }
                Rule::annotation => {
                    if matches!(last.kind, ExprKind::Int(_)) {
                        let error = syntax_error("a slice stands only within square brackets").at(last.span);
                        return Err(error.help("numbers from 1 to 9 are `np.arange(1, 10)` or `range(1, 10)`"));
                    }
                    let target = self.single_target(last, "an annotation")?;
                    let mut inner = pair.into_inner().filter(|p| p.as_rule() != Rule::assign);
                    let annotation = self.single(inner.next(), span)?;
                    let value = inner.next().map(|p| self.expressions(p)).transpose()?;
                    return Ok(StmtKind::Annotate { target, annotation, value });
                }
                _ => {
                    let value = self.expressions(pair)?;
                    targets.push(self.target(std::mem::replace(&mut last, value))?);
                }
            }
        }
        Ok(if targets.is_empty() { StmtKind::Expr(last) } else { StmtKind::Assign { targets, value: last } })
    }

    fn single_target(&self, expr: Expr, what: &str) -> Result<Target> {
        let target = self.target(expr)?;
        match target.kind {
            TargetKind::Unpack(_) => {
                Err(syntax_error(format!("only a single target is possible with {what}")).at(target.span))
            }
            _ => Ok(target),
        }
    }

    fn import_item(&self, pair: Pair) -> ImportItem {
        let span = self.span(&pair);
        let mut names = parts(pair).map(|p| self.name(&p));
        let name = names.next().unwrap_or(Name { text: String::new(), span });
        ImportItem { name, alias: names.next() }
    }

    fn names_from(&self, pair: Pair) -> StmtKind {
        let mut module = Name { text: String::new(), span: self.span(&pair) };
        let mut names = Some(Vec::new());
        for part in parts(pair) {
            match (part.as_rule(), names.as_mut()) {
                (Rule::module, _) => module = self.name(&part),
                (Rule::from_item, Some(names)) => names.push(self.import_item(part)),
                _ => names = None,
            }
        }
        StmtKind::FromImport { module, names }
    }

    fn del_statement(&mut self, pair: Pair) -> Result<StmtKind> {
        let Some(targets) = parts(pair).next() else { return Ok(StmtKind::Del(Vec::new())) };
        let targets = self.target_list(targets)?;
        let starred = |t: &&Target| matches!(t.kind, TargetKind::Starred(_));
        if let Some(starred) = targets.iter().find(starred) {
            return Err(syntax_error("cannot delete a starred target").at(starred.span));
        }
        Ok(StmtKind::Del(targets))
    }

    fn if_statement(&mut self, pair: Pair, span: Span) -> Result<StmtKind> {
        let (mut branches, mut otherwise, mut test) = (Vec::new(), Vec::new(), None);
        for part in parts(pair) {
            match part.as_rule() {
                Rule::block => {
                    let test = test.take().ok_or_else(|| syntax_error("expected a condition").at(span))?;
                    branches.push(Branch { test, body: self.block(part)? });
                }
                Rule::elif_clause => {
                    let mut inner = parts(part);
                    let test = self.single(inner.next(), span)?;
                    branches.push(Branch { test, body: self.optional_block(inner.next())? });
                }
                Rule::else_clause => otherwise = self.optional_block(parts(part).next())?,
                _ => test = Some(self.expression(part)?),
            }
        }
        Ok(StmtKind::If { branches, otherwise })
    }

    fn for_statement(&mut self, pair: Pair, span: Span) -> Result<StmtKind> {
        let mut inner = parts(pair);
        let (Some(targets), Some(values)) = (inner.next(), inner.next()) else {
            return Err(syntax_error("expected `for x in values:`").at(span));
        };
        let target = self.targets(targets)?;
        let iterable = self.expressions(values)?;
        let body = self.loop_body(inner.next())?;
        Ok(StmtKind::For { target, iterable, body, otherwise: self.else_clause(inner.next())? })
    }

    fn while_statement(&mut self, pair: Pair, span: Span) -> Result<StmtKind> {
        let mut inner = parts(pair);
        let test = self.single(inner.next(), span)?;
        let body = self.loop_body(inner.next())?;
        Ok(StmtKind::While { test, body, otherwise: self.else_clause(inner.next())? })
    }

    fn with_statement(&mut self, pair: Pair, span: Span) -> Result<StmtKind> {
        let (mut items, mut body) = (Vec::new(), Vec::new());
        for part in parts(pair) {
            match part.as_rule() {
                Rule::block => body = self.block(part)?,
                _ => {
                    let mut inner = parts(part);
                    let value = self.single(inner.next(), span)?;
                    items.push((value, inner.next().map(|p| self.targets(p)).transpose()?));
                }
            }
        }
        Ok(StmtKind::With { items, body })
    }

    fn loop_body(&mut self, block: Option<Pair>) -> Result<Vec<Stmt>> {
        self.loops += 1;
        let body = self.optional_block(block);
        self.loops -= 1;
        body
    }

    fn else_clause(&mut self, pair: Option<Pair>) -> Result<Vec<Stmt>> {
        self.optional_block(pair.and_then(|p| parts(p).next()))
    }

    fn optional_block(&mut self, pair: Option<Pair>) -> Result<Vec<Stmt>> {
        pair.map_or(Ok(Vec::new()), |p| self.block(p))
    }

    fn block(&mut self, pair: Pair) -> Result<Vec<Stmt>> {
        let span = self.span(&pair);
        self.deeper(1, span, |b| b.statements(pair.into_inner()))
    }

    fn try_statement(&mut self, pair: Pair, span: Span) -> Result<StmtKind> {
        let (mut body, mut handlers) = (Vec::new(), Vec::<Handler>::new());
        let (mut otherwise, mut last) = (Vec::new(), Vec::new());
        for part in parts(pair) {
            match part.as_rule() {
                Rule::except_clause => {
                    if handlers.last().is_some_and(|h| h.kind.is_none()) {
                        let error =
                            syntax_error("an `except` without a kind must be the last one").at(self.span(&part));
                        return Err(error.help("it takes every error, so that none is left for those below it"));
                    }
                    handlers.push(self.handler(part)?);
                }
                Rule::else_clause => otherwise = self.optional_block(parts(part).next())?,
                Rule::finally_clause => last = self.optional_block(parts(part).next())?,
                _ => body = self.block(part)?,
            }
        }
        if handlers.is_empty() && last.is_empty() {
            let error = syntax_error("expected `except` or `finally` after the block of a `try`").at(span);
            return Err(error.help("`except ValueError as error:` takes errors of one kind, `except Exception:` all"));
        }
        if handlers.is_empty() && !otherwise.is_empty() {
            return Err(syntax_error("the `else` of a `try` needs an `except` before it").at(span));
        }
        Ok(StmtKind::Try { body, handlers, otherwise, last })
    }

    fn handler(&mut self, pair: Pair) -> Result<Handler> {
        let (mut kind, mut name, mut body) = (None, None, Vec::new());
        for part in parts(pair) {
            match part.as_rule() {
                Rule::block => body = self.block(part)?,
                Rule::name => name = Some(self.name(&part)),
                _ => kind = Some(self.expression(part)?),
            }
        }
        Ok(Handler { kind, name, body })
    }

    fn decorated(&mut self, pair: Pair, span: Span) -> Result<StmtKind> {
        let (mut decorators, mut function) = (Vec::new(), None);
        for part in parts(pair) {
            let at = self.span(&part);
            match part.as_rule() {
                Rule::decorator => decorators.push(self.single(parts(part).next(), at)?),
                _ => function = Some(self.def_statement(part, at)?),
            }
        }
        let function = function.ok_or_else(|| syntax_error("expected a `def` below a decorator").at(span))?;
        Ok(StmtKind::Def { decorators, function })
    }

    fn def_statement(&mut self, pair: Pair, span: Span) -> Result<Arc<Function>> {
        let (mut name, mut parameters, mut body) = (None, Vec::new(), Vec::new());
        for part in parts(pair) {
            match part.as_rule() {
                Rule::name => name = Some(self.name(&part)),
                Rule::parameters => parameters = self.parameters(part)?,
                Rule::block => {
                    let loops = std::mem::take(&mut self.loops);
                    self.functions += 1;
                    let block = self.block(part);
                    self.functions -= 1;
                    self.loops = loops;
                    body = block?;
                }
                _ => {}
            }
        }
        let doc = match body.first() {
            Some(Stmt { kind: StmtKind::Expr(Expr { kind: ExprKind::Str(text), .. }), .. }) => Some(text.clone()),
            _ => None,
        };
        Ok(Arc::new(Function { name, parameters, body: Body::Block(body), doc, span }))
    }

    /// `%name rest`, `%%name rest` with its lines, `name?`, `!command`
    fn shell_line(&self, pair: Pair) -> StmtKind {
        let (rule, span) = (pair.as_rule(), self.span(&pair));
        let empty = |at: u32| Name { text: String::new(), span: Span { start: at, end: at } };
        let (mut name, mut rest, mut body, mut detail) = (empty(span.start), None, None, false);
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::magic_name | Rule::help_name => name = self.name(&part),
                Rule::question => detail = part.as_str() == "??",
                Rule::rest => rest = Some(self.name(&part)),
                Rule::cell_body => {
                    let (start, end) = (part.as_span().start(), part.as_span().end());
                    let text = self.source(start, end).trim_end_matches(['\r', '\n']).to_string();
                    let start = self.source_offset(start);
                    body = Some(Name { span: Span::new(start, start + text.len()), text });
                }
                _ => {}
            }
        }
        let rest = rest.unwrap_or_else(|| empty(name.span.end));
        match rule {
            Rule::help => StmtKind::Help { name, detail },
            Rule::shell => StmtKind::Shell { command: rest },
            _ => StmtKind::Magic(Box::new(Magic { name, rest, cell: body.is_some(), body })),
        }
    }
}
