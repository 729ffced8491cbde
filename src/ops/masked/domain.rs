//! Where operations have no answer: there, that of a masked array is masked.

use crate::array::{Lazy, Value, convert};
use crate::chunk::Num;
use crate::diag::Result;
use crate::ops::compose::{apply, apply_number, apply2};

/// The numbers for which an operation has an answer.
enum Domain {
    /// Those of at least this.
    From(f64),
    /// Those greater than this.
    Above(f64),
    /// Those between these, which belong to them.
    Within(f64, f64),
    /// Those whose cosine is not zero.
    Cosine,
    /// Dividends that a divisor does not take past the greatest number.
    Divisor,
    /// Whatever has a finite answer.
    Finite,
}

static DOMAINS: &[(&str, Domain)] = &[
    ("sqrt", Domain::From(0.0)),
    ("log", Domain::Above(0.0)),
    ("log2", Domain::Above(0.0)),
    ("log10", Domain::Above(0.0)),
    ("tan", Domain::Cosine),
    ("arcsin", Domain::Within(-1.0, 1.0)),
    ("arccos", Domain::Within(-1.0, 1.0)),
    ("arccosh", Domain::From(1.0)),
    ("arctanh", Domain::Within(-1.0 + 1e-15, 1.0 - 1e-15)),
    ("divide", Domain::Divisor),
    ("true_divide", Domain::Divisor),
    ("floor_divide", Domain::Divisor),
    ("remainder", Domain::Divisor),
    ("mod", Domain::Divisor),
    ("fmod", Domain::Divisor),
    ("power", Domain::Finite),
];

/// The places where the operation has no answer; none if it always has one. With `finite` those too where the answer
/// is not finite.
pub fn outside(name: &str, operands: &[Value], answer: &Lazy, finite: bool) -> Result<Option<Lazy>> {
    let Some((_, domain)) = DOMAINS.iter().find(|(n, _)| *n == name) else { return Ok(None) };
    let Some(first) = operands.first() else { return Ok(None) };
    let x = convert::to_lazy(first)?;
    let compare = |name: &str, bound: f64| apply_number(name, &x, Num::Float(bound));
    let beyond = match domain {
        Domain::From(low) => Some(compare("less", *low)?),
        Domain::Above(low) => Some(compare("less_equal", *low)?),
        Domain::Within(low, high) => Some(apply2("logical_or", &compare("less", *low)?, &compare("greater", *high)?)?),
        Domain::Cosine => {
            let cosine = apply("abs", &[Value::Lazy(apply("cos", std::slice::from_ref(first))?)])?;
            Some(apply_number("less", &cosine, Num::Float(1e-35))?)
        }
        Domain::Divisor => {
            let Some(second) = operands.get(1) else { return Ok(None) };
            let size = |v: &Value| {
                let wide = apply("multiply", &[v.clone(), Value::Float(1.0)])?;
                apply("abs", &[Value::Lazy(wide)])
            };
            let least = apply_number("multiply", &size(first)?, Num::Float(f64::MIN_POSITIVE))?;
            Some(apply2("greater_equal", &least, &size(second)?)?)
        }
        Domain::Finite => None,
    };
    if !finite {
        return Ok(beyond);
    }
    let infinite = apply("logical_not", &[Value::Lazy(apply("isfinite", &[Value::Lazy(answer.clone())])?)])?;
    beyond.map_or(Ok(infinite.clone()), |b| apply2("logical_or", &b, &infinite)).map(Some)
}

/// Whether the answer has the first operand's elements where it is masked: all but comparisons do.
pub fn keeps_data(name: &str) -> bool {
    !["equal", "not_equal", "less", "less_equal", "greater", "greater_equal"].contains(&name)
}
