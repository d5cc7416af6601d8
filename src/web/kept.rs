//! What is kept in the user's runtime folder: the port and the key of each opened state, for
//! seven days, and which of them are running.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use sha2::{Digest, Sha256};

use crate::base::text::hex;
use crate::web::secret::{Secret, is_same};

/// How long a port and its key are kept after they were last in use.
const KEPT_FOR: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// How long the file that leads a browser to the page is kept.
const LEADS_FOR: Duration = Duration::from_secs(60);

/// How long to wait for a server to answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// The ends of the names of the files: port and key, the lock of what runs, and the file that
/// leads a browser to the page.
const KEPT: &str = "page";
const RUNS: &str = "runs";
const LEADS: &str = "html";

/// The place of an opened state in the runtime folder.
#[derive(Clone)]
pub(crate) struct Kept {
    folder: PathBuf,
    name: String,
}

/// Where a page is, and its key.
#[derive(Clone)]
pub struct Address {
    pub(crate) port: u16,
    pub(crate) secret: Secret,
}

impl Address {
    /// The page's own address, without a key.
    pub fn page(&self) -> String {
        format!("http://127.0.0.1:{}/{}/", self.port, self.secret.instance())
    }

    /// The first address, which has the key and leads to the page.
    pub fn first(&self) -> String {
        format!("{}open?key={}", self.page(), self.secret.key())
    }

    /// Whether the server of this address runs: it alone knows the key.
    fn answers(&self) -> io::Result<bool> {
        let to = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port));
        let mut stream = TcpStream::connect_timeout(&to, PATIENCE)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        let challenge = Secret::new()?.to_hex();
        write!(
            stream,
            "GET /{}/hello/{challenge} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\
             Connection: close\r\n\r\n",
            self.secret.instance(),
            self.port
        )?;
        let mut answer = String::new();
        stream.take(16 * 1024).read_to_string(&mut answer)?;
        let said = answer.rsplit("\r\n\r\n").next().unwrap_or_default();
        Ok(is_same(said.trim(), &self.secret.proof(&challenge)))
    }
}

/// Whether a state is open already.
pub(crate) enum Turn {
    /// It is ours as long as the file lives, which is locked.
    Ours(File),
    /// Another run has it open.
    Running(Address),
}

impl Kept {
    /// The place of a state, by its path with links resolved.
    pub(crate) fn new(folder: &Path, real: &Path) -> Self {
        let digest = Sha256::digest(real.as_os_str().as_encoded_bytes());
        Self { folder: folder.into(), name: hex(&digest) }
    }

    /// Makes sure that nobody else can put a file into the folder, or take one.
    pub(crate) fn check(&self) -> io::Result<()> {
        let folder = fs::symlink_metadata(&self.folder)?;
        if !folder.is_dir() {
            return Err(io::Error::other(
                "its place in the runtime folder is not a folder",
            ));
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::{MetadataExt, PermissionsExt};
            // A new file belongs to whoever runs this.
            let own = tempfile::NamedTempFile::new_in(&self.folder)?;
            if folder.uid() != own.as_file().metadata()?.uid() {
                return Err(io::Error::other(
                    "the runtime folder belongs to somebody else",
                ));
            }
            fs::set_permissions(&self.folder, fs::Permissions::from_mode(0o700))?;
        }
        Ok(())
    }

    fn file(&self, end: &str) -> PathBuf {
        self.folder.join(format!("{}.{end}", self.name))
    }

    /// Takes the state, or finds who has it open.
    pub(crate) fn turn(&self) -> io::Result<Turn> {
        let mut options = OpenOptions::new();
        let file =
            options.write(true).create(true).truncate(false).open(self.file(RUNS))?;
        // One that has just begun may not answer yet, and one that ends will soon be gone.
        for _ in 0..50 {
            match file.try_lock() {
                Ok(()) => return Ok(Turn::Ours(file)),
                Err(TryLockError::Error(err)) => return Err(err),
                Err(TryLockError::WouldBlock) => {}
            }
            if let Some(address) = self.address()
                && address.answers().unwrap_or(false)
            {
                return Ok(Turn::Running(address));
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        Err(io::Error::other(
            "it is open in another run of Proforma that does not answer",
        ))
    }

    /// The port and the key of the last time, unless that is too long ago.
    pub(crate) fn address(&self) -> Option<Address> {
        let path = self.file(KEPT);
        if is_older(&path, KEPT_FOR) {
            return None;
        }
        let text = fs::read_to_string(path).ok()?;
        let (port, key) = text.trim().split_once(' ')?;
        Some(Address { port: port.parse().ok()?, secret: Secret::from_hex(key)? })
    }

    /// Keeps a port and a key for the next time.
    pub(crate) fn keep(&self, address: &Address) -> io::Result<()> {
        let Address { port, secret } = address;
        self.write(KEPT, &format!("{port} {}\n", secret.to_hex())).map(drop)
    }

    /// Writes the file that leads a browser to the page: the key is in no address and in no
    /// list of processes.
    pub(crate) fn lead(&self, address: &Address) -> io::Result<PathBuf> {
        let html = format!(
            "<!doctype html>\n<html lang=\"en-GB\"><meta charset=\"utf-8\">\
             <meta name=\"referrer\" content=\"no-referrer\"><title>Proforma</title>\n\
             <form method=\"post\" action=\"{}open\">\
             <input type=\"hidden\" name=\"key\" value=\"{}\">\
             <button>Open the page</button></form>\n\
             <script>document.forms[0].submit()</script>\n</html>\n",
            address.page(),
            address.secret.key()
        );
        self.write(LEADS, &html)
    }

    /// Writes a file for the user alone.
    fn write(&self, end: &str, text: &str) -> io::Result<PathBuf> {
        let path = self.file(end);
        // On Unix, a temporary file is for its user alone.
        let mut file =
            tempfile::Builder::new().prefix(".page-").tempfile_in(&self.folder)?;
        file.write_all(text.as_bytes())?;
        file.persist(&path).map_err(|err| err.error)?;
        Ok(path)
    }

    /// Removes what need not be kept any longer, of all states.
    pub(crate) fn tidy(&self) {
        let Ok(entries) = fs::read_dir(&self.folder) else { return };
        for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
            let end = path.extension().and_then(|end| end.to_str());
            let is_old = match end {
                Some(KEPT) => is_older(&path, KEPT_FOR),
                Some(LEADS) => is_older(&path, LEADS_FOR),
                _ => false,
            };
            if is_old {
                // Another run may have removed it.
                let _ = fs::remove_file(path);
            }
        }
    }

    /// Removes the file that leads to the page.
    pub(crate) fn stop_leading(&self) {
        // It may be gone, or there was no need of it.
        let _ = fs::remove_file(self.file(LEADS));
    }
}

/// Whether a file was written so long ago, or is not there.
fn is_older(path: &Path, than: Duration) -> bool {
    let written = fs::metadata(path).and_then(|metadata| metadata.modified());
    let Ok(written) = written else { return true };
    // Of a time to come: a clock was wrong, and it is not old.
    SystemTime::now().duration_since(written).is_ok_and(|age| age > than)
}
