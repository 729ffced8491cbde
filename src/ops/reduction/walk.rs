//! How a tile falls into contiguous pieces: runs that go into one state each, and panels of rows over many states.

use smallvec::SmallVec;

use crate::graph::Place;

/// A contiguous piece of a tile.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Piece {
    /// Its first element in the tile.
    pub start: usize,
    /// Rows over `cols` states, or a run of `rows * cols` elements for one state.
    pub across: bool,
    pub rows: usize,
    pub cols: usize,
    /// From one row to the next, in elements.
    pub pitch: usize,
    /// The (first) state.
    pub state: usize,
    /// The first element's place along the reduced axes.
    pub at: u64,
    /// Whether the piece is all that its states will see.
    pub whole: bool,
}

/// Neighbouring axes that can be walked as one.
#[derive(Clone, Copy)]
struct Group {
    len: usize,
    reduced: bool,
    /// What a step adds to the state's number, or to the place.
    step: usize,
    /// From one element to the next in memory.
    pitch: usize,
}

/// A tile that is walked: its shape and its steps in memory, which the last axis goes by ones.
pub struct Layout<'a> {
    pub len: &'a [usize],
    pub pitches: &'a [isize],
}

/// The pieces of a tile, and how many elements each of its states takes in, if the first is among them. None for a tile
/// whose elements do not lie in rows.
pub fn pieces(tile: &Layout<'_>, kept: &[usize], place: &Place<'_>, places: bool) -> Option<(Vec<Piece>, u64)> {
    let len = tile.len;
    if len.contains(&0) {
        return Some((Vec::new(), 0));
    }
    let (groups, state, at) = groups(tile, kept, place, places)?;
    if groups.last().is_some_and(|g| g.pitch != 1) {
        return None;
    }
    let taken = groups.iter().filter(|g| g.reduced).map(|g| g.len as u64).product();
    let whole = groups.iter().filter(|g| g.reduced).count() <= 1
        && (0..len.len()).all(|k| !place.reduced[k] || len[k] == place.shape[k]);
    // A piece along reduced axes must have its places one after another, where they matter.
    let joined = |g: &Group| g.reduced && (!places || g.step == 1);
    let (outer, rows, cols, pitch, across) = match groups[..] {
        [ref outer @ .., last] if joined(&last) => (outer, last.len, 1, 1, false),
        [ref outer @ .., row, last] if !last.reduced && joined(&row) => (outer, row.len, last.len, row.pitch, true),
        [ref outer @ .., last] if !last.reduced => (outer, 1, last.len, last.len, true),
        _ => (&groups[..], 1, 1, 1, false),
    };
    let count = outer.iter().map(|g| g.len).product();
    let mut list = Vec::with_capacity(count);
    let mut index: SmallVec<[usize; 6]> = SmallVec::from_elem(0, outer.len());
    let mut piece = Piece { start: 0, across, rows, cols, pitch, state, at, whole };
    loop {
        list.push(piece);
        if list.len() == count {
            return Some((list, if state == 0 { taken } else { 0 }));
        }
        for k in (0..outer.len()).rev() {
            let g = outer[k];
            index[k] += 1;
            let done = index[k] == g.len;
            let turn = |step: usize| if done { (step * (g.len - 1)).wrapping_neg() } else { step };
            let by = turn(g.step);
            piece.start = piece.start.wrapping_add(turn(g.pitch));
            if g.reduced {
                piece.at = piece.at.wrapping_add(by as u64);
            } else {
                piece.state = piece.state.wrapping_add(by);
            }
            if !done {
                break;
            }
            index[k] = 0;
        }
    }
}

/// The tile's axes, merged where they can be walked as one, and the first element's state and place. None if some axis
/// goes backwards or stands still.
fn groups(
    tile: &Layout<'_>,
    kept: &[usize],
    place: &Place<'_>,
    places: bool,
) -> Option<(SmallVec<[Group; 6]>, usize, u64)> {
    let len = tile.len;
    let (mut state_step, mut place_step) = (1usize, 1usize);
    let (mut state, mut at) = (0usize, 0u64);
    let mut groups: SmallVec<[Group; 6]> = SmallVec::new();
    for k in (0..len.len()).rev() {
        let reduced = place.reduced[k];
        let step = if reduced { place_step } else { state_step };
        if reduced {
            at = at.wrapping_add((place.region.start[k] as u64).wrapping_mul(place_step as u64));
            place_step = place_step.wrapping_mul(place.shape[k].max(1));
        } else {
            let first = place.region.start[k].saturating_sub(place.origin.start[k]);
            state += first.min(kept[k].saturating_sub(len[k])) * state_step;
            state_step *= kept[k];
        }
        if len[k] == 1 {
            continue;
        }
        let pitch = usize::try_from(tile.pitches[k]).ok().filter(|&p| p > 0)?;
        let follows = |g: &Group| pitch == g.len * g.pitch && ((reduced && !places) || step == g.len * g.step);
        match groups.last_mut() {
            Some(g) if g.reduced == reduced && follows(g) => g.len *= len[k],
            _ => groups.push(Group { len: len[k], reduced, step, pitch }),
        }
    }
    groups.reverse();
    Some((groups, state, at))
}
