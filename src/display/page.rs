//! Pages of their own: all that they need is in them, and nothing is fetched.

use super::ink::scene;
use super::markup::Doc;
use super::scene::escape;

/// A part of a page.
pub enum Part {
    /// A heading.
    Heading(String),
    /// A text in its columns, drawn.
    Picture(Doc),
    /// Marks of the page's own making.
    Html(String),
}

const STYLE: &str = "\
:root{color-scheme:light dark}
body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:76rem;padding:0 1rem}
svg{background:#fff}
h2{font-size:1.1rem;margin:1.5rem 0 .5rem}
.wide{overflow-x:auto}
button,input{font:inherit}";

/// A page with these parts, one below the other.
pub fn page(title: &str, parts: &[Part]) -> String {
    let title = escape(title);
    let mut text = format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title>\n<style>{STYLE}</style></head>\n\
         <body><h1>{title}</h1>\n"
    );
    for part in parts {
        match part {
            Part::Heading(heading) => text.push_str(&format!("<h2>{}</h2>\n", escape(heading))),
            Part::Picture(doc) => text.push_str(&format!("<div class=\"wide\">{}</div>\n", scene(doc).to_svg())),
            Part::Html(html) => text.push_str(html),
        }
    }
    text.push_str("</body></html>\n");
    text
}
