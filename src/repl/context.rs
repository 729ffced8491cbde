//! What stands before the cursor, and what it would be worth: without running anything.

use std::sync::Arc;

use crate::array::{Lazy, Plain, Value};
use crate::chunk::{Block, DType, Grid, Num};
use crate::eval::{self, Ctx, Scope, Source};
use crate::ops::{self, Family, Function, Place};
use crate::syntax::{Word, WordKind, words};

/// A text up to the cursor, in words, and the names that are known.
pub struct Context<'t> {
    pub text: &'t str,
    pub words: Vec<Word>,
    ctx: Ctx,
}

/// The call that the cursor stands in.
pub struct Call {
    /// What is called.
    pub callee: Value,
    /// The array that it works on: a method's own, or the first argument.
    pub on: Option<Value>,
    /// How many arguments have been given by position.
    pub position: usize,
    /// The names that were given.
    pub named: Vec<String>,
    /// The name whose value is being typed.
    pub naming: Option<String>,
}

/// How deep expressions are looked into.
const DEEPEST: usize = 40;

impl<'t> Context<'t> {
    pub fn new(text: &'t str, scope: &Arc<Scope>) -> Context<'t> {
        let source = Arc::new(Source { text: String::new(), line: 1 });
        Context { text, words: words(text), ctx: Ctx { scope: scope.clone(), source } }
    }

    fn word(&self, k: usize) -> &'t str {
        self.words.get(k).map_or("", |w| w.of(self.text))
    }

    /// The value of a name of the session.
    pub fn find(&self, name: &str) -> Option<Value> {
        self.ctx.find(name)
    }

    /// The names that the session can see, without those of its own answers.
    pub fn visible(&self) -> Vec<Arc<str>> {
        let mut names = self.ctx.scope.visible();
        names.retain(|n| !n.starts_with('_'));
        names
    }

    /// The word that is being typed: a name that ends at the cursor, or nothing there; its index is that of the word.
    pub fn partial(&self) -> (usize, &'t str) {
        match self.words.last() {
            Some(w) if matches!(w.kind, WordKind::Name | WordKind::Keyword) && w.end == self.text.len() => {
                (self.words.len() - 1, w.of(self.text))
            }
            _ => (self.words.len(), ""),
        }
    }

    /// The value of the expression that ends with word `k`, as far as it can be told.
    pub fn value_ending(&self, k: usize) -> Option<Value> {
        self.ending(k, 0)
    }

    fn ending(&self, k: usize, depth: usize) -> Option<Value> {
        if depth > DEEPEST {
            return None;
        }
        let word = self.words.get(k)?;
        match word.kind {
            WordKind::Name => match k.checked_sub(2) {
                Some(base) if self.word(k - 1) == "." => member(&self.ending(base, depth + 1)?, word.of(self.text)),
                _ => self.find(word.of(self.text)),
            },
            WordKind::Str => Some(Value::str("")),
            WordKind::Number => {
                Some(if word.of(self.text).contains(['.', 'e']) { Value::Float(0.0) } else { Value::Int(0) })
            }
            WordKind::Close => {
                let open = self.opener(k)?;
                let before = open.checked_sub(1).filter(|b| self.is_operand(*b));
                match (before, self.word(open)) {
                    (Some(b), "(") => self.result(&self.ending(b, depth + 1)?),
                    (Some(b), "[") => self.ending(b, depth + 1).filter(is_array),
                    (None, "[") => Some(Value::list([])),
                    (None, "(") => (open + 1..k)
                        .filter(|j| self.words[*j].kind == WordKind::Name)
                        .find_map(|j| self.ending(j, depth + 1).filter(is_array)),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// Whether a word ends something that can be called or indexed.
    fn is_operand(&self, k: usize) -> bool {
        matches!(self.words.get(k).map(|w| w.kind), Some(WordKind::Name | WordKind::Close | WordKind::Str))
    }

    /// The bracket that the one at `k` closes.
    fn opener(&self, k: usize) -> Option<usize> {
        let mut depth = 0;
        for j in (0..=k).rev() {
            match self.words[j].kind {
                WordKind::Close => depth += 1,
                WordKind::Open => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return Some(j);
            }
        }
        None
    }

    /// What a call gives: an array like the one that it works on, or some array.
    fn result(&self, callee: &Value) -> Option<Value> {
        let function = callee.downcast::<Function>()?;
        let receiver = function.receiver.clone();
        match (function.op.name, receiver) {
            ("compute", Some(_)) => Some(some_array()),
            (_, Some(array)) if is_array(&array) => Some(array),
            _ if function.op.family == Family::Custom => None,
            _ => Some(if function.lazy { some_lazy() } else { some_array() }),
        }
    }

    /// The call whose brackets the cursor is in.
    pub fn call(&self) -> Option<Call> {
        let open = self.innermost()?;
        let before = open.checked_sub(1).filter(|b| self.word(open) == "(" && self.is_operand(*b))?;
        let callee = self.value_ending(before)?;
        let mut call = Call { callee, on: None, position: 0, named: Vec::new(), naming: None };
        let (mut depth, mut start) = (0, open + 1);
        for k in open + 1..self.words.len() {
            match self.words[k].kind {
                WordKind::Open => depth += 1,
                WordKind::Close => depth -= 1,
                _ if depth == 0 && self.word(k) == "," => {
                    self.argument(start, k, &mut call);
                    start = k + 1;
                }
                _ => {}
            }
        }
        let named = self.word(start + 1) == "=" && self.words.get(start).is_some_and(|w| w.kind == WordKind::Name);
        call.naming = named.then(|| self.word(start).to_owned());
        let method = call.callee.downcast::<Function>().and_then(|f| f.receiver.clone());
        call.on = method.or(call.on).filter(is_array);
        Some(call)
    }

    /// Counts an argument of a call, the words `from..to`.
    fn argument(&self, from: usize, to: usize, call: &mut Call) {
        if self.word(from + 1) == "=" {
            call.named.push(self.word(from).to_owned());
            return;
        }
        if call.position == 0 && from < to {
            call.on = self.value_ending(to - 1);
        }
        call.position += 1;
    }

    /// The innermost bracket that is open at the cursor.
    fn innermost(&self) -> Option<usize> {
        let mut open = Vec::new();
        for (k, word) in self.words.iter().enumerate() {
            match word.kind {
                WordKind::Open => open.push(k),
                WordKind::Close => drop(open.pop()),
                _ => {}
            }
        }
        open.pop()
    }
}

/// Whether a value is an array.
pub fn is_array(value: &Value) -> bool {
    matches!(value, Value::Array(_) | Value::Lazy(_))
}

/// `base.name`, without computing anything: a property of an array is an array like it.
pub fn member(base: &Value, name: &str) -> Option<Value> {
    if is_array(base) && ops::find(Place::Property, name).is_some() {
        return Some(base.clone());
    }
    eval::find_attribute(base, name).ok().flatten()
}

/// An array that stands for any in memory.
fn some_array() -> Value {
    Value::Array(Plain::new(Block::full(DType::F64, &[], Num::Int(0))))
}

/// An array that stands for any lazy one.
fn some_lazy() -> Value {
    Value::Lazy(Lazy::stored(Block::full(DType::F64, &[], Num::Int(0)), Grid::new(Vec::new())))
}
