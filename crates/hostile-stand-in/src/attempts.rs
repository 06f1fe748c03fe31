//! What it can try.

use std::fs::{self, File, OpenOptions};
use std::hint::black_box;
use std::io::{self, IoSliceMut, Read as _, Write as _};
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::os::linux::net::SocketAddrExt as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::os::unix::net::{SocketAddr, UnixListener, UnixStream};
use std::process::{Child, Command, Stdio};

use nix::mount::{MsFlags, mount};
use nix::sched::{CloneFlags, unshare};
use nix::sys::ptrace;
use nix::sys::signal::{Signal, kill};
use nix::sys::stat::{Mode, SFlag, makedev, mknod};
use nix::sys::uio::{RemoteIoVec, process_vm_readv};
use nix::unistd::{Pid, mkfifo};
use rustix::process::{Resource, Rlimit};

/// Does it, whatever it is.
pub(crate) fn attempt(arguments: &[&str]) -> Result<(), Box<dyn std::error::Error>> {
    match arguments {
        ["nothing"] => {}
        ["peak"] => println!("{}", peak_kib().ok_or("no such line")?),
        ["wait-for-parent"] => drop(io::copy(&mut io::stdin(), &mut io::sink())?),
        ["read", path] => read(path)?,
        ["list", path] => drop(fs::read_dir(path)?.count()),
        ["write", path] => OpenOptions::new().write(true).open(path)?.write_all(b"x")?,
        ["create", path] => drop(File::create_new(path)?),
        ["delete", path] => fs::remove_file(path)?,
        ["empty", path] => nix::unistd::truncate(*path, 0)?,
        ["permit", path] => fs::set_permissions(path, fs::Permissions::from_mode(0o666))?,
        ["age", path] => age(path)?,
        ["execute", path] => drop(Command::new(path).status()?),
        ["symlink", to, path] => symlink(to, path)?,
        ["hard-link", to, path] => fs::hard_link(to, path)?,
        ["rename", from, to] => fs::rename(from, to)?,
        ["fifo", path] => mkfifo(*path, Mode::S_IRWXU)?,
        ["device", path] => mknod(*path, SFlag::S_IFCHR, Mode::S_IRWXU, makedev(1, 5))?,
        ["local-listen", path] => drop(UnixListener::bind(path)?),
        ["local-connect", path] => drop(UnixStream::connect(path)?),
        ["abstract-connect", name] => {
            drop(UnixStream::connect_addr(&SocketAddr::from_abstract_name(
                name,
            )?)?);
        }
        ["connect", address] => drop(TcpStream::connect(address)?),
        ["listen", address] => drop(TcpListener::bind(address)?),
        ["listen-udp", address] => drop(UdpSocket::bind(address)?),
        ["signal", pid] => kill(pid_of(pid)?, Signal::SIGCONT)?,
        ["trace", pid] => ptrace::attach(pid_of(pid)?)?,
        ["look-into", pid] => look_into(pid_of(pid)?)?,
        ["limit", pid] => limit(pid)?,
        ["slow-down", pid] => slow_down(pid)?,
        ["leave-session"] => drop(nix::unistd::setsid()?),
        ["leave-group"] => nix::unistd::setpgid(Pid::from_raw(0), Pid::from_raw(0))?,
        ["namespace"] => unshare(CloneFlags::CLONE_NEWUSER)?,
        ["mount", path] => mount_over(path)?,
        ["memory", mib] => fill_memory(mib.parse()?)?,
        ["disk", path, mib] => fill_disk(path, mib.parse()?)?,
        ["open", count] => open_many(count.parse()?)?,
        ["fork", count] => fork_many(count.parse()?)?,
        ["inherit"] => inherited()?,
        ["gain"] => gain()?,
        ["dump"] => dump()?,
        ["environment", name] => drop(std::env::var(name)?),
        other => return Err(format!("no such attempt: {other:?}").into()),
    }
    Ok(())
}

/// The most memory that it has had, as proc(5) tells it.
fn peak_kib() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_ascii_whitespace().next()?.parse().ok()
}

/// Reads the beginning of it.
fn read(path: &str) -> io::Result<()> {
    let mut beginning = [0; 64];
    File::open(path)?.read(&mut beginning).map(drop)
}

fn pid_of(text: &str) -> Result<Pid, std::num::ParseIntError> {
    Ok(Pid::from_raw(text.parse()?))
}

fn raw_pid(text: &str) -> Result<Option<rustix::process::Pid>, std::num::ParseIntError> {
    Ok(rustix::process::Pid::from_raw(text.parse()?))
}

/// Makes a file look as if it were from 1970.
fn age(path: &str) -> io::Result<()> {
    let then = rustix::fs::Timespec {
        tv_sec: 1,
        tv_nsec: 0,
    };
    let times = rustix::fs::Timestamps {
        last_access: then,
        last_modification: then,
    };
    rustix::fs::utimensat(rustix::fs::CWD, path, &times, rustix::fs::AtFlags::empty())?;
    Ok(())
}

/// Reads a byte of another process's memory: the first that its map names.
fn look_into(pid: Pid) -> Result<(), Box<dyn std::error::Error>> {
    // A process of the same program has its parts where this one has them only by chance; the
    // call says which it was: not permitted, or nothing there.
    let mut byte = [0];
    let place = RemoteIoVec { base: 4096, len: 1 };
    match process_vm_readv(pid, &mut [IoSliceMut::new(&mut byte)], &[place]) {
        Err(nix::errno::Errno::EFAULT) | Ok(_) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

fn limit(pid: &str) -> Result<(), Box<dyn std::error::Error>> {
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    rustix::process::prlimit(raw_pid(pid)?, Resource::Core, none)?;
    Ok(())
}

fn slow_down(pid: &str) -> Result<(), Box<dyn std::error::Error>> {
    rustix::process::setpriority_process(raw_pid(pid)?, 19)?;
    Ok(())
}

/// Lays an empty file system over a folder, for itself alone.
fn mount_over(path: &str) -> nix::Result<()> {
    unshare(CloneFlags::CLONE_NEWNS)?;
    let none = None::<&str>;
    mount(none, "/", none, MsFlags::MS_REC | MsFlags::MS_PRIVATE, none)?;
    mount(Some("none"), path, Some("tmpfs"), MsFlags::empty(), none)
}

fn fill_memory(mib: usize) -> Result<(), std::collections::TryReserveError> {
    let mut all: Vec<Vec<u8>> = Vec::new();
    for _ in 0..mib {
        let mut piece = Vec::new();
        piece.try_reserve_exact(1 << 20)?;
        piece.resize(1 << 20, 1);
        all.push(black_box(piece));
    }
    Ok(())
}

fn fill_disk(path: &str, mib: usize) -> io::Result<()> {
    let mut file = File::create(path)?;
    for _ in 0..mib {
        file.write_all(&[1; 1 << 20])?;
    }
    Ok(())
}

fn open_many(count: usize) -> io::Result<()> {
    let files: io::Result<Vec<File>> = (0..count).map(|_| File::open("/dev/null")).collect();
    files.map(drop)
}

fn fork_many(count: usize) -> io::Result<()> {
    let this = std::env::current_exe()?;
    let mut children: Vec<Child> = Vec::new();
    let mut outcome = Ok(());
    for _ in 0..count {
        let mut child = Command::new(&this);
        child.arg("wait-for-parent").stderr(Stdio::null());
        match child.stdin(Stdio::piped()).spawn() {
            Ok(child) => children.push(child),
            Err(error) => {
                outcome = Err(error);
                break;
            }
        }
    }
    // They end when their input does: it may not be allowed to signal them.
    for child in &mut children {
        drop(child.stdin.take());
    }
    for child in &mut children {
        child.wait()?;
    }
    outcome
}

/// Whether anything is open that it did not open.
fn inherited() -> Result<(), Box<dyn std::error::Error>> {
    // The fourth is the folder that is being listed.
    match fs::read_dir("/proc/self/fd")?.count() {
        count if 4 < count => Ok(()),
        count => Err(format!("{count} are open").into()),
    }
}

/// Whether a program that is executed may have more rights than this one.
fn gain() -> Result<(), Box<dyn std::error::Error>> {
    match rustix::thread::no_new_privs()? {
        false => Ok(()),
        true => Err("no new privileges".into()),
    }
}

/// Whether it would leave its memory on the disk.
fn dump() -> Result<(), Box<dyn std::error::Error>> {
    let any = Rlimit {
        current: Some(1 << 20),
        maximum: Some(1 << 20),
    };
    Ok(rustix::process::setrlimit(Resource::Core, any)?)
}
