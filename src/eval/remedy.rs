//! What would work where a call or an attribute failed, in the words of the text that was typed: it runs when it is
//! pasted.

use super::{Source, builtins, module};
use crate::array::Value;
use crate::diag::{Error, Kind, Span};
use crate::ops::{self, Place};
use crate::syntax::ast::{Argument, ArgumentKind, Expr, ExprKind};

/// A call as it was written, and what failed in it.
struct Failed<'a> {
    source: &'a Source,
    function: &'a Expr,
    arguments: &'a [Argument],
    /// What was called, if it is nothing that can be.
    callee: Option<&'a Value>,
    error: &'a Error,
}

/// What may have been meant, the surest signs first.
const REMEDIES: [fn(&Failed) -> Option<String>; 6] = [
    |failed| failed.without_call(),
    |failed| failed.one_tuple(),
    |failed| failed.one_list(),
    |failed| failed.whole_number(),
    |failed| failed.of_arrays(),
    |failed| failed.of_numpy(),
];

/// Functions whose first argument is a sequence of arrays or of numbers.
const TAKE_A_LIST: [&str; 11] = [
    "array",
    "asarray",
    "block",
    "column_stack",
    "concat",
    "concatenate",
    "dstack",
    "from_array",
    "hstack",
    "stack",
    "vstack",
];

/// Python's functions that compare elements one by one, and NumPy's that take arrays.
const OF_ARRAYS: [(&str, &str); 3] = [("max", "np.max"), ("min", "np.min"), ("sorted", "np.sort")];

/// The functions that draw an array.
const DRAWERS: [&str; 3] = ["plot", "hist", "imshow"];

/// The mistake of a call, with what would work if that can be told; `callee` is what was called, if it is nothing
/// that can be.
pub fn of_call(
    mut error: Error,
    callee: Option<&Value>,
    source: &Source,
    function: &Expr,
    arguments: &[Argument],
) -> Error {
    let failed = Failed { source, function, arguments, callee, error: &error };
    if let Some(help) = REMEDIES.iter().find_map(|remedy| remedy(&failed)) {
        error.help = Some(help);
    }
    error
}

/// The mistake of asking `object`, which is written so, for an attribute, with the function that does what is asked
/// for, if there is one.
pub fn of_attribute(mut error: Error, object: &Value, source: &Source, written: &Expr, name: &str) -> Error {
    if error.kind != Kind::AttributeError {
        return error;
    }
    match object {
        Value::Array(_) | Value::Lazy(_) | Value::Masked(_) => {
            let drawer = DRAWERS.contains(&name).then(|| name.to_owned());
            let home = module::homes(name).into_iter().find(|home| home.starts_with("np."));
            if let Some(function) = drawer.or(home) {
                error.help = Some(format!("it is a function: {function}({})", part(source, written.span)));
            }
        }
        Value::None => {
            error.help = Some(
                "the value is None: what changes an array in place, such as a.sort(), answers with nothing".to_owned(),
            );
        }
        _ => {}
    }
    error
}

fn part(source: &Source, span: Span) -> &str {
    source.text.get(span.start as usize..span.end as usize).unwrap_or("")
}

impl Failed<'_> {
    fn text(&self, argument: &Argument) -> &str {
        part(self.source, argument.span)
    }

    fn function(&self) -> &str {
        part(self.source, self.function.span)
    }

    /// The last part of the function's name.
    fn name(&self) -> Option<&str> {
        match &self.function.kind {
            ExprKind::Name(name) => Some(name),
            ExprKind::Attribute { name, .. } => Some(&name.text),
            _ => None,
        }
    }

    /// How many arguments without a name come first.
    fn positional(&self) -> usize {
        self.arguments.iter().take_while(|a| a.kind == ArgumentKind::Positional).count()
    }

    /// The argument that is at fault.
    fn at_fault(&self) -> Option<usize> {
        let span = self.error.span?;
        self.arguments.iter().position(|a| a.value.span == span || a.span == span)
    }

    fn list(&self, arguments: &[Argument]) -> String {
        arguments.iter().map(|a| self.text(a)).collect::<Vec<_>>().join(", ")
    }

    /// The call with some arguments replaced by a text.
    fn with(&self, from: usize, to: usize, text: String) -> String {
        let before = self.arguments.iter().take(from).map(|a| self.text(a).to_owned());
        let after = self.arguments.iter().skip(to).map(|a| self.text(a).to_owned());
        let all: Vec<String> = before.chain([text]).chain(after).collect();
        format!("{}({})", self.function(), all.join(", "))
    }

    /// `x.shape()`, `x(3)`, `2(a + b)`
    fn without_call(&self) -> Option<String> {
        let (callee, function) = (self.callee?, self.function());
        let listed = self.list(self.arguments);
        match (callee, &self.function.kind) {
            (_, ExprKind::Attribute { name, .. }) if self.arguments.is_empty() => {
                Some(format!("`.{}` is a value and takes no brackets: {function}", name.text))
            }
            (_, ExprKind::Name(_)) if self.arguments.is_empty() => {
                Some(format!("it is a value, not a function: {function}"))
            }
            (Value::Array(_) | Value::Lazy(_) | Value::Masked(_) | Value::List(_) | Value::Tuple(_), _)
                if !listed.is_empty() =>
            {
                Some(format!("use square brackets to index: {function}[{listed}]"))
            }
            (Value::Int(_) | Value::Float(_) | Value::Complex(_) | Value::Scalar(_), _) if !listed.is_empty() => {
                Some(format!("to multiply, write `*`: {function} * ({listed})"))
            }
            _ => None,
        }
    }

    /// `np.zeros(3, 4)`, `x.sum(0, 1)`
    fn one_tuple(&self) -> Option<String> {
        let k = self.at_fault().filter(|_| self.error.message.starts_with("Cannot interpret"))?;
        let first = self.arguments.get(k.checked_sub(1)?)?;
        if k >= self.positional() || matches!(first.value.kind, ExprKind::Tuple(_) | ExprKind::List(_)) {
            return None;
        }
        let (from, to) = (k - 1, self.positional());
        let lengths = format!("({})", self.list(self.arguments.get(from..to)?));
        Some(format!("several of them are one tuple: {}", self.with(from, to, lengths)))
    }

    /// `np.concatenate(a, b)`, `np.max(1, 2)`
    fn one_list(&self) -> Option<String> {
        let count = self.positional();
        let first = self.arguments.first()?;
        let several = count > 1 && !matches!(first.value.kind, ExprKind::Tuple(_) | ExprKind::List(_));
        let wants_list = match self.error.kind {
            Kind::TypeError => TAKE_A_LIST.contains(&self.name()?),
            Kind::AxisError => matches!(first.value.kind, ExprKind::Int(_) | ExprKind::Float(_)),
            _ => false,
        };
        if !several || !wants_list {
            return None;
        }
        self.at_fault().filter(|k| (1..count).contains(k))?;
        let listed = format!("[{}]", self.list(self.arguments.get(..count)?));
        Some(format!("several of them are one list: {}", self.with(0, count, listed)))
    }

    /// `np.linspace(0, 1, n / 2)`
    fn whole_number(&self) -> Option<String> {
        let message = &self.error.message;
        let fraction = message.ends_with("an integer, not float")
            || message.ends_with("'float' object cannot be interpreted as an integer");
        let said = self.error.help.as_ref().is_some_and(|help| !help.starts_with("such as"));
        let k = self.at_fault().filter(|_| fraction && !said)?;
        let argument = self.arguments.get(k)?;
        let (name, value) = match &argument.kind {
            ArgumentKind::Keyword(name) => (format!("{}=", name.text), part(self.source, argument.value.span)),
            _ => (String::new(), self.text(argument)),
        };
        Some(format!("make it an integer: {}", self.with(k, k + 1, format!("{name}int({value})"))))
    }

    /// `sum(x, axis=0)`
    fn of_numpy(&self) -> Option<String> {
        let name = self.name().filter(|_| matches!(self.function.kind, ExprKind::Name(_)))?;
        if !self.error.message.contains("unexpected keyword argument") || builtins::find(name).is_none() {
            return None;
        }
        let ArgumentKind::Keyword(keyword) = &self.arguments.get(self.at_fault()?)?.kind else { return None };
        let op = ops::find(Place::Np, name)?;
        op.parameters().iter().find(|p| p.name == keyword.text)?;
        Some(format!("for arrays there is np.{name}: np.{name}({})", self.list(self.arguments)))
    }

    /// `max(x)`
    fn of_arrays(&self) -> Option<String> {
        let name = self.name().filter(|_| matches!(self.function.kind, ExprKind::Name(_)))?;
        let (_, instead) = OF_ARRAYS.iter().find(|(python, _)| *python == name)?;
        if !self.error.message.starts_with("The truth value") || builtins::find(name).is_none() {
            return None;
        }
        Some(format!("for arrays there is {instead}: {instead}({})", self.list(self.arguments)))
    }
}
