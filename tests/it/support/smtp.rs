//! A mail server for tests: it speaks SMTP on loopback, keeps what it is given, and fails on demand.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicU16, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread::JoinHandle;

use super::mail::Mail;
use super::wait::wait_for;

/// How a mail server can fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Nothing listens at its port.
    RefusesConnections,
    /// Takes the connection and says nothing.
    HangsAtConnect,
    /// Takes the message and says nothing.
    HangsAfterData,
    /// Takes the message and says nothing until it is let go.
    HoldsAnswer,
    /// "421 …, closing" instead of a greeting.
    TurnsAway421,
    /// Greets with what is no SMTP.
    GreetsWithGarbage,
    /// "450 …" to MAIL.
    DefersSender450,
    /// "451 …" to RCPT.
    DefersRecipient451,
    /// "550 5.1.1 …" to RCPT: the mailbox does not exist.
    KnowsNoSuchMailbox550,
    /// "554 …" to the message.
    RefusesMessage554,
    /// Takes the message, forgets it, and closes without an answer.
    DropsMessage,
    /// Takes the message, keeps it, and closes without an answer.
    LosesAnswer,
}

/// What it says as [`Fault::DefersRecipient451`].
pub(crate) const DEFERRED: &str = "451 4.3.2 The heron keeps the queue, come back later";
/// What it says as [`Fault::KnowsNoSuchMailbox550`].
pub(crate) const NO_SUCH_MAILBOX: &str = "550 5.1.1 Nobody of that name roosts here";
/// What it says as [`Fault::RefusesMessage554`].
pub(crate) const REFUSED: &str = "554 5.7.1 This message smells of low tide";

#[derive(Default)]
struct State {
    fault: Option<Fault>,
    /// How often the fault still strikes; without end where there is no number.
    left: Option<usize>,
    struck: usize,
    mails: Vec<Mail>,
    commands: Vec<String>,
    connections: usize,
    open: Vec<TcpStream>,
    /// How often everybody was cut off.
    era: usize,
    ended: bool,
}

#[derive(Default)]
struct Shared(Mutex<State>);

/// The server; gone when dropped.
pub(crate) struct Smtp {
    shared: Arc<Shared>,
    address: SocketAddr,
    accepting: Mutex<Option<JoinHandle<()>>>,
}

impl Smtp {
    pub(crate) fn start() -> Self {
        let listener = free_listener();
        let address = listener.local_addr().expect("it has an address");
        let shared = Arc::<Shared>::default();
        let accepting = Mutex::new(Some(accept(listener, &shared)));
        Self { shared, address, accepting }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Fails from now on, until it recovers. Whoever is connected is cut off: they meet the fault when they come back.
    pub(crate) fn fails(&self, fault: Fault) {
        self.become_faulty(fault, None);
    }

    /// Fails once.
    pub(crate) fn fails_once(&self, fault: Fault) {
        self.become_faulty(fault, Some(1));
    }

    fn become_faulty(&self, fault: Fault, times: Option<usize>) {
        let was_closed = {
            let mut state = self.shared.state();
            let was_closed = state.ended;
            (state.fault, state.left, state.struck) = (Some(fault), times, 0);
            state.ended = fault == Fault::RefusesConnections;
            state.cut_off();
            was_closed
        };
        self.open_or_close(was_closed, fault == Fault::RefusesConnections);
    }

    /// Gives the answers that it held, and holds no others.
    pub(crate) fn lets_go(&self) {
        self.shared.state().fault = None;
    }

    /// Works again.
    pub(crate) fn recovers(&self) {
        let was_closed = {
            let mut state = self.shared.state();
            (state.fault, state.left) = (None, None);
            state.cut_off();
            std::mem::take(&mut state.ended)
        };
        self.open_or_close(was_closed, false);
    }

    fn open_or_close(&self, was_closed: bool, closed: bool) {
        let mut accepting = self.accepting.lock().expect("no holder panics");
        if closed && !was_closed {
            // One more connection, for it to see that it is over.
            let _ = TcpStream::connect(self.address);
            if let Some(thread) = accepting.take() {
                thread.join().expect("accepting does not panic");
            }
        } else if was_closed && !closed {
            let listener = wait_for("the port to be free again", || TcpListener::bind(self.address).ok());
            *accepting = Some(accept(listener, &self.shared));
        }
    }

    /// How often the fault has struck since it was switched on.
    pub(crate) fn struck(&self) -> usize {
        self.shared.state().struck
    }

    /// Waits until the fault has struck this often.
    #[track_caller]
    pub(crate) fn wait_to_strike(&self, times: usize) {
        wait_for("the mail server's fault to be met", || (self.struck() >= times).then_some(()));
    }

    /// All mails it has taken, the oldest first.
    pub(crate) fn mails(&self) -> Vec<Mail> {
        self.shared.state().mails.clone()
    }

    /// The mails it has taken for one address.
    pub(crate) fn mails_to(&self, address: &str) -> Vec<Mail> {
        self.mails().into_iter().filter(|mail| mail.recipients.iter().any(|to| to.eq_ignore_ascii_case(address))).collect()
    }

    /// Waits until there are this many mails for one address.
    #[track_caller]
    pub(crate) fn wait_for_mails_to(&self, address: &str, count: usize) -> Vec<Mail> {
        wait_for(&format!("{count} mails to {address}"), || Some(self.mails_to(address)).filter(|mails| mails.len() >= count))
    }

    /// Waits for a mail that has these words in its text.
    #[track_caller]
    pub(crate) fn wait_for_mail_with(&self, address: &str, words: &str) -> Mail {
        wait_for(&format!("a mail to {address} with {words:?}"), || {
            self.mails_to(address).into_iter().find(|mail| mail.text().contains(words))
        })
    }

    /// The commands it was sent, without what follows the first word.
    pub(crate) fn commands(&self) -> Vec<String> {
        self.shared.state().commands.clone()
    }

    /// How many have connected.
    pub(crate) fn connections(&self) -> usize {
        self.shared.state().connections
    }
}

impl Drop for Smtp {
    fn drop(&mut self) {
        let mut state = self.shared.state();
        state.cut_off();
        if !std::mem::replace(&mut state.ended, true) {
            drop(state);
            let _ = TcpStream::connect(self.address);
        }
    }
}

impl State {
    /// Ends all conversations: not even what has been said already is heard any more.
    fn cut_off(&mut self) {
        self.era += 1;
        for stream in self.open.drain(..) {
            // Closed already, or closed now.
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    /// Whether this fault strikes now; counts it.
    fn strikes(&mut self, fault: Fault) -> bool {
        let strikes = self.fault == Some(fault) && self.left != Some(0);
        if strikes {
            self.struck += 1;
            self.left = self.left.map(|left| left - 1);
        }
        strikes
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().expect("no holder panics")
    }
}

/// Of a range from which systems give out no ports themselves, so that it is still free after it was closed for a while.
fn free_listener() -> TcpListener {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let start = std::process::id().wrapping_mul(97);
    let bind = || {
        let offset = (start + u32::from(NEXT.fetch_add(1, Relaxed))) % 10_000;
        TcpListener::bind((Ipv4Addr::LOCALHOST, 20_000 + u16::try_from(offset).expect("it is below 10000"))).ok()
    };
    wait_for("a free port", bind)
}

fn accept(listener: TcpListener, shared: &Arc<Shared>) -> JoinHandle<()> {
    let shared = Arc::clone(shared);
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let mut state = shared.state();
            if state.ended {
                return;
            }
            state.connections += 1;
            state.open.push(stream.try_clone().expect("a connection can be shared"));
            let era = state.era;
            drop(state);
            let shared = Arc::clone(&shared);
            // Who hangs up in the middle ends the conversation, not the test.
            std::thread::spawn(move || drop(Session::over(stream, &shared, era).run()));
        }
    })
}

/// One conversation.
struct Session<'a> {
    reader: BufReader<TcpStream>,
    shared: &'a Shared,
    era: usize,
    sender: Option<String>,
    recipients: Vec<String>,
}

/// Whether the conversation goes on.
type Step = std::io::Result<bool>;

impl<'a> Session<'a> {
    fn over(stream: TcpStream, shared: &'a Shared, era: usize) -> Self {
        Self { reader: BufReader::new(stream), shared, era, sender: None, recipients: Vec::new() }
    }

    fn run(mut self) -> std::io::Result<()> {
        if self.greet()? {
            while let Some(line) = self.line()? {
                if !self.obey(&line)? {
                    break;
                }
            }
        }
        self.reader.get_ref().shutdown(Shutdown::Both)
    }

    /// Whether this fault strikes now, in this conversation.
    fn strikes(&self, fault: Fault) -> bool {
        let mut state = self.shared.state();
        state.era == self.era && state.strikes(fault)
    }

    fn say(&self, line: &str) -> Step {
        self.reader.get_ref().write_all(format!("{line}\r\n").as_bytes())?;
        Ok(true)
    }

    /// The next line without its end; nothing when the other side has closed.
    fn line(&mut self) -> std::io::Result<Option<String>> {
        let mut line = Vec::new();
        let length = self.reader.read_until(b'\n', &mut line)?;
        Ok((length > 0).then(|| String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n']).to_owned()))
    }

    /// Says nothing until the other side gives up, or the fault is over.
    fn hang(&mut self) -> Step {
        std::io::copy(self.reader.by_ref(), &mut std::io::sink())?;
        Ok(false)
    }

    fn greet(&mut self) -> Step {
        if self.strikes(Fault::HangsAtConnect) {
            self.hang()
        } else if self.strikes(Fault::TurnsAway421) {
            self.say("421 4.3.2 mail.test is closing for the tide")?;
            Ok(false)
        } else if self.strikes(Fault::GreetsWithGarbage) {
            self.say("\u{1}\u{2}SSH-2.0-heron\r\n<html>")
        } else {
            self.say("220 mail.test ESMTP")
        }
    }

    fn obey(&mut self, line: &str) -> Step {
        let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        {
            let mut state = self.shared.state();
            if state.era != self.era {
                return Ok(false);
            }
            state.commands.push(verb.clone());
        }
        match verb.as_str() {
            "EHLO" => self.say("250-mail.test\r\n250-PIPELINING\r\n250-SIZE 1048576\r\n250 8BITMIME"),
            "HELO" => self.say("250 mail.test"),
            "MAIL" => self.mail(line),
            "RCPT" => self.rcpt(line),
            "DATA" => self.data(),
            "RSET" => {
                self.forget();
                self.say("250 2.0.0 forgotten")
            }
            "NOOP" => self.say("250 2.0.0 fine"),
            "QUIT" => {
                self.say("221 2.0.0 bye")?;
                Ok(false)
            }
            _ => self.say("502 5.5.1 what?"),
        }
    }

    fn forget(&mut self) {
        self.sender = None;
        self.recipients.clear();
    }

    fn mail(&mut self, line: &str) -> Step {
        if self.strikes(Fault::DefersSender450) {
            return self.say("450 4.1.8 I do not know who you are yet");
        }
        match path(line) {
            Some(_) if self.sender.is_some() => self.say("503 5.5.1 one at a time"),
            Some(sender) => {
                self.sender = Some(sender);
                self.say("250 2.1.0 go on")
            }
            None => self.say("501 5.5.4 MAIL FROM:<address>"),
        }
    }

    fn rcpt(&mut self, line: &str) -> Step {
        if self.strikes(Fault::DefersRecipient451) {
            return self.say(DEFERRED);
        }
        if self.strikes(Fault::KnowsNoSuchMailbox550) {
            return self.say(NO_SUCH_MAILBOX);
        }
        match path(line) {
            Some(_) if self.sender.is_none() => self.say("503 5.5.1 MAIL first"),
            Some(recipient) => {
                self.recipients.push(recipient);
                self.say("250 2.1.5 go on")
            }
            None => self.say("501 5.5.4 RCPT TO:<address>"),
        }
    }

    fn data(&mut self) -> Step {
        if self.recipients.is_empty() {
            return self.say("503 5.5.1 RCPT first");
        }
        self.say("354 end with a dot")?;
        let Some(raw) = self.message()? else { return Ok(false) };
        let mail = Mail { sender: self.sender.take().unwrap_or_default(), recipients: std::mem::take(&mut self.recipients), raw };
        if self.strikes(Fault::HangsAfterData) {
            return self.hang();
        }
        if self.strikes(Fault::HoldsAnswer) {
            wait_for("the answer to be let go", || (self.shared.state().fault != Some(Fault::HoldsAnswer)).then_some(()));
        }
        // Kept and answered under one lock: a fault that is switched on meanwhile comes before both or after both.
        let mut state = self.shared.state();
        if state.era != self.era {
            return Ok(false);
        }
        if state.strikes(Fault::RefusesMessage554) {
            return self.say(REFUSED);
        }
        if state.strikes(Fault::DropsMessage) {
            return Ok(false);
        }
        let answer_lost = state.strikes(Fault::LosesAnswer);
        state.mails.push(mail);
        if answer_lost { Ok(false) } else { self.say("250 2.0.0 kept") }
    }

    /// The message up to the lone dot, with dots unstuffed; nothing when the other side closes before it.
    fn message(&mut self) -> std::io::Result<Option<Vec<u8>>> {
        let mut message = Vec::new();
        loop {
            let mut line = Vec::new();
            if self.reader.read_until(b'\n', &mut line)? == 0 {
                return Ok(None);
            }
            // Only what stands on a line of its own: a bare line feed begins no line.
            let begins_line = message.is_empty() || message.ends_with(b"\r\n");
            if begins_line && line == b".\r\n" {
                return Ok(Some(message));
            }
            let stuffed = begins_line && line.starts_with(b".");
            message.extend(&line[usize::from(stuffed)..]);
        }
    }
}

/// The address in angle brackets.
fn path(line: &str) -> Option<String> {
    let (_, rest) = line.split_once(":<")?;
    rest.split_once('>').map(|(address, _)| address.to_owned())
}
