//! Runs of small graphs against what the blocks' own views say.

use std::sync::Arc;

use smallvec::SmallVec;

use crate::array::{Lazy, build};
use crate::chunk::{Block, Cut, DType, Grid, Num};
use crate::diag::Result;
use crate::graph::{BlockKernel, Need, Node, plan};

fn counted(shape: &[usize]) -> Block {
    let n: usize = shape.iter().product();
    Block::from_slice(shape, &(0..n as i64).collect::<Vec<_>>())
}

/// The same array under every chunking of 1, 2, 3 and all along each axis.
fn chunkings(block: &Block) -> Vec<Lazy> {
    let sizes = [1, 2, 3, usize::MAX];
    let mut grids = vec![Vec::new()];
    for &n in block.shape() {
        grids = grids
            .iter()
            .flat_map(|g: &Vec<Cut>| sizes.iter().map(move |&s| [g.clone(), vec![Cut::even(n, s)]].concat()))
            .collect();
    }
    grids.into_iter().map(|g| Lazy::stored(block.clone(), Grid::new(g))).collect()
}

fn ints(array: &Lazy) -> Vec<i64> {
    array.compute().expect("the graph runs").to_vec()
}

#[test]
fn views_reshapes_and_joins_agree_on_any_chunking() {
    let block = counted(&[4, 6]);
    for x in chunkings(&block) {
        assert_eq!(ints(&build::cast(&x, DType::F32)), block.to_vec::<i64>());
        let turned = build::cast(&build::reverse_axes(&x), DType::I32);
        assert_eq!(ints(&turned), block.transpose(&[1, 0]).to_vec::<i64>());
        let back = build::flip(&x, &[0, 1]);
        assert_eq!(ints(&back), block.to_vec::<i64>().into_iter().rev().collect::<Vec<_>>());
        for shape in [&[24][..], &[3, 8], &[2, 2, 6], &[6, 4], &[1, 24, 1]] {
            let reshaped = build::reshape(&turned, shape).expect("the sizes agree");
            assert_eq!(ints(&reshaped), block.transpose(&[1, 0]).to_vec::<i64>(), "{shape:?}");
        }
        let joined = build::concat(&[x.clone(), back.clone()], 0).expect("the shapes agree");
        assert_eq!(ints(&joined)[20..28], [20, 21, 22, 23, 23, 22, 21, 20]);
        let taken = build::take(&x, 1, vec![5, 0, 1, 5].into());
        assert_eq!(ints(&taken)[..8], [5, 0, 1, 5, 11, 6, 7, 11]);
    }
}

#[test]
fn masks_pick_in_order_on_any_chunking() {
    let block = counted(&[3, 4]);
    let mask = Block::from_slice(&[3, 4], &[1i64, 0, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1]).cast(DType::Bool);
    for (x, m) in chunkings(&block).into_iter().zip(chunkings(&mask).into_iter().rev()) {
        let picked =
            build::compress(&x, &build::cast(&build::cast(&m, DType::I64), DType::Bool), 0).expect("shapes agree");
        assert_eq!(ints(&build::cast(&picked, DType::F64)), [0, 3, 4, 5, 9, 11]);
        assert_eq!(ints(&picked.persist().expect("it runs")), [0, 3, 4, 5, 9, 11]);
    }
}

#[test]
fn answers_that_cannot_fit_are_refused() {
    let n = 10usize.pow(10);
    let huge =
        build::full("zeros", Num::Float(0.0), DType::F64, Grid::new(vec![Cut::even(n, 4000), Cut::even(n, 4000)]));
    let error = huge.compute().expect_err("800 exabytes");
    assert!(error.message.contains("800000000000000000000 bytes"), "{error}");
    let corner =
        build::index(&huge, &[build::Index::At(-1), build::Index::Slice(None, Some(3), None)]).expect("in range");
    assert_eq!(ints(&corner), [0, 0, 0]);
}

#[test]
fn long_chains_need_no_deep_stack() {
    let mut x = Lazy::stored(counted(&[8]), Grid::new(vec![Cut::even(8, 3)]));
    for i in 0..5000 {
        x = build::cast(&x, if i % 2 == 0 { DType::I32 } else { DType::I64 });
    }
    assert_eq!(ints(&x), (0..8).collect::<Vec<_>>());
}

/// The same elements, made as a whole where all are wanted.
#[derive(Debug)]
struct AsWhole;

impl BlockKernel for AsWhole {
    fn needs(&self, node: &Node, coords: &[usize]) -> Vec<Need> {
        vec![(0, node.grid.region(node.grid.index(coords)))]
    }

    fn run(&self, _: &Node, _: &[usize], parts: Vec<Block>) -> Result<SmallVec<[Block; 1]>> {
        Ok(parts.iter().map(Block::to_owned_c).collect())
    }

    fn whole(&self, node: &Node) -> Option<(Arc<dyn BlockKernel>, Grid)> {
        (node.grid.chunks() > 1).then(|| (Arc::new(AsWhole) as _, Grid::whole(&node.shape())))
    }
}

#[test]
fn what_is_best_made_whole_is_seen_in_its_chunks() {
    let block = counted(&[4, 6]);
    for x in chunkings(&block) {
        let layer = build::block("as-whole", Arc::new(AsWhole), x.grid().clone(), DType::I64, std::slice::from_ref(&x));
        let tasks = |of: &Lazy| {
            let plan = plan(std::slice::from_ref(&of.node));
            plan.stages.iter().find(|s| &*s.node.name == "as-whole").map(|s| s.grid().chunks())
        };
        let turned = build::cast(&build::reverse_axes(&layer), DType::F64);
        assert_eq!((tasks(&layer), tasks(&turned)), (Some(1), Some(1)));
        assert_eq!(ints(&layer), block.to_vec::<i64>());
        assert_eq!(ints(&turned), block.transpose(&[1, 0]).to_vec::<i64>());
        assert_eq!(ints(&layer.persist().expect("it runs")), block.to_vec::<i64>());
        let row = build::index(&layer, &[build::Index::At(1)]).expect("in range");
        assert_eq!(tasks(&row), Some(x.grid().chunks()), "a part is made chunk by chunk");
        assert_eq!(ints(&row), [6, 7, 8, 9, 10, 11]);
        let both = crate::exec::run(&[row.node.clone(), turned.node.clone()]).expect("it runs");
        assert_eq!(both[0].to_vec::<i64>(), [6, 7, 8, 9, 10, 11]);
    }
}
