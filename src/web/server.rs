//! The server of the page: for this machine alone, until somebody ends it.

use std::future::{Future, pending};
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path as Part, Request, State};
use axum::http::header::{CONTENT_TYPE, SET_COOKIE};
use axum::http::{StatusCode, Uri};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::de::DeserializeOwned;
use tokio::sync::watch;

use crate::base::problem::Outcome;
use crate::web::assets::asset;
use crate::web::desk::{Desk, Workplace};
use crate::web::gate::{self, Gate, Refusal};
use crate::web::kept::{Address, Kept, Turn};
use crate::web::reply::{Reply, html, text};
use crate::web::secret::Secret;
use crate::web::view::Shown;
use crate::web::{change, view};

/// The most bytes of a request's body: about a hundred pages of notes.
const MAX_BODY: usize = 512 * 1024;

/// How long the server goes on without a page.
const IDLE: Duration = Duration::from_secs(12 * 60 * 60);

/// How often it looks whether it is still needed, and tidies up.
const WATCH: Duration = Duration::from_secs(60);

/// How long it waits for answers under way when it ends.
const GRACE: Duration = Duration::from_secs(5);

/// A page that is ready to be served, or one that is served by another run.
pub enum Opening {
    /// A new one.
    New(Box<Server>),
    /// Another run has the state open.
    Running(Running),
}

/// A server that has its port and waits to be run.
pub struct Server {
    kept: Kept,
    address: Address,
    listener: TcpListener,
    app: Arc<App>,
    ended: watch::Receiver<bool>,
    /// Keeps other runs from serving the same state.
    _lock: std::fs::File,
}

/// A page that another run serves.
pub struct Running {
    kept: Kept,
    address: Address,
}

/// Ends a server, from wherever.
#[derive(Clone)]
pub struct Stop(Arc<watch::Sender<bool>>);

impl Stop {
    /// Ends it, after what is being written.
    pub fn stop(&self) {
        self.0.send_replace(true);
    }
}

/// What all requests share.
struct App {
    place: Workplace,
    secret: Secret,
    gate: Gate,
    begin: Instant,
    /// The second since the beginning in which a page was last heard of.
    heard: AtomicU64,
    stop: Stop,
}

impl Opening {
    /// Finds a port for a state's page, or who serves it already.
    ///
    /// `folder` is the user's runtime folder, `real` the state's path with links resolved.
    ///
    /// # Errors
    /// If there is no such port, or the folder cannot be used.
    pub fn new(
        desk: Box<dyn Desk>,
        (folder, real): (&Path, &Path),
        port: Option<u16>,
    ) -> io::Result<Self> {
        let kept = Kept::new(folder, real);
        kept.check()?;
        let lock = match kept.turn()? {
            Turn::Ours(lock) => lock,
            Turn::Running(address) => {
                return Ok(Self::Running(Running { kept, address }));
            }
        };
        let before = kept.address();
        let listener = listener(port, before.as_ref().map(|before| before.port))?;
        let secret = match before {
            Some(before) => before.secret,
            None => Secret::new()?,
        };
        let address = Address { port: listener.local_addr()?.port(), secret };
        kept.keep(&address)?;
        kept.tidy();
        let (sender, ended) = watch::channel(false);
        let app = App {
            place: Workplace::at(desk),
            secret: address.secret.clone(),
            gate: Gate::new(&address),
            begin: Instant::now(),
            heard: AtomicU64::new(0),
            stop: Stop(Arc::new(sender)),
        };
        let app = Arc::new(app);
        Ok(Self::New(Box::new(Server {
            kept,
            address,
            listener,
            app,
            ended,
            _lock: lock,
        })))
    }
}

/// The port that was asked for, or the one of the last time, or any.
fn listener(port: Option<u16>, before: Option<u16>) -> io::Result<TcpListener> {
    let bind = |port| TcpListener::bind((Ipv4Addr::LOCALHOST, port));
    let listener = match (port, before) {
        (Some(port), _) => bind(port)?,
        (None, Some(before)) => bind(before).or_else(|_| bind(0))?,
        (None, None) => bind(0)?,
    };
    listener.set_nonblocking(true)?;
    Ok(listener)
}

impl Running {
    /// The address that leads to the page.
    pub fn address(&self) -> String {
        self.address.first()
    }

    /// Writes the file that leads a browser to the page.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn lead(&self) -> io::Result<PathBuf> {
        self.kept.lead(&self.address)
    }
}

impl Server {
    /// The address that leads to the page.
    pub fn address(&self) -> String {
        self.address.first()
    }

    /// Writes the file that leads a browser to the page.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn lead(&self) -> io::Result<PathBuf> {
        self.kept.lead(&self.address)
    }

    /// What ends it.
    pub fn stop(&self) -> Stop {
        self.app.stop.clone()
    }

    /// Serves the page until it ends.
    ///
    /// # Errors
    /// If the system does not let it.
    pub fn run(self) -> io::Result<()> {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = runtime.enable_all().build()?;
        let Self { kept, address, listener, app, ended, _lock } = self;
        let served = runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener)?;
            tokio::spawn(watch_over(Arc::clone(&app), kept.clone(), address.clone()));
            let service = router(Arc::clone(&app));
            let serve = axum::serve(listener, service)
                .with_graceful_shutdown(is_ended(ended.clone()));
            tokio::select! {
                served = serve => served,
                () = after(is_ended(ended), GRACE) => Ok(()),
            }
        });
        // What is being written is written: the runtime waits for it.
        drop(runtime);
        kept.stop_leading();
        kept.keep(&address)?;
        served
    }
}

/// Waits until a server is to end.
async fn is_ended(mut ended: watch::Receiver<bool>) {
    if ended.wait_for(|ended| *ended).await.is_err() {
        pending::<()>().await;
    }
}

async fn after(first: impl Future<Output = ()>, time: Duration) {
    first.await;
    tokio::time::sleep(time).await;
}

/// Ends a server that no page needs, and tidies up now and then.
async fn watch_over(app: Arc<App>, kept: Kept, address: Address) {
    loop {
        tokio::time::sleep(WATCH).await;
        kept.tidy();
        // So that they are not forgotten while they are in use.
        let _ = kept.keep(&address);
        if is_idle(app.begin.elapsed(), app.heard.load(Ordering::Relaxed)) {
            app.stop.stop();
        }
    }
}

/// Whether a server that has run for so long, and last heard of a page in this second, is of
/// no use any more.
fn is_idle(running: Duration, heard: u64) -> bool {
    running.saturating_sub(Duration::from_secs(heard)) > IDLE
}

type Shared = State<Arc<App>>;

fn router(app: Arc<App>) -> Router {
    let instance = app.secret.instance();
    let at = |rest: &str| format!("/{instance}/{rest}");
    Router::new()
        .route(&at(""), get(page))
        .route(&at("open"), get(open_by_address).post(open_by_file))
        .route(&at("hello/{challenge}"), get(hello))
        .route(&at("assets/{name}"), get(file))
        .route(&at("alive"), get(alive))
        .route(&at("item/{id}"), get(item))
        .route(&at("change"), post(saving(change::change)))
        .route(&at("remove"), post(saving(change::remove)))
        .route(&at("check"), post(saving(change::check)))
        .route(&at("make"), post(saving(change::make)))
        .route(&at("undo"), post(saving(change::undo)))
        .route(&at("move"), post(saving(change::move_on)))
        .route(&at("fits"), post(saving(change::still_fits)))
        .route(&at("compare"), post(saving(change::compare)))
        .route(&at("bring-back"), post(saving(change::bring_back)))
        .route(&at("delete-earlier"), post(saving(change::delete)))
        .route(&at("finish"), post(finish))
        .fallback(|| async { text(StatusCode::NOT_FOUND, "There is nothing here.") })
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(from_fn_with_state(Arc::clone(&app), guard))
        .with_state(app)
}

/// Lets through what may pass, and closes every answer.
async fn guard(State(app): Shared, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let admitted = app.gate.admit(request.method(), path, request.headers());
    let mut response = match admitted {
        Ok(()) => {
            let heard = app.begin.elapsed().as_secs();
            app.heard.store(heard, Ordering::Relaxed);
            next.run(request).await
        }
        Err(Refusal::Cookie) if path.ends_with('/') => {
            html(StatusCode::FORBIDDEN, view::disconnected())
        }
        Err(_) => text(StatusCode::FORBIDDEN, "This page is no longer connected."),
    };
    gate::close(response.headers_mut());
    response
}

/// Does what takes time, and touches files, on another thread.
async fn aside<F>(app: Arc<App>, work: F) -> Response
where
    F: FnOnce(&App) -> Response + Send + 'static,
{
    let done = tokio::task::spawn_blocking(move || work(&app)).await;
    done.unwrap_or_else(|_| Reply::mistake().into_response())
}

async fn page(State(app): Shared) -> Response {
    aside(app, |app| match app.secret.new_token() {
        Ok(token) => whole_page(&app.place, &token).unwrap_or_else(|problems| {
            let page = view::unreadable(&app.place.desk.name(), &problems);
            html(StatusCode::INTERNAL_SERVER_ERROR, page)
        }),
        Err(_) => Reply::mistake().into_response(),
    })
    .await
}

/// The page with the state as it is now.
fn whole_page(place: &Workplace, token: &str) -> Outcome<Response> {
    if let Some(offers) = place.desk.offers() {
        let page = view::missing(&place.desk.name(), &offers, token);
        return Ok(html(StatusCode::OK, page));
    }
    let sheet = place.desk.read()?;
    let now = sheet.filled_today()?;
    let newer = sheet.newer(now.filled.state.last_updated);
    let shown = Shown {
        now: &now,
        newer: newer.as_ref(),
        file: &place.desk.name(),
        history: &place.history(),
        kept: &place.desk.earlier(),
    };
    Ok(html(StatusCode::OK, view::page(&shown, token)))
}

async fn open_by_address(State(app): Shared, uri: Uri) -> Response {
    open(&app, uri.query().unwrap_or_default())
}

async fn open_by_file(State(app): Shared, body: Bytes) -> Response {
    open(&app, std::str::from_utf8(&body).unwrap_or_default())
}

/// Gives whoever has the key a cookie, and leads on to the page. A browser would not send the
/// cookie with a redirect from elsewhere: the page that leads on is ours.
fn open(app: &App, form: &str) -> Response {
    let key = form.split('&').find_map(|pair| pair.strip_prefix("key="));
    if !app.gate.is_key(key.unwrap_or_default()) {
        return html(StatusCode::FORBIDDEN, view::disconnected());
    }
    let mut response = html(StatusCode::OK, view::leading_on());
    if let Ok(cookie) = app.gate.cookie().parse() {
        response.headers_mut().insert(SET_COOKIE, cookie);
    }
    response
}

async fn hello(State(app): Shared, Part(challenge): Part<String>) -> Response {
    text(StatusCode::OK, &app.secret.proof(&challenge))
}

async fn file(Part(name): Part<String>) -> Response {
    match asset(&name) {
        Some(asset) => ([(CONTENT_TYPE, asset.kind)], asset.bytes).into_response(),
        None => text(StatusCode::NOT_FOUND, "There is nothing here."),
    }
}

/// Says that the server runs, and how items stand: others may have changed something, and it
/// may be another day.
async fn alive(State(app): Shared, uri: Uri) -> Response {
    let known = uri.query().and_then(|query| query.strip_prefix("known="));
    let known = known.unwrap_or_default().to_string();
    aside(app, move |app| change::news(&app.place, &known).into_response()).await
}

/// An item, with as many rows as are asked for.
async fn item(State(app): Shared, Part(id): Part<String>, uri: Uri) -> Response {
    let rows = uri.query().and_then(|query| query.strip_prefix("rows="));
    let rows = rows.and_then(|rows| rows.parse().ok()).unwrap_or(0);
    aside(app, move |app| change::item(&app.place, &id, rows).into_response()).await
}

/// Answers what the page sends to have something changed.
fn saving<T: DeserializeOwned + Send + 'static>(
    change: fn(&Workplace, T) -> Reply,
) -> impl Fn(Shared, Bytes) -> Pin<Box<dyn Future<Output = Response> + Send>> + Clone {
    move |State(app), body| {
        let asked = serde_json::from_slice::<T>(&body);
        let work = move |app: &App| match asked {
            Ok(asked) => change(&app.place, asked).into_response(),
            Err(_) => Reply::refused("This cannot be read.").into_response(),
        };
        Box::pin(aside(app, work))
    }
}

/// Ends the server after this answer.
async fn finish(State(app): Shared) -> Response {
    let stop = app.stop.clone();
    // Nothing is half-way written.
    let done = aside(app, |app| {
        drop(app.place.turn());
        Reply::done().into_response()
    });
    let done = done.await;
    stop.stop();
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_ends_twelve_hours_after_the_last_page() {
        let hours = |hours: u64| Duration::from_secs(hours * 60 * 60);
        assert!(!is_idle(hours(12), 0));
        assert!(is_idle(hours(12) + Duration::from_secs(1), 0));
        assert!(!is_idle(hours(30), hours(18).as_secs()));
        assert!(!is_idle(hours(1), hours(2).as_secs()));
    }
}
