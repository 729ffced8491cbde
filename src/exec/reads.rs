//! Which held chunks a region of a fused expression reads, asked without computing anything.

use super::walk::{flat_boxes, flat_runs, place_groups, touched_chunks};
use crate::chunk::{Dims, Grid, Region, c_strides};
use crate::graph::{Expr, Node, Rule, view_region};

/// Calls `each` with every chunk of another stage that a region of the expression reads (some perhaps twice).
pub fn reads(expr: &Expr, region: &Region, each: &mut dyn FnMut(usize, u64)) {
    let mut part = |stage: usize, node: &Node, part: &Region| {
        if part.len.contains(&0) && !node.grid.is_known() {
            // How long it is along the unknown axes, only the chunk tells.
            return each(stage, node.grid.index(&chunk_at(&node.grid, &part.start)));
        }
        touched_chunks(&node.grid.axes, part, |coords| each(stage, node.grid.index(coords)));
    };
    Reads { expr, coarse: false, seen: Vec::new(), each: &mut part }.visit(expr.root, region);
}

/// Calls `each` with the parts of other stages' arrays that a region of the expression reads, in time that does not
/// grow with the region: what is read through a reshape may come out somewhat larger.
pub fn parts_read(expr: &Expr, region: &Region, each: &mut dyn FnMut(usize, &Node, &Region)) {
    Reads { expr, coarse: true, seen: Vec::new(), each }.visit(expr.root, region);
}

struct Reads<'a> {
    expr: &'a Expr,
    /// Whether a part somewhat larger than what is read will do.
    coarse: bool,
    /// The regions of shared steps that were visited.
    seen: Vec<(usize, Region)>,
    each: &'a mut dyn FnMut(usize, &Node, &Region),
}

impl Reads<'_> {
    fn visit(&mut self, at: usize, region: &Region) {
        let expr = self.expr;
        let step = &expr.steps[at];
        if step.uses > 1 {
            if self.seen.iter().any(|(s, r)| *s == at && r == region) {
                return;
            }
            self.seen.push((at, region.clone()));
        }
        if let Some(stage) = step.stage {
            return (self.each)(stage, &step.node, region);
        }
        match &step.node.rule {
            Rule::Map(_) => {
                for (k, input) in step.node.inputs.iter().enumerate() {
                    self.visit(step.args[k], &Node::broadcast_region(input, region));
                }
            }
            Rule::View { axes, base } => self.visit(step.args[0], &view_region(axes, base, region)),
            Rule::Reshape if self.coarse => {
                let (from, n) = flat_span(&step.node.shape(), region);
                flat_boxes(&step.node.inputs[0].shape(), from, n, |b| self.visit(step.args[0], &b));
            }
            Rule::Reshape => {
                let mut starts = Vec::new();
                let run = flat_runs(&step.node.shape(), region, |s| starts.push(s));
                for start in starts {
                    flat_boxes(&step.node.inputs[0].shape(), start, run, |b| self.visit(step.args[0], &b));
                }
            }
            Rule::Concat { axis } => {
                let mut begin = 0;
                for (k, input) in step.node.inputs.iter().enumerate() {
                    let len = input.grid.axes[*axis].len();
                    let low = region.start[*axis].max(begin);
                    let high = (region.start[*axis] + region.len[*axis]).min(begin + len);
                    if low < high {
                        self.visit(step.args[k], &along(region, *axis, low - begin, high - low));
                    }
                    begin += len;
                }
            }
            Rule::Take { axis, index } => {
                let places = &index[region.start[*axis]..][..region.len[*axis]];
                for group in place_groups(places, &step.node.inputs[0].grid.axes[*axis]) {
                    self.visit(step.args[0], &along(region, *axis, group.low, group.high - group.low));
                }
            }
            Rule::Compress { axis } => {
                let mask = Region {
                    start: Dims::from_slice(&[region.start[*axis]]),
                    len: Dims::from_slice(&[region.len[*axis]]),
                };
                self.visit(step.args[0], region);
                self.visit(step.args[1], &mask);
            }
            _ => {}
        }
    }
}

/// The stretch of the flat C order from a region's first element to its last: where it begins, and how long it is.
fn flat_span(shape: &[usize], region: &Region) -> (usize, usize) {
    if region.len.contains(&0) {
        return (0, 0);
    }
    let strides = c_strides(shape);
    let flat = |at: &dyn Fn(usize) -> usize| (0..shape.len()).map(|k| at(k) * strides[k] as usize).sum::<usize>();
    let first = flat(&|k| region.start[k]);
    (first, flat(&|k| region.start[k] + region.len[k] - 1) + 1 - first)
}

/// The chunk in which a place lies; past the end, the last one.
pub fn chunk_at(grid: &Grid, place: &[usize]) -> Dims {
    grid.axes.iter().zip(place).map(|(cut, &at)| cut.find(at).min(cut.count() - 1)).collect()
}

/// The region with another stretch along one axis.
fn along(region: &Region, axis: usize, start: usize, len: usize) -> Region {
    let mut part = region.clone();
    (part.start[axis], part.len[axis]) = (start, len);
    part
}
