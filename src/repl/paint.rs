//! Colours as one types: names that are known and names that are not, brackets that match.

use std::collections::HashSet;
use std::sync::Arc;

use super::context::{Context, member};
use crate::display::{Doc, Line, Role};
use crate::eval::{Scope, paint};
use crate::syntax::{Word, WordKind};

/// Texts longer than this stay as they are.
const LONGEST: usize = 20_000;

/// The text with colours, of the same width; `cursor` is where the cursor stands, unless the text is done.
pub fn painted(text: &str, cursor: Option<usize>, scope: &Arc<Scope>) -> String {
    if text.len() > LONGEST {
        return harmless(text);
    }
    let context = Context::new(text, scope);
    let own = own_names(&context);
    let pair = cursor.and_then(|at| matching(&context.words, text, at));
    let lone = lone_brackets(&context.words, text);
    let role = |k: usize, word: &Word| -> Role {
        if pair.is_some_and(|(a, b)| k == a || k == b) {
            return Role::Match;
        }
        match word.kind {
            WordKind::Name => name_role(&context, k, cursor, &own),
            WordKind::Close if lone.contains(&k) => Role::Unknown,
            kind => paint::role(kind),
        }
    };
    let (mut line, mut at) = (Line::default(), 0);
    for (k, word) in context.words.iter().enumerate() {
        line.pieces.push((Role::Plain, harmless(&text[at..word.start])));
        line.pieces.push((role(k, word), harmless(word.of(text))));
        at = word.end;
    }
    line.pieces.push((Role::Plain, harmless(&text[at..])));
    Doc { lines: vec![line] }.to_ansi()
}

/// The text without what a terminal would obey; the rest keeps its width.
pub fn harmless(text: &str) -> String {
    text.chars().filter(|c| matches!(c, '\n' | '\t') || !c.is_control()).collect()
}

fn name_role(context: &Context, k: usize, cursor: Option<usize>, own: &HashSet<&str>) -> Role {
    let (word, text) = (&context.words[k], context.text);
    let name = word.of(text);
    let after_dot = k > 0 && context.words[k - 1].of(text) == ".";
    let known = if after_dot {
        // Of a value that is not known its names are not either.
        match k.checked_sub(2).and_then(|base| context.value_ending(base)) {
            Some(base) => member(&base, name).map(|v| v.type_name().to_owned()),
            None => return Role::Plain,
        }
    } else if own.contains(name) {
        return Role::Plain;
    } else {
        context.find(name).map(|v| v.type_name().to_owned())
    };
    match known.as_deref() {
        Some("module" | "function" | "builtin_function_or_method" | "type") => Role::Name,
        Some(_) => Role::Plain,
        None if cursor == Some(word.end) => Role::Plain,
        None => Role::Unknown,
    }
}

/// The names to which the text itself gives a meaning.
fn own_names<'t>(context: &Context<'t>) -> HashSet<&'t str> {
    let (words, text) = (&context.words, context.text);
    let mut own = HashSet::new();
    // What the names up to the next such word are given by.
    let mut until: Option<&str> = None;
    for (k, word) in words.iter().enumerate() {
        let this = word.of(text);
        match (word.kind, this) {
            (WordKind::Keyword, "for") => until = Some("in"),
            (WordKind::Keyword, "lambda" | "def") => until = Some(":"),
            (WordKind::Keyword, "import" | "as") => until = Some("\n"),
            _ if until == Some(this) => until = None,
            (WordKind::Name, _) => {
                let assigned = words.get(k + 1).is_some_and(|w| matches!(w.of(text), "=" | ":="));
                let unpacked = words.get(k + 1).is_some_and(|w| w.of(text) == ",") && is_target(words, text, k);
                if until.is_some() || assigned || unpacked {
                    own.insert(this);
                }
            }
            (WordKind::Comment, _) => {}
            _ => {}
        }
        if text[word.end..].starts_with('\n') && until == Some("\n") {
            until = None;
        }
    }
    own
}

/// Whether `a` in `a, b = …` is one of those that are given a value.
fn is_target(words: &[Word], text: &str, k: usize) -> bool {
    let rest = words[k..].iter().take_while(|w| matches!(w.kind, WordKind::Name) || w.of(text) == ",").count();
    words.get(k + rest).is_some_and(|w| w.of(text) == "=")
}

/// The bracket at the cursor, or just before it, and its partner.
fn matching(words: &[Word], text: &str, cursor: usize) -> Option<(usize, usize)> {
    let is_bracket = |w: &Word| matches!(w.kind, WordKind::Open | WordKind::Close);
    let at = words.iter().position(|w| is_bracket(w) && w.start == cursor);
    let k = at.or_else(|| words.iter().position(|w| is_bracket(w) && w.end == cursor))?;
    partners(words, text).into_iter().find(|(a, b)| *a == k || *b == k)
}

/// Brackets that belong together.
fn partners(words: &[Word], text: &str) -> Vec<(usize, usize)> {
    let (mut open, mut pairs): (Vec<usize>, _) = (Vec::new(), Vec::new());
    for (k, word) in words.iter().enumerate() {
        match word.kind {
            WordKind::Open => open.push(k),
            WordKind::Close => {
                let fits =
                    |a: &usize| matches!((words[*a].of(text), word.of(text)), ("(", ")") | ("[", "]") | ("{", "}"));
                if let Some(a) = open.pop_if(|a| fits(a)) {
                    pairs.push((a, k));
                }
            }
            _ => {}
        }
    }
    pairs
}

/// Closing brackets that close nothing.
fn lone_brackets(words: &[Word], text: &str) -> HashSet<usize> {
    let paired: HashSet<usize> = partners(words, text).into_iter().map(|(_, b)| b).collect();
    let closing = words.iter().enumerate().filter(|(_, w)| w.kind == WordKind::Close);
    closing.map(|(k, _)| k).filter(|k| !paired.contains(k)).collect()
}
