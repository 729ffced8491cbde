//! Every operation, a row each. To add one is to add its row to a family's table.

mod answers;
mod args;
#[cfg(test)]
mod checks;
mod compose;
mod contraction;
mod creation;
mod cumulative;
mod custom;
pub mod elementwise;
mod fft;
mod function;
mod indexing;
pub mod layout;
mod linalg;
pub mod masked;
pub mod pictures;
mod polynomial;
pub mod random;
mod reduction;
mod row;
mod shape;
mod statistics;

pub use args::{Arg, Args, Given, normal_axis};
pub use function::{Function, invoke};
pub use row::{BOTH, EVERYWHERE, Family, Op, Param, ParamKind, Place};

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::array::{Lazy, Value};
use crate::chunk::DType;
use crate::diag::{Result, nearest, type_error};

/// The tables of all families.
static TABLES: &[&[Op]] = &[
    &elementwise::ARITHMETIC,
    &elementwise::POWERS,
    &elementwise::EXPONENTIAL,
    &elementwise::TRIGONOMETRIC,
    &elementwise::ROUNDING,
    &elementwise::COMPARISONS,
    &elementwise::BITS,
    &elementwise::DIVISORS,
    &elementwise::FLOATS,
    &elementwise::COMPLEX,
    elementwise::PARTS,
    elementwise::DECIMALS,
    elementwise::SELECT,
    elementwise::SPECIAL,
    elementwise::METHODS,
    elementwise::BIT_TEXT,
    elementwise::PACKED,
    contraction::TABLE,
    linalg::TABLE,
    linalg::MORE,
    fft::TABLE,
    fft::MORE,
    creation::FILLED,
    creation::RANGES,
    creation::MATRICES,
    creation::GRIDS,
    creation::CONVERTED,
    creation::VIEWED,
    shape::AXES,
    shape::FITTED,
    shape::RESHAPED,
    shape::JOINED,
    shape::SPLIT,
    shape::WINDOWS,
    shape::MOVED,
    shape::PADDED,
    shape::EDITED,
    indexing::TAKEN,
    indexing::CHOSEN,
    indexing::PLACED,
    indexing::COORDINATES,
    reduction::TABLE,
    reduction::NAN_TABLE,
    cumulative::TABLE,
    polynomial::POLYNOMIALS,
    polynomial::WINDOWS,
    statistics::COUNTED,
    statistics::ORDERED,
    statistics::SEARCHED,
    statistics::COMPARED,
    custom::MAPPED,
    custom::LETTERED,
    custom::VECTORIZED,
    custom::GUFUNCS,
    custom::CHUNKED,
    custom::AWAITED,
    custom::LANES,
    custom::PIECES,
    custom::REDUCED,
    custom::OVERLAPPED,
    masked::CREATED,
    masked::MASKS,
    masked::FILLS,
    masked::CHOSEN,
    masked::STATISTICS,
    masked::EDGES,
    random::GENERATORS,
    random::SEEDS,
    random::INTEGERS,
    random::CONTINUOUS,
    random::DISCRETE,
    random::PICKED,
    random::VECTORS,
    pictures::DRAWN,
    pictures::EXPLAINED,
    pictures::SWEPT,
    pictures::VISUALIZED,
    pictures::RECORDED,
];

/// Every row.
pub fn all() -> impl Iterator<Item = &'static Op> {
    TABLES.iter().copied().flatten()
}

/// Every row under each of its names in each of its places, made at the first question.
static INDEX: OnceLock<HashMap<(Place, &'static str), &'static Op>> = OnceLock::new();

fn index() -> HashMap<(Place, &'static str), &'static Op> {
    let mut index = HashMap::new();
    for op in all() {
        for name in std::iter::once(&op.name).chain(op.aliases) {
            for place in op.places {
                index.entry((*place, *name)).or_insert(op);
            }
        }
    }
    index
}

/// The operation of that name or alias in that place.
pub fn find(place: Place, name: &str) -> Option<&'static Op> {
    INDEX.get_or_init(index).get(&(place, name)).copied()
}

/// The names and aliases in a place.
pub fn names(place: Place) -> impl Iterator<Item = &'static str> {
    all()
        .filter(move |op| op.places.contains(&place))
        .flat_map(|op| std::iter::once(op.name).chain(op.aliases.iter().copied()))
}

impl Op {
    /// `name(parameters)`, as it is typed.
    pub fn signature(&self) -> String {
        format!("{}({})", self.name, self.params)
    }
}

/// What to say of a name that is not known: the nearest one that is, or all of them.
fn nearest_of(name: &str, known: &[&str]) -> String {
    match nearest(name, known.iter().copied()) {
        Some(near) => format!("did you mean '{near}'?"),
        None => format!("there are {}", known.join(", ")),
    }
}

/// What the operation `da.name` gives for these arguments: for operations that are made of others.
pub fn call(name: &str, positional: &[Lazy], named: &[(&str, Value)]) -> Result<Lazy> {
    let given = |value: Value| Given { value, span: None };
    let Some(op) = find(Place::Da, name) else {
        return Err(crate::diag::not_implemented(format!("the operation `{name}`, which this one is made of")));
    };
    let positional = positional.iter().map(|a| given(Value::Lazy(a.clone()))).collect();
    let named = named.iter().map(|(n, v)| (n.to_string(), given(v.clone()))).collect();
    match (op.build)(&mut Args::bind(op, positional, named, true)?)? {
        Value::Lazy(array) => Ok(array),
        other => Err(type_error(format!("{name}() gave a {}, where an array was needed", other.type_name()))),
    }
}

/// The dtype that a value names: a dtype, a name such as `"float32"`, or one of Python's types.
pub fn dtype_of(value: &Value) -> Result<DType> {
    let name = match value {
        Value::DType(d) => return Ok(*d),
        Value::Str(s) => s.to_string(),
        Value::Object(o) => {
            let class = o.repr();
            let class = class.trim_start_matches("<class '").trim_end_matches("'>");
            class.strip_prefix("numpy.").unwrap_or(class).to_owned()
        }
        Value::Array(a) => return Ok(a.dtype()),
        Value::Lazy(a) => return Ok(a.dtype()),
        Value::Scalar(s) => return Ok(s.dtype),
        v => {
            let shown = v.as_int().map_or(v.type_name().to_owned(), |n| n.to_string());
            let error = type_error(format!("Cannot interpret '{shown}' as a data type"));
            return Err(error.help("try `float`, `'int32'` or `np.float32`"));
        }
    };
    DType::parse(&name).ok_or_else(|| {
        let error = type_error(format!("data type '{name}' not understood"));
        match nearest(&name, DType::names().map(|(n, _)| n)) {
            Some(near) => error.help(format!("did you mean '{near}'?")),
            None => error
                .help("dtypes are bool, int8 to int64, uint8 to uint64, float16 to float64, complex64 and complex128"),
        }
    })
}
