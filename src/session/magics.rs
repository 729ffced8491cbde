//! Lines for the shell itself, such as `%time`: a table.

use std::sync::Arc;
use std::time::Instant;

use super::Session;
use crate::array::Value;
use crate::chunk::cancel;
use crate::diag::{Result, name_error, nearest};
use crate::display::format_duration;
use crate::eval::{self, Ctx, Flow, Source, print};
use crate::ops::Function;
use crate::syntax::ast::{Magic, Name, StmtKind, Text};
use crate::syntax::parse_within;

/// A line for the shell.
struct Row {
    name: &'static str,
    /// Whether it may stand before a cell, as `%%name`.
    cell: bool,
    run: fn(&Session, &Call) -> Result<Option<Value>>,
}

/// What was typed after a magic's name, and where.
struct Call<'a> {
    code: &'a Text,
    source: &'a Arc<Source>,
    ctx: Ctx,
}

static MAGICS: &[Row] = &[
    Row { name: "time", cell: true, run: time },
    Row { name: "timeit", cell: true, run: timeit },
    Row { name: "who", cell: false, run: who },
    Row { name: "whos", cell: false, run: whos },
    Row { name: "matplotlib", cell: false, run: nothing },
    Row { name: "load_ext", cell: false, run: nothing },
];

/// The names of the magics.
pub fn names() -> impl Iterator<Item = &'static str> {
    MAGICS.iter().map(|m| m.name)
}

/// Runs `%name rest`, or `%%name` with its cell.
pub fn run(session: &Session, magic: &Magic, source: &Arc<Source>) -> Result<Option<Value>> {
    let Some(row) = MAGICS.iter().find(|m| m.name == magic.name.text && (m.cell || !magic.cell)) else {
        let sign = if magic.cell { "%%" } else { "%" };
        let error = name_error(format!("there is no `{sign}{}`", magic.name.text)).at(magic.name.span);
        return Err(match nearest(&magic.name.text, names()) {
            Some(near) => error.help(format!("did you mean `{sign}{near}`?")),
            None => {
                error.help(format!("there are {}", names().map(|n| format!("%{n}")).collect::<Vec<_>>().join(", ")))
            }
        });
    };
    let code = magic.body.as_ref().unwrap_or(&magic.rest);
    let ctx = Ctx { scope: session.scope.clone(), source: source.clone() };
    (row.run)(session, &Call { code, source, ctx })
}

impl Call<'_> {
    /// Runs the code; the value is that of its last statement, if it is an expression without a `;`.
    fn run(&self) -> Result<Option<Value>> {
        let mut last = None;
        for statement in parse_within(&self.source.text, self.code.span)? {
            last = match &statement.kind {
                StmtKind::Expr(expr) => Some(self.ctx.expr(expr)?).filter(|_| !statement.quiet),
                _ => match self.ctx.statement(&statement)? {
                    Flow::Return(value) => Some(value),
                    _ => None,
                },
            };
        }
        Ok(last)
    }
}

/// User and system seconds that the process has used.
fn cpu_seconds() -> (f64, f64) {
    let mut usage = std::mem::MaybeUninit::<libc::rusage>::zeroed();
    // SAFETY: `getrusage` fills the structure it is given, which is zeroed before.
    let usage = unsafe {
        libc::getrusage(libc::RUSAGE_SELF, usage.as_mut_ptr());
        usage.assume_init()
    };
    let seconds = |t: libc::timeval| t.tv_sec as f64 + t.tv_usec as f64 * 1e-6;
    (seconds(usage.ru_utime), seconds(usage.ru_stime))
}

fn time(_: &Session, call: &Call) -> Result<Option<Value>> {
    let (user, system) = cpu_seconds();
    let start = Instant::now();
    let value = call.run()?;
    let wall = start.elapsed().as_secs_f64();
    let after = cpu_seconds();
    let (user, system) = (after.0 - user, after.1 - system);
    print(&format!(
        "CPU times: user {}, sys: {}, total: {}\nWall time: {}\n",
        format_duration(user),
        format_duration(system),
        format_duration(user + system),
        format_duration(wall)
    ))?;
    Ok(value)
}

/// How long `timeit` measures, about.
const TIMEIT_SECONDS: f64 = 1.0;

fn timeit(_: &Session, call: &Call) -> Result<Option<Value>> {
    const RUNS: usize = 7;
    let start = Instant::now();
    call.run()?;
    let once = start.elapsed().as_secs_f64();
    let loops = ((TIMEIT_SECONDS / RUNS as f64 / once.max(1e-9)) as usize).clamp(1, 1_000_000);
    let loops = 10usize.pow(loops.ilog10());
    let mut times = Vec::with_capacity(RUNS);
    for _ in 0..RUNS {
        let start = Instant::now();
        for _ in 0..loops {
            cancel::check()?;
            call.run()?;
        }
        times.push(start.elapsed().as_secs_f64() / loops as f64);
    }
    let mean = times.iter().sum::<f64>() / RUNS as f64;
    let spread = (times.iter().map(|t| (t - mean).powi(2)).sum::<f64>() / RUNS as f64).sqrt();
    let plural = if loops == 1 { "" } else { "s" };
    print(&format!(
        "{} ± {} per loop (mean ± std. dev. of {RUNS} runs, {loops} loop{plural} each)\n",
        format_duration(mean),
        format_duration(spread)
    ))?;
    Ok(None)
}

/// The user's names, in order.
fn given(session: &Session) -> Vec<(String, Value)> {
    let mut names: Vec<_> = session.names().iter().map(|(n, v)| (n.to_string(), v.clone())).collect();
    names.sort_by(|a, b| a.0.cmp(&b.0));
    names
}

fn who(session: &Session, _: &Call) -> Result<Option<Value>> {
    let names: Vec<String> = given(session).into_iter().map(|(n, _)| n).collect();
    print(&if names.is_empty() { "No names yet.\n".to_owned() } else { format!("{}\n", names.join("\t")) })?;
    Ok(None)
}

fn whos(session: &Session, _: &Call) -> Result<Option<Value>> {
    let rows: Vec<[String; 3]> = given(session)
        .into_iter()
        .map(|(name, value)| {
            let first = eval::text::repr(&value).lines().next().unwrap_or("").chars().take(60).collect();
            [name, value.type_name().to_owned(), first]
        })
        .collect();
    let wide = |k: usize, least: usize| rows.iter().map(|r| r[k].chars().count()).max().unwrap_or(0).max(least);
    let (a, b) = (wide(0, 8), wide(1, 4));
    let mut text = format!("{:a$}   {:b$}   Data/Info\n{}\n", "Variable", "Type", "-".repeat(a + b + 15));
    rows.iter().for_each(|[name, kind, data]| text.push_str(&format!("{name:a$}   {kind:b$}   {data}\n")));
    print(&text)?;
    Ok(None)
}

fn nothing(_: &Session, _: &Call) -> Result<Option<Value>> {
    Ok(None)
}

/// `name?`: what there is to know of a name.
pub fn help(ctx: &Ctx, name: &Name) -> Result<()> {
    let mut parts = name.text.split('.');
    let first = parts.next().unwrap_or("");
    let start = ctx.find(first).ok_or_else(|| ctx.unknown_name(first).at(name.span))?;
    let value = parts.try_fold(start, |value, part| eval::attribute(&value, part)).map_err(|e| e.at(name.span))?;
    let text = match value.downcast::<Function>() {
        Some(function) => format!("{}\n\n{}\n", function.op.signature(), function.op.doc),
        None => format!("{}\n{}\n", eval::text::repr(&eval::type_of(&value)), eval::text::repr(&value)),
    };
    print(&text)
}
