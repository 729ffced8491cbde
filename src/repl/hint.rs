//! What shows in grey: how history goes on, and the signature of the call that the cursor is in.

use std::sync::Arc;

use rustyline::history::{History, SearchDirection};
use unicode_width::UnicodeWidthStr;

use super::complete::parameters;
use super::context::Context;
use crate::array::Value;
use crate::display::terminal;
use crate::eval::{Scope, UserFunction};
use crate::ops::{Function, ParamKind};

/// Texts longer than this get no hints.
const LONGEST: usize = 4000;

/// A hint: the grey text after the cursor, and a note below.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hint {
    /// How history goes on; taken with the right arrow.
    pub ghost: String,
    /// What shows: the first line of the ghost, and the note.
    pub shown: String,
    /// The bytes of `shown` that stand out: the parameter that is being typed.
    pub bold: Option<(usize, usize)>,
}

impl rustyline::hint::Hint for Hint {
    fn display(&self) -> &str {
        &self.shown
    }

    fn completion(&self) -> Option<&str> {
        Some(self.ghost.as_str()).filter(|g| !g.is_empty())
    }
}

/// The hint for a text with the cursor at its end.
pub fn hint(text: &str, history: &dyn History, scope: &Arc<Scope>) -> Option<Hint> {
    if text.trim().is_empty() || text.len() > LONGEST {
        return None;
    }
    let ghost = ghost(text, history).unwrap_or_default();
    let first = ghost.split('\n').next().unwrap_or("");
    let more = if ghost.contains('\n') { " …" } else { "" };
    let mut hint = Hint { shown: format!("{}{more}", super::paint::harmless(first)), ghost: ghost.clone(), bold: None };
    if let Some((note, bold)) =
        Context::new(text, scope).call().and_then(|c| note(&c.callee, c.position, c.naming.as_deref()))
    {
        let at = hint.shown.len() + 1;
        hint.shown.push('\n');
        hint.shown.push_str(&note);
        hint.bold = bold.map(|(a, b)| (a + at, b + at));
    }
    (!hint.shown.is_empty()).then_some(hint)
}

/// How the last entry that begins with the text goes on.
fn ghost(text: &str, history: &dyn History) -> Option<String> {
    let last = history.len().checked_sub(1)?;
    let found = history.starts_with(text, last, SearchDirection::Reverse).ok()??;
    Some(found.entry[text.len()..].to_owned()).filter(|g| !g.is_empty())
}

/// What a value is called.
fn name_of(callee: &Value) -> Option<String> {
    if let Some(function) = callee.downcast::<Function>() {
        return Some(function.op.name.to_owned());
    }
    if let Some(function) = callee.downcast::<UserFunction>() {
        return Some(function.called().to_owned());
    }
    crate::eval::help::Topic::of(callee, None).operation().map(|op| op.name.to_owned())
}

/// The signature in a line of the terminal, around the parameter that is being typed, and where that is.
fn note(callee: &Value, position: usize, naming: Option<&str>) -> Option<(String, Option<(usize, usize)>)> {
    let name = name_of(callee)?;
    let params = parameters(callee);
    let rest = params.iter().position(|p| p.2 == ParamKind::Rest && !p.0.is_empty());
    let current = match naming {
        Some(name) => params.iter().position(|p| p.0 == name),
        None => Some(position).filter(|n| params.get(*n).is_some_and(|p| p.2 == ParamKind::Plain)).or(rest),
    };
    let written: Vec<String> = params
        .iter()
        .map(|(name, default, kind)| {
            let stars = match kind {
                ParamKind::Rest => "*",
                ParamKind::Named => "**",
                _ => "",
            };
            default.as_ref().map_or_else(|| format!("{stars}{name}"), |d| format!("{stars}{name}={d}"))
        })
        .collect();
    let room = terminal::width().saturating_sub(2);
    let (mut text, mut bold) = (format!("  {name}("), None);
    let first = current.map_or(0, |c| c.saturating_sub(3));
    if first > 0 {
        text.push_str("…, ");
    }
    for (k, param) in written.iter().enumerate().skip(first) {
        if text.width() + param.width() + 4 > room {
            text.push('…');
            break;
        }
        if Some(k) == current {
            bold = Some((text.len(), text.len() + param.len()));
        }
        text.push_str(param);
        if k + 1 < written.len() {
            text.push_str(", ");
        }
    }
    text.push(')');
    Some((text, bold))
}
