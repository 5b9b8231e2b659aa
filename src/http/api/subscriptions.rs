use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::PageFields;
use crate::discussion::{FollowAsked, NewFollow};
use crate::domain::{CommentId, EmailAddress, Following, Invalid, NotifyOf, PageAddress, Site};
use crate::http::client::Client;
use crate::http::json::{Fields, Json};
use crate::http::object::Object;
use crate::http::problem::Problem;
use crate::http::{AppState, answer};

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct SubscriptionFields {
    /// The site's key.
    site: String,
    #[schema(value_type = PageFields)]
    page: Object<PageFields>,
    /// `page` (each new comment on it) or `replies` (to one comment)
    scope: String,
    /// The comment whose replies they are.
    comment: Option<String>,
    /// Not needed by who is signed in with an address that is known to be theirs.
    email: Option<String>,
}

impl SubscriptionFields {
    fn parse(self, site: &Site) -> Result<(PageAddress, Following, Option<EmailAddress>), Problem> {
        let mut fields = Fields::default();
        let scope = fields.take("scope", NotifyOf::parse(&self.scope));
        let comment = fields.take_optional("comment", self.comment.as_deref(), CommentId::parse);
        let email = fields.take_optional("email", self.email.as_deref(), EmailAddress::parse);
        let following = match (scope, comment) {
            (Some(NotifyOf::Page), _) => Some(Following::Page),
            (Some(NotifyOf::Replies), Some(comment)) => Some(Following::Replies(comment)),
            (Some(NotifyOf::Replies), None) if self.comment.is_none() => {
                fields.take("comment", Err(Invalid("to be told of replies, name the comment whose replies they are".into())))
            }
            _ => None,
        };
        let page = self.page.0.parse(site, &mut fields);
        let (page, following) = fields.finish(page.zip(following))?;
        Ok((page, following, email))
    }
}

#[derive(Serialize, ToSchema)]
pub(in crate::http) struct Asked {
    /// `asked`: the address gets a mail first, unless it is known already; or `subscribed`
    status: &'static str,
}

/// Be told of new comments by mail. An address that is not known to be its owner's is asked first, and the answer does not tell whether it was.
#[utoipa::path(
    post,
    path = "/api/v1/subscriptions",
    tag = "mail",
    request_body = SubscriptionFields,
    security((), ("visitor" = [])),
    responses((status = 202, body = Asked), (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub(in crate::http) async fn subscribe(
    state: Data<AppState>,
    client: Client,
    Json(fields): Json<SubscriptionFields>,
) -> Result<HttpResponse, Problem> {
    let site = client.site(&state, &fields.site)?;
    let who = match client.bearer(&state)? {
        Some(bearer) => Some(client.participant_by(&state, &bearer, &site).await?),
        None => None,
    };
    let (page, following, email) = fields.parse(&site)?;
    let new = NewFollow { page, following, email };
    let asked = state.discussion.follow(&site, who.as_ref(), client.network, new, Timestamp::now()).await?;
    let status = if asked == FollowAsked::Done { "subscribed" } else { "asked" };
    Ok(answer::private(StatusCode::ACCEPTED, &Asked { status }))
}

/// Be told no more, for who is known by an address; everybody else has links for that in each mail.
#[utoipa::path(
    delete,
    path = "/api/v1/subscriptions",
    tag = "mail",
    request_body = SubscriptionFields,
    security(("visitor" = [])),
    responses((status = 204), (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub(in crate::http) async fn unsubscribe(
    state: Data<AppState>,
    client: Client,
    Json(fields): Json<SubscriptionFields>,
) -> Result<HttpResponse, Problem> {
    let site = client.site(&state, &fields.site)?;
    let who = client.participant(&state, &site).await?;
    let (page, following, _) = fields.parse(&site)?;
    state.discussion.unfollow(&site, &who, page.key, following).await?;
    Ok(answer::no_content())
}

impl Asked {
    pub(super) const BY_MAIL: Self = Self { status: "asked" };
}
