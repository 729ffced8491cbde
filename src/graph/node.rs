//! The symbolic graph: a node is a layer, a rule over a chunk grid. It knows no operation by name.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use smallvec::SmallVec;

use super::kernel::{BlockKernel, MapKernel, Reducer, Source};
use super::numbers::Set;
use crate::chunk::{Block, Cut, DType, Dims, Grid, Places, Region};

/// The source text that made a node, and its line in the script or session.
#[derive(Clone, Debug, PartialEq)]
pub struct Origin {
    pub line: usize,
    pub text: Arc<str>,
}

/// A layer of the graph: the same rule for each chunk of its grid.
#[derive(Debug)]
pub struct Node {
    pub id: u64,
    /// What a picture calls it, such as `add` or `sum-partial`.
    pub name: Arc<str>,
    pub grid: Grid,
    pub dtype: DType,
    pub rule: Rule,
    pub inputs: SmallVec<[Arc<Node>; 2]>,
    pub origin: Option<Origin>,
}

/// How a layer's elements come from its inputs'.
#[derive(Clone, Debug)]
pub enum Rule {
    /// One number for every element: no task, a part of whatever uses it.
    Constant(Block),
    /// An array in memory.
    Stored(Block),
    /// Chunks in memory, in the grid's C order.
    Chunks(Arc<[Block]>),
    /// Elements from their index alone.
    Source(Arc<dyn Source>),
    /// Elementwise over inputs that broadcast to the grid's shape.
    Map(Arc<dyn MapKernel>),
    /// Another look at the input: one entry for each axis of the result. Along the input's axes that none of them
    /// names, it is the element at `base`.
    View { axes: SmallVec<[ViewAxis; 4]>, base: Dims },
    /// The same elements in C order under another shape.
    Reshape,
    /// The same array with other chunks.
    Rechunk,
    /// The inputs one after another along an axis.
    Concat { axis: usize },
    /// The elements at these places along an axis.
    Take { axis: usize, index: Places },
    /// The elements of the first input along `axis` where the second, one-dimensional, input is true.
    Compress { axis: usize },
    /// Each chunk reduced over `axes`, to states.
    Partial { reducer: Arc<dyn Reducer>, axes: SmallVec<[bool; 4]> },
    /// Groups of `group[k]` states along each axis made one; the last level gives the result, without the input's axes
    /// that `drop` marks.
    Combine { reducer: Arc<dyn Reducer>, group: Dims, last: bool, drop: SmallVec<[bool; 4]> },
    /// A kernel over whole parts of the inputs.
    Block(Arc<dyn BlockKernel>),
    /// One of the outputs of a block kernel that has several.
    Output(usize),
}

/// Where an axis of a view comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ViewAxis {
    /// Element `i` is element `start + i * step` of the input's axis.
    Of { axis: usize, start: usize, step: isize },
    /// Every element is the same one of the input.
    Repeat,
}

static NEXT: AtomicU64 = AtomicU64::new(1);

/// A number that no one else has.
pub fn fresh_id() -> u64 {
    NEXT.fetch_add(1, Relaxed)
}

thread_local! {
    static ORIGIN: std::cell::RefCell<Option<Origin>> = const { std::cell::RefCell::new(None) };
}

/// Nodes that this thread makes from now on come from this source text.
pub fn set_origin(origin: Option<Origin>) {
    ORIGIN.with_borrow_mut(|o| *o = origin);
}

/// The source text from which nodes that this thread makes now come.
pub fn origin() -> Option<Origin> {
    ORIGIN.with_borrow(Clone::clone)
}

impl Node {
    pub fn new(
        name: impl Into<Arc<str>>,
        grid: Grid,
        dtype: DType,
        rule: Rule,
        inputs: impl IntoIterator<Item = Arc<Node>>,
    ) -> Arc<Node> {
        let origin = ORIGIN.with_borrow(Clone::clone);
        Arc::new(Node {
            id: fresh_id(),
            name: name.into(),
            grid,
            dtype,
            rule,
            inputs: inputs.into_iter().collect(),
            origin,
        })
    }

    /// The shape; along unknown axes, the most that it can be.
    pub fn shape(&self) -> Dims {
        self.grid.shape()
    }

    pub fn ndim(&self) -> usize {
        self.grid.ndim()
    }

    /// The tasks of this layer alone.
    pub fn tasks(&self) -> u128 {
        match self.rule {
            Rule::Constant(_) | Rule::Output(_) => 0,
            _ => self.grid.chunks(),
        }
    }

    /// The region of input `k` that a region of an elementwise result needs: axes of length 1 are used again.
    pub fn broadcast_region(input: &Node, region: &Region) -> Region {
        let lead = region.len.len() - input.ndim();
        let mut part = Region { start: Dims::new(), len: Dims::new() };
        for (k, axis) in input.grid.axes.iter().enumerate() {
            let once = axis.len() == 1 && !axis.is_unknown();
            part.start.push(if once { 0 } else { region.start[lead + k] });
            part.len.push(if once { region.len[lead + k].min(1) } else { region.len[lead + k] });
        }
        part
    }
}

/// The region of a view's input that a region of the view needs: the least box around it.
pub fn view_region(axes: &[ViewAxis], base: &Dims, region: &Region) -> Region {
    let mut part = Region { start: base.clone(), len: Dims::from_elem(1, base.len()) };
    for (k, axis) in axes.iter().enumerate() {
        match *axis {
            ViewAxis::Of { axis, start, step } => {
                let (from, n) = (region.start[k] as isize, region.len[k]);
                if n == 0 {
                    (part.start[axis], part.len[axis]) = (0, 0);
                    continue;
                }
                let first = start as isize + from * step;
                let last = first + (n as isize - 1) * step;
                part.start[axis] = first.min(last) as usize;
                part.len[axis] = first.abs_diff(last) + 1;
            }
            ViewAxis::Repeat if region.len[k] == 0 => part.len.iter_mut().for_each(|n| *n = 0),
            ViewAxis::Repeat => {}
        }
    }
    part
}

/// The nodes that `roots` stand on, themselves included, each once, inputs before what uses them.
pub fn ancestors(roots: &[Arc<Node>]) -> Vec<Arc<Node>> {
    let mut seen: Set<u64> = Set::default();
    let mut order = Vec::new();
    let mut stack: Vec<(Arc<Node>, usize)> = Vec::new();
    for root in roots {
        if seen.insert(root.id) {
            stack.push((root.clone(), 0));
        }
        while let Some((node, next)) = stack.last_mut() {
            match node.inputs.get(*next).cloned() {
                Some(input) => {
                    *next += 1;
                    if seen.insert(input.id) {
                        stack.push((input, 0));
                    }
                }
                None => order.extend(stack.pop().map(|(node, _)| node)),
            }
        }
    }
    order
}

/// The tasks of the whole graph under `roots`, each layer once.
pub fn total_tasks(roots: &[Arc<Node>]) -> u128 {
    ancestors(roots).iter().map(|n| n.tasks()).fold(0, u128::saturating_add)
}

/// Whether two axes can be combined element by element as they stand.
pub fn same_unknown(a: &Cut, b: &Cut) -> bool {
    matches!((a, b), (Cut::Unknown { mask: x, .. }, Cut::Unknown { mask: y, .. }) if x == y)
}
