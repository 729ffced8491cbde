//! Trees as S-expressions, for tests.

use super::ast::*;

/// Statements, with blanks between them.
pub(crate) fn statements(list: &[Stmt]) -> String {
    join(list, statement)
}

fn join<T>(list: &[T], show: impl Fn(&T) -> String) -> String {
    list.iter().map(show).collect::<Vec<_>>().join(" ")
}

fn optional(expr: Option<&Expr>) -> String {
    expr.map_or("_".to_string(), expression)
}

pub(crate) fn statement(stmt: &Stmt) -> String {
    let text = match &stmt.kind {
        StmtKind::Expr(e) => expression(e),
        StmtKind::Assign { targets, value } => format!("(= {} {})", join(targets, target), expression(value)),
        StmtKind::AugAssign { target: t, op, value, .. } => {
            format!("({}= {} {})", op.symbol(), target(t), expression(value))
        }
        StmtKind::Annotate { target: t, annotation, value } => {
            format!("(: {} {} {})", target(t), expression(annotation), optional(value.as_ref()))
        }
        StmtKind::Import(items) => format!("(import {})", join(items, item)),
        StmtKind::FromImport { module, names } => {
            format!("(from {} {})", module.text, names.as_ref().map_or("*".to_string(), |n| join(n, item)))
        }
        StmtKind::Del(targets) => format!("(del {})", join(targets, target)),
        StmtKind::Assert { test, message } => format!("(assert {} {})", expression(test), optional(message.as_ref())),
        StmtKind::Pass => "(pass)".to_string(),
        StmtKind::Break => "(break)".to_string(),
        StmtKind::Continue => "(continue)".to_string(),
        StmtKind::Return(value) => format!("(return {})", optional(value.as_ref())),
        StmtKind::Def { decorators, function: f } => {
            let decorators: String = decorators.iter().map(|d| format!("@{} ", expression(d))).collect();
            format!("{decorators}(def {})", function(f))
        }
        StmtKind::Try { body, handlers, otherwise, last } => {
            let handler = |h: &Handler| {
                let name = h.name.as_ref().map_or("_", |n| n.text.as_str());
                format!("(except {} {name} {})", optional(h.kind.as_ref()), statements(&h.body))
            };
            let handlers = join(handlers, handler);
            format!(
                "(try ({}) {handlers} else ({}) finally ({}))",
                statements(body),
                statements(otherwise),
                statements(last)
            )
        }
        StmtKind::Raise { value, cause } => {
            format!("(raise {} {})", optional(value.as_ref()), optional(cause.as_ref()))
        }
        StmtKind::Global(names) => format!("(global {})", join(names, |n| n.text.clone())),
        StmtKind::Nonlocal(names) => format!("(nonlocal {})", join(names, |n| n.text.clone())),
        StmtKind::If { branches, otherwise } => {
            let branch = |b: &Branch| format!("({} {})", expression(&b.test), statements(&b.body));
            format!("(if {} else ({}))", join(branches, branch), statements(otherwise))
        }
        StmtKind::For { target: t, iterable, body, otherwise } => {
            format!(
                "(for {} {} ({}) else ({}))",
                target(t),
                expression(iterable),
                statements(body),
                statements(otherwise)
            )
        }
        StmtKind::While { test, body, otherwise } => {
            format!("(while {} ({}) else ({}))", expression(test), statements(body), statements(otherwise))
        }
        StmtKind::With { items, body } => {
            let item = |(value, name): &(Expr, Option<Target>)| {
                name.as_ref().map_or(expression(value), |n| format!("({} as {})", expression(value), target(n)))
            };
            format!("(with {} ({}))", join(items, item), statements(body))
        }
        StmtKind::Magic(m) => {
            let body = m.body.as_ref().map_or(String::new(), |b| format!(" {:?}", b.text));
            format!("({}{} {:?}{body})", if m.cell { "%%" } else { "%" }, m.name.text, m.rest.text)
        }
        StmtKind::Help { name, detail } => format!("({} {})", if *detail { "??" } else { "?" }, name.text),
        StmtKind::Shell { command } => format!("(! {:?})", command.text),
    };
    if stmt.quiet { format!("{text};") } else { text }
}

fn item(item: &ImportItem) -> String {
    item.alias.as_ref().map_or(item.name.text.clone(), |a| format!("({} as {})", item.name.text, a.text))
}

fn function(f: &Function) -> String {
    let name = f.name.as_ref().map_or("lambda", |n| n.text.as_str());
    let body = match &f.body {
        Body::Expr(e) => expression(e),
        Body::Block(b) => statements(b),
    };
    format!("{name} ({}) {body}", join(&f.parameters, parameter))
}

fn parameter(p: &Parameter) -> String {
    let name = &p.name.text;
    let default = p.default.as_ref().map_or(String::new(), |d| format!("={}", expression(d)));
    match p.kind {
        ParameterKind::PositionalOnly => format!("{name}/{default}"),
        ParameterKind::Plain => format!("{name}{default}"),
        ParameterKind::Star => format!("*{name}"),
        ParameterKind::KeywordOnly => format!("{name}!{default}"),
        ParameterKind::DoubleStar => format!("**{name}"),
    }
}

pub(crate) fn target(t: &Target) -> String {
    match &t.kind {
        TargetKind::Name(name) => name.clone(),
        TargetKind::Attribute { object, name } => format!("(. {} {})", expression(object), name.text),
        TargetKind::Subscript { object, index } => format!("([] {} {})", expression(object), expression(index)),
        TargetKind::Unpack(targets) => format!("(unpack {})", join(targets, target)),
        TargetKind::Starred(inner) => format!("(* {})", target(inner)),
    }
}

pub(crate) fn expression(e: &Expr) -> String {
    match &e.kind {
        ExprKind::None => "None".to_string(),
        ExprKind::Ellipsis => "...".to_string(),
        ExprKind::Bool(b) => if *b { "True" } else { "False" }.to_string(),
        ExprKind::Int(n) => n.to_string(),
        ExprKind::Float(x) => format!("{x:?}"),
        ExprKind::Imaginary(x) => format!("{x:?}j"),
        ExprKind::Str(s) => string(s),
        ExprKind::FString(parts) => format!("(f {})", join(parts, part)),
        ExprKind::Name(name) => name.clone(),
        ExprKind::Tuple(list) => format!("(tuple {})", join(list, expression)),
        ExprKind::List(list) => format!("(list {})", join(list, expression)),
        ExprKind::Set(list) => format!("(set {})", join(list, expression)),
        ExprKind::Dict(entries) => format!("(dict {})", join(entries, entry)),
        ExprKind::Starred(inner) => format!("(* {})", expression(inner)),
        ExprKind::Unary { op, operand } => format!("({} {})", op.symbol(), expression(operand)),
        ExprKind::Binary { first, rest } => rest.iter().fold(expression(first), |left, operation| {
            format!("({} {left} {})", operation.op.symbol(), expression(&operation.right))
        }),
        ExprKind::Logical { op, values } => format!("({} {})", op.symbol(), join(values, expression)),
        ExprKind::Compare { first, rest } => {
            let rest = join(rest, |c| format!("{} {}", c.op.symbol(), expression(&c.right)));
            format!("(compare {} {rest})", expression(first))
        }
        ExprKind::Conditional { test, then, otherwise } => {
            format!("(if {} {} {})", expression(test), expression(then), expression(otherwise))
        }
        ExprKind::Lambda(f) => format!("({})", function(f)),
        ExprKind::Named { name, value } => format!("(:= {} {})", name.text, expression(value)),
        ExprKind::Comprehension(c) => {
            let value = c.value.as_ref().map_or(String::new(), |v| format!(": {}", expression(v)));
            format!("({:?} {}{value} {})", c.kind, expression(&c.element), join(&c.clauses, clause))
        }
        ExprKind::Attribute { object, name } => format!("(. {} {})", expression(object), name.text),
        ExprKind::Call { function, arguments } => {
            format!("(call {} {})", expression(function), join(arguments, argument))
        }
        ExprKind::Subscript { object, index } => format!("([] {} {})", expression(object), expression(index)),
        ExprKind::Slice { lower, upper, step } => {
            let [lower, upper, step] = [lower, upper, step].map(|b| optional(b.as_deref()));
            format!("(slice {lower} {upper} {step})")
        }
    }
}

/// Quoted, with every special character as its code, so that the form is easy to compare.
pub(crate) fn string(s: &str) -> String {
    let plain = |c: char| c.is_ascii_graphic() && c != '"' && c != '\\' || c == ' ';
    let shown: String =
        s.chars().map(|c| if plain(c) { c.to_string() } else { format!("\\{:x}.", c as u32) }).collect();
    format!("\"{shown}\"")
}

fn part(part: &FPart) -> String {
    let hole = match part {
        FPart::Text(text) => return string(text),
        FPart::Hole(hole) => hole,
    };
    let label = hole.label.as_ref().map_or(String::new(), |l| format!("{} ", string(l)));
    let conversion = match hole.conversion {
        None => "",
        Some(Conversion::Repr) => " !r",
        Some(Conversion::Str) => " !s",
        Some(Conversion::Ascii) => " !a",
    };
    let spec = hole.spec.as_ref().map_or(String::new(), |s| format!(" :({})", join(s, self::part)));
    format!("{{{label}{}{conversion}{spec}}}", expression(&hole.value))
}

fn entry(entry: &DictEntry) -> String {
    match entry {
        DictEntry::Pair(key, value) => format!("{}: {}", expression(key), expression(value)),
        DictEntry::Unpack(value) => format!("** {}", expression(value)),
    }
}

fn argument(argument: &Argument) -> String {
    let value = expression(&argument.value);
    match &argument.kind {
        ArgumentKind::Positional => value,
        ArgumentKind::Star => format!("(* {value})"),
        ArgumentKind::Keyword(name) => format!("{}={value}", name.text),
        ArgumentKind::DoubleStar => format!("(** {value})"),
    }
}

fn clause(clause: &ForClause) -> String {
    let conditions: String = clause.conditions.iter().map(|c| format!(" if {}", expression(c))).collect();
    format!("for {} in {}{conditions}", target(&clause.target), expression(&clause.iterable))
}
