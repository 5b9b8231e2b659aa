use super::{Change, Hold, HoldWord, Invalid, Origin, Rules, Site, SiteName, SiteSettings, Sort, TimeZoneName};

/// What is to be different about a site; the rest stays as it is when the change is made.
#[derive(Debug, Clone, Default)]
pub struct SiteChange {
    pub name: Option<SiteName>,
    pub origins: Option<Vec<Origin>>,
    pub settings: SettingsChange,
}

/// What is to be different about a site's settings.
#[derive(Debug, Clone, Default)]
pub struct SettingsChange {
    pub default_sort: Option<Sort>,
    pub edit_window_seconds: Option<u32>,
    pub max_length: Option<u32>,
    pub images: Option<bool>,
    pub votes_per_network: Option<u32>,
    pub time_zone: Option<TimeZoneName>,
    pub hold: Option<Hold>,
    pub hold_links: Change<u32>,
    pub hold_words: Option<Vec<HoldWord>>,
    pub close_after_days: Change<u32>,
}

impl SiteChange {
    pub(crate) fn apply(self, before: Site) -> Site {
        Site {
            name: self.name.unwrap_or(before.name),
            origins: self.origins.unwrap_or(before.origins),
            settings: self.settings.apply(before.settings),
            ..before
        }
    }
}

impl SettingsChange {
    /// Whether good settings stay good with it. No two of them depend on each other, so it does not matter which they are.
    pub fn check(self) -> Result<Self, Invalid> {
        self.clone().apply(SiteSettings::default()).check().map(|()| self)
    }

    pub fn apply(self, before: SiteSettings) -> SiteSettings {
        SiteSettings {
            default_sort: self.default_sort.unwrap_or(before.default_sort),
            edit_window_seconds: self.edit_window_seconds.unwrap_or(before.edit_window_seconds),
            max_length: self.max_length.unwrap_or(before.max_length),
            images: self.images.unwrap_or(before.images),
            votes_per_network: self.votes_per_network.unwrap_or(before.votes_per_network),
            time_zone: self.time_zone.unwrap_or(before.time_zone),
            rules: Rules {
                hold: self.hold.unwrap_or(before.rules.hold),
                hold_links: self.hold_links.apply(before.rules.hold_links),
                hold_words: self.hold_words.map_or(before.rules.hold_words, Into::into),
                close_after_days: self.close_after_days.apply(before.rules.close_after_days),
            },
        }
    }
}
