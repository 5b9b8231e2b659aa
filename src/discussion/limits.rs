use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};

use crate::config;
use crate::domain::{ActorId, SiteId};
use crate::identity::Network;

/// What a network may do only so often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitedAction {
    Comment,
    Vote,
    /// Becoming a visitor; without this limit a browser could invent voters.
    Visitor,
    Preview,
    /// Trying a password.
    SignIn,
    /// Coming with a token of the site's own backend.
    MemberSignIn,
    /// Having mail sent to an address that is not known to be one's own.
    Mail,
    /// Following and unfollowing with an address that is.
    Follow,
}

impl LimitedAction {
    fn plural(self) -> &'static str {
        match self {
            Self::Comment => "comments",
            Self::Vote => "votes",
            Self::Visitor => "new visitors",
            Self::Preview => "previews",
            Self::SignIn | Self::MemberSignIn => "attempts to sign in",
            Self::Mail => "mails to addresses that are to be confirmed",
            Self::Follow => "changes of what is followed",
        }
    }
}

/// As many networks of an IPv6 /48 may have as much mail sent as each of them alone.
const WIDER: NonZeroU32 = NonZeroU32::new(4).expect("four is not zero");
/// Quicker than this nobody presses bells.
const FOLLOWS_PER_MINUTE: NonZeroU32 = NonZeroU32::new(30).expect("thirty is not zero");

/// Too much from one network.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("too many {} from your network; try again in {} seconds", action.plural(), self.seconds())]
pub struct RateLimited {
    pub action: LimitedAction,
    pub retry_after: Duration,
}

impl RateLimited {
    /// Whole seconds, at least one.
    pub fn seconds(&self) -> u64 {
        self.retry_after.as_millis().div_ceil(1_000).max(1) as u64
    }
}

/// What the log is told of a site, so that one kind does not silence another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Warning {
    ForeignOrigin,
    MemberRefused,
}

type Keyed = RateLimiter<Network, DashMapStateStore<Network>, DefaultClock>;

/// Token buckets in memory, one for each action and network.
pub(super) struct Limiter {
    comment: Keyed,
    vote: Keyed,
    visitor: Keyed,
    preview: Keyed,
    sign_in: Keyed,
    member_sign_in: Keyed,
    mail: Keyed,
    /// The same for an IPv6 /48, which is one customer's as often as many's.
    mail_wider: RateLimiter<[u8; 6], DashMapStateStore<[u8; 6]>, DefaultClock>,
    follow: Keyed,
    /// An actor's comments, from whatever network.
    by_actor: RateLimiter<ActorId, DashMapStateStore<ActorId>, DefaultClock>,
    warnings: RateLimiter<(Warning, SiteId), DashMapStateStore<(Warning, SiteId)>, DefaultClock>,
    enabled: bool,
}

impl Limiter {
    pub(super) fn new(limits: &config::Limits) -> Self {
        let per_minute = |count: NonZeroU32| RateLimiter::keyed(Quota::per_minute(count));
        Self {
            comment: per_minute(limits.comments_per_minute),
            vote: per_minute(limits.votes_per_minute),
            visitor: RateLimiter::keyed(Quota::per_hour(limits.visitors_per_hour)),
            preview: per_minute(limits.previews_per_minute),
            sign_in: RateLimiter::keyed(per_quarter_hour(limits.sign_ins_per_quarter_hour)),
            member_sign_in: per_minute(limits.member_sign_ins_per_minute),
            mail: RateLimiter::keyed(Quota::per_hour(limits.confirmations_per_hour)),
            mail_wider: RateLimiter::keyed(Quota::per_hour(limits.confirmations_per_hour.saturating_mul(WIDER))),
            follow: per_minute(FOLLOWS_PER_MINUTE),
            by_actor: RateLimiter::keyed(Quota::per_minute(limits.comments_per_minute)),
            warnings: RateLimiter::keyed(Quota::per_minute(NonZeroU32::MIN)),
            enabled: limits.enabled,
        }
    }

    pub(super) fn check(&self, action: LimitedAction, network: Network) -> Result<(), RateLimited> {
        if !self.enabled {
            return Ok(());
        }
        let bucket = match action {
            LimitedAction::Comment => &self.comment,
            LimitedAction::Vote => &self.vote,
            LimitedAction::Visitor => &self.visitor,
            LimitedAction::Preview => &self.preview,
            LimitedAction::SignIn => &self.sign_in,
            LimitedAction::MemberSignIn => &self.member_sign_in,
            LimitedAction::Mail => &self.mail,
            LimitedAction::Follow => &self.follow,
        };
        let wait = |refused: governor::NotUntil<_>| refused.wait_time_from(DefaultClock::default().now());
        let refused = |retry_after| RateLimited { action, retry_after };
        bucket.check_key(&network).map_err(|until| refused(wait(until)))?;
        match network.wider().filter(|_| action == LimitedAction::Mail) {
            Some(wider) => self.mail_wider.check_key(&wider).map_err(|until| refused(wait(until))),
            None => Ok(()),
        }
    }

    /// Comments of one actor, who may come from many networks.
    pub(super) fn check_actor(&self, actor: ActorId) -> Result<(), RateLimited> {
        if !self.enabled {
            return Ok(());
        }
        let wait = |refused: governor::NotUntil<_>| refused.wait_time_from(DefaultClock::default().now());
        self.by_actor.check_key(&actor).map_err(|refused| RateLimited { action: LimitedAction::Comment, retry_after: wait(refused) })
    }

    pub(super) fn is_enabled(&self) -> bool {
        self.enabled
    }

    /// Once a minute at most for each site, for log lines that anybody can cause.
    pub(super) fn may_warn(&self, of: Warning, site: SiteId) -> bool {
        self.warnings.check_key(&(of, site)).is_ok()
    }

    pub(super) fn tidy(&self) {
        let by_network =
            [&self.comment, &self.vote, &self.visitor, &self.preview, &self.sign_in, &self.member_sign_in, &self.mail, &self.follow];
        for bucket in by_network {
            bucket.retain_recent();
            bucket.shrink_to_fit();
        }
        self.mail_wider.retain_recent();
        self.mail_wider.shrink_to_fit();
        self.by_actor.retain_recent();
        self.by_actor.shrink_to_fit();
        self.warnings.retain_recent();
        self.warnings.shrink_to_fit();
    }
}

/// All at once, and then one after each equal part of the time.
fn per_quarter_hour(count: NonZeroU32) -> Quota {
    let period = Duration::from_secs(15 * 60) / count.get();
    Quota::with_period(period).expect("a quarter of an hour has a part for each of 2^32 attempts").allow_burst(count)
}
