//! Functions over chunks that give several arrays.

use std::sync::Arc;

use super::kernel::Promise;
use super::layer::Layer;
use super::sample;
use crate::array::{Lazy, build};
use crate::chunk::{DType, Grid};
use crate::diag::Result;

/// The arrays of a function that gives several, on these grids; `shared` is the grid of the axes that all have.
pub fn several(layer: Layer, shared: Grid, grids: Vec<Grid>, dtypes: Option<Vec<DType>>) -> Result<Vec<Lazy>> {
    let (mut kernel, inputs) = layer.kernel(&shared)?;
    kernel.several = true;
    let dtypes = match dtypes {
        Some(dtypes) => dtypes,
        None => sample::dtypes(&kernel, &inputs, grids.len())?,
    };
    kernel.promises = grids.iter().zip(&dtypes).map(|(g, &dtype)| Promise { grid: g.clone(), dtype }).collect();
    let first = dtypes.first().copied().unwrap_or(DType::F64);
    let node = build::block(&layer.name, Arc::new(kernel), shared, first, &inputs);
    let output = |(k, (grid, dtype)): (usize, (Grid, DType))| build::output(&layer.name, &node, k, grid, dtype);
    Ok(grids.into_iter().zip(dtypes).enumerate().map(output).collect())
}
