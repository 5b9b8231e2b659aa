use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::{Cause, Stage};
use crate::mail::Composed;

/// One file per mail. Mails hold addresses and links that act, so nobody else may read them.
pub(super) struct Folder(PathBuf);

impl Folder {
    pub(super) fn new(folder: &Path) -> Self {
        Self(folder.to_owned())
    }

    pub(super) async fn send(&self, composed: &Composed) -> Result<(), Cause> {
        let (folder, name, raw) = (self.0.clone(), name(composed), composed.raw().to_owned());
        let written = tokio::task::spawn_blocking(move || write(&folder, &name, &raw)).await;
        let failed = |why: String| Cause::temporary(Stage::File, format!("{}: {why}", self.0.display()));
        written.map_err(|error| failed(error.to_string()))?.map_err(|error| failed(error.to_string()))
    }
}

/// In the order of time; the same mail to the same address, written in the same second, has the same name.
fn name(composed: &Composed) -> String {
    let digest = Sha256::new().chain_update(composed.message_id()).chain_update([0]).chain_update(composed.to.to_string()).finalize();
    format!("{}-{}.eml", composed.date.strftime("%Y%m%dT%H%M%S"), HEXLOWER.encode(&digest[..6]))
}

/// Whoever reads the folder finds whole files alone.
fn write(folder: &Path, name: &str, raw: &[u8]) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    let temporary = folder.join(format!(".{name}.new"));
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&temporary)?;
    file.write_all(raw)?;
    file.sync_all()?;
    fs::rename(&temporary, folder.join(name))
}
