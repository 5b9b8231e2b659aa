use super::{Account, AccountId, Action, ActorId, Author, Badge, Member, MemberProfile, Role, SessionId, SiteId, may};

/// How somebody is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpeakerKind {
    Visitor,
    Member,
    Account,
}

impl SpeakerKind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Visitor => "visitor",
            Self::Member => "member",
            Self::Account => "account",
        }
    }
}

/// Whoever acts on a site, with what they stand for there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Speaker {
    pub actor: ActorId,
    pub kind: SpeakerKind,
    pub account: Option<AccountId>,
    /// The session they speak in; what is said counts while it lasts.
    pub session: Option<SessionId>,
    pub role: Option<Role>,
    pub badge: Option<Badge>,
    /// Who is signed in; what visitors write of themselves comes with each comment.
    pub profile: Option<Author>,
    /// Whether the address in it is known to be theirs.
    pub email_verified: bool,
}

impl Speaker {
    pub fn visitor(actor: ActorId) -> Self {
        Self {
            actor,
            kind: SpeakerKind::Visitor,
            account: None,
            session: None,
            role: None,
            badge: None,
            profile: None,
            email_verified: false,
        }
    }

    pub fn account(account: &Account, site: SiteId) -> Self {
        let profile = Author { name: Some(account.name.clone()), email: Some(account.email.clone()), website: account.website.clone() };
        Self {
            actor: account.actor,
            kind: SpeakerKind::Account,
            account: Some(account.id),
            session: None,
            role: account.role_on(site),
            badge: account.badge_on(site),
            profile: Some(profile),
            email_verified: true,
        }
    }

    pub fn member(member: &Member) -> Self {
        let MemberProfile { name, email, email_verified, website, .. } = member.profile.clone();
        Self {
            actor: member.actor,
            kind: SpeakerKind::Member,
            account: None,
            session: None,
            role: Some(member.profile.role()),
            badge: member.profile.badge(),
            email_verified: email_verified && email.is_some(),
            profile: Some(Author { name: Some(name), email, website }),
        }
    }

    #[must_use]
    pub fn in_session(self, session: SessionId) -> Self {
        Self { session: Some(session), ..self }
    }

    pub fn may(&self, action: Action) -> bool {
        may(self.role, action)
    }
}
