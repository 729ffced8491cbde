//! Arguments to the parameters of a function that the user wrote, as Python does it.

use super::call::Arguments;
use super::{Scope, UserFunction};
use crate::array::Value;
use crate::diag::{Result, nearest, type_error};
use crate::syntax::ast::{Parameter, ParameterKind};

/// Puts the arguments into the scope of a call, under the parameters' names.
pub fn bind(callee: &UserFunction, name: &str, arguments: Arguments, scope: &Scope) -> Result<()> {
    let parameters = &callee.function.parameters;
    let mut filled: Vec<Option<Value>> = vec![None; parameters.len()];
    let given = arguments.positional.len();
    let mut positional = arguments.positional.into_iter();
    let by_position = |p: &Parameter| matches!(p.kind, ParameterKind::PositionalOnly | ParameterKind::Plain);
    for (slot, _) in filled.iter_mut().zip(parameters).filter(|(_, p)| by_position(p)) {
        *slot = positional.next().map(|(v, _)| v);
    }
    let rest: Vec<_> = positional.collect();
    match parameters.iter().position(|p| p.kind == ParameterKind::Star) {
        Some(k) => filled[k] = Some(Value::tuple(rest.into_iter().map(|(v, _)| v))),
        None if !rest.is_empty() => {
            let takes = parameters.iter().filter(|p| by_position(p)).count();
            let plural = if takes == 1 { "" } else { "s" };
            let were = if given == 1 { "was" } else { "were" };
            let message = format!("{name}() takes {takes} positional argument{plural} but {given} {were} given");
            return Err(type_error(message).help(format!("it is {}", callee.signature())));
        }
        None => {}
    }
    by_name(name, parameters, &mut filled, arguments.named)?;
    for ((parameter, value), default) in parameters.iter().zip(filled).zip(&callee.defaults) {
        let value = value
            .or_else(|| default.clone())
            .ok_or_else(|| missing(name, parameter).help(format!("it is {}", callee.signature())))?;
        scope.set(&parameter.name.text, value);
    }
    Ok(())
}

fn missing(name: &str, parameter: &Parameter) -> crate::diag::Error {
    let kind = if parameter.kind == ParameterKind::KeywordOnly { "keyword-only" } else { "positional" };
    type_error(format!("{name}() missing a required {kind} argument: '{}'", parameter.name.text))
}

fn by_name(
    name: &str,
    parameters: &[Parameter],
    filled: &mut [Option<Value>],
    named: Vec<(String, Value, Option<crate::diag::Span>)>,
) -> Result<()> {
    let rest = parameters.iter().position(|p| p.kind == ParameterKind::DoubleStar);
    if let Some(k) = rest {
        filled[k] = Some(Value::Dict(Default::default()));
    }
    for (key, value, span) in named {
        let at = |e: crate::diag::Error| span.map_or(e.clone(), |s| e.at(s));
        let takes =
            |p: &Parameter| p.name.text == key && matches!(p.kind, ParameterKind::Plain | ParameterKind::KeywordOnly);
        match (parameters.iter().position(takes), rest.and_then(|k| filled[k].clone())) {
            (Some(k), _) if filled[k].is_some() => {
                return Err(at(type_error(format!("{name}() got multiple values for argument '{key}'"))));
            }
            (Some(k), _) => filled[k] = Some(value),
            (None, Some(Value::Dict(dict))) => dict.write().push((Value::str(&key), value)),
            (None, _) => {
                let error = type_error(format!("{name}() got an unexpected keyword argument '{key}'"));
                let near = nearest(&key, parameters.iter().map(|p| p.name.text.as_str()));
                return Err(at(near.map_or(error.clone(), |n| error.help(format!("did you mean `{n}=`?")))));
            }
        }
    }
    Ok(())
}
