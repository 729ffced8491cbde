//! Values as Python shows them. Numbers with a dtype show plainly: `98`, not `np.int64(98)`.

use std::sync::Arc;

use super::array_repr::{masked_text, repr_array, repr_masked, str_array};
use super::digits::{self, Width};
use super::options::PrintOptions;
use crate::array::{Lazy, Masked, Value, set_order};
use crate::chunk::{DType, Num, Scalar, c128};

/// Containers deeper than this in each other show as `...`.
const MAX_DEPTH: usize = 200;

/// What the shell shows for a NumPy scalar: its number, with the digits that name it in its dtype.
pub fn repr_scalar(scalar: Scalar) -> String {
    number(scalar.num, Width::of(scalar.dtype))
}

/// Python's `str` of a NumPy scalar, which is what the shell shows.
pub fn str_scalar(scalar: Scalar) -> String {
    repr_scalar(scalar)
}

pub(super) fn number(num: Num, width: Width) -> String {
    match num {
        Num::Bool(v) => if v { "True" } else { "False" }.into(),
        Num::Int(v) => v.to_string(),
        Num::Float(v) => digits::alone(v, width),
        Num::Complex(v) => complex(v, width),
    }
}

/// Python's complex: `(1+2j)`, and `2j` where the real part is zero.
fn complex(v: c128, width: Width) -> String {
    let (re, im) = (digits::alone_bare(v.re, width), digits::alone_bare(v.im, width));
    if v.re == 0.0 && v.re.is_sign_positive() {
        return format!("{im}j");
    }
    let plus = if im.starts_with('-') { "" } else { "+" };
    format!("({re}{plus}{im}j)")
}

/// A string as a Python literal: its quotes chosen, what does not print escaped.
pub fn repr_text(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut out = String::with_capacity(text.len() + 2);
    out.push(quote);
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c == quote => out.extend(['\\', c]),
            c if is_printable(c) => out.push(c),
            c => out.push_str(&escape(c)),
        }
    }
    out.push(quote);
    out
}

/// Python's escape of a character by its number.
pub(super) fn escape(c: char) -> String {
    match c as u32 {
        n @ 0..=0xff => format!("\\x{n:02x}"),
        n @ 0..=0xffff => format!("\\u{n:04x}"),
        n => format!("\\U{n:08x}"),
    }
}

/// Whether Python prints the character as it is: no control, format, private or unassigned character, and no
/// separator but the space.
pub(super) fn is_printable(c: char) -> bool {
    if c.is_ascii() {
        return (' '..='~').contains(&c);
    }
    // Rust's own escapes follow the same rule; a letter before the character keeps combining marks as they are.
    let mut buffer = *b"a\0\0\0\0";
    let end = 1 + c.encode_utf8(&mut buffer[1..]).len();
    std::str::from_utf8(&buffer[..end]).is_ok_and(|s| s.escape_debug().nth(1) != Some('\\'))
}

/// A tuple's text around its items'.
pub(super) fn tuple_text(items: impl IntoIterator<Item = String>) -> String {
    let items: Vec<String> = items.into_iter().collect();
    match items.as_slice() {
        [one] => format!("({one},)"),
        _ => format!("({})", items.join(", ")),
    }
}

/// A shape as a tuple, `nan` where a length is not known.
pub(super) fn shape_text(shape: &[Option<usize>]) -> String {
    tuple_text(shape.iter().map(|n| n.map_or_else(|| "nan".into(), |n| n.to_string())))
}

/// Python's `repr` of a value; a lazy array shows in one line.
pub fn repr_value(value: &Value, options: &PrintOptions) -> String {
    Writer { options, open: Vec::new() }.repr(value)
}

/// Python's `str` of a value, which is what `print` writes.
pub fn str_value(value: &Value, options: &PrintOptions) -> String {
    match value {
        Value::Str(text) => text.to_string(),
        Value::DType(dtype) => dtype.to_string(),
        Value::Array(a) => str_array(&a.block(), options),
        Value::Masked(m) if !m.is_lazy() => str_masked(m, options),
        _ => repr_value(value, options),
    }
}

/// NumPy's `str` of a masked array: `[1 -- 3]`.
fn str_masked(m: &Masked, options: &PrintOptions) -> String {
    let block = |v: Option<Value>| if let Some(Value::Array(a)) = v { Some(a.block()) } else { None };
    block(Some(m.data.clone()))
        .map_or_else(String::new, |data| masked_text(&data, block(m.mask()).as_ref(), options, " ", 0, 0))
}

/// The containers that are being written, so that one inside itself shows as `[...]`.
struct Writer<'a> {
    options: &'a PrintOptions,
    open: Vec<*const ()>,
}

impl Writer<'_> {
    fn repr(&mut self, value: &Value) -> String {
        match value {
            Value::None => "None".into(),
            Value::Ellipsis => "Ellipsis".into(),
            Value::Bool(v) => number(Num::Bool(*v), Width::Double),
            Value::Int(v) => v.to_string(),
            Value::Float(v) => digits::alone(*v, Width::Double),
            Value::Complex(v) => complex(*v, Width::Double),
            Value::Str(text) => repr_text(text),
            Value::Tuple(items) => {
                self.inside(Arc::as_ptr(items).cast(), "(...)", |w| tuple_text(items.iter().map(|v| w.repr(v))))
            }
            Value::List(items) => {
                self.inside(Arc::as_ptr(items).cast(), "[...]", |w| format!("[{}]", w.join(&items.read_recursive())))
            }
            Value::Set(items) => {
                let (frozen, items) = (items.read_recursive().frozen, items.clone());
                self.inside(Arc::as_ptr(&items).cast(), "set(...)", |w| {
                    match (&items.read_recursive().values()[..], frozen) {
                        ([], true) => "frozenset()".into(),
                        ([], false) => "set()".into(),
                        (items, true) => format!("frozenset({{{}}})", w.join(&set_order(items))),
                        (items, false) => format!("{{{}}}", w.join(&set_order(items))),
                    }
                })
            }
            Value::Dict(items) => self.inside(Arc::as_ptr(items).cast(), "{...}", |w| {
                let pairs = items.read_recursive();
                let pairs: Vec<String> = pairs.iter().map(|(k, v)| format!("{}: {}", w.repr(k), w.repr(v))).collect();
                format!("{{{}}}", pairs.join(", "))
            }),
            Value::Slice(s) => {
                format!("slice({}, {}, {})", self.repr(&s.start), self.repr(&s.stop), self.repr(&s.step))
            }
            Value::Range(r) if r.step == 1 => format!("range({}, {})", r.start, r.stop),
            Value::Range(r) => format!("range({}, {}, {})", r.start, r.stop, r.step),
            Value::DType(dtype) => dtype_text(*dtype),
            Value::Scalar(scalar) => repr_scalar(*scalar),
            Value::Array(a) => repr_array(&a.block(), self.options),
            Value::Lazy(a) => lazy_text(a, "ndarray"),
            Value::Masked(m) => self.masked(m),
            Value::Object(object) => match object.items() {
                Some(items) => {
                    let named = object.attributes().into_iter().zip(items.iter());
                    let fields: Vec<String> = named.map(|(name, v)| format!("{name}={}", self.repr(v))).collect();
                    format!("{}({})", object.type_name(), fields.join(", "))
                }
                None => object.repr(),
            },
        }
    }

    fn masked(&self, m: &Masked) -> String {
        match (&m.data, m.mask()) {
            _ if m.is_single() => "masked".into(),
            (Value::Array(a), mask) => {
                let mask = mask.and_then(|m| if let Value::Array(m) = m { Some(m.block()) } else { None });
                repr_masked(&a.block(), mask.as_ref(), &number(m.fill(), Width::Double), self.options)
            }
            (Value::Lazy(a), _) => lazy_text(a, "MaskedArray"),
            _ => String::new(),
        }
    }

    /// Writes a container, unless it is being written already or lies too deep.
    fn inside(&mut self, address: *const (), again: &str, write: impl FnOnce(&mut Self) -> String) -> String {
        if self.open.contains(&address) || self.open.len() >= MAX_DEPTH {
            return again.into();
        }
        self.open.push(address);
        let text = write(self);
        self.open.pop();
        text
    }

    fn join(&mut self, items: &[Value]) -> String {
        items.iter().map(|v| self.repr(v)).collect::<Vec<_>>().join(", ")
    }
}

fn dtype_text(dtype: DType) -> String {
    format!("dtype('{dtype}')")
}

/// Dask's `repr` of a lazy array.
fn lazy_text(a: &Lazy, chunks: &str) -> String {
    format!(
        "dask.array<{}, shape={}, dtype={}, chunksize={}, chunktype=numpy.{chunks}>",
        a.node.name,
        shape_text(&a.lengths()),
        a.dtype(),
        shape_text(&super::summary::chunk_shape(a)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::array::{Plain, Range, Slice};
    use crate::chunk::{Block, Cut, Grid};

    fn shown(value: &Value) -> String {
        repr_value(value, &PrintOptions::default())
    }

    fn ints(items: &[i128]) -> impl Iterator<Item = Value> {
        items.iter().map(|&i| Value::Int(i))
    }

    #[test]
    fn containers_show_as_pythons() {
        let slice = Slice { start: Value::None, stop: Value::Int(5), step: Value::Int(-1) };
        let dict = [(Value::str("a"), Value::Int(1)), (Value::Int(2), Value::Float(1e16))].into_iter().collect();
        let set = |items: &[i128]| {
            let table = ints(items).map(|v| (v, ())).collect();
            Value::Set(Arc::new(parking_lot::RwLock::new(crate::array::Set { frozen: false, table })))
        };
        let cases = [
            (Value::tuple([]), "()"),
            (Value::tuple(ints(&[1])), "(1,)"),
            (Value::tuple(ints(&[1, 2])), "(1, 2)"),
            (Value::list([Value::None, Value::Bool(true), Value::str("it's")]), "[None, True, \"it's\"]"),
            (Value::Dict(Arc::new(parking_lot::RwLock::new(dict))), "{'a': 1, 2: 1e+16}"),
            (set(&[]), "set()"),
            (set(&[1, 2]), "{1, 2}"),
            (Value::Slice(Arc::new(slice)), "slice(None, 5, -1)"),
            (Value::Range(Range { start: 0, stop: 5, step: 1 }), "range(0, 5)"),
            (Value::Range(Range { start: 0, stop: 5, step: 2 }), "range(0, 5, 2)"),
            (Value::DType(DType::F64), "dtype('float64')"),
            (Value::Ellipsis, "Ellipsis"),
            (Value::Scalar(Scalar::new(DType::F32, Num::Float(0.1))), "0.1"),
            (Value::Complex(c128::new(0.0, 2.0)), "2j"),
            (Value::Int(i128::MIN), "-170141183460469231731687303715884105728"),
        ];
        for (value, text) in cases {
            assert_eq!(shown(&value), text);
        }
    }

    #[test]
    fn arrays_in_containers_keep_their_lines() {
        let a = Value::Array(Plain::new(Block::from_slice(&[2, 2], &[1i64, 2, 3, 4])));
        let b = Value::Array(Plain::new(Block::from_slice(&[2], &[0.5f64, 2.0])));
        assert_eq!(shown(&Value::list([a.clone(), b.clone()])), "[array([[1, 2],\n       [3, 4]]), array([0.5, 2. ])]");
        assert_eq!(str_value(&a, &PrintOptions::default()), "[[1 2]\n [3 4]]");
        assert_eq!(str_value(&Value::tuple([b]), &PrintOptions::default()), "(array([0.5, 2. ]),)");
        assert_eq!(str_value(&Value::str("a'\n"), &PrintOptions::default()), "a'\n");
        assert_eq!(str_value(&Value::DType(DType::I8), &PrintOptions::default()), "int8");
    }

    #[test]
    fn lazy_arrays_show_in_a_line() {
        let grid =
            |cut: Cut| Lazy::stored(Block::full(DType::I64, &[], Num::Int(0)), Grid::new(vec![cut, Cut::whole(3)]));
        let want = "dask.array<array, shape=(10, 3), dtype=int64, chunksize=(4, 3), chunktype=numpy.ndarray>";
        assert_eq!(shown(&Value::Lazy(grid(Cut::even(10, 4)))), want);
        let unknown = Cut::Unknown { mask: 1, over: Box::new(Cut::even(10, 4)) };
        assert!(shown(&Value::Lazy(grid(unknown))).contains("shape=(nan, 3), dtype=int64, chunksize=(nan, 3)"));
    }

    #[test]
    fn a_list_in_itself_ends() {
        let list = Value::list(ints(&[1]));
        if let Value::List(items) = &list {
            items.write().push(list.clone());
        }
        assert_eq!(shown(&list), "[1, [...]]");
        let mut deep = Value::list([]);
        for _ in 0..1000 {
            deep = Value::list([deep]);
        }
        assert!(shown(&deep).contains("[[...]]"));
    }
}
