use jiff::Timestamp;
use serde_json::json;

use super::sqlite::{audit, ban, writer::Write};
use super::{By, DecisionOutcome, Store, StoreError, moderation};
use crate::domain::{Ban, BanId, BanReason, BanTarget, CommentId, Decided, Refusal, Seen, SiteId};

/// Somebody to be kept out.
#[derive(Debug, Clone)]
pub struct NewBan {
    /// None: on all sites.
    pub site: Option<SiteId>,
    pub target: BanTarget,
    pub name: Option<String>,
    pub reason: Option<BanReason>,
    pub until: Option<Timestamp>,
}

impl Store {
    /// Newest first.
    pub async fn bans(&self) -> Result<Vec<Ban>, StoreError> {
        self.readers.run(|connection| Ok(ban::all(connection)?)).await
    }

    /// All or none of them; with a comment to be removed, that too.
    pub async fn add_bans(
        &self,
        new: Vec<NewBan>,
        remove: Option<(SiteId, CommentId)>,
        by: By,
        now: Timestamp,
    ) -> Result<Vec<Ban>, StoreError> {
        self.writer
            .run(move |mut write| {
                let mut bans = Vec::with_capacity(new.len());
                for new in &new {
                    let id = ban::put(write.connection, new, &by, now)?;
                    let found = ban::find(write.connection, id)?.ok_or(Refusal::UnknownBan)?;
                    note(&write, "ban_added", &found, &by, now)?;
                    bans.push(found);
                }
                if let Some((site, comment)) = remove {
                    let (seen, removed) = (Seen { comment, version: None }, Decided::REMOVED.status());
                    moderation::decide(&mut write, &[site], seen, removed, &by, now, &mut DecisionOutcome::default())?;
                }
                write.touched.everything();
                Ok(bans)
            })
            .await
    }

    /// `sites` are those whose bans may be lifted; none for all bans, also those of all sites.
    pub async fn lift_ban(&self, sites: Option<Vec<SiteId>>, id: BanId, by: By, now: Timestamp) -> Result<(), StoreError> {
        self.writer
            .run(move |write| {
                let within = |ban: &Ban| sites.as_ref().is_none_or(|sites| ban.site.is_some_and(|site| sites.contains(&site)));
                let found = ban::find(write.connection, id)?.filter(within).ok_or(Refusal::UnknownBan)?;
                ban::delete(write.connection, id)?;
                note(&write, "ban_lifted", &found, &by, now)?;
                write.touched.everything();
                Ok(())
            })
            .await
    }
}

fn note(write: &Write<'_>, action: &'static str, ban: &Ban, by: &By, now: Timestamp) -> Result<(), StoreError> {
    let detail = json!({ "kind": ban.target.kind().as_str(), "name": ban.name, "until": ban.until.map(|until| until.to_string()) });
    let deed = audit::Deed { by, site: ban.site, action, comment: None, detail };
    super::audit::note(write, &deed, None, now)?;
    Ok(())
}
