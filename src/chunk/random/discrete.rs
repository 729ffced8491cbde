//! The distributions over whole numbers, other than ranges of integers.

use super::distribution::Distribution;
use super::element::{ElementRng, Lead, draw_half, draw_own, for_halves, unit_f64};
use super::ziggurat::{exponential, normal};
use rand::RngExt;
use rand_distr::Gamma;

/// The largest mean of a Poisson variable whose values fit 64 bits: NumPy's bound.
pub(crate) const POISSON_MAX: f64 = 9.223_372_006_484_771e18;
/// Below this mean the distribution function is inverted term by term.
const WALK_MEAN: f64 = 128.0;
/// Cells of a table's guide.
const CELLS: usize = 1024;

/// A law whose successive probabilities have a simple ratio, and whose values start at 0.
#[derive(Clone, Copy, Debug)]
enum Law {
    Poisson {
        lam: f64,
    },
    Binomial {
        n: f64,
        odds: f64,
    },
    /// `draws` from `marked` marked ones and others, of which there are `spare` more than `draws`.
    Hypergeometric {
        marked: f64,
        draws: f64,
        spare: f64,
    },
}

impl Law {
    /// The probability of `k + 1` over that of `k`.
    #[inline]
    fn ratio(&self, k: f64) -> f64 {
        match *self {
            Law::Poisson { lam } => lam / (k + 1.0),
            Law::Binomial { n, odds } => (n - k) / (k + 1.0) * odds,
            Law::Hypergeometric { marked, draws, spare } => {
                (marked - k) * (draws - k) / ((k + 1.0) * (spare + 1.0 + k))
            }
        }
    }
}

/// Inversion of the distribution function of a [`Law`], one term after another from 0 (Devroye, "Non-uniform random
/// variate generation", 1986, section X.3.3 and III.2): one word for each element. The value is `offset + sign * k`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Walk {
    law: Law,
    first: f64,
    mean: f64,
    offset: i64,
    sign: i64,
}

impl Walk {
    /// The next probability and running sum after `k`; none when the sum no longer grows.
    #[inline]
    fn next(&self, k: u32, probability: f64, sum: f64) -> Option<(f64, f64)> {
        let probability = probability * self.law.ratio(f64::from(k));
        let next = sum + probability;
        (next > sum || f64::from(k) < self.mean).then_some((probability, next))
    }

    #[inline]
    fn value(&self, k: u32) -> i64 {
        self.offset.wrapping_add(self.sign * i64::from(k))
    }

    fn draw(&self, u: f64) -> i64 {
        let (mut k, mut probability, mut sum) = (0, self.first, self.first);
        while u >= sum {
            match self.next(k, probability, sum) {
                Some(next) => (probability, sum) = next,
                None => break,
            }
            k += 1;
        }
        self.value(k)
    }

    fn poisson(lam: f64) -> Walk {
        Walk { law: Law::Poisson { lam }, first: (-lam).exp(), mean: lam, offset: 0, sign: 1 }
    }
}

/// A [`Walk`] made into a table, with a guide to where to start in it (Chen and Asau, 1974; Devroye III.2.4): the same
/// values, in a few operations whatever the mean.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    walk: Walk,
    sums: Vec<f64>,
    guide: Vec<u16>,
}

impl Table {
    fn new(walk: Walk) -> Table {
        let (mut probability, mut sum) = (walk.first, walk.first);
        let mut sums = vec![sum];
        while let Some(next) = walk.next(sums.len() as u32 - 1, probability, sum) {
            (probability, sum) = next;
            sums.push(sum);
        }
        // The last value takes what rounding leaves above it.
        if let Some(last) = sums.last_mut() {
            *last = f64::INFINITY;
        }
        let mut guide = Vec::with_capacity(CELLS);
        let mut at = 0;
        for cell in 0..CELLS {
            while sums[at] <= cell as f64 / CELLS as f64 {
                at += 1;
            }
            guide.push(at as u16);
        }
        Table { walk, sums, guide }
    }

    #[inline]
    fn draw(&self, u: f64) -> i64 {
        let mut k = usize::from(self.guide[(u * CELLS as f64) as usize % CELLS]);
        while self.sums.get(k).is_some_and(|&sum| sum <= u) {
            k += 1;
        }
        self.walk.value(k as u32)
    }
}

/// A Poisson variable whose mean is known only now.
pub(crate) fn poisson(lam: f64, rng: &mut ElementRng) -> f64 {
    if lam < WALK_MEAN {
        return Walk::poisson(lam).draw(rng.unit()) as f64;
    }
    match rand_distr::Poisson::new(lam) {
        Ok(law) => rng.sample(law),
        Err(_) => lam + lam.sqrt() * normal(rng),
    }
}

/// Whether a hypergeometric law makes sense, in NumPy's words.
pub(crate) fn hypergeometric_fits(ngood: i64, nbad: i64, nsample: i64) -> Result<(), String> {
    const MOST: i64 = 1_000_000_000;
    for (name, value) in [("ngood", ngood), ("nbad", nbad), ("nsample", nsample)] {
        if value < 0 {
            return Err(format!("{name} < 0 ({name} = {value})"));
        }
    }
    if ngood >= MOST || nbad >= MOST {
        return Err(format!("both ngood and nbad must be less than {MOST} (ngood = {ngood}, nbad = {nbad})"));
    }
    if ngood + nbad < nsample {
        return Err(format!("ngood + nbad < nsample (ngood = {ngood}, nbad = {nbad}, nsample = {nsample})"));
    }
    Ok(())
}

/// A distribution over whole numbers, prepared.
#[derive(Clone, Debug)]
pub(crate) enum Whole {
    Constant(i64),
    Walk(Walk),
    Table(Box<Table>),
    Poisson(rand_distr::Poisson<f64>),
    Binomial(rand_distr::Binomial),
    Hypergeometric(rand_distr::Hypergeometric),
    Geometric { rate: f64 },
    Logseries { p: f64, rate: f64 },
    NegativeBinomial { gamma: Gamma<f64>, odds: f64 },
    Zipf { less_one: f64, least: f64, span: f64 },
}

impl Whole {
    /// Prepares a checked distribution; none when it is not one of those over whole numbers.
    pub(crate) fn new(distribution: &Distribution, tables: bool) -> Result<Option<Whole>, String> {
        use Distribution as D;
        let whole = match *distribution {
            D::Poisson { lam } if lam < WALK_MEAN => Whole::Walk(Walk::poisson(lam)),
            D::Poisson { lam } => Whole::Poisson(rand_distr::Poisson::new(lam).map_err(|e| e.to_string())?),
            D::Binomial { n, p } => binomial(n, p)?,
            D::Hypergeometric { ngood, nbad, nsample } => hypergeometric(ngood, nbad, nsample)?,
            D::Geometric { p } => Whole::Geometric { rate: -(-p).ln_1p() },
            D::Logseries { p } => Whole::Logseries { p, rate: (-p).ln_1p() },
            D::NegativeBinomial { p: 1.0, .. } => Whole::Constant(0),
            D::NegativeBinomial { n, p } => {
                let gamma = Gamma::new(n, 1.0).map_err(|e| e.to_string())?;
                Whole::NegativeBinomial { gamma, odds: (1.0 - p) / p }
            }
            D::Zipf { a } if a >= 1025.0 => Whole::Constant(1),
            D::Zipf { a } => {
                let less_one = a - 1.0;
                let span = (less_one * std::f64::consts::LN_2).exp_m1();
                Whole::Zipf { less_one, least: (i64::MAX as f64).powf(-less_one), span }
            }
            _ => return Ok(None),
        };
        Ok(Some(match whole {
            Whole::Walk(walk) if tables => Whole::Table(Box::new(Table::new(walk))),
            other => other,
        }))
    }

    fn lead(&self) -> Lead {
        match self {
            Whole::Constant(_) | Whole::Walk(_) | Whole::Table(_) | Whole::Geometric { .. } => Lead::Half,
            _ => Lead::Own,
        }
    }

    #[inline]
    fn draw(&self, rng: &mut ElementRng) -> i64 {
        match self {
            Whole::Constant(value) => *value,
            Whole::Walk(walk) => walk.draw(rng.unit()),
            Whole::Table(table) => table.draw(rng.unit()),
            Whole::Poisson(law) => rng.sample(law) as i64,
            Whole::Binomial(law) => rng.sample(law) as i64,
            Whole::Hypergeometric(law) => rng.sample(law) as i64,
            // The first trial after an exponential waiting time, as NumPy does for small p.
            Whole::Geometric { rate } => {
                let time = exponential(rng) / rate;
                let whole = time as i64;
                whole.saturating_add(i64::from((whole as f64) < time)).max(1)
            }
            Whole::Logseries { p, rate } => logseries(*p, *rate, rng),
            Whole::NegativeBinomial { gamma, odds } => {
                let lam = rng.sample(gamma) * odds;
                poisson(lam, rng) as i64
            }
            Whole::Zipf { less_one, least, span } => zipf(*less_one, *least, *span, rng),
        }
    }

    /// Element `index` alone.
    pub(crate) fn one(&self, key: [u32; 2], index: u64) -> i64 {
        self.draw(&mut ElementRng::new(key, self.lead(), index))
    }

    /// Fills `out` with the elements `first..`.
    pub(crate) fn fill(&self, key: [u32; 2], first: u64, out: &mut [i64]) {
        match self {
            Whole::Constant(value) => out.fill(*value),
            Whole::Table(table) => for_halves(key, first, out.len(), |at, words| {
                for (slot, &word) in out[at..].iter_mut().zip(words) {
                    *slot = table.draw(unit_f64(word));
                }
            }),
            _ if self.lead() == Lead::Half => draw_half(key, first, out, |rng| self.draw(rng)),
            _ => draw_own(key, first, out, |rng| self.draw(rng)),
        }
    }
}

/// Inversion for small means; beyond, BTPE (Kachitvichyanukul and Schmeiser 1988) from `rand_distr`.
fn binomial(n: i64, p: f64) -> Result<Whole, String> {
    if n == 0 || p == 0.0 {
        return Ok(Whole::Constant(0));
    }
    let flip = p > 0.5;
    let less = if flip { 1.0 - p } else { p };
    let mean = n as f64 * less;
    if mean >= WALK_MEAN {
        return rand_distr::Binomial::new(n as u64, p).map(Whole::Binomial).map_err(|e| e.to_string());
    }
    let law = Law::Binomial { n: n as f64, odds: less / (1.0 - less) };
    let first = (n as f64 * (-less).ln_1p()).exp();
    let (offset, sign) = if flip { (n, -1) } else { (0, 1) };
    Ok(Whole::Walk(Walk { law, first, mean, offset, sign }))
}

/// Inversion for small means; beyond, H2PE (Kachitvichyanukul and Schmeiser 1985) from `rand_distr`.
fn hypergeometric(ngood: i64, nbad: i64, nsample: i64) -> Result<Whole, String> {
    let all = ngood + nbad;
    // Count the rarer kind in the smaller of the sample and what it leaves.
    let (marked, draws) = (ngood.min(nbad), nsample.min(all - nsample));
    if marked == 0 || draws == 0 {
        return Ok(Whole::Constant(if nsample == all || nbad == 0 { nsample.min(ngood) } else { 0 }));
    }
    let mean = draws as f64 * marked as f64 / all as f64;
    if mean >= WALK_MEAN {
        let law = rand_distr::Hypergeometric::new(all as u64, ngood as u64, nsample as u64);
        return law.map(Whole::Hypergeometric).map_err(|e| e.to_string());
    }
    let (mut offset, mut sign) = if draws == nsample { (0, 1) } else { (marked, -1) };
    if ngood > nbad {
        (offset, sign) = (nsample - offset, -sign);
    }
    let spare = (all - marked - draws) as f64;
    let law = Law::Hypergeometric { marked: marked as f64, draws: draws as f64, spare };
    // The probabilities sum to 1: with the first taken as 1, their sum is its inverse.
    let (mut term, mut total, mut k) = (1.0, 1.0, 0.0);
    while k < mean || term > total * 1e-20 {
        term *= law.ratio(k);
        total += term;
        k += 1.0;
    }
    Ok(Whole::Walk(Walk { law, first: 1.0 / total, mean, offset, sign }))
}

/// Source: A. W. Kemp, "Efficient generation of logarithmically distributed pseudo-random variables", 1981, as in
/// NumPy; `rate` is `ln(1 - p)`.
fn logseries(p: f64, rate: f64, rng: &mut ElementRng) -> i64 {
    loop {
        let v = rng.unit();
        if v >= p {
            return 1;
        }
        let q = -(rate * rng.unit()).exp_m1();
        if v <= q * q {
            let value = (1.0 + v.ln() / q.ln()).floor();
            if v > 0.0 && value >= 1.0 {
                return value as i64;
            }
            continue;
        }
        return if v >= q { 1 } else { 2 };
    }
}

/// Rejection from a Pareto law (Devroye, section X.6.1), cut at the largest 64-bit integer as in NumPy; the powers less
/// one keep their digits when `a` is close to 1. `span` is `2^(a - 1) - 1`.
fn zipf(less_one: f64, least: f64, span: f64, rng: &mut ElementRng) -> i64 {
    loop {
        let u = rng.unit();
        let v = rng.unit();
        let x = (u * least + (1.0 - u)).powf(-1.0 / less_one).floor();
        if !(1.0..=i64::MAX as f64).contains(&x) {
            continue;
        }
        let t = (less_one * (1.0 / x).ln_1p()).exp_m1();
        if v * x * t / span <= (t + 1.0) / (span + 1.0) {
            return x as i64;
        }
    }
}
