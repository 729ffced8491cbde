//! Calls that have a masked array among their arguments.

use super::pair::{Pair, quietly};
use super::rule::{Blind, Rule, blind, rule};
use super::{domain, reduce};
use crate::array::masked::no_mask;
use crate::array::{Lazy, Plain, Value, build, convert};
use crate::chunk::{Block, DType};
use crate::diag::{Result, not_implemented, type_error};
use crate::ops::compose;
use crate::ops::elementwise::{find_ufunc, where_select};
use crate::ops::{Arg, Args, Given, Op, Place, find};

/// A call on its way to the data and the masks.
pub struct Call {
    pub op: &'static Op,
    pub positional: Vec<Given>,
    pub named: Vec<(String, Given)>,
    /// Whether the answer is lazy.
    pub lazy: bool,
    /// Whether it is one of `np.ma`, as the operators are, and not one of `np` that was given a masked array.
    pub of_ma: bool,
}

/// Whether a value is a masked array, or a list with one.
pub fn holds(value: &Value) -> bool {
    match value {
        Value::Masked(_) => true,
        Value::List(_) | Value::Tuple(_) => value.items().is_some_and(|items| items.iter().any(holds)),
        _ => false,
    }
}

fn is_lazy(value: &Value) -> bool {
    match value {
        Value::Lazy(_) => true,
        Value::Masked(m) => m.is_lazy(),
        Value::List(_) | Value::Tuple(_) => value.items().is_some_and(|items| items.iter().any(is_lazy)),
        _ => false,
    }
}

/// Calls an operation that has a masked array among its arguments, or that was asked for as one of `np.ma`.
///
/// As in NumPy, `np.concatenate` and its like give a masked array whose mask is forgotten; those of `np.ma`, and those of
/// lazy arrays as in Dask, keep it.
pub fn dispatch(
    op: &'static Op,
    positional: Vec<Given>,
    named: Vec<(String, Given)>,
    lazy: bool,
    keeping: bool,
) -> Result<Value> {
    let lazy = lazy || positional.iter().chain(named.iter().map(|(_, g)| g)).any(|g| is_lazy(&g.value));
    if let Some(blind) = blind(op).filter(|_| !keeping && !lazy) {
        let call = Call { op, positional, named, lazy, of_ma: false };
        return match blind {
            Blind::Data => call.build_data(),
            Blind::Bare => call.bare(true),
            Blind::BareArray => call.bare(false),
        };
    }
    // NumPy's own `np.array` and its like look at the data alone.
    let data_alone = !keeping && matches!(rule(op), Some(Rule::Data));
    if let Some(own) = find(Place::Ma, op.name).filter(|_| !data_alone && !op.places.contains(&Place::Ufunc)) {
        return Args::bind(own, positional, named, lazy).and_then(|mut args| (own.build)(&mut args));
    }
    let Some(rule) = rule(op) else {
        let error = not_implemented(format!("{}() does not take masked arrays", op.name));
        return Err(error.help("x.filled(0) gives an array without a mask, x.compressed() what is not masked"));
    };
    let call = Call { op, positional, named, lazy, of_ma: keeping };
    match rule {
        Rule::Elementwise => call.elementwise(),
        Rule::Moved => call.moved(false, true),
        Rule::Joined => call.moved(true, keeping || lazy),
        Rule::Filled(fill) => reduce::filled(&call, *fill),
        Rule::Own(run) => run(&call),
        Rule::Created => call.created(),
        Rule::Data => call.build(|v| data_of(v)).and_then(|v| call.settled(v)),
        Rule::Plain => call.build_as(call.lazy, |v| data_of(v)),
        Rule::Drawn => call.build_as(call.lazy, |v| Ok(parts_of(v))),
    }
}

/// A list with masked elements as a masked array.
pub fn of_list(value: &Value) -> Result<Value> {
    Pair::of(value)?.array(is_lazy(value))
}

/// The data and the mask of a masked array, as far as there is one to compute; any other value as it is.
fn parts_of(value: &Value) -> Value {
    let Value::Masked(m) = value else { return value.clone() };
    match m.mask().filter(|mask| matches!(mask, Value::Lazy(_))) {
        Some(mask) => Value::tuple([m.data.clone(), mask]),
        None => m.data.clone(),
    }
}

/// The data of masked arrays, of those in lists too; any other value as it is.
pub fn data_of(value: &Value) -> Result<Value> {
    Ok(match value {
        Value::Masked(m) => m.data.clone(),
        Value::List(_) | Value::Tuple(_) if holds(value) => Value::Lazy(Pair::of(value)?.data),
        v => v.clone(),
    })
}

/// The data of masked arrays; lists of them stay lists.
fn data_in_place(value: &Value) -> Result<Value> {
    match value.items().filter(|_| holds(value)) {
        Some(items) => items.iter().map(data_in_place).collect::<Result<Vec<_>>>().map(Value::list),
        None => data_of(value),
    }
}

impl Call {
    /// What the operation gives, lazily, for arguments that are changed like this.
    pub fn build(&self, change: impl Fn(&Value) -> Result<Value>) -> Result<Value> {
        self.build_as(true, change)
    }

    fn build_as(&self, lazy: bool, change: impl Fn(&Value) -> Result<Value>) -> Result<Value> {
        let given = |g: &Given| change(&g.value).map(|value| Given { value, span: g.span });
        let positional = self.positional.iter().map(given).collect::<Result<Vec<_>>>()?;
        let named = self.named.iter().map(|(n, g)| given(g).map(|g| (n.clone(), g))).collect::<Result<Vec<_>>>()?;
        (self.op.build)(&mut Args::bind(self.op, positional, named, lazy)?)
    }

    /// What the operation gives for the data alone.
    pub fn build_data(&self) -> Result<Value> {
        self.build_as(self.lazy, data_in_place)
    }

    /// What the operation gives for the data, as masked arrays without masks.
    pub fn bare(&self, scalars: bool) -> Result<Value> {
        self.without_mask(self.build_data()?, scalars)
    }

    fn without_mask(&self, value: Value, scalars: bool) -> Result<Value> {
        let each =
            |items: Vec<Value>| items.into_iter().map(|v| self.without_mask(v, scalars)).collect::<Result<Vec<_>>>();
        match value {
            Value::Lazy(_) | Value::Array(_) => Pair::of(&value)?.array(self.lazy),
            Value::Scalar(_) if !scalars => Pair::of(&value)?.array(self.lazy),
            Value::Tuple(items) => each(items.to_vec()).map(Value::tuple),
            Value::List(items) => each(items.read().clone()).map(Value::list),
            Value::Object(object) => {
                let items = object.items().map(|items| each(items.to_vec())).transpose()?;
                Ok(items.and_then(|items| object.with_items(items)).unwrap_or(Value::Object(object)))
            }
            value => Ok(value),
        }
    }

    /// The arguments by their names.
    pub fn args(&self) -> Result<Args> {
        Args::bind(self.op, self.positional.clone(), self.named.clone(), self.lazy)
    }

    /// The operation with its array, the first argument, replaced.
    pub fn with_array(&self, array: &Lazy) -> Result<Lazy> {
        let mut first = true;
        let mut positional = self.positional.clone();
        let mut named = self.named.clone();
        let name = self.op.parameters().first().map_or("", |p| p.name);
        for given in positional.iter_mut().take(1).chain(named.iter_mut().filter(|(n, _)| n == name).map(|(_, g)| g)) {
            if std::mem::take(&mut first) {
                given.value = Value::Lazy(array.clone());
            }
        }
        as_lazy((self.op.build)(&mut Args::bind(self.op, positional, named, true)?)?)
    }

    /// The operands: what could be arrays among the arguments.
    fn operands(&self) -> impl Iterator<Item = &Value> {
        self.positional.iter().chain(self.named.iter().map(|(_, g)| g)).map(|g| &g.value)
    }

    /// The fill value of the first masked operand that has one.
    fn fill(&self) -> Option<crate::chunk::Num> {
        self.operands().find_map(|v| if let Value::Masked(m) = v { Some(m.own_fill()) } else { None }).flatten()
    }

    /// The masks of all operands together; none if none has one.
    fn masks(&self) -> Result<Option<Lazy>> {
        let mut all: Option<Lazy> = None;
        for value in self.operands().filter(|v| holds(v)) {
            let Some(mask) = Pair::of(value)?.mask else { continue };
            all = Some(match all {
                None => mask,
                Some(other) => compose::apply2("logical_or", &other, &mask)?,
            });
        }
        Ok(all)
    }

    /// Where all operands are masked.
    fn both_masked(&self) -> Result<Lazy> {
        let mut both: Option<Lazy> = None;
        for value in self.operands() {
            let mask = Pair::of(value)?.full_mask();
            both = Some(match both {
                None => mask,
                Some(other) => compose::apply2("logical_and", &other, &mask)?,
            });
        }
        both.ok_or_else(|| type_error(format!("{}() needs operands", self.op.name)))
    }

    /// Each element from those of the operands: masked where one of them is, or where it has no answer.
    fn elementwise(&self) -> Result<Value> {
        if self.named.iter().any(|(name, g)| name == "out" && !g.value.is_none()) {
            return Err(type_error(format!("{}(): `out` cannot take a masked answer", self.op.name))
                .help("assign the answer to a name instead"));
        }
        let mask = self.masks()?;
        match self.build(|v| data_of(&self.strong(v)))? {
            Value::Tuple(parts) => {
                let pair = |v: &Value| self.finish(as_lazy(v.clone())?, mask.clone());
                parts.iter().map(pair).collect::<Result<Vec<_>>>().map(Value::tuple)
            }
            value => self.finish(as_lazy(value)?, mask),
        }
    }

    /// Whether it is a ufunc of `np`, which treats masks in its own way.
    fn is_ufunc(&self) -> bool {
        !self.of_ma && find_ufunc(self.op.name).is_some()
    }

    /// An operand of a function of `np.ma` with two of them: a Python number has a dtype of its own there.
    fn strong(&self, value: &Value) -> Value {
        let two = self.of_ma && find_ufunc(self.op.name).is_some_and(|u| u.arity() == 2);
        match value.as_number().filter(|_| two) {
            Some(num) => Value::Array(Plain::new(Block::full(num.dtype(), &[], num))),
            None => value.clone(),
        }
    }

    fn finish(&self, data: Lazy, mask: Option<Lazy>) -> Result<Value> {
        let operands: Vec<Value> = self.operands().map(data_of).collect::<Result<_>>()?;
        let mask = match (domain::outside(self.op.name, &operands, &data, !self.is_ufunc())?, mask) {
            (Some(a), Some(b)) => Some(compose::apply2("logical_or", &a, &b)?),
            (a, b) => a.or(b),
        };
        let mask = mask.or_else(|| (self.is_ufunc() && !self.lazy).then(|| no_mask(&data)));
        let mask = mask.map(|m| broadcast_like(&m, &data)).transpose()?;
        let data = match (&mask, operands.first()) {
            (Some(mask), _) if self.of_ma && matches!(self.op.name, "equal" | "not_equal") => {
                let held = self.both_masked()?;
                let held = if self.op.name == "equal" { held } else { compose::not(&held)? };
                where_select(mask, &Arg::Strong(broadcast_like(&held, &data)?), &Arg::Strong(data))?
            }
            (Some(mask), Some(first)) if domain::keeps_data(self.op.name) && !self.is_ufunc() => {
                kept_data(&data, mask, first)?
            }
            _ => data,
        };
        let fill = self.fill().filter(|_| data.dtype() != DType::Bool);
        Pair { data, mask, fill }.answer(self.lazy)
    }

    /// Elements that move: the masks move like them. `all` says that every argument may be an array, as where several
    /// are joined; `keeping` that they are not forgotten.
    fn moved(&self, all: bool, keeping: bool) -> Result<Value> {
        let lists = |v: &Value| matches!(v, Value::List(_) | Value::Tuple(_));
        let array = |v: &Value| matches!(v, Value::Masked(_) | Value::Array(_) | Value::Lazy(_));
        // Lists of arrays stay lists.
        let each = |v: &Value, of: &dyn Fn(&Value) -> Result<Value>| match v.items() {
            Some(items) if lists(v) && items.iter().any(|i| array(i) || lists(i)) => {
                items.iter().map(of).collect::<Result<Vec<_>>>().map(Value::list)
            }
            _ => of(v),
        };
        let mask_of = |v: &Value| match v {
            v if holds(v) || (all && (array(v) || lists(v))) => Ok(Value::Lazy(Pair::of(v)?.full_mask())),
            v => Ok(v.clone()),
        };
        let unmasked =
            !keeping || self.masks().is_ok_and(|m| m.is_none()) && !self.operands().any(|v| lists(v) && holds(v));
        let data = self.build(|v| if all { each(v, &data_of) } else { data_of(v) })?;
        let mask = match unmasked {
            true => None,
            false => Some(self.build(|v| if all { each(v, &mask_of) } else { mask_of(v) })?),
        };
        let fill = self.fill().filter(|_| !all);
        match (data, mask) {
            (Value::Tuple(_) | Value::List(_), None) => self.settled(self.build(data_of)?),
            (data @ (Value::Tuple(_) | Value::List(_)), Some(mask)) => {
                let pairs = data.items().unwrap_or_default().into_iter().zip(mask.items().unwrap_or_default());
                let pair =
                    |(d, m): (Value, Value)| Pair { data: as_lazy(d)?, mask: Some(as_lazy(m)?), fill }.array(self.lazy);
                pairs.map(pair).collect::<Result<Vec<_>>>().map(Value::list)
            }
            (data, mask) => {
                let pair = Pair { data: as_lazy(data)?, mask: mask.map(as_lazy).transpose()?, fill };
                pair.array(self.lazy)
            }
        }
    }

    /// An array that is made anew, without a mask, or with that of the array that it is like.
    fn created(&self) -> Result<Value> {
        let mask = match self.positional.first().map(|g| &g.value) {
            Some(v @ Value::Masked(_)) => Pair::of(v)?.mask,
            _ => None,
        };
        let like = matches!(self.positional.first().map(|g| &g.value), Some(Value::Masked(_)));
        let data = as_lazy(self.build(data_of)?)?;
        // What is in memory is one chunk.
        let data = if self.lazy || like { data } else { convert::whole(data.compute()?) };
        Pair { data, mask, fill: self.fill() }.array(self.lazy)
    }

    /// Values that were built lazily, computed unless the answer is lazy.
    pub fn settled(&self, value: Value) -> Result<Value> {
        match value {
            Value::Lazy(a) if !self.lazy => quietly(|| a.compute()).map(convert::plain_value),
            Value::Tuple(items) => {
                items.iter().map(|v| self.settled(v.clone())).collect::<Result<Vec<_>>>().map(Value::tuple)
            }
            v => Ok(v),
        }
    }
}

/// The value as a lazy array.
pub fn as_lazy(value: Value) -> Result<Lazy> {
    convert::to_lazy(&value)
}

/// A mask broadcast to the shape of data.
pub fn broadcast_like(mask: &Lazy, data: &Lazy) -> Result<Lazy> {
    match (mask.known_shape(), data.known_shape()) {
        (Some(m), Some(d)) if m != d => build::broadcast_to(mask, &d),
        _ => Ok(mask.clone()),
    }
}

/// What lies under the mask is what the first operand has there, as NumPy leaves it.
fn kept_data(data: &Lazy, mask: &Lazy, first: &Value) -> Result<Lazy> {
    let first = convert::to_lazy(first)?;
    if !first.dtype().casts_same_kind(data.dtype()) || first.ndim() > data.ndim() {
        return Ok(data.clone());
    }
    let first = build::cast(&first, data.dtype());
    where_select(mask, &Arg::Strong(first), &Arg::Strong(data.clone()))
}

/// An array in memory.
pub fn plain(array: &Lazy) -> Result<Value> {
    array.compute().map(|b| Value::Array(Plain::new(b)))
}
