//! The module `itertools`: streams of values made of others.

use std::any::Any;

use super::builtins::rows;
use super::iterate::{self, Iter};
use super::module::Constant;
use super::{call, choices, equality, operators, truth};
use crate::array::{Object, Value};
use crate::chunk::cancel;
use crate::diag::{Result, Span, type_error, value_error};
use crate::ops::{Args, Op};
use crate::syntax::ast::BinaryOp;

pub static CONSTANTS: &[Constant] = &[("chain", || Value::object(Chain))];

pub static FUNCTIONS: &[Op] = rows! { Builtin;
    "accumulate" "iterable, func=None, *, initial=None" "Sums of ever more elements, or what a function of two makes of them." accumulate;
    "batched" "iterable, n, *, strict=False" "Tuples of n elements." batched;
    "combinations" "iterable, r" "Every choice of r elements, in their order." choices::combinations;
    "combinations_with_replacement" "iterable, r" "Every choice of r elements, any of them several times." choices::combinations_again;
    "compress" "data, selectors" "The elements whose selector counts as true." compress;
    "count" "start=0, step=1" "start, start + step, and so on without end." count;
    "cycle" "iterable, /" "The elements again and again without end." cycle;
    "dropwhile" "predicate, iterable, /" "The elements from the first one on for which a function is false." dropwhile;
    "filterfalse" "function, iterable, /" "The elements for which a function is false." filterfalse;
    "groupby" "iterable, key=None" "Pairs of a key and the elements in a row that share it." groupby;
    "islice" "iterable, start, stop=None, step=None, /" "The elements at start:stop:step." islice;
    "pairwise" "iterable, /" "Each element with the next." pairwise;
    "permutations" "iterable, r=None" "Every order of r of the elements." choices::permutations;
    "product" "*iterables, repeat=1" "Every choice of an element of each." choices::product;
    "repeat" "object, times=None" "A value again and again." repeat;
    "starmap" "function, iterable, /" "What a function gives for the parts of each element." starmap;
    "takewhile" "predicate, iterable, /" "The elements up to the first one for which a function is false." takewhile;
    "tee" "iterable, n=2, /" "Several iterators over the same elements." tee;
    "zip_longest" "*iterables, fillvalue=None" "Tuples of the elements at the same place, up to the longest." zip_longest;
};

/// `chain(a, b)` and `chain.from_iterable(c)`: the elements of several, one after the other.
#[derive(Debug)]
struct Chain;

static FROM_ITERABLE: &[Op] = rows! { Builtin;
    "from_iterable" "iterable, /" "The elements of the elements, one after the other." from_iterable;
};

impl Object for Chain {
    fn type_name(&self) -> &str {
        "type"
    }

    fn repr(&self) -> String {
        "<class 'itertools.chain'>".to_owned()
    }

    fn attribute(&self, name: &str) -> Option<Value> {
        let op = FROM_ITERABLE.iter().find(|op| op.name == name)?;
        Some(Value::object(crate::ops::Function::new(op, false)))
    }

    fn attributes(&self) -> Vec<String> {
        FROM_ITERABLE.iter().map(|op| op.name.to_owned()).collect()
    }

    fn call(
        &self,
        positional: Vec<(Value, Option<Span>)>,
        named: Vec<(String, Value, Option<Span>)>,
    ) -> Option<Result<Value>> {
        if !named.is_empty() {
            return Some(Err(type_error("chain() takes no keyword arguments")));
        }
        let all = Value::tuple(positional.into_iter().map(|(value, _)| value));
        Some(iterate::iter(&all).map(chained))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

fn chained(mut sources: Iter) -> Value {
    let mut inner: Option<Iter> = None;
    iterate::stream(
        "itertools.chain",
        std::iter::from_fn(move || {
            loop {
                if let Some(value) = inner.as_mut().and_then(Iterator::next) {
                    return Some(value);
                }
                match sources.next()?.and_then(|source| iterate::iter(&source)) {
                    Ok(next) => inner = Some(next),
                    Err(error) => return Some(Err(error)),
                }
            }
        }),
    )
}

fn source(args: &Args, name: &str) -> Result<Iter> {
    iterate::iter(args.need(name)?).map_err(|e| args.at(name, e))
}

pub(super) fn pool(args: &Args, name: &str) -> Result<Vec<Value>> {
    iterate::collect(args.need(name)?).map_err(|e| args.at(name, e))
}

pub(super) fn count_of(args: &Args, name: &str, default: Option<usize>) -> Result<Option<usize>> {
    match args.int(name)? {
        None => Ok(default),
        Some(n) => match usize::try_from(n) {
            Ok(n) => Ok(Some(n)),
            Err(_) => Err(args.at(name, value_error(format!("{} must be non-negative", name)))),
        },
    }
}

fn from_iterable(args: &mut Args) -> Result<Value> {
    Ok(chained(source(args, "iterable")?))
}

fn accumulate(args: &mut Args) -> Result<Value> {
    let mut values = source(args, "iterable")?;
    let function = args.get("func").cloned();
    let mut start = args.get("initial").cloned();
    let mut total: Option<Value> = None;
    let add = move |a: &Value, b: Value| match &function {
        Some(f) => call::call_with(f, [a.clone(), b]),
        None => operators::binary(BinaryOp::Add, a, &b),
    };
    Ok(iterate::stream(
        "itertools.accumulate",
        std::iter::from_fn(move || {
            let next = match start.take() {
                Some(first) => Ok(first),
                None => match (values.next()?, &total) {
                    (Ok(value), Some(total)) => add(total, value),
                    (value, _) => value,
                },
            };
            if let Ok(value) = &next {
                total = Some(value.clone());
            }
            Some(next)
        }),
    ))
}

fn batched(args: &mut Args) -> Result<Value> {
    let mut values = source(args, "iterable")?;
    let n = count_of(args, "n", None)?.filter(|n| *n > 0);
    let n = n.ok_or_else(|| args.at("n", value_error("n must be at least one")))?;
    let strict = args.bool("strict", false)?;
    Ok(iterate::stream(
        "itertools.batched",
        std::iter::from_fn(move || {
            let batch: Result<Vec<Value>> = values.by_ref().take(n).collect();
            match batch {
                Ok(batch) if batch.is_empty() => None,
                Ok(batch) if strict && batch.len() < n => Some(Err(value_error("batched(): incomplete batch"))),
                batch => Some(batch.map(Value::tuple)),
            }
        }),
    ))
}

fn compress(args: &mut Args) -> Result<Value> {
    let pairs = source(args, "data")?.zip(source(args, "selectors")?);
    let kept = |(value, keep): (Result<Value>, Result<Value>)| match keep.and_then(|k| truth::truth(&k)) {
        Ok(true) => Some(value),
        Ok(false) => None,
        Err(error) => Some(Err(error)),
    };
    Ok(iterate::stream("itertools.compress", pairs.filter_map(kept)))
}

fn count(args: &mut Args) -> Result<Value> {
    let mut now = args.raw("start").cloned().unwrap_or(Value::Int(0));
    let step = args.raw("step").cloned().unwrap_or(Value::Int(1));
    Ok(iterate::stream(
        "itertools.count",
        std::iter::from_fn(move || {
            let next = cancel::check().and_then(|()| operators::binary(BinaryOp::Add, &now, &step));
            Some(next.map(|next| std::mem::replace(&mut now, next)))
        }),
    ))
}

fn cycle(args: &mut Args) -> Result<Value> {
    let mut values = source(args, "iterable")?;
    let (mut seen, mut at) = (Vec::new(), 0);
    Ok(iterate::stream(
        "itertools.cycle",
        std::iter::from_fn(move || {
            if let Err(error) = cancel::check() {
                return Some(Err(error));
            }
            if let Some(value) = values.next() {
                seen.extend(value.iter().cloned());
                return Some(value);
            }
            let value = seen.get(at).cloned()?;
            at = (at + 1) % seen.len();
            Some(Ok(value))
        }),
    ))
}

fn holds(function: &Value, value: &Value) -> Result<bool> {
    match function {
        Value::None => truth::truth(value),
        function => truth::truth(&call::call_with(function, [value.clone()])?),
    }
}

fn dropwhile(args: &mut Args) -> Result<Value> {
    let (function, values) = (args.need("predicate")?.clone(), source(args, "iterable")?);
    let mut dropping = true;
    let kept = move |value: Result<Value>| match value.and_then(|v| Ok((dropping && holds(&function, &v)?, v))) {
        Ok((true, _)) => None,
        Ok((false, value)) => {
            dropping = false;
            Some(Ok(value))
        }
        Err(error) => Some(Err(error)),
    };
    Ok(iterate::stream("itertools.dropwhile", values.filter_map(kept)))
}

fn takewhile(args: &mut Args) -> Result<Value> {
    let (function, values) = (args.need("predicate")?.clone(), source(args, "iterable")?);
    let taken = move |value: Result<Value>| match value.and_then(|v| Ok((holds(&function, &v)?, v))) {
        Ok((true, value)) => Some(Ok(value)),
        Ok((false, _)) => None,
        Err(error) => Some(Err(error)),
    };
    Ok(iterate::stream("itertools.takewhile", values.map_while(taken)))
}

fn filterfalse(args: &mut Args) -> Result<Value> {
    let (function, values) = (args.raw("function").cloned().unwrap_or(Value::None), source(args, "iterable")?);
    let kept = move |value: Result<Value>| match value.and_then(|v| Ok((holds(&function, &v)?, v))) {
        Ok((true, _)) => None,
        Ok((false, value)) => Some(Ok(value)),
        Err(error) => Some(Err(error)),
    };
    Ok(iterate::stream("itertools.filterfalse", values.filter_map(kept)))
}

fn groupby(args: &mut Args) -> Result<Value> {
    let mut values = source(args, "iterable")?;
    let key = args.get("key").cloned();
    let rank = move |v: &Value| key.as_ref().map_or(Ok(v.clone()), |k| call::call_with(k, [v.clone()]));
    let mut ahead: Option<(Value, Value)> = None;
    let mut group = move || -> Result<Option<Value>> {
        let mut next = || -> Result<Option<(Value, Value)>> {
            values.next().map(|v| v.and_then(|v| Ok((rank(&v)?, v)))).transpose()
        };
        let first = match ahead.take() {
            Some(first) => Some(first),
            None => next()?,
        };
        let Some((key, value)) = first else { return Ok(None) };
        let mut members = vec![value];
        while let Some((other, value)) = next()? {
            if !equality::equal(&key, &other)? {
                ahead = Some((other, value));
                break;
            }
            members.push(value);
        }
        let members = iterate::stream("itertools._grouper", members.into_iter().map(Ok));
        Ok(Some(Value::tuple([key, members])))
    };
    Ok(iterate::stream("itertools.groupby", std::iter::from_fn(move || group().transpose())))
}

fn islice(args: &mut Args) -> Result<Value> {
    let values = source(args, "iterable")?;
    let only = args.raw("stop").is_none();
    let (start, stop) = match only {
        true => (0, count_of(args, "start", None)?),
        false => (count_of(args, "start", Some(0))?.unwrap_or(0), count_of(args, "stop", None)?),
    };
    let step = count_of(args, "step", Some(1))?.unwrap_or(1);
    if step == 0 {
        return Err(args.at("step", value_error("step for islice() must be a positive integer")));
    }
    let end = stop.map_or(usize::MAX, |stop| stop.saturating_sub(start));
    Ok(iterate::stream("itertools.islice", values.skip(start).take(end).step_by(step)))
}

fn pairwise(args: &mut Args) -> Result<Value> {
    let mut values = source(args, "iterable")?;
    let mut last: Option<Value> = None;
    let mut pair = move || -> Result<Option<Value>> {
        let first = match last.take() {
            Some(first) => first,
            None => match values.next() {
                Some(first) => first?,
                None => return Ok(None),
            },
        };
        let Some(second) = values.next() else { return Ok(None) };
        let second = second?;
        last = Some(second.clone());
        Ok(Some(Value::tuple([first, second])))
    };
    Ok(iterate::stream("itertools.pairwise", std::iter::from_fn(move || pair().transpose())))
}

fn repeat(args: &mut Args) -> Result<Value> {
    let value = args.need("object")?.clone();
    let times = args.int("times")?.map_or(usize::MAX, |n| n.max(0) as usize);
    let values = std::iter::repeat_n(value, times).map(|v| cancel::check().map(|()| v));
    Ok(iterate::stream("itertools.repeat", values))
}

fn starmap(args: &mut Args) -> Result<Value> {
    let (function, values) = (args.need("function")?.clone(), source(args, "iterable")?);
    let answer = move |parts: Result<Value>| call::call_with(&function, iterate::collect(&parts?)?);
    Ok(iterate::stream("itertools.starmap", values.map(answer)))
}

fn tee(args: &mut Args) -> Result<Value> {
    let values = pool(args, "iterable")?;
    let n = count_of(args, "n", Some(2))?.unwrap_or(2);
    Ok(Value::tuple((0..n).map(|_| iterate::stream("itertools._tee", values.clone().into_iter().map(Ok)))))
}

fn zip_longest(args: &mut Args) -> Result<Value> {
    let sources = args.rest("iterables").iter().map(iterate::iter).collect::<Result<Vec<_>>>();
    let mut sources = sources.map_err(|e| args.at("iterables", e))?;
    let fill = args.raw("fillvalue").cloned().unwrap_or(Value::None);
    Ok(iterate::stream(
        "itertools.zip_longest",
        std::iter::from_fn(move || {
            let row: Vec<Option<Result<Value>>> = sources.iter_mut().map(Iterator::next).collect();
            if row.iter().all(Option::is_none) {
                return None;
            }
            let row: Result<Vec<Value>> = row.into_iter().map(|v| v.unwrap_or_else(|| Ok(fill.clone()))).collect();
            Some(row.map(Value::tuple))
        }),
    ))
}
