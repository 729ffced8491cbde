//! What is wrong where the grammar could not go on, said to someone who did not write it: what was expected, after
//! what, and what would work.

use super::errors::{self, OPENERS, RESERVED, last_char, left_out};
use super::lexer::TokenKind;
use super::place::{Place, text};
use crate::diag::{Error, not_implemented, syntax_error};

type Check = fn(&Place) -> Option<Error>;

/// What may be wrong, the surest signs first.
const CHECKS: [Check; 14] = [
    |p| p.shell_line(),
    |p| p.never_closed(),
    |p| p.left_out(),
    |p| p.foreign_operator(),
    |p| p.wrong_equals(),
    |p| p.malformed_number(),
    |p| p.wrong_keyword(),
    |p| p.missing_in(),
    |p| p.missing_else(),
    |p| p.missing_colon(),
    |p| p.missing_parameters(),
    |p| p.missing_operand(),
    |p| p.missing_brackets_of_call(),
    |p| p.missing_separator(),
];

/// Says what is wrong where the grammar could not go on: at byte `offset` of `source`, in the part from `start`.
pub(super) fn explain(source: &str, start: usize, end: usize, offset: usize) -> Error {
    let Some(place) = Place::find(source, start, end, offset) else {
        return syntax_error("the statement ends too early").at(last_char(source, end));
    };
    let found = CHECKS.iter().find_map(|check| check(&place));
    found.unwrap_or_else(|| place.unexpected()).at(place.span())
}

impl Place<'_> {
    fn shell_line(&self) -> Option<Error> {
        let line = self.token(0).filter(|t| t.kind == TokenKind::ShellLine).map(|t| text(self.source, t))?;
        let (what, help) = match line.chars().next() {
            Some('%') => ("expected the name of a command after `%`", "such as `%time x.sum()`"),
            Some('!') => ("expected a command after `!`", "such as `!ls`"),
            _ => ("expected a name beside `?`", "such as `np.sum?`"),
        };
        Some(syntax_error(what).help(help))
    }

    /// A bracket is open, and a line begins like a statement after what would end one.
    fn never_closed(&self) -> Option<Error> {
        let (token, open) = (self.token(self.at)?, self.token(self.bracket_before(self.at)?)?);
        let begins_line = self.source.get(open.start..token.start).is_some_and(|between| between.ends_with('\n'));
        if !begins_line || token.kind != TokenKind::Name || !self.ends_operand(self.at.checked_sub(1)) {
            return None;
        }
        Some(errors::never_closed(text(self.source, open).chars().next()?, open.start))
    }

    fn left_out(&self) -> Option<Error> {
        if self.at == 1 && self.first() == "match" {
            return Some(not_implemented("`match` is not part of ndsh").help("test the cases with `if` and `elif`"));
        }
        let name = self.kind(Some(self.at)) == Some(TokenKind::Name);
        let expected = matches!(self.before(1), "." | "def" | "as" | "import" | "from");
        if name && !expected { left_out(self.found()) } else { None }
    }

    fn foreign_operator(&self) -> Option<Error> {
        let found = self.found();
        let sign = self.before(1);
        let after_operand = self.ends_operand(self.at.checked_sub(1));
        let twice = (sign == "++" || (sign == "-" && self.before(2) == "-")) && !self.begins_operand(self.at);
        let (what, help) = match found {
            "&&" => ("`&&` is not an operator", "use `and`, or `&` between arrays"),
            "||" => ("`||` is not an operator", "use `or`, or `|` between arrays"),
            "!" => ("`!` is not an operator", "use `not`, or `~` on arrays"),
            "<>" => ("`<>` is not an operator", "use `!=`"),
            "=>" => ("`=>` is not an operator", "use `>=` to compare; a function is `lambda x: …`"),
            ":=" => ("`:=` stands within brackets or in a condition", "assign with `=` on a line of its own"),
            "?" => ("`?` has no meaning here", "ask about a name with `name?`; a condition is `a if test else b`"),
            "$" | "`" => return Some(syntax_error(format!("`{found}` has no meaning here"))),
            "->" => ("`->` has no meaning here", "it stands between the parameters and the `:` of a `def`"),
            "not" if after_operand => ("`not` cannot stand between two values", "use `not in`, `is not` or `!=`"),
            "*" | "/" | "^" | "**" | "'" if sign == "." && self.ends_operand(self.at.checked_sub(2)) => {
                ("a `.` stands before a name", "`*`, `/` and `**` work element by element, `@` is the matrix product")
            }
            n if after_operand && n.starts_with('.') && n.len() > 1 && n != "..." => {
                ("an attribute cannot be a number", "an element is taken with brackets: `x[1]`")
            }
            _ if twice && sign == "++" => ("`++` is not an operator", "use `+= 1`"),
            _ if twice => ("`--` is not an operator", "use `-= 1`"),
            _ => return None,
        };
        Some(syntax_error(what).help(help))
    }

    fn wrong_equals(&self) -> Option<Error> {
        if self.found() != "=" || !self.ends_operand(self.at.checked_sub(1)) {
            return None;
        }
        let bracket = self.bracket_before(self.at);
        if matches!(self.first(), "if" | "elif" | "while" | "assert" | "return") && bracket.is_none() {
            return Some(syntax_error("`=` assigns and cannot stand here").help("use `==` to compare"));
        }
        let call = self.word(bracket) == "(" && self.ends_operand(bracket.and_then(|b| b.checked_sub(1)));
        let (what, help) = match self.word(bracket) {
            "(" if call => ("only a name can stand before `=` in a call", "use `==` to compare"),
            "{" => ("`=` cannot stand here", "in a dict, write `key: value`; use `==` to compare"),
            "" => return None,
            _ => ("`=` cannot stand within brackets", "use `==` to compare"),
        };
        Some(syntax_error(what).help(help))
    }

    fn malformed_number(&self) -> Option<Error> {
        let word = self.found();
        if self.kind(Some(self.at)) != Some(TokenKind::Number) || self.ends_operand(self.at.checked_sub(1)) {
            return None;
        }
        let help = match word {
            w if w.contains("__") || w.ends_with('_') => "a single `_` may stand between two digits",
            w if w.starts_with("0x") || w.starts_with("0X") => "after `0x` come digits and the letters a to f",
            w if w.starts_with("0b") || w.starts_with("0B") => "after `0b` come the digits 0 and 1",
            w if w.starts_with("0o") || w.starts_with("0O") => "after `0o` come the digits 0 to 7",
            w if w.trim_end_matches(['e', 'E', '+', '-']).len() < w.len() && !w.contains(is_other_letter) => {
                "after the `e` comes the exponent: `1e5`"
            }
            w if w.contains("..") => "a range of whole numbers is `range(1, 10)` or `np.arange(1, 10)`",
            w if w.contains('.') => "a point after a number belongs to it; for an attribute, write `(1).real`",
            _ => "a name cannot begin with a digit; to multiply, write `*`",
        };
        Some(syntax_error(format!("invalid number `{word}`")).help(help))
    }

    fn wrong_keyword(&self) -> Option<Error> {
        let (found, before) = (self.found(), self.before(1));
        if self.kind(Some(self.at)) != Some(TokenKind::Name) || !RESERVED.contains(&found) {
            return None;
        }
        if self.at == 0 {
            let before = match found {
                "elif" => "an `if`",
                "else" => "an `if`, `for`, `while` or `try`",
                "except" | "finally" => "a `try`",
                _ => return None,
            };
            let help = "it must stand right below the block, indented like its opener";
            return Some(syntax_error(format!("`{found}` without {before} before it")).help(help));
        }
        let name_expected = matches!(before, "." | "def" | "as" | "import" | "from") || self.next() == "=";
        if name_expected && !matches!(found, "import" | "as") {
            let help = format!("choose another one, such as `{found}_`");
            return Some(syntax_error(format!("`{found}` is a word of the language and cannot be a name")).help(help));
        }
        None
    }

    /// `for x of y`, `[x for x]`
    fn missing_in(&self) -> Option<Error> {
        let ended = self.ends_operand(self.at.checked_sub(1));
        let word = self.level().find(|w| matches!(*w, "for" | "in"))?;
        if word != "for" || !ended {
            return None;
        }
        Some(syntax_error("expected `in` after the names of a `for`").help("write `for x in values`"))
    }

    /// `a if test`
    fn missing_else(&self) -> Option<Error> {
        let ended = self.ends_operand(self.at.checked_sub(1)) && !self.begins_operand(self.at);
        let word = self.level().find(|w| matches!(*w, "if" | "else" | "for"))?;
        let statement = self.first() == "if" && self.level().filter(|w| *w == "if").count() == 1;
        if word != "if" || !ended || (statement && self.bracket_before(self.at).is_none()) {
            return None;
        }
        Some(syntax_error("expected `else` after `a if test`").help("a conditional is `a if test else b`"))
    }

    /// `def f:`
    fn missing_parameters(&self) -> Option<Error> {
        if self.before(2) != "def" || self.found() == "(" {
            return None;
        }
        let name = self.before(1);
        Some(syntax_error(format!("expected `(` after `def {name}`")).help(format!("write `def {name}():`")))
    }

    fn missing_colon(&self) -> Option<Error> {
        let opener = OPENERS.contains(&self.first()) && self.bracket_before(self.at).is_none();
        let complete = self.ends_operand(self.at.checked_sub(1)) || self.before(1) == "else";
        let has_colon = (0..self.at).any(|i| self.word(Some(i)) == ":" && self.bracket_before(i).is_none());
        if !opener || !complete || has_colon {
            return None;
        }
        let (word, found) = (self.first(), self.found());
        if self.kind(Some(self.at)) == Some(TokenKind::End) {
            return Some(errors::missing_colon(word));
        }
        let later = (self.at..self.tokens.len()).any(|i| self.word(Some(i)) == ":" && self.bracket_before(i).is_none());
        let begins =
            self.begins_operand(self.at) || matches!(found, "return" | "pass" | "break" | "continue" | "raise");
        (begins && !later).then(|| errors::missing_colon_before(word, &short(found)))
    }

    fn missing_operand(&self) -> Option<Error> {
        let before = self.before(1);
        let what = match before {
            "" | ")" | "]" | "}" => return None,
            "lambda" => "parameters and a `:`",
            "." | "import" | "as" | "def" | "from" => "a name",
            "for" | "del" => "a name to assign to",
            "pass" | "break" | "continue" => return None,
            _ => "an expression",
        };
        if self.ends_operand(self.at.checked_sub(1)) || self.begins_operand(self.at) {
            return None;
        }
        let found = self.found();
        let place = if found.is_empty() || what != "an expression" {
            format!("after `{}`", short(before))
        } else {
            format!("after `{}`, not `{}`", short(before), short(found))
        };
        let error = syntax_error(format!("expected {what} {place}"));
        Some(match (before, found) {
            ("=", "=") => error.help("use `==` to compare, a single `=` to assign"),
            ("{", "}") => error.help("write the expression between the braces; `{{}}` shows braces"),
            ("print", _) => error.help("call it: print(...)"),
            (":", "return") => error.help("a lambda is an expression alone: lambda x: x + 1"),
            ("import" | "as", _) => error.help("such as `import numpy as np`"),
            ("+" | "-" | "*" | "/" | "@" | "%" | "&" | "|" | "^" | "//" | "**", "=") => {
                error.help(format!("without the blank: `{before}=`"))
            }
            ("for", _) => error.help("such as `for k in range(3):`"),
            (_, "") if what == "an expression" => error.help("the statement goes on, or leave the operator out"),
            _ => error,
        })
    }

    /// `print x`
    fn missing_brackets_of_call(&self) -> Option<Error> {
        let name = self.at == 1 && self.kind(Some(0)) == Some(TokenKind::Name) && self.begins_operand(1);
        if !name {
            return None;
        }
        let (name, found) = (self.before(1), self.found());
        if RESERVED.contains(&name) {
            return None;
        }
        if matches!(name, "print" | "help" | "exit" | "quit" | "len" | "exec") {
            return Some(syntax_error(format!("expected `(` after `{name}`")).help(format!("call it: {name}(...)")));
        }
        let error = syntax_error(format!("unexpected `{}` after `{name}`", short(found)));
        if let Some((_, help)) = FOREIGN_WORDS.iter().find(|(words, _)| words.contains(&name)) {
            return Some(error.help(*help));
        }
        if SHELL_WORDS.contains(&name) {
            return Some(error.help(format!("lines for the shell begin with `%`: `%{name} ...`")));
        }
        Some(error.help(format!("is an operator missing between them, or the brackets of a call: `{name}(...)`?")))
    }

    /// Within brackets, after an operand.
    fn missing_separator(&self) -> Option<Error> {
        let bracket = self.bracket_before(self.at)?;
        if !self.ends_operand(self.at.checked_sub(1)) {
            return None;
        }
        let close = errors::closing(self.word(Some(bracket)).chars().next()?).to_string();
        let error = syntax_error(format!("expected `,` or `{close}` before `{}`", short(self.found())));
        let operand = self.begins_operand(self.at);
        Some(match (operand, self.found()) {
            (true, _) if close == "}" => error.help("is a `:`, a comma or an operator missing?"),
            (true, _) => error.help("is a comma or an operator missing?"),
            (false, ":") if close == "]" => error.help("a slice is start:stop:step"),
            (false, ";") if close == "]" => error.help("the rows of a matrix are lists: np.array([[1, 2], [3, 4]])"),
            (false, ";") => error.help("what is in brackets is parted by commas"),
            (false, ":") if self.first() == "for" => error.help("write `for k in range(1, 10):`"),
            _ => error,
        })
    }

    fn unexpected(&self) -> Error {
        let (found, before) = (short(self.found()), self.before(1));
        if found.is_empty() {
            return syntax_error(format!("the statement ends too early, after `{}`", short(before)));
        }
        if before.is_empty() {
            return syntax_error(format!("a statement cannot begin with `{found}`"));
        }
        if found == "." {
            return syntax_error("expected a name on both sides of `.`");
        }
        let error = syntax_error(format!("unexpected `{found}` after `{}`", short(before)));
        let operands = self.ends_operand(self.at.checked_sub(1)) && self.begins_operand(self.at);
        if operands { error.help("is an operator or a `,` missing between them?") } else { error }
    }
}

/// Words that begin a statement in other languages, and how it is written here.
const FOREIGN_WORDS: [(&[&str], &str); 4] = [
    (&["function", "fn", "func", "fun", "sub"], "a function is `def f(x): return x + 1`"),
    (
        &["let", "var", "const", "val", "my", "local", "auto", "int", "double", "float"],
        "to assign, write `x = 1` alone",
    ),
    (&["foreach", "until", "loop", "repeat"], "a loop is `for x in values:` or `while test:`"),
    (&["elseif", "elsif", "unless"], "further conditions are `elif test:`"),
];

/// Commands of the shell that IPython takes without their sign.
const SHELL_WORDS: [&str; 10] =
    ["time", "timeit", "run", "cd", "ls", "save", "history", "config", "precision", "lesson"];

/// A letter that no decimal number has.
fn is_other_letter(c: char) -> bool {
    c.is_alphabetic() && !matches!(c, 'e' | 'E')
}

/// A word that is not too long to be shown in a message.
fn short(word: &str) -> String {
    let line = word.lines().next().unwrap_or("");
    if line.chars().count() <= 24 { line.to_string() } else { line.chars().take(20).chain("…".chars()).collect() }
}
