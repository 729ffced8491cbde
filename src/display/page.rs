//! Pages of their own: all that they need is in them, and nothing is fetched.

use super::ink::{colour, scene};
use super::markup::{Doc, Role};
use super::scene::escape;

/// The roles that have a colour of their own.
const ROLES: [Role; 9] = [
    Role::Header,
    Role::Number,
    Role::Ok,
    Role::Warning,
    Role::Name,
    Role::Keyword,
    Role::Dim,
    Role::Error,
    Role::Text,
];

/// The rules for the colours of roles.
fn colours() -> String {
    let rule = |(k, role): (usize, &Role)| {
        let [r, g, b] = colour(*role);
        format!(".r{k}{{color:rgb({r},{g},{b})}}")
    };
    let light: String = ROLES.iter().enumerate().filter(|(_, r)| **r != Role::Header).map(rule).collect();
    format!(
        "{light}.r0{{font-weight:bold}}@media(prefers-color-scheme:dark){{\
         pre,.ink{{filter:brightness(1.7)}}svg,canvas{{filter:invert(.92) hue-rotate(180deg)}}}}"
    )
}

/// A text with its colours, as marks of a page.
pub fn marked(doc: &Doc) -> String {
    let mut out = String::new();
    for line in &doc.lines {
        for (role, text) in &line.pieces {
            let text = escape(text);
            match ROLES.iter().position(|r| r == role) {
                Some(k) => out.push_str(&format!("<i class=r{k}>{text}</i>")),
                None => out.push_str(&text),
            }
        }
        out.push('\n');
    }
    out
}

/// A part of a page.
pub enum Part {
    /// A heading.
    Heading(String),
    /// A text in its columns, drawn.
    Picture(Doc),
    /// A text in its columns.
    Text(Doc),
    /// Marks of the page's own making.
    Html(String),
}

const STYLE: &str = "\
:root{color-scheme:light dark}
body{font:15px/1.5 system-ui,sans-serif;margin:1.5rem auto;max-width:110rem;padding:0 1rem}
h1{font-size:1.4rem;margin:0 0 1rem}
h2{font-size:1.1rem;margin:1.5rem 0 .5rem}
svg,canvas{display:block;background:#fff}
.wide{overflow-x:auto}
.bar{display:flex;flex-wrap:wrap;gap:.5rem;align-items:center}
button,input{font:inherit}
pre{font:14px/1.17 ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace;margin:.75rem 0}
i{font-style:normal}
{colours}";

/// A page with these parts, one below the other.
pub fn page(title: &str, parts: &[Part]) -> String {
    let title = escape(title);
    let mut text = format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title>\n<style>{}</style></head>\n\
         <body><h1>{title}</h1>\n",
        STYLE.replace("{colours}", &colours())
    );
    for part in parts {
        match part {
            Part::Heading(heading) => text.push_str(&format!("<h2>{}</h2>\n", escape(heading))),
            Part::Picture(doc) => text.push_str(&format!("<div class=\"wide\">{}</div>\n", scene(doc).to_svg())),
            Part::Text(doc) => text.push_str(&format!("<pre class=\"wide\">{}</pre>\n", marked(doc))),
            Part::Html(html) => text.push_str(html),
        }
    }
    text.push_str("</body></html>\n");
    text
}
