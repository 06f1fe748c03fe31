//! The shipped operator policy, as an admin would fill it in.

use serde_json::Value;

use crate::front::{ACCOUNT, REGION};

const OPERATOR: &str = include_str!("../../../config/iam/operator.json");

/// `config/iam/operator.json` for this bucket.
pub fn operator(bucket: &str) -> String {
    OPERATOR
        .replace("${bucket}", bucket)
        .replace("${region}", REGION)
        .replace("${account}", ACCOUNT)
        .replace("${role}", "ac-deploy-machine")
}

/// Every action that `policy` allows, in its order.
pub fn actions(policy: &str) -> Vec<String> {
    let policy: Value = serde_json::from_str(policy).expect("a policy is JSON");
    let statements = policy["Statement"].as_array().expect("statements");
    statements
        .iter()
        .flat_map(|statement| names(&statement["Action"]))
        .collect()
}

/// The policy without one action.
pub fn without(policy: &str, action: &str) -> String {
    let mut policy: Value = serde_json::from_str(policy).expect("a policy is JSON");
    let statements = policy["Statement"].as_array_mut().expect("statements");
    for statement in statements.iter_mut() {
        let left: Vec<String> = names(&statement["Action"])
            .into_iter()
            .filter(|name| name != action)
            .collect();
        statement["Action"] = left.into();
    }
    statements.retain(|statement| !names(&statement["Action"]).is_empty());
    policy.to_string()
}

fn names(actions: &Value) -> Vec<String> {
    match actions {
        Value::String(one) => vec![one.clone()],
        Value::Array(all) => all
            .iter()
            .filter_map(Value::as_str)
            .map(ToOwned::to_owned)
            .collect(),
        _ => Vec::new(),
    }
}
