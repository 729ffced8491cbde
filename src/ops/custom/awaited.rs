//! `from_delayed`: arrays of what a call that was put off will give.

use super::callee::{Callee, Wrap, Wrapped};
use super::layer::Layer;
use super::mapped::promised_dtype;
use crate::array::Value;
use crate::chunk::{Cut, DType};
use crate::diag::{Result, type_error};
use crate::ops::row::{Family, Op, Place};

pub static TABLE: &[Op] = &[Op {
    name: "from_delayed",
    params: "value, shape, dtype=None, meta=None, name=None",
    doc: "A lazy array of one chunk, of what `dask.delayed` put off; its shape and dtype are promised here.",
    examples: "
>>> import dask
>>> value = dask.delayed(np.ones)(5)
>>> x = da.from_delayed(value, (5,), dtype=float)
>>> (x + 1).compute()
array([2., 2., 2., 2., 2.])
",
    build: |args| {
        let value = args.need("value")?;
        if !matches!(value, Value::Object(o) if o.attribute("compute").is_some()) {
            return Err(args.wrong("value", "what dask.delayed gives"));
        }
        let shape = args.shape("shape")?;
        let callee = Callee::new("from_delayed", &Value::object(Wrapped(Awaited { value: value.clone() })));
        let mut layer = Layer::new(callee, (0..shape.len()).collect(), Vec::new());
        layer.new_axes = shape.iter().enumerate().map(|(k, &n)| (k, Cut::whole(n))).collect();
        layer.name = args.text("name")?.unwrap_or("from-value").to_owned();
        layer.dtype = Some(promised_dtype(args)?.unwrap_or(DType::F64));
        layer.build().map(Value::Lazy)
    },
    ..Op::of(Family::Custom, &[Place::Da])
}];

/// A call that was put off.
#[derive(Debug)]
struct Awaited {
    value: Value,
}

impl Wrap for Awaited {
    fn name(&self) -> String {
        "delayed".to_owned()
    }

    fn run(&self, trying: bool, _: Vec<Value>, _: Vec<(String, Value)>) -> Result<Value> {
        let compute = match &self.value {
            Value::Object(o) => o.attribute("compute"),
            _ => None,
        };
        match compute {
            Some(compute) => Callee::new("from_delayed", &compute).invoke(trying, Vec::new(), Vec::new()),
            None => Err(type_error("from_delayed: there is nothing to compute")),
        }
    }
}
