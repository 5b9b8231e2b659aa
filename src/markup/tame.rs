//! Makes the parsed text fit a comment: headings that do not shout, images as links.

use comrak::Arena;
use comrak::nodes::{AstNode, NodeLink, NodeValue};

use super::{Allowed, MarkupError};

/// Browsers stop nesting at 512; no honest comment comes near this.
pub(super) const MAX_NESTING: usize = 60;

pub(super) fn check_nesting<'a>(document: &'a AstNode<'a>) -> Result<(), MarkupError> {
    let mut depth = 0_usize;
    for edge in document.traverse() {
        match edge {
            comrak::arena_tree::NodeEdge::Start(_) => depth += 1,
            comrak::arena_tree::NodeEdge::End(_) => depth -= 1,
        }
        if depth > MAX_NESTING {
            return Err(MarkupError::NestedTooDeep);
        }
    }
    Ok(())
}

pub(super) fn tame<'a>(arena: &'a Arena<'a>, document: &'a AstNode<'a>, allowed: Allowed) {
    let nodes: Vec<_> = document.descendants().collect();
    for node in nodes {
        let value = node.data().value.clone();
        match value {
            NodeValue::Heading(_) => heading_to_strong_paragraph(arena, node),
            NodeValue::Image(image) if !allowed.images => image_to_link(arena, node, *image),
            _ => {}
        }
    }
}

fn heading_to_strong_paragraph<'a>(arena: &'a Arena<'a>, heading: &'a AstNode<'a>) {
    let strong = arena.alloc(NodeValue::Strong.into());
    let children: Vec<_> = heading.children().collect();
    for child in children {
        strong.append(child);
    }
    heading.data_mut().value = NodeValue::Paragraph;
    heading.append(strong);
}

/// The description becomes the link's text; without one the address does.
fn image_to_link<'a>(arena: &'a Arena<'a>, node: &'a AstNode<'a>, image: NodeLink) {
    if node.first_child().is_none() {
        node.append(arena.alloc(NodeValue::Text(image.url.clone().into()).into()));
    }
    let inside_link = node.ancestors().skip(1).any(|above| matches!(above.data().value, NodeValue::Link(_)));
    // A link cannot stand in a link: there the description alone is left.
    node.data_mut().value = if inside_link { NodeValue::Emph } else { NodeValue::Link(Box::new(image)) };
}
