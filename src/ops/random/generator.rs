//! Generators: a seed, and how many arrays have been drawn from it.

use std::any::Any;
use std::sync::{Arc, LazyLock};

use parking_lot::Mutex;

use super::seeds;

use crate::array::{Object, Value};
use crate::chunk::random::{Stream, entropy_seed};
use crate::diag::{Result, Span, value_error};
use crate::ops::{Args, Family, Given, Op, Place, find, names};

const GENERATE: Op = Op::of(Family::Random, &[Place::Random]);

/// The rows that make and seed generators.
pub static GENERATORS: &[Op] = &[
    Op {
        name: "seed",
        params: "seed=None",
        doc: "Starts the generator behind `np.random.` and `da.random.` anew.\n\nThe same seed gives the same arrays, under any chunking. Without a seed it comes from the system.",
        examples: "
>>> np.random.seed(0)
>>> a = np.random.random(5)
>>> da.random.seed(0)
>>> b = da.random.random(5, chunks=2)
>>> bool((a == b.compute()).all())
True
",
        build: seed,
        ..GENERATE
    },
    Op {
        name: "default_rng",
        params: "seed=None",
        doc: "A generator of its own, with a method for each distribution.\n\nThe same seed gives the same arrays, under any chunking. Without a seed it comes from the system.",
        examples: "
>>> rng = np.random.default_rng(42)
>>> rng.random((2, 3)).shape
(2, 3)
>>> bool((rng.integers(0, 10, 100) < 10).all())
True
",
        build: |a| default_rng(a, "Generator"),
        ..GENERATE
    },
    Op {
        name: "RandomState",
        params: "seed=None",
        doc: "A generator of its own, under its old name.",
        examples: "
>>> np.random.RandomState(0).randint(0, 10, 5).shape
(5,)
",
        build: |a| default_rng(a, "RandomState"),
        ..GENERATE
    },
];

/// A generator: `np.random.default_rng(0)`, or the one behind `np.random.` itself.
#[derive(Clone, Debug)]
pub struct Generator {
    kind: &'static str,
    /// The stream of the next array.
    next: Arc<Mutex<Stream>>,
    /// Whether its arrays are lazy: it is `da.random`'s.
    lazy: bool,
}

/// The generator behind `np.random.` and `da.random.`.
static SHARED: LazyLock<Generator> = LazyLock::new(|| Generator::new(entropy_seed(), false));

/// Does something that leaves the shared generator as it was.
pub fn untouched<R>(run: impl FnOnce() -> R) -> R {
    let before = *SHARED.next.lock();
    let result = run();
    *SHARED.next.lock() = before;
    result
}

impl Generator {
    pub fn new(seed: u64, lazy: bool) -> Generator {
        Generator { kind: "Generator", next: Arc::new(Mutex::new(Stream::new(seed, 0))), lazy }
    }

    /// A generator of the same kind with another seed.
    pub(super) fn sibling(&self, seed: u64) -> Generator {
        Generator { kind: self.kind, ..Generator::new(seed, self.lazy) }
    }

    /// The stream of one more array.
    pub(super) fn take(&self) -> Stream {
        let mut next = self.next.lock();
        let stream = *next;
        *next = Stream::new(stream.seed, stream.stream.wrapping_add(1));
        stream
    }
}

/// The stream of the array that this call draws: of the generator whose method it is.
pub(super) fn next_stream(args: &Args) -> Stream {
    args.owner.as_ref().and_then(|v| v.downcast::<Generator>()).unwrap_or(&SHARED).take()
}

/// The seed of an int, of a sequence of ints, of a source of seeds or of bits, or of the system.
pub(super) fn seed_of(args: &Args) -> Result<u64> {
    let name = if args.has("entropy") { "entropy" } else { "seed" };
    if let Some(seed) = args.get(name).and_then(seeds::of_value) {
        return Ok(seed);
    }
    let Some(parts) = args.ints(name)? else { return Ok(entropy_seed()) };
    if let Some(bad) = parts.iter().find(|n| **n < 0) {
        let error = value_error(format!("expected a non-negative integer as the seed, and not {bad}"));
        return Err(args.at(name, error));
    }
    // A single word is its own seed; more of them are mixed.
    let mix =
        |seed: u64, n: &i128| seed.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(*n as u64 ^ (*n >> 64) as u64);
    Ok(parts.iter().fold(0, mix))
}

fn seed(args: &mut Args) -> Result<Value> {
    *SHARED.next.lock() = Stream::new(seed_of(args)?, 0);
    Ok(Value::None)
}

fn default_rng(args: &mut Args, kind: &'static str) -> Result<Value> {
    if let Some(value @ Value::Object(_)) = args.get("seed")
        && value.downcast::<Generator>().is_some()
    {
        return Ok(value.clone());
    }
    Ok(Value::object(Generator { kind, ..Generator::new(seed_of(args)?, args.is_da()) }))
}

impl Object for Generator {
    fn type_name(&self) -> &str {
        self.kind
    }

    fn repr(&self) -> String {
        format!("{}(Philox)", self.kind)
    }

    fn attribute(&self, name: &str) -> Option<Value> {
        if name == "bit_generator" {
            return Some(seeds::bits_of(self.next.lock().seed));
        }
        let op = find(Place::Generator, name).or_else(|| find(Place::Random, name))?;
        Some(Value::object(BoundRandom { op, state: self.clone() }))
    }

    fn attributes(&self) -> Vec<String> {
        names(Place::Generator).chain(names(Place::Random)).map(str::to_owned).collect()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// A method of a generator: `rng.normal`.
#[derive(Clone)]
pub struct BoundRandom {
    pub op: &'static Op,
    pub state: Generator,
}

impl std::fmt::Debug for BoundRandom {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.state.kind, self.op.name)
    }
}

impl Object for BoundRandom {
    fn type_name(&self) -> &str {
        "builtin_function_or_method"
    }

    fn repr(&self) -> String {
        format!("<bound method {}.{}>", self.state.kind, self.op.name)
    }

    fn call(
        &self,
        positional: Vec<(Value, Option<Span>)>,
        named: Vec<(String, Value, Option<Span>)>,
    ) -> Option<Result<Value>> {
        let given = |value, span| Given { value, span };
        let positional = positional.into_iter().map(|(v, s)| given(v, s)).collect();
        let named = named.into_iter().map(|(n, v, s)| (n, given(v, s))).collect();
        let owner = Some(Value::object(self.state.clone()));
        Some(crate::ops::invoke(self.op, positional, named, self.state.lazy, owner))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
