//! SSM, all of it: moto answers every command at once with nothing.
//!
//! A command reaches the stand-in machine as text, after the delays that the real
//! service has, and the machine's own answer comes back, cut where the service cuts.

mod commands;
mod parameters;

use super::{Refusal, Request, Shared, refusal::request_id, xml, xml::text};
use axum::{
    body::Body,
    http::{Response, header},
};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

#[derive(Debug, Default)]
pub(super) struct State {
    commands: Mutex<Vec<Arc<commands::Command>>>,
}

impl Shared {
    pub(super) async fn serve_ssm(
        self: &Arc<Self>,
        request: &Request,
    ) -> Result<Response<Body>, Refusal> {
        let json = &request.json;
        let answer = match request.operation {
            "GetParameter" => parameters::get(&request.region, json)?,
            "GetParameters" => parameters::get_many(&request.region, json),
            "DescribeInstanceInformation" => self.describe_information(request).await?,
            "SendCommand" => self.send_command(request)?,
            "GetCommandInvocation" => self.get_invocation(json)?,
            "ListCommandInvocations" => self.list_invocations(json)?,
            name => return Err(self.trouble(format!("SSM's {name} is not modelled"))),
        };
        Ok(Response::builder()
            .header(header::CONTENT_TYPE, "application/x-amz-json-1.1")
            .header("x-amzn-requestid", request_id())
            .body(Body::from(answer.to_string()))
            .expect("a plain answer"))
    }

    async fn describe_information(&self, request: &Request) -> Result<Value, Refusal> {
        let json = &request.json;
        // What the service does without a limit is not documented; few, so that pages are read.
        let limit = limit(json, 5, 50, 10)?;
        let filters = filters(json)?;
        let mut shown = Vec::new();
        for machine in self.fleet.registered() {
            let instance = self.instance(&machine.id)?;
            if instance.region != request.region {
                continue;
            }
            let ping = if machine.online {
                "Online"
            } else {
                "ConnectionLost"
            };
            let mut wanted = true;
            for (key, values) in &filters {
                wanted &= match key.as_str() {
                    "InstanceIds" => values.contains(&machine.id),
                    "PingStatus" => values.iter().any(|value| value == ping),
                    "PlatformTypes" => values.iter().any(|value| value == machine.platform()),
                    key => match key.strip_prefix("tag:") {
                        Some(tag) => {
                            let has = self.tag_of(&machine.id, tag).await?;
                            has.is_some_and(|has| values.contains(&has))
                        }
                        None => {
                            return Err(Refusal::new(
                                400,
                                "InvalidFilterKey",
                                format!("{key} is not a filter key"),
                            ));
                        }
                    },
                };
            }
            if wanted {
                shown.push(json!({
                    "InstanceId": machine.id,
                    "PingStatus": ping,
                    "LastPingDateTime": machine.last_ping,
                    "AgentVersion": "3.3.1611.0",
                    "IsLatestVersion": true,
                    "PlatformType": machine.platform(),
                    "PlatformName": if machine.windows {
                        "Microsoft Windows Server 2022 Datacenter"
                    } else {
                        "Amazon Linux"
                    },
                    "PlatformVersion": if machine.windows { "10.0.20348" } else { "2023" },
                    "ResourceType": "EC2Instance",
                    "ComputerName": "EC2AMAZ-STANDIN",
                }));
            }
        }
        page(shown, json, limit, "InstanceInformationList")
    }

    async fn tag_of(&self, id: &str, tag: &str) -> Result<Option<String>, Refusal> {
        let instance = self.moto_instance(id).await?;
        Ok(xml::items(&instance, &["tagSet"])
            .find(|item| text(item, &["key"]) == tag)
            .map(|item| text(item, &["value"])))
    }
}

fn filters(json: &Value) -> Result<Vec<(String, Vec<String>)>, Refusal> {
    let list = |name: &str| json[name].as_array().cloned().unwrap_or_default();
    let (new, old) = (list("Filters"), list("InstanceInformationFilterList"));
    if !new.is_empty() && !old.is_empty() {
        return Err(Refusal::new(
            400,
            "ValidationException",
            "Filters and InstanceInformationFilterList cannot be used together",
        ));
    }
    let part = |filter: &Value, key: &str, values: &str| {
        (
            filter[key].as_str().unwrap_or_default().to_owned(),
            strings(&filter[values]),
        )
    };
    Ok(new
        .iter()
        .map(|filter| part(filter, "Key", "Values"))
        .chain(old.iter().map(|filter| part(filter, "key", "valueSet")))
        .collect())
}

fn strings(value: &Value) -> Vec<String> {
    value
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|one| one.as_str().map(str::to_owned))
        .collect()
}

/// `MaxResults`, within what the operation allows.
fn limit(json: &Value, least: u64, most: u64, otherwise: u64) -> Result<usize, Refusal> {
    let asked = json["MaxResults"].as_u64();
    match asked.unwrap_or(otherwise) {
        number if (least..=most).contains(&number) => Ok(usize::try_from(number).unwrap_or(50)),
        number => Err(Refusal::new(
            400,
            "ValidationException",
            format!(
                "1 validation error detected: Value '{number}' at 'maxResults' failed to satisfy \
                 constraint: Member must have value between {least} and {most}"
            ),
        )),
    }
}

/// One page of a list, and where the next one starts.
fn page(all: Vec<Value>, json: &Value, limit: usize, name: &str) -> Result<Value, Refusal> {
    let start = match json["NextToken"].as_str() {
        None => 0,
        Some(token) => token
            .strip_prefix("from-")
            .and_then(|number| number.parse().ok())
            .ok_or_else(|| {
                Refusal::new(400, "InvalidNextToken", "The specified token isn't valid.")
            })?,
    };
    let more = start + limit < all.len();
    let shown: Vec<_> = all.into_iter().skip(start).take(limit).collect();
    let mut answer = json!({ name: shown });
    if more {
        answer["NextToken"] = json!(format!("from-{}", start + limit));
    }
    Ok(answer)
}
