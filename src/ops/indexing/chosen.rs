//! Elements chosen from several arrays, each by its own place.

use std::sync::Arc;

use super::{Mode, mode};
use crate::array::{Lazy, Value, build, convert};
use crate::chunk::{DType, Element, Num};
use crate::diag::{Result, type_error, value_error};
use crate::graph::{Lane, MapKernel, Operand, Target};
use crate::ops::{Args, BOTH, EVERYWHERE, Family, Op};
use crate::with_dtype;

const CHOOSE: Op = Op::of(Family::Elementwise, BOTH);

/// The rows that choose from several arrays.
pub static CHOSEN: &[Op] = &[
    Op {
        name: "choose",
        places: EVERYWHERE,
        params: "a, choices, out=None, mode='raise'",
        doc: "For each element, the one of the array among `choices` whose number it is.\n\n`mode` says what becomes of numbers out of range: `raise` an error, `wrap` them around, `clip` them.",
        examples: "
>>> choices = [[0, 1, 2, 3], [10, 11, 12, 13], [20, 21, 22, 23], [30, 31, 32, 33]]
>>> np.choose([2, 3, 1, 0], choices)
array([20, 31, 12,  3])
>>> np.choose([2, 4, 1, 0], choices, mode='clip')
array([20, 31, 12,  3])
",
        build: choose,
        ..CHOOSE
    },
    Op {
        name: "select",
        params: "condlist, choicelist, default=0",
        doc: "For each element, the choice of the first condition that is true, or the default.",
        examples: "
>>> x = np.arange(6)
>>> np.select([x < 3, x > 3], [x, x**2], 42)
array([ 0,  1,  2, 42, 16, 25])
",
        build: select,
        ..CHOOSE
    },
];

fn choose(args: &mut Args) -> Result<Value> {
    let numbers = args.array("a")?;
    if !(numbers.dtype().is_integer() || numbers.dtype() == DType::Bool) {
        let message = format!(
            "Cannot cast array data from dtype('{}') to dtype('int64') according to the rule 'safe'",
            numbers.dtype()
        );
        return Err(args.at("a", type_error(message)));
    }
    let choices = args.arrays("choices")?;
    if choices.is_empty() {
        return Err(args.at("choices", value_error("choose: there is nothing to choose from")));
    }
    // Python numbers among the choices count as an operator counts them.
    let given = args.need("choices")?.items().unwrap_or_default();
    let weak = |k: usize| given.get(k).and_then(Value::as_number);
    let strong = (0..choices.len()).filter(|&k| weak(k).is_none()).map(|k| choices[k].dtype()).reduce(DType::promote);
    let dtype = match strong {
        Some(strong) => {
            (0..choices.len()).filter_map(weak).map(|n| n.promote_weak(strong)).fold(strong, DType::promote)
        }
        None => choices.iter().map(Lazy::dtype).reduce(DType::promote).unwrap_or(DType::F64),
    };
    let mut inputs = vec![build::cast(&numbers, DType::I64)];
    inputs.extend(choices.iter().map(|c| build::cast(c, dtype)));
    let chosen = build::map("choose", Arc::new(Choose { mode: mode(args)? }), dtype, &inputs)?;
    crate::ops::compose::answer(args, chosen)
}

/// The operand whose number, less one, the first operand is.
#[derive(Debug)]
struct Choose {
    mode: Mode,
}

impl MapKernel for Choose {
    fn run(&self, operands: &[Operand], mut out: Target) -> Result<()> {
        let numbers = operands[0].lane::<i64>();
        with_dtype!(out.dtype(), T => {
            let choices: Vec<Lane<'_, T>> = operands[1..].iter().map(Operand::lane).collect();
            for (i, o) in out.slice::<T>().iter_mut().enumerate() {
                let number = of(numbers, i);
                let at = self.mode.place(number, choices.len()).filter(|_| self.mode != Mode::Raise || number >= 0);
                *o = of(choices[at.ok_or_else(|| value_error("invalid entry in choice array"))?], i);
            }
        });
        Ok(())
    }

    fn cost(&self) -> f32 {
        3.0
    }
}

fn of<T: Copy>(lane: Lane<'_, T>, i: usize) -> T {
    match lane {
        Lane::One(v) => v,
        Lane::Many(v) => v[i],
    }
}

/// Something to choose: an array, or a Python number that takes the arrays' dtype.
enum Choice {
    Strong(Lazy),
    Weak(Num),
}

fn choice(value: &Value) -> Result<Choice> {
    match value.as_number() {
        Some(num) if !matches!(num, Num::Bool(_)) => Ok(Choice::Weak(num)),
        _ => convert::to_lazy(value).map(Choice::Strong),
    }
}

fn select(args: &mut Args) -> Result<Value> {
    let conditions = args.arrays("condlist")?;
    let choices = args.sequence("choicelist")?;
    if conditions.len() != choices.len() {
        return Err(args.at("choicelist", value_error("list of cases must be same length as list of conditions")));
    }
    if conditions.is_empty() {
        return Err(args.at("condlist", value_error("select with an empty condition list is not possible")));
    }
    if let Some(k) = conditions.iter().position(|c| c.dtype() != DType::Bool) {
        return Err(
            args.at("condlist", type_error(format!("invalid entry {k} in condlist: should be boolean ndarray")))
        );
    }
    let default = args.get("default").cloned().unwrap_or(Value::Int(0));
    let all: Vec<Choice> = choices.iter().chain([&default]).map(choice).collect::<Result<_>>()?;
    let strong = all
        .iter()
        .filter_map(|c| if let Choice::Strong(a) = c { Some(a.dtype()) } else { None })
        .reduce(DType::promote);
    let weak = |d: Option<DType>, c: &Choice| match (c, d) {
        (Choice::Weak(n), Some(d)) => Some(n.promote_weak(d)),
        (Choice::Weak(n), None) => Some(n.dtype()),
        (Choice::Strong(_), d) => d,
    };
    let dtype = all.iter().fold(strong, weak).unwrap_or(DType::I64);
    let mut inputs = conditions;
    for choice in &all {
        inputs.push(match choice {
            Choice::Strong(a) => build::cast(a, dtype),
            Choice::Weak(n) => convert::constant(*n, dtype),
        });
    }
    let selected = build::map("select", Arc::new(Select), dtype, &inputs)?;
    args.answer_array(selected)
}

/// The operands are conditions, as many choices, and a default.
#[derive(Debug)]
struct Select;

impl MapKernel for Select {
    fn run(&self, operands: &[Operand], mut out: Target) -> Result<()> {
        let n = operands.len() / 2;
        with_dtype!(out.dtype(), T => {
            let out = out.slice::<T>();
            lay(out, operands[2 * n].lane(), None);
            for k in (0..n).rev() {
                lay(out, operands[n + k].lane(), Some(operands[k].lane()));
            }
        });
        Ok(())
    }
}

/// Writes the values where the mask, if there is one, is true.
fn lay<T: Element>(out: &mut [T], values: Lane<'_, T>, mask: Option<Lane<'_, bool>>) {
    match mask {
        Some(Lane::One(false)) => {}
        None | Some(Lane::One(true)) => out.iter_mut().enumerate().for_each(|(i, o)| *o = of(values, i)),
        Some(Lane::Many(mask)) => {
            for (i, (o, &m)) in out.iter_mut().zip(mask).enumerate() {
                *o = if m { of(values, i) } else { *o };
            }
        }
    }
}
