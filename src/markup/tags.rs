//! Reads what the sanitiser wrote, piece by piece. Its output is regular: tags are closed, attributes quoted, text escaped.

/// A tag, or what stands between two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// `raw` is the whole tag, here and below.
    Open {
        name: &'a str,
        raw: &'a str,
    },
    Close {
        name: &'a str,
        raw: &'a str,
    },
    /// Still escaped.
    Text(&'a str),
}

impl Piece<'_> {
    /// The value of an attribute, in plain characters.
    pub(super) fn attribute(&self, wanted: &str) -> Option<String> {
        let Self::Open { raw, .. } = self else { return None };
        let rest = raw.split_once(&format!(" {wanted}=\""))?.1;
        rest.split('"').next().map(unescape)
    }
}

pub(super) fn pieces(html: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = html;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = if rest.starts_with('<') { end_of_tag(rest) } else { rest.find('<').unwrap_or(rest.len()) };
        let (piece, after) = rest.split_at(end);
        rest = after;
        Some(read(piece))
    })
}

fn read(piece: &str) -> Piece<'_> {
    let Some(inside) = piece.strip_prefix('<') else { return Piece::Text(piece) };
    let name_of = |text: &'_ str| text.split([' ', '>', '/', '\n', '\t']).next().unwrap_or_default().len();
    match inside.strip_prefix('/') {
        Some(closing) => Piece::Close { name: &closing[..name_of(closing)], raw: piece },
        None => Piece::Open { name: &inside[..name_of(inside)], raw: piece },
    }
}

/// Behind the `>` that ends a tag; one within quotes does not.
fn end_of_tag(tag: &str) -> usize {
    let mut quoted = false;
    let end = tag.bytes().position(|byte| {
        quoted ^= byte == b'"';
        byte == b'>' && !quoted
    });
    end.map_or(tag.len(), |end| end + 1)
}

/// The characters that the sanitiser's entities stand for.
pub(super) fn unescape(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&nbsp;", "\u{A0}").replace("&amp;", "&")
}

pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\u{A0}', "&nbsp;")
}
