//! The public parameters that name the newest images.

use super::super::Refusal;
use serde_json::{Value, json};

/// Parameters under `/aws/service/`, and their images in `amis.json`.
const IMAGES: [(&str, &str); 3] = [
    (
        "ami-windows-latest/Windows_Server-2022-English-Full-Base",
        "ami-0a1b2c3d4e5f60001",
    ),
    (
        "ami-windows-latest/Windows_Server-2022-English-Core-Base",
        "ami-0a1b2c3d4e5f60002",
    ),
    (
        "ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64",
        "ami-0a1b2c3d4e5f60003",
    ),
];

fn parameter(region: &str, name: &str) -> Option<Value> {
    let short = name.strip_prefix("/aws/service/")?;
    let (_, image) = IMAGES.iter().find(|(known, _)| *known == short)?;
    Some(json!({
        "Name": name,
        "Type": "String",
        "Value": image,
        "Version": 61,
        "LastModifiedDate": 1_736_935_200.5,
        "ARN": format!("arn:aws:ssm:{region}::parameter{name}"),
        "DataType": "aws:ec2:image",
    }))
}

pub(super) fn get(region: &str, json: &Value) -> Result<Value, Refusal> {
    let name = json["Name"].as_str().unwrap_or_default();
    parameter(region, name)
        .map(|parameter| json!({ "Parameter": parameter }))
        .ok_or_else(|| {
            Refusal::new(
                400,
                "ParameterNotFound",
                format!("Parameter {name} not found."),
            )
        })
}

pub(super) fn get_many(region: &str, json: &Value) -> Value {
    let names = super::strings(&json["Names"]);
    let (found, missing): (Vec<_>, Vec<_>) = names
        .iter()
        .map(|name| parameter(region, name).ok_or(name))
        .partition(Result::is_ok);
    json!({
        "Parameters": found.into_iter().flatten().collect::<Vec<_>>(),
        "InvalidParameters": missing.into_iter().filter_map(Result::err).collect::<Vec<_>>(),
    })
}
