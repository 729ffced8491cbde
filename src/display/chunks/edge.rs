//! How one axis is drawn: where its cuts are, in cells of the drawing, and what is written beside it.

use crate::chunk::Cut;

/// An axis of a drawing.
#[derive(Clone, Debug, PartialEq)]
pub struct Edge {
    /// Where chunks begin, in cells from the start of the axis, and its end.
    pub cuts: Vec<usize>,
    /// Between which cells chunks are left out, if there are too many to draw.
    pub gap: Option<(usize, usize)>,
    /// The length of the axis; `?` where only the computation will tell.
    pub size: String,
    /// How many chunks there are, where not all are drawn.
    pub left_out: Option<usize>,
    /// Whether the places of the cuts are unknown.
    pub loose: bool,
}

/// How much room an axis has.
#[derive(Clone, Copy, Debug)]
pub struct Room {
    /// The cells that its length asks for.
    pub want: usize,
    /// The most cells that it may take.
    pub most: usize,
    /// The least cells of a chunk.
    pub cell: usize,
}

impl Edge {
    /// The drawing of an axis that is cut like this.
    pub fn of(cut: &Cut, room: Room) -> Edge {
        let (cuts, gap) = places(cut, room);
        Edge {
            cuts,
            gap,
            size: cut.known_len().map_or_else(|| "?".into(), |n| n.to_string()),
            left_out: gap.map(|_| cut.count()),
            loose: cut.is_unknown(),
        }
    }

    /// The cells from the start to the end.
    pub fn span(&self) -> usize {
        self.cuts.last().copied().unwrap_or(0)
    }

    /// The cuts between chunks.
    pub fn inner(&self) -> &[usize] {
        self.cuts.get(1..self.cuts.len() - 1).unwrap_or(&[])
    }

    /// What is written beside the axis, in one line or two.
    pub fn label(&self) -> Vec<String> {
        let more = self.left_out.map(|n| format!("… {n} chunks"));
        std::iter::once(self.size.clone()).chain(more).collect()
    }
}

type Places = (Vec<usize>, Option<(usize, usize)>);

fn places(cut: &Cut, room: Room) -> Places {
    let Room { want, most, cell } = room;
    let count = cut.count();
    if count.saturating_mul(cell) > most {
        return thinned(cut, room);
    }
    match cut {
        Cut::At(_) => {
            let sizes: Vec<usize> = cut.iter().collect();
            (spread(&sizes, want.max(count * cell).min(most), cell), None)
        }
        Cut::Even { len, size } if count > 1 => (even(*len, *size, room), None),
        Cut::Unknown { .. } if count > 1 => (even(count, 1, room), None),
        _ => (vec![0, want.clamp(cell, most)], None),
    }
}

/// Chunks of one size, drawn with one size; the last one as much smaller as it is.
fn even(len: usize, size: usize, room: Room) -> Vec<usize> {
    let ratio = len as f64 / size as f64;
    let wanted = (room.want as f64 / ratio).round().min(room.most as f64 / ratio.ceil());
    let unit = (wanted as usize).max(room.cell);
    let whole = len / size;
    let rest = len % size;
    let last = (rest > 0).then(|| whole * unit + ((unit * rest) as f64 / size as f64).round().max(1.0) as usize);
    (0..=whole).map(|i| i * unit).chain(last).collect()
}

/// The places of chunks of these sizes along so many cells, each at least `cell` long.
fn spread(sizes: &[usize], cells: usize, cell: usize) -> Vec<usize> {
    let total: f64 = sizes.iter().map(|&s| s as f64).sum();
    let mut sum = 0.0;
    let mut cuts = vec![0];
    for (i, &size) in sizes.iter().enumerate() {
        sum += size as f64;
        let share = if total > 0.0 { sum / total } else { (i + 1) as f64 / sizes.len() as f64 };
        let at = (share * cells as f64).round() as usize;
        cuts.push(at.max(cuts[i] + cell));
    }
    let end = cells.max(sizes.len() * cell);
    for (left, at) in cuts.iter_mut().rev().enumerate() {
        *at = (*at).min(end - left * cell);
    }
    if let Some(last) = cuts.last_mut() {
        *last = end;
    }
    cuts
}

/// The first chunks, a gap, and the last ones.
fn thinned(cut: &Cut, room: Room) -> Places {
    let Room { most, cell, .. } = room;
    // Chunks of several sizes take more room, so that they are seen to be of several sizes.
    let each = if matches!(cut, Cut::At(_)) && 8 * cell <= most { 2 * cell } else { cell };
    let gap = (2 * cell).min(most.saturating_sub(2 * each)).max(1);
    let shown = (most.saturating_sub(gap) / each).max(2);
    let (tail, head) = ((shown / 3).max(1), shown - (shown / 3).max(1));
    let count = cut.count();
    let sizes = |range: std::ops::Range<usize>| range.map(|i| cut.size(i)).collect::<Vec<_>>();
    let (first, last) = match each == cell {
        true => (spread(&vec![1; head], head * each, cell), spread(&vec![1; tail], tail * each, cell)),
        false => (spread(&sizes(0..head), head * each, cell), spread(&sizes(count - tail..count), tail * each, cell)),
    };
    let from = head * each;
    let to = from + gap;
    let cuts = first.into_iter().chain(last.into_iter().map(|at| to + at)).collect();
    (cuts, Some((from, to)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn room(want: usize, most: usize, cell: usize) -> Room {
        Room { want, most, cell }
    }

    #[test]
    fn regular_chunks_look_regular_and_others_do_not() {
        let cases: [(Cut, Room, &[usize], Option<(usize, usize)>); 8] = [
            (Cut::whole(7), room(12, 20, 2), &[0, 12], None),
            (Cut::even(10, 5), room(12, 20, 2), &[0, 6, 12], None),
            (Cut::even(7, 1), room(12, 20, 2), &[0, 2, 4, 6, 8, 10, 12, 14], None),
            (Cut::even(10, 4), room(10, 20, 2), &[0, 4, 8, 10], None),
            (Cut::sizes(&[1, 8, 3]), room(12, 20, 1), &[0, 1, 9, 12], None),
            (Cut::sizes(&[0, 100, 0]), room(12, 20, 2), &[0, 2, 10, 12], None),
            (Cut::even(1000, 10), room(12, 16, 2), &[0, 2, 4, 6, 8, 12, 14, 16], Some((8, 12))),
            (Cut::even(10usize.pow(18), 1), room(6, 10, 1), &[0, 1, 2, 3, 4, 5, 6, 8, 9, 10], Some((6, 8))),
        ];
        for (cut, room, cuts, gap) in cases {
            let edge = Edge::of(&cut, room);
            assert_eq!((&edge.cuts[..], edge.gap), (cuts, gap), "{cut:?} {room:?}");
            assert_eq!(edge.left_out, gap.map(|_| cut.count()));
        }
    }

    #[test]
    fn no_axis_takes_more_than_its_room() {
        for count in 1..40 {
            for most in 6..30 {
                for cell in 1..3 {
                    let sizes: Vec<usize> = (0..count).map(|i| (i * 7) % 11 + i % 3).collect();
                    for cut in [Cut::sizes(&sizes), Cut::even(count * 3, 3), Cut::even(count * 3 + 1, 3)] {
                        let edge = Edge::of(&cut, room(most / 2 + 1, most, cell));
                        assert!(edge.span() <= most, "{cut:?} {most} {cell}: {edge:?}");
                        assert!(edge.cuts.windows(2).all(|w| w[0] < w[1]), "{cut:?} {most} {cell}: {edge:?}");
                    }
                }
            }
        }
    }
}
