//! Statements out of lines that come one by one, and prompts.

use super::super::*;

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
