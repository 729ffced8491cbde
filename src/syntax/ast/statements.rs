//! Statements, and what they assign to.

use std::sync::Arc;

use super::{BinaryOp, Expr, Function, Name, Span, Text};

/// A statement where it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Stmt {
    pub kind: StmtKind,
    pub span: Span,
    /// A `;` follows: the answer is not shown.
    pub quiet: bool,
}

/// What a statement is.
#[derive(Clone, Debug, PartialEq)]
pub enum StmtKind {
    Expr(Expr),
    /// `a = b, c = value`: one target or more, each given the same value, from left to right.
    Assign {
        targets: Vec<Target>,
        value: Expr,
    },
    /// `target += value`; the target is a name, an attribute or a subscript.
    AugAssign {
        target: Target,
        op: BinaryOp,
        op_span: Span,
        value: Expr,
    },
    /// `target: annotation = value`; the annotation has no meaning.
    Annotate {
        target: Target,
        annotation: Expr,
        value: Option<Expr>,
    },
    /// `import a.b as c, d`
    Import(Vec<ImportItem>),
    /// `from module import a as b, c`; `names` is `None` for `*`.
    FromImport {
        module: Name,
        names: Option<Vec<ImportItem>>,
    },
    /// `del a, b[0]`; no target is starred.
    Del(Vec<Target>),
    /// `assert test, message`
    Assert {
        test: Expr,
        message: Option<Expr>,
    },
    Pass,
    /// `def`; the function has a name and a block. The decorators are in the order in which they stand.
    Def {
        decorators: Vec<Expr>,
        function: Arc<Function>,
    },
    /// `if`/`elif`: one branch or more; `otherwise` is empty without an `else`.
    If {
        branches: Vec<Branch>,
        otherwise: Vec<Stmt>,
    },
    /// `for target in iterable`; `otherwise` is empty without an `else`.
    For {
        target: Target,
        iterable: Expr,
        body: Vec<Stmt>,
        otherwise: Vec<Stmt>,
    },
    /// `while test`; `otherwise` is empty without an `else`.
    While {
        test: Expr,
        body: Vec<Stmt>,
        otherwise: Vec<Stmt>,
    },
    /// `with value as target, …:`
    With {
        items: Vec<(Expr, Option<Target>)>,
        body: Vec<Stmt>,
    },
    /// `try`: one handler or more, or something in `last`, which runs whatever happens.
    Try {
        body: Vec<Stmt>,
        handlers: Vec<Handler>,
        otherwise: Vec<Stmt>,
        last: Vec<Stmt>,
    },
    /// `raise value from cause`, or, without a value, the error that is being handled.
    Raise {
        value: Option<Expr>,
        cause: Option<Expr>,
    },
    /// Only ever in a `def`.
    Global(Vec<Name>),
    /// Only ever in a `def`.
    Nonlocal(Vec<Name>),
    /// Only ever in a loop.
    Break,
    /// Only ever in a loop.
    Continue,
    /// Only ever in a `def`.
    Return(Option<Expr>),
    /// `%name rest`, or, if `cell`, `%%name rest` with the lines below it as its `body`.
    Magic(Box<Magic>),
    /// `?name`, `name?`, and, if `detail`, `name??`; `name` may have dots, and is empty for `?` alone.
    Help {
        name: Name,
        detail: bool,
    },
    /// `!command`
    Shell {
        command: Text,
    },
}

/// `if test:` or `elif test:` with its block.
#[derive(Clone, Debug, PartialEq)]
pub struct Branch {
    pub test: Expr,
    pub body: Vec<Stmt>,
}

/// `except kind as name:` with its block; without a kind it takes any error.
#[derive(Clone, Debug, PartialEq)]
pub struct Handler {
    pub kind: Option<Expr>,
    pub name: Option<Name>,
    pub body: Vec<Stmt>,
}

/// `name as alias`; in `import a.b` the name has dots.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportItem {
    pub name: Name,
    pub alias: Option<Name>,
}

/// A line for the shell itself. To parse `rest` or `body` with its spans right, see
/// [`parse_within`](super::parse_within).
#[derive(Clone, Debug, PartialEq)]
pub struct Magic {
    /// Without the `%`.
    pub name: Name,
    /// What follows the name on its line, without the blanks around it; empty if there is nothing.
    pub rest: Text,
    /// `Some` if (and only if) `cell`.
    pub body: Option<Text>,
    pub cell: bool,
}

/// Something that can be assigned to.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    pub kind: TargetKind,
    pub span: Span,
}

/// What is assigned to.
#[derive(Clone, Debug, PartialEq)]
pub enum TargetKind {
    Name(String),
    /// `object.name = …`
    Attribute {
        object: Box<Expr>,
        name: Name,
    },
    /// `object[index] = …`
    Subscript {
        object: Box<Expr>,
        index: Box<Expr>,
    },
    /// `a, *b = …`, `[a, (b, c)] = …`: at most one element is `Starred`.
    Unpack(Vec<Target>),
    /// `*a`: only ever an element of an `Unpack`.
    Starred(Box<Target>),
}
