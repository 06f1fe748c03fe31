//! The policies of `config/iam/`, with their placeholders filled in.
//!
//! | policy | whose | what for |
//! |---|---|---|
//! | `operator.json` | the bot's own credentials | runs servers, and only reads what set-up made |
//! | `image.json` | whoever runs `ac-deploy image`, on top of the first | makes and removes images of machines |
//! | `setup.json` | an admin's credentials, once | makes what must exist before the first launch |
//! | `machine.json` | the machines' role | lets the SSM agent report; it reads nothing |
//! | `machine-trust.json` | the machines' role | only EC2 may take it on |

use cloud::settings::AwsSettings;

/// The name of the policy inside the machines' role.
pub(super) const INLINE_POLICY: &str = "ac-deploy-machine";

const OPERATOR: &str = include_str!("../../../config/iam/operator.json");
const IMAGE: &str = include_str!("../../../config/iam/image.json");
const SETUP: &str = include_str!("../../../config/iam/setup.json");

/// What a machine may do: register with SSM, take commands and answer them. Amazon's own
/// `AmazonSSMManagedInstanceCore` would let every machine read the account's Parameter Store as well.
pub const MACHINE: &str = include_str!("../../../config/iam/machine.json");

/// Who may take on the machines' role: EC2, for its machines.
pub(super) const TRUST: &str = include_str!("../../../config/iam/machine-trust.json");

/// What the bot's own credentials need in this account (its twelve digits) and region.
pub fn operator_policy(settings: &AwsSettings, region: &str, account: &str) -> String {
    filled(OPERATOR, settings, region, account)
}

/// What whoever makes images needs on top of [`operator_policy`].
pub fn image_policy(settings: &AwsSettings, region: &str, account: &str) -> String {
    filled(IMAGE, settings, region, account)
}

/// What the credentials need that `ac-deploy setup` runs with.
pub fn setup_policy(settings: &AwsSettings, region: &str, account: &str) -> String {
    filled(SETUP, settings, region, account)
}

fn filled(policy: &str, settings: &AwsSettings, region: &str, account: &str) -> String {
    policy
        .replace("${bucket}", settings.bucket.as_str())
        .replace("${role}", settings.role.as_str())
        .replace("${region}", region)
        .replace("${account}", account)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use regex::Regex;
    use serde::Deserialize;
    use serde_json::Value;

    use super::*;

    /// What AWS documents of an action.
    #[derive(Deserialize)]
    struct Authorization {
        /// The form of each resource type's ARN.
        arns: BTreeMap<String, String>,
        /// Of each action its resource types; the empty one stands for `*`.
        actions: BTreeMap<String, BTreeMap<String, ResourceType>>,
    }

    #[derive(Deserialize)]
    struct ResourceType {
        /// Whether an allowed call needs a statement that covers it.
        required: bool,
        /// The condition keys that AWS fills in for it.
        keys: Vec<String>,
    }

    impl Authorization {
        fn read() -> Self {
            let text = include_str!("../tests/data/service-authorization.json");
            serde_json::from_str(text).expect("the extract")
        }

        /// The types of the action that a resource of a policy stands for.
        fn covered(&self, action: &str, resource: &str) -> Vec<(&str, &ResourceType)> {
            let service = action.split(':').next().unwrap_or_default();
            let types = self.actions[action].iter();
            let stands_for = types.filter(|(name, _)| match name.as_str() {
                "" => resource == "*",
                name => {
                    resource == "*" || has_form(resource, &self.arns[&format!("{service}:{name}")])
                }
            });
            stands_for.map(|(name, it)| (name.as_str(), it)).collect()
        }

        fn knows_key(&self, action: &str, of: &ResourceType, key: &str) -> bool {
            let for_all = self.actions[action].get("").map(|it| &it.keys);
            let keys = of.keys.iter().chain(for_all.into_iter().flatten());
            keys.into_iter().any(|known| match known.split_once("${") {
                Some((before, _)) => key.starts_with(before),
                None => key == known,
            })
        }
    }

    /// Whether an ARN of a policy has the form that AWS documents. AWS's own documents and parameters
    /// belong to no account.
    fn has_form(arn: &str, form: &str) -> bool {
        let account = regex::escape("${Account}");
        let pattern = regex::escape(form).replace(&account, "[0-9]*");
        let part = Regex::new(r"\\\$\\\{[A-Za-z]+\\\}").expect("a pattern");
        let pattern = format!("^{}$", part.replace_all(&pattern, "[^:]+"));
        Regex::new(&pattern).expect("a pattern").is_match(arn)
    }

    struct Statement {
        name: String,
        actions: Vec<String>,
        resources: Vec<String>,
        keys: Vec<String>,
    }

    fn settings() -> AwsSettings {
        AwsSettings::new("ac-packs".parse().expect("a name"))
    }

    fn policies() -> [(&'static str, String); 4] {
        let (region, account) = ("eu-central-1", "123456789012");
        [
            ("operator", operator_policy(&settings(), region, account)),
            ("image", image_policy(&settings(), region, account)),
            ("setup", setup_policy(&settings(), region, account)),
            ("machine", MACHINE.to_owned()),
        ]
    }

    fn statements(policy: &str) -> Vec<Statement> {
        let policy: Value = serde_json::from_str(policy).expect("JSON");
        assert_eq!(policy["Version"], "2012-10-17");
        let statements = policy["Statement"].as_array().expect("statements").iter();
        let keys = |condition: &Value| -> Vec<String> {
            let operators = condition.as_object().into_iter().flatten();
            let tests = operators.filter_map(|(_, tests)| tests.as_object());
            tests.flat_map(|tests| tests.keys().cloned()).collect()
        };
        statements
            .map(|statement| Statement {
                name: statement["Sid"].as_str().unwrap_or_default().to_owned(),
                actions: listed(&statement["Action"]),
                resources: listed(&statement["Resource"]),
                keys: keys(&statement["Condition"]),
            })
            .collect()
    }

    fn listed(value: &Value) -> Vec<String> {
        match value {
            Value::String(one) => vec![one.clone()],
            Value::Array(all) => all.iter().flat_map(listed).collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn every_placeholder_is_filled() {
        for (name, policy) in policies() {
            assert!(!policy.contains("${"), "{name}: {policy}");
            assert!(!statements(&policy).is_empty());
        }
    }

    /// An action that AWS knows no resource type for, such as `ec2:CreateDefaultVpc`, is never
    /// allowed by an ARN; a condition key that AWS does not fill in never holds.
    #[test]
    fn every_statement_can_match_what_aws_asks() {
        let aws = Authorization::read();
        for (name, policy) in policies() {
            for statement in statements(&policy) {
                for action in &statement.actions {
                    for resource in &statement.resources {
                        let place = format!("{name}: {}: {action} on {resource}", statement.name);
                        let covered = aws.covered(action, resource);
                        assert!(!covered.is_empty(), "{place} never matches");
                        for key in &statement.keys {
                            let known =
                                covered.iter().any(|(_, it)| aws.knows_key(action, it, key));
                            assert!(known, "{place}: {key} is never filled in");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn every_resource_that_an_action_needs_is_covered() {
        let aws = Authorization::read();
        for (name, policy) in policies() {
            let mut covered: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
            for statement in statements(&policy) {
                for action in &statement.actions {
                    let of_it = covered.entry(action.clone()).or_default();
                    for resource in &statement.resources {
                        let types = aws.covered(action, resource).into_iter();
                        of_it.extend(types.map(|(kind, _)| kind.to_owned()));
                    }
                }
            }
            for (action, kinds) in covered {
                let needed = aws.actions[&action].iter().filter(|(_, it)| it.required);
                for (kind, _) in needed {
                    assert!(kinds.contains(kind), "{name}: {action} needs a {kind}");
                }
            }
        }
    }

    #[test]
    fn what_is_allowed_on_everything_has_no_resource_to_name() {
        let aws = Authorization::read();
        for (name, policy) in policies() {
            let everywhere = statements(&policy)
                .into_iter()
                .filter(|statement| statement.resources.contains(&"*".to_owned()));
            for action in everywhere.flat_map(|statement| statement.actions) {
                let named = aws.actions[&action].values().any(|it| it.required);
                assert!(!named, "{name}: {action} on every resource");
                assert!(!action.contains('*'), "{action}");
            }
        }
    }

    /// Whoever steals the bot's key must not become administrator with it: no role, policy or trust
    /// can be written, and no setting of the bucket.
    #[test]
    fn the_bots_key_changes_nothing_that_set_up_made() {
        let [(_, operator), ..] = policies();
        let writes = [
            "iam:",
            "s3:PutBucket",
            "s3:PutEnc",
            "s3:PutLife",
            "s3:Create",
            "s3:DeleteBucket",
        ];
        let actions = statements(&operator).into_iter().flat_map(|it| it.actions);
        for action in actions {
            let reads = action.starts_with("iam:Get") || action == "iam:PassRole";
            let is_write = writes.iter().any(|write| action.starts_with(write));
            assert!(reads || !is_write, "{action}");
        }
    }

    #[test]
    fn a_machine_reads_neither_packs_nor_parameters() {
        let actions = statements(MACHINE).into_iter().flat_map(|it| it.actions);
        for action in actions {
            assert!(!action.starts_with("s3:"), "{action}");
            let parameters = ["GetParameter", "GetParameters", "GetDocument"];
            assert!(
                !parameters
                    .iter()
                    .any(|read| action == format!("ssm:{read}")),
                "{action}"
            );
        }
    }

    /// What IAM takes as a managed policy, white space not counted; a user's inline policies, of
    /// 2,048 characters, could not hold it.
    #[test]
    fn the_policies_fit_with_the_longest_names() {
        let mut settings = AwsSettings::new("b".repeat(63).parse().expect("a name"));
        settings.role = "r".repeat(64).parse().expect("a role");
        for policy in [operator_policy, image_policy, setup_policy] {
            let policy = policy(&settings, "ap-southeast-1", "123456789012");
            let length = policy.chars().filter(|c| !c.is_whitespace()).count();
            assert!(length <= 6144, "{length}");
        }
    }
}
