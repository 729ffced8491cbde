//! Objects that are there to be indexed: `np.s_`.

use std::any::Any;

use super::builtins::rows;
use crate::array::{Object, Value};
use crate::diag::Result;
use crate::ops::{Args, Function, Op};

/// `np.s_` and `np.index_exp`: their index, as a value.
#[derive(Clone, Copy, Debug)]
pub struct Indices {
    /// Whether it is a tuple even of one part.
    pub tuple: bool,
}

static GETITEM: &[Op] = rows! { Method;
    "__getitem__" "self, key, /" "The index itself." key;
};

fn key(args: &mut Args) -> Result<Value> {
    let tuple = args.need("self")?.downcast::<Indices>().is_some_and(|i| i.tuple);
    Ok(match args.need("key")? {
        Value::Tuple(_) => args.need("key")?.clone(),
        key if tuple => Value::tuple([key.clone()]),
        key => key.clone(),
    })
}

impl Object for Indices {
    fn type_name(&self) -> &str {
        "IndexExpression"
    }

    fn repr(&self) -> String {
        "<np.s_: s_[1:2] is the index 1:2>".into()
    }

    fn attribute(&self, name: &str) -> Option<Value> {
        GETITEM.iter().find(|op| op.name == name).map(|op| Value::object(Function::method(op, Value::object(*self))))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
