//! Number literals.

use super::ast::ExprKind;
use crate::diag::{Result, overflow_error, syntax_error};

/// The value of a number that the grammar has accepted.
pub(super) fn number(text: &str) -> Result<ExprKind> {
    let digits: String = text.chars().filter(|c| *c != '_').map(|c| c.to_ascii_lowercase()).collect();
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] {
        if let Some(digits) = digits.strip_prefix(prefix) {
            return integer(digits, radix);
        }
    }
    if let Some(imaginary) = digits.strip_suffix('j') {
        return float(imaginary).map(ExprKind::Imaginary);
    }
    if digits.contains(['.', 'e']) {
        return float(&digits).map(ExprKind::Float);
    }
    if digits.starts_with('0') && digits.contains(|c| c != '0') {
        let error = syntax_error("leading zeros in decimal integer literals are not permitted");
        return Err(error.help("an octal number begins with `0o`"));
    }
    integer(&digits, 10)
}

fn integer(digits: &str, radix: u32) -> Result<ExprKind> {
    let value = i128::from_str_radix(digits, radix).map(ExprKind::Int);
    value.map_err(|_| overflow_error("the integer is too large: ndsh counts to 2**127 - 1").help("write it as a float"))
}

fn float(digits: &str) -> Result<f64> {
    digits.parse().map_err(|_| syntax_error(format!("invalid number `{digits}`")))
}
