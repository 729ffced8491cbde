//! What the rows of tall and of wide matrices do with their arguments.

use super::calls::{matrices, qr_arrays, svd_arrays};
use super::factor::QrMode;
use super::named::named;
use crate::array::build::{self, Index};
use crate::array::{Lazy, Value};
use crate::diag::{Result, value_error};
use crate::ops::Args;

pub fn tsqr(args: &mut Args) -> Result<Value> {
    let a = matrices(args, "data")?;
    if a.ndim() != 2 || a.grid().axes[1].count() > 1 {
        let error = value_error("tsqr: the matrix must be in chunks of whole rows");
        return Err(args.at("data", error.help("use .rechunk({1: -1}) first, or np.linalg.qr, which takes any chunks")));
    }
    if args.bool("compute_svd", false)? {
        return named(args.answers(svd_arrays(&a, false)?)?, "SVDResult", &["U", "S", "Vh"]);
    }
    named(args.answers(qr_arrays(&a, QrMode::Reduced)?)?, "QRResult", &["Q", "R"])
}

pub fn sfqr(args: &mut Args) -> Result<Value> {
    let a = matrices(args, "data")?;
    named(args.answers(qr_arrays(&a, QrMode::Reduced)?)?, "QRResult", &["Q", "R"])
}

pub fn svd_compressed(args: &mut Args) -> Result<Value> {
    let a = matrices(args, "a")?;
    let k = args.count("k")?.unwrap_or(0) as i128;
    let all = svd_arrays(&a, false)?;
    let first = Index::Slice(None, Some(k), None);
    let cut = |x: &Lazy, entries: &[Index]| build::index(x, entries);
    let parts = vec![
        cut(&all[0], &[Index::Ellipsis, first.clone()])?,
        cut(&all[1], &[Index::Ellipsis, first.clone()])?,
        cut(&all[2], &[Index::Ellipsis, first, Index::Slice(None, None, None)])?,
    ];
    named(args.answers(parts)?, "SVDResult", &["U", "S", "Vh"])
}
