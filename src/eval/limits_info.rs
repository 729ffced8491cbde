//! `np.iinfo` and `np.finfo`: the limits of a dtype.

use std::any::Any;

use crate::array::{Object, Value};
use crate::chunk::{DType, Num, Scalar};
use crate::diag::{Result, value_error};
use crate::ops;

/// The limits of a dtype.
#[derive(Debug)]
struct Info {
    integer: bool,
    dtype: DType,
}

/// `np.iinfo(x)` or `np.finfo(x)`, by the type's name.
pub fn info(name: &str, value: &Value) -> Result<Value> {
    let integer = name == "numpy.iinfo";
    let dtype = match value.as_number() {
        Some(num) => Ok(num.dtype()),
        None => ops::dtype_of(value),
    };
    dtype.and_then(|dtype| match (integer, dtype.is_integer(), dtype.is_inexact()) {
        (true, true, _) => Ok(Value::object(Info { integer, dtype })),
        (false, _, true) => Ok(Value::object(Info { integer, dtype: dtype.real() })),
        (true, ..) => Err(value_error(format!("Invalid integer data type '{}'.", dtype.kind_char()))
            .help("np.finfo has the limits of floats")),
        _ => Err(value_error(format!("data type {dtype} not inexact")).help("np.iinfo has the limits of integers")),
    })
}

impl Info {
    fn number(&self, name: &str) -> Option<Value> {
        let bits = 8 * self.dtype.size() as i128;
        if self.integer {
            let (low, high) = self.dtype.int_range()?;
            let letter = self.dtype.kind_char();
            if name == "kind" || name == "key" {
                return Some(Value::str(if name == "kind" { letter.to_string() } else { format!("{letter}{bits}") }));
            }
            return Some(Value::Int(match name {
                "min" => low,
                "max" => high,
                "bits" => bits,
                _ => return None,
            }));
        }
        let (digits, low, high, decimals) = match self.dtype {
            DType::F16 => (10, -14, 16, 3),
            DType::F32 => (23, -126, 128, 6),
            _ => (52, -1022, 1024, 15),
        };
        let power = |e: i32| 2f64.powi(e);
        let max = (2.0 - power(-digits)) * power(high - 1);
        let float = match name {
            "eps" => power(-digits),
            "epsneg" => power(-digits - 1),
            "max" => max,
            "min" => -max,
            "tiny" | "smallest_normal" => power(low),
            "smallest_subnormal" => power(low) * power(-digits),
            "resolution" => format!("1e-{decimals}").parse().ok()?,
            "bits" => return Some(Value::Int(bits)),
            "precision" => return Some(Value::Int(decimals)),
            "nmant" => return Some(Value::Int(digits as i128)),
            "maxexp" => return Some(Value::Int(high as i128)),
            "minexp" => return Some(Value::Int(low as i128)),
            "iexp" | "nexp" => return Some(Value::Int(bits - 1 - digits as i128)),
            "machep" => return Some(Value::Int(-digits as i128)),
            "negep" => return Some(Value::Int(-digits as i128 - 1)),
            _ => return None,
        };
        Some(Value::Scalar(Scalar::new(self.dtype, Num::Float(float))))
    }
}

const INTEGER: [&str; 5] = ["min", "max", "bits", "kind", "key"];
const FLOAT: [&str; 17] = [
    "eps",
    "epsneg",
    "max",
    "min",
    "tiny",
    "smallest_normal",
    "smallest_subnormal",
    "resolution",
    "bits",
    "precision",
    "nmant",
    "maxexp",
    "minexp",
    "iexp",
    "nexp",
    "machep",
    "negep",
];

impl Object for Info {
    fn type_name(&self) -> &str {
        if self.integer { "iinfo" } else { "finfo" }
    }

    fn repr(&self) -> String {
        let show = |name: &str| self.number(name).map_or(String::new(), |v| super::text::str(&v));
        match self.integer {
            true => format!("iinfo(min={}, max={}, dtype={})", show("min"), show("max"), self.dtype),
            false => format!(
                "finfo(resolution={}, min={}, max={}, dtype={})",
                show("resolution"),
                show("min"),
                show("max"),
                self.dtype
            ),
        }
    }

    fn attribute(&self, name: &str) -> Option<Value> {
        if name == "dtype" { Some(Value::DType(self.dtype)) } else { self.number(name) }
    }

    fn attributes(&self) -> Vec<String> {
        let names: &[&str] = if self.integer { &INTEGER } else { &FLOAT };
        names.iter().map(|n| (*n).to_owned()).collect()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
