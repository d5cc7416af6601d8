//! Answers to the page's script, and pages.

use std::collections::BTreeMap;
use std::ops::{Deref, DerefMut};

use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use maud::Markup;
use serde::{Deserialize, Serialize};

use crate::base::privacy::blotted;
use crate::base::problem::{Problem, ProblemList};

/// What became of a change.
#[derive(Debug, Clone, Copy)]
enum Became {
    /// It is in the file.
    Saved,
    /// The file has another value than the page thought.
    Conflict,
    /// It will never be saved as it is.
    Refused,
    /// It may be saved later.
    Failed,
}

/// What became of a request of the page's script, and what it is told.
#[derive(Debug)]
pub(crate) struct Reply {
    became: Became,
    told: Box<Told>,
}

/// What the page's script is told.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Told {
    /// The value in the file now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) now: Option<String>,
    /// What it was understood as.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) note: Option<String>,
    /// Why it was not saved.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
    /// What somebody has to say for it to be saved all the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    sure: Option<Doubt>,
    /// The value without what keeps it from being saved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) without: Option<String>,
    /// The place of a conflict that the page does not know of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) path: Option<String>,
    /// The value that could not be saved there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) value: Option<String>,
    /// What to warn of, though all is saved.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) warnings: Vec<String>,
    /// All values by path, for a page that knows an older file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) values: Option<BTreeMap<String, String>>,
    /// Whether the whole page has to be made anew.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) is_whole: bool,
    /// How the state's file is now.
    #[serde(flatten)]
    pub(crate) file: Option<FileNews>,
    /// Parts of the page to put in place of those with the same ids.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) parts: Vec<String>,
}

/// What somebody has to be sure of, and how they say so.
#[derive(Debug, Serialize)]
pub(crate) struct Doubt {
    /// The word that the page sends then.
    pub(crate) word: SureOf,
    /// What they say.
    pub(crate) yes: &'static str,
}

/// What somebody has to be sure of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SureOf {
    /// That the code of the subject is to change.
    Code,
    /// That a number is not an NHS number.
    Number,
}

/// How the state's file is now.
#[derive(Debug, Serialize)]
pub(crate) struct FileNews {
    /// What told it from others before a change.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) before: String,
    /// What tells it from others now.
    pub(crate) stamp: String,
}

impl Reply {
    fn new(became: Became, why: Option<String>) -> Self {
        Self { became, told: Box::new(Told { why, ..Told::default() }) }
    }

    /// It is in the file.
    pub(crate) fn done() -> Self {
        Self::new(Became::Saved, None)
    }

    /// Somebody else has changed it: the value in the file.
    pub(crate) fn conflict(now: String) -> Self {
        let mut reply = Self::new(Became::Conflict, None);
        reply.now = Some(now);
        reply
    }

    /// It will never be saved as it is.
    pub(crate) fn refused(why: impl Into<String>) -> Self {
        Self::new(Became::Refused, Some(why.into()))
    }

    /// It is saved only if somebody is sure.
    pub(crate) fn doubted(why: impl Into<String>, doubt: Doubt) -> Self {
        let mut reply = Self::refused(why);
        reply.sure = Some(doubt);
        reply
    }

    /// Whether somebody else has changed it.
    pub(crate) fn is_conflict(&self) -> bool {
        matches!(self.became, Became::Conflict)
    }

    /// Whether it may go better another time.
    pub(crate) fn is_failed(&self) -> bool {
        matches!(self.became, Became::Failed)
    }

    /// It may be saved later.
    pub(crate) fn failed(problems: &ProblemList) -> Self {
        let why: Vec<_> = problems.iter().map(said).collect();
        Self::new(Became::Failed, Some(why.join(" ")))
    }

    /// It was not saved because of a mistake of ours.
    pub(crate) fn mistake() -> Self {
        let why = "This did not work because of a mistake in Proforma.";
        Self::new(Became::Failed, Some(why.into()))
    }

    /// With parts of the page to renew.
    pub(crate) fn with(mut self, parts: impl IntoIterator<Item = Markup>) -> Self {
        self.parts.extend(parts.into_iter().map(Markup::into_string));
        self
    }
}

impl Deref for Reply {
    type Target = Told;

    fn deref(&self) -> &Told {
        &self.told
    }
}

impl DerefMut for Reply {
    fn deref_mut(&mut self) -> &mut Told {
        &mut self.told
    }
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        let status = match self.became {
            Became::Saved => StatusCode::OK,
            Became::Conflict => StatusCode::CONFLICT,
            Became::Refused => StatusCode::UNPROCESSABLE_ENTITY,
            Became::Failed => StatusCode::SERVICE_UNAVAILABLE,
        };
        let json = serde_json::to_vec(&self.told).unwrap_or_default();
        (status, [(CONTENT_TYPE, "application/json")], json).into_response()
    }
}

/// A problem as a sentence, without NHS numbers.
pub(crate) fn said(problem: &Problem) -> String {
    // A message that begins with the user's own words keeps them as they are.
    let is_theirs = problem.message.starts_with('`');
    let message = blotted(&problem.message).replace('`', "");
    if is_theirs {
        return format!("{message}.");
    }
    let mut letters = message.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}.", letters.as_str())
}

/// A page.
pub(crate) fn html(status: StatusCode, page: Markup) -> Response {
    (status, [(CONTENT_TYPE, "text/html; charset=utf-8")], page.into_string())
        .into_response()
}

/// A few words.
pub(crate) fn text(status: StatusCode, words: &str) -> Response {
    (status, [(CONTENT_TYPE, "text/plain; charset=utf-8")], words.to_string())
        .into_response()
}
