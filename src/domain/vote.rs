use super::Invalid;

/// What an actor thinks of a comment or a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Vote {
    Down,
    /// No vote, or one taken back.
    None,
    Up,
}

impl Vote {
    pub fn parse(value: i64) -> Result<Self, Invalid> {
        match value {
            -1 => Ok(Self::Down),
            0 => Ok(Self::None),
            1 => Ok(Self::Up),
            _ => Err(Invalid::new("a vote is -1, 0 or 1")),
        }
    }

    pub fn value(self) -> i8 {
        match self {
            Self::Down => -1,
            Self::None => 0,
            Self::Up => 1,
        }
    }

    /// What the change from `self` to `new` adds to the upvotes and to the downvotes.
    pub fn change_to(self, new: Self) -> (i64, i64) {
        let count = |vote, kind| i64::from(vote == kind);
        (count(new, Self::Up) - count(self, Self::Up), count(new, Self::Down) - count(self, Self::Down))
    }
}
