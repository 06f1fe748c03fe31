//! The policies of `config/iam/`, with their placeholders filled in.
//!
//! `operator.json` is what the bot's own credentials need, `machine.json` what a machine may do
//! (beside Amazon's `AmazonSSMManagedInstanceCore`), `machine-trust.json` who may be a machine.

use cloud::settings::AwsSettings;

/// Amazon's policy for machines that SSM speaks to.
pub(super) const MANAGED_POLICY: &str = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore";
/// The name of the policy inside the machines' role.
pub(super) const INLINE_POLICY: &str = "ac-deploy-read-packs";

const OPERATOR: &str = include_str!("../../../config/iam/operator.json");
const MACHINE: &str = include_str!("../../../config/iam/machine.json");

/// Who may take on the machines' role: EC2, for its machines.
pub(super) const TRUST: &str = include_str!("../../../config/iam/machine-trust.json");

/// What the bot's own credentials need in this account (its twelve digits) and region.
pub fn operator_policy(settings: &AwsSettings, region: &str, account: &str) -> String {
    filled(OPERATOR, settings)
        .replace("${region}", region)
        .replace("${account}", account)
}

/// What a machine may do.
pub fn machine_policy(settings: &AwsSettings) -> String {
    filled(MACHINE, settings)
}

fn filled(policy: &str, settings: &AwsSettings) -> String {
    policy
        .replace("${bucket}", settings.bucket.as_str())
        .replace("${role}", settings.role.as_str())
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn settings() -> AwsSettings {
        AwsSettings::new("ac-packs".parse().expect("a name"))
    }

    fn statements(policy: &str) -> Vec<Value> {
        let policy: Value = serde_json::from_str(policy).expect("JSON");
        assert_eq!(policy["Version"], "2012-10-17");
        policy["Statement"].as_array().expect("statements").clone()
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
        let policies = [
            operator_policy(&settings(), "eu-central-1", "123456789012"),
            machine_policy(&settings()),
            TRUST.into(),
        ];
        for policy in policies {
            assert!(!policy.contains("${"), "{policy}");
            assert!(!statements(&policy).is_empty());
        }
    }

    #[test]
    fn the_machine_reads_packs_and_programs_and_nothing_else() {
        let [only] = statements(&machine_policy(&settings()))
            .try_into()
            .expect("one statement");
        assert_eq!(listed(&only["Action"]), ["s3:GetObject"]);
        assert_eq!(
            listed(&only["Resource"]),
            [
                "arn:aws:s3:::ac-packs/packs/*",
                "arn:aws:s3:::ac-packs/programs/*"
            ]
        );
    }

    /// What IAM takes as a managed policy, white space not counted; a user's inline policies, of
    /// 2,048 characters, could not hold it.
    #[test]
    fn the_operators_policy_fits_with_the_longest_names() {
        let mut settings = AwsSettings::new("b".repeat(63).parse().expect("a name"));
        settings.role = "r".repeat(64).parse().expect("a role");
        let policy = operator_policy(&settings, "ap-southeast-1", "123456789012");
        let length = policy.chars().filter(|c| !c.is_whitespace()).count();
        assert!(length <= 6144, "{length}");
    }

    #[test]
    fn the_operators_policy_names_every_action_and_has_no_wild_cards() {
        for statement in statements(&operator_policy(
            &settings(),
            "eu-central-1",
            "123456789012",
        )) {
            let everything = listed(&statement["Resource"]).contains(&"*".to_owned());
            for action in listed(&statement["Action"]) {
                assert!(!action.contains('*'), "{action}");
                // What a command printed belongs to no resource that IAM knows.
                let lists = [":Describe", ":List", "ssm:GetCommandInvocation"]
                    .iter()
                    .any(|verb| action.contains(verb));
                assert!(!everything || lists, "{action} on every resource");
            }
        }
    }
}
