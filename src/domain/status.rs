use super::{CommentId, Invalid, Version};

/// What state a comment is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    Published,
    /// Waits for a moderator.
    Held,
    Spam,
    /// Taken away by a moderator; can be put back for a month.
    Removed,
    /// Deleted by its writer; nothing but its place may be left.
    Deleted,
}

impl Status {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Held => "held",
            Self::Spam => "spam",
            Self::Removed => "removed",
            Self::Deleted => "deleted",
        }
    }

    pub(crate) fn from_stored(text: &str) -> Self {
        match text {
            "published" => Self::Published,
            "held" => Self::Held,
            "spam" => Self::Spam,
            "removed" => Self::Removed,
            _ => Self::Deleted,
        }
    }
}

/// A status that a moderator can give: any but deleted, which is the writer's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decided(Status);

impl Decided {
    pub const PUBLISHED: Self = Self(Status::Published);
    pub const SPAM: Self = Self(Status::Spam);
    pub const REMOVED: Self = Self(Status::Removed);

    pub fn parse(text: &str) -> Result<Self, Invalid> {
        match text {
            "published" => Ok(Self(Status::Published)),
            "held" => Ok(Self(Status::Held)),
            "spam" => Ok(Self(Status::Spam)),
            "removed" => Ok(Self(Status::Removed)),
            _ => Err(Invalid::new("the status must be published, held, spam or removed")),
        }
    }

    pub fn status(self) -> Status {
        self.0
    }
}

/// A comment that is to be decided about or changed.
#[derive(Debug, Clone, Copy)]
pub struct Seen {
    pub comment: CommentId,
    /// The words that were read; where they have changed since, nothing is done. None: whatever they are.
    pub version: Option<Version>,
}
