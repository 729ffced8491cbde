//! Regions of picked elements: by lists of places, and by masks.

use super::output::join;
use super::pick::{pick, pick_to};
use super::tile::Tiler;
use super::walk::{PlaceGroup, place_groups, place_runs};
use crate::chunk::{Block, Dims, Places, Region, mask};
use crate::diag::Result;
use crate::graph::{Rule, Step};

impl<'a> Tiler<'a> {
    pub(super) fn take(&mut self, step: &'a Step, axis: usize, places: &[usize], region: &Region) -> Result<Block> {
        let arg = step.args[0];
        if self.is_stored(arg) {
            return Ok(pick(&self.eval(arg, &lines(step, axis, region))?, axis, places));
        }
        let groups = place_groups(places, &step.node.inputs[0].grid.axes[axis]);
        if let [group] = &groups[..] {
            return self.take_group(arg, axis, group, places, region);
        }
        // The groups one after another, and then everything to its own place.
        let mut parts = Vec::new();
        let mut order = vec![0; places.len()];
        let mut done = 0;
        for group in &groups {
            parts.push(self.take_group(arg, axis, group, places, region)?);
            for &i in &group.at {
                order[i] = done;
                done += 1;
            }
        }
        if parts.is_empty() {
            return Ok(Block::scratch(step.node.dtype, &region.len));
        }
        let joined = join(step.node.dtype, &parts, axis);
        Ok(if order.is_sorted() { joined } else { pick(&joined, axis, &order) })
    }

    /// Whether a step's elements are in one piece of memory, so that a look at all of them costs nothing.
    pub(super) fn is_stored(&self, at: usize) -> bool {
        let mut step = &self.expr.steps[at];
        while let (Rule::View { .. }, None, [arg]) = (&step.node.rule, step.stage, &step.args[..]) {
            step = &self.expr.steps[*arg];
        }
        matches!(step.node.rule, Rule::Stored(_))
    }

    /// Writes what is taken of a step in memory to where it is wanted.
    ///
    /// # Safety
    /// No one else uses the memory at `to` meanwhile, and it holds the region's elements, one after another.
    pub(super) unsafe fn take_into(
        &mut self,
        step: &'a Step,
        axis: usize,
        places: &[usize],
        region: &Region,
        to: *mut u8,
    ) -> Result<()> {
        let block = self.eval(step.args[0], &lines(step, axis, region))?;
        // SAFETY: the caller's promise; places are in range.
        unsafe { pick_to(&block, axis, places, to) };
        Ok(())
    }

    /// The places of one group, in the order of the list.
    fn take_group(
        &mut self,
        arg: usize,
        axis: usize,
        group: &PlaceGroup,
        places: &[usize],
        region: &Region,
    ) -> Result<Block> {
        let (low, count) = (group.low, group.at.len());
        let mut part = region.clone();
        if group.high - low <= 4 * count {
            (part.start[axis], part.len[axis]) = (low, group.high - low);
            let near: Vec<usize> = group.at.iter().map(|&i| places[i] - low).collect();
            return Ok(pick(&self.eval(arg, &part)?, axis, &near));
        }
        let far: Vec<usize> = group.at.iter().map(|&i| places[i]).collect();
        let mut parts = Vec::new();
        for (first, n, _) in place_runs(&far) {
            (part.start[axis], part.len[axis]) = (first, n);
            parts.push(self.eval(arg, &part)?);
        }
        Ok(join(self.expr.steps[arg].node.dtype, &parts, axis))
    }

    pub(super) fn compress(&mut self, step: &'a Step, axis: usize, region: &Region) -> Result<Block> {
        let along =
            Region { start: Dims::from_slice(&[region.start[axis]]), len: Dims::from_slice(&[region.len[axis]]) };
        let along = self.eval(step.args[1], &along)?.contiguous();
        let block = self.eval(step.args[0], region)?;
        let picks = along.slice::<bool>();
        if block.ndim() == 1 {
            return Ok(mask::pick(&block.contiguous(), picks));
        }
        Ok(pick(&block, axis, &Places::in_range(&mask::places(picks))))
    }
}

/// The region of a step's input with the whole of an axis.
fn lines(step: &Step, axis: usize, region: &Region) -> Region {
    let mut lines = region.clone();
    (lines.start[axis], lines.len[axis]) = (0, step.node.inputs[0].grid.axes[axis].len());
    lines
}
