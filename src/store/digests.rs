//! Mails about a day, for the accounts that want all of it in one.

use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::sqlite::{account, moderated, outbox, site, writer::Write};
use super::{NewMail, Store, StoreError};
use crate::domain::{AccountId, Action, ActorId, MailKind, Moderated, Recipient, SiteId, may};

const DAY: SignedDuration = SignedDuration::from_hours(24);

impl Store {
    /// Makes the mails for the accounts whose day is over: one for each site on which something was said that they may decide about.
    pub async fn make_digests(&self, now: Timestamp) -> Result<(), StoreError> {
        let day_ago = now.saturating_sub(DAY).unwrap_or(Timestamp::UNIX_EPOCH);
        if self.readers.run(move |connection| Ok(account::digests_due(connection, day_ago)?)).await?.is_empty() {
            return Ok(());
        }
        self.writer
            .run(move |write| {
                for (id, last) in account::digests_due(write.connection, day_ago)? {
                    make(&write, id, last.unwrap_or(day_ago), now)?;
                    account::set_digest_at(write.connection, id, now)?;
                }
                Ok(())
            })
            .await
    }

    /// What others than this actor said on a site within a time, newest first.
    pub async fn said_within(
        &self,
        site: SiteId,
        but_by: ActorId,
        since: Timestamp,
        until: Timestamp,
        limit: u32,
    ) -> Result<Vec<Moderated>, StoreError> {
        self.readers.run(move |connection| Ok(moderated::said_within(connection, site, but_by, (since, until), limit)?)).await
    }
}

fn make(write: &Write<'_>, id: AccountId, since: Timestamp, now: Timestamp) -> Result<(), StoreError> {
    let Some(account) = account::find(write.connection, id)? else { return Ok(()) };
    let detail = json!({ "since": since.to_string(), "until": now.to_string() });
    for site in site::all(write.connection)?.into_iter().filter(|site| may(account.role_on(site.id), Action::Moderate)) {
        if moderated::said_within(write.connection, site.id, account.actor, (since, now), 1)?.is_empty() {
            continue;
        }
        let (email, recipient) = (account.email.clone(), Recipient::Account(id));
        let mail = NewMail { site: Some(site.id), kind: MailKind::Digest, email, recipient, comment: None, detail: detail.clone() };
        outbox::insert(write.connection, &mail, now)?;
    }
    Ok(())
}
