//! A page without script as a browser has it: opened by its address, acted on by its buttons.

use url::Url;
use url::form_urlencoded::Serializer;

use super::client::{Answer, Client};

pub(crate) const FORM: &str = "application/x-www-form-urlencoded";

pub(crate) struct Page {
    client: Client,
    url: String,
    pub(crate) answer: Answer,
}

/// What one form of the page sends.
#[derive(Debug, Clone)]
pub(crate) struct Form {
    action: String,
    fields: Vec<(String, String)>,
    /// All words in it, its buttons' among them.
    pub(crate) words: String,
}

impl Page {
    /// Whatever host the address names, this is asked of the server that the client speaks to.
    pub(crate) fn open(client: &Client, url: &str) -> Self {
        Self { client: client.clone(), url: url.to_owned(), answer: client.get(&local(url)) }
    }

    /// Opens it, given that it is there.
    #[track_caller]
    pub(crate) fn opened(client: &Client, url: &str) -> Self {
        let page = Self::open(client, url);
        assert_eq!((page.answer.status, page.answer.header("content-type")), (200, Some("text/html; charset=utf-8")), "{}", page.html());
        page
    }

    pub(crate) fn html(&self) -> String {
        self.answer.text()
    }

    /// Its words, without tags.
    pub(crate) fn words(&self) -> String {
        words(&self.html())
    }

    pub(crate) fn forms(&self) -> Vec<Form> {
        forms(&self.url, &self.html())
    }

    /// Presses the button of the first form.
    #[track_caller]
    pub(crate) fn press(&self) -> Self {
        let forms = self.forms();
        self.send(forms.first().unwrap_or_else(|| panic!("nothing to press on {}", self.html())))
    }

    /// Presses the button of the form that has these words, whatever their case.
    #[track_caller]
    pub(crate) fn press_at(&self, words: &str) -> Self {
        self.send(&self.form_with(words))
    }

    #[track_caller]
    pub(crate) fn form_with(&self, words: &str) -> Form {
        let found = self.forms().into_iter().find(|form| form.words.to_lowercase().contains(&words.to_lowercase()));
        found.unwrap_or_else(|| panic!("no form with {words:?} on {}", self.html()))
    }

    /// Where the link with this path leads.
    #[track_caller]
    pub(crate) fn link_to(&self, path: &str) -> String {
        let links = self.html().split("<a ").skip(1).filter_map(|rest| attribute(&format!(" {rest}"), "href")).collect::<Vec<_>>();
        let found = links.iter().map(|link| join(&self.url, link)).find(|link| local(link).starts_with(path));
        found.unwrap_or_else(|| panic!("no link to {path} on {}", self.html()))
    }

    /// Sends a form as a browser does from a page that keeps its address to itself.
    pub(crate) fn send(&self, form: &Form) -> Self {
        let url = join(&self.url, &form.action);
        let body = Serializer::new(String::new()).extend_pairs(&form.fields).finish();
        let browser = self.client.with_header("origin", "null");
        let answer = browser.send_bytes("POST", &local(&url), Some((FORM, body.into_bytes())));
        let Some(target) = answer.header("location").map(|location| join(&url, location)).filter(|_| answer.status == 303) else {
            return Self { client: self.client.clone(), url, answer };
        };
        Self::open(&self.client, &target)
    }
}

/// The forms of a page that change something.
pub(crate) fn forms(url: &str, html: &str) -> Vec<Form> {
    let forms = html.split("<form").skip(1).map(|rest| rest.split("</form>").next().unwrap_or_default());
    let changing = forms.filter(|form| attribute(form, "method").is_some_and(|method| method.eq_ignore_ascii_case("post")));
    changing.map(|form| Form::read(url, form)).collect()
}

impl Form {
    fn read(url: &str, html: &str) -> Self {
        let action = attribute(html, "action").filter(|action| !action.is_empty()).unwrap_or_else(|| url.to_owned());
        let named = |tag: &str| Some((attribute(tag, "name")?, attribute(tag, "value").unwrap_or_default()));
        let tags = |name: &str| -> Vec<String> { html.split(&format!("<{name}")).skip(1).map(str::to_owned).collect() };
        let mut fields: Vec<_> = tags("input").iter().filter_map(|tag| named(tag)).collect();
        fields.extend(tags("button").first().and_then(|tag| named(tag)));
        fields.extend(tags("textarea").iter().filter_map(|tag| named(tag)));
        // What a button is called for those who hear the page counts as its words.
        let labels = tags("button").into_iter().filter_map(|tag| attribute(&tag, "aria-label"));
        let words =
            [words(html.split_once('>').map_or("", |(_, content)| content))].into_iter().chain(labels).collect::<Vec<_>>().join(" ");
        Self { action, fields, words }
    }

    /// Where it is sent, and with which fields.
    pub(crate) fn parts(&self) -> (&str, Vec<(&str, &str)>) {
        (&self.action, self.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect())
    }

    /// Types into a field.
    pub(crate) fn filled(mut self, name: &str, text: &str) -> Self {
        self.fields.retain(|(known, _)| known != name);
        self.fields.push((name.to_owned(), text.to_owned()));
        self
    }
}

/// An address within the one page's.
fn join(base: &str, link: &str) -> String {
    let base = Url::parse(base).unwrap_or_else(|error| panic!("{base}: {error}"));
    base.join(link).unwrap_or_else(|error| panic!("{link}: {error}")).into()
}

/// The path and the query of an address.
pub(crate) fn local(url: &str) -> String {
    let url = Url::parse(url).unwrap_or_else(|error| panic!("{url}: {error}"));
    url.query().map_or(url.path().to_owned(), |query| format!("{}?{query}", url.path()))
}

/// An attribute of the tag that this text begins with.
pub(crate) fn attribute(tag: &str, name: &str) -> Option<String> {
    let tag = tag.split('>').next()?;
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    rest.split('"').next().map(unescaped)
}

fn words(html: &str) -> String {
    let mut words = String::new();
    for piece in html.split('<') {
        words.push(' ');
        words.push_str(piece.split_once('>').map_or(piece, |(_, text)| text));
    }
    unescaped(&words)
}

/// Text as HTML has it, read.
pub(crate) fn unescaped(text: &str) -> String {
    let entities = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#x27;", "'"),
        ("&#x2f;", "/"),
        ("&#x2F;", "/"),
    ];
    entities.iter().fold(text.to_owned(), |text, (entity, character)| text.replace(entity, character)).replace("&amp;", "&")
}
