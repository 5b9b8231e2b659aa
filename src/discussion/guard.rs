//! Who is kept out, and which names and addresses are not for everybody.

use std::collections::HashSet;

use jiff::Timestamp;

use crate::domain::{
    Account, ActorId, Author, AuthorName, Ban, BanSubject, BanTarget, EmailAddress, Html, NetworkHash, Refusal, ReservedNames, SaltPeriod,
    SiteId,
};
use crate::identity::{Network, NetworkHasher};

/// Bans that hold on one site, with the salts its networks were hashed with.
#[derive(Debug, Default)]
pub(super) struct BanList {
    bans: Vec<Ban>,
    periods: Vec<SaltPeriod>,
}

impl BanList {
    pub(super) fn new(bans: Vec<Ban>) -> Self {
        let mut periods: Vec<SaltPeriod> = bans.iter().filter_map(|ban| network_period(&ban.target)).collect();
        periods.sort_unstable_by_key(|period| period.0);
        periods.dedup();
        Self { bans, periods }
    }

    /// The network under each salt that a ban may hold it by.
    pub(super) fn networks(&self, hasher: &NetworkHasher, network: Network) -> Vec<(SaltPeriod, NetworkHash)> {
        self.periods.iter().map(|period| (*period, hasher.hash_in(network, *period))).collect()
    }

    pub(super) fn that_meet(&self, subject: &BanSubject<'_>) -> Vec<Ban> {
        self.bans.iter().filter(|ban| ban.meets(subject)).cloned().collect()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.bans.is_empty()
    }

    pub(super) fn check(&self, subject: &BanSubject<'_>, now: Timestamp) -> Result<(), Refusal> {
        let met = self.bans.iter().filter(|ban| !ban.is_over(now) && ban.meets(subject));
        // The one that lasts longest: without an end, then the latest end.
        let longest = met.max_by_key(|ban| ban.until.unwrap_or(Timestamp::MAX));
        longest.map_or(Ok(()), |ban| Err(Refusal::Banned { until: ban.until }))
    }
}

fn network_period(target: &BanTarget) -> Option<SaltPeriod> {
    match target {
        BanTarget::Network(period, _) => Some(*period),
        _ => None,
    }
}

/// Hosts that a comment leads to: the writer's website and what the text links to.
pub(super) fn hosts(author: &Author, html: Option<&Html>) -> Vec<String> {
    let website = author.website.as_ref().map(|website| website.host().to_owned());
    website.into_iter().chain(html.into_iter().flat_map(Html::link_hosts)).collect()
}

/// Names and addresses of those who have an account on a site.
#[derive(Debug, Default)]
pub(super) struct Reserved {
    names: ReservedNames,
    emails: Vec<EmailAddress>,
    actors: HashSet<ActorId>,
}

impl Reserved {
    pub(super) fn of(accounts: &[Account], site: SiteId) -> Self {
        let here = || accounts.iter().filter(|account| account.role_on(site).is_some());
        Self {
            names: ReservedNames::of(here().cloned()),
            emails: here().map(|account| account.email.clone()).collect(),
            actors: here().map(|account| account.actor).collect(),
        }
    }

    /// Whether somebody without an account may go by this name and address.
    pub(super) fn check(&self, author: &Author) -> Result<(), Refusal> {
        if author.name.as_ref().is_some_and(|name| self.holds_name(name)) {
            return Err(Refusal::NameReserved);
        }
        if author.email.as_ref().is_some_and(|email| self.holds_email(email)) {
            return Err(Refusal::EmailReserved);
        }
        Ok(())
    }

    pub(super) fn holds_name(&self, name: &AuthorName) -> bool {
        self.names.holds(name)
    }

    pub(super) fn holds_email(&self, email: &EmailAddress) -> bool {
        self.emails.iter().any(|reserved| reserved.is_same_mailbox(email))
    }

    pub(super) fn holds_actor(&self, actor: ActorId) -> bool {
        self.actors.contains(&actor)
    }
}
