use jiff::Timestamp;

use super::{Discussion, DiscussionError, Moderator, guard};
use crate::domain::{
    ActorId, Ban, BanDays, BanId, BanKind, BanReason, BanSubject, BanTarget, CommentId, Moderated, Refusal, Role, SiteId, SpeakerKind,
    WebsiteDomain,
};
use crate::identity::NetworkHasher;
use crate::store::NewBan;

/// A ban of whoever wrote a comment.
#[derive(Debug, Clone)]
pub struct BanOfWriter {
    pub targets: Vec<BanKind>,
    pub days: Option<BanDays>,
    pub reason: Option<BanReason>,
    /// Whether the comment itself is removed.
    pub remove: bool,
}

impl Discussion {
    /// Bans the writer of a comment, by what is known of them.
    pub async fn ban_writer(
        &self,
        moderator: &Moderator,
        id: CommentId,
        ban: BanOfWriter,
        now: Timestamp,
    ) -> Result<Vec<Ban>, DiscussionError> {
        let found = self.moderated_comment(moderator, id).await?;
        let site = found.comment.site;
        self.check_not_staff(&found, moderator.actor)?;
        let name = found.comment.author.name.as_ref().map(|name| name.as_str().to_owned());
        let until = ban.days.map(|days| days.from(now));
        let of = |target| NewBan { site: Some(site), target, name: name.clone(), reason: ban.reason.clone(), until };
        let bans = ban.targets.iter().map(|kind| target(&found, *kind).map(of)).collect::<Result<Vec<_>, _>>()?;
        let added = self.store.add_bans(bans, ban.remove.then_some((site, id)), moderator.by.clone(), now).await?;
        self.reload_sites().await?;
        Ok(added)
    }

    /// Bans a mail address or a website, on one site or by an owner on all.
    pub async fn add_ban(&self, moderator: &Moderator, new: NewBan, now: Timestamp) -> Result<Ban, DiscussionError> {
        match new.site {
            Some(site) => moderator.check(site)?,
            None if moderator.everywhere => {}
            None => return Err(Refusal::NotAllowed.into()),
        }
        let added = self.store.add_bans(vec![new], None, moderator.by.clone(), now).await?;
        self.reload_sites().await?;
        Ok(added.into_iter().next().ok_or(Refusal::UnknownBan)?)
    }

    /// Bans on the moderator's sites; for owners also those on all sites.
    pub async fn bans(&self, moderator: &Moderator, site: Option<SiteId>) -> Result<Vec<Ban>, DiscussionError> {
        let mut bans = self.store.bans().await?;
        bans.retain(|ban| match ban.site {
            Some(of) => moderator.sites.contains(&of) && site.is_none_or(|site| site == of),
            None => moderator.everywhere,
        });
        Ok(bans)
    }

    pub async fn lift_ban(&self, moderator: &Moderator, id: BanId, now: Timestamp) -> Result<(), DiscussionError> {
        let sites = (!moderator.everywhere).then(|| moderator.sites.clone());
        self.store.lift_ban(sites, id, moderator.by.clone(), now).await?;
        self.reload_sites().await
    }

    /// What a ban could be aimed at.
    pub fn ban_targets(found: &Moderated) -> Vec<BanKind> {
        let all = [BanKind::Actor, BanKind::Network, BanKind::Email, BanKind::Website];
        all.into_iter().filter(|kind| found.comment.kind != SpeakerKind::Account && target(found, *kind).is_ok()).collect()
    }

    pub(super) fn ban_subject(found: &Moderated) -> BanSubject<'_> {
        let network = found.network.map(|network| (NetworkHasher::period(network.salted_at), network.hash));
        BanSubject {
            actor: found.comment.actor,
            networks: network.into_iter().collect(),
            email: found.email.as_ref(),
            hosts: guard::hosts(&found.comment.author, None),
        }
    }

    fn check_not_staff(&self, found: &Moderated, moderator: ActorId) -> Result<(), DiscussionError> {
        let site = self.sites.get(found.comment.site)?;
        let actor = found.comment.actor;
        let stands_for_site = found.comment.badge.as_ref().is_some_and(|badge| badge.role != Role::Member);
        let is_account = found.comment.kind == SpeakerKind::Account || actor.is_some_and(|actor| site.reserved.holds_actor(actor));
        let is_staff = is_account || stands_for_site;
        if is_staff || actor == Some(moderator) { Err(Refusal::BanOfStaff.into()) } else { Ok(()) }
    }
}

fn target(found: &Moderated, kind: BanKind) -> Result<BanTarget, Refusal> {
    let target = match kind {
        BanKind::Actor => found.comment.actor.map(BanTarget::Actor),
        BanKind::Network => found.network.map(|network| BanTarget::Network(NetworkHasher::period(network.salted_at), network.hash)),
        BanKind::Email => found.email.clone().map(BanTarget::Email),
        BanKind::Website => found.comment.author.website.as_ref().and_then(WebsiteDomain::of).map(BanTarget::Website),
    };
    target.ok_or(Refusal::NothingToBan { kind })
}
