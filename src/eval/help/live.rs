//! Examples run as they are shown, in a world of their own.

use std::sync::Arc;

use crate::array::Value;
use crate::diag::{self, Result};
use crate::display::{Doc, Line, PrintOptions, Role, render_answer, render_warning};
use crate::eval::{Ctx, Flow, Scope, Source, World, paint, text};
use crate::ops::random;
use crate::syntax::{ast::StmtKind, parse};

/// Runs the examples of a doc and shows what was typed with what came of it; at most `most` of them.
///
/// Nothing is left behind: names, random numbers and print options are as they were.
pub fn run(examples: &str, most: usize, width: usize) -> Doc {
    let world = World::new(true);
    let scope = Scope::root(world.clone()).child();
    let (options, warnings) = (text::options(), diag::take_warnings());
    text::set_options(PrintOptions::default());
    let mut doc = Doc::default();
    random::untouched(|| {
        for code in typed(examples).into_iter().take(most) {
            show_typed(&code, &mut doc);
            let source = Arc::new(Source { text: code, line: 1 });
            let ctx = Ctx { scope: scope.clone(), source: source.clone() };
            let result = world.enter(|| super::super::within(&source, || each(&ctx, width)));
            let printed = world.take_output();
            if !printed.is_empty() {
                doc.extend(indented(Doc::text(Role::Plain, printed.trim_end_matches('\n'))));
            }
            diag::take_warnings().iter().for_each(|w| doc.extend(indented(render_warning(w))));
            match result {
                Ok(answers) => answers.into_iter().for_each(|a| doc.extend(indented(a))),
                Err(error) => doc.push(Line::of(Role::Plain, "  ").with(Role::Error, &error.to_string())),
            }
        }
    });
    text::set_options(options);
    warnings.into_iter().for_each(diag::warn);
    doc
}

/// What is shown for each statement of a text.
fn each(ctx: &Ctx, width: usize) -> Result<Vec<Doc>> {
    let mut shown = Vec::new();
    for statement in parse(&ctx.source.text)? {
        let value = match &statement.kind {
            StmtKind::Expr(expr) => Some(ctx.expr(expr)?).filter(|_| !statement.quiet),
            _ => match ctx.statement(&statement)? {
                Flow::Return(value) => Some(value),
                _ => None,
            },
        };
        if let Some(value) = value.filter(|v: &Value| !v.is_none()) {
            shown.push(render_answer(&value, &text::options(), width.saturating_sub(4)));
        }
    }
    Ok(shown)
}

/// What is typed in each example.
fn typed(examples: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut goes_on = false;
    for line in examples.lines() {
        if let Some(code) = line.strip_prefix(">>> ") {
            found.push(code.to_owned());
            goes_on = true;
        } else if let (Some(code), Some(last), true) = (line.strip_prefix("..."), found.last_mut(), goes_on) {
            last.push('\n');
            last.push_str(code.strip_prefix(' ').unwrap_or(code));
        } else {
            goes_on = false;
        }
    }
    found
}

fn show_typed(code: &str, doc: &mut Doc) {
    for (n, mut line) in paint::code(code.trim_end()).into_iter().enumerate() {
        line.pieces.insert(0, (Role::Prompt, if n == 0 { "  >>> " } else { "  ... " }.to_owned()));
        doc.push(line);
    }
}

/// A text two columns further in.
pub fn indented(mut doc: Doc) -> Doc {
    for line in doc.lines.iter_mut().filter(|l| !l.pieces.is_empty()) {
        line.pieces.insert(0, (Role::Plain, "  ".into()));
    }
    doc
}
