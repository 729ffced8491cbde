//! What the language means, in tables.

use super::ast::*;
use super::sexp::{expression, statements};
use super::*;
use crate::diag::Kind;

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
#[test]
fn errors_say_what_and_where_and_what_would_work() {
    let table = [
        ("x = = 3", "expected an expression after `=`", "=", "=="),
        ("1 +", "expected an expression after `+`", "+", ""),
        ("f(a,, b)", "expected an expression after `,`", ",", ""),
        ("foo(a b)", "expected `,` or `)` before `b`", "b", "comma"),
        ("if x = 3: pass", "`=` assigns", "=", "=="),
        ("f(a.b=1)", "only a name can stand before `=`", "=", "=="),
        ("print x", "expected `(` after `print`", "x", "print(...)"),
        ("a && b", "`&&` is not an operator", "&&", "and"),
        ("y = !x", "`!` is not an operator", "!", "not"),
        ("x++", "`++` is not an operator", "+", "+= 1"),
        ("x := 1", "`:=` stands within brackets", ":=", "="),
        ("s = “hi”", "the character `“`", "“", "plain quote"),
        ("a ≤ b", "the character `≤`", "≤", "<="),
        ("a\u{a0}= 1", "U+00A0", "\u{a0}", "ordinary space"),
        ("2x", "invalid number `2x`", "2x", "digit"),
        ("1__0", "invalid number", "1__0", "_"),
        ("012", "leading zeros", "012", "0o"),
        ("x = (1 + 2", "'(' was never closed", "(", ")"),
        ("foo(a, [1\nb = 2\n", "'[' was never closed", "[", "]"),
        ("foo(a]", "closing parenthesis ']' does not match opening parenthesis '('", "]", ""),
        ("foo)", "unmatched ')'", ")", ""),
        ("x = 'abc\ny", "unterminated string literal", "'abc", "three quotes"),
        ("x = '''abc", "unterminated triple-quoted string", "'''", "'''"),
        ("x \\", "missing", "\\", "remove"),
        ("f'{x'", "'{' was never closed", "{", "}"),
        ("f'{}'", "expected an expression after `{`", "}", "{{}}"),
        ("f'}'", "a single `}`", "}", "}}"),
        ("f'{a!z}'", "`!z` is not a conversion", "!z", "!r"),
        (r"'\x4'", r"`\x` needs 2", r"\x4", r"\\"),
        ("f() = 3", "cannot assign to a function call", "f()", "=="),
        ("1 + x = 3", "cannot assign to an expression", "1 + x", "=="),
        ("None = 3", "cannot assign to None", "None", ""),
        ("(a, b) += 1", "only a single target", "(a, b)", ""),
        ("*a, *b = c", "only one target can be starred", "*b", ""),
        ("*a", "a `*` cannot stand here", "*a", "(*a,)"),
        ("f(a=1, b)", "a positional argument follows", "b", ""),
        ("f(a=1, a=2)", "`a` is given twice", "a=2", ""),
        ("{1: 2, 3}", "a dict needs `key: value`", "3", "set"),
        ("a == not b", "`not` after an operator", "not", "(not"),
        ("a not b", "`not` cannot stand between", "not", "not in"),
        ("x = 3 if y", "expected `else`", "y", "else"),
        ("[x for x]", "expected `in`", "]", "for x in"),
        ("for x of y: pass", "expected `in`", "of", "for x in"),
        ("if x\n  y", "expected `:` at the end of the `if` line", "x", ":"),
        ("while x == 1\n", "expected `:` at the end of the `while` line", "1", ":"),
        ("def f:\n  pass", "expected `(` after `def f`", ":", "def f():"),
        ("def f(a=1, b): pass", "a parameter without a default", "b", ""),
        ("def f(a, a): pass", "named twice", "a", ""),
        ("else:\n  x", "`else` without", "else", "block"),
        ("x.class", "cannot be a name", "class", "class_"),
        ("return 3", "`return` outside of a function", "return 3", ""),
        ("for x in y:\n  def f():\n    break", "`break` outside of a loop", "break", ""),
        ("class A:\n  pass", "`class` is not part of ndsh", "class", "def"),
        ("try:\n  x\n", "expected `except` or `finally`", "try:\n  x", "except ValueError"),
        ("try: x\nexcept: y\nexcept KeyError: z", "must be the last one", "except KeyError: z", "every error"),
        ("except: y", "`except` without a `try`", "except", "block"),
        ("match x:\n  case 1: y", "`match` is not part of ndsh", "x", "elif"),
        ("nonlocal x", "`nonlocal` outside of a function", "nonlocal x", "within"),
        ("x = yield 3", "`yield` is not part of ndsh", "yield", "list"),
        ("% 3", "expected the name of a command", "% 3", "%time"),
        ("é é", "unexpected `é` after `é`", "é", ""),
        ("if x:", "expected an indented block after `if`", ":", "pass"),
        ("if x:\ny", "expected an indented block after `if`", "y", "indent"),
        ("x = 1\n  y = 2", "unexpected indent", "  ", "blanks"),
        ("if x:\n    a\n  b", "unindent does not match", "  ", ""),
        ("if x:\n\ta\n        b", "inconsistent use of tabs", "        ", "spaces"),
    ];
    for (source, message, place, help) in table {
        let Err(error) = parse(source) else { panic!("{source} is an error") };
        assert!(error.message.contains(message), "{source}: {}", error.message);
        let span = error.span.unwrap_or_default();
        assert_eq!(source.get(span.start as usize..span.end as usize), Some(place), "{source}: {}", error.message);
        assert!(error.help.unwrap_or_default().contains(help), "{source}");
    }
}

#[test]
fn errors_have_kinds() {
    let table = [
        ("x = ", Kind::SyntaxError),
        ("  x", Kind::IndentationError),
        ("class A: pass", Kind::NotImplementedError),
        ("1000000000000000000000000000000000000000000", Kind::OverflowError),
    ];
    for (source, kind) in table {
        assert_eq!(parse(source).err().map(|e| e.kind), Some(kind), "{source}");
    }
}

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

fn pieces(text: &str) -> Vec<(usize, String)> {
    let mut reader = Reader::new();
    let mut all: Vec<Piece> = text.lines().flat_map(|l| reader.push_line(l)).collect();
    all.extend(reader.finish());
    all.into_iter().map(|p| (p.line, p.text)).collect()
}

#[test]
fn a_reader_gives_whole_statements() {
    let table: [(&str, &[(usize, &str)]); 22] = [
        ("a\n\n# c\nb", &[(1, "a"), (4, "b")]),
        ("a; b\nc", &[(1, "a; b"), (2, "c")]),
        ("f(1,\n  2)\nb", &[(1, "f(1,\n  2)"), (3, "b")]),
        ("x = '''a\n\nb'''\nb", &[(1, "x = '''a\n\nb'''"), (4, "b")]),
        ("x = 1 + \\\n  2\nb", &[(1, "x = 1 + \\\n  2"), (3, "b")]),
        ("if a:\n  b\n\n  c\nelse:\n  d\ne", &[(1, "if a:\n  b\n\n  c\nelse:\n  d"), (7, "e")]),
        ("for x in y: z\nb", &[(1, "for x in y: z"), (2, "b")]),
        ("def f(): return 1\nb", &[(1, "def f(): return 1"), (2, "b")]),
        ("def f(a,\n      b):\n  return 1\nb", &[(1, "def f(a,\n      b):\n  return 1"), (4, "b")]),
        ("@d\ndef f():\n  x\nb", &[(1, "@d\ndef f():\n  x"), (4, "b")]),
        ("if a\n  b\nc", &[(1, "if a\n  b"), (3, "c")]),
        ("class A:\n  x\nb", &[(1, "class A:\n  x"), (3, "b")]),
        ("x = 'abc\nb", &[(1, "x = 'abc"), (2, "b")]),
        ("f(a]\nb", &[(1, "f(a]"), (2, "b")]),
        ("f(a\nb\nc", &[(1, "f(a\nb\nc")]),
        ("f'''{a\n}'''\nb", &[(1, "f'''{a\n}'''"), (3, "b")]),
        ("%time f(\nb", &[(1, "%time f("), (2, "b")]),
        ("!echo 'a\nb", &[(1, "!echo 'a"), (2, "b")]),
        ("%%time\na\nif b:\n  c\n\nd", &[(1, "%%time\na\nif b:\n  c"), (6, "d")]),
        ("if a:\n  b\n# c\n\nd", &[(1, "if a:\n  b\n# c"), (5, "d")]),
        ("a\r\nif b:\r\n  c\r\nd", &[(1, "a"), (2, "if b:\n  c"), (4, "d")]),
        ("", &[]),
    ];
    for (text, want) in table {
        let want: Vec<(usize, String)> = want.iter().map(|(line, text)| (*line, text.to_string())).collect();
        assert_eq!(pieces(text), want, "\n{text}\n");
    }
}

#[test]
fn a_reader_gives_a_statement_as_soon_as_it_is_complete() {
    let mut reader = Reader::new();
    assert_eq!(reader.push_line("a = 1\n").len(), 1);
    assert!(reader.push_line("f(").is_empty() && reader.is_pending());
    assert_eq!(reader.push_line(")").len(), 1);
    assert!(reader.push_line("if a:").is_empty());
    assert!(reader.push_line("  b").is_empty());
    assert_eq!(reader.push_line("c").len(), 2);
    assert!(!reader.is_pending());
    assert_eq!(reader.finish(), None);
}

#[test]
fn a_reader_drops_prompts_and_output() {
    let table: [(&str, &[(usize, &str)]); 9] = [
        (">>> a = 1\n>>> a\n1\n>>> b", &[(1, "a = 1"), (2, "a"), (4, "b")]),
        (">>> f(1,\n...   2)\n3\n\n4\n>>> b", &[(1, "f(1,\n  2)"), (6, "b")]),
        (">>> if a:\n...     b\n...\n3\n>>> c\n", &[(1, "if a:\n    b"), (5, "c")]),
        (
            "In [1]: a = 1\n\nIn [2]: def f():\n   ...:     return 1\n   ...: \n\nIn [3]: a\nOut[3]: 1\n\nIn [4]: ",
            &[(1, "a = 1"), (3, "def f():\n    return 1"), (7, "a")],
        ),
        ("In [1]:\na = 1\n\nb\nOut[1]:\n2\nIn [2]:\nc", &[(2, "a = 1"), (4, "b"), (8, "c")]),
        ("a\n...\nb", &[(1, "a"), (2, "..."), (3, "b")]),
        ("a\n>>> b\nc", &[(1, "a"), (2, "b"), (3, "c")]),
        ("x = '''\n>>> a\n1\n'''\nb", &[(1, "x = '''\n>>> a\n1\n'''"), (5, "b")]),
        (">>> f(\n>>> b\n", &[(1, "f("), (2, "b")]),
    ];
    for (text, want) in table {
        let want: Vec<(usize, String)> = want.iter().map(|(line, text)| (*line, text.to_string())).collect();
        assert_eq!(pieces(text), want, "\n{text}\n");
    }
}

#[test]
fn prompts_are_stripped_from_a_transcript_only() {
    let table = [
        ("a = 1\n...\n", "a = 1\n...\n"),
        ("x = '''\n>>> a\n'''", "x = '''\n>>> a\n'''"),
        (">>> a\n1\n>>> b", "a\nb"),
        ("    >>> a + 1\n    3\n    >>> b\n", "a + 1\nb\n"),
        ("In [3]: x = 1\nOut[3]: \n1\n", "x = 1\n"),
        (">>> def f():\n...     return 1\n...\n>>> f()\n1", "def f():\n    return 1\nf()"),
    ];
    for (text, want) in table {
        assert_eq!(strip_prompts(text), want, "\n{text}\n");
    }
}

#[test]
fn a_prompt_waits_until_a_text_is_complete() {
    use Completeness::{Complete, Incomplete};
    let table = [
        ("", Complete),
        ("a", Complete),
        ("f(", Incomplete),
        ("f(\n", Incomplete),
        ("f(a]", Complete),
        ("'abc", Complete),
        ("'''abc", Incomplete),
        ("x = \\", Incomplete),
        ("if a:", Incomplete),
        ("if a:\n  b", Incomplete),
        ("if a:\n  b\n", Complete),
        ("if a:\n  b\n\n", Complete),
        ("if a: b", Incomplete),
        ("if a", Complete),
        ("def f(): return 1", Complete),
        ("def f():\n  x = [\n", Incomplete),
        ("@d", Incomplete),
        ("%%time", Incomplete),
        ("%%time\na", Incomplete),
        ("%%time\na\n", Complete),
        ("%time f(", Complete),
        (">>> if a:\n...     b", Incomplete),
        ("# a", Complete),
    ];
    for (text, want) in table {
        assert_eq!(completeness(text), want, "\n{text}\n");
    }
}
