//! Drawings in ASCII, for terminals that show no more: lines, blocks and braille dots become what comes nearest.

/// How dense blocks and dots are, from nothing to all.
const DENSE: [&str; 9] = [" ", ".", ":", "-", "=", "+", "*", "%", "#"];

/// What stands for a character of a drawing; none for a character of a text.
fn stand_in(c: char) -> Option<&'static str> {
    Some(match c {
        '─' | '━' | '═' | '╴' | '╶' => "-",
        '╌' | '┄' | '⋰' | '·' => ".",
        '│' | '┃' | '║' | '╵' | '╷' => "|",
        '┊' | '┆' | '╎' | '⋮' => ":",
        '╱' => "/",
        '╲' => "\\",
        '\u{250c}'..='\u{254b}' | '\u{2550}'..='\u{256c}' | '╭' | '╮' | '╯' | '╰' => "+",
        '×' | '□' => "x",
        '…' => "...",
        '→' | '▶' | '►' => ">",
        '←' | '◀' | '◄' => "<",
        '▲' | '↑' => "^",
        '▼' | '↓' => "v",
        '•' | '●' | '■' | '◆' => "o",
        '−' => "-",
        '░' => DENSE[2],
        '▒' => DENSE[5],
        '▓' => DENSE[7],
        '▔' => DENSE[1],
        '▀' | '▄' | '▌' | '▐' => DENSE[4],
        '\u{2581}'..='\u{2588}' => DENSE[(c as usize - 0x2580).min(8)],
        '\u{2589}'..='\u{258f}' => DENSE[8 - (c as usize - 0x2588)],
        '\u{2800}'..='\u{28ff}' => DENSE[(c as u32 - 0x2800).count_ones() as usize],
        _ => return None,
    })
}

/// The text with its drawings in ASCII. What else it says stays as it is.
pub fn to_ascii(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match stand_in(c) {
            Some(ascii) => out.push_str(ascii),
            None => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drawings_change_and_words_stay() {
        assert_eq!(to_ascii("┌─┬╌┐ é 数"), "+-+.+ é 数");
        assert_eq!(to_ascii("╱│┊ 10 … 100 × ▁█⠀⣿"), "/|: 10 ... 100 x .# #");
    }
}
