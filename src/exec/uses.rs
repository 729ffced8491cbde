//! What a task reads, and how often each chunk is read: told from the plan, before it runs.

use smallvec::SmallVec;

use super::reads::reads;
use super::task::group_members;
use crate::graph::{Map, Plan, Rule, Set, Work};

/// A task: a stage and the number of its chunk.
pub type TaskId = (u32, u64);

/// The tasks whose results a task reads, each once.
pub fn inputs(plan: &Plan, stage: usize, index: u64) -> SmallVec<[TaskId; 4]> {
    let this = &plan.stages[stage];
    match &this.work {
        Work::Combine(from) => {
            group_members(&this.node, plan.stages[*from].grid(), index).into_iter().map(|i| (*from as u32, i)).collect()
        }
        Work::Output(from) => SmallVec::from_iter([(*from as u32, index)]),
        _ if !this.has_leaves => SmallVec::new(),
        work => {
            let mut found: Vec<TaskId> = Vec::new();
            let mut add = |s: usize, i: u64| {
                if found.last() != Some(&(s as u32, i)) {
                    found.push((s as u32, i));
                }
            };
            match (work, &this.node.rule) {
                (Work::Block(exprs), Rule::Block(kernel)) => {
                    for (k, region) in kernel.needs(&this.node, &this.grid().coords(index)) {
                        reads(&exprs[k], &region, &mut add);
                    }
                }
                (Work::Partial(exprs), _) => {
                    let region = this.node.inputs[0].grid.region(index);
                    exprs.iter().for_each(|e| reads(e, &region, &mut add));
                }
                (Work::Stream(expr), _) => reads(expr, &this.grid().region(index), &mut add),
                _ => {}
            }
            let mut seen: Set<TaskId> = Default::default();
            found.into_iter().filter(|t| seen.insert(*t)).collect()
        }
    }
}

/// How often each chunk is read, for the stages where that is not simply once.
pub fn count_uses(plan: &Plan) -> Vec<Option<Map<u64, u32>>> {
    let mut uses: Vec<Option<Map<u64, u32>>> = plan.stages.iter().map(|_| None).collect();
    let mut readers = vec![0usize; plan.stages.len()];
    let mut plain = vec![true; plan.stages.len()];
    for stage in &plan.stages {
        match stage.work {
            Work::Combine(from) => readers[from] += 1,
            Work::Output(from) => {
                readers[from] += 1;
                plain[from] = false;
            }
            _ => {
                for step in stage.exprs().iter().flat_map(|e| &e.steps) {
                    if let Some(from) = step.stage {
                        readers[from] += 1;
                        plain[from] = false;
                    }
                }
            }
        }
    }
    for &output in &plan.outputs {
        plain[output] &= readers[output] == 0;
    }
    for (stage, &simple) in plain.iter().enumerate() {
        if !simple || readers[stage] > 1 {
            uses[stage] = Some(Map::default());
        }
    }
    for stage in (0..plan.stages.len()).rev() {
        let this = &plan.stages[stage];
        let counted = this.has_leaves || matches!(this.work, Work::Output(_));
        let reads_counted = counted || matches!(this.work, Work::Combine(from) if uses[from].is_some());
        if !reads_counted {
            continue;
        }
        let is_output = plan.outputs.contains(&stage);
        let needed: Vec<u64> = match &uses[stage] {
            Some(counts) if !is_output => counts.keys().copied().collect(),
            _ => (0..this.grid().chunks() as u64).collect(),
        };
        for index in needed {
            for (from, chunk) in inputs(plan, stage, index) {
                if let Some(counts) = &mut uses[from as usize] {
                    *counts.entry(chunk).or_insert(0) += 1;
                }
            }
        }
    }
    uses
}
