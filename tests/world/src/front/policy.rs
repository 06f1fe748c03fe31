//! Reading IAM policies: which statement matches, and what follows.
//!
//! Only what policies of this project use. An element or an operator that is not
//! understood refuses everything and says so, rather than guess.

use serde_json::Value;
use std::collections::BTreeMap;

/// One action that needs permission: an action on one resource, in a context of
/// condition keys (lower case), each with its values.
#[derive(Clone, Debug)]
pub(super) struct Need {
    pub(super) action: String,
    pub(super) resource: String,
    pub(super) context: Context,
}

pub(super) type Context = BTreeMap<String, Vec<String>>;

/// What policies say of a need.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Allowed,
    /// No statement allows it.
    NotAllowed,
    /// A statement denies it.
    Denied,
}

/// Decide: denied before allowed, and nothing is allowed that no statement names.
///
/// # Errors
/// What in a policy is not understood.
pub(super) fn decide(policies: &[Value], need: &Need) -> Result<Verdict, String> {
    let mut verdict = Verdict::NotAllowed;
    for statement in policies
        .iter()
        .flat_map(|policy| list(&policy["Statement"]))
    {
        if !matches(statement, need)? {
            continue;
        }
        match statement["Effect"].as_str() {
            Some("Allow") => verdict = Verdict::Allowed,
            Some("Deny") => return Ok(Verdict::Denied),
            other => return Err(format!("the effect {other:?} of a statement")),
        }
    }
    Ok(verdict)
}

fn matches(statement: &Value, need: &Need) -> Result<bool, String> {
    let object = statement
        .as_object()
        .ok_or("a statement that is no object")?;
    let known = [
        "Sid",
        "Effect",
        "Action",
        "NotAction",
        "Resource",
        "NotResource",
        "Condition",
    ];
    if let Some(unknown) = object.keys().find(|key| !known.contains(&key.as_str())) {
        return Err(format!("the element {unknown} of a statement"));
    }
    let action = |pattern: &str| {
        like(
            &pattern.to_ascii_lowercase(),
            &need.action.to_ascii_lowercase(),
        )
    };
    let resource = |pattern: &str| like(pattern, &need.resource);
    let named = |one: &str, not: &str, test: &dyn Fn(&str) -> bool| match (
        object.get(one),
        object.get(not),
    ) {
        (Some(patterns), None) => Ok(strings(patterns)?.iter().any(|at| test(at))),
        (None, Some(patterns)) => Ok(!strings(patterns)?.iter().any(|at| test(at))),
        _ => Err(format!("a statement needs {one} or {not}")),
    };
    Ok(named("Action", "NotAction", &action)?
        && named("Resource", "NotResource", &resource)?
        && conditions(&statement["Condition"], &need.context)?)
}

fn conditions(conditions: &Value, context: &Context) -> Result<bool, String> {
    let Some(conditions) = conditions.as_object() else {
        return Ok(true);
    };
    for (operator, tests) in conditions {
        let tests = tests.as_object().ok_or("a condition that is no object")?;
        for (key, wanted) in tests {
            let present = context.get(&key.to_ascii_lowercase());
            if !condition(operator, present.map(Vec::as_slice), &strings(wanted)?)? {
                return Ok(false);
            }
        }
    }
    Ok(true)
}

fn condition(
    operator: &str,
    present: Option<&[String]>,
    wanted: &[String],
) -> Result<bool, String> {
    let (set, operator) = match operator.split_once(':') {
        Some((set @ ("ForAllValues" | "ForAnyValue"), operator)) => (Some(set), operator),
        Some(_) => return Err(format!("the operator {operator}")),
        None => (None, operator),
    };
    let (operator, if_exists) = operator
        .strip_suffix("IfExists")
        .map_or((operator, false), |operator| (operator, true));
    if operator == "Null" {
        let absent = present.is_none().to_string();
        return Ok(wanted.contains(&absent));
    }
    let (test, negated): (fn(&str, &str) -> bool, bool) = match operator {
        "StringEquals" => (|pattern, value| pattern == value, false),
        "StringNotEquals" => (|pattern, value| pattern == value, true),
        "StringEqualsIgnoreCase" => (|pattern, value| pattern.eq_ignore_ascii_case(value), false),
        "StringLike" | "ArnLike" | "ArnEquals" => (like, false),
        "StringNotLike" | "ArnNotLike" | "ArnNotEquals" => (like, true),
        "Bool" => (|pattern, value| pattern.eq_ignore_ascii_case(value), false),
        "NumericLessThanEquals" => (
            |limit, value| {
                let number = |text: &str| text.parse::<f64>().ok();
                number(value)
                    .zip(number(limit))
                    .is_some_and(|(value, limit)| value <= limit)
            },
            false,
        ),
        _ => return Err(format!("the operator {operator}")),
    };
    let Some(present) = present else {
        return Ok(if_exists || negated || set == Some("ForAllValues"));
    };
    let holds = |value: &String| wanted.iter().any(|pattern| test(pattern, value)) != negated;
    Ok(match set {
        Some("ForAllValues") => present.iter().all(holds),
        _ => present.iter().any(holds),
    })
}

/// `*` stands for any text, `?` for one character.
fn like(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) =
        (pattern.chars().collect(), text.chars().collect());
    let (mut at, mut from) = (0, 0);
    let mut star = None;
    while from < text.len() {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, from));
                at += 1;
            }
            Some(&one) if one == '?' || one == text[from] => {
                at += 1;
                from += 1;
            }
            _ => {
                // Let the last star take one character more.
                let Some((pattern_at, text_at)) = star else {
                    return false;
                };
                star = Some((pattern_at, text_at + 1));
                at = pattern_at + 1;
                from = text_at + 1;
            }
        }
    }
    pattern[at..].iter().all(|&one| one == '*')
}

fn list(value: &Value) -> &[Value] {
    match value {
        Value::Array(values) => values,
        Value::Null => &[],
        one => std::slice::from_ref(one),
    }
}

fn strings(value: &Value) -> Result<Vec<String>, String> {
    list(value)
        .iter()
        .map(|value| match value {
            Value::String(text) if text.contains("${") => {
                Err(format!("the policy variable in {text}"))
            }
            Value::String(text) => Ok(text.clone()),
            Value::Bool(_) | Value::Number(_) => Ok(value.to_string()),
            _ => Err(format!("{value} where text belongs")),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn need(action: &str, resource: &str, context: &[(&str, &str)]) -> Need {
        Need {
            action: action.to_owned(),
            resource: resource.to_owned(),
            context: context
                .iter()
                .map(|(key, value)| ((*key).to_owned(), vec![(*value).to_owned()]))
                .collect(),
        }
    }

    fn decide_one(statement: Value, need: &Need) -> Verdict {
        decide(&[json!({ "Statement": statement })], need).expect("a policy that is understood")
    }

    #[test]
    fn only_what_is_named_is_allowed() {
        let statement = json!([{
            "Effect": "Allow", "Action": ["s3:Get*", "s3:PutObject"], "Resource": "arn:aws:s3:::packs/*"
        }]);
        let verdict =
            |action, resource| decide_one(statement.clone(), &need(action, resource, &[]));
        assert_eq!(
            verdict("s3:GetObject", "arn:aws:s3:::packs/a/b"),
            Verdict::Allowed
        );
        assert_eq!(
            verdict("S3:putobject", "arn:aws:s3:::packs/a"),
            Verdict::Allowed
        );
        assert_eq!(
            verdict("s3:GetObject", "arn:aws:s3:::packs"),
            Verdict::NotAllowed
        );
        assert_eq!(
            verdict("s3:DeleteObject", "arn:aws:s3:::packs/a"),
            Verdict::NotAllowed
        );
    }

    #[test]
    fn a_denial_beats_a_permission() {
        let statement = json!([
            { "Effect": "Allow", "Action": "*", "Resource": "*" },
            { "Effect": "Deny", "Action": "ec2:TerminateInstances", "Resource": "*" },
        ]);
        let need = need(
            "ec2:TerminateInstances",
            "arn:aws:ec2:x:y:instance/i-1",
            &[],
        );
        assert_eq!(decide_one(statement, &need), Verdict::Denied);
    }

    #[test]
    fn conditions_look_at_the_context() {
        let statement = json!({
            "Effect": "Allow", "Action": "ec2:StopInstances", "Resource": "*",
            "Condition": { "StringEquals": { "aws:ResourceTag/managed": ["yes"] } }
        });
        let tagged = need(
            "ec2:StopInstances",
            "i",
            &[("aws:resourcetag/managed", "yes")],
        );
        let other = need(
            "ec2:StopInstances",
            "i",
            &[("aws:resourcetag/managed", "no")],
        );
        let untagged = need("ec2:StopInstances", "i", &[]);
        assert_eq!(decide_one(statement.clone(), &tagged), Verdict::Allowed);
        assert_eq!(decide_one(statement.clone(), &other), Verdict::NotAllowed);
        assert_eq!(decide_one(statement, &untagged), Verdict::NotAllowed);
    }

    #[test]
    fn what_is_not_understood_is_said() {
        let policy = json!({ "Statement": {
            "Effect": "Allow", "Action": "*", "Resource": "*",
            "Condition": { "IpAddress": { "aws:SourceIp": "10.0.0.0/8" } }
        }});
        let verdict = decide(&[policy], &need("ec2:RunInstances", "x", &[]));
        assert!(verdict.expect_err("not understood").contains("IpAddress"));
    }
}
