use super::name_look::NameLook;
use super::{Account, AuthorName};

/// Names that nobody takes who is not their holder: those of accounts, and the words of their badges.
#[derive(Debug, Default)]
pub struct ReservedNames {
    names: Vec<NameLook>,
    labels: Vec<NameLook>,
}

impl ReservedNames {
    pub fn of(accounts: impl IntoIterator<Item = Account>) -> Self {
        let mut reserved = Self::default();
        for account in accounts {
            reserved.names.push(NameLook::of(account.name.as_str()));
            reserved.labels.extend(account.label.map(|label| NameLook::of(label.as_str())));
        }
        reserved
    }

    /// Whether a reader would take the name for one of these, or for what a site's people are called.
    pub fn holds(&self, name: &AuthorName) -> bool {
        let look = NameLook::of(name.as_str());
        let poses = self.names.iter().any(|reserved| look.poses_as(reserved));
        poses || look.is_title() || self.labels.iter().any(|label| look.looks_like(label))
    }
}
