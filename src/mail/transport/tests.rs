use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};

use super::*;
use crate::config::SmtpUrl;
use crate::mail::tests::{mail, reply};

const WHILE: Duration = Duration::from_secs(30);

fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

fn composed() -> Composed {
    mail().compose(&reply()).unwrap()
}

/// A server that answers each command as told, and otherwise as one that takes everything. Tells what it heard.
struct Server {
    port: u16,
    heard: Receiver<String>,
}

fn server(answers: &[(&'static str, &'static str)]) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (tell, heard) = channel();
    let answers = answers.to_vec();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let answer = |command: &str, usual: &'static str| {
                answers.iter().find(|(own, _)| command.starts_with(own)).map_or(usual, |(_, answer)| answer)
            };
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
            let _ = tell.send("(connected)".into());
            let _ = write!(stream, "{}\r\n", answer("greeting", "220 hello"));
            while let Some(line) = lines.next() {
                let _ = tell.send(line.clone());
                let mut usual = "250 fine";
                match line.split(' ').next().unwrap() {
                    "EHLO" => usual = "250-fine\r\n250 AUTH PLAIN LOGIN",
                    "AUTH" => usual = "235 welcome",
                    "QUIT" => break,
                    "DATA" => {
                        let first = answer("DATA", "354 go on");
                        let _ = write!(stream, "{first}\r\n");
                        if !first.starts_with("354") {
                            continue;
                        }
                        let body: Vec<String> = lines
                            .by_ref()
                            .take_while(|line| line != ".")
                            .map(|line| line.strip_prefix('.').unwrap_or(&line).to_owned())
                            .collect();
                        let _ = tell.send(body.join("\n"));
                        usual = answer("END", "250 taken");
                    }
                    _ => {}
                }
                match answer(&line, usual) {
                    "(hang up)" => break,
                    "(say nothing)" => {}
                    said => {
                        let _ = write!(stream, "{said}\r\n");
                    }
                }
            }
        }
    });
    Server { port, heard }
}

impl Server {
    fn smtp(&self, login: &str) -> smtp::Smtp {
        smtp::Smtp::new(&SmtpUrl::parse(&format!("smtp://{login}127.0.0.1:{}", self.port)).unwrap(), "comments.example").unwrap()
    }

    fn heard(&self) -> Vec<String> {
        self.heard.try_iter().collect()
    }
}

fn refused(answers: &[(&'static str, &'static str)], login: &str) -> Cause {
    let server = server(answers);
    run(server.smtp(login).send(&composed(), WHILE)).unwrap_err()
}

#[test]
fn a_mail_is_handed_over_whole_and_the_connection_is_used_again() {
    let server = server(&[]);
    let smtp = server.smtp("me:hunter2@");
    run(async {
        smtp.send(&composed(), WHILE).await.unwrap();
        smtp.send(&composed(), WHILE).await.unwrap();
    });
    let heard = server.heard();
    let count = |start: &str| heard.iter().filter(|line| line.starts_with(start)).count();
    assert_eq!((count("(connected)"), count("AUTH PLAIN"), count("MAIL FROM:<comments@blog.example>")), (1, 1, 2), "{heard:?}");
    assert_eq!(count("RCPT TO:<ada@reader.example>"), 2);
    assert_eq!(heard[1], "EHLO comments.example");
    let sent = String::from_utf8(composed().raw().to_vec()).unwrap().replace("\r\n", "\n");
    assert!(heard.iter().any(|line| line.trim_end() == sent.trim_end()));
}

#[test]
fn a_server_that_hung_up_meanwhile_is_called_again() {
    let server = server(&[("END", "250 taken\r\n421 closing")]);
    let smtp = server.smtp("");
    run(async {
        smtp.send(&composed(), WHILE).await.unwrap();
        smtp.send(&composed(), WHILE).await.unwrap();
    });
    assert_eq!(server.heard().iter().filter(|line| *line == "(connected)").count(), 2);
}

#[test]
fn refusals_are_told_apart_with_the_servers_words() {
    use SendError::{BadAddress, Permanent, Temporary};
    let kinds = |error: &SendError| match error {
        Temporary(words) => ("temporary", words.clone()),
        Permanent(words) => ("permanent", words.clone()),
        BadAddress(words) => ("bad address", words.clone()),
    };
    for (command, answer, stage, kind) in [
        ("greeting", "554 not you", Stage::Greeting, "temporary"),
        ("greeting", "421 busy", Stage::Greeting, "temporary"),
        ("EHLO", "550 go away", Stage::Greeting, "temporary"),
        ("MAIL", "451 4.3.0 later", Stage::Sender, "temporary"),
        ("MAIL", "550 5.7.1 not from there", Stage::Sender, "permanent"),
        ("MAIL", "553 5.1.8 sender's domain does not exist", Stage::Sender, "permanent"),
        ("RCPT", "450 4.2.0 greylisted", Stage::Recipient, "temporary"),
        ("RCPT", "550 5.1.1 <ada@reader.example>: unknown", Stage::Recipient, "bad address"),
        ("RCPT", "550 5.2.1 disabled", Stage::Recipient, "bad address"),
        ("RCPT", "556 5.1.10 null mx", Stage::Recipient, "bad address"),
        ("RCPT", "550 No such user here", Stage::Recipient, "bad address"),
        ("RCPT", "550 5.7.1 user unknown to us, says policy", Stage::Recipient, "permanent"),
        ("RCPT", "554 5.7.1 Relay access denied", Stage::Recipient, "permanent"),
        ("RCPT", "552 5.2.2 mailbox full", Stage::Recipient, "permanent"),
        ("DATA", "451 not now", Stage::Message, "temporary"),
        ("DATA", "554 no", Stage::Message, "permanent"),
        ("END", "550 5.7.26 unauthenticated: SPF and DKIM failed", Stage::Message, "permanent"),
        ("END", "550-5.1.1 no\r\n550 5.1.1 mailbox", Stage::Message, "bad address"),
        ("END", "452 4.3.1 disk full", Stage::Message, "temporary"),
        ("END", "(hang up)", Stage::Message, "temporary"),
        ("MAIL", "(hang up)", Stage::Sender, "temporary"),
        ("RCPT", "what?", Stage::Recipient, "temporary"),
    ] {
        let cause = refused(&[(command, answer)], "");
        let (own, words) = kinds(&cause.error);
        assert_eq!((cause.stage, own), (stage, kind), "{command} {answer}: {words}");
        if answer.starts_with(['4', '5']) {
            let first = answer.split("\r\n").last().unwrap().split(' ').next_back().unwrap();
            assert!(words.contains(&answer[..3]) && words.contains(first) && !words.contains('\n'), "{answer}: {words}");
        }
    }
}

#[test]
fn a_refused_login_is_the_configurations_fault_and_tells_no_secret() {
    let cause = refused(&[("AUTH", "535 5.7.8 bad: AG1lAGh1bnRlcjI= (hunter2)")], "me:hunter2@");
    assert_eq!(cause.stage, Stage::Login);
    let SendError::Temporary(words) = cause.error else { panic!("{cause:?}") };
    assert_eq!(words, "127.0.0.1 refused the login: 535 5.7.8 bad: … (…)");
    let without = refused(&[("EHLO", "250 fine")], "me:hunter2@");
    assert!(without.stage == Stage::Login && without.error.to_string().contains("authentication"), "{without:?}");
}

#[test]
fn a_server_that_says_nothing_holds_nobody_for_long() {
    for (command, stage) in [("RCPT", Stage::Recipient), ("END", Stage::Message)] {
        let server = server(&[(command, "(say nothing)")]);
        // A busy machine is given longer to come as far as the silence.
        let tries = [300, 3_000, 20_000].into_iter().map(Duration::from_millis);
        let cause = tries.map(|within| run(server.smtp("").send(&composed(), within)).unwrap_err()).find(|cause| cause.stage == stage);
        let cause = cause.expect("it comes as far as the server that says nothing");
        assert!(matches!(&cause.error, SendError::Temporary(words) if words.contains("no answer within")), "{cause:?}");
    }
}

#[test]
fn where_nobody_listens_or_nothing_is_encrypted_the_mail_waits() {
    // No program is given this port unasked.
    let closed = 1;
    for (url, stage, expected) in [
        (format!("smtp://127.0.0.1:{closed}"), Stage::Connect, "could not be reached on port"),
        ("smtp://nowhere.invalid:25".to_owned(), Stage::Resolve, "was not found in the DNS"),
        (format!("smtp://127.0.0.1:{}?tls=required", server(&[]).port), Stage::Tls, "offers no encryption (STARTTLS)"),
        (format!("smtps://127.0.0.1:{}", server(&[]).port), Stage::Tls, "no encrypted connection to 127.0.0.1"),
    ] {
        let smtp = smtp::Smtp::new(&SmtpUrl::parse(&url).unwrap(), "comments.example").unwrap();
        let cause = run(smtp.send(&composed(), WHILE)).unwrap_err();
        assert_eq!(cause.stage, stage, "{cause:?}");
        assert!(matches!(&cause.error, SendError::Temporary(words) if words.contains(expected)), "{cause:?}");
    }
}

#[test]
fn addresses_beyond_ascii_need_a_server_that_takes_them() {
    let mut letter = reply();
    letter.to = crate::domain::EmailAddress::parse("žofie@reader.example").unwrap();
    let composed = mail().compose(&letter).unwrap();
    let plain = server(&[]);
    let cause = run(plain.smtp("").send(&composed, WHILE)).unwrap_err();
    assert!(cause.stage == Stage::Recipient && matches!(cause.error, SendError::Permanent(_)), "{cause:?}");
    let able = server(&[("EHLO", "250-fine\r\n250-8BITMIME\r\n250 SMTPUTF8")]);
    run(able.smtp("").send(&composed, WHILE)).unwrap();
    assert!(able.heard().iter().any(|line| line.starts_with("MAIL FROM:") && line.contains("SMTPUTF8")));
}

#[test]
fn a_folder_gets_one_whole_file_per_mail() {
    let base = tempfile::tempdir().unwrap();
    let folder = folder::Folder::new(&base.path().join("mail"));
    run(async {
        folder.send(&composed()).await.unwrap();
        folder.send(&composed()).await.unwrap();
        let mut other = reply();
        other.to = crate::domain::EmailAddress::parse("other@reader.example").unwrap();
        folder.send(&mail().compose(&other).unwrap()).await.unwrap();
    });
    let files: Vec<_> = std::fs::read_dir(base.path().join("mail")).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(files.len(), 2, "{files:?}");
    assert!(files.iter().all(|file| file.extension().unwrap() == "eml"));
    assert!(files.iter().any(|file| std::fs::read(file).unwrap() == composed().raw()));
    let blocked = folder::Folder::new(&files[0]);
    assert!(matches!(run(blocked.send(&composed())).unwrap_err().error, SendError::Temporary(_)));
}

#[cfg(unix)]
#[test]
fn sendmail_is_given_the_mail_and_its_exit_code_is_understood() {
    use std::os::unix::fs::PermissionsExt;
    let base = tempfile::tempdir().unwrap();
    let program = base.path().join("sendmail");
    let taken = base.path().join("taken");
    for (script, expected) in [
        (format!("echo \"$@\" > {0}; cat >> {0}", taken.display()), None),
        ("cat > /dev/null; echo no such user >&2; exit 67".to_owned(), Some("BadAddress")),
        ("exit 65".to_owned(), Some("Permanent")),
        ("echo queue is full >&2; exit 75".to_owned(), Some("Temporary")),
    ] {
        std::fs::write(&program, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
        let sendmail = sendmail::Sendmail { programs: vec!["/nowhere/sendmail".into(), program.clone().into()] };
        let done = run(sendmail.send(&composed(), WHILE));
        match expected {
            None => assert_eq!(done, Ok(())),
            Some(kind) => assert!(format!("{:?}", done.unwrap_err().error).starts_with(kind)),
        }
    }
    let text = std::fs::read_to_string(&taken).unwrap();
    assert!(text.starts_with("-i -f comments@blog.example -- ada@reader.example\n") && !text.contains('\r'), "{text}");
    let none = sendmail::Sendmail { programs: vec!["/nowhere/sendmail".into()] };
    assert!(run(none.send(&composed(), WHILE)).unwrap_err().error.to_string().contains("no program sendmail"));
}
