//! Objects that are there to be indexed: `np.s_`.

use std::any::Any;

use super::builtins::rows;
use crate::array::{Object, Value};
use crate::diag::Result;
use crate::ops::{Args, Function, Op};

/// `np.s_`: its index, as a value.
#[derive(Debug)]
pub struct Indices;

static GETITEM: &[Op] = rows! { Method;
    "__getitem__" "self, key, /" "The index itself." key;
};

fn key(args: &mut Args) -> Result<Value> {
    args.need("key").cloned()
}

impl Object for Indices {
    fn type_name(&self) -> &str {
        "IndexExpression"
    }

    fn repr(&self) -> String {
        "<np.s_: s_[1:2] is the index 1:2>".into()
    }

    fn attribute(&self, name: &str) -> Option<Value> {
        GETITEM.iter().find(|op| op.name == name).map(|op| Value::object(Function::method(op, Value::None)))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
