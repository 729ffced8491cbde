//! Format specifications: `[[fill]align][sign][z][#][0][width][grouping][.precision][type]`.

use crate::diag::{Result, value_error};

/// A format specification.
#[derive(Clone, Debug, PartialEq)]
pub struct Spec {
    pub fill: char,
    /// One of `<`, `>`, `^`, `=`; none if the value decides.
    pub align: Option<char>,
    /// Zeros fill numbers after their sign.
    pub zero: bool,
    /// One of `+`, `-` and a space.
    pub sign: char,
    pub alternate: bool,
    pub width: usize,
    /// `,` or `_` between groups of digits.
    pub grouping: Option<char>,
    pub precision: Option<usize>,
    pub kind: Option<char>,
}

/// The most columns and digits.
const MOST: usize = 1 << 20;

impl Default for Spec {
    fn default() -> Spec {
        Spec {
            fill: ' ',
            align: None,
            zero: false,
            sign: '-',
            alternate: false,
            width: 0,
            grouping: None,
            precision: None,
            kind: None,
        }
    }
}

impl Spec {
    /// Reads a specification.
    pub fn parse(text: &str) -> Result<Spec> {
        let chars: Vec<char> = text.chars().collect();
        let mut spec = Spec::default();
        let mut at = 0;
        let is_align = |c: Option<&char>| c.is_some_and(|c| "<>^=".contains(*c));
        let filled = is_align(chars.get(1));
        if filled {
            (spec.fill, spec.align) = (chars[0], Some(chars[1]));
            at = 2;
        } else if is_align(chars.first()) {
            spec.align = Some(chars[0]);
            at = 1;
        }
        let mut take = |known: &str| {
            let found = chars.get(at).copied().filter(|c| known.contains(*c));
            at += usize::from(found.is_some());
            found
        };
        spec.sign = take("+- ").unwrap_or('-');
        take("z");
        spec.alternate = take("#").is_some();
        if !filled {
            spec.zero = take("0").is_some();
            spec.fill = if spec.zero { '0' } else { spec.fill };
        }
        spec.width = number(&chars, &mut at)?.unwrap_or(0);
        spec.grouping = chars.get(at).copied().filter(|c| ",_".contains(*c));
        at += usize::from(spec.grouping.is_some());
        if chars.get(at) == Some(&'.') {
            at += 1;
            spec.precision =
                Some(number(&chars, &mut at)?.ok_or_else(|| value_error("Format specifier missing precision"))?);
        }
        spec.kind = chars.get(at).copied();
        at += usize::from(spec.kind.is_some());
        if at < chars.len() {
            return Err(value_error(format!("Invalid format specifier '{text}'"))
                .help("such as {x:.3f}, {x:>10}, {n:,} or {n:08b}"));
        }
        match (spec.grouping, spec.kind) {
            (Some(mark), Some(kind)) if "nsc".contains(kind) || (mark == ',' && "boxX".contains(kind)) => {
                Err(value_error(format!("Cannot specify '{mark}' with '{kind}'.")))
            }
            _ => Ok(spec),
        }
    }

    /// Where what fills stands: as the specification says, or by default.
    pub fn side(&self, default: char) -> char {
        self.align.unwrap_or(if self.zero && default == '>' { '=' } else { default })
    }

    /// The text filled up to the width; `sign` is how many of its first characters stay in front with `=`.
    pub fn pad(&self, text: &str, default: char, sign: usize) -> String {
        let n = text.chars().count();
        let missing = self.width.saturating_sub(n);
        if missing == 0 {
            return text.to_owned();
        }
        let fill = |k: usize| self.fill.to_string().repeat(k);
        match self.side(default) {
            '<' => format!("{text}{}", fill(missing)),
            '^' => format!("{}{text}{}", fill(missing / 2), fill(missing - missing / 2)),
            '=' => {
                let head: String = text.chars().take(sign).collect();
                let tail: String = text.chars().skip(sign).collect();
                format!("{head}{}{tail}", fill(missing))
            }
            _ => format!("{}{text}", fill(missing)),
        }
    }
}

fn number(chars: &[char], at: &mut usize) -> Result<Option<usize>> {
    let from = *at;
    while chars.get(*at).is_some_and(char::is_ascii_digit) {
        *at += 1;
    }
    if *at == from {
        return Ok(None);
    }
    let digits: String = chars[from..*at].iter().collect();
    match digits.parse() {
        Ok(n) if n <= MOST => Ok(Some(n)),
        _ => Err(value_error(format!("{digits} is too much for a format specifier"))),
    }
}
