//! What the language means, in tables.

mod errors;
mod reader;

use super::ast::*;
use super::sexp::{expression, statements};
use super::*;

fn shown(source: &str) -> String {
    match parse(source) {
        Ok(list) => statements(&list),
        Err(error) => format!("{error}"),
    }
}

fn check(table: &[(&str, &str)]) {
    for (source, want) in table {
        assert_eq!(shown(source), *want, "\n{source}\n");
    }
}

#[test]
fn operators_bind_as_in_python() {
    check(&[
        ("1 + 2*3", "(+ 1 (* 2 3))"),
        ("(1 + 2)*3", "(* (+ 1 2) 3)"),
        ("1 - 2 - 3", "(- (- 1 2) 3)"),
        ("-2**2", "(- (** 2 2))"),
        ("2**-1", "(** 2 (- 1))"),
        ("2**3**4", "(** 2 (** 3 4))"),
        ("2**-3**4", "(** 2 (- (** 3 4)))"),
        ("-x.a[0]**2", "(- (** ([] (. x a) 0) 2))"),
        ("~a@b", "(@ (~ a) b)"),
        ("- -a", "(- (- a))"),
        ("a*b/c//d%e@f", "(@ (% (// (/ (* a b) c) d) e) f)"),
        ("a+b<<c-d", "(<< (+ a b) (- c d))"),
        ("a|b^c&d<<e", "(| a (^ b (& c (<< d e))))"),
        ("a&b == c", "(compare (& a b) == c)"),
        ("a < b <= c != d", "(compare a < b <= c != d)"),
        ("a<b>c>>d", "(compare a < b > (>> c d))"),
        ("(a < b) < c", "(compare (compare a < b) < c)"),
        ("a in b not in c is d is not e", "(compare a in b not in c is d is not e)"),
        ("a is  not b not   in c", "(compare a is not b not in c)"),
        ("not a == b", "(not (compare a == b))"),
        ("not a and b", "(and (not a) b)"),
        ("not not a", "(not (not a))"),
        ("a or b and c or d", "(or a (and b c) d)"),
        ("(a or b) or c", "(or (or a b) c)"),
        ("a if b else c if d else e", "(if b a (if d c e))"),
        ("a or b if c or d else e", "(if (or c d) (or a b) e)"),
        ("lambda: a if b else c", "(lambda () (if b a c))"),
        ("lambda x, y=1, *a, z, **k: lambda: x", "(lambda (x y=1 *a z! **k) (lambda () x))"),
        ("a if b else lambda: c", "(if b a (lambda () c))"),
        ("-1 .real", "(- (. 1 real))"),
        ("a @ b.T", "(@ a (. b T))"),
        ("andy or inner", "(or andy inner)"),
    ]);
}

#[test]
fn literals() {
    check(&[
        ("0", "0"),
        ("1_000_000", "1000000"),
        ("0xFf", "255"),
        ("0o17", "15"),
        ("0b1_0", "2"),
        ("00", "0"),
        ("170141183460469231731687303715884105727", "170141183460469231731687303715884105727"),
        ("1.", "1.0"),
        (".5", "0.5"),
        ("1e3", "1000.0"),
        ("1.5E-3", "0.0015"),
        ("2j", "2.0j"),
        ("1e2J", "100.0j"),
        ("1e999", "inf"),
        ("0777.5", "777.5"),
        ("None, True, False, ...", "(tuple None True False ...)"),
        (r"'a\n\t\\\'\x41\u00e9\101\q'", r#""a\a.\9.\5c.'A\e9.A\5c.q""#),
        ("'a' \"b\"\\\n  'c'", r#""abc""#),
        (r"r'\n\''", r#""\5c.n\5c.'""#),
        ("'''a\n'b' ''\\\nc'''", r#""a\a.'b' ''c""#),
        ("''", r#""""#),
        ("\"\"\"\"\"\"", r#""""#),
        ("f''", "(f )"),
        ("f'{a}'", "(f {a})"),
        ("f'x{a!r:>{w}.2f}y{{}}'", r#"(f "x" {a !r :(">" {w} ".2f")} "y{}")"#),
        ("f'{a = }{b=!s}{c=:>3}'", r#"(f {"a = " a} {"b=" b !s} {"c=" c :(">3")})"#),
        ("f'{x[\"k\"]}{ {1: 2}[1] }' 'z'", r#"(f {([] x "k")} {([] (dict 1: 2) 1)} "z")"#),
        ("f\"{x[\"k\"]}{f'{y}'}\"", r#"(f {([] x "k")} {(f {y})})"#),
        ("f'''{\n a +\n b}'''", "(f {(+ a b)})"),
        ("f'{a, b} {a != b} {a if b else c}'", r#"(f {(tuple a b)} " " {(compare a != b)} " " {(if b a c)})"#),
        (r"rf'\d{a}\{b}'", r#"(f "\5c.d" {a} "\5c." {b})"#),
        ("f'{t:%H:%M}'", r#"(f {t :("%H:%M")})"#),
    ]);
}

#[test]
fn displays_calls_and_subscripts() {
    check(&[
        ("()", "(tuple )"),
        ("(a)", "a"),
        ("(a,)", "(tuple a)"),
        ("a,", "(tuple a)"),
        ("a, *b", "(tuple a (* b))"),
        ("[]", "(list )"),
        ("[1, [2, 3],]", "(list 1 (list 2 3))"),
        ("{}", "(dict )"),
        ("{1: 2, **a, 'b': c,}", "(dict 1: 2 ** a \"b\": c)"),
        ("{1, *a}", "(set 1 (* a))"),
        ("[x for x in y if a if b for z in x]", "(List x for x in y if a if b for z in x)"),
        ("{k: v for k, (v, *w) in y}", "(Dict k: v for (unpack k (unpack v (* w))) in y)"),
        ("{x for x, in y}", "(Set x for (unpack x) in y)"),
        ("(x for x in y)", "(Generator x for x in y)"),
        ("sum(x for x in y)", "(call sum (Generator x for x in y))"),
        ("f()", "(call f )"),
        ("f(a, *b, c=d, **e,)", "(call f a (* b) c=d (** e))"),
        ("f(a==b)", "(call f (compare a == b))"),
        ("f(\n  a,  # first\n\n  b\n)", "(call f a b)"),
        ("a.b(c)[d].e", "(. ([] (call (. a b) c) d) e)"),
        ("x[1]", "([] x 1)"),
        ("x[1,]", "([] x (tuple 1))"),
        ("x[:]", "([] x (slice _ _ _))"),
        ("x[::2, None, ..., 1:-1]", "([] x (tuple (slice _ _ 2) None ... (slice 1 (- 1) _)))"),
        ("x[a:b:c][::]", "([] ([] x (slice a b c)) (slice _ _ _))"),
        ("x[(1, 2)]", "([] x (tuple 1 2))"),
        ("x[[1, 2], y > 0]", "([] x (tuple (list 1 2) (compare y > 0)))"),
        ("'a'.join(b)", "(call (. \"a\" join) b)"),
        ("x . y", "(. x y)"),
        ("1..real", "(. 1.0 real)"),
    ]);
}

#[test]
fn simple_statements() {
    check(&[
        ("", ""),
        ("# nothing\n\n   # here", ""),
        ("a; b;", "a; b;"),
        ("a;b # c", "a; b"),
        ("a = b = c, d", "(= a b (tuple c d))"),
        ("a, (b, *c), [d] = e", "(= (unpack a (unpack b (* c)) (unpack d)) e)"),
        ("(a) = x.y = z[0] = 1", "(= a (. x y) ([] z 0) 1)"),
        ("*a, = b", "(= (unpack (* a)) b)"),
        ("x: int = 3", "(: x int 3)"),
        ("x: int", "(: x int _)"),
        ("x @= y", "(@= x y)"),
        ("x[0] **= 2, 3", "(**= ([] x 0) (tuple 2 3))"),
        ("x //= 1; x >>= 1; x <<= 1; x |= 1; x ^= 1", "(//= x 1); (>>= x 1); (<<= x 1); (|= x 1); (^= x 1)"),
        ("x %= 2", "(%= x 2)"),
        ("import numpy as np, dask.array", "(import (numpy as np) dask.array)"),
        ("from dask import array as da, delayed", "(from dask (array as da) delayed)"),
        ("from a.b import (c,\n  d as e,\n)", "(from a.b c (d as e))"),
        ("from math import *", "(from math *)"),
        ("del a, b[0], (c, d)", "(del a ([] b 0) (unpack c d))"),
        ("assert a, 'b'", "(assert a \"b\")"),
        ("pass", "(pass)"),
        ("x = 1 + \\\n  2", "(= x (+ 1 2))"),
        ("x = 1\r\ny = 2\r\n", "(= x 1) (= y 2)"),
        ("\u{feff}x", "x"),
        ("passed = classes = None", "(= passed classes None)"),
    ]);
}

#[test]
fn blocks() {
    check(&[
        ("if a: b; c", "(if (a b; c) else ())"),
        ("if a:\n  b\n# c\nelif d:\n\te\nelse:\n  f\ng", "(if (a b) (d e) else (f)) g"),
        (
            "for x, y in a, b:\n    if x:\n        break\n    continue\nelse:\n    c",
            "(for (unpack x y) (tuple a b) ((if (x (break)) else ()) (continue)) else (c))",
        ),
        ("while a:\n  while b: pass\n\n  c\nd", "(while a ((while b ((pass)) else ()) c) else ()) d"),
        (
            "def f(a, /, b: int = 2, *, c=3, **d) -> float:\n  'doc'\n  return a, b",
            "(def f (a/ b=2 c!=3 **d) \"doc\" (return (tuple a b)))",
        ),
        ("def f(*a): return", "(def f (*a) (return _))"),
        ("if a:\n    if b:\n        c\n\nd", "(if (a (if (b c) else ())) else ()) d"),
        ("if a:\n    x = [1,\n2]\n    y", "(if (a (= x (list 1 2)) y) else ())"),
        ("if a:\n  '''x\ny'''\n  z", "(if (a \"x\\a.y\" z) else ())"),
    ]);
    let list = parse("def f():\n  '''doc'''\n").unwrap_or_default();
    let [Stmt { kind: StmtKind::Def { function: f, .. }, .. }] = list.as_slice() else { panic!("a def") };
    assert_eq!(f.doc.as_deref(), Some("doc"));
}

#[test]
fn shell_lines() {
    check(&[
        ("%time x.sum() # it's", "(%time \"x.sum() # it's\")"),
        ("%who", "(%who \"\")"),
        ("%%time -n 3\nx = 1\n\ny", "(%%time \"-n 3\" \"x = 1\") y"),
        ("%%time\na\n  b", "(%%time \"\" \"a\\n  b\")"),
        ("np.sum?", "(? np.sum)"),
        ("x??", "(?? x)"),
        ("?x", "(? x)"),
        ("??x", "(?? x)"),
        ("!ls -l 'a", "(! \"ls -l 'a\")"),
        ("if a:\n  %time b\n  c", "(if (a (%time \"b\") c) else ())"),
        ("x = a %b", "(= x (% a b))"),
        ("(a\n%b)", "(% a b)"),
    ]);
    let source = "%%time\ny = 2\n";
    let list = parse(source).unwrap_or_default();
    let [Stmt { kind: StmtKind::Magic(magic), .. }] = list.as_slice() else { panic!("a magic") };
    let body = magic.body.as_ref().map_or(Span::default(), |b| b.span);
    let inner = parse_within(source, body).unwrap_or_default();
    assert_eq!(inner.first().map(|s| s.span), Some(Span::new(7, 12)));
}

/// What is wrong, where (the text there), and a word of the help.
/// Calls `see` on an expression and on all within it.
fn walk(e: &Expr, see: &mut impl FnMut(&Expr)) {
    see(e);
    match &e.kind {
        ExprKind::Tuple(list) | ExprKind::List(list) | ExprKind::Set(list) => list.iter().for_each(|e| walk(e, see)),
        ExprKind::Logical { values, .. } => values.iter().for_each(|e| walk(e, see)),
        ExprKind::Starred(e) | ExprKind::Unary { operand: e, .. } | ExprKind::Attribute { object: e, .. } => {
            walk(e, see)
        }
        ExprKind::Binary { first, rest } => {
            walk(first, see);
            rest.iter().for_each(|o| walk(&o.right, see));
        }
        ExprKind::Compare { first, rest } => {
            walk(first, see);
            rest.iter().for_each(|o| walk(&o.right, see));
        }
        ExprKind::Conditional { test, then, otherwise } => {
            [test, then, otherwise].into_iter().for_each(|e| walk(e, see))
        }
        ExprKind::Call { function, arguments } => {
            walk(function, see);
            arguments.iter().for_each(|a| walk(&a.value, see));
        }
        ExprKind::Subscript { object, index } => {
            walk(object, see);
            walk(index, see);
        }
        ExprKind::Slice { lower, upper, step } => {
            [lower, upper, step].into_iter().flatten().for_each(|e| walk(e, see));
        }
        ExprKind::FString(parts) => parts.iter().for_each(|p| {
            if let FPart::Hole(hole) = p {
                walk(&hole.value, see);
            }
        }),
        _ => {}
    }
}

#[test]
fn spans_are_those_of_the_source() {
    let source = "# é comment\nif é:\n    # x\n    if a:\n\n        (y + -x.T)[::2, 1:].sum( axis=(0, ), k = 2 ) ** 2 < 3 \\\n            and [1, f'é{ab + c!r}'] or (not d if e else {4})\n    z\nw + 1";
    let mut seen = 0;
    let mut see = |e: &Expr| {
        let text = source.get(e.span.start as usize..e.span.end as usize).unwrap_or("");
        if matches!(e.kind, ExprKind::Slice { .. }) || text.contains("::") && !text.starts_with('(') {
            return;
        }
        let again = shown(&format!("({text})"));
        assert_eq!(again, expression(e), "{text}");
        seen += 1;
    };
    fn block(list: &[Stmt], see: &mut impl FnMut(&Expr)) {
        for stmt in list {
            match &stmt.kind {
                StmtKind::Expr(e) => walk(e, see),
                StmtKind::If { branches, .. } => branches.iter().for_each(|b| block(&b.body, see)),
                _ => {}
            }
        }
    }
    let list = parse(source).unwrap_or_default();
    block(&list, &mut see);
    assert!(seen > 30, "{seen}");
    let spans: Vec<&str> = list.iter().filter_map(|s| source.get(s.span.start as usize..s.span.end as usize)).collect();
    assert!(spans.first().is_some_and(|s| s.starts_with("if é") && s.ends_with("\n    z")), "{spans:?}");
    assert_eq!(spans.get(1), Some(&"w + 1"));
}

#[test]
fn deep_nesting_is_an_error_and_long_chains_are_not() {
    let nested = |open: &str, close: &str, n: usize| format!("{}1{}", open.repeat(n), close.repeat(n));
    let blocks =
        |n: usize| (0..=n).map(|i| format!("{}{}\n", " ".repeat(i), if i < n { "if a:" } else { "b" })).collect();
    let work = move || {
        let shapes = [
            ("(", ")"),
            ("[", "]"),
            ("{1:", "}"),
            ("f(x=", ")"),
            ("x[1:", "]"),
            ("[a for b in ", "]"),
            ("f'{", "}'"),
            ("(lambda x={1: ", "}: 0)"),
            ("-", ""),
            ("not ", ""),
            ("lambda: ", ""),
            ("lambda x=", ": 0"),
            ("2**", ""),
            ("1 if 2 else ", ""),
            ("-f(a.b[c, {1: lambda: 2 ** ", "}])"),
        ];
        for (open, close) in shapes {
            assert!(parse(&nested(open, close, 15)).is_ok(), "{open}");
            // At the limit, and far past it.
            let _ = parse(&nested(open, close, 99)).map(|tree| assert_eq!(tree.clone(), tree));
            let error = parse(&nested(open, close, 10_000)).expect_err(open);
            assert!(error.message.starts_with("too many nested") && error.span.is_some(), "{open}: {error}");
            assert!(parse(&open.repeat(10_000)).is_err());
        }
        for link in [".a", "()", "[0]"] {
            assert!(parse(&format!("x{}", link.repeat(150))).is_ok());
            assert!(parse(&format!("x{}", link.repeat(10_000))).is_err());
        }
        for chain in [" + 1", " and 1", " < 1", ", 1", "\n1"] {
            assert!(parse(&format!("1{}", chain.repeat(10_000))).is_ok(), "{chain}");
        }
        let text: String = blocks(40);
        assert!(parse(&text).is_ok());
        let text: String = blocks(2_000);
        assert!(parse(&text).is_err_and(|e| e.message.starts_with("too many nested blocks")));
    };
    let thread = std::thread::Builder::new().stack_size(2 << 20).spawn(work).map(|t| t.join().is_ok());
    assert!(thread.unwrap_or(false));
}

#[test]
fn time_grows_with_length_alone() {
    let line = "y = da.dot(x[::2, :], x + da.transpose(x, axes=(1, 0))).sum(axis=0) * 2.5e-3 - 1\n";
    let started = std::time::Instant::now();
    assert_eq!(parse(&line.repeat(5_000)).map(|s| s.len()), Ok(5_000));
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}
