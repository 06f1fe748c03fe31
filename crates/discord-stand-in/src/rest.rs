//! Discord's REST interface: one table of routes, one way in.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest as _, Multipart, Request, State as Shares};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};

use super::faults::Fault;
use super::rate_limit::{self, BucketState, Limit};
use super::recorded::Recorded;
use super::refusal::{Refusal, Scope};
use super::snowflake::Snowflake;
use super::state::State;
use super::{Shared, account, commands, direct, events, interactions, messages, threads};

/// Discord's own limit for a request with files is 25 MiB and a little.
pub(super) const BODY_LIMIT: usize = 32 << 20;

/// The named parts of a path and their values.
type Params = Vec<(&'static str, String)>;

type Handler = fn(&mut State, &Call) -> Result<Answer, Refusal>;

/// Everything that the stand-in knows. The first match counts, so `@original` precedes ids.
const ROUTES: &[(&str, &str, Handler)] = &[
    ("GET", "/gateway", account::gateway),
    ("GET", "/gateway/bot", account::gateway_for_bots),
    ("GET", "/oauth2/applications/@me", account::application),
    ("GET", "/applications/@me", account::application),
    ("GET", "/users/@me", account::current_user),
    ("GET", "/users/{user_id}", account::user),
    ("GET", "/guilds/{guild_id}", account::guild),
    (
        "GET",
        "/guilds/{guild_id}/channels",
        account::guild_channels,
    ),
    ("GET", "/guilds/{guild_id}/roles", account::guild_roles),
    (
        "GET",
        "/guilds/{guild_id}/members/{user_id}",
        account::guild_member,
    ),
    ("GET", "/guilds/{guild_id}/scheduled-events", events::list),
    (
        "GET",
        "/guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}",
        events::get,
    ),
    (
        "POST",
        "/guilds/{guild_id}/scheduled-events",
        events::create,
    ),
    (
        "PATCH",
        "/guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}",
        events::edit,
    ),
    (
        "GET",
        "/applications/{application_id}/commands",
        commands::list,
    ),
    (
        "PUT",
        "/applications/{application_id}/commands",
        commands::replace,
    ),
    (
        "POST",
        "/applications/{application_id}/commands",
        commands::create,
    ),
    (
        "GET",
        "/applications/{application_id}/commands/{command_id}",
        commands::get,
    ),
    (
        "DELETE",
        "/applications/{application_id}/commands/{command_id}",
        commands::delete,
    ),
    (
        "GET",
        "/applications/{application_id}/guilds/{guild_id}/commands",
        commands::list,
    ),
    (
        "PUT",
        "/applications/{application_id}/guilds/{guild_id}/commands",
        commands::replace,
    ),
    (
        "POST",
        "/applications/{application_id}/guilds/{guild_id}/commands",
        commands::create,
    ),
    (
        "GET",
        "/applications/{application_id}/guilds/{guild_id}/commands/{command_id}",
        commands::get,
    ),
    (
        "DELETE",
        "/applications/{application_id}/guilds/{guild_id}/commands/{command_id}",
        commands::delete,
    ),
    ("POST", "/users/@me/channels", direct::open),
    ("GET", "/channels/{channel_id}", account::channel),
    ("PATCH", "/channels/{channel_id}", threads::edit),
    (
        "POST",
        "/channels/{channel_id}/messages/{message_id}/threads",
        threads::of_message,
    ),
    ("POST", "/channels/{channel_id}/typing", messages::typing),
    ("GET", "/channels/{channel_id}/messages", messages::list),
    ("POST", "/channels/{channel_id}/messages", messages::create),
    (
        "GET",
        "/channels/{channel_id}/messages/{message_id}",
        messages::get,
    ),
    (
        "PATCH",
        "/channels/{channel_id}/messages/{message_id}",
        messages::edit,
    ),
    (
        "DELETE",
        "/channels/{channel_id}/messages/{message_id}",
        messages::delete,
    ),
    (
        "POST",
        "/interactions/{interaction_id}/{interaction_token}/callback",
        interactions::respond,
    ),
    (
        "POST",
        "/webhooks/{webhook_id}/{webhook_token}",
        interactions::follow_up,
    ),
    (
        "GET",
        "/webhooks/{webhook_id}/{webhook_token}/messages/@original",
        interactions::get,
    ),
    (
        "PATCH",
        "/webhooks/{webhook_id}/{webhook_token}/messages/@original",
        interactions::edit,
    ),
    (
        "DELETE",
        "/webhooks/{webhook_id}/{webhook_token}/messages/@original",
        interactions::delete,
    ),
    (
        "GET",
        "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}",
        interactions::get,
    ),
    (
        "PATCH",
        "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}",
        interactions::edit,
    ),
    (
        "DELETE",
        "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}",
        interactions::delete,
    ),
];

/// A file that came with a request.
#[derive(Clone, Debug)]
pub(super) struct File {
    pub(super) name: String,
    pub(super) content: Bytes,
}

/// A request, taken apart.
#[derive(Clone, Debug)]
pub(super) struct Call {
    params: Params,
    query: Option<String>,
    pub(super) body: Value,
    pub(super) files: Vec<File>,
}

/// What a request got.
#[derive(Clone, Debug)]
pub(super) enum Answer {
    Json(Value),
    /// As well, with 201.
    Created(Value),
    Nothing,
}

impl Call {
    /// A part of the path by its name in the route; empty where the route has none.
    pub(super) fn param(&self, name: &str) -> &str {
        let found = self.params.iter().find(|(known, _)| *known == name);
        found.map_or("", |(_, value)| value)
    }

    /// A part of the path that has to be an id.
    pub(super) fn id(&self, name: &str) -> Result<Snowflake, Refusal> {
        let text = self.param(name);
        text.parse().map_err(|_| {
            let message = format!("Value {text:?} is not snowflake.");
            Refusal::invalid_form(json!({ name: { "_errors": [
                { "code": "NUMBER_TYPE_COERCE", "message": message }
            ]}}))
        })
    }

    pub(super) fn query(&self, name: &str) -> Option<&str> {
        let pairs = self
            .query
            .as_deref()?
            .split('&')
            .filter_map(|pair| pair.split_once('='));
        pairs
            .into_iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value)
    }
}

/// The route of a path, with the values of its named parts.
fn find(method: &str, path: &str) -> Option<(&'static str, Handler, Params)> {
    ROUTES.iter().find_map(|(verb, route, handler)| {
        let params = (*verb == method).then(|| matches(route, path)).flatten()?;
        Some((*route, *handler, params))
    })
}

fn matches(route: &'static str, path: &str) -> Option<Params> {
    let mut given = path.split('/');
    let mut params = Vec::new();
    for wanted in route.split('/') {
        let part = given.next()?;
        match wanted
            .strip_prefix('{')
            .and_then(|name| name.strip_suffix('}'))
        {
            Some(name) => params.push((name, part.to_owned())),
            None if wanted == part => {}
            None => return None,
        }
    }
    given.next().is_none().then_some(params)
}

/// Serves one request: recorded, checked, counted against the limits, and answered.
pub(super) async fn serve(Shares(shared): Shares<Arc<Shared>>, request: Request) -> Response {
    let (at, started) = (jiff::Timestamp::now(), Instant::now());
    let method = request.method().to_string();
    let path = request.uri().path();
    let path = path.strip_prefix("/api/v10").unwrap_or(path).to_owned();
    let query = request.uri().query().map(str::to_owned);
    let authorization = request.headers().get(header::AUTHORIZATION);
    let authorization = authorization
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned);
    let found = find(&method, &path);
    let mut recorded = Recorded {
        at,
        took: Duration::ZERO,
        method,
        path,
        route: found.as_ref().map(|(route, ..)| *route),
        query: query.clone(),
        body: None,
        files: Vec::new(),
        status: 0,
        response: None,
    };
    let mut standing = None;
    let outcome = match (found, read_body(request).await) {
        (None, _) => Err(Refusal::UNKNOWN_ROUTE),
        (_, Err(refusal)) => Err(refusal),
        (Some((route, handler, params)), Ok((body, files))) => {
            recorded.body = Some(body.clone()).filter(|body| !body.is_null());
            recorded.files = files
                .iter()
                .map(|f| (f.name.clone(), f.content.len()))
                .collect();
            let call = Call {
                params,
                query,
                body,
                files,
            };
            let trial = RequestChecks {
                shared: &shared,
                route,
                recorded: &recorded,
            };
            match trial.admit(authorization.as_deref(), &mut standing).await {
                Err(refusal) => Err(refusal),
                Ok(lost) => {
                    let done = shared.with(|state| handler(state, &call));
                    if lost { Err(Refusal::LOST) } else { done }
                }
            }
        }
    };
    recorded.took = started.elapsed();
    let mut response = respond(outcome, &mut recorded);
    if matches!(recorded.status, 401 | 403 | 429) {
        shared.with(|state| state.invalid.push_back(Instant::now()));
    }
    if let Some(standing) = standing {
        standing.write(response.headers_mut());
    }
    shared.remember(recorded);
    response
}

/// Whether a request gets as far as its handler.
struct RequestChecks<'a> {
    shared: &'a Shared,
    route: &'static str,
    recorded: &'a Recorded,
}

impl RequestChecks<'_> {
    /// Faults on demand, then the token, then the limits. `Ok(true)`: the answer will be lost.
    async fn admit(
        &self,
        authorization: Option<&str>,
        standing: &mut Option<BucketState>,
    ) -> Result<bool, Refusal> {
        let name = self.recorded.name();
        let mut lost = false;
        match self.shared.with(|state| state.faults.strike(&name)) {
            Some(Fault::RateLimited {
                retry_after,
                global,
            }) => {
                let scope = if global { Scope::Global } else { Scope::User };
                return Err(Refusal::rate_limited(retry_after, scope));
            }
            Some(Fault::SharedLimit(retry_after)) => {
                return Err(Refusal::rate_limited(retry_after, Scope::Shared));
            }
            Some(Fault::Refused { status, code }) => return Err(Refusal::of_code(status, code)),
            Some(Fault::Unavailable) => return Err(Refusal::UNAVAILABLE),
            Some(Fault::AnswerLost) => lost = true,
            Some(Fault::Slow(time)) => tokio::time::sleep(time).await,
            None => {}
        }
        self.shared.with(|state| {
            // Interactions and their webhooks carry a token of their own in the path, and the
            // gateway's address is no secret.
            let open = self.route == "/gateway"
                || self.route.starts_with("/interactions/")
                || self.route.starts_with("/webhooks/");
            let bot = authorization.and_then(|text| text.strip_prefix("Bot "));
            if !open && bot != Some(state.token.as_str()) {
                return Err(Refusal::UNAUTHORIZED);
            }
            if state.rate_limits {
                self.count(state, standing)?;
            }
            Ok(lost)
        })
    }
}

impl RequestChecks<'_> {
    /// Counts the request against Discord's limits.
    fn count(&self, state: &mut State, standing: &mut Option<BucketState>) -> Result<(), Refusal> {
        state
            .invalid
            .retain(|at| at.elapsed() < rate_limit::INVALID_WINDOW);
        if state.limits.invalid_requests <= state.invalid.len() {
            return Err(Refusal::rate_limited(rate_limit::BAN, Scope::User));
        }
        if let Some(global) = Limit::global(self.route) {
            let (_, verdict) = state.buckets.take(&global);
            verdict.map_err(|wait| Refusal::rate_limited(wait, Scope::Global))?;
        }
        let limit = Limit::of(&self.recorded.method, self.route, &self.recorded.path);
        if let Some(limit) = limit {
            let (now, verdict) = state.buckets.take(&limit);
            *standing = Some(now);
            verdict.map_err(|wait| Refusal::rate_limited(wait, Scope::User))?;
        }
        Ok(())
    }
}

fn respond(outcome: Result<Answer, Refusal>, recorded: &mut Recorded) -> Response {
    let response = match outcome {
        Ok(Answer::Json(value)) => {
            recorded.response = Some(value.clone());
            axum::Json(value).into_response()
        }
        Ok(Answer::Created(value)) => {
            recorded.response = Some(value.clone());
            (StatusCode::CREATED, axum::Json(value)).into_response()
        }
        Ok(Answer::Nothing) => StatusCode::NO_CONTENT.into_response(),
        Err(refusal) => {
            recorded.response = Some(refusal.body());
            refusal.into_response()
        }
    };
    recorded.status = response.status().as_u16();
    response
}

/// The JSON and the files of a request, whether it is plain JSON or a form with files.
async fn read_body(request: Request<Body>) -> Result<(Value, Vec<File>), Refusal> {
    let kind = request.headers().get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !kind.starts_with("multipart/form-data") {
        let bytes = axum::body::to_bytes(request.into_body(), BODY_LIMIT).await;
        let bytes = bytes.map_err(|_| Refusal::NOT_JSON)?;
        if bytes.is_empty() {
            return Ok((Value::Null, Vec::new()));
        }
        let body = serde_json::from_slice(&bytes).map_err(|_| Refusal::NOT_JSON)?;
        return Ok((body, Vec::new()));
    }
    let form = Multipart::from_request(request, &()).await;
    let mut form = form.map_err(|_| Refusal::NOT_JSON)?;
    let (mut body, mut files) = (Value::Null, Vec::new());
    while let Some(field) = form.next_field().await.map_err(|_| Refusal::NOT_JSON)? {
        let name = field.file_name().map(str::to_owned);
        let payload = field.name() == Some("payload_json");
        let content = field.bytes().await.map_err(|_| Refusal::NOT_JSON)?;
        if payload {
            body = serde_json::from_slice(&content).map_err(|_| Refusal::NOT_JSON)?;
        } else {
            files.push(File {
                name: name.unwrap_or_else(|| "file".to_owned()),
                content,
            });
        }
    }
    Ok((body, files))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answer_itself_goes_before_an_id() {
        let route = |path| find("PATCH", path).map(|(route, ..)| route);
        assert_eq!(
            route("/webhooks/1/t/messages/@original"),
            Some("/webhooks/{webhook_id}/{webhook_token}/messages/@original")
        );
        assert_eq!(
            route("/webhooks/1/t/messages/7"),
            Some("/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}")
        );
        assert_eq!(route("/webhooks/1/t/messages/7/more"), None);
    }
}
