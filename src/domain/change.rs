/// What is asked about something that can be cleared: nothing at all, that it be cleared, or another value.
#[derive(Debug, Clone, Default)]
pub enum Change<T> {
    #[default]
    Keep,
    Clear,
    Set(T),
}

impl<T> Change<T> {
    pub(crate) fn to(value: Option<T>) -> Self {
        value.map_or(Self::Clear, Self::Set)
    }

    /// The new value, where there was `before`.
    pub(crate) fn apply(self, before: Option<T>) -> Option<T> {
        match self {
            Self::Keep => before,
            Self::Clear => None,
            Self::Set(value) => Some(value),
        }
    }

    /// `parse` says nothing where the value is not good, or counts as none.
    pub(crate) fn parse<U>(self, parse: impl FnOnce(T) -> Option<U>) -> Change<U> {
        match self {
            Self::Keep => Change::Keep,
            Self::Clear => Change::Clear,
            Self::Set(value) => Change::to(parse(value)),
        }
    }
}
