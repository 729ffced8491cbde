//! The arguments of a call, bound to an operation's parameters, and how an operation reads them.

use smallvec::SmallVec;

use super::{Op, Param, ParamKind};
use crate::array::{Lazy, Value, build, convert};
use crate::chunk::{Block, DType, Dims, Grid, Num};
use crate::diag::{Error, Result, Span, axis_error, nearest, type_error, value_error};

/// An argument with the place where it was written.
#[derive(Clone, Debug)]
pub struct Given {
    pub value: Value,
    pub span: Option<Span>,
}

/// The arguments of one call.
pub struct Args {
    pub op: &'static Op,
    params: &'static [Param],
    given: Vec<Option<Given>>,
    lazy: bool,
    /// What the operation is a method of, where it is not an array: a random generator.
    pub owner: Option<Value>,
}

/// An elementwise argument: an array with a dtype, or a Python number without one.
#[derive(Clone, Debug)]
pub enum Arg {
    Strong(Lazy),
    Weak(Num),
}

impl Arg {
    /// The array; a Python number as one of its default dtype.
    pub fn lazy(self) -> Lazy {
        match self {
            Arg::Strong(a) => a,
            Arg::Weak(n) => convert::constant(n, n.dtype()),
        }
    }
}

/// Names of arguments that people bring from elsewhere, and the ones that stand for them here.
const ELSEWHERE: [(&str, &str); 8] = [
    ("dim", "axis"),
    ("dims", "axis"),
    ("dim", "axes"),
    ("keepdim", "keepdims"),
    ("type", "dtype"),
    ("chunk_size", "chunks"),
    ("chunksize", "chunks"),
    ("descending", "reverse"),
];

impl Args {
    /// Binds arguments as Python does. `lazy` is for a call through `da.`: its answer is lazy whatever it is given.
    pub fn bind(op: &'static Op, positional: Vec<Given>, named: Vec<(String, Given)>, lazy: bool) -> Result<Args> {
        let params = op.parameters();
        let mut given: Vec<Option<Given>> = params.iter().map(|_| None).collect();
        let plain = params.iter().filter(|p| p.kind == ParamKind::Plain).count();
        let rest = params.iter().position(|p| p.kind == ParamKind::Rest && !p.name.is_empty());
        let count = positional.len();
        let mut positional = positional.into_iter();
        for slot in given.iter_mut().take(plain) {
            *slot = positional.next();
        }
        let more: Vec<Given> = positional.collect();
        match (rest, more.first()) {
            (Some(k), _) => {
                let span = more.first().and_then(|g| g.span);
                given[k] = Some(Given { value: Value::tuple(more.into_iter().map(|g| g.value)), span });
            }
            (None, Some(extra)) => {
                let message =
                    format!("{}() takes at most {plain} positional arguments, but {count} were given", op.name);
                return Err(located(type_error(message), extra.span).help(format!("it is {}", op.signature())));
            }
            (None, None) => {}
        }
        let mut args = Args { op, params, given, lazy, owner: None };
        named.into_iter().try_for_each(|(name, value)| args.bind_name(name, value))?;
        args.check_missing()?;
        args.check_order()?;
        Ok(args)
    }

    fn bind_name(&mut self, name: String, value: Given) -> Result<()> {
        let fits = |p: &Param| p.name == name && matches!(p.kind, ParamKind::Plain | ParamKind::Keyword);
        if let Some(k) = self.params.iter().position(fits) {
            if self.given[k].is_some() {
                let error = type_error(format!("{}() got two values for '{name}'", self.op.name));
                return Err(located(error, value.span).help(format!("it is {}", self.op.signature())));
            }
            self.given[k] = Some(value);
            return Ok(());
        }
        if let Some(k) = self.params.iter().position(|p| p.kind == ParamKind::Named) {
            let slot =
                self.given[k].get_or_insert_with(|| Given { value: Value::Dict(Default::default()), span: value.span });
            if let Value::Dict(dict) = &slot.value {
                dict.write().push((Value::str(name), value.value));
            }
            return Ok(());
        }
        let error = type_error(format!("{}() got an unexpected keyword argument '{name}'", self.op.name));
        let known = || self.params.iter().map(|p| p.name);
        let here = ELSEWHERE.iter().find(|(n, here)| *n == name && known().any(|k| k == *here)).map(|(_, here)| *here);
        let near = here.or_else(|| nearest(&name, known()));
        let help = near.map_or_else(|| format!("it is {}", self.op.signature()), |n| format!("did you mean `{n}=`?"));
        Err(located(error, value.span).help(help))
    }

    fn check_missing(&self) -> Result<()> {
        let missing = self.params.iter().zip(&self.given).find(|(p, g)| {
            g.is_none() && p.default.is_none() && matches!(p.kind, ParamKind::Plain | ParamKind::Keyword)
        });
        match missing {
            Some((p, _)) => Err(type_error(format!("{}() needs the argument '{}'", self.op.name, p.name))
                .help(format!("it is {}", self.op.signature()))),
            None => Ok(()),
        }
    }

    /// An error for an order of elements in memory that there is not.
    fn check_order(&self) -> Result<()> {
        let is_order = |p: &Param| p.name == "order" && p.default.is_some_and(|d| d.starts_with('\''));
        let Some(k) = self.params.iter().position(is_order) else { return Ok(()) };
        match self.given[k].as_ref().and_then(|g| g.value.as_str()) {
            Some(order) if !["C", "F", "A", "K"].contains(&order.to_ascii_uppercase().as_str()) => {
                let message = format!("order must be one of 'C', 'F', 'A', or 'K' (got '{order}')");
                Err(self.at("order", value_error(message)))
            }
            _ => Ok(()),
        }
    }

    fn slot(&self, name: &str) -> Option<&Given> {
        let k = self.params.iter().position(|p| p.name == name);
        debug_assert!(k.is_some(), "{} has no parameter {name}", self.op.name);
        self.given[k?].as_ref()
    }

    /// Whether the operation has a parameter of that name.
    pub fn has(&self, name: &str) -> bool {
        self.params.iter().any(|p| p.name == name)
    }

    /// The argument, unless it was not given or is `None`.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.slot(name).map(|g| &g.value).filter(|v| !v.is_none())
    }

    /// The parameters of the call.
    pub fn params(&self) -> &[Param] {
        self.params
    }

    /// The argument as it was given, `None` too.
    pub fn raw(&self, name: &str) -> Option<&Value> {
        self.slot(name).map(|g| &g.value)
    }

    /// The values of a parameter that takes any number of them, such as `*args`.
    pub fn rest(&self, name: &str) -> Vec<Value> {
        self.raw(name).and_then(Value::items).unwrap_or_default()
    }

    /// The argument of a parameter without a default.
    pub fn need(&self, name: &str) -> Result<&Value> {
        self.raw(name).ok_or_else(|| type_error(format!("{}() needs the argument '{name}'", self.op.name)))
    }

    /// Puts a mistake at the place of an argument.
    pub fn at(&self, name: &str, error: Error) -> Error {
        located(error, self.slot(name).and_then(|g| g.span))
    }

    /// A `TypeError` at an argument: it should have been `wanted`.
    pub fn wrong(&self, name: &str, wanted: &str) -> Error {
        let got = self.raw(name).map_or("nothing", |v| v.type_name()).to_owned();
        self.at(name, type_error(format!("{}(): `{name}` must be {wanted}, not {got}", self.op.name)))
    }

    /// What an argument of whole numbers looks like.
    fn example(&self, name: &str) -> String {
        let value = if name.contains("axis") || name.contains("axes") { "0" } else { "(3, 4)" };
        format!("such as `{name}={value}`")
    }

    /// Whether the call is `da.`'s, whatever its arguments are.
    pub fn is_da(&self) -> bool {
        self.lazy
    }

    /// Whether the answer is lazy: the call is `da.`'s, or an argument is lazy.
    pub fn is_lazy(&self) -> bool {
        fn lazy(v: &Value) -> bool {
            match v {
                Value::Lazy(_) => true,
                Value::Masked(m) => m.is_lazy(),
                Value::List(_) | Value::Tuple(_) => v.items().is_some_and(|items| items.iter().any(lazy)),
                _ => false,
            }
        }
        self.lazy || self.given.iter().flatten().any(|g| lazy(&g.value))
    }

    /// The argument as an array of any kind.
    pub fn array(&self, name: &str) -> Result<Lazy> {
        convert::to_lazy(self.need(name)?).map_err(|e| self.at(name, e))
    }

    /// The argument as an array, if it was given.
    pub fn maybe_array(&self, name: &str) -> Result<Option<Lazy>> {
        self.get(name).map(|v| convert::to_lazy(v).map_err(|e| self.at(name, e))).transpose()
    }

    /// The argument as an elementwise operand.
    pub fn operand(&self, name: &str) -> Result<Arg> {
        match self.need(name)?.as_number() {
            Some(num) => Ok(Arg::Weak(num)),
            None => self.array(name).map(Arg::Strong),
        }
    }

    /// A list or tuple of arrays.
    pub fn arrays(&self, name: &str) -> Result<Vec<Lazy>> {
        let value = self.need(name)?;
        match value {
            Value::Array(_) | Value::Lazy(_) => {
                let whole = self.array(name)?;
                let n = whole
                    .lengths()
                    .first()
                    .copied()
                    .flatten()
                    .ok_or_else(|| self.wrong(name, "a sequence of arrays"))?;
                (0..n).map(|i| build::index(&whole, &[build::Index::At(i as i128)])).collect()
            }
            _ => {
                let items = value.items().ok_or_else(|| self.wrong(name, "a list or tuple of arrays"))?;
                items.iter().map(|v| convert::to_lazy(v).map_err(|e| self.at(name, e))).collect()
            }
        }
    }

    pub fn bool(&self, name: &str, default: bool) -> Result<bool> {
        match self.get(name) {
            None => Ok(default),
            Some(v) => v.as_scalar().map(Num::is_true).ok_or_else(|| self.wrong(name, "True or False")),
        }
    }

    /// An integer of any size.
    pub fn int(&self, name: &str) -> Result<Option<i128>> {
        self.get(name).map(|v| v.as_int().ok_or_else(|| self.wrong(name, "an integer"))).transpose()
    }

    /// An integer that counts: not negative.
    pub fn count(&self, name: &str) -> Result<Option<usize>> {
        match self.int(name)? {
            None => Ok(None),
            Some(n) => usize::try_from(n).map(Some).map_err(|_| {
                self.at(name, value_error(format!("{}(): `{name}` must not be negative, and is {n}", self.op.name)))
            }),
        }
    }

    pub fn float(&self, name: &str) -> Result<Option<f64>> {
        let real = |v: &Value| v.as_scalar().filter(|n| !matches!(n, Num::Complex(_))).map(Num::as_f64);
        self.get(name).map(|v| real(v).ok_or_else(|| self.wrong(name, "a real number"))).transpose()
    }

    pub fn text(&self, name: &str) -> Result<Option<&str>> {
        self.get(name).map(|v| v.as_str().ok_or_else(|| self.wrong(name, "a string"))).transpose()
    }

    /// A dtype: an object such as `np.float32`, a name, or one of Python's types.
    pub fn dtype(&self, name: &str) -> Result<Option<DType>> {
        let Some(value) = self.get(name) else { return Ok(None) };
        super::dtype_of(value).map(Some).map_err(|e| self.at(name, e))
    }

    /// An axis of an array of `ndim` axes, negative ones from the end; none if it was not given.
    pub fn axis(&self, name: &str, ndim: usize) -> Result<Option<usize>> {
        match self.int(name)? {
            None => Ok(None),
            Some(axis) => normal_axis(axis, ndim).map(Some).map_err(|e| self.at(name, e)),
        }
    }

    /// The axes named by an int or a tuple, in the order given; none if nothing (or `None`) was given.
    pub fn axes(&self, name: &str, ndim: usize) -> Result<Option<Vec<usize>>> {
        let Some(value) = self.get(name) else { return Ok(None) };
        let named: Vec<Value> = if value.as_int().is_some() { vec![value.clone()] } else { self.sequence(name)? };
        let mut axes = Vec::with_capacity(named.len());
        for v in named {
            let axis = v.as_int().ok_or_else(|| self.wrong(name, "an integer or a tuple of integers"))?;
            let axis = normal_axis(axis, ndim).map_err(|e| self.at(name, e))?;
            if axes.contains(&axis) {
                let error = value_error(format!("duplicate value in 'axis': {axis}"));
                return Err(self.at(name, error.help("name each axis once")));
            }
            axes.push(axis);
        }
        Ok(Some(axes))
    }

    /// For each axis, whether a reduction takes it: all of them if none is named. Axis 0 of a number is no axis.
    pub fn reduced(&self, name: &str, ndim: usize) -> Result<SmallVec<[bool; 4]>> {
        match self.get(name) {
            Some(Value::List(_) | Value::Bool(_)) => {
                return Err(self.wrong(name, "an integer or a tuple of integers").help(self.example(name)));
            }
            Some(axis) if ndim == 0 && matches!(axis.as_int(), Some(0 | -1)) => return Ok(SmallVec::new()),
            _ => {}
        }
        let axes = self.axes(name, ndim)?;
        Ok((0..ndim).map(|k| axes.as_ref().is_none_or(|a| a.contains(&k))).collect())
    }

    /// The items of a list, tuple, range or one-dimensional array.
    pub fn sequence(&self, name: &str) -> Result<Vec<Value>> {
        let value = self.need(name)?;
        let value = match value {
            Value::Array(a) if a.ndim() == 1 => convert::to_list(&a.block()),
            v => v.clone(),
        };
        value.items().ok_or_else(|| {
            let what = if name.contains("axis") { "an integer or a tuple of integers" } else { "a sequence" };
            self.wrong(name, what).help(self.example(name))
        })
    }

    /// Integers from an int or a sequence of them.
    pub fn ints(&self, name: &str) -> Result<Option<Vec<i128>>> {
        let Some(value) = self.get(name) else { return Ok(None) };
        if let Some(n) = value.as_int() {
            return Ok(Some(vec![n]));
        }
        if matches!(value, Value::Float(_)) {
            return Err(self.wrong(name, "an integer").help(self.example(name)));
        }
        let items = self.sequence(name)?;
        items
            .iter()
            .map(|v| {
                v.as_int().ok_or_else(|| {
                    let what = format!("an integer or a sequence of integers, and holds a {}", v.type_name());
                    let error = type_error(format!("{}(): `{name}` must be {what}", self.op.name));
                    self.at(name, error.help(self.example(name)))
                })
            })
            .collect::<Result<_>>()
            .map(Some)
    }

    /// A shape: an int or a tuple of ints, none negative.
    pub fn shape(&self, name: &str) -> Result<Dims> {
        self.maybe_shape(name)?.ok_or_else(|| self.wrong(name, "an integer or a tuple of integers"))
    }

    /// A shape, if it was given.
    pub fn maybe_shape(&self, name: &str) -> Result<Option<Dims>> {
        let Some(lengths) = self.ints(name)? else { return Ok(None) };
        let length = |&n: &i128| match usize::try_from(n) {
            Ok(n) if n <= isize::MAX as usize => Ok(n),
            _ if n < 0 => {
                let error = value_error(format!("negative dimensions are not allowed: {n} in `{name}`"));
                Err(self.at(name, error.help("lengths are 0 or more; -1 stands for a length in reshape alone")))
            }
            _ => Err(self.at(name, value_error(format!("a dimension of {n} is past the largest, 2**63 - 1")))),
        };
        lengths.iter().map(length).collect::<Result<Dims>>().map(Some)
    }

    /// The chunk grid that `chunks=` asks for an array of that shape; automatic where it is not given. What is not
    /// lazy is one chunk.
    pub fn grid(&self, name: &str, shape: &[usize], dtype: DType) -> Result<Grid> {
        match self.get(name) {
            None if !self.is_lazy() => Ok(Grid::whole(shape)),
            value => build::normalize_chunks(value, shape, dtype, None).map_err(|e| self.at(name, e)),
        }
    }

    /// The elements of an argument, computed where it is lazy: for the few arguments that decide a shape.
    pub fn block(&self, name: &str) -> Result<Block> {
        self.array(name)?.compute().map_err(|e| self.at(name, e))
    }
}

fn located(error: Error, span: Option<Span>) -> Error {
    match span {
        Some(span) => error.at(span),
        None => error,
    }
}

/// An axis number made non-negative, or the error that it is out of range.
pub fn normal_axis(axis: i128, ndim: usize) -> Result<usize> {
    let n = ndim as i128;
    if (-n..n).contains(&axis) {
        return Ok((if axis < 0 { axis + n } else { axis }) as usize);
    }
    let error = axis_error(format!("axis {axis} is out of bounds for array of dimension {ndim}"));
    Err(match ndim {
        0 => error.help("an array of dimension 0 has no axes"),
        1 => error.help("its only axis is 0 (or -1)"),
        _ => error.help(format!("axes go from {} to {}", -n, n - 1)),
    })
}
