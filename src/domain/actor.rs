use super::{CommentId, Invalid};

/// Whoever acts: 63 random bits, so that two visitors never meet and none can be guessed from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ActorId(i64);

impl ActorId {
    /// Takes 64 random bits; the top one is dropped so that the number fits a signed database integer.
    pub fn from_random(bits: u64) -> Self {
        Self((bits >> 1).cast_signed())
    }

    pub(crate) fn from_i64(value: i64) -> Self {
        Self(value)
    }

    pub fn as_i64(self) -> i64 {
        self.0
    }

    pub fn parse(text: &str) -> Result<Self, Invalid> {
        CommentId::parse(text).map(|id| Self(id.as_i64()))
    }
}

impl std::fmt::Display for ActorId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        CommentId::from_i64(self.0).fmt(f)
    }
}

/// A keyed hash of the network an actor comes from; the key's salt rotates, so that old hashes cannot be linked to new ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct NetworkHash(i64);

impl NetworkHash {
    pub fn from_bytes(bytes: [u8; 8]) -> Self {
        Self(i64::from_be_bytes(bytes))
    }

    pub(crate) fn from_i64(value: i64) -> Self {
        Self(value)
    }

    pub fn as_i64(self) -> i64 {
        self.0
    }
}

/// One signing-in: 63 random bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SessionId(i64);

impl SessionId {
    /// Takes 64 random bits; the top one is dropped so that the number fits a signed database integer.
    pub fn from_random(bits: u64) -> Self {
        Self((bits >> 1).cast_signed())
    }

    pub fn as_i64(self) -> i64 {
        self.0
    }

    pub fn parse(text: &str) -> Result<Self, Invalid> {
        CommentId::parse(text).map(|id| Self(id.as_i64()))
    }
}

impl std::fmt::Display for SessionId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        CommentId::from_i64(self.0).fmt(f)
    }
}
