//! Figures and axes as values.

use std::any::Any;
use std::sync::Arc;

use parking_lot::Mutex;

use super::{AXES, AXES_ONLY, FIGURE};
use crate::array::{Object, Value};
use crate::display::plot::{Figure, Panel};
use crate::ops::{Function, Op};

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
