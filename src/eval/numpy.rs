//! What `np.` and `da.` have that is not an operation: constants, types, and how arrays are shown.

use super::builtins::rows;
use super::context::Context;
use super::index_grids::Grids;
use super::module::Constant;
use super::{dtype_functions, index_objects, text, types};
use crate::array::{Value, convert};
use crate::chunk::{DType, Num, Scalar};
use crate::diag::{Result, not_implemented, value_error};
use crate::display::{self, FloatMode, PrintOptions, Sign};
use crate::ops::elementwise::status;
use crate::ops::{Args, Op};

pub static CONSTANTS: &[Constant] = &[
    ("pi", || Value::Float(std::f64::consts::PI)),
    ("e", || Value::Float(std::f64::consts::E)),
    ("euler_gamma", || Value::Float(0.577_215_664_901_532_9)),
    ("inf", || Value::Float(f64::INFINITY)),
    ("nan", || Value::Float(f64::NAN)),
    ("newaxis", || Value::None),
    ("True_", || Value::Scalar(Scalar::new(DType::Bool, Num::Bool(true)))),
    ("False_", || Value::Scalar(Scalar::new(DType::Bool, Num::Bool(false)))),
    ("ndarray", || types::named("numpy.ndarray")),
    ("Array", || types::named("dask.array.core.Array")),
    ("dtype", || types::named("numpy.dtype")),
    ("s_", || Value::object(index_objects::Indices { tuple: false })),
    ("index_exp", || Value::object(index_objects::Indices { tuple: true })),
    ("mgrid", || Value::object(Grids::Full)),
    ("ogrid", || Value::object(Grids::Open)),
    ("r_", || Value::object(Grids::Rows)),
    ("c_", || Value::object(Grids::Columns)),
    ("typecodes", dtype_functions::typecodes),
    ("little_endian", || Value::Bool(cfg!(target_endian = "little"))),
    ("flatiter", || types::named("numpy.flatiter")),
    ("iinfo", || types::named("numpy.iinfo")),
    ("finfo", || types::named("numpy.finfo")),
];

pub static LINALG: &[Constant] = &[("LinAlgError", || types::named("numpy.linalg.LinAlgError"))];

/// `np.exceptions`
pub static EXCEPTIONS: &[Constant] = &[("AxisError", || types::named("numpy.exceptions.AxisError"))];

pub static FUNCTIONS: &[Op] = rows! { Np;
    "array2string" "a, max_line_width=None, precision=None, suppress_small=None, separator=' ', prefix='', *, formatter=None, threshold=None, edgeitems=None, sign=None, floatmode=None, suffix=''" "An array as `print` shows it, under options." array2string;
    "array_repr" "arr, max_line_width=None, precision=None, suppress_small=None" "An array as the shell shows it." array_repr;
    "array_str" "a, max_line_width=None, precision=None, suppress_small=None" "An array as `print` shows it." array_str;
    "get_printoptions" "" "How arrays are shown." get_printoptions;
    "geterr" "" "What is done about mistakes in numbers." geterr;
    "errstate" "*, all=None, divide=None, over=None, under=None, invalid=None, call=None" "For a `with` block: which mistakes in numbers are told, `'warn'` or `'ignore'`." errstate;
    "printoptions" "precision=None, threshold=None, edgeitems=None, linewidth=None, suppress=None, nanstr=None, infstr=None, formatter=None, sign=None, floatmode=None, **kwarg" "For a `with` block: how arrays are shown." printoptions;
    "seterr" "all=None, divide=None, over=None, under=None, invalid=None" "Sets which mistakes in numbers are told, `'warn'` or `'ignore'`." seterr;
    "set_printoptions" "precision=None, threshold=None, edgeitems=None, linewidth=None, suppress=None, nanstr=None, infstr=None, formatter=None, sign=None, floatmode=None, **kwarg" "Sets how arrays are shown." set_printoptions;
};

/// The print options with those that a call names put in their place.
fn changed(args: &Args, mut options: PrintOptions, names: &[(&str, &str)]) -> Result<PrintOptions> {
    for (option, parameter) in names {
        let wrong = || args.at(parameter, value_error(format!("{}(): that is not a {option}", args.op.name)));
        match *option {
            "precision" if args.get(parameter).is_some() => options.precision = args.count(parameter)?,
            "threshold" => {
                options.threshold = args.float(parameter)?.map_or(options.threshold, |n| n.min(1e18) as usize)
            }
            "edgeitems" => options.edgeitems = args.count(parameter)?.unwrap_or(options.edgeitems),
            "linewidth" => {
                options.linewidth = args.float(parameter)?.map_or(options.linewidth, |n| n.min(1e9) as usize)
            }
            "suppress" => options.suppress = args.bool(parameter, options.suppress)?,
            "nanstr" => options.nanstr = args.text(parameter)?.map_or(options.nanstr, str::to_owned),
            "infstr" => options.infstr = args.text(parameter)?.map_or(options.infstr, str::to_owned),
            "sign" => {
                if let Some(sign) = args.text(parameter)? {
                    options.sign = Sign::parse(sign).ok_or_else(wrong)?;
                }
            }
            "floatmode" => {
                if let Some(mode) = args.text(parameter)? {
                    options.floatmode = FloatMode::parse(mode).ok_or_else(wrong)?;
                }
            }
            _ => {}
        }
    }
    Ok(options)
}

const ALL: [(&str, &str); 9] = [
    ("precision", "precision"),
    ("threshold", "threshold"),
    ("edgeitems", "edgeitems"),
    ("linewidth", "linewidth"),
    ("suppress", "suppress"),
    ("nanstr", "nanstr"),
    ("infstr", "infstr"),
    ("sign", "sign"),
    ("floatmode", "floatmode"),
];

const SHOWING: [(&str, &str); 3] =
    [("precision", "precision"), ("linewidth", "max_line_width"), ("suppress", "suppress_small")];

fn set_printoptions(args: &mut Args) -> Result<Value> {
    text::set_options(changed(args, text::options(), &ALL)?);
    Ok(Value::None)
}

fn printoptions(args: &mut Args) -> Result<Value> {
    let options = changed(args, text::options(), &ALL)?;
    Ok(Value::object(Context::new("printoptions", move || {
        let before = text::options();
        text::set_options(options.clone());
        Ok(Box::new(move || text::set_options(before)))
    })))
}

/// The mistakes in numbers that are not told after this call, from those that are not told now.
fn ignored(args: &Args) -> Result<status::Flags> {
    let mut flags = status::ignored();
    let rows = [
        ("all", status::DIVIDE | status::OVERFLOW | status::INVALID),
        ("divide", status::DIVIDE),
        ("over", status::OVERFLOW),
        ("under", 0),
        ("invalid", status::INVALID),
    ];
    for (name, flag) in rows {
        match args.text(name)? {
            None => {}
            Some("ignore") => flags |= flag,
            Some("warn" | "print") => flags &= !flag,
            Some("raise" | "call" | "log") => {
                let error = not_implemented(format!("{}() with '{}'", args.op.name, args.text(name)?.unwrap_or("")));
                return Err(args.at(name, error.help("'warn' and 'ignore' work")));
            }
            Some(_) => return Err(args.wrong(name, "'warn' or 'ignore'")),
        }
    }
    Ok(flags)
}

fn errstate(args: &mut Args) -> Result<Value> {
    let flags = ignored(args)?;
    Ok(Value::object(Context::new("errstate", move || {
        let before = status::ignored();
        status::set_ignored(flags);
        Ok(Box::new(move || status::set_ignored(before)))
    })))
}

fn seterr(args: &mut Args) -> Result<Value> {
    let before = status::ignored();
    status::set_ignored(ignored(args)?);
    Ok(told(before))
}

fn geterr(_: &mut Args) -> Result<Value> {
    Ok(told(status::ignored()))
}

/// What is done about each mistake in numbers, as NumPy gives it.
fn told(before: status::Flags) -> Value {
    let word = |flag| Value::str(if before & flag != 0 { "ignore" } else { "warn" });
    let entries = [
        ("divide", word(status::DIVIDE)),
        ("over", word(status::OVERFLOW)),
        ("under", Value::str("ignore")),
        ("invalid", word(status::INVALID)),
    ];
    let dict = entries.into_iter().map(|(k, v)| (Value::str(k), v)).collect();
    Value::Dict(std::sync::Arc::new(parking_lot::RwLock::new(dict)))
}

fn get_printoptions(_: &mut Args) -> Result<Value> {
    let o = text::options();
    let int = |n: usize| Value::Int(n as i128);
    let entries = [
        ("edgeitems", int(o.edgeitems)),
        ("threshold", int(o.threshold)),
        ("floatmode", Value::str(o.floatmode.name())),
        ("precision", o.precision.map_or(Value::None, int)),
        ("suppress", Value::Bool(o.suppress)),
        ("linewidth", int(o.linewidth)),
        ("nanstr", Value::str(&o.nanstr)),
        ("infstr", Value::str(&o.infstr)),
        ("sign", Value::str(o.sign.name())),
        ("formatter", Value::None),
        ("legacy", Value::Bool(false)),
        ("override_repr", Value::None),
    ];
    let dict = entries.into_iter().map(|(k, v)| (Value::str(k), v)).collect();
    Ok(Value::Dict(std::sync::Arc::new(parking_lot::RwLock::new(dict))))
}

fn array_repr(args: &mut Args) -> Result<Value> {
    let options = changed(args, text::options(), &SHOWING)?;
    Ok(Value::str(display::repr_array(&convert::to_block(args.need("arr")?, None)?, &options)))
}

fn array_str(args: &mut Args) -> Result<Value> {
    let options = changed(args, text::options(), &SHOWING)?;
    Ok(Value::str(display::str_array(&convert::to_block(args.need("a")?, None)?, &options)))
}

fn array2string(args: &mut Args) -> Result<Value> {
    let more = [("threshold", "threshold"), ("edgeitems", "edgeitems"), ("sign", "sign"), ("floatmode", "floatmode")];
    let options = changed(args, changed(args, text::options(), &SHOWING)?, &more)?;
    let columns = |name: &str| Ok(args.text(name)?.map_or(0, |t| t.chars().count()));
    let separator = args.text("separator")?.unwrap_or(" ");
    let block = convert::to_block(args.need("a")?, None)?;
    Ok(Value::str(display::text_array(&block, &options, separator, columns("prefix")?, columns("suffix")?)))
}
