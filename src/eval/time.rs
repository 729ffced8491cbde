//! The module `time`.

use std::sync::OnceLock;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use super::builtins::rows;
use crate::array::Value;
use crate::chunk::cancel;
use crate::diag::{Result, value_error};
use crate::ops::{Args, Op};

pub static FUNCTIONS: &[Op] = rows! { Builtin;
    "monotonic" "" "Seconds on a clock that never goes back." perf_counter;
    "perf_counter" "" "Seconds on a clock for measuring." perf_counter;
    "perf_counter_ns" "" "Nanoseconds on a clock for measuring." perf_counter_ns;
    "sleep" "seconds, /" "Waits." sleep;
    "time" "" "Seconds since 1970." time;
};

fn since_start() -> Duration {
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed()
}

fn perf_counter(_: &mut Args) -> Result<Value> {
    Ok(Value::Float(since_start().as_secs_f64()))
}

fn perf_counter_ns(_: &mut Args) -> Result<Value> {
    Ok(Value::Int(since_start().as_nanos() as i128))
}

fn time(_: &mut Args) -> Result<Value> {
    Ok(Value::Float(SystemTime::now().duration_since(UNIX_EPOCH).map_or(0.0, |d| d.as_secs_f64())))
}

fn sleep(args: &mut Args) -> Result<Value> {
    let seconds = args.float("seconds")?.unwrap_or(0.0);
    if seconds.is_nan() || seconds < 0.0 {
        return Err(args.at("seconds", value_error("sleep length must be non-negative")));
    }
    let start = Instant::now();
    while start.elapsed().as_secs_f64() < seconds {
        cancel::check()?;
        let left = seconds - start.elapsed().as_secs_f64();
        std::thread::sleep(Duration::from_secs_f64(left.clamp(0.0, 0.02)));
    }
    Ok(Value::None)
}
