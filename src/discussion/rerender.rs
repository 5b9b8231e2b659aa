use super::{Discussion, DiscussionError};
use crate::domain::{CommentId, Site};
use crate::markup::{self, Allowed};

/// Comments in one write: small, so that people's own writes do not wait.
const BATCH: u32 = 200;

impl Discussion {
    /// Renders anew what was rendered by an older renderer or before the site's choice about images changed. Can be ended at any moment and
    /// goes on where it was.
    pub async fn rerender_outdated(&self) -> Result<(), DiscussionError> {
        for site in self.sites.all() {
            let renderer = markup::renderer(Allowed { images: site.settings.images });
            if self.store.has_outdated_html(site.id, renderer).await? {
                let count = self.rerender_site(&site, renderer).await?;
                self.store.set_renderer(site.id, renderer).await?;
                tracing::info!(site = %site.key, count, "rendered {count} comments of {} anew", site.key);
            }
        }
        Ok(())
    }

    async fn rerender_site(&self, site: &Site, renderer: u32) -> Result<usize, DiscussionError> {
        let mut count = 0;
        let mut after = CommentId::BEFORE_ALL;
        loop {
            let batch = self.store.outdated_html(site.id, renderer, after, BATCH).await?;
            let Some((last, _)) = batch.last() else { return Ok(count) };
            after = *last;
            let mut rendered = Vec::with_capacity(batch.len());
            for (id, body) in batch {
                match self.render(site, &body).await {
                    Ok(html) => rendered.push((id, body, html)),
                    // What an older renderer took and this one does not stays as it is.
                    Err(error) => tracing::warn!(comment = %id, "comment {id} keeps its old HTML: {error}"),
                }
            }
            count += rendered.len();
            self.store.put_html(rendered).await?;
        }
    }
}
