//! Memory for elements: aligned, pooled, counted. Buffers are used again rather than given back page by page.

use std::alloc::{Layout, alloc_zeroed, dealloc, handle_alloc_error};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};

use parking_lot::Mutex;

const ALIGN: usize = 64;
/// From here on memory comes straight from the system, aligned for huge pages.
const HUGE: usize = 2 << 20;
/// Up to here freed buffers stay with the thread that freed them.
const LOCAL: usize = 256 << 10;
const LOCAL_KEPT: usize = 16;

/// A stretch of bytes, aligned to 64, whose content is whatever was there before.
pub struct Buffer {
    memory: Memory,
    /// Whether no byte of it was ever other than 0 or 1.
    bools: AtomicBool,
}

/// Memory from the system, not counted as in use.
#[derive(Clone, Copy)]
struct Memory {
    ptr: NonNull<u8>,
    size: usize,
}

/// Freed memory is used again for what is of that size, and holds bools where it held bools.
type Sort = (usize, bool);

// SAFETY: whoever holds a memory owns it alone; shared access only reads.
unsafe impl Send for Memory {}
unsafe impl Sync for Memory {}

static HELD: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);
static IDLE: AtomicUsize = AtomicUsize::new(0);
static IDLE_LIMIT: AtomicUsize = AtomicUsize::new(1 << 30);
static POOL: Mutex<Pool> = Mutex::new(Pool(BTreeMap::new()));

thread_local! {
    static NEAR: RefCell<Near> = const { RefCell::new(Near(Vec::new())) };
}

/// The freed memory that waits with one thread.
struct Near(Vec<(Memory, bool)>);

impl Drop for Near {
    fn drop(&mut self) {
        self.0.drain(..).for_each(|(memory, _)| memory.release());
    }
}

/// The freed memory that waits for any thread.
struct Pool(BTreeMap<Sort, Vec<Memory>>);

impl Pool {
    /// Gives memory back to the system, the largest first, until at most `bytes` wait.
    fn trim(&mut self, bytes: usize) {
        while IDLE.load(Relaxed) > bytes {
            let Some(mut entry) = self.0.last_entry() else { return };
            match entry.get_mut().pop() {
                Some(memory) => {
                    IDLE.fetch_sub(memory.size, Relaxed);
                    memory.release();
                }
                None => drop(entry.remove()),
            }
        }
    }
}

/// Bytes in buffers that are in use.
pub fn held() -> usize {
    HELD.load(Relaxed)
}

/// The most bytes in use at once since the last `reset_peak`.
pub fn peak() -> usize {
    PEAK.load(Relaxed)
}

/// Has the system's allocator keep what lists of medium size give back, so that kernels that work in lists are not given
/// fresh pages, each to be cleared first, every time.
pub fn keep_lists() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: only changes when the allocator goes to the system.
    unsafe {
        libc::mallopt(libc::M_MMAP_THRESHOLD, 32 << 20);
        libc::mallopt(libc::M_TRIM_THRESHOLD, 128 << 20);
    }
}

/// Starts the count of `peak` anew.
pub fn reset_peak() {
    PEAK.store(held(), Relaxed);
}

/// Sets how many bytes of freed buffers may wait for their next use.
pub fn set_idle_limit(bytes: usize) {
    IDLE_LIMIT.store(bytes, Relaxed);
    POOL.lock().trim(bytes);
}

/// Sizes come in steps of an eighth, so that a freed buffer fits the next need of about its size.
pub fn size_class(bytes: usize) -> usize {
    let step = (bytes.next_power_of_two() / 16).max(ALIGN);
    let step = if bytes >= HUGE { step.max(4096) } else { step };
    bytes.div_ceil(step).max(1) * step
}

impl Buffer {
    /// At least `bytes` bytes with any content.
    pub fn new(bytes: usize) -> Buffer {
        Buffer::of(bytes, false)
    }

    /// At least `bytes` bytes, each 0 or 1. As long as nothing else is written there, they serve for bools again.
    pub fn of_bools(bytes: usize) -> Buffer {
        Buffer::of(bytes, true)
    }

    fn of(bytes: usize, bools: bool) -> Buffer {
        let size = size_class(bytes);
        let now = HELD.fetch_add(size, Relaxed) + size;
        PEAK.fetch_max(now, Relaxed);
        // Fresh memory is all zeros.
        let memory = Memory::waiting((size, bools)).unwrap_or_else(|| Memory::fresh(size));
        Buffer { memory, bools: AtomicBool::new(bools) }
    }

    /// From now on anything may be written there.
    pub fn forget_bools(&self) {
        self.bools.store(false, Relaxed);
    }

    pub fn as_ptr(&self) -> *mut u8 {
        self.memory.ptr.as_ptr()
    }

    /// The bytes that it can hold.
    pub fn capacity(&self) -> usize {
        self.memory.size
    }
}

impl Memory {
    /// Freed memory of just this sort, if any waits.
    fn waiting((size, bools): Sort) -> Option<Memory> {
        if size <= LOCAL {
            let near = NEAR.try_with(|near| {
                let near = &mut near.borrow_mut().0;
                let found = near.iter().rposition(|(m, b)| m.size == size && *b == bools);
                found.map(|i| near.swap_remove(i).0)
            });
            return near.ok().flatten();
        }
        let memory = POOL.lock().0.get_mut(&(size, bools))?.pop()?;
        IDLE.fetch_sub(size, Relaxed);
        Some(memory)
    }

    fn layout(size: usize) -> Layout {
        Layout::from_size_align(size, ALIGN).unwrap_or_else(|_| handle_alloc_error(Layout::new::<u8>()))
    }

    fn fresh(size: usize) -> Memory {
        let layout = Memory::layout(size);
        // SAFETY: a size class is never zero.
        let raw = unsafe { if size >= HUGE { huge(size) } else { alloc_zeroed(layout) } };
        match NonNull::new(raw) {
            Some(ptr) => Memory { ptr, size },
            None => handle_alloc_error(layout),
        }
    }

    /// Gives the memory back to the system.
    fn release(self) {
        // SAFETY: `fresh` made it with this size, and its owner uses it no more.
        unsafe {
            if self.size >= HUGE {
                libc::munmap(self.ptr.as_ptr().cast(), self.size);
            } else {
                dealloc(self.ptr.as_ptr(), Memory::layout(self.size));
            }
        }
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        let (memory, bools) = (self.memory, *self.bools.get_mut());
        HELD.fetch_sub(memory.size, Relaxed);
        if memory.size > LOCAL {
            let mut pool = POOL.lock();
            pool.0.entry((memory.size, bools)).or_default().push(memory);
            IDLE.fetch_add(memory.size, Relaxed);
            return pool.trim(IDLE_LIMIT.load(Relaxed));
        }
        let kept = NEAR.try_with(|near| {
            let near = &mut near.borrow_mut().0;
            if near.len() >= LOCAL_KEPT {
                near.swap_remove(0).0.release();
            }
            near.push((memory, bools));
        });
        if kept.is_err() {
            memory.release();
        }
    }
}

/// Fresh zeroed memory aligned to 2 MiB, asked to lie on huge pages. Null where there is none.
///
/// # Safety
/// `size` is not zero.
unsafe fn huge(size: usize) -> *mut u8 {
    let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE;
    unsafe {
        let whole = libc::mmap(std::ptr::null_mut(), size + HUGE, libc::PROT_READ | libc::PROT_WRITE, flags, -1, 0);
        if whole == libc::MAP_FAILED {
            return std::ptr::null_mut();
        }
        let start = (whole as usize).next_multiple_of(HUGE);
        let before = start - whole as usize;
        if before > 0 {
            libc::munmap(whole, before);
        }
        let after = HUGE - before;
        if after > 0 {
            libc::munmap((start + size) as *mut libc::c_void, after);
        }
        #[cfg(target_os = "linux")]
        libc::madvise(start as *mut libc::c_void, size, libc::MADV_HUGEPAGE);
        start as *mut u8
    }
}
