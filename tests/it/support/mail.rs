//! A mail as it arrived.

use std::collections::BTreeSet;

use mail_parser::{Message, MessageParser, PartType};

/// Its envelope and every byte of it.
#[derive(Debug, Clone)]
pub(crate) struct Mail {
    pub(crate) sender: String,
    pub(crate) recipients: Vec<String>,
    pub(crate) raw: Vec<u8>,
}

impl Mail {
    fn message(&self) -> Message<'_> {
        MessageParser::default().parse(&self.raw).unwrap_or_else(|| panic!("this is no mail: {}", self.shown()))
    }

    /// For the message of a test that fails.
    pub(crate) fn shown(&self) -> String {
        String::from_utf8_lossy(&self.raw).into_owned()
    }

    /// The lines before the first empty one, as they are.
    pub(crate) fn head(&self) -> String {
        let shown = self.shown();
        shown.split_once("\r\n\r\n").map_or(shown.clone(), |(head, _)| head.to_owned())
    }

    /// Names and values in their order, unfolded and otherwise as they are.
    pub(crate) fn headers(&self) -> Vec<(String, String)> {
        let unfolded = self.head().replace("\r\n ", " ").replace("\r\n\t", " ");
        let header = |line: &str| {
            let (name, value) = line.split_once(':').unwrap_or_else(|| panic!("this is no header: {line:?}"));
            (name.to_ascii_lowercase(), value.trim().to_owned())
        };
        unfolded.split("\r\n").map(header).collect()
    }

    /// The one header of this name, which must be there once.
    #[track_caller]
    pub(crate) fn header(&self, name: &str) -> String {
        let found: Vec<String> = self.headers().into_iter().filter(|(known, _)| known == name).map(|(_, value)| value).collect();
        assert_eq!(found.len(), 1, "{name} in {}", self.head());
        found[0].clone()
    }

    /// The ids in angle brackets that a header lists.
    #[track_caller]
    pub(crate) fn ids(&self, name: &str) -> Vec<String> {
        self.header(name).split_whitespace().map(str::to_owned).collect()
    }

    #[track_caller]
    pub(crate) fn subject(&self) -> String {
        self.message().subject().expect("it has a subject").to_owned()
    }

    /// The name and the address of the one it says it is from.
    #[track_caller]
    pub(crate) fn from(&self) -> (String, String) {
        address(self.message().from())
    }

    /// The name, empty where there is none, and the address of the one it says it is to.
    #[track_caller]
    pub(crate) fn to(&self) -> (String, String) {
        address(self.message().to())
    }

    /// The media types of what it is made of, the whole first.
    pub(crate) fn media_types(&self) -> Vec<String> {
        let message = self.message();
        let named = |part: &PartType<'_>| match part {
            PartType::Multipart(_) => "multipart",
            PartType::Text(_) => "text/plain",
            PartType::Html(_) => "text/html",
            _ => "other",
        };
        message.parts.iter().map(|part| named(&part.body).to_owned()).collect()
    }

    #[track_caller]
    pub(crate) fn text(&self) -> String {
        let message = self.message();
        let text = message
            .parts
            .iter()
            .find_map(|part| if let PartType::Text(text) = &part.body { Some(text.clone().into_owned()) } else { None });
        text.unwrap_or_else(|| panic!("no text in {}", self.shown()))
    }

    #[track_caller]
    pub(crate) fn html(&self) -> String {
        let message = self.message();
        let html = message
            .parts
            .iter()
            .find_map(|part| if let PartType::Html(html) = &part.body { Some(html.clone().into_owned()) } else { None });
        html.unwrap_or_else(|| panic!("no HTML in {}", self.shown()))
    }

    /// The addresses in its text, each once and in their order.
    pub(crate) fn links(&self) -> Vec<String> {
        let text = self.text();
        let mut seen = BTreeSet::new();
        let starts = text
            .match_indices("http")
            .map(|(start, _)| &text[start..])
            .filter(|rest| rest.starts_with("http://") || rest.starts_with("https://"));
        let links =
            starts.map(|rest| rest.split(|c: char| c.is_whitespace() || "<>()\"".contains(c)).next().unwrap_or_default().to_owned());
        links.filter(|link| seen.insert(link.clone())).collect()
    }

    /// What the links of its HTML lead to.
    pub(crate) fn html_links(&self) -> Vec<String> {
        self.html().split("<a ").skip(1).filter_map(|rest| super::page::attribute(&format!(" {rest}"), "href")).collect()
    }

    /// The one address in its text that has this path.
    #[track_caller]
    pub(crate) fn link(&self, path: &str) -> String {
        let found: Vec<String> = self.links().into_iter().filter(|link| has_path(link, path)).collect();
        assert_eq!(found.len(), 1, "links to {path} in {}", self.text());
        found[0].clone()
    }

    pub(crate) fn has_link(&self, path: &str) -> bool {
        self.links().iter().any(|link| has_path(link, path))
    }

    /// Where one click in a mail client leaves.
    #[track_caller]
    pub(crate) fn leave_link(&self) -> String {
        let header = self.header("list-unsubscribe");
        let link = header.strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
        link.unwrap_or_else(|| panic!("not one address in angle brackets: {header}")).to_owned()
    }

    /// Asks to confirm, and tells of no comment.
    pub(crate) fn is_confirmation(&self) -> bool {
        self.has_link("/subscription/confirm")
    }

    /// The id of the comment that it tells of.
    pub(crate) fn comment(&self) -> Option<String> {
        let id = self.header("message-id");
        id.strip_prefix("<comment-").and_then(|rest| rest.split_once('@')).map(|(id, _)| id.to_owned())
    }
}

fn has_path(link: &str, path: &str) -> bool {
    url::Url::parse(link).is_ok_and(|link| link.path() == path)
}

#[track_caller]
fn address(field: Option<&mail_parser::Address<'_>>) -> (String, String) {
    let addresses: Vec<_> = field.expect("the field is there").iter().collect();
    assert_eq!(addresses.len(), 1, "{addresses:?}");
    let part = |part: Option<&str>| part.unwrap_or_default().to_owned();
    (part(addresses[0].name()), part(addresses[0].address()))
}
