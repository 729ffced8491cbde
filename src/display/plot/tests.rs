use super::*;

fn panel(shape: Shape) -> Panel {
    Panel { series: vec![Series { shape, label: None, colour: None }], ..Panel::default() }
}

fn drawn(panel: Panel, width: usize) -> String {
    Figure { panels: vec![panel], ..Figure::default() }.to_doc(width, false).to_plain()
}

fn line(n: usize, y: impl Fn(f64) -> f64) -> Shape {
    let x: Vec<f64> = (0..n).map(|k| k as f64).collect();
    Shape::Line { y: x.iter().map(|&v| y(v)).collect(), x, stroke: Some(Stroke::Solid), marked: false }
}

fn bars(tops: &[f64]) -> Shape {
    let lying = false;
    let from: Vec<f64> = (0..tops.len()).map(|k| k as f64).collect();
    Shape::Bars {
        to: from.iter().map(|v| v + 1.0).collect(),
        from,
        base: vec![0.0; tops.len()],
        top: tops.to_vec(),
        lying,
    }
}

fn image(columns: usize, values: Vec<f64>) -> Shape {
    let edges = [(-0.5, columns as f64 - 0.5), ((values.len() / columns) as f64 - 0.5, -0.5)];
    Shape::Image { columns, values, range: None, map: "viridis", edges }
}

#[test]
fn bars_have_the_heights_of_their_numbers() {
    let text = drawn(panel(bars(&[1.0, 2.0, 4.0])), 20);
    let want = "\
4 ┤           ██████
  │           ██████
  │           ██████
  │           ██████
3 ┤           ██████
  │           ██████
  │           ██████
  │           ██████
2 ┤      ███████████
  │      ███████████
  │      ███████████
1 ┤      ███████████
  │█████████████████
  │█████████████████
  │█████████████████
0 ┤█████████████████
  └┬────────────────
   0";
    assert_eq!(text, want, "\n{text}");
}

#[test]
fn nothing_is_wider_than_the_terminal() {
    let shapes = || {
        [
            line(50, |v| (v / 5.0).sin() * 1e9),
            line(1, |v| v),
            line(0, |v| v),
            line(9, |_| f64::NAN),
            bars(&[-3.0, 5.0, 0.0]),
            bars(&(0..500).map(|k| f64::from(k % 17)).collect::<Vec<_>>()),
            image(7, (0..35).map(f64::from).collect()),
            image(300, vec![1.0; 90_000]),
        ]
    };
    for width in [30, 40, 80, 140] {
        for shape in shapes() {
            let mut panel = panel(shape);
            panel.title = "title".into();
            panel.xlabel = "x".into();
            panel.series[0].label = Some("label".into());
            (panel.legend, panel.grid) = (true, true);
            let figure = Figure { panels: vec![panel], ..Figure::default() };
            for colour in [false, true] {
                let doc = figure.to_doc(width, colour);
                assert!(doc.width() <= width, "{width}:\n{}", doc.to_plain());
                assert!(doc.lines.len() <= 24, "{width}:\n{}", doc.to_plain());
            }
            assert!(figure.to_scene().to_svg().contains("</svg>"));
        }
    }
}

#[test]
fn lines_are_told_apart_without_colours() {
    let mut two = panel(line(30, |v| v));
    two.series.push(Series { shape: line(30, |v| 30.0 - v), label: Some("down".into()), colour: None });
    two.series[0].label = Some("up".into());
    two.legend = true;
    let text = drawn(two, 60);
    assert!(text.contains("── up   ╌╌ down"), "{text}");
}

#[test]
fn bars_that_lie_are_as_long_as_their_numbers() {
    let shape = Shape::Bars {
        from: vec![0.0; 3],
        to: vec![1.0, 2.0, 4.0],
        base: vec![-0.4, 0.6, 1.6],
        top: vec![0.4, 1.4, 2.4],
        lying: true,
    };
    let mut lying = panel(shape);
    lying.names[1] = ["one", "two", "four"].iter().enumerate().map(|(k, n)| (k as f64, (*n).to_owned())).collect();
    let text = drawn(lying, 30);
    let long = |name: &str| {
        let line = text.lines().find(|l| l.starts_with(name));
        line.map_or(0, |l| l.matches('█').count())
    };
    assert_eq!((long("four"), long(" two"), long(" one")), (24, 12, 6), "\n{text}");
}
