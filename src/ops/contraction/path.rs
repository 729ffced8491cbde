//! The order in which the operands of `einsum` are taken together.

use super::notation::{DOTS, Label};
use crate::array::Value;
use crate::diag::{Error, Kind, Result, key_error, type_error};
use crate::ops::Args;

/// The labels of the operands and of the output, and the length of each.
pub struct Sum {
    pub inputs: Vec<Vec<Label>>,
    pub output: Vec<Label>,
    pub lengths: Vec<(Label, f64)>,
}

/// What `optimize=` asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Search {
    /// All operands at once.
    None,
    /// The best pair at each step.
    Greedy,
    /// The best of all orders.
    Optimal,
    Given(Vec<Vec<usize>>),
}

/// `optimize=`, and the most elements that what lies between may have.
pub fn search(args: &Args, default: Search) -> Result<(Search, Option<f64>)> {
    let Some(value) = args.get("optimize") else { return Ok((default, None)) };
    let named = |name: &str| match name {
        "greedy" => Ok(Search::Greedy),
        "optimal" => Ok(Search::Optimal),
        _ => Err(args
            .at("optimize", key_error(format!("Path name {name} not found")).help("there are 'greedy' and 'optimal'"))),
    };
    if let Some(flag) = value.as_scalar() {
        return Ok((if flag.is_true() { Search::Greedy } else { Search::None }, None));
    }
    if let Some(name) = value.as_str() {
        return named(name).map(|s| (s, None));
    }
    let wrong = || {
        args.at("optimize", type_error("Did not understand the path"))
            .help("it is True, False, 'greedy', 'optimal', ('greedy', most elements) or ['einsum_path', (0, 1), ...]")
    };
    let items = value.items().ok_or_else(wrong)?;
    match items.split_first() {
        Some((Value::Str(name), steps)) if &**name == "einsum_path" => {
            let places = |v: &Value| -> Option<Vec<usize>> {
                v.items()?.iter().map(|k| k.as_int().and_then(|k| usize::try_from(k).ok())).collect()
            };
            let steps = steps.iter().map(places).collect::<Option<Vec<_>>>().ok_or_else(wrong)?;
            Ok((Search::Given(steps), None))
        }
        Some((Value::Str(name), [limit])) => {
            let limit = limit.as_scalar().map(|n| n.as_f64()).ok_or_else(wrong)?;
            Ok((named(name)?, Some(limit)))
        }
        _ => Err(wrong()),
    }
}

/// What taking operands together leaves, and costs.
struct Step {
    result: Vec<Label>,
    /// All labels that take part.
    joined: Vec<Label>,
    /// Multiplications and additions.
    cost: f64,
}

impl Sum {
    pub fn size(&self, labels: &[Label]) -> f64 {
        let length = |l: &Label| self.lengths.iter().find(|(m, _)| m == l).map_or(1.0, |(_, n)| *n);
        labels.iter().map(length).product()
    }

    fn flops(&self, joined: &[Label], sums: bool, terms: usize) -> f64 {
        self.size(joined) * (terms.saturating_sub(1).max(1) + usize::from(sums)) as f64
    }

    /// The operands at these places among `terms` taken together.
    fn step(&self, terms: &[Vec<Label>], places: &[usize]) -> Step {
        let mut joined: Vec<Label> = places.iter().flat_map(|&k| terms[k].iter().copied()).collect();
        joined.sort_unstable();
        joined.dedup();
        let kept = |l: &&Label| {
            let elsewhere = terms.iter().enumerate().any(|(k, t)| !places.contains(&k) && t.contains(l));
            elsewhere || self.output.contains(l)
        };
        let result: Vec<Label> = joined.iter().filter(kept).copied().collect();
        let cost = self.flops(&joined, result.len() < joined.len(), places.len());
        Step { result, joined, cost }
    }

    /// The operands after a step: those left, then the result.
    fn after(terms: &[Vec<Label>], places: &[usize], result: Vec<Label>) -> Vec<Vec<Label>> {
        let left = terms.iter().enumerate().filter(|(k, _)| !places.contains(k)).map(|(_, t)| t.clone());
        left.chain([result]).collect()
    }

    /// The steps: each takes operands by their places away and puts the result last.
    pub fn path(&self, search: &Search, limit: Option<f64>) -> Vec<Vec<usize>> {
        let n = self.inputs.len();
        let kept = self.lengths.iter().all(|(l, _)| self.output.contains(l));
        let largest = self.inputs.iter().chain([&self.output]).map(|t| self.size(t)).fold(0.0, f64::max);
        let limit = limit.unwrap_or(largest);
        match search {
            Search::Given(steps) => steps.clone(),
            _ if n <= 2 || kept || *search == Search::None => vec![(0..n).collect()],
            Search::Optimal => self.optimal(limit),
            _ => self.greedy(limit),
        }
    }

    /// At each step the pair that frees the most elements; among equals the one of the least cost.
    fn greedy(&self, limit: f64) -> Vec<Vec<usize>> {
        let all: Vec<usize> = (0..self.inputs.len()).collect();
        let naive = self.step(&self.inputs, &all).cost;
        let mut terms: Vec<(usize, Vec<Label>)> = self.inputs.iter().cloned().enumerate().collect();
        // Of each pair: what it frees (negative), its cost, and the two operands' own numbers.
        let mut known: Vec<(f64, f64, usize, usize)> = Vec::new();
        let (mut path, mut spent) = (Vec::new(), 0.0);
        for round in 0..self.inputs.len() - 1 {
            let labels: Vec<Vec<Label>> = terms.iter().map(|t| t.1.clone()).collect();
            let look = |i: usize, j: usize| {
                let step = self.step(&labels, &[i, j]);
                let size = self.size(&step.result);
                let freed = self.size(&labels[i]) + self.size(&labels[j]) - size;
                let fits = size <= limit && spent + step.cost <= naive;
                fits.then_some((-freed, step.cost, terms[i].0, terms[j].0))
            };
            let last = labels.len() - 1;
            let meets = |i: usize, j: usize| labels[i].iter().any(|l| labels[j].contains(l));
            let fresh = |&(i, j): &(usize, usize)| meets(i, j) && (round == 0 || j == last);
            known.extend(pairs(labels.len()).filter(fresh).filter_map(|(i, j)| look(i, j)));
            if known.is_empty() {
                known.extend(pairs(labels.len()).filter_map(|(i, j)| look(i, j)));
            }
            let least = known.iter().copied().reduce(|a, b| if (b.0, b.1) < (a.0, a.1) { b } else { a });
            let Some((_, cost, a, b)) = least else {
                path.push((0..labels.len()).collect());
                break;
            };
            let place = |id: usize| terms.iter().position(|t| t.0 == id).unwrap_or(0);
            let places = [place(a), place(b)];
            let result = self.step(&labels, &places).result;
            known.retain(|k| ![k.2, k.3].iter().any(|id| *id == a || *id == b));
            terms.retain(|t| t.0 != a && t.0 != b);
            terms.push((self.inputs.len() + round, result));
            path.push(places.to_vec());
            spent += cost;
        }
        path
    }

    /// The order of the least cost of all.
    fn optimal(&self, limit: f64) -> Vec<Vec<usize>> {
        let mut best = Best { depth: 0, cost: f64::INFINITY, path: Vec::new() };
        self.explore(&self.inputs, limit, 0.0, &mut Vec::new(), &mut best);
        let left = self.inputs.len() - best.depth;
        if left > 1 {
            best.path.push((0..left).collect());
        }
        best.path
    }

    fn explore(&self, terms: &[Vec<Label>], limit: f64, cost: f64, path: &mut Vec<Vec<usize>>, best: &mut Best) {
        if path.len() > best.depth || (path.len() == best.depth && cost < best.cost) {
            *best = Best { depth: path.len(), cost, path: path.clone() };
        }
        let done = best.depth + 1 == self.inputs.len();
        for (i, j) in pairs(terms.len()) {
            let step = self.step(terms, &[i, j]);
            let more = cost + step.cost;
            if self.size(&step.result) > limit || (done && more >= best.cost) {
                continue;
            }
            path.push(vec![i, j]);
            self.explore(&Sum::after(terms, &[i, j], step.result), limit, more, path, best);
            path.pop();
        }
    }

    /// The labels as letters: axes of `...` take letters that are free.
    fn letters(&self, labels: &[Label]) -> String {
        let all = ('a'..='z').chain('A'..='Z');
        let free: Vec<char> = all.filter(|c| !self.lengths.iter().any(|(l, _)| *l == *c as Label)).collect();
        let shown = |l: &Label| match l.checked_sub(DOTS) {
            Some(k) => free.get(k as usize).copied(),
            None => char::from_u32(*l),
        };
        labels.iter().filter_map(shown).collect()
    }

    /// A table of the steps and what they cost, as `einsum_path` shows it.
    pub fn report(&self, path: &[Vec<usize>]) -> Result<String> {
        let mut terms = self.inputs.clone();
        let mut names: Vec<String> = terms.iter().map(|t| self.letters(t)).collect();
        let output = self.letters(&self.output);
        let whole = format!("{}->{output}", names.join(","));
        let (mut rows, mut cost, mut scale, mut largest) = (String::new(), 1.0, 0, 0f64);
        for (k, places) in path.iter().enumerate() {
            let mut places = places.clone();
            places.sort_unstable_by(|a, b| b.cmp(a));
            if places.iter().any(|&p| p >= terms.len()) {
                return Err(self.unfit(terms.len()));
            }
            let step = self.step(&terms, &places);
            let taken: Vec<String> = places.iter().map(|&p| names.remove(p)).collect();
            let mut result = step.result.clone();
            result.sort_by(|a, b| {
                (self.size(&[*a]), a).partial_cmp(&(self.size(&[*b]), b)).unwrap_or(std::cmp::Ordering::Equal)
            });
            names.push(if k + 1 == path.len() { output.clone() } else { self.letters(&result) });
            let current = format!("{}->{}", taken.join(","), names[names.len() - 1]);
            let left = format!("{}->{output}", names.join(","));
            rows.push_str(&format!("\n{:4}    {current:>24} {left:>40}", step.joined.len()));
            cost += step.cost;
            scale = scale.max(step.joined.len());
            largest = largest.max(self.size(&step.result));
            terms = Sum::after(&terms, &places, step.result);
        }
        if terms.len() > 1 {
            return Err(self.unfit(terms.len()));
        }
        let labels: Vec<Label> = self.lengths.iter().map(|(l, _)| *l).collect();
        let distinct = |t: &Vec<Label>| t.iter().enumerate().filter(|(k, l)| !t[..*k].contains(l)).count();
        let sums = self.inputs.iter().map(distinct).sum::<usize>() > labels.len();
        let naive = self.flops(&labels, sums, self.inputs.len());
        let line = "-".repeat(74);
        Ok(format!(
            "  Complete contraction:  {whole}\n         Naive scaling:  {}\n     Optimized scaling:  {scale}\n      Naive FLOP count:  {}\n  Optimized FLOP count:  {}\n   Theoretical speedup:  {:.3}\n  Largest intermediate:  {} elements\n{line}\n{:>6} {:>24} {:>40}\n{line}{rows}",
            labels.len(),
            exponent(naive),
            exponent(cost),
            naive / cost,
            exponent(largest),
            "scaling",
            "current",
            "remaining"
        ))
    }

    fn unfit(&self, left: usize) -> Error {
        Error::new(
            Kind::RuntimeError,
            format!("Invalid einsum_path is specified: {} more operands has to be contracted.", left.saturating_sub(1)),
        )
        .help("each step takes the operands at its places away and puts the result last")
    }
}

/// The best order so far: how many steps it has, what they cost.
struct Best {
    depth: usize,
    cost: f64,
    path: Vec<Vec<usize>>,
}

fn pairs(n: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..n).flat_map(move |i| (i + 1..n).map(move |j| (i, j)))
}

/// `1.600e+02`
fn exponent(v: f64) -> String {
    let text = format!("{v:.3e}");
    let (digits, power) = text.split_once('e').unwrap_or((&text, "0"));
    let power: i32 = power.parse().unwrap_or(0);
    format!("{digits}e{}{:02}", if power < 0 { '-' } else { '+' }, power.abs())
}
