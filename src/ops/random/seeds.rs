//! What generators start from: sequences of seeds, and the sources of bits under NumPy's names. All of them stand for
//! a seed of the one counter-based stream.

use std::any::Any;
use std::sync::Arc;

use parking_lot::Mutex;

use super::generator::{Generator, seed_of};
use crate::array::{Object, Value};
use crate::diag::{Result, Span, type_error};
use crate::ops::{Args, Family, Op, Place};

const SEED: Op = Op::of(Family::Random, &[Place::Random]);

/// What the sources of bits have in common.
const BITS: Op = Op {
    params: "seed=None",
    doc: "A source of bits for `Generator`.\n\nWhatever its name, the numbers come from one counter-based stream: each depends on the seed, on the distribution and on its own index alone. So they are the same under any chunking, and they are not NumPy's.",
    build: bits,
    ..SEED
};

/// The row of a source of bits.
macro_rules! bits {
    ($name:literal) => {
        Op { name: $name, examples: concat!("\n>>> np.random.", $name, "(7)\n", $name, "(seed=7)\n"), ..BITS }
    };
}

/// The rows of what generators start from.
pub static SEEDS: &[Op] = &[
    Op {
        name: "Generator",
        params: "bit_generator",
        doc: "A generator that starts from a source of bits; `default_rng(seed)` is shorter.",
        examples: "
>>> a = np.random.Generator(np.random.PCG64(42)).random(3)
>>> bool((a == np.random.default_rng(42).random(3)).all())
True
",
        build: generator,
        ..SEED
    },
    Op {
        name: "PCG64",
        examples: "
>>> np.random.PCG64(7)
PCG64(seed=7)
>>> rng = np.random.Generator(np.random.PCG64(7))
>>> rng.integers(0, 10, 5).shape
(5,)
",
        ..BITS
    },
    bits!("PCG64DXSM"),
    bits!("MT19937"),
    bits!("Philox"),
    bits!("SFC64"),
    Op {
        name: "SeedSequence",
        params: "entropy=None, *, spawn_key=(), n_children_spawned=0",
        doc: "A seed from which others can be taken, all of them different.",
        examples: "
>>> seeds = np.random.SeedSequence(42)
>>> seeds.entropy
42
>>> a, b = [np.random.default_rng(s) for s in seeds.spawn(2)]
>>> bool((a.random(3) == b.random(3)).any())
False
",
        build: sequence,
        ..SEED
    },
    Op {
        name: "spawn",
        places: &[Place::Generator],
        params: "n_children",
        doc: "Several generators of their own, all of them different.",
        examples: "
>>> a, b = np.random.default_rng(1).spawn(2)
>>> bool((a.random(3) == b.random(3)).any())
False
",
        build: spawn,
        ..SEED
    },
];

/// The seed of the `k`-th child of a seed: the two are mixed bit by bit.
fn child(seed: u64, k: u64) -> u64 {
    let mut z = seed ^ k.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A source of bits.
#[derive(Debug)]
struct Bits {
    name: &'static str,
    seed: u64,
}

/// A sequence of seeds.
#[derive(Debug)]
struct Sequence {
    seed: u64,
    entropy: Value,
    /// How many were taken.
    spawned: Arc<Mutex<u64>>,
}

/// The seed that a value of these kinds stands for.
pub(super) fn of_value(value: &Value) -> Option<u64> {
    value.downcast::<Bits>().map(|b| b.seed).or_else(|| value.downcast::<Sequence>().map(|s| s.seed))
}

/// The source of bits of a generator.
pub(super) fn bits_of(seed: u64) -> Value {
    Value::object(Bits { name: "Philox", seed })
}

fn generator(args: &mut Args) -> Result<Value> {
    let Some(seed) = args.get("bit_generator").and_then(of_value) else {
        let error = type_error("Generator() takes a source of bits, such as np.random.PCG64(42)");
        return Err(args.at("bit_generator", error).help("np.random.default_rng(42) takes the seed itself"));
    };
    Ok(Value::object(Generator::new(seed, args.is_da())))
}

fn bits(args: &mut Args) -> Result<Value> {
    Ok(Value::object(Bits { name: args.op.name, seed: seed_of(args)? }))
}

fn sequence(args: &mut Args) -> Result<Value> {
    let seed = seed_of(args)?;
    let key = args.ints("spawn_key")?.unwrap_or_default();
    let entropy = args.get("entropy").cloned().unwrap_or(Value::Int(i128::from(seed)));
    let seed = key.iter().fold(seed, |seed, k| child(seed, *k as u64));
    let spawned = Arc::new(Mutex::new(args.int("n_children_spawned")?.unwrap_or(0).max(0) as u64));
    Ok(Value::object(Sequence { seed, entropy, spawned }))
}

fn spawn(args: &mut Args) -> Result<Value> {
    let n = args.count("n_children")?.unwrap_or(0) as u64;
    let owner = args.owner.clone();
    let Some(parent) = owner.as_ref().and_then(|v| v.downcast::<Generator>()) else {
        return Err(type_error("spawn() is a method of a generator").help("np.random.default_rng(1).spawn(2)"));
    };
    let children = (0..n).map(|_| {
        let stream = parent.take();
        Value::object(parent.sibling(child(stream.seed, stream.stream)))
    });
    Ok(Value::list(children.collect::<Vec<_>>()))
}

impl Sequence {
    fn spawn(&self, n: u64) -> Value {
        let mut spawned = self.spawned.lock();
        let from = *spawned;
        *spawned += n;
        Value::list((from..from + n).map(|k| {
            let seed = child(self.seed, k);
            Value::object(Sequence { seed, entropy: self.entropy.clone(), spawned: Arc::default() })
        }))
    }
}

/// `seeds.spawn` of a sequence.
#[derive(Debug)]
struct Spawn(Value);

impl Object for Spawn {
    fn type_name(&self) -> &str {
        "builtin_function_or_method"
    }

    fn repr(&self) -> String {
        "<method spawn of SeedSequence>".to_owned()
    }

    fn call(
        &self,
        positional: Vec<(Value, Option<Span>)>,
        named: Vec<(String, Value, Option<Span>)>,
    ) -> Option<Result<Value>> {
        let n = positional.first().map(|(v, _)| v).or_else(|| named.first().map(|(_, v, _)| v));
        let n = n.and_then(Value::as_int).and_then(|n| u64::try_from(n).ok());
        let sequence = self.0.downcast::<Sequence>();
        Some(match (n, sequence) {
            (Some(n), Some(sequence)) => Ok(sequence.spawn(n)),
            _ => Err(type_error("spawn() takes the number of children")),
        })
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

impl Object for Bits {
    fn type_name(&self) -> &str {
        self.name
    }

    fn repr(&self) -> String {
        format!("{}(seed={})", self.name, self.seed)
    }

    fn attribute(&self, name: &str) -> Option<Value> {
        let entropy = Value::Int(i128::from(self.seed));
        (name == "seed_seq").then(|| Value::object(Sequence { seed: self.seed, entropy, spawned: Arc::default() }))
    }

    fn attributes(&self) -> Vec<String> {
        vec!["seed_seq".to_owned()]
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

impl Object for Sequence {
    fn type_name(&self) -> &str {
        "SeedSequence"
    }

    fn repr(&self) -> String {
        let entropy = self.entropy.as_int().map_or("(...)".to_owned(), |n| n.to_string());
        format!("SeedSequence(\n    entropy={entropy},\n)")
    }

    fn attribute(&self, name: &str) -> Option<Value> {
        let own = || Sequence { seed: self.seed, entropy: self.entropy.clone(), spawned: self.spawned.clone() };
        Some(match name {
            "entropy" => self.entropy.clone(),
            "n_children_spawned" => Value::Int(i128::from(*self.spawned.lock())),
            "spawn" => Value::object(Spawn(Value::object(own()))),
            _ => return None,
        })
    }

    fn attributes(&self) -> Vec<String> {
        ["entropy", "n_children_spawned", "spawn"].map(str::to_owned).to_vec()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
