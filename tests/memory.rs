//! The peak that `explain` projects against the one that a run has: never below it, and not far above.

use ndsh::array::Value;
use ndsh::chunk::buffer;
use ndsh::exec;
use ndsh::session::Session;
use ndsh::syntax::Piece;

/// What the runs stand on; nothing is computed here.
const SETUP: &str = "\
x = da.random.random((1200, 1000), chunks=(400, 250))
s = da.random.random((1000, 1000), chunks=(500, 500))
m = da.random.random((600, 600), chunks=(200, 300))
t = da.random.random((4000, 30), chunks=(1000, 30))
v = da.random.random(500000, chunks=60000)
i = da.random.randint(0, 100, (900, 700), chunks=(300, 350))
w = da.from_array(np.ones((800, 900)), chunks=(200, 450))
large = da.random.random((1900, 1900), chunks=(500, 950))
small = da.random.random((60, 60), chunks=(7, 9))
cube = da.random.random((100, 90, 80), chunks=(50, 45, 40))
added = da.random.normal(loc=9, scale=1, size=(1000, 1000), chunks=(500, 500)) + np.ones((1000, 1000))";

/// Runs of every family, those of the tutorial and of the examples among them.
const RUNS: [&str; 45] = [
    "x + 1",
    "x.sum()",
    "x.mean(axis=0)",
    "(x * 2 + 1).std(axis=1)",
    "x[::2, :]",
    "x > 0.5",
    "x[x > 0.5]",
    "np.cos(x)",
    "x.sum(axis=0)",
    "s + da.transpose(s)",
    "(s + s.T)[::2].sum(axis=0)",
    "da.dot(m, m + da.transpose(m))",
    "da.dot(m, m + da.transpose(m))[:200, :200]",
    "da.dot(large, large + da.transpose(large))",
    "(large @ large).sum(axis=0)",
    "np.reshape(s, (1000, 200, 5))",
    "np.reshape(s, (200, 1000, 5))",
    "x.rechunk((300, 500))",
    "x.rechunk((300, 500)).max(axis=1)",
    "da.histogram(added[added < 10], bins=100, range=[-9, 11])[0]",
    "added[added < 10].sum()",
    "i.max()",
    "i.astype('float32') / 3",
    "i.argmax(axis=1)",
    "10 * i.max()",
    "w + x[:800, :900]",
    "w.T.sum(axis=1)",
    "v.cumsum()",
    "da.diff(v)",
    "da.sort(v)",
    "da.unique(i)",
    "da.percentile(v, 50)",
    "da.median(x, axis=0)",
    "da.concatenate([x, x + 1], axis=1)",
    "da.stack([s, s * 2])",
    "da.pad(s, 3, mode='edge')",
    "da.tensordot(cube, cube, axes=([0, 1], [0, 1]))",
    "(cube - cube.mean(axis=0)) / cube.std(axis=0)",
    "x - x.mean()",
    "x[[5, 900, 17, 1100]]",
    "da.linalg.qr(t)[1]",
    "da.linalg.svd(t)[1]",
    "small @ small.T",
    "da.where(x > 0.5, x, -x).sum()",
    "np.linalg.eigvalsh(small + small.T)",
];

fn value(session: &mut Session, text: &str) -> Option<Value> {
    let mut found = None;
    session.run_piece(&Piece { line: 1, text: text.to_owned() }, &mut |answer| {
        if let Some(error) = &answer.error {
            println!("{text}: {error}");
        }
        found = answer.value.clone();
        answer.error.is_none()
    });
    found
}

/// The projected and the measured peak of a run.
fn peaks(session: &mut Session, run: &str) -> Option<(f64, f64)> {
    value(session, &format!("y = {run}"));
    let projected = value(session, "y.explain().peak")?.as_int()?;
    let before = buffer::held();
    buffer::reset_peak();
    value(session, "y.compute();");
    Some((projected as f64, (buffer::peak() - before) as f64))
}

#[test]
fn the_projected_peak_holds() {
    let mut ratios = Vec::new();
    let mut wrong = Vec::new();
    for threads in [1, 4] {
        exec::configure(Some(threads), None);
        let mut session = Session::new(true);
        value(&mut session, SETUP);
        for run in RUNS {
            let Some((projected, measured)) = peaks(&mut session, run) else {
                wrong.push(format!("{run}: it did not run"));
                continue;
            };
            let ratio = projected / measured.max(1.0);
            println!("{threads} threads  {ratio:7.2}  {projected:12} of {measured:12}  {run}");
            ratios.push(ratio);
            if projected < measured {
                wrong.push(format!("{run} on {threads} threads: {projected} projected, {measured} measured"));
            }
        }
    }
    ratios.sort_by(f64::total_cmp);
    let median = ratios[ratios.len() / 2];
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(median <= 1.5, "the median is {median:.2} times what was measured");
}
