use std::sync::Arc;

use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, ResponseError};

use crate::discussion::KnownSite;
use crate::domain::{Cursor, Site, Sort, Thread, ThreadQuery};
use crate::http::client::check_origin;
use crate::http::packed::{Effort, Encoding, Packed};
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::http::snapshot::SnapshotKey;
use crate::http::{AppState, answer, cors, representation};

/// A page's thread, the same bytes for every viewer.
///
/// Roots in the order asked for, each followed by its branch; replies stand oldest first. A page nobody has written on is empty.
#[utoipa::path(
    get,
    path = "/api/v1/thread",
    tag = "reading",
    params(
        ("site" = String, Query, description = "The site's key"),
        ("page" = String, Query, description = "The page's key"),
        ("sort" = Option<String>, Query, description = "`newest`, `oldest` or `top`; the site's own where none is given"),
        ("limit" = Option<u32>, Query, description = "Roots, 1 to 100; 30 where none is given; fewer come where all that is said is more than 512 KiB"),
        ("after" = Option<String>, Query, description = "`next` of the answer before"),
        ("anchored" = Option<bool>, Query, description = "`true`: only inline comments, with what is said below them; one that was deleted or removed stands as a place without words or anchor where replies need it, as among all comments"),
        ("inline" = Option<bool>, Query, description = "`true`: with the newest inline comments besides, 500 of them and 256 KiB at most, for marking their passages; on the first page of all comments only, and without another limit than the usual one"),
    ),
    responses(
        (status = 200, body = representation::Thread),
        (status = 304, description = "The asker has it (If-None-Match)"),
        (status = "4XX", body = super::super::problem::Problem, content_type = "application/problem+json"),
    )
)]
pub(in crate::http) async fn thread(state: Data<AppState>, request: HttpRequest) -> HttpResponse {
    let mut response = read(&state, &request).await.unwrap_or_else(|problem| problem.error_response());
    cors::allow_origin(&state, &request, &mut response);
    response
}

async fn read(state: &AppState, request: &HttpRequest) -> Result<HttpResponse, Problem> {
    let query = Query::parse(request.query_string());
    let site = state.discussion.sites().find(query.required("site")?)?;
    check_origin(state, &site, request.headers().get(header::ORIGIN).map(|origin| String::from_utf8_lossy(origin.as_bytes())).as_deref())?;
    let page = query.page_key()?;
    let query = view(&query, &site)?;
    let generation = state.discussion.generation(&site, &page);
    let key = SnapshotKey { site: site.id, page, query, generation };
    let snapshot = state.snapshots.get_or_build(&key, build(state, &site, &key, request)).await?;
    Ok(snapshot.answer(request, |response| {
        response
            .insert_header((header::CACHE_CONTROL, header::HeaderValue::from_static("no-cache")))
            .insert_header((header::CONTENT_SECURITY_POLICY, answer::POLICY))
            .insert_header((header::REFERRER_POLICY, header::HeaderValue::from_static("no-referrer")));
    }))
}

fn view(query: &Query<'_>, site: &Site) -> Result<ThreadQuery, Problem> {
    let sort = query.parsed("sort", Sort::parse)?.unwrap_or(site.settings.default_sort);
    let after = query.parsed("after", |text| Cursor::parse(text, sort))?;
    let limit = query.limit(ThreadQuery::DEFAULT_LIMIT, ThreadQuery::MAX_LIMIT)?;
    let anchored = query.flag("anchored")?;
    // Once for all pages of the thread, and for all ways to read it.
    let inline = query.flag("inline")? && after.is_none() && !anchored;
    // Of the largest answers there is one for all, or asking for each of a hundred would cost the server more than who asks.
    if inline && limit != ThreadQuery::DEFAULT_LIMIT {
        return Err(Problem::invalid_field("limit", "with inline=true there is no choice of limit; leave it out"));
    }
    Ok(ThreadQuery { sort, limit, after, anchored, inline })
}

/// Made where the thread is read, in the encoding that is asked for first. The C library keeps what was freed for the thread that had
/// allocated it: workers, to which connections go as they come, would in time hold the whole cache each.
async fn build(state: &AppState, site: &Arc<KnownSite>, key: &SnapshotKey, request: &HttpRequest) -> Result<Packed, Problem> {
    let (sort, mail) = (key.query.sort, state.discussion.mail_is_on());
    let (site, encoding) = (Arc::clone(site), Encoding::best_for(request));
    let make = move |thread: Thread| {
        let thread = representation::Thread::new(thread, &site, sort, mail);
        let json = serde_json::to_vec(&thread).expect("the representation has no maps with keys that are not text");
        Packed::new(json, "application/json", Effort::Quick).made_for(encoding)
    };
    Ok(state.discussion.thread(key.site, key.page.clone(), key.query.clone(), make).await?)
}
