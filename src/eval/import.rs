//! `import` and `from ... import`.

use super::{Ctx, attribute, module};
use crate::array::Value;
use crate::diag::{Error, Kind, Result, nearest};
use crate::syntax::ast::{ImportItem, Name};

impl Ctx {
    /// `import a.b as c, d`
    pub fn import(&self, items: &[ImportItem]) -> Result<()> {
        for item in items {
            let found = find(&item.name)?;
            match &item.alias {
                Some(alias) => self.scope.set(&alias.text, found),
                None => {
                    let top = item.name.text.split('.').next().unwrap_or("");
                    self.scope.set(top, module::find(top).unwrap_or(found));
                }
            }
        }
        Ok(())
    }

    /// `from module import a as b, c`
    pub fn from_import(&self, home: &Name, names: Option<&[ImportItem]>) -> Result<()> {
        let found = find(home)?;
        let Some(names) = names else {
            let all = attribute::names(&found);
            return all.iter().try_for_each(|name| attribute::get(&found, name).map(|v| self.scope.set(name, v)));
        };
        for item in names {
            let value = attribute::get(&found, &item.name.text).map_err(|e| cannot(&e, &item.name, home))?;
            self.scope.set(&item.alias.as_ref().unwrap_or(&item.name).text, value);
        }
        Ok(())
    }
}

fn cannot(error: &Error, name: &Name, home: &Name) -> Error {
    let shown =
        Error::new(Kind::ImportError, format!("cannot import name '{}' from '{}'", name.text, home.text)).at(name.span);
    match &error.help {
        Some(help) => shown.help(help.clone()),
        None => shown,
    }
}

fn find(name: &Name) -> Result<Value> {
    module::find(&name.text).ok_or_else(|| {
        let error = Error::new(Kind::ImportError, format!("No module named '{}'", name.text)).at(name.span);
        match nearest(&name.text, module::names()) {
            Some(near) => error.help(format!("did you mean `{near}`?")),
            None => {
                let whole: Vec<&str> = module::names().filter(|n| !n.contains('.')).collect();
                error.help(format!("there are {}, and what is in them", whole.join(", ")))
            }
        }
    })
}
