//! The same elements under another shape or other chunks, and arrays one after another.

use super::{common_cut, limit_growth, round_side, shape_text};
use crate::array::Lazy;
use crate::chunk::{Cut, Grid};
use crate::diag::{Result, value_error};
use crate::graph::{Node, Rule};

/// The same elements in C order under another shape of the same size.
pub fn reshape(array: &Lazy, shape: &[usize]) -> Result<Lazy> {
    if !array.grid().is_known() {
        if array.ndim() == 1 && shape.len() == 1 && shape[0] == array.node.shape()[0] {
            return Ok(array.clone());
        }
        return Err(value_error("reshape: the length of the array is not known before it is computed")
            .help("a mask made it: use .compute() first, or .compute_chunk_sizes()"));
    }
    let old = array.node.shape();
    if old.as_slice() == shape {
        return Ok(array.clone());
    }
    let size = |s: &[usize]| s.iter().map(|&n| n as u128).product::<u128>();
    if size(&old) != size(shape) {
        return Err(value_error(format!(
            "cannot reshape array of size {} into shape {}",
            size(&old),
            shape_text(shape)
        ))
        .help(reshape_help(&old, shape)));
    }
    let before = array.grid().largest_elements() * array.dtype().size() as u128;
    let grid = limit_growth(reshaped_grid(array.grid(), shape), array.dtype(), [before]);
    Ok(Lazy::new(Node::new("reshape", grid, array.dtype(), Rule::Reshape, [array.node.clone()])))
}

/// What would work where an array of shape `old` cannot have the shape that is wanted.
fn reshape_help(old: &[usize], wanted: &[usize]) -> String {
    let size: usize = old.iter().product();
    let others = |k: usize| wanted.iter().enumerate().filter(|(j, _)| *j != k).map(|(_, n)| n).product::<usize>();
    let free = (0..wanted.len()).find(|&k| others(k) > 0 && size.is_multiple_of(others(k)) && wanted.len() > 1);
    let is = format!("its shape is {}", shape_text(old));
    match free {
        Some(k) => {
            let text = |j: usize, n: &usize| if j == k { "-1".to_owned() } else { n.to_string() };
            let entries: Vec<String> = wanted.iter().enumerate().map(|(j, n)| text(j, n)).collect();
            format!(
                "{is}; with the others as they are, one length must be {}: ({})",
                size / others(k),
                entries.join(", ")
            )
        }
        None => format!("{is}; the lengths must multiply to {size}"),
    }
}

/// Chunks for another shape. Both shapes fall into groups of axes with equal products; in a group that is one axis on
/// both sides the chunks stay, in any other they keep their number of elements.
fn reshaped_grid(grid: &Grid, shape: &[usize]) -> Grid {
    let old = grid.shape();
    let mut cuts: Vec<Cut> = Vec::with_capacity(shape.len());
    let (mut i, mut j) = (0, 0);
    while i < old.len() || j < shape.len() {
        let (from_i, from_j) = (i, j);
        let (mut a, mut b) = (1u128, 1u128);
        if i < old.len() {
            a *= old[i] as u128;
            i += 1;
        }
        if j < shape.len() {
            b *= shape[j] as u128;
            j += 1;
        }
        while a != b && (i < old.len() || j < shape.len()) {
            if (a < b && i < old.len()) || j == shape.len() {
                a *= old[i] as u128;
                i += 1;
            } else {
                b *= shape[j] as u128;
                j += 1;
            }
        }
        if a != b || a == 0 {
            return Grid::whole(shape);
        }
        group_cuts(&grid.axes[from_i..i], &shape[from_j..j], &mut cuts);
    }
    Grid::new(cuts)
}

fn group_cuts(old: &[Cut], shape: &[usize], cuts: &mut Vec<Cut>) {
    let long: Vec<&Cut> = old.iter().filter(|c| c.len() != 1).collect();
    if let ([cut], 1) = (&long[..], shape.iter().filter(|&&n| n != 1).count()) {
        cuts.extend(shape.iter().map(|&n| if n == 1 { Cut::whole(1) } else { (*cut).clone() }));
        return;
    }
    let mut left: usize = long.iter().map(|c| c.largest()).product();
    let mut sides = vec![1; shape.len()];
    for (k, &n) in shape.iter().enumerate().rev() {
        sides[k] = if left >= n { n } else { round_side(n, left) };
        left = (left / n.max(1)).max(1);
        if sides[k] < n {
            break;
        }
    }
    cuts.extend(shape.iter().zip(sides).map(|(&n, side)| Cut::even(n, side)));
}

/// The same array with other chunks.
pub fn rechunk(array: &Lazy, grid: Grid) -> Lazy {
    if *array.grid() == grid {
        return array.clone();
    }
    Lazy::new(Node::new("rechunk", grid, array.dtype(), Rule::Rechunk, [array.node.clone()]))
}

/// Arrays one after another along an axis; they have one dtype, and agree along all other axes.
pub fn concat(arrays: &[Lazy], axis: usize) -> Result<Lazy> {
    let Some(first) = arrays.first() else { return Err(value_error("need at least one array to concatenate")) };
    if let [only] = arrays {
        return Ok(only.clone());
    }
    let mut grid = first.grid().clone();
    for array in &arrays[1..] {
        let fits = array.ndim() == first.ndim();
        for k in 0..grid.ndim() {
            if k == axis {
                continue;
            }
            let other = if fits { array.grid().axes.get(k) } else { None };
            let alike = other.filter(|o| o.known_len() == grid.axes[k].known_len());
            grid.axes[k] = alike.and_then(|o| common_cut(&grid.axes[k], o)).ok_or_else(|| {
                let shapes = arrays.iter().map(|a| shape_text(&a.node.shape())).collect::<Vec<_>>().join(" ");
                value_error(format!(
                    "all the input array dimensions except for the concatenation axis must match exactly: the shapes are {shapes}, along axis {axis}"
                ))
            })?;
        }
    }
    if arrays.iter().any(|a| a.grid().axes[axis].is_unknown()) {
        return Err(value_error(
            "concatenate: the length of an array along the axis is not known before it is computed",
        )
        .help("use .compute() first, or .compute_chunk_sizes()"));
    }
    let sizes: Vec<usize> =
        arrays.iter().flat_map(|a| a.grid().axes[axis].iter().collect::<Vec<_>>()).filter(|&n| n > 0).collect();
    grid.axes[axis] = Cut::sizes(&sizes);
    Ok(Lazy::new(Node::new(
        "concatenate",
        grid,
        first.dtype(),
        Rule::Concat { axis },
        arrays.iter().map(|a| a.node.clone()),
    )))
}
