//! Who may do what, in one table. Everything else asks here.

use super::Role;

/// What not everybody may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Writing where no more comments are taken, and without being held.
    WriteFreely,
    /// Deciding about comments, pages and bans of a site, and seeing what that needs: its settings and its audit log.
    Moderate,
    /// Adding, changing and removing sites and accounts, and what concerns all sites.
    Administer,
}

impl Action {
    pub const ALL: [Self; 3] = [Self::WriteFreely, Self::Moderate, Self::Administer];
}

/// Whether somebody who stands for `role` on a site may do this there. None stands for a visitor.
pub fn may(role: Option<Role>, action: Action) -> bool {
    match action {
        Action::WriteFreely => matches!(role, Some(Role::Owner | Role::Moderator | Role::Author)),
        Action::Moderate => matches!(role, Some(Role::Owner | Role::Moderator)),
        Action::Administer => matches!(role, Some(Role::Owner)),
    }
}
