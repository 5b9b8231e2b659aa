//! Below what a client library would send.

#[cfg(target_os = "linux")]
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use crate::support::raw::{Socket, exchange, status};
use crate::support::{ORIGIN, PAGE, Server, draft, wait_for};

/// What has not come by then is given up.
const BODY_DEADLINE: Duration = Duration::from_secs(15);

/// The start of a request that announces a body.
fn posting(headers: &str) -> Vec<u8> {
    format!("POST /api/v1/visitors HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nConnection: close\r\n{headers}\r\n")
        .into_bytes()
}

#[test]
fn what_is_no_http_is_refused_or_hung_up_on() {
    let server = Server::start();
    let visitor = server.visitor();
    let huge_header = format!("GET /healthz HTTP/1.1\r\nHost: x\r\nX-Filler: {}\r\n\r\n", "a".repeat(300_000));
    let huge_address = format!("GET /{} HTTP/1.1\r\nHost: x\r\n\r\n", "a".repeat(300_000));
    let many_headers = format!("GET /healthz HTTP/1.1\r\nHost: x\r\n{}\r\n", "X-A: b\r\n".repeat(2_000));
    let tls = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".repeat(8);
    for bytes in [
        &b"complete nonsense\r\n\r\n"[..],
        b"GET\r\n\r\n",
        b"GET /healthz HTTP/9.9\r\nHost: x\r\n\r\n",
        b"GET /heal thz HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nHo st: x\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n",
        b"POST /api/v1/visitors HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: -5\r\n\r\n",
        b"POST /api/v1/visitors HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99999999999999999999\r\n\r\n",
        b"POST /api/v1/visitors HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}x",
        b"POST /api/v1/visitors HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
        &tls,
        huge_header.as_bytes(),
        huge_address.as_bytes(),
        many_headers.as_bytes(),
    ] {
        let answer = exchange(server.address(), bytes);
        let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(120)]).into_owned();
        assert!(answer.is_empty() || status(&answer).is_some_and(|status| (400..500).contains(&status)), "{shown:?}: {answer}");
    }
    visitor.says("still here");
}

#[test]
fn a_request_cannot_hide_another_in_its_body() {
    let server = Server::start();
    let hidden = "GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n";
    let smuggled = format!(
        "POST /api/v1/visitors HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {}\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n{hidden}",
        5 + hidden.len()
    );
    let answer = exchange(server.address(), smuggled.as_bytes());
    assert!(!answer.contains("\"openapi\""), "{answer}");
}

#[test]
fn ten_megabytes_are_refused_before_they_are_read() {
    let server = Server::start();
    let mut socket = Socket::connect(server.address());
    socket.send(&posting("Content-Length: 10485760\r\n"));
    socket.send(&[b'x'; 1_000]);
    let answer = socket.read_until("body_too_large");
    assert_eq!(status(&answer), Some(413), "{answer}");
    server.visitor().says("still here");
}

#[test]
fn ten_megabytes_sent_in_spite_of_that_harm_nobody() {
    let server = Server::start();
    let mut socket = Socket::connect(server.address());
    socket.send(&posting("Content-Length: 10485760\r\n"));
    let chunk = vec![b'x'; 1 << 16];
    let sent = (0..160).take_while(|_| socket.send(&chunk)).count();
    let answer = socket.read_to_end();
    assert!(answer.is_empty() || status(&answer) == Some(413), "after {sent} chunks: {answer}");
    server.visitor().says("still here");
}

#[test]
fn a_body_in_chunks_without_end_is_cut_off() {
    let server = Server::start();
    let mut socket = Socket::connect(server.address());
    socket.send(&posting("Transfer-Encoding: chunked\r\n"));
    let chunk = format!("1000\r\n{}\r\n", "x".repeat(0x1000));
    let started = Instant::now();
    while socket.send(chunk.as_bytes()) {
        assert!(started.elapsed() < BODY_DEADLINE, "the server still reads what it has refused");
    }
    let answer = socket.read_to_end();
    assert!(answer.is_empty() || [Some(411), Some(413)].contains(&status(&answer)), "{answer}");
    server.visitor().says("still here");
}

#[test]
fn a_body_in_chunks_is_refused_since_its_length_is_not_known() {
    let server = Server::start();
    let mut request = posting("Transfer-Encoding: chunked\r\n");
    request.extend(b"5\r\n{\"sit\r\nA\r\ne\":\"blog\"}\r\n0\r\n\r\n");
    let answer = exchange(server.address(), &request);
    assert!(status(&answer) == Some(411) && answer.contains("length_required"), "{answer}");
}

#[test]
fn headers_that_are_no_text_are_no_reason_to_fall() {
    let server = Server::start();
    for header in [
        &b"Authorization: Bearer \xFF\xFE"[..],
        b"Origin: \xFF",
        b"Accept-Encoding: \xFF",
        b"If-None-Match: \xFF",
        b"X-Forwarded-For: \xFF",
    ] {
        let request = [b"GET /api/v1/viewer?site=blog&page=a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n", header, b"\r\n\r\n"].concat();
        let answer = exchange(server.address(), &request);
        let answered = status(&answer).unwrap_or_else(|| panic!("{}: no answer", String::from_utf8_lossy(header)));
        assert!(answered < 500, "{}: {answer}", String::from_utf8_lossy(header));
    }
    server.visitor().on_a_page_of(ORIGIN).post(&draft("still here")).json_of(201);
}

#[test]
fn a_client_that_stalls_is_hung_up_on() {
    let server = Server::start();
    let mut in_headers = Socket::connect(server.address());
    in_headers.send(b"GET /healthz HTTP/1.1\r\nHost: x\r\n");
    let mut in_body = Socket::connect(server.address());
    in_body.send(&posting("Content-Length: 20\r\n"));
    in_body.send(b"{\"site\"");
    let started = Instant::now();
    let (headers, body) = (in_headers.read_to_end(), in_body.read_to_end());
    assert!(started.elapsed() < Duration::from_secs(25), "{:?}", started.elapsed());
    for answer in [headers, body] {
        assert!(answer.is_empty() || status(&answer) == Some(408), "{answer}");
    }
}

/// Whether the system still has the server's end of a connection (Linux tells).
#[cfg(target_os = "linux")]
fn is_held(server: SocketAddr, client: SocketAddr) -> bool {
    let port = |address: SocketAddr| format!(":{:04X}", address.port());
    let ends = (port(server), port(client));
    let connections = std::fs::read_to_string("/proc/net/tcp").expect("Linux tells");
    connections.lines().any(|line| {
        let mut columns = line.split_whitespace().skip(1);
        let mut is = |port: &str| columns.next().is_some_and(|address| address.ends_with(port));
        is(&ends.0) && is(&ends.1)
    })
}

/// What is asked for is more than the buffers of a connection hold, which begin small and may grow to some megabytes.
#[cfg(target_os = "linux")]
#[test]
fn who_takes_nothing_of_an_answer_is_dropped() {
    let server = Server::start();
    let visitor = server.visitor();
    for number in 0..20 {
        visitor.says(&format!("{number} {}", "&".repeat(4_900)));
    }
    let mut deaf = Socket::connect(server.address());
    let request = format!("GET /api/v1/thread?site=blog&page={PAGE} HTTP/1.1\r\nHost: x\r\n\r\n");
    assert!(deaf.send(request.repeat(32).as_bytes()));
    wait_for("the connection to be taken", || is_held(server.address(), deaf.address()).then_some(()));
    wait_for("the connection to be dropped", || (!is_held(server.address(), deaf.address())).then_some(()));
    visitor.says("still here");
}
