//! The demo's mailbox: what its server has sent lies in a folder, and can be read here as its readers would.

use std::path::{Path, PathBuf};

use actix_web::http::{StatusCode, header};
use actix_web::web::{self, Data};
use actix_web::{HttpResponse, HttpResponseBuilder};
use mail_parser::{Message, MessageParser};
use serde::Serialize;
use serde_json::json;

use super::pages::{page_with_frames, render};
use super::problem::Problem;
use super::{AppState, demo};

/// Shown on one page.
const MOST: usize = 100;

#[derive(Serialize)]
struct Listed {
    name: String,
    to: String,
    subject: String,
    date: String,
}

impl Listed {
    fn new(name: String, message: &Message<'_>) -> Self {
        let to = message.to().and_then(|to| to.first()).and_then(|to| to.address()).unwrap_or_default();
        Self {
            name,
            to: to.to_owned(),
            subject: message.subject().unwrap_or_default().to_owned(),
            date: message.date().and_then(|date| written(date.to_timestamp())).unwrap_or_default(),
        }
    }
}

fn written(seconds: i64) -> Option<String> {
    let at = jiff::Timestamp::from_second(seconds).ok()?;
    Some(at.strftime("%-d %B %Y, %H:%M UTC").to_string())
}

/// `GET /demo/mail`
pub(super) async fn list(state: Data<AppState>) -> Result<HttpResponse, Problem> {
    let folder = folder(&state)?;
    let mails = web::block(move || read_all(&folder)).await.map_err(|_| Problem::not_found())?;
    let values = json!({ "site": "The demo", "title": "What the demo has sent", "mails": mails });
    Ok(page_with_frames(StatusCode::OK, render("demo_mails.html", &values)))
}

/// `GET /demo/mail/{name}`: one mail with its headers and both of its parts.
pub(super) async fn show(state: Data<AppState>, name: web::Path<String>) -> Result<HttpResponse, Problem> {
    let raw = read(&state, &name).await?;
    let message = MessageParser::default().parse(&raw).ok_or_else(Problem::not_found)?;
    let head = String::from_utf8_lossy(&raw);
    let headers = head.split("\r\n\r\n").next().unwrap_or_default();
    let values = json!({
        "site": "The demo",
        "title": message.subject().unwrap_or_default(),
        "name": name.as_str(),
        "headers": headers,
        "text": message.body_text(0).unwrap_or_default(),
    });
    Ok(page_with_frames(StatusCode::OK, render("demo_mail.html", &values)))
}

/// As a mail program shows it: no scripts, nothing from elsewhere; links open in place of the mailbox.
const HTML_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox allow-top-navigation-by-user-activation";

/// `GET /demo/mail/{name}/html`
pub(super) async fn html(state: Data<AppState>, name: web::Path<String>) -> Result<HttpResponse, Problem> {
    let raw = read(&state, &name).await?;
    let message = MessageParser::default().parse(&raw).ok_or_else(Problem::not_found)?;
    let body = message.body_html(0).unwrap_or_default();
    let body = body.replacen("<head>", "<head><base target=\"_top\">", 1);
    Ok(guarded(&mut HttpResponse::Ok()).content_type("text/html; charset=utf-8").body(body))
}

fn guarded(response: &mut HttpResponseBuilder) -> &mut HttpResponseBuilder {
    response
        .insert_header((header::CONTENT_SECURITY_POLICY, HTML_POLICY))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::REFERRER_POLICY, "no-referrer"))
}

fn folder(state: &AppState) -> Result<PathBuf, Problem> {
    state.demo.as_ref().map(|demo::Demo { mail }| mail.clone()).ok_or_else(Problem::not_found)
}

async fn read(state: &AppState, name: &str) -> Result<Vec<u8>, Problem> {
    let is_plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b)) && !name.starts_with('.');
    if !is_plain {
        return Err(Problem::not_found());
    }
    let path = folder(state)?.join(name);
    web::block(move || std::fs::read(path)).await.ok().and_then(Result::ok).ok_or_else(Problem::not_found)
}

/// Newest first; what cannot be read is not there.
fn read_all(folder: &Path) -> Vec<Listed> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<_> = entries
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let written = path.metadata().and_then(|metadata| metadata.modified()).ok()?;
            path.extension().is_some_and(|ending| ending == "eml").then_some((written, path))
        })
        .collect();
    files.sort_unstable_by(|a, b| b.cmp(a));
    files.truncate(MOST);
    let listed = |path: PathBuf| {
        let raw = std::fs::read(&path).ok()?;
        let name = path.file_name()?.to_str()?.to_owned();
        Some(Listed::new(name, &MessageParser::default().parse(&raw)?))
    };
    files.into_iter().filter_map(|(_, path)| listed(path)).collect()
}
