use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;

use tempfile::TempDir;

use super::wait::wait_for;

/// A folder with a configuration and the data of one server; gone when dropped.
pub(crate) struct Folder {
    root: TempDir,
}

struct KilledWhenDropped(Child);

impl Drop for KilledWhenDropped {
    fn drop(&mut self) {
        // Ended already, or ended now.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn read(mut stream: impl Read + Send + 'static) -> JoinHandle<String> {
    std::thread::spawn(move || {
        let mut text = String::new();
        stream.read_to_string(&mut text).expect("the program writes UTF-8");
        text
    })
}

/// Containers have 64 MiB there where nobody has asked for more, which a few tests at once would fill.
fn is_containers_own(memory: &Path) -> bool {
    let mounts = fs::read_to_string("/proc/self/mounts").unwrap_or_default();
    mounts.lines().any(|mount| mount.split(' ').nth(1).map(Path::new) == Some(memory) && mount.contains("size=65536k"))
}

/// What a command of the program answered.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Folder {
    /// In memory where the system has a folder for that: waiting for a disk proves nothing here, and takes most of the time.
    pub(crate) fn empty() -> Self {
        let memory = Path::new("/dev/shm");
        let root = if memory.is_dir() && !is_containers_own(memory) { TempDir::new_in(memory) } else { TempDir::new() };
        Self { root: root.expect("a temporary folder") }
    }

    pub(crate) fn with_config(text: &str) -> Self {
        let folder = Self::empty();
        fs::write(folder.config(), text).expect("the configuration is written");
        folder
    }

    pub(crate) fn path(&self) -> &Path {
        self.root.path()
    }

    pub(crate) fn config(&self) -> PathBuf {
        self.path().join("config.toml")
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.path().join("data")
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.data().join("rejoinder.db")
    }

    /// The program, to be run inside the folder with nothing of the tests' own environment.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rejoinder"));
        command.args(arguments).current_dir(self.path()).env_clear().stdin(Stdio::null());
        command
    }

    /// Runs a command to its end, with this folder's configuration.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        let config = self.config();
        let config = ["--config", config.to_str().expect("temporary folders have plain names")];
        self.run_bare(&[arguments, &config].concat())
    }

    /// Runs a command to its end, with this folder's configuration and this on its standard input.
    pub(crate) fn run_with_input(&self, arguments: &[&str], input: &str) -> Ran {
        let (config, path) = (self.config(), self.path().join("input"));
        let config = ["--config", config.to_str().expect("temporary folders have plain names")];
        fs::write(&path, input).expect("the input is written");
        let mut command = self.command(&[arguments, &config].concat());
        command.stdin(fs::File::open(path).expect("the input can be read"));
        Ran::to_the_end(command)
    }

    /// Runs a command to its end, with just these arguments.
    pub(crate) fn run_bare(&self, arguments: &[&str]) -> Ran {
        Ran::to_the_end(self.command(arguments))
    }
}

impl Ran {
    /// Runs a command that ends by itself; one that does not is killed, and fails the test.
    pub(crate) fn to_the_end(mut command: Command) -> Self {
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
        let mut child = KilledWhenDropped(child);
        let stdout = read(child.0.stdout.take().expect("standard output is piped"));
        let stderr = read(child.0.stderr.take().expect("standard error is piped"));
        let status = wait_for("the command to end", || child.0.try_wait().expect("the process can be waited for"));
        let text = |reader: JoinHandle<String>| reader.join().expect("the program writes UTF-8");
        Self { code: status.code(), stdout: text(stdout), stderr: text(stderr) }
    }

    /// What it said, given that it went well.
    #[track_caller]
    pub(crate) fn success(self) -> String {
        assert_eq!(self.code, Some(0), "{self:?}");
        self.stdout
    }

    /// The one line it said on standard error, given that it ended with this code.
    #[track_caller]
    pub(crate) fn failure(self, code: i32) -> String {
        assert_eq!(self.code, Some(code), "{self:?}");
        let line = self.stderr.trim_end();
        assert!(!line.is_empty() && !line.contains('\n'), "one line on standard error, not {:?}", self.stderr);
        line.to_owned()
    }
}
