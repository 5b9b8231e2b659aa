//! What a client sees of an error, decided here alone (RFC 9457).

use std::fmt;

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, ResponseError};
use serde::Serialize;
use utoipa::ToSchema;

use super::answer;
use crate::discussion::{DiscussionError, RateLimited, SignInError, SpeakerError};
use crate::domain::Refusal;
use crate::identity::PasswordError;
use crate::store::StoreError;

/// One field of a request that was refused.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct FieldError {
    /// The field's path, such as `author.email`.
    pub(super) field: String,
    /// What is wrong, and what would be right.
    pub(super) message: String,
}

/// Why a request was not done.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct Problem {
    /// A URN made of the code.
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) title: &'static str,
    pub(super) status: u16,
    pub(super) detail: String,
    /// Stable, for programs.
    pub(super) code: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) errors: Vec<FieldError>,
    /// Seconds after which to try again; also in the header `Retry-After`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) retry_after: Option<u64>,
    /// How often a code may still be tried.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) tries_left: Option<u32>,
}

impl Problem {
    fn new(status: StatusCode, code: &'static str, title: &'static str, detail: impl Into<String>) -> Self {
        let kind = format!("urn:rejoinder:problem:{code}");
        Self { kind, title, status: status.as_u16(), detail: detail.into(), code, errors: Vec::new(), retry_after: None, tries_left: None }
    }

    /// A request that reads well but holds bad values; each is named.
    pub(super) fn invalid(errors: Vec<FieldError>) -> Self {
        let detail = errors.iter().map(|error| format!("{}: {}", error.field, error.message)).collect::<Vec<_>>().join("; ");
        Self { errors, ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid_request", "Some fields need another value", detail) }
    }

    pub(super) fn invalid_field(field: &str, message: impl Into<String>) -> Self {
        Self::invalid(vec![FieldError { field: field.to_owned(), message: message.into() }])
    }

    pub(super) fn malformed_json(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "malformed_json", "The body is not the JSON that is expected here", detail)
    }

    pub(super) fn unsupported_media_type() -> Self {
        let detail = "send the body with Content-Type: application/json";
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", "The body must be JSON", detail)
    }

    pub(super) fn length_required() -> Self {
        let detail = "send the body with Content-Length instead of Transfer-Encoding";
        Self::new(StatusCode::LENGTH_REQUIRED, "length_required", "The body's length is needed", detail)
    }

    pub(super) fn body_too_large(limit: usize) -> Self {
        let detail = format!("a request's body may have at most {limit} bytes");
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large", "The body is too large", detail)
    }

    pub(super) fn body_too_slow() -> Self {
        Self::new(StatusCode::REQUEST_TIMEOUT, "body_too_slow", "The body took too long", "the body did not arrive in time")
    }

    pub(super) fn not_found() -> Self {
        let detail = "there is nothing at this address; GET /openapi.json lists what there is";
        Self::new(StatusCode::NOT_FOUND, "not_found", "Nothing is here", detail)
    }

    pub(super) fn method_not_allowed(allowed: &str) -> Self {
        let detail = format!("this address takes {allowed}");
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "This method is not for this address", detail)
    }

    pub(super) fn origin_not_allowed(origin: &str) -> Self {
        let detail = format!("pages of {origin} may not embed this site; its owner can allow them with `rejoinder site set`");
        Self::new(StatusCode::FORBIDDEN, "origin_not_allowed", "The page's origin is not one of the site's", detail)
    }

    pub(super) fn token_required() -> Self {
        let detail = "send Authorization: Bearer with a token from POST /api/v1/visitors";
        Self::new(StatusCode::UNAUTHORIZED, "token_required", "A token is needed", detail)
    }

    pub(super) fn token_refused(error: crate::identity::TokenError) -> Self {
        let code = match error {
            crate::identity::TokenError::Invalid => "token_invalid",
            crate::identity::TokenError::Expired => "token_expired",
        };
        Self::new(StatusCode::UNAUTHORIZED, code, "The token is not accepted", error.to_string())
    }

    pub(super) fn token_other_site() -> Self {
        let detail = "the token was made for another site; POST /api/v1/visitors makes one for this site";
        Self::new(StatusCode::FORBIDDEN, "token_other_site", "The token is for another site", detail)
    }

    /// There is no session for the console, or it is over.
    pub(super) fn sign_in_required() -> Self {
        let detail = "sign in to the console with POST /api/v1/admin/login";
        Self::new(StatusCode::UNAUTHORIZED, "sign_in_required", "Please sign in", detail)
    }

    pub(super) fn invalid_host() -> Self {
        let detail = "send one Host with a name or an address, and a port where needed; whoever runs the server can set public_url instead";
        Self::new(StatusCode::BAD_REQUEST, "invalid_host", "The request does not say whom it asks", detail)
    }

    pub(super) fn foreign_origin() -> Self {
        let detail = "the console's calls are answered to its own pages alone";
        Self::new(StatusCode::FORBIDDEN, "foreign_origin", "Another page asked for this", detail)
    }

    /// Details stay in the log, under a number that both sides can name.
    fn internal(error: &dyn fmt::Display) -> Self {
        let number = getrandom::u32().unwrap_or_default();
        tracing::error!(number, "request failed ({number:08x}): {error}");
        let detail = format!("the server made a mistake; its log has it as {number:08x}");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "The server made a mistake", detail)
    }

    fn busy(retry_after: u64) -> Self {
        let detail = "the server has more to do than it can; nothing was changed";
        let problem = Self::new(StatusCode::SERVICE_UNAVAILABLE, "busy", "Too much at once", detail);
        Self { retry_after: Some(retry_after), ..problem }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.detail)
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = answer::guarded(self.status_code());
        response.insert_header((header::CACHE_CONTROL, "no-store"));
        if let Some(seconds) = self.retry_after {
            response.insert_header((header::RETRY_AFTER, seconds));
        }
        if self.status_code() == StatusCode::UNAUTHORIZED {
            response.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
        }
        let body = serde_json::to_vec(self).unwrap_or_default();
        response.content_type("application/problem+json").body(body)
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let (status, code, title, field) = shape(&refusal);
        let mut problem = Self::new(status, code, title, refusal.to_string());
        if let Refusal::WrongCode { tries_left } = refusal {
            problem.tries_left = Some(tries_left);
        }
        problem.errors.extend(field.map(|field| FieldError { field: field.to_owned(), message: refusal.to_string() }));
        problem
    }
}

/// How a refusal is answered, and which field of the request it is about.
fn shape(refusal: &Refusal) -> (StatusCode, &'static str, &'static str, Option<&'static str>) {
    match refusal {
        Refusal::UnknownSite => (StatusCode::NOT_FOUND, "unknown_site", "There is no such site", Some("site")),
        Refusal::UnknownComment => (StatusCode::NOT_FOUND, "unknown_comment", "There is no such comment", Some("id")),
        Refusal::UnknownParent => (StatusCode::UNPROCESSABLE_ENTITY, "unknown_parent", "There is nothing to reply to", Some("parent")),
        Refusal::ParentOnOtherPage => {
            (StatusCode::UNPROCESSABLE_ENTITY, "parent_on_other_page", "A reply stands on its parent's page", Some("parent"))
        }
        Refusal::ThreadTooDeep => (StatusCode::UNPROCESSABLE_ENTITY, "thread_too_deep", "The conversation is too deep", Some("parent")),
        Refusal::NotARoot { .. } => (StatusCode::UNPROCESSABLE_ENTITY, "not_a_root", "Replies are read by their root", Some("id")),
        Refusal::UnknownBranchCursor => {
            (StatusCode::UNPROCESSABLE_ENTITY, "invalid_request", "The cursor is not of this branch", Some("after"))
        }
        Refusal::CommentDeleted => (StatusCode::CONFLICT, "comment_deleted", "The comment was deleted", None),
        Refusal::PageLocked => (StatusCode::FORBIDDEN, "page_locked", "The page is closed", None),
        Refusal::NotYours => (StatusCode::FORBIDDEN, "not_yours", "The comment is somebody else's", None),
        Refusal::EditWindowOver { .. } => (StatusCode::FORBIDDEN, "edit_window_over", "The time for changes is over", None),
        Refusal::OwnComment => (StatusCode::FORBIDDEN, "own_comment", "Nobody votes on their own comment", None),
        Refusal::NetworkVoteLimit => (StatusCode::FORBIDDEN, "network_vote_limit", "Enough votes from your network", None),
        Refusal::SiteExists => (StatusCode::CONFLICT, "site_exists", "The site exists already", None),
        Refusal::SiteHasComments { .. } => (StatusCode::CONFLICT, "site_has_comments", "The site has comments", None),
        Refusal::NameReserved => {
            (StatusCode::UNPROCESSABLE_ENTITY, "name_reserved", "The name belongs to somebody here", Some("author.name"))
        }
        Refusal::EmailReserved => {
            (StatusCode::UNPROCESSABLE_ENTITY, "email_reserved", "The address belongs to somebody here", Some("author.email"))
        }
        Refusal::Banned { .. } => (StatusCode::FORBIDDEN, "banned", "You cannot write here", None),
        Refusal::NotAllowed => (StatusCode::FORBIDDEN, "not_allowed", "This is not yours to do", None),
        Refusal::LabelNotYours => (StatusCode::FORBIDDEN, "not_allowed", "This is not yours to do", Some("label")),
        Refusal::SsoKeyReplaced => (StatusCode::UNAUTHORIZED, "sso_refused", "The site's token was refused", None),
        Refusal::SessionOver => (StatusCode::UNAUTHORIZED, "session_over", "You are not signed in any more", None),
        Refusal::UnknownMail => (StatusCode::NOT_FOUND, "unknown_mail", "There is no such mail", Some("id")),
        Refusal::CodeOver => (StatusCode::GONE, "code_over", "The code counts no more", Some("code")),
        Refusal::WrongCode { .. } => (StatusCode::UNPROCESSABLE_ENTITY, "wrong_code", "This is not the code", Some("code")),
        Refusal::FollowsTooMuch { .. } => (StatusCode::CONFLICT, "follows_too_much", "You follow too much", None),
        Refusal::OtherAddressProved => (StatusCode::CONFLICT, "other_address_proved", "You have proved another address", Some("email")),
        Refusal::NoAddressToTell => (StatusCode::UNPROCESSABLE_ENTITY, "invalid_request", "There is nobody to tell", Some("notify")),
        Refusal::AddressMissing => (StatusCode::UNPROCESSABLE_ENTITY, "invalid_request", "There is nobody to tell", Some("email")),
        Refusal::UnreadableReply(_) => (StatusCode::UNPROCESSABLE_ENTITY, "invalid_request", "The answer cannot be posted", Some("body")),
        Refusal::MailOff => (StatusCode::UNPROCESSABLE_ENTITY, "mail_off", "This server sends no mail", Some("notify")),
        Refusal::EditedMeanwhile => (StatusCode::CONFLICT, "edited_meanwhile", "The comment was changed", None),
        Refusal::WordsOfAccount => (StatusCode::FORBIDDEN, "words_of_account", "These are another's words", None),
        Refusal::PinOfReply => (StatusCode::UNPROCESSABLE_ENTITY, "not_a_root", "Only roots can be pinned", Some("id")),
        Refusal::TooManyPinned => (StatusCode::CONFLICT, "too_many_pinned", "Enough comments are pinned", None),
        Refusal::BanOfStaff => (StatusCode::FORBIDDEN, "ban_of_staff", "Nobody is banned for this comment", None),
        Refusal::NothingToBan { .. } => {
            (StatusCode::UNPROCESSABLE_ENTITY, "invalid_request", "This is not known of the writer", Some("targets"))
        }
        Refusal::UnknownBan => (StatusCode::NOT_FOUND, "unknown_ban", "There is no such ban", None),
        Refusal::UnknownDecision => (StatusCode::NOT_FOUND, "unknown_decision", "There is no such decision", None),
        Refusal::UnknownPage => (StatusCode::NOT_FOUND, "unknown_page", "There is no such page", None),
        Refusal::ForeignPageUrl => (StatusCode::UNPROCESSABLE_ENTITY, "invalid_request", "The page is not of this site", Some("url")),
        Refusal::PageExists => (StatusCode::CONFLICT, "page_exists", "Another page has this key", Some("key")),
        Refusal::MergeIntoItself => {
            (StatusCode::UNPROCESSABLE_ENTITY, "merge_into_itself", "A page is not merged into itself", Some("into"))
        }
        Refusal::MergeAcrossSites => {
            (StatusCode::UNPROCESSABLE_ENTITY, "merge_across_sites", "The pages are of different sites", Some("into"))
        }
        Refusal::UnknownAccount => (StatusCode::NOT_FOUND, "unknown_account", "There is no such account", None),
        Refusal::AccountExists => (StatusCode::CONFLICT, "account_exists", "The account exists already", Some("email")),
        Refusal::AccountNameTaken => (StatusCode::CONFLICT, "name_taken", "The name is somebody else's", Some("name")),
        Refusal::LastOwner => (StatusCode::CONFLICT, "last_owner", "Somebody must own the server", None),
        Refusal::SetupOver => (StatusCode::FORBIDDEN, "setup_over", "The set-up is over", None),
    }
}

impl From<RateLimited> for Problem {
    fn from(limited: RateLimited) -> Self {
        let problem = Self::new(StatusCode::TOO_MANY_REQUESTS, "rate_limited", "Too many of these", limited.to_string());
        Self { retry_after: Some(limited.seconds()), ..problem }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Refused(refusal) => refusal.into(),
            StoreError::Busy => Self::busy(1),
            StoreError::Unavailable(_) | StoreError::Closed => {
                tracing::error!("the store cannot be used: {error}");
                Self::busy(5)
            }
            StoreError::Internal(_) => Self::internal(&error),
        }
    }
}

impl From<DiscussionError> for Problem {
    fn from(error: DiscussionError) -> Self {
        match error {
            DiscussionError::Store(error) => error.into(),
            DiscussionError::RateLimited(limited) => limited.into(),
            DiscussionError::Markup(error) => Self::invalid_field("body", error.to_string()),
        }
    }
}

impl From<getrandom::Error> for Problem {
    fn from(error: getrandom::Error) -> Self {
        Self::internal(&error)
    }
}

impl From<SpeakerError> for Problem {
    fn from(error: SpeakerError) -> Self {
        match error {
            SpeakerError::Token(error) => Self::token_refused(error),
            SpeakerError::OtherSite => Self::token_other_site(),
            SpeakerError::Store(error) => error.into(),
        }
    }
}

impl From<SignInError> for Problem {
    fn from(error: SignInError) -> Self {
        let detail = error.to_string();
        match error {
            SignInError::WrongCredentials => Self::new(StatusCode::UNAUTHORIZED, "wrong_credentials", "You were not signed in", detail),
            SignInError::NoRoleHere => Self::new(StatusCode::FORBIDDEN, "no_role_here", "Your account has no role here", detail),
            SignInError::SsoOff => Self::new(StatusCode::FORBIDDEN, "sso_off", "This site takes no tokens of its own", detail),
            SignInError::SsoRefused(_) => Self::new(StatusCode::UNAUTHORIZED, "sso_refused", "You were not signed in", detail),
            SignInError::Password(PasswordError::TooManyWaiting) => Self::busy(2),
            SignInError::Password(error) => Self::internal(&error),
            SignInError::NoRandomness(error) => Self::internal(&error),
            SignInError::Discussion(error) => error.into(),
        }
    }
}
