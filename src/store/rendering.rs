//! Rendering stored comments anew, after the renderer or a site's choice about images has changed.

use super::sqlite::{comment, page, site};
use super::{Store, StoreError};
use crate::domain::{Body, CommentId, Html, SiteId};

impl Store {
    /// Whether some comments of the site may have been rendered by another renderer.
    pub async fn has_outdated_html(&self, id: SiteId, renderer: u32) -> Result<bool, StoreError> {
        self.readers.run(move |connection| Ok(site::renderer(connection, id)? != renderer)).await
    }

    /// The next comments that another renderer made, in the order of their ids.
    pub async fn outdated_html(
        &self,
        id: SiteId,
        renderer: u32,
        after: CommentId,
        limit: u32,
    ) -> Result<Vec<(CommentId, Body)>, StoreError> {
        self.readers.run(move |connection| Ok(comment::outdated(connection, id, renderer, after, limit)?)).await
    }

    /// Replaces the HTML of comments whose text has not changed meanwhile.
    pub async fn put_html(&self, rendered: Vec<(CommentId, Body, Html)>) -> Result<(), StoreError> {
        self.writer
            .run(move |write| {
                for (id, body, html) in &rendered {
                    comment::put_rendered(write.connection, *id, body, html)?;
                    if let Some(comment) = comment::find(write.connection, *id)? {
                        let (site, key) = page::identity(write.connection, comment.page)?;
                        write.touched.page(site, key);
                    }
                }
                Ok(())
            })
            .await
    }

    /// Notes that no comment of the site is left that another renderer made.
    pub async fn set_renderer(&self, id: SiteId, renderer: u32) -> Result<(), StoreError> {
        self.writer.run(move |write| Ok(site::set_renderer(write.connection, id, renderer)?)).await
    }
}
