use std::ffi::OsString;
use std::io::ErrorKind;
use std::process::{Output, Stdio};
use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use super::{Cause, SendError, Stage};
use crate::mail::Composed;

/// The program of that name. It is often where only root looks.
const PROGRAMS: [&str; 3] = ["sendmail", "/usr/sbin/sendmail", "/usr/lib/sendmail"];

/// Exit codes that sendmail programs share (`sysexits.h`).
const USAGE: i32 = 64;
const BAD_DATA: i32 = 65;
const NO_USER: i32 = 67;
const NO_PERMISSION: i32 = 77;

/// Hands mails to a program.
pub(super) struct Sendmail {
    pub(super) programs: Vec<OsString>,
}

impl Default for Sendmail {
    fn default() -> Self {
        Self { programs: PROGRAMS.map(OsString::from).into() }
    }
}

impl Sendmail {
    pub(super) async fn send(&self, composed: &Composed, within: Duration) -> Result<(), Cause> {
        let failed = |words: String| Cause::temporary(Stage::Program, words);
        for program in &self.programs {
            let output = match tokio::time::timeout(within, run(program, composed)).await {
                Ok(Err(error)) if error.kind() == ErrorKind::NotFound => continue,
                Ok(Err(error)) => return Err(failed(format!("{}: {error}", program.display()))),
                Err(_) => return Err(failed(format!("{} did not end within {} seconds", program.display(), within.as_secs()))),
                Ok(Ok(output)) => output,
            };
            return judge(&output);
        }
        Err(failed("there is no program sendmail on this computer".into()))
    }
}

async fn run(program: &OsString, composed: &Composed) -> std::io::Result<Output> {
    let mut child = Command::new(program)
        // A line with a dot alone ends nothing.
        .arg("-i")
        .arg("-f")
        .arg(&composed.from)
        .arg("--")
        .arg(&composed.to)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    if let Some(mut input) = child.stdin.take() {
        // On Unix it is given text files, whose lines end as there.
        let text = String::from_utf8_lossy(composed.raw()).replace("\r\n", "\n");
        match input.write_all(text.as_bytes()).await {
            // It has ended early: its words say why.
            Err(error) if error.kind() != ErrorKind::BrokenPipe => return Err(error),
            _ => {}
        }
    }
    child.wait_with_output().await
}

fn judge(output: &Output) -> Result<(), Cause> {
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr).split_whitespace().collect::<Vec<_>>().join(" ");
    let words = format!("sendmail ended with {}: {said}", output.status);
    let error = match output.status.code() {
        Some(NO_USER) => SendError::BadAddress(words),
        Some(USAGE | BAD_DATA | NO_PERMISSION) => SendError::Permanent(words),
        _ => SendError::Temporary(words),
    };
    Err(Cause { stage: Stage::Program, error })
}
