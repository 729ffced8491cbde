//! The element types, their names, and NumPy 2's rules of promotion between them.

use half::f16;
use num_complex::Complex;

use super::cast::CastFromAll;

#[allow(non_camel_case_types)]
pub type c64 = Complex<f32>;
#[allow(non_camel_case_types)]
pub type c128 = Complex<f64>;

/// The type of an array's elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DType {
    Bool,
    I8,
    I16,
    I32,
    I64,
    U8,
    U16,
    U32,
    U64,
    F16,
    F32,
    F64,
    C64,
    C128,
}

/// The families of element types, from the weakest to the strongest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NumKind {
    Bool,
    Unsigned,
    Signed,
    Float,
    Complex,
}

struct Row(DType, &'static str, char, NumKind, usize, &'static [&'static str]);

use DType::*;
#[rustfmt::skip]
const TABLE: [Row; 14] = [
    Row(Bool, "bool",       '?', NumKind::Bool,     1,  &["bool_", "?", "b1"]),
    Row(I8,   "int8",       'b', NumKind::Signed,   1,  &["byte", "b", "i1"]),
    Row(I16,  "int16",      'h', NumKind::Signed,   2,  &["short", "h", "i2"]),
    Row(I32,  "int32",      'i', NumKind::Signed,   4,  &["intc", "i", "i4"]),
    Row(I64,  "int64",      'l', NumKind::Signed,   8,  &["int", "int_", "intp", "long", "longlong", "l", "q", "i8", "p", "n", "signedinteger", "integer"]),
    Row(U8,   "uint8",      'B', NumKind::Unsigned, 1,  &["ubyte", "B", "u1"]),
    Row(U16,  "uint16",     'H', NumKind::Unsigned, 2,  &["ushort", "H", "u2"]),
    Row(U32,  "uint32",     'I', NumKind::Unsigned, 4,  &["uintc", "I", "u4"]),
    Row(U64,  "uint64",     'L', NumKind::Unsigned, 8,  &["uint", "uintp", "ulong", "ulonglong", "L", "Q", "u8", "unsignedinteger"]),
    Row(F16,  "float16",    'e', NumKind::Float,    2,  &["half", "e", "f2"]),
    Row(F32,  "float32",    'f', NumKind::Float,    4,  &["single", "f", "f4"]),
    Row(F64,  "float64",    'd', NumKind::Float,    8,  &["float", "float_", "double", "d", "f8", "floating", "inexact"]),
    Row(C64,  "complex64",  'F', NumKind::Complex,  8,  &["csingle", "F", "c8"]),
    Row(C128, "complex128", 'D', NumKind::Complex,  16, &["complex", "complex_", "cdouble", "D", "c16", "complexfloating"]),
];

impl DType {
    pub const ALL: [DType; 14] = [Bool, I8, I16, I32, I64, U8, U16, U32, U64, F16, F32, F64, C64, C128];

    fn row(self) -> &'static Row {
        &TABLE[self as usize]
    }

    /// NumPy's name, such as `float64`.
    pub fn name(self) -> &'static str {
        self.row().1
    }

    /// NumPy's one-letter code, such as `d`.
    pub fn char(self) -> char {
        self.row().2
    }

    pub fn kind(self) -> NumKind {
        self.row().3
    }

    /// Bytes an element.
    pub fn size(self) -> usize {
        self.row().4
    }

    /// The one-letter kind that NumPy's `dtype.kind` gives.
    pub fn kind_char(self) -> char {
        match self.kind() {
            NumKind::Bool => 'b',
            NumKind::Unsigned => 'u',
            NumKind::Signed => 'i',
            NumKind::Float => 'f',
            NumKind::Complex => 'c',
        }
    }

    /// The type of that name, alias or code; byte-order marks `<`, `=` and `|` are accepted.
    pub fn parse(name: &str) -> Option<DType> {
        let bare = name.trim_start_matches(['<', '=', '|']);
        TABLE.iter().find(|r| r.1 == bare || r.5.contains(&bare)).map(|r| r.0)
    }

    /// Every name and alias with its type, but for the one-letter codes.
    pub fn names() -> impl Iterator<Item = (&'static str, DType)> {
        TABLE
            .iter()
            .flat_map(|r| std::iter::once(r.1).chain(r.5.iter().copied()).map(|n| (n, r.0)))
            .filter(|(n, _)| n.len() > 2)
    }

    pub fn is_integer(self) -> bool {
        matches!(self.kind(), NumKind::Signed | NumKind::Unsigned)
    }

    pub fn is_float(self) -> bool {
        self.kind() == NumKind::Float
    }

    pub fn is_complex(self) -> bool {
        self.kind() == NumKind::Complex
    }

    /// A float or complex type.
    pub fn is_inexact(self) -> bool {
        self.kind() >= NumKind::Float
    }

    /// The real type of a complex one's parts; any other type is its own.
    pub fn real(self) -> DType {
        match self {
            C64 => F32,
            C128 => F64,
            d => d,
        }
    }

    /// The complex type whose parts hold this type's values.
    pub fn complex(self) -> DType {
        match self {
            F16 | F32 | C64 => C64,
            _ => C128,
        }
    }

    /// The float type in which NumPy answers `exp` and its kin for this type: itself for a float or complex one.
    pub fn to_float(self) -> DType {
        match self {
            Bool | I8 | U8 => F16,
            I16 | U16 => F32,
            I32 | I64 | U32 | U64 => F64,
            d => d,
        }
    }

    fn signed_of_size(size: usize) -> DType {
        match size {
            1 => I8,
            2 => I16,
            4 => I32,
            _ => I64,
        }
    }

    /// NumPy's `promote_types`: the smallest type to which both cast safely.
    pub fn promote(self, other: DType) -> DType {
        let (low, high) = if self.kind() <= other.kind() { (self, other) } else { (other, self) };
        match (low.kind(), high.kind()) {
            (NumKind::Bool, _) => high,
            (a, b) if a == b => {
                if low.size() >= high.size() {
                    low
                } else {
                    high
                }
            }
            (NumKind::Unsigned, NumKind::Signed) if high.size() > low.size() => high,
            (NumKind::Unsigned, NumKind::Signed) if low.size() == 8 => F64,
            (NumKind::Unsigned, NumKind::Signed) => DType::signed_of_size(low.size() * 2),
            (NumKind::Unsigned | NumKind::Signed, NumKind::Float) => low.to_float().promote(high),
            (NumKind::Unsigned | NumKind::Signed, _) => low.to_float().complex().promote(high),
            (NumKind::Float, _) if low.size() > high.real().size() => C128,
            _ => high,
        }
    }

    /// NumPy's `can_cast(self, to, "safe")`.
    pub fn casts_safely(self, to: DType) -> bool {
        self.promote(to) == to
    }

    /// NumPy's `can_cast(self, to, "same_kind")`.
    pub fn casts_same_kind(self, to: DType) -> bool {
        self.kind() <= to.kind() || self.casts_safely(to)
    }

    /// The type of a sum or product over this type: small integers widen to 64 bits.
    pub fn widened(self) -> DType {
        match self.kind() {
            NumKind::Bool | NumKind::Signed => I64,
            NumKind::Unsigned => U64,
            _ => self,
        }
    }

    /// The least and greatest values of an integer type.
    pub fn int_range(self) -> Option<(i128, i128)> {
        let bits = 8 * self.size() as u32;
        match self.kind() {
            NumKind::Bool => Some((0, 1)),
            NumKind::Signed => Some((-(1i128 << (bits - 1)), (1i128 << (bits - 1)) - 1)),
            NumKind::Unsigned => Some((0, (1i128 << bits) - 1)),
            _ => None,
        }
    }
}

impl std::fmt::Display for DType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.name())
    }
}

/// A type that may be an element. `bool` is one byte, 0 or 1.
pub trait Element: Copy + Default + Send + Sync + PartialEq + std::fmt::Debug + 'static + CastFromAll {
    const DTYPE: DType;
    /// The value as a number of the widest type of its family.
    fn num(self) -> super::Num;
}

macro_rules! elements {
    ($($t:ident $d:ident $num:expr;)*) => {$(
        impl Element for $t {
            const DTYPE: DType = DType::$d;
            fn num(self) -> super::Num {
                use super::Num;
                let f: fn($t) -> Num = $num;
                f(self)
            }
        }
    )*};
}

elements! {
    bool Bool Num::Bool;
    i8 I8 |v| Num::Int(v as i128);
    i16 I16 |v| Num::Int(v as i128);
    i32 I32 |v| Num::Int(v as i128);
    i64 I64 |v| Num::Int(v as i128);
    u8 U8 |v| Num::Int(v as i128);
    u16 U16 |v| Num::Int(v as i128);
    u32 U32 |v| Num::Int(v as i128);
    u64 U64 |v| Num::Int(v as i128);
    f16 F16 |v| Num::Float(v.to_f64());
    f32 F32 |v| Num::Float(v as f64);
    f64 F64 Num::Float;
    c64 C64 |v| Num::Complex(c128::new(v.re as f64, v.im as f64));
    c128 C128 Num::Complex;
}

/// Runs the body with `$t` bound to the Rust type of a `DType`. With a list after `in`, only those types are
/// instantiated and any other is the `else` body.
#[macro_export]
macro_rules! with_dtype {
    ($d:expr, $t:ident => $body:expr) => {
        $crate::with_dtype!($d, $t in [Bool I8 I16 I32 I64 U8 U16 U32 U64 F16 F32 F64 C64 C128] => $body)
    };
    ($d:expr, $t:ident in [$($v:ident)*] => $body:expr $(, else $other:expr)?) => {
        match $d {
            $($crate::chunk::DType::$v => { type $t = $crate::chunk::element::$v; $body })*
            $(#[allow(unreachable_patterns)] _ => $other)?
        }
    };
}

/// The Rust type behind each `DType`, under the `DType`'s name.
pub mod element {
    pub type Bool = bool;
    pub type I8 = i8;
    pub type I16 = i16;
    pub type I32 = i32;
    pub type I64 = i64;
    pub type U8 = u8;
    pub type U16 = u16;
    pub type U32 = u32;
    pub type U64 = u64;
    pub type F16 = half::f16;
    pub type F32 = f32;
    pub type F64 = f64;
    pub type C64 = super::c64;
    pub type C128 = super::c128;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn promotion_is_numpys() {
        let cases = [
            (I8, U8, I16),
            (I64, U64, F64),
            (I32, F32, F64),
            (I16, F32, F32),
            (U8, F16, F16),
            (F64, C64, C128),
            (I64, C64, C128),
            (I8, C64, C64),
            (Bool, U8, U8),
            (U32, I32, I64),
            (I16, F16, F32),
        ];
        for (a, b, want) in cases {
            assert_eq!((a.promote(b), b.promote(a)), (want, want), "{a} with {b}");
        }
    }

    #[test]
    fn names_parse_back() {
        for d in DType::ALL {
            assert_eq!(DType::parse(d.name()), Some(d));
            assert_eq!(DType::parse(&d.char().to_string()), Some(d));
        }
        assert_eq!(DType::parse("<f8"), Some(F64));
        assert_eq!(DType::parse("float99"), None);
    }
}
