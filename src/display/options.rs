//! NumPy's print options.

/// How many digits floats show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum FloatMode {
    /// Always `precision` digits after the point.
    Fixed,
    /// As few digits as name the number, whatever the precision.
    Unique,
    /// As few digits as name the number, at most `precision`.
    #[default]
    MaxPrec,
    /// As `MaxPrec`, but as many for every element.
    MaxPrecEqual,
}

impl FloatMode {
    /// The mode of NumPy's name for it.
    pub fn parse(name: &str) -> Option<FloatMode> {
        match name {
            "fixed" => Some(FloatMode::Fixed),
            "unique" => Some(FloatMode::Unique),
            "maxprec" => Some(FloatMode::MaxPrec),
            "maxprec_equal" => Some(FloatMode::MaxPrecEqual),
            _ => None,
        }
    }

    /// NumPy's name for the mode.
    pub fn name(self) -> &'static str {
        match self {
            FloatMode::Fixed => "fixed",
            FloatMode::Unique => "unique",
            FloatMode::MaxPrec => "maxprec",
            FloatMode::MaxPrecEqual => "maxprec_equal",
        }
    }
}

/// What stands before a number that is not negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Sign {
    /// Nothing.
    #[default]
    Minus,
    /// A plus.
    Plus,
    /// A space.
    Space,
}

impl Sign {
    /// The sign of NumPy's character for it.
    pub fn parse(name: &str) -> Option<Sign> {
        match name {
            "-" => Some(Sign::Minus),
            "+" => Some(Sign::Plus),
            " " => Some(Sign::Space),
            _ => None,
        }
    }

    /// NumPy's character for the sign.
    pub fn name(self) -> &'static str {
        match self {
            Sign::Minus => "-",
            Sign::Plus => "+",
            Sign::Space => " ",
        }
    }
}

/// How arrays are shown; the default is NumPy's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrintOptions {
    /// Digits after the point; `None` for as many as the number needs.
    pub precision: Option<usize>,
    /// Arrays of more elements than this show their edges only.
    pub threshold: usize,
    /// How many items at each end of an axis show in a long array.
    pub edgeitems: usize,
    /// The columns of a line.
    pub linewidth: usize,
    /// Never the exponent form for small numbers.
    pub suppress: bool,
    pub sign: Sign,
    pub floatmode: FloatMode,
    pub nanstr: String,
    pub infstr: String,
}

impl Default for PrintOptions {
    fn default() -> PrintOptions {
        PrintOptions {
            precision: Some(8),
            threshold: 1000,
            edgeitems: 3,
            linewidth: 75,
            suppress: false,
            sign: Sign::Minus,
            floatmode: FloatMode::MaxPrec,
            nanstr: "nan".into(),
            infstr: "inf".into(),
        }
    }
}
