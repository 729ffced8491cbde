//! Places along an axis.

use std::ops::Deref;

use super::{Block, DType};

/// Places that are in range, as whole numbers that are not negative.
#[derive(Clone, Debug)]
pub struct Places(Block);

const _: () = assert!(size_of::<usize>() == size_of::<i64>());

impl Places {
    /// The places that a C-ordered block of int64 names along an axis of length `len`, those from its end counted from
    /// its beginning. The first one out of range is an error. Where none is counted from the end, nothing is copied.
    pub fn of(block: &Block, len: usize) -> Result<Places, i64> {
        let named = block.slice::<i64>();
        let n = len as i64;
        if !named.iter().fold(false, |any, &p| any | (p as u64 >= n as u64)) {
            return Ok(Places(block.reshape(&[named.len()])));
        }
        if let Some(&wrong) = named.iter().find(|p| !(-n..n).contains(*p)) {
            return Err(wrong);
        }
        let mut places = Block::scratch(DType::I64, &[named.len()]);
        places.slice_mut::<i64>().iter_mut().zip(named).for_each(|(to, &p)| *to = if p < 0 { p + n } else { p });
        Ok(Places(places))
    }

    /// The places that a block of int64 holds, all of which are in range.
    pub fn in_range(block: &Block) -> Places {
        Places(block.contiguous().reshape(&[block.size()]))
    }

    /// The places as a block of int64.
    pub fn block(&self) -> &Block {
        &self.0
    }
}

impl Deref for Places {
    type Target = [usize];

    fn deref(&self) -> &[usize] {
        let places = self.0.slice::<i64>();
        // SAFETY: both types have the same size and alignment, and no place is negative.
        unsafe { std::slice::from_raw_parts(places.as_ptr().cast(), places.len()) }
    }
}

impl FromIterator<usize> for Places {
    fn from_iter<I: IntoIterator<Item = usize>>(places: I) -> Places {
        let places: Vec<i64> = places.into_iter().map(|p| p as i64).collect();
        Places(Block::from_slice(&[places.len()], &places))
    }
}

impl From<Vec<usize>> for Places {
    fn from(places: Vec<usize>) -> Places {
        places.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_from_both_ends() {
        let of = |places: &[i64], n| Places::of(&Block::from_slice(&[places.len()], places), n).map(|p| p.to_vec());
        assert_eq!(of(&[0, 2, 1], 3), Ok(vec![0, 2, 1]));
        assert_eq!(of(&[-1, 0, -3], 3), Ok(vec![2, 0, 0]));
        assert_eq!(of(&[0, -4, 3], 3), Err(-4));
        assert_eq!(of(&[], 0), Ok(vec![]));
        assert_eq!(of(&[0], 0), Err(0));
    }
}
