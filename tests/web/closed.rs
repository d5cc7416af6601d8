//! Who may read and change the page: the user's own browser, and only from the page itself.

use std::fs;
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;

use serde_json::json;

use super::{SAMPLE, sample};
use crate::support::browser::{Answer, Page, command};
use crate::support::project::Project;

/// The page's own request with one line of its head changed, or left out.
#[track_caller]
fn with(
    page: &Page,
    method: &str,
    rest: &str,
    name: &str,
    value: Option<&str>,
) -> Answer {
    let mut head = page.own_head();
    head.retain(|(other, _)| *other != name);
    let mut head: Vec<_> =
        head.iter().map(|(name, value)| (*name, value.as_str())).collect();
    head.extend(value.map(|value| (name, value)));
    let body =
        json!({"path": "practice.name", "was": "Riverside Surgery", "value": "Taken"});
    let body = if method == "GET" { String::new() } else { body.to_string() };
    page.ask(method, rest, &head, &body)
}

/// Asserts that such a request is refused, whether it reads or changes something.
#[track_caller]
fn assert_refused(page: &Page, name: &str, value: Option<&str>) {
    for (method, rest) in [("GET", ""), ("GET", "item/pcse?rows=1"), ("POST", "change")] {
        let answer = with(page, method, rest, name, value);
        assert_eq!(answer.status, 403, "{method} {rest} with {name}: {value:?}");
        assert!(!answer.body.contains("Riverside"), "{name}: {value:?}");
    }
}

#[test]
fn the_first_address_gives_a_cookie_and_leads_to_one_without_a_key() {
    let (_project, page) = sample();
    let key = page.first.split("key=").nth(1).expect("the first address has a key");
    let opened = page.get_as_stranger(&page.first);
    let cookie = opened.header("set-cookie");
    for part in ["HttpOnly", "SameSite=Strict", &format!("Path={}", page.path)] {
        assert!(cookie.split("; ").any(|found| found == part), "{part}: {cookie}");
    }
    let instance = page.path.trim_matches('/');
    assert!(cookie.starts_with(&format!("proforma-{instance}=")), "{cookie}");
    assert!(opened.body.contains("http-equiv=\"refresh\" content=\"0; url=./\""));
    for body in [&opened.body, &page.get("").body] {
        assert!(!body.contains(key));
    }
    assert!(!cookie.contains(key));
}

#[test]
fn nobody_comes_in_without_the_key_or_the_cookie() {
    let (project, page) = sample();
    let name = page.cookie.split('=').next().unwrap_or_default();
    let wrong = format!("{name}={}", "0".repeat(64));
    for value in [None, Some(""), Some(wrong.as_str()), Some("proforma=1; x")] {
        assert_refused(&page, "Cookie", value);
    }
    let key = page.first.split("key=").nth(1).expect("it has a key");
    for form in ["", "key=", "key=0", &format!("key={}", &key[1..]), &format!("k={key}")]
    {
        let answer =
            page.get_as_stranger(&format!("{}{}open?{form}", page.origin(), page.path));
        assert_eq!((answer.status, answer.header("set-cookie")), (403, ""), "{form}");
    }
    assert_eq!(page.get_as_stranger(&page.origin()).status, 403);
    assert_eq!(project.read("state.yaml"), SAMPLE.as_bytes());
}

#[test]
fn a_tab_that_has_lost_its_cookie_is_told_what_to_do() {
    let (_project, page) = sample();
    let answer = with(&page, "GET", "", "Cookie", None);
    assert_eq!(answer.status, 403);
    assert!(answer.body.contains("This page is no longer connected"));
    assert!(answer.body.contains("Start Proforma again"));
}

#[test]
fn a_change_needs_the_token_of_a_page() {
    let (project, page) = sample();
    let last = if page.token.ends_with('0') { '1' } else { '0' };
    let other = format!("{}{last}", &page.token[..page.token.len() - 1]);
    for value in [None, Some(""), Some("-"), Some(other.as_str())] {
        for place in ["change", "remove", "check", "finish"] {
            let answer = with(&page, "POST", place, "X-Proforma-Token", value);
            assert_eq!(answer.status, 403, "{place} with {value:?}");
        }
    }
    assert_eq!(project.read("state.yaml"), SAMPLE.as_bytes());
    let done = with(&page, "POST", "change", "X-Proforma-Token", Some(&page.token));
    assert_eq!(done.status, 200, "{}", done.body);
}

#[test]
fn a_request_for_another_name_is_refused() {
    let (project, page) = sample();
    let port = page.host.split(':').nth(1).expect("it has a port");
    let names = [
        "localhost",
        "127.0.0.1",
        "evil.example",
        &format!("localhost:{port}"),
        &format!("evil.example:{port}"),
        &format!("127.0.0.2:{port}"),
        "127.0.0.1:1",
        "",
    ];
    for name in names {
        assert_refused(&page, "Host", Some(name));
        let head = [("Host", name)];
        let opened = page.ask("GET", page.first.rsplit('/').next().unwrap(), &head, "");
        assert_eq!(opened.status, 403, "{name}");
    }
    assert_eq!(project.read("state.yaml"), SAMPLE.as_bytes());
}

#[test]
fn a_request_from_another_site_is_refused() {
    let (project, page) = sample();
    let secure = page.origin().replace("http:", "https:");
    for origin in ["http://evil.example", "null", "http://127.0.0.1:1", &secure, ""] {
        assert_refused(&page, "Origin", Some(origin));
    }
    for site in ["cross-site", "same-site", "Same-Origin", ""] {
        assert_refused(&page, "Sec-Fetch-Site", Some(site));
    }
    for dest in ["iframe", "frame", "object", "embed"] {
        assert_refused(&page, "Sec-Fetch-Dest", Some(dest));
    }
    // What changes something always has an origin.
    assert_eq!(with(&page, "POST", "change", "Origin", None).status, 403);
    assert_eq!(project.read("state.yaml"), SAMPLE.as_bytes());
}

#[test]
fn every_answer_says_what_a_browser_may_do_with_it() {
    let (_project, page) = sample();
    let stranger = with(&page, "GET", "", "Cookie", None);
    let nowhere = page.get("nowhere");
    let answers = [
        page.get(""),
        page.get("assets/page.js"),
        page.get("assets/page.css"),
        page.get("item/pcse"),
        page.get_as_stranger(&page.first),
        stranger,
        nowhere,
        page.change("practice.name", "x", "y"),
        page.change("nowhere", "", "y"),
    ];
    for answer in answers {
        let policy = answer.header("content-security-policy");
        for part in ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"] {
            assert!(policy.contains(part), "{policy}");
        }
        assert!(!policy.contains("unsafe") && !policy.contains('*'), "{policy}");
        for (name, value) in [
            ("cache-control", "no-store"),
            ("referrer-policy", "no-referrer"),
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(answer.header(name), value, "{name} of {}", answer.status);
        }
        assert_eq!(answer.header("access-control-allow-origin"), "");
    }
}

#[test]
fn the_page_has_no_script_and_no_style_of_its_own() {
    let (_project, page) = sample();
    let html = page.get("").body;
    assert_eq!(html.matches("<script").count(), 1);
    assert!(html.contains("<script type=\"module\" src=\"assets/page.js\"></script>"));
    for word in ["<style", " style=", " onclick", " onload", "javascript:", "http-equiv"]
    {
        assert!(!html.contains(word), "{word}");
    }
    // Nothing comes from elsewhere: the guide is a link.
    for part in html.split("src=\"").skip(1) {
        assert!(part.starts_with("assets/"), "{}", &part[..40]);
    }
}

#[test]
fn a_request_that_is_too_long_is_refused_and_nothing_else() {
    let (project, page) = sample();
    let answer = page.change("tell-patients.notes", "", &"a".repeat(600_000));
    assert_eq!(answer.status, 413);
    let head = format!(
        "GET {} HTTP/1.1\r\nHost: {}\r\nX: {}\r\n\r\n",
        page.path,
        page.host,
        "a".repeat(900_000)
    );
    assert!(page.raw(head.as_bytes()).status >= 400);
    assert_eq!(page.get("").status, 200);
    assert_eq!(project.read("state.yaml"), SAMPLE.as_bytes());
}

#[test]
fn only_this_machine_reaches_it_and_only_by_one_address() {
    let (_project, page) = sample();
    let port = page.host.strip_prefix("127.0.0.1:").expect("it has the literal address");
    for other in ["127.0.0.2", "[::1]"] {
        assert!(TcpStream::connect(format!("{other}:{port}")).is_err(), "{other}");
    }
}

#[test]
fn no_other_file_can_be_had() {
    let (project, page) = sample();
    project.write("secret.yaml", "a secret");
    for rest in [
        "secret.yaml",
        "../secret.yaml",
        "assets/../../secret.yaml",
        "assets/..%2fsecret.yaml",
        "assets/%2e%2e/secret.yaml",
        "assets//etc/passwd",
        "item/../secret",
        "state.yaml",
    ] {
        let answer = page.get(rest);
        assert!(answer.status >= 400 && !answer.body.contains("a secret"), "{rest}");
    }
}

#[test]
fn two_pages_at_once_know_nothing_of_each_other() {
    let project = Project::new();
    project.write("one.yaml", SAMPLE);
    project.write("two.yaml", SAMPLE.replace("Riverside", "Hillside"));
    let one = Page::open(&project, "one.yaml", &[]);
    let two = Page::open(&project, "two.yaml", &[]);
    assert_ne!((&one.host, &one.path), (&two.host, &two.path));
    // Both cookies, as a browser sends them that takes no notice of paths.
    let both = format!("{}; {}", one.cookie, two.cookie);
    assert!(
        with(&one, "GET", "", "Cookie", Some(&both)).body.contains("Riverside Surgery")
    );
    assert!(
        with(&two, "GET", "", "Cookie", Some(&both)).body.contains("Hillside Surgery")
    );
    assert_refused(&one, "Cookie", Some(&two.cookie));
    let token = with(&one, "POST", "change", "X-Proforma-Token", Some(&two.token));
    assert_eq!(token.status, 403);
    let key = two.first.rsplit('=').next().unwrap_or_default();
    let answer = one.ask("GET", &format!("open?key={key}"), &[("Host", &one.host)], "");
    assert_eq!(answer.status, 403);
    assert_eq!(
        one.ask("GET", "", &[("Host", &two.host), ("Cookie", &both)], "").status,
        403
    );
    assert_eq!(project.read("one.yaml"), SAMPLE.as_bytes());
}

#[test]
fn the_key_is_in_files_for_the_user_alone_and_in_no_list_of_processes() {
    let project = Project::new();
    project.write("state.yaml", SAMPLE);
    project
        .write("bin/xdg-open", "#!/bin/sh\necho \"$@\" > opened\ncp \"$1\" lead.html\n");
    let tool = project.path("bin/xdg-open");
    fs::set_permissions(&tool, fs::Permissions::from_mode(0o755)).unwrap();
    let mut command = command(&project, "state.yaml", &[]);
    command.env("PATH", format!("{}:/usr/bin:/bin", project.path("bin").display()));
    let page = Page::start(command);
    let key = page.first.split("key=").nth(1).expect("it has a key").to_string();
    while !project.path("lead.html").exists() || project.read("lead.html").is_empty() {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let opened = String::from_utf8(project.read("opened")).unwrap();
    assert!(opened.trim().ends_with(".html") && !opened.contains(&key), "{opened}");
    let lead = String::from_utf8(project.read("lead.html")).unwrap();
    assert!(lead.contains(&key) && lead.contains("method=\"post\""));
    // The browser posts it from a file, which is no site.
    let head = [
        ("Host", page.host.as_str()),
        ("Origin", "null"),
        ("Sec-Fetch-Site", "cross-site"),
    ];
    let answer = page.ask("POST", "open", &head, &format!("key={key}"));
    assert_eq!(answer.status, 200);
    for file in fs::read_dir(project.path("runtime/proforma")).unwrap() {
        let path = file.unwrap().path();
        let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o077;
        let has_key = fs::read(&path).is_ok_and(|bytes| !bytes.is_empty());
        assert!(mode == 0 || !has_key, "{}: {mode:o}", path.display());
    }
    let folder = fs::metadata(project.path("runtime/proforma")).unwrap();
    assert_eq!(folder.permissions().mode() & 0o077, 0);
    let line = fs::read_to_string(format!("/proc/{}/cmdline", page.id())).unwrap();
    assert!(!line.contains(&key));
    page.signal("INT");
    let (status, said) = page.ended();
    assert!(status.success() && !said.contains(&key), "{said}");
}

#[test]
fn what_is_typed_is_in_no_message() {
    let (_project, page) = sample();
    let words = "Zwischenablage";
    page.change("practice.name", "Riverside Surgery", words);
    page.change("practice.icb", "wrong", words);
    page.change("nowhere", "", words);
    page.ask("POST", "change", &[("Host", &page.host)], words);
    page.signal("TERM");
    let (status, said) = page.ended();
    assert!(status.success());
    assert!(!said.contains(words) && said.lines().count() == 1, "{said}");
}
