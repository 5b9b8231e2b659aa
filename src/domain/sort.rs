use super::{CommentId, Invalid};

/// The order of the roots of a thread. Replies stand oldest first under each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sort {
    Newest,
    Oldest,
    /// Score, then more upvotes, then newest.
    Top,
}

impl Sort {
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        match text {
            "newest" => Ok(Self::Newest),
            "oldest" => Ok(Self::Oldest),
            "top" => Ok(Self::Top),
            _ => Err(Invalid::new("the sort must be newest, oldest or top")),
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Newest => "newest",
            Self::Oldest => "oldest",
            Self::Top => "top",
        }
    }
}

/// The place of a root in its sort: where the next page of a thread begins. It names what it sorts by and not a distance,
/// so that comments posted in between move nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cursor {
    Newest(CommentId),
    Oldest(CommentId),
    Top { score: i64, up: u32, id: CommentId },
}

impl Cursor {
    /// Reads what [`Display`](std::fmt::Display) writes, for the sort it was made for.
    pub fn parse(text: &str, sort: Sort) -> Result<Self, Invalid> {
        let wrong = || {
            Invalid::new(format!(
                "the cursor is not one of a thread sorted by {}; take `next` from such an answer, or leave it out",
                sort.as_str()
            ))
        };
        let read_id = |text| CommentId::parse(text).map_err(|_| wrong());
        let (kind, rest) = text.split_once('.').ok_or_else(wrong)?;
        match (kind, sort) {
            ("n", Sort::Newest) => read_id(rest).map(Self::Newest),
            ("o", Sort::Oldest) => read_id(rest).map(Self::Oldest),
            ("t", Sort::Top) => {
                let mut parts = rest.splitn(3, '.');
                let mut part = || parts.next().ok_or_else(wrong);
                let score = part()?.parse().map_err(|_| wrong())?;
                let up = part()?.parse().map_err(|_| wrong())?;
                Ok(Self::Top { score, up, id: read_id(part()?)? })
            }
            _ => Err(wrong()),
        }
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Newest(id) => write!(f, "n.{id}"),
            Self::Oldest(id) => write!(f, "o.{id}"),
            Self::Top { score, up, id } => write!(f, "t.{score}.{up}.{id}"),
        }
    }
}

/// The place in a branch where more of it begins: behind the last comment shown. Those above it are named too, so that the place is still
/// found after that comment was deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BranchCursor {
    /// How many of the branch stand before this place.
    pub shown: u32,
    /// The last comment shown, its parent, and so on: at least one, at most [`Self::MAX_LINE`].
    pub line: Vec<CommentId>,
}

impl BranchCursor {
    pub const MAX_LINE: usize = 8;

    /// Reads what [`Display`](std::fmt::Display) writes.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let wrong = || Invalid::new("the cursor is not one of a branch; take `after` from a comment's `more`, or leave it out");
        let (shown, line) = text.split_once('.').ok_or_else(wrong)?;
        let line: Vec<_> = line.split('.').map(CommentId::parse).collect::<Result<_, _>>().map_err(|_| wrong())?;
        if line.len() > Self::MAX_LINE {
            return Err(wrong());
        }
        Ok(Self { shown: shown.parse().map_err(|_| wrong())?, line })
    }
}

impl std::fmt::Display for BranchCursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.shown)?;
        self.line.iter().try_for_each(|id| write!(f, ".{id}"))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_cursor_reads_back_what_it_writes(score in any::<i64>(), up in any::<u32>(), id in 0..i64::MAX) {
            let id = CommentId::from_i64(id);
            let cursors = [(Sort::Newest, Cursor::Newest(id)), (Sort::Oldest, Cursor::Oldest(id)), (Sort::Top, Cursor::Top { score, up, id })];
            for (sort, cursor) in cursors {
                prop_assert_eq!(Cursor::parse(&cursor.to_string(), sort), Ok(cursor));
                let others = cursors.iter().filter(|(other, _)| *other != sort);
                for (other, _) in others {
                    prop_assert!(Cursor::parse(&cursor.to_string(), *other).is_err());
                }
            }
        }

        #[test]
        fn a_branch_cursor_reads_back_what_it_writes(line in prop::collection::vec(0..i64::MAX, 1..=8), shown in any::<u32>()) {
            let cursor = BranchCursor { shown, line: line.into_iter().map(CommentId::from_i64).collect() };
            prop_assert_eq!(BranchCursor::parse(&cursor.to_string()), Ok(cursor));
        }

        #[test]
        fn no_text_makes_a_cursor_panic(text in "\\PC{0,40}|[not]\\.[-0-9a-v.]{0,30}") {
            for sort in [Sort::Newest, Sort::Oldest, Sort::Top] {
                let _ = Cursor::parse(&text, sort);
            }
            let _ = BranchCursor::parse(&text);
        }
    }
}
