//! Values to arrays and back.

use crate::array::{Lazy, Plain, Value};
use crate::chunk::{Block, CastFrom, DType, Dims, Grid, Num, Scalar};
use crate::diag::{Result, overflow_error, type_error, value_error};
use crate::graph::{Node, Rule};
use crate::with_dtype;

/// How deep lists may lie in lists.
const MAX_NDIM: usize = 64;

/// The value as an array of one chunk, lazy arrays as they are. A Python number becomes an array of shape `()` of its
/// default dtype; nested lists and tuples become one array of the dtype that holds them all.
pub fn to_lazy(value: &Value) -> Result<Lazy> {
    match value {
        Value::Lazy(a) => Ok(a.clone()),
        Value::Array(a) => Ok(whole(a.block())),
        _ => match number(value) {
            Some(Ok(scalar)) => Ok(constant(scalar.num, scalar.dtype)),
            Some(Err(_)) => to_block(value, None).map(whole),
            None => match value.items() {
                Some(items) if items.iter().any(holds_lazy) => {
                    super::build::stack(&items.iter().map(to_lazy).collect::<Result<Vec<_>>>()?, 0)
                }
                _ => to_block(value, None).map(whole),
            },
        },
    }
}

fn holds_lazy(value: &Value) -> bool {
    match value {
        Value::Lazy(_) => true,
        v => v.items().is_some_and(|items| items.iter().any(holds_lazy)),
    }
}

/// An array of one chunk over these elements.
pub fn whole(block: Block) -> Lazy {
    let grid = Grid::whole(block.shape());
    Lazy::stored(block, grid)
}

/// A number as an array of shape `()` that costs no task.
pub fn constant(num: Num, dtype: DType) -> Lazy {
    let block = Block::full(dtype, &[], num);
    Lazy::new(Node::new("constant", Grid::default(), dtype, Rule::Constant(block), []))
}

/// The scalar that a Python number or a NumPy scalar is; an error for an int that no dtype holds.
fn number(value: &Value) -> Option<Result<Scalar>> {
    if let Value::Scalar(s) = value {
        return Some(Ok(*s));
    }
    let num = value.as_number()?;
    if !num.fits(num.dtype()) {
        return Some(Err(overflow_error(format!("Python integer {} is out of bounds for int64", shown(num)))));
    }
    Some(Ok(Scalar::new(num.dtype(), num)))
}

fn shown(num: Num) -> String {
    num.as_int().map(|i| i.to_string()).unwrap_or_default()
}

/// The elements of numbers, arrays in memory, and nested lists and tuples of them, as `dtype` if one is given.
pub fn to_block(value: &Value, dtype: Option<DType>) -> Result<Block> {
    if let Value::Array(a) = value {
        return Ok(a.block().cast(dtype.unwrap_or(a.dtype())));
    }
    let mut nest = Nest { shape: None, depth: 0, leaves: Vec::new(), dtype: None };
    nest.visit(value, &mut Dims::new())?;
    let target = dtype.or(nest.dtype).unwrap_or(DType::F64);
    let mut block = Block::scratch(target, &nest.shape.take().unwrap_or_default());
    let mut leaves = std::mem::take(&mut nest.leaves);
    with_dtype!(target, T => fill(block.slice_mut::<T>(), &mut leaves, target)?);
    Ok(block)
}

fn fill<T: crate::chunk::Element + CastFrom<f64>>(out: &mut [T], leaves: &mut [Leaf], target: DType) -> Result<()> {
    let mut at = 0;
    for leaf in leaves {
        match leaf {
            Leaf::Num(num) => {
                check_stored(*num, target)?;
                out[at] = num.cast::<T>();
                at += 1;
            }
            Leaf::Scalar(num) => {
                out[at] = num.cast::<T>();
                at += 1;
            }
            Leaf::Block(block) => {
                let block = block.cast(target).contiguous();
                let elements = block.slice::<T>();
                out[at..at + elements.len()].copy_from_slice(elements);
                at += elements.len();
            }
        }
    }
    Ok(())
}

/// An error for a Python integer that `dtype` does not hold.
pub fn check_fits(num: Num, dtype: DType) -> Result<()> {
    if num.fits(dtype) {
        return Ok(());
    }
    Err(overflow_error(format!("Python integer {} out of bounds for {dtype}", shown(num))))
}

/// An error for a Python number that an array of `dtype` cannot hold.
pub fn check_stored(num: Num, dtype: DType) -> Result<()> {
    check_fits(num, dtype)?;
    match num {
        Num::Float(v) if dtype.is_integer() && v.is_nan() => Err(value_error("cannot convert float NaN to integer")),
        Num::Float(v) if dtype.is_integer() && v.is_infinite() => {
            Err(overflow_error("cannot convert float infinity to integer"))
        }
        // As Python has it, through an int.
        Num::Float(v) if dtype.is_integer() && v.abs() < 1e38 => check_fits(Num::Int(v.trunc() as i128), dtype),
        Num::Complex(_) if !dtype.is_complex() && dtype != DType::Bool => {
            Err(type_error(format!("a complex number cannot be stored in an array of dtype {dtype}"))
                .help("x.astype(complex) can hold it"))
        }
        _ => Ok(()),
    }
}

/// A number as an array of `dtype` holds it: a Python number must fit, a NumPy scalar is cast.
pub fn stored_number(value: &Value, dtype: DType) -> Result<Num> {
    if let Some(num) = value.as_number() {
        check_stored(num, dtype)?;
        return Ok(num.to_dtype(dtype));
    }
    let num = value.as_scalar().ok_or_else(|| type_error(format!("a number is needed, not {}", value.type_name())))?;
    Ok(num.to_dtype(dtype))
}

enum Leaf {
    /// A Python number.
    Num(Num),
    /// A NumPy scalar, which is cast as an array is.
    Scalar(Num),
    Block(Block),
}

/// Nested lists being made into one array.
struct Nest {
    shape: Option<Dims>,
    depth: usize,
    leaves: Vec<Leaf>,
    dtype: Option<DType>,
}

impl Nest {
    fn visit(&mut self, value: &Value, path: &mut Dims) -> Result<()> {
        if let Some(scalar) = number(value) {
            let scalar = scalar?;
            self.leaf(path, &[], scalar.dtype)?;
            let strong = matches!(value, Value::Scalar(_));
            self.leaves.push(if strong { Leaf::Scalar(scalar.num) } else { Leaf::Num(scalar.num) });
            return Ok(());
        }
        if let Value::Array(a) = value {
            self.leaf(path, a.shape(), a.dtype())?;
            self.leaves.push(Leaf::Block(a.block()));
            return Ok(());
        }
        if let Value::Lazy(a) = value {
            return self.visit(&Value::Array(Plain::new(a.compute()?)), path);
        }
        let Some(items) = value.items() else {
            return Err(type_error(format!("a {} cannot be an element of a numeric array", value.type_name()))
                .help("arrays hold numbers and booleans; build them from lists of numbers"));
        };
        if path.len() >= MAX_NDIM {
            return Err(value_error(format!("lists lie more than {MAX_NDIM} deep in each other")));
        }
        if items.is_empty() {
            path.push(0);
            self.settle(path.clone())?;
            path.pop();
            return Ok(());
        }
        path.push(items.len());
        items.iter().try_for_each(|item| self.visit(item, path))?;
        path.pop();
        Ok(())
    }

    fn leaf(&mut self, path: &Dims, inner: &[usize], dtype: DType) -> Result<()> {
        self.dtype = Some(self.dtype.map_or(dtype, |d| d.promote(dtype)));
        let mut shape = path.clone();
        shape.extend_from_slice(inner);
        self.settle(shape)
    }

    fn settle(&mut self, shape: Dims) -> Result<()> {
        self.depth = self.depth.max(shape.len());
        match &self.shape {
            Some(known) if *known != shape => Err(value_error(
                "setting an array element with a sequence. The requested array has an inhomogeneous shape: its rows differ in length",
            )
            .help("give every row the same number of elements")),
            Some(_) => Ok(()),
            None => {
                self.shape = Some(shape);
                Ok(())
            }
        }
    }
}

/// What `np.` answers with: an array in memory, or a scalar for shape `()`.
pub fn plain_value(block: Block) -> Value {
    if block.ndim() == 0 { Value::Scalar(block.first()) } else { Value::Array(Plain::new(block)) }
}

/// Nested lists of Python numbers with an array's elements, or one number for shape `()`.
pub fn to_list(block: &Block) -> Value {
    if block.ndim() == 0 {
        return Value::number(block.first().num);
    }
    let n = block.shape()[0];
    let rest: Dims = block.shape()[1..].into();
    let strides = block.strides()[1..].into();
    let step = block.strides()[0];
    Value::list((0..n).map(|i| {
        let offset = (block.offset() as isize + i as isize * step) as usize;
        to_list(&block.with_layout(
            if rest.contains(&0) { block.offset() } else { offset },
            rest.clone(),
            smallvec::SmallVec::clone(&strides),
        ))
    }))
}
