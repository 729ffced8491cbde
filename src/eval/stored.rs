//! `da.store`: lazy arrays written into arrays in memory.

use super::{array_methods, delayed, store, world};
use crate::array::{Lazy, Value, convert};
use crate::diag::{Result, type_error, value_error};
use crate::ops::Args;

/// `da.store(sources, targets, regions=...)`
pub fn store_all(args: &mut Args) -> Result<Value> {
    let (sources, targets) = match args.need("sources")? {
        Value::Lazy(_) => (vec![args.need("sources")?.clone()], vec![args.need("targets")?.clone()]),
        _ => (args.sequence("sources")?, args.sequence("targets")?),
    };
    if sources.iter().any(|s| !matches!(s, Value::Lazy(_))) {
        return Err(args.at("sources", value_error("store(): all sources must be lazy arrays")));
    }
    if sources.len() != targets.len() {
        let (from, to) = (sources.len(), targets.len());
        return Err(args.at("targets", value_error(format!("store(): there are {from} sources and {to} targets"))));
    }
    let regions = match args.get("regions") {
        Some(list @ Value::List(_)) => list.items().unwrap_or_default(),
        Some(region) => vec![region.clone(); sources.len()],
        None => vec![Value::None; sources.len()],
    };
    if regions.len() != sources.len() {
        let (from, to) = (sources.len(), regions.len());
        return Err(args.at("regions", value_error(format!("store(): there are {from} sources and {to} regions"))));
    }
    run(args, sources, targets, regions)
}

/// `x.store(target)`
pub fn store_one(args: &mut Args) -> Result<Value> {
    let region = args.get("regions").or(args.get("region")).cloned().unwrap_or(Value::None);
    run(args, vec![args.need("a")?.clone()], vec![args.need("target")?.clone()], vec![region])
}

fn run(args: &Args, sources: Vec<Value>, targets: Vec<Value>, regions: Vec<Value>) -> Result<Value> {
    for target in &targets {
        if !matches!(target, Value::Array(_)) {
            return Err(type_error(format!("store(): a target is a {}, and no array in memory", target.type_name()))
                .help("np.empty(x.shape, x.dtype) makes one"));
        }
    }
    if !args.bool("compute", true)? {
        return Ok(delayed::writing(sources, targets, regions));
    }
    if !world::is_dry() {
        write(&sources, &targets, &regions)?;
    }
    if !args.bool("return_stored", false)? {
        return Ok(Value::None);
    }
    let stored: Vec<Lazy> = targets.iter().map(convert::to_lazy).collect::<Result<_>>()?;
    Ok(Value::tuple(stored.into_iter().map(Value::Lazy)))
}

/// Computes lazy arrays together and writes them.
pub fn write(sources: &[Value], targets: &[Value], regions: &[Value]) -> Result<()> {
    let values = array_methods::compute_all(sources)?;
    for ((value, target), region) in values.into_iter().zip(targets).zip(regions) {
        let key = if region.is_none() { Value::Ellipsis } else { region.clone() };
        store::item(target, &key, value)?;
    }
    Ok(())
}
