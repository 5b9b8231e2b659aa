use proptest::prelude::*;

use super::*;
use crate::domain::Body;
use crate::markup::render;

const ALL: usize = 20_000;

fn shown(markdown: &str) -> ForMail {
    let html = render(&Body::parse(markdown, Body::MAX_CHARS).unwrap(), Allowed { images: true }).unwrap();
    for_mail(html.as_str(), ALL)
}

fn without_styles(html: &str) -> String {
    let bare = |piece| match piece {
        Piece::Open { raw, .. } => match raw.split_once(" style=\"") {
            Some((head, rest)) => format!("{head}{}", rest.split_once('"').unwrap().1),
            None => raw.to_owned(),
        },
        Piece::Close { raw, .. } => raw.to_owned(),
        Piece::Text(escaped) => escaped.to_owned(),
    };
    pieces(html).map(bare).collect()
}

#[test]
fn blocks_read_in_plain_text_as_people_write_them() {
    for (markdown, expected) in [
        ("one\ntwo\n\nthree", "one\ntwo\n\nthree"),
        ("a *b* **c** ~~d~~ `e`", "a _b_ *c* ~d~ `e`"),
        ("> said\n> so\n\nindeed", "> said\n> so\n\nindeed"),
        ("> a\n>\n> b\n>\n> > c", "> a\n>\n> b\n>\n> > c"),
        ("- a\n- b\n  - c\n\ntail", "- a\n- b\n  - c\n\ntail"),
        ("4. a\n5. b", "4. a\n5. b"),
        ("- a\n\n  b\n- c", "- a\n\n  b\n- c"),
        ("```rust\nlet a = 1;\n\n  b < c\n```\nend", "    let a = 1;\n\n      b < c\n\nend"),
        ("|a|b|\n|-|-|\n|1|2|", "a | b\n1 | 2"),
        ("a\n\n---\n\nb", "a\n\n----\n\nb"),
        ("# Head\ntext", "*Head*\n\ntext"),
        ("Tom & Jerry <b> \"x\"", "Tom & Jerry <b> \"x\""),
    ] {
        assert_eq!(shown(markdown).text, expected, "{markdown:?}");
    }
}

#[test]
fn addresses_are_text_and_lead_nowhere() {
    let mail = shown("see [our bank](https://evil.example/?a=1&b=2), https://example.org and <mailto:a@b.example>");
    assert_eq!(mail.text, "see our bank <https://evil.example/?a=1&b=2>, https://example.org and mailto:a@b.example");
    assert!(!mail.html.contains("<a") && !mail.html.contains("href"), "{}", mail.html);
    assert!(mail.html.contains("our bank &lt;https://evil.example/?a=1&amp;b=2&gt;"), "{}", mail.html);
    let long = shown(&format!("[x](https://example.org/{})", "y".repeat(400)));
    assert!(long.text.chars().count() < 220 && long.text.ends_with("…>"), "{}", long.text);
}

#[test]
fn nothing_is_fetched_when_a_mail_is_read() {
    let mail = shown("![A \"cat\"](https://example.org/cat.png) ![](https://example.org/pixel.gif)");
    assert_eq!(mail.text, "[image: A \"cat\"] <https://example.org/cat.png> [image] <https://example.org/pixel.gif>");
    assert!(!mail.html.contains("<img") && !mail.html.contains("src="), "{}", mail.html);
}

#[test]
fn hostile_html_loses_everything_but_its_words() {
    for hostile in [
        "<script>alert(1)</script><p>words</p>",
        "<p style=\"position:fixed\" onclick=\"x()\">words</p>",
        "<style>p{display:none}</style><p>words</p>",
        "<a href=\"javascript:x()\">words</a>",
        "<img src=x onerror=alert(1)>words",
        "<form action=\"https://evil.example\"><button>words</button></form>",
        "<table background=\"https://evil.example/p.gif\"><tr><td align=\"center\" width=1>words",
        "<p title=\"a>b<img src='https://evil.example'>\">words</p>",
        "<ol start=\"1;x\"><li>words</ol>",
        "<blockquote cite=\"https://evil.example\">words",
        "<code class=\"button\">words</code>",
        "words</body></html>",
        "<svg><style><img src=x></style></svg>words",
    ] {
        let mail = for_mail(hostile, ALL);
        assert!(mail.text.contains("words") && mail.html.contains("words"), "{hostile}: {mail:?}");
        let bare = without_styles(&mail.html);
        for piece in pieces(&bare) {
            if let Piece::Open { name, raw } = piece {
                assert!(TAGS.contains(&name) || name == "ul", "{hostile}: {bare}");
                assert!(raw == format!("<{name}>") || raw == "<br>", "{hostile}: {bare}");
            }
        }
    }
}

#[test]
fn what_turns_the_line_is_left_out() {
    let mail = shown("a\u{202E}b\u{2066}c עברית");
    assert_eq!(mail.text, "abc עברית");
}

#[test]
fn what_is_too_long_is_cut_and_stays_whole_html() {
    let html = "<blockquote><p>eins &amp; <strong>zwei drei</strong></p></blockquote><p>vier</p>";
    let mail = for_mail(html, 10);
    assert_eq!(mail.text, "> eins & *zwe…*");
    assert_eq!(without_styles(&mail.html), "<blockquote><p>eins &amp; <strong>zwe…</strong></p></blockquote>");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_html_comes_no_tag_of_it_survives_that_could_do_harm(html in "(<|</|>|a href=\"|img src=\"|\"| |=|&|&lt;|p|x|blockquote|ul|li|style=\"|br|é){0,60}") {
        let mail = for_mail(&html, 200);
        let bare = without_styles(&mail.html);
        for piece in pieces(&bare) {
            if let Piece::Open { name, raw } = piece {
                prop_assert!((TAGS.contains(&name) || name == "ul") && raw == format!("<{name}>"), "{}", bare);
            }
        }
    }

    #[test]
    fn both_forms_have_the_same_words(words in proptest::collection::vec("[a-z<>&\"]{1,8}", 1..30)) {
        let markdown: String = words.join(" ");
        let Ok(body) = Body::parse(&markdown, Body::MAX_CHARS) else { return Ok(()) };
        let Ok(html) = render(&body, Allowed { images: false }) else { return Ok(()) };
        let mail = for_mail(html.as_str(), ALL);
        prop_assert_eq!(to_plain(&without_styles(&mail.html)), mail.text);
    }
}
