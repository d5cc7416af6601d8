//! Who may read and change the page: the user's own browser, and only from the page itself.

use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, COOKIE, HOST, ORIGIN, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method};

use crate::web::kept::Address;
use crate::web::secret::is_same;

/// The header that has the token of the page, where something is to be changed.
const TOKEN: &str = "x-proforma-token";

/// What every answer says.
const ALWAYS: [(HeaderName, &str); 9] = [
    (CACHE_CONTROL, "no-store"),
    (
        CONTENT_SECURITY_POLICY,
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; \
         img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'",
    ),
    (REFERRER_POLICY, "no-referrer"),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (X_FRAME_OPTIONS, "DENY"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-embedder-policy"), "require-corp"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=()",
    ),
];

/// Why a request is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// It was made for another name than this machine's own.
    Host,
    /// Another site made it.
    Foreign,
    /// It has no cookie of this page.
    Cookie,
    /// It has no token of this page.
    Token,
}

/// How a place of the server is guarded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Guarded {
    /// Whoever has the key may come from anywhere.
    ByKey,
    /// There is no secret in it.
    Open,
    /// With the cookie only.
    ByCookie,
}

/// Guards a page.
#[derive(Clone)]
pub(crate) struct Gate {
    address: Address,
    instance: String,
}

impl Gate {
    pub(crate) fn new(address: &Address) -> Self {
        Self { address: address.clone(), instance: address.secret.instance() }
    }

    /// Whether a request may be answered.
    pub(crate) fn admit(
        &self,
        method: &Method,
        path: &str,
        headers: &HeaderMap,
    ) -> Result<(), Refusal> {
        let host = format!("127.0.0.1:{}", self.address.port);
        let text = |name: HeaderName| headers.get(name).map(HeaderValue::as_bytes);
        if text(HOST) != Some(host.as_bytes()) {
            return Err(Refusal::Host);
        }
        let guarded = self.guarded(path);
        if guarded == Guarded::ByKey {
            return Ok(());
        }
        let is_ours = |site: &[u8]| matches!(site, b"same-origin" | b"none");
        if !text(HeaderName::from_static("sec-fetch-site")).is_none_or(is_ours) {
            return Err(Refusal::Foreign);
        }
        let is_framed = |dest: &[u8]| {
            matches!(dest, b"iframe" | b"frame" | b"object" | b"embed" | b"fencedframe")
        };
        if text(HeaderName::from_static("sec-fetch-dest")).is_some_and(is_framed) {
            return Err(Refusal::Foreign);
        }
        let own = format!("http://{host}");
        if text(ORIGIN).is_some_and(|origin| origin != own.as_bytes()) {
            return Err(Refusal::Foreign);
        }
        if guarded == Guarded::ByCookie && !self.has_cookie(headers) {
            return Err(Refusal::Cookie);
        }
        if matches!(*method, Method::GET | Method::HEAD) {
            return Ok(());
        }
        if text(ORIGIN).is_none() {
            return Err(Refusal::Foreign);
        }
        let token = headers.get(TOKEN).and_then(|token| token.to_str().ok());
        match token.is_some_and(|token| self.address.secret.made_token(token)) {
            true => Ok(()),
            false => Err(Refusal::Token),
        }
    }

    fn guarded(&self, path: &str) -> Guarded {
        let Some(rest) = self.within(path) else { return Guarded::ByCookie };
        match rest.split('/').next() {
            Some("open") => Guarded::ByKey,
            Some("assets" | "hello") => Guarded::Open,
            _ => Guarded::ByCookie,
        }
    }

    /// The rest of a path below the page's own.
    fn within<'p>(&self, path: &'p str) -> Option<&'p str> {
        let rest = path.strip_prefix('/')?.strip_prefix(self.instance.as_str())?;
        rest.strip_prefix('/')
    }

    fn cookie_name(&self) -> String {
        format!("proforma-{}", self.instance)
    }

    fn has_cookie(&self, headers: &HeaderMap) -> bool {
        let (name, wanted) = (self.cookie_name(), self.address.secret.cookie());
        let lines = headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
        let mut pairs = lines.flat_map(|line| line.split(';'));
        pairs.any(|pair| {
            let (key, value) = pair.trim().split_once('=').unwrap_or_default();
            key == name && is_same(value, &wanted)
        })
    }

    /// Whether this is the key of the first address.
    pub(crate) fn is_key(&self, key: &str) -> bool {
        is_same(key, &self.address.secret.key())
    }

    /// The cookie for whoever has the key, as long as the key is kept.
    pub(crate) fn cookie(&self) -> String {
        format!(
            "{}={}; Path=/{}/; Max-Age=604800; HttpOnly; SameSite=Strict",
            self.cookie_name(),
            self.address.secret.cookie(),
            self.instance
        )
    }
}

/// Says what every answer says.
pub(crate) fn close(headers: &mut HeaderMap) {
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
}
