use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

const FILE: &str = "secrets.toml";

/// What the server must know and nobody else may: made at first start, kept in the data folder, never printed.
#[derive(Clone)]
pub struct Secrets {
    pub token_key: [u8; 32],
    pub network_key: [u8; 32],
}

/// Why the secrets cannot be used. Each names the file.
#[derive(Debug, thiserror::Error)]
pub enum SecretsError {
    #[error("{0}: cannot be read or written: {1}")]
    Io(PathBuf, std::io::Error),
    #[error("{0}: other users of this machine can read it; run `chmod 600` on it")]
    Exposed(PathBuf),
    #[error("{0}: is damaged ({1}); restore it from a backup, or remove it: all visitors then lose their right to edit and take back")]
    Damaged(PathBuf, String),
    #[error("the system gives no random numbers: {0}")]
    NoRandomness(getrandom::Error),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    token_key: String,
    network_key: String,
}

impl Secrets {
    /// Reads the secrets of a data folder; the first call makes them.
    pub fn load_or_create(folder: &Path) -> Result<Self, SecretsError> {
        let path = folder.join(FILE);
        let io = |error| SecretsError::Io(path.clone(), error);
        match fs::read_to_string(&path) {
            Ok(text) => {
                check_mode(&path)?;
                Self::parse(&text).map_err(|reason| SecretsError::Damaged(path.clone(), reason))
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let secrets = Self::random()?;
                secrets.write(&path).map_err(io)?;
                Ok(secrets)
            }
            Err(error) => Err(io(error)),
        }
    }

    fn random() -> Result<Self, SecretsError> {
        let mut secrets = Self { token_key: [0; 32], network_key: [0; 32] };
        getrandom::fill(&mut secrets.token_key).map_err(SecretsError::NoRandomness)?;
        getrandom::fill(&mut secrets.network_key).map_err(SecretsError::NoRandomness)?;
        Ok(secrets)
    }

    fn parse(text: &str) -> Result<Self, String> {
        let stored: Stored = toml::from_str(text).map_err(|_| "it is not the TOML that was written".to_owned())?;
        let key = |name: &str, text: &str| {
            let bytes = data_encoding::BASE64URL_NOPAD.decode(text.as_bytes()).ok();
            bytes.and_then(|bytes| <[u8; 32]>::try_from(bytes).ok()).ok_or(format!("{name} is not 32 bytes in base64url"))
        };
        Ok(Self { token_key: key("token_key", &stored.token_key)?, network_key: key("network_key", &stored.network_key)? })
    }

    fn write(&self, path: &Path) -> std::io::Result<()> {
        let encode = |key: &[u8; 32]| data_encoding::BASE64URL_NOPAD.encode(key);
        let stored = Stored { token_key: encode(&self.token_key), network_key: encode(&self.network_key) };
        let text = toml::to_string(&stored).map_err(std::io::Error::other)?;
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()
    }
}

#[cfg(unix)]
fn check_mode(path: &Path) -> Result<(), SecretsError> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(path).map_err(|error| SecretsError::Io(path.to_owned(), error))?.permissions().mode();
    if mode & 0o077 == 0 { Ok(()) } else { Err(SecretsError::Exposed(path.to_owned())) }
}

#[cfg(not(unix))]
fn check_mode(_: &Path) -> Result<(), SecretsError> {
    Ok(())
}
