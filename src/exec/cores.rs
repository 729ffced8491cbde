//! The processors that threads run on.

use std::sync::OnceLock;

/// The processors that the process may use. Asking the system takes longer than adding two small arrays, so it is asked
/// once.
pub fn cores() -> usize {
    static CORES: OnceLock<usize> = OnceLock::new();
    *CORES.get_or_init(|| std::thread::available_parallelism().map_or(1, |n| n.get()))
}

/// The numbers of the processors that threads may be kept on, as the first one who asks may use them.
#[cfg(target_os = "linux")]
fn numbers() -> &'static [usize] {
    static NUMBERS: OnceLock<Vec<usize>> = OnceLock::new();
    NUMBERS.get_or_init(|| {
        // SAFETY: a set of processors is plain bits, and the system writes no more than its size.
        unsafe {
            let mut set: libc::cpu_set_t = std::mem::zeroed();
            let done = libc::sched_getaffinity(0, size_of_val(&set), &mut set) == 0;
            (0..libc::CPU_SETSIZE as usize).filter(|&k| done && libc::CPU_ISSET(k, &set)).collect()
        }
    })
}

/// Which processor each of so many workers is kept on: there is a place for each where they are as many as there are
/// processors, and none otherwise. A worker that is waked up stays with the one who waked it until the system finds
/// the time to move it, which in a virtual machine takes longer than much of the work: some milliseconds.
#[cfg(target_os = "linux")]
fn places(workers: usize) -> &'static [usize] {
    if workers > 1 && workers == numbers().len() { numbers() } else { &[] }
}

#[cfg(not(target_os = "linux"))]
fn places(_: usize) -> &'static [usize] {
    &[]
}

/// Keeps this thread on some processors, if the system lets it.
#[cfg(target_os = "linux")]
fn keep_on(processors: &[usize]) {
    // SAFETY: a set of processors is plain bits, of which the numbers are some.
    unsafe {
        let mut set: libc::cpu_set_t = std::mem::zeroed();
        processors.iter().for_each(|&k| libc::CPU_SET(k, &mut set));
        libc::sched_setaffinity(0, size_of_val(&set), &set);
    }
}

#[cfg(not(target_os = "linux"))]
fn keep_on(_: &[usize]) {}

/// Keeps this thread, one of so many workers, on its place, if there is one for each.
pub fn stay(worker: usize, workers: usize) {
    if let Some(place) = places(workers).get(worker) {
        keep_on(&[*place]);
    }
}

/// Lets this thread, one of so many workers, go where there is room, wherever the thread that made it is kept.
pub fn roam(workers: usize) {
    if !places(workers).is_empty() {
        keep_on(places(workers));
    }
}
