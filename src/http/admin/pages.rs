use actix_web::HttpRequest;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::operator::Deciding;
use super::representation::Page;
use super::{asked_site, invalid, ok, page_of, search_words};
use crate::domain::{Invalid, PageId, PageKey, PageTitle, PageUrl, Refusal};
use crate::http::AppState;
use crate::http::json::{Fields, Json};
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::store::{PageChange, PageCursor, PageQuery};

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PageChangeFields)]
pub(in crate::http) struct ChangeFields {
    key: Option<String>,
    title: Option<String>,
    /// Its full address, on one of the site's origins.
    url: Option<String>,
    /// Whether it is closed for comments.
    locked: Option<bool>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct MergeFields {
    /// The id of the page that stays.
    into: String,
}

#[derive(Serialize, ToSchema)]
struct Pages {
    pages: Vec<Page>,
    /// Where the next page of the list begins.
    next: Option<String>,
}

/// Pages of one's sites, by their last comment.
#[utoipa::path(
    get,
    path = "/api/v1/admin/pages",
    operation_id = "console_pages",
    tag = "console",
    params(
        ("site" = Option<String>, Query, description = "A site's key; all of one's sites where none is given"),
        ("q" = Option<String>, Query, description = "Words of the key or the title; at most 200 characters"),
        ("limit" = Option<u32>, Query, description = "1 to 100; 30 where none is given"),
        ("after" = Option<String>, Query, description = "`next` of the answer before"),
    ),
    security(("console" = [])),
    responses((status = 200, body = Pages), (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub(in crate::http) async fn list(
    state: Data<AppState>,
    Deciding { moderator, .. }: Deciding,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let query = Query::parse(request.query_string());
    let site = asked_site(&state, &moderator, &query)?;
    let cursor = |text: &str| PageCursor::parse(text).ok_or_else(|| Invalid::new("take `next` from the answer before"));
    let limit = query.limit(30, 100)?;
    let asked = PageQuery {
        sites: site.into_iter().collect(),
        search: query.parsed("q", search_words)?.filter(|text| !text.is_empty()),
        after: query.parsed("after", cursor)?,
        limit: limit + 1,
    };
    let rows = state.discussion.pages(&moderator, asked).await?;
    let (rows, next) = page_of(rows, limit, |row| PageCursor::of(row).to_string());
    ok(&Pages { pages: rows.into_iter().map(|row| Page::new(row, &state)).collect(), next })
}

/// Change a page, close it for comments or open it again. What is not named stays as it is.
#[utoipa::path(
    patch,
    path = "/api/v1/admin/pages/{id}",
    operation_id = "console_change_page",
    tag = "console",
    params(("id" = String, Path)),
    request_body = ChangeFields,
    security(("console" = [])),
    responses((status = 200, body = Page), (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub(in crate::http) async fn change(
    state: Data<AppState>,
    Deciding { moderator, .. }: Deciding,
    id: Path<String>,
    Json(body): Json<ChangeFields>,
) -> Result<HttpResponse, Problem> {
    let mut fields = Fields::default();
    let key = body.key.as_deref().and_then(|key| fields.take("key", PageKey::parse(key)));
    let url = fields.take_optional("url", body.url.as_deref(), PageUrl::parse);
    fields.finish(Some(()))?;
    let change = PageChange { key, url, title: body.title.as_deref().and_then(PageTitle::tidy), locked: body.locked };
    ok(&Page::new(state.discussion.change_page(&moderator, page_id(&id)?, change, Timestamp::now()).await?, &state))
}

/// Move all comments and votes of a page to another one of its site.
#[utoipa::path(
    post,
    path = "/api/v1/admin/pages/{id}/merge",
    operation_id = "console_merge_pages",
    tag = "console",
    params(("id" = String, Path, description = "The page that is no more afterwards")),
    request_body = MergeFields,
    security(("console" = [])),
    responses(
        (status = 200, body = Page, description = "The page that stays"),
        (status = "4XX", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(in crate::http) async fn merge(
    state: Data<AppState>,
    Deciding { moderator, .. }: Deciding,
    id: Path<String>,
    Json(body): Json<MergeFields>,
) -> Result<HttpResponse, Problem> {
    let into = PageId::parse(&body.into).map_err(invalid("into"))?;
    ok(&Page::new(state.discussion.merge_pages(&moderator, page_id(&id)?, into, Timestamp::now()).await?, &state))
}

fn page_id(text: &str) -> Result<PageId, Problem> {
    PageId::parse(text).map_err(|_| Refusal::UnknownPage.into())
}
