//! Reading the forms of the pages that work without scripts.

use actix_web::web::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest, dev};

use super::json;
use super::problem::Problem;

/// The fields of a form. What is no form has none: mail programs that stop mails send what they like (RFC 8058 section 3.2).
pub(super) struct Form(Vec<(String, String)>);

impl Form {
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

impl FromRequest for Form {
    type Error = Problem;
    type Future = std::pin::Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut dev::Payload) -> Self::Future {
        let is_form = request.content_type().eq_ignore_ascii_case("application/x-www-form-urlencoded");
        let body = Payload::from_request(request, payload);
        Box::pin(async move {
            let body = body.await.map_err(|error| Problem::malformed_json(error.to_string()))?;
            let bytes = json::read(body).await?;
            let fields = if is_form { url::form_urlencoded::parse(&bytes).into_owned().collect() } else { Vec::new() };
            Ok(Self(fields))
        })
    }
}
