//! Sends what waits in the outbox, for as long as the server runs.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::{StreamExt, stream};
use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;
use url::Url;

use super::Discussion;
use super::letters::NoLetter;
use crate::domain::{Delivery, OutboxMail, retry_after};
use crate::mail::{Mail, SendError};
use crate::store::StoreError;

/// How soon a new mail is noticed.
const LOOK: Duration = Duration::from_secs(1);
/// Mails that are on their way at the same time: one server that hangs must not hold up all others' mail.
const AT_ONCE: usize = 4;
/// Mails that are taken from the outbox together.
const LEASED: usize = 64;
const MINUTE: Duration = Duration::from_secs(60);
/// How often it is looked whether an account's day is over.
const DIGESTS: Duration = Duration::from_secs(60);

/// Whoever carries the mail.
pub struct Carrier {
    discussion: Arc<Discussion>,
    mail: Mail,
    /// The address of this server's pages.
    server: Url,
    /// When mails of the last minute were sent.
    sent: VecDeque<Instant>,
}

impl Carrier {
    pub fn new(discussion: Arc<Discussion>, mail: Mail, server: Url) -> Self {
        Self { discussion, mail, server, sent: VecDeque::new() }
    }

    /// Sends until it is told to stop, and finishes what is on its way. What is not finished by then is sent after the next start; a mail whose
    /// server had taken it but not said so may come twice.
    pub async fn run(mut self, mut stop: watch::Receiver<bool>) {
        if let Err(error) = self.discussion.store.release_mail().await {
            tracing::error!("what was being sent when the server ended could not be taken up: {error}");
        }
        let mut look = tokio::time::interval(LOOK);
        look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut digests = Instant::now().checked_sub(DIGESTS).unwrap_or_else(Instant::now);
        loop {
            tokio::select! {
                _ = look.tick() => {}
                _ = stop.changed() => return,
            }
            let mut done = Ok(());
            if digests.elapsed() >= DIGESTS {
                digests = Instant::now();
                done = self.discussion.store.make_digests(Timestamp::now()).await;
            }
            while done.is_ok() && !*stop.borrow() {
                match self.send_some(&stop).await {
                    Ok(0) => break,
                    Ok(_) => {}
                    Err(error) => done = Err(error),
                }
            }
            if let Err(error) = done {
                tracing::error!("the outbox cannot be worked on: {error}");
            }
        }
    }

    /// Takes as many mails as may be sent now, and says how many it took.
    async fn send_some(&mut self, stop: &watch::Receiver<bool>) -> Result<usize, StoreError> {
        while self.sent.front().is_some_and(|first| first.elapsed() >= MINUTE) {
            self.sent.pop_front();
        }
        let free = (self.mail.per_minute() as usize).saturating_sub(self.sent.len()).min(LEASED);
        let now = Timestamp::now();
        if free == 0 || !self.discussion.store.has_due_mail(now).await? {
            return Ok(0);
        }
        let leased = self.discussion.store.lease_mail(now, free as u32, self.discussion.limiter.is_enabled()).await?;
        let taken = leased.len();
        self.sent.extend(std::iter::repeat_n(Instant::now(), taken));
        let this = &*self;
        stream::iter(by_address(leased)).for_each_concurrent(AT_ONCE, |mails| this.carry_all(mails, stop)).await;
        Ok(taken)
    }

    /// One after the other, so that they come in the order of what they tell; none is begun after the signal to stop.
    async fn carry_all(&self, mails: Vec<OutboxMail>, stop: &watch::Receiver<bool>) {
        for mail in mails {
            if *stop.borrow() {
                self.give_back(&mail).await;
            } else {
                self.carry(mail).await;
            }
        }
    }

    async fn give_back(&self, mail: &OutboxMail) {
        if let Err(error) = self.discussion.store.give_back_mail(mail.id).await {
            tracing::error!(id = mail.id.as_i64(), "a mail that was not tried waits for the next start: {error}");
        }
    }

    async fn carry(&self, mail: OutboxMail) {
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
        let recorded = self.discussion.store.record_delivery(mail, delivery, subject, self.mail.attempts(), Timestamp::now()).await;
        if let Err(error) = recorded {
            tracing::error!(id, "what became of mail {id} could not be noted: {error}");
        }
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
        (delivery, Some(composed.subject().to_owned()))
    }

    fn postponed(&self, mail: &OutboxMail, answer: String) -> Delivery {
        let first = SignedDuration::from_secs(i64::from(self.mail.retry_seconds()));
        let jitter = getrandom::u32().map_or(0.5, |random| f64::from(random) / f64::from(u32::MAX));
        let wait = retry_after(first, mail.attempts, jitter);
        Delivery::Postponed { answer, until: Timestamp::now().saturating_add(wait).unwrap_or(Timestamp::MAX) }
    }
}

fn by_address(mails: Vec<OutboxMail>) -> Vec<Vec<OutboxMail>> {
    let mut groups: Vec<Vec<OutboxMail>> = Vec::new();
    for mail in mails {
        match groups.iter_mut().find(|group| group[0].email == mail.email) {
            Some(group) => group.push(mail),
            None => groups.push(vec![mail]),
        }
    }
    groups
}
