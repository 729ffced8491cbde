//! A sketch in Graphviz's language.

use super::gather::Sketch;

/// The sketch as a `.dot` file.
pub fn dot(sketch: &Sketch) -> String {
    let mut text = format!("digraph ndsh {{\n  label=\"{}\"; labelloc=t;\n", quoted(&sketch.title));
    text.push_str("  node [shape=box, fontname=\"sans-serif\"];\n  edge [fontname=\"sans-serif\", fontsize=10];\n");
    for (k, item) in sketch.boxes.iter().enumerate() {
        let lines: Vec<String> = item.lines.iter().map(|l| l.iter().map(|(_, t)| quoted(t)).collect()).collect();
        text.push_str(&format!("  n{k} [label=\"{}\"];\n", lines.join("\\n")));
    }
    for edge in &sketch.edges {
        let label = edge.label.as_ref().map_or_else(String::new, |l| format!(" [label=\"{}\"]", quoted(l)));
        text.push_str(&format!("  n{} -> n{}{label};\n", edge.from, edge.to));
    }
    text.push_str("}\n");
    text
}

fn quoted(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}
