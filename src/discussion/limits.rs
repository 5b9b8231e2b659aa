use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::state::keyed::DashMapStateStore;
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};

use crate::config;
use crate::identity::Network;

/// What a network may do only so often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitedAction {
    Comment,
    Vote,
    /// Becoming a visitor; without this limit a browser could invent voters.
    Visitor,
    Preview,
}

impl LimitedAction {
    fn plural(self) -> &'static str {
        match self {
            Self::Comment => "comments",
            Self::Vote => "votes",
            Self::Visitor => "new visitors",
            Self::Preview => "previews",
        }
    }
}

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

type Keyed = RateLimiter<Network, DashMapStateStore<Network>, DefaultClock>;

/// Token buckets in memory, one for each action and network.
pub(super) struct Limiter {
    comment: Keyed,
    vote: Keyed,
    visitor: Keyed,
    preview: Keyed,
    warning: DefaultDirectRateLimiter,
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
            warning: RateLimiter::direct(Quota::per_minute(NonZeroU32::MIN)),
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
        };
        bucket
            .check_key(&network)
            .map_err(|refused| RateLimited { action, retry_after: refused.wait_time_from(DefaultClock::default().now()) })
    }

    /// Once a minute at most, for log lines that anybody can cause.
    pub(super) fn may_warn(&self) -> bool {
        self.warning.check().is_ok()
    }

    pub(super) fn tidy(&self) {
        for bucket in [&self.comment, &self.vote, &self.visitor, &self.preview] {
            bucket.retain_recent();
            bucket.shrink_to_fit();
        }
    }
}
