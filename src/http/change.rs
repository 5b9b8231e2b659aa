use serde::{Deserialize, Deserializer};

use crate::domain::Change;

/// Null clears. For fields with `#[serde(default)]`: one that is not there is never deserialized, and is kept.
impl<'de, T: Deserialize<'de>> Deserialize<'de> for Change<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::to(Option::deserialize(deserializer)?))
    }
}
