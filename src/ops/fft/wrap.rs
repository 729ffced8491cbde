//! A transform of arrays in memory as one of lazy arrays.

use super::calls::names;
use crate::array::Value;
use crate::diag::{Result, nearest, value_error};
use crate::ops::{Args, Function, Place, find};

/// The lazy transform of the name of the function, or of `kind`.
pub fn fft_wrap(args: &mut Args) -> Result<Value> {
    let name = match (args.text("kind")?, args.need("fft_func")?) {
        (Some(kind), _) => kind.to_owned(),
        (None, Value::Object(function)) => match function.attribute("__name__") {
            Some(Value::Str(name)) => name.to_string(),
            _ => return Err(args.wrong("fft_func", "a function of np.fft")),
        },
        _ => return Err(args.wrong("fft_func", "a function of np.fft")),
    };
    match find(Place::Fft, &name).filter(|op| names().any(|n| n == op.name)) {
        Some(op) => Ok(Value::object(Function::new(op, true))),
        None => {
            let error = value_error(format!("Given unknown `kind` {name}."));
            let help = match nearest(&name, names()) {
                Some(near) => format!("did you mean '{near}'?"),
                None => format!("kinds are {}", names().collect::<Vec<_>>().join(", ")),
            };
            Err(error.help(help))
        }
    }
}
