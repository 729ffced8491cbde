//! Regions of picked elements: by lists of places, and by masks.

use super::output::join;
use super::pick::pick;
use super::tile::Tiler;
use super::walk::{PlaceGroup, place_groups, place_runs};
use crate::chunk::{Block, Cut, Dims, Region};
use crate::diag::Result;
use crate::graph::{Rule, Step};

impl<'a> Tiler<'a> {
    pub(super) fn take(&mut self, step: &'a Step, axis: usize, places: &[usize], region: &Region) -> Result<Block> {
        let arg = step.args[0];
        let whole = Cut::whole(step.node.inputs[0].grid.axes[axis].len());
        // What is in memory is not read chunk by chunk.
        let stored = matches!(self.expr.steps[arg].node.rule, Rule::Stored(_));
        let cut = if stored { &whole } else { &step.node.inputs[0].grid.axes[axis] };
        let groups = place_groups(places, cut);
        if let [group] = &groups[..] {
            return self.take_group(arg, axis, group, places, region, stored);
        }
        // The groups one after another, and then everything to its own place.
        let mut parts = Vec::new();
        let mut order = vec![0; places.len()];
        let mut done = 0;
        for group in &groups {
            parts.push(self.take_group(arg, axis, group, places, region, stored)?);
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

    /// The places of one group, in the order of the list.
    fn take_group(
        &mut self,
        arg: usize,
        axis: usize,
        group: &PlaceGroup,
        places: &[usize],
        region: &Region,
        stored: bool,
    ) -> Result<Block> {
        let (low, count) = (group.low, group.at.len());
        let mut part = region.clone();
        if stored || group.high - low <= 4 * count {
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
        let mask = self.eval(step.args[1], &along)?.contiguous();
        let block = self.eval(step.args[0], region)?;
        let mask = mask.slice::<bool>();
        if block.ndim() == 1 {
            return Ok(super::compress::compress(&block.contiguous(), mask));
        }
        let places: Vec<usize> = (0..mask.len()).filter(|&i| mask[i]).collect();
        Ok(pick(&block, axis, &places))
    }
}
