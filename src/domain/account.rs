use jiff::Timestamp;

use super::text::clean_line;
use super::{ActorId, AuthorName, EmailAddress, Invalid, MailChoice, SiteId, Website};

/// An account's number inside the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AccountId(pub(crate) i64);

/// The number of somebody whom a site's own backend has named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct MemberId(pub(crate) i64);

/// What an account, or a member by their site's word, is on one site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SiteRole {
    Moderator,
    Author,
}

impl SiteRole {
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        match text {
            "moderator" => Ok(Self::Moderator),
            "author" => Ok(Self::Author),
            _ => Err(Invalid::new("the role must be moderator or author")),
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Moderator => "moderator",
            Self::Author => "author",
        }
    }
}

/// What somebody who is signed in stands for on a site. Visitors stand for nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Of the whole server.
    Owner,
    Moderator,
    Author,
    /// Named by the site, without further rights.
    Member,
}

impl Role {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Moderator => "moderator",
            Self::Author => "author",
            Self::Member => "member",
        }
    }
}

impl From<SiteRole> for Role {
    fn from(role: SiteRole) -> Self {
        match role {
            SiteRole::Moderator => Self::Moderator,
            SiteRole::Author => Self::Author,
        }
    }
}

/// The account's or the site's own word for a badge, instead of the role's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadgeLabel(String);

impl BadgeLabel {
    pub const MAX_CHARS: usize = 24;

    pub fn parse(text: &str) -> Result<Self, Invalid> {
        clean_line(text, "the badge", Self::MAX_CHARS).map(Self)
    }

    pub(crate) fn from_stored(text: String) -> Self {
        Self(text)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What stands beside the name of somebody who proved who they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Badge {
    pub role: Role,
    pub label: Option<BadgeLabel>,
}

/// Somebody who can sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub id: AccountId,
    pub actor: ActorId,
    pub email: EmailAddress,
    pub name: AuthorName,
    pub label: Option<BadgeLabel>,
    pub website: Option<Website>,
    pub owner: bool,
    pub roles: Vec<(SiteId, SiteRole)>,
    pub has_password: bool,
    pub created_at: Timestamp,
    pub last_seen_at: Option<Timestamp>,
    pub mail: MailChoice,
}

impl Account {
    pub fn role_on(&self, site: SiteId) -> Option<Role> {
        if self.owner {
            return Some(Role::Owner);
        }
        self.roles.iter().find(|(of, _)| *of == site).map(|(_, role)| (*role).into())
    }

    pub fn badge_on(&self, site: SiteId) -> Option<Badge> {
        self.role_on(site).map(|role| Badge { role, label: self.label.clone() })
    }
}

/// Somebody whom a site's own backend has named, as it last did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub id: MemberId,
    pub site: SiteId,
    pub actor: ActorId,
    pub profile: MemberProfile,
}

/// What a site says of a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberProfile {
    pub name: AuthorName,
    pub email: Option<EmailAddress>,
    pub email_verified: bool,
    pub website: Option<Website>,
    pub role: Option<SiteRole>,
    pub label: Option<BadgeLabel>,
}

impl MemberProfile {
    pub fn role(&self) -> Role {
        self.role.map_or(Role::Member, Role::from)
    }

    /// Without any right or badge that `known` has not.
    #[must_use]
    pub fn with_no_more_than(self, known: &Self) -> Self {
        let role = match (known.role, self.role) {
            (Some(SiteRole::Moderator), role) => role,
            (Some(SiteRole::Author), Some(_)) => Some(SiteRole::Author),
            (None, _) | (Some(SiteRole::Author), None) => None,
        };
        let label = self.label.filter(|_| known.label.is_some());
        Self { role, label, email_verified: self.email_verified && known.email_verified, ..self }
    }

    /// A member without a role has one only where the site gave it words.
    pub fn badge(&self) -> Option<Badge> {
        let label = self.label.clone();
        (self.role.is_some() || label.is_some()).then(|| Badge { role: self.role(), label })
    }
}
