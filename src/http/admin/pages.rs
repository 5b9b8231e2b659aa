use actix_web::HttpRequest;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::operator::Deciding;
use super::representation::Page;
use super::{asked_site, invalid, ok, page_of, search_words};
use crate::domain::{Invalid, PageId, PageKey, PageTitle, PageUrl, Refusal};
use crate::http::AppState;
use crate::http::json::{Fields, Json};
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::store::{PageChange, PageCursor, PageQuery};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct ChangeFields {
    key: Option<String>,
    title: Option<String>,
    url: Option<String>,
    locked: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct MergeFields {
    into: String,
}

#[derive(Serialize)]
struct Pages {
    pages: Vec<Page>,
    next: Option<String>,
}

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
