//! Starts a server and says how long it took until it was ready, and what it holds in memory once nothing happens:
//! `ready ADDRESS IDLE_SECONDS COMMAND ARGUMENT…`. One line of JSON. A program of its own, since another's start would be measured along.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

const PATIENCE: Duration = Duration::from_secs(60);
/// Between two attempts: short beside what is measured, and the server gets the core.
const PAUSE: Duration = Duration::from_micros(200);

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let (Some(address), Some(idle), Some(command)) = (arguments.next(), arguments.next(), arguments.next()) else {
        bail!("usage: ready ADDRESS IDLE_SECONDS COMMAND ARGUMENT…")
    };
    let (address, idle) = (address.parse::<SocketAddr>()?, idle.parse::<f64>()?);
    let begun = Instant::now();
    let mut child = Command::new(command).args(arguments).stdout(Stdio::null()).spawn()?;
    let measured = until_ready(address, begun).and_then(|ready| {
        std::thread::sleep(Duration::from_secs_f64(idle));
        Ok((ready, resident_kib(child.id())?))
    });
    stop(&mut child)?;
    let (ready, resident) = measured?;
    println!("{{\"milliseconds\":{:.3},\"resident_kib\":{resident}}}", ready.as_secs_f64() * 1_000.0);
    Ok(())
}

fn until_ready(address: SocketAddr, begun: Instant) -> anyhow::Result<Duration> {
    while begun.elapsed() < PATIENCE {
        if is_ready(address) {
            return Ok(begun.elapsed());
        }
        std::thread::sleep(PAUSE);
    }
    bail!("{address} is not ready after {} s", PATIENCE.as_secs())
}

/// Whatever fails is as good as a server that is not there yet.
fn is_ready(address: SocketAddr) -> bool {
    let Ok(mut stream) = TcpStream::connect(address) else { return false };
    let mut answer = [0; 12];
    let asked = stream.write_all(b"GET /readyz HTTP/1.1\r\nHost: ready\r\nConnection: close\r\n\r\n");
    asked.and_then(|()| stream.read_exact(&mut answer)).is_ok() && &answer == b"HTTP/1.1 200"
}

fn resident_kib(pid: u32) -> anyhow::Result<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("Linux tells")?;
    Ok(line.trim().trim_end_matches(" kB").parse()?)
}

/// As a service manager does, so that the next start finds one tidy file.
fn stop(child: &mut Child) -> anyhow::Result<()> {
    Command::new("kill").args(["-s", "TERM", &child.id().to_string()]).status()?;
    child.wait()?;
    Ok(())
}
