//! Every ufunc against NumPy's answers in `tests/data/elementwise.tsv`.

use std::collections::HashMap;

use ndsh::array::{Lazy, convert};
use ndsh::chunk::{Block, DType, Num, c128};
use ndsh::graph::{Operand, Rule, Target};
use ndsh::ops::Arg;
use ndsh::ops::elementwise::{Casting, Ufunc, apply_all, find_ufunc};

const DATA: &str = include_str!("data/elementwise.tsv");
const DTYPES: &str = "?bhilBHILefdFD";
/// How far a float may be from NumPy's, in units in the last place.
const ULPS: f64 = 4.0;

fn lines(kind: &str) -> impl Iterator<Item = Vec<&'static str>> {
    DATA.lines().map(|l| l.split('\t').collect::<Vec<_>>()).filter(move |f| f[0] == kind)
}

fn dtype(code: &str) -> DType {
    DType::parse(code).unwrap()
}

fn block(dtype: DType, hex: &str) -> Block {
    let bytes: Vec<u8> = (0..hex.len() / 2).map(|i| u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).unwrap()).collect();
    let block = Block::scratch(dtype, &[bytes.len() / dtype.size()]);
    // SAFETY: the block is fresh and of as many bytes.
    unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), block.byte_ptr(), bytes.len()) };
    block
}

fn values() -> HashMap<&'static str, Block> {
    lines("values").map(|f| (f[1], block(dtype(f[1]), f[2]))).collect()
}

fn run(ufunc: &'static Ufunc, args: &[Arg]) -> Vec<Block> {
    let lazies = apply_all(ufunc, args, None, Casting::SameKind).unwrap();
    lazies.iter().map(|a: &Lazy| a.compute().unwrap()).collect()
}

fn strong(block: &Block) -> Arg {
    Arg::Strong(convert::whole(block.clone()))
}

/// Distance in units in the last place of a type with `digits` binary digits and least exponent `least`.
fn distance(a: f64, b: f64, digits: i32, least: i32) -> f64 {
    if a == b || (a.is_nan() && b.is_nan()) {
        return if a == 0.0 && a.is_sign_negative() != b.is_sign_negative() { f64::INFINITY } else { 0.0 };
    }
    if !a.is_finite() || !b.is_finite() {
        return f64::INFINITY;
    }
    let exponent = a.abs().max(b.abs()).log2().floor() as i32;
    (a - b).abs() / 2f64.powi(exponent.max(least) - digits + 1)
}

fn scale(dtype: DType) -> (i32, i32) {
    match dtype.real() {
        DType::F16 => (11, -14),
        DType::F32 => (24, -126),
        _ => (53, -1022),
    }
}

/// How far an element may be from NumPy's: complex powers are not exact there, least of all in single precision.
fn tolerance(name: &str, dtype: DType) -> f64 {
    match (name, dtype) {
        ("power" | "float_power", DType::C128) => 64.0,
        ("power" | "exp2", DType::C64) => 1024.0,
        _ => ULPS,
    }
}

/// What is wrong about an element, if anything is.
fn wrong(dtype: DType, got: Num, want: Num, ulps: f64) -> bool {
    let (digits, least) = scale(dtype);
    match (got, want) {
        (Num::Float(a), Num::Float(b)) => distance(a, b, digits, least) > ulps,
        (Num::Complex(a), Num::Complex(b)) => {
            let size = b.norm();
            let near = |x: f64, y: f64| {
                (x == y)
                    || (x.is_nan() && y.is_nan())
                    || distance(x, y, digits, least) <= ulps
                    || (x - y).abs() <= ulps * size * 2f64.powi(-digits)
            };
            // Where NumPy has NaN in both parts, either part may say so.
            !(near(a.re, b.re) && near(a.im, b.im))
                && !(b.re.is_nan() && b.im.is_nan() && (a.re.is_nan() || a.im.is_nan()))
        }
        (a, b) => a != b,
    }
}

/// Compares results with what they should be and gathers what is wrong.
fn compare(what: &str, ins: &[&Block], got: &Block, want: &Block, faults: &mut Vec<String>) {
    if got.dtype() != want.dtype() {
        faults.push(format!("{what}: {} for {}", got.dtype(), want.dtype()));
        return;
    }
    let ulps = tolerance(what.split(' ').next().unwrap_or(what), want.dtype());
    for i in 0..want.size() {
        let (g, w) = (got.at(&[i]).num, want.at(&[i]).num);
        if wrong(want.dtype(), g, w, ulps) {
            let args: Vec<String> = ins.iter().map(|b| format!("{:?}", b.at(&[i]).num)).collect();
            faults.push(format!("{what}({}) is {g:?}, not {w:?}", args.join(", ")));
        }
    }
}

fn check(faults: Vec<String>) {
    assert!(
        faults.is_empty(),
        "{} faults:\n{}",
        faults.len(),
        faults.iter().take(400).cloned().collect::<Vec<_>>().join("\n")
    );
}

#[test]
fn functions_of_one_argument_are_numpys() {
    let values = values();
    let mut faults = Vec::new();
    for f in lines("unary") {
        let Some(ufunc) = find_ufunc(f[1]) else {
            faults.push(format!("there is no {}", f[1]));
            continue;
        };
        let x = &values[f[2]];
        for (result, want) in run(ufunc, &[strong(x)]).iter().zip(f[3..].chunks(2)) {
            compare(&format!("{} {}", f[1], x.dtype()), &[x], result, &block(dtype(want[0]), want[1]), &mut faults);
        }
    }
    check(faults);
}

/// Each value as often as there are values, and all values as often.
fn pairs(x: &Block) -> (Block, Block) {
    let n = x.size();
    let square = x.reshape(&[n, 1]).broadcast_to(&[n, n]).to_owned_c().reshape(&[n * n]);
    (square, x.reshape(&[1, n]).broadcast_to(&[n, n]).to_owned_c().reshape(&[n * n]))
}

#[test]
fn functions_of_two_arguments_are_numpys() {
    let values = values();
    let mut faults = Vec::new();
    for f in lines("binary") {
        let Some(ufunc) = find_ufunc(f[1]) else {
            faults.push(format!("there is no {}", f[1]));
            continue;
        };
        let (a, mut b) = pairs(&values[f[2]]);
        if f[1] == "power" && a.dtype().is_integer() {
            b = three_for_negative(&b);
        }
        for (k, (result, want)) in run(ufunc, &[strong(&a), strong(&b)]).iter().zip(f[3..].chunks(2)).enumerate() {
            let want = block(dtype(want[0]), want[1]);
            compare(&format!("{} {}", f[1], a.dtype()), &[&a, &b], result, &want, &mut faults);
            against_one(ufunc, f[1], (&a, &b), k, &want, &mut faults);
        }
    }
    check(faults);
}

fn three_for_negative(b: &Block) -> Block {
    let wide: Vec<i64> = b.to_vec::<i64>();
    let fixed: Vec<i64> = wide.iter().map(|&v| if v < 0 && b.dtype() != DType::U64 { 3 } else { v }).collect();
    Block::from_slice(&[fixed.len()], &fixed).cast(b.dtype())
}

/// The same pairs, one operand a number for all: the loops for those must agree.
fn against_one(
    ufunc: &'static Ufunc,
    name: &str,
    (a, b): (&Block, &Block),
    k: usize,
    want: &Block,
    faults: &mut Vec<String>,
) {
    let n = (a.size() as f64).sqrt() as usize;
    for i in 0..n {
        let row = |block: &Block| block.part(&[i * n], &[n]).to_owned_c();
        let one = row(a).part(&[0], &[1]).reshape(&[]);
        let result = run(ufunc, &[strong(&one), strong(&row(b))]).swap_remove(k);
        compare(&format!("{name} of one {}", a.dtype()), &[&row(a), &row(b)], &result, &row(want), faults);
        let column = |block: &Block| block.sub(&[i], &[n], &[n as isize]).to_owned_c();
        let one = column(b).part(&[0], &[1]).reshape(&[]);
        let same = column(b).to_vec::<c128>().iter().all(|v| *v == column(b).to_vec::<c128>()[0]);
        // A power of one 0.5 is a square root, in NumPy too, which differs at -0.0 and -inf.
        let root = ufunc.name.ends_with("power") && one.to_vec::<f64>()[0] == 0.5;
        if same && !root {
            let result = run(ufunc, &[strong(&column(a)), strong(&one)]).swap_remove(k);
            compare(&format!("{name} by one {}", a.dtype()), &[&column(a), &column(b)], &result, &column(want), faults);
        }
    }
}

#[test]
fn dtypes_are_numpys() {
    let mut operands: Vec<Arg> =
        DTYPES.chars().map(|c| strong(&Block::full(dtype(&c.to_string()), &[1], Num::Int(1)))).collect();
    operands.extend([Num::Bool(true), Num::Int(1), Num::Float(1.0), Num::Complex(c128::new(0.0, 1.0))].map(Arg::Weak));
    let mut faults = Vec::new();
    for f in lines("types") {
        let Some(ufunc) = find_ufunc(f[1]) else { continue };
        let mut check = |args: &[Arg], want: char| {
            let got = apply_all(ufunc, args, None, Casting::SameKind).map_or('.', |r| r[0].dtype().char());
            if got != want {
                faults.push(format!("{} of {args:?}: {got} for {want}", f[1]));
            }
        };
        let mut want = f[2].chars();
        for x in &operands {
            if ufunc.arity() == 1 {
                check(std::slice::from_ref(x), want.next().unwrap());
            } else {
                operands.iter().for_each(|y| check(&[x.clone(), y.clone()], want.next().unwrap()));
            }
        }
    }
    check(faults);
}

/// Nanoseconds an element of a ufunc's loops over a run that fits the cache: `cargo test --release --test elementwise
/// speed -- --ignored --nocapture`.
#[test]
#[ignore = "a measurement"]
fn speed() {
    const N: usize = 4096;
    for code in ["d", "f", "l", "i", "b", "D"] {
        for name in find_names() {
            let Some(ufunc) = find_ufunc(name) else { continue };
            let values: Vec<f64> = (0..N).map(|i| 0.1 + i as f64 * 0.0002).collect();
            let scale = if dtype(code).is_integer() { 100.0 } else { 1.0 };
            let many =
                Block::from_slice(&[N], &values.iter().map(|v| v * scale + 0.9).collect::<Vec<_>>()).cast(dtype(code));
            let one = Block::full(dtype(code), &[], Num::Int(3));
            let forms: &[(&str, Vec<&Block>)] = if ufunc.arity() == 1 {
                &[("v", vec![&many])]
            } else {
                &[("vv", vec![&many, &many]), ("vs", vec![&many, &one]), ("sv", vec![&one, &many])]
            };
            let mut line = format!("{:10} {:16}", dtype(code).name(), name);
            for (form, blocks) in forms {
                let args: Vec<Arg> = blocks.iter().map(|b| strong(b)).collect();
                let Ok(lazies) = apply_all(ufunc, &args, None, Casting::SameKind) else { continue };
                let node = &lazies[0].node;
                let Rule::Map(kernel) = &node.rule else { continue };
                if node.inputs.iter().any(|i| i.dtype != dtype(code)) {
                    continue;
                }
                let operands: Vec<Operand> = blocks.iter().map(|b| Operand::of(b, N)).collect();
                let out = Block::scratch(node.dtype, &[N]);
                let mut best = f64::INFINITY;
                for _ in 0..20 {
                    let start = std::time::Instant::now();
                    for _ in 0..10 {
                        // SAFETY: the block is of that many elements, and no one else's.
                        kernel.run(&operands, unsafe { Target::new(out.byte_ptr(), node.dtype, N) }).unwrap();
                    }
                    best = best.min(start.elapsed().as_secs_f64() / (10 * N) as f64);
                }
                line += &format!("  {form} {:7.3}", best * 1e9);
            }
            println!("{line}");
        }
    }
}

fn find_names() -> impl Iterator<Item = &'static str> {
    let mut seen = std::collections::HashSet::new();
    lines("types").map(|f| f[1]).filter(move |n| seen.insert(*n))
}
