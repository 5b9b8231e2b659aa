//! Sends what waits in the outbox, for as long as the server runs.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;
use url::Url;

use super::Discussion;
use super::letters::NoLetter;
use crate::domain::{Delivery, EmailAddress, MailKind, OutboxMail, retry_after};
use crate::mail::{Mail, SendError};
use crate::store::StoreError;

/// How soon a new mail is noticed.
const LOOK: Duration = Duration::from_secs(1);
/// Mails that are on their way at the same time, each to another address: one that is slow to take its mail holds up no other.
const AT_ONCE: usize = 4;
const MINUTE: Duration = Duration::from_secs(60);
/// How often it is looked whether an account's day is over.
const DIGESTS: Duration = Duration::from_secs(60);

/// Whoever carries the mail.
pub struct Carrier {
    discussion: Arc<Discussion>,
    mail: Mail,
    /// The address of this server's pages.
    server: Url,
}

impl Carrier {
    pub fn new(discussion: Arc<Discussion>, mail: Mail, server: Url) -> Self {
        Self { discussion, mail, server }
    }

    /// Sends until it is told to stop, and finishes what is on its way. What is not finished by then is sent after the next start; a mail whose
    /// server had taken it but not said so may come twice.
    pub async fn run(self, mut stop: watch::Receiver<bool>) {
        if let Err(error) = self.discussion.store.release_mail().await {
            tracing::error!("what was being sent when the server ended could not be taken up: {error}");
        }
        let mut look = tokio::time::interval(LOOK);
        look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut last_digests: Option<Instant> = None;
        let mut pace = Pace::default();
        let mut busy: Vec<EmailAddress> = Vec::new();
        let mut on_their_way = FuturesUnordered::new();
        while !*stop.borrow() {
            tokio::select! {
                _ = look.tick() => {}
                Some(Carried { to, left }) = on_their_way.next() => {
                    busy.retain(|address| *address != to);
                    if !left {
                        pace.take_back();
                    }
                }
                _ = stop.changed() => break,
            }
            if last_digests.is_none_or(|last| last.elapsed() >= DIGESTS) {
                last_digests = Some(Instant::now());
                complain(self.discussion.store.make_digests(Timestamp::now()).await);
            }
            while busy.len() < AT_ONCE && pace.allows(self.mail.per_minute()) {
                let urgent_first = pace.has_room_for_urgent(self.mail.per_minute());
                let Some(mail) = complain(self.next(&busy, urgent_first).await).flatten() else { break };
                pace.note(mail.kind.is_urgent());
                busy.push(mail.email.clone());
                on_their_way.push(self.carry(mail));
            }
        }
        while on_their_way.next().await.is_some() {}
    }

    async fn next(&self, busy: &[EmailAddress], urgent_first: bool) -> Result<Option<OutboxMail>, StoreError> {
        let now = Timestamp::now();
        if !self.discussion.store.has_due_mail(now).await? {
            return Ok(None);
        }
        self.discussion.store.lease_mail(now, busy.to_vec(), urgent_first, self.discussion.limiter.is_enabled()).await
    }

    async fn carry(&self, mail: OutboxMail) -> Carried {
        let (delivery, subject) = self.deliver(&mail).await;
        let (id, kind, attempt) = (mail.id.as_i64(), mail.kind.as_str(), mail.attempts);
        match &delivery {
            Delivery::Sent | Delivery::Pointless => tracing::debug!(id, kind, "mail {id} ({kind}) is done"),
            // What the server said names people; the console shows it.
            Delivery::Postponed { .. } => {
                tracing::warn!(id, kind, attempt, "mail {id} ({kind}) could not be sent yet; the console says why");
            }
            Delivery::Refused { .. } | Delivery::Bounced { .. } => {
                tracing::warn!(id, kind, "mail {id} ({kind}) was refused; the console says why");
            }
        }
        let carried = Carried { to: mail.email.clone(), left: delivery != Delivery::Pointless };
        let recorded = self.discussion.store.record_delivery(mail, delivery, subject, self.mail.attempts(), Timestamp::now()).await;
        if let Err(error) = recorded {
            tracing::error!(id, "what became of mail {id} could not be noted: {error}");
        }
        carried
    }

    async fn deliver(&self, mail: &OutboxMail) -> (Delivery, Option<String>) {
        let letter = match self.discussion.letter(mail, &self.server, Timestamp::now()).await {
            Ok(letter) => letter,
            Err(NoLetter::Pointless) => return (Delivery::Pointless, None),
            Err(error @ NoLetter::Bounced) => return (Delivery::Refused { answer: error.to_string() }, None),
            Err(NoLetter::Discussion(error)) => return (self.postponed(mail, error.to_string()), None),
        };
        let composed = match self.mail.compose(&letter) {
            Ok(composed) => composed,
            Err(error) => return (Delivery::Refused { answer: error.to_string() }, None),
        };
        let delivery = match self.mail.send(&composed).await {
            Ok(()) => Delivery::Sent,
            Err(SendError::Temporary(answer)) => self.postponed(mail, answer),
            Err(SendError::Permanent(answer)) => Delivery::Refused { answer },
            Err(SendError::BadAddress(answer)) => Delivery::Bounced { answer },
        };
        // A code is nobody's but the reader's, and its mail has it in the subject too: the console does not show it.
        (delivery, (mail.kind != MailKind::Code).then(|| composed.subject().to_owned()))
    }

    fn postponed(&self, mail: &OutboxMail, answer: String) -> Delivery {
        let first = SignedDuration::from_secs(i64::from(self.mail.retry_seconds()));
        let jitter = getrandom::u32().map_or(0.5, |random| f64::from(random) / f64::from(u32::MAX));
        let wait = retry_after(first, mail.attempts, jitter);
        Delivery::Postponed { answer, until: Timestamp::now().saturating_add(wait).unwrap_or(Timestamp::MAX) }
    }
}

/// What does not work now is tried again with the next look.
fn complain<T>(done: Result<T, StoreError>) -> Option<T> {
    done.map_err(|error| tracing::error!("the outbox cannot be worked on: {error}")).ok()
}

/// A mail that is no longer on its way.
struct Carried {
    to: EmailAddress,
    /// Whether it was handed to a server at all.
    left: bool,
}

/// When mails of the last minute were sent, and whether somebody waited for them.
#[derive(Default)]
struct Pace(VecDeque<(Instant, bool)>);

impl Pace {
    fn allows(&mut self, per_minute: u32) -> bool {
        while self.0.front().is_some_and(|(first, _)| first.elapsed() >= MINUTE) {
            self.0.pop_front();
        }
        self.0.len() < per_minute as usize
    }

    /// Half of all is for notices, where there are any: anybody can have codes sent.
    fn has_room_for_urgent(&self, per_minute: u32) -> bool {
        self.0.iter().filter(|(_, urgent)| *urgent).count() < per_minute.div_ceil(2) as usize
    }

    fn note(&mut self, urgent: bool) {
        self.0.push_back((Instant::now(), urgent));
    }

    fn take_back(&mut self) {
        self.0.pop_back();
    }
}
