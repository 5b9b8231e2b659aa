use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use super::builders::{ORIGIN, SITE};
use super::client::Client;
use super::folder::Folder;
use super::mailing::{PUBLIC_URL, SENDER};
use super::smtp::Smtp;
use super::wait::wait_for;

const START_DEADLINE: Duration = Duration::from_secs(30);

/// How a server is set up, before it starts.
pub(crate) struct Setup {
    limits: &'static str,
    server: &'static str,
    log_level: &'static str,
    mail: String,
    sites: Vec<Vec<&'static str>>,
}

impl Setup {
    /// No rate limits, and the site `blog`.
    pub(crate) fn new() -> Self {
        Self {
            limits: "enabled = false",
            server: "",
            log_level: "info",
            mail: String::new(),
            sites: vec![vec![SITE, "--name", "Low Water", "--origin", ORIGIN]],
        }
    }

    /// The section `[limits]`.
    pub(crate) fn limits(self, limits: &'static str) -> Self {
        Self { limits, ..self }
    }

    /// More of the section `[server]`.
    pub(crate) fn server(self, server: &'static str) -> Self {
        Self { server, ..self }
    }

    /// So few snapshots that what is read is soon forgotten.
    pub(crate) fn small_cache(self) -> Self {
        self.server("\n[cache]\nsize_mib = 1")
    }

    pub(crate) fn log_level(self, log_level: &'static str) -> Self {
        Self { log_level, ..self }
    }

    /// Sends mail through this mail server, tries again soon, and knows where readers' browsers find it.
    pub(crate) fn mail(self, smtp: &Smtp) -> Self {
        self.mail_through(&format!("smtp://{}", smtp.address()))
    }

    /// The same with an address of its own, unless there is one already.
    pub(crate) fn mail_through(self, smtp_url: &str) -> Self {
        if self.mail.contains("smtp_url") {
            return self;
        }
        let sender = format!("Low Water <{SENDER}>");
        let keys = format!("transport = \"smtp\"\nsmtp_url = {smtp_url:?}\nfrom = {sender:?}\nretry_seconds = 1\n");
        let per_minute = if self.mail.contains("per_minute") { "" } else { "per_minute = 6000\n" };
        Self { mail: [keys.as_str(), per_minute, &self.mail].concat(), ..self }
    }

    /// More of the section `[mail]`, or all of it.
    pub(crate) fn mail_keys(self, keys: &str) -> Self {
        Self { mail: format!("{}{keys}\n", self.mail), ..self }
    }

    /// Other settings of the site `blog`.
    pub(crate) fn site_flags(mut self, flags: &[&'static str]) -> Self {
        self.sites[0].extend(flags);
        self
    }

    /// One more site.
    pub(crate) fn site(mut self, key: &'static str, origin: &'static str) -> Self {
        self.sites.push(vec![key, "--name", key, "--origin", origin]);
        self
    }

    /// Writes the configuration and adds the sites.
    pub(crate) fn prepare(self) -> Folder {
        let public_url = if self.mail.is_empty() { String::new() } else { format!("public_url = {PUBLIC_URL:?}\n") };
        let mut config = format!("[server]\nlisten = \"127.0.0.1:0\"\n{public_url}{}\n\n[data]\nfolder = \"data\"\n", self.server);
        write!(config, "\n[limits]\n{}\n\n[log]\nlevel = {:?}\n", self.limits, self.log_level).expect("text takes text");
        if !self.mail.is_empty() {
            write!(config, "\n[mail]\n{}", self.mail).expect("text takes text");
        }
        let folder = Folder::with_config(&config);
        for site in self.sites {
            folder.run(&[&["site", "add"], &site[..]].concat()).success();
        }
        folder
    }

    pub(crate) fn start(self) -> Server {
        Server::start_in(self.prepare())
    }
}

/// The real program, serving. Killed when dropped.
pub(crate) struct Server {
    running: Running,
    folder: Folder,
}

impl Server {
    /// A server as [`Setup::new`] has it.
    pub(crate) fn start() -> Self {
        Setup::new().start()
    }

    pub(crate) fn start_in(folder: Folder) -> Self {
        Self { running: Running::serve(&folder), folder }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.running.address
    }

    pub(crate) fn folder(&self) -> &Folder {
        &self.folder
    }

    /// A client without a token and without an origin.
    pub(crate) fn client(&self) -> Client {
        Client::new(self.address())
    }

    /// A client that has become a visitor of the site `blog`.
    pub(crate) fn visitor(&self) -> Client {
        self.client().as_visitor_of(SITE)
    }

    /// What the program holds in memory of its own at this moment (Linux tells): files come and go as the system likes.
    pub(crate) fn memory_kib(&self) -> u64 {
        let maps = std::fs::read_to_string(format!("/proc/{}/smaps_rollup", self.running.child.id())).expect("the program runs");
        let line = maps.lines().find_map(|line| line.strip_prefix("Anonymous:")).expect("Linux tells");
        line.trim().trim_end_matches(" kB").parse().expect("it is a number")
    }

    /// What the program has logged so far, with a last word of its own when it has ended.
    pub(crate) fn log(&self) -> String {
        self.running.log.lock().expect("no reader of the log panics").clone()
    }

    /// What the program has said on standard output so far, in whole lines.
    pub(crate) fn said(&self) -> String {
        self.running.said.lock().expect("no reader of the lines panics").clone()
    }

    /// Asks it to stop, as a service manager does.
    pub(crate) fn terminate(&self) {
        assert_eq!(self.client().get("/healthz").status, 200, "it is up and minds signals");
        self.running.signal("TERM");
    }

    /// Asks it to stop while it may still be about to start.
    pub(crate) fn terminate_at_once(&mut self) -> ExitStatus {
        self.running.signal("TERM");
        self.ended()
    }

    /// Waits until it has ended.
    pub(crate) fn ended(&mut self) -> ExitStatus {
        self.running.ended()
    }

    pub(crate) fn stop(&mut self) -> ExitStatus {
        self.terminate();
        self.ended()
    }

    /// As a loss of power would end it.
    pub(crate) fn kill(&mut self) {
        self.running.kill();
    }

    /// Starts it once more on the same folder, at another port.
    pub(crate) fn start_again(&mut self) {
        self.kill();
        self.running = Running::serve(&self.folder);
    }

    /// Stops it and keeps the folder.
    pub(crate) fn into_folder(mut self) -> Folder {
        assert!(self.stop().success(), "{}", self.log());
        self.folder
    }
}

/// A started process with what it writes.
pub(crate) struct Running {
    child: Child,
    pub(crate) address: SocketAddr,
    said: Arc<Mutex<String>>,
    log: Arc<Mutex<String>>,
    logging: Option<JoinHandle<()>>,
}

impl Running {
    fn serve(folder: &Folder) -> Self {
        let config = folder.config();
        Self::start(folder.command(&["serve", "--config", config.to_str().expect("temporary folders have plain names")]))
    }

    /// Starts a command and waits for the line that names its address.
    pub(crate) fn start(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
        let (log, logging) = collect(child.stderr.take().expect("standard error is piped"));
        let said = Arc::default();
        let lines = lines(child.stdout.take().expect("standard output is piped"), Arc::clone(&said));
        let mut running = Self { child, address: SocketAddr::from(([0; 4], 0)), said, log, logging: Some(logging) };
        running.address = running.announced(&lines);
        running
    }

    fn announced(&mut self, lines: &Receiver<String>) -> SocketAddr {
        loop {
            let Ok(line) = lines.recv_timeout(START_DEADLINE) else {
                self.kill();
                panic!("the server does not say where it listens; it logged: {}", self.log.lock().expect("no reader of the log panics"));
            };
            if let Some((_, address)) = line.split_once("listens on http://") {
                return address.parse().expect("an address and a port");
            }
        }
    }

    pub(crate) fn signal(&self, signal: &str) {
        let pid = self.child.id().to_string();
        // Not every system has a program of that name; every shell has the command.
        let sent = Command::new("sh").args(["-c", "kill -s \"$0\" \"$1\"", signal, &pid]).status().expect("sh runs");
        assert!(sent.success(), "the process {pid} takes no signal");
    }

    pub(crate) fn ended(&mut self) -> ExitStatus {
        let status = wait_for("the process to end", || self.child.try_wait().expect("the process can be waited for"));
        self.finish_log();
        status
    }

    fn kill(&mut self) {
        // Ended already, or ended now.
        let _ = self.child.kill();
        let _ = self.child.wait();
        self.finish_log();
    }

    fn finish_log(&mut self) {
        if let Some(logging) = self.logging.take() {
            logging.join().expect("the log was read");
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn collect(mut stream: impl Read + Send + 'static) -> (Arc<Mutex<String>>, JoinHandle<()>) {
    let collected = Arc::new(Mutex::new(String::new()));
    let log = Arc::clone(&collected);
    let thread = std::thread::spawn(move || {
        let mut buffer = [0; 4_096];
        while let Ok(length @ 1..) = stream.read(&mut buffer) {
            log.lock().expect("no reader of the log panics").push_str(&String::from_utf8_lossy(&buffer[..length]));
        }
    });
    (collected, thread)
}

/// Reads on to the end, so that the process can always write.
fn lines(stream: impl Read + Send + 'static, said: Arc<Mutex<String>>) -> Receiver<String> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            said.lock().expect("no reader of the lines panics").extend([line.as_str(), "\n"]);
            // Nobody listens after the first line that matters.
            let _ = sender.send(line);
        }
    });
    receiver
}
