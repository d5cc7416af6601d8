//! Runs the built program in a folder of its own.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use proforma::base::embedded::LAYOUTS;

use super::reader::Pdf;

/// Where the program keeps earlier states while it is tested.
const DATA: &str = env!("CARGO_TARGET_TMPDIR");

/// Today, in every run that does not set another date.
pub const TODAY: &str = "2026-11-23";

/// A temporary folder in which the program runs.
pub struct Project {
    folder: tempfile::TempDir,
}

/// What a run left behind.
#[derive(Debug, PartialEq, Eq)]
pub struct Run {
    /// Its exit status; none if a signal ended it.
    pub status: Option<i32>,
    /// What it wrote to standard output.
    pub stdout: Vec<u8>,
    /// What it wrote to standard error.
    pub stderr: String,
}

impl Project {
    /// Makes an empty folder.
    #[track_caller]
    pub fn new() -> Self {
        let folder = tempfile::Builder::new().prefix("proforma-test-").tempdir();
        Self { folder: folder.expect("a temporary folder can be made") }
    }

    /// The path of a file in the folder.
    pub fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file in the folder, and creates its parent folders.
    #[track_caller]
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        let parent = path.parent().expect("a file stands in a folder");
        fs::create_dir_all(parent).expect("a folder can be made");
        fs::write(path, content).expect("a file can be written");
    }

    /// Reads a file of the folder.
    #[track_caller]
    pub fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap_or_else(|why| panic!("{name}: {why}"))
    }

    /// Writes the built-in layouts into the folder `layouts`, one of them with a change.
    #[track_caller]
    pub fn edit_layout(&self, path: &str, from: &str, to: &str) {
        let mut found = false;
        for (name, text) in LAYOUTS {
            let is_edited = *name == path && text.contains(from);
            found |= is_edited;
            if is_edited {
                self.write(name, text.replacen(from, to, 1));
            } else {
                self.write(name, text);
            }
        }
        assert!(found, "{path} has no {from:?}");
    }

    /// The names of everything in the folder, sorted.
    #[track_caller]
    pub fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder.path()).expect("the folder is there");
        let name = |entry: fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
        let mut names: Vec<_> =
            entries.map(|entry| name(entry.expect("it is there"))).collect();
        names.sort();
        names
    }

    /// The program, ready to run in the folder on [`TODAY`] with no settings of ours.
    pub fn command(&self, args: impl IntoIterator<Item: AsRef<OsStr>>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_proforma"));
        command.args(args).current_dir(self.folder.path()).stdin(Stdio::null());
        for name in ["SOURCE_DATE_EPOCH", "NO_COLOR", "CLICOLOR_FORCE", "COLUMNS"] {
            command.env_remove(name);
        }
        command.env("XDG_DATA_HOME", DATA);
        command
    }

    /// A shell that runs a script in the folder.
    pub fn shell(&self, script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]).current_dir(self.folder.path()).stdin(Stdio::null());
        command.env_remove("SOURCE_DATE_EPOCH").env("XDG_DATA_HOME", DATA);
        command
    }

    /// Runs the program on [`TODAY`].
    #[track_caller]
    pub fn exec(&self, args: &[&str]) -> Run {
        let date: &[_] = if args.is_empty() { &[] } else { &["--date", TODAY] };
        Run::of(self.command(args).args(date))
    }

    /// Runs the program as [`exec`](Self::exec) does, and ends it once it has worked for
    /// so many seconds: what else the machine does meanwhile does not count.
    #[track_caller]
    pub fn exec_within(&self, seconds: u32, args: &[&str]) -> Run {
        if !cfg!(unix) {
            return self.exec(args);
        }
        let mut shell = self.shell(&format!("ulimit -t {seconds}; exec \"$0\" \"$@\""));
        shell.arg(env!("CARGO_BIN_EXE_proforma"));
        Run::of(shell.args(args).args(["--date", TODAY]))
    }

    /// Runs `print` with these arguments and gives the PDF from standard output.
    #[track_caller]
    pub fn print(&self, args: &[&str]) -> Vec<u8> {
        let args: Vec<_> = ["print", "-o", "-"].iter().chain(args).copied().collect();
        let run = self.exec(&args);
        assert_eq!((run.status, run.stderr.as_str()), (Some(0), ""), "{args:?}");
        run.stdout
    }
}

impl Run {
    /// Runs a command to its end.
    #[track_caller]
    pub fn of(command: &mut Command) -> Self {
        let output = command.output().expect("the program can be started");
        Self::from(output)
    }

    /// Standard output as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.stdout).into_owned()
    }

    /// Standard error without notes, which say what is due and no more.
    pub fn warnings(&self) -> String {
        let lines = self.stderr.lines().filter(|line| !line.starts_with("note: "));
        lines.map(|line| line.to_owned() + "\n").collect()
    }

    /// The run in one text: exit status, standard output and standard error.
    pub fn report(&self) -> String {
        let status = self.status.map_or("a signal".into(), |status| status.to_string());
        format!("exit status {status}\n{}{}", self.text(), self.stderr)
    }
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        Self {
            status: output.status.code(),
            stdout: output.stdout,
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

/// Prints the built-in checklist with these options.
#[track_caller]
pub fn blank(options: &[&str]) -> Pdf {
    Pdf::read(&Project::new().print(options))
}
