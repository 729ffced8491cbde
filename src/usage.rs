//! The command line as a table, from which come what it means, `--help`, the manual and the shells' completions.

use std::fmt::Write;

use ndsh::session::help::KEYS;
use ndsh::session::magics;

/// What an option does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flag {
    Code,
    KeepGoing,
    Json,
    Check,
    Threads,
    Memory,
    NoStartup,
    Man,
    Completions,
    Help,
    Version,
}

/// An option.
pub struct Opt {
    pub flag: Flag,
    pub short: Option<char>,
    pub long: Option<&'static str>,
    /// What it takes, if it takes something.
    pub value: Option<&'static str>,
    pub doc: &'static str,
}

const fn opt(
    flag: Flag,
    short: Option<char>,
    long: Option<&'static str>,
    value: Option<&'static str>,
    doc: &'static str,
) -> Opt {
    Opt { flag, short, long, value, doc }
}

/// Every option.
pub const OPTIONS: [Opt; 11] = [
    opt(Flag::Code, Some('e'), None, Some("CODE"), "run a few statements; may be given several times"),
    opt(
        Flag::KeepGoing,
        None,
        Some("keep-going"),
        None,
        "go on after a statement that fails (the exit status stays 1)",
    ),
    opt(Flag::Json, None, Some("json"), None, "an object a statement, JSON Lines, each written as soon as it has run"),
    opt(Flag::Check, None, Some("check"), None, "build everything and run nothing: syntax, shapes, dtypes"),
    opt(Flag::Threads, None, Some("threads"), Some("N"), "the threads that run graphs (default: all cores)"),
    opt(Flag::Memory, None, Some("memory"), Some("SIZE"), "the memory that they may use, such as 4GB"),
    opt(Flag::NoStartup, None, Some("no-startup"), None, "a shell without the start-up script"),
    opt(Flag::Man, None, Some("man"), None, "write the manual page: ndsh --man | man -l -"),
    opt(Flag::Completions, None, Some("completions"), Some("SHELL"), "write completions for bash, zsh or fish"),
    opt(Flag::Help, Some('h'), Some("help"), None, "write this"),
    opt(Flag::Version, Some('V'), Some("version"), None, "write the version"),
];

/// The shells that completions are written for.
pub const SHELLS: [&str; 3] = ["bash", "zsh", "fish"];

const ABOUT: &str = "a shell for chunked arrays, with a NumPy-style array language";

const FORMS: [(&str, &str); 3] = [
    ("ndsh", "a shell on a terminal; on a pipe, a script from standard input"),
    ("ndsh FILE.nd | ndsh -", "a script; `-` is standard input"),
    ("ndsh -e 'CODE'", "a few statements"),
];

const STATUS: [(&str, &str); 4] =
    [("0", "all went well"), ("1", "a statement failed"), ("2", "usage"), ("130", "interrupted")];

const FILES: [(&str, &str); 2] = [
    ("$XDG_CONFIG_HOME/ndsh/startup.nd", "runs when a shell starts (~/.config without the variable)"),
    ("$XDG_STATE_HOME/ndsh/history", "what was typed in shells (~/.local/state without the variable)"),
];

const VARIABLES: [(&str, &str); 3] = [
    ("NO_COLOR", "if it is set, no colours, and drawings in ASCII"),
    ("TERM", "`dumb` means the same"),
    ("PAGER", "what shows long help; less without it"),
];

impl Opt {
    /// `-h, --help`, `--threads N`
    fn written(&self) -> String {
        let short = self.short.map(|c| format!("-{c}"));
        let long = self.long.map(|l| format!("--{l}"));
        let names: Vec<String> = short.into_iter().chain(long).collect();
        let value = self.value.map_or(String::new(), |v| format!(" {v}"));
        names.join(", ") + &value
    }
}

/// What `--help` writes.
pub fn help() -> String {
    let mut text = format!("ndsh: {ABOUT}\n\n");
    for (form, doc) in FORMS {
        let _ = writeln!(text, "    {form:<24} {doc}");
    }
    text.push('\n');
    for option in &OPTIONS {
        let _ = writeln!(text, "  {:<26} {}", option.written(), option.doc);
    }
    let status: Vec<String> = STATUS.iter().map(|(code, doc)| format!("{code} {doc}")).collect();
    let _ = write!(
        text,
        "\nexit status: {}\nin the shell: `?` asks, `%quickref` lists, `%lesson` teaches",
        status.join("; ")
    );
    text
}

/// Text for the manual: what roff would read as its own is escaped.
fn roff(text: &str) -> String {
    let text = text.replace('\\', "\\e").replace('-', "\\-").replace('`', "");
    if text.starts_with(['.', '\'']) { format!("\\&{text}") } else { text }
}

/// The manual page.
pub fn manual() -> String {
    let mut text = format!(".TH NDSH 1 \"\" \"ndsh {}\" \"User Commands\"\n", env!("CARGO_PKG_VERSION"));
    let _ = write!(text, ".SH NAME\nndsh \\- {}\n.SH SYNOPSIS\n", roff(ABOUT));
    text.push_str(".B ndsh\n[\\fIOPTIONS\\fR] [\\fIFILE\\fR]\n.SH DESCRIPTION\n");
    text.push_str("You type NumPy; what begins with da. becomes a lazy array in chunks, whose size, shape and tasks show at once, and which runs on all cores when .compute() asks for it.\n");
    let mut section = |title: &str, rows: Vec<(String, String)>| {
        let _ = writeln!(text, ".SH {title}");
        for (name, doc) in rows {
            let _ = writeln!(text, ".TP\n\\fB{}\\fR\n{}", roff(&name), roff(&doc));
        }
    };
    let own = |rows: &[(&str, &str)]| rows.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
    section("FORMS", own(&FORMS));
    section("OPTIONS", OPTIONS.iter().map(|o| (o.written(), o.doc.to_owned())).collect());
    section(
        "LINES FOR THE SHELL",
        magics::rows().map(|r| (r.usage_line(), format!("{} {}", r.doc, r.more).trim_end().to_owned())).collect(),
    );
    section("KEYS", own(&KEYS));
    section("EXIT STATUS", own(&STATUS));
    section("FILES", own(&FILES));
    section("ENVIRONMENT", own(&VARIABLES));
    text
}

/// The completions of a shell; none if it is not known.
pub fn completions(shell: &str) -> Option<String> {
    Some(match shell {
        "bash" => bash(),
        "zsh" => zsh(),
        "fish" => fish(),
        _ => return None,
    })
}

fn bash() -> String {
    let names: Vec<String> = OPTIONS
        .iter()
        .flat_map(|o| o.short.map(|c| format!("-{c}")).into_iter().chain(o.long.map(|l| format!("--{l}"))))
        .collect();
    format!(
        "_ndsh() {{
    local word=${{COMP_WORDS[COMP_CWORD]}}
    case ${{COMP_WORDS[COMP_CWORD-1]}} in
        --completions) COMPREPLY=($(compgen -W '{}' -- \"$word\")); return;;
        -e|--threads|--memory) return;;
    esac
    if [[ $word == -* ]]; then
        COMPREPLY=($(compgen -W '{}' -- \"$word\"))
    else
        COMPREPLY=($(compgen -f -- \"$word\"))
    fi
}}
complete -o filenames -F _ndsh ndsh
",
        SHELLS.join(" "),
        names.join(" ")
    )
}

fn zsh() -> String {
    let mut text = String::from("#compdef ndsh\n_ndsh() {\n_arguments \\\n");
    for option in &OPTIONS {
        let takes = match option.flag {
            Flag::Completions => format!(":shell:({})", SHELLS.join(" ")),
            _ => option.value.map_or(String::new(), |v| format!(":{}: ", v.to_lowercase())),
        };
        let doc = option.doc.replace('\'', "").replace('[', "(").replace(']', ")").replace(':', ",");
        for name in option.short.map(|c| format!("-{c}")).into_iter().chain(option.long.map(|l| format!("--{l}"))) {
            let _ = writeln!(text, "    '{name}[{doc}]{takes}' \\");
        }
    }
    text.push_str("    '*:script:_files'\n}\n");
    // Found in a folder of completions it is called, and sourced it is made known.
    text.push_str("if [ \"$funcstack[1]\" = _ndsh ]; then _ndsh \"$@\"; else compdef _ndsh ndsh; fi\n");
    text
}

fn fish() -> String {
    let mut text = String::new();
    for option in &OPTIONS {
        let short = option.short.map_or(String::new(), |c| format!(" -s {c}"));
        let long = option.long.map_or(String::new(), |l| format!(" -l {l}"));
        let takes = match option.flag {
            Flag::Completions => format!(" -x -a '{}'", SHELLS.join(" ")),
            _ => option.value.map_or("", |_| " -x").to_owned(),
        };
        let _ = writeln!(text, "complete -c ndsh{short}{long}{takes} -d '{}'", option.doc.replace('\'', ""));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_is_everywhere() {
        let texts = [help(), manual().replace("\\-", "-"), bash(), zsh(), fish()];
        for option in &OPTIONS {
            for (k, text) in texts.iter().enumerate() {
                let name = match (option.long, k) {
                    (Some(long), 4) => format!("-l {long}"),
                    (Some(long), _) => format!("--{long}"),
                    (None, 4) => format!("-s {}", option.short.unwrap_or(' ')),
                    (None, _) => format!("-{}", option.short.unwrap_or(' ')),
                };
                assert!(text.contains(&name), "{name} is not in text {k}:\n{text}");
            }
        }
        assert!(help().lines().all(|l| l.chars().count() <= 100), "{}", help());
    }
}
