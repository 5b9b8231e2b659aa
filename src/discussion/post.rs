use jiff::Timestamp;

use super::{Discussion, DiscussionError, LimitedAction};
use crate::domain::{ActorId, Author, Body, Comment, CommentId, Html, PageAddress, Site};
use crate::identity::Network;
use crate::markup::{self, Allowed, MarkupError};
use crate::store;

/// What a visitor wants to post.
#[derive(Debug, Clone)]
pub struct NewComment {
    pub page: PageAddress,
    pub parent: Option<CommentId>,
    pub actor: ActorId,
    pub author: Author,
    pub body: Body,
}

impl Discussion {
    /// Posts a comment; it is durable when this returns.
    pub async fn post(&self, site: &Site, new: NewComment, network: Network, now: Timestamp) -> Result<Comment, DiscussionError> {
        self.check_limit(LimitedAction::Comment, network)?;
        let html = self.render(site, &new.body).await?;
        let NewComment { page, parent, actor, author, body } = new;
        let posted = store::NewComment { site: site.id, page, parent, actor, author, body, html, now };
        Ok(self.store.post(posted).await?)
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
