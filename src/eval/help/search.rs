//! Looking through the table: by a word, and for what is akin.

use std::collections::{HashMap, HashSet};

use super::rules::home;
use crate::eval::{builtins, module};
use crate::ops::{self, Op};

/// An operation under one of its names.
#[derive(Clone)]
pub struct Entry {
    /// As it is typed: `np.linalg.matrix_rank`.
    pub name: String,
    pub op: &'static Op,
}

impl std::fmt::Debug for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.name)
    }
}

impl Entry {
    /// An operation of the table under the name by which it is best known.
    pub fn of(op: &'static Op) -> Entry {
        let name = op.places.first().and_then(|p| home(*p, op.name).into_iter().next());
        Entry { name: name.unwrap_or_else(|| op.name.to_owned()), op }
    }
}

/// Everything that can be called without an array at hand, each once.
pub fn entries() -> Vec<Entry> {
    let rows = ops::all().map(Entry::of);
    let more = module::extra().map(|(module, op)| Entry { name: format!("{module}.{}", op.name), op });
    let own = builtins::functions().map(|op| Entry { name: op.name.to_owned(), op });
    rows.chain(more).chain(own).collect()
}

/// The operations that speak of all these words: in their names first, then in their summaries, then anywhere.
pub fn search(words: &str) -> Vec<Entry> {
    let words: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
    if words.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<(usize, Entry)> = Vec::new();
    let mut seen = HashSet::new();
    for entry in entries() {
        let ranks: Option<Vec<usize>> = words.iter().map(|w| rank(&entry, w)).collect();
        if let Some(ranks) = ranks
            && seen.insert(entry.name.clone())
        {
            found.push((ranks.iter().sum(), entry));
        }
    }
    let key = |e: &(usize, Entry)| (e.0, e.1.name.len(), e.1.name.clone());
    found.sort_by_key(key);
    found.into_iter().map(|(_, entry)| entry).collect()
}

/// How far from the point a word is; none if the entry does not speak of it.
fn rank(entry: &Entry, word: &str) -> Option<usize> {
    let op = entry.op;
    let names = || std::iter::once(op.name).chain(op.aliases.iter().copied());
    let says = |text: &str| text.to_lowercase().contains(word);
    let checks: [&dyn Fn() -> bool; 5] = [
        &|| names().any(|n| n.eq_ignore_ascii_case(word)),
        &|| names().any(says),
        &|| stems(op.summary()).any(|s| s == stem(word)),
        &|| says(op.summary()),
        &|| says(op.doc) || says(&entry.name),
    ];
    checks.iter().position(|check| check())
}

/// The words of a text without their endings, small and common ones left out.
fn stems(text: &str) -> impl Iterator<Item = String> + '_ {
    const COMMON: [&str; 12] =
        ["the", "and", "with", "that", "are", "all", "some", "over", "its", "each", "element", "array"];
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|w| w.len() > 2).map(stem);
    words.filter(|w| !COMMON.contains(&w.as_str()))
}

/// A word without a plural's or a doing's ending.
fn stem(word: &str) -> String {
    let word = word.to_lowercase();
    let endings = ["ies", "es", "s", "ing", "ed"];
    endings.iter().find_map(|e| word.strip_suffix(e).filter(|w| w.len() > 2)).unwrap_or(&word).to_owned()
}

/// How much each word of the summaries says: the rarer, the more.
fn weights() -> HashMap<String, f64> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for op in ops::all() {
        let words: HashSet<String> = stems(op.summary()).collect();
        words.into_iter().for_each(|w| *counts.entry(w).or_default() += 1);
    }
    let all = ops::all().count().max(1) as f64;
    counts.into_iter().map(|(word, n)| (word, (all / n as f64).ln())).collect()
}

/// The operations most akin to one: by their names, by the words of their docs, by their families.
pub fn akin(op: &'static Op, most: usize) -> Vec<Entry> {
    let weights = weights();
    let weight = |words: &HashSet<String>| words.iter().filter_map(|w| weights.get(w)).sum::<f64>();
    let own: HashSet<String> = stems(op.summary()).collect();
    let mut found: Vec<(f64, &'static Op)> = Vec::new();
    for other in ops::all().filter(|o| o.name != op.name) {
        let theirs: HashSet<String> = stems(other.summary()).collect();
        let shared: HashSet<String> = own.intersection(&theirs).cloned().collect();
        let alike = 2.0 * weight(&shared) / (weight(&own) + weight(&theirs)).max(1.0);
        let family = f64::from(u8::from(other.family == op.family));
        found.push((names_akin(op.name, other.name) + 3.0 * alike + 0.4 * family, other));
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.name.cmp(b.1.name)));
    let mut names = HashSet::new();
    found.retain(|(score, o)| *score > 1.3 && names.insert(o.name));
    found.into_iter().take(most).map(|(_, o)| Entry::of(o)).collect()
}

/// How much two names have in common.
fn names_akin(a: &str, b: &str) -> f64 {
    let bare = |n: &str| {
        let n = n.strip_prefix("nan").unwrap_or(n);
        n.strip_prefix("arg").unwrap_or(n).replace('_', "")
    };
    let (a, b) = (bare(a), bare(b));
    if a == b {
        return 3.0;
    }
    let (short, long) = if a.len() < b.len() { (&a, &b) } else { (&b, &a) };
    match short.len() {
        0..=2 => 0.0,
        _ if long.starts_with(short.as_str()) || long.ends_with(short.as_str()) => 1.5,
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_find_operations() {
        let names: Vec<String> = search("rank").into_iter().map(|e| e.name).collect();
        assert!(names.iter().any(|n| n == "np.linalg.matrix_rank"), "{names:?}");
        assert_eq!(search("median")[0].name, "np.median");
        assert!(search("quux").is_empty() && search("").is_empty());
        let sum = ops::find(ops::Place::Np, "sum").expect("sum");
        let akin: Vec<&str> = akin(sum, 8).iter().map(|e| e.op.name).collect();
        assert!(akin.contains(&"nansum") && akin.contains(&"cumsum"), "{akin:?}");
    }
}
