//! Imports point along one line only; nothing reaches back up.

use std::path::{Path, PathBuf};

/// The layers of the line, the lowest first: each may use those before it.
const LINE: [&str; 7] = ["diag", "chunk", "graph", "exec", "array", "ops", "eval"];

/// What a part of the source may use besides itself.
fn may_use(part: &str) -> Vec<&'static str> {
    let below = |name: &str| LINE.iter().take_while(|l| **l != name).copied().collect::<Vec<_>>();
    match part {
        "syntax" => vec!["diag"],
        "display" => below("ops"),
        "ops" => [below("ops"), vec!["display"]].concat(),
        "eval" => [below("eval"), vec!["syntax", "display"]].concat(),
        "session" => [LINE.to_vec(), vec!["syntax", "display"]].concat(),
        "script" => [LINE.to_vec(), vec!["syntax", "display", "session"]].concat(),
        "repl" => [LINE.to_vec(), vec!["syntax", "display", "session", "script"]].concat(),
        "main" | "lib" => [LINE.to_vec(), vec!["syntax", "display", "session", "script", "repl"]].concat(),
        layer => below(layer),
    }
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

/// The parts that a text names after `crate::`, in braces too, and those that macros of the crate stand for.
fn used(text: &str) -> Vec<String> {
    let mut parts = Vec::new();
    for (at, _) in text.match_indices("crate::") {
        let rest = &text[at + "crate::".len()..];
        let names: Vec<&str> = match rest.strip_prefix('{') {
            Some(inner) => inner.split('}').next().unwrap_or("").split(',').collect(),
            None => vec![rest],
        };
        for name in names {
            let end = name.trim_start().find(|c: char| c != '_' && !c.is_alphanumeric());
            let name = name.trim_start();
            parts.push(name[..end.unwrap_or(name.len())].to_owned());
        }
    }
    parts
}

/// Whether a file is only there for tests: its parent says so where it names it.
fn is_for_tests(file: &Path) -> bool {
    let name = file.file_stem().and_then(|n| n.to_str()).unwrap_or("");
    let folder = file.parent().unwrap_or(file);
    let parents = [folder.join("mod.rs"), folder.with_extension("rs")];
    let texts = parents.iter().filter_map(|p| std::fs::read_to_string(p).ok());
    texts.into_iter().any(|t| t.contains(&format!("#[cfg(test)]\nmod {name};")))
}

#[test]
fn nothing_reaches_back_up() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let mut wrong = Vec::new();
    for file in files.into_iter().filter(|f| !is_for_tests(f)) {
        let inner = file.strip_prefix(&root).expect("a source").to_owned();
        let part = inner.iter().next().and_then(|p| p.to_str()).unwrap_or("").trim_end_matches(".rs").to_owned();
        let text = std::fs::read_to_string(&file).expect("a source");
        let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or("");
        let allowed = may_use(&part);
        for name in used(text) {
            // `with_dtype` and its like are macros at the root.
            let is_part = name != part && root.join(&name).exists() || root.join(format!("{name}.rs")).exists();
            if is_part && name != part && !allowed.contains(&name.as_str()) {
                wrong.push(format!("{}: `{part}` uses `{name}`", inner.display()));
            }
        }
    }
    wrong.dedup();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
