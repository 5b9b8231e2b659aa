use jiff::Timestamp;

use super::{Discussion, DiscussionError, KnownSite, LimitedAction, Participant, guard};
use crate::domain::{
    Action, Anchor, Author, BanSubject, Body, Comment, CommentId, Html, NotifyOf, PageAddress, Signals, Site, SpeakerKind,
};
use crate::identity::Network;
use crate::markup::{self, Allowed, MarkupError};
use crate::store::{self, NewWords, Posting};

/// What somebody wants to post.
#[derive(Debug, Clone)]
pub struct NewComment {
    pub page: PageAddress,
    pub parent: Option<CommentId>,
    /// What a visitor writes of themselves; who is signed in goes by what is known of them.
    pub author: Author,
    pub body: Body,
    pub signals: Signals,
    /// What its writer wants to be told of by mail.
    pub notify: Option<NotifyOf>,
    /// The passage of the page's text it answers; for roots only.
    pub anchor: Option<Box<Anchor>>,
}

impl Discussion {
    /// Posts a comment; it is durable when this returns. What the site's rules make of it, its status says.
    pub async fn post(&self, site: &KnownSite, new: NewComment, who: Participant, now: Timestamp) -> Result<Comment, DiscussionError> {
        self.check_limit(LimitedAction::Comment, who.network)?;
        self.limiter.check_actor(who.speaker.actor)?;
        let NewComment { page, parent, author, body, signals, notify, anchor } = new;
        let typed = author.email.clone();
        let author = who.speaker.profile.clone().unwrap_or(author);
        let html = self.render(site, &body).await?;
        self.check_author(site, &who, &author, &html, now)?;
        let notify = match notify {
            Some(of) => Some(self.writer_to_notify(site, &who, of, typed).await?),
            None => None,
        };
        let posted = store::NewComment {
            site: site.id,
            page,
            parent,
            speaker: who.speaker.clone(),
            author,
            words: NewWords::new(body, html).to_be_judged(&site.settings.rules),
            signals,
            rules: site.settings.rules.clone(),
            network: self.networks.hash(who.network, now),
            notify,
            anchor,
            now,
        };
        if who.speaker.profile.is_some() {
            return Ok(self.store.post(posted).await?);
        }
        match self.store.post_as_typed(posted).await? {
            Posting::Posted(comment) => Ok(comment),
            Posting::MoreIsKnown(new) => {
                self.check_author(site, &who, &new.author, &new.words.html, now)?;
                Ok(self.store.post(*new).await?)
            }
        }
    }

    /// Whether this participant may write here, under this name and address.
    fn check_author(
        &self,
        site: &KnownSite,
        who: &Participant,
        author: &Author,
        html: &Html,
        now: Timestamp,
    ) -> Result<(), DiscussionError> {
        if who.speaker.kind == SpeakerKind::Visitor {
            site.reserved.check(author)?;
        }
        self.check_bans(site, who, author, Some(html), now)
    }

    /// Whether this participant may write, vote and edit here at all.
    pub(super) fn check_bans(
        &self,
        site: &KnownSite,
        who: &Participant,
        author: &Author,
        html: Option<&Html>,
        now: Timestamp,
    ) -> Result<(), DiscussionError> {
        // Whoever stands for the site is not shut out of it with the network they share with somebody.
        if who.speaker.may(Action::WriteFreely) || site.bans.is_empty() {
            return Ok(());
        }
        let subject = BanSubject {
            actor: Some(who.speaker.actor),
            networks: site.bans.networks(&self.networks, who.network),
            email: author.email.as_ref(),
            hosts: guard::hosts(author, html),
        };
        Ok(site.bans.check(&subject, now)?)
    }

    /// The HTML that posting would give.
    pub async fn preview(&self, site: &Site, body: &Body, network: Network) -> Result<Html, DiscussionError> {
        self.check_limit(LimitedAction::Preview, network)?;
        Ok(self.render(site, body).await?)
    }

    /// Rendering takes up to milliseconds, too long for a thread that others' requests wait on.
    pub(super) async fn render(&self, site: &Site, body: &Body) -> Result<Html, MarkupError> {
        let allowed = Allowed { images: site.settings.images };
        if body.as_str().len() <= RENDERED_AT_ONCE {
            return markup::render(body, allowed);
        }
        // The semaphore is never closed.
        let _slot = self.rendering.acquire().await;
        let body = body.clone();
        let rendered = tokio::task::spawn_blocking(move || markup::render(&body, allowed)).await;
        rendered.unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()))
    }
}

/// Bytes that are few enough not to be handed to another thread.
const RENDERED_AT_ONCE: usize = 300;
