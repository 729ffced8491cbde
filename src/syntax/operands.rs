//! What operators stand between: literals, names, what brackets hold, and calls, subscripts and attributes of these.

use std::sync::Arc;

use super::ast::{Argument, ArgumentKind, Comprehension, ComprehensionKind, DictEntry, Expr, ExprKind, ForClause};
use super::build::{Builder, Pair, parts};
use super::expressions::Stream;
use super::grammar::Rule;
use super::numbers::number;
use crate::diag::{Result, Span, syntax_error};

impl Builder<'_> {
    /// `a`, or, with a comma, a tuple.
    pub(super) fn expressions(&mut self, pair: Pair) -> Result<Expr> {
        let span = self.span(&pair);
        let (mut elements, commas) = self.elements(pair)?;
        match elements.pop() {
            Some(element) if commas == 0 => match element.kind {
                ExprKind::Starred(_) => Err(lonely_star(element.span)),
                _ => Ok(element),
            },
            last => {
                elements.extend(last);
                Ok(Expr { kind: ExprKind::Tuple(elements), span })
            }
        }
    }

    /// The elements of a pair, and how many commas it has.
    fn elements(&mut self, pair: Pair) -> Result<(Vec<Expr>, usize)> {
        let (mut elements, mut commas) = (Vec::new(), 0);
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::comma => commas += 1,
                _ => elements.push(self.element(part)?),
            }
        }
        Ok((elements, commas))
    }

    fn element(&mut self, pair: Pair) -> Result<Expr> {
        if pair.as_rule() != Rule::starred {
            return self.expression(pair);
        }
        let span = self.span(&pair);
        let inner = self.single(pair.into_inner().next(), span)?;
        Ok(Expr { kind: ExprKind::Starred(Box::new(inner)), span })
    }

    /// An atom and its trailers.
    pub(super) fn operand(&mut self, stream: &mut Stream) -> Result<Expr> {
        let Some(atom) = stream.next() else { return Err(stream.ended()) };
        let trailers = stream.trailers();
        let at = self.span(&atom);
        self.deeper(trailers, at, |b| {
            let mut expr = b.atom(atom)?;
            for _ in 0..trailers {
                let Some(trailer) = stream.next() else { break };
                expr = b.trailer(expr, trailer)?;
            }
            Ok(expr)
        })
    }

    fn atom(&mut self, pair: Pair) -> Result<Expr> {
        let span = self.span(&pair);
        let kind = match pair.as_rule() {
            Rule::number => number(pair.as_str()).map_err(|e| e.at(span))?,
            Rule::name => ExprKind::Name(pair.as_str().to_string()),
            Rule::ellipsis => ExprKind::Ellipsis,
            Rule::constant => match pair.as_str() {
                "None" => ExprKind::None,
                word => ExprKind::Bool(word == "True"),
            },
            Rule::strings => return self.strings(pair),
            Rule::group => return self.group(pair, span),
            Rule::list => self.list(pair)?,
            _ => self.braces(pair, span)?,
        };
        Ok(Expr { kind, span })
    }

    fn group(&mut self, pair: Pair, span: Span) -> Result<Expr> {
        if has_clause(&pair) {
            let kind = self.comprehension(pair, ComprehensionKind::Generator)?;
            return Ok(Expr { kind, span });
        }
        let (mut elements, commas) = self.elements(pair)?;
        let kind = match elements.pop() {
            Some(element) if commas == 0 => match element.kind {
                ExprKind::Starred(_) => return Err(lonely_star(element.span)),
                kind => kind,
            },
            last => {
                elements.extend(last);
                ExprKind::Tuple(elements)
            }
        };
        Ok(Expr { kind, span })
    }

    fn list(&mut self, pair: Pair) -> Result<ExprKind> {
        if has_clause(&pair) {
            return self.comprehension(pair, ComprehensionKind::List);
        }
        Ok(ExprKind::List(self.elements(pair)?.0))
    }

    /// A dict or a set.
    fn braces(&mut self, pair: Pair, span: Span) -> Result<ExprKind> {
        let comprehension = has_clause(&pair);
        let (mut pairs, mut singles, mut clauses) = (Vec::new(), Vec::new(), Vec::new());
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::for_clause => clauses.push(self.for_clause(part)?),
                Rule::entry => match self.entry(part)? {
                    Entry::Dict(entry) => pairs.push(entry),
                    Entry::Single(expr) => singles.push(expr),
                },
                _ => {}
            }
        }
        if let (Some(single), false) = (singles.first(), pairs.is_empty()) {
            let error = syntax_error("a dict needs `key: value` throughout").at(single.span);
            return Err(error.help("a set has no `:` at all"));
        }
        if !comprehension {
            return Ok(if singles.is_empty() { ExprKind::Dict(pairs) } else { ExprKind::Set(singles) });
        }
        match (pairs.pop(), singles.pop()) {
            (Some(DictEntry::Pair(key, value)), _) => {
                Ok(comprehended(ComprehensionKind::Dict, key, Some(value), clauses))
            }
            (None, Some(element)) if !matches!(element.kind, ExprKind::Starred(_)) => {
                Ok(comprehended(ComprehensionKind::Set, element, None, clauses))
            }
            _ => Err(syntax_error("a comprehension cannot unpack").at(span).help("add another `for`")),
        }
    }

    fn entry(&mut self, pair: Pair) -> Result<Entry> {
        let span = self.span(&pair);
        let inner: Vec<Pair> = pair.into_inner().collect();
        Ok(match inner.as_slice() {
            [star, value] if star.as_rule() == Rule::double_star => {
                Entry::Dict(DictEntry::Unpack(self.expression(value.clone())?))
            }
            [key, _colon, value] => {
                let key = self.element(key.clone())?;
                if matches!(key.kind, ExprKind::Starred(_)) {
                    return Err(syntax_error("a key cannot be starred").at(key.span));
                }
                Entry::Dict(DictEntry::Pair(key, self.expression(value.clone())?))
            }
            [element, ..] => Entry::Single(self.element(element.clone())?),
            [] => return Err(syntax_error("expected an expression").at(span)),
        })
    }

    fn comprehension(&mut self, pair: Pair, kind: ComprehensionKind) -> Result<ExprKind> {
        let span = self.span(&pair);
        let (mut element, mut clauses) = (None, Vec::new());
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::for_clause => clauses.push(self.for_clause(part)?),
                _ => element = Some(self.element(part)?),
            }
        }
        match element {
            Some(Expr { kind: ExprKind::Starred(_), span }) => {
                Err(syntax_error("a comprehension cannot unpack").at(span).help("add another `for`"))
            }
            Some(element) => Ok(comprehended(kind, element, None, clauses)),
            None => Err(syntax_error("expected an expression").at(span)),
        }
    }

    /// `for target in iterable if condition …`
    fn for_clause(&mut self, pair: Pair) -> Result<ForClause> {
        let span = self.span(&pair);
        let mut inner = parts(pair);
        let target = inner.next().map(|p| self.targets(p)).transpose()?;
        let target = target.ok_or_else(|| syntax_error("expected a name after `for`").at(span))?;
        let iterable = self.single(inner.next(), span)?;
        let conditions: Result<Vec<Expr>> = inner.map(|p| self.expression(p)).collect();
        Ok(ForClause { target, iterable, conditions: conditions?, span })
    }

    fn trailer(&mut self, object: Expr, pair: Pair) -> Result<Expr> {
        let span = object.span.to(self.span(&pair));
        let object = Box::new(object);
        let kind = match pair.as_rule() {
            Rule::call => ExprKind::Call { function: object, arguments: self.arguments(pair)? },
            Rule::subscript => ExprKind::Subscript { object, index: Box::new(self.index(pair)?) },
            _ => match pair.into_inner().next() {
                Some(name) => ExprKind::Attribute { object, name: self.name(&name) },
                None => return Err(syntax_error("expected a name after `.`").at(span)),
            },
        };
        Ok(Expr { kind, span })
    }

    fn arguments(&mut self, pair: Pair) -> Result<Vec<Argument>> {
        let mut arguments: Vec<Argument> = Vec::new();
        let mut generator = None;
        for part in pair.into_inner() {
            let span = self.span(&part);
            if has_clause(&part) {
                generator = Some(span);
            }
            let argument = self.argument(part, span)?;
            check_order(&arguments, &argument)?;
            arguments.push(argument);
        }
        match generator {
            Some(span) if arguments.len() > 1 => {
                let error = syntax_error("a generator beside other arguments needs brackets of its own").at(span);
                Err(error.help("write `f((x for x in y), …)`"))
            }
            _ => Ok(arguments),
        }
    }

    fn argument(&mut self, pair: Pair, span: Span) -> Result<Argument> {
        if has_clause(&pair) {
            let kind = self.comprehension(pair, ComprehensionKind::Generator)?;
            return Ok(Argument { kind: ArgumentKind::Positional, value: Expr { kind, span }, span });
        }
        let mut kind = ArgumentKind::Positional;
        let mut value = None;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::stars if part.as_str().starts_with("**") => kind = ArgumentKind::DoubleStar,
                Rule::stars => kind = ArgumentKind::Star,
                Rule::keyword_name => {
                    if let Some(name) = part.into_inner().next() {
                        kind = ArgumentKind::Keyword(self.name(&name));
                    }
                }
                _ => value = Some(part),
            }
        }
        Ok(Argument { kind, value: self.single(value, span)?, span })
    }

    /// What stands between the brackets of a subscript.
    fn index(&mut self, pair: Pair) -> Result<Expr> {
        let span = self.span(&pair);
        let (mut indices, mut tuple) = (Vec::new(), false);
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::comma => tuple = true,
                _ => indices.push(self.one_index(part)?),
            }
        }
        tuple |= indices.iter().any(|i| matches!(i.kind, ExprKind::Starred(_)));
        let within = indices.first().zip(indices.last()).map_or(span, |(a, b)| a.span.to(b.span));
        match indices.pop() {
            Some(index) if !tuple => Ok(index),
            last => {
                indices.extend(last);
                Ok(Expr { kind: ExprKind::Tuple(indices), span: within })
            }
        }
    }

    fn one_index(&mut self, pair: Pair) -> Result<Expr> {
        let span = self.span(&pair);
        let (mut bounds, mut colons) = ([None, None, None], 0);
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::colon => colons += 1,
                _ => {
                    let bound = self.element(part)?;
                    if let Some(slot) = bounds.get_mut(colons) {
                        *slot = Some(Box::new(bound));
                    }
                }
            }
        }
        let [lower, upper, step] = bounds;
        match lower {
            Some(index) if colons == 0 => Ok(*index),
            Some(lower) if matches!(lower.kind, ExprKind::Starred(_)) => Err(lonely_star(lower.span)),
            lower => Ok(Expr { kind: ExprKind::Slice { lower, upper, step }, span }),
        }
    }
}

/// What stands in braces.
enum Entry {
    Dict(DictEntry),
    Single(Expr),
}

fn comprehended(kind: ComprehensionKind, element: Expr, value: Option<Expr>, clauses: Vec<ForClause>) -> ExprKind {
    ExprKind::Comprehension(Arc::new(Comprehension { kind, element, value, clauses }))
}

fn has_clause(pair: &Pair) -> bool {
    pair.clone().into_inner().any(|p| p.as_rule() == Rule::for_clause)
}

fn lonely_star(span: Span) -> crate::diag::Error {
    syntax_error("a `*` cannot stand here").at(span).help("it unpacks into a tuple, a list, a set or a call: `(*a,)`")
}

/// Arguments by position come first, and no name comes twice.
fn check_order(before: &[Argument], argument: &Argument) -> Result<()> {
    let message = match &argument.kind {
        ArgumentKind::Positional if before.iter().any(|a| matches!(a.kind, ArgumentKind::Keyword(_))) => {
            "a positional argument follows a keyword argument".to_string()
        }
        ArgumentKind::Positional | ArgumentKind::Star if before.iter().any(|a| a.kind == ArgumentKind::DoubleStar) => {
            "a positional argument follows `**`".to_string()
        }
        ArgumentKind::Keyword(name) if before.iter().any(|a| is_keyword(a, &name.text)) => {
            format!("the argument `{}` is given twice", name.text)
        }
        _ => return Ok(()),
    };
    let help = match argument.kind {
        ArgumentKind::Keyword(_) => "leave one of the two out",
        _ => "put it before those with a name: f(x, axis=0)",
    };
    Err(syntax_error(message).at(argument.span).help(help))
}

fn is_keyword(argument: &Argument, name: &str) -> bool {
    matches!(&argument.kind, ArgumentKind::Keyword(n) if n.text == name)
}
