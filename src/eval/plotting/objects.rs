//! Figures and axes as values.

use std::any::Any;
use std::sync::Arc;

use parking_lot::Mutex;

use super::{AXES, AXES_ONLY, FIGURE};
use crate::array::{Object, Value, convert};
use crate::chunk::{Block, DType};
use crate::diag::Result;
use crate::display::plot::{Figure, Panel};
use crate::eval::builtins::rows;
use crate::eval::index;
use crate::ops::{Args, Function, Op};

/// A figure that is being drawn, and the panel that is drawn on.
#[derive(Debug, Default)]
pub struct Sheet {
    pub figure: Figure,
    pub panel: usize,
}

/// A figure as a value.
#[derive(Clone, Debug)]
pub struct FigureHandle(pub Arc<Mutex<Sheet>>);

/// One panel of a figure as a value.
#[derive(Clone, Debug)]
pub struct Axes {
    pub sheet: Arc<Mutex<Sheet>>,
    pub panel: usize,
}

impl Axes {
    /// Does something to the panel.
    pub fn with<R>(&self, run: impl FnOnce(&mut Panel) -> R) -> R {
        let mut sheet = self.sheet.lock();
        let panels = &mut sheet.figure.panels;
        if panels.len() <= self.panel {
            panels.resize_with(self.panel + 1, Panel::default);
        }
        run(&mut panels[self.panel])
    }
}

fn method(tables: &[&'static [Op]], name: &str, receiver: Value) -> Option<Value> {
    let op = tables.iter().copied().flatten().find(|op| op.name == name)?;
    Some(Value::object(Function::method(op, receiver)))
}

fn names(tables: &[&'static [Op]]) -> Vec<String> {
    tables.iter().copied().flatten().map(|op| op.name.to_owned()).collect()
}

impl Object for Axes {
    fn type_name(&self) -> &str {
        "Axes"
    }

    fn repr(&self) -> String {
        "<Axes>".into()
    }

    fn attribute(&self, name: &str) -> Option<Value> {
        match name {
            "figure" => Some(Value::object(FigureHandle(self.sheet.clone()))),
            _ => method(&[AXES, AXES_ONLY], name, Value::object(self.clone())),
        }
    }

    fn attributes(&self) -> Vec<String> {
        names(&[AXES, AXES_ONLY])
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// The axes of a figure in rows, as an array of them is used: indexed, walked through, made flat.
#[derive(Clone, Debug)]
pub struct AxesArray {
    /// The lengths of its one axis, or of its two.
    pub shape: Vec<usize>,
    pub axes: Vec<Value>,
}

static ARRAY: &[Op] = rows! { Method;
    "__getitem__" "self, key, /" "One of the axes, or a row of them." AxesArray::get;
    "__iter__" "self" "The axes, or the rows of them." AxesArray::walked;
    "__len__" "self" "The number of axes, or of rows of them." AxesArray::length;
    "flatten" "self" "All axes, one after another." AxesArray::flattened;
    "ravel" "self" "All axes, one after another." AxesArray::flattened;
    "tolist" "self" "A list of the axes, or of rows of them." AxesArray::listed;
};

impl AxesArray {
    fn of(args: &Args) -> Result<AxesArray> {
        let own = args.need("self")?.downcast::<AxesArray>().cloned();
        own.ok_or_else(|| args.wrong("self", "an array of axes"))
    }

    fn flat(&self) -> AxesArray {
        AxesArray { shape: vec![self.axes.len()], axes: self.axes.clone() }
    }

    /// The axes, or the rows of them.
    fn parts(&self) -> Vec<Value> {
        let [_, columns] = self.shape[..] else { return self.axes.clone() };
        let row = |axes: &[Value]| Value::object(AxesArray { shape: vec![columns], axes: axes.to_vec() });
        self.axes.chunks(columns).map(row).collect()
    }

    /// `axes[1]`, `axes[0, 1]`, `axes[:, 0]`
    fn get(args: &mut Args) -> Result<Value> {
        let this = AxesArray::of(args)?;
        let numbers: Vec<i64> = (0..this.axes.len() as i64).collect();
        // An array of their numbers says which of them are meant.
        let numbers = convert::plain_value(Block::from_slice(&this.shape, &numbers));
        let found = index::get(&numbers, args.need("key")?)?;
        if let Some(k) = found.as_int() {
            return Ok(this.axes[k as usize].clone());
        }
        let block = convert::to_block(&found, Some(DType::I64))?.contiguous();
        let axes = block.slice::<i64>().iter().map(|&k| this.axes[k as usize].clone()).collect();
        Ok(Value::object(AxesArray { shape: block.shape().to_vec(), axes }))
    }

    fn flattened(args: &mut Args) -> Result<Value> {
        Ok(Value::object(AxesArray::of(args)?.flat()))
    }

    fn walked(args: &mut Args) -> Result<Value> {
        Ok(Value::list(AxesArray::of(args)?.parts()))
    }

    fn length(args: &mut Args) -> Result<Value> {
        Ok(Value::Int(AxesArray::of(args)?.shape[0] as i128))
    }

    fn listed(args: &mut Args) -> Result<Value> {
        let row = |v: Value| v.downcast::<AxesArray>().map(|row| Value::list(row.parts())).unwrap_or(v);
        Ok(Value::list(AxesArray::of(args)?.parts().into_iter().map(row)))
    }
}

impl Object for AxesArray {
    fn type_name(&self) -> &str {
        "ndarray"
    }

    fn repr(&self) -> String {
        let row = |axes: &[Value]| format!("[{}]", vec!["<Axes>"; axes.len()].join(", "));
        let rows: Vec<String> = self.axes.chunks(self.shape.last().copied().unwrap_or(1).max(1)).map(row).collect();
        match &self.shape[..] {
            [_] => format!("array({}, dtype=object)", rows.concat()),
            _ => format!("array([{}], dtype=object)", rows.join(",\n       ")),
        }
    }

    fn attribute(&self, name: &str) -> Option<Value> {
        match name {
            "flat" => Some(Value::object(self.flat())),
            "shape" => Some(Value::tuple(self.shape.iter().map(|&n| Value::Int(n as i128)))),
            "size" => Some(Value::Int(self.axes.len() as i128)),
            "ndim" => Some(Value::Int(self.shape.len() as i128)),
            _ => method(&[ARRAY], name, Value::object(self.clone())),
        }
    }

    fn attributes(&self) -> Vec<String> {
        ["flat", "ndim", "shape", "size"].into_iter().map(str::to_owned).chain(names(&[ARRAY])).collect()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

impl Object for FigureHandle {
    fn type_name(&self) -> &str {
        "Figure"
    }

    fn repr(&self) -> String {
        let sheet = self.0.lock();
        let (width, height) = sheet.figure.size;
        format!("<Figure size {width}x{height} with {} Axes>", sheet.figure.panels.len())
    }

    fn attribute(&self, name: &str) -> Option<Value> {
        method(&[FIGURE], name, Value::object(self.clone()))
    }

    fn attributes(&self) -> Vec<String> {
        names(&[FIGURE])
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// What a drawing function answers with: something that was drawn.
#[derive(Debug)]
struct Artist(&'static str);

/// Something of that type that was drawn.
pub fn artist(name: &'static str) -> Value {
    Value::object(Artist(name))
}

impl Object for Artist {
    fn type_name(&self) -> &str {
        self.0
    }

    fn repr(&self) -> String {
        format!("<{}: shown by plt.show()>", self.0)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
