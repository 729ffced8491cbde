//! Lazy arrays from a ufunc and its operands.

use std::sync::Arc;

use super::kernel::{Loop, UfuncKernel};
use super::types::{self, TypeRule};
use super::{Ufunc, compare, find_ufunc};
use crate::array::{Lazy, build};
use crate::chunk::DType;
use crate::diag::{Result, runtime_error, type_error};
use crate::ops::Arg;

/// How freely operands may be cast to the dtypes of a loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Casting {
    No,
    Safe,
    SameKind,
    Unsafe,
}

impl Casting {
    /// NumPy's name of it.
    pub fn parse(name: &str) -> Result<Casting> {
        match name {
            "no" | "equiv" => Ok(Casting::No),
            "safe" => Ok(Casting::Safe),
            "same_kind" => Ok(Casting::SameKind),
            "unsafe" => Ok(Casting::Unsafe),
            _ => Err(crate::diag::value_error(format!(
                "casting must be one of 'no', 'equiv', 'safe', 'same_kind', or 'unsafe' (got '{name}')"
            ))),
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Casting::No => "no",
            Casting::Safe => "safe",
            Casting::SameKind => "same_kind",
            Casting::Unsafe => "unsafe",
        }
    }

    pub fn allows(self, from: DType, to: DType) -> bool {
        match self {
            Casting::No => from == to,
            Casting::Safe => from.casts_safely(to),
            Casting::SameKind => from.casts_same_kind(to),
            Casting::Unsafe => true,
        }
    }
}

/// The ufunc of that name over these operands; its first result where it has two.
pub fn apply(name: &str, args: &[Arg]) -> Result<Lazy> {
    let ufunc = find_ufunc(name).ok_or_else(|| runtime_error(format!("there is no ufunc '{name}'")))?;
    apply_all(ufunc, args, None, Casting::SameKind).map(|mut results| results.swap_remove(0))
}

/// Every result of a ufunc over these operands. `dtype` chooses the loop with that result, to whose dtypes the operands
/// are then cast as far as `casting` allows.
pub fn apply_all(ufunc: &'static Ufunc, args: &[Arg], dtype: Option<DType>, casting: Casting) -> Result<Vec<Lazy>> {
    let dtypes = types::operand_dtypes(ufunc, args);
    if ufunc.types == TypeRule::Compare
        && let Some(answer) = compare::beyond(ufunc.name, args, &dtypes)?
    {
        return Ok(vec![answer]);
    }
    let signature = match dtype {
        None => types::search(ufunc, &dtypes).ok_or_else(|| types::unsupported(ufunc, &dtypes))?,
        Some(dtype) => demanded(ufunc, args, &dtypes, dtype, casting)?,
    };
    let Some(first) = ufunc.signatures().nth(signature) else { return Err(types::unsupported(ufunc, &dtypes)) };
    let inputs = args.iter().zip(first.ins).map(|(arg, &to)| input(arg, to)).collect::<Result<Vec<_>>>()?;
    let second = ufunc.second.iter().copied().flatten().nth(signature);
    std::iter::once(first).chain(second).map(|l| layer(ufunc, l, &inputs)).collect()
}

fn layer(ufunc: &'static Ufunc, l: &Loop, inputs: &[Lazy]) -> Result<Lazy> {
    build::map(ufunc.name, Arc::new(UfuncKernel { ufunc, run: l.run }), l.out, inputs)
}

/// An operand as an array of the dtype that a loop reads.
pub fn input(arg: &Arg, dtype: DType) -> Result<Lazy> {
    match arg {
        Arg::Strong(a) => Ok(build::cast(a, dtype)),
        Arg::Weak(n) => build::weak_constant(*n, dtype),
    }
}

/// The signature whose result is of that dtype.
fn demanded(ufunc: &Ufunc, args: &[Arg], dtypes: &[DType], dtype: DType, casting: Casting) -> Result<usize> {
    let found = ufunc.signatures().position(|l| l.out == dtype && l.ins[0] == dtype);
    let found = found.or_else(|| {
        types::search(ufunc, dtypes).filter(|&k| ufunc.signatures().nth(k).is_some_and(|l| l.out == dtype))
    });
    let Some((k, l)) = found.and_then(|k| Some((k, ufunc.signatures().nth(k)?))) else {
        let message =
            format!("No loop matching the specified signature and casting was found for ufunc {}", ufunc.name);
        return Err(type_error(message)
            .help(format!("no loop of it gives {dtype}; cast the result instead: `.astype('{dtype}')`")));
    };
    for (i, (arg, (&from, &to))) in args.iter().zip(dtypes.iter().zip(l.ins)).enumerate() {
        let from = match arg {
            Arg::Weak(n) if n.promote_weak(to) == to => to,
            _ => from,
        };
        if !casting.allows(from, to) {
            let message = format!(
                "Cannot cast ufunc '{}' input {i} from dtype('{from}') to dtype('{to}') with casting rule '{}'",
                ufunc.name,
                casting.name()
            );
            return Err(type_error(message).help("cast it first with `.astype(...)`, or pass casting='unsafe'"));
        }
    }
    Ok(k)
}
