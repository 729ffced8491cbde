//! Going through the places of arrays: `np.ndenumerate`, `np.ndindex`, `np.nditer`, `np.broadcast`.

use std::any::Any;
use std::sync::Arc;

use parking_lot::Mutex;

use super::builtins::rows;
use super::{index, iterate};
use crate::array::{Object, Plain, Value, build, convert};
use crate::chunk::{Block, Dims};
use crate::diag::{Result, value_error};
use crate::ops::layout::orders;
use crate::ops::{Args, Function, Op};

pub static FUNCTIONS: &[Op] = rows! { Np;
    "ndenumerate" "arr" "The places of an array, each with its element." ndenumerate;
    "ndindex" "*shape" "The places of an array of that shape, in C order." ndindex;
    "nditer" "op, flags=None, op_flags=None, op_dtypes=None, order='K', casting='safe', *args, **kwargs" "The elements of an array, or of several that are broadcast together, one by one." nditer;
    "broadcast" "*arrays" "What arrays are broadcast together to." broadcast;
};

/// The places of a shape in C order.
fn places(shape: &[usize]) -> impl Iterator<Item = Dims> + Send + use<> {
    let shape: Dims = shape.into();
    let all: usize = shape.iter().product();
    (0..all).map(move |n| place(&shape, n))
}

/// The place of that number in C order.
fn place(shape: &[usize], mut n: usize) -> Dims {
    let mut at = Dims::from_elem(0, shape.len());
    for k in (0..shape.len()).rev() {
        at[k] = n % shape[k];
        n /= shape[k];
    }
    at
}

fn tuple(at: &[usize]) -> Value {
    Value::tuple(at.iter().map(|&i| Value::Int(i as i128)))
}

fn ndenumerate(args: &mut Args) -> Result<Value> {
    let array = match args.need("arr")? {
        Value::Masked(m) => m.data.clone(),
        value => value.clone(),
    };
    let array = Plain::new(convert::to_lazy(&array)?.compute()?);
    let shape = Dims::from_slice(array.shape());
    let array = Value::Array(array);
    let pairs = places(&shape).map(move |at| {
        let key = tuple(&at);
        index::get(&array, &key).map(|v| Value::tuple([key, v]))
    });
    Ok(iterate::stream("ndenumerate", pairs))
}

fn ndindex(args: &mut Args) -> Result<Value> {
    let given = args.rest("shape");
    let given = match &given[..] {
        [one] => one.items().unwrap_or(given),
        _ => given,
    };
    let length = |v: &Value| v.as_int().and_then(|n| usize::try_from(n).ok());
    let shape = given.iter().map(length).collect::<Option<Dims>>();
    let shape = shape.ok_or_else(|| args.wrong("shape", "a shape: integers that are not negative"))?;
    Ok(iterate::stream("ndindex", places(&shape).map(|at| Ok(tuple(&at)))))
}

/// Arrays in memory that are gone through together.
#[derive(Debug)]
struct Steps {
    arrays: Vec<Plain>,
    shape: Dims,
    /// The axes from the one whose steps are the longest in memory.
    order: Vec<usize>,
    at: Mutex<usize>,
}

/// `np.nditer` and `np.broadcast`.
#[derive(Clone, Debug)]
struct Together {
    name: &'static str,
    steps: Arc<Steps>,
}

static METHODS: &[Op] = rows! { Method;
    "__iter__" "self" "The elements, one by one." each;
    "__len__" "self" "The number of elements." count;
    "__getitem__" "self, key" "The element of an array at the place where it is." current;
    "iternext" "self" "Goes on to the next element; whether there is one." next;
    "reset" "self" "Back to the first element." reset;
    "close" "self" "Nothing is left to do." nothing;
};

fn together(name: &'static str, values: &[Value], order: &str) -> Result<Value> {
    let plain = |v: &Value| match v {
        Value::Array(a) => Ok(a.clone()),
        v => convert::to_lazy(v)?.compute().map(Plain::new),
    };
    let arrays = values.iter().map(plain).collect::<Result<Vec<_>>>()?;
    let shapes: Vec<&[usize]> = arrays.iter().map(Plain::shape).collect();
    let shape = build::broadcast_shape(name, &shapes)?;
    let arrays: Vec<Plain> = arrays.iter().map(|a| a.view(|b| b.broadcast_to(&shape))).collect();
    let mut axes: Vec<usize> = (0..shape.len()).collect();
    match order {
        "F" => axes.reverse(),
        "K" | "A" => {
            let blocks: Vec<Block> = arrays.iter().map(Plain::block).collect();
            let reach = |k: usize| blocks.iter().map(|b| b.strides()[k].unsigned_abs()).max().unwrap_or(0);
            axes.sort_by_key(|&k| std::cmp::Reverse(reach(k)));
        }
        _ => {}
    }
    let steps = Arc::new(Steps { arrays, shape, order: axes, at: Mutex::new(0) });
    Ok(Value::object(Together { name, steps }))
}

fn nditer(args: &mut Args) -> Result<Value> {
    let op = args.need("op")?;
    let values = match op {
        Value::List(_) | Value::Tuple(_) => {
            let items = op.items().unwrap_or_default();
            let arrays = items.iter().all(|v| matches!(v, Value::Array(_) | Value::Lazy(_) | Value::List(_)));
            if arrays { items } else { vec![op.clone()] }
        }
        v => vec![v.clone()],
    };
    let order = args.text("order")?.unwrap_or("K");
    if !["C", "F", "A", "K"].contains(&order) {
        return Err(
            args.at("order", value_error(format!("order must be one of 'C', 'F', 'A', or 'K' (got '{order}')")))
        );
    }
    together("nditer", &values, order)
}

fn broadcast(args: &mut Args) -> Result<Value> {
    together("broadcast", &args.rest("arrays"), "C")
}

impl Steps {
    fn size(&self) -> usize {
        self.shape.iter().product()
    }

    /// The place of that number in the order of going.
    fn place(&self, n: usize) -> Dims {
        let turned: Dims = self.order.iter().map(|&k| self.shape[k]).collect();
        let along = place(&turned, n);
        let mut at = Dims::from_elem(0, self.shape.len());
        self.order.iter().zip(along).for_each(|(&k, i)| at[k] = i);
        at
    }

    /// The elements at a place: views, through which they can be set.
    fn parts(&self, n: usize) -> Vec<Value> {
        let at = self.place(n);
        let one = |a: &Plain| {
            let look = a.view(|b| {
                let ahead: isize = at.iter().zip(b.strides()).map(|(&i, &s)| i as isize * s).sum();
                b.with_layout((b.offset() as isize + ahead) as usize, Dims::new(), Default::default())
            });
            Value::Array(look)
        };
        self.arrays.iter().map(one).collect()
    }

    fn value(&self, n: usize, alone: bool) -> Value {
        let mut parts = self.parts(n);
        if alone && parts.len() == 1 { parts.swap_remove(0) } else { Value::tuple(parts) }
    }
}

fn this(args: &Args) -> Result<&Together> {
    args.need("self")?.downcast::<Together>().ok_or_else(|| args.wrong("self", "an iterator"))
}

fn each(args: &mut Args) -> Result<Value> {
    let it = this(args)?.clone();
    let plain = it.name == "broadcast";
    let values = (0..it.steps.size()).map(move |n| {
        let value = it.steps.value(n, !plain);
        match (plain, value.items()) {
            // What is only read comes as scalars.
            (true, Some(items)) => {
                items.iter().map(|v| index::get(v, &Value::tuple([]))).collect::<Result<Vec<_>>>().map(Value::tuple)
            }
            _ => Ok(value),
        }
    });
    Ok(iterate::stream("iterator", values))
}

fn nothing(_: &mut Args) -> Result<Value> {
    Ok(Value::None)
}

fn count(args: &mut Args) -> Result<Value> {
    Ok(Value::Int(this(args)?.steps.size() as i128))
}

fn current(args: &mut Args) -> Result<Value> {
    let steps = this(args)?.steps.clone();
    let n = *steps.at.lock();
    if n >= steps.size() {
        return Err(value_error("Iterator is past the end"));
    }
    index::get(&Value::tuple(steps.parts(n)), args.need("key")?)
}

fn next(args: &mut Args) -> Result<Value> {
    let steps = this(args)?.steps.clone();
    let mut at = steps.at.lock();
    *at = (*at + 1).min(steps.size());
    Ok(Value::Bool(*at < steps.size()))
}

fn reset(args: &mut Args) -> Result<Value> {
    *this(args)?.steps.at.lock() = 0;
    Ok(Value::None)
}

impl Object for Together {
    fn type_name(&self) -> &str {
        self.name
    }

    fn repr(&self) -> String {
        format!("<numpy.{} object>", self.name)
    }

    fn enter(&self) -> Option<Result<()>> {
        Some(Ok(()))
    }

    fn attribute(&self, name: &str) -> Option<Value> {
        let steps = &self.steps;
        let at = *steps.at.lock();
        let int = |n: usize| Some(Value::Int(n as i128));
        match name {
            "shape" => Some(tuple(&steps.shape)),
            "ndim" | "nd" => int(steps.shape.len()),
            "size" | "itersize" => int(steps.size()),
            "numiter" | "nop" => int(steps.arrays.len()),
            "index" | "iterindex" => int(at),
            "multi_index" => Some(tuple(&steps.place(at.min(steps.size().saturating_sub(1))))),
            "finished" => Some(Value::Bool(at >= steps.size())),
            "value" => Some(steps.value(at.min(steps.size().saturating_sub(1)), true)),
            "operands" => Some(Value::tuple(steps.arrays.iter().cloned().map(Value::Array))),
            _ => {
                let op = METHODS.iter().find(|m| m.name == name)?;
                Some(Value::object(Function::method(op, Value::object(self.clone()))))
            }
        }
    }

    fn attributes(&self) -> Vec<String> {
        let names = ["shape", "ndim", "size", "numiter", "index", "multi_index", "finished", "value", "operands"];
        names.into_iter().chain(METHODS.iter().map(|m| m.name)).map(str::to_owned).collect()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// `x.flags`
#[derive(Clone, Debug)]
pub struct Flags {
    pub of: Plain,
    /// Whether it is a scalar's, which nothing changes.
    pub scalar: bool,
}

static FLAG_METHODS: &[Op] = rows! { Method;
    "__getitem__" "self, key" "The flag of that name." flag;
    "__setattr__" "self, key, value" "Sets the flag of that name." set_flag;
};

impl Flags {
    fn all(&self) -> [(&'static str, bool); 6] {
        let (c, f) = orders(&self.of.block());
        [
            ("C_CONTIGUOUS", c),
            ("F_CONTIGUOUS", f),
            ("OWNDATA", self.of.base().is_none()),
            ("WRITEABLE", self.of.is_writable() && !self.scalar),
            ("ALIGNED", true),
            ("WRITEBACKIFCOPY", false),
        ]
    }

    fn find(&self, name: &str) -> Option<Value> {
        let name = match name {
            "C" | "CONTIGUOUS" => "C_CONTIGUOUS",
            "F" | "FORTRAN" => "F_CONTIGUOUS",
            "O" => "OWNDATA",
            "W" => "WRITEABLE",
            "A" => "ALIGNED",
            name => name,
        };
        let [(_, c), (_, f), (_, owns), (_, writes), ..] = self.all();
        // What NumPy makes of several flags.
        match name {
            "BEHAVED" | "B" => return Some(Value::Bool(writes)),
            "CARRAY" | "CA" => return Some(Value::Bool(c && writes)),
            "FARRAY" | "FA" => return Some(Value::Bool(f && !c && writes)),
            "FNC" => return Some(Value::Bool(f && !c)),
            "FORC" => return Some(Value::Bool(f || c)),
            "NUM" => {
                let bits = [(c, 1), (f, 2), (owns, 4), (true, 0x100), (writes, 0x400)];
                return Some(Value::Int(bits.iter().filter(|(set, _)| *set).map(|(_, bit)| bit).sum()));
            }
            _ => {}
        }
        self.all().into_iter().find(|(n, _)| *n == name).map(|(_, v)| Value::Bool(v))
    }
}

fn flag(args: &mut Args) -> Result<Value> {
    let name = args.text("key")?.ok_or_else(|| args.wrong("key", "the name of a flag"))?;
    let found = args.need("self")?.downcast::<Flags>().and_then(|f| f.find(name));
    found.ok_or_else(|| args.at("key", crate::diag::key_error("Unknown flag")))
}

fn set_flag(args: &mut Args) -> Result<Value> {
    let flags = args.need("self")?.downcast::<Flags>().cloned();
    match (flags, args.text("key")?) {
        (Some(flags), Some("writeable")) => {
            let set = super::attribute::get(&Value::Array(flags.of), "setflags")?;
            super::call::call_with(&set, [args.need("value")?.clone()])
        }
        _ => Err(args.at("key", crate::diag::attribute_error("that flag cannot be set")).help("writeable can")),
    }
}

impl Object for Flags {
    fn type_name(&self) -> &str {
        "flagsobj"
    }

    fn repr(&self) -> String {
        let line = |(name, v): (&str, bool)| format!("  {name} : {}\n", if v { "True" } else { "False" });
        self.all().into_iter().map(line).collect()
    }

    fn attribute(&self, name: &str) -> Option<Value> {
        if let Some(op) = FLAG_METHODS.iter().find(|m| m.name == name) {
            return Some(Value::object(Function::method(op, Value::object(self.clone()))));
        }
        self.find(&name.to_uppercase()).filter(|_| name.len() > 1)
    }

    fn attributes(&self) -> Vec<String> {
        self.all().iter().map(|(n, _)| n.to_lowercase()).collect()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
