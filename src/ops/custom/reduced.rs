//! `reduction`: a function over each chunk, and others over what these gave, in a tree.

use std::sync::Arc;

use smallvec::SmallVec;

use super::callee::{Callee, Wrap, Wrapped};
use super::gathered::Gathered;
use super::kernel::{Along, Blockwise, Part, Promise};
use super::layer::{Adjust, Argument, Layer};
use super::sample;
use crate::array::{Lazy, Value, build};
use crate::chunk::{Cut, DType, Grid};
use crate::diag::{Result, value_error};
use crate::ops::row::{Family, Op, Place};
use crate::ops::{Args, compose};

pub static TABLE: &[Op] = &[Op {
    name: "reduction",
    params: "x, chunk, aggregate, axis=None, keepdims=False, dtype=None, split_every=None, combine=None, name=None, out=None, concatenate=True, output_size=1, meta=None, weights=None",
    doc: "A reduction made of functions: `chunk` for each chunk, `combine` for groups of what these gave, `aggregate` at the end.

Each is called with `axis`, a tuple, and with `keepdims`; all but the last call keep the axes with length 1. What several
chunks gave is put together along those axes before it is handed on, or with `concatenate=False` comes in lists.
`split_every` says how many become one at each step; without `combine`, `aggregate` does its work. `weights` go to
`chunk` as a second block.",
    examples: "
>>> x = da.arange(10, chunks=3)
>>> da.reduction(x, np.sum, np.sum).compute()
45
>>> squares = lambda b, axis, keepdims: (b**2).sum(axis=axis, keepdims=keepdims)
>>> da.reduction(da.ones((4, 6), chunks=2), squares, np.sum, axis=1, dtype=float).compute()
array([6., 6., 6., 6.])
>>> def largest(b, axis, keepdims):
...     return b.max(axis=axis, keepdims=keepdims)
>>> da.reduction(x, largest, largest, combine=largest, keepdims=True, split_every=2).compute()
array([9])
",
    build: |args| {
        let answer = reduction(args)?;
        compose::answer(args, answer)
    },
    any_length: true,
    ..Op::of(Family::Custom, &[Place::Da])
}];

/// What all steps of a reduction know.
struct Steps<'a> {
    args: &'a Args,
    axes: Vec<usize>,
    joined: bool,
    size: usize,
    dtype: Option<DType>,
    name: String,
}

fn reduction(args: &Args) -> Result<Lazy> {
    let x = args.array("x")?;
    let axes = args.axes("axis", x.ndim())?.unwrap_or_else(|| (0..x.ndim()).collect());
    let chunk = Callee::of(args, "chunk")?;
    let aggregate = Callee::of(args, "aggregate")?;
    let combine = if args.get("combine").is_some() { Callee::of(args, "combine")? } else { aggregate.clone() };
    let steps = Steps {
        args,
        axes,
        joined: args.bool("concatenate", true)?,
        size: args.count("output_size")?.unwrap_or(1),
        dtype: super::mapped::promised_dtype(args)?,
        name: args.text("name")?.map_or_else(|| aggregate.layer_name(), str::to_owned),
    };
    let keepdims = args.bool("keepdims", false)?;
    let Some(parts) = steps.chunks(&x, chunk.clone())? else {
        return steps
            .gathered(&x, Gathered { chunk, aggregate, axes: steps.axes.clone(), keepdims, joined: steps.joined });
    };
    let groups = steps.groups(&x)?;
    let mut parts = parts;
    while steps.axes.iter().any(|&k| parts.grid().axes[k].count() > groups[k]) {
        parts = steps.step(&parts, combine.clone(), &groups)?;
    }
    steps.last(&parts, aggregate, keepdims)
}

impl Steps<'_> {
    fn named(&self, callee: &Callee, keepdims: bool) -> Vec<(String, Value)> {
        let axis = Value::tuple(self.axes.iter().map(|&k| Value::Int(k as i128)));
        let mut named = vec![("axis".to_owned(), axis), ("keepdims".to_owned(), Value::Bool(keepdims))];
        // A function of the user's that wants to know the dtype is told; operations find it themselves.
        if let Some(dtype) = self.dtype.filter(|_| callee.takes("dtype") && !callee.is_operation()) {
            named.push(("dtype".to_owned(), Value::DType(dtype)));
        }
        named
    }

    /// What `chunk` gives for each chunk; none if it gives no arrays.
    fn chunks(&self, x: &Lazy, chunk: Callee) -> Result<Option<Lazy>> {
        let labels: Vec<usize> = (0..x.ndim()).collect();
        let mut values = vec![Argument::Array(x.clone(), labels.clone())];
        if let Some(weights) = self.args.maybe_array("weights")? {
            let shape = x.node.shape();
            values.push(Argument::Array(build::broadcast_to(&weights, &shape)?, labels.clone()));
        }
        let mut layer = Layer::new(chunk, labels, values);
        layer.name = format!("{}-chunk", self.name);
        layer.aligned = true;
        layer.named = self.named(&layer.callee, true);
        layer.adjust = self.axes.iter().map(|&k| (k, Adjust::Size(self.size))).collect();
        let grid = layer.grid()?;
        let (mut kernel, inputs) = layer.kernel(&grid)?;
        match sample::gives_array(&kernel, &inputs)? {
            false => Ok(None),
            true => {
                let dtype = sample::dtype(&kernel, &inputs, grid.ndim())?;
                kernel.promises = vec![Promise { grid: grid.clone(), dtype }];
                Ok(Some(build::block(&layer.name, Arc::new(kernel), grid, dtype, &inputs)))
            }
        }
    }

    /// How many chunks along each axis become one.
    fn groups(&self, x: &Lazy) -> Result<Vec<usize>> {
        let mut groups = vec![1; x.ndim()];
        match self.args.get("split_every") {
            Some(Value::Dict(entries)) => {
                self.axes.iter().for_each(|&k| groups[k] = 2);
                for (axis, n) in entries.read().iter() {
                    let (Some(axis), Some(n)) = (axis.as_int(), n.as_int()) else {
                        return Err(self.args.wrong("split_every", "a number, or a dict of axes"));
                    };
                    groups[crate::ops::normal_axis(axis, x.ndim())?] = n.max(2) as usize;
                }
            }
            _ => {
                let all = self.args.count("split_every")?.unwrap_or(4) as f64;
                let each = (all.powf(1.0 / self.axes.len().max(1) as f64) + 1e-9) as usize;
                self.axes.iter().for_each(|&k| groups[k] = each.max(2));
            }
        }
        Ok(groups)
    }

    /// Groups of chunks made one.
    fn step(&self, parts: &Lazy, combine: Callee, groups: &[usize]) -> Result<Lazy> {
        let cut = |(k, cut): (usize, &Cut)| match self.axes.contains(&k) {
            true => Cut::sizes(&vec![self.size; cut.count().div_ceil(groups[k])]),
            false => cut.clone(),
        };
        let grid = Grid::new(parts.grid().axes.iter().enumerate().map(cut).collect());
        let along = |k: usize| if self.axes.contains(&k) { Along::Group(k, groups[k]) } else { Along::One(k) };
        self.layer(
            &format!("{}-partial", self.name),
            parts,
            combine,
            (0..parts.ndim()).map(along).collect(),
            grid,
            true,
            None,
        )
    }

    /// The answer, from the last chunks.
    fn last(&self, parts: &Lazy, aggregate: Callee, keepdims: bool) -> Result<Lazy> {
        let mut axes = Vec::new();
        let mut along = SmallVec::new();
        for (k, cut) in parts.grid().axes.iter().enumerate() {
            match (self.axes.contains(&k), keepdims) {
                (true, false) => along.push(Along::All),
                (true, true) => {
                    along.push(Along::All);
                    axes.push(Cut::whole(self.size));
                }
                (false, _) => {
                    along.push(Along::One(axes.len()));
                    axes.push(cut.clone());
                }
            }
        }
        self.layer(&format!("{}-aggregate", self.name), parts, aggregate, along, Grid::new(axes), keepdims, self.dtype)
    }

    #[allow(clippy::too_many_arguments)]
    fn layer(
        &self,
        name: &str,
        parts: &Lazy,
        callee: Callee,
        axes: SmallVec<[Along; 4]>,
        grid: Grid,
        keepdims: bool,
        dtype: Option<DType>,
    ) -> Result<Lazy> {
        let named = self.named(&callee, keepdims).into_iter().map(|(n, v)| (n, Part::Value(v))).collect();
        let mut kernel = Blockwise {
            callee,
            parts: vec![Part::Blocks { input: 0, axes, joined: self.joined }],
            named,
            promises: vec![Promise { grid: grid.clone(), dtype: DType::F64 }],
            several: false,
            block_id: false,
            block_info: false,
        };
        let inputs = std::slice::from_ref(parts);
        let dtype = match dtype {
            Some(dtype) => dtype,
            None => sample::dtype(&kernel, inputs, grid.ndim())?,
        };
        kernel.promises[0].dtype = dtype;
        Ok(build::block(name, Arc::new(kernel), grid, dtype, inputs))
    }

    /// The reduction in one task for each chunk of the answer, where what `chunk` gives are no arrays.
    fn gathered(&self, x: &Lazy, wrap: Gathered) -> Result<Lazy> {
        if self.args.get("weights").is_some() {
            return Err(value_error("reduction(): with `weights`, `chunk` must give arrays"));
        }
        let labels: Vec<usize> = (0..x.ndim()).collect();
        let keepdims = wrap.keepdims;
        let kept = |k: &usize| keepdims || !self.axes.contains(k);
        let out: Vec<usize> = labels.iter().copied().filter(kept).collect();
        let inner: Vec<usize> = labels.iter().map(|&k| if self.axes.contains(&k) { k + x.ndim() } else { k }).collect();
        let name = wrap.name();
        let callee = Callee::new("reduction", &Value::object(Wrapped(wrap)));
        let mut layer = Layer::new(callee, out, vec![Argument::Array(x.clone(), inner)]);
        layer.new_axes = self.axes.iter().filter(|_| keepdims).map(|&k| (k, Cut::whole(self.size))).collect();
        layer.name = format!("{name}-aggregate");
        layer.joined = false;
        layer.dtype = self.dtype;
        layer.build()
    }
}
