//! How a page begins, goes on the next day, and ends.

use std::fs::{self, File};
use std::process::Command;
use std::time::{Duration, SystemTime};

use serde_json::json;

use super::{SAMPLE, sample};
use crate::support::browser::{Page, command};
use crate::support::project::{Project, Run};

#[test]
fn a_second_run_opens_the_page_of_the_first() {
    let (project, page) = sample();
    let second = Run::of(&mut command(&project, "./state.yaml", &["--no-open"]));
    assert_eq!(second.status, Some(0), "{}", second.stderr);
    assert_eq!(second.text().trim(), page.first);
    assert_eq!(page.get("").status, 200);
    assert_eq!(page.change("practice.name", "Riverside Surgery", "Hillside").status, 200);
}

#[test]
fn finish_ends_it_and_says_so() {
    let (project, page) = sample();
    assert_eq!(page.post("finish", &json!({})).status, 200);
    let (status, _) = page.ended();
    assert_eq!(status.code(), Some(0));
    let left = fs::read_dir(project.path("runtime/proforma")).unwrap();
    let names: Vec<_> = left.map(|file| file.unwrap().file_name()).collect();
    assert!(
        !names.iter().any(|name| name.to_string_lossy().ends_with(".html")),
        "{names:?}"
    );
}

#[test]
fn a_signal_ends_it_after_what_is_being_written() {
    for signal in ["INT", "TERM", "HUP"] {
        let (project, page) = sample();
        assert_eq!(page.change("practice.name", "Riverside Surgery", signal).status, 200);
        page.signal(signal);
        let (status, _) = page.ended();
        assert_eq!(status.code(), Some(0), "{signal}");
        let text = String::from_utf8(project.read("state.yaml")).unwrap();
        assert!(text.contains(&format!("name: {signal}")));
    }
}

#[test]
fn a_tab_of_yesterday_goes_on() {
    let (project, page) = sample();
    let (cookie, token) = (page.cookie.clone(), page.token.clone());
    let (host, first) = (page.host.clone(), page.first.clone());
    page.signal("KILL");
    drop(page);
    let mut again = Page::start(command(&project, "state.yaml", &["--no-open"]));
    assert_eq!((&again.host, &again.first), (&host, &first));
    (again.cookie, again.token) = (cookie, token);
    let answer = again.change("practice.name", "Riverside Surgery", "Hillside");
    assert_eq!(answer.status, 200, "{}", answer.body);
}

#[test]
fn after_a_week_the_key_is_another() {
    let (project, page) = sample();
    let first = page.first.clone();
    page.post("finish", &json!({}));
    page.ended();
    let long_ago = SystemTime::now() - Duration::from_secs(8 * 24 * 60 * 60);
    for file in fs::read_dir(project.path("runtime/proforma")).unwrap() {
        let path = file.unwrap().path();
        let file = File::options().write(true).open(path).unwrap();
        file.set_modified(long_ago).unwrap();
    }
    let again = Page::open(&project, "state.yaml", &[]);
    assert_ne!(again.first.rsplit('=').next(), first.rsplit('=').next());
}

#[test]
fn a_port_that_is_taken_is_said_and_another_can_be_named() {
    let (project, page) = sample();
    project.write("other.yaml", SAMPLE);
    let port = page.host.rsplit(':').next().unwrap_or_default();
    let run =
        Run::of(&mut command(&project, "other.yaml", &["--no-open", "--port", port]));
    assert_eq!(run.status, Some(1));
    assert!(
        run.stderr.contains(&format!("cannot use the port {port}")),
        "{}",
        run.stderr
    );
    assert!(run.stdout.is_empty());
}

#[test]
fn what_is_wrong_with_a_state_is_said_before_a_page_is_served() {
    let project = Project::new();
    project.write("broken.yaml", "checklist: pre-migration\nlast_updated: [\n");
    for (name, why) in
        [("missing.txt", "it does not exist"), ("broken.yaml", "broken.yaml:")]
    {
        let run = Run::of(&mut command(&project, name, &["--no-open"]));
        assert_eq!((run.status, run.stdout.len()), (Some(1), 0), "{name}");
        assert!(run.stderr.contains(why), "{}", run.stderr);
    }
}

#[test]
fn the_folder_of_the_keys_is_made_private() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let project = Project::new();
    project.write("state.yaml", SAMPLE);
    let folder = project.path("runtime/proforma");
    fs::create_dir_all(&folder).unwrap();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o777)).unwrap();
    Page::open(&project, "state.yaml", &[]);
    assert_eq!(fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
    fs::rename(&folder, project.path("elsewhere")).unwrap();
    symlink(project.path("elsewhere"), &folder).unwrap();
    let run = Run::of(&mut command(&project, "state.yaml", &["--no-open"]));
    assert_eq!((run.status, run.stdout.len()), (Some(1), 0), "{}", run.stderr);
}

#[test]
fn a_thousand_connections_do_not_keep_it_from_answering() {
    let (_project, page) = sample();
    let mut open = Vec::new();
    for _ in 0..1000 {
        // The system may allow fewer.
        let Ok(stream) = std::net::TcpStream::connect(&page.host) else { break };
        open.push(stream);
    }
    drop(open.split_off(open.len() / 2));
    assert_eq!(page.get("").status, 200);
}

#[test]
fn without_a_browser_it_says_what_to_do() {
    let project = Project::new();
    project.write("state.yaml", SAMPLE);
    let mut command: Command = command(&project, "state.yaml", &[]);
    command.env("PATH", project.path("nothing"));
    let page = Page::start(command);
    // A program that is not on the path cannot send the signal.
    page.signal("INT");
    let (status, said) = page.ended();
    assert!(status.success());
    assert!(said.contains("open the address above in a browser"), "{said}");
}
