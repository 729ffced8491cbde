//! `np.vectorize` and `np.frompyfunc`: functions of numbers made functions of arrays.

use std::collections::HashSet;

use super::callee::{Callee, Wrap, Wrapped};

use super::kernel::several;
use super::layer::{Argument, Layer, labels_from_end, most_axes};
use super::signature::{Generalized, Signature};
use super::{sample, split};
use crate::array::build::broadcast_shape;
use crate::array::{Lazy, Plain, Value, convert};
use crate::chunk::{Block, DType, Num, cancel};
use crate::diag::{Result, value_error};
use crate::ops::row::{Family, Op, Place};
use crate::ops::{Args, dtype_of};
use crate::with_dtype;

const CUSTOM: Op = Op::of(Family::Custom, &[Place::Np]);

pub static TABLE: &[Op] = &[
    Op {
        name: "vectorize",
        params: "pyfunc, otypes=None, doc=None, excluded=None, cache=False, signature=None",
        doc: "A function of numbers made one of arrays: it is called for each element, the arguments broadcast.

`otypes` gives the dtypes of what it returns; otherwise the first call tells. `excluded` are the places or names of
arguments that are handed over as they are. With a `signature` such as '(n),(n)->()' it is called for each vector (or
matrix) of the arguments instead. Lazy arrays are worked on chunk by chunk.",
        examples: "
>>> def smaller_difference(a, b):
...     return a - b if a > b else a + b
>>> vfunc = np.vectorize(smaller_difference)
>>> vfunc([1, 2, 3, 4], 2)
array([3, 4, 1, 2])
>>> np.vectorize(lambda x: x / 2, otypes=[float])(np.arange(3))
array([0. , 0.5, 1. ])
>>> vfunc(da.arange(4, chunks=2), 2).compute()
array([2, 3, 4, 1])
>>> np.vectorize(np.dot, signature='(n),(n)->()')([[1, 2], [3, 4]], [10, 1])
array([12, 34])
",
        build: vectorize,
        ..CUSTOM
    },
    Op {
        name: "frompyfunc",
        places: crate::ops::BOTH,
        params: "func, /, nin, nout, *, identity=None",
        doc: "A function of `nin` numbers that gives `nout` made one of arrays. The answers have the dtype of what it gives.",
        examples: "
>>> f = np.frompyfunc(lambda a, b: a * 10 + b, 2, 1)
>>> f([1, 2, 3], [[1], [2]])
array([[11, 21, 31],
       [12, 22, 32]])
",
        build: |args| {
            let callee = Callee::of(args, "func")?;
            let nout = args.count("nout")?.unwrap_or(1);
            let each = Each { callee, dtypes: None, excluded: HashSet::new(), nout: Some(nout), widest: true };
            Ok(Value::object(Wrapped(each)))
        },
        ..CUSTOM
    },
];

/// A function that is called for each element.
#[derive(Clone, Debug)]
struct Each {
    callee: Callee,
    dtypes: Option<Vec<DType>>,
    /// Arguments that are handed over as they are, by their places in digits or by their names.
    excluded: HashSet<String>,
    /// How many arrays it gives, where that was said.
    nout: Option<usize>,
    /// Whether the answer has the dtype that holds all that was given, and not that of the first.
    widest: bool,
}

fn vectorize(args: &mut Args) -> Result<Value> {
    let callee = Callee::of(args, "pyfunc")?;
    let dtypes = otypes(args, "otypes")?;
    if let Some(text) = args.text("signature")? {
        let signature = Signature::parse(text).map_err(|e| args.at("signature", e))?;
        return Ok(Value::object(Wrapped(Generalized::vectorized(callee, signature, dtypes))));
    }
    let excluded = args.get("excluded").and_then(Value::items).unwrap_or_default();
    let label = |v: &Value| v.as_str().map(str::to_owned).or_else(|| v.as_int().map(|n| n.to_string()));
    let excluded = excluded.iter().filter_map(label).collect();
    let nout = dtypes.as_ref().map(Vec::len);
    Ok(Value::object(Wrapped(Each { callee, dtypes, excluded, nout, widest: false })))
}

/// The dtypes that a string of their letters, or a list of them, names.
pub fn otypes(args: &Args, name: &str) -> Result<Option<Vec<DType>>> {
    let at = |e| args.at(name, e);
    match args.get(name) {
        None => Ok(None),
        Some(Value::Str(letters)) => {
            letters.chars().map(|c| dtype_of(&Value::str(c.to_string())).map_err(at)).collect::<Result<_>>().map(Some)
        }
        Some(value) => match value.items() {
            Some(items) => items.iter().map(|v| dtype_of(v).map_err(at)).collect::<Result<_>>().map(Some),
            None => dtype_of(value).map_err(at).map(|d| Some(vec![d])),
        },
    }
}

impl Wrap for Each {
    fn name(&self) -> String {
        self.callee.name.clone()
    }

    fn run(&self, trying: bool, positional: Vec<Value>, named: Vec<(String, Value)>) -> Result<Value> {
        if positional.iter().chain(named.iter().map(|(_, v)| v)).any(|v| matches!(v, Value::Lazy(_))) {
            return self.lazily(positional, named);
        }
        let kept = |label: &str| self.excluded.contains(label);
        // What goes element by element: positional arguments, then named ones.
        let mut arguments: Vec<(Value, bool)> =
            positional.iter().enumerate().map(|(k, v)| (v.clone(), !kept(&k.to_string()))).collect();
        arguments.extend(named.iter().map(|(name, v)| (v.clone(), !kept(name))));
        let blocks: Vec<Option<Block>> = arguments
            .iter()
            .map(|(v, each)| each.then(|| convert::to_block(v, None)).transpose())
            .collect::<Result<_>>()?;
        let shapes: Vec<&[usize]> = blocks.iter().flatten().map(Block::shape).collect();
        let shape = broadcast_shape(&self.callee.name, &shapes)?;
        let lanes: Vec<Option<Vec<Num>>> =
            blocks.iter().map(|b| b.as_ref().map(|b| numbers(&b.broadcast_to(&shape)))).collect();
        let count = shape.iter().product();
        let told = match (&self.dtypes, count) {
            (None, 1..) if !self.widest => self.told(trying, &positional, &named, &arguments, &blocks)?,
            _ => None,
        };
        let mut answers = Vec::with_capacity(count);
        for i in 0..count {
            cancel::check()?;
            let value = |(k, (v, _)): (usize, &(Value, bool))| match &lanes[k] {
                Some(lane) => Value::number(lane[i]),
                None => v.clone(),
            };
            let mut values: Vec<Value> = arguments.iter().enumerate().map(value).collect();
            let more = values.split_off(positional.len());
            let more = named.iter().map(|(name, _)| name.clone()).zip(more).collect();
            answers.push(self.callee.invoke(trying, values, more)?);
        }
        self.arrays(answers, told.or_else(|| self.dtypes.clone()).as_deref(), &shape)
    }
}

impl Each {
    /// The dtypes that a first call with NumPy's own scalars gives.
    fn told(
        &self,
        trying: bool,
        positional: &[Value],
        named: &[(String, Value)],
        arguments: &[(Value, bool)],
        blocks: &[Option<Block>],
    ) -> Result<Option<Vec<DType>>> {
        let first = |((value, _), block): (&(Value, bool), &Option<Block>)| match block {
            Some(block) => Value::Scalar(block.first()),
            None => value.clone(),
        };
        let mut values: Vec<Value> = arguments.iter().zip(blocks).map(first).collect();
        let more = values.split_off(positional.len());
        let more = named.iter().map(|(name, _)| name.clone()).zip(more).collect();
        let dtype = |v: &Value| self.callee.block(v).map(|b| b.dtype());
        match self.callee.invoke(trying, values, more)? {
            Value::Tuple(items) => items.iter().map(dtype).collect::<Result<_>>().map(Some),
            answer => dtype(&answer).map(|d| Some(vec![d])),
        }
    }

    /// The answers for all elements as arrays.
    fn arrays(&self, answers: Vec<Value>, dtypes: Option<&[DType]>, shape: &[usize]) -> Result<Value> {
        let Some(first) = answers.first() else {
            let Some(dtypes) = dtypes else {
                return Err(value_error("cannot call `vectorize` on size 0 inputs unless `otypes` is set"));
            };
            let empty = |d: &DType| Value::Array(Plain::new(Block::scratch(*d, shape)));
            return Ok(if let [only] = dtypes { empty(only) } else { Value::tuple(dtypes.iter().map(empty)) });
        };
        let count = self.nout.unwrap_or_else(|| if let Value::Tuple(items) = first { items.len() } else { 1 });
        let is_tuple = count != 1 || matches!(first, Value::Tuple(_));
        let mut columns: Vec<Vec<Value>> = vec![Vec::with_capacity(answers.len()); count];
        for answer in answers {
            let parts = if is_tuple { several(&self.callee, &answer, count)? } else { vec![answer] };
            columns.iter_mut().zip(parts).for_each(|(column, part)| column.push(part));
        }
        let arrays = columns.into_iter().enumerate().map(|(k, column)| {
            let dtype = dtypes.and_then(|d| d.get(k).copied());
            self.column(dtype, column, shape)
        });
        let mut arrays = arrays.collect::<Result<Vec<_>>>()?;
        Ok(if is_tuple { Value::tuple(arrays) } else { arrays.swap_remove(0) })
    }

    fn column(&self, dtype: Option<DType>, column: Vec<Value>, shape: &[usize]) -> Result<Value> {
        let all = self.callee.block(&Value::list(column))?;
        if all.ndim() != 1 {
            return Err(value_error(format!("{} must give a number for each element, not an array", self.callee.name))
                .help("signature='(n)->(n)' and its like say that it works on vectors"));
        }
        let dtype = dtype.unwrap_or(all.dtype());
        Ok(convert_answer(all.cast(dtype).reshape(shape)))
    }

    fn lazily(&self, positional: Vec<Value>, named: Vec<(String, Value)>) -> Result<Value> {
        let argument = |(k, value): (usize, Value)| match &value {
            Value::Lazy(_) | Value::Array(_) if !self.excluded.contains(&k.to_string()) => {
                let array = convert::to_lazy(&value)?;
                let labels = labels_from_end(array.ndim());
                Ok(Argument::Array(array, labels))
            }
            _ => Ok(Argument::Value(value)),
        };
        let values = positional.into_iter().enumerate().map(argument).collect::<Result<Vec<_>>>()?;
        let callee = Callee::new("vectorize", &Value::object(Wrapped(self.clone())));
        let mut layer = Layer::new(callee, labels_from_end(most_axes(&values)), values);
        layer.aligned = true;
        layer.named = named;
        let count = match &self.dtypes {
            Some(dtypes) => dtypes.len(),
            None => self.nout.map_or_else(|| sample::answers(&mut layer), Ok)?,
        };
        if count == 1 {
            layer.dtype = self.dtypes.as_ref().and_then(|d| d.first().copied());
            return layer.build().map(Value::Lazy);
        }
        let grid = layer.grid()?;
        let arrays: Vec<Lazy> = split::several(layer, grid.clone(), vec![grid; count], self.dtypes.clone())?;
        Ok(Value::tuple(arrays.into_iter().map(Value::Lazy)))
    }
}

/// NumPy gives an array of no dimensions for numbers.
fn convert_answer(block: Block) -> Value {
    Value::Array(Plain::new(block))
}

/// The elements as Python's numbers.
fn numbers(block: &Block) -> Vec<Num> {
    with_dtype!(block.dtype(), T => block.to_vec::<T>().into_iter().map(|v| crate::chunk::Scalar::of(v).num).collect())
}
