//! `apply_gufunc`: functions with a signature such as '(i,j),(j)->(i)', over the last axes of arrays.

use super::callee::{Callee, Wrap, Wrapped, named_of};
use super::layer::{Argument, Layer};
use super::signature::{Generalized, Signature, too_few};
use super::split;
use super::vectorized::otypes;
use crate::array::build;
use crate::array::{Lazy, Plain, Value, convert};
use crate::chunk::{Cut, DType, Grid};
use crate::diag::{Result, type_error, value_error};
use crate::ops::row::{Family, Op, Place};
use crate::ops::{Args, normal_axis};

const CUSTOM: Op = Op::of(Family::Custom, &[Place::Da]);

pub static TABLE: &[Op] = &[
    Op {
        name: "apply_gufunc",
        params: "func, signature, *args, axes=None, axis=None, keepdims=False, output_dtypes=None, output_sizes=None, vectorize=False, allow_rechunk=False, meta=None, **kwargs",
        doc: "A function over the last axes of arrays, which a signature names: '(i,j),(j)->(i)'.

The axes that the signature names must lie in one chunk (`allow_rechunk` sees to it); those before them broadcast, and go
chunk by chunk. With `vectorize` the function is called for each of their elements, otherwise once a chunk.
`output_sizes` gives the lengths of names that no argument has, `axes` or `axis` where the named axes are if not last.",
        examples: "
>>> a = da.from_array(np.arange(12.).reshape(3, 4), chunks=(1, 4))
>>> mean, most = da.apply_gufunc(lambda x: (x.mean(axis=-1), x.max(axis=-1)), '(i)->(),()', a)
>>> mean.compute(), most.compute()
(array([1.5, 5.5, 9.5]), array([ 3.,  7., 11.]))
>>> c = da.apply_gufunc(lambda x, y: np.outer(x, y), '(i),(j)->(i,j)', a, a[:1], vectorize=True)
>>> c.compute().shape
(3, 4, 4)
",
        build: |args| {
            let signature = signature(args)?;
            let arrays = args.rest("args");
            let options = Options::of(args, &signature)?;
            apply(Callee::of(args, "func")?, &signature, &options, &arrays, named_of(args, "kwargs"))
        },
        ..CUSTOM
    },
    Op {
        name: "gufunc",
        params: "pyfunc, *, signature=None, vectorize=False, axes=None, axis=None, keepdims=False, output_sizes=None, output_dtypes=None, allow_rechunk=False, meta=None",
        doc: "A function with a signature, to be called with arrays as `apply_gufunc` does it.",
        examples: "
>>> spread = da.gufunc(lambda x: x.max(axis=-1) - x.min(axis=-1), signature='(i)->()', output_dtypes=float)
>>> spread(da.from_array([[1., 5.], [2., 9.]], chunks=(1, 2))).compute()
array([4., 7.])
",
        build: |args| {
            let signature = signature(args)?;
            let options = Options::of(args, &signature)?;
            Ok(Value::object(Wrapped(Bound { callee: Callee::of(args, "pyfunc")?, signature, options })))
        },
        ..CUSTOM
    },
    Op {
        name: "as_gufunc",
        params: "signature=None, *, vectorize=False, axes=None, axis=None, keepdims=False, output_sizes=None, output_dtypes=None, allow_rechunk=False, meta=None",
        doc: "What makes a function one with a signature: `as_gufunc('(i)->()')(f)` is `gufunc(f, signature='(i)->()')`.",
        examples: "
>>> total = da.as_gufunc('(i)->()', output_dtypes=int)(lambda x: x.sum(axis=-1))
>>> total(da.from_array([[1, 5], [2, 9]], chunks=(1, 2))).compute()
array([ 6, 11])
",
        build: |args| {
            let signature = signature(args)?;
            let options = Options::of(args, &signature)?;
            Ok(Value::object(Wrapped(Maker { signature, options })))
        },
        ..CUSTOM
    },
];

fn signature(args: &Args) -> Result<Signature> {
    match args.text("signature")? {
        Some(text) => Signature::parse(text).map_err(|e| args.at("signature", e)),
        None => Err(args.wrong("signature", "a string such as '(i)->()'")),
    }
}

/// What a call says beside the function and its arguments.
#[derive(Clone, Debug)]
struct Options {
    /// Where the named axes of each argument and each answer are, counted from the end; none: last.
    axes: Option<Vec<Vec<i128>>>,
    keepdims: bool,
    dtypes: Option<Vec<DType>>,
    sizes: Vec<(String, usize)>,
    vectorize: bool,
    rechunk: bool,
}

impl Options {
    fn of(args: &Args, signature: &Signature) -> Result<Options> {
        let mut sizes = Vec::new();
        if let Some(Value::Dict(entries)) = args.get("output_sizes") {
            for (name, size) in entries.read().iter() {
                match (name.as_str(), size.as_int().and_then(|n| usize::try_from(n).ok())) {
                    (Some(name), Some(size)) => sizes.push((name.to_owned(), size)),
                    _ => return Err(args.wrong("output_sizes", "a dict of names and sizes")),
                }
            }
        }
        let dtypes = match otypes(args, "output_dtypes")? {
            None => otypes(args, "meta")?,
            dtypes => dtypes,
        };
        if let Some(dtypes) = &dtypes
            && dtypes.len() != signature.outputs.len()
        {
            let message =
                format!("the signature has {} answers, and {} dtypes are given", signature.outputs.len(), dtypes.len());
            return Err(args.at("output_dtypes", value_error(message)));
        }
        Ok(Options {
            axes: axes(args, signature)?,
            keepdims: args.bool("keepdims", false)?,
            dtypes,
            sizes,
            vectorize: args.bool("vectorize", false)?,
            rechunk: args.bool("allow_rechunk", false)?,
        })
    }
}

/// Where the named axes are, by `axes` or `axis`.
fn axes(args: &Args, signature: &Signature) -> Result<Option<Vec<Vec<i128>>>> {
    if let Some(axis) = args.int("axis")? {
        let group = |g: &Vec<String>| g.iter().map(|_| axis).collect();
        return Ok(Some(signature.inputs.iter().chain(&signature.outputs).map(group).collect()));
    }
    if args.get("axes").is_none() {
        return Ok(None);
    }
    let wrong = || args.wrong("axes", "a list of tuples of axes, one for each argument and answer");
    let group = |v: &Value| match (v.as_int(), v.items()) {
        (Some(axis), _) => Ok(vec![axis]),
        (None, Some(items)) => items.iter().map(|i| i.as_int().ok_or_else(wrong)).collect(),
        _ => Err(wrong()),
    };
    let mut groups: Vec<Vec<i128>> = args.sequence("axes")?.iter().map(group).collect::<Result<_>>()?;
    if groups.len() == signature.inputs.len() && signature.outputs.iter().all(Vec::is_empty) {
        groups.extend(signature.outputs.iter().map(|_| Vec::new()));
    }
    if groups.len() != signature.inputs.len() + signature.outputs.len() {
        return Err(wrong());
    }
    Ok(Some(groups))
}

impl Wrap for Generalized {
    fn name(&self) -> String {
        self.callee.name.clone()
    }

    fn run(&self, trying: bool, positional: Vec<Value>, named: Vec<(String, Value)>) -> Result<Value> {
        if positional.iter().any(|v| matches!(v, Value::Lazy(_))) {
            let options = Options {
                axes: None,
                keepdims: false,
                dtypes: self.dtypes.clone(),
                sizes: Vec::new(),
                vectorize: true,
                rechunk: true,
            };
            return apply(self.callee.clone(), &self.signature, &options, &positional, named);
        }
        if positional.len() != self.signature.inputs.len() {
            return Err(wrong_count(&self.callee, &self.signature, positional.len()));
        }
        let blocks = positional.iter().map(|v| convert::to_block(v, None)).collect::<Result<Vec<_>>>()?;
        let mut outs = self.stacks(trying, &blocks, &named)?.into_iter().map(|b| Value::Array(Plain::new(b)));
        Ok(match self.signature.several {
            true => Value::tuple(outs),
            false => outs.next().unwrap_or(Value::None),
        })
    }
}

fn wrong_count(callee: &Callee, signature: &Signature, got: usize) -> crate::diag::Error {
    type_error(format!(
        "the signature of {} has {} arguments, and {got} are given",
        callee.name,
        signature.inputs.len()
    ))
}

/// A function with its signature: `gufunc(...)`.
#[derive(Debug)]
struct Bound {
    callee: Callee,
    signature: Signature,
    options: Options,
}

impl Wrap for Bound {
    fn name(&self) -> String {
        self.callee.name.clone()
    }

    fn run(&self, _: bool, positional: Vec<Value>, named: Vec<(String, Value)>) -> Result<Value> {
        apply(self.callee.clone(), &self.signature, &self.options, &positional, named)
    }
}

/// What makes a function one with a signature: `as_gufunc(...)`.
#[derive(Debug)]
struct Maker {
    signature: Signature,
    options: Options,
}

impl Wrap for Maker {
    fn name(&self) -> String {
        "as_gufunc".to_owned()
    }

    fn run(&self, _: bool, positional: Vec<Value>, _: Vec<(String, Value)>) -> Result<Value> {
        match &positional[..] {
            [function @ Value::Object(_)] => {
                let callee = Callee::new("gufunc", function);
                Ok(Value::object(Wrapped(Bound {
                    callee,
                    signature: self.signature.clone(),
                    options: self.options.clone(),
                })))
            }
            _ => Err(type_error("as_gufunc(...) takes one function")),
        }
    }
}

/// The answers of a function with a signature.
fn apply(
    callee: Callee,
    signature: &Signature,
    options: &Options,
    values: &[Value],
    named: Vec<(String, Value)>,
) -> Result<Value> {
    if values.len() != signature.inputs.len() {
        return Err(wrong_count(&callee, signature, values.len()));
    }
    let mut arrays = Vec::with_capacity(values.len());
    for (k, value) in values.iter().enumerate() {
        let array = convert::to_lazy(value)?;
        let names = &signature.inputs[k];
        if array.ndim() < names.len() {
            return Err(too_few(array.ndim(), names));
        }
        let turned = match &options.axes {
            Some(axes) => to_end(&array, &axes[k])?,
            None => array,
        };
        arrays.push(one_chunk(&callee, turned, names, options.rechunk)?);
    }
    let name = callee.layer_name();
    let callee = match options.vectorize {
        true => {
            let operation = callee.operation;
            let stacks = Generalized::vectorized(callee, signature.clone(), options.dtypes.clone());
            Callee::new(operation, &Value::object(Wrapped(stacks)))
        }
        false => callee,
    };
    let outer = |(a, names): (&Lazy, &Vec<String>)| a.ndim() - names.len();
    let loops = arrays.iter().zip(&signature.inputs).map(outer).max().unwrap_or(0);
    let layer = layer(callee, name, signature, options, &arrays, loops, named)?;
    let outs = answers(layer, signature, options, loops)?;
    let placed = outs.into_iter().enumerate().map(|(k, a)| place(a, k, signature, options).map(Value::Lazy));
    let mut placed = placed.collect::<Result<Vec<_>>>()?;
    Ok(if signature.several { Value::tuple(placed) } else { placed.pop().unwrap_or(Value::None) })
}

fn layer(
    callee: Callee,
    name: String,
    signature: &Signature,
    options: &Options,
    arrays: &[Lazy],
    loops: usize,
    named: Vec<(String, Value)>,
) -> Result<Layer> {
    let label = |name: &String| loops + signature.number(name);
    let argument = |(array, names): (&Lazy, &Vec<String>)| {
        let outer = array.ndim() - names.len();
        Argument::Array(array.clone(), (0..outer).rev().chain(names.iter().map(label)).collect())
    };
    let args: Vec<Argument> = arrays.iter().zip(&signature.inputs).map(argument).collect();
    let out = (0..loops).rev().collect();
    let mut layer = Layer::new(callee, out, args);
    layer.name = name;
    layer.aligned = true;
    layer.named = named;
    for core in signature.outputs.iter().flatten().filter(|n| !signature.inputs.iter().flatten().any(|i| i == *n)) {
        let size = options.sizes.iter().find(|(name, _)| name == core).map(|(_, size)| *size).ok_or_else(|| {
            value_error(format!("{}: the axis '{core}' of the answer is one of no argument", layer.callee.operation))
                .help(format!("say how long it is: output_sizes={{'{core}': 3}}"))
        })?;
        layer.new_axes.push((label(core), Cut::whole(size)));
    }
    Ok(layer)
}

/// The lazy arrays of the answers, their named axes last.
fn answers(mut layer: Layer, signature: &Signature, options: &Options, loops: usize) -> Result<Vec<Lazy>> {
    let labels = |names: &Vec<String>| -> Vec<usize> {
        (0..loops).rev().chain(names.iter().map(|n| loops + signature.number(n))).collect()
    };
    if !signature.several {
        layer.out = signature.outputs.first().map(labels).unwrap_or_default();
        layer.dtype = options.dtypes.as_ref().and_then(|d| d.first().copied());
        return Ok(vec![layer.build()?]);
    }
    let shared = layer.grid()?;
    let mut grids: Vec<Grid> = Vec::new();
    for names in &signature.outputs {
        layer.out = labels(names);
        grids.push(layer.grid()?);
    }
    layer.out = (0..loops).rev().collect();
    split::several(layer, shared, grids, options.dtypes.clone())
}

/// The array with these axes last, in their order.
fn to_end(array: &Lazy, axes: &[i128]) -> Result<Lazy> {
    let axes = axes.iter().map(|&a| normal_axis(a, array.ndim())).collect::<Result<Vec<_>>>()?;
    let order: Vec<usize> = (0..array.ndim()).filter(|k| !axes.contains(k)).chain(axes.iter().copied()).collect();
    Ok(build::transpose(array, &order))
}

/// The array with its last axes in one chunk.
fn one_chunk(callee: &Callee, array: Lazy, names: &[String], rechunk: bool) -> Result<Lazy> {
    let first = array.ndim() - names.len();
    let cut = array.grid().axes[first..].iter().zip(names).find(|(cut, _)| cut.count() > 1);
    let Some((_, name)) = cut else { return Ok(array) };
    if !rechunk {
        return Err(value_error(format!("{}: the axis '{name}' consists of several chunks", callee.operation)).help(
            "allow_rechunk=True makes them one, which takes as much memory; or rechunk the array: x.rechunk({-1: -1})",
        ));
    }
    let axes = array.grid().axes.iter().enumerate();
    let grid = axes.map(|(k, cut)| if k < first { cut.clone() } else { Cut::whole(cut.len()) }).collect();
    Ok(build::rechunk(&array, Grid::new(grid)))
}

/// An answer with its named axes where they belong, and with those that went kept, if they are to be.
fn place(array: Lazy, k: usize, signature: &Signature, options: &Options) -> Result<Lazy> {
    let gone = signature.inputs.first().map_or(0, Vec::len);
    let array = match options.keepdims {
        true => build::expand_dims(&array, &(array.ndim()..array.ndim() + gone).collect::<Vec<_>>()),
        false => array,
    };
    let Some(axes) = &options.axes else { return Ok(array) };
    let own = match &axes[signature.inputs.len() + k] {
        own if own.is_empty() && options.keepdims => &axes[0],
        own => own,
    };
    let places = own.iter().map(|&a| normal_axis(a, array.ndim())).collect::<Result<Vec<_>>>()?;
    let mut order: Vec<Option<usize>> = vec![None; array.ndim()];
    for (i, &p) in places.iter().enumerate() {
        order[p] = Some(array.ndim() - places.len() + i);
    }
    let mut rest = 0..;
    let order: Vec<usize> = order.into_iter().map(|o| o.or_else(|| rest.next()).unwrap_or(0)).collect();
    Ok(build::transpose(&array, &order))
}
