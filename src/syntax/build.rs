//! From what the grammar found to the tree: what the parts of the building share.

use pest::Parser;
use pest::error::InputLocation;

use super::ast::{Expr, Name, Stmt};
use super::errors;
use super::explain;
use super::grammar::{Grammar, Rule};
use super::layout::Layout;
use super::limits::MAX_DEPTH;
use crate::diag::{Result, Span, syntax_error};

/// Something that the grammar found.
pub(super) type Pair<'t> = pest::iterators::Pair<'t, Rule>;

/// Parses the bytes `start..end` of a text.
pub(super) fn parse_part(source: &str, start: usize, end: usize) -> Result<Vec<Stmt>> {
    if source.len() > u32::MAX as usize {
        return Err(syntax_error("the text is too long: more than 4 GB"));
    }
    let layout = Layout::new(source, start, end)?;
    let pairs = Grammar::parse(Rule::program, &layout.text).map_err(|error| {
        let offset = match error.location {
            InputLocation::Pos(at) | InputLocation::Span((at, _)) => layout.source_offset(at),
        };
        match error.variant {
            pest::error::ErrorVariant::ParsingError { .. } => explain::explain(source, start, end, offset),
            // The stack is nearly used up: whoever called is deep in something else.
            _ => errors::too_deep("expressions", MAX_DEPTH).at(Span::new(offset, offset)),
        }
    })?;
    let mut builder = Builder { source, layout: &layout, depth: 0, loops: 0, functions: 0 };
    builder.statements(pairs)
}

/// Builds the tree, and checks what the grammar cannot.
pub(super) struct Builder<'a> {
    source: &'a str,
    layout: &'a Layout,
    /// Levels above what is being built.
    depth: usize,
    /// Loops around it, within its function.
    pub loops: usize,
    /// Functions around it.
    pub functions: usize,
}

impl Builder<'_> {
    pub fn span(&self, pair: &Pair) -> Span {
        let span = pair.as_span();
        self.layout.source_span(span.start(), span.end())
    }

    /// The offset in the source of an offset in the text that the grammar read.
    pub fn source_offset(&self, offset: usize) -> usize {
        self.layout.source_offset(offset)
    }

    /// The source of a stretch of the text that the grammar read.
    pub fn source(&self, start: usize, end: usize) -> &str {
        // The text ends with a line break, even where the source does not.
        let end = self.layout.source_offset(end).min(self.source.len());
        self.source.get(self.layout.source_offset(start)..end).unwrap_or("")
    }

    pub fn name(&self, pair: &Pair) -> Name {
        Name { text: pair.as_str().trim_end_matches(' ').to_string(), span: self.span(pair) }
    }

    /// Builds something that lies `levels` further down.
    pub fn deeper<T>(&mut self, levels: usize, at: Span, build: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        if self.depth + levels > MAX_DEPTH {
            return Err(errors::too_deep("expressions", MAX_DEPTH).at(at));
        }
        self.depth += levels;
        let result = build(self);
        self.depth -= levels;
        result
    }

    /// Builds the one expression of a pair.
    pub fn single(&mut self, pair: Option<Pair>, within: Span) -> Result<Expr> {
        match pair {
            Some(pair) => self.expression(pair),
            None => Err(syntax_error("expected an expression").at(within)),
        }
    }
}

/// Whether a rule is a token that only says what its parent is.
pub(super) fn is_word(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::k_as
            | Rule::k_assert
            | Rule::k_break
            | Rule::k_continue
            | Rule::k_def
            | Rule::k_del
            | Rule::k_elif
            | Rule::k_else
            | Rule::k_except
            | Rule::k_finally
            | Rule::k_for
            | Rule::k_from
            | Rule::k_global
            | Rule::k_if
            | Rule::k_import
            | Rule::k_in
            | Rule::k_lambda
            | Rule::k_nonlocal
            | Rule::k_pass
            | Rule::k_raise
            | Rule::k_return
            | Rule::k_try
            | Rule::k_while
            | Rule::k_with
            | Rule::then
            | Rule::parameters_open
    )
}

/// The parts of a pair, without its words.
pub(super) fn parts<'t>(pair: Pair<'t>) -> impl Iterator<Item = Pair<'t>> {
    pair.into_inner().filter(|p| !is_word(p.as_rule()))
}
