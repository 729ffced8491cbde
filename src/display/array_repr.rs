//! Arrays as NumPy shows them, to the letter. Only the elements that are shown are looked at.

use super::elements::ElementFormat;
use super::options::PrintOptions;
use super::python::{str_scalar, tuple_text};
use crate::chunk::{Block, DType, Dims, Num};

/// NumPy's `repr` of an array: `array([1, 2, 3], dtype=int8)`.
pub fn repr_array(block: &Block, options: &PrintOptions) -> String {
    const PREFIX: &str = "array(";
    let body = elements_text(block, options, ", ", PREFIX.len(), 1);
    let extras = extras(block, options);
    if extras.is_empty() {
        return format!("{PREFIX}{body})");
    }
    let text = format!("{PREFIX}{body},");
    let extras = extras.join(", ") + ")";
    let last = text.rsplit('\n').next().unwrap_or_default().chars().count();
    if last + extras.len() + 1 > options.linewidth {
        format!("{text}\n{:1$}{extras}", "", PREFIX.len())
    } else {
        format!("{text} {extras}")
    }
}

/// NumPy's `str` of an array: `[1 2 3]`, and for shape `()` the number alone.
pub fn str_array(block: &Block, options: &PrintOptions) -> String {
    if block.ndim() == 0 { str_scalar(block.first()) } else { elements_text(block, options, " ", 0, 0) }
}

/// NumPy's `array2string`: the elements with `separator` between them, to stand between a prefix and a suffix of so
/// many columns.
pub fn text_array(block: &Block, options: &PrintOptions, separator: &str, prefix: usize, suffix: usize) -> String {
    elements_text(block, options, separator, prefix, suffix as isize)
}

/// What the elements do not say: the shape of an array not shown whole, and any dtype but the usual ones.
fn extras(block: &Block, options: &PrintOptions) -> Vec<String> {
    let (dtype, size) = (block.dtype(), block.size());
    let usual = matches!(dtype, DType::Bool | DType::I64 | DType::F64 | DType::C128);
    let mut extras = Vec::new();
    if size == 0 && block.shape() != [0] || size > options.threshold {
        extras.push(format!("shape={}", tuple_text(block.shape().iter().map(usize::to_string))));
    }
    if !usual || size == 0 {
        extras.push(format!("dtype={dtype}"));
    }
    extras
}

fn elements_text(block: &Block, options: &PrintOptions, separator: &str, prefix: usize, suffix: isize) -> String {
    if block.size() == 0 {
        return "[]".into();
    }
    let summarize = block.size() > options.threshold;
    let edge = summarize.then_some(options.edgeitems);
    let mut shown = Vec::new();
    gather(block, edge, &mut Dims::new(), &mut shown);
    let format = ElementFormat::new(block.dtype(), block.ndim(), &shown, options);
    let layout = Layout { block, format, separator, edge };
    layout.axis(&mut Dims::new(), prefix + 1, options.linewidth.min(isize::MAX as usize) as isize - suffix)
}

/// NumPy's `repr` of a masked array: its data with `--` for what is masked, its mask, and what fills it.
pub fn repr_masked(data: &Block, mask: Option<&Block>, fill: &str, options: &PrintOptions) -> String {
    const PREFIX: &str = "masked_array(";
    let all_masked = mask.is_some_and(|m| m.to_vec::<bool>().iter().all(|&m| m));
    let usual = matches!(data.dtype(), DType::Bool | DType::I64 | DType::F64 | DType::C128);
    let one_row = data.shape().iter().rev().skip(1).all(|&n| n == 1);
    // In one line, the keys end at the same column; otherwise each starts a line of its own.
    let indent = |key: &str| match (one_row, key) {
        (true, "data") => PREFIX.to_owned(),
        (true, key) => " ".repeat((PREFIX.len() + 4).saturating_sub(key.len()).max(2)),
        (false, _) => "  ".to_owned(),
    };
    let columns = |key: &str| indent(key).len() + key.len() + 1;
    let mask_text = match mask {
        Some(mask) if mask.ndim() > 0 => elements_text(mask, options, ", ", columns("mask"), 1),
        mask => if mask.is_some_and(|m| m.first().num.is_true()) { "True" } else { "False" }.into(),
    };
    let mut fields = vec![
        ("data", masked_text(data, mask, options, ", ", columns("data"), 1)),
        ("mask", mask_text),
        ("fill_value", fill.to_owned()),
    ];
    if !usual || all_masked || data.size() == 0 {
        fields.push(("dtype", data.dtype().to_string()));
    }
    let fields: Vec<String> = fields.into_iter().map(|(key, text)| format!("{}{key}={text}", indent(key))).collect();
    format!("{}{})", if one_row { String::new() } else { format!("{PREFIX}\n") }, fields.join(",\n"))
}

/// The elements of a masked array; without a mask they are those of any array.
pub fn masked_text(
    data: &Block,
    mask: Option<&Block>,
    options: &PrintOptions,
    separator: &str,
    prefix: usize,
    suffix: isize,
) -> String {
    match mask {
        None if data.ndim() == 0 => str_scalar(data.first()),
        None => elements_text(data, options, separator, prefix, suffix),
        Some(_) if data.size() == 0 => "[]".into(),
        Some(mask) => {
            let edge = (data.size() > options.threshold).then_some(options.edgeitems);
            let layout = Layout { block: data, format: ElementFormat::Alone { mask: mask.clone() }, separator, edge };
            layout.axis(&mut Dims::new(), prefix + 1, options.linewidth.min(isize::MAX as usize) as isize - suffix)
        }
    }
}

/// How many items show at the start of an axis, whether `...` follows, and how many show at its end.
fn shown_of(len: usize, edge: Option<usize>) -> (usize, bool, usize) {
    match edge {
        Some(edge) if len > edge.saturating_mul(2) => (edge, true, edge.max(1)),
        _ => (0, false, len),
    }
}

/// The places along an axis that are shown.
fn places(len: usize, edge: Option<usize>) -> impl Iterator<Item = usize> {
    let (lead, _, trail) = shown_of(len, edge);
    (0..lead).chain(len - trail..len)
}

/// The elements that are shown.
fn gather(block: &Block, edge: Option<usize>, index: &mut Dims, out: &mut Vec<Num>) {
    let Some(&len) = block.shape().get(index.len()) else {
        out.push(block.at(index).num);
        return;
    };
    for i in places(len, edge) {
        index.push(i);
        gather(block, edge, index, out);
        index.pop();
    }
}

/// The elements of one array on their way to lines.
struct Layout<'a> {
    block: &'a Block,
    format: ElementFormat,
    separator: &'a str,
    /// How many items show at the ends of a long axis, if long axes are cut short.
    edge: Option<usize>,
}

impl Layout<'_> {
    /// The text of the part at `index`; its lines after the first are indented by `indent`.
    fn axis(&self, index: &mut Dims, indent: usize, width: isize) -> String {
        match self.block.ndim() - index.len() {
            0 => self.format.write(self.block.at(index).num, index),
            1 => self.row(index, indent, width),
            left => self.rows(index, indent, width, left),
        }
    }

    /// The last axis: items in lines, broken where they would not fit.
    fn row(&self, index: &mut Dims, indent: usize, width: isize) -> String {
        let len = self.block.shape()[index.len()];
        let (lead, dots, _) = shown_of(len, self.edge);
        let (mut text, mut line) = (String::from("["), String::new());
        let mut column = indent;
        let mut put = |word: &str, last: bool| {
            let size = word.chars().count();
            if column > indent && (column + size) as isize > width - 1 {
                text.push_str(line.trim_end());
                text.push('\n');
                line = " ".repeat(indent);
                column = indent;
            }
            line.push_str(word);
            column += size;
            if !last {
                line.push_str(self.separator);
                column += self.separator.len();
            }
        };
        for (n, i) in places(len, self.edge).enumerate() {
            if dots && n == lead {
                put("...", false);
            }
            index.push(i);
            put(&self.axis(index, indent + 1, width - 1), i + 1 == len);
            index.pop();
        }
        text + &line + "]"
    }

    /// An outer axis: its parts below each other, with blank lines between those of higher rank.
    fn rows(&self, index: &mut Dims, indent: usize, width: isize, left: usize) -> String {
        let len = self.block.shape()[index.len()];
        let (lead, dots, _) = shown_of(len, self.edge);
        let between = format!("{}{}{}", self.separator.trim_end(), "\n".repeat(left - 1), " ".repeat(indent));
        let mut parts = Vec::new();
        for (n, i) in places(len, self.edge).enumerate() {
            if dots && n == lead {
                parts.push("...".into());
            }
            index.push(i);
            parts.push(self.axis(index, indent + 1, width - 1));
            index.pop();
        }
        format!("[{}]", parts.join(&between))
    }
}
