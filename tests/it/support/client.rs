use std::net::SocketAddr;
use std::time::Duration;

use serde_json::{Value, json};
use ureq::Agent;
use ureq::http::{HeaderMap, Request};
use url::form_urlencoded::Serializer;

use super::builders::{Draft, PAGE, SITE, draft};

const TIMEOUT: Duration = Duration::from_secs(30);
/// The server hangs up on a connection that was idle for five seconds, maybe just as the next request comes.
const MOST_IDLE: Duration = Duration::from_secs(2);

/// Speaks to one server; each call of the API is a method.
#[derive(Clone)]
pub(crate) struct Client {
    base: String,
    agent: Agent,
    headers: Vec<(&'static str, String)>,
}

impl Client {
    pub(crate) fn new(address: SocketAddr) -> Self {
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .allow_non_standard_methods(true)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .timeout_global(Some(TIMEOUT))
            .max_idle_age(MOST_IDLE)
            .build()
            .new_agent();
        Self { base: format!("http://{address}"), agent, headers: Vec::new() }
    }

    pub(crate) fn with_header(&self, name: &'static str, value: &str) -> Self {
        let mut client = self.clone();
        client.headers.retain(|(known, _)| *known != name);
        client.headers.push((name, value.to_owned()));
        client
    }

    pub(crate) fn with_token(&self, token: &str) -> Self {
        self.with_header("authorization", &format!("Bearer {token}"))
    }

    pub(crate) fn on_a_page_of(&self, origin: &str) -> Self {
        self.with_header("origin", origin)
    }

    /// Becomes a new visitor.
    pub(crate) fn as_visitor_of(&self, site: &str) -> Self {
        let minted = self.visitors(site).json_of(201);
        self.with_token(minted["token"].as_str().expect("a token is text"))
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.send("GET", path, None)
    }

    pub(crate) fn send(&self, method: &str, path: &str, json: Option<&Value>) -> Answer {
        let bytes = json.map(|json| json.to_string().into_bytes());
        self.send_bytes(method, path, bytes.map(|bytes| ("application/json", bytes)))
    }

    /// A body of any kind, with its media type.
    pub(crate) fn send_bytes(&self, method: &str, path: &str, body: Option<(&str, Vec<u8>)>) -> Answer {
        self.try_send(method, path, body).unwrap_or_else(|error| panic!("{method} {path}: {error}"))
    }

    fn try_send(&self, method: &str, path: &str, body: Option<(&str, Vec<u8>)>) -> Result<Answer, ureq::Error> {
        let mut request = Request::builder().method(method).uri(format!("{}{path}", self.base));
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        let mut answer = match body {
            Some((media_type, bytes)) => {
                let typed = if media_type.is_empty() { request } else { request.header("content-type", media_type) };
                self.agent.run(typed.body(bytes)?)?
            }
            // Without this, the library would announce chunks of which none come.
            None if ["POST", "PUT", "PATCH"].contains(&method) => self.agent.run(request.body(Vec::new())?)?,
            None => self.agent.run(request.body(())?)?,
        };
        let bytes = answer.body_mut().read_to_vec()?;
        Ok(Answer { call: format!("{method} {path}"), status: answer.status().as_u16(), headers: answer.headers().clone(), bytes })
    }

    pub(crate) fn thread(&self, parameters: &[(&str, &str)]) -> Answer {
        let names_page = parameters.iter().any(|(name, _)| *name == "page");
        let address = if names_page { vec![("site", SITE)] } else { vec![("site", SITE), ("page", PAGE)] };
        self.get(&query("/api/v1/thread", &[&address, parameters].concat()))
    }

    /// The thread of [`PAGE`] as JSON.
    #[track_caller]
    pub(crate) fn read(&self) -> Value {
        self.thread(&[]).json_of(200)
    }

    pub(crate) fn comment(&self, id: &str) -> Answer {
        self.get(&format!("/api/v1/comments/{id}"))
    }

    pub(crate) fn replies(&self, root: &str, parameters: &[(&str, &str)]) -> Answer {
        self.get(&query(&format!("/api/v1/comments/{root}/replies"), parameters))
    }

    pub(crate) fn post(&self, draft: &Draft) -> Answer {
        self.send("POST", "/api/v1/comments", Some(draft.json()))
    }

    /// Posts a root and gives its id.
    #[track_caller]
    pub(crate) fn says(&self, body: &str) -> String {
        self.posts(&draft(body))
    }

    /// Posts a reply and gives its id.
    #[track_caller]
    pub(crate) fn answers(&self, parent: &str, body: &str) -> String {
        self.posts(&draft(body).answering(parent))
    }

    #[track_caller]
    pub(crate) fn posts(&self, draft: &Draft) -> String {
        let posted = self.post(draft).json_of(201);
        posted["id"].as_str().expect("an id is text").to_owned()
    }

    /// Posts where the server may end at any moment; the status, if there was an answer.
    pub(crate) fn try_post(&self, draft: &Draft) -> Option<u16> {
        self.try_send("POST", "/api/v1/comments", Some(("application/json", draft.json().to_string().into_bytes())))
            .ok()
            .map(|answer| answer.status)
    }

    pub(crate) fn edit(&self, id: &str, body: &str) -> Answer {
        self.send("PATCH", &format!("/api/v1/comments/{id}"), Some(&json!({"body": body})))
    }

    pub(crate) fn delete(&self, id: &str) -> Answer {
        self.send("DELETE", &format!("/api/v1/comments/{id}"), None)
    }

    pub(crate) fn vote(&self, id: &str, value: i64) -> Answer {
        self.send("PUT", &format!("/api/v1/comments/{id}/vote"), Some(&json!({"value": value})))
    }

    pub(crate) fn vote_on_page(&self, page: &str, value: i64) -> Answer {
        self.send("PUT", "/api/v1/pages/vote", Some(&json!({"site": SITE, "page": {"key": page}, "value": value})))
    }

    pub(crate) fn viewer(&self) -> Answer {
        self.get(&query("/api/v1/viewer", &[("site", SITE), ("page", PAGE)]))
    }

    pub(crate) fn preview(&self, body: &str) -> Answer {
        self.send("POST", "/api/v1/preview", Some(&json!({"site": SITE, "body": body})))
    }

    pub(crate) fn counts(&self, pages: &[&str]) -> Answer {
        let pages = pages.iter().map(|page| ("page", *page));
        self.get(&query("/api/v1/counts", &std::iter::once(("site", SITE)).chain(pages).collect::<Vec<_>>()))
    }

    pub(crate) fn visitors(&self, site: &str) -> Answer {
        self.send("POST", "/api/v1/visitors", Some(&json!({"site": site})))
    }
}

/// An address with its parameters percent-encoded.
pub(crate) fn query(path: &str, parameters: &[(&str, &str)]) -> String {
    let parameters = Serializer::new(String::new()).extend_pairs(parameters).finish();
    format!("{path}?{parameters}")
}

/// What the server said.
#[derive(Debug)]
pub(crate) struct Answer {
    call: String,
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().expect("headers are plain text"))
    }

    /// All values of a header that may be given several times, as one list.
    pub(crate) fn header_list(&self, name: &str) -> String {
        let values: Vec<&str> = self.headers.get_all(name).iter().map(|value| value.to_str().expect("headers are plain text")).collect();
        values.join(", ")
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|error| panic!("{}: {error} in {}", self.call, self.text()))
    }

    /// The JSON, given that the status is this one.
    #[track_caller]
    pub(crate) fn json_of(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}: {}", self.call, self.text());
        let value = if self.bytes.is_empty() { Value::Null } else { self.json() };
        assert!(self.bytes.is_empty() || self.header("content-type") == Some("application/json"), "{}", self.call);
        value
    }

    /// The problem, given that it is a whole one with this status and code.
    #[track_caller]
    pub(crate) fn problem(&self, status: u16, code: &str) -> Value {
        assert_eq!(
            (self.status, self.header("content-type")),
            (status, Some("application/problem+json")),
            "{}: {}",
            self.call,
            self.text()
        );
        let problem = self.json();
        assert_eq!((&problem["status"], &problem["code"]), (&json!(status), &json!(code)), "{}: {problem}", self.call);
        for member in ["type", "title", "detail"] {
            assert!(problem[member].as_str().is_some_and(|text| !text.is_empty()), "{}: {member} of {problem}", self.call);
        }
        assert_eq!(self.header("x-content-type-options"), Some("nosniff"), "{}", self.call);
        problem
    }

    /// The message to one field, given that the problem names it.
    #[track_caller]
    pub(crate) fn field_problem(&self, status: u16, code: &str, field: &str) -> String {
        let problem = self.problem(status, code);
        let errors = problem["errors"].as_array().unwrap_or_else(|| panic!("{}: no errors in {problem}", self.call));
        let named = errors.iter().find(|error| error["field"] == field);
        let named = named.unwrap_or_else(|| panic!("{}: {field} is not named in {problem}", self.call));
        named["message"].as_str().expect("a message is text").to_owned()
    }
}

/// The ids of a list of comments, in its order.
pub(crate) fn ids(comments: &Value) -> Vec<String> {
    let comments = comments.as_array().expect("a list of comments");
    comments.iter().map(|comment| comment["id"].as_str().expect("an id is text").to_owned()).collect()
}
