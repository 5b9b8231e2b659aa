//! How the comments of a page answer each other.

use clap::ValueEnum;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Shape {
    /// Roots alone.
    Flat,
    /// One root, and each comment answers the one before.
    Chain,
    /// One root, and all others answer it.
    Wide,
    /// A fifth are roots r, each with r <- a <- b <- c and r <- d; the answers come while other roots are being written.
    Usual,
}

/// How many conversations of the usual shape go on at the same time, where a page has that many.
const AT_THE_SAME_TIME: u32 = 20;
/// Comments of one conversation: r, a, b, c, d.
const IN_CONVERSATION: u32 = 5;

impl Shape {
    /// Which comment of a page of `on_page` the `number`th answers; both count from 0, in the order of time.
    pub(crate) fn parent_of(self, number: u32, on_page: u32) -> Option<u32> {
        match self {
            Self::Flat => None,
            Self::Chain => number.checked_sub(1),
            Self::Wide => (number > 0).then_some(0),
            Self::Usual => usual_parent(number, (on_page / IN_CONVERSATION).clamp(1, AT_THE_SAME_TIME)),
        }
    }
}

/// Some conversations advance side by side: first their roots, then all a, all b, all c, all d.
fn usual_parent(number: u32, side_by_side: u32) -> Option<u32> {
    let within = number % (side_by_side * IN_CONVERSATION);
    let (step, conversation) = (within / side_by_side, within % side_by_side);
    let answers_step = match step {
        0 => return None,
        1 | 4 => 0,
        _ => step - 1,
    };
    Some(number - within + answers_step * side_by_side + conversation)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_usual_hundred_is_twenty_roots_with_three_in_a_row_and_one_beside() {
        let parents: Vec<_> = (0..100).map(|number| Shape::Usual.parent_of(number, 100)).collect();
        assert_eq!(parents.iter().filter(|parent| parent.is_none()).count(), 20);
        // The first conversation: r is 0, a 20, b 40, c 60, d 80.
        assert_eq!([parents[20], parents[40], parents[60], parents[80]], [Some(0), Some(20), Some(40), Some(0)]);
        assert_eq!(Shape::Usual.parent_of(1_020, 2_000), Some(1_000));
    }
}
