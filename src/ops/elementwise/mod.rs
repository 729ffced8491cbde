//! Elementwise operations: NumPy's ufuncs and the functions that are made of them.
//!
//! A ufunc is a row: its name, its doc, and a loop for each signature of dtypes, in the order in which they are tried.
//! To add `cbrt` is to add one row.

mod apply;
mod arithmetic;
mod bits;
mod call;
mod compare;
mod complex;
mod divide;
mod drive;
mod exponential;
mod floats;
mod folds;
mod integers;
mod kernel;
mod loops;
mod methods;
mod packed;
mod parts;
mod power;
mod rounding;
mod select;
mod special;
pub mod status;
mod trigonometric;
mod types;

pub use apply::{Casting, apply, apply_all, of_numbers};
pub use kernel::{Loop, Watch};
pub use select::where_select;
pub use types::TypeRule;

use std::collections::HashMap;
use std::sync::OnceLock;

use super::{BOTH, Family, Op, Place};
use crate::chunk::DType;

/// A ufunc: all that there is to know of it.
pub struct Ufunc {
    pub name: &'static str,
    pub aliases: &'static [&'static str],
    pub places: &'static [Place],
    pub doc: &'static str,
    pub examples: &'static str,
    /// One for each signature, grouped, in the order in which they are tried.
    pub loops: &'static [&'static [Loop]],
    /// The loops of the second result, where there is one; their signatures are those of the first.
    pub second: &'static [&'static [Loop]],
    pub types: TypeRule,
    pub watch: Watch,
    /// About how many nanoseconds an element takes.
    pub cost: f32,
}

/// What most rows have.
const USUAL: Ufunc = Ufunc {
    name: "",
    aliases: &[],
    places: BOTH,
    doc: "",
    examples: "",
    loops: &[],
    second: &[],
    types: TypeRule::Search,
    watch: Watch::Quiet,
    cost: 0.3,
};

const ONE: &str = "x, /, out=None, *, where=True, casting='same_kind', order='K', dtype=None, subok=True";
const TWO: &str = "x1, x2, /, out=None, *, where=True, casting='same_kind', order='K', dtype=None, subok=True";

impl Ufunc {
    /// How many arguments it takes.
    pub const fn arity(&self) -> usize {
        self.loops[0][0].ins.len()
    }

    /// How many results it gives.
    pub const fn results(&self) -> usize {
        if self.second.is_empty() { 1 } else { 2 }
    }

    /// The signatures in the order in which they are tried.
    pub fn signatures(&self) -> impl Iterator<Item = &'static Loop> {
        self.loops.iter().copied().flatten()
    }

    /// The dtype of its answer to arguments of these dtypes, where it has one.
    pub fn result_dtype(&self, ins: &[DType]) -> Option<DType> {
        types::search(self, ins).and_then(|k| self.signatures().nth(k)).map(|l| l.out)
    }

    const fn op(&self) -> Op {
        Op {
            name: self.name,
            aliases: self.aliases,
            places: self.places,
            family: Family::Elementwise,
            params: if self.arity() == 1 { ONE } else { TWO },
            doc: self.doc,
            examples: self.examples,
            any_length: true,
            in_place: false,
            build: call::call,
        }
    }
}

/// The rows of the table of operations for a table of ufuncs.
const fn rows<const N: usize>(ufuncs: &[Ufunc]) -> [Op; N] {
    let mut ops = [const { Op::of(Family::Elementwise, BOTH) }; N];
    let mut k = 0;
    while k < N {
        ops[k] = ufuncs[k].op();
        k += 1;
    }
    ops
}

/// The rows that are made of ufuncs.
pub use bits::OPS as BIT_TEXT;
pub use methods::METHODS;
pub use packed::OPS as PACKED;
pub use parts::OPS as PARTS;
pub use parts::{imaginary, joined, real};
pub use rounding::OPS as DECIMALS;
pub use select::OPS as SELECT;
pub use special::OPS as SPECIAL;

macro_rules! tables {
    ($($ops:ident: $module:ident;)*) => {
        static UFUNCS: &[&[Ufunc]] = &[$($module::UFUNCS),*];
        $(
            #[doc = concat!("The rows of the ufuncs of `", stringify!($module), "`.")]
            pub static $ops: [Op; $module::UFUNCS.len()] = rows($module::UFUNCS);
        )*
    };
}

tables! {
    ARITHMETIC: arithmetic;
    POWERS: power;
    EXPONENTIAL: exponential;
    TRIGONOMETRIC: trigonometric;
    ROUNDING: rounding;
    COMPARISONS: compare;
    BITS: bits;
    DIVISORS: integers;
    FLOATS: floats;
    COMPLEX: complex;
}

/// Every ufunc under each of its names, made at the first question.
static INDEX: OnceLock<HashMap<&'static str, &'static Ufunc>> = OnceLock::new();

fn index() -> HashMap<&'static str, &'static Ufunc> {
    let named = |u: &'static Ufunc| std::iter::once(&u.name).chain(u.aliases).map(move |name| (*name, u));
    let mut index = HashMap::new();
    UFUNCS.iter().copied().flatten().flat_map(named).for_each(|(name, u)| {
        index.entry(name).or_insert(u);
    });
    index
}

/// The ufunc of that name or alias.
pub fn find_ufunc(name: &str) -> Option<&'static Ufunc> {
    INDEX.get_or_init(index).get(name).copied()
}
