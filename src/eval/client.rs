//! `dask.distributed.Client`: what sets and shows the pool of threads that runs graphs.

use std::any::Any;

use super::builtins::rows;
use crate::array::{Object, Value, build};
use crate::chunk::Num;
use crate::diag::{Result, not_implemented};
use crate::display::{Pool, render_pool};
use crate::exec;
use crate::ops::{Args, Function, Op};

pub static FUNCTIONS: &[Op] = rows! { Builtin;
    "Client" "address=None, *, n_workers=None, threads_per_worker=None, memory_limit=None, processes=None, **kwargs" "The pool of threads that runs graphs, set and shown." client;
    "LocalCluster" "n_workers=None, threads_per_worker=None, memory_limit=None, processes=None, **kwargs" "The pool of threads that runs graphs, set and shown." cluster;
};

static METHODS: &[Op] = rows! { Method;
    "close" "self, *args, **kwargs" "Gives the pool back its own size." close;
    "compute" "self, *args, **kwargs" "The values of a lazy array." compute;
    "ncores" "self" "The threads of each worker." cores;
    "nthreads" "self" "The threads of each worker." cores;
    "restart" "self, **kwargs" "Nothing: the pool has no state." nothing;
    "shutdown" "self" "Gives the pool back its own size." close;
    "wait_for_workers" "self, *args, **kwargs" "Nothing: the workers are there." nothing;
};

/// The pool of threads as a client of a cluster of one machine.
#[derive(Debug)]
struct Client {
    workers: usize,
}

fn client(args: &mut Args) -> Result<Value> {
    match args.get("address") {
        Some(Value::Str(address)) => {
            let error = not_implemented(format!("a cluster at {address}: remote clusters are not there yet"));
            return Err(args.at("address", error).help("Client() runs on this machine"));
        }
        Some(cluster) if cluster.downcast::<Client>().is_some() => return Ok(cluster.clone()),
        Some(_) => return Err(args.wrong("address", "a LocalCluster or nothing")),
        None => {}
    }
    cluster(args)
}

fn cluster(args: &mut Args) -> Result<Value> {
    let (workers, threads) = (args.count("n_workers")?, args.count("threads_per_worker")?);
    let memory = match args.get("memory_limit") {
        None => None,
        Some(Value::Str(text)) if &**text == "auto" => None,
        Some(Value::Str(text)) => Some(build::parse_bytes(text).map_err(|e| args.at("memory_limit", e))?),
        Some(value) => match value.as_scalar() {
            Some(Num::Int(n)) if n > 0 => Some(n as usize),
            Some(Num::Float(share)) if share > 0.0 && share <= 1.0 => {
                Some((share * exec::machine_memory() as f64) as usize)
            }
            _ => return Err(args.wrong("memory_limit", "a size such as '4GB'")),
        },
    };
    if workers.is_some() || threads.is_some() || memory.is_some() {
        let total =
            (workers.is_some() || threads.is_some()).then(|| workers.unwrap_or(1).max(1) * threads.unwrap_or(1).max(1));
        exec::configure(total, memory.map(|m| m.saturating_mul(workers.unwrap_or(1).max(1))));
    }
    Ok(Value::object(Client { workers: workers.unwrap_or_else(|| exec::settings().threads).max(1) }))
}

impl Object for Client {
    fn type_name(&self) -> &str {
        "Client"
    }

    fn repr(&self) -> String {
        let settings = exec::settings();
        render_pool(&Pool { workers: self.workers, cores: settings.threads, memory: settings.memory as u128 }, 80)
            .to_plain()
    }

    fn attribute(&self, name: &str) -> Option<Value> {
        match name {
            "dashboard_link" => Some(Value::str("there is no dashboard: progress shows in the shell")),
            "cluster" => Some(Value::object(Client { workers: self.workers })),
            _ => METHODS
                .iter()
                .find(|m| m.name == name)
                .map(|op| Value::object(Function::method(op, Value::Int(self.workers as i128)))),
        }
    }

    fn attributes(&self) -> Vec<String> {
        METHODS.iter().map(|m| m.name).chain(["dashboard_link", "cluster"]).map(str::to_owned).collect()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

fn close(_: &mut Args) -> Result<Value> {
    exec::configure(None, None);
    Ok(Value::None)
}

fn nothing(_: &mut Args) -> Result<Value> {
    Ok(Value::None)
}

fn compute(args: &mut Args) -> Result<Value> {
    let values = args.rest("args");
    let mut computed = super::array_methods::compute_all(&values)?;
    Ok(if computed.len() == 1 { computed.swap_remove(0) } else { Value::tuple(computed) })
}

fn cores(args: &mut Args) -> Result<Value> {
    let workers = args.int("self")?.unwrap_or(1).max(1);
    let each = (exec::settings().threads as i128 / workers).max(1);
    let dict = (0..workers).map(|k| (Value::str(format!("local-{k}")), Value::Int(each))).collect();
    Ok(Value::Dict(std::sync::Arc::new(parking_lot::RwLock::new(dict))))
}
