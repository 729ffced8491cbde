//! Operators, by how they bind.

use std::sync::Arc;

use super::ast::{BinaryOp, Body, CompareOp, Comparison, Expr, ExprKind, Function, LogicalOp, Operation, UnaryOp};
use super::build::{Builder, Pair};
use super::grammar::Rule;
use crate::diag::{Error, Result, Span, syntax_error};

/// What an operator between two operands is.
#[derive(Clone, Copy)]
enum Infix {
    Logical(LogicalOp),
    Compare(CompareOp),
    Binary(BinaryOp),
}

// How tightly operators bind.
const LOOSEST: u8 = 0;
const OR: u8 = 1;
const AND: u8 = 2;
const NOT: u8 = 3;
const COMPARE: u8 = 4;
const SIGN: u8 = 11;
const POWER: u8 = 12;

impl Infix {
    fn parse(text: &str) -> Option<Infix> {
        if let Some(op) = operator(text) {
            return Some(Infix::Binary(op));
        }
        Some(match text {
            "and" => Infix::Logical(LogicalOp::And),
            "or" => Infix::Logical(LogicalOp::Or),
            "==" => Infix::Compare(CompareOp::Equal),
            "!=" => Infix::Compare(CompareOp::NotEqual),
            "<" => Infix::Compare(CompareOp::Less),
            "<=" => Infix::Compare(CompareOp::LessEqual),
            ">" => Infix::Compare(CompareOp::Greater),
            ">=" => Infix::Compare(CompareOp::GreaterEqual),
            "in" => Infix::Compare(CompareOp::In),
            "is" => Infix::Compare(CompareOp::Is),
            _ if text.starts_with("not") => Infix::Compare(CompareOp::NotIn),
            _ if text.starts_with("is") => Infix::Compare(CompareOp::IsNot),
            _ => return None,
        })
    }

    fn level(self) -> u8 {
        match self {
            Infix::Logical(LogicalOp::Or) => OR,
            Infix::Logical(LogicalOp::And) => AND,
            Infix::Compare(_) => COMPARE,
            Infix::Binary(op) => match op {
                BinaryOp::BitOr => 5,
                BinaryOp::BitXor => 6,
                BinaryOp::BitAnd => 7,
                BinaryOp::ShiftLeft | BinaryOp::ShiftRight => 8,
                BinaryOp::Add | BinaryOp::Subtract => 9,
                BinaryOp::Multiply
                | BinaryOp::Divide
                | BinaryOp::FloorDivide
                | BinaryOp::Remainder
                | BinaryOp::MatMul => 10,
                BinaryOp::Power => POWER,
            },
        }
    }
}

/// The operator that is written so.
pub(super) fn operator(text: &str) -> Option<BinaryOp> {
    Some(match text {
        "+" => BinaryOp::Add,
        "-" => BinaryOp::Subtract,
        "*" => BinaryOp::Multiply,
        "/" => BinaryOp::Divide,
        "//" => BinaryOp::FloorDivide,
        "%" => BinaryOp::Remainder,
        "**" => BinaryOp::Power,
        "@" => BinaryOp::MatMul,
        "&" => BinaryOp::BitAnd,
        "|" => BinaryOp::BitOr,
        "^" => BinaryOp::BitXor,
        "<<" => BinaryOp::ShiftLeft,
        ">>" => BinaryOp::ShiftRight,
        _ => return None,
    })
}

/// The operands, operators and trailers of an expression, one after the other.
pub(super) struct Stream<'t> {
    pairs: Vec<Pair<'t>>,
    at: usize,
    span: Span,
}

impl<'t> Stream<'t> {
    pub fn new(pair: Pair<'t>, span: Span) -> Stream<'t> {
        Stream { pairs: pair.into_inner().collect(), at: 0, span }
    }

    pub fn peek(&self) -> Option<&Pair<'t>> {
        self.pairs.get(self.at)
    }

    pub fn next(&mut self) -> Option<Pair<'t>> {
        let pair = self.pairs.get(self.at).cloned();
        self.at += 1;
        pair
    }

    pub fn next_if(&mut self, rule: Rule) -> Option<Pair<'t>> {
        if self.peek()?.as_rule() == rule { self.next() } else { None }
    }

    /// How many trailers come next.
    pub fn trailers(&self) -> usize {
        let is_trailer = |p: &&Pair| matches!(p.as_rule(), Rule::call | Rule::subscript | Rule::attribute);
        self.pairs.iter().skip(self.at).take_while(is_trailer).count()
    }

    fn infix(&self) -> Option<Infix> {
        self.peek().filter(|p| p.as_rule() == Rule::infix).and_then(|p| Infix::parse(p.as_str()))
    }

    pub fn ended(&self) -> Error {
        syntax_error("expected an expression").at(self.span)
    }
}

impl Builder<'_> {
    /// An `expression`, a `plain_expression`, or a `named` one.
    pub(super) fn expression(&mut self, pair: Pair) -> Result<Expr> {
        let span = self.span(&pair);
        if pair.as_rule() == Rule::named {
            return self.named(pair, span);
        }
        let mut stream = Stream::new(pair, span);
        self.deeper(1, span, |b| b.conditional(&mut stream))
    }

    /// `name := value`
    fn named(&mut self, pair: Pair, span: Span) -> Result<Expr> {
        let mut inner = pair.into_inner();
        let name = inner.next().and_then(|head| head.into_inner().next()).map(|name| self.name(&name));
        let name = name.ok_or_else(|| syntax_error("expected a name before `:=`").at(span))?;
        let value = Box::new(self.single(inner.next(), span)?);
        Ok(Expr { kind: ExprKind::Named { name, value }, span })
    }

    /// The operand of a `target`.
    pub(super) fn operand_only(&mut self, pair: Pair) -> Result<Expr> {
        let span = self.span(&pair);
        let mut stream = Stream::new(pair, span);
        stream.next_if(Rule::star);
        self.deeper(1, span, |b| b.operand(&mut stream))
    }

    /// `then if test else otherwise`
    fn conditional(&mut self, stream: &mut Stream) -> Result<Expr> {
        let then = self.climb(stream, LOOSEST)?;
        let Some(word) = stream.next_if(Rule::k_if) else { return Ok(then) };
        let test = self.climb(stream, LOOSEST)?;
        stream.next_if(Rule::k_else).ok_or_else(|| stream.ended())?;
        let otherwise = self.deeper(1, self.span(&word), |b| b.conditional(stream))?;
        let span = then.span.to(otherwise.span);
        let (test, then, otherwise) = (Box::new(test), Box::new(then), Box::new(otherwise));
        Ok(Expr { kind: ExprKind::Conditional { test, then, otherwise }, span })
    }

    /// An expression whose operators all bind at least as tightly as `least`.
    fn climb(&mut self, stream: &mut Stream, least: u8) -> Result<Expr> {
        let mut left = self.prefixed(stream, least)?;
        while let Some(infix) = stream.infix().filter(|i| i.level() >= least) {
            left = match infix {
                Infix::Logical(op) => self.logical(stream, left, op)?,
                Infix::Compare(_) => self.comparisons(stream, left)?,
                Infix::Binary(BinaryOp::Power) => self.power(stream, left)?,
                Infix::Binary(_) => self.operations(stream, left, infix.level())?,
            };
        }
        Ok(left)
    }

    fn logical(&mut self, stream: &mut Stream, first: Expr, op: LogicalOp) -> Result<Expr> {
        let mut span = first.span;
        let mut values = vec![first];
        while matches!(stream.infix(), Some(Infix::Logical(next)) if next == op) {
            stream.next();
            let value = self.climb(stream, Infix::Logical(op).level() + 1)?;
            span = span.to(value.span);
            values.push(value);
        }
        Ok(Expr { kind: ExprKind::Logical { op, values }, span })
    }

    fn comparisons(&mut self, stream: &mut Stream, first: Expr) -> Result<Expr> {
        let mut span = first.span;
        let mut rest = Vec::new();
        while let Some(Infix::Compare(op)) = stream.infix() {
            let op_span = stream.next().map_or(span, |p| self.span(&p));
            let right = self.climb(stream, COMPARE + 1)?;
            span = span.to(right.span);
            rest.push(Comparison { op, op_span, right });
        }
        Ok(Expr { kind: ExprKind::Compare { first: Box::new(first), rest }, span })
    }

    /// Operators of one level, from left to right.
    fn operations(&mut self, stream: &mut Stream, first: Expr, level: u8) -> Result<Expr> {
        let mut span = first.span;
        let mut rest = Vec::new();
        while let Some(Infix::Binary(op)) = stream.infix().filter(|i| i.level() == level) {
            let op_span = stream.next().map_or(span, |p| self.span(&p));
            let right = self.climb(stream, level + 1)?;
            span = span.to(right.span);
            rest.push(Operation { op, op_span, right });
        }
        Ok(Expr { kind: ExprKind::Binary { first: Box::new(first), rest }, span })
    }

    /// `left ** right`, from the right; a sign may stand before the right side.
    fn power(&mut self, stream: &mut Stream, left: Expr) -> Result<Expr> {
        let op_span = stream.next().map_or(left.span, |p| self.span(&p));
        let right = self.deeper(1, op_span, |b| b.climb(stream, SIGN))?;
        let span = left.span.to(right.span);
        let rest = vec![Operation { op: BinaryOp::Power, op_span, right }];
        Ok(Expr { kind: ExprKind::Binary { first: Box::new(left), rest }, span })
    }

    fn prefixed(&mut self, stream: &mut Stream, least: u8) -> Result<Expr> {
        let Some(pair) = stream.peek() else { return Err(stream.ended()) };
        let at = self.span(pair);
        let (op, level) = match (pair.as_rule(), pair.as_str().chars().next()) {
            (Rule::lambda_head, _) => return self.lambda(stream, least),
            (Rule::k_not, _) => (UnaryOp::Not, NOT),
            (Rule::sign, Some('-')) => (UnaryOp::Negative, SIGN),
            (Rule::sign, Some('+')) => (UnaryOp::Positive, SIGN),
            (Rule::sign, _) => (UnaryOp::Invert, SIGN),
            _ => return self.operand(stream),
        };
        if level == NOT && least > NOT {
            return Err(needs_brackets("not").at(at));
        }
        stream.next();
        let operand = Box::new(self.deeper(1, at, |b| b.climb(stream, level))?);
        let span = at.to(operand.span);
        Ok(Expr { kind: ExprKind::Unary { op, operand }, span })
    }

    fn lambda(&mut self, stream: &mut Stream, least: u8) -> Result<Expr> {
        let Some(head) = stream.next() else { return Err(stream.ended()) };
        let at = self.span(&head);
        if least > LOOSEST {
            return Err(needs_brackets("lambda").at(at));
        }
        let mut parameters = Vec::new();
        for list in head.into_inner().filter(|p| p.as_rule() == Rule::lambda_parameters) {
            parameters = self.deeper(1, at, |b| b.parameters(list))?;
        }
        let body = self.deeper(1, at, |b| b.conditional(stream))?;
        let span = at.to(body.span);
        let function = Function { name: None, parameters, body: Body::Expr(body), doc: None, span };
        Ok(Expr { kind: ExprKind::Lambda(Arc::new(function)), span })
    }
}

fn needs_brackets(word: &str) -> Error {
    syntax_error(format!("`{word}` after an operator needs brackets")).help(format!("write `({word} …)`"))
}
