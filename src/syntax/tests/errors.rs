//! What is said of texts that are no programs.

use super::super::*;
use crate::diag::Kind;

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
