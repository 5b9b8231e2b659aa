use jiff::tz::TimeZone;

use super::Invalid;

/// The zone that a site's times are written in, by its IANA name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeZoneName(String);

impl TimeZoneName {
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let wrong = || Invalid::new("a time zone is a name such as Europe/Berlin, America/New_York or UTC");
        let text = text.trim();
        let zone = TimeZone::get(text).map_err(|_| wrong())?;
        Ok(Self(zone.iana_name().ok_or_else(wrong)?.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// UTC where a newer list of zones has lost the name.
    pub fn to_zone(&self) -> TimeZone {
        TimeZone::get(&self.0).unwrap_or(TimeZone::UTC)
    }
}

impl Default for TimeZoneName {
    fn default() -> Self {
        Self("UTC".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_are_known_by_their_names() {
        assert_eq!(TimeZoneName::parse(" europe/berlin ").unwrap().as_str(), "Europe/Berlin");
        assert_eq!(TimeZoneName::default().to_zone(), TimeZone::UTC);
        for bad in ["", "Berlin", "GMT+25", "../etc/passwd", "x\r\ny"] {
            assert!(TimeZoneName::parse(bad).is_err(), "{bad:?}");
        }
    }
}
