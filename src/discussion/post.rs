use jiff::Timestamp;

use super::{Discussion, DiscussionError, KnownSite, LimitedAction, Participant, guard};
use crate::domain::{
    Action, Anchor, Author, BanSubject, Body, Comment, CommentId, Html, NotifyOf, PageAddress, Rules, Signals, Site, SpeakerKind,
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
        let words = self.words(site, body, Some(site.settings.rules.clone())).await?;
        self.check_author(site, &who, &author, &words.html, now)?;
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
            words,
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
            Posting::MoreIsKnown(new, proved) => {
                // A ban of the address that they have proved holds whichever they type.
                self.check_bans(site, &who, &Author { email: Some(proved), ..Author::default() }, None, now)?;
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

    pub(super) async fn render(&self, site: &Site, body: &Body) -> Result<Html, MarkupError> {
        let (allowed, body) = (allowed(site), body.clone());
        self.away_if_long(body.as_str().len(), move || markup::render(&body, allowed)).await
    }

    /// The words of a comment with their HTML, and with what these rules will look at.
    pub(super) async fn words(&self, site: &Site, body: Body, rules: Option<Rules>) -> Result<NewWords, MarkupError> {
        let (allowed, bytes) = (allowed(site), body.as_str().len());
        let make = move || {
            let html = markup::render(&body, allowed)?;
            let words = NewWords::new(body, html);
            Ok(match &rules {
                Some(rules) => words.to_be_judged(rules),
                None => words,
            })
        };
        self.away_if_long(bytes, make).await
    }

    /// Makes something of so many bytes of text, which takes up to a third of a second of many: too long for a thread that others' requests
    /// wait on.
    async fn away_if_long<T: Send + 'static>(&self, bytes: usize, make: impl FnOnce() -> T + Send + 'static) -> T {
        if bytes <= MADE_AT_ONCE {
            return make();
        }
        // The semaphore is never closed.
        let _slot = self.rendering.acquire().await;
        let made = tokio::task::spawn_blocking(make).await;
        made.unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()))
    }
}

fn allowed(site: &Site) -> Allowed {
    Allowed { images: site.settings.images }
}

/// Bytes that are few enough not to be handed to another thread.
const MADE_AT_ONCE: usize = 300;
