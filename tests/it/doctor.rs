use std::fs;

use crate::support::Folder;

fn with_mail(lines: &str) -> Folder {
    Folder::with_config(&format!("[server]\npublic_url = \"https://comments.example\"\n\n[mail]\n{lines}\n"))
}

const DOCTOR: [&str; 3] = ["doctor", "--mail", "ada@reader.example"];

#[test]
fn a_test_mail_is_written_and_says_that_it_is_one() {
    let folder = with_mail("transport = \"folder\"\nfrom = \"Low Water <comments@blog.example>\"\nfolder = \"out\"");
    let said = folder.run(&DOCTOR).success();
    assert!(said.contains("The test is in the folder"), "{said}");
    let files: Vec<_> = fs::read_dir(folder.path().join("out")).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(files.len(), 1);
    let mail = fs::read_to_string(&files[0]).unwrap();
    for expected in
        ["To: ada@reader.example\r\n", "Subject: Test: mails from comments.example arrive\r\n", "Message-ID: <test-", "List-Unsubscribe: <"]
    {
        assert!(mail.contains(expected), "{expected}: {mail}");
    }
}

#[test]
fn what_is_not_configured_is_the_users_to_mend() {
    for (lines, expected) in [
        ("transport = \"none\"", "mails are off"),
        ("transport = \"folder\"", "from is needed"),
        ("transport = \"folder\"\nfrom = \"nobody\"", "from must be an address"),
        ("transport = \"folder\"\nfrom = \"a@b.example\"\ntemplates = \"none\"", "none: "),
        ("transport = \"folder\"\nfrom = \"a@b.example\"\ndkim_key = \"none.pem\"\ndkim_selector = \"x\"", "none.pem: "),
    ] {
        let line = with_mail(lines).run(&DOCTOR).failure(2);
        assert!(line.contains(expected), "{lines}: {line}");
    }
    let line = with_mail("").run(&["doctor", "--mail", "nobody"]).failure(2);
    assert!(line.contains("mail address"), "{line}");
}

#[test]
fn what_goes_wrong_is_said_in_words_without_the_password() {
    // No program is given this port unasked.
    let closed = 1;
    for (url, line, advice) in [
        (format!("smtp://me:hunter2@127.0.0.1:{closed}"), "could not be reached on port", "Nothing answers there"),
        ("smtp://me:hunter2@nowhere.invalid?tls=required".to_owned(), "was not found in the DNS", "spelled right"),
    ] {
        let folder = with_mail(&format!("transport = \"smtp\"\nfrom = \"a@b.example\"\nsmtp_url = \"{url}\""));
        let ran = folder.run(&DOCTOR);
        assert!(ran.stdout.contains(advice), "{ran:?}");
        assert!(!format!("{ran:?}").contains("hunter2"), "{ran:?}");
        let said = ran.failure(1);
        assert!(said.contains(line), "{said}");
    }
}
