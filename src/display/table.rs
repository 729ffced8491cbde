//! Tables, drawn by comfy-table and given their meaning back.

use comfy_table::{ContentArrangement, Table, presets::UTF8_FULL_CONDENSED};

use super::bytes::format_bytes;
use super::markup::{Doc, Line, Role};

/// A table of at most `width` columns; each cell has a role.
pub(super) fn table<const N: usize>(header: [&str; N], rows: &[[(Role, String); N]], width: usize) -> Doc {
    let mut drawn = Table::new();
    drawn.load_style(UTF8_FULL_CONDENSED).set_content_arrangement(ContentArrangement::Dynamic);
    drawn.set_width(width.clamp(20, usize::from(u16::MAX)) as u16).set_header(header);
    for row in rows {
        drawn.add_row(row.iter().map(|cell| cell.1.as_str()));
    }
    let mut doc = Doc::default();
    let mut row = None;
    for line in drawn.trim_fmt().lines() {
        let bar = |c: char| c == '│' || c == '┆';
        if !line.contains(bar) {
            row = if line.starts_with('╞') { Some(0) } else { row };
            doc.push(Line::of(Role::Dim, line));
            continue;
        }
        let cells: Vec<&str> = line.split_inclusive(bar).skip(1).collect();
        // A row whose first cell is blank goes on from the line above.
        if let (Some(n), Some(first)) = (row.as_mut(), cells.first())
            && !first.trim_end_matches(bar).trim().is_empty()
        {
            *n += 1;
        }
        let roles = row.and_then(|n: usize| rows.get(n.checked_sub(1)?));
        doc.push(cells_line(&cells, |k| roles.and_then(|r| r.get(k)).map_or(Role::Header, |cell| cell.0)));
    }
    doc
}

fn cells_line(cells: &[&str], role: impl Fn(usize) -> Role) -> Line {
    let mut line = Line::of(Role::Dim, "│");
    for (k, cell) in cells.iter().enumerate() {
        let end = cell.char_indices().next_back().map_or(0, |(at, _)| at);
        line = line.with(role(k), &cell[..end]).with(Role::Dim, &cell[end..]);
    }
    line
}

/// The pool of workers that runs graphs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pool {
    pub workers: usize,
    pub cores: usize,
    /// Bytes.
    pub memory: u128,
}

/// The pool as the tutorial's `Client` shows its cluster.
pub fn render_pool(pool: &Pool, width: usize) -> Doc {
    let row = |name: &str, value: String| [(Role::Name, name.to_string()), (Role::Number, value)];
    let rows = [
        row("Workers", pool.workers.to_string()),
        row("Cores", pool.cores.to_string()),
        row("Memory", format_bytes(pool.memory)),
    ];
    table(["Client", "Cluster"], &rows, width)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pool_is_a_small_table() {
        let doc = render_pool(&Pool { workers: 4, cores: 4, memory: 17_179_869_184 }, 80);
        let want = "\
┌─────────┬──────────┐
│ Client  ┆ Cluster  │
╞═════════╪══════════╡
│ Workers ┆ 4        │
│ Cores   ┆ 4        │
│ Memory  ┆ 17.18 GB │
└─────────┴──────────┘";
        assert_eq!(doc.to_plain(), want);
        assert_eq!(doc.lines[3].pieces[1], (Role::Name, " Workers ".into()));
        assert_eq!(doc.lines[5].pieces[3], (Role::Number, " 17.18 GB ".into()));
    }
}
