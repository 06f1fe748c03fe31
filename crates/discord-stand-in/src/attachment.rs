//! A handle on a file on the CDN, to make its line worse and to see what was fetched.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::cdn::{self, Folder, Line, Upload};
use super::{Content, Discord, Member, Shared, Snowflake};

/// A file that a member attached, or that lies somewhere on the web.
#[derive(Clone)]
pub struct Attachment {
    shared: Arc<Shared>,
    pub(super) upload: Arc<Upload>,
}

impl Attachment {
    /// Its id.
    pub fn id(&self) -> Snowflake {
        self.upload.id
    }

    /// Its name, as Discord made it fit for an address.
    pub fn name(&self) -> &str {
        &self.upload.name
    }

    /// Its address, freshly signed.
    pub fn url(&self) -> String {
        self.shared.read(|state| cdn::url(state, &self.upload))
    }

    /// Answers with the whole file, whatever range is asked for.
    #[must_use]
    pub fn without_ranges(self) -> Self {
        self.with(|line| line.no_ranges = true)
    }

    /// Cuts the next `times` answers after so many bytes.
    #[must_use]
    pub fn cut_after(self, bytes: u64, times: usize) -> Self {
        self.with(|line| line.cut = Some((bytes, times)))
    }

    /// Cuts every answer after so many bytes.
    #[must_use]
    pub fn always_cut_after(self, bytes: u64) -> Self {
        self.cut_after(bytes, usize::MAX)
    }

    /// Sends so many bytes of each answer, and then nothing more, without closing.
    #[must_use]
    pub fn stall_after(self, bytes: u64) -> Self {
        self.with(|line| line.stall_after = Some(bytes))
    }

    /// Sends no faster than this.
    #[must_use]
    pub fn slow_to(self, bytes_per_second: u64) -> Self {
        self.with(|line| line.bytes_per_second = Some(bytes_per_second))
    }

    /// The first answer comes from the origin, later ones from a cache beside it: their ETags differ.
    #[must_use]
    pub fn cached_on_the_way(self) -> Self {
        self.with(|line| line.cached = true)
    }

    /// The file is deleted: 404 from now on.
    #[must_use]
    pub fn gone(self) -> Self {
        self.with(|line| line.gone = true)
    }

    /// Every address of the file expires now.
    #[must_use]
    pub fn expired(self) -> Self {
        self.with(|line| line.expired = true)
    }

    /// The line works again.
    pub fn mend(&self) {
        self.upload.change(|line| *line = Line::default());
    }

    /// How many bytes were sent in all.
    pub fn bytes_served(&self) -> u64 {
        self.upload.bytes.load(Ordering::Relaxed)
    }

    /// How many requests came.
    pub fn requests_served(&self) -> u64 {
        self.upload.requests.load(Ordering::Relaxed)
    }

    fn with(self, deed: impl FnOnce(&mut Line)) -> Self {
        self.upload.change(deed);
        self
    }
}

impl Discord {
    /// A member attaches a file; use it as an option's value.
    ///
    /// # Panics
    /// When it is larger than [`super::Options::attachment_size_limit`]: Discord would not let
    /// them.
    #[track_caller]
    pub fn upload(&self, _member: Member, name: &str, content: impl Into<Content>) -> Attachment {
        let content = content.into();
        let limit = self.look(|state| state.attachment_size_limit);
        let size = content.len();
        assert!(
            size <= limit,
            "Discord takes files of up to {limit} bytes; {name} has {size}"
        );
        let folder = Folder::Command(self.application_id());
        self.host_in(folder, name, content)
    }

    /// Puts a file of any size at an address on the web, outside any message.
    pub fn host(&self, name: &str, content: impl Into<Content>) -> Attachment {
        let folder = Folder::Channel(Snowflake::from(1));
        self.host_in(folder, name, content.into())
    }

    fn host_in(&self, folder: Folder, name: &str, content: Content) -> Attachment {
        let upload = self
            .shared
            .with(|state| cdn::store(state, folder, name, content));
        Attachment {
            shared: self.shared.clone(),
            upload,
        }
    }
}
