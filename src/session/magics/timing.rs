//! How long something takes.

use std::time::Instant;

use super::Call;
use crate::array::Value;
use crate::chunk::cancel;
use crate::diag::Result;
use crate::display::format_duration;
use crate::eval::print;
use crate::session::Session;

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

pub fn time(_: &mut Session, call: &Call) -> Result<Option<Value>> {
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

pub fn timeit(_: &mut Session, call: &Call) -> Result<Option<Value>> {
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
    let fastest = times.iter().copied().fold(f64::INFINITY, f64::min);
    print(&format!(
        "{} ± {} per loop (mean ± std. dev. of {RUNS} runs, {loops} loop{plural} each)\n",
        format_duration(mean),
        format_duration(spread)
    ))?;
    let total: f64 = times.iter().sum::<f64>() * loops as f64;
    print(&format!(
        "Once to warm up ({}), then {} times in {}; the fastest run took {} per loop.\n",
        format_duration(once),
        RUNS * loops,
        format_duration(total),
        format_duration(fastest)
    ))?;
    Ok(None)
}
