//! How deep a text may nest. Recursion, here and in whoever walks the tree, is bounded by these and by nothing else;
//! a test parses texts at the limits on a small stack.

/// The most levels an expression or a block may have: brackets, prefixes, `**`, conditionals, lambdas, blocks, and
/// links of a chain such as `x.a.b()[0]`.
pub const MAX_DEPTH: usize = 200;

/// The most brackets (and strings with holes, lambdas within the parameters of lambdas, and blocks) open at once.
pub(super) const MAX_BRACKETS: usize = 100;

/// The most blocks within blocks.
pub(super) const MAX_BLOCKS: usize = 50;
