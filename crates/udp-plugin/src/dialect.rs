use std::num::NonZeroU32;

/// Which server program speaks: the two differ in a text's width and in two units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dialect {
    /// Kunos' acServer.
    #[default]
    AcServer,
    /// AssettoServer with `EnableLegacyPluginInterface`.
    AssettoServer,
}

impl Dialect {
    /// The duration of [`crate::SetSession`] in this program's unit: acServer counts seconds,
    /// AssettoServer minutes.
    #[must_use]
    pub fn session_time(self, minutes: NonZeroU32) -> u32 {
        match self {
            Self::AcServer => minutes.get().saturating_mul(60),
            Self::AssettoServer => minutes.get(),
        }
    }

    /// The wait before green of [`crate::SessionInfo`] in seconds: acServer tells milliseconds, capped at
    /// 65 s by the field's width, AssettoServer seconds.
    #[must_use]
    pub fn wait_seconds(self, wait: u16) -> u16 {
        match self {
            Self::AcServer => wait / 1000,
            Self::AssettoServer => wait,
        }
    }
}
