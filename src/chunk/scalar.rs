//! Single numbers: a Python number without a dtype, and a NumPy scalar with one.

use super::{DType, Element, NumKind, c128};
use crate::with_dtype;

/// A number of the widest type of its family; a Python number is just this, without a dtype.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Num {
    Bool(bool),
    Int(i128),
    Float(f64),
    Complex(c128),
}

impl Num {
    pub fn kind(self) -> NumKind {
        match self {
            Num::Bool(_) => NumKind::Bool,
            Num::Int(_) => NumKind::Signed,
            Num::Float(_) => NumKind::Float,
            Num::Complex(_) => NumKind::Complex,
        }
    }

    /// The dtype that NumPy gives the number standing alone.
    pub fn dtype(self) -> DType {
        match self {
            Num::Bool(_) => DType::Bool,
            Num::Int(v) if v > i64::MAX as i128 => DType::U64,
            Num::Int(_) => DType::I64,
            Num::Float(_) => DType::F64,
            Num::Complex(_) => DType::C128,
        }
    }

    /// The dtype of an operation between an array of `strong` type and this Python number (NumPy 2's weak scalars).
    pub fn promote_weak(self, strong: DType) -> DType {
        match (self, strong.kind()) {
            (Num::Bool(_), _) => strong,
            (Num::Int(_), NumKind::Bool) => DType::I64,
            (Num::Int(_), _) => strong,
            (Num::Float(_), NumKind::Float | NumKind::Complex) => strong,
            (Num::Float(_), _) => DType::F64,
            (Num::Complex(_), NumKind::Float | NumKind::Complex) => strong.complex(),
            (Num::Complex(_), _) => DType::C128,
        }
    }

    pub fn as_f64(self) -> f64 {
        match self {
            Num::Bool(v) => v as u8 as f64,
            Num::Int(v) => v as f64,
            Num::Float(v) => v,
            Num::Complex(v) => v.re,
        }
    }

    pub fn as_complex(self) -> c128 {
        match self {
            Num::Complex(v) => v,
            v => c128::new(v.as_f64(), 0.0),
        }
    }

    /// The integer it is; none for a float or complex number.
    pub fn as_int(self) -> Option<i128> {
        match self {
            Num::Bool(v) => Some(v as i128),
            Num::Int(v) => Some(v),
            _ => None,
        }
    }

    pub fn is_true(self) -> bool {
        match self {
            Num::Bool(v) => v,
            Num::Int(v) => v != 0,
            Num::Float(v) => v != 0.0,
            Num::Complex(v) => v != c128::default(),
        }
    }

    /// The number as an element, by C's casting rules.
    pub fn cast<T: Element>(self) -> T {
        match self {
            Num::Bool(v) => T::cast_from(v),
            Num::Int(v) if T::DTYPE.is_inexact() => T::cast_from(v as f64),
            Num::Int(v) if v > i64::MAX as i128 => T::cast_from(v as u64),
            Num::Int(v) => T::cast_from(v as i64),
            Num::Float(v) => T::cast_from(v),
            Num::Complex(v) => T::cast_from(v),
        }
    }

    /// The number after a cast to `dtype`.
    pub fn to_dtype(self, dtype: DType) -> Num {
        with_dtype!(dtype, T => self.cast::<T>().num())
    }

    /// Whether an integer fits `dtype`; every other number does.
    pub fn fits(self, dtype: DType) -> bool {
        match (self, dtype.int_range()) {
            (Num::Int(v), Some((low, high))) if dtype != DType::Bool => (low..=high).contains(&v),
            _ => true,
        }
    }
}

/// A NumPy scalar: a number with its dtype.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scalar {
    pub dtype: DType,
    pub num: Num,
}

impl Scalar {
    /// The scalar of that dtype; the number is cast to it.
    pub fn new(dtype: DType, num: Num) -> Scalar {
        Scalar { dtype, num: num.to_dtype(dtype) }
    }

    pub fn of<T: Element>(value: T) -> Scalar {
        Scalar { dtype: T::DTYPE, num: value.num() }
    }
}
