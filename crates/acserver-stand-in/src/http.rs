//! The server's HTTP port: `/INFO` and `/JSON|…`.

use super::Server;
use axum::{
    body::Body,
    http::{Request, Response, StatusCode, header},
};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use std::{
    convert::Infallible,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::{net::TcpListener, task::JoinSet};

/// Serve until dropped; connections end with it.
pub(super) async fn serve(server: &Server, listener: TcpListener) {
    let mut connections = JoinSet::new();
    let began = Instant::now();
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            return;
        };
        let firewall = Arc::clone(&server.firewall);
        let (config, state) = (server.config.clone(), Arc::clone(&server.state));
        connections.spawn(async move {
            if !firewall.admits("tcp", config.http_port).await {
                return;
            }
            let service = hyper::service::service_fn(|request: Request<hyper::body::Incoming>| {
                let (config, state) = (config.clone(), Arc::clone(&state));
                async move {
                    while !state.answering() {
                        tokio::time::sleep(Duration::from_millis(5)).await;
                    }
                    Ok::<_, Infallible>(answer(
                        request.uri().path(),
                        &config,
                        state.clients(),
                        began.elapsed(),
                    ))
                }
            });
            let _ = hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
        while connections.try_join_next().is_some() {}
    }
}

fn answer(path: &str, config: &super::Config, clients: u32, elapsed: Duration) -> Response<Body> {
    let path = path.replace("%7C", "|").replace("%7c", "|");
    let body = match path.as_str() {
        "/INFO" => info(config, clients, elapsed),
        _ if path.starts_with("/JSON|") => entries(config, clients),
        _ => {
            let mut missing = Response::new(Body::from("404 page not found\n"));
            *missing.status_mut() = StatusCode::NOT_FOUND;
            return missing;
        }
    };
    // The real one calls its JSON plain text.
    Response::builder()
        .header(header::CONTENT_TYPE, "text/plain; charset=utf-8")
        .body(Body::from(body.to_string()))
        .expect("a plain answer")
}

fn info(config: &super::Config, clients: u32, elapsed: Duration) -> Value {
    let session = config.practice_minutes * 60;
    // It begins anew when it is over, as with LOOP_MODE. Seconds that have begun count.
    let left = session - (elapsed.as_secs() + 1) % session.max(1);
    json!({
        "ip": "",
        "port": config.udp_port,
        "tport": config.tcp_port,
        "cport": config.http_port,
        "name": config.name,
        "clients": clients,
        "maxclients": config.max_clients,
        "track": config.track_name(),
        "cars": config.cars,
        "timeofday": -48,
        "session": 0,
        "sessiontypes": [1],
        "durations": [config.practice_minutes],
        "timeleft": left,
        "country": ["na", "na"],
        "pass": config.password,
        "timestamp": 0,
        "json": null,
        "l": false,
        "pickup": true,
        "timed": true,
        "extra": false,
        "pit": false,
        "inverted": 0,
    })
}

fn entries(config: &super::Config, clients: u32) -> Value {
    let here = config.seats(clients);
    let cars: Vec<_> = (0..)
        .zip(&config.entries)
        .map(|(number, slot)| {
            let here = here.contains(&number);
            json!({
                "Model": slot.model,
                "Skin": slot.skin,
                "DriverName": if here { config.person(number).name } else { String::new() },
                "DriverTeam": "",
                "IsConnected": here,
                "IsRequestedGUID": false,
                "IsEntryList": true,
            })
        })
        .collect();
    json!({ "Cars": cars })
}
