use super::{AccountId, BanId, Invalid, PageId};

/// Numbers of the store, as they are written outside: decimal digits that mean nothing but themselves.
macro_rules! written_as_digits {
    ($($id:ty),*) => {$(
        impl $id {
            pub fn parse(text: &str) -> Result<Self, Invalid> {
                text.parse().map(Self).map_err(|_| Invalid::new("an id is a whole number"))
            }
        }

        impl std::fmt::Display for $id {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

written_as_digits!(AccountId, BanId, PageId);
