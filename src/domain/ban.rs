use jiff::Timestamp;

use super::text::clean_line;
use super::{ActorId, EmailAddress, Invalid, NetworkHash, SiteId, Website};

/// A ban's number inside the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct BanId(pub(crate) i64);

/// Networks are hashed with a salt that changes; this names which one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SaltPeriod(pub i64);

/// The host of somebody's website, as it is compared: without `www.`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct WebsiteDomain(String);

impl WebsiteDomain {
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let website = Website::parse(text)?;
        let shared =
            || Invalid(format!("everybody can have a website below {}; name the one that is meant, as example.com", website.host()));
        Self::of(&website).ok_or_else(shared)
    }

    /// None for what is shared by many, as `co.uk` and `github.io` are.
    pub fn of(website: &Website) -> Option<Self> {
        let host = website.host();
        let bare = host.strip_prefix("www.").filter(|rest| is_somebodys(rest)).unwrap_or(host);
        is_somebodys(bare).then(|| Self(bare.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a host is this domain or one below it.
    fn covers(&self, host: &str) -> bool {
        let below = host.strip_suffix(self.0.as_str());
        below.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    }
}

/// Whether a host is below the suffixes that everybody can have a name under (publicsuffix.org).
fn is_somebodys(host: &str) -> bool {
    psl::domain_str(host).is_some()
}

/// Whom a ban keeps out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BanTarget {
    Actor(ActorId),
    Network(SaltPeriod, NetworkHash),
    Email(EmailAddress),
    Website(WebsiteDomain),
}

/// Which kind of target, for choosing without naming.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BanKind {
    Actor,
    Network,
    Email,
    Website,
}

impl BanKind {
    /// As targets are named beside a comment: its author is the actor.
    pub fn parse_target(text: &str) -> Result<Self, Invalid> {
        match text {
            "author" => Ok(Self::Actor),
            "network" => Ok(Self::Network),
            "email" => Ok(Self::Email),
            "website" => Ok(Self::Website),
            _ => Err(Invalid::new("a target must be author, network, email or website")),
        }
    }

    pub fn target_name(self) -> &'static str {
        match self {
            Self::Actor => "author",
            Self::Network => "network",
            Self::Email => "email",
            Self::Website => "website",
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Actor => "actor",
            Self::Network => "network",
            Self::Email => "email",
            Self::Website => "website",
        }
    }
}

impl BanTarget {
    pub fn kind(&self) -> BanKind {
        match self {
            Self::Actor(_) => BanKind::Actor,
            Self::Network(..) => BanKind::Network,
            Self::Email(_) => BanKind::Email,
            Self::Website(_) => BanKind::Website,
        }
    }

    /// As it is stored. Addresses are compared without regard to case.
    pub(crate) fn value(&self) -> String {
        match self {
            Self::Actor(actor) => actor.to_string(),
            Self::Network(SaltPeriod(period), hash) => format!("{period}.{}", hash.as_i64()),
            Self::Email(email) => email.as_str().to_lowercase(),
            Self::Website(domain) => domain.as_str().to_owned(),
        }
    }

    pub(crate) fn from_stored(kind: &str, value: &str) -> Result<Self, Invalid> {
        let damaged = || Invalid::new("a stored ban is damaged");
        match kind {
            "actor" => ActorId::parse(value).map(Self::Actor),
            "network" => {
                let (period, hash) = value.split_once('.').ok_or_else(damaged)?;
                let number = |text: &str| text.parse::<i64>().map_err(|_| damaged());
                Ok(Self::Network(SaltPeriod(number(period)?), NetworkHash::from_i64(number(hash)?)))
            }
            "email" => Ok(Self::Email(EmailAddress::from_stored(value.to_owned()))),
            _ => Ok(Self::Website(WebsiteDomain(value.to_owned()))),
        }
    }
}

/// Why somebody is kept out, for the other moderators.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BanReason(String);

impl BanReason {
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        clean_line(text, "the reason", 200).map(Self)
    }

    pub(crate) fn from_stored(text: String) -> Self {
        Self(text)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// How many days a ban lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BanDays(u32);

impl BanDays {
    pub fn parse(days: u32) -> Result<Self, Invalid> {
        if (1..=3_650).contains(&days) {
            Ok(Self(days))
        } else {
            Err(Invalid::new("a ban lasts 1 to 3650 days; leave the days out for good"))
        }
    }

    pub fn from(self, now: Timestamp) -> Timestamp {
        now.saturating_add(jiff::SignedDuration::from_hours(24 * i64::from(self.0))).unwrap_or(Timestamp::MAX)
    }
}

/// Somebody who is kept out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ban {
    pub id: BanId,
    /// None: on all sites.
    pub site: Option<SiteId>,
    pub target: BanTarget,
    /// Whom it was meant for.
    pub name: Option<String>,
    pub reason: Option<BanReason>,
    pub created_at: Timestamp,
    pub until: Option<Timestamp>,
    pub by: String,
}

/// What is known of somebody who wants to write, as far as bans ask for it.
#[derive(Debug, Clone, Default)]
pub struct BanSubject<'a> {
    pub actor: Option<ActorId>,
    /// The network under each salt that was asked for.
    pub networks: Vec<(SaltPeriod, NetworkHash)>,
    pub email: Option<&'a EmailAddress>,
    /// Hosts of the website and of links.
    pub hosts: Vec<String>,
}

impl Ban {
    pub fn is_over(&self, now: Timestamp) -> bool {
        self.until.is_some_and(|until| until <= now)
    }

    pub fn meets(&self, subject: &BanSubject<'_>) -> bool {
        match &self.target {
            BanTarget::Actor(actor) => subject.actor == Some(*actor),
            BanTarget::Network(period, hash) => subject.networks.contains(&(*period, *hash)),
            BanTarget::Email(email) => subject.email.is_some_and(|other| other.is_same_mailbox(email)),
            BanTarget::Website(domain) => subject.hosts.iter().any(|host| domain.covers(host)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_covers_what_is_below_it_and_nothing_beside() {
        let domain = WebsiteDomain::parse("https://www.spam.example/x").unwrap();
        assert_eq!(domain.as_str(), "spam.example");
        assert_eq!(WebsiteDomain::parse("https://www.com").unwrap().as_str(), "www.com");
        assert_eq!(WebsiteDomain::parse("https://spam.example./x").unwrap().as_str(), "spam.example");
        for (host, expected) in [("spam.example", true), ("a.b.spam.example", true), ("nospam.example", false), ("example", false)] {
            assert_eq!(domain.covers(host), expected, "{host}");
        }
    }

    #[test]
    fn what_many_share_is_nobodys() {
        for shared in ["https://co.uk", "http://github.io/", "https://com/x", "https://blogspot.com"] {
            let Ok(website) = Website::parse(shared) else { continue };
            assert_eq!(WebsiteDomain::of(&website), None, "{shared}");
            assert!(WebsiteDomain::parse(shared).unwrap_err().to_string().contains("example.com"), "{shared}");
        }
        assert_eq!(WebsiteDomain::parse("https://www.co.uk").unwrap().as_str(), "www.co.uk");
        assert_eq!(WebsiteDomain::parse("https://www.spam.co.uk").unwrap().as_str(), "spam.co.uk");
    }

    #[test]
    fn targets_come_back_from_their_stored_form() {
        let targets = [
            BanTarget::Actor(ActorId::from_random(7)),
            BanTarget::Network(SaltPeriod(2_900), NetworkHash::from_bytes([200, 1, 2, 3, 4, 5, 6, 7])),
            BanTarget::Email(EmailAddress::parse("mira@example.com").unwrap()),
            BanTarget::Website(WebsiteDomain::parse("spam.example").unwrap()),
        ];
        for target in targets {
            assert_eq!(BanTarget::from_stored(target.kind().as_str(), &target.value()), Ok(target));
        }
    }
}
