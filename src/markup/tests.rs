use proptest::prelude::*;

use super::*;

const PLAIN: Allowed = Allowed { images: false };
const IMAGES: Allowed = Allowed { images: true };

fn html(text: &str, allowed: Allowed) -> String {
    render(&Body::parse(text, Body::MAX_CHARS).unwrap(), allowed).unwrap().as_str().trim().to_owned()
}

#[test]
fn commonmark_with_strikethrough_tables_links_and_code() {
    assert_eq!(html("a *b* **c** ~~d~~ `e`", PLAIN), "<p>a <em>b</em> <strong>c</strong> <del>d</del> <code>e</code></p>");
    assert_eq!(html("one\ntwo", PLAIN), "<p>one<br>\ntwo</p>");
    assert_eq!(
        html("see https://example.org", PLAIN),
        r#"<p>see <a href="https://example.org" rel="nofollow ugc noopener">https://example.org</a></p>"#
    );
    assert_eq!(html("```rust\nlet a = 1 < 2;\n```", PLAIN), "<pre><code class=\"language-rust\">let a = 1 &lt; 2;\n</code></pre>");
    assert!(html("|a|b|\n|:-|-|\n|1|2|", PLAIN).contains(r#"<td align="left">1</td>"#));
    assert_eq!(html("- [ ] task", PLAIN), "<ul>\n<li>[ ] task</li>\n</ul>");
}

#[test]
fn html_is_shown_as_it_was_typed() {
    assert_eq!(html("<b onclick=x>bold</b>", PLAIN), "<p>&lt;b onclick=x&gt;bold&lt;/b&gt;</p>");
    assert!(!html("<script>alert(1)</script>", PLAIN).contains("<script"));
}

#[test]
fn headings_do_not_shout() {
    assert_eq!(html("# BUY *now*", PLAIN), "<p><strong>BUY <em>now</em></strong></p>");
    assert_eq!(html("Setext\n===", PLAIN), "<p><strong>Setext</strong></p>");
}

#[test]
fn images_are_links_unless_the_site_allows_them() {
    let text =
        "![A cat](https://example.org/cat.png) ![](https://example.org/b.png) [![in](https://example.org/c.png)](https://example.org)";
    let links = html(text, PLAIN);
    assert!(!links.contains("<img"));
    assert!(links.contains(r#"<a href="https://example.org/cat.png" rel="nofollow ugc noopener">A cat</a>"#), "{links}");
    assert!(links.contains(">https://example.org/b.png</a>"), "{links}");
    assert!(links.contains("<em>in</em></a>"), "{links}");
    let images = html(text, IMAGES);
    assert!(
        images.contains(r#"src="https://example.org/cat.png""#) && images.contains(r#"loading="lazy""#) && images.contains("no-referrer"),
        "{images}"
    );
}

#[test]
fn links_lead_to_web_and_mail_addresses_only() {
    for bad in [
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html,x)",
        "[x](vbscript:x)",
        "[x](/relative)",
        "[x](//example.org)",
        "[x](java&#x0A;script:alert(1))",
        "<javascript:alert(1)>",
        "![x](javascript:alert(1))",
    ] {
        let rendered = html(bad, IMAGES);
        assert!(!rendered.contains("href=") && !rendered.contains("src="), "{bad}: {rendered}");
    }
    assert!(html("[x](mailto:a@example.org)", PLAIN).contains(r#"href="mailto:a@example.org""#));
}

#[test]
fn nesting_is_bounded_with_a_clear_word() {
    for opener in ["> ", "* ", "- ", ">"] {
        let body = Body::parse(&format!("{}x", opener.repeat(9_000 / opener.len())), Body::MAX_CHARS).unwrap();
        if let Err(error) = render(&body, PLAIN) {
            assert_eq!(error, MarkupError::NestedTooDeep);
        }
    }
    let deep = Body::parse(&format!("{}x", ">".repeat(9_000)), Body::MAX_CHARS).unwrap();
    assert_eq!(render(&deep, PLAIN), Err(MarkupError::NestedTooDeep));
    assert!(html(&format!("{}x", "> ".repeat(20)), PLAIN).contains("<blockquote>"));
}

#[test]
fn a_short_text_makes_no_table_of_any_size() {
    for length in [500, 5_000, 9_999] {
        let columns = length / 12;
        let text = format!("{}|\n{}|\n{}", "|a".repeat(columns), "|:-:".repeat(columns), "a\n".repeat(columns * 3));
        let html = html(&text, PLAIN);
        assert!(html.len() < 20 * length + 30_000, "{length} characters became {} bytes", html.len());
    }
    assert!(html("|a|b|\n|-|-|\n|1|2|", PLAIN).contains("<table>"));
}

#[test]
fn what_nobody_can_see_is_refused() {
    for text in ["[a]: b", "&#8203;", "[](https://example.org)", "&nbsp;"] {
        assert_eq!(render(&Body::parse(text, 100).unwrap(), PLAIN), Err(MarkupError::NothingToSee), "{text}");
    }
    assert!(render(&Body::parse("![](https://example.org/a.png)", 100).unwrap(), IMAGES).is_ok());
}

/// Texts that were slow or deadly for Markdown parsers. Finishing is the test; the harness ends a hang.
#[test]
fn known_hostile_texts_are_rendered() {
    let seeds = [
        "<",
        "[",
        "](",
        "![",
        "`",
        "*a ",
        "_a ",
        "**a *a ",
        "~~",
        "|",
        "&",
        "\\",
        "[a](",
        "<a ",
        "<!--",
        "[^",
        "[a]: ",
        "a\u{300}",
        "-\n ",
        "1. ",
        "\t",
        "www.",
        "http://",
        "a@b.",
        "<![CDATA[",
        "``` ",
    ];
    for seed in seeds {
        let text: String = seed.chars().cycle().take(Body::MAX_CHARS as usize - 1).chain("x".chars()).collect();
        let Ok(body) = Body::parse(&text, Body::MAX_CHARS) else { continue };
        let _ = render(&body, IMAGES);
    }
}

const TAGS_OF_COMMENTS: [&str; 20] = [
    "a",
    "blockquote",
    "br",
    "code",
    "del",
    "em",
    "hr",
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
    "img",
];

/// Everything between `<` and `>` in an answer must be on the list.
fn assert_only_allowed_tags(html: &str) {
    for part in html.split('<').skip(1) {
        let tag = part.split('>').next().unwrap().trim_start_matches('/');
        let name: String = tag.chars().take_while(char::is_ascii_alphanumeric).collect();
        assert!(TAGS_OF_COMMENTS.contains(&name.as_str()), "{tag}");
        let attributes = &tag[name.len()..];
        for attribute in attributes.split('"').step_by(2).flat_map(str::split_whitespace) {
            let attribute = attribute.trim_end_matches('=');
            assert!(
                ["href", "title", "rel", "class", "start", "align", "src", "alt", "loading", "referrerpolicy", "/"].contains(&attribute),
                "{tag}"
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]
    #[test]
    fn no_markup_of_the_readers_gets_through(text in "([ -~\n]|<[a-z]{1,8}|on[a-z]{1,6}=|javascript:|\\]\\(|!\\[|\"|'|&#[0-9]{2,3};|\\PC){1,200}") {
        if let Ok(body) = Body::parse(&text, Body::MAX_CHARS) {
            for allowed in [PLAIN, IMAGES] {
                if let Ok(html) = render(&body, allowed) {
                    assert_only_allowed_tags(html.as_str());
                    // What is clean stays as it is: a second pass finds nothing to change.
                    prop_assert_eq!(sanitise::sanitise(html.as_str(), allowed), html.as_str());
                }
            }
        }
    }
}

#[test]
fn what_is_nearly_all_markup_is_refused() {
    let body = |text: &str| Body::parse(text, Body::MAX_CHARS).unwrap();
    for text in [format!("{}x", "#\n".repeat(2_400)), ">\n\n".repeat(1_600) + "x"] {
        assert_eq!(render(&body(&text), PLAIN), Err(MarkupError::MoreMarkupThanWords));
    }
    for text in
        ["& < > \" ' ".repeat(400), "> a\n\n".repeat(90), "*a* `b` ~~c~~ ".repeat(300), "- a\n".repeat(1_000), "1\n\n".repeat(1_600)]
    {
        assert!(render(&body(&text), PLAIN).is_ok(), "{text:.40}");
    }
}
