//! Lazy arrays from a ufunc and its operands.

use std::sync::Arc;

use smallvec::SmallVec;

use super::kernel::{Loop, UfuncKernel};
use super::types::{self, Sort, TypeRule};
use super::{Ufunc, compare, find_ufunc};
use crate::array::{Lazy, Value, build};
use crate::chunk::{Block, DType, Num};
use crate::diag::{Result, runtime_error, type_error};
use crate::graph::{MapKernel, Operand, Target};
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
    let truths = ufunc.name.starts_with("logical_").then(|| args.iter().map(truth).collect::<Vec<_>>());
    let args = truths.as_deref().unwrap_or(args);
    let dtypes = types::operand_dtypes(ufunc, args);
    if ufunc.types == TypeRule::Compare
        && let Some(answer) = compare::beyond(ufunc.name, args, &dtypes)?
    {
        return Ok(vec![answer]);
    }
    let signature = match dtype {
        None => types::search(ufunc, &dtypes).ok_or_else(|| types::unsupported(ufunc, &dtypes))?,
        Some(dtype) => demanded(ufunc, &dtypes, dtype)?,
    };
    let Some(first) = ufunc.signatures().nth(signature) else { return Err(types::unsupported(ufunc, &dtypes)) };
    if dtype.is_some() || casting == Casting::No {
        check_casts(ufunc, args, &dtypes, first.ins, casting)?;
    }
    let inputs = args.iter().zip(first.ins).map(|(arg, &to)| input(arg, to)).collect::<Result<Vec<_>>>()?;
    let second = ufunc.second.iter().copied().flatten().nth(signature);
    std::iter::once(first).chain(second).map(|l| layer(ufunc, l, &inputs)).collect()
}

/// The one result of a ufunc over numbers and scalars, without a graph; none for what is not as simple, or goes wrong.
pub fn of_numbers(ufunc: &'static Ufunc, operands: &[&Value]) -> Option<Result<Value>> {
    let sort = |v: &&Value| match v {
        Value::Scalar(s) => Some((Sort::Strong(s.dtype), s.num)),
        v => v.as_number().map(|n| (Sort::Weak(n), n)),
    };
    let given: SmallVec<[(Sort, Num); 2]> = operands.iter().map(sort).collect::<Option<_>>()?;
    let dtypes = types::dtypes_of(ufunc, &given.iter().map(|g| g.0).collect::<SmallVec<[Sort; 2]>>());
    let found = ufunc.signatures().nth(types::search(ufunc, &dtypes)?)?;
    let fits = given.iter().zip(dtypes.iter().zip(found.ins)).all(|((_, n), (&d, &to))| n.fits(d) && n.fits(to));
    if !fits || ufunc.results() != 1 {
        return None;
    }
    let blocks: SmallVec<[Block; 2]> = given.iter().zip(found.ins).map(|(g, &to)| Block::full(to, &[], g.1)).collect();
    let operands: SmallVec<[Operand; 2]> = blocks.iter().map(|b| Operand::of(b, 1)).collect();
    let out = Block::scratch(found.out, &[]);
    // SAFETY: the block is fresh and has room for one element.
    let target = unsafe { Target::new(out.byte_ptr(), found.out, 1) };
    let done = UfuncKernel { ufunc, run: found.run }.run(&operands, target);
    Some(done.map(|()| Value::Scalar(out.first())))
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

/// A Python number as no more than its truth, which is all that a logical ufunc asks of it.
fn truth(arg: &Arg) -> Arg {
    match arg {
        Arg::Weak(n) => Arg::Weak(Num::Bool(n.is_true())),
        array => array.clone(),
    }
}

/// The signature whose result is of that dtype.
fn demanded(ufunc: &Ufunc, dtypes: &[DType], dtype: DType) -> Result<usize> {
    let own = types::search(ufunc, dtypes).filter(|&k| ufunc.signatures().nth(k).is_some_and(|l| l.out == dtype));
    let found = own.or_else(|| ufunc.signatures().position(|l| l.out == dtype && l.ins[0] == dtype));
    found.ok_or_else(|| {
        let message =
            format!("No loop matching the specified signature and casting was found for ufunc {}", ufunc.name);
        type_error(message).help(format!("no loop of it gives {dtype}; cast the result instead: `.astype('{dtype}')`"))
    })
}

/// An error where an operand is not cast to what a loop takes, as the rule has it.
fn check_casts(ufunc: &Ufunc, args: &[Arg], dtypes: &[DType], ins: &[DType], casting: Casting) -> Result<()> {
    for (i, (arg, (&from, &to))) in args.iter().zip(dtypes.iter().zip(ins)).enumerate() {
        let from = match arg {
            Arg::Weak(n) if n.promote_weak(to) == to && (casting != Casting::No || n.dtype().kind() == to.kind()) => to,
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
    Ok(())
}
