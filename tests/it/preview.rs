use serde_json::json;

use crate::support::{Server, Setup, draft};

const TEXTS: [&str; 14] = [
    "plain",
    "two\nlines\n\nand a paragraph",
    "# a heading\n\nSetext\n===",
    "*a* **b** ~~c~~ `d`",
    "https://a.example/x?y=1&z=2",
    "[a](https://a.example) ![b](https://b.example/b.png)",
    "> quote\n> > deeper",
    "- a\n- b\n  1. c\n",
    "```rust\nfn main() {}\n```",
    "| a | b |\n|:--|--:|\n| 1 | 2 |",
    "- [ ] task",
    "<b>html</b> & <script>x</script>",
    "***",
    "ümläuts 李 👩‍💻 \u{202E}turned",
];

#[test]
fn a_preview_is_what_posting_gives_to_the_byte() {
    for images in ["false", "true"] {
        let server = Setup::new().site_flags(&["--images", images]).start();
        let visitor = server.visitor();
        for text in TEXTS {
            let previewed = visitor.preview(text).json_of(200);
            assert_eq!(previewed["html"], visitor.post(&draft(text)).json_of(201)["html"], "{text}");
        }
    }
}

#[test]
fn a_preview_needs_no_token_and_leaves_no_trace() {
    let server = Server::start();
    let answer = server.client().preview("**x**");
    assert_eq!(answer.header("cache-control"), Some("private, no-store"));
    assert_eq!(answer.json_of(200), json!({"html": "<p><strong>x</strong></p>\n"}));
    assert_eq!(server.client().read()["page"]["comments"], 0);
}

#[test]
fn a_preview_refuses_what_posting_would() {
    let server = Setup::new().site_flags(&["--max-length", "5"]).start();
    for body in ["", "   ", "123456", "\u{200B}", "\u{7}"] {
        server.client().preview(body).field_problem(422, "invalid_request", "body");
    }
}
