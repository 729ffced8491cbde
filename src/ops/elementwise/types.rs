//! NumPy's rules for which of a ufunc's loops serves which dtypes.

use smallvec::SmallVec;

use super::Ufunc;
use super::kernel::Loop;
use crate::chunk::{DType, Num};
use crate::diag::{Error, type_error};
use crate::ops::Arg;

/// What is special about a ufunc's choice of a loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TypeRule {
    /// The first loop to which every operand casts safely.
    Search,
    /// The same, but integers and booleans alone are taken as double precision.
    Divide,
    /// The same, but there is no answer for booleans alone.
    NoBool,
    /// The same; a Python integer that the other operand's dtype does not hold still compares rightly.
    Compare,
    /// The second operand is an integer whatever the first one is; a Python integer as the first one fits any float.
    Exponent,
}

/// What decides on an operand's dtype: its own, or the Python number that it is.
#[derive(Clone, Copy)]
pub enum Sort {
    Strong(DType),
    Weak(Num),
}

/// The dtype of each operand: a Python number takes the dtype that it has beside the others.
pub fn operand_dtypes(ufunc: &Ufunc, args: &[Arg]) -> SmallVec<[DType; 2]> {
    let sort = |arg: &Arg| match arg {
        Arg::Strong(a) => Sort::Strong(a.dtype()),
        Arg::Weak(n) => Sort::Weak(*n),
    };
    dtypes_of(ufunc, &args.iter().map(sort).collect::<SmallVec<[Sort; 2]>>())
}

/// The same for operands of these sorts.
pub fn dtypes_of(ufunc: &Ufunc, sorts: &[Sort]) -> SmallVec<[DType; 2]> {
    let strong = sorts.iter().filter_map(|s| match s {
        Sort::Strong(d) => Some(*d),
        Sort::Weak(_) => None,
    });
    let strong = strong.reduce(DType::promote);
    let each = sorts.iter().enumerate().map(|(k, sort)| match (sort, strong) {
        (Sort::Strong(d), _) => *d,
        (Sort::Weak(n), _) if ufunc.types == TypeRule::Exponent => {
            if k == 0 && n.as_int().is_some() && strong.is_some_and(DType::is_integer) {
                DType::Bool
            } else {
                n.dtype()
            }
        }
        (Sort::Weak(n), Some(strong)) => n.promote_weak(strong),
        (Sort::Weak(n), None) => n.dtype(),
    });
    each.collect()
}

/// The dtype to which all arrays among the operands promote.
pub fn strong_dtype(args: &[Arg]) -> Option<DType> {
    let dtypes = args.iter().filter_map(|a| match a {
        Arg::Strong(a) => Some(a.dtype()),
        Arg::Weak(_) => None,
    });
    dtypes.reduce(DType::promote)
}

/// The dtype to which operands promote, Python numbers weakly.
pub fn common_dtype(args: &[Arg]) -> DType {
    let strong = strong_dtype(args);
    let weak = args.iter().filter_map(|a| match (a, strong) {
        (Arg::Weak(n), Some(s)) => Some(n.promote_weak(s)),
        (Arg::Weak(n), None) => Some(n.dtype()),
        _ => None,
    });
    weak.chain(strong).reduce(DType::promote).unwrap_or(DType::F64)
}

/// The place of the first signature that serves these dtypes.
pub fn search(ufunc: &Ufunc, ins: &[DType]) -> Option<usize> {
    let ints = ins.iter().all(|d| !d.is_inexact());
    let bools = ins.iter().all(|&d| d == DType::Bool);
    let fits = |l: &Loop| match ufunc.types {
        TypeRule::Divide if ints => l.ins[0] == DType::F64,
        TypeRule::NoBool if bools => false,
        _ => l.ins.iter().zip(ins).all(|(&to, &from)| from.casts_safely(to)),
    };
    ufunc.signatures().position(fits)
}

/// The error for dtypes that no loop serves.
pub fn unsupported(ufunc: &Ufunc, ins: &[DType]) -> Error {
    let given = ins.iter().map(|d| d.name()).collect::<Vec<_>>().join(" and ");
    if ins.iter().all(|&d| d == DType::Bool) {
        match ufunc.name {
            "subtract" => {
                return type_error("numpy boolean subtract, the `-` operator, is not supported, use the bitwise_xor, the `^` operator, or the logical_xor function instead.")
                    .help("or make one of them an integer first: `x.astype(int)`");
            }
            "negative" => {
                return type_error("The numpy boolean negative, the `-` operator, is not supported, use the `~` operator or the logical_not function instead.")
                    .help("or make it an integer first: `x.astype(int)`");
            }
            _ => {}
        }
    }
    let message = format!(
        "ufunc '{}' not supported for the input types, and the inputs could not be safely coerced to any supported types according to the casting rule ''safe''",
        ufunc.name
    );
    type_error(message).help(format!("it was given {given}; it works on {}", served(ufunc)))
}

/// The dtypes of a ufunc's first operands, in words.
fn served(ufunc: &Ufunc) -> String {
    let has = |d: DType| ufunc.signatures().any(|l| l.ins[0] == d);
    let groups =
        [(DType::Bool, "booleans"), (DType::I64, "integers"), (DType::F64, "floats"), (DType::C128, "complex numbers")];
    let names: Vec<&str> = groups.into_iter().filter(|(d, _)| has(*d)).map(|(_, n)| n).collect();
    match names.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => String::new(),
    }
}
