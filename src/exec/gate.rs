//! The way into a run for the workers of a pool.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;

use parking_lot::{Condvar, Mutex};
use rayon::ThreadPool;

#[derive(Default)]
struct Inside {
    workers: usize,
    /// Whether one has come to the end: nobody comes in after that.
    over: bool,
    panic: Option<Box<dyn Any + Send>>,
}

#[derive(Default)]
struct Gate {
    inside: Mutex<Inside>,
    empty: Condvar,
}

/// What workers do while the gate is open.
#[derive(Clone, Copy)]
struct Work(*const (dyn Fn(usize) + Sync));

// SAFETY: it is called only by workers that are inside, and what it borrows may be shared.
unsafe impl Send for Work {}
unsafe impl Sync for Work {}

/// Has each worker of the pool that comes in time call `work` with its number, and goes on when all who came have
/// returned. Who comes after the first has returned finds nothing to do and is not waited for: a worker may be waked up
/// late, by a busy processor.
pub fn by_workers(pool: &ThreadPool, work: &(dyn Fn(usize) + Sync)) {
    let gate = Arc::new(Gate::default());
    // SAFETY: the pointer is followed only inside, and this function waits until nobody is inside and the gate is closed.
    let work = Work(unsafe {
        std::mem::transmute::<*const (dyn Fn(usize) + Sync + '_), *const (dyn Fn(usize) + Sync + 'static)>(work)
    });
    let own = gate.clone();
    pool.spawn_broadcast(move |context| own.pass(work, context.index()));
    gate.wait();
}

impl Gate {
    fn pass(&self, work: Work, worker: usize) {
        {
            let mut inside = self.inside.lock();
            if inside.over {
                return;
            }
            inside.workers += 1;
        }
        // SAFETY: whoever opened the gate waits until this worker is out again.
        let panic = catch_unwind(AssertUnwindSafe(|| unsafe { (*work.0)(worker) })).err();
        let mut inside = self.inside.lock();
        inside.workers -= 1;
        inside.over = true;
        inside.panic = inside.panic.take().or(panic);
        if inside.workers == 0 {
            self.empty.notify_one();
        }
    }

    fn wait(&self) {
        let mut inside = self.inside.lock();
        while !inside.over || inside.workers > 0 {
            self.empty.wait(&mut inside);
        }
        if let Some(panic) = inside.panic.take() {
            drop(inside);
            resume_unwind(panic);
        }
    }
}
