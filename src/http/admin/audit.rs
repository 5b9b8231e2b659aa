use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use utoipa::ToSchema;

use super::operator::Deciding;
use super::representation::Entry;
use super::{asked_site, ok, page_of};
use crate::domain::Invalid;
use crate::http::AppState;
use crate::http::problem::Problem;
use crate::http::query::Query;

#[derive(Serialize, ToSchema)]
struct Entries {
    entries: Vec<Entry>,
    /// Where the next page of the log begins.
    next: Option<String>,
}

/// What was done on one's sites, newest first; owners see what concerns none too.
#[utoipa::path(
    get,
    path = "/api/v1/admin/audit",
    operation_id = "console_audit",
    tag = "console",
    params(
        ("site" = Option<String>, Query, description = "A site's key; all of one's sites where none is given"),
        ("limit" = Option<u32>, Query, description = "1 to 100; 50 where none is given"),
        ("after" = Option<String>, Query, description = "`next` of the answer before"),
    ),
    security(("console" = [])),
    responses((status = 200, body = Entries), (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub(in crate::http) async fn list(
    state: Data<AppState>,
    Deciding { moderator, .. }: Deciding,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let query = Query::parse(request.query_string());
    let site = asked_site(&state, &moderator, &query)?;
    let before = query.parsed("after", |text| text.parse().map_err(|_| Invalid::new("take `next` from the answer before")))?;
    let limit = query.limit(50, 100)?;
    let entries = state.discussion.audit(&moderator, site, before, limit + 1).await?;
    let (entries, next) = page_of(entries, limit, |entry| entry.id.to_string());
    ok(&Entries { entries: entries.into_iter().map(|entry| Entry::new(entry, &state)).collect(), next })
}
