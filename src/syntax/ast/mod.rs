//! The tree that a text becomes, with a `Span` into that text on every node.
//!
//! The tree is shallow by construction, so that whoever walks it may simply recurse: what people write long is kept
//! flat (`1 + 2 - 3 + …`, `a and b and …`, `a < b < …`, `elif` after `elif`, statements), and what is nested for real
//! (brackets, prefixes, `**`, conditionals, lambdas, `x.a.b().c[0]…`, blocks) is refused past
//! [`MAX_DEPTH`](super::MAX_DEPTH) levels.
//!
//! Brackets that only group leave no node, but the span of what they hold covers them.

mod statements;

use std::sync::Arc;

pub use super::operators::{BinaryOp, CompareOp, LogicalOp, UnaryOp};
pub use crate::diag::Span;
pub use statements::{Branch, Handler, ImportItem, Magic, Stmt, StmtKind, Target, TargetKind};

/// A name where it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Name {
    pub text: String,
    pub span: Span,
}

/// A stretch of source as it stands.
pub type Text = Name;

/// An expression where it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    pub kind: ExprKind,
    pub span: Span,
}

/// What an expression is.
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    None,
    /// `...`
    Ellipsis,
    Bool(bool),
    Int(i128),
    Float(f64),
    /// `2j`
    Imaginary(f64),
    /// A string, its escapes undone and its neighbours joined.
    Str(String),
    /// A string with at least one `{hole}`, or with the prefix `f`.
    FString(Vec<FPart>),
    Name(String),
    /// `(a, b)`, `a, b`, `(a,)`, `()`; elements may be `Starred`.
    Tuple(Vec<Expr>),
    /// `[a, *b]`
    List(Vec<Expr>),
    /// `{a, *b}`
    Set(Vec<Expr>),
    /// `{a: b, **c}`
    Dict(Vec<DictEntry>),
    /// `*a`: only ever an element of a tuple, a list or a set.
    Starred(Box<Expr>),
    /// `-a`, `not a`
    Unary {
        op: UnaryOp,
        operand: Box<Expr>,
    },
    /// `first op right op right …`: operators of one level, done from left to right. `a - b + c*d` has the operations
    /// `- b` and `+ (c*d)`. `**` always has a single operation, whose right side holds the further ones.
    Binary {
        first: Box<Expr>,
        rest: Vec<Operation>,
    },
    /// `a and b and c`: two values or more, of one operator.
    Logical {
        op: LogicalOp,
        values: Vec<Expr>,
    },
    /// `first < a <= b`: each neighbour with the next, all of which must hold.
    Compare {
        first: Box<Expr>,
        rest: Vec<Comparison>,
    },
    /// `then if test else otherwise`
    Conditional {
        test: Box<Expr>,
        then: Box<Expr>,
        otherwise: Box<Expr>,
    },
    /// `lambda x: x + 1`; its body is always a `Body::Expr`.
    Lambda(Arc<Function>),
    /// `name := value`
    Named {
        name: Name,
        value: Box<Expr>,
    },
    Comprehension(Arc<Comprehension>),
    /// `object.name`
    Attribute {
        object: Box<Expr>,
        name: Name,
    },
    /// `function(arguments)`
    Call {
        function: Box<Expr>,
        arguments: Vec<Argument>,
    },
    /// `object[index]`; several indices are a `Tuple`, `a:b` is a `Slice`.
    Subscript {
        object: Box<Expr>,
        index: Box<Expr>,
    },
    /// `lower:upper:step`: only ever an index, or an element of a tuple that is one.
    Slice {
        lower: Option<Box<Expr>>,
        upper: Option<Box<Expr>>,
        step: Option<Box<Expr>>,
    },
}

/// One `op right` of an [`ExprKind::Binary`].
#[derive(Clone, Debug, PartialEq)]
pub struct Operation {
    pub op: BinaryOp,
    pub op_span: Span,
    pub right: Expr,
}

/// One `op right` of an [`ExprKind::Compare`].
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    pub op: CompareOp,
    pub op_span: Span,
    pub right: Expr,
}

/// An element of a dict.
#[derive(Clone, Debug, PartialEq)]
pub enum DictEntry {
    /// `key: value`
    Pair(Expr, Expr),
    /// `**mapping`
    Unpack(Expr),
}

/// What stands between the brackets of a call.
#[derive(Clone, Debug, PartialEq)]
pub struct Argument {
    pub kind: ArgumentKind,
    pub value: Expr,
    pub span: Span,
}

/// How an argument is handed over.
#[derive(Clone, Debug, PartialEq)]
pub enum ArgumentKind {
    /// `value`
    Positional,
    /// `*value`
    Star,
    /// `name=value`
    Keyword(Name),
    /// `**value`
    DoubleStar,
}

/// `[element for target in iterable if condition …]` and its like.
#[derive(Clone, Debug, PartialEq)]
pub struct Comprehension {
    pub kind: ComprehensionKind,
    /// The element; the key if it makes a dict.
    pub element: Expr,
    /// The value, if (and only if) it makes a dict.
    pub value: Option<Expr>,
    /// One `for` or more, the outermost first.
    pub clauses: Vec<ForClause>,
}

/// What a comprehension makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ComprehensionKind {
    List,
    Set,
    Dict,
    Generator,
}

/// `for target in iterable if condition if condition …`
#[derive(Clone, Debug, PartialEq)]
pub struct ForClause {
    pub target: Target,
    pub iterable: Expr,
    pub conditions: Vec<Expr>,
    pub span: Span,
}

/// A piece of an f-string.
#[derive(Clone, Debug, PartialEq)]
pub enum FPart {
    /// Text as it shall appear.
    Text(String),
    /// `{value=!r:spec}`
    Hole(Box<FHole>),
}

/// A `{hole}` of an f-string.
#[derive(Clone, Debug, PartialEq)]
pub struct FHole {
    pub value: Expr,
    /// With `=`: the source up to and including it, as it is shown before the value. (Without a conversion and
    /// without a spec the value then shows as its `repr`.)
    pub label: Option<String>,
    pub conversion: Option<Conversion>,
    /// What follows the `:`; it may have holes of its own.
    pub spec: Option<Vec<FPart>>,
    pub span: Span,
}

/// `!r`, `!s`, `!a`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conversion {
    Repr,
    Str,
    Ascii,
}

// ------------------------------------------------------------------------------------------------------ functions

/// What `def` and `lambda` make. Shared, so that a function value costs a count and not a copy.
#[derive(Clone, Debug, PartialEq)]
pub struct Function {
    /// `None` for a lambda.
    pub name: Option<Name>,
    pub parameters: Vec<Parameter>,
    pub body: Body,
    /// The string that a `def` begins with.
    pub doc: Option<String>,
    /// From `def` or `lambda` to the end of the body.
    pub span: Span,
}

/// What a function does.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// A lambda's.
    Expr(Expr),
    /// A `def`'s: one statement or more.
    Block(Vec<Stmt>),
}

/// A parameter of a function. Annotations are read and forgotten.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    pub name: Name,
    pub kind: ParameterKind,
    /// Never on `*args` and `**kwargs`.
    pub default: Option<Expr>,
    pub span: Span,
}

/// How a parameter is filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterKind {
    /// Before a `/`.
    PositionalOnly,
    /// By position or by name.
    Plain,
    /// `*args`
    Star,
    /// After `*args` or a bare `*`.
    KeywordOnly,
    /// `**kwargs`
    DoubleStar,
}
