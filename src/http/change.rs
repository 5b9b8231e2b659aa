use serde::{Deserialize, Deserializer};

/// What a request says of something that can be cleared: nothing at all, null, or a value.
#[derive(Debug, Clone, Default)]
pub(super) enum Change<T> {
    #[default]
    Keep,
    Clear,
    Set(T),
}

impl<T> Change<T> {
    /// The new value, where there was `before`.
    pub(super) fn apply(self, before: Option<T>) -> Option<T> {
        match self {
            Self::Keep => before,
            Self::Clear => None,
            Self::Set(value) => Some(value),
        }
    }

    /// `parse` says nothing where the value is not good, or counts as none.
    pub(super) fn parse<U>(self, parse: impl FnOnce(T) -> Option<U>) -> Change<U> {
        match self {
            Self::Keep => Change::Keep,
            Self::Clear => Change::Clear,
            Self::Set(value) => parse(value).map_or(Change::Clear, Change::Set),
        }
    }
}

/// For fields with `#[serde(default)]`: one that is not there is never deserialized.
impl<'de, T: Deserialize<'de>> Deserialize<'de> for Change<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize(deserializer)?.map_or(Self::Clear, Self::Set))
    }
}
