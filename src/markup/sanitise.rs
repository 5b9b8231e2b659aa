use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

use super::Allowed;

const TAGS: [&str; 20] = [
    "a",
    "blockquote",
    "br",
    "code",
    "del",
    "em",
    "hr",
    "img",
    "li",
    "ol",
    "p",
    "pre",
    "strong",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
];

static WITH_IMAGES: LazyLock<Builder<'static>> = LazyLock::new(|| builder(Allowed { images: true }));
static WITHOUT_IMAGES: LazyLock<Builder<'static>> = LazyLock::new(|| builder(Allowed { images: false }));

/// The last word on what reaches a page: an allow-list of tags, attributes and schemes, whatever came out of the steps before.
pub(super) fn sanitise(html: &str, allowed: Allowed) -> String {
    let builder = if allowed.images { &WITH_IMAGES } else { &WITHOUT_IMAGES };
    builder.clean(html).to_string()
}

fn builder(allowed: Allowed) -> Builder<'static> {
    let tags: HashSet<&str> = TAGS.into_iter().filter(|tag| allowed.images || *tag != "img").collect();
    let mut attributes = HashMap::from([
        ("a", HashSet::from(["href", "title"])),
        ("code", HashSet::from(["class"])),
        ("ol", HashSet::from(["start"])),
        ("td", HashSet::from(["align"])),
        ("th", HashSet::from(["align"])),
    ]);
    if allowed.images {
        attributes.insert("img", HashSet::from(["src", "alt", "title"]));
    }
    let mut builder = Builder::empty();
    builder
        .tags(tags)
        .tag_attributes(attributes)
        .generic_attributes(HashSet::new())
        .clean_content_tags(HashSet::from(["script", "style"]))
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("nofollow ugc noopener"))
        .strip_comments(true)
        .attribute_filter(|element, attribute, value| match (element, attribute) {
            ("code", "class") => is_language_class(value).then(|| value.into()),
            ("img", "src") => value.starts_with("http").then(|| value.into()),
            _ => Some(value.into()),
        });
    if allowed.images {
        builder.set_tag_attribute_value("img", "loading", "lazy").set_tag_attribute_value("img", "referrerpolicy", "no-referrer");
    }
    builder
}

/// Only `language-NAME`: a class of the reader's choosing could borrow any style of the page.
fn is_language_class(value: &str) -> bool {
    let is_name =
        |name: &str| !name.is_empty() && name.len() <= 30 && name.chars().all(|c| c.is_ascii_alphanumeric() || "+#._-".contains(c));
    value.strip_prefix("language-").is_some_and(is_name)
}
