//! A page that is served, and as much of a browser as asks for it.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::project::{Project, TODAY};

/// How long a server may take for anything.
const PATIENCE: Duration = Duration::from_secs(20);

/// A running server, and what a browser knows of it.
pub struct Page {
    child: Child,
    /// The first address, which has the key.
    pub first: String,
    /// The host and port.
    pub host: String,
    /// The page's own path, such as `/0123456789abcdef/`.
    pub path: String,
    /// The name and value of the cookie.
    pub cookie: String,
    /// The token of the page.
    pub token: String,
}

/// An answer of a server.
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The lines of the head, in lower case up to the colon.
    pub head: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

impl Answer {
    /// A line of the head; empty if there is none.
    pub fn header(&self, name: &str) -> &str {
        let found = self.head.iter().find(|(other, _)| other == name);
        found.map_or("", |(_, value)| value)
    }

    /// The body as data.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("the body is data")
    }
}

/// The program, ready to serve a state of a project without opening a browser.
pub fn command(project: &Project, state: &str, options: &[&str]) -> Command {
    let runtime = project.path("runtime");
    fs::create_dir_all(&runtime).expect("a folder can be made");
    let mut command = project.command(["fill", state, "--date", TODAY]);
    command.args(options).env("XDG_DATA_HOME", runtime.join("data"));
    command.env("XDG_RUNTIME_DIR", runtime);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

impl Page {
    /// Serves a state, and opens its page.
    #[track_caller]
    pub fn open(project: &Project, state: &str, options: &[&str]) -> Self {
        let options: Vec<_> = ["--no-open"].iter().chain(options).copied().collect();
        let mut page = Self::start(command(project, state, &options));
        let opened = page.get_as_stranger(&page.first.clone());
        assert_eq!(opened.status, 200, "{}", opened.body);
        let cookie = opened.header("set-cookie").split(';').next().unwrap_or_default();
        page.cookie = cookie.into();
        page.reload();
        page
    }

    /// Serves a state.
    #[track_caller]
    pub fn start(mut command: Command) -> Self {
        let mut child = command.spawn().expect("the program can be started");
        let mut lines = BufReader::new(child.stdout.as_mut().expect("it is piped"));
        let mut first = String::new();
        lines.read_line(&mut first).expect("it is text");
        let first = first.trim_end().to_string();
        if first.is_empty() {
            let mut why = String::new();
            let _ = child.stderr.take().map(|mut err| err.read_to_string(&mut why));
            panic!("no address was printed: {why}");
        }
        let rest = first.strip_prefix("http://").expect("it is an address");
        let (host, path) = rest.split_once('/').expect("it has a path");
        let instance = path.split('/').next().unwrap_or_default();
        let (host, path) = (host.to_string(), format!("/{instance}/"));
        let (cookie, token) = (String::new(), String::new());
        Self { child, first, host, path, cookie, token }
    }

    /// Asks for the page anew, and remembers its token.
    #[track_caller]
    pub fn reload(&mut self) -> String {
        let page = self.get("");
        assert_eq!(page.status, 200, "{}", page.body);
        let token = page.body.split("name=\"token\" content=\"").nth(1);
        self.token = token.and_then(|rest| rest.split('"').next()).unwrap_or("").into();
        page.body
    }

    /// The process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// The origin of the page.
    pub fn origin(&self) -> String {
        format!("http://{}", self.host)
    }

    /// Sends a request as it is written, and reads the answer.
    #[track_caller]
    pub fn raw(&self, request: &[u8]) -> Answer {
        exchange(&self.host, request)
    }

    /// Sends a request with these lines of the head, to a path below the page's own.
    #[track_caller]
    pub fn ask(
        &self,
        method: &str,
        rest: &str,
        head: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        let mut request =
            format!("{method} {}{rest} HTTP/1.1\r\nConnection: close\r\n", self.path);
        for (name, value) in head {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        if !body.is_empty() {
            request.push_str(&format!("Content-Length: {}\r\n", body.len()));
        }
        self.raw(format!("{request}\r\n{body}").as_bytes())
    }

    /// The head of a request that the page itself makes.
    pub fn own_head(&self) -> Vec<(&'static str, String)> {
        vec![
            ("Host", self.host.clone()),
            ("Origin", self.origin()),
            ("Sec-Fetch-Site", "same-origin".into()),
            ("Cookie", self.cookie.clone()),
            ("X-Proforma-Token", self.token.clone()),
        ]
    }

    /// Asks for something as the page does.
    #[track_caller]
    pub fn get(&self, rest: &str) -> Answer {
        self.ask("GET", rest, &[("Host", &self.host), ("Cookie", &self.cookie)], "")
    }

    /// Asks for an address as whoever has only that.
    #[track_caller]
    pub fn get_as_stranger(&self, address: &str) -> Answer {
        let path = address.splitn(4, '/').nth(3).unwrap_or_default();
        let rest = format!("/{path}");
        let rest = rest.strip_prefix(&self.path).unwrap_or(&rest).to_string();
        self.ask("GET", &rest, &[("Host", &self.host)], "")
    }

    /// Posts data as the page does.
    #[track_caller]
    pub fn post(&self, rest: &str, body: &Value) -> Answer {
        let head = self.own_head();
        let head: Vec<_> =
            head.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.ask("POST", rest, &head, &body.to_string())
    }

    /// Changes a value as the page does.
    #[track_caller]
    pub fn change(&self, path: &str, was: &str, value: &str) -> Answer {
        self.post("change", &json!({"path": path, "was": was, "value": value}))
    }

    /// Waits until the server ends; gives its exit status and what it said.
    #[track_caller]
    pub fn ended(mut self) -> (ExitStatus, String) {
        let begin = Instant::now();
        let status = loop {
            match self.child.try_wait().expect("it can be waited for") {
                Some(status) => break status,
                None if begin.elapsed() > PATIENCE => panic!("the server does not end"),
                None => std::thread::sleep(Duration::from_millis(20)),
            }
        };
        let mut said = String::new();
        let mut err = self.child.stderr.take().expect("it is piped");
        err.read_to_string(&mut said).expect("it is text");
        (status, said)
    }

    /// Ends the server with a signal, such as `INT`.
    #[track_caller]
    pub fn signal(&self, name: &str) {
        let id = self.id().to_string();
        let done = Command::new("kill").args([&format!("-{name}"), &id]).status();
        assert!(done.expect("a signal can be sent").success());
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Sends bytes to a server, and reads its answer to the end.
#[track_caller]
pub fn exchange(host: &str, request: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(host).expect("the server listens");
    stream.set_read_timeout(Some(PATIENCE)).expect("it can be set");
    // A server that refuses what is too long closes the connection before all is sent.
    let _ = stream.write_all(request);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok());
    let line = |line: &str| {
        let (name, value) = line.split_once(':')?;
        Some((name.to_lowercase(), value.trim().to_string()))
    };
    Answer {
        status: status.unwrap_or_default(),
        head: lines.filter_map(line).collect(),
        body: body.into(),
    }
}
