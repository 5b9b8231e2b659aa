//! A file that nobody else can read and that is replaced whole.

use std::fs::{self, File};
use std::io::{ErrorKind, Read, Write};
use std::path::Path;

use super::SecretsError;

/// What is being written, until it takes the other's place.
pub(super) const TEMPORARY: &str = ".secrets.toml.new";

/// Held by whoever changes the secrets, until it is dropped: of two who make or rotate them at once, the second builds on the first's.
pub(super) fn lock(folder: &Path) -> Result<Option<File>, SecretsError> {
    let io = |error| SecretsError::Io(folder.to_owned(), error);
    // Only Unix opens folders as files.
    if !cfg!(unix) {
        return Ok(None);
    }
    let file = File::open(folder).map_err(io)?;
    match file.lock() {
        Ok(()) => Ok(Some(file)),
        // Some network file systems have no locks; who keeps a database there lives without.
        Err(error) if error.kind() == ErrorKind::Unsupported => Ok(None),
        Err(error) => Err(io(error)),
    }
}

/// None where there is none. One that others can read is refused.
pub(super) fn read(path: &Path) -> Result<Option<String>, SecretsError> {
    let io = |error| SecretsError::Io(path.to_owned(), error);
    let mut file = match File::open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        other => other.map_err(io)?,
    };
    if is_exposed(&file).map_err(io)? {
        return Err(SecretsError::Exposed(path.to_owned()));
    }
    let mut text = String::new();
    file.read_to_string(&mut text).map_err(io)?;
    Ok(Some(text))
}

/// Whoever reads or loses power meanwhile finds the old file or the new one, whole.
pub(super) fn replace(folder: &Path, path: &Path, text: &str) -> std::io::Result<()> {
    let temporary = folder.join(TEMPORARY);
    // Left behind by somebody who was killed; whoever holds the lock is alone here.
    match fs::remove_file(&temporary) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = create(&temporary)?;
    file.write_all(text.as_bytes())?;
    keep_owner(&file, path)?;
    file.sync_all()?;
    fs::rename(&temporary, path)?;
    sync_folder(folder)
}

fn create(path: &Path) -> std::io::Result<File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(unix)]
fn is_exposed(file: &File) -> std::io::Result<bool> {
    use std::os::unix::fs::PermissionsExt;
    Ok(file.metadata()?.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn is_exposed(_: &File) -> std::io::Result<bool> {
    Ok(false)
}

/// The server must be able to read what root has rotated.
#[cfg(unix)]
fn keep_owner(file: &File, replaced: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::{MetadataExt, fchown};
    let owner = match fs::metadata(replaced) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    let own = file.metadata()?;
    let same = (own.uid(), own.gid()) == (owner.uid(), owner.gid());
    if same { Ok(()) } else { fchown(file, Some(owner.uid()), Some(owner.gid())) }
}

#[cfg(not(unix))]
fn keep_owner(_: &File, _: &Path) -> std::io::Result<()> {
    Ok(())
}

/// A renamed file is on the disk when its folder is.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> std::io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> std::io::Result<()> {
    Ok(())
}
