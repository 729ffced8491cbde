//! `x.flat`: the elements of an array in memory in C order, to be read and written.

use std::any::Any;

use super::builtins::rows;
use super::{index, store};
use crate::array::build::{self, Index};
use crate::array::{Object, Plain, Value, convert};
use crate::chunk::Block;
use crate::diag::Result;
use crate::ops::{Args, Function, Op};

/// The elements of an array in C order.
#[derive(Debug)]
pub struct Flat(pub Plain);

static METHODS: &[Op] = rows! { Method;
    "__getitem__" "self, key, /" "The elements at these places." get;
    "__setitem__" "self, key, value, /" "Sets the elements at these places." set;
    "__iter__" "self" "The elements, one by one." elements;
    "__len__" "self" "The number of elements." len;
    "copy" "self" "The elements as an array of one dimension." elements;
};

fn this(args: &Args) -> Result<&Plain> {
    match args.need("self")? {
        Value::Array(a) => Ok(a),
        _ => Err(args.wrong("self", "an array")),
    }
}

fn row(array: &Plain) -> Plain {
    Plain::new(array.block().to_owned_c().reshape(&[array.size()]))
}

fn get(args: &mut Args) -> Result<Value> {
    index::get(&Value::Array(row(this(args)?)), args.need("key")?)
}

fn elements(args: &mut Args) -> Result<Value> {
    Ok(Value::Array(row(this(args)?)))
}

fn len(args: &mut Args) -> Result<Value> {
    Ok(Value::Int(this(args)?.size() as i128))
}

fn set(args: &mut Args) -> Result<Value> {
    let array = this(args)?;
    let places = places(array, &index::entries(args.need("key")?)?)?;
    store::put(array, &places, &store::elements(args.need("value")?, array.dtype())?);
    Ok(Value::None)
}

/// Which elements, counted in C order, an index of the elements in a row names.
fn places(array: &Plain, entries: &[Index]) -> Result<Vec<i64>> {
    let all: Vec<i64> = (0..array.size() as i64).collect();
    let row = convert::whole(Block::from_slice(&[all.len()], &all));
    Ok(build::index(&row, entries)?.compute()?.to_vec::<i64>())
}

/// `x.flat = value`: the values over and over.
pub fn assign(array: &Plain, value: &Value) -> Result<()> {
    let all: Vec<i64> = (0..array.size() as i64).collect();
    store::put(array, &all, &store::elements(value, array.dtype())?);
    Ok(())
}

impl Object for Flat {
    fn type_name(&self) -> &str {
        "flatiter"
    }

    fn repr(&self) -> String {
        "<numpy.flatiter object>".into()
    }

    fn attribute(&self, name: &str) -> Option<Value> {
        if name == "base" {
            return Some(Value::Array(self.0.clone()));
        }
        let op = METHODS.iter().find(|m| m.name == name)?;
        Some(Value::object(Function::method(op, Value::Array(self.0.clone()))))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
