//! f-strings.

use super::{Ctx, format, text};
use crate::array::Value;
use crate::diag::Result;
use crate::syntax::ast::{Conversion, FHole, FPart};

impl Ctx {
    /// The text of an f-string.
    pub fn fstring(&self, parts: &[FPart]) -> Result<String> {
        parts.iter().try_fold(String::new(), |mut text, part| {
            match part {
                FPart::Text(piece) => text.push_str(piece),
                FPart::Hole(hole) => text.push_str(&self.hole(hole)?),
            }
            Ok(text)
        })
    }

    fn hole(&self, hole: &FHole) -> Result<String> {
        let value = self.expr(&hole.value)?;
        let conversion = hole.conversion.or((hole.label.is_some() && hole.spec.is_none()).then_some(Conversion::Repr));
        let value = match conversion {
            None => value,
            Some(conversion) => Value::str(convert(&value, conversion)),
        };
        let spec = hole.spec.as_ref().map_or(Ok(String::new()), |parts| self.fstring(parts))?;
        let shown = format::format(&value, &spec).map_err(|e| e.at(hole.span))?;
        Ok(format!("{}{shown}", hole.label.as_deref().unwrap_or("")))
    }
}

/// The value as `!r`, `!s` or `!a` show it.
pub fn convert(value: &Value, conversion: Conversion) -> String {
    match conversion {
        Conversion::Repr => text::repr(value),
        Conversion::Str => text::str(value),
        Conversion::Ascii => {
            text::repr(value).chars().map(|c| if c.is_ascii() { c.to_string() } else { escaped(c) }).collect()
        }
    }
}

fn escaped(c: char) -> String {
    match c as u32 {
        code if code < 0x100 => format!("\\x{code:02x}"),
        code if code < 0x10000 => format!("\\u{code:04x}"),
        code => format!("\\U{code:08x}"),
    }
}
