//! Inline comments as the W3C's Web Annotation Data Model has them (<https://www.w3.org/TR/annotation-model/>).

use serde::Serialize;
use url::form_urlencoded::Serializer;
use utoipa::ToSchema;

use super::time;
use crate::domain::{self, CommentId, Invalid};

const CONTEXT: &str = "http://www.w3.org/ns/anno.jsonld";

/// Whose annotations they are, and how the server that has them is called.
pub(in crate::http) struct AnnotationPlace<'a> {
    pub(in crate::http) server: String,
    pub(in crate::http) site: &'a domain::Site,
    pub(in crate::http) page: &'a domain::Page,
    pub(in crate::http) limit: u32,
}

/// Where a page of a collection begins.
#[derive(Debug, Clone, Copy)]
pub(in crate::http) enum AfterAnnotation {
    None,
    Comment(CommentId),
}

const FIRST: &str = "first";

impl AfterAnnotation {
    pub(in crate::http) fn parse(text: &str) -> Result<Self, Invalid> {
        if text == FIRST { Ok(Self::None) } else { CommentId::parse(text).map(Self::Comment) }
    }

    pub(in crate::http) fn comment(self) -> Option<CommentId> {
        match self {
            Self::None => None,
            Self::Comment(id) => Some(id),
        }
    }
}

/// A collection with its first page, or one of its further pages.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub(in crate::http) enum Annotations {
    Collection(AnnotationCollection),
    Page(AnnotationPage),
}

#[derive(Serialize, ToSchema)]
pub(in crate::http) struct AnnotationCollection {
    #[serde(rename = "@context")]
    context: &'static str,
    id: String,
    #[serde(rename = "type")]
    kind: &'static str,
    label: String,
    first: AnnotationPage,
}

#[derive(Serialize, ToSchema)]
pub(in crate::http) struct AnnotationPage {
    #[serde(rename = "@context", skip_serializing_if = "Option::is_none")]
    context: Option<&'static str>,
    id: String,
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(rename = "partOf", skip_serializing_if = "Option::is_none")]
    part_of: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
    items: Vec<Annotation>,
}

#[derive(Serialize, ToSchema)]
pub(in crate::http) struct Annotation {
    id: String,
    #[serde(rename = "type")]
    kind: &'static str,
    motivation: &'static str,
    #[schema(format = DateTime)]
    created: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    modified: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    creator: Option<Person>,
    body: TextualBody,
    target: Target,
}

#[derive(Serialize, ToSchema)]
pub(in crate::http) struct Person {
    #[serde(rename = "type")]
    kind: &'static str,
    name: String,
}

#[derive(Serialize, ToSchema)]
pub(in crate::http) struct TextualBody {
    #[serde(rename = "type")]
    kind: &'static str,
    /// Safe to show.
    value: String,
    format: &'static str,
}

#[derive(Serialize, ToSchema)]
pub(in crate::http) struct Target {
    /// The page's address, or where it has told none, that of its thread.
    source: String,
    /// The words with what stands around them; where it is known, their position in the article's text as it is shown, white space collapsed.
    selector: Vec<Selector>,
}

#[derive(Serialize, ToSchema)]
#[serde(tag = "type")]
pub(in crate::http) enum Selector {
    TextQuoteSelector { exact: String, prefix: String, suffix: String },
    TextPositionSelector { start: u32, end: u32 },
}

impl AnnotationPlace<'_> {
    fn address(&self, path: &str, parameters: &[(&str, &str)]) -> String {
        let query = Serializer::new(String::new()).extend_pairs(parameters).finish();
        format!("{}/api/v1/{path}?{query}", self.server)
    }

    fn own(&self) -> [(&str, &str); 2] {
        [("site", self.site.key.as_str()), ("page", self.page.key.as_str())]
    }

    fn collection(&self) -> String {
        self.address("annotations", &self.own())
    }

    fn page_after(&self, after: AfterAnnotation) -> String {
        let [site, page] = self.own();
        let after = match after {
            AfterAnnotation::None => FIRST.to_owned(),
            AfterAnnotation::Comment(id) => id.to_string(),
        };
        self.address("annotations", &[site, page, ("limit", &self.limit.to_string()), ("after", &after)])
    }

    fn source(&self) -> String {
        self.page.url.clone().unwrap_or_else(|| self.address("thread", &self.own()))
    }
}

impl Annotations {
    /// Without a place to begin after, the whole collection with its first page.
    pub(in crate::http) fn new(
        place: &AnnotationPlace<'_>,
        after: Option<AfterAnnotation>,
        comments: Vec<domain::Comment>,
        more: bool,
    ) -> Self {
        let last = comments.last().filter(|_| more).map(|comment| AfterAnnotation::Comment(comment.id));
        let page = AnnotationPage {
            context: after.map(|_| CONTEXT),
            id: place.page_after(after.unwrap_or(AfterAnnotation::None)),
            kind: "AnnotationPage",
            part_of: after.map(|_| place.collection()),
            next: last.map(|last| place.page_after(last)),
            items: comments.into_iter().filter_map(|comment| Annotation::new(place, comment)).collect(),
        };
        if after.is_some() {
            return Self::Page(page);
        }
        let title = place.page.title.as_deref().unwrap_or(place.page.key.as_str());
        let label = format!("Comments on passages of {title}");
        Self::Collection(AnnotationCollection {
            context: CONTEXT,
            id: place.collection(),
            kind: "AnnotationCollection",
            label,
            first: page,
        })
    }
}

impl Annotation {
    /// None for a comment that stands on no passage.
    fn new(place: &AnnotationPlace<'_>, comment: domain::Comment) -> Option<Self> {
        let domain::Anchor { exact, prefix, suffix, position, .. } = *comment.anchor?;
        let quote = Selector::TextQuoteSelector {
            exact: exact.as_str().to_owned(),
            prefix: prefix.as_str().to_owned(),
            suffix: suffix.as_str().to_owned(),
        };
        let position = position.map(|position| Selector::TextPositionSelector { start: position.start, end: position.end });
        Some(Self {
            id: format!("{}/api/v1/comments/{}", place.server, comment.id),
            kind: "Annotation",
            motivation: "commenting",
            created: time(comment.id.created_at()),
            modified: comment.edited_at.map(time),
            creator: comment.author.name.map(|name| Person { kind: "Person", name: name.as_str().to_owned() }),
            body: TextualBody { kind: "TextualBody", value: comment.html, format: "text/html" },
            target: Target { source: place.source(), selector: std::iter::once(quote).chain(position).collect() },
        })
    }
}
