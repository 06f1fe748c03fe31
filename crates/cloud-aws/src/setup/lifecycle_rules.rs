//! What S3 deletes by itself in our bucket.

use aws_sdk_s3::types::{
    AbortIncompleteMultipartUpload, ExpirationStatus, LifecycleExpiration, LifecycleRule,
    LifecycleRuleFilter,
};
use aws_smithy_types::error::operation::BuildError;

use super::super::orders;
use domain::server::PackLocation;

/// How our rules are known among others.
const OURS: &str = "ac-deploy-";
/// An upload takes minutes; what is left of one after a day is left for good.
const UPLOAD_DAYS: i32 = 1;
/// An order is dropped when its machine runs; Discord's links die within a day.
const ORDER_DAYS: i32 = 2;

/// Whether `rules` hold ours as they should be.
pub(super) fn are_set(rules: &[LifecycleRule], pack_days: u16) -> bool {
    let ours: Vec<Facts> = rules
        .iter()
        .filter(|rule| is_ours(rule))
        .map(facts)
        .collect();
    wanted(pack_days).is_ok_and(|wanted| {
        wanted.len() == ours.len() && wanted.iter().all(|rule| ours.contains(&facts(rule)))
    })
}

/// `rules` with ours as they should be, and everybody else's as they are.
pub(super) fn with_ours(
    rules: Vec<LifecycleRule>,
    pack_days: u16,
) -> Result<Vec<LifecycleRule>, BuildError> {
    let others = rules.into_iter().filter(|rule| !is_ours(rule));
    Ok(others
        .map(in_the_new_form)
        .chain(wanted(pack_days)?)
        .collect())
}

/// A rule of the form of before 2016, with its prefix outside of a filter, as S3 takes it beside rules
/// of today's form: it refuses a mix of both.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_LifecycleRule.html>
#[expect(deprecated, reason = "buckets of before 2016 still have such rules")]
fn in_the_new_form(mut rule: LifecycleRule) -> LifecycleRule {
    if let Some(prefix) = rule.prefix.take() {
        let filter = LifecycleRuleFilter::builder().prefix(prefix).build();
        rule.filter = rule.filter.or(Some(filter));
    }
    rule
}

fn is_ours(rule: &LifecycleRule) -> bool {
    rule.id().is_some_and(|id| id.starts_with(OURS))
}

/// What we care for in a rule; AWS adds defaults of its own.
type Facts = (
    Option<String>,
    bool,
    Option<String>,
    Option<i32>,
    Option<i32>,
);

fn facts(rule: &LifecycleRule) -> Facts {
    (
        rule.id().map(str::to_owned),
        *rule.status() == ExpirationStatus::Enabled,
        rule.filter()
            .and_then(|filter| filter.prefix())
            .map(str::to_owned),
        rule.expiration().and_then(|expiration| expiration.days()),
        rule.abort_incomplete_multipart_upload()
            .and_then(|abort| abort.days_after_initiation()),
    )
}

fn wanted(pack_days: u16) -> Result<Vec<LifecycleRule>, BuildError> {
    let rule = |name: &str, prefix: &str| {
        LifecycleRule::builder()
            .id(format!("{OURS}{name}"))
            .status(ExpirationStatus::Enabled)
            .filter(LifecycleRuleFilter::builder().prefix(prefix).build())
    };
    let after = |days: i32| LifecycleExpiration::builder().days(days).build();
    let abort = AbortIncompleteMultipartUpload::builder()
        .days_after_initiation(UPLOAD_DAYS)
        .build();
    let mut rules = vec![
        rule("abort-uploads", PackLocation::FOLDER)
            .abort_incomplete_multipart_upload(abort)
            .build()?,
        rule("expire-orders", orders::FOLDER)
            .expiration(after(ORDER_DAYS))
            .build()?,
    ];
    if pack_days != 0 {
        rules.push(
            rule("expire-packs", PackLocation::FOLDER)
                .expiration(after(pack_days.into()))
                .build()?,
        );
    }
    Ok(rules)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_elses_uploads_are_aborted() {
        let rules = wanted(30).expect("rules");
        let prefixes = rules.iter().map(|rule| facts(rule).2);
        assert!(
            prefixes
                .into_iter()
                .all(|prefix| prefix.is_some_and(|prefix| !prefix.is_empty()))
        );
    }

    #[test]
    #[expect(deprecated, reason = "the old form is what is tested")]
    fn a_rule_of_the_old_form_is_put_back_in_the_new_one() {
        let old = LifecycleRule::builder()
            .id("logs")
            .prefix("logs/")
            .status(ExpirationStatus::Enabled)
            .build()
            .expect("a rule");
        let rules = with_ours(vec![old], 30).expect("rules");
        assert_eq!(rules[0].prefix(), None);
        assert_eq!(
            rules[0].filter().and_then(|filter| filter.prefix()),
            Some("logs/")
        );
    }

    #[test]
    fn a_changed_setting_is_noticed_and_foreign_rules_stay() {
        let foreign = LifecycleRule::builder()
            .id("logs")
            .status(ExpirationStatus::Enabled)
            .build()
            .expect("a rule");
        let rules = with_ours(vec![foreign.clone()], 30).expect("rules");
        assert_eq!(rules.len(), 4);
        assert!(are_set(&rules, 30));
        assert!(!are_set(&rules, 7));
        assert!(!are_set(&rules, 0), "packs are to be kept now");
        let changed = with_ours(rules, 0).expect("rules");
        assert!(are_set(&changed, 0));
        assert_eq!(changed[0], foreign);
        assert_eq!(changed.len(), 3);
    }
}
