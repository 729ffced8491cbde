//! Matrices of a pattern: the identity, triangles, diagonals, powers.

use std::sync::Arc;

use super::diagonals::{Band, Corner, Diagonal, Keep, OnDiagonal, Powers, diagonal_cut, diagonal_length};
use crate::array::{Lazy, Value, build};
use crate::chunk::{Cut, DType, Dims, Grid};
use crate::diag::{Result, value_error};
use crate::ops::{Args, BOTH, EVERYWHERE, Family, Op, Place};

const MATRIX: Op = Op::of(Family::Creation, BOTH);

/// The rows of matrices.
pub static MATRICES: &[Op] = &[
    Op {
        name: "eye",
        places: &[Place::Np],
        params: "N, M=None, k=0, dtype=float, order='C', *, device=None, like=None",
        doc: "A matrix of zeros with ones on a diagonal.\n\n`k` is the diagonal: 0 the main one, above it positive, below it negative.",
        examples: "
>>> np.eye(2, dtype=int)
array([[1, 0],
       [0, 1]])
>>> np.eye(3, k=1)
array([[0., 1., 0.],
       [0., 0., 1.],
       [0., 0., 0.]])
",
        build: eye,
        ..MATRIX
    },
    Op {
        name: "eye",
        places: &[Place::Da],
        params: "N, chunks='auto', M=None, k=0, dtype=float",
        doc: "A lazy matrix of zeros with ones on a diagonal.\n\n`k` is the diagonal: 0 the main one, above it positive, below it negative.",
        examples: "
>>> da.eye(3, chunks=2).compute()
array([[1., 0., 0.],
       [0., 1., 0.],
       [0., 0., 1.]])
>>> da.eye(4, chunks=2).chunks
((2, 2), (2, 2))
",
        build: eye,
        ..MATRIX
    },
    Op {
        name: "identity",
        params: "n, dtype=None, *, chunks='auto', like=None",
        doc: "The square matrix with ones on its main diagonal and zeros elsewhere.",
        examples: "
>>> np.identity(3)
array([[1., 0., 0.],
       [0., 1., 0.],
       [0., 0., 1.]])
",
        build: identity,
        ..MATRIX
    },
    Op {
        name: "tri",
        params: "N, M=None, k=0, dtype=float, chunks='auto', *, like=None",
        doc: "A matrix with ones on a diagonal and below it, and zeros above.",
        examples: "
>>> np.tri(3, 5, 2, dtype=int)
array([[1, 1, 1, 0, 0],
       [1, 1, 1, 1, 0],
       [1, 1, 1, 1, 1]])
>>> np.tri(3, 5, -1)
array([[0., 0., 0., 0., 0.],
       [1., 0., 0., 0., 0.],
       [1., 1., 0., 0., 0.]])
",
        build: tri,
        ..MATRIX
    },
    Op {
        name: "tril",
        params: "m, k=0",
        doc: "The lower triangle of the last two axes: zeros above the `k`-th diagonal.",
        examples: "
>>> np.tril([[1,2,3],[4,5,6],[7,8,9],[10,11,12]], -1)
array([[ 0,  0,  0],
       [ 4,  0,  0],
       [ 7,  8,  0],
       [10, 11, 12]])
>>> np.tril(np.arange(3*4*5).reshape(3, 4, 5)).shape
(3, 4, 5)
",
        build: |a| triangle(a, true),
        ..MATRIX
    },
    Op {
        name: "triu",
        params: "m, k=0",
        doc: "The upper triangle of the last two axes: zeros below the `k`-th diagonal.",
        examples: "
>>> np.triu([[1,2,3],[4,5,6],[7,8,9],[10,11,12]], -1)
array([[ 1,  2,  3],
       [ 4,  5,  6],
       [ 0,  8,  9],
       [ 0,  0, 12]])
",
        build: |a| triangle(a, false),
        ..MATRIX
    },
    Op {
        name: "diag",
        params: "v, k=0",
        doc: "The `k`-th diagonal of a matrix, or the matrix with a vector on that diagonal.",
        examples: "
>>> x = np.arange(9).reshape((3, 3))
>>> np.diag(x)
array([0, 4, 8])
>>> np.diag(x, k=1)
array([1, 5])
>>> np.diag(np.diag(x))
array([[0, 0, 0],
       [0, 4, 0],
       [0, 0, 8]])
",
        build: diag,
        ..MATRIX
    },
    Op {
        name: "diagflat",
        params: "v, k=0",
        doc: "A matrix with the elements of an array, in C order, on its `k`-th diagonal.",
        examples: "
>>> np.diagflat([[1, 2], [3, 4]])
array([[1, 0, 0, 0],
       [0, 2, 0, 0],
       [0, 0, 3, 0],
       [0, 0, 0, 4]])
>>> np.diagflat([1, 2], 1)
array([[0, 1, 0],
       [0, 0, 2],
       [0, 0, 0]])
",
        build: diagflat,
        ..MATRIX
    },
    Op {
        name: "diagonal",
        places: EVERYWHERE,
        params: "a, offset=0, axis1=0, axis2=1",
        doc: "The diagonals of the matrices that two axes make, along a new last axis.",
        examples: "
>>> a = np.arange(4).reshape(2, 2)
>>> a.diagonal()
array([0, 3])
>>> a.diagonal(1)
array([1])
>>> np.arange(8).reshape(2, 2, 2).diagonal(0, 0, 1)
array([[0, 6],
       [1, 7]])
",
        build: diagonal,
        ..MATRIX
    },
    Op {
        name: "vander",
        params: "x, N=None, increasing=False",
        doc: "The Vandermonde matrix of a vector: its powers, a column each.\n\nThe highest power comes first unless `increasing`.",
        examples: "
>>> np.vander(np.array([1, 2, 3, 5]), 3)
array([[ 1,  1,  1],
       [ 4,  2,  1],
       [ 9,  3,  1],
       [25,  5,  1]])
>>> np.vander(np.array([1, 2, 3, 5]), increasing=True)
array([[  1,   1,   1,   1],
       [  1,   2,   4,   8],
       [  1,   3,   9,  27],
       [  1,   5,  25, 125]])
",
        build: vander,
        ..MATRIX
    },
];

/// The diagonal that `name` names, which is the main one if it is not given.
fn offset(args: &Args, name: &str) -> Result<isize> {
    let k = args.int(name)?.unwrap_or(0);
    Ok(k.clamp(-(1 << 62), 1 << 62) as isize)
}

/// Rows and columns.
fn sides(args: &Args) -> Result<[usize; 2]> {
    let rows = args.count("N")?.ok_or_else(|| args.wrong("N", "an integer"))?;
    Ok([rows, args.count("M")?.unwrap_or(rows)])
}

/// The chunks of a matrix: those asked for where there is such a parameter.
fn matrix_grid(args: &Args, shape: &[usize], dtype: DType) -> Result<Grid> {
    if args.has("chunks") { args.grid("chunks", shape, dtype) } else { Ok(Grid::whole(shape)) }
}

fn eye(args: &mut Args) -> Result<Value> {
    let shape = sides(args)?;
    let dtype = args.dtype("dtype")?.unwrap_or(DType::F64);
    let grid = matrix_grid(args, &shape, dtype)?;
    let source = Band { offset: offset(args, "k")? };
    args.answer_array(build::source("eye", Arc::new(source), grid, dtype))
}

fn identity(args: &mut Args) -> Result<Value> {
    let n = args.count("n")?.ok_or_else(|| args.wrong("n", "an integer"))?;
    let dtype = args.dtype("dtype")?.unwrap_or(DType::F64);
    let grid = args.grid("chunks", &[n, n], dtype)?;
    args.answer_array(build::source("identity", Arc::new(Band { offset: 0 }), grid, dtype))
}

fn tri(args: &mut Args) -> Result<Value> {
    let shape = sides(args)?;
    let dtype = args.dtype("dtype")?.unwrap_or(DType::F64);
    let grid = args.grid("chunks", &shape, dtype)?;
    let source = Corner { offset: offset(args, "k")? };
    args.answer_array(build::source("tri", Arc::new(source), grid, dtype))
}

fn triangle(args: &mut Args, lower: bool) -> Result<Value> {
    let mut array = args.array("m")?;
    match array.ndim() {
        0 => return Err(args.at("m", value_error(format!("{}(): the array has no axes", args.op.name)))),
        1 => {
            let n = array.node.shape()[0];
            array = build::broadcast_to(&array, &[n, n])?;
        }
        _ => {}
    }
    let k = offset(args, "k")? - isize::from(!lower);
    let last_two = Grid::new(array.grid().axes[array.ndim() - 2..].to_vec());
    if !last_two.is_known() {
        return Err(args.at("m", unknown(args)));
    }
    let mask = build::source("tri", Arc::new(Corner { offset: k }), last_two, DType::Bool);
    let kept = build::map(args.op.name, Arc::new(Keep { inside: lower }), array.dtype(), &[mask, array])?;
    args.answer_array(kept)
}

fn unknown(args: &Args) -> crate::diag::Error {
    value_error(format!("{}(): the lengths of the array are not known before it is computed", args.op.name))
        .help("use .compute() first, or .compute_chunk_sizes()")
}

fn diag(args: &mut Args) -> Result<Value> {
    let array = args.array("v")?;
    let k = offset(args, "k")?;
    match array.ndim() {
        1 => {
            let matrix = on_diagonal(args, &array, k)?;
            args.answer_array(matrix)
        }
        2 => {
            let line = diagonal_of(args, &array, k)?;
            args.answer_array(line)
        }
        n => Err(args.at("v", value_error("Input must be 1- or 2-d.").help(format!("it has {n} dimensions")))),
    }
}

fn diagflat(args: &mut Args) -> Result<Value> {
    let array = args.array("v")?;
    let size = array.node.shape().iter().product();
    let flat = build::reshape(&array, &[size])?;
    let matrix = on_diagonal(args, &flat, offset(args, "k")?)?;
    args.answer_array(matrix)
}

/// The matrix with a vector on its `k`-th diagonal, in the vector's chunks along both axes.
fn on_diagonal(args: &Args, vector: &Lazy, k: isize) -> Result<Lazy> {
    if !vector.grid().is_known() {
        return Err(args.at("v", unknown(args)));
    }
    let sizes: Vec<usize> = vector.grid().axes[0].iter().collect();
    let pad = k.unsigned_abs();
    let cut = |before: bool| {
        let padded = if pad == 0 || sizes == [0] {
            sizes.clone()
        } else if before {
            [&[pad], &sizes[..]].concat()
        } else {
            [&sizes[..], &[pad]].concat()
        };
        if sizes == [0] { Cut::whole(pad) } else { Cut::sizes(&padded) }
    };
    let grid = Grid::new(vec![cut(k < 0), cut(k > 0)]);
    Ok(build::block("diag", Arc::new(OnDiagonal { offset: k }), grid, vector.dtype(), std::slice::from_ref(vector)))
}

/// The diagonals over the last two axes.
fn diagonal_of(args: &Args, array: &Lazy, k: isize) -> Result<Lazy> {
    let n = array.ndim();
    let (rows, columns) = (&array.grid().axes[n - 2], &array.grid().axes[n - 1]);
    if rows.is_unknown() || columns.is_unknown() {
        return Err(unknown(args));
    }
    let mut axes = array.grid().axes[..n - 2].to_vec();
    axes.push(diagonal_cut(rows, columns, k, diagonal_length(rows.len(), columns.len(), k)));
    Ok(build::block(
        "diagonal",
        Arc::new(Diagonal { offset: k }),
        Grid::new(axes),
        array.dtype(),
        std::slice::from_ref(array),
    ))
}

fn diagonal(args: &mut Args) -> Result<Value> {
    let array = args.array("a")?;
    if array.ndim() < 2 {
        return Err(args.at("a", value_error("diag requires an array of at least two dimensions")));
    }
    let first = args.axis("axis1", array.ndim())?.unwrap_or(0);
    let second = args.axis("axis2", array.ndim())?.unwrap_or(1);
    if first == second {
        return Err(args.at("axis2", value_error("axis1 and axis2 cannot be the same")));
    }
    let order: Dims = (0..array.ndim()).filter(|&k| k != first && k != second).chain([first, second]).collect();
    let line = diagonal_of(args, &build::transpose(&array, &order), offset(args, "offset")?)?;
    args.answer_array(line)
}

fn vander(args: &mut Args) -> Result<Value> {
    let x = args.array("x")?;
    if x.ndim() != 1 {
        return Err(args.at("x", value_error("x must be a one-dimensional array or sequence.")));
    }
    let n = args.count("N")?.unwrap_or(x.node.shape()[0]);
    let dtype = x.dtype().promote(DType::I64);
    let column = build::expand_dims(&build::cast(&x, dtype), &[1]);
    let rising = super::counting(0, Grid::whole(&[n]));
    let powers = if args.bool("increasing", false)? { rising } else { build::flip(&rising, &[0]) };
    let matrix = build::map("vander", Arc::new(Powers), dtype, &[column, powers])?;
    args.answer_array(matrix)
}
