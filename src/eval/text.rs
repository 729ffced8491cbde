//! Values as text, under the print options of the process.

use parking_lot::RwLock;

use crate::array::Value;
use crate::display::{self, FloatMode, PrintOptions, Sign};

/// What `np.set_printoptions` set.
static OPTIONS: RwLock<PrintOptions> = RwLock::new(PrintOptions {
    precision: Some(8),
    threshold: 1000,
    edgeitems: 3,
    linewidth: 75,
    suppress: false,
    sign: Sign::Minus,
    floatmode: FloatMode::MaxPrec,
    nanstr: String::new(),
    infstr: String::new(),
});

/// The print options as they are now.
pub fn options() -> PrintOptions {
    let mut options = OPTIONS.read().clone();
    let or = |text: &mut String, default: &str| {
        if text.is_empty() {
            *text = default.to_owned();
        }
    };
    or(&mut options.nanstr, "nan");
    or(&mut options.infstr, "inf");
    options
}

/// Sets the print options.
pub fn set_options(options: PrintOptions) {
    *OPTIONS.write() = options;
}

/// Python's `repr` of a value.
pub fn repr(value: &Value) -> String {
    display::repr_value(value, &options())
}

/// Python's `str` of a value.
pub fn str(value: &Value) -> String {
    match value {
        Value::Object(o) => match o.attribute("__str__").map(|m| super::call::call_with(&m, [])) {
            Some(Ok(Value::Str(text))) => text.to_string(),
            _ => display::str_value(value, &options()),
        },
        v => display::str_value(v, &options()),
    }
}
