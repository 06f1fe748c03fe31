//! What machines run under: a role, its policies, and the profile that hands it to them.

use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use percent_encoding::percent_decode_str;

use super::super::failure::{SdkError, code, failed, is_missing};
use super::super::iam::{INLINE_POLICY, MACHINE, TRUST};
use super::{Account, Step};
use cloud::Result;

impl Account {
    pub(super) async fn plan_role(&self) -> Result<Vec<Step>> {
        let role = self.role();
        let trust = match self.iam.get_role().role_name(role).send().await {
            Ok(answer) => answer
                .role
                .and_then(|role| role.assume_role_policy_document),
            Err(error) if is_missing(&error) => {
                return Ok(vec![Step::Role, Step::InlinePolicy]);
            }
            Err(error) => return Err(failed("iam:GetRole", self.role_in_words())(error)),
        };
        let inline = match self
            .iam
            .get_role_policy()
            .role_name(role)
            .policy_name(INLINE_POLICY)
            .send()
            .await
        {
            Ok(answer) => Some(answer.policy_document),
            Err(error) if is_missing(&error) => None,
            Err(error) => return Err(failed("iam:GetRolePolicy", self.role_in_words())(error)),
        };
        let wanted = [
            (Step::Trust, !is_same_policy(trust.as_deref(), TRUST)),
            (
                Step::InlinePolicy,
                !is_same_policy(inline.as_deref(), MACHINE),
            ),
        ];
        Ok(wanted
            .into_iter()
            .filter_map(|(step, wanted)| wanted.then_some(step))
            .collect())
    }

    pub(super) async fn plan_profile(&self) -> Result<Vec<Step>> {
        let role = self.role();
        match self
            .iam
            .get_instance_profile()
            .instance_profile_name(role)
            .send()
            .await
        {
            Ok(answer) => {
                let profile = answer.instance_profile;
                let there = profile.is_some_and(|profile| {
                    profile.roles().iter().any(|one| one.role_name() == role)
                });
                Ok(if there {
                    vec![]
                } else {
                    vec![Step::RoleInProfile]
                })
            }
            Err(error) if is_missing(&error) => Ok(vec![Step::Profile, Step::RoleInProfile]),
            Err(error) => Err(failed("iam:GetInstanceProfile", self.role_in_words())(
                error,
            )),
        }
    }

    pub(super) async fn make_role(&self) -> Result<()> {
        let request = self
            .iam
            .create_role()
            .role_name(self.role())
            .assume_role_policy_document(TRUST);
        let request = request.description("Game server machines of ac-deploy: report through SSM");
        settled("iam:CreateRole", self.role_in_words(), request.send().await)
    }

    pub(super) async fn set_trust(&self) -> Result<()> {
        let request = self
            .iam
            .update_assume_role_policy()
            .role_name(self.role())
            .policy_document(TRUST);
        settled(
            "iam:UpdateAssumeRolePolicy",
            self.role_in_words(),
            request.send().await,
        )
    }

    pub(super) async fn put_inline_policy(&self) -> Result<()> {
        let request = self
            .iam
            .put_role_policy()
            .role_name(self.role())
            .policy_name(INLINE_POLICY);
        let request = request.policy_document(MACHINE);
        settled(
            "iam:PutRolePolicy",
            self.role_in_words(),
            request.send().await,
        )
    }

    pub(super) async fn make_profile(&self) -> Result<()> {
        let request = self
            .iam
            .create_instance_profile()
            .instance_profile_name(self.role());
        settled(
            "iam:CreateInstanceProfile",
            self.role_in_words(),
            request.send().await,
        )
    }

    pub(super) async fn put_role_in_profile(&self) -> Result<()> {
        let request = self
            .iam
            .add_role_to_instance_profile()
            .instance_profile_name(self.role());
        let request = request.role_name(self.role());
        settled(
            "iam:AddRoleToInstanceProfile",
            self.role_in_words(),
            request.send().await,
        )
    }

    pub(super) fn role(&self) -> &str {
        self.settings.role.as_str()
    }

    fn role_in_words(&self) -> String {
        format!("The machines' role {}", self.role())
    }
}

/// The outcome of making something of IAM's; that somebody else was quicker is no failure.
fn settled<T, E>(
    operation: &'static str,
    thing: String,
    outcome: Result<T, SdkError<E>>,
) -> Result<()>
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    match outcome {
        Err(error) if code(&error) == Some("EntityAlreadyExists") => Ok(()),
        // A profile holds one role, and it was looked for in vain a moment ago.
        other => other.map(drop).map_err(failed(operation, thing)),
    }
}

/// Whether a policy as IAM answers it (percent-encoded) says the same as ours.
fn is_same_policy(theirs: Option<&str>, ours: &str) -> bool {
    let parsed = |text: &str| serde_json::from_str::<serde_json::Value>(text).ok();
    let theirs = theirs.and_then(|text| parsed(&percent_decode_str(text).decode_utf8_lossy()));
    theirs.is_some() && theirs == parsed(ours)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_is_compared_by_what_it_says() {
        let encoded =
            percent_encoding::utf8_percent_encode(TRUST, percent_encoding::NON_ALPHANUMERIC)
                .to_string();
        assert!(is_same_policy(Some(&encoded), TRUST));
        assert!(is_same_policy(Some(&TRUST.replace([' ', '\n'], "")), TRUST));
        assert!(!is_same_policy(
            Some(&TRUST.replace("ec2", "lambda")),
            TRUST
        ));
        assert!(!is_same_policy(None, TRUST));
    }
}
